/// Each kind of kinds(), made in the file of its name.
#pragma once

#include "venscope/study/kind.hpp"

namespace venscope::study {

Kind adverse_events_kind();
Kind association_kind();
Kind early_mortality_kind();
Kind graded_toxicity_kind();
Kind calibration_kind();
Kind co_occurrence_kind();
Kind comparability_kind();
Kind compare_kind();
Kind course_kind();
Kind dose_response_kind();
Kind drug_sensitivity_kind();
Kind synergy_kind();
Kind cuminc_kind();
Kind decision_kind();
Kind finegray_kind();
Kind derive_kind();
Kind differential_expression_kind();
Kind emulation_kind();
Kind imputation_kind();
Kind recalibrate_kind();
Kind landmark_kind();
Kind response_kind();
Kind response_by_arm_kind();
Kind roc_kind();
Kind score_associations_kind();
Kind signature_kind();
Kind simon_makuch_kind();
Kind survival_by_arm_kind();
Kind alluvial_kind();
Kind histogram_kind();
Kind nomogram_kind();
Kind oncoprint_kind();
Kind screen_kind();
Kind penalised_cox_kind();
Kind subgroups_kind();
Kind time_dependent_kind();
Kind swimmer_kind();
Kind vaf_kind();
Kind waterfall_kind();
Kind validate_kind();
Kind replicates_kind();
Kind qpcr_kind();
Kind enrichment_kind();
Kind gene_set_scores_kind();
Kind over_representation_kind();
Kind fractions_kind();
Kind submap_kind();

}  // namespace venscope::study
