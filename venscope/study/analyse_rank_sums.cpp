#include "venscope/base/adjust.hpp"
#include "venscope/expression/storey.hpp"
#include "venscope/study/differential_analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

/// The term is a category of two levels: its only column tells them apart.
bool two_groups(const formula::ModelFrame& frame) {
  return frame.terms.size() == 1 && frame.terms[0].column_count == 1 &&
         !frame.terms[0].reference.empty() && frame.strata.empty() && frame.clusters.empty();
}

void adjust_rank_sums(RankSumAnalysis& analysis) {
  std::vector<double> p;
  for (const expression::RankSum& one : analysis.results) p.push_back(one.p);
  analysis.q = adjusted(p, Adjustment::benjamini_hochberg);
  if (auto storey = expression::storey_q(p)) {
    analysis.storey = std::move(storey->q);
    analysis.null_share = storey->null_share;
  } else {
    analysis.frame.warnings.push_back("no q of Storey: " + storey.error()[0].what);
  }
  const auto without = std::count_if(p.begin(), p.end(), [](double v) { return std::isnan(v); });
  if (without > 0)
    analysis.frame.warnings.push_back(fmt::format(
        "{} of {} genes have no test: no value in a group, or no variation", without, p.size()));
}

}  // namespace

std::vector<std::size_t> RankSumAnalysis::by_p() const {
  std::vector<std::size_t> order;
  for (std::size_t g = 0; g < results.size(); ++g)
    if (!std::isnan(results[g].p)) order.push_back(g);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto &left = results[a], &right = results[b];
    return left.p < right.p || (left.p == right.p && std::fabs(left.probability - 0.5) >
                                                         std::fabs(right.probability - 0.5));
  });
  return order;
}

Result<RankSumAnalysis> analyse_rank_sums(std::string_view formula, const cohort::Table& table,
                                          const RankSumAnalysisOptions& options) {
  SampledMatrix sampled;
  auto frame = sampled_frame(formula, table, options.source, {.no_response = true}, sampled);
  if (!frame) return tl::unexpected(std::move(frame.error()));
  if (!two_groups(*frame))
    return failure(Problem{"differential.two_groups",
                           {"formula", 0, ""},
                           "Wilcoxon's test compares the two groups of one column",
                           "~ group, a category of two levels",
                           "the linear model (without --method) takes more"});
  RankSumAnalysis analysis;
  analysis.genes = options.source.matrix->features;
  analysis.without_sample = sampled.without_sample;
  const formula::Term& term = frame->terms[0];
  analysis.reference = term.reference;
  analysis.other = frame->column_names[0].substr(term.name.size());
  std::vector<std::uint8_t> group;
  for (const double value : frame->design.column(0)) group.push_back(value > 0 ? 1 : 0);
  for (const std::uint8_t one : group) ++(one ? analysis.n_other : analysis.n_reference);
  analysis.frame = std::move(*frame);
  auto results = expression::rank_sums(sampled.values, group, options.threads);
  if (!results) return tl::unexpected(std::move(results.error()));
  analysis.results = std::move(*results);
  adjust_rank_sums(analysis);
  return analysis;
}

}  // namespace venscope::study
