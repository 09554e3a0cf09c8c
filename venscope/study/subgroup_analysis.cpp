#include "venscope/study/subgroup_analysis.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/response/logistic.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/two_way.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/subgroup_levels.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using Rows = std::vector<std::size_t>;  ///< of the patients used

/// The column that a factor becomes; no column of a file is called so.
constexpr const char* factor_name = ".subgroup";

struct Fitted {
  double coefficient = 0, std_error = 0, low = 0, high = 0;
  double loglik = 0;
  bool trusted = true;  ///< the maximum exists, and was found
};

/// Fits models to parts of the patients who have arm, outcome and all adjusters.
class Fitter {
public:
  Fitter(const SubgroupOptions& options, cohort::Table patients, std::vector<std::int32_t> arm,
         std::vector<std::int32_t> event)
      : options_(options),
        patients_(std::move(patients)),
        arm_(std::move(arm)),
        event_(std::move(event)) {}

  const cohort::Table& patients() const { return patients_; }

  Subgroup subgroup(std::string level, const Rows& rows) const {
    Subgroup group;
    group.level = std::move(level);
    for (const std::size_t row : rows) {
      ArmCount& count = arm_[row] == 1 ? group.compared : group.reference;
      ++count.n;
      count.events += event_[row] == 1;
    }
    group.why_not = too_small(group);
    if (!group.why_not.empty()) return group;
    if (options_.measure == SubgroupMeasure::risk_difference)
      group.effect = difference(group);
    else if (const auto fit = fitted(rows, {}, "", ""); fit && fit->trusted)
      group.effect = {std::exp(fit->coefficient), fit->low, fit->high, fit->coefficient,
                      fit->std_error};
    else
      group.why_not = fit ? "the model has no finite estimate" : fit.error().front().what;
    return group;
  }

  /// The test among `levels`, each with its rows, of a factor that is the column `own`.
  Result<InteractionTest> interaction(const std::vector<const Subgroup*>& levels,
                                      const std::vector<Rows>& rows, std::string_view own) const {
    InteractionTest test;
    test.levels = levels.size();
    test.df = static_cast<double>(levels.size() - 1);
    if (options_.measure == SubgroupMeasure::risk_difference) {
      test.statistic = heterogeneity(levels);
    } else {
      Rows all;
      std::vector<std::int32_t> level;
      for (std::size_t k = 0; k < rows.size(); ++k) {
        all.insert(all.end(), rows[k].begin(), rows[k].end());
        level.insert(level.end(), rows[k].size(), static_cast<std::int32_t>(k));
      }
      const auto main = fitted(all, level, " + ", own), full = fitted(all, level, " * ", own);
      if (!main) return tl::unexpected(main.error());
      if (!full) return tl::unexpected(full.error());
      if (!main->trusted || !full->trusted)
        return cannot_analyse("study.no_interaction", "a model of it has no finite estimate");
      test.statistic = std::max(0.0, 2 * (full->loglik - main->loglik));
    }
    test.p = chi_squared_upper(test.statistic, test.df);
    return test;
  }

private:
  std::string too_small(const Subgroup& group) const {
    const ArmCount &reference = group.reference, &compared = group.compared;
    if (std::min(reference.n, compared.n) < options_.least_patients)
      return fmt::format("fewer than {} patients in an arm", options_.least_patients);
    if (reference.events + compared.events < options_.least_events)
      return fmt::format("fewer than {} events", options_.least_events);
    if (options_.measure == SubgroupMeasure::risk_difference) return "";
    for (const ArmCount& arm : {reference, compared}) {
      if (arm.events == 0) return "no event in an arm";
      if (arm.events == arm.n && options_.measure == SubgroupMeasure::odds_ratio)
        return "nothing but events in an arm";
    }
    return "";
  }

  SubgroupEffect difference(const Subgroup& group) const {
    const auto whole = [](std::size_t n) { return static_cast<std::int64_t>(n); };
    const ArmCount &reference = group.reference, &compared = group.compared;
    const auto effect =
        response::risk_difference(whole(compared.events), whole(compared.n),
                                  whole(reference.events), whole(reference.n), options_.level);
    double variance = 0;
    for (const ArmCount& arm : {reference, compared}) {
      const double n = static_cast<double>(arm.n), p = static_cast<double>(arm.events) / n;
      variance += p * (1 - p) / n;
    }
    return {effect->estimate, effect->interval.low, effect->interval.high, effect->estimate,
            std::sqrt(variance)};
  }

  static double heterogeneity(const std::vector<const Subgroup*>& levels) {
    double weights = 0, mean = 0, sum = 0;
    for (const Subgroup* level : levels) {
      const double weight = 1 / (level->effect->std_error * level->effect->std_error);
      weights += weight;
      mean += weight * level->effect->coefficient;
    }
    mean /= weights;
    for (const Subgroup* level : levels) {
      const double z = (level->effect->coefficient - mean) / level->effect->std_error;
      sum += z * z;
    }
    return sum;
  }

  /// The terms that are adjusted for, but those that are `own` or one value throughout.
  std::vector<std::string> adjusters(const cohort::Table& table, std::string_view own) const {
    std::vector<std::string> terms = options_.adjust;
    std::erase_if(terms, [&](const std::string& term) {
      const cohort::Column* column = table.find(term);
      if (term == own || !column || column->numeric()) return term == own;
      return std::all_of(column->code.begin(), column->code.end(),
                         [&](std::int32_t code) { return code == column->code.front(); });
    });
    return terms;
  }

  /// The model of the arm; with `level`, a factor's, joined by `join` to the arm.
  Result<Fitted> fitted(const Rows& rows, const std::vector<std::int32_t>& level,
                        std::string_view join, std::string_view own) const {
    cohort::Table table = cohort::select_rows(patients_, rows);
    std::string right = term_text(options_.by, table);
    const std::vector<std::string> terms = adjusters(table, own);
    if (!join.empty()) {
      cohort::Column& factor = table.columns.emplace_back();
      factor.name = factor_name;
      factor.type = cohort::ColumnType::category;
      factor.code = level;
      for (std::int32_t k = 0; k <= *std::max_element(level.begin(), level.end()); ++k)
        factor.levels.push_back(fmt::format("{}", k));
      right += fmt::format("{}`{}`", join, factor_name);
    }
    if (!terms.empty() || !options_.strata.empty())
      right += " + " + right_side(terms, options_.strata, "", table);
    const bool survival = options_.measure == SubgroupMeasure::hazard_ratio;
    const auto frame = formula::model_frame(options_.outcome + " ~ " + right, table,
                                            {.categorical_response = !survival});
    if (!frame) return tl::unexpected(frame.error());
    return survival ? cox_of(*frame) : logistic_of(*frame, rows);
  }

  Result<Fitted> cox_of(const formula::ModelFrame& frame) const {
    const survival::CoxOptions fitting{
        .ties = options_.ties, .robust = false, .level = options_.level};
    const auto fit = survival::cox(
        {.outcomes = frame.outcomes, .design = frame.design, .strata = frame.strata.group}, fitting,
        frame.column_names);
    if (!fit) return tl::unexpected(fit.error());
    const survival::CoxTerm& arm = fit->terms.front();
    const bool trusted = fit->converged && arm.trouble == survival::CoxTrouble::none;
    return Fitted{arm.coef, arm.std_error, arm.conf_low, arm.conf_high, fit->loglik, trusted};
  }

  Result<Fitted> logistic_of(const formula::ModelFrame& frame, const Rows& rows) const {
    std::vector<std::int32_t> outcome;
    for (const std::size_t kept : frame.rows) outcome.push_back(event_[rows[kept]]);
    const auto fit = response::logistic({.design = frame.design, .outcome = outcome},
                                        {.level = options_.level}, frame.column_names);
    if (!fit) return tl::unexpected(fit.error());
    const response::LogisticTerm& arm = fit->terms[1];  // after the intercept
    const bool trusted = fit->converged && arm.trouble == response::LogisticTrouble::none;
    return Fitted{arm.coef, arm.std_error, arm.conf_low, arm.conf_high, fit->loglik, trusted};
  }
  const SubgroupOptions& options_;
  cohort::Table patients_;
  std::vector<std::int32_t> arm_, event_;  ///< 1: of the compared arm, with the event
};

FactorEffects factor_effects(const Fitter& fitter, const SubgroupFactor& factor) {
  FactorEffects effects;
  effects.factor = factor;
  const SubgroupLevels levels =
      subgroup_levels(*fitter.patients().find(factor.column), factor.cuts);
  effects.n_missing = levels.n_missing;
  for (std::size_t k = 0; k < levels.names.size(); ++k)
    effects.levels.push_back(fitter.subgroup(levels.names[k], levels.rows[k]));
  std::vector<const Subgroup*> estimated;
  std::vector<Rows> rows;
  std::vector<survival::GroupEffect> each;
  for (std::size_t k = 0; k < effects.levels.size(); ++k) {
    const Subgroup& level = effects.levels[k];
    if (!level.effect || level.effect->std_error <= 0) continue;
    estimated.push_back(&level);
    rows.push_back(levels.rows[k]);
    each.push_back({level.effect->coefficient, level.effect->std_error});
  }
  if (estimated.size() < 2) {
    effects.why_not = "fewer than two subgroups with an estimate";
    return effects;
  }
  // A number that was cut is still adjusted for as a number.
  const std::string_view own = factor.cuts.empty() ? std::string_view(factor.column) : "";
  if (const auto test = fitter.interaction(estimated, rows, own))
    effects.interaction = *test;
  else
    effects.why_not = test.error().front().what;
  if (const auto test = survival::qualitative_interaction(each)) effects.qualitative = *test;
  return effects;
}

/// Which level of a yes/no outcome is counted.
Result<std::int32_t> event_of(const formula::ModelFrame& frame, const std::string& outcome) {
  const std::vector<std::string>& levels = frame.response.levels;
  if (levels.size() != 2)
    return cannot_analyse("study.one_outcome",
                          fmt::format("'{}' has {} {}, and an effect on it needs two", outcome,
                                      levels.size(), plural(levels.size(), "value", "values")),
                          "an outcome that some patients have and some have not");
  return static_cast<std::int32_t>(response::counted_level(levels));
}

/// 1 of the compared arm, 0 of the reference; the arms that somebody is in must be two.
Result<std::vector<std::int32_t>> arms_of(const cohort::Table& patients, SubgroupAnalysis& made) {
  const cohort::Column& column = *patients.find(made.options.by);
  const SubgroupLevels arms = subgroup_levels(column, {});
  if (arms.names.size() != 2)
    return cannot_analyse(
        "study.not_two_arms",
        fmt::format("'{}' has {} {} among the patients used, not two", made.options.by,
                    arms.names.size(), plural(arms.names.size(), "value", "values")),
        "an analysis of the patients of two arms, by where");
  made.reference = arms.names[0];
  made.compared = arms.names[1];
  std::vector<std::int32_t> arm(patients.rows, 0);
  for (const std::size_t row : arms.rows[1]) arm[row] = 1;
  return arm;
}

void adjust_for_tests(SubgroupAnalysis& analysis) {
  std::vector<double> p;
  for (const FactorEffects& factor : analysis.factors)
    if (factor.interaction) p.push_back(factor.interaction->p);
  const std::vector<double> holm = adjusted(p, Adjustment::holm);
  for (FactorEffects& factor : analysis.factors)
    if (factor.interaction) factor.interaction->p_holm = holm[analysis.tests++];
}

}  // namespace

Result<SubgroupAnalysis> analyse_subgroups(const cohort::Table& table,
                                           const SubgroupOptions& options) {
  const bool survival = options.measure == SubgroupMeasure::hazard_ratio;
  std::vector<std::string> terms{options.by};
  terms.insert(terms.end(), options.adjust.begin(), options.adjust.end());
  const auto frame =
      formula::model_frame(options.outcome + " ~ " + right_side(terms, options.strata, "", table),
                           table, {.categorical_response = !survival});
  if (!frame) return tl::unexpected(frame.error());
  SubgroupAnalysis analysis;
  analysis.options = options;
  analysis.n_missing = frame->n_missing;
  analysis.warnings = frame->warnings;
  std::vector<std::int32_t> event = frame->outcomes.event;
  if (!survival) {
    const auto counted = event_of(*frame, options.outcome);
    if (!counted) return tl::unexpected(counted.error());
    analysis.event = frame->response.levels[static_cast<std::size_t>(*counted)];
    event = frame->response.group;
    for (std::int32_t& code : event) code = code == *counted;
  }
  cohort::Table patients = cohort::select_rows(table, frame->rows);
  auto arm = arms_of(patients, analysis);
  if (!arm) return tl::unexpected(std::move(arm.error()));
  const Fitter fitter(analysis.options, std::move(patients), std::move(*arm), std::move(event));
  Rows all(frame->rows.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  analysis.overall = fitter.subgroup("", all);
  for (const SubgroupFactor& factor : options.factors)
    analysis.factors.push_back(factor_effects(fitter, factor));
  adjust_for_tests(analysis);
  return analysis;
}

}  // namespace venscope::study
