#include "venscope/accuracy/inverse_censoring.hpp"

#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::accuracy {

namespace {

/// The times with those made equal that differ by rounding only; nothing where there are none.
/// `order` is theirs, and becomes that of the result: equal times in row order.
std::vector<double> tied_times(std::span<const double> times, std::vector<std::uint32_t>& order) {
  std::vector<double> tied, distinct;
  std::vector<std::uint32_t> start;
  distinct.reserve(times.size());
  start.reserve(times.size() + 1);
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    if (!distinct.empty() && times[order[i]] == distinct.back()) continue;
    distinct.push_back(times[order[i]]);
    start.push_back(i);
  }
  start.push_back(static_cast<std::uint32_t>(order.size()));
  const endpoint::TieChains chains = endpoint::tie_chains(distinct);
  if (chains.merged == 0) return tied;
  tied.assign(times.begin(), times.end());
  for (std::size_t j = 0, next = 1; j < distinct.size(); j = next++) {
    while (next < distinct.size() && chains.representative[next] == distinct[j]) ++next;
    if (next == j + 1) continue;
    const auto rows = std::span(order).subspan(start[j], start[next] - start[j]);
    for (const std::uint32_t row : rows) tied[row] = distinct[j];
    std::sort(rows.begin(), rows.end());
  }
  return tied;
}

}  // namespace

Result<InverseCensoring> InverseCensoring::of(const endpoint::Outcomes& outcomes) {
  if (outcomes.size() == 0) return cannot_analyse("accuracy.no_rows", "there is no row");
  if (outcomes.delayed_entry())
    return cannot_analyse("accuracy.delayed_entry",
                          "accuracy at a time is not defined with delayed entry",
                          "use Harrell's concordance, which compares only those at risk together");
  InverseCensoring result;
  result.event_ = outcomes.event;
  result.order_ = endpoint::order_of_times(outcomes.time);
  const std::vector<double> tied = tied_times(outcomes.time, result.order_);
  result.find_sets(tied.empty() ? outcomes.time : tied);
  return result;
}

void InverseCensoring::find_sets(std::span<const double> times) {
  const auto n = static_cast<double>(times.size());
  set_of_row_.resize(times.size());
  sets_.reserve(times.size());
  double uncensored = 1;
  for (std::uint32_t begin = 0, end = 0; begin < times.size(); begin = end) {
    TiedSet set{times[order_[begin]], begin, begin};
    std::uint32_t events = 0;
    for (; end < times.size() && times[order_[end]] == set.time; ++end) {
      set_of_row_[order_[end]] = static_cast<std::uint32_t>(sets_.size());
      events += event_[order_[end]] != 0;
    }
    set.end = end;
    const double at_risk = n - begin, exposed = at_risk - events, censored = end - begin - events;
    set.weight_before = 1 / uncensored;
    if (censored > 0) uncensored *= (exposed - censored) / exposed;
    set.uncensored_after = uncensored;
    set.jump = n / at_risk;
    set.compensator = censored * n / (at_risk * at_risk);
    sets_.push_back(set);
  }
}

WeightedFates InverseCensoring::at(double time, std::int32_t cause) const {
  WeightedFates result{time, std::vector<Fate>(size(), Fate::censored),
                       std::vector<double>(size(), 0.0)};
  double uncensored = 1;  // G(t)
  std::size_t at = 0;
  for (const TiedSet& set : sets_) {
    if (set.time > time) break;
    uncensored = set.uncensored_after;
    for (; at < set.end; ++at) {
      const std::uint32_t row = order_[at];
      // Chosen, not branched to: the processor could only guess who died.
      const Fate fate = event_[row] == cause ? Fate::event : Fate::other_event;
      result.fate[row] = event_[row] != 0 ? fate : Fate::censored;
      result.weight[row] = event_[row] != 0 ? set.weight_before : 0;
    }
  }
  const double weight = 1 / uncensored;
  for (; at < size(); ++at) {
    result.fate[order_[at]] = Fate::event_free;
    result.weight[order_[at]] = weight;
  }
  return result;
}

std::size_t InverseCensoring::sets_by(double time) const {
  const auto beyond = std::partition_point(sets_.begin(), sets_.end(),
                                           [&](const TiedSet& set) { return set.time <= time; });
  return static_cast<std::size_t>(beyond - sets_.begin());
}

std::size_t InverseCensoring::ended_by(double time) const {
  const std::size_t sets = sets_by(time);
  return sets == 0 ? 0 : sets_[sets - 1].end;
}

double InverseCensoring::uncensored_at(double time) const {
  const std::size_t sets = sets_by(time);
  return sets == 0 ? 1 : sets_[sets - 1].uncensored_after;
}

/// share_at(i), then add(i, influence), of places i.
template <class ShareAt, class Add>
void InverseCensoring::go_through_influence(double time, ShareAt share_at, Add add) const {
  // From the last time back: what stands behind each time, then forward: the hazard so far. Beyond
  // `time` it rests.
  const std::size_t sets = sets_by(time), ended = sets == 0 ? 0 : sets_[sets - 1].end;
  std::vector<double> behind(sets);
  double sum = 0;
  for (std::size_t i = size(); i-- > ended;) sum += share_at(i);
  for (std::size_t s = sets; s-- > 0;) {
    behind[s] = sum;
    for (std::size_t i = sets_[s].begin; i < sets_[s].end; ++i) sum += share_at(i);
  }
  double compensator = 0;
  for (std::size_t s = 0; s < sets; ++s) {
    const TiedSet& set = sets_[s];
    const double jump = set.jump * behind[s];
    compensator += set.compensator * behind[s];
    for (std::size_t i = set.begin; i < set.end; ++i)
      add(i, (event_[order_[i]] == 0 ? jump : 0.0) - compensator);
  }
  for (std::size_t i = ended; i < size(); ++i) add(i, -compensator);
}

void InverseCensoring::add_influence(double time, std::span<const double> share,
                                     std::span<double> influence) const {
  go_through_influence(
      time, [&](std::size_t i) { return share[order_[i]]; },
      [&](std::size_t i, double more) { influence[order_[i]] += more; });
}

void InverseCensoring::make_influence(double time, std::span<double> share) const {
  const auto n = static_cast<double>(size());
  go_through_influence(
      time, [&](std::size_t i) { return share[i]; },
      [&](std::size_t i, double more) { share[i] = share[i] * n + more; });
}

std::string InverseCensoring::undefined_at(double time) const {
  if (time > last_time()) return fmt::format("follow-up ends at {}", last_time());
  return time == last_time() ? "nobody is observed beyond" : "";
}

}  // namespace venscope::accuracy
