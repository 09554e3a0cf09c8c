#include "venscope/study/arm_survival.hpp"

#include "venscope/report/number.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using survival::CoxTrouble;

constexpr survival::ChiSquaredTest no_test{0, 0, std::numeric_limits<double>::quiet_NaN()};

CoxAnalysisOptions arm_cox_options(const ArmSurvivalOptions& options, bool firth) {
  CoxAnalysisOptions cox;
  cox.fit.ties = options.ties;
  cox.fit.level = options.curve.level;
  cox.fit.firth = firth;
  return cox;
}

std::optional<survival::ChiSquaredTest> zph_of_arm(const CoxAnalysis& cox) {
  if (!cox.zph || cox.zph->terms.empty() || cox.fit.terms.front().trouble != CoxTrouble::none)
    return {};
  const survival::ProportionalHazardsRow& row = cox.zph->terms.front();
  // Terms that cannot be estimated are left out: the first must be the arm.
  if (row.term != cox.frame.terms.front().name || !(row.test.df > 0)) return {};
  return row.test;
}

/// The ratio of each interval, in the same model.
std::optional<survival::PiecewiseHazard> piecewise_of(const CoxAnalysis& cox,
                                                      const ArmSurvivalOptions& options) {
  if (options.cuts.empty()) return {};
  const formula::ModelFrame& frame = cox.frame;
  std::vector<std::int32_t> second;
  Matrix others(frame.design.rows, frame.design.columns - 1);
  for (std::size_t i = 0; i < frame.design.rows; ++i) {
    second.push_back(frame.design(i, 0) == 1);
    for (std::size_t j = 1; j < frame.design.columns; ++j) others(i, j - 1) = frame.design(i, j);
  }
  survival::CoxOptions cox_options;
  cox_options.ties = options.ties;
  cox_options.level = options.curve.level;
  auto found = survival::piecewise_hazard(frame.outcomes, second, options.cuts, others,
                                          frame.strata.group, cox_options);
  if (!found) return {};
  return std::move(*found);
}

ArmHazard arm_hazard(std::string model, const std::string& left, const cohort::Table& table,
                     const ArmSurvivalOptions& options, const std::vector<std::string>& covariates,
                     const std::vector<std::string>& strata) {
  ArmHazard hazard;
  hazard.model = std::move(model);
  std::vector<std::string> terms{options.arm};
  for (const std::string& covariate : covariates)
    if (covariate != options.arm) terms.push_back(covariate);
  const std::string formula = left + " ~ " + right_side(terms, strata, "", table);
  auto cox = analyse_cox(formula, table, arm_cox_options(options, false));
  if (!cox) {
    hazard.why_not = cox.error().front().what;
    return hazard;
  }
  hazard.cox = std::move(*cox);
  hazard.zph = zph_of_arm(*hazard.cox);
  hazard.piecewise = piecewise_of(*hazard.cox, options);
  // A ratio that runs off at every time says nothing of a change with time.
  if (!hazard.estimable() && hazard.piecewise)
    hazard.piecewise->change = hazard.piecewise->wald = no_test;
  if (hazard.estimable() || !covariates.empty() || !strata.empty()) return hazard;
  if (auto firth = analyse_cox(formula, table, arm_cox_options(options, true)))
    if (firth->fit.terms.front().trouble == CoxTrouble::none) hazard.firth = firth->fit.terms[0];
  return hazard;
}

void add_hazards(const std::string& left, const cohort::Table& table, ArmSurvival& found) {
  const ArmSurvivalOptions& options = found.options;
  const auto add = [&](const char* model, bool adjusted, bool stratified) {
    found.hazards.push_back(arm_hazard(model, left, table, options,
                                       adjusted ? options.covariates : std::vector<std::string>{},
                                       stratified ? options.strata : std::vector<std::string>{}));
  };
  const bool adjusted = !options.covariates.empty(), stratified = !options.strata.empty();
  add("crude", false, false);
  if (adjusted) add("adjusted", true, false);
  if (stratified) add("stratified", false, true);
  if (adjusted && stratified) add("adjusted and stratified", true, true);
}

void add_tests(const std::string& left, const cohort::Table& table, ArmSurvival& found) {
  const formula::ModelFrame& frame = found.curves.frame;
  const auto test = [&](const survival::RankWeight& weight) {
    auto tested = survival::log_rank(frame.outcomes, frame.groups.group, 2, {}, weight);
    return tested ? std::move(*tested) : survival::LogRank{};
  };
  found.log_rank = test({});
  for (const survival::RankWeight& weight : found.options.weights)
    found.weighted.push_back({weight, test(weight)});
  if (found.options.strata.empty()) return;
  const std::string formula =
      left + " ~ " + right_side({found.options.arm}, found.options.strata, "", table);
  if (auto stratified = analyse_log_rank(formula, table))
    found.stratified = std::move(stratified->test);
}

void add_means(ArmSurvival& found) {
  const survival::KaplanMeier &first = found.curves.strata[0].fit,
                              &second = found.curves.strata[1].fit;
  const double level = found.options.curve.level;
  const double greatest = survival::greatest_horizon(first, second);
  std::optional<double> horizon = found.options.horizon;
  if (horizon && *horizon > greatest) {
    found.warnings.push_back(fmt::format(
        "the restricted means were declared to {:g}, but one arm was not followed so long with "
        "somebody in it still without the event: they are given to {:g}, which is another question",
        *horizon, greatest));
    horizon = greatest;
  }
  auto means = survival::compare_restricted_means(first, second, horizon, level);
  if (!means) {
    found.no_means = means.error().front().what;
    return;
  }
  found.means = *means;
  for (std::size_t a = 0; a < 2; ++a)
    if (found.curves.strata[a].fit.events > 0 &&
        (a == 0 ? means->reference : means->compared).mean == means->horizon)
      found.warnings.push_back(fmt::format(
          "{}: no event before {:g}; intervals of the restricted means hold the other arm's error "
          "only",
          found.arms[a], means->horizon));
}

void warn_of_arms(ArmSurvival& found) {
  for (std::size_t a = 0; a < 2; ++a) {
    const survival::KaplanMeier& fit = found.curves.strata[a].fit;
    const std::string name = report::fixed(static_cast<double>(fit.n), 0);
    if (fit.n < 5)
      found.warnings.push_back(
          fmt::format("{}: {} patient{}; its curve, median and restricted mean say next to "
                      "nothing, and their errors are not to be believed",
                      found.arms[a], name, fit.n == 1 ? "" : "s"));
    if (fit.events == 0)
      found.warnings.push_back(fmt::format(
          "{}: no event among {} patients; the hazard ratio has no finite estimate, and intervals "
          "of restricted means and milestones hold the other arm's error only",
          found.arms[a], name));
  }
}

}  // namespace

std::optional<double> ArmSurvival::against_proportional() const {
  std::vector<double> tested;
  const auto take = [&](const survival::ChiSquaredTest& test) {
    if (test.df > 0 && std::isfinite(test.p)) tested.push_back(test.p);
  };
  if (!hazards.empty() && hazards[0].zph) take(*hazards[0].zph);
  if (!hazards.empty() && hazards[0].piecewise) take(hazards[0].piecewise->change);
  if (tested.empty()) return {};
  const double smallest = *std::min_element(tested.begin(), tested.end());
  return std::min(1.0, static_cast<double>(tested.size()) * smallest);
}

Result<cohort::Column> two_arms(const cohort::Table& table, const std::string& column,
                                const std::string& where) {
  const cohort::Column* given = table.find(column);
  const cohort::Column* counted = table.find(where);
  const response::Levels levels = response::levels_of(*given);
  std::vector<std::size_t> n(levels.names.size(), 0);
  for (std::size_t row = 0; row < table.rows; ++row)
    if (levels.code[row] >= 0 && !(counted && counted->missing(row)))
      ++n[static_cast<std::size_t>(levels.code[row])];
  cohort::Column arms;
  arms.name = given->name;
  arms.label = given->label;
  arms.type = cohort::ColumnType::category;
  std::vector<std::int32_t> recoded(n.size(), cohort::missing_code);
  std::vector<std::string> counts;
  for (std::size_t level = 0; level < n.size(); ++level) {
    counts.push_back(fmt::format("{} {}", levels.names[level], n[level]));
    if (n[level] == 0) continue;
    recoded[level] = static_cast<std::int32_t>(arms.levels.size());
    arms.levels.push_back(levels.names[level]);
  }
  if (arms.levels.size() != 2)
    return cannot_analyse(
        "study.arms",
        fmt::format("'{}' makes {} {}, not two: {}", column, arms.levels.size(),
                    plural(arms.levels.size(), "arm", "arms"), fmt::join(counts, ", ")),
        "choose two of them by `where`, or another column as `group`");
  for (std::size_t row = 0; row < table.rows; ++row)
    arms.code.push_back(levels.code[row] < 0 ? cohort::missing_code
                                             : recoded[static_cast<std::size_t>(levels.code[row])]);
  return arms;
}

Result<ArmSurvival> analyse_arm_survival(const std::string& left, const std::string& time_column,
                                         const cohort::Table& table,
                                         const ArmSurvivalOptions& options) {
  auto arms = two_arms(table, options.arm, time_column);
  if (!arms) return failure(std::move(arms.error()));
  cohort::Table own = table;
  for (cohort::Column& column : own.columns)
    if (column.name == options.arm) column = *arms;
  CurvesOptions curve_options;
  curve_options.curve = options.curve;
  curve_options.times = options.milestones;
  auto curves =
      analyse_curves(left + " ~ " + right_side({options.arm}, {}, "", own), own, curve_options);
  if (!curves) return failure(std::move(curves.error()));
  if (curves->strata.size() != 2)
    return cannot_analyse("study.arms", "there are not two arms with patients");

  ArmSurvival found;
  found.options = options;
  found.arms = {arms->levels[0], arms->levels[1]};
  found.label = arms->label.empty() ? arms->name : arms->label;
  found.curves = std::move(*curves);
  found.curves.frame.warnings.clear();  // beyond follow-up: said where the milestone stands
  for (std::size_t a = 0; a < 2; ++a)
    found.density_medians[a] =
        survival::median_by_density(found.curves.strata[a].fit, options.curve.level);
  warn_of_arms(found);
  add_tests(left, own, found);
  add_hazards(left, own, found);
  add_means(found);
  for (const double time : options.milestones)
    found.milestones.push_back(survival::compare_at(
        found.curves.strata[0].fit, found.curves.strata[1].fit, time, options.curve.level));
  return found;
}

std::string test_words(const survival::RankWeight& weight) {
  switch (weight.kind) {
    case survival::RankWeight::Kind::gehan:
      return "Gehan–Breslow";
    case survival::RankWeight::Kind::tarone_ware:
      return "Tarone–Ware";
    case survival::RankWeight::Kind::fleming_harrington:
      break;
  }
  if (weight.constant()) return "Log-rank";
  if (weight.rho == 1 && weight.gamma == 0) return "Peto–Peto";
  return fmt::format("Fleming–Harrington ({}, {})", report::exact(weight.rho),
                     report::exact(weight.gamma));
}

}  // namespace venscope::study
