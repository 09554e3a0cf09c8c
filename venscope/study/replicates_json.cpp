#include "venscope/study/analysis_json.hpp"
#include "venscope/study/replicates_analysis.hpp"

namespace venscope::study {
namespace {

using report::Json;
using report::json_number;

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json cell_json(const ReplicatesAnalysis& analysis, std::size_t c) {
  const assay::CellSummary& cell = analysis.comparison.cells[c];
  Json json;
  json["condition"] = analysis.conditions[c % analysis.conditions.size()];
  json["dose"] =
      analysis.doses.empty() ? Json(nullptr) : Json(analysis.doses[c / analysis.conditions.size()]);
  json["n"] = cell.n;
  const bool any = cell.n > 0;
  json["mean"] = any ? json_number(cell.mean) : Json(nullptr);
  json["sd"] = json_number(cell.sd);
  json["std_error"] = json_number(cell.std_error);
  json["centre"] = any ? json_number(analysis.in_units(cell.mean)) : Json(nullptr);
  json["conf_low"] =
      cell.interval ? json_number(analysis.in_units(cell.interval->low)) : Json(nullptr);
  json["conf_high"] =
      cell.interval ? json_number(analysis.in_units(cell.interval->high)) : Json(nullptr);
  return json;
}

Json pair_json(const ReplicatesAnalysis& analysis, const assay::PairComparison& pair) {
  const std::size_t k = analysis.conditions.size();
  Json json;
  json["condition"] = analysis.conditions[pair.cell % k];
  json["reference"] = analysis.conditions[pair.reference % k];
  json["dose"] = analysis.doses.empty() ? Json(nullptr) : Json(analysis.doses[pair.cell / k]);
  json["estimate"] = json_number(analysis.effect(pair.difference));
  json["conf_low"] = json_number(analysis.effect(pair.interval.low));
  json["conf_high"] = json_number(analysis.effect(pair.interval.high));
  json["difference"] = json_number(pair.difference);
  json["std_error"] = json_number(pair.std_error);
  json["df"] = json_number(pair.df);
  json["t"] = json_number(pair.statistic);
  json["p"] = json_number(pair.p);
  json["p_adjusted"] = json_number(pair.p_adjusted);
  json["hedges_g"] = pair.hedges ? json_number(pair.hedges->g) : Json(nullptr);
  json["hedges_low"] = pair.hedges ? json_number(pair.hedges->interval.low) : Json(nullptr);
  json["hedges_high"] = pair.hedges ? json_number(pair.hedges->interval.high) : Json(nullptr);
  return json;
}

Json factorial_json(const ReplicatesAnalysis& analysis, const assay::FactorialTable& table) {
  const ReplicatesFormula& names = analysis.names;
  Json rows = Json::array();
  const std::pair<std::string, const assay::FactorialRow*> terms[] = {
      {names.condition, &table.condition},
      {names.dose, &table.dose},
      {names.condition + ":" + names.dose, &table.interaction}};
  for (const auto& [term, row] : terms)
    rows.push_back({{"term", term},
                    {"sum_of_squares", json_number(row->squares)},
                    {"df", json_number(row->df)},
                    {"f", json_number(row->f)},
                    {"p", json_number(row->p)}});
  return rows;
}

}  // namespace

Json to_json(const ReplicatesAnalysis& analysis) {
  const assay::MeanComparison& comparison = analysis.comparison;
  Json json = common_json("replicates", analysis.frame);
  json["method"] = name_of(analysis.method);
  json["scale"] = name_of(analysis.options.scale);
  json["effect"] = effect_name(analysis.options.scale);
  json["unit"] = text_or_null(analysis.options.unit);
  json["control"] = text_or_null(analysis.options.control);
  json["paired"] = analysis.options.paired;
  json["conf_level"] = analysis.options.level;
  json["replicates"] = analysis.replicates.value.size();
  json["conditions"] = Json::array();
  for (std::size_t c = 0; c < comparison.cells.size(); ++c)
    json["conditions"].push_back(cell_json(analysis, c));
  json["overall"] = nullptr;
  if (comparison.overall)
    json["overall"] = {{"f", json_number(comparison.overall->statistic)},
                       {"df", json_number(comparison.overall->df)},
                       {"df2", json_number(comparison.overall->df2)},
                       {"p", json_number(comparison.overall->p)}};
  json["type_2"] = json["type_3"] = nullptr;
  if (analysis.factorial) {
    json["type_2"] = factorial_json(analysis, analysis.factorial->type_2);
    if (analysis.factorial->type_3)
      json["type_3"] = factorial_json(analysis, *analysis.factorial->type_3);
  }
  json["comparisons"] = Json::array();
  for (const assay::PairComparison& pair : comparison.pairs)
    json["comparisons"].push_back(pair_json(analysis, pair));
  const bool pooled = comparison.residual_df > 0;
  json["residual_sd"] = pooled ? json_number(comparison.residual_sd) : Json(nullptr);
  json["residual_df"] = pooled ? json_number(comparison.residual_df) : Json(nullptr);
  json["rank_test"] = nullptr;
  if (comparison.ranks)
    json["rank_test"] = {{"statistic", json_number(comparison.ranks->statistic)},
                         {"p", json_number(comparison.ranks->p)},
                         {"exact", comparison.ranks->exact},
                         {"smallest_p", json_number(comparison.smallest_rank_p)}};
  json["smallest_n"] = analysis.smallest_n();
  json["sd_ratio"] = json_number(analysis.sd_ratio());
  return json;
}

}  // namespace venscope::study
