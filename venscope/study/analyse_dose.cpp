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
                       *negative = nullptr, *positive = nullptr;
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
                          fmt::format("{} {:.6g} is below 0", what, column.number[row]),
                          "0 (untreated) or more, not its logarithm",
                          "correct the value"});
  }
  if (found > most)
    problems.push_back({"study.negative",
                        {table.file, 0, column.name},
                        fmt::format("{} more values below 0", found - most),
                        "0 or more",
                        "correct the values"});
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
           "controls on every plate: without them its wells have no percentage",
           "add the wells, or leave the plate out of the file"});
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

void warn(DoseAnalysis& analysis) {
  std::size_t limits = 0;
  for (const DoseCurve& curve : analysis.curves) limits += !curve.fit.converged;
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
  if (columns.group) compare_groups(analysis, columns);
  if (columns.replicate) compare_by_culture(analysis, columns, table);
  warn(analysis);
  return analysis;
}

}  // namespace venscope::study
