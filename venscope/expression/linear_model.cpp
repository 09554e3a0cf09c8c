#include "venscope/expression/linear_model.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/expression/least_squares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();
/// Genes that one thread takes at a time.
constexpr std::size_t block = 256;

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
  }
  const LeastSquares& qr() const { return qr_; }

  void gene(std::size_t g) const {
    const std::span<const double> y = expression_.column(g);
    double sum = 0.0;
    std::size_t there = 0;
    for (const double value : y)
      if (std::isfinite(value)) sum += value, ++there;
    fit_.mean[g] = there == 0 ? undefined : sum / static_cast<double>(there);
    if (there == y.size() && !options_.weights && no_zero_)
      shared(g, y);
    else
      own(g, y);
  }

private:
  void shared(std::size_t g, std::span<const double> y) const {
    const std::size_t n = y.size(), p = qr_.rank();
    thread_local std::vector<double> rest, effects, beta;
    rest.assign(y.begin(), y.end());
    for (std::size_t i = 0; i < root_.size(); ++i) rest[i] *= root_[i];
    effects.assign(p, 0.0);
    for (std::size_t k = 0; k < p; ++k) {
      const double* q = q_.values.data() + k * n;
      double product = 0.0;
      for (std::size_t i = 0; i < n; ++i) product += q[i] * rest[i];
      effects[k] = product;
      // From what is left, not from y: a large mean leaves the residuals their digits.
      for (std::size_t i = 0; i < n; ++i) rest[i] -= product * q[i];
    }
    double squares = 0.0;
    for (const double value : rest) squares += value * value;
    beta.resize(design_.names.size());
    qr_.coefficients(effects, beta);
    store(g, beta, deviation_, squares, static_cast<double>(n - p));
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
  std::vector<double> deviation_, root_;
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
  parallel_for((genes + block - 1) / block, options.threads, [&](std::size_t b) {
    for (std::size_t g = b * block; g < std::min(genes, (b + 1) * block); ++g) fitter.gene(g);
  });
  return fit;
}

}  // namespace venscope::expression
