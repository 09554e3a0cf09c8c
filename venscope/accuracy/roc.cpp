#include "venscope/accuracy/roc.hpp"

#include "venscope/accuracy/ipcw_resamples.hpp"
#include "venscope/accuracy/ipcw_rows.hpp"
#include "venscope/accuracy/roc_estimates.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/quantile.hpp"
#include "venscope/base/random.hpp"
#include "venscope/endpoint/tied_times.hpp"

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
  bool competing = false;
  for (const std::int32_t event : outcomes.event)
    competing |= (event != 0) & (event != options.cause);
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
void count_fates(const InverseCensoring& censoring, const IpcwRows& rows, RocMethod method,
                 TimeRoc& result) {
  const std::size_t ended = censoring.ended_by(result.time);
  for (const double weight : std::span(rows.weight).first(ended)) {
    result.cases += weight > 0;
    result.censored += weight == 0;
  }
  result.controls = rows.weight.size() - result.cases - result.censored;
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

/// The rows in their orders, for any time.
struct Ordered {
  InverseCensoring censoring;
  MarkerOrder markers;
  IpcwRows rows;

  Ordered(InverseCensoring of, std::span<const double> marker, std::int32_t cause)
      : censoring(std::move(of)), markers(marker), rows(censoring, markers, cause) {}
};

Roc curves_of(const Ordered& ordered, std::span<const double> times, const RocOptions& options) {
  const auto& [censoring, markers, rows] = ordered;
  const std::size_t n = censoring.size();
  Roc result{options, n, options.span.value_or(default_span(n)), {}};
  for (const double time : times) {
    TimeRoc& at = result.times.emplace_back();
    at.time = time;
    count_fates(censoring, rows, options.method, at);
    if (!at.undefined.empty()) continue;
    if (options.method == RocMethod::ipcw)
      ipcw_estimate(censoring, rows, markers, options, at);
    else if (options.method == RocMethod::nne)
      neighbour_curve(censoring, markers, result.span, at);
    else
      kaplan_meier_curve(censoring, markers, at);
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
  auto censoring = InverseCensoring::of(drawn);
  if (!censoring) return aucs;
  const Ordered ordered(std::move(*censoring), drawn_marker, options.cause);
  const Roc curves = curves_of(ordered, times, options);
  for (std::size_t k = 0; k < times.size(); ++k) aucs[k] = curves.times[k].auc.value_or(aucs[k]);
  return aucs;
}

/// The same of all resamples by weights.
std::vector<std::vector<double>> resampled_weights(const Ordered& ordered,
                                                   std::span<const double> times,
                                                   const RocOptions& options) {
  const IpcwResamples resamples(ordered.censoring, ordered.rows, ordered.markers, times);
  constexpr std::size_t lanes = IpcwResamples::lanes;
  std::vector<std::vector<double>> aucs(options.resamples, std::vector<double>(times.size()));
  parallel_for((options.resamples + lanes - 1) / lanes, options.threads, [&](std::size_t block) {
    const std::size_t first = block * lanes, last = std::min(first + lanes, options.resamples);
    const auto found = resamples.aucs(options.seed, first);
    for (std::size_t b = first; b < last; ++b)
      for (std::size_t k = 0; k < times.size(); ++k) aucs[b][k] = found[k][b - first];
  });
  return aucs;
}

void add_bootstrap(const endpoint::Outcomes& outcomes, std::span<const double> marker,
                   const Ordered& ordered, Roc& result) {
  const RocOptions& options = result.options;
  std::vector<double> times;
  for (const TimeRoc& at : result.times) times.push_back(at.time);
  std::vector<std::vector<double>> aucs(options.resamples);
  if (options.method == RocMethod::ipcw)
    aucs = resampled_weights(ordered, times, options);
  else
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
    at.conf_low = sorted_quantile(usable, (1 - options.level) / 2);
    at.conf_high = sorted_quantile(usable, (1 + options.level) / 2);
  }
}

}  // namespace

MarkerOrder::MarkerOrder(std::span<const double> markers)
    : marker(markers), order(endpoint::order_of_times(markers)), begin(order.size() + 1) {
  // Written before it is known whether it stays: the processor could only guess where ties are.
  std::size_t sets = 0;
  double last = std::numeric_limits<double>::quiet_NaN();
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    const double value = marker[order[i]];
    begin[sets] = i;
    sets += value != last;
    last = value;
  }
  begin[sets] = static_cast<std::uint32_t>(order.size());
  begin.resize(sets + 1);
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
  auto censoring = InverseCensoring::of(outcomes);
  if (!censoring) return tl::unexpected(std::move(censoring.error()));
  const Ordered ordered(std::move(*censoring), marker, options.cause);
  Roc result = curves_of(ordered, times, options);
  if (options.resamples > 0) add_bootstrap(outcomes, marker, ordered, result);
  return result;
}

std::optional<PairedDifference> auc_difference(const TimeRoc& first, const TimeRoc& second,
                                               double level) {
  return difference_of(first, second, &TimeRoc::auc, level);
}

}  // namespace venscope::accuracy
