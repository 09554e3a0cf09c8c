#include "venscope/study/enrichment_json.hpp"

namespace venscope::study {
namespace {

using report::Json;
using report::json_number;

Json left_out_json(std::span<const enrichment::SetLeftOut> left_out,
                   std::span<const enrichment::GeneSet> sets) {
  Json list = Json::array();
  for (const enrichment::SetLeftOut& one : left_out)
    list.push_back({{"set", sets[one.set].name},
                    {"found", one.found},
                    {"reason", one.too_small ? "too small" : "too large"}});
  return list;
}

}  // namespace

std::string_view name_of(enrichment::ScoreTail tail) {
  using enrichment::ScoreTail;
  return tail == ScoreTail::positive   ? "positive"
         : tail == ScoreTail::negative ? "negative"
                                       : "both";
}

std::string_view name_of(enrichment::ScoreMethod method) {
  using enrichment::ScoreMethod;
  return method == ScoreMethod::ssgsea   ? "ssgsea"
         : method == ScoreMethod::gsva   ? "gsva"
         : method == ScoreMethod::zscore ? "zscore"
                                         : "mean";
}

std::string_view name_of(enrichment::DensityKernel kernel) {
  using enrichment::DensityKernel;
  return kernel == DensityKernel::gaussian  ? "gaussian"
         : kernel == DensityKernel::poisson ? "poisson"
                                            : "none";
}

std::string_view p_method(const enrichment::GseaSet& set) {
  return set.bounded ? "bound" : set.multilevel ? "splitting" : "permutation";
}

Json gsea_json(const enrichment::Gsea& result, const enrichment::Ranking& ranking,
               std::span<const enrichment::GeneSet> sets, const enrichment::GseaOptions& options) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < result.sets.size(); ++i) {
    const enrichment::GseaSet& set = result.sets[i];
    Json edge = Json::array();
    for (const std::uint32_t gene : set.leading_edge) edge.push_back(ranking.gene[gene]);
    rows.push_back({{"set", sets[set.set].name},
                    {"size", set.size},
                    {"not_found", result.members[i].not_found.size()},
                    {"es", json_number(set.score)},
                    {"nes", json_number(set.normalised)},
                    {"p", json_number(set.p)},
                    {"q", json_number(set.q)},
                    {"log2_error", json_number(set.log2_error)},
                    {"p_method", set.p ? Json(p_method(set)) : Json(nullptr)},
                    {"leading_edge", std::move(edge)}});
  }
  return {{"kind", "gsea"},
          {"n", ranking.gene.size()},
          {"n_missing", ranking.missing},
          {"duplicates", ranking.duplicates},
          {"tied", ranking.tied},
          {"weight", json_number(options.weight)},
          {"tail", name_of(options.tail)},
          {"permutations", options.permutations},
          {"seed", options.seed},
          {"sets", std::move(rows)},
          {"left_out", left_out_json(result.left_out, sets)},
          {"warnings", result.warnings}};
}

Json ora_json(const enrichment::OverRepresentation& result,
              std::span<const enrichment::GeneSet> sets) {
  Json rows = Json::array();
  for (const enrichment::OverRepresentedSet& set : result.sets)
    rows.push_back({{"set", sets[set.set].name},
                    {"size", set.size},
                    {"selected", set.selected},
                    {"expected", json_number(set.expected)},
                    {"odds_ratio", json_number(set.odds_ratio)},
                    {"conf_low", json_number(set.conf_low)},
                    {"conf_high", json_number(set.conf_high)},
                    {"p", json_number(set.p)},
                    {"q", json_number(set.q)},
                    {"genes", set.genes}});
  return {{"kind", "ora"},
          {"universe", result.universe},
          {"selected", result.selected},
          {"outside", result.outside},
          {"sets", std::move(rows)},
          {"left_out", left_out_json(result.left_out, sets)}};
}

Json set_scores_json(const enrichment::SetScores& result, std::span<const enrichment::GeneSet> sets,
                     std::span<const std::string> samples,
                     const enrichment::ScoreOptions& options) {
  Json rows = Json::array();
  for (std::size_t s = 0; s < result.sets.size(); ++s) {
    Json scores = Json::array();
    for (const double score : result.scores.column(s)) scores.push_back(json_number(score));
    rows.push_back({{"set", sets[result.sets[s].set].name},
                    {"size", result.sets[s].members.size()},
                    {"not_found", result.sets[s].not_found},
                    {"scores", std::move(scores)}});
  }
  Json json = {{"kind", "geneset"}, {"method", name_of(options.method)}};
  if (options.method == enrichment::ScoreMethod::gsva) json["kernel"] = name_of(options.kernel);
  json["samples"] = samples;
  json["missing_genes"] = result.missing_genes;
  json["constant_genes"] = result.constant_genes;
  json["sets"] = std::move(rows);
  json["left_out"] = left_out_json(result.left_out, sets);
  json["warnings"] = result.warnings;
  return json;
}

Json fractions_json(const enrichment::Fractions& result, std::span<const std::string> samples,
                    std::span<const std::string> cell_types,
                    const enrichment::FractionOptions& options) {
  Json rows = Json::array();
  for (std::size_t i = 0; i < result.samples.size(); ++i) {
    const enrichment::SampleFractions& sample = result.samples[i];
    Json row = {{"sample", samples[i]}, {"fractions", nullptr}};
    if (!sample.fraction.empty()) {
      row["fractions"] = Json::object();
      for (std::size_t c = 0; c < cell_types.size(); ++c)
        row["fractions"][cell_types[c]] = json_number(sample.fraction[c]);
    }
    row["total"] = json_number(sample.total);
    row["rmse"] = json_number(sample.rmse);
    row["correlation"] = json_number(sample.correlation);
    row["p"] = json_number(sample.p);
    rows.push_back(std::move(row));
  }
  return {{"kind", "fractions"},
          {"shared_genes", result.shared.size()},
          {"absent_genes", result.absent},
          {"sum_to_one", options.sum_to_one},
          {"quantile_normalised", options.quantile_normalise},
          {"permutations", options.permutations},
          {"samples", std::move(rows)},
          {"warnings", result.warnings}};
}

Json submap_json(const enrichment::SubMap& result, std::span<const std::string> classes_a,
                 std::span<const std::string> classes_b, const enrichment::SubMapOptions& options) {
  Json rows = Json::array();
  for (const enrichment::ClassPair& pair : result.pairs)
    rows.push_back({{"class", classes_a[pair.a]},
                    {"other_class", classes_b[pair.b]},
                    {"es", json_number(pair.score_ab)},
                    {"es_reverse", json_number(pair.score_ba)},
                    {"p_es", json_number(pair.p_ab)},
                    {"p_es_reverse", json_number(pair.p_ba)},
                    {"fisher", json_number(pair.statistic)},
                    {"p", json_number(pair.p)},
                    {"bonferroni", json_number(pair.bonferroni)},
                    {"q", json_number(pair.q)}});
  return {{"kind", "submap"},
          {"surrogate", true},
          {"shared_genes", result.shared.size()},
          {"markers", options.markers},
          {"permutations", options.permutations},
          {"pooled", options.pooled},
          {"seed", options.seed},
          {"n", result.size_a},
          {"other_n", result.size_b},
          {"pairs", std::move(rows)},
          {"warnings", result.warnings}};
}

}  // namespace venscope::study
