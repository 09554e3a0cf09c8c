#include "venscope/study/analysis_json.hpp"
#include "venscope/study/differential_analysis.hpp"

#include <cmath>

namespace venscope::study {
namespace {

using report::json_number;
using Json = report::Json;

Json at_or_null(const std::vector<double>& values, std::size_t index) {
  return values.empty() ? Json(nullptr) : json_number(values[index]);
}

Json differential_gene(const DifferentialAnalysis& analysis, std::size_t row) {
  const expression::Differential& result = analysis.result;
  Json gene = {{"gene", analysis.genes[result.tested[row]]}};
  if (result.fit.names.size() == 1) {
    const double estimate = result.fit.coefficients(row, 0), half = result.half_width(row, 0);
    gene["log_fc"] = json_number(estimate);
    gene["conf_low"] = json_number(estimate - half);
    gene["conf_high"] = json_number(estimate + half);
    gene["ave_expr"] = json_number(result.fit.mean[row]);
    gene["t"] = json_number(result.moderated.t(row, 0));
  } else {
    for (std::size_t j = 0; j < result.fit.names.size(); ++j)
      gene["estimates"][result.fit.names[j]] = json_number(result.fit.coefficients(row, j));
    gene["ave_expr"] = json_number(result.fit.mean[row]);
    gene["f"] = json_number(result.moderated.f[row]);
  }
  gene["p"] = json_number(result.p[row]);
  gene["q"] = json_number(result.q[row]);
  gene["q_storey"] = at_or_null(result.storey, row);
  if (result.fit.names.size() == 1) gene["b"] = json_number(result.moderated.log_odds(row, 0));
  return gene;
}

}  // namespace

Json to_json(const DifferentialAnalysis& analysis) {
  const expression::Differential& result = analysis.result;
  const expression::DifferentialOptions& options = analysis.options.fit;
  Json json = common_json("differential", analysis.frame);
  json["method"] = "moderated_t";
  json["n_without_sample"] = analysis.without_sample;
  json["design"] = analysis.design;
  json["tested"] = result.fit.names;
  json["compared"] = analysis.compared;
  json["counts"] = options.counts == expression::CountModel::none   ? Json(nullptr)
                   : options.counts == expression::CountModel::voom ? Json("voom")
                                                                    : Json("log_cpm");
  json["trend"] = options.trend;
  json["robust"] = options.robust;
  json["n_genes"] = analysis.genes.size();
  json["n_tested"] = result.tested.size();
  const auto& prior = result.moderated.prior;
  json["prior_df"] = json_number(prior.df);
  json["prior_variance"] = prior.scale.size() == 1 ? json_number(prior.scale[0]) : Json(nullptr);
  json["pi0"] = json_number(result.null_share);
  json["libraries"] = Json::array();
  for (const expression::Library& library : result.libraries)
    json["libraries"].push_back({{"sample", library.sample},
                                 {"reads", json_number(library.reads)},
                                 {"factor", json_number(library.factor)}});
  json["sample_weights"] = Json::array();
  for (const double weight : result.sample_weights)
    json["sample_weights"].push_back(json_number(weight));
  json["genes"] = Json::array();
  for (std::size_t row = 0; row < result.tested.size(); ++row)
    json["genes"].push_back(differential_gene(analysis, row));
  return json;
}

Json to_json(const RankSumAnalysis& analysis) {
  Json json = common_json("differential", analysis.frame);
  json["method"] = "wilcoxon";
  json["n_without_sample"] = analysis.without_sample;
  json["groups"] = {analysis.reference, analysis.other};
  json["group_sizes"] = {analysis.n_reference, analysis.n_other};
  json["n_genes"] = analysis.genes.size();
  json["n_tested"] = analysis.by_p().size();
  json["pi0"] = json_number(analysis.null_share);
  json["genes"] = Json::array();
  for (std::size_t g = 0; g < analysis.results.size(); ++g) {
    const expression::RankSum& one = analysis.results[g];
    const bool tested = !std::isnan(one.p);
    json["genes"].push_back({{"gene", analysis.genes[g]},
                             {"n", {one.first, one.second}},
                             {"w", json_number(one.w)},
                             {"probability", json_number(one.probability)},
                             {"median_difference", json_number(one.difference)},
                             {"p", json_number(one.p)},
                             {"q", json_number(analysis.q[g])},
                             {"q_storey", at_or_null(analysis.storey, g)},
                             {"p_from", !tested     ? Json(nullptr)
                                        : one.exact ? Json("exact")
                                                    : Json("normal")}});
  }
  return json;
}

Json to_json(const CorrelationAnalysis& analysis) {
  constexpr const char* from[] = {"", "exact", "edgeworth", "t", "normal"};
  Json json = common_json("correlate", analysis.frame);
  constexpr const char* methods[] = {"pearson", "spearman", "kendall"};
  json["method"] = methods[static_cast<std::size_t>(analysis.options.method)];
  json["n_without_sample"] = analysis.without_sample;
  json["adjusted_for"] = analysis.frame.column_names;
  json["censored_above"] = json_number(analysis.options.censored_above);
  json["n_censored"] = analysis.censored;
  json["n_genes"] = analysis.genes.size();
  json["pi0"] = json_number(analysis.null_share);
  json["genes"] = Json::array();
  for (std::size_t g = 0; g < analysis.results.size(); ++g) {
    const expression::Correlation& one = analysis.results[g];
    const std::string reason = reason_of(one);
    json["genes"].push_back({{"gene", analysis.genes[g]},
                             {"n", one.n},
                             {"estimate", json_number(one.estimate)},
                             {"conf_low", json_number(one.low)},
                             {"conf_high", json_number(one.high)},
                             {"statistic", json_number(one.statistic)},
                             {"p", json_number(one.p)},
                             {"q", json_number(analysis.q[g])},
                             {"q_storey", at_or_null(analysis.storey, g)},
                             {"p_from", from[static_cast<std::size_t>(one.p_from)]},
                             {"reason", reason.empty() ? Json(nullptr) : Json(reason)}});
  }
  return json;
}

}  // namespace venscope::study
