#include "venscope/survival/coxnet_copies.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace venscope::survival {

namespace {

/// What rounding leaves of the difference of two copies, next to their spread and to their numbers.
constexpr double of_spread = 1e-10, of_numbers = 1e-15;
/// Scores of copies differ by less than this share of theirs, or of the largest.
constexpr double score_rounding = 1e-9, least_score = 1e-13;
/// Columns of one score that are not copies are rare, but for scores of 0.
constexpr std::size_t most_compared = 32;

class CopyFinder {
public:
  CopyFinder(const CoxnetColumns& columns, const CoxnetColumnFacts& facts)
      : columns_(columns), facts_(facts) {
    for (std::size_t i = 0; i < columns.rows; ++i)
      if (facts.weight[i] > 0) rows_.push_back(columns.row[i]);
  }

  bool are_copies(std::size_t j, std::size_t k) const {
    return std::abs(facts_.factor[j] - facts_.factor[k]) <= score_rounding * facts_.factor[j] &&
           (differ_by_a_constant(j, k, 1) || differ_by_a_constant(j, k, -1));
  }

private:
  bool differ_by_a_constant(std::size_t j, std::size_t k, double sign) const {
    const double* const x = columns_.values[j];
    const double* const y = columns_.values[k];
    const double by = facts_.scale[j], other = sign * facts_.scale[k];
    const double spread =
        of_spread * facts_.length[j] / std::sqrt(static_cast<double>(rows_.size()));
    double low = by * x[rows_[0]] - other * y[rows_[0]], high = low;
    for (const std::uint32_t row : rows_) {
      const double ours = by * x[row], theirs = other * y[row];
      low = std::min(low, ours - theirs);
      high = std::max(high, ours - theirs);
      if (high - low > spread + of_numbers * (std::abs(ours) + std::abs(theirs))) return false;
    }
    return true;
  }

  const CoxnetColumns& columns_;
  const CoxnetColumnFacts& facts_;
  std::vector<std::uint32_t> rows_;
};

}  // namespace

std::vector<CoxnetCopy> copies_of_lower(const CoxnetColumns& columns,
                                        const CoxnetColumnFacts& facts) {
  std::vector<std::pair<double, std::size_t>> by_score;
  for (std::size_t j = 0; j < columns.columns; ++j)
    if (facts.scale[j] > 0 && facts.factor[j] > 0)
      by_score.push_back({std::abs(facts.score[j]), j});
  std::sort(by_score.begin(), by_score.end());
  if (by_score.empty()) return {};
  const CopyFinder finder(columns, facts);
  const double least = least_score * by_score.back().first;
  // Columns that are copies of each other, in the order of scores, each with one of its members.
  struct Group {
    double score = 0;
    std::size_t member = 0, lowest = 0;
  };
  std::vector<Group> groups;
  std::vector<std::pair<std::size_t, std::size_t>>
      grouped;  // a column and its group, of two or more
  for (const auto& [score, j] : by_score) {
    const double from = score - score_rounding * score - least;
    bool joins = false;
    const std::size_t last = groups.size();
    for (std::size_t back = 1; back <= std::min(last, most_compared) && !joins; ++back) {
      Group& group = groups[last - back];
      if (group.score < from) break;
      joins = finder.are_copies(group.member, j);
      if (!joins) continue;
      grouped.push_back({j, last - back});
      group.lowest = std::min(group.lowest, j);
    }
    if (!joins) groups.push_back({score, j, j});
  }
  std::vector<CoxnetCopy> copies;
  for (const auto& [j, g] : grouped) {
    // The member it was found by is a copy too, where it is not the lowest.
    if (j != groups[g].lowest) copies.push_back({j, groups[g].lowest});
    const std::size_t member = std::exchange(groups[g].member, groups[g].lowest);
    if (member != groups[g].lowest) copies.push_back({member, groups[g].lowest});
  }
  std::sort(copies.begin(), copies.end(),
            [](const CoxnetCopy& a, const CoxnetCopy& b) { return a.column < b.column; });
  return copies;
}

}  // namespace venscope::survival
