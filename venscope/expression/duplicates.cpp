#include "venscope/expression/duplicates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::expression {
namespace {

constexpr double lowest = -std::numeric_limits<double>::infinity();

struct Moments {
  std::size_t n = 0;
  double mean = 0, variance = 0;
};

Moments moments_of(std::span<const double> values) {
  Moments moments;
  double sum = 0, squares = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    ++moments.n;
    sum += value;
  }
  if (moments.n == 0) return moments;
  moments.mean = sum / static_cast<double>(moments.n);
  for (const double value : values)
    if (!std::isnan(value)) squares += (value - moments.mean) * (value - moments.mean);
  if (moments.n > 1) moments.variance = squares / static_cast<double>(moments.n - 1);
  return moments;
}

double rank_of(std::span<const double> row, DuplicateRule rule) {
  if (rule == DuplicateRule::first) return 0;
  const Moments moments = moments_of(row);
  if (rule == DuplicateRule::highest_mean) return moments.n > 0 ? moments.mean : lowest;
  return moments.n > 1 ? moments.variance : lowest;
}

void combine(std::span<const std::span<const double>> rows, bool mean, std::span<double> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    double sum = 0;
    std::size_t n = 0;
    for (const std::span<const double> row : rows) {
      if (std::isnan(row[i])) continue;
      sum += row[i];
      ++n;
    }
    out[i] = n == 0 ? std::numeric_limits<double>::quiet_NaN()
                    : (mean ? sum / static_cast<double>(n) : sum);
  }
}

}  // namespace

const std::vector<std::string>& duplicate_rule_words() {
  static const std::vector<std::string> words{"refuse",           "mean", "sum", "highest_mean",
                                              "highest_variance", "first"};
  return words;
}

const std::string& word_of(DuplicateRule rule) {
  return duplicate_rule_words()[static_cast<std::size_t>(rule)];
}

std::optional<DuplicateRule> duplicate_rule(std::string_view word) {
  const auto& words = duplicate_rule_words();
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<DuplicateRule>(found - words.begin());
}

std::optional<std::size_t> resolve_duplicates(std::span<const std::span<const double>> rows,
                                              DuplicateRule rule, std::span<double> out) {
  if (rule == DuplicateRule::mean || rule == DuplicateRule::sum) {
    combine(rows, rule == DuplicateRule::mean, out);
    return std::nullopt;
  }
  std::size_t best = 0;
  double highest = rank_of(rows[0], rule);
  for (std::size_t k = 1; k < rows.size(); ++k) {
    const double rank = rank_of(rows[k], rule);
    if (rank > highest) {
      best = k;
      highest = rank;
    }
  }
  std::copy(rows[best].begin(), rows[best].end(), out.begin());
  return best;
}

}  // namespace venscope::expression
