/// Responses of samples to many drugs, out of the rows of a [[records]]: one value for each drug of
/// each patient.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/study/association.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// What stands for several values of one drug in one patient.
enum class RepeatedResponse { refuse, first, lowest, highest, median, mean, geometric_mean };

/// As the protocol writes it.
std::string_view name_of(RepeatedResponse rule);

/// Columns of one table of rows. `cap` and `floor` may be null.
struct ResponseColumns {
  const cohort::Column* drug = nullptr;   ///< categories or text
  const cohort::Column* value = nullptr;  ///< numbers
  const cohort::Column* cap = nullptr;    ///< what a value of that or more is known to exceed
  const cohort::Column* floor = nullptr;
};

struct DrugResponses {
  std::string drug;
  std::vector<double> value;  ///< per patient; `missing_number` where there is none
  std::size_t n = 0;          ///< patients with a value
  CensoringLimits limits;
};

struct ResponseTable {
  std::vector<DrugResponses> drugs;  ///< that a row names, in the order of the column's levels
  std::size_t rows = 0;              ///< of the patients
  std::size_t without_drug = 0, without_value = 0;  ///< rows that say nothing
  std::size_t repeated = 0;       ///< pairs of patient and drug with several values
  std::size_t repeated_rows = 0;  ///< their rows
};

/// `patient[row]` is below `patients`, or `not_in_step`. `limits` hold for drugs of which no column
/// says otherwise. With `median` and a cap or floor an even number of values has the lower of the
/// two in the middle (the median of a Kaplan-Meier curve), so that no censored value is averaged;
/// else their mean. Problems: study.response_twice (`refuse`), study.two_limits (a drug with
/// several caps), study.not_positive (a geometric mean), study.mean_of_censored (a mean with a cap
/// or floor). Cost O(rows log rows). Right by: unit/study/drug_sensitivity_kind.
Result<ResponseTable> drug_responses(const cohort::Table& table,
                                     std::span<const std::size_t> patient, std::size_t patients,
                                     const ResponseColumns& columns, const CensoringLimits& limits,
                                     RepeatedResponse rule);

}  // namespace venscope::study
