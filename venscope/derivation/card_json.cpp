#include "venscope/derivation/card_json.hpp"

#include "venscope/base/sha256.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::derivation {
namespace {

using Json = nlohmann::ordered_json;

Json one_cohort() {
  return {{"en", "derived from one cohort, not validated in other patients"},
          {"de", "an einer Kohorte abgeleitet, nicht an anderen Patienten geprüft"},
          {"zh", "来自单一队列，未在其他患者中验证"}};
}

/// With so many digits after the point, as a paper prints it: "0.90".
std::string printed(risk::Decimal value, int digits) {
  return fmt::format("{:.{}f}", value.value(), digits);
}

Json term_json(const DerivationData& data, const Deriver& deriver, const Rule& rule, std::size_t k,
               const CardVariable& variable, const survival::CoxTerm& term) {
  const std::size_t column = rule.columns[k];
  const int digits = deriver.digits(column);
  Json json = {{"variable", variable.variable}};
  if (!rule.indicator[k]) {
    const auto x = data.design.column(column);
    const auto [low, high] = std::minmax_element(x.begin(), x.end());
    json["slope"] = {{"coefficient", rule.points[k].value()},
                     {"centre", variable.centre},
                     {"low", *low + variable.centre},
                     {"high", *high + variable.centre}};
    return json;
  }
  json["is"] = variable.is;
  json["points"] = printed(rule.points[k], digits);
  const bool penalised = deriver.options().selection == Selection::lasso;
  if (!penalised && std::max(std::exp(term.coef), term.conf_high) < 1e6 && term.conf_low >= 0.005) {
    json["hazard_ratio"] = fmt::format("{:.2f}", std::exp(term.coef));
    json["hazard_ratio_low"] = fmt::format("{:.2f}", term.conf_low);
    json["hazard_ratio_high"] = fmt::format("{:.2f}", term.conf_high);
  }
  return json;
}

/// As much of a number as a reader wants: four digits after the point, and never 0 of a time.
double short_number(double value) {
  const double rounded = std::round(value * 1e4) / 1e4;
  return rounded == 0 ? value : rounded;
}

Json cut_points_json(const Rule& rule, const std::vector<std::string>& ids) {
  Json list = Json::array();
  for (std::size_t g = 0; g < rule.groups(); ++g) {
    Json range = {{"group", ids[g]}};
    if (g > 0) range[rule.cuts[g - 1].below_with ? "above" : "from"] = rule.cuts[g - 1].at.text();
    if (g < rule.cuts.size())
      range[rule.cuts[g].below_with ? "to" : "below"] = rule.cuts[g].at.text();
    list.push_back(std::move(range));
  }
  return list;
}

/// Of penalised coefficients no covariance is known, and so no interval.
Json baseline_json(const CardIdentity& identity, const BaselineSteps& steps, bool penalised) {
  Json covariance = Json::array();
  const Matrix& v = steps.covariance;
  for (std::size_t i = 0; i < v.rows; ++i) {
    Json row = Json::array();
    for (std::size_t j = 0; j < v.columns; ++j) row.push_back(v(i, j));
    covariance.push_back(std::move(row));
  }
  Json json = {{"time", steps.time}, {"survival", steps.survival}};
  if (!penalised)
    json["uncertainty"] = {{"covariance", std::move(covariance)},
                           {"hazard_variance", steps.hazard_variance},
                           {"mean_hazard", steps.mean_hazard}};
  json["horizon"] = steps.horizon;
  json["unit"] = identity.unit;
  Json warning = one_cohort();
  if (penalised)
    for (const auto& [language, more] :
         {std::pair{"en",
                    "; points are penalised, and the curve is that of these points: its "
                    "interval is not known"},
          std::pair{"de",
                    "; die Punkte sind penalisiert, und die Kurve ist die dieser Punkte: "
                    "ihr Intervall ist nicht bekannt"},
          std::pair{"zh", "；分值经过惩罚，曲线即为这些分值的曲线：其区间未知"}})
      warning[language] = warning[language].get<std::string>() + more;
  json["warning"] = std::move(warning);
  return json;
}

Json validation_json(const Optimism& validation, const std::string& unit, double horizon) {
  Json indices = Json::array();
  for (std::size_t k = 0; k < index_count; ++k) {
    const Corrected& index = validation.indices[k];
    if (!index.apparent) continue;
    Json one = {
        {"id", index_names[k].id}, {"label", index_names[k].label}, {"apparent", *index.apparent}};
    if (index.corrected) one["corrected"] = *index.corrected;
    if (index.low) one["low"] = *index.low;
    if (index.high) one["high"] = *index.high;
    indices.push_back(std::move(one));
  }
  return {{"resamples", validation.resamples},
          {"derived", validation.derived},
          {"horizon", horizon},
          {"unit", unit},
          {"indices", std::move(indices)}};
}

Json derivation_json(const CardIdentity& identity, const DerivationData& data,
                     const std::optional<Optimism>& validation, double horizon) {
  const auto events = std::count_if(data.outcomes.event.begin(), data.outcomes.event.end(),
                                    [](std::int32_t event) { return event != 0; });
  Json candidates = Json::array();
  for (std::size_t j = 0; j < data.candidates.size(); ++j) {
    candidates.push_back({{"name", data.candidates[j].name}});
    if (validation) candidates.back()["selected"] = validation->selected[j];
  }
  Json json = {{"cohort_sha256", fingerprint(data)},
               {"patients", data.outcomes.size()},
               {"events", events},
               {"procedure", identity.procedure},
               {"candidates", std::move(candidates)}};
  if (identity.synthetic) json["synthetic"] = true;
  if (validation) json["validation"] = validation_json(*validation, identity.unit, horizon);
  return json;
}

Json group_label(const std::string& id) {
  if (id == "favorable") return {{"en", id}, {"de", "günstig"}, {"zh", "预后良好"}};
  if (id == "intermediate") return {{"en", id}, {"de", "intermediär"}, {"zh", "预后中等"}};
  return {{"en", id}, {"de", "ungünstig"}, {"zh", "预后不良"}};
}

}  // namespace

std::vector<std::string> group_ids(std::size_t groups) {
  if (groups == 2) return {"favorable", "adverse"};
  return {"favorable", "intermediate", "adverse"};
}

Result<Json> group_outcomes_json(const OutcomeSource& source, const endpoint::Outcomes& outcomes,
                                 const std::vector<std::int32_t>& group,
                                 const std::vector<std::string>& ids, double horizon) {
  const auto curves = survival::kaplan_meier_groups(outcomes, group, ids.size());
  if (!curves) return failure(curves.error());
  Json list = Json::array();
  for (std::size_t g = 0; g < ids.size(); ++g) {
    const survival::KaplanMeier& curve = (*curves)[g];
    if (curve.n == 0) continue;
    Json one = {{"set", source.set}, {"group", ids[g]}, {"n", curve.n}};
    const survival::SurvivalQuantile median = survival::median(curve);
    if (median.time && *median.time > 0) {
      one["median"] = short_number(*median.time);
      if (median.lower && *median.lower > 0) one["median_low"] = short_number(*median.lower);
      if (median.upper) one["median_high"] = short_number(*median.upper);
    } else {
      one["median_not_reached"] = true;
      if (median.lower && *median.lower > 0) one["median_low"] = short_number(*median.lower);
    }
    const std::vector<double> times{horizon};
    const survival::KaplanMeierPoint at = survival::at_times(curve, times).front();
    if (at.n_risk > 0)
      one["survival"] = Json::array({{{"at", horizon}, {"proportion", short_number(at.survival)}}});
    one["unit"] = source.unit;
    one["source"] = source.source;
    list.push_back(std::move(one));
  }
  return list;
}

std::string fingerprint(const DerivationData& data) {
  Sha256 digest;
  for (std::size_t i = 0; i < data.outcomes.size(); ++i) {
    std::string line = fmt::format("{},{}", data.outcomes.time[i], data.outcomes.event[i]);
    for (std::size_t j = 0; j < data.design.columns; ++j)
      line += fmt::format(",{}", data.design(i, j));
    digest.update(line + '\n');
  }
  return digest.hex();
}

Result<Json> card_json(const CardIdentity& identity, const DerivationData& data,
                       const Deriver& deriver, const Derived& derived,
                       const std::vector<CardVariable>& variables, const BaselineSteps& steps,
                       const std::optional<Optimism>& validation, double horizon) {
  const Rule& rule = derived.rule;
  const std::vector<std::string> ids = group_ids(rule.groups());
  Json groups = Json::array(), terms = Json::array();
  for (const std::string& id : ids) groups.push_back({{"id", id}, {"label", group_label(id)}});
  for (std::size_t k = 0; k < rule.columns.size(); ++k)
    terms.push_back(term_json(data, deriver, rule, k, variables[rule.columns[k]], steps.terms[k]));
  const Sample cohort = take(deriver.cohort(), everyone(data.outcomes.size()));
  std::vector<std::int32_t> group(data.outcomes.size());
  for (std::size_t i = 0; i < cohort.rows; ++i)
    group[cohort.from[i]] = static_cast<std::int32_t>(group_of(rule, derived.scores[i]));
  Result<Json> outcomes = group_outcomes_json(
      {"derivation", identity.unit,
       fmt::format("{}, patients that the score was made from", identity.cohort)},
      data.outcomes, group, ids, horizon);
  if (!outcomes) return outcomes;
  return Json{
      {"id", identity.id},
      {"version", "1.0.0"},
      {"status", "derived here"},
      {"title", identity.title},
      {"endpoint", identity.endpoint},
      {"citation",
       {{"text", fmt::format("Derived by {} from {}", identity.program, identity.cohort)}}},
      {"population",
       {{"text", identity.population},
        {"n", data.outcomes.size()},
        {"cautions", {{{"text", one_cohort()}}}}}},
      {"groups", std::move(groups)},
      {"rule",
       {{"kind", "weighted_sum"},
        {"scale", "log_hazard"},
        {"terms", std::move(terms)},
        {"cut_points", cut_points_json(rule, ids)}}},
      {"published", std::move(*outcomes)},
      {"baseline", baseline_json(identity, steps, deriver.options().selection == Selection::lasso)},
      {"derivation", derivation_json(identity, data, validation, horizon)}};
}

}  // namespace venscope::derivation
