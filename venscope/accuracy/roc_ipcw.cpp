#include "venscope/accuracy/ipcw_rows.hpp"
#include "venscope/accuracy/roc_estimates.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::accuracy {

IpcwRows::IpcwRows(const InverseCensoring& censoring, const MarkerOrder& markers,
                   std::int32_t cause)
    : weight(censoring.size()), place(censoring.size()) {
  std::vector<std::uint32_t> place_of_row(censoring.size());
  for (const InverseCensoring::TiedSet& set : censoring.tied_sets())
    for (std::uint32_t p = set.begin; p < set.end; ++p) {
      const std::uint32_t row = censoring.order()[p];
      const std::int32_t event = censoring.event(row);
      // Reckoned, not branched to: the processor could only guess who died.
      weight[p] = set.weight_before * ((event != 0) * (2 * (event == cause) - 1));
      place_of_row[row] = p;
    }
  for (std::size_t i = 0; i < place.size(); ++i) place[i] = place_of_row[markers.order[i]];
}

namespace {

/// Sums of the weights of cases and of controls.
struct Both {
  double cases = 0, controls = 0;
};

/// The rows at one time. Weights are in units of that of the rows beyond it: those are counted, and
/// counts do not round.
struct At {
  const IpcwRows& rows;
  std::size_t ended;  ///< places of those that ended by then
  double uncensored;  ///< G there

  /// As IpcwRows::weight, of the row at place p. Picked from two, and taken apart by its size: the
  /// processor could only guess which it is.
  double signed_weight(std::uint32_t p) const {
    const double of[] = {-1.0, rows.weight[p] * uncensored};
    return of[p < ended];
  }
  Both weights(std::uint32_t p) const { return parts(signed_weight(p)); }
  static Both parts(double w) {
    const double size = std::fabs(w);
    return {(size + w) / 2, (size - w) / 2};
  }
  Both weights(const MarkerOrder::TiedSet& set) const {
    Both sums;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const Both one = weights(rows.place[i]);
      sums.cases += one.cases;
      sums.controls += one.controls;
    }
    return sums;
  }
};

/// Pairs of case and control by their weights: those ordered rightly, ties counted one half.
struct Pairs {
  Both all;
  double right = 0;
};

/// `level`, by place: of a case the controls below it, of a control the cases, ties counted half.
Pairs count_pairs(const At& at, const MarkerOrder& markers, std::span<double> level) {
  Pairs pairs;
  Both below;
  const IpcwRows& rows = at.rows;
  const auto add = [&](const Both& own) {
    const Both middle{below.cases + own.cases / 2, below.controls + own.controls / 2};
    pairs.right += own.cases * middle.controls;
    below.cases += own.cases;
    below.controls += own.controls;
    return middle;
  };
  for (std::size_t s = 0; s < markers.size(); ++s) {
    const std::uint32_t begin = markers.begin[s], end = markers.begin[s + 1];
    const bool alone = end == begin + 1;
    const Both middle = add(alone ? at.weights(rows.place[begin]) : at.weights(markers.set(s)));
    for (std::uint32_t i = begin; i < end; ++i) {
      const std::uint32_t p = rows.place[i];
      const double of[] = {middle.cases, middle.controls};
      level[p] = of[at.signed_weight(p) > 0];
    }
  }
  pairs.all = below;
  return pairs;
}

/// From (1, 1) down, summed from the top: so that the rates end at 1 and never go back.
std::vector<RocPoint> curve_of(const At& at, const MarkerOrder& markers) {
  std::vector<Both> sums;
  sums.reserve(markers.size());
  for (std::size_t s = 0; s < markers.size(); ++s) sums.push_back(at.weights(markers.set(s)));
  Both all, above;
  for (auto set = sums.rbegin(); set != sums.rend(); ++set) {
    all.cases += set->cases;
    all.controls += set->controls;
  }
  std::vector<RocPoint> curve(markers.size() + 1);
  for (std::size_t s = markers.size(); s > 0; --s) {
    curve[s] = {markers.set(s - 1).marker, above.cases / all.cases, above.controls / all.controls};
    above.cases += sums[s - 1].cases;
    above.controls += sums[s - 1].controls;
  }
  curve[0] = {-std::numeric_limits<double>::infinity(), 1, 1};
  return curve;
}

}  // namespace

void ipcw_estimate(const InverseCensoring& censoring, const IpcwRows& rows,
                   const MarkerOrder& markers, const RocOptions& options, TimeRoc& result) {
  const At at{rows, censoring.ended_by(result.time), censoring.uncensored_at(result.time)};
  std::vector<double> level(censoring.size());
  const Pairs pairs = count_pairs(at, markers, level);
  const auto& [cases, controls] = pairs.all;
  const double auc = std::min(pairs.right / (cases * controls), 1.0);  // rounding
  result.auc = auc;
  if (!options.auc_only) result.curve = curve_of(at, markers);

  // AUC = nu / (cases controls), nu the weight of the pairs ordered rightly. The share of a row is
  // the derivative by the logarithm of its weight; its influence, n times that. What counts of a
  // row is the share of the others that it beats, or is beaten by, beyond the mean.
  const double pair = 1 / (cases * controls), case_excess = -auc / cases,
               control_excess = (1 - auc) / controls;
  std::vector<double>& influence = level;
  const auto share = [&](double w, double beaten) {
    const Both own = At::parts(w);
    return w * beaten * pair + (own.cases * case_excess + own.controls * control_excess);
  };
  for (std::size_t p = 0; p < at.ended; ++p)
    influence[p] = share(rows.weight[p] * at.uncensored, level[p]);
  for (std::size_t p = at.ended; p < level.size(); ++p) influence[p] = share(-1, level[p]);
  censoring.make_influence(result.time, influence);

  result.std_error = std_error_of_influence(influence);
  const double margin = normal_quantile(0.5 + options.level / 2) * *result.std_error;
  result.conf_low = std::max(0.0, auc - margin);
  result.conf_high = std::min(1.0, auc + margin);
  if (options.auc_only) return;
  result.influence.resize(influence.size());
  for (std::size_t p = 0; p < influence.size(); ++p)
    result.influence[censoring.order()[p]] = influence[p];
}

}  // namespace venscope::accuracy
