#include "venscope/accuracy/roc.hpp"

#include "venscope/accuracy/roc_estimates.hpp"
#include "venscope/endpoint/tied_times.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::accuracy {

namespace {

Problems roc_problems(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                      const RocOptions& options) {
  Problems problems;
  for (std::size_t i = 0; i < marker.size() && problems.empty(); ++i)
    if (!std::isfinite(marker[i]))
      problems.push_back({"accuracy.marker",
                          {},
                          fmt::format("row {}: the marker is not finite", i + 1),
                          "a number",
                          "leave the row out",
                          Fault::analysis});
  if (options.span && !(*options.span > 0 && *options.span <= 1))
    problems.push_back({"accuracy.span",
                        {},
                        fmt::format("a span of {}", *options.span),
                        "a share of the rows, above 0 and at most 1",
                        ""});
  const bool competing = std::any_of(outcomes.event.begin(), outcomes.event.end(), [&](auto event) {
    return event != 0 && event != options.cause;
  });
  if (competing && options.method != RocMethod::ipcw)
    problems.push_back({"accuracy.competing",
                        {},
                        "nearest neighbours and Kaplan-Meier know one kind of event",
                        "",
                        "use ipcw for competing causes",
                        Fault::analysis});
  return problems;
}

/// Counts who is what at the time of `result`, and says why there is no curve, if so.
void count_fates(const InverseCensoring& censoring, const WeightedFates& fates, RocMethod method,
                 TimeRoc& result) {
  for (const Fate fate : fates.fate) {
    if (fate == Fate::event)
      ++result.cases;
    else if (fate == Fate::censored)
      ++result.censored;
    else
      ++result.controls;
  }
  const std::string against = censoring.undefined_at(result.time);
  if (!against.empty() && (method == RocMethod::ipcw || result.time > censoring.last_time()))
    result.undefined = against;
  else if (result.cases == 0)
    result.undefined = "there is no event by then";
}

void drop_curve(TimeRoc& result, std::string why) {
  result.auc.reset();
  result.curve.clear();
  result.undefined = std::move(why);
}

}  // namespace

MarkerOrder::MarkerOrder(std::span<const double> marker) : order(endpoint::order_of_times(marker)) {
  for (std::uint32_t begin = 0, end = 0; begin < order.size(); begin = end) {
    const double value = marker[order[begin]];
    while (end < order.size() && marker[order[end]] == value) ++end;
    sets.push_back({value, begin, end});
  }
}

double area_under(const std::vector<RocPoint>& curve) {
  double area = 0;
  for (std::size_t i = 1; i < curve.size(); ++i)
    area += (curve[i - 1].fpr - curve[i].fpr) * (curve[i - 1].tpr + curve[i].tpr) / 2;
  return area;
}

double default_span(std::size_t n) {
  return 0.25 * std::pow(static_cast<double>(n), -0.2);
}

Result<Roc> roc(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                std::span<const double> times, const RocOptions& options) {
  if (Problems problems = roc_problems(outcomes, marker, options); !problems.empty())
    return failure(std::move(problems));
  const Result<InverseCensoring> censoring = InverseCensoring::of(outcomes);
  if (!censoring) return failure(censoring.error());
  const MarkerOrder markers(marker);
  Roc result{options, marker.size(), options.span.value_or(default_span(marker.size())), {}};
  for (const double time : times) {
    TimeRoc& at = result.times.emplace_back();
    at.time = time;
    const WeightedFates fates = censoring->at(time, options.cause);
    count_fates(*censoring, fates, options.method, at);
    if (!at.undefined.empty()) continue;
    if (options.method == RocMethod::ipcw)
      ipcw_curve(*censoring, fates, markers, options.level, at);
    else if (options.method == RocMethod::nne)
      neighbour_curve(*censoring, markers, result.span, at);
    else
      kaplan_meier_curve(*censoring, markers, at);
    if (!std::isfinite(at.auc.value_or(NAN))) drop_curve(at, "nobody is estimated to live beyond");
  }
  return result;
}

std::optional<PairedDifference> auc_difference(const TimeRoc& first, const TimeRoc& second,
                                               double level) {
  return difference_of(first, second, &TimeRoc::auc, level);
}

}  // namespace venscope::accuracy
