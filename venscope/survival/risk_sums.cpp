#include "venscope/survival/risk_sums.hpp"

#include "venscope/survival/compensated_sum.hpp"
#include "venscope/survival/row_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

namespace {

/// S0 and S1 while the risk set of one stratum grows.
struct Running {
  explicit Running(std::size_t p) : s1(RowKernels::padded(p)), s1_low(p) {}

  /// Compensated, for rows that will be taken away again.
  void add(double risk, const double* x) {
    s0.add(risk);
    add_compensated(risk, x, s1.data(), s1_low);
  }
  void rescale(double factor) {
    s0 = {s0.high * factor, s0.low * factor};
    for (double& value : s1) value *= factor;
    for (double& value : s1_low) value *= factor;
  }

  CompensatedSum s0;
  std::vector<double> s1, s1_low;
};

struct Walk {
  const RiskOrder& order;
  const SortedDesign& design;
  std::span<const double> eta;
  bool efron;
  RiskSums& out;
  std::vector<double> risk;  ///< by position: weight times exp(eta - shift)

  void stratum(std::uint32_t index);
  void close_set(std::uint32_t index, std::uint32_t set, const Running& running);
};

void Walk::stratum(std::uint32_t index) {
  const RiskOrder::Stratum& stratum = order.strata[index];
  Running running(out.columns);
  double shift = order.delayed_entry() ? largest_eta(design, eta, stratum.begin, stratum.end)
                                       : first_eta(order, stratum, design, eta);
  std::uint32_t leaving = stratum.begin;
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order.sets[s];
    if (order.delayed_entry()) {
      for (; leaving < stratum.end; ++leaving) {
        const std::uint32_t i = order.by_entry[leaving];
        if (order.entry[i] < set.time) break;
        running.add(-risk[i], design.row(i));
      }
    } else {
      const double top = largest_eta(design, eta, set.begin, set.end);
      if (top > shift + 30) {
        running.rescale(std::exp(shift - top));
        shift = top;
      }
    }
    out.shift[s] = shift;
    bool any_event = false;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      // Only a row of weight 0 can be far above the shift.
      out.relative[i] = std::exp(std::min(eta[i] - shift, 700.0));
      risk[i] = design.weight[i] > 0 ? design.weight[i] * out.relative[i] : 0;
      if (order.delayed_entry()) {
        if (risk[i] > 0) running.add(risk[i], design.row(i));
      } else {
        running.s0.add(risk[i]);
      }
      any_event = any_event || order.event[i] != 0;
    }
    if (!order.delayed_entry())
      row_kernels().combine(design.row(set.begin), out.columns, set.end - set.begin,
                            &risk[set.begin], running.s1.data());
    if (any_event) close_set(index, s, running);
  }
}

void Walk::close_set(std::uint32_t index, std::uint32_t s, const Running& running) {
  const RiskOrder::TiedSet& set = order.sets[s];
  EventTime time;
  time.set = s;
  time.stratum = index;
  time.shift = out.shift[s];
  time.risk = running.s0.value();
  for (std::size_t j = 0; j < out.columns; ++j) out.s1.push_back(running.s1[j] + running.s1_low[j]);
  out.d1.resize(out.s1.size(), 0.0);
  double* d1 = out.d1.data() + out.d1.size() - out.columns;
  for (std::uint32_t i = set.begin; i < set.end; ++i) {
    if (order.event[i] == 0 || design.weight[i] <= 0) continue;
    ++time.deaths;
    time.weight_dead += design.weight[i];
    time.risk_dead += risk[i];
    const double* x = design.row(i);
    for (std::size_t j = 0; j < out.columns; ++j) d1[j] += risk[i] * x[j];
  }
  if (time.deaths > 0)
    time.tied = tied_sums(time.risk, time.risk_dead, time.weight_dead, time.deaths, efron);
  out.times.push_back(time);
}

/// Walks a stratum from its earliest time to its latest with the hazard, and its moments, summed up
/// so far; tells `visit(position, sign, time)` at every entry (sign -1) and exit (sign +1). `time`
/// is the index of the event time at the exit, or none.
struct Lived {
  double hazard = 0;
  std::vector<double> moment;
};

constexpr std::size_t none = static_cast<std::size_t>(-1);

template <class Visit>
void walk_up(const RiskOrder& order, const RiskSums& sums, Visit visit) {
  std::size_t next = sums.times.size();
  for (std::size_t k = order.strata.size(); k-- > 0;) {
    const RiskOrder::Stratum& stratum = order.strata[k];
    Lived lived{0, std::vector<double>(sums.columns, 0.0)};
    std::uint32_t entering = stratum.end;
    double shift = sums.shift[stratum.last_set - 1];
    for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
      const RiskOrder::TiedSet& set = order.sets[s];
      for (; order.delayed_entry() && entering > stratum.begin; --entering) {
        const std::uint32_t i = order.by_entry[entering - 1];
        if (order.entry[i] >= set.time) break;
        visit(i, -1.0, lived, none);
      }
      if (sums.shift[s] != shift) {
        const double factor = std::exp(sums.shift[s] - shift);
        lived.hazard *= factor;
        for (double& value : lived.moment) value *= factor;
        shift = sums.shift[s];
      }
      std::size_t time = none;
      if (next > 0 && sums.times[next - 1].set == s) {
        time = --next;
        const TiedSums& tied = sums.times[time].tied;
        lived.hazard += tied.hazard;
        const double *s1 = sums.risk_moment(time), *d1 = sums.dead_moment(time);
        for (std::size_t j = 0; j < sums.columns; ++j)
          lived.moment[j] += tied.inverse_square * s1[j] - tied.cross * d1[j];
      }
      for (std::uint32_t i = set.begin; i < set.end; ++i) visit(i, 1.0, lived, time);
    }
  }
}

}  // namespace

RiskSums risk_sums(const RiskOrder& order, const SortedDesign& design, std::span<const double> eta,
                   bool efron, bool moments) {
  RiskSums sums;
  sums.relative.resize(order.size());
  sums.shift.resize(order.sets.size());
  sums.columns = moments ? design.columns : 0;
  const auto ends_with_event = [&](const RiskOrder::TiedSet& set) {
    return std::find(order.event.begin() + set.begin, order.event.begin() + set.end, 1) !=
           order.event.begin() + set.end;
  };
  const auto times = static_cast<std::size_t>(
      std::count_if(order.sets.begin(), order.sets.end(), ends_with_event));
  sums.times.reserve(times);
  sums.s1.reserve(times * sums.columns);
  sums.d1.reserve(times * sums.columns);
  Walk walk{order, design, eta, efron, sums, std::vector<double>(order.size())};
  for (std::uint32_t k = 0; k < order.strata.size(); ++k) walk.stratum(k);
  return sums;
}

std::vector<double> eta_of(const SortedDesign& design, std::span<const double> beta) {
  std::vector<double> eta(design.rows), padded(beta.begin(), beta.end());
  padded.resize(RowKernels::padded(design.columns));
  row_kernels().predict(design.x.data(), design.columns, design.rows, padded.data(), eta.data());
  for (std::size_t i = 0; i < design.rows; ++i) eta[i] += design.offset[i];
  return eta;
}

std::vector<double> lived_by_position(const RiskOrder& order, const RiskSums& sums,
                                      std::span<const double> time_weight) {
  // Without the moments, which would be copied and summed for nothing.
  RiskSums weighted{sums.times, sums.relative, sums.shift, 0, {}, {}};
  for (std::size_t t = 0; t < time_weight.size(); ++t) {
    weighted.times[t].tied.hazard *= time_weight[t];
    weighted.times[t].tied.hazard_dead *= time_weight[t];
  }
  std::vector<double> lived(order.size());
  walk_up(order, weighted, [&](std::uint32_t i, double sign, const Lived& up, std::size_t time) {
    double hazard = up.hazard;
    if (sign > 0 && order.event[i] != 0 && time != none)
      hazard -= weighted.times[time].tied.hazard_dead;
    lived[i] += sign * weighted.relative[i] * hazard;
  });
  return lived;
}

namespace {

/// What a row gains at its own death: x less the mean, and what Efron's dying are spared.
void add_death(const EventTime& at, const double* s1, const double* d1, const double* x,
               double relative, std::span<double> out) {
  const TiedSums& tied = at.tied;
  const std::size_t p = out.size();
  if (at.deaths > 0) {
    for (std::size_t j = 0; j < p; ++j)
      out[j] += x[j] - (tied.hazard * s1[j] - tied.hazard_dead * d1[j]) / at.weight_dead;
  } else if (at.risk > 0) {
    for (std::size_t j = 0; j < p; ++j) out[j] += x[j] - s1[j] / at.risk;
  }
  if (tied.hazard_dead == 0) return;  // Breslow, or nobody else dies
  for (std::size_t j = 0; j < p; ++j)
    out[j] += relative * (x[j] * tied.hazard_dead - (tied.cross * s1[j] - tied.square * d1[j]));
}

}  // namespace

std::vector<double> score_by_position(const RiskOrder& order, const SortedDesign& design,
                                      const RiskSums& sums) {
  const std::size_t p = design.columns;
  std::vector<double> residual(order.size() * p);
  walk_up(order, sums, [&](std::uint32_t i, double sign, const Lived& lived, std::size_t time) {
    const double *x = design.row(i), factor = sign * sums.relative[i];
    const std::span<double> out(residual.data() + i * p, p);
    for (std::size_t j = 0; j < p; ++j) out[j] -= factor * (x[j] * lived.hazard - lived.moment[j]);
    if (sign > 0 && order.event[i] != 0)
      add_death(sums.times[time], sums.risk_moment(time), sums.dead_moment(time), x,
                sums.relative[i], out);
  });
  return residual;
}

}  // namespace venscope::survival
