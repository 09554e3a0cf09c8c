/// Quantitative PCR from a table of wells: `venscope fit qpcr` and kind = "qpcr".
#pragma once

#include "venscope/assay/qpcr.hpp"
#include "venscope/assay/standard_curve.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/json.hpp"
#include "venscope/study/assay_design.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

/// Without a unit each sample is one; without a method, Welch's t of two groups, Dunnett's of more.
struct QpcrAnalysisOptions : AssayDesign {
  std::string sample, gene, ct, group;  ///< columns, all needed
  std::string quantity;  ///< column of known quantities: rows that have one are standards
  std::vector<std::string> references;                       ///< genes
  std::vector<std::pair<std::string, double>> factors = {};  ///< amplification factor of a gene
  std::optional<double> last_cycle = {};  ///< a Ct of this or more is undetermined
};

struct QpcrAnalysis {
  QpcrAnalysisOptions options;
  formula::ModelFrame frame;  ///< rows used (wells of samples and standards) and what is missing
  assay::Method method = assay::Method::welch;
  std::vector<std::string> genes, samples, groups, units;
  std::vector<std::size_t> references;          ///< genes
  std::vector<double> factor;                   ///< per gene
  std::vector<std::int32_t> group_of, unit_of;  ///< per sample; unit_of empty without units
  std::vector<std::vector<assay::SampleGene>> averaged;
  std::vector<std::pair<std::size_t, assay::StandardCurve>> curves;  ///< gene and curve
  std::vector<assay::GeneExpression> targets;
};

/// A factor as given: a factor of 1 to 2.2 itself, a negative number the slope of a standard curve.
/// NaN for anything else.
double factor_of(double given);

/// Problems: those of the columns; assay.ct (a Ct that is no number above 0 and no word for
/// undetermined), assay.no_reference, assay.no_target, assay.sample_in_groups (one sample, several
/// groups), assay.unit_across, assay.no_control, those of standard_curve, located by line.
Result<QpcrAnalysis> analyse_qpcr(const cohort::Table& table, const QpcrAnalysisOptions& options);

report::Json to_json(const QpcrAnalysis& analysis);

}  // namespace venscope::study
