#include "venscope/expression/gene_stage.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/expression/column_names.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::expression {

void GeneStage::names(std::vector<std::string> all) {
  notes_.naming = name_genes(all, options_.aliases);
  std::vector<std::string_view> sorted(notes_.naming.names.begin(), notes_.naming.names.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t begin = 0; begin < sorted.size();) {
    std::size_t end = begin + 1;
    while (end < sorted.size() && sorted[end] == sorted[begin]) ++end;
    if (end - begin > 1) counts_.emplace(sorted[begin], end - begin);
    begin = end;
  }
  known_ = true;
}

std::string GeneStage::named(const std::string& raw) {
  if (known_)
    return notes_.rows < notes_.naming.names.size() ? notes_.naming.names[notes_.rows] : raw;
  std::optional<NameChange> change;
  std::string name = plain_gene_name(raw, &change);
  if (change && name != raw) notes_.naming.renamed.push_back({notes_.rows, raw, name, *change});
  notes_.naming.names.push_back(name);
  return name;
}

void GeneStage::hand_on(const std::string& name, std::uint32_t line, std::size_t order,
                        std::span<const double> values, GeneBlock& block) {
  block.genes.push_back(name);
  block.line.push_back(line);
  block.order.push_back(order);
  block.values.values.insert(block.values.values.end(), values.begin(), values.end());
  std::size_t known = 0;
  double low = 0, high = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    low = known == 0 ? value : std::min(low, value);
    high = known == 0 ? value : std::max(high, value);
    notes_.negative += value < 0;
    ++known;
  }
  notes_.missing += values.size() - known;
  if (known == 0)
    notes_.empty.push_back(name);
  else if (known > 1 && low == high)
    notes_.constant.push_back(name);
}

/// Where the row is one of several of its gene, or the second of a name that should be one.
bool GeneStage::repeated(const std::string& name, std::uint32_t line,
                         std::span<const double> values, GeneBlock& block) {
  if (known_) {
    const auto count = counts_.find(name);
    if (count == counts_.end()) return false;
    if (options_.duplicates != DuplicateRule::refuse) {
      Held& held = held_[name];
      if (held.lines.empty()) held.order = notes_.rows;
      held.lines.push_back(line);
      held.values.emplace_back(values.begin(), values.end());
      if (held.lines.size() < count->second) return true;
      std::vector<std::span<const double>> rows(held.values.begin(), held.values.end());
      std::vector<double> one(values.size());
      const auto kept = resolve_duplicates(rows, options_.duplicates, one);
      hand_on(name, held.lines[0], held.order, one, block);
      notes_.merged.push_back({name, held.lines, kept ? held.lines[*kept] : 0});
      held_.erase(name);
      return true;
    }
  }
  const auto [place, is_new] = seen_.try_emplace(name, first_line_.size());
  if (is_new) {
    first_line_.push_back(line);
    return false;
  }
  const std::uint32_t first = first_line_[place->second];
  if (options_.duplicates == DuplicateRule::refuse) {
    log_.add("cohort.duplicate_feature", "", [&] {
      return Problem{"",
                     {notes_.file, line, ""},
                     fmt::format("{} stands on line {} already", cohort::shown(name), first),
                     "each feature once",
                     "keep one row of each, or say by a rule what stands for them (mean, sum, "
                     "highest_mean, highest_variance, first)"};
    });
    return true;
  }
  const auto merged = std::find_if(notes_.merged.begin(), notes_.merged.end(),
                                   [&](const MergedGene& gene) { return gene.lines[0] == first; });
  if (merged == notes_.merged.end())
    notes_.merged.push_back({name, {first, line}, first});
  else
    merged->lines.push_back(line);
  return true;
}

bool GeneStage::rows(RawRows&& rows) {
  GeneBlock block;
  block.samples = notes_.samples;
  block.values.rows = notes_.samples.size();
  block.values.values.reserve(rows.values.values.size());
  for (std::size_t i = 0; i < rows.names.size(); ++i) {
    const std::string name = named(rows.names[i]);
    const std::span<const double> values = rows.values.column(i);
    if (!repeated(name, rows.line[i], values, block))
      hand_on(name, rows.line[i], notes_.rows, values, block);
    ++notes_.rows;
  }
  block.values.columns = block.genes.size();
  notes_.genes += block.genes.size();
  return block.genes.empty() || visit_(block);
}

void GeneStage::finish() {
  for (std::string& sentence : notes_.naming.sentences())
    notes_.assumptions.push_back(std::move(sentence));
  if (!notes_.merged.empty()) {
    std::vector<std::string> names;
    for (const MergedGene& gene : notes_.merged) names.push_back(gene.name);
    notes_.assumptions.push_back(fmt::format(
        "{} gene{} of several rows made one by the rule {}: {}", names.size(),
        names.size() == 1 ? "" : "s", word_of(options_.duplicates), listed_names(names, 3)));
  }
  const auto say = [&](const std::vector<std::string>& names, const char* what) {
    if (!names.empty())
      notes_.observations.push_back(fmt::format("{} gene{} {}: {}", names.size(),
                                                names.size() == 1 ? "" : "s", what,
                                                listed_names(names, 3)));
  };
  say(notes_.empty, "without any value");
  say(notes_.constant, "with one and the same value in all samples");
}

}  // namespace venscope::expression
