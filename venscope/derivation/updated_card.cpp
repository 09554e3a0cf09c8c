#include "venscope/derivation/updated_card.hpp"

#include "venscope/derivation/card_json.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::derivation {
namespace {

using OrderedJson = nlohmann::ordered_json;

constexpr int most_decimals = 6;

int decimals_of(const std::string& text) {
  const auto point = text.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

/// Calls `change` with every decimal of the points of a term.
template <class Change>
void each_points(OrderedJson& term, const Change& change) {
  if (term.contains("points")) change(term["points"]);
  if (term.contains("otherwise")) change(term["otherwise"]);
  if (term.contains("cases"))
    for (OrderedJson& one : term["cases"]) change(one["points"]);
}

template <class Change>
void each_cut(OrderedJson& rule, const Change& change) {
  for (OrderedJson& range : rule["cut_points"])
    for (const char* end : {"above", "from", "below", "to"})
      if (range.contains(end)) change(range[end]);
}

std::string times(const std::string& text, double factor, int decimals) {
  const double value = risk::Decimal::parse(text).value_or(risk::Decimal{}).value() * factor;
  const double scale = std::pow(10.0, decimals);
  return risk::Decimal::of_millionths(
             static_cast<std::int64_t>(std::llround(std::round(value * scale) / scale * 1e6)))
      .text();
}

void multiply(OrderedJson& term, double factor, int decimals) {
  each_points(term, [&](OrderedJson& points) {
    points = times(points.get<std::string>(), factor, decimals);
  });
  if (term.contains("slope"))
    term["slope"]["coefficient"] = term["slope"]["coefficient"].get<double>() * factor;
  for (const char* printed : {"hazard_ratio", "hazard_ratio_low", "hazard_ratio_high"})
    term.erase(printed);
}

void update_points(OrderedJson& rule, const PointsUpdate& update) {
  if (update.slope != 1) {
    for (OrderedJson& term : rule["terms"]) multiply(term, update.slope, most_decimals);
    each_cut(rule, [&](OrderedJson& cut) {
      cut = times(cut.get<std::string>(), update.slope, most_decimals);
    });
  }
  for (std::size_t k = 0; k < update.factors.size() && k < rule["terms"].size(); ++k)
    if (update.factors[k]) multiply(rule["terms"][k], *update.factors[k], update.decimals);
}

std::string english(const OrderedJson& text) {
  return text.is_string() ? text.get<std::string>() : text["en"].get<std::string>();
}

}  // namespace

double exact_slope(const OrderedJson& card, double slope) {
  int most = 0;
  OrderedJson rule = card["rule"];
  const auto look = [&](OrderedJson& text) {
    most = std::max(most, decimals_of(text.get<std::string>()));
  };
  for (OrderedJson& term : rule["terms"]) each_points(term, look);
  each_cut(rule, look);
  const double scale = std::pow(10.0, std::clamp(most_decimals - most, 0, 4));
  return std::round(slope * scale) / scale;
}

OrderedJson updated_card(const OrderedJson& original, const UpdatedIdentity& identity,
                         const PointsUpdate& points, const UpdatedIn& in,
                         const UpdatedSteps& steps) {
  const std::string not_validated =
      "updated in one cohort, and not validated in patients other than those";
  OrderedJson population = {{"text", identity.population}, {"n", in.outcomes.size()}};
  if (!identity.outside && original["population"].contains("not_applicable"))
    population["not_applicable"] = original["population"]["not_applicable"];
  population["cautions"] = {{{"text", not_validated}}};
  OrderedJson card = {{"id", identity.id},
                      {"version", "1.0.0"},
                      {"status", "derived here"},
                      {"title", identity.title},
                      {"endpoint", identity.endpoint},
                      {"citation",
                       {{"text", fmt::format("Updated by {} in {}, from {}: {}", identity.program,
                                             identity.cohort, original["id"].get<std::string>(),
                                             english(original["citation"]["text"]))}}},
                      {"population", std::move(population)}};
  if (original.contains("definitions")) card["definitions"] = original["definitions"];
  card["groups"] = original["groups"];
  card["rule"] = original["rule"];
  update_points(card["rule"], points);
  card["baseline"] = {{"time", steps.time},
                      {"survival", steps.survival},
                      {"horizon", steps.horizon},
                      {"unit", identity.unit},
                      {"warning", not_validated + "; the interval of its curves is not known"}};
  const auto events = std::count_if(in.outcomes.event.begin(), in.outcomes.event.end(),
                                    [](std::int32_t event) { return event != 0; });
  card["derivation"] = {{"cohort_sha256", in.sha256},
                        {"patients", in.outcomes.size()},
                        {"events", events},
                        {"procedure", identity.procedure}};
  return card;
}

Problems add_outcomes(OrderedJson& card, const UpdatedIdentity& identity,
                      const endpoint::Outcomes& outcomes, const std::vector<std::int32_t>& group,
                      double horizon) {
  std::vector<std::string> ids;
  for (const OrderedJson& one : card["groups"]) ids.push_back(one["id"].get<std::string>());
  Result<OrderedJson> published =
      group_outcomes_json({"update", identity.unit,
                           fmt::format("{}, patients that it was updated in", identity.cohort)},
                          outcomes, group, ids, horizon);
  if (!published) return std::move(published.error());
  card["published"] = std::move(*published);
  return {};
}

}  // namespace venscope::derivation
