// Names and small measures of a comparison of replicates.
#include "venscope/base/distributions.hpp"
#include "venscope/study/replicates_analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

std::string_view name_of(assay::Method method) {
  for (const auto& [word, one] : method_words)
    if (one == method) return word;
  return "";
}

std::string_view name_of(assay::Scale scale) {
  switch (scale) {
    case assay::Scale::identity:
      return "identity";
    case assay::Scale::log:
      return "log";
    case assay::Scale::logit:
      return "logit";
  }
  return "";
}

std::string_view effect_name(assay::Scale scale) {
  switch (scale) {
    case assay::Scale::identity:
      return "difference";
    case assay::Scale::log:
      return "ratio";
    case assay::Scale::logit:
      return "odds ratio";
  }
  return "";
}

std::size_t ReplicatesAnalysis::smallest_n() const {
  std::size_t smallest = comparison.cells.empty() ? 0 : comparison.cells[0].n;
  for (const assay::CellSummary& cell : comparison.cells)
    if (cell.n > 0) smallest = std::min(smallest, cell.n);
  return smallest;
}

std::optional<double> ReplicatesAnalysis::sd_ratio() const {
  double low = 0.0, high = 0.0;
  for (const assay::CellSummary& cell : comparison.cells) {
    if (!cell.sd || *cell.sd <= 0.0) continue;
    low = low > 0.0 ? std::min(low, *cell.sd) : *cell.sd;
    high = std::max(high, *cell.sd);
  }
  if (low > 0.0) return high / low;
  return {};
}

std::optional<double> ReplicatesAnalysis::bartlett_p() const {
  if (replicates.paired()) return {};
  double df = 0, squares = 0, logs = 0, inverse = 0, cells = 0;
  for (const assay::CellSummary& cell : comparison.cells) {
    if (!cell.sd || *cell.sd <= 0.0) continue;
    const double of_cell = static_cast<double>(cell.n - 1);
    df += of_cell;
    squares += of_cell * *cell.sd * *cell.sd;
    logs += of_cell * 2.0 * std::log(*cell.sd);
    inverse += 1.0 / of_cell;
    ++cells;
  }
  if (cells < 2.0) return {};
  const double correction = 1.0 + (inverse - 1.0 / df) / (3.0 * (cells - 1.0));
  return chi_squared_upper((df * std::log(squares / df) - logs) / correction, cells - 1.0);
}

std::string ReplicatesAnalysis::cell_name(std::size_t cell, std::string_view dose_unit) const {
  const std::string& condition = conditions[cell % conditions.size()];
  if (doses.empty()) return condition;
  return fmt::format("{} at {}{}{}", condition, doses[cell / conditions.size()],
                     dose_unit.empty() ? "" : " ", dose_unit);
}

std::string ReplicatesAnalysis::pair_name(const assay::PairComparison& pair,
                                          std::string_view dose_unit) const {
  const std::string text = fmt::format("{} – {}", conditions[pair.cell % conditions.size()],
                                       conditions[pair.reference % conditions.size()]);
  if (doses.empty()) return text;
  return fmt::format("{} at {}{}{}", text, doses[pair.cell / conditions.size()],
                     dose_unit.empty() ? "" : " ", dose_unit);
}

double ReplicatesAnalysis::effect(double difference) const {
  return options.scale == assay::Scale::identity ? difference : std::exp(difference);
}

}  // namespace venscope::study
