#include "venscope/comparability/matching.hpp"

#include "venscope/base/random.hpp"
#include "venscope/comparability/arms.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::comparability {

namespace {

constexpr std::size_t nobody = static_cast<std::size_t>(-1);

/// The rows of one exact code in the order by (measure, row), and for each place the next place to
/// either side whose control is free. Places are found by halving the path, as in a union-find.
class Line {
public:
  Line(std::vector<std::size_t> rows, std::span<const std::int32_t> treated,
       std::span<const double> measure)
      : rows_(std::move(rows)), treated_(treated), measure_(measure) {
    std::sort(rows_.begin(), rows_.end(), [&](std::size_t a, std::size_t b) {
      return measure[a] != measure[b] ? measure[a] < measure[b] : a < b;
    });
    // One place more at either end, so that "none to this side" is a place too.
    const std::size_t places = rows_.size() + 2;
    left_.resize(places);
    right_.resize(places);
    for (std::size_t p = 0; p < places; ++p) {
      const bool free = p == 0 || p + 1 == places || treated[rows_[p - 1]] == 0;
      left_[p] = free ? p : p - 1;
      right_[p] = free ? p : p + 1;
    }
  }

  const std::vector<std::size_t>& rows() const { return rows_; }

  /// The nearest free control of the treated at `place`, passing over those in `taken`; `nobody` if
  /// there is none.
  std::size_t nearest(std::size_t place, const std::vector<std::size_t>& taken) {
    std::size_t low = find(left_, place + 1), high = find(right_, place + 1);
    const auto is_taken = [&](std::size_t p) {
      return std::find(taken.begin(), taken.end(), rows_[p - 1]) != taken.end();
    };
    while (low > 0 && is_taken(low)) low = find(left_, low - 1);
    while (high <= rows_.size() && is_taken(high)) high = find(right_, high + 1);
    const double at = measure_[rows_[place]];
    const bool any_low = low > 0, any_high = high <= rows_.size();
    if (!any_low && !any_high) return nobody;
    if (!any_high) return low - 1;
    if (!any_low) return high - 1;
    return at - measure_[rows_[low - 1]] <= measure_[rows_[high - 1]] - at ? low - 1 : high - 1;
  }

  void take(std::size_t place) {
    left_[place + 1] = place;
    right_[place + 1] = place + 2;
  }

private:
  static std::size_t find(std::vector<std::size_t>& next, std::size_t p) {
    while (next[p] != p) {
      next[p] = next[next[p]];
      p = next[p];
    }
    return p;
  }

  std::vector<std::size_t> rows_, left_, right_;
  std::span<const std::int32_t> treated_;
  std::span<const double> measure_;
};

/// One line per exact code.
std::vector<Line> make_lines(std::span<const std::int32_t> treated, std::span<const double> measure,
                             std::span<const std::int32_t> exact) {
  std::vector<std::size_t> rows(treated.size());
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  std::vector<Line> lines;
  if (exact.empty()) {
    lines.emplace_back(std::move(rows), treated, measure);
    return lines;
  }
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::size_t a, std::size_t b) { return exact[a] < exact[b]; });
  for (std::size_t first = 0; first < rows.size();) {
    std::size_t last = first;
    while (last < rows.size() && exact[rows[last]] == exact[rows[first]]) ++last;
    lines.emplace_back(std::vector<std::size_t>(rows.begin() + static_cast<std::ptrdiff_t>(first),
                                                rows.begin() + static_cast<std::ptrdiff_t>(last)),
                       treated, measure);
    first = last;
  }
  return lines;
}

std::vector<std::size_t> turns(std::span<const std::int32_t> treated,
                               std::span<const double> measure, const MatchingOptions& options) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < treated.size(); ++i)
    if (treated[i] == 1) rows.push_back(i);
  switch (options.order) {
    case MatchOrder::largest:
      std::stable_sort(rows.begin(), rows.end(),
                       [&](std::size_t a, std::size_t b) { return measure[a] > measure[b]; });
      break;
    case MatchOrder::smallest:
      std::stable_sort(rows.begin(), rows.end(),
                       [&](std::size_t a, std::size_t b) { return measure[a] < measure[b]; });
      break;
    case MatchOrder::random:
      RandomStream(options.seed, "matching").shuffle(std::span(rows));
      break;
    case MatchOrder::rows:
      break;
  }
  return rows;
}

Problems obstacles_to_matching(std::span<const std::int32_t> treated,
                               std::span<const double> measure, std::span<const std::int32_t> exact,
                               const MatchingOptions& options) {
  Problems problems = obstacles_to_arms(treated);
  const auto add = [&](std::string code, std::string what) {
    problems.push_back({std::move(code), {}, std::move(what), {}, {}, Fault::analysis});
  };
  if (measure.size() != treated.size() || (!exact.empty() && exact.size() != treated.size()))
    add("comparability.unequal_lengths", "arms, measure and exact codes have unequal lengths");
  if (std::any_of(measure.begin(), measure.end(), [](double m) { return !std::isfinite(m); }))
    add("comparability.not_finite",
        "a patient's propensity is 0 or 1: nobody can be matched on it");
  if (options.ratio == 0) add("comparability.ratio", "matching needs at least one control each");
  if (options.caliper && !(*options.caliper > 0))
    add("comparability.caliper", "a caliper is above 0");
  return problems;
}

double standard_deviation(std::span<const double> values) {
  const double sum = response::squared_deviations(values, response::mean(values));
  return values.size() < 2 ? 0.0 : std::sqrt(sum / static_cast<double>(values.size() - 1));
}

/// Sets, weights and counts from who was given whom.
void fill_matching(std::vector<std::vector<std::size_t>>& controls_of,
                   std::span<const std::int32_t> treated, Matching& result) {
  result.weights.assign(treated.size(), 0.0);
  if (!result.options.replacement) result.set_of.assign(treated.size(), -1);
  for (std::size_t i = 0; i < treated.size(); ++i) {
    if (controls_of[i].empty()) continue;
    const auto set = static_cast<std::int32_t>(result.sets.size());
    const double share = 1.0 / static_cast<double>(controls_of[i].size());
    result.weights[i] = 1.0;
    for (const std::size_t control : controls_of[i]) result.weights[control] += share;
    if (!result.options.replacement) {
      result.set_of[i] = set;
      for (const std::size_t control : controls_of[i]) result.set_of[control] = set;
    }
    result.incomplete += controls_of[i].size() < result.options.ratio ? 1 : 0;
    result.sets.push_back({i, std::move(controls_of[i])});
  }
  result.matched_treated = result.sets.size();
  for (std::size_t i = 0; i < treated.size(); ++i)
    result.matched_controls += treated[i] == 0 && result.weights[i] > 0 ? 1 : 0;
  if (result.sets.empty()) return;
  // The shares of a set sum to 1, so those of all controls to the number of sets.
  const double factor =
      static_cast<double>(result.matched_controls) / static_cast<double>(result.matched_treated);
  for (std::size_t i = 0; i < treated.size(); ++i)
    if (treated[i] == 0) result.weights[i] *= factor;
}

tl::unexpected<Problems> no_match(double nearest, double widest) {
  return cannot_analyse(
      "comparability.no_match",
      std::isfinite(nearest)
          ? fmt::format(
                "no treated patient has a control within the caliper of {:.3g}: the nearest "
                "two are {:.3g} apart",
                widest, nearest)
          : "no treated patient has a control with the same values of the exact columns",
      std::isfinite(nearest) ? "a wider caliper, or weights" : "fewer exact columns");
}

}  // namespace

Result<Matching> match(std::span<const std::int32_t> treated, std::span<const double> measure,
                       std::span<const std::int32_t> exact, const MatchingOptions& options) {
  Problems problems = obstacles_to_matching(treated, measure, exact, options);
  if (!problems.empty()) return failure(std::move(problems));
  Matching result;
  result.options = options;
  result.widest = options.caliper ? *options.caliper * standard_deviation(measure)
                                  : std::numeric_limits<double>::infinity();
  for (const std::int32_t arm : treated) ++(arm == 1 ? result.treated : result.controls);

  std::vector<Line> lines = make_lines(treated, measure, exact);
  std::vector<std::pair<std::size_t, std::size_t>> place(treated.size());  // line, place on it
  for (std::size_t l = 0; l < lines.size(); ++l)
    for (std::size_t p = 0; p < lines[l].rows().size(); ++p) place[lines[l].rows()[p]] = {l, p};

  double nearest_pair = std::numeric_limits<double>::infinity();
  std::vector<std::vector<std::size_t>> controls_of(treated.size());
  const std::vector<std::size_t> order = turns(treated, measure, options);
  for (std::size_t round = 0; round < options.ratio; ++round) {
    bool any = false;
    for (const std::size_t row : order) {
      if (controls_of[row].size() < round) continue;  // found nobody before, so nobody now
      Line& line = lines[place[row].first];
      static const std::vector<std::size_t> none;
      const std::size_t found =
          line.nearest(place[row].second, options.replacement ? controls_of[row] : none);
      if (found == nobody) continue;
      const std::size_t control = line.rows()[found];
      const double apart = std::fabs(measure[row] - measure[control]);
      nearest_pair = std::min(nearest_pair, apart);
      if (apart > result.widest) continue;
      controls_of[row].push_back(control);
      if (!options.replacement) line.take(found);
      any = true;
    }
    if (!any) break;
  }
  fill_matching(controls_of, treated, result);
  if (result.sets.empty()) return no_match(nearest_pair, result.widest);
  return result;
}

}  // namespace venscope::comparability
