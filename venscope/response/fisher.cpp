#include "venscope/response/fisher.hpp"

#include "venscope/base/hypergeometric.hpp"
#include "venscope/base/root.hpp"
#include "venscope/response/fisher_tables.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace venscope::response {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Sums from the smallest up, so that a far tail keeps its digits.
double sum_ascending(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum;
}

struct Tail {
  double p = 0, mid_p = 0;
};

Tail tail_of(const Hypergeometric& first_cell, std::int64_t x, Alternative alternative) {
  const std::vector<double> probability = first_cell.probabilities();
  const auto observed = static_cast<std::size_t>(x - first_cell.lowest());
  const double limit = probability[observed] * (1.0 + 1e-7);
  std::vector<double> counted, left_out;
  for (std::size_t k = 0; k < probability.size(); ++k) {
    const bool counts = alternative == Alternative::two_sided ? probability[k] <= limit
                        : alternative == Alternative::less    ? k <= observed
                                                              : k >= observed;
    (counts ? counted : left_out).push_back(probability[k]);
  }
  const double p = left_out.empty() ? 1.0 : std::min(1.0, sum_ascending(std::move(counted)));
  return {p, p - probability[observed] / 2.0};
}

/// The odds ratio at which `Moments` say zero, by its logarithm.
double conditional_estimate(const Hypergeometric& first_cell, std::int64_t x, double start) {
  if (x == first_cell.lowest()) return 0.0;
  if (x == first_cell.highest()) return infinity;
  return std::exp(increasing_root(
      [&](double theta) {
        const auto m = first_cell.moments(theta, x);
        return ValueAndSlope{m.mean_minus_x, m.variance};
      },
      start));
}

/// The odds ratio at which P(X >= x) = tail: the lower limit.
double lower_limit(const Hypergeometric& first_cell, std::int64_t x, double tail, double start) {
  if (x == first_cell.lowest()) return 0.0;
  return std::exp(increasing_root(
      [&](double theta) {
        const auto m = first_cell.moments(theta, x);
        return ValueAndSlope{std::log(m.upper / tail), m.upper_log_slope};
      },
      start));
}

/// The odds ratio at which P(X <= x) = tail: the upper limit.
double upper_limit(const Hypergeometric& first_cell, std::int64_t x, double tail, double start) {
  if (x == first_cell.highest()) return infinity;
  return std::exp(increasing_root(
      [&](double theta) {
        const auto m = first_cell.moments(theta, x);
        return ValueAndSlope{-std::log(m.lower / tail), -m.lower_log_slope};
      },
      start));
}

Fisher two_by_two(const ContingencyTable& table, const FisherOptions& options) {
  const std::int64_t x = table(0, 0);
  const Hypergeometric first_cell(table.column_total(0), table.column_total(1), table.row_total(0));
  const Tail tail = tail_of(first_cell, x, options.alternative);
  Fisher result;
  result.p = tail.p;
  result.mid_p = tail.mid_p;
  result.conf_low = 0.0;
  result.conf_high = infinity;
  // One possible table says nothing of the odds.
  if (first_cell.lowest() == first_cell.highest()) return result;
  const auto cell = [&](std::size_t i, std::size_t j) {
    return static_cast<double>(table(i, j)) + 0.5;
  };
  const double start = std::log(cell(0, 0) * cell(1, 1)) - std::log(cell(0, 1) * cell(1, 0));
  const double spread =
      std::sqrt(1.0 / cell(0, 0) + 1.0 / cell(0, 1) + 1.0 / cell(1, 0) + 1.0 / cell(1, 1));
  const bool two_sided = options.alternative == Alternative::two_sided;
  const double outside = (1.0 - options.confidence) / (two_sided ? 2.0 : 1.0);
  result.odds_ratio = conditional_estimate(first_cell, x, start);
  if (options.alternative != Alternative::less)
    result.conf_low = lower_limit(first_cell, x, outside, start - 2.0 * spread);
  if (options.alternative != Alternative::greater)
    result.conf_high = upper_limit(first_cell, x, outside, start + 2.0 * spread);
  return result;
}

Problems problems_of(const ContingencyTable& table, double confidence) {
  Problems problems;
  if (!(confidence > 0.0 && confidence < 1.0))
    problems.push_back({"response.confidence_level",
                        {},
                        fmt::format("the confidence level is {}", confidence),
                        "a number between 0 and 1",
                        {},
                        Fault::input});
  if (table.rows() < 2 || table.columns() < 2)
    problems.push_back({"response.one_level",
                        {},
                        fmt::format("the table has {} row(s) and {} column(s), two of each are "
                                    "needed to compare",
                                    table.rows(), table.columns()),
                        {},
                        {},
                        Fault::analysis});
  else if (table.total() == 0)
    problems.push_back(
        {"response.no_observations", {}, "the table has no observations", {}, {}, Fault::analysis});
  return problems;
}

/// The r x c table without empty levels, or nothing if only one table has its margins.
std::optional<ContingencyTable> reduced(const ContingencyTable& table) {
  ContingencyTable kept = without_empty_levels(table);
  if (kept.rows() < 2 || kept.columns() < 2) return std::nullopt;
  return kept;
}

}  // namespace

Result<Fisher> fisher(const ContingencyTable& table, const FisherOptions& options) {
  if (Problems problems = problems_of(table, options.confidence); !problems.empty())
    return failure(std::move(problems));
  if (table.rows() == 2 && table.columns() == 2) return two_by_two(table, options);
  Fisher result;
  const auto kept = reduced(table);
  if (!kept) {
    result.mid_p = 0.5;
    return result;
  }
  const std::optional<ExactTail> tail = exact_tail(*kept, options.step_limit);
  if (!tail)
    return cannot_analyse("response.fisher_too_large",
                          fmt::format("the exact p of a {} x {} table of {} needs too many steps",
                                      kept->rows(), kept->columns(), kept->total()),
                          "use the simulated p or the chi-squared test");
  result.p = tail->p;
  result.mid_p = tail->p - tail->observed / 2.0;
  return result;
}

Result<Fisher> fisher_monte_carlo(const ContingencyTable& table, std::uint64_t seed,
                                  std::int64_t replicates) {
  if (Problems problems = problems_of(table, 0.95); !problems.empty())
    return failure(std::move(problems));
  Fisher result;
  result.monte_carlo = true;
  constexpr std::int64_t most_cells_drawn = 200'000'000;
  const std::int64_t affordable = std::max<std::int64_t>(
      1'000, most_cells_drawn / static_cast<std::int64_t>(table.counts.size()));
  result.replicates = std::max<std::int64_t>(1, std::min(replicates, affordable));
  const auto kept = reduced(table);
  if (!kept) {
    result.mid_p = 0.5;
    return result;
  }
  const SimulatedTail tail = simulated_tail(*kept, seed, result.replicates);
  const double trials = static_cast<double>(result.replicates) + 1.0;
  result.p = (1.0 + static_cast<double>(tail.no_more_likely)) / trials;
  result.mid_p = result.p - static_cast<double>(1 + tail.as_likely) / trials / 2.0;
  result.p_std_error = std::sqrt(result.p * (1.0 - result.p) / trials);
  return result;
}

}  // namespace venscope::response
