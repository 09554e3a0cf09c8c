#include "venscope/course/summary_measures.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::course {

namespace {

bool by_logarithms(const SeriesPoint& a, const SeriesPoint& b, Trapezoid rule) {
  if (rule == Trapezoid::linear || !(a.value > 0) || !(b.value > 0) || a.value == b.value)
    return false;
  return rule == Trapezoid::log || b.value < a.value;
}

double segment_area(const SeriesPoint& a, const SeriesPoint& b, Trapezoid rule) {
  const double width = b.time - a.time;
  if (!by_logarithms(a, b, rule)) return width * (a.value + b.value) / 2;
  // (y2 - y1) / ln(y2 / y1), without loss where they are nearly equal.
  const double change = (b.value - a.value) / a.value;
  return width * a.value * change / std::log1p(change);
}

/// Where the rule's line between two points is at a time.
SeriesPoint between(const SeriesPoint& a, const SeriesPoint& b, double time, Trapezoid rule) {
  const double share = (time - a.time) / (b.time - a.time);
  const double value = by_logarithms(a, b, rule) ? a.value * std::pow(b.value / a.value, share)
                                                 : a.value + share * (b.value - a.value);
  return {time, value, false, b.row};
}

/// The series cut to [from, to]: with points made at the ends, from within a segment or carried
/// over a gap.
Series cut_series(const Series& series, const AreaOptions& options) {
  Series cut;
  for (std::size_t i = 0; i < series.size(); ++i) {
    const SeriesPoint& point = series[i];
    if (options.from && point.time < *options.from) continue;
    if (options.from && i > 0 && series[i - 1].time < *options.from && point.time > *options.from)
      cut.push_back(between(series[i - 1], point, *options.from, options.rule));
    if (options.to && point.time > *options.to) {
      if (i > 0 && series[i - 1].time < *options.to)
        cut.push_back(between(series[i - 1], point, *options.to, options.rule));
      break;
    }
    cut.push_back(point);
  }
  if (cut.empty()) return cut;
  if (options.from && cut.front().time > *options.from) {
    cut.insert(cut.begin(), cut.front());
    cut.front().time = *options.from;
  }
  if (options.to && cut.back().time < *options.to) {
    cut.push_back(cut.back());
    cut.back().time = *options.to;
  }
  return cut;
}

NoArea why_no_area(const Series& series, const AreaOptions& options) {
  if (series.empty()) return NoArea::no_value;
  if (options.from && series.front().time > *options.from + options.reach)
    return NoArea::starts_late;
  if (options.to && series.back().time < *options.to - options.reach) return NoArea::ends_early;
  const auto inside = std::count_if(series.begin(), series.end(), [&](const SeriesPoint& point) {
    return !(options.from && point.time < *options.from - options.reach) &&
           !(options.to && point.time > *options.to + options.reach);
  });
  return static_cast<std::size_t>(inside) < std::max<std::size_t>(options.least_points, 2)
             ? NoArea::too_few
             : NoArea::none;
}

}  // namespace

PatientMeasures summary_measures(const Series& series, const AreaOptions& options) {
  PatientMeasures measures;
  for (const SeriesPoint& point : series) {
    if (options.from && point.time < *options.from - options.reach) continue;
    if (options.to && point.time > *options.to + options.reach) continue;
    if (measures.peak &&
        !(options.lowest ? point.value < *measures.peak : point.value > *measures.peak))
      continue;
    measures.peak = point.value;
    measures.to_peak = point.time;
  }
  measures.why = why_no_area(series, options);
  if (measures.why != NoArea::none) return measures;
  const Series cut = cut_series(series, options);
  double area = 0;
  for (std::size_t i = 1; i < cut.size(); ++i)
    area += segment_area(cut[i - 1], cut[i], options.rule);
  measures.area = area;
  return measures;
}

std::vector<MeasureSummary> summarise_measures(const std::vector<PatientMeasures>& measures,
                                               const Patients& patients, Centre centre,
                                               double level) {
  std::vector<MeasureSummary> summaries;
  for (const Measure measure : all_measures) {
    GroupedValues values(patients.groups);
    for (std::size_t patient = 0; patient < patients.n; ++patient) {
      if (patients.group_of(patient) < 0) continue;
      const PatientMeasures& of = measures[patient];
      const std::optional<double>& value = measure == Measure::area   ? of.area
                                           : measure == Measure::peak ? of.peak
                                                                      : of.to_peak;
      if (value) values[static_cast<std::size_t>(patients.group_of(patient))].push_back(*value);
    }
    MeasureSummary& summary = summaries.emplace_back();
    summary.measure = measure;
    for (const std::vector<double>& group : values)
      summary.groups.push_back(summarise_values(group, level));
    // A time may be zero or negative and its ratio means nothing.
    const bool as_ratio = centre == Centre::geometric_mean && measure == Measure::to_peak;
    summary.comparison = compare_groups(values, as_ratio ? Centre::median : centre, level);
  }
  std::vector<GroupComparison*> comparisons;
  for (MeasureSummary& summary : summaries) comparisons.push_back(&summary.comparison);
  adjust_comparisons(comparisons);
  return summaries;
}

std::vector<MissingAreas> missing_areas(const std::vector<PatientMeasures>& measures,
                                        const Patients& patients, const AreaOptions& options) {
  std::vector<MissingAreas> groups(patients.groups);
  for (std::size_t patient = 0; patient < patients.n; ++patient) {
    if (patients.group_of(patient) < 0) continue;
    MissingAreas& missing = groups[static_cast<std::size_t>(patients.group_of(patient))];
    const NoArea why = measures[patient].why;
    missing.no_value += why == NoArea::no_value ? 1 : 0;
    missing.too_few += why == NoArea::too_few ? 1 : 0;
    missing.starts_late += why == NoArea::starts_late ? 1 : 0;
    missing.ends_early += why == NoArea::ends_early ? 1 : 0;
    const bool early = why == NoArea::ends_early || why == NoArea::no_value;
    if (early && options.to && patients.followed() && patients.died[patient] != 0 &&
        patients.end[patient] < *options.to)
      ++missing.died_early;
  }
  return groups;
}

}  // namespace venscope::course
