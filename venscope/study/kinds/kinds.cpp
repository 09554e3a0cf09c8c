#include "venscope/study/kinds/kinds.hpp"

namespace venscope::study {

std::span<const Kind> kinds() {
  static const std::vector<Kind> all{
      response_kind(),    cuminc_kind(),        finegray_kind(),
      imputation_kind(),  compare_kind(),       roc_kind(),
      calibration_kind(), decision_kind(),      derive_kind(),
      oncoprint_kind(),   vaf_kind(),           histogram_kind(),
      alluvial_kind(),    co_occurrence_kind(), time_dependent_kind(),
  };
  return all;
}

}  // namespace venscope::study
