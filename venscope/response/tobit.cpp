#include "venscope/response/tobit.hpp"

#include "venscope/base/cholesky.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/response/tobit_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::response {
namespace {

Problem tobit_problem(const char* code, std::string what, std::string expected, std::string remedy,
                      Fault fault) {
  return {code, {}, std::move(what), std::move(expected), std::move(remedy), fault};
}

Problems check_tobit(const TobitData& data, TobitDistribution distribution, double level) {
  Problems problems;
  const std::size_t n = data.low.size();
  if (data.design.rows != n || data.high.size() != n ||
      (!data.weights.empty() && data.weights.size() != n)) {
    problems.push_back(tobit_problem("response.unequal_lengths",
                                     "values, columns and weights are not of one length",
                                     "one value per row", "", Fault::internal));
    return problems;
  }
  const bool log = distribution == TobitDistribution::lognormal;
  bool numbers = true, ordered = true, positive = true;
  for (std::size_t i = 0; i < n; ++i) {
    const double low = data.low[i], high = data.high[i];
    numbers =
        numbers && !std::isnan(low) && !std::isnan(high) && !(std::isinf(low) && std::isinf(high));
    ordered = ordered && !(low > high);
    positive = positive && (!std::isfinite(low) || low > 0 || high > low) && high > 0;
  }
  for (const double x : data.design.values) numbers = numbers && std::isfinite(x);
  if (!numbers || !ordered)
    problems.push_back(tobit_problem("response.not_finite",
                                     "a value or a column holds what is no number, or an interval "
                                     "that ends before it begins",
                                     "finite numbers, low <= high", "", Fault::input));
  if (log && !positive)
    problems.push_back(tobit_problem("response.positive", "a value is not above 0",
                                     "values above 0, of which there is a logarithm",
                                     "take the gaussian distribution", Fault::analysis));
  if (!std::all_of(data.weights.begin(), data.weights.end(),
                   [](double w) { return std::isfinite(w) && w >= 0; }))
    problems.push_back(tobit_problem("response.weight", "a weight is negative or not finite",
                                     "weights of 0 or more", "", Fault::input));
  if (!(level > 0 && level < 1))
    problems.push_back(tobit_problem("response.confidence_level",
                                     fmt::format("the confidence level is {}", level),
                                     "a number between 0 and 1", "", Fault::input));
  return problems;
}

/// Columns and values brought to mean 0 and spread 1: no unit is then too small or too large.
struct Standardised {
  Matrix design;  ///< with the intercept in front
  std::vector<double> low, high, centre, spread;
  double middle = 0, unit = 1;  ///< of the values
};

Standardised standardise(const TobitData& data, bool log) {
  const std::size_t n = data.low.size(), p = data.design.columns;
  Standardised s;
  s.design = Matrix(n, p + 1, 1.0);
  s.centre.assign(p, 0.0);
  s.spread.assign(p, 1.0);
  for (std::size_t j = 0; j < p; ++j) {
    const auto column = data.design.column(j);
    const double mean = std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(n);
    double squares = 0;
    for (const double x : column) squares += (x - mean) * (x - mean);
    const double spread = std::sqrt(squares / static_cast<double>(n));
    s.centre[j] = mean;
    if (spread > 1e-12 * std::fabs(mean) && spread > 0) s.spread[j] = spread;
    for (std::size_t i = 0; i < n; ++i)
      s.design(i, j + 1) = (column[i] - s.centre[j]) / s.spread[j];
  }
  const auto scale_of = [&](double x) {
    return log ? (x > 0 ? std::log(x) : -std::numeric_limits<double>::infinity()) : x;
  };
  std::vector<double> known;
  for (std::size_t i = 0; i < n; ++i) {
    s.low.push_back(scale_of(data.low[i]));
    s.high.push_back(scale_of(data.high[i]));
    known.push_back(std::isfinite(s.low[i]) ? s.low[i] : s.high[i]);
  }
  s.middle = std::accumulate(known.begin(), known.end(), 0.0) / static_cast<double>(n);
  double squares = 0;
  for (const double y : known) squares += (y - s.middle) * (y - s.middle);
  s.unit = std::sqrt(squares / static_cast<double>(n));
  if (!(s.unit > 1e-12 * std::fabs(s.middle))) s.unit = 1;
  for (std::size_t i = 0; i < n; ++i) {
    s.low[i] = (s.low[i] - s.middle) / s.unit;
    s.high[i] = (s.high[i] - s.middle) / s.unit;
  }
  return s;
}

std::vector<double> ones(const TobitData& data) {
  return data.weights.empty() ? std::vector<double>(data.low.size(), 1.0)
                              : std::vector<double>(data.weights.begin(), data.weights.end());
}

/// Columns of zeros and ones all of whose ones, or zeros, are censored to one side.
struct UnboundedColumn {
  std::size_t column;
  bool intercept;  ///< grows too, the other way
  std::string words;
};
std::vector<UnboundedColumn> unbounded_columns(const TobitData& data, const std::vector<double>& w,
                                               std::span<const std::string> names) {
  std::vector<UnboundedColumn> found;
  for (std::size_t j = 0; j < data.design.columns; ++j)
    for (const double value : {0.0, 1.0}) {
      bool all_right = true, all_left = true, binary = true;
      for (std::size_t i = 0; i < data.low.size(); ++i) {
        const double x = data.design(i, j);
        binary = binary && (x == 0 || x == 1);
        if (w[i] == 0 || x != value) continue;
        all_right = all_right && std::isinf(data.high[i]);
        all_left = all_left && std::isinf(data.low[i]);
      }
      if (binary && (all_right || all_left))
        found.push_back({j, value == 0,
                         fmt::format("all rows with {} = {:g} are censored {}",
                                     j < names.size() ? names[j] : fmt::format("x{}", j + 1), value,
                                     all_right ? "from above" : "from below")});
    }
  return found;
}

/// Of a coefficient without an estimate: Wald's numbers would be those of wherever the search
/// ended.
void forget_precision(TobitTerm& term) {
  term.std_error = term.z = term.p = term.conf_low = term.conf_high =
      std::numeric_limits<double>::quiet_NaN();
}

/// Back from standardised units: beta_j = unit b_j / spread_j, and the intercept.
void set_terms(TobitFit& fit, const TobitMaximum& maximum, const Standardised& s, double level,
               std::span<const std::string> names) {
  const std::size_t p = s.centre.size(), size = p + 2;
  Matrix back(size, size);  // of (beta, ln sigma) by their standardised ones
  back(0, 0) = s.unit;
  for (std::size_t j = 0; j < p; ++j) {
    back(j + 1, j + 1) = s.unit / s.spread[j];
    back(0, j + 1) = -s.unit * s.centre[j] / s.spread[j];
  }
  back(p + 1, p + 1) = 1;
  fit.covariance = Matrix(size, size);
  Matrix half(size, size);
  for (std::size_t a = 0; a < size; ++a)
    for (std::size_t b = 0; b < size; ++b)
      for (std::size_t c = 0; c < size; ++c) half(a, b) += back(a, c) * maximum.covariance(c, b);
  for (std::size_t a = 0; a < size; ++a)
    for (std::size_t b = 0; b < size; ++b)
      for (std::size_t c = 0; c < size; ++c) fit.covariance(a, b) += half(a, c) * back(b, c);
  const double reach = normal_quantile((1 + level) / 2);
  for (std::size_t a = 0; a <= p; ++a) {
    TobitTerm term;
    term.name = a == 0 ? "(Intercept)" : a <= names.size() ? names[a - 1] : fmt::format("x{}", a);
    for (std::size_t c = 0; c <= p; ++c) term.coef += back(a, c) * maximum.beta[c];
    if (a == 0) term.coef += s.middle;
    term.std_error = std::sqrt(fit.covariance(a, a));
    // Far out, where a coefficient grows without end, the information is lost in rounding.
    if (!(term.std_error > 0) || !std::isfinite(term.std_error))
      forget_precision(term);
    else {
      term.z = term.coef / term.std_error;
      term.p = normal_two_sided(term.z);
      term.conf_low = term.coef - reach * term.std_error;
      term.conf_high = term.coef + reach * term.std_error;
    }
    fit.terms.push_back(std::move(term));
  }
  fit.scale = s.unit * maximum.sigma;
  fit.log_scale_se = std::sqrt(fit.covariance(p + 1, p + 1));
}

void count_kinds(TobitFit& fit, const TobitData& data, const std::vector<double>& weights) {
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0) continue;
    ++fit.n;
    if (data.low[i] == data.high[i])
      ++fit.observed;
    else if (std::isinf(data.high[i]))
      ++fit.right;
    else if (std::isinf(data.low[i]))
      ++fit.left;
    else
      ++fit.between;
  }
}

}  // namespace

Result<TobitFit> tobit(const TobitData& data, TobitDistribution distribution, double level,
                       std::span<const std::string> names) {
  if (Problems problems = check_tobit(data, distribution, level); !problems.empty())
    return failure(std::move(problems));
  const bool log = distribution == TobitDistribution::lognormal;
  const std::vector<double> weights = ones(data);
  TobitFit fit;
  count_kinds(fit, data, weights);
  const std::size_t p = data.design.columns;
  if (fit.observed + fit.between == 0)
    return cannot_analyse("response.all_censored",
                          fmt::format("none of {} values is observed: all are censored", fit.n),
                          "a wider range of measurement, or a test of proportions above the limit");
  if (fit.n < p + 2)
    return cannot_analyse("response.too_few",
                          fmt::format("{} values for {} coefficients and a scale", fit.n, p + 1));
  const Standardised s = standardise(data, log);
  TobitMaximum maximum = maximise_tobit(s.design, s.low, s.high, weights);
  if (!maximum.collinear.empty()) {
    std::vector<std::string> columns;
    for (const std::size_t j : maximum.collinear)
      columns.push_back(j > 0 && j <= names.size() ? names[j - 1] : fmt::format("x{}", j));
    return cannot_analyse(
        "response.collinear",
        fmt::format("{} constant, or a combination of the other columns: {}",
                    columns.size() == 1 ? "a column is" : "columns are", fmt::join(columns, ", ")),
        "leave it out");
  }
  if (maximum.no_spread)
    return cannot_analyse("response.constant",
                          "the observed values lie on the model exactly: no scale can be estimated",
                          "look at the values");
  const TobitMaximum null =
      maximise_tobit(Matrix(fit.n == 0 ? 0 : s.design.rows, 1, 1.0), s.low, s.high, weights);
  double shift = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    if (data.low[i] == data.high[i])
      shift -= weights[i] * (std::log(s.unit) + (log ? std::log(data.low[i]) : 0.0));
  fit.loglik = maximum.loglik + shift;
  fit.loglik_null = null.loglik + shift;
  fit.chi_squared = std::max(0.0, 2 * (fit.loglik - fit.loglik_null));
  fit.df = static_cast<double>(p);
  fit.p = p > 0 ? chi_squared_upper(fit.chi_squared, fit.df) : 1;
  fit.iterations = maximum.iterations;
  fit.converged = maximum.converged;
  set_terms(fit, maximum, s, level, names);
  for (const UnboundedColumn& unbounded : unbounded_columns(data, weights, names)) {
    fit.converged = false;
    forget_precision(fit.terms[unbounded.column + 1]);
    if (unbounded.intercept) forget_precision(fit.terms[0]);
    fit.warnings.push_back(unbounded.words +
                           ": its coefficient grows without end; compare the groups by ranks");
  }
  if (!fit.converged && fit.warnings.empty())
    fit.warnings.push_back("the likelihood came to no maximum");
  return fit;
}

}  // namespace venscope::response
