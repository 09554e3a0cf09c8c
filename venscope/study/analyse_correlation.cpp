#include "venscope/base/adjust.hpp"
#include "venscope/expression/storey.hpp"
#include "venscope/study/differential_analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

/// 1 where the number is below the cap; sets what is above it to the cap.
std::vector<std::uint8_t> observed_below(double cap, std::vector<double>& number) {
  std::vector<std::uint8_t> observed;
  for (double& value : number) {
    observed.push_back(value < cap);
    value = std::fmin(value, cap);
  }
  return observed;
}

}  // namespace

std::string_view name_of(expression::CorrelationMethod method) {
  constexpr std::string_view names[] = {"Pearson", "Spearman", "Kendall"};
  return names[static_cast<std::size_t>(method)];
}

std::string reason_of(const expression::Correlation& correlation) {
  if (!std::isnan(correlation.p)) return "";
  if (correlation.n < 3) return "fewer than 3 samples have a value";
  return "the gene does not vary, or not beyond the covariates";
}

std::vector<std::size_t> CorrelationAnalysis::by_p() const {
  std::vector<std::size_t> order;
  for (std::size_t g = 0; g < results.size(); ++g)
    if (!std::isnan(results[g].p)) order.push_back(g);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto &left = results[a], &right = results[b];
    return left.p < right.p ||
           (left.p == right.p && std::fabs(left.estimate) > std::fabs(right.estimate));
  });
  return order;
}

Result<CorrelationAnalysis> correlation_on(formula::ModelFrame frame, const SampledMatrix& sampled,
                                           const std::vector<std::string>& genes,
                                           const CorrelationAnalysisOptions& options) {
  CorrelationAnalysis analysis{
      std::move(frame), options, genes, sampled.without_sample, 0, {}, {}, {}, {}};
  std::vector<double> number = analysis.frame.number;
  std::vector<std::uint8_t> observed;
  expression::CorrelationOptions fit{.method = options.method, .threads = options.threads};
  if (options.censored_above) {
    observed = observed_below(*options.censored_above, number);
    analysis.censored = static_cast<std::size_t>(std::count(observed.begin(), observed.end(), 0));
    if (options.method == expression::CorrelationMethod::kendall)
      fit.observed = observed;
    else if (analysis.censored > 0)
      analysis.frame.warnings.push_back(fmt::format(
          "{} values of {} or more were taken as {}, {}; Kendall's tau would know them as censored",
          analysis.censored, *options.censored_above, *options.censored_above,
          options.method == expression::CorrelationMethod::spearman ? "as ties"
                                                                    : "as if measured"));
  }
  if (analysis.frame.design.columns > 0) fit.covariates = &analysis.frame.design;
  auto results = expression::correlate(sampled.values, number, fit);
  if (!results) return tl::unexpected(std::move(results.error()));
  analysis.results = std::move(*results);
  std::vector<double> p;
  for (const auto& one : analysis.results) p.push_back(one.p);
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
        "{} of {} genes have no estimate; the reason stands beside them", without, p.size()));
  return analysis;
}

Result<CorrelationAnalysis> analyse_correlation(std::string_view formula,
                                                const cohort::Table& table,
                                                const CorrelationAnalysisOptions& options) {
  SampledMatrix sampled;
  auto frame = sampled_frame(formula, table, options.source, {.numeric_response = true}, sampled);
  if (!frame) return tl::unexpected(std::move(frame.error()));
  return correlation_on(std::move(*frame), sampled, options.source.matrix->features, options);
}

}  // namespace venscope::study
