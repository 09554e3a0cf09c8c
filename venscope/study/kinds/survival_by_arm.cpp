// kind = "survival_by_arm": two arms by curves, medians, hazard ratios, restricted means,
// milestones and tests, with what to read where hazards are not proportional.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/arm_survival.hpp"
#include "venscope/study/kinds/arm_finding.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/run.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// "gehan", "tarone-ware", "peto", or two numbers "0, 1" as Fleming and Harrington's rho and gamma.
std::vector<survival::RankWeight> read_weights(Section& section) {
  using survival::RankWeight;
  if (!section.has("tests"))
    return {RankWeight(RankWeight::Kind::gehan), RankWeight(1, 0), RankWeight(0, 1)};
  std::vector<RankWeight> weights;
  for (const std::string& word : section.texts("tests")) {
    double rho = 0, gamma = 0;
    char rest = 0;
    if (word == "gehan")
      weights.emplace_back(RankWeight::Kind::gehan);
    else if (word == "tarone-ware")
      weights.emplace_back(RankWeight::Kind::tarone_ware);
    else if (word == "peto")
      weights.emplace_back(1, 0);
    else if (std::sscanf(word.c_str(), "fh(%lf,%lf%c", &rho, &gamma, &rest) == 3 && rest == ')' &&
             rho >= 0 && gamma >= 0)
      weights.emplace_back(rho, gamma);
    else
      section.reject(
          "tests", "study.word", "'" + word + "' is no test",
          "gehan, tarone-ware, peto, or fh(0,1) with Fleming and Harrington's rho and gamma");
  }
  return weights;
}

std::vector<double> ascending(Section& section, const char* name, double above) {
  std::vector<double> numbers = section.numbers(name);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] <= (i > 0 ? numbers[i - 1] : above)) {
      section.reject(name, "study.times", "are not in order",
                     above < 0 ? "ascending times of 0 or more" : "ascending times above 0");
      return {};
    }
  return numbers;
}

class ArmRequest final : public KindRequest {
public:
  ArmRequest(Section& section, const Protocol& protocol, const AnalysisDefaults& defaults) {
    options_.arm = section.text("group").value_or(protocol.group);
    if (options_.arm.empty())
      section.reject("group", "study.absent", "is not given", "the column of the two arms");
    if (section.has("covariates"))
      options_.covariates = section.texts("covariates");
    else
      for (const std::string& covariate : protocol.covariates)
        if (covariate != options_.arm) options_.covariates.push_back(covariate);
    options_.strata = section.texts("strata");
    options_.horizon = section.number("tau", 0, 1e9);
    if (options_.horizon && *options_.horizon == 0)
      section.reject("tau", "study.times", "is 0", "a time above 0");
    given_milestones_ = section.has("milestones");
    options_.milestones = ascending(section, "milestones", -1e-300);
    options_.cuts = ascending(section, "intervals", 0);
    options_.weights = read_weights(section);
    options_.curve.scale = defaults.scale;
    options_.curve.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
    options_.ties = defaults.ties;
    if (!given_milestones_) options_.milestones = defaults.times;
  }

  std::string title(const Plan& plan) const override {
    return "Two arms by " + within_sentence(label_of(plan.table, options_.arm));
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> list{{"group", options_.arm}};
    for (const std::string& column : options_.strata) list.emplace_back("strata", column);
    return list;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (options_.arm.empty()) return;
    const endpoint::Endpoint& endpoint = plan.endpoints[*step.endpoint];
    if (endpoint.rows.empty()) return;  // what is wrong with it was said
    const auto arms = two_arms(*step.table, options_.arm, endpoint.definition.id + ".time");
    if (!arms) {
      Problem problem = arms.error().front();
      problem.place = step.request->place;
      problem.fault = Fault::input;
      problems.push_back(std::move(problem));
      return;
    }
    const std::string formula =
        survival_side(endpoint) + " ~ " + right_side(terms(), options_.strata, "", plan.table);
    if (const auto frame = formula::model_frame(formula, *step.table, {}); !frame)
      for (Problem problem : frame.error()) {
        if (problem.fault == Fault::analysis) continue;
        if (problem.place.line == 0) problem.place = step.request->place;
        problems.push_back(std::move(problem));
      }
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const endpoint::Endpoint& endpoint = plan.endpoints[*step.endpoint];
    ArmSurvivalOptions options = options_;
    if (!given_milestones_ && options.milestones.empty()) options.milestones = times_of(plan, step);
    auto found = analyse_arm_survival(survival_side(endpoint), endpoint.definition.id + ".time",
                                      *step.table, options);
    if (!found) return failure(std::move(found.error()));
    return std::make_unique<const ArmFinding>(std::move(*found));
  }

private:
  std::vector<std::string> terms() const {
    std::vector<std::string> list{options_.arm};
    list.insert(list.end(), options_.covariates.begin(), options_.covariates.end());
    return list;
  }

  ArmSurvivalOptions options_;
  bool given_milestones_ = false;
};

std::unique_ptr<const KindRequest> read_arms(Section& section, const Protocol& protocol,
                                             const AnalysisDefaults& defaults) {
  return std::make_unique<const ArmRequest>(section, protocol, defaults);
}

}  // namespace

Kind survival_by_arm_kind() {
  return {"survival_by_arm", "Two arms compared", true, read_arms};
}

}  // namespace venscope::study
