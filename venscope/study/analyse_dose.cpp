#include "venscope/report/number.hpp"
#include "venscope/study/dose_analysis.hpp"
#include "venscope/study/keyed_rows.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include <fmt/format.h>

namespace venscope::study {
namespace {

/// The columns of a table of wells, found.
struct WellColumns {
  const cohort::Column *dose = nullptr, *response = nullptr, *curve = nullptr, *group = nullptr,
                       *replicate = nullptr, *plate = nullptr, *weight = nullptr,
                       *negative = nullptr, *positive = nullptr, *well = nullptr;
};

void check_signs(const cohort::Table& table, const cohort::Column& column, const char* what,
                 Problems& problems) {
  constexpr std::size_t most = 20;
  std::size_t found = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (column.missing(row) || (column.number[row] >= 0 && std::isfinite(column.number[row])))
      continue;
    if (++found <= most)
      problems.push_back({"study.negative",
                          {table.file, table.line[row], column.name},
                          column.number[row] < 0
                              ? fmt::format("{} {:.6g} is below 0", what, column.number[row])
                              : fmt::format("this {} is not finite", what),
                          "0 (untreated) or more, not its logarithm",
                          "correct the value"});
  }
  if (found > most)
    problems.push_back({"study.negative",
                        {table.file, 0, column.name},
                        fmt::format("{} more such values", found - most),
                        "0 or more",
                        "correct the values"});
}

/// Squares of responses must be numbers too.
void check_sizes(const cohort::Table& table, const cohort::Column& column, Problems& problems) {
  constexpr double most = 1e100;
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!column.missing(row) && std::fabs(column.number[row]) > most) {
      problems.push_back({"study.too_large",
                          {table.file, table.line[row], column.name},
                          fmt::format("{:g} is too large to be squared", column.number[row]),
                          "responses up to 1e100",
                          "correct the value, or choose another unit"});
      return;
    }
}

/// The text of a cell of any column; "" where it is missing.
std::string well_text(const cohort::Column& column, std::size_t row) {
  if (column.missing(row)) return "";
  return column.numeric() ? report::exact(column.number[row])
                          : column.levels[static_cast<std::size_t>(column.code[row])];
}

void check_positions(const cohort::Table& table, const cohort::Column& column, Problems& problems) {
  constexpr std::size_t most = 5;
  std::size_t found = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (column.missing(row) || dose::read_well_position(well_text(column, row))) continue;
    if (++found <= most)
      problems.push_back({"study.no_well_position",
                          {table.file, table.line[row], column.name},
                          fmt::format("'{}' is no place on a plate", well_text(column, row)),
                          "a letter and a number, such as A1 or H12",
                          ""});
  }
  if (found > most)
    problems.push_back({"study.no_well_position",
                        {table.file, 0, column.name},
                        fmt::format("{} more such values", found - most),
                        "A1, H12",
                        ""});
}

WellColumns find_well_columns(const cohort::Table& table, const DoseAnalysisOptions& options,
                              Problems& problems) {
  const DoseColumns& names = options.columns;
  WellColumns found;
  found.dose = number_column(table, names.dose, "--dose", problems);
  found.response = number_column(table, names.response, "--response", problems);
  found.weight = number_column(table, names.weight, "--weights", problems);
  found.curve = named_column(table, names.curve, "--curve", problems);
  found.group = named_column(table, names.group, "--group", problems);
  found.replicate = named_column(table, names.replicate, "--replicate", problems);
  found.plate = named_column(table, names.plate, "--plate", problems);
  found.well = named_column(table, names.well, "--well", problems);
  if (found.well) check_positions(table, *found.well, problems);
  const auto controls = [&](const std::optional<WellsNamed>& named, const char* entry) {
    if (!named) return static_cast<const cohort::Column*>(nullptr);
    const cohort::Column* const column = named_column(table, named->column, entry, problems);
    if (!column) return column;
    const KeyedRows values = keyed_rows(table, column);
    if (std::find(values.names.begin(), values.names.end(), named->value) == values.names.end())
      problems.push_back({"study.no_such_value",
                          {entry, 0, ""},
                          fmt::format("no row has {} = '{}'", named->column, named->value),
                          fmt::format("one of {}", fmt::join(values.names, ", ")),
                          ""});
    return column;
  };
  found.negative = controls(options.negative, "--control");
  found.positive = controls(options.positive, "--positive");
  if (found.response) check_sizes(table, *found.response, problems);
  if (found.dose) check_signs(table, *found.dose, "dose", problems);
  if (found.weight) check_signs(table, *found.weight, "weight", problems);
  return found;
}

bool is_named(const cohort::Column* column, const std::optional<WellsNamed>& named,
              std::size_t row) {
  if (!column || column->missing(row)) return false;
  if (column->numeric()) return fmt::format("{}", column->number[row]) == named->value;
  return column->levels[static_cast<std::size_t>(column->code[row])] == named->value;
}

/// Raw signals into percent of the controls of their plate.
void normalise(DoseAnalysis& analysis, const cohort::Table& table, const WellColumns& columns,
               std::vector<bool>& is_control, Problems& problems) {
  if (!columns.negative) return;
  const DoseAnalysisOptions& options = analysis.options;
  const KeyedRows plates = keyed_rows(table, columns.plate);
  std::vector<dose::WellRole> role(table.rows, dose::WellRole::sample);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (is_named(columns.negative, analysis.options.negative, row))
      role[row] = dose::WellRole::negative;
    else if (is_named(columns.positive, analysis.options.positive, row))
      role[row] = dose::WellRole::positive;
    is_control[row] = role[row] != dose::WellRole::sample;
    analysis.controls += is_control[row];
  }
  auto normalised = dose::normalise_plates(columns.response->number, role, plates.key,
                                           plates.names.size(), analysis.options.centre);
  analysis.response = std::move(normalised.percent);
  for (std::size_t p = 0; p < plates.names.size(); ++p) {
    const dose::PlateQuality& quality = normalised.quality[p];
    if (!quality.problem.empty()) {
      const auto first = std::find(plates.key.begin(), plates.key.end(), static_cast<int>(p));
      problems.push_back(
          {"study.plate_without_control",
           {table.file, table.line[static_cast<std::size_t>(first - plates.key.begin())], ""},
           fmt::format("plate {}: {}", plates.names[p].empty() ? "(the only one)" : plates.names[p],
                       quality.problem),
           quality.negative == 0 || (options.positive && quality.positive == 0)
               ? "controls on every plate: without them its wells have no percentage"
               : "a signal of the negative controls above that of the positive ones, or above 0",
           quality.negative == 0 || (options.positive && quality.positive == 0)
               ? "add the wells, or leave the plate out of the file"
               : "look at the control wells, and whether the two are mixed up"});
    }
    analysis.plates.push_back({plates.names[p], quality});
  }
}

struct WellGroup {
  std::string name, group;
  std::vector<std::size_t> rows;
};

/// The rows of each pair of names that has any, in the order of the first key's names.
std::vector<WellGroup> well_groups(const KeyedRows& by_curve, const KeyedRows& by_group,
                                   const std::vector<bool>& used) {
  std::map<std::pair<int, int>, WellGroup> groups;
  for (std::size_t row = 0; row < used.size(); ++row) {
    if (!used[row]) continue;
    WellGroup& group = groups[{by_curve.key[row], by_group.key[row]}];
    if (group.rows.empty()) {
      group.name = by_curve.names[static_cast<std::size_t>(by_curve.key[row])];
      group.group = by_group.names[static_cast<std::size_t>(by_group.key[row])];
    }
    group.rows.push_back(row);
  }
  std::vector<WellGroup> found;
  for (auto& [key, group] : groups) found.push_back(std::move(group));
  return found;
}

/// The wells of some rows, kept together.
struct WellValues {
  std::vector<double> dose, response, weight;
  WellValues(const WellColumns& columns, const std::vector<double>& responses,
             const std::vector<std::size_t>& rows) {
    for (const std::size_t row : rows) {
      dose.push_back(columns.dose->number[row]);
      response.push_back(responses[row]);
      if (columns.weight)
        weight.push_back(columns.weight->missing(row) ? 0 : columns.weight->number[row]);
    }
  }
  dose::Wells wells() const { return {dose, response, weight}; }
};

std::vector<dose::CurveFit> fit_groups(const std::vector<WellGroup>& groups,
                                       const WellColumns& columns, const DoseAnalysis& analysis) {
  std::vector<std::size_t> rows;
  std::vector<int> curve;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    rows.insert(rows.end(), groups[g].rows.begin(), groups[g].rows.end());
    curve.insert(curve.end(), groups[g].rows.size(), static_cast<int>(g));
  }
  const WellValues values(columns, analysis.response, rows);
  auto fits = dose::fit_curves(values.wells(), curve, groups.size(), analysis.options.curve,
                               analysis.options.threads);
  for (dose::CurveFit& fit : fits)
    for (std::size_t& well : fit.outliers) well = rows[well];
  return fits;
}

/// Each culture by itself, and the groups' cultures against each other.
void compare_by_culture(DoseAnalysis& analysis, const WellColumns& columns,
                        const cohort::Table& table) {
  const KeyedRows by_culture = keyed_rows(table, columns.replicate);
  for (DoseComparison& comparison : analysis.comparisons) {
    std::vector<std::vector<dose::CultureIC50>> of_group(comparison.groups.size());
    for (const DoseCurve& curve : analysis.curves) {
      if (curve.name != comparison.name) continue;
      const auto g = static_cast<std::size_t>(
          std::find(comparison.groups.begin(), comparison.groups.end(), curve.group) -
          comparison.groups.begin());
      std::map<int, std::vector<std::size_t>> rows;
      for (const std::size_t row : curve.rows)
        if (by_culture.key[row] >= 0) rows[by_culture.key[row]].push_back(row);
      for (const auto& [key, of_culture] : rows) {
        const WellValues values(columns, analysis.response, of_culture);
        const std::string& name = by_culture.names[static_cast<std::size_t>(key)];
        analysis.cultures.push_back({curve.name, curve.group, name,
                                     dose::fit_curve(values.wells(), analysis.options.curve)});
        of_group[g].push_back({name, g == 0 ? 0 : 1, analysis.cultures.back().fit.ic50});
      }
    }
    comparison.cultures.resize(comparison.groups.size());
    for (std::size_t g = 1; g < comparison.groups.size(); ++g) {
      std::vector<dose::CultureIC50> both = of_group[0];
      both.insert(both.end(), of_group[g].begin(), of_group[g].end());
      comparison.cultures[g] = dose::compare_ic50s(both, analysis.options.curve.level);
    }
  }
}

void compare_groups(DoseAnalysis& analysis, const WellColumns& columns) {
  for (std::size_t c = 0; c < analysis.curves.size();) {
    std::size_t end = c;
    DoseComparison comparison;
    comparison.name = analysis.curves[c].name;
    std::vector<WellValues> values;
    for (; end < analysis.curves.size() && analysis.curves[end].name == comparison.name; ++end) {
      comparison.groups.push_back(analysis.curves[end].group);
      values.emplace_back(columns, analysis.response, analysis.curves[end].rows);
    }
    if (comparison.groups.size() > 1) {
      std::vector<dose::Wells> wells;
      for (const WellValues& group : values) wells.push_back(group.wells());
      comparison.curves = dose::compare_curves(wells, analysis.options.curve);
      analysis.comparisons.push_back(std::move(comparison));
    }
    c = end;
  }
  if (analysis.comparisons.empty())
    analysis.warnings.push_back(fmt::format("no curve has wells of two values of {}: not compared",
                                            analysis.options.columns.group));
}

/// What is left of each row's response when its dose is taken off: the distance from its curve, of
/// a negative control that from 100 percent.
std::vector<double> left_of_responses(const DoseAnalysis& analysis, const WellColumns& columns,
                                      const std::vector<bool>& is_control) {
  std::vector<double> left(is_control.size(), cohort::missing_number);
  for (const DoseCurve& curve : analysis.curves)
    if (curve.fit.state != dose::CurveState::not_fitted)
      for (const std::size_t row : curve.rows)
        if (!columns.dose->missing(row))
          left[row] = analysis.response[row] -
                      dose::response_at(curve.fit.curve, std::log(columns.dose->number[row]));
  for (std::size_t row = 0; row < is_control.size(); ++row)
    if (is_control[row] && is_named(columns.negative, analysis.options.negative, row))
      left[row] = analysis.response[row] - 100;
  return left;
}

/// The edge of every plate. A difference that is no chance and more than 5 percent of the control,
/// or of the range of responses without one, is worth a warning.
void look_at_edges(DoseAnalysis& analysis, const WellColumns& columns, const cohort::Table& table,
                   const std::vector<bool>& is_control) {
  const KeyedRows plates = keyed_rows(table, columns.plate);
  const std::vector<double> left = left_of_responses(analysis, columns, is_control);
  double least = 0, most = 0;
  for (const double response : analysis.response)
    if (std::isfinite(response)) {
      least = std::min(least, response);
      most = std::max(most, response);
    }
  const double worth = columns.negative ? 5.0 : 0.05 * (most - least);
  std::vector<std::vector<dose::WellPosition>> position(plates.names.size());
  std::vector<std::vector<double>> value(plates.names.size());
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (plates.key[row] < 0) continue;
    const auto p = static_cast<std::size_t>(plates.key[row]);
    if (const auto at = dose::read_well_position(well_text(*columns.well, row))) {
      position[p].push_back(*at);
      value[p].push_back(left[row]);
    }
  }
  for (std::size_t p = 0; p < plates.names.size(); ++p) {
    const dose::PlateEdges edges =
        dose::plate_edges(position[p], value[p], analysis.options.curve.level);
    if (edges.p && *edges.p < 0.01 && std::fabs(*edges.difference) > worth)
      analysis.warnings.push_back(fmt::format(
          "{}: the {} wells at the edge lie {:.3g} {} those inside, doses taken off ({}); see the "
          "plate's layout",
          plates.names[p].empty() ? "the plate" : "plate " + plates.names[p], edges.edge,
          std::fabs(*edges.difference), *edges.difference < 0 ? "below" : "above",
          report::p_equation(*edges.p)));
    analysis.edges.push_back({plates.names[p], edges});
  }
}

void warn(DoseAnalysis& analysis) {
  std::size_t limits = 0, few = 0;
  for (const DoseCurve& curve : analysis.curves) {
    few += curve.fit.state == dose::CurveState::not_fitted;
    limits += !curve.fit.converged && curve.fit.state != dose::CurveState::not_fitted;
  }
  if (few > 0)
    analysis.warnings.push_back(fmt::format("{} of {} curves have too few doses and are not fitted",
                                            few, analysis.curves.size()));
  if (limits > 0)
    analysis.warnings.push_back(fmt::format(
        "{} of {} curves have no least-squares estimate of all parameters: see their notes; fixing "
        "a plateau that is known helps",
        limits, analysis.curves.size()));
  if (!analysis.comparisons.empty())
    analysis.warnings.push_back(
        analysis.options.columns.replicate.empty()
            ? "the F tests between curves take wells as independent; wells of one culture are not: "
              "name the culture with --replicate"
            : "the F tests between curves take wells as independent; those by culture do not");
}

}  // namespace

Problems check_dose_columns(const cohort::Table& table, const DoseAnalysisOptions& options) {
  Problems problems;
  find_well_columns(table, options, problems);
  return problems;
}

Result<DoseAnalysis> analyse_dose(const cohort::Table& table, const DoseAnalysisOptions& options) {
  Problems problems;
  const WellColumns columns = find_well_columns(table, options, problems);
  if (!problems.empty()) return failure(std::move(problems));
  DoseAnalysis analysis;
  analysis.options = options;
  analysis.file = table.file;
  analysis.rows = table.rows;
  analysis.response = columns.response->number;
  std::vector<bool> is_control(table.rows, false);
  normalise(analysis, table, columns, is_control, problems);
  if (!problems.empty()) return failure(std::move(problems));
  if (columns.negative && !analysis.options.curve.control) analysis.options.curve.control = 100;

  const KeyedRows by_curve = keyed_rows(table, columns.curve),
                  by_group = keyed_rows(table, columns.group, true);
  std::vector<bool> used(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    const bool complete = !columns.dose->missing(row) && std::isfinite(analysis.response[row]);
    used[row] = !is_control[row] && by_curve.key[row] >= 0 && by_group.key[row] >= 0;
    analysis.missing += !is_control[row] && (!used[row] || !complete);
    analysis.wells += used[row] && complete;
  }
  if (analysis.wells == 0)
    return cannot_analyse("study.no_wells",
                          fmt::format("no row of {} has dose, response and curve", table.file),
                          "look at the columns named");
  const auto groups = well_groups(by_curve, by_group, used);
  auto fits = fit_groups(groups, columns, analysis);
  for (std::size_t g = 0; g < groups.size(); ++g)
    analysis.curves.push_back(
        {groups[g].name, groups[g].group, std::move(fits[g]), groups[g].rows});
  if (std::all_of(analysis.curves.begin(), analysis.curves.end(), [](const DoseCurve& curve) {
        return curve.fit.state == dose::CurveState::not_fitted;
      }))
    return cannot_analyse("study.too_few_doses",
                          fmt::format("no curve of {} has enough doses: {}", table.file,
                                      analysis.curves.front().fit.notes.front()),
                          "look at the columns of doses and of curves, or fix plateaus (--lower, "
                          "--upper)");
  if (columns.group) compare_groups(analysis, columns);
  if (columns.replicate) compare_by_culture(analysis, columns, table);
  warn(analysis);
  if (columns.well) look_at_edges(analysis, columns, table, is_control);
  return analysis;
}

}  // namespace venscope::study
