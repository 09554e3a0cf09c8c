#include "venscope/survival/pattern_codes.hpp"

#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>

namespace venscope::survival {

namespace {

constexpr std::size_t most_levels = 16, most_codes = 4096, block = 1024;

/// The distinct values of a column in the order met; false if there are more than `most_levels`.
bool find_levels(std::span<const double> column, std::vector<double>& levels) {
  levels = {column.front()};
  for (std::size_t begin = 0; begin < column.size(); begin += block) {
    const auto part = column.subspan(begin, std::min(block, column.size() - begin));
    const double first = levels.front(), last = levels.back();
    bool known = true;
    for (const double value : part) known &= (value == first) | (value == last);
    if (known) continue;
    for (const double value : part) {
      if (std::find(levels.begin(), levels.end(), value) != levels.end()) continue;
      if (levels.size() == most_levels || !std::isfinite(value)) return false;
      levels.push_back(value);
    }
  }
  return std::isfinite(levels.front());
}

/// Of the first `rows` rows.
std::optional<std::vector<std::vector<double>>> levels_of(const Matrix& design, std::size_t rows) {
  std::vector<std::vector<double>> levels(design.columns);
  for (std::size_t j = 0; j < design.columns; ++j)
    if (!find_levels(design.column(j).first(rows), levels[j])) return {};
  return levels;
}

}  // namespace

bool PatternCodes::take_levels(std::vector<std::vector<double>> levels, std::size_t most) {
  levels_ = std::move(levels);
  count_ = 1;
  for (const std::vector<double>& values : levels_) {
    count_ *= values.size();
    if (count_ > std::min(most, most_codes)) return false;
  }
  return true;
}

bool PatternCodes::code_rows(const Matrix& design, unsigned threads) {
  const PatternKernels& kernels = all_pattern_kernels().back();
  std::atomic<bool> known = true;
  constexpr std::size_t together = 64 * block;
  parallel_for((design.rows + together - 1) / together, threads, [&](std::size_t part) {
    std::vector<CodedColumn> columns(design.columns);
    const std::size_t end = std::min((part + 1) * together, design.rows);
    for (std::size_t begin = part * together; begin < end && known; begin += block) {
      for (std::size_t j = 0; j < design.columns; ++j)
        columns[j] = {design.column(j).data() + begin, levels_[j].data(), levels_[j].size()};
      if (!kernels.code(columns.data(), columns.size(), std::min(block, end - begin),
                        rows_.data() + begin))
        known = false;
    }
  });
  return known;
}

std::optional<PatternCodes> PatternCodes::make(const Matrix& design, std::size_t most,
                                               unsigned threads) {
  if (design.rows == 0) return {};
  if (design.rows * design.columns < 1'000'000) threads = 1;  // sooner done than one is started
  PatternCodes codes;
  // The first rows show nearly always all there is.
  const std::size_t first = std::min(4 * block, design.rows);
  auto levels = levels_of(design, first);
  if (!levels || !codes.take_levels(std::move(*levels), most)) return {};
  codes.rows_.resize(design.rows);
  if (codes.code_rows(design, threads)) return codes;
  levels = levels_of(design, design.rows);
  if (!levels || !codes.take_levels(std::move(*levels), most)) return {};
  codes.code_rows(design, threads);
  return codes;
}

double PatternCodes::value(std::size_t code, std::size_t column) const {
  for (std::size_t j = levels_.size(); j-- > column + 1;) code /= levels_[j].size();
  return levels_[column][code % levels_[column].size()];
}

}  // namespace venscope::survival
