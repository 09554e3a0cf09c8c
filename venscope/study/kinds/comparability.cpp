// kind = "comparability": two arms made alike by several methods, and what the answer then is.
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/comparability_finding.hpp"
#include "venscope/study/kinds/intervals.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using comparability::Method;

constexpr Method every_method[] = {Method::crude,   Method::adjusted, Method::stratified,
                                   Method::matched, Method::ate,      Method::att,
                                   Method::overlap};

std::optional<Method> method_named(std::string_view name) {
  for (const Method method : every_method)
    if (comparability::name_of(method) == name) return method;
  return {};
}

/// The method under `entry`; a problem where it is none.
std::optional<Method> read_method(Section& section, std::string_view entry,
                                  const std::string& name) {
  if (const auto method = method_named(name)) return method;
  std::vector<std::string_view> known;
  for (const Method method : every_method) known.push_back(comparability::name_of(method));
  section.reject(entry, "study.word", "'" + name + "' is no method of comparison",
                 fmt::format("{}", fmt::join(known, ", ")));
  return {};
}

/// Whether each patient had the declared outcome: 1, 0, or -1 where it is not known.
std::vector<std::int32_t> responses_of(const cohort::Column& column,
                                       const std::vector<std::string>& levels) {
  std::vector<std::int32_t> responses;
  const std::vector<int> found =
      levels.empty() && !column.numeric() ? findings(column) : std::vector<int>();
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (column.missing(row)) {
      responses.push_back(-1);
    } else if (!found.empty()) {
      responses.push_back(found[row]);
    } else if (column.numeric()) {
      responses.push_back(column.number[row] == 1 ? 1 : 0);
    } else {
      const std::string& level = column.levels[static_cast<std::size_t>(column.code[row])];
      responses.push_back(std::count(levels.begin(), levels.end(), level) > 0 ? 1 : 0);
    }
  }
  return responses;
}

/// The weights with those of patients without a response set to 0.
std::vector<double> of_known(std::vector<double> weights, std::span<const std::int32_t> response) {
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (response[i] < 0) weights[i] = 0;
  return weights;
}

/// Estimates from a finding's patients, one after the other.
class Comparing {
public:
  explicit Comparing(ComparabilityFinding& finding) : finding_(finding) {}

  void run() {
    const comparability::TwoArms arms = finding_.patients.arms();
    const ComparabilityDeclaration& declared = finding_.declared;
    finding_.comparison = comparability::compare_arms(arms, declared.options);
    finding_.before = balance({});
    read_response();
    for (const comparability::MethodResult& one : finding_.comparison.methods) {
      finding_.details.push_back(detail(one));
      if (one.weighting && comparability::needs_propensity(one.method))
        if (auto curves = curves_of(one)) finding_.curves.push_back(std::move(*curves));
    }
    if (!declared.arms.centre.empty())
      finding_.without_centre =
          comparability::without_each_centre(arms, declared.primary, declared.options.effect);
    add_e_value();
  }

private:
  const ArmPatients& patients() const { return finding_.patients; }

  std::vector<comparability::CovariateBalance> balance(std::span<const double> weights) const {
    std::vector<comparability::CovariateBalance> rows;
    for (const std::string& name : patients().balance_columns) {
      auto row = comparability::covariate_balance(*patients().table.find(name), patients().treated,
                                                  weights, finding_.declared.spread);
      if (row) {
        rows.push_back(std::move(*row));
      } else {
        comparability::CovariateBalance& undefined = rows.emplace_back();
        undefined.column = name;
        undefined.why = row.error()[0].what;
      }
    }
    return rows;
  }

  void read_response() {
    const ResponseDeclaration& declared = finding_.declared.response;
    if (declared.column.empty()) return;
    response_ = responses_of(*patients().table.find(declared.column), declared.levels);
    finding_.response_missing =
        static_cast<std::size_t>(std::count(response_.begin(), response_.end(), -1));
    known_ = response_;
    for (std::int32_t& value : known_) value = std::max(value, 0);
  }

  MethodDetail detail(const comparability::MethodResult& one) const {
    MethodDetail detail;
    const bool plain = one.method == Method::adjusted || one.method == Method::stratified;
    if (!one.weighting || plain) return detail;
    const std::vector<double>& weight = one.weighting->weight;
    if (comparability::needs_propensity(one.method)) {
      detail.balance = balance(weight);
      if (auto test = comparability::weighted_log_rank(
              patients().frame.outcomes, patients().treated, weight, one.weighting->cluster))
        detail.log_rank = *test;
    }
    if (!response_.empty())
      if (auto risk = comparability::weighted_risk_difference(
              known_, patients().treated, of_known(weight, response_), one.weighting->cluster,
              finding_.declared.options.effect.level))
        detail.risk = *risk;
    return detail;
  }

  std::optional<WeightedCurves> curves_of(const comparability::MethodResult& one) const {
    const std::vector<double>& weight = one.weighting->weight;
    survival::KaplanMeierOptions options;
    options.scale = finding_.declared.scale;
    options.level = finding_.declared.options.effect.level;
    options.variance = survival::CurveVariance::robust;
    // Patients of weight 0 are left out of both, so that times and numbers are of those compared.
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < weight.size(); ++i)
      if (weight[i] > 0) rows.push_back(i);
    endpoint::Outcomes outcomes;
    std::vector<std::int32_t> arm, cluster;
    std::vector<double> kept;
    const endpoint::Outcomes& all = patients().frame.outcomes;
    for (const std::size_t i : rows) {
      if (all.delayed_entry()) outcomes.entry.push_back(all.entry[i]);
      outcomes.time.push_back(all.time[i]);
      outcomes.event.push_back(all.event[i]);
      arm.push_back(patients().treated[i]);
      kept.push_back(weight[i]);
      if (!one.weighting->cluster.empty()) cluster.push_back(one.weighting->cluster[i]);
    }
    auto weighted = survival::kaplan_meier_groups(outcomes, arm, 2, kept, cluster, options);
    auto plain = survival::kaplan_meier_groups(outcomes, arm, 2);
    if (!weighted || !plain) return {};
    return WeightedCurves{one.method, std::move(*weighted), std::move(*plain)};
  }

  void add_e_value() {
    const comparability::MethodResult& primary = finding_.primary();
    if (!primary.effect) return;
    const comparability::HazardEffect& effect = *primary.effect;
    const double events = static_cast<double>(effect.events[0] + effect.events[1]);
    finding_.common_outcome = events >= 0.15 * static_cast<double>(effect.n[0] + effect.n[1]);
    const auto value =
        comparability::e_value(finding_.common_outcome ? comparability::RatioKind::hazard_common
                                                       : comparability::RatioKind::hazard_rare,
                               effect.ratio, effect.low, effect.high);
    if (value) finding_.e_value = *value;
  }

  ComparabilityFinding& finding_;
  std::vector<std::int32_t> response_, known_;
};

class ComparabilityRequest final : public KindRequest {
public:
  ComparabilityDeclaration declared;

  std::string title(const Plan&) const override { return "Comparability of the arms"; }

  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> named;
    const auto add = [&](const char* entry, const std::string& column) {
      if (!column.empty()) named.emplace_back(entry, column);
    };
    add("arm", declared.arms.arm);
    add("centre", declared.arms.centre);
    for (const std::string& column : declared.arms.exact) add("exact", column);
    for (const std::string& column : declared.arms.balance) add("balance", column);
    add("response", declared.response.column);
    return named;
  }

  void check(const Plan& plan, const Step& step, Problems& problems) const override;

  std::size_t work() const override { return std::max<std::size_t>(1, declared.options.resamples); }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    auto patients = arm_patients(plan, step, declared.arms);
    if (!patients) return failure(std::move(patients.error()));
    auto finding = std::make_unique<ComparabilityFinding>();
    finding->declared = declared;
    finding->patients = std::move(*patients);
    comparability::ComparisonOptions& options = finding->declared.options;
    options.seed = plan.protocol.seed;
    options.effect.matching.seed = plan.protocol.seed;
    options.threads = context.threads;
    if (context.tick) options.tick = context.tick;
    Comparing(*finding).run();
    options.tick = [] {};  // it belongs to the run
    return finding;
  }
};

void ComparabilityRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const ArmsDeclaration& arms = declared.arms;
  for (const auto& [entry, column] : columns())
    if (!plan.table.find(column)) return;  // said by the plan
  check_arm(arms, *step.table, problems);
  if (const cohort::Column* column = plan.table.find(declared.response.column)) {
    for (const std::string& level : declared.response.levels)
      if (column->numeric() || std::count(column->levels.begin(), column->levels.end(), level) == 0)
        problems.push_back({"study.unknown_level", declared.response.place,
                            fmt::format("column '{}' has no level '{}'", column->name, level),
                            column->numeric() ? "no levels: 1 counts as yes" : "one of its levels",
                            ""});
    if (declared.response.levels.empty() && !column->numeric() && found_level(*column) < 0)
      problems.push_back({"study.not_a_finding", declared.response.place,
                          fmt::format("which levels of '{}' count is not said", column->name),
                          "response_levels, a list of them", ""});
  }
  if (!problems.empty()) return;
  if (const auto patients = arm_patients(plan, step, arms); !patients)
    add_problems(patients.error(), step, problems);
}

void read_methods(Section& section, ComparabilityDeclaration& declared) {
  std::vector<Method>& methods = declared.options.methods;
  for (const std::string& name : section.texts("methods"))
    if (const auto method = read_method(section, "methods", name))
      if (std::find(methods.begin(), methods.end(), *method) == methods.end())
        methods.push_back(*method);
  if (!section.has("methods"))
    for (const Method method : every_method)
      if (method != Method::stratified || !declared.arms.centre.empty()) methods.push_back(method);
  const auto named = section.text("primary");
  if (!named) {
    section.reject(
        "primary", "study.absent", "is not declared",
        "the method whose answer counts, chosen before looking: overlap, ate, matched …");
  } else if (const auto method = read_method(section, "primary", *named)) {
    declared.primary = *method;
    if (std::find(methods.begin(), methods.end(), *method) == methods.end())
      section.reject("primary", "study.primary", "is not among the methods", "one of them");
  }
  const bool wants_covariates = std::any_of(methods.begin(), methods.end(), [](Method method) {
    return method == Method::adjusted || comparability::needs_propensity(method);
  });
  if (wants_covariates && declared.arms.covariates.empty())
    section.reject("covariates", "study.absent", "are not given",
                   "what the propensity is estimated from, or methods that need none");
  if (declared.arms.centre.empty() &&
      std::find(methods.begin(), methods.end(), Method::stratified) != methods.end())
    section.reject("centre", "study.absent", "is not given", "the column to stratify by");
}

void read_matching(Section& section, comparability::MatchingOptions& matching) {
  if (const auto caliper = section.number("caliper", 0, 100))
    matching.caliper = *caliper > 0 ? std::optional(*caliper) : std::nullopt;
  matching.ratio = static_cast<std::size_t>(section.whole("ratio", 1, 100).value_or(1));
  matching.replacement = section.flag("replacement").value_or(false);
  matching.order = section
                       .choice<comparability::MatchOrder>(
                           "order", {{"largest", comparability::MatchOrder::largest},
                                     {"smallest", comparability::MatchOrder::smallest},
                                     {"random", comparability::MatchOrder::random},
                                     {"rows", comparability::MatchOrder::rows}})
                       .value_or(comparability::MatchOrder::largest);
}

void read_weights(Section& section, comparability::EffectOptions& effect) {
  using comparability::Trimming;
  effect.stabilised = section.flag("stabilised").value_or(true);
  effect.trimming = section
                        .choice<Trimming>("trim", {{"none", Trimming::none},
                                                   {"propensity", Trimming::propensity},
                                                   {"percentile", Trimming::percentile},
                                                   {"cap", Trimming::cap}})
                        .value_or(Trimming::none);
  const bool cap = effect.trimming == Trimming::cap;
  const auto bound = section.number("trim_at", 0, cap ? 1e6 : 0.4999);
  if (bound && effect.trimming == Trimming::none)
    section.reject("trim_at", "study.trim", "belongs to a rule", "trim = \"propensity\" …");
  if ((!bound || *bound == 0) && effect.trimming != Trimming::none)
    section.reject("trim_at", "study.absent", "is not given",
                   cap ? "the largest weight" : "a bound such as 0.05");
  effect.bound = bound.value_or(0);
}

std::unique_ptr<const KindRequest> read_comparability(Section& section, const Protocol& protocol,
                                                      const AnalysisDefaults& defaults) {
  auto request = std::make_unique<ComparabilityRequest>();
  ComparabilityDeclaration& declared = request->declared;
  ArmsDeclaration& arms = declared.arms = read_arms(section, protocol);
  arms.balance = section.texts("balance");
  arms.centre = section.text("centre").value_or("");
  arms.exact = section.texts("exact");
  arms.missing = section
                     .choice<MissingCovariates>(
                         "missing", {{"complete_cases", MissingCovariates::complete_cases},
                                     {"indicator", MissingCovariates::indicator}})
                     .value_or(MissingCovariates::complete_cases);
  read_methods(section, declared);
  comparability::EffectOptions& effect = declared.options.effect;
  read_matching(section, effect.matching);
  read_weights(section, effect);
  declared.spread =
      section
          .choice<comparability::Spread>("spread", {{"crude", comparability::Spread::crude},
                                                    {"weighted", comparability::Spread::weighted}})
          .value_or(comparability::Spread::crude);
  const bool bootstrap =
      section.choice<bool>("variance", {{"robust", false}, {"bootstrap", true}}).value_or(false);
  const auto resamples = section.whole("resamples", 10, 1'000'000);
  if (resamples && !bootstrap)
    section.reject("resamples", "study.resamples", "belong to the bootstrap",
                   "variance = \"bootstrap\"");
  declared.options.resamples = bootstrap ? static_cast<std::size_t>(resamples.value_or(500)) : 0;
  effect.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
  effect.ties = defaults.ties;
  if (effect.ties == survival::Ties::exact) effect.ties = survival::Ties::efron;
  declared.scale = defaults.scale;
  declared.response.column = section.text("response").value_or("");
  declared.response.levels = section.texts("response_levels");
  declared.response.place = section.place(section.has("response") ? "response" : "");
  return request;
}

}  // namespace

Kind comparability_kind() {
  return {"comparability", "Comparability of the arms", true, read_comparability};
}

}  // namespace venscope::study
