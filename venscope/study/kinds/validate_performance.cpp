// Kind validate: the measures of both cohorts side by side.
#include "venscope/base/distributions.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/kinds/validate_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::no_value;

namespace {

Cell count_row_cell(double n) {
  return {report::count(n), std::vector{n, no_value, no_value}};
}

template <class Concordance>
Cell concordance_cell(const std::optional<Concordance>& c, double level) {
  if (!c) return number_cell(std::nullopt, 3);
  const double margin = normal_quantile(0.5 + level / 2) * c->std_error;
  return interval_cell(c->estimate, std::max(0.0, c->estimate - margin),
                       std::min(1.0, c->estimate + margin), 3);
}

/// The second minus the first of two independent estimates.
template <class Estimate>
Cell difference_cell(const std::optional<Estimate>& first, const std::optional<Estimate>& second,
                     double level) {
  if (!first || !second) return number_cell(std::nullopt, 3);
  const double difference = second->estimate - first->estimate;
  const double margin =
      normal_quantile(0.5 + level / 2) * std::hypot(first->std_error, second->std_error);
  return interval_cell(difference, difference - margin, difference + margin, 3);
}

/// Rows of the table of both cohorts: one measure each, in the study's cohort and in the other.
class PerformanceRows {
public:
  PerformanceRows(report::Table& table, const ScoreValidation& found, double level)
      : table_(table), found_(found), level_(level) {}

  using Measure = std::function<Cell(const CohortPerformance&)>;
  void heading(std::string text) {
    report::Row row;
    row.heading = true;
    row.cells = {std::move(text)};
    table_.rows.push_back(std::move(row));
  }
  void add(std::string text, const Measure& measure, Cell difference = Cell("")) {
    report::Row row;
    row.indent = 1;
    row.cells = {std::move(text), measure(found_.own), measure(found_.other),
                 std::move(difference)};
    table_.rows.push_back(std::move(row));
  }

  void patients(const std::string& unit);
  void case_mix(bool log_hazard);
  void discrimination(const ValidationOptions& options, const std::string& unit);
  void calibration(const ValidationOptions& options, const std::string& unit);

private:
  report::Table& table_;
  const ScoreValidation& found_;
  double level_;
};

void PerformanceRows::patients(const std::string& unit) {
  heading("Patients");
  add("n", [](const auto& c) { return count_row_cell(double(c.patients.size())); });
  add("Left out, no score or outcome",
      [](const auto& c) { return count_row_cell(double(c.patients.left_out())); });
  add("Events", [](const auto& c) { return count_row_cell(double(c.patients.events)); });
  add(fmt::format("Median follow-up, {}", unit), [](const CohortPerformance& c) {
    if (!c.follow_up) return number_cell(std::nullopt, 1);
    const survival::SurvivalQuantile& median = c.follow_up->median;
    return Cell(report::median_interval(median),
                std::vector{median.time.value_or(no_value), median.lower.value_or(no_value),
                            median.upper.value_or(no_value)});
  });
}

void PerformanceRows::case_mix(bool log_hazard) {
  heading("Case-mix");
  add(
      "Score, mean", [](const auto& c) { return number_cell(c.spread.mean, 3); },
      number_cell(found_.other.spread.mean - found_.own.spread.mean, 3));
  add("Score, SD", [](const auto& c) { return number_cell(c.spread.sd, 3); });
  if (!log_hazard) return;
  std::optional<double> change;
  if (found_.own.expected_c && found_.other.expected_c)
    change = *found_.other.expected_c - *found_.own.expected_c;
  add(
      "Expected C, if the points are right",
      [](const auto& c) { return number_cell(c.expected_c, 3); }, number_cell(change, 3));
}

void PerformanceRows::discrimination(const ValidationOptions& options, const std::string& unit) {
  heading("Discrimination");
  add(
      "Harrell's C", [&](const auto& c) { return concordance_cell(c.harrell, level_); },
      difference_cell(found_.own.harrell, found_.other.harrell, level_));
  add(
      fmt::format("Uno's C, up to {} {}", report::fixed(found_.tau, 1), unit),
      [&](const auto& c) { return concordance_cell(c.uno, level_); },
      difference_cell(found_.own.uno, found_.other.uno, level_));
  for (std::size_t k = 0; k < options.times.size(); ++k) {
    struct Auc {
      double estimate, std_error;
    };
    const auto auc = [k](const CohortPerformance& c) -> std::optional<Auc> {
      if (k >= c.roc.size() || !c.roc[k].auc || !c.roc[k].std_error) return std::nullopt;
      return Auc{*c.roc[k].auc, *c.roc[k].std_error};
    };
    add(
        fmt::format("AUC at {}", time_text(options.times[k], unit)),
        [k](const CohortPerformance& c) {
          if (k >= c.roc.size()) return number_cell(std::nullopt, 3);
          return interval_cell(c.roc[k].auc, c.roc[k].conf_low, c.roc[k].conf_high, 3);
        },
        difference_cell(auc(found_.own), auc(found_.other), level_));
  }
}

void PerformanceRows::calibration(const ValidationOptions& options, const std::string& unit) {
  heading("Calibration");
  const auto slope = [](const CohortPerformance& c) {
    if (!c.slope) return number_cell(std::nullopt, 2);
    return interval_cell(c.slope->slope, c.slope->conf_low, c.slope->conf_high, 2);
  };
  if (!found_.own.calibration && !found_.other.calibration) return add("Slope", slope);
  const std::string by = time_text(options.time, unit);
  add(fmt::format("Risk by {}, predicted", by), [](const CohortPerformance& c) {
    return number_cell(
        c.calibration ? std::optional(c.calibration->overall.predicted) : std::nullopt, 3);
  });
  add(fmt::format("Risk by {}, observed", by), [](const CohortPerformance& c) {
    if (!c.calibration) return number_cell(std::nullopt, 3);
    const accuracy::ObservedRisk& all = c.calibration->overall;
    return interval_cell(all.observed, all.conf_low, all.conf_high, 3);
  });
  const auto ratio_cell = [](const std::optional<accuracy::Ratio>& ratio) {
    if (!ratio) return number_cell(std::nullopt, 2);
    return interval_cell(ratio->estimate, ratio->conf_low, ratio->conf_high, 2);
  };
  add(fmt::format("O/E by {}", by), [&](const CohortPerformance& c) {
    return ratio_cell(c.calibration ? c.calibration->observed_expected : std::nullopt);
  });
  add(fmt::format("Events, observed / expected up to {} {}",
                  report::fixed(found_.baseline ? found_.baseline->horizon : 0, 1), unit),
      [&](const CohortPerformance& c) {
        return ratio_cell(c.events ? std::optional(c.events->ratio) : std::nullopt);
      });
  add("Slope", slope);
  const auto smooth = [](double accuracy::SmoothCalibration::*field) {
    return [field](const CohortPerformance& c) {
      return number_cell(c.calibration && c.calibration->smooth
                             ? std::optional((*c.calibration->smooth).*field)
                             : std::nullopt,
                         3);
    };
  };
  add("ICI", smooth(&accuracy::SmoothCalibration::ici));
  add("E50", smooth(&accuracy::SmoothCalibration::e50));
  add("E90", smooth(&accuracy::SmoothCalibration::e90));
  heading("Accuracy");
  add(fmt::format("Brier score at {}", by), [](const CohortPerformance& c) {
    if (!c.brier) return number_cell(std::nullopt, 3);
    return interval_cell(c.brier->brier, c.brier->conf_low, c.brier->conf_high, 3);
  });
  add("IPA", [](const CohortPerformance& c) {
    if (!c.brier) return number_cell(std::nullopt, 2);
    return interval_cell(c.brier->ipa, c.brier->ipa_low, c.brier->ipa_high, 2);
  });
}

}  // namespace

report::Table ValidateFinding::performance_table(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step);
  const std::string interval = interval_name(options_.level);
  report::Table table;
  table.id = step.id;
  table.title = fmt::format("{}: {} in both cohorts", step.title, model_.label);
  table.columns = {
      {"Measure", "", Align::left, {}},
      {found_.own.patients.label, "", Align::right, {"own", "own_low", "own_high"}},
      {found_.other.patients.label,
       "",
       Align::right,
       {"validation", "validation_low", "validation_high"}},
      {"Difference", "", Align::right, {"difference", "difference_low", "difference_high"}}};
  PerformanceRows rows(table, found_, options_.level);
  rows.patients(unit);
  rows.case_mix(log_hazard());
  rows.discrimination(options_, unit);
  if (log_hazard()) rows.calibration(options_, unit);
  table.footnotes.push_back(fmt::format(
      "In brackets {}. Difference: {} minus {}, the cohorts independent.", interval,
      within_sentence(found_.other.patients.label), within_sentence(found_.own.patients.label)));
  if (updated_here_)
    table.footnotes.push_back(fmt::format(
        "The score was updated in {}: what stands there is apparent, and no validation.",
        within_sentence(found_.other.patients.label)));
  else if (model_.made_here)
    table.footnotes.push_back(fmt::format(
        "The score was made in {}: what stands there is apparent, and better than it would be in "
        "new patients.",
        within_sentence(found_.own.patients.label)));
  if (found_.baseline)
    table.footnotes.push_back(
        fmt::format("Risks from {}{}.", found_.baseline->source,
                    found_.baseline->estimated_here
                        ? fmt::format(": in {} they come true in the large by construction",
                                      within_sentence(found_.own.patients.label))
                        : ""));
  else if (log_hazard())
    table.footnotes.push_back(
        "No risks are predicted: the card has no baseline hazard estimated from patients.");
  if (log_hazard())
    table.footnotes.push_back(
        "Expected C: of patients with these scores if hazards are proportional and the points "
        "right; its difference is what case-mix does. O/E: observed over mean predicted risk. "
        "Slope below 1: the points are too extreme for these patients.");
  return table;
}

}  // namespace venscope::study
