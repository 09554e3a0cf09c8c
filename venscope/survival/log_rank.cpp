#include "venscope/survival/log_rank.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/survival/case_weights.hpp"
#include "venscope/survival/expected_events.hpp"
#include "venscope/survival/plain_log_rank.hpp"
#include "venscope/survival/quadratic_form.hpp"
#include "venscope/survival/whole_counts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Strata recoded to 0, 1, …, and the cell (stratum, group) of each row: the group itself where
/// there is one stratum.
struct Cells {
  std::size_t groups = 0;
  std::size_t strata = 1;
  std::span<const std::int32_t> of_row;

  Cells(std::span<const std::int32_t> group, std::size_t k, std::span<const std::int32_t> stratum)
      : groups(k), of_row(group) {
    if (stratum.empty()) return;
    std::vector<std::int32_t> names(stratum.begin(), stratum.end());
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    strata = std::max<std::size_t>(1, names.size());
    own_.assign(group.begin(), group.end());
    for (std::size_t i = 0; i < own_.size(); ++i) {
      const auto code = std::lower_bound(names.begin(), names.end(), stratum[i]) - names.begin();
      own_[i] += static_cast<std::int32_t>(static_cast<std::size_t>(code) * k);
    }
    of_row = own_;
  }
  Cells(const Cells&) = delete;

private:
  std::vector<std::int32_t> own_;
};

/// An event time of a stratum: all groups together, and group by group.
struct EventTime {
  std::size_t stratum;
  double n_risk, events;
  std::span<const double> group_risk, group_events;
};

/// The events of one time as they are counted, by stratum and group.
class EventsOfTime {
public:
  EventsOfTime(const Cells& cells, std::size_t count)
      : groups_(cells.groups), of_stratum_(cells.strata, 0.0), of_cell_(count, 0.0) {}

  void add(std::uint32_t cell, double events) {
    const std::size_t stratum = of_stratum_.size() == 1 ? 0 : cell / groups_;
    if (of_stratum_[stratum] == 0.0) touched_.push_back(stratum);
    of_stratum_[stratum] += events;
    of_cell_[cell] += events;
  }
  /// Calls f(EventTime) for each stratum with an event, in their order and not in that of the rows,
  /// and forgets them.
  template <class F>
  void tell(std::span<const double> risk_of_cells, F& f) {
    if (touched_.size() > 1) std::sort(touched_.begin(), touched_.end());
    for (const std::size_t stratum : touched_) {
      const std::size_t first = stratum * groups_;
      const auto risk = risk_of_cells.subspan(first, groups_);
      const std::span<double> events(of_cell_.data() + first, groups_);
      double n = 0.0;
      for (const double r : risk) n += r;
      f(EventTime{stratum, n, of_stratum_[stratum], risk, events});
      of_stratum_[stratum] = 0.0;
      std::fill(events.begin(), events.end(), 0.0);
    }
    touched_.clear();
  }

private:
  std::size_t groups_;
  std::vector<double> of_stratum_, of_cell_;
  std::vector<std::size_t> touched_;
};

/// Calls f(EventTime) for each event time of each stratum, from the last time to the first.
template <class F>
void for_each_event_time(const EventCounts& counts, const Cells& cells, F f) {
  EventsOfTime events(cells, counts.groups);
  for (RiskWalk walk(counts); walk.step();) {
    for (const EventCount& end : walk.ends())
      if (end.events > 0.0) events.add(end.group, end.events);
    events.tell(walk.risk(), f);
  }
}

/// The same: numbers at risk grow from 0 at the last time.
template <class F>
void for_each_event_time(const WholeCounts& counts, const Cells& cells, F f) {
  EventsOfTime events(cells, counts.groups());
  std::vector<double> risk(counts.groups(), 0.0);
  counts.descending(
      [&](double, std::uint32_t cell, std::uint32_t died, std::uint32_t censored) {
        risk[cell] += died + censored;
        if (died > 0) events.add(cell, died);
      },
      [&] { events.tell(risk, f); });
}

/// The weight of each event time, in the order of for_each_event_time.
template <class Counts>
std::vector<double> weights_of_times(const Counts& counts, const Cells& cells,
                                     const RankWeight& weight) {
  std::vector<EventTime> times;
  for_each_event_time(counts, cells, [&](const EventTime& time) { times.push_back(time); });
  std::vector<double> survival(cells.strata, 1.0), weights(times.size());
  for (std::size_t i = times.size(); i-- > 0;) {
    double& s = survival[times[i].stratum];
    switch (weight.kind) {
      case RankWeight::Kind::fleming_harrington:
        // Late entries may follow after S = 0; what they tell has no weight, whatever rho.
        weights[i] = s > 0.0 ? std::pow(s, weight.rho) * std::pow(1.0 - s, weight.gamma) : 0.0;
        break;
      case RankWeight::Kind::gehan:
        weights[i] = times[i].n_risk;
        break;
      case RankWeight::Kind::tarone_ware:
        weights[i] = std::sqrt(times[i].n_risk);
        break;
    }
    s *= (times[i].n_risk - times[i].events) / times[i].n_risk;
  }
  return weights;
}

/// Observed, expected and variance.
template <class Counts>
LogRank compare(const Counts& counts, const Cells& cells, const RankWeight& weight) {
  LogRank test;
  test.groups.resize(cells.groups);
  test.variance = Matrix(cells.groups, cells.groups);
  std::vector<double> weights;
  if (!weight.constant()) weights = weights_of_times(counts, cells, weight);
  ExpectedEvents sums(cells.groups);
  std::size_t i = 0;
  for_each_event_time(counts, cells, [&](const EventTime& time) {
    const double w = weights.empty() ? 1.0 : weights[i++];
    for (std::size_t g = 0; g < cells.groups; ++g)
      test.groups[g].observed += w * time.group_events[g];
    sums.add(time.n_risk, time.events, time.group_risk, w);
  });
  sums.finish(test);
  return test;
}

/// Observed minus expected and its variance, of the groups named.
void subset(const LogRank& test, const std::vector<std::size_t>& groups, std::vector<double>& u,
            Matrix& variance) {
  u.clear();
  variance = Matrix(groups.size(), groups.size());
  for (std::size_t j = 0; j < groups.size(); ++j) {
    u.push_back(test.groups[groups[j]].observed - test.groups[groups[j]].expected);
    for (std::size_t i = 0; i < groups.size(); ++i)
      variance(i, j) = test.variance(groups[i], groups[j]);
  }
}

void judge(LogRank& test) {
  std::vector<std::size_t> compared;
  for (std::size_t g = 0; g < test.groups.size(); ++g)
    if (test.groups[g].expected > 0.0) compared.push_back(g);
  if (compared.size() < 2) {
    // R reports p = 1 on 0 degrees of freedom for one group, and no p at all for none.
    test.p = compared.empty() ? nan : 1.0;
    test.warnings.push_back(compared.empty()
                                ? "no event: the groups cannot be compared"
                                : "only one group was at risk at any event: nothing to compare");
    return;
  }
  compared.erase(compared.begin());  // the differences sum to zero: one group is redundant
  std::vector<double> u;
  Matrix variance;
  subset(test, compared, u, variance);
  const QuadraticForm form = quadratic_form(variance, u);
  test.chi_squared = form.value;
  test.df = static_cast<double>(form.rank);
  test.p = form.rank == 0 ? nan : chi_squared_upper(test.chi_squared, test.df);
  if (form.rank < compared.size())
    test.warnings.push_back(
        form.rank == 0 ? "the differences between groups have no variance: nothing to test"
                       : "the variance matrix is singular: degrees of freedom are its rank");
}

}  // namespace

Result<LogRank> log_rank(const GroupedTimes& times, std::span<const std::int32_t> strata,
                         const RankWeight& weight, std::span<const double> weights) {
  const std::span<const std::int32_t> group = times.group;
  const std::size_t k = times.groups;
  if (group.empty())
    return cannot_analyse("survival.no_rows", "there is no row to compare groups on");
  if (auto problem = bad_weight(weights)) return failure(std::move(*problem));
  if (std::all_of(group.begin(), group.end(), [&](auto g) { return g == group.front(); }))
    return cannot_analyse("survival.one_group", "all rows are in one group",
                          "compare at least two groups");
  const Cells cells(group, k, strata);
  std::optional<WholeCounts> own;
  if (weights.empty() && !strata.empty())
    own = WholeCounts::make(times.outcomes, cells.of_row, k * cells.strata, times.threads);
  const std::optional<WholeCounts>& counted = strata.empty() ? times.counts : own;
  if (weights.empty() && counted) {
    LogRank test = cells.strata == 1 && weight.constant() ? plain_log_rank(*counted, times.threads)
                                                          : compare(*counted, cells, weight);
    for (std::size_t c = 0; c < counted->groups(); ++c) test.groups[c % k].n += counted->rows()[c];
    judge(test);
    return test;
  }
  const auto grid = time_grid(times.outcomes);
  if (!grid) return failure(grid.error());
  LogRank test =
      compare(count_events(*grid, cells.of_row, k * cells.strata, weights), cells, weight);
  for (std::size_t i = 0; i < group.size(); ++i)
    test.groups[static_cast<std::size_t>(group[i])].n += weights.empty() ? 1.0 : weights[i];
  judge(test);
  return test;
}

Result<LogRank> log_rank(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
                         std::size_t k, std::span<const std::int32_t> strata,
                         const RankWeight& weight, std::span<const double> weights) {
  // Counts that would not be used are not made.
  const bool plain = weights.empty() && strata.empty();
  return log_rank(GroupedTimes(outcomes, group, k, plain), strata, weight, weights);
}

Result<LogRank> log_rank_trend(const endpoint::Outcomes& outcomes,
                               std::span<const std::int32_t> group, std::size_t k,
                               std::span<const double> scores, std::span<const std::int32_t> strata,
                               const RankWeight& weight, std::span<const double> weights) {
  auto test = log_rank(outcomes, group, k, strata, weight, weights);
  if (!test) return test;
  test->warnings.clear();
  const auto score = [&](std::size_t g) {
    return scores.empty() ? static_cast<double>(g) : scores[g];
  };
  // Scores are centred at their expected mean: the statistic is the same, and digits are kept when
  // the scores are far from zero.
  double expected = 0.0, mean = 0.0;
  for (std::size_t g = 0; g < k; ++g) expected += test->groups[g].expected;
  for (std::size_t g = 0; g < k && expected > 0.0; ++g)
    mean += score(g) * test->groups[g].expected / expected;
  double difference = 0.0, variance = 0.0;
  for (std::size_t g = 0; g < k; ++g) {
    difference += (score(g) - mean) * (test->groups[g].observed - test->groups[g].expected);
    for (std::size_t h = 0; h < k; ++h)
      variance += (score(g) - mean) * (score(h) - mean) * test->variance(g, h);
  }
  test->df = variance > 0.0 ? 1.0 : 0.0;
  test->chi_squared = variance > 0.0 ? difference * difference / variance : 0.0;
  test->p = variance > 0.0 ? chi_squared_upper(test->chi_squared, 1.0) : nan;
  if (!(variance > 0.0))
    test->warnings.push_back("the trend has no variance: there is nothing to test");
  return test;
}

}  // namespace venscope::survival
