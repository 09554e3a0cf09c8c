#include "venscope/expression/voom.hpp"

#include "venscope/expression/lowess.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::expression {
namespace {

/// A curve of ascending points, linear between them and constant beyond.
class Curve {
public:
  Curve(std::span<const double> x, std::span<const double> y) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (!x_.empty() && x_.back() == x[i]) {  // tied: their mean
        count_ += 1.0;
        y_.back() += (y[i] - y_.back()) / count_;
        continue;
      }
      count_ = 1.0;
      x_.push_back(x[i]);
      y_.push_back(y[i]);
    }
  }
  double at(double x) const {
    if (x <= x_.front()) return y_.front();
    if (x >= x_.back()) return y_.back();
    const auto next =
        static_cast<std::size_t>(std::upper_bound(x_.begin(), x_.end(), x) - x_.begin());
    const double slope = (y_[next] - y_[next - 1]) / (x_[next] - x_[next - 1]);
    return y_[next - 1] + slope * (x - x_[next - 1]);
  }

private:
  std::vector<double> x_, y_;
  double count_ = 1;
};

Matrix logs_of(const Matrix& counts, std::span<const double> size) {
  Matrix logs(counts.rows, counts.columns);
  for (std::size_t g = 0; g < counts.columns; ++g)
    for (std::size_t i = 0; i < counts.rows; ++i)
      logs(i, g) = std::log2((counts(i, g) + 0.5) / (size[i] + 1.0) * 1e6);
  return logs;
}

bool has_reads(std::span<const double> gene) {
  return std::any_of(gene.begin(), gene.end(), [](double y) { return y > 0.0; });
}

/// Fits the trend with the sample weights and fills `voom` with it and the weights of the values.
Problems weigh(const Matrix& counts, const Design& design, std::span<const double> size,
               std::span<const double> sample_weights, const VoomOptions& options, Voom& voom) {
  auto fit = fit_linear_models(voom.logs, design,
                               {.sample_weights = sample_weights, .threads = options.threads});
  if (!fit) return std::move(fit.error());
  double mean_log = 0.0;
  for (const double one : size) mean_log += std::log2(one + 1.0) / static_cast<double>(size.size());
  const std::size_t genes = counts.columns;
  voom.size.resize(genes);
  voom.deviation.resize(genes);
  std::vector<std::size_t> order;
  for (std::size_t g = 0; g < genes; ++g) {
    voom.size[g] = fit->mean[g] + mean_log - std::log2(1e6);
    voom.deviation[g] = std::sqrt(fit->sigma[g]);
    if (has_reads(counts.column(g))) order.push_back(g);
  }
  if (order.size() < 2)
    return {{"expression.no_trend",
             {},
             "fewer than two genes have any read",
             "counts of many genes",
             "",
             Fault::analysis}};
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return voom.size[a] < voom.size[b]; });
  voom.trend_size.clear();
  std::vector<double> deviation;
  for (const std::size_t g : order) {
    voom.trend_size.push_back(voom.size[g]);
    deviation.push_back(voom.deviation[g]);
  }
  voom.trend_deviation = lowess(voom.trend_size, deviation, {.span = options.span});
  const Curve trend(voom.trend_size, voom.trend_deviation);
  voom.weights = Matrix(counts.rows, genes);
  for (std::size_t g = 0; g < genes; ++g)
    for (std::size_t i = 0; i < counts.rows; ++i) {
      double fitted = 0.0;
      for (std::size_t j = 0; j < design.names.size(); ++j)
        fitted += fit->coefficients(g, j) * design.columns(i, j);
      const double at = trend.at(std::log2(1e-6 * (std::exp2(fitted) * (size[i] + 1.0))));
      voom.weights(i, g) = 1.0 / (at * at * at * at);
    }
  return {};
}

}  // namespace

Result<Voom> voom(const Matrix& counts, const Design& design, std::span<const double> library_size,
                  const VoomOptions& options) {
  Voom voom;
  voom.logs = logs_of(counts, library_size);
  const auto sample_weights = [&] {
    return array_weights(voom.logs, design, &voom.weights, ArrayWeightsMethod::gene_by_gene).weight;
  };
  Problems problems = weigh(counts, design, library_size, {}, options, voom);
  if (problems.empty() && options.sample_weights) {
    const std::vector<double> first = sample_weights();
    problems = weigh(counts, design, library_size, first, options, voom);
    if (problems.empty()) {
      voom.sample_weights = sample_weights();
      for (std::size_t g = 0; g < counts.columns; ++g)
        for (std::size_t i = 0; i < counts.rows; ++i) voom.weights(i, g) *= voom.sample_weights[i];
    }
  }
  if (!problems.empty()) return failure(std::move(problems));
  return voom;
}

}  // namespace venscope::expression
