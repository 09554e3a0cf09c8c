/// Which genes a signature can be made of, and their values in every cohort that it is made from.
#include "venscope/study/signature_making.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

constexpr std::size_t named_genes = 5;

std::string named(const std::vector<std::string>& genes) {
  std::vector<std::string> first(
      genes.begin(),
      genes.begin() + static_cast<std::ptrdiff_t>(std::min(genes.size(), named_genes)));
  std::string text = fmt::format("{}", fmt::join(first, ", "));
  if (genes.size() > named_genes) text += fmt::format(" and {} more", genes.size() - named_genes);
  return text;
}

}  // namespace

std::vector<SignatureMaking::Needed> SignatureMaking::others() const {
  std::vector<Needed> list;
  const auto add = [&](const Expression* matrix, const std::vector<std::size_t>* rows,
                       bool varies) {
    list.push_back({matrix, columns_by_gene(*matrix), rows, varies});
  };
  if (resistant_) add(resistant_, &resistant_rows_, false);
  for (std::size_t k = 1; k < parts_.size(); ++k)
    add(parts_[k].matrix, &made_.trained[k].rows, request_.transport != signature::Transport::raw);
  if (request_.common_genes)
    for (const ValidationCohort& cohort : plan_.validation)
      if (const Expression* other = plan_.expression(request_.expression, cohort.id))
        add(other, nullptr, false);
  return list;
}

bool SignatureMaking::usable(std::size_t gene, const std::vector<Needed>& others) {
  double first = 0;
  bool varies = false;
  const std::vector<std::size_t>& rows = made_.trained.front().rows;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const double value = expression_->values(rows[i], gene);
    if (std::isnan(value)) {
      ++made_.incomplete;
      return false;
    }
    if (i == 0) first = value;
    varies = varies || value != first;
  }
  if (!varies) {
    ++made_.constant;
    return false;
  }
  const bool there = std::all_of(others.begin(), others.end(), [&](const Needed& other) {
    const auto found = other.columns.find(expression_->genes[gene]);
    return found != other.columns.end() && complete_in(other, found->second);
  });
  made_.elsewhere += !there;
  return there;
}

bool SignatureMaking::complete_in(const Needed& needed, std::size_t gene) {
  if (!needed.rows) return true;
  double low = INFINITY, high = -INFINITY;
  for (const std::size_t row : *needed.rows) {
    const double value = needed.matrix->values(row, gene);
    if (std::isnan(value)) return false;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  return !needed.varies || low < high;
}

void SignatureMaking::take_genes(const std::vector<std::size_t>& used) {
  made_.expression = Matrix(made_.patients(), used.size());
  const std::vector<std::size_t>& rows = made_.trained.front().rows;
  for (std::size_t g = 0; g < used.size(); ++g) {
    made_.genes.push_back(expression_->genes[used[g]]);
    for (std::size_t i = 0; i < rows.size(); ++i)
      made_.expression(i, g) = expression_->values(rows[i], used[g]);
  }
  for (std::size_t k = 1; k < parts_.size(); ++k) pool(parts_[k], made_.trained[k].rows);
}

void SignatureMaking::pool(const Part& part, const std::vector<std::size_t>& patients) {
  const Expression& matrix = *part.matrix;
  const ColumnOf columns = columns_by_gene(matrix);
  std::vector<std::size_t> sampled, place(matrix.present.size());
  for (std::size_t row = 0; row < matrix.present.size(); ++row)
    if (matrix.present[row]) {
      place[row] = sampled.size();
      sampled.push_back(row);
    }
  const std::size_t own = made_.trained.front().rows.size();
  for (std::size_t g = 0; g < made_.genes.size(); ++g) {
    const std::size_t there = columns.at(made_.genes[g]);
    Matrix values(sampled.size(), 1), reference(own, 1);
    for (std::size_t i = 0; i < sampled.size(); ++i)
      values(i, 0) = matrix.values(sampled[i], there);
    const std::span<const double> from = made_.expression.column(g);
    std::copy_n(from.begin(), own, reference.values.begin());
    const Matrix brought = signature::transported(values, reference, request_.transport);
    for (std::size_t i = 0; i < patients.size(); ++i)
      made_.expression(part.first + i, g) = brought(place[patients[i]], 0);
  }
}

void SignatureMaking::find_set() {
  const GeneSets* sets = plan_.genes(request_.genes);
  if (!sets) return;  // which was said
  const std::vector<std::string> wanted = sets->genes();
  made_.set_size = wanted.size();
  const std::set<std::string_view> asked(wanted.begin(), wanted.end());
  std::vector<std::size_t> columns;
  for (std::size_t g = 0; g < made_.genes.size(); ++g)
    if (asked.contains(made_.genes[g])) columns.push_back(g);
  made_.options.candidates.set = std::move(columns);
  const std::set<std::string_view> there(expression_->genes.begin(), expression_->genes.end());
  for (const std::string& gene : wanted)
    if (!there.contains(gene)) made_.not_found.push_back(gene);
}

void SignatureMaking::prepare_weights() {
  const GeneSets* sets = plan_.genes(request_.weights);
  if (!sets) return;
  if (sets->sets.size() != 1 || sets->sets[0].weights.empty())
    return declared_wrong("weights", "study.no_weights",
                          fmt::format("[[gene_sets]] '{}' has no weights", request_.weights),
                          "a table with weight = the column of the weights");
  const GeneSet& set = sets->sets[0];
  made_.set_size = set.genes.size();
  const ColumnOf columns = columns_by_gene(*expression_);
  std::vector<std::size_t> used;
  for (std::size_t g = 0; g < set.genes.size(); ++g) {
    const auto found = columns.find(set.genes[g]);
    if (found == columns.end()) {
      made_.not_found.push_back(set.genes[g]);
      continue;
    }
    used.push_back(found->second);
    weights_.push_back({weights_.size(), set.weights[g]});
  }
  if (used.empty() || (!made_.not_found.empty() && !request_.missing_genes_left_out)) {
    made_.problems.push_back(not_possible(
        "study.signature_genes",
        fmt::format("{} lacks {} of the {} genes of {}: {}", expression_->file,
                    made_.not_found.size(), made_.set_size, request_.weights,
                    named(made_.not_found)),
        used.empty() ? "look at the names of the genes"
                     : "missing_genes = \"leave_out\" scores the others, and says so"));
    return;
  }
  std::vector<std::size_t> rows, places;
  TrainingCohort& own = made_.trained.front();
  for (std::size_t i = 0; i < own.rows.size(); ++i) {
    const bool known = std::none_of(used.begin(), used.end(), [&](std::size_t gene) {
      return std::isnan(expression_->values(own.rows[i], gene));
    });
    if (!known) continue;
    rows.push_back(own.rows[i]);
    places.push_back(parts_.front().places[i]);
  }
  own.rows = std::move(rows);
  parts_.front().places = std::move(places);
  take_outcomes();
  take_genes(used);
}

}  // namespace venscope::study
