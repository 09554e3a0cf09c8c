#include "venscope/survival/gray_test.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/survival/quadratic_form.hpp"
#include "venscope/survival/time_grid.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::survival {
namespace {

constexpr std::size_t most_gray_groups = 100;

/// Whose follow-up ends at one time in one group of a stratum.
struct Ending {
  std::uint32_t time;
  std::uint32_t group;
  double of_cause, of_others, all;
};

/// A group at one time; `survival` and `incidence` are just before it.
struct GroupState {
  double at_risk = 0;
  double survival = 1, incidence = 0;
  double of_cause = 0, of_others = 0;

  double h() const { return at_risk / survival; }
  double survival_after() const {
    return at_risk > 0 ? survival * ((at_risk - of_cause - of_others) / at_risk) : survival;
  }
};

/// What all groups of a stratum have in common at one time with an event.
struct Common {
  double weight = 1;
  double d = 0, h = 0, r = 0;
  double f0_before = 0, f0_after = 0;

  double df0() const { return d / h; }
};

/// Walks one stratum from its first time to its last, as often as needed.
class GrayStratum {
public:
  GrayStratum(std::size_t groups, double rho) : k_(groups), rho_(rho) {}

  void add(const Ending& ending) { endings_.push_back(ending); }

  /// f(common, groups) at each time at which some group has an event of any cause.
  template <class F>
  void walk(F f) const {
    std::vector<GroupState> groups(k_);
    for (const Ending& ending : endings_) groups[ending.group].at_risk += ending.all;
    double f0 = 0;
    for (std::size_t begin = 0; begin < endings_.size();) {
      std::size_t end = begin;
      double events = 0;
      for (; end < endings_.size() && endings_[end].time == endings_[begin].time; ++end) {
        GroupState& group = groups[endings_[end].group];
        group.of_cause = endings_[end].of_cause;
        group.of_others = endings_[end].of_others;
        events += group.of_cause + group.of_others;
      }
      if (events > 0) f0 = visit(f, groups, f0);
      for (; begin < end; ++begin) leave(groups[endings_[begin].group], endings_[begin].all);
    }
  }

private:
  /// Returns F_0 after the time.
  template <class F>
  double visit(F f, const std::vector<GroupState>& groups, double f0) const {
    Common common{std::pow(1 - f0, rho_), 0, 0, 0, f0, f0};
    for (const GroupState& group : groups) {
      if (group.at_risk <= 0) continue;
      common.d += group.of_cause;
      common.h += group.h();
      common.r += group.h() * (1 - group.incidence);
    }
    common.f0_after = f0 + common.df0();
    f(common, groups);
    return common.f0_after;
  }
  static void leave(GroupState& group, double rows) {
    if (group.of_cause > 0) group.incidence += group.survival * group.of_cause / group.at_risk;
    group.survival = group.survival_after();
    group.at_risk -= rows;
    group.of_cause = group.of_others = 0;
  }

  std::size_t k_;
  double rho_;
  std::vector<Ending> endings_;
};

std::vector<GrayStratum> strata_of(const endpoint::Outcomes& outcomes, const TimeGrid& grid,
                                   std::span<const std::int32_t> group, std::size_t k,
                                   std::int32_t cause, std::span<const std::int32_t> strata,
                                   double rho) {
  std::vector<std::int32_t> codes(strata.begin(), strata.end());
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  if (codes.empty()) codes.push_back(0);
  std::vector<std::int32_t> cell(group.begin(), group.end());
  for (std::size_t i = 0; i < strata.size(); ++i)
    cell[i] += static_cast<std::int32_t>(k) *
               static_cast<std::int32_t>(std::lower_bound(codes.begin(), codes.end(), strata[i]) -
                                         codes.begin());
  endpoint::Outcomes of_cause = outcomes;
  TimeGrid cause_grid = grid;
  cause_grid.outcomes = &of_cause;
  for (std::int32_t& event : of_cause.event) event = event == cause;
  // Both counts have the same elements.
  const EventCounts all = count_events(grid, cell, k * codes.size(), {});
  const EventCounts own = count_events(cause_grid, cell, k * codes.size(), {});
  std::vector<GrayStratum> found(codes.size(), GrayStratum(k, rho));
  for (std::size_t e = 0; e < all.ends.size(); ++e) {
    const EventCount& end = all.ends[e];
    found[end.group / k].add({end.time, static_cast<std::uint32_t>(end.group % k),
                              own.ends[e].events, end.events - own.ends[e].events,
                              end.events + end.censored});
  }
  return found;
}

void fill_a(const Common& common, const std::vector<GroupState>& groups, Matrix& a) {
  for (std::size_t r = 0; r < groups.size(); ++r)
    for (std::size_t s = 0; s < groups.size(); ++s) {
      const bool both = groups[r].at_risk > 0 && groups[s].at_risk > 0;
      a(r, s) =
          both ? common.weight * groups[r].h() * ((r == s ? 1.0 : 0.0) - groups[s].h() / common.h)
               : 0.0;
    }
}

/// The score, and c(end).
void first_pass(const GrayStratum& stratum, std::vector<double>& score, Matrix& a, Matrix& c) {
  stratum.walk([&](const Common& common, const std::vector<GroupState>& groups) {
    if (common.d <= 0) return;
    fill_a(common, groups, a);
    for (std::size_t i = 0; i < a.values.size(); ++i)
      c.values[i] += a.values[i] * common.df0() / (1 - common.f0_before);
    for (std::size_t r = 0; r < groups.size(); ++r)
      if (groups[r].at_risk > 0)
        score[r] += common.weight * (groups[r].of_cause - common.d * groups[r].h() *
                                                              (1 - groups[r].incidence) / common.r);
  });
}

/// Adds scale * x x' to the variance.
void add_square(std::span<const double> x, double scale, Matrix& variance) {
  for (std::size_t q = 0; q < x.size(); ++q)
    for (std::size_t r = 0; r < x.size(); ++r) variance(q, r) += scale * x[q] * x[r];
}

double without_ties(double events, double at_risk) {
  return events > 1 ? 1 - (events - 1) / (at_risk - 1) : 1.0;
}

/// The variance; `rest` begins as c(end) and goes down to 0.
void second_pass(const GrayStratum& stratum, Matrix& a, Matrix& rest, Matrix& variance) {
  std::vector<double> x(a.rows);
  stratum.walk([&](const Common& common, const std::vector<GroupState>& groups) {
    if (common.d > 0) {
      fill_a(common, groups, a);
      for (std::size_t i = 0; i < a.values.size(); ++i)
        rest.values[i] -= a.values[i] * common.df0() / (1 - common.f0_before);
    }
    for (std::size_t s = 0; s < groups.size(); ++s) {
      const GroupState& group = groups[s];
      if (group.at_risk <= 0) continue;
      const double after = group.survival_after();
      const double b = after > 0 ? (1 - common.f0_after) / after : 0.0;
      if (common.d > 0) {
        for (std::size_t r = 0; r < x.size(); ++r) x[r] = a(r, s) + (1 - b) * rest(r, s);
        add_square(x, without_ties(common.d, common.h * group.survival) * common.df0() / group.h(),
                   variance);
      }
      if (group.of_others <= 0 || after <= 0) continue;
      for (std::size_t r = 0; r < x.size(); ++r) x[r] = b * rest(r, s);
      add_square(
          x,
          without_ties(group.of_others, group.at_risk) * group.of_others / (group.h() * group.h()),
          variance);
    }
  });
}

void judge(GrayTest& test) {
  const std::size_t k = test.score.size();
  // The scores sum to zero: one group is redundant.
  Matrix variance(k - 1, k - 1);
  for (std::size_t q = 0; q + 1 < k; ++q)
    for (std::size_t r = 0; r + 1 < k; ++r) variance(q, r) = test.variance(q, r);
  const QuadraticForm form =
      quadratic_form(std::move(variance), {test.score.begin(), test.score.end() - 1});
  test.statistic = form.value;
  test.df = static_cast<double>(form.rank);
  test.p = form.rank == 0 ? std::numeric_limits<double>::quiet_NaN()
                          : chi_squared_upper(test.statistic, test.df);
  if (form.rank + 1 < k)
    test.warnings.emplace_back(form.rank == 0
                                   ? "Gray's test: the groups cannot be compared"
                                   : "Gray's test: the variance matrix is singular: degrees of "
                                     "freedom are its rank");
}

}  // namespace

Result<GrayTest> gray_test(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
                           std::size_t k, std::int32_t cause, std::span<const std::int32_t> strata,
                           double rho) {
  if (group.empty())
    return cannot_analyse("survival.no_rows", "there is no row to compare groups on");
  if (outcomes.delayed_entry())
    return cannot_analyse("survival.gray_delayed_entry",
                          "Gray's test is not defined with delayed entry",
                          "compare the cause-specific hazards by a Cox model");
  if (std::all_of(group.begin(), group.end(), [&](auto g) { return g == group.front(); }))
    return cannot_analyse("survival.one_group", "all rows are in one group",
                          "compare at least two groups");
  if (k > most_gray_groups)
    return cannot_analyse(
        "survival.gray_groups",
        fmt::format("Gray's test compares at most {} groups, here are {}", most_gray_groups, k),
        "name a column that puts the rows in fewer groups");
  const auto grid = time_grid(outcomes);
  if (!grid) return failure(grid.error());
  GrayTest test{cause, std::vector<double>(k, 0.0), Matrix(k, k), 0, 0, 1, {}};
  for (const GrayStratum& stratum : strata_of(outcomes, *grid, group, k, cause, strata, rho)) {
    Matrix a(k, k), c(k, k);
    first_pass(stratum, test.score, a, c);
    second_pass(stratum, a, c, test.variance);
  }
  judge(test);
  return test;
}

}  // namespace venscope::survival
