#include "venscope/simulation/meet_margin.hpp"

#include "venscope/base/random.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/simulation/margin.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::simulation {

namespace {

/// Where a patient stands among those of his margin.
struct Position {
  std::size_t row = 0;
  double score = 0;  ///< hidden
  double share = 0;  ///< of the score's distribution, below this patient
};

/// The hidden scores of those whose value is not missing, in the order of the rows.
std::vector<Position> known(const Margin& margin, const Rows& rows,
                            const std::vector<double>& shift, const MarginDraw& draw) {
  std::vector<Position> positions;
  std::vector<std::pair<double, std::size_t>> chance_of_missing;
  for (const std::size_t row : rows) {
    RandomStream random(draw.seed, draw.name, row);
    const double u = random.uniform();
    positions.push_back({row, shift[row] + std::log(u / (1 - u)), 0});
    chance_of_missing.emplace_back(random.uniform(), positions.size() - 1);
  }
  if (margin.missing == 0) return positions;
  double threshold = margin.missing;
  if (draw.match == Match::exact) {
    const double m = std::round(margin.missing * static_cast<double>(rows.size()));
    auto sorted = chance_of_missing;
    std::sort(sorted.begin(), sorted.end());
    const auto count = static_cast<std::size_t>(m);
    threshold = count < sorted.size() ? sorted[count].first : 2.0;
  }
  std::vector<Position> kept;
  for (const auto& [u, index] : chance_of_missing)
    if (u >= threshold) kept.push_back(positions[index]);
  return kept;
}

void set(const Margin& margin, const Position& at, cohort::Column& column, std::size_t level) {
  if (margin.kind != Margin::Kind::counts)
    column.number[at.row] = number_at(margin, at.share);
  else
    column.code[at.row] = static_cast<std::int32_t>(
        std::find(column.levels.begin(), column.levels.end(), margin.counts[level].first) -
        column.levels.begin());
}

void by_rank(const Margin& margin, std::vector<Position>& positions, cohort::Column& column) {
  std::stable_sort(positions.begin(), positions.end(),
                   [](const Position& a, const Position& b) { return a.score < b.score; });
  const std::size_t n = positions.size();
  std::vector<double> weights;
  for (const auto& [level, count] : margin.counts) weights.push_back(count);
  const std::vector<std::size_t> parts =
      margin.counts.empty() ? std::vector<std::size_t>{} : apportion(weights, n);
  const bool ends = margin.kind == Margin::Kind::quantiles;  // 0 and 100 percent are attained
  std::size_t level = 0, left = parts.empty() ? 0 : parts[0];
  for (std::size_t rank = 0; rank < n; ++rank) {
    const auto r = static_cast<double>(rank), size = static_cast<double>(n);
    positions[rank].share = !ends ? (r + 0.5) / size : n > 1 ? r / (size - 1) : 0.5;
    while (!parts.empty() && left == 0) left = parts[++level];
    if (left > 0) --left;
    set(margin, positions[rank], column, level);
  }
}

void by_share(const Margin& margin, std::vector<Position>& positions,
              const std::vector<double>& shift, cohort::Column& column) {
  std::vector<double> shifts, scores;
  for (const Position& at : positions) {
    shifts.push_back(shift[at.row]);
    scores.push_back(at.score);
  }
  const std::vector<double> shares = mixture_shares(shifts, scores);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    positions[i].share = shares[i];
    set(margin, positions[i], column, margin.counts.empty() ? 0 : level_at(margin, shares[i]));
  }
}

}  // namespace

void meet_margin(const Margin& margin, const Rows& rows, const std::vector<double>& shift,
                 const MarginDraw& draw, cohort::Column& column) {
  std::vector<Position> positions = known(margin, rows, shift, draw);
  if (draw.match == Match::exact)
    by_rank(margin, positions, column);
  else
    by_share(margin, positions, shift, column);
}

void levels_as_numbers(cohort::Column& column) {
  std::vector<double> value;
  for (const std::string& level : column.levels)
    if (const auto number = cohort::parse_number(level)) value.push_back(number->value);
  if (value.empty() || value.size() < column.levels.size()) return;
  for (const std::int32_t code : column.code)
    column.number.push_back(code < 0 ? cohort::missing_number
                                     : value[static_cast<std::size_t>(code)]);
  column.type = cohort::ColumnType::number;
  column.code.clear();
  column.levels.clear();
}

}  // namespace venscope::simulation
