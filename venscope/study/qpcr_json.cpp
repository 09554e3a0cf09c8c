#include "venscope/study/analysis_json.hpp"
#include "venscope/study/qpcr_analysis.hpp"
#include "venscope/study/replicates_analysis.hpp"

namespace venscope::study {
namespace {

using report::Json;
using report::json_number;

std::string_view name_of(assay::DeltaCt::State state) {
  using State = assay::DeltaCt::State;
  switch (state) {
    case State::measured:
      return "measured";
    case State::beyond:
      return "beyond_last_cycle";
    case State::no_target:
      return "no_target";
    case State::no_reference:
      return "no_reference";
  }
  return "";
}

Json change_json(const QpcrAnalysis& analysis, const assay::FoldChange& change) {
  return {{"group", analysis.groups[change.group]},
          {"reference", analysis.groups[change.reference]},
          {"fold_change", json_number(change.fold)},
          {"conf_low", json_number(change.low)},
          {"conf_high", json_number(change.high)},
          {"t", json_number(change.t)},
          {"df", json_number(change.df)},
          {"p", json_number(change.p)},
          {"p_adjusted", json_number(change.p_adjusted)},
          {"at_most", json_number(change.at_most)},
          {"at_least", json_number(change.at_least)},
          {"rank_p", json_number(change.rank_p)}};
}

Json target_json(const QpcrAnalysis& analysis, const assay::GeneExpression& target) {
  Json json;
  json["gene"] = analysis.genes[target.gene];
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < target.groups.size(); ++g)
    json["groups"].push_back({{"group", analysis.groups[g]},
                              {"n", target.groups[g].n},
                              {"beyond_last_cycle", target.groups[g].beyond},
                              {"delta_ct", json_number(target.groups[g].mean)},
                              {"sd", json_number(target.groups[g].sd)}});
  json["fold_changes"] = Json::array();
  for (const assay::FoldChange& change : target.changes)
    json["fold_changes"].push_back(change_json(analysis, change));
  json["overall"] = nullptr;
  if (target.comparison && target.comparison->overall) {
    const response::GroupTest& test = *target.comparison->overall;
    json["overall"] = {{"f", json_number(test.statistic)},
                       {"df", json_number(test.df)},
                       {"df2", json_number(test.df2)},
                       {"p", json_number(test.p)}};
  }
  json["samples"] = Json::array();
  for (std::size_t s = 0; s < target.samples.size(); ++s) {
    const assay::SampleGene& wells = analysis.averaged[s][target.gene];
    const assay::DeltaCt& delta = target.samples[s];
    json["samples"].push_back(
        {{"sample", analysis.samples[s]},
         {"group", analysis.groups[static_cast<std::size_t>(analysis.group_of[s])]},
         {"ct", json_number(wells.ct)},
         {"wells", wells.wells},
         {"undetermined", wells.undetermined},
         {"delta_ct", delta.state == assay::DeltaCt::State::measured ? json_number(delta.value)
                                                                     : Json(nullptr)},
         {"state", name_of(delta.state)}});
  }
  return json;
}

}  // namespace

Json to_json(const QpcrAnalysis& analysis) {
  Json json = common_json("qpcr", analysis.frame);
  json["formula"] = nullptr;
  json["method"] = name_of(analysis.method);
  json["control"] = analysis.groups[0];
  json["paired"] = analysis.options.paired;
  json["conf_level"] = analysis.options.level;
  json["last_cycle"] = json_number(analysis.options.last_cycle);
  json["reference_genes"] = analysis.options.references;
  json["factors"] = Json::object();
  for (std::size_t g = 0; g < analysis.genes.size(); ++g)
    json["factors"][analysis.genes[g]] = json_number(analysis.factor[g]);
  json["standard_curves"] = Json::array();
  for (const auto& [gene, curve] : analysis.curves)
    json["standard_curves"].push_back({{"gene", analysis.genes[gene]},
                                       {"n", curve.n},
                                       {"slope", json_number(curve.slope)},
                                       {"std_error", json_number(curve.std_error)},
                                       {"intercept", json_number(curve.intercept)},
                                       {"r_squared", json_number(curve.r_squared)},
                                       {"factor", json_number(curve.factor)},
                                       {"factor_low", json_number(curve.factor_interval.low)},
                                       {"factor_high", json_number(curve.factor_interval.high)}});
  json["targets"] = Json::array();
  for (const assay::GeneExpression& target : analysis.targets)
    json["targets"].push_back(target_json(analysis, target));
  return json;
}

}  // namespace venscope::study
