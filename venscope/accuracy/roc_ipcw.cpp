#include "venscope/accuracy/roc_estimates.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace venscope::accuracy {

namespace {

/// Of controls and cases, in that order: looked up by whether a row is a case, where the processor
/// could only guess a branch.
using Two = std::array<double, 2>;
constexpr std::size_t controls = 0, cases = 1;

/// Weights of controls and cases of a set of equal markers.
Two sums_of(const MarkerOrder::TiedSet& set, const MarkerOrder& markers,
            const WeightedFates& fates) {
  Two sums{};
  for (std::uint32_t i = set.begin; i < set.end; ++i) {
    const std::uint32_t row = markers.order[i];
    // Of no known fate is of no weight.
    sums[fates.fate[row] == Fate::event] += fates.weight[row];
  }
  return sums;
}

}  // namespace

void ipcw_curve(const InverseCensoring& censoring, const WeightedFates& fates,
                const MarkerOrder& markers, double level, TimeRoc& result) {
  std::vector<Two> sums;
  sums.reserve(markers.sets.size());
  for (const MarkerOrder::TiedSet& set : markers.sets) sums.push_back(sums_of(set, markers, fates));
  // Summed as the rates are, from the top: so that they end at 1 and never go back.
  Two all{};
  for (auto set = sums.rbegin(); set != sums.rend(); ++set)
    for (const std::size_t who : {controls, cases}) all[who] += (*set)[who];
  result.curve.resize(markers.sets.size() + 1);
  Two above{};
  for (std::size_t s = markers.sets.size(); s > 0; --s) {
    result.curve[s] = {markers.sets[s - 1].marker, above[cases] / all[cases],
                       above[controls] / all[controls]};
    for (const std::size_t who : {controls, cases}) above[who] += sums[s - 1][who];
  }
  result.curve[0] = {-std::numeric_limits<double>::infinity(), 1, 1};
  const double auc = std::min(area_under(result.curve), 1.0);  // rounding
  result.auc = auc;

  // AUC = nu / (cases controls), nu the weighted mean over pairs of [case above control]. The share
  // of a row is the derivative by the logarithm of its weight; its influence, n times that.
  const auto n = static_cast<double>(censoring.size());
  const Two part{1 / all[controls], 1 / all[cases]};
  std::vector<double> share(censoring.size(), 0.0);
  result.influence.assign(censoring.size(), 0.0);
  Two below{};
  for (std::size_t s = 0; s < markers.sets.size(); ++s) {
    const MarkerOrder::TiedSet& set = markers.sets[s];
    // What share of the others a row beats, or is beaten by, beyond the mean.
    const Two excess{(all[cases] - below[cases] - sums[s][cases] / 2) * part[cases] - auc,
                     (below[controls] + sums[s][controls] / 2) * part[controls] - auc};
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const std::uint32_t row = markers.order[i];
      const bool is_case = fates.fate[row] == Fate::event;
      share[row] = fates.weight[row] * excess[is_case] * part[is_case];
      result.influence[row] = share[row] * n;
    }
    for (const std::size_t who : {controls, cases}) below[who] += sums[s][who];
  }
  censoring.add_influence(fates.time, share, result.influence);

  result.std_error = std_error_of_influence(result.influence);
  const double margin = normal_quantile(0.5 + level / 2) * *result.std_error;
  result.conf_low = std::max(0.0, auc - margin);
  result.conf_high = std::min(1.0, auc + margin);
}

}  // namespace venscope::accuracy
