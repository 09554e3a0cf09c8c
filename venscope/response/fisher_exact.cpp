#include "venscope/response/fisher_completion.hpp"
#include "venscope/response/fisher_tables.hpp"
#include "venscope/response/log_factorial.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>
#include <unordered_map>
#include <utility>
#include <vector>

namespace venscope::response {
namespace {

struct RestHash {
  std::size_t operator()(const Rest& rest) const {
    std::uint64_t hash = 0;
    for (const std::int32_t value : rest) {
      hash = (hash ^ static_cast<std::uint64_t>(value)) * 0x9E3779B97F4A7C15u;
      hash ^= hash >> 32;
    }
    return static_cast<std::size_t>(hash);
  }
};

struct State {
  Rest rest;
  double likeliest = 0, unlikeliest = 0;  ///< bounds of the completions' log probabilities
  std::vector<Path> paths;                ///< ascending in probability once merged
  std::size_t merged = 0;                 ///< number of paths after the last merging
};

/// Sorts the paths and makes those of equal probability one.
void merge_equal(State& state) {
  std::vector<Path>& paths = state.paths;
  std::sort(paths.begin(), paths.end(), [](const Path& a, const Path& b) {
    return std::pair(a.log_probability, a.mass) < std::pair(b.log_probability, b.mass);
  });
  std::size_t kept = 0;
  for (std::size_t k = 0; k < paths.size();) {
    Path path = paths[k++];
    while (k < paths.size() && paths[k].log_probability - path.log_probability < same_path)
      path.mass += paths[k++].mass;
    paths[kept++] = path;
  }
  paths.resize(kept);
  state.merged = kept;
}

/// Sums the probability of tables no more likely than the observed one, column by column. A
/// column's content given what is left of the rows is multivariate hypergeometric, so masses stay
/// normalised and the completions of any state have total probability 1.
class Network {
public:
  Network(const ContingencyTable& table, std::int64_t step_limit, double negligible)
      : log_factorial_(table.total()), steps_left_(step_limit), negligible_(negligible) {
    // The smaller side is the state; the two largest columns come last, where no state is kept.
    const bool turn = table.rows() > table.columns();
    const ContingencyTable laid = turn ? transposed(table) : table;
    for (std::size_t i = 0; i < laid.rows(); ++i)
      rows_.push_back(static_cast<std::int32_t>(laid.row_total(i)));
    for (std::size_t j = 0; j < laid.columns(); ++j)
      columns_.push_back(static_cast<std::int32_t>(laid.column_total(j)));
    std::sort(rows_.begin(), rows_.end(), std::greater<>());
    std::sort(columns_.begin(), columns_.end());
    observed_ = -log_factorial_(table.total());
    for (const std::int32_t row : rows_) observed_ += log_factorial_(row);
    for (const std::int32_t column : columns_) observed_ += log_factorial_(column);
    for (const std::int64_t count : table.counts) observed_ -= log_factorial_(count);
  }

  /// False if the steps ran out.
  bool run() {
    std::vector<State> states{{rows_, 0.0, 0.0, {{0.0, 1.0}}, 1}};
    for (; stage_ + 2 < columns_.size(); ++stage_) {
      std::unordered_map<Rest, State, RestHash> next;
      for (State& state : states) {
        leave_out_negligible(state);
        if (!state.paths.empty()) expand(state, next);
        if (steps_left_ < 0) return false;
      }
      states.clear();
      for (auto& [rest, state] : next) {
        if (state.paths.empty()) continue;
        merge_equal(state);
        states.push_back(std::move(state));
      }
      std::sort(states.begin(), states.end(),
                [](const State& a, const State& b) { return a.rest < b.rest; });
    }
    LastTwoColumns last(log_factorial_, steps_left_);
    for (State& state : states) {
      leave_out_negligible(state);
      if (!state.paths.empty())
        p_ += last.mass_within(state.rest, columns_[stage_], state.paths, limit());
      if (last.steps() > steps_left_) return false;
    }
    return true;
  }

  double p() const { return p_; }
  double skipped() const { return skipped_; }
  double observed() const { return std::exp(observed_); }

private:
  double limit() const { return observed_ + likeness_slack; }

  void leave_out_negligible(State& state) {
    std::size_t kept = 0;
    for (const Path& path : state.paths) {
      if (path.mass < negligible_)
        skipped_ += path.mass;
      else
        state.paths[kept++] = path;
    }
    state.paths.resize(kept);
  }

  /// Bounds what columns first, first + 1, … can make of the rest.
  void bound(State& state, std::size_t first) const {
    state.likeliest = likeliest_completion(state.rest, first) + same_path;
    state.unlikeliest = unlikeliest_completion(state.rest, first) - same_path;
  }

  double column_factorials(const Rest& rest, std::size_t first) const {
    double sum = 0.0;
    std::int64_t left = 0;
    for (std::size_t j = first; j < columns_.size(); ++j) sum += log_factorial_(columns_[j]);
    for (const std::int32_t row : rest) sum += log_factorial_(row), left += row;
    return sum - log_factorial_(left);
  }

  /// An upper bound of a completion's log probability. With e = row * column / total for every
  /// cell, log k! - k log e is least at k = floor(e), and sum k log e is the same for every
  /// completion.
  double likeliest_completion(const Rest& rest, std::size_t first) const {
    double total = 0.0, bound = column_factorials(rest, first);
    for (const std::int32_t row : rest) total += row;
    for (const std::int32_t row : rest) {
      if (row == 0) continue;
      for (std::size_t j = first; j < columns_.size(); ++j) {
        const double e = static_cast<double>(row) * static_cast<double>(columns_[j]) / total;
        if (e == 0.0) continue;
        const double whole = std::floor(e);
        bound -= log_factorial_(static_cast<std::int64_t>(whole)) + (e - whole) * std::log(e);
      }
    }
    return bound;
  }

  /// A lower bound: log k! is convex, so a row's sum is largest when it fills the largest columns;
  /// or a column's when it fills the largest rows.
  double unlikeliest_completion(const Rest& rest, std::size_t first) const {
    double by_rows = 0.0, by_columns = 0.0;
    for (const std::int32_t row : rest) {
      std::int32_t left = row;
      for (std::size_t j = columns_.size(); j-- > first && left > 0;) {
        const std::int32_t put = std::min(left, columns_[j]);
        by_rows += log_factorial_(put);
        left -= put;
      }
    }
    for (std::size_t j = first; j < columns_.size(); ++j) {
      std::int32_t left = columns_[j];
      for (std::size_t i = 0; i < rest.size() && left > 0; ++i) {
        const std::int32_t put = std::min(left, rest[i]);
        by_columns += log_factorial_(put);
        left -= put;
      }
    }
    return column_factorials(rest, first) - std::min(by_rows, by_columns);
  }

  /// Calls visit(log of product of C(rest_i, put_i), what remains) for every way to put `amount`
  /// into the rows. `below[i]` is the room in rows i, i+1, …
  template <class Visit>
  void fill(const Rest& rest, std::size_t i, std::int32_t amount, std::int32_t room,
            double log_ways, Rest& remaining, const Visit& visit) {
    if (steps_left_ < 0) return;
    if (i + 1 == rest.size()) {
      remaining[i] = rest[i] - amount;
      visit(log_ways + log_choose(rest[i], amount));
      return;
    }
    const std::int32_t others = room - rest[i];
    for (std::int32_t put = std::max(0, amount - others); put <= std::min(amount, rest[i]); ++put) {
      remaining[i] = rest[i] - put;
      fill(rest, i + 1, amount - put, others, log_ways + log_choose(rest[i], put), remaining,
           visit);
    }
  }

  double log_choose(std::int32_t n, std::int32_t k) const {
    return log_factorial_(n) - log_factorial_(k) - log_factorial_(n - k);
  }

  /// Puts the next column into the rest in every way. Of the paths there, those whose completions
  /// all count go into p at once, those of which none can count are dropped, the others go on.
  void expand(const State& state, std::unordered_map<Rest, State, RestHash>& next) {
    cumulate(state.paths, mass_up_to_);
    const std::int32_t room = std::accumulate(state.rest.begin(), state.rest.end(), 0);
    const double log_all = log_choose(room, columns_[stage_]);
    Rest remaining(state.rest.size()), key;
    fill(state.rest, 0, columns_[stage_], room, -log_all, remaining, [&](double log_step) {
      key = remaining;
      std::sort(key.begin(), key.end(), std::greater<>());
      const auto [place, is_new] = next.try_emplace(key);
      State& target = place->second;
      if (is_new) {
        target.rest = key;
        bound(target, stage_ + 1);
        // Its memory and its bounds cost as much as this many paths.
        steps_left_ -=
            50 + 5 * static_cast<std::int64_t>(rows_.size() * (columns_.size() - stage_));
      }
      const double step = std::exp(log_step);
      const std::size_t counted = count_within(state.paths, limit() - log_step - target.likeliest);
      const std::size_t open = count_within(state.paths, limit() - log_step - target.unlikeliest);
      p_ += step * mass_up_to_[counted];
      for (std::size_t k = counted; k < open; ++k)
        target.paths.push_back(
            {state.paths[k].log_probability + log_step, state.paths[k].mass * step});
      steps_left_ -= 1 + static_cast<std::int64_t>(open - counted);
      // Now and then, so that memory is that of the distinct paths.
      if (target.paths.size() > 1000 + 4 * target.merged) merge_equal(target);
    });
  }

  LogFactorial log_factorial_;
  std::vector<std::int32_t> rows_, columns_;
  std::vector<double> mass_up_to_;
  std::size_t stage_ = 0;
  std::int64_t steps_left_;
  double negligible_, observed_ = 0, p_ = 0, skipped_ = 0;
};

}  // namespace

std::optional<ExactTail> exact_tail(const ContingencyTable& table, std::int64_t step_limit) {
  // Paths of no weight are left out at first. If all of them together could show in p, they are
  // not.
  for (const double negligible : {1e-20, 1e-30, 0.0}) {
    Network network(table, step_limit, negligible);
    if (!network.run()) return std::nullopt;
    if (network.skipped() <= 1e-13 * network.p())
      return ExactTail{std::min(1.0, network.p()), network.observed()};
  }
  return std::nullopt;
}

}  // namespace venscope::response
