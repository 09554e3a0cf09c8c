#include "venscope/study/kinds/arm_response.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/arm_levels.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using audit::CountTest;

/// Steps of Fisher's test; of a 2 x 2 table always enough.
constexpr std::int64_t every_table = 150'000'000;

std::string outcome_words(const cohort::Column& column, const ArmResponseDeclaration& declared) {
  if (declared.rate) return std::string(declared.rate->label);
  if (declared.levels.empty()) return column.label.empty() ? column.name : column.label;
  std::vector<std::string> words;
  for (const std::string& level : declared.levels) words.push_back(report::level_words(level));
  const std::string last = words.back();
  words.pop_back();
  return words.empty() ? last : fmt::format("{} or {}", fmt::join(words, ", "), last);
}

Result<ArmResponse> count_arms(const cohort::Table& table, const ArmLevels& levels,
                               const std::vector<std::int32_t>& responses,
                               const ArmResponseDeclaration& declared) {
  ArmResponse found;
  found.declared = declared;
  found.outcome = outcome_words(*table.find(declared.column), declared);
  found.without_arm = levels.n_missing;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (levels.code[row] < 0) continue;
    ArmRate& arm = found.arms[levels.code[row]];
    arm.n_missing += responses[row] == unknown_response ? 1 : 0;
    arm.left_out += responses[row] == outside_denominator ? 1 : 0;
    arm.n += responses[row] >= 0 ? 1 : 0;
    arm.x += responses[row] == 1 ? 1 : 0;
  }
  for (std::size_t z = 0; z < 2; ++z) {
    ArmRate& arm = found.arms[z];
    arm.name = levels.names[z];
    if (arm.n == 0)
      return cannot_analyse("study.two_arms",
                            fmt::format("nobody under {} has a known {}",
                                        report::level_words(arm.name), declared.column),
                            "look at the column " + declared.column);
    arm.p = static_cast<double>(arm.x) / static_cast<double>(arm.n);
    auto wilson = response::wilson(arm.x, arm.n, declared.level);
    if (!wilson) return tl::unexpected(std::move(wilson.error()));
    arm.wilson = *wilson;
    arm.clopper_pearson = *response::clopper_pearson(arm.x, arm.n, declared.level);
  }
  return found;
}

std::optional<double> statistic_of(CountTest test, const response::ContingencyTable& table) {
  Result<response::ChiSquared> done = tl::unexpected(Problems{});
  if (test == CountTest::pearson) done = response::pearson(table);
  if (test == CountTest::yates) done = response::pearson_yates(table);
  if (test == CountTest::n_minus_one) done = response::pearson_n_minus_one(table);
  if (test == CountTest::likelihood_ratio) done = response::likelihood_ratio(table);
  return done ? std::optional(done->statistic) : std::nullopt;
}

void test_arms(ArmResponse& found) {
  const ArmRate &reference = found.arms[0], &other = found.arms[1];
  const response::ContingencyTable table = response::make_table(
      2, 2, {other.x, other.n - other.x, reference.x, reference.n - reference.x});
  for (const audit::TestedP& tested : audit::tests_of(table, every_table))
    found.tests.push_back({tested.test, statistic_of(tested.test, table), tested.p,
                           found.declared.printed && found.declared.printed->may_be(tested.p)});
  if (const auto pearson = response::pearson(table)) {
    found.smallest_expected = pearson->smallest_expected;
    found.expected_below_five = pearson->expected_below_five;
  }
}

bool chi_squared(CountTest test) {
  return test == CountTest::pearson || test == CountTest::yates || test == CountTest::n_minus_one ||
         test == CountTest::likelihood_ratio;
}

void warn(ArmResponse& found) {
  const auto add = [&](std::string text) { found.warnings.push_back(std::move(text)); };
  const auto patients = [](std::size_t n) {
    return fmt::format("{} {}", n, plural(n, "patient", "patients"));
  };
  if (found.without_arm > 0)
    add(fmt::format("{} without a known arm left out", patients(found.without_arm)));
  for (std::size_t z = 0; z < 2; ++z) {
    const ArmRate& arm = found.arms[z];
    if (arm.n_missing > 0)
      add(fmt::format("{}: {} without a known response left out", found.words(z),
                      patients(arm.n_missing)));
    if (arm.n == 1) add(fmt::format("{} has one patient", found.words(z)));
    if (arm.x == 0 || arm.x == arm.n)
      add(fmt::format("{}: {} of {}: ratios have intervals that are open to one side",
                      found.words(z), arm.x, arm.n));
  }
  if (found.tests.empty())
    add(fmt::format("{}: no test has anything to compare",
                    found.arms[0].x == 0 ? "nobody responded" : "everybody responded"));
  const ArmResponseTest* primary = found.primary();
  if (!primary || !chi_squared(primary->test) || found.expected_below_five == 0) return;
  const auto exact =
      std::find_if(found.tests.begin(), found.tests.end(),
                   [](const ArmResponseTest& one) { return one.test == CountTest::fisher; });
  add(fmt::format(
      "{} of 4 expected counts are below 5 (the smallest is {:.3g}): the primary p is "
      "approximate; Fisher's exact {}",
      found.expected_below_five, found.smallest_expected, report::p_equation(exact->p)));
}

/// The table of the models: who is counted, the arm as two levels, the response as yes and no.
cohort::Table model_table(const cohort::Table& table, const ArmLevels& levels,
                          const std::vector<std::int32_t>& responses, const std::string& arm,
                          std::string& outcome) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows; ++row)
    if (levels.code[row] >= 0 && responses[row] >= 0) rows.push_back(row);
  cohort::Table chosen = cohort::select_rows(table, rows);
  cohort::Column responded;
  responded.name = "responded";
  while (chosen.find(responded.name)) responded.name += "_";
  outcome = responded.name;
  responded.type = cohort::ColumnType::category;
  responded.levels = {"no", "yes"};
  for (const std::size_t row : rows) responded.code.push_back(responses[row]);
  for (cohort::Column& column : chosen.columns) {
    if (column.name != arm) continue;
    column.type = cohort::ColumnType::category;
    column.levels = levels.names;
    column.number.clear();
    column.code.clear();
    for (const std::size_t row : rows) column.code.push_back(levels.code[row]);
  }
  chosen.columns.push_back(std::move(responded));
  return chosen;
}

std::string model_formula(const cohort::Table& table, const std::string& outcome,
                          const ArmsDeclaration& arms) {
  std::vector<std::string> terms{arms.arm};
  terms.insert(terms.end(), arms.covariates.begin(), arms.covariates.end());
  return term_text(outcome, table) + " ~ " + right_side(terms, {}, "", table);
}

AdjustedOdds adjusted_odds(const cohort::Table& table, const std::string& formula, bool firth,
                           double level) {
  AdjustedOdds odds;
  auto model =
      analyse_logistic(formula, table, {{.firth = firth, .level = level}, {}, std::string("yes")});
  if (!model) {
    std::vector<std::string> reasons;
    for (const Problem& problem : model.error()) reasons.push_back(to_text(problem));
    odds.why_not = fmt::format("{}", fmt::join(reasons, "; "));
    return odds;
  }
  const response::LogisticTerm& arm = model->fit.terms[1];  // after the intercept
  switch (firth && arm.trouble == response::LogisticTrouble::separation
              ? response::LogisticTrouble::none  // the penalty gives it a maximum
              : arm.trouble) {
    case response::LogisticTrouble::separation:
      odds.why_not = "arm and covariates separate the responders: the likelihood has no maximum";
      break;
    case response::LogisticTrouble::collinear:
      odds.why_not = "the arm is a combination of the covariates";
      break;
    case response::LogisticTrouble::not_converged:
      odds.why_not = "the fit did not converge";
      break;
    case response::LogisticTrouble::none:
      odds.ratio = std::exp(arm.coef);
      odds.low = arm.conf_low;
      odds.high = arm.conf_high;
      odds.p = arm.p_profile ? *arm.p_profile : arm.p;
      break;
  }
  odds.model = std::move(*model);
  return odds;
}

void adjust_for_covariates(const cohort::Table& table, const ArmLevels& levels,
                           const std::vector<std::int32_t>& responses, ArmResponse& found) {
  const ArmsDeclaration& arms = found.declared.arms;
  std::string outcome;
  const cohort::Table chosen = model_table(table, levels, responses, arms.arm, outcome);
  const std::string formula = model_formula(chosen, outcome, arms);
  found.plain = adjusted_odds(chosen, formula, false, found.declared.level);
  found.firth = adjusted_odds(chosen, formula, true, found.declared.level);
  if (!found.plain.ratio)
    found.warnings.push_back("adjusted odds ratio, plain: " + found.plain.why_not);
  if (!found.firth.ratio)
    found.warnings.push_back("adjusted odds ratio, Firth: " + found.firth.why_not);
  if (found.firth.model && found.firth.model->frame.n_missing > 0)
    found.warnings.push_back(
        fmt::format("{} of {} patients miss a covariate and are in no adjusted odds ratio",
                    found.firth.model->frame.n_missing, chosen.rows));
}

void check_categories_of_rate(const cohort::Column& column, const Place& place,
                              Problems& problems) {
  std::vector<std::string_view> codes;
  for (const response::ResponseName& name : response::response_names()) codes.push_back(name.code);
  if (column.type != cohort::ColumnType::category) {
    problems.push_back({"study.response_code", place, "'" + column.name + "' holds no categories",
                        fmt::format("{}", fmt::join(codes, ", ")), "", Fault::input});
    return;
  }
  for (const std::string& level : column.levels)
    if (!response::response_from(level))
      problems.push_back(
          {"study.response_code", place,
           fmt::format("column '{}': '{}' is no category of response", column.name, level),
           fmt::format("{}", fmt::join(codes, ", ")),
           "say in [dictionary] what the codes mean, or name those that count in "
           "levels",
           Fault::input});
}

void check_outcome(const cohort::Column& column, const ArmResponseDeclaration& declared,
                   Problems& problems) {
  if (declared.rate) return check_categories_of_rate(column, declared.place, problems);
  if (!declared.levels.empty()) {
    for (const std::string& level : declared.levels)
      if (column.numeric() || std::count(column.levels.begin(), column.levels.end(), level) == 0)
        problems.push_back({"study.unknown_level", declared.place,
                            fmt::format("column '{}' has no level '{}'", column.name, level),
                            column.numeric() ? "no levels: 1 counts as yes"
                                             : fmt::format("{}", fmt::join(column.levels, ", ")),
                            "", Fault::input});
    return;
  }
  if (column.numeric()
          ? std::all_of(column.number.begin(), column.number.end(),
                        [](double value) { return value != value || value == 0 || value == 1; })
          : found_level(column) >= 0)
    return;
  problems.push_back({"study.not_a_finding", declared.place,
                      fmt::format("which values of '{}' count is not said", column.name),
                      "rate, or levels, a list of them", "", Fault::input});
}

}  // namespace

const ArmResponseTest* ArmResponse::primary() const {
  const auto found = std::find_if(tests.begin(), tests.end(), [&](const ArmResponseTest& one) {
    return one.test == declared.primary;
  });
  return found == tests.end() ? nullptr : &*found;
}

std::string ArmResponse::words(std::size_t arm) const {
  return report::level_words(arms[arm].name);
}

std::vector<std::int32_t> arm_responses(const cohort::Table& table,
                                        const ArmResponseDeclaration& declared) {
  const cohort::Column& column = *table.find(declared.column);
  if (column.numeric()) {
    std::vector<std::int32_t> responses;
    for (const double value : column.number)
      responses.push_back(value != value ? unknown_response : value == 1);
    return responses;
  }
  std::vector<std::int32_t> of_level(column.levels.size(), 0);
  for (std::size_t l = 0; l < of_level.size(); ++l) {
    const std::string& level = column.levels[l];
    if (!declared.rate) {
      of_level[l] = declared.levels.empty()
                        ? static_cast<int>(l) == found_level(column)
                        : std::count(declared.levels.begin(), declared.levels.end(), level) > 0;
      continue;
    }
    const auto category = response::response_from(level);
    if (!category) {
      of_level[l] = unknown_response;
      continue;
    }
    const std::vector<response::Response>& counted = declared.rate->counted;
    const bool assessed = *category != response::Response::early_death &&
                          *category != response::Response::not_evaluable;
    of_level[l] = std::count(counted.begin(), counted.end(), *category) > 0;
    if (!assessed && declared.denominator == response::Denominator::evaluable)
      of_level[l] = outside_denominator;
  }
  std::vector<std::int32_t> responses;
  for (const std::int32_t code : column.code)
    responses.push_back(code < 0 ? unknown_response : of_level[static_cast<std::size_t>(code)]);
  return responses;
}

void check_arm_response(const cohort::Table& table, const ArmResponseDeclaration& declared,
                        Problems& problems) {
  const ArmsDeclaration& arms = declared.arms;
  const cohort::Column* column = table.find(declared.column);
  if (!column || !table.find(arms.arm)) return;  // said by the plan
  const std::size_t before = problems.size();
  check_arm(arms, table, problems);
  check_outcome(*column, declared, problems);
  for (const std::string& term : arms.covariates) {
    const std::vector<std::string> used = columns_of_term(term, table);
    for (const std::string& name : {arms.arm, declared.column})
      if (std::count(used.begin(), used.end(), name) > 0)
        problems.push_back({"study.covariate", arms.place,
                            fmt::format("covariate '{}' uses the column '{}' itself", term, name),
                            "columns known before treatment", "", Fault::input});
  }
  if (problems.size() > before || arms.covariates.empty()) return;
  std::string outcome;
  const ArmLevels levels = arm_levels(table, arms.arm);
  const cohort::Table chosen =
      model_table(table, levels, arm_responses(table, declared), arms.arm, outcome);
  const auto frame = formula::model_frame(model_formula(chosen, outcome, arms), chosen,
                                          {.categorical_response = true});
  if (frame) return;
  for (Problem problem : frame.error()) {
    if (problem.fault == Fault::analysis) continue;
    if (problem.place.line == 0) problem.place = arms.place;
    problems.push_back(std::move(problem));
  }
}

Result<ArmResponse> analyse_arm_response(const cohort::Table& table,
                                         const ArmResponseDeclaration& declared) {
  const ArmLevels levels = arm_levels(table, declared.arms.arm);
  const std::vector<std::int32_t> responses = arm_responses(table, declared);
  auto found = count_arms(table, levels, responses, declared);
  if (!found) return found;
  const ArmRate &reference = found->arms[0], &other = found->arms[1];
  auto effects =
      response::two_proportions({other.x, other.n, reference.x, reference.n}, declared.level);
  if (!effects) return tl::unexpected(std::move(effects.error()));
  found->effects = *effects;
  test_arms(*found);
  warn(*found);
  if (found->adjusted()) adjust_for_covariates(table, levels, responses, *found);
  return found;
}

}  // namespace venscope::study
