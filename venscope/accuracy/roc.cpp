#include "venscope/accuracy/roc.hpp"

#include "venscope/accuracy/roc_estimates.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/endpoint/tied_times.hpp"
#include "venscope/formula/splines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

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
    result.cases += fate == Fate::event;
    result.censored += fate == Fate::censored;
  }
  result.controls = fates.fate.size() - result.cases - result.censored;
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

Result<Roc> curves_of(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                      std::span<const double> times, const RocOptions& options) {
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

/// The AUC at each time in resample `b`; NaN where it is undefined there.
std::vector<double> resampled(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                              std::span<const double> times, const RocOptions& options,
                              std::size_t b) {
  RandomStream random(options.seed, "roc", b);
  endpoint::Outcomes drawn;
  std::vector<double> drawn_marker;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const std::size_t row = random.below(outcomes.size());
    drawn.time.push_back(outcomes.time[row]);
    drawn.event.push_back(outcomes.event[row]);
    drawn_marker.push_back(marker[row]);
  }
  std::vector<double> aucs(times.size(), std::numeric_limits<double>::quiet_NaN());
  const auto curves = curves_of(drawn, drawn_marker, times, options);
  for (std::size_t k = 0; curves && k < times.size(); ++k)
    aucs[k] = curves->times[k].auc.value_or(aucs[k]);
  return aucs;
}

void add_bootstrap(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                   Roc& result) {
  const RocOptions& options = result.options;
  std::vector<double> times;
  for (const TimeRoc& at : result.times) times.push_back(at.time);
  std::vector<std::vector<double>> aucs(options.resamples);
  parallel_for(options.resamples, options.threads,
               [&](std::size_t b) { aucs[b] = resampled(outcomes, marker, times, options, b); });
  for (std::size_t k = 0; k < times.size(); ++k) {
    TimeRoc& at = result.times[k];
    std::vector<double> usable;
    for (const std::vector<double>& of : aucs)
      if (std::isfinite(of[k])) usable.push_back(of[k]);
    if (!at.auc || usable.size() < 2) continue;
    std::sort(usable.begin(), usable.end());
    const auto n = static_cast<double>(usable.size());
    double mean = 0, squares = 0;
    for (const double auc : usable) mean += auc / n;
    for (const double auc : usable) squares += (auc - mean) * (auc - mean);
    at.std_error = std::sqrt(squares / (n - 1));
    at.conf_low = formula::quantile(usable, (1 - options.level) / 2);
    at.conf_high = formula::quantile(usable, (1 + options.level) / 2);
  }
}

}  // namespace

MarkerOrder::MarkerOrder(std::span<const double> marker) : order(endpoint::order_of_times(marker)) {
  sets.reserve(order.size());
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
  auto result = curves_of(outcomes, marker, times, options);
  if (result && options.resamples > 0 && options.method != RocMethod::ipcw)
    add_bootstrap(outcomes, marker, *result);
  return result;
}

std::optional<PairedDifference> auc_difference(const TimeRoc& first, const TimeRoc& second,
                                               double level) {
  return difference_of(first, second, &TimeRoc::auc, level);
}

}  // namespace venscope::accuracy
