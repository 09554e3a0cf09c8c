#include "venscope/accuracy/roc_estimates.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>

namespace venscope::accuracy {

namespace {

bool is_control(Fate fate) {
  return fate == Fate::event_free || fate == Fate::other_event;
}

/// Weights of cases and controls over n, of a set of equal markers or of all rows.
struct WeightSums {
  double cases = 0, controls = 0;
};

WeightSums sums_of(const MarkerOrder::TiedSet& set, const MarkerOrder& markers,
                   const WeightedFates& fates) {
  WeightSums sums;
  for (std::uint32_t i = set.begin; i < set.end; ++i) {
    const std::uint32_t row = markers.order[i];
    if (fates.fate[row] == Fate::event)
      sums.cases += fates.weight[row];
    else if (is_control(fates.fate[row]))
      sums.controls += fates.weight[row];
  }
  const auto n = static_cast<double>(fates.weight.size());
  return {sums.cases / n, sums.controls / n};
}

}  // namespace

void ipcw_curve(const InverseCensoring& censoring, const WeightedFates& fates,
                const MarkerOrder& markers, double level, TimeRoc& result) {
  std::vector<WeightSums> sums;
  for (const MarkerOrder::TiedSet& set : markers.sets) sums.push_back(sums_of(set, markers, fates));
  // Summed as the rates are, from the top: so that they end at 1 and never go back.
  WeightSums all;
  for (auto set = sums.rbegin(); set != sums.rend(); ++set) {
    all.cases += set->cases;
    all.controls += set->controls;
  }
  result.curve.resize(markers.sets.size() + 1);
  WeightSums above;
  for (std::size_t s = markers.sets.size(); s > 0; --s) {
    result.curve[s] = {markers.sets[s - 1].marker, above.cases / all.cases,
                       above.controls / all.controls};
    above.cases += sums[s - 1].cases;
    above.controls += sums[s - 1].controls;
  }
  result.curve[0] = {-std::numeric_limits<double>::infinity(), 1, 1};
  const double auc = std::min(area_under(result.curve), 1.0);  // rounding
  result.auc = auc;

  // AUC = nu / (cases controls), nu the weighted mean over pairs of [case above control]. The share
  // of a row is the derivative by the logarithm of its weight, times n.
  const auto n = static_cast<double>(censoring.size());
  std::vector<double> share(censoring.size(), 0.0);
  result.influence.assign(censoring.size(), 0.0);
  WeightSums below;
  for (std::size_t s = 0; s < markers.sets.size(); ++s) {
    const MarkerOrder::TiedSet& set = markers.sets[s];
    const double controls_below = below.controls + sums[s].controls / 2;
    const double cases_above = all.cases - below.cases - sums[s].cases / 2;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const std::uint32_t row = markers.order[i];
      double excess = 0;
      if (fates.fate[row] == Fate::event)
        excess = controls_below / all.controls - auc;
      else if (is_control(fates.fate[row]))
        excess = cases_above / all.cases - auc;
      const double total = fates.fate[row] == Fate::event ? all.cases : all.controls;
      result.influence[row] = fates.weight[row] * excess / total;
      share[row] = result.influence[row] / n;
    }
    below.cases += sums[s].cases;
    below.controls += sums[s].controls;
  }
  censoring.add_influence(fates.time, share, result.influence);

  result.std_error = std_error_of_influence(result.influence);
  const double margin = normal_quantile(0.5 + level / 2) * *result.std_error;
  result.conf_low = std::max(0.0, auc - margin);
  result.conf_high = std::min(1.0, auc + margin);
}

}  // namespace venscope::accuracy
