#include "venscope/survival/eta_likelihood.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

namespace {

double difference(const CompensatedSum& all, const CompensatedSum& part) {
  return (all.high - part.high) + (all.low - part.low);
}

}  // namespace

EtaLikelihood::EtaLikelihood(const RiskOrder& order, bool efron)
    : order_(order),
      efron_(efron),
      weight_(order.size(), 1.0),
      risk_(order.size()),
      gradient_(order.size()),
      diagonal_(order.size()) {
  find_events();
}

void EtaLikelihood::set_weights(std::span<const double> weight) {
  weight_.assign(weight.begin(), weight.end());
  find_events();
}

void EtaLikelihood::find_events() {
  events_.clear();
  strata_.clear();
  for (const RiskOrder::Stratum& from : order_.strata) {
    Stratum stratum{from.begin, from.end, static_cast<std::uint32_t>(events_.size()), 0, 0};
    std::uint32_t begin = from.begin;
    for (std::uint32_t k = from.first_set; k < from.last_set; ++k) {
      const RiskOrder::TiedSet& set = order_.sets[k];
      EventTime event{set.time, begin, set.begin, set.end, 0, 0, {}, {}};
      for (std::uint32_t i = set.begin; i < set.end; ++i) {
        if (!dies(i)) continue;
        ++event.deaths;
        event.weight_dead += weight_[i];
      }
      if (event.deaths == 0) continue;
      events_.push_back(event);
      begin = set.end;
    }
    stratum.last_event = static_cast<std::uint32_t>(events_.size());
    strata_.push_back(stratum);
  }
  if (events_.capacity() > events_.size() + 64) std::vector<EventTime>(events_).swap(events_);
  joint_.resize(events_.size());
  own_.resize(events_.size());
  if (order_.delayed_entry()) find_entries();
}

void EtaLikelihood::find_entries() {
  left_at_.resize(order_.size());
  for (const Stratum& stratum : strata_) {
    std::uint32_t event = stratum.first_event;
    for (std::uint32_t k = stratum.begin; k < stratum.end; ++k) {
      const std::uint32_t i = order_.by_entry[k];
      while (event < stratum.last_event && events_[event].time > order_.entry[i]) ++event;
      left_at_[i] = event;
    }
  }
}

/// risk = w exp(eta - shift), the shift of a stratum being its largest eta.
bool EtaLikelihood::exponentials(std::span<const double> eta) {
  spread_ = 0;
  for (Stratum& stratum : strata_) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (std::uint32_t i = stratum.begin; i < stratum.end; ++i) {
      if (weight_[i] <= 0) continue;
      low = std::min(low, eta[i]);
      high = std::max(high, eta[i]);
    }
    // Not `>`: a NaN is refused too.
    if (high >= low && !(high - low <= widest)) return false;
    spread_ = std::max(spread_, high - low);
    stratum.shift = high;
    for (std::uint32_t i = stratum.begin; i < stratum.end; ++i)
      risk_[i] = weight_[i] > 0 ? weight_[i] * std::exp(eta[i] - high) : 0;
  }
  return true;
}

/// From the latest time to the earliest: the risk set grows, and every event time gives its sums.
template <bool Delayed>
void EtaLikelihood::forward(const Stratum& stratum, std::span<const double> eta) {
  CompensatedSum s0;
  std::uint32_t leaving = stratum.begin;
  for (std::uint32_t e = stratum.first_event; e < stratum.last_event; ++e) {
    EventTime& event = events_[e];
    for (std::uint32_t i = event.begin; i < event.end; ++i) {
      if constexpr (Delayed) {
        s0.add(risk_[i]);
      } else {
        s0.high += risk_[i];
      }
    }
    if constexpr (Delayed) {
      for (; leaving < stratum.end; ++leaving) {
        const std::uint32_t i = order_.by_entry[leaving];
        if (order_.entry[i] < event.time) break;
        s0.add(-risk_[i]);
      }
    }
    double risk_dead = 0;
    for (std::uint32_t i = event.tied; i < event.end; ++i) {
      if (!dies(i)) continue;
      risk_dead += risk_[i];
      loglik_ += weight_[i] * (eta[i] - stratum.shift);
    }
    event.sums = tied_sums(s0.value(), risk_dead, event.weight_dead, event.deaths, efron_);
    loglik_ -= event.sums.log_denominator;
  }
}

/// From the earliest time to the latest: the hazard that each row lived through.
void EtaLikelihood::backward(const Stratum& stratum) {
  CompensatedSum lived;
  std::uint32_t end = stratum.end;
  for (std::uint32_t e = stratum.last_event; e-- > stratum.first_event;) {
    EventTime& event = events_[e];
    lived.add(event.sums.hazard);
    event.lived = lived;
    for (std::uint32_t i = event.end; i < end; ++i) gradient_[i] = diagonal_[i] = 0;
    end = event.begin;
    const double hazard = lived.value();
    for (std::uint32_t i = event.begin; i < event.end; ++i) {
      double through = hazard;
      if (order_.delayed_entry() && left_at_[i] < stratum.last_event)
        through = difference(lived, events_[left_at_[i]].lived);
      diagonal_[i] = risk_[i] * through;
      gradient_[i] = -diagonal_[i];
    }
    for (std::uint32_t i = event.tied; i < event.end; ++i) {
      if (!dies(i)) continue;
      diagonal_[i] -= risk_[i] * event.sums.hazard_dead;
      gradient_[i] = weight_[i] - diagonal_[i];
    }
  }
  for (std::uint32_t i = stratum.begin; i < end; ++i) gradient_[i] = diagonal_[i] = 0;
}

bool EtaLikelihood::evaluate(std::span<const double> eta) {
  if (!exponentials(eta)) return false;
  loglik_ = 0;
  for (const Stratum& stratum : strata_) {
    if (order_.delayed_entry()) {
      forward<true>(stratum, eta);
    } else {
      forward<false>(stratum, eta);
    }
    backward(stratum);
  }
  return true;
}

std::optional<double> EtaLikelihood::loglik_at(std::span<const double> eta) {
  if (!exponentials(eta)) return {};
  loglik_ = 0;
  for (const Stratum& stratum : strata_) {
    if (order_.delayed_entry()) {
      forward<true>(stratum, eta);
    } else {
      forward<false>(stratum, eta);
    }
  }
  return loglik_;
}

template <bool Delayed>
void EtaLikelihood::multiply(const Stratum& stratum, std::span<const double> v,
                             std::span<double> product) {
  double s1 = 0;
  std::uint32_t leaving = stratum.begin;
  for (std::uint32_t e = stratum.first_event; e < stratum.last_event; ++e) {
    const EventTime& event = events_[e];
    for (std::uint32_t i = event.begin; i < event.end; ++i) s1 += risk_[i] * v[i];
    if constexpr (Delayed) {
      for (; leaving < stratum.end; ++leaving) {
        const std::uint32_t i = order_.by_entry[leaving];
        if (order_.entry[i] < event.time) break;
        s1 -= risk_[i] * v[i];
      }
    }
    joint_[e] = event.sums.inverse_square * s1;
    own_[e] = 0;
    if (event.sums.square == 0) continue;
    double d1 = 0;
    for (std::uint32_t i = event.tied; i < event.end; ++i)
      if (dies(i)) d1 += risk_[i] * v[i];
    joint_[e] -= event.sums.cross * d1;
    own_[e] = event.sums.cross * s1 - event.sums.square * d1;
  }
  double through = 0;
  std::uint32_t end = stratum.end;
  for (std::uint32_t e = stratum.last_event; e-- > stratum.first_event;) {
    const EventTime& event = events_[e];
    through += joint_[e];
    joint_[e] = through;
    for (std::uint32_t i = event.end; i < end; ++i) product[i] = 0;
    end = event.begin;
    for (std::uint32_t i = event.begin; i < event.end; ++i) {
      double joint = through;
      if constexpr (Delayed)
        if (left_at_[i] < stratum.last_event) joint -= joint_[left_at_[i]];
      product[i] = diagonal_[i] * v[i] - risk_[i] * joint;
    }
    if (own_[e] == 0) continue;
    for (std::uint32_t i = event.tied; i < event.end; ++i)
      if (dies(i)) product[i] += risk_[i] * own_[e];
  }
  for (std::uint32_t i = stratum.begin; i < end; ++i) product[i] = 0;
}

void EtaLikelihood::times_information(std::span<const double> v, std::span<double> product) {
  for (const Stratum& stratum : strata_) {
    if (order_.delayed_entry()) {
      multiply<true>(stratum, v, product);
    } else {
      multiply<false>(stratum, v, product);
    }
  }
}

double EtaLikelihood::saturated() const {
  double loglik = 0;
  for (const EventTime& event : events_) {
    const double weight = event.weight_dead;
    loglik -= tied_sums(weight, weight, weight, event.deaths, efron_).log_denominator;
  }
  return loglik;
}

}  // namespace venscope::survival
