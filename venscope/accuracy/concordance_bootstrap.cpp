#include "venscope/accuracy/concordance_bootstrap.hpp"

#include "venscope/accuracy/concordance.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/quantile.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::accuracy {

namespace {

/// How often each patient is drawn into resample `index`.
std::vector<double> draws(std::size_t n, std::uint64_t seed, std::size_t index) {
  RandomStream stream(seed, "concordance", index);
  std::vector<double> times(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) ++times[stream.below(n)];
  return times;
}

/// One row per resample with the concordance of every marker; empty where no pair is comparable.
/// Drawing a patient twice is weighing her twice: she is not compared with herself either way.
std::vector<std::vector<double>> resampled(const endpoint::Outcomes& outcomes,
                                           const Matrix& markers,
                                           const ConcordanceBootstrapOptions& options) {
  std::vector<std::vector<double>> rows(options.resamples);
  parallel_for(options.resamples, options.threads, [&](std::size_t b) {
    const std::vector<double> weights = draws(outcomes.size(), options.seed, b);
    std::vector<double> row;
    for (std::size_t k = 0; k < markers.columns; ++k) {
      const auto c = harrell(outcomes, markers.column(k), {}, weights);
      if (!c) return;
      row.push_back(c->estimate);
    }
    rows[b] = std::move(row);
  });
  std::erase_if(rows, [](const std::vector<double>& row) { return row.empty(); });
  return rows;
}

void set_interval(std::vector<double> values, double level, BootstrappedEstimate& estimate) {
  std::sort(values.begin(), values.end());
  estimate.low = sorted_quantile(values, (1 - level) / 2);
  estimate.high = sorted_quantile(values, (1 + level) / 2);
}

double norm(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value * value;
  return std::sqrt(sum);
}

}  // namespace

Result<ConcordanceComparison> compare_concordances(const endpoint::Outcomes& outcomes,
                                                   const Matrix& markers,
                                                   const ConcordanceBootstrapOptions& options) {
  ConcordanceComparison result;
  std::vector<std::vector<double>> influences;
  for (std::size_t k = 0; k < markers.columns; ++k) {
    auto c = harrell(outcomes, markers.column(k));
    if (!c) return tl::unexpected(std::move(c.error()));
    result.concordance.push_back({c->estimate, c->std_error, 0, 0});
    influences.push_back(std::move(c->influence));
  }
  const std::vector<std::vector<double>> rows = resampled(outcomes, markers, options);
  result.resamples = rows.size();
  result.not_comparable = options.resamples - rows.size();
  if (rows.size() < 2)
    return cannot_analyse("accuracy.resamples",
                          "fewer than two resamples have a pair that can be compared",
                          "there are too few events for a bootstrap");
  std::vector<double> values(rows.size());
  for (std::size_t k = 0; k < markers.columns; ++k) {
    for (std::size_t b = 0; b < rows.size(); ++b) values[b] = rows[b][k];
    set_interval(values, options.level, result.concordance[k]);
    if (k == 0) continue;
    ConcordanceDifference difference;
    difference.estimate = result.concordance[k].estimate - result.concordance[0].estimate;
    std::vector<double> influence(outcomes.size());
    for (std::size_t i = 0; i < influence.size(); ++i)
      influence[i] = influences[k][i] - influences[0][i];
    difference.std_error = norm(influence);
    if (difference.std_error > 0) {
      difference.z = difference.estimate / difference.std_error;
      difference.p = normal_two_sided(difference.z);
    }
    for (std::size_t b = 0; b < rows.size(); ++b) values[b] = rows[b][k] - rows[b][0];
    set_interval(values, options.level, difference);
    result.difference.push_back(difference);
  }
  return result;
}

}  // namespace venscope::accuracy
