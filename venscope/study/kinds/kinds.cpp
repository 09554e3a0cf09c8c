#include "venscope/study/kinds/kinds.hpp"

namespace venscope::study {

std::span<const Kind> kinds() {
  static const std::vector<Kind> all{
      emulation_kind(),
      response_kind(),
      response_by_arm_kind(),
      waterfall_kind(),
      oncoprint_kind(),
      co_occurrence_kind(),
      vaf_kind(),
      histogram_kind(),
      alluvial_kind(),
      survival_by_arm_kind(),
      landmark_kind(),
      simon_makuch_kind(),
      cuminc_kind(),
      finegray_kind(),
      time_dependent_kind(),
      imputation_kind(),
      screen_kind(),
      penalised_cox_kind(),
      derive_kind(),
      nomogram_kind(),
      compare_kind(),
      signature_kind(),
      score_associations_kind(),
      drug_sensitivity_kind(),
      roc_kind(),
      calibration_kind(),
      decision_kind(),
      differential_expression_kind(),
      association_kind(),
      comparability_kind(),
      enrichment_kind(),
      over_representation_kind(),
      gene_set_scores_kind(),
      fractions_kind(),
      submap_kind(),
      subgroups_kind(),
      adverse_events_kind(),
      early_mortality_kind(),
      graded_toxicity_kind(),
      course_kind(),
      dose_response_kind(),
      synergy_kind(),
      swimmer_kind(),
      replicates_kind(),
      qpcr_kind(),
      validate_kind(),
      recalibrate_kind(),
  };
  return all;
}

}  // namespace venscope::study
