#include "venscope/base/random.hpp"
#include "venscope/response/fisher_tables.hpp"
#include "venscope/response/log_factorial.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace venscope::response {
namespace {

/// How many of `draws` balls are white, by walking outwards from the mode until the probabilities
/// passed reach a uniform number. O(standard deviation).
std::int64_t draw_white(std::int64_t white, std::int64_t black, std::int64_t draws,
                        const LogFactorial& log_factorial, RandomStream& stream) {
  const std::int64_t lowest = std::max<std::int64_t>(0, draws - black);
  const std::int64_t highest = std::min(white, draws);
  if (lowest == highest) return lowest;
  const auto choose = [&](std::int64_t n, std::int64_t k) {
    return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
  };
  const double centre = (static_cast<double>(draws) + 1.0) * (static_cast<double>(white) + 1.0) /
                        (static_cast<double>(white + black) + 2.0);
  std::int64_t up = std::clamp(static_cast<std::int64_t>(centre), lowest, highest), down = up;
  double p_up =
      std::exp(choose(white, up) + choose(black, draws - up) - choose(white + black, draws));
  double p_down = p_up, left = stream.uniform() - p_up;
  while (left > 0.0 && (up < highest || down > lowest)) {
    if (up < highest) {
      p_up *= static_cast<double>(white - up) / static_cast<double>(up + 1) *
              (static_cast<double>(draws - up) / static_cast<double>(black - draws + up + 1));
      ++up;
      left -= p_up;
      if (left <= 0.0) return up;
    }
    if (down > lowest) {
      p_down *= static_cast<double>(down) / static_cast<double>(white - down + 1) *
                (static_cast<double>(black - draws + down) / static_cast<double>(draws - down + 1));
      --down;
      left -= p_down;
      if (left <= 0.0) return down;
    }
  }
  // Reached at the first step, or through rounding after the last.
  return std::clamp(static_cast<std::int64_t>(centre), lowest, highest);
}

}  // namespace

SimulatedTail simulated_tail(const ContingencyTable& table, std::uint64_t seed,
                             std::int64_t replicates) {
  const LogFactorial log_factorial(table.total());
  std::vector<std::int64_t> rows, columns;
  for (std::size_t i = 0; i < table.rows(); ++i) rows.push_back(table.row_total(i));
  for (std::size_t j = 0; j < table.columns(); ++j) columns.push_back(table.column_total(j));
  double observed = 0.0;
  for (const std::int64_t count : table.counts) observed += log_factorial(count);

  RandomStream stream(seed, "fisher");
  SimulatedTail tail;
  std::vector<std::int64_t> left;
  for (std::int64_t replicate = 0; replicate < replicates; ++replicate) {
    left = rows;
    std::int64_t all = table.total();
    double sum = 0.0;
    for (const std::int64_t column : columns) {
      std::int64_t draws = column, others = all;
      for (std::int64_t& row : left) {
        others -= row;
        const std::int64_t count = draw_white(row, others, draws, log_factorial, stream);
        sum += log_factorial(count);
        row -= count;
        draws -= count;
      }
      all -= column;
    }
    if (sum < observed - likeness_slack) continue;
    ++tail.no_more_likely;
    if (sum <= observed + likeness_slack) ++tail.as_likely;
  }
  return tail;
}

}  // namespace venscope::response
