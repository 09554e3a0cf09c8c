#include "venscope/expression/linear_model.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/expression/least_squares.hpp"
#include "venscope/survival/column_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
/// Genes that one thread takes at a time.
constexpr std::size_t block = 256;
/// Genes that share a pass over the design.
constexpr std::size_t most_together = 8;

Matrix with_weights(const Matrix& design, std::span<const double> weights) {
  Matrix scaled = design;
  for (std::size_t j = 0; j < scaled.columns; ++j)
    for (std::size_t i = 0; i < scaled.rows; ++i) scaled(i, j) *= std::sqrt(weights[i]);
  return scaled;
}

Problems checked(const Matrix& expression, const LinearModelOptions& options) {
  Problems problems;
  const auto say = [&](const char* code, std::string what, std::string remedy) {
    problems.push_back({code, {}, std::move(what), {}, std::move(remedy), Fault::analysis});
  };
  if (expression.columns == 0) say("expression.no_genes", "there is no gene to fit", "");
  const auto bad = [](double w) { return !(w >= 0.0) || std::isinf(w); };
  const std::span<const double> weights = options.sample_weights;
  const bool wrong =
      (!weights.empty() &&
       (weights.size() != expression.rows || std::any_of(weights.begin(), weights.end(), bad))) ||
      (options.weights &&
       (options.weights->rows != expression.rows ||
        options.weights->columns != expression.columns ||
        std::any_of(options.weights->values.begin(), options.weights->values.end(), bad)));
  if (wrong)
    say("expression.weights", "a weight is negative, infinite or missing",
        "give each value a weight of 0 or more");
  return problems;
}

/// The columns that are combinations of others, in words; or nothing.
Problems confounded(const LeastSquares& qr, const Design& design) {
  if (qr.rank() == design.names.size()) return {};
  std::vector<std::string> names;
  for (std::size_t k = qr.rank(); k < design.names.size(); ++k)
    names.push_back(design.names[qr.pivot()[k]]);
  return {{"expression.confounded",
           {},
           fmt::format("{} cannot be told apart from the rest of the design: on these {} samples "
                       "{} a combination of its other columns",
                       fmt::join(names, ", "), design.columns.rows,
                       names.size() == 1 ? "it is" : "each is"),
           {},
           "leave out a variable, or merge its levels",
           Fault::analysis}};
}

class Fitter {
public:
  Fitter(const Matrix& expression, const Design& design, const LinearModelOptions& options,
         LinearFit& fit)
      : expression_(expression), design_(design), options_(options), fit_(fit) {
    const bool weighted = !options.sample_weights.empty();
    qr_.factor(weighted ? with_weights(design.columns, options.sample_weights) : design.columns);
    q_ = qr_.orthonormal();
    deviation_.resize(design.names.size());
    qr_.unscaled(deviation_);
    for (const double w : options.sample_weights) root_.push_back(std::sqrt(w));
    no_zero_ = std::find(root_.begin(), root_.end(), 0.0) == root_.end();
    for (std::size_t j = 0; j < q_.columns; ++j) columns_.push_back(q_.column(j).data());
    const std::vector<double> one =
        weighted ? root_ : std::vector<double>(design.columns.rows, 1.0);
    const double* at_one = one.data();
    effects_of_one_.resize(q_.columns);
    kernels_.products(columns_.data(), columns_.size(), &at_one, 1, one.size(),
                      effects_of_one_.data(), columns_.size());
  }
  const LeastSquares& qr() const { return qr_; }

  /// The genes [first, last): those with all values go together.
  void genes(std::size_t first, std::size_t last) const {
    thread_local std::vector<std::size_t> together;
    together.clear();
    for (std::size_t g = first; g < last; ++g) {
      const std::span<const double> y = expression_.column(g);
      const auto [mean, there] = mean_of(y);
      fit_.mean[g] = mean;
      if (there < y.size() || options_.weights || !no_zero_) {
        own(g, y);
        continue;
      }
      together.push_back(g);
      if (together.size() == most_together) share(together);
    }
    share(together);
  }

private:
  struct Mean {
    double value;
    std::size_t there;
  };
  /// Of the values that are there. With all of them eight sums run beside each other.
  static Mean mean_of(std::span<const double> y) {
    double lanes[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= y.size(); i += 8)
      for (std::size_t k = 0; k < 8; ++k) lanes[k] += y[i + k];
    double sum = 0.0;
    for (; i < y.size(); ++i) sum += y[i];
    for (const double lane : lanes) sum += lane;
    if (std::isfinite(sum)) return {sum / static_cast<double>(y.size()), y.size()};
    sum = 0.0;
    std::size_t there = 0;
    for (const double value : y)
      if (std::isfinite(value)) sum += value, ++there;
    return {there == 0 ? undefined : sum / static_cast<double>(there), there};
  }

  /// By one QR. Effects are those of y less its mean, so that a large mean leaves the residuals
  /// their digits, and of the mean.
  void share(std::vector<std::size_t>& together) const {
    const std::size_t n = expression_.rows, p = qr_.rank(), count = together.size();
    thread_local std::vector<double> centred, effects, beta;
    centred.resize(most_together * n);
    effects.resize(most_together * p);
    const double* at[most_together];
    for (std::size_t k = 0; k < count; ++k) {
      const std::span<const double> y = expression_.column(together[k]);
      double* to = centred.data() + k * n;
      const double mean = fit_.mean[together[k]];
      for (std::size_t i = 0; i < n; ++i) to[i] = y[i] - mean;
      for (std::size_t i = 0; i < root_.size(); ++i) to[i] *= root_[i];
      at[k] = to;
    }
    kernels_.products(columns_.data(), p, at, count, n, effects.data(), p);
    for (std::size_t k = 0; k < count; ++k) {
      double* rest = centred.data() + k * n;
      double* own_effects = effects.data() + k * p;
      for (std::size_t j = 0; j < p; ++j) own_effects[j] = -own_effects[j];
      kernels_.add(columns_.data(), own_effects, p, n, rest);
      double squares = 0.0;
      kernels_.products(at + k, 1, at + k, 1, n, &squares, 1);
      for (std::size_t j = 0; j < p; ++j)
        own_effects[j] = fit_.mean[together[k]] * effects_of_one_[j] - own_effects[j];
      beta.resize(design_.names.size());
      qr_.coefficients(std::span(own_effects, p), beta);
      store(together[k], beta, deviation_, squares, static_cast<double>(n - p));
    }
    together.clear();
  }

  void own(std::size_t g, std::span<const double> y) const {
    thread_local std::vector<std::size_t> used;
    thread_local std::vector<double> weights, effects, beta, deviation;
    thread_local LeastSquares qr;
    thread_local Matrix x;
    used.clear();
    weights.clear();
    for (std::size_t i = 0; i < y.size(); ++i) {
      double w = options_.sample_weights.empty() ? 1.0 : options_.sample_weights[i];
      if (options_.weights) w *= (*options_.weights)(i, g);
      if (!std::isfinite(y[i]) || w == 0.0) continue;
      used.push_back(i);
      weights.push_back(std::sqrt(w));
    }
    const std::size_t n = used.size(), p = design_.names.size();
    beta.assign(p, undefined);
    deviation.assign(p, undefined);
    if (n == 0) return store(g, beta, deviation, 0.0, 0.0);
    x.rows = n;
    x.columns = p;
    x.values.resize(n * p);
    effects.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
      effects[i] = weights[i] * y[used[i]];
      for (std::size_t j = 0; j < p; ++j) x(i, j) = weights[i] * design_.columns(used[i], j);
    }
    qr.factor(x);
    qr.effects(effects);
    qr.coefficients(effects, beta);
    qr.unscaled(deviation);
    double squares = 0.0;
    for (std::size_t i = qr.rank(); i < n; ++i) squares += effects[i] * effects[i];
    store(g, beta, deviation, squares, static_cast<double>(n - qr.rank()));
  }

  void store(std::size_t g, std::span<const double> beta, std::span<const double> deviation,
             double squares, double df) const {
    for (std::size_t j = 0; j < beta.size(); ++j) {
      fit_.coefficients(g, j) = beta[j];
      fit_.unscaled(g, j) = deviation[j];
    }
    fit_.df_residual[g] = df;
    fit_.sigma[g] = df > 0.0 ? std::sqrt(squares / df) : undefined;
  }

  const Matrix& expression_;
  const Design& design_;
  const LinearModelOptions& options_;
  LinearFit& fit_;
  LeastSquares qr_;
  Matrix q_;
  std::vector<const double*> columns_;  ///< of q_
  const survival::ColumnKernels& kernels_ = survival::column_kernels();
  std::vector<double> deviation_, root_, effects_of_one_;
  bool no_zero_ = true;
};

}  // namespace

Design design_of(const formula::ModelFrame& frame) {
  Design design;
  design.columns = Matrix(frame.rows.size(), 1, 1.0);
  design.columns.columns = frame.design.columns + 1;
  auto& values = design.columns.values;
  values.insert(values.end(), frame.design.values.begin(), frame.design.values.end());
  design.names = {"(Intercept)"};
  design.names.insert(design.names.end(), frame.column_names.begin(), frame.column_names.end());
  return design;
}

Result<LinearFit> fit_linear_models(const Matrix& expression, const Design& design,
                                    const LinearModelOptions& options) {
  if (Problems problems = checked(expression, options); !problems.empty())
    return failure(std::move(problems));
  const std::size_t genes = expression.columns, p = design.names.size();
  LinearFit fit;
  fit.names = design.names;
  fit.coefficients = Matrix(genes, p);
  fit.unscaled = Matrix(genes, p);
  fit.sigma.resize(genes);
  fit.df_residual.resize(genes);
  fit.mean.resize(genes);
  const Fitter fitter(expression, design, options, fit);
  if (Problems problems = confounded(fitter.qr(), design); !problems.empty())
    return failure(std::move(problems));
  if (expression.rows <= p)
    return cannot_analyse(
        "expression.no_replicates",
        fmt::format("{} samples for the {} coefficients of the design leave no residual degree of "
                    "freedom: variation within a group cannot be estimated",
                    expression.rows, p),
        "add replicates: two samples or more in a group");
  // Weights of single values do not enter here, as in limma.
  fit.covariance = fitter.qr().inverse();
  parallel_for((genes + block - 1) / block, options.threads,
               [&](std::size_t b) { fitter.genes(b * block, std::min(genes, (b + 1) * block)); });
  return fit;
}

}  // namespace venscope::expression
