/// Clinical covariates and strata of a [[signature]]: from columns of a cohort to numbers and
/// codes.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/cohort/table.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::study {

/// A column of the design: a number as it stands, or 1 in the patients of a level.
struct CovariateColumn {
  std::string column;
  std::string level;  ///< "" of a number
  /// As R names it: "age", "sexmale".
  std::string name() const { return column + level; }
};

/// Patients of one cohort.
struct CohortPatients {
  const cohort::Table* table = nullptr;
  std::span<const std::size_t> rows;
};

struct CovariateDesign {
  std::vector<CovariateColumn> columns;
  std::vector<std::pair<std::string, std::string>> reference;  ///< column, level that stands for 0
  std::vector<std::string> single;  ///< categories of which there is one level: no column

  /// A row per row: NaN where the patient misses the column or has a level that the design lacks.
  Matrix of(const cohort::Table& table, std::span<const std::size_t> rows) const;
  std::vector<std::string> names() const;
};

/// Treatment contrasts over the levels that occur in these patients, in the order of the first
/// table, then of the next; the first that occurs is the reference. The columns must be there.
/// Right by: unit/study/signature_covariates (formula::model_frame).
CovariateDesign covariate_design(std::span<const std::string> columns,
                                 std::span<const CohortPatients> cohorts);

/// Groups of patients of one or several cohorts.
struct Strata {
  std::vector<std::string> names;
  std::vector<std::int32_t> code;  ///< cohort by cohort
};
/// The cross of the cohorts (`labels`, where there are several) and the columns; groups that nobody
/// is in are not listed. No value may be missing.
Strata strata_of(std::span<const std::string> columns, std::span<const CohortPatients> cohorts,
                 std::span<const std::string> labels);

}  // namespace venscope::study
