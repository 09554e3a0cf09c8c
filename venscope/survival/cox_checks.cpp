#include "venscope/survival/cox_checks.hpp"

#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

/// 0 x is 0 for what is finite and else NaN; a sum of them needs no early exit and vectorises.
bool all_finite(std::span<const double> values) {
  using Two = double __attribute__((vector_size(16)));
  constexpr std::size_t lanes = 4;
  Two sums[lanes] = {};
  std::size_t i = 0;
  for (; i + 2 * lanes <= values.size(); i += 2 * lanes)
#pragma GCC unroll 4
    for (std::size_t k = 0; k < lanes; ++k) {
      Two now;
      std::memcpy(&now, &values[i + 2 * k], sizeof now);
      sums[k] += now * 0.0;
    }
  double rest = 0;
  for (; i < values.size(); ++i) rest += 0 * values[i];
  const Two all = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  return (all[0] + all[1]) + rest == 0;
}

bool all_finite(std::span<const double> values, unsigned threads) {
  constexpr std::size_t part = 1 << 18;
  std::atomic<bool> finite = true;
  parallel_for((values.size() + part - 1) / part, threads, [&](std::size_t k) {
    const std::size_t begin = k * part;
    if (!all_finite(values.subspan(begin, std::min(part, values.size() - begin)))) finite = false;
  });
  return finite;
}

}  // namespace

Problems obstacles_to_cox(const CoxData& data, const CoxOptions& options, bool finite) {
  Problems problems;
  const auto add = [&](const char* code, std::string what, const char* remedy) {
    problems.push_back({code, {}, std::move(what), {}, remedy, Fault::analysis});
  };
  const std::size_t n = data.outcomes.size();
  std::size_t used = 0, events = 0;
  if (data.weights.empty()) {
    used = n;
    for (const std::int32_t event : data.outcomes.event) events += event != 0;
  }
  for (std::size_t i = 0; i < data.weights.size(); ++i) {
    const double weight = data.weights[i];
    if (!(weight >= 0 && std::isfinite(weight)))
      add("cox.weight", fmt::format("row {}: a weight of {}", i + 1, weight),
          "weights are finite and not negative");
    used += weight > 0;
    events += weight > 0 && data.outcomes.event[i] != 0;
  }
  if (used == 0) {
    add("cox.no_rows", "no row to fit a model on", "");
  } else if (events == 0) {
    add("cox.no_events", fmt::format("none of the {} rows has an event", used),
        "a Cox model needs at least one");
  }
  if (!finite && !all_finite(data.design.values, options.threads))
    add("cox.not_finite", "the design has a value that is not finite", "leave such rows out");
  const bool unit = std::all_of(data.weights.begin(), data.weights.end(),
                                [](double weight) { return weight == 0 || weight == 1; });
  if (options.ties == Ties::exact && !unit)
    add("cox.exact_weights", "the exact treatment of ties takes no case weights",
        "use efron or breslow");
  if (options.ties == Ties::exact && (options.robust.value_or(false) || !data.cluster.empty()))
    add("cox.exact_robust", "there is no robust variance for the exact treatment of ties",
        "use efron or breslow");
  if (options.ties == Ties::exact && options.firth)
    add("cox.exact_firth", "Firth's penalty is not defined for the exact treatment of ties",
        "use efron or breslow");
  if (options.firth && (options.robust.value_or(false) || !data.cluster.empty()))
    add("cox.firth_robust", "there is no robust variance for Firth's penalised likelihood",
        "leave out the cluster");
  return problems;
}

}  // namespace venscope::survival
