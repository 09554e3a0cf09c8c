// kind = "response_by_arm": the response of two arms against each other.
#include "venscope/report/json.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/arm_response.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/response_analysis.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using audit::CountTest;
using report::Json;
using report::json_number;

constexpr CountTest tests_for_primary[] = {CountTest::pearson,     CountTest::yates,
                                           CountTest::n_minus_one, CountTest::fisher,
                                           CountTest::mid_p,       CountTest::likelihood_ratio};

Json arm_json(const ArmRate& arm) {
  return {{"group", arm.name},
          {"n", arm.n},
          {"n_missing", arm.n_missing},
          {"not_evaluable", arm.left_out},
          {"x", arm.x},
          {"p", json_number(arm.p)},
          {"wilson_low", json_number(arm.wilson.low)},
          {"wilson_high", json_number(arm.wilson.high)},
          {"exact_low", json_number(arm.clopper_pearson.low)},
          {"exact_high", json_number(arm.clopper_pearson.high)}};
}

Json test_json(const ArmResponseTest& test) {
  return {{"test", audit::name_of(test.test)},
          {"statistic", json_number(test.statistic)},
          {"p", json_number(test.p)},
          {"one_sided", audit::one_sided(test.test)}};
}

Json odds_json(const AdjustedOdds& odds) {
  return {{"odds_ratio", json_number(odds.ratio)},
          {"conf_low", json_number(odds.low)},
          {"conf_high", json_number(odds.high)},
          {"p", json_number(odds.p)},
          {"why_not", odds.ratio ? Json(nullptr) : Json(odds.why_not)},
          {"model", odds.model ? to_json(*odds.model) : Json(nullptr)}};
}

Json printed_json(const ArmResponse& found) {
  if (!found.declared.printed) return nullptr;
  Json json{{"p", found.declared.printed->text}, {"given_by", Json::array()}};
  for (const ArmResponseTest& test : found.tests)
    if (test.gives_printed) json["given_by"].push_back(audit::name_of(test.test));
  return json;
}

class ResponseByArmFinding final : public Finding {
public:
  explicit ResponseByArmFinding(ArmResponse found) : found_(std::move(found)) {}

  Json json() const override {
    const ArmResponseDeclaration& declared = found_.declared;
    Json json;
    json["arm"] = declared.arms.arm;
    json["reference"] = found_.arms[0].name;
    json["compared"] = found_.arms[1].name;
    json["column"] = declared.column;
    json["rate"] = declared.rate ? Json(declared.rate->id) : Json(nullptr);
    json["levels"] = declared.levels;
    json["outcome"] = found_.outcome;
    json["denominator"] = !declared.rate ? Json(nullptr)
                          : declared.denominator == response::Denominator::treated
                              ? Json("treated")
                              : Json("evaluable");
    json["conf_level"] = json_number(declared.level);
    json["without_arm"] = found_.without_arm;
    json["groups"] = {arm_json(found_.arms[0]), arm_json(found_.arms[1])};
    json["effects"] = to_json(found_.effects);
    const ArmResponseTest* primary = found_.primary();
    json["primary"] = {{"test", audit::name_of(declared.primary)},
                       {"p", primary ? json_number(primary->p) : Json(nullptr)}};
    json["tests"] = Json::array();
    for (const ArmResponseTest& test : found_.tests) json["tests"].push_back(test_json(test));
    json["smallest_expected"] = json_number(found_.smallest_expected);
    json["printed"] = printed_json(found_);
    json["adjusted"] = nullptr;
    if (found_.adjusted())
      json["adjusted"] = {{"covariates", declared.arms.covariates},
                          {"plain", odds_json(found_.plain)},
                          {"firth", odds_json(found_.firth)}};
    json["warnings"] = found_.warnings;
    return json;
  }

  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    return arm_response_blocks(plan, step, found_);
  }
  std::vector<report::Block> appendix(const Plan& plan, const Step& step) const override {
    return arm_response_appendix(plan, step, found_);
  }
  std::vector<std::string> warnings() const override { return found_.warnings; }

  std::vector<std::string> methods(const Plan& plan, const Step&) const override {
    std::vector<std::string> sentences{
        fmt::format("{} was compared between the arms by {}, the test declared in the protocol; "
                    "the other tests stand in the appendix",
                    found_.outcome, audit::words_of(found_.declared.primary)),
        "rates by arm have Wilson's and exact (Clopper–Pearson) confidence intervals; their "
        "difference, ratio and odds ratio have the score intervals of Miettinen and Nurminen, the "
        "difference Newcombe's too"};
    if (!found_.adjusted()) return sentences;
    std::vector<std::string> covariates;
    for (const std::string& term : found_.declared.arms.covariates)
      covariates.push_back(within_sentence(label_of(plan.table, term)));
    sentences.push_back(fmt::format(
        "the odds ratio was adjusted for {} by logistic regression, plain with Wald's interval "
        "and with Firth's penalty, whose interval is that of the profile; patients without one "
        "of the covariates are not in it",
        fmt::join(covariates, ", ")));
    return sentences;
  }

  std::vector<std::string> summary(const Plan&, const Step&) const override {
    const auto rate = [&](std::size_t z) {
      const ArmRate& arm = found_.arms[z];
      return fmt::format("{}: {} of {} ({})", found_.words(z), arm.x, arm.n,
                         report::percent(arm.p));
    };
    const ArmResponseTest* primary = found_.primary();
    return {rate(1) + ", " + rate(0) +
            (primary ? fmt::format("; {} ({})", report::p_equation(primary->p),
                                   audit::words_of(primary->test))
                     : std::string("; nothing to test"))};
  }

  std::vector<Limitation> limitations(const Plan&, const Step&) const override {
    std::vector<Limitation> list;
    const std::size_t missing = found_.arms[0].n_missing + found_.arms[1].n_missing;
    if (missing > 0)
      list.push_back({"response_missing",
                      fmt::format("{} of {} patients have no known response and are in no rate",
                                  missing, found_.arms[0].n + found_.arms[1].n + missing),
                      {{"patients", static_cast<double>(missing)}}});
    if (found_.expected_below_five > 0)
      list.push_back({"small_counts",
                      fmt::format("{}: an expected count of {} is too small for chi-squared tests",
                                  found_.outcome, report::fixed(found_.smallest_expected, 1)),
                      {{"smallest_expected", found_.smallest_expected}}});
    add_unadjusted(list);
    add_model(list);
    return list;
  }

private:
  void add_unadjusted(std::vector<Limitation>& list) const {
    if (found_.adjusted()) return;
    list.push_back(
        {"not_adjusted",
         fmt::format("{} is compared without adjustment for any covariate", found_.outcome),
         {}});
  }

  /// Fewer than ten of the rarer outcome per coefficient.
  void add_model(std::vector<Limitation>& list) const {
    const std::optional<LogisticAnalysis>& model =
        found_.plain.model ? found_.plain.model : found_.firth.model;
    if (!model) return;
    const double rarer = static_cast<double>(
        std::min(model->fit.events, model->fit.n - std::min(model->fit.n, model->fit.events)));
    const auto coefficients = static_cast<double>(model->fit.terms.size() - 1);
    if (rarer < 10 * coefficients)
      list.push_back({"few_events",
                      fmt::format("the adjusted odds ratio of {} rests on {} patients of the rarer "
                                  "outcome for {} coefficients ({} each)",
                                  found_.outcome, report::count(rarer), report::count(coefficients),
                                  report::fixed(rarer / coefficients, 1)),
                      {{"events", rarer}, {"coefficients", coefficients}}});
    if (!found_.plain.ratio && found_.firth.ratio)
      list.push_back({"not_estimable",
                      fmt::format("the plain adjusted odds ratio of {} has no finite estimate; "
                                  "Firth's stands alone",
                                  found_.outcome),
                      {}});
  }

  ArmResponse found_;
};

class ResponseByArmRequest final : public KindRequest {
public:
  ArmResponseDeclaration declared;

  std::string title(const Plan& plan) const override {
    const cohort::Column* column = plan.table.find(declared.column);
    const std::string what =
        declared.rate ? std::string(declared.rate->label)
                      : (column && !column->label.empty() ? column->label : declared.column);
    return what + " by arm";
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    return {{"column", declared.column}, {"arm", declared.arms.arm}};
  }
  void check(const Plan&, const Step& step, Problems& problems) const override {
    check_arm_response(*step.table, declared, problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan&, const Step& step,
                                             const RunContext&) const override {
    auto found = analyse_arm_response(*step.table, declared);
    if (!found) return tl::unexpected(std::move(found.error()));
    return std::make_unique<const ResponseByArmFinding>(std::move(*found));
  }
};

void read_outcome(Section& section, ArmResponseDeclaration& declared) {
  declared.column = section.required_text("column", "the column that says who responded");
  declared.place = section.place("column");
  declared.levels = section.texts("levels");
  if (const auto id = section.text("rate")) {
    std::vector<std::string_view> known;
    for (const response::RateDefinition& rate : response::rate_definitions())
      known.push_back(rate.id);
    declared.rate = find_rate(*id);
    if (!declared.rate)
      section.reject("rate", "study.unknown_rate", "'" + *id + "' is no rate of response",
                     fmt::format("{}", fmt::join(known, ", ")));
    else if (!declared.levels.empty())
      section.reject("levels", "study.rate_and_levels", "stand beside a rate",
                     "one of the two says what counts");
  }
  declared.denominator = section
                             .choice<response::Denominator>(
                                 "denominator", {{"treated", response::Denominator::treated},
                                                 {"evaluable", response::Denominator::evaluable}})
                             .value_or(response::Denominator::treated);
  if (section.has("denominator") && !section.has("rate"))
    section.reject("denominator", "study.denominator", "belongs to a rate",
                   "rate; of other columns choose the patients with where");
}

void read_primary(Section& section, ArmResponseDeclaration& declared) {
  std::vector<std::string_view> known;
  for (const CountTest test : tests_for_primary) known.push_back(audit::name_of(test));
  const auto named = section.text("primary");
  if (!named) {
    section.reject(
        "primary", "study.absent", "is not declared",
        fmt::format("the test whose p counts, chosen before looking: {}", fmt::join(known, ", ")));
    return;
  }
  const auto test = audit::count_test(*named);
  if (test && std::find(std::begin(tests_for_primary), std::end(tests_for_primary), *test) !=
                  std::end(tests_for_primary))
    declared.primary = *test;
  else
    section.reject("primary", "study.word", "'" + *named + "' is no test for this",
                   fmt::format("{}", fmt::join(known, ", ")));
}

std::unique_ptr<const KindRequest> read_response_by_arm(Section& section, const Protocol& protocol,
                                                        const AnalysisDefaults& defaults) {
  auto request = std::make_unique<ResponseByArmRequest>();
  ArmResponseDeclaration& declared = request->declared;
  read_outcome(section, declared);
  declared.arms = read_arms(section, protocol);
  read_primary(section, declared);
  if (const auto printed = section.text("printed_p")) {
    declared.printed = audit::parse_printed(*printed);
    if (!declared.printed)
      section.reject("printed_p", "study.printed", "'" + *printed + "' is no p",
                     "the p as it stands in print, such as \"0.03\" or \"<0.001\"");
  }
  declared.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  return request;
}

}  // namespace

Kind response_by_arm_kind() {
  return {"response_by_arm", "Response to treatment", false, read_response_by_arm};
}

}  // namespace venscope::study
