/// Dose-response curves of a table of wells: what `venscope fit dose` answers and the kind
/// dose_response of a protocol shows.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/dose/compare.hpp"
#include "venscope/dose/curve.hpp"
#include "venscope/dose/plate.hpp"
#include "venscope/dose/plate_edges.hpp"
#include "venscope/report/json.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// Names of columns; "" where there is none.
struct DoseColumns {
  std::string dose, response;
  std::string curve;      ///< one curve per value
  std::string group;      ///< and per group, which are compared
  std::string replicate;  ///< the culture (biological replicate) that a well belongs to
  std::string plate;
  std::string weight;
  std::string well;  ///< position on the plate: A1, H12
};

/// "role=DMSO": the wells of one value of a column.
struct WellsNamed {
  std::string column, value;
};

struct DoseAnalysisOptions {
  DoseColumns columns;
  std::optional<WellsNamed> negative, positive;  ///< controls, that percentages refer to
  dose::Centre centre = dose::Centre::median;
  dose::CurveOptions curve;
  unsigned threads = 1;
};

struct DoseCurve {
  std::string name;   ///< the value of columns.curve; "" without one
  std::string group;  ///< of columns.group
  dose::CurveFit fit;
  std::vector<std::size_t> rows;  ///< of the table, in its order
};

/// One culture's own curve.
struct CultureCurve {
  std::string name, group, culture;
  dose::CurveFit fit;
};

struct DosePlate {
  std::string name;
  dose::PlateQuality quality;
};

/// The edge of one plate, by what is left of its wells' responses: of a well of a curve its
/// distance from the curve, of a negative control its distance from 100 percent.
struct DosePlateEdges {
  std::string name;
  dose::PlateEdges edges;
};

/// The groups of one curve's name against each other.
struct DoseComparison {
  std::string name;
  std::vector<std::string> groups;  ///< the first is what the others are compared with
  dose::CurveComparison curves;     ///< by wells
  std::vector<std::optional<dose::CultureTest>> cultures;  ///< by culture, of each group but [0]
};

struct DoseAnalysis {
  DoseAnalysisOptions options;
  std::string file;
  std::size_t rows = 0, wells = 0;  ///< rows of the table; wells of curves
  std::size_t missing = 0;          ///< rows without dose, response or curve
  std::size_t controls = 0;         ///< rows that are controls of a plate
  std::vector<double> response;     ///< per row, after normalisation; NaN where there is none
  std::vector<DoseCurve> curves;    ///< in the order of the file
  std::vector<CultureCurve> cultures;
  std::vector<DosePlate> plates;
  std::vector<DosePlateEdges> edges;  ///< where columns.well is named
  std::vector<DoseComparison> comparisons;
  std::vector<std::string> warnings;
};

/// Fits every curve of the table. Problems, all at once and located: a column that is not there or
/// holds no numbers, a negative dose, a dose that is missing for all; a plate without controls
/// (study.plate_without_control); no well at all (Fault::analysis). What a single curve lacks is
/// told in its notes.
Result<DoseAnalysis> analyse_dose(const cohort::Table& table, const DoseAnalysisOptions& options);

/// What is wrong with the columns and wells alone, for telling it beside what else is wrong.
Problems check_dose_columns(const cohort::Table& table, const DoseAnalysisOptions& options);

report::Json to_json(const DoseAnalysis& analysis);

/// One IC50 as JSON keys: `ic50`, `ic50_censored`; with a prefix.
std::string_view name_of(dose::Censoring censoring);

}  // namespace venscope::study
