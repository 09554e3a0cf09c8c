#include "venscope/accuracy/ipcw_resamples.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

// Vectors of eight doubles never cross the border of this file.
#pragma GCC diagnostic ignored "-Wpsabi"

namespace venscope::accuracy {

namespace {

constexpr std::size_t width = IpcwResamples::lanes;
using Lanes = double __attribute__((vector_size(8 * width)));
using Counts = std::array<std::int32_t, width>;

inline Lanes numbers(const Counts& counts) {
  using Words = std::int32_t __attribute__((vector_size(4 * width)));
  Words words;
  std::memcpy(&words, counts.data(), sizeof words);
  return __builtin_convertvector(words, Lanes);
}

}  // namespace

/// What eight resamples need.
struct IpcwResamples::Room {
  std::vector<Counts> drawn;      ///< by place
  std::vector<Lanes> weight;      ///< by set, 1 / G before it
  std::vector<Lanes> below;       ///< weights of the controls so far
  std::vector<Lanes> free;        ///< by time: how many are observed beyond
  std::vector<Lanes> uncensored;  ///< by time, G there
};

IpcwResamples::IpcwResamples(const InverseCensoring& censoring, const IpcwRows& rows,
                             const MarkerOrder& markers, std::span<const double> times)
    : place_of_row_(censoring.size()),
      new_place_(censoring.size()),
      set_of_place_(censoring.size()) {
  // At each time those with an event first.
  for (const InverseCensoring::TiedSet& set : censoring.tied_sets()) {
    TiedSet own{set.begin, set.begin, set.end};
    for (std::uint32_t p = set.begin; p < set.end; ++p) own.events += rows.weight[p] != 0;
    std::uint32_t event = own.begin, censored = own.events;
    for (std::uint32_t p = set.begin; p < set.end; ++p) {
      new_place_[p] = rows.weight[p] != 0 ? event++ : censored++;
      place_of_row_[censoring.order()[p]] = new_place_[p];
      set_of_place_[new_place_[p]] = static_cast<std::uint32_t>(sets_.size());
    }
    sets_.push_back(own);
  }
  for (const double time : times) add_time(censoring, rows, markers, time);
}

void IpcwResamples::add_time(const InverseCensoring& censoring, const IpcwRows& rows,
                             const MarkerOrder& markers, double time) {
  At& at = times_.emplace_back();
  const std::size_t ended = censoring.ended_by(time);
  while (at.sets < sets_.size() && sets_[at.sets].end <= ended) ++at.sets;
  last_sets_ = std::max(last_sets_, at.sets);
  for (std::size_t s = 0; s < markers.size(); ++s) {
    const auto below = static_cast<std::uint32_t>(at.controls.size());
    const std::size_t first = at.cases.size();
    for (std::uint32_t i = markers.begin[s]; i < markers.begin[s + 1]; ++i) {
      const std::uint32_t p = rows.place[i], place = new_place_[p];
      if (p >= ended)
        at.controls.push_back({place, beyond});
      else if (rows.weight[p] < 0)
        at.controls.push_back({place, set_of_place_[place]});
      else if (rows.weight[p] > 0)
        at.cases.push_back({place, set_of_place_[place], below, 0});
    }
    for (std::size_t c = first; c < at.cases.size(); ++c)
      at.cases[c].up_to = static_cast<std::uint32_t>(at.controls.size());
  }
}

void IpcwResamples::draw(std::uint64_t seed, std::size_t first, Room& room) const {
  const std::size_t n = place_of_row_.size();
  room.drawn.assign(n, Counts{});
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    RandomStream random(seed, "roc", first + lane);
    for (std::size_t i = 0; i < n; ++i) ++room.drawn[place_of_row_[random.below(n)]][lane];
  }
}

/// Who is at risk and the probability of being uncensored, along the times.
void IpcwResamples::weigh(Room& room) const {
  const auto sum = [&](std::uint32_t from, std::uint32_t to) {
    Lanes drawn{};
    for (std::uint32_t p = from; p < to; ++p) drawn += numbers(room.drawn[p]);
    return drawn;
  };
  Lanes at_risk = Lanes{} + static_cast<double>(place_of_row_.size()), uncensored = Lanes{} + 1.0;
  // Of nobody uncensored there is nobody left to be weighed.
  const auto weight = [&] { return uncensored > 0.0 ? 1.0 / uncensored : Lanes{}; };
  room.weight.resize(last_sets_);
  room.free.assign(times_.size(), at_risk);
  room.uncensored.assign(times_.size(), uncensored);
  Lanes now = weight();
  for (std::size_t s = 0; s < last_sets_; ++s) {
    const TiedSet& set = sets_[s];
    room.weight[s] = now;
    const Lanes exposed = at_risk - sum(set.begin, set.events), censored = sum(set.events, set.end);
    if (set.events < set.end) {
      uncensored *= exposed > 0.0 ? (exposed - censored) / exposed : Lanes{} + 1.0;
      now = weight();
    }
    at_risk = exposed - censored;
    for (std::size_t k = 0; k < times_.size(); ++k)
      if (times_[k].sets == s + 1) {
        room.free[k] = at_risk;
        room.uncensored[k] = uncensored;
      }
  }
}

IpcwResamples::Aucs IpcwResamples::auc(const At& at, Room& room) const {
  const auto k = static_cast<std::size_t>(&at - times_.data());
  room.below.resize(at.controls.size() + 1);
  Lanes controls{}, cases{}, right{};
  for (std::size_t i = 0; i < at.controls.size(); ++i) {
    const Control& control = at.controls[i];
    room.below[i] = controls;
    const Lanes drawn = numbers(room.drawn[control.place]);
    // In units of the weight beyond: those there are counted.
    controls +=
        control.set == beyond ? drawn : drawn * (room.weight[control.set] * room.uncensored[k]);
  }
  room.below[at.controls.size()] = controls;
  for (const Case& one : at.cases) {
    const Lanes weight = numbers(room.drawn[one.place]) * room.weight[one.set];
    cases += weight;
    right += weight * (room.below[one.below] + room.below[one.up_to]);
  }
  const Lanes auc = right / (2.0 * (cases * controls));
  Aucs found;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    const bool defined = cases[lane] > 0 && room.free[k][lane] > 0;
    found[lane] = defined ? std::min(auc[lane], 1.0) : std::numeric_limits<double>::quiet_NaN();
  }
  return found;
}

std::vector<IpcwResamples::Aucs> IpcwResamples::aucs(std::uint64_t seed, std::size_t first) const {
  Room room;
  draw(seed, first, room);
  weigh(room);
  std::vector<Aucs> found;
  for (const At& at : times_) found.push_back(auc(at, room));
  return found;
}

}  // namespace venscope::accuracy
