/// Results on gene sets as JSON: the keys of `venscope fit gsea`, `ora`, `geneset`, `fractions` and
/// `submap`, and of the same in results.json. docs/files/fit.md names every key.
#pragma once

#include "venscope/enrichment/fractions.hpp"
#include "venscope/enrichment/gsea.hpp"
#include "venscope/enrichment/over_representation.hpp"
#include "venscope/enrichment/set_scores.hpp"
#include "venscope/enrichment/submap.hpp"
#include "venscope/report/json.hpp"

#include <span>
#include <string>
#include <string_view>

namespace venscope::study {

/// As options name them.
std::string_view name_of(enrichment::ScoreTail tail);
std::string_view name_of(enrichment::ScoreMethod method);
std::string_view name_of(enrichment::DensityKernel kernel);

/// "permutation", "splitting"; "bound" where p is smaller than it says.
std::string_view p_method(const enrichment::GseaSet& set);

report::Json gsea_json(const enrichment::Gsea& result, const enrichment::Ranking& ranking,
                       std::span<const enrichment::GeneSet> sets,
                       const enrichment::GseaOptions& options);
report::Json ora_json(const enrichment::OverRepresentation& result,
                      std::span<const enrichment::GeneSet> sets);
report::Json set_scores_json(const enrichment::SetScores& result,
                             std::span<const enrichment::GeneSet> sets,
                             std::span<const std::string> samples,
                             const enrichment::ScoreOptions& options);
report::Json fractions_json(const enrichment::Fractions& result,
                            std::span<const std::string> samples,
                            std::span<const std::string> cell_types,
                            const enrichment::FractionOptions& options);
report::Json submap_json(const enrichment::SubMap& result, std::span<const std::string> classes_a,
                         std::span<const std::string> classes_b,
                         const enrichment::SubMapOptions& options);

}  // namespace venscope::study
