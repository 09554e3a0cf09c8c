#include "venscope/expression/correlation.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/expression/concordant_pairs.hpp"
#include "venscope/expression/correlation_p.hpp"
#include "venscope/expression/least_squares.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t genes_at_once = 64, exact_tau_below = 50;
/// A residual smaller than this share of what it is left of is rounding.
constexpr double rounding_share = 1e-12;

bool varies(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [&](double v) { return v != values[0]; });
}

double sum_of_squares(std::span<const double> values) {
  double sum = 0.0;
  for (const double value : values) sum += value * value;
  return sum;
}

/// The number on some samples, and all that does not depend on the gene.
class Against {
public:
  Against(std::span<const double> number, std::span<const std::size_t> rows,
          const CorrelationOptions& options)
      : options_(options), n_(rows.size()) {
    std::vector<double> y;
    std::vector<std::uint8_t> observed;
    for (const std::size_t row : rows) {
      y.push_back(number[row]);
      if (!options.observed.empty()) observed.push_back(options.observed[row]);
    }
    if (options.method == CorrelationMethod::kendall) {
      kendall_.emplace(y, observed);
      std::vector<double> sorted = y;
      std::sort(sorted.begin(), sorted.end());
      y_ties_ = std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end() ||
                std::find(observed.begin(), observed.end(), 0) != observed.end();
      usable_ = n_ >= 3 && varies(y);
      return;
    }
    set_covariates(rows);
    const std::vector<double> ranked = prepared(y, &y_ties_);
    usable_ = n_ >= 3 && varies(y);
    y_ = residuals(ranked);
    size_ = std::sqrt(sum_of_squares(y_));
  }

  Correlation of(std::span<const double> x) const {
    Correlation result;
    result.n = n_;
    result.estimate = result.low = result.high = result.statistic = result.p = nothing;
    if (!usable_ || !varies(x)) return result;
    return options_.method == CorrelationMethod::kendall ? tau(x, result) : moments(x, result);
  }

private:
  /// Midranks for Spearman's, else the values themselves.
  std::vector<double> prepared(std::span<const double> values, bool* ties) const {
    if (options_.method != CorrelationMethod::spearman) return {values.begin(), values.end()};
    response::Ranks ranks = response::midranks(values);
    if (ties) *ties = ranks.tie_sum > 0.0;
    return std::move(ranks.rank);
  }

  void set_covariates(std::span<const std::size_t> rows) {
    Matrix design(n_, 1, 1.0);
    const std::size_t count = options_.covariates ? options_.covariates->columns : 0;
    for (std::size_t j = 0; j < count; ++j) {
      std::vector<double> column;
      for (const std::size_t row : rows) column.push_back((*options_.covariates)(row, j));
      column = prepared(column, nullptr);
      design.values.insert(design.values.end(), column.begin(), column.end());
      ++design.columns;
    }
    LeastSquares qr;
    qr.factor(design);
    taken_out_ = qr.orthonormal();
    covariates_ = static_cast<double>(qr.rank()) - 1.0;
  }

  std::vector<double> residuals(std::span<const double> values) const {
    std::vector<double> rest(values.begin(), values.end());
    double mean = 0.0;
    for (const double value : rest) mean += value / static_cast<double>(n_);
    for (double& value : rest) value -= mean;
    const double before = sum_of_squares(rest);
    for (std::size_t c = 0; c < taken_out_.columns; ++c) {
      const auto column = taken_out_.column(c);
      double product = 0.0;
      for (std::size_t i = 0; i < n_; ++i) product += column[i] * rest[i];
      for (std::size_t i = 0; i < n_; ++i) rest[i] -= product * column[i];
    }
    if (sum_of_squares(rest) <= rounding_share * rounding_share * before)
      std::fill(rest.begin(), rest.end(), 0.0);
    return rest;
  }

  Correlation moments(std::span<const double> x, Correlation result) const {
    bool ties = false;
    const std::vector<double> rest = residuals(prepared(x, &ties));
    const double size = std::sqrt(sum_of_squares(rest)) * size_;
    if (!(size > 0.0)) return result;
    double product = 0.0;
    for (std::size_t i = 0; i < n_; ++i) product += rest[i] * y_[i];
    result.estimate = std::clamp(product / size, -1.0, 1.0);
    const double n = static_cast<double>(n_), r = result.estimate;
    const double df = n - 2.0 - covariates_;
    const bool spearman = options_.method == CorrelationMethod::spearman;
    if (df <= 0.0) {
      result.estimate = nothing;
      return result;
    }
    if (spearman && covariates_ == 0.0)
      test_spearman(result, ties || y_ties_);
    else
      test_by_t(result, df);
    if (df > 1.0)
      add_interval(result, std::sqrt((spearman ? 1.0 + r * r / 2.0 : 1.0) / (df - 1.0)),
                   options_.confidence);
    return result;
  }

  Correlation tau(std::span<const double> x, Correlation result) const {
    const Kendall kendall = kendall_->of(x);
    result.estimate = kendall.tau;
    if (std::isnan(kendall.tau)) return result;
    const bool ties = y_ties_ || kendall.pairs.tied_x > 0.0;
    if (!ties && n_ < exact_tau_below) {
      test_kendall_exactly(result);
    } else {
      result.statistic = kendall.score / std::sqrt(kendall.variance);
      result.p = normal_two_sided(result.statistic);
      result.p_from = CorrelationP::normal;
    }
    if (n_ >= 5 && std::fabs(kendall.tau) < 1.0)
      add_interval(result, kendall.std_error / (1.0 - kendall.tau * kendall.tau),
                   options_.confidence);
    return result;
  }

  const CorrelationOptions& options_;
  std::size_t n_ = 0;
  bool usable_ = false, y_ties_ = false;
  std::optional<KendallAgainst> kendall_;
  Matrix taken_out_;
  double covariates_ = 0, size_ = 0;
  std::vector<double> y_;
};

Problems checked_association(const Matrix& expression, std::span<const double> number,
                             const CorrelationOptions& options) {
  Problems problems;
  const auto say = [&](const char* code, std::string what, std::string remedy) {
    problems.push_back({code, {}, std::move(what), {}, std::move(remedy), Fault::analysis});
  };
  const bool kendall = options.method == CorrelationMethod::kendall;
  if (expression.rows < 3)
    say("expression.few_samples",
        fmt::format("{} sample{} cannot be correlated", expression.rows,
                    expression.rows == 1 ? "" : "s"),
        "three samples or more");
  else if (!varies(number))
    say("expression.constant_number", "the number is the same in all samples", "");
  if (kendall && options.covariates && options.covariates->columns > 0)
    say("expression.kendall_covariates", "Kendall's tau is not adjusted for covariates here",
        "use Spearman's or Pearson's, or leave the covariates out");
  if (!kendall &&
      std::find(options.observed.begin(), options.observed.end(), 0) != options.observed.end())
    say("expression.censored_method", "only Kendall's tau knows censored numbers",
        "use Kendall's, or take the values at the cap as ties");
  if (!options.observed.empty() &&
      std::find(options.observed.begin(), options.observed.end(), 1) == options.observed.end())
    say("expression.no_pairs", "every value is censored: no pair can be compared", "");
  return problems;
}

}  // namespace

Result<std::vector<Correlation>> correlate(const Matrix& expression, std::span<const double> number,
                                           const CorrelationOptions& options) {
  if (Problems problems = checked_association(expression, number, options); !problems.empty())
    return failure(std::move(problems));
  const std::size_t genes = expression.columns;
  std::vector<std::size_t> all(expression.rows);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const Against complete(number, all, options);
  std::vector<Correlation> results(genes);
  parallel_for((genes + genes_at_once - 1) / genes_at_once, options.threads, [&](std::size_t b) {
    std::vector<std::size_t> rows;
    std::vector<double> values;
    for (std::size_t g = b * genes_at_once; g < std::min(genes, (b + 1) * genes_at_once); ++g) {
      const auto x = expression.column(g);
      rows.clear();
      values.clear();
      for (std::size_t i = 0; i < x.size(); ++i)
        if (std::isfinite(x[i])) rows.push_back(i), values.push_back(x[i]);
      results[g] =
          rows.size() == x.size() ? complete.of(x) : Against(number, rows, options).of(values);
    }
  });
  return results;
}

}  // namespace venscope::expression
