#include "venscope/survival/row_moves.hpp"

#include <algorithm>

namespace venscope::survival {
namespace {

std::vector<std::uint32_t> time_of_rows(const TimeGrid& grid) {
  std::vector<std::uint32_t> time(grid.outcomes->size());
  for (std::uint32_t row = 0; grid.by_day() && row < time.size(); ++row)
    time[row] = grid.index_of(row);
  for (std::uint32_t j = 0; !grid.by_day() && j < grid.times.size(); ++j)
    for (std::uint32_t i = grid.start[j]; i < grid.start[j + 1]; ++i) time[grid.order[i]] = j;
  return time;
}

}  // namespace

std::vector<GroupMoves> moves_by_group(const TimeGrid& grid, std::span<const std::int32_t> group,
                                       std::size_t k) {
  std::vector<GroupMoves> moves(k);
  const std::vector<std::uint32_t> time = time_of_rows(grid);
  for (std::uint32_t row = 0; row < time.size(); ++row) {
    GroupMoves& own = moves[group.empty() ? 0 : static_cast<std::size_t>(group[row])];
    own.leaving.push_back({time[row], row});
    own.entering.push_back({grid.first_at_risk.empty() ? 0 : grid.first_at_risk[row], row});
  }
  const auto earlier = [](const Move& a, const Move& b) {
    return a.time != b.time ? a.time < b.time : a.row < b.row;
  };
  for (GroupMoves& own : moves) {
    std::sort(own.leaving.begin(), own.leaving.end(), earlier);
    std::sort(own.entering.begin(), own.entering.end(), earlier);
  }
  return moves;
}

std::vector<std::uint32_t> cluster_codes(std::size_t n, std::span<const std::int32_t> cluster,
                                         std::size_t& count) {
  std::vector<std::uint32_t> codes(n);
  std::vector<std::int32_t> names(cluster.begin(), cluster.end());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (std::uint32_t row = 0; row < n; ++row)
    codes[row] =
        cluster.empty()
            ? row
            : static_cast<std::uint32_t>(
                  std::lower_bound(names.begin(), names.end(), cluster[row]) - names.begin());
  count = cluster.empty() ? n : names.size();
  return codes;
}

}  // namespace venscope::survival
