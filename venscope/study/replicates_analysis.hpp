/// Replicates of an experiment compared: `venscope fit replicates` and kind = "replicates".
#pragma once

#include "venscope/assay/compare.hpp"
#include "venscope/assay/factorial.hpp"
#include "venscope/assay/scale.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/json.hpp"
#include "venscope/study/assay_design.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// Without a unit each row is one; without a method, as `default_method` says.
struct ReplicatesOptions : AssayDesign {
  assay::Scale scale = assay::Scale::identity;
};

/// `value ~ condition` or `value ~ condition * dose`, the names of columns.
struct ReplicatesFormula {
  std::string value, condition, dose;
  std::string text;  ///< normalised
};
Result<ReplicatesFormula> read_replicates_formula(std::string_view formula);

struct ReplicatesAnalysis {
  ReplicatesOptions options;
  ReplicatesFormula names;
  formula::ModelFrame frame;  ///< formula, rows and what is missing
  assay::Method method = assay::Method::welch;
  double whole = 1;  ///< of a logit: 100 for percentages
  std::vector<std::string> conditions, doses, units;
  assay::Replicates replicates;
  assay::MeanComparison comparison;
  std::optional<assay::Factorial> factorial;

  std::size_t smallest_n() const;
  /// Largest SD over the smallest that is not 0; of cells with two replicates or more.
  std::optional<double> sd_ratio() const;
  /// p of Bartlett's test that the cells vary alike; none of paired units or where no two cells
  /// have two replicates and a spread.
  std::optional<double> bartlett_p() const;
  /// "knockdown", "knockdown at 10", with the dose's unit "knockdown at 10 nM".
  std::string cell_name(std::size_t cell, std::string_view dose_unit = {}) const;
  std::string pair_name(const assay::PairComparison& pair, std::string_view dose_unit = {}) const;
  /// A value on the scale in the units of the column.
  double in_units(double scaled) const { return assay::from_scale(scaled, options.scale, whole); }
  /// A difference on the scale as difference, ratio or odds ratio.
  double effect(double difference) const;
};

std::string_view name_of(assay::Method method);
std::string_view name_of(assay::Scale scale);
/// "difference", "ratio", "odds ratio".
std::string_view effect_name(assay::Scale scale);

/// Problems: those of the formula and the columns, assay.unit_across (a unit under several
/// conditions, and not said what that means), assay.off_scale (located by line), assay.no_control,
/// and those of compare_means and two_way_anova.
Result<ReplicatesAnalysis> analyse_replicates(std::string_view formula, const cohort::Table& table,
                                              const ReplicatesOptions& options);

report::Json to_json(const ReplicatesAnalysis& analysis);

}  // namespace venscope::study
