#include "venscope/study/synthetic.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/report/figure/stamp.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

std::string mark_of(const Synthetic& synthetic) {
  return "Synthetic data, not " + synthetic.not_these;
}

bool says_yes(const cohort::Column& column, std::size_t row) {
  if (column.missing(row)) return false;
  if (column.numeric()) return column.number[row] != 0;
  const std::string& level = column.levels[static_cast<std::size_t>(column.code[row])];
  static const std::vector<std::string> words{"yes", "true", "1", "synthetic"};
  return cohort::find_word(level, words) >= 0;
}

void mark_sections(std::vector<report::Section>& sections, const std::string& mark) {
  for (report::Section& section : sections) {
    for (report::Block& block : section.blocks) {
      if (auto* table = std::get_if<report::Table>(&block)) {
        table->footnotes.push_back(fmt::format("{}.", mark));
      } else if (auto* figure = std::get_if<report::Figure>(&block)) {
        figure->caption += fmt::format(" {}.", mark);
        report::stamp(figure->scene, mark);
      }
    }
    mark_sections(section.sections, mark);
  }
}

}  // namespace

std::optional<Synthetic> synthetic_rows(const cohort::Table& table, bool declared,
                                        const std::optional<simulation::Declaration>& declaration) {
  Synthetic synthetic;
  synthetic.of = table.rows;
  const cohort::Column* label = table.find(simulation::label_column);
  const cohort::Column* source = table.find(simulation::source_column);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!declared && !(label && says_yes(*label, row))) continue;
    ++synthetic.rows;
    if (!source || source->numeric() || source->missing(row)) continue;
    const std::string& text = source->levels[static_cast<std::size_t>(source->code[row])];
    if (std::find(synthetic.sources.begin(), synthetic.sources.end(), text) ==
        synthetic.sources.end())
      synthetic.sources.push_back(text);
  }
  if (synthetic.rows == 0) return {};
  if (declaration && std::find(synthetic.sources.begin(), synthetic.sources.end(),
                               declaration->source) != synthetic.sources.end())
    synthetic.assumptions = declaration->assumptions;
  return synthetic;
}

std::string synthetic_text(const Synthetic& synthetic) {
  const auto share = [](std::size_t rows, std::size_t of, const std::string& what) {
    return rows == of ? fmt::format("all {} {}", of, what)
                      : fmt::format("{} of {} {}", rows, of, what);
  };
  std::vector<std::string> drawn;
  if (synthetic.rows > 0) drawn.push_back(share(synthetic.rows, synthetic.of, "rows"));
  for (const Synthetic::File& file : synthetic.files)
    drawn.push_back(fmt::format("{} of {}", share(file.rows, file.of, file.what), file.name));
  return fmt::format("Synthetic data: {} were drawn by a program. Nothing here is a finding on {}.",
                     fmt::join(drawn, " and "), synthetic.not_these);
}

void mark_as_synthetic(report::Page& page, const Synthetic& synthetic) {
  page.banner = synthetic_text(synthetic);
  page.mark = mark_of(synthetic);
  mark_sections(page.sections, page.mark);
}

}  // namespace venscope::study
