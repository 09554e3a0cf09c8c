#include "venscope/expression/transform.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

}  // namespace

ScaleGuess scale_guess(const Matrix& matrix) {
  ScaleGuess guess;
  guess.whole = true;
  for (const double value : matrix.values) {
    if (std::isnan(value)) continue;
    if (guess.values == 0) guess.smallest = guess.largest = value;
    ++guess.values;
    guess.smallest = std::min(guess.smallest, value);
    guess.largest = std::max(guess.largest, value);
    guess.negative += value < 0;
    guess.zeros += value == 0;
    guess.whole = guess.whole && value == std::floor(value);
  }
  guess.whole = guess.whole && guess.values > 0;
  guess.logged = guess.values > 0 && guess.largest <= 30 && !guess.whole;
  return guess;
}

Result<Matrix> log2_plus_one(Matrix matrix, std::vector<std::string>& suspicions) {
  const ScaleGuess guess = scale_guess(matrix);
  if (guess.negative > 0)
    return failure(Problem{
        "expression.negative",
        {},
        fmt::format(
            "{} of {} values are below 0, the lowest is {:.4g}: there is no logarithm of them",
            guess.negative, guess.values, guess.smallest),
        "counts or intensities from 0 on",
        "the values may be logarithms already: take them as they are"});
  if (guess.logged)
    suspicions.push_back(
        fmt::format("no value is above {:.4g}: the values may be logarithms already, and log2(x + "
                    "1) was taken of "
                    "them",
                    guess.largest));
  for (double& value : matrix.values) value = std::log2(value + 1);
  return matrix;
}

std::vector<std::size_t> standardise_genes(Matrix& matrix) {
  std::vector<std::size_t> undefined;
  for (std::size_t j = 0; j < matrix.columns; ++j) {
    const std::span<double> gene = matrix.column(j);
    double sum = 0, squares = 0, low = nothing, high = nothing;
    std::size_t n = 0;
    for (const double value : gene) {
      if (std::isnan(value)) continue;
      sum += value;
      low = n == 0 ? value : std::min(low, value);
      high = n == 0 ? value : std::max(high, value);
      ++n;
    }
    const double mean = n > 0 ? sum / static_cast<double>(n) : nothing;
    for (const double value : gene)
      if (!std::isnan(value)) squares += (value - mean) * (value - mean);
    // Not squares > 0: the mean of equal values may be off by a rounding.
    const bool varies = n > 1 && low < high;
    if (!varies) undefined.push_back(j);
    const double deviation = varies ? std::sqrt(squares / static_cast<double>(n - 1)) : nothing;
    for (double& value : gene) value = varies ? (value - mean) / deviation : nothing;
  }
  return undefined;
}

std::vector<Uninformative> uninformative_genes(const Matrix& matrix, const GeneFilter& filter) {
  std::vector<Uninformative> verdict(matrix.columns, Uninformative::no);
  for (std::size_t j = 0; j < matrix.columns; ++j) {
    double low = nothing, high = nothing;
    std::size_t n = 0, above = 0;
    for (const double value : matrix.column(j)) {
      if (std::isnan(value)) continue;
      low = n == 0 ? value : std::min(low, value);
      high = n == 0 ? value : std::max(high, value);
      ++n;
      above += value > filter.above;
    }
    if (n == 0)
      verdict[j] = Uninformative::all_missing;
    else if (low == high)
      verdict[j] = Uninformative::constant;
    else if (above < filter.samples)
      verdict[j] = Uninformative::low;
  }
  return verdict;
}

}  // namespace venscope::expression
