#include "venscope/accuracy/inverse_censoring.hpp"

#include "venscope/endpoint/tied_times.hpp"

#include <fmt/format.h>

namespace venscope::accuracy {

Result<InverseCensoring> InverseCensoring::of(const endpoint::Outcomes& outcomes) {
  if (outcomes.size() == 0) return cannot_analyse("accuracy.no_rows", "there is no row");
  if (outcomes.delayed_entry())
    return cannot_analyse("accuracy.delayed_entry",
                          "accuracy at a time is not defined with delayed entry",
                          "use Harrell's concordance, which compares only those at risk together");
  auto tied = endpoint::with_tied_times(outcomes);
  if (!tied) return tl::unexpected(std::move(tied.error()));
  const std::vector<double>& times = tied->outcomes.time;

  InverseCensoring result;
  result.event_ = outcomes.event;
  result.order_ = endpoint::order_of_times(times);
  result.set_of_row_.resize(times.size());
  double uncensored = 1;
  for (std::uint32_t begin = 0, end = 0; begin < times.size(); begin = end) {
    TiedSet set{times[result.order_[begin]], begin, begin, 0, uncensored, uncensored};
    double events = 0;
    for (; end < times.size() && times[result.order_[end]] == set.time; ++end) {
      const std::uint32_t row = result.order_[end];
      result.set_of_row_[row] = static_cast<std::uint32_t>(result.sets_.size());
      (outcomes.event[row] != 0 ? events : set.censored) += 1;
    }
    set.end = end;
    const double exposed = result.at_risk(set) - events;
    if (set.censored > 0) uncensored *= (exposed - set.censored) / exposed;
    set.uncensored_after = uncensored;
    result.sets_.push_back(set);
  }
  return result;
}

WeightedFates InverseCensoring::at(double time, std::int32_t cause) const {
  WeightedFates result{time, std::vector<Fate>(size(), Fate::censored),
                       std::vector<double>(size(), 0.0)};
  double uncensored = 1;  // G(t)
  for (const TiedSet& set : sets_) {
    const bool beyond = set.time > time;
    if (!beyond) uncensored = set.uncensored_after;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const std::uint32_t row = order_[i];
      if (beyond) {
        result.fate[row] = Fate::event_free;
        result.weight[row] = 1 / uncensored;
      } else if (event_[row] != 0) {
        result.fate[row] = event_[row] == cause ? Fate::event : Fate::other_event;
        result.weight[row] = 1 / set.uncensored_before;
      }
    }
  }
  return result;
}

void InverseCensoring::add_influence(double time, std::span<const double> share,
                                     std::span<double> influence) const {
  const auto n = static_cast<double>(size());
  // From the last time back: what stands behind each time, then forward: the hazard so far.
  std::vector<double> behind(sets_.size(), 0.0);
  double sum = 0;
  for (std::size_t s = sets_.size(); s-- > 0;) {
    if (sets_[s].time <= time) behind[s] = sum;
    for (std::uint32_t i = sets_[s].begin; i < sets_[s].end; ++i) sum += share[order_[i]];
  }
  double compensator = 0;
  for (std::size_t s = 0; s < sets_.size(); ++s) {
    const TiedSet& set = sets_[s];
    const double risk = at_risk(set);
    compensator += set.censored * n / (risk * risk) * behind[s];
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const std::uint32_t row = order_[i];
      const double jump = event_[row] == 0 ? n / risk * behind[s] : 0;
      influence[row] += jump - compensator;
    }
  }
}

std::string InverseCensoring::undefined_at(double time) const {
  if (time > last_time()) return fmt::format("follow-up ends at {}", last_time());
  return time == last_time() ? "nobody is observed beyond" : "";
}

}  // namespace venscope::accuracy
