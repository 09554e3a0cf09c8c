#include "venscope/dose/plate_edges.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <fmt/format.h>

namespace venscope::dose {

namespace {

struct MomentSum {
  std::size_t n = 0;
  double mean = 0, squares = 0;
  void add(double x) {
    ++n;
    const double before = x - mean;
    mean += before / static_cast<double>(n);
    squares += before * (x - mean);
  }
  double variance_of_mean() const {
    return squares / static_cast<double>(n - 1) / static_cast<double>(n);
  }
};

/// Rows and columns of the smallest usual plate with these.
std::pair<int, int> plate_format(int rows, int columns) {
  constexpr std::pair<int, int> usual[] = {{2, 3}, {3, 4}, {4, 6}, {6, 8}, {8, 12}, {16, 24}};
  for (const auto& [r, c] : usual)
    if (rows <= r && columns <= c) return {r, c};
  return {32, 48};
}

void compare_rings(PlateEdges& found, const MomentSum& edge, const MomentSum& inner, double level) {
  found.edge = edge.n;
  found.inner = inner.n;
  if (edge.n == 0 || inner.n == 0) return;
  found.difference = edge.mean - inner.mean;
  if (edge.n < 2 || inner.n < 2) return;
  const double a = edge.variance_of_mean(), b = inner.variance_of_mean(), variance = a + b;
  if (!(variance > 0)) return;
  const double df =
      variance * variance /
      (a * a / static_cast<double>(edge.n - 1) + b * b / static_cast<double>(inner.n - 1));
  const double half = student_t_quantile((1 + level) / 2, df) * std::sqrt(variance);
  found.low = *found.difference - half;
  found.high = *found.difference + half;
  found.p = f_upper(*found.difference * *found.difference / variance, 1, df);
}

std::string row_letters(int row) {
  if (row < 26) return std::string(1, static_cast<char>('A' + row));
  return std::string(1, static_cast<char>('A' + row / 26 - 1)) + static_cast<char>('A' + row % 26);
}

}  // namespace

std::optional<WellPosition> read_well_position(std::string_view text) {
  std::size_t k = 0;
  int row = 0;
  for (; k < text.size() && k < 2; ++k) {
    const char upper = text[k] >= 'a' && text[k] <= 'z' ? static_cast<char>(text[k] - 32) : text[k];
    if (upper < 'A' || upper > 'Z') break;
    row = row * 26 + (upper - 'A' + 1);
  }
  int column = 0;
  const std::size_t letters = k;
  for (; k < text.size() && text[k] >= '0' && text[k] <= '9' && column < 1000; ++k)
    column = column * 10 + (text[k] - '0');
  if (letters == 0 || k == letters || k != text.size() || row > 32 || column < 1 || column > 48)
    return {};
  return WellPosition{row - 1, column - 1};
}

PlateEdges plate_edges(std::span<const WellPosition> position, std::span<const double> value,
                       double level) {
  PlateEdges found;
  int rows = 0, columns = 0;
  for (const WellPosition& at : position) {
    rows = std::max(rows, at.row + 1);
    columns = std::max(columns, at.column + 1);
  }
  std::tie(found.rows, found.columns) = plate_format(rows, columns);
  MomentSum edge, inner;
  std::map<int, MomentSum> by_row, by_column;
  for (std::size_t i = 0; i < position.size(); ++i) {
    if (!std::isfinite(value[i])) continue;
    const WellPosition& at = position[i];
    const bool outer =
        at.row == 0 || at.column == 0 || at.row == found.rows - 1 || at.column == found.columns - 1;
    (outer ? edge : inner).add(value[i]);
    by_row[at.row].add(value[i]);
    by_column[at.column].add(value[i]);
  }
  compare_rings(found, edge, inner, level);
  if (inner.n == 0) return found;
  const auto furthest = [&](const std::map<int, MomentSum>& lines, auto name) {
    std::optional<PlateLine> most;
    for (const auto& [key, line] : lines) {
      const double difference = line.mean - inner.mean;
      if (line.n >= 2 && (!most || std::fabs(difference) > std::fabs(most->difference)))
        most = PlateLine{name(key), line.n, difference};
    }
    return most;
  };
  found.row = furthest(by_row, [](int row) { return "row " + row_letters(row); });
  found.column =
      furthest(by_column, [](int column) { return fmt::format("column {}", column + 1); });
  return found;
}

}  // namespace venscope::dose
