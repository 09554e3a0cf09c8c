/// What an analysis of kind "comparability" found, and how it is told.
#pragma once

#include "venscope/comparability/arm_comparison.hpp"
#include "venscope/comparability/balance.hpp"
#include "venscope/comparability/e_value.hpp"
#include "venscope/comparability/weighted_log_rank.hpp"
#include "venscope/comparability/weighted_risk.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/kinds/two_arms.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// A yes/no outcome beside the endpoint.
struct ResponseDeclaration {
  std::string column;               ///< "" for none
  std::vector<std::string> levels;  ///< that count as yes
  Place place;
};

/// What a protocol asks for.
struct ComparabilityDeclaration {
  ArmsDeclaration arms;
  comparability::ComparisonOptions options;
  comparability::Method primary = comparability::Method::overlap;
  comparability::Spread spread = comparability::Spread::crude;
  survival::ConfidenceScale scale = survival::ConfidenceScale::log;
  ResponseDeclaration response;
};

/// Of one method, beside its hazard ratio. Absent where there is no weighting.
struct MethodDetail {
  std::optional<comparability::WeightedLogRank> log_rank;  ///< of weighted and matched patients
  std::optional<comparability::WeightedRisk> risk;
  std::vector<comparability::CovariateBalance> balance;  ///< of balance_columns
};

/// Curves of both arms under one weighting, and of the same patients without it.
struct WeightedCurves {
  comparability::Method method = comparability::Method::overlap;
  std::vector<survival::KaplanMeier> weighted, patients;  ///< reference, treated
};

class ComparabilityFinding final : public Finding {
public:
  ComparabilityDeclaration declared;
  ArmPatients patients;
  comparability::ArmComparison comparison;
  std::vector<comparability::CovariateBalance> before;
  std::vector<MethodDetail> details;  ///< as comparison.methods
  std::vector<WeightedCurves> curves;
  std::vector<comparability::WithoutCentre> without_centre;
  std::optional<comparability::EValue> e_value;
  bool common_outcome = false;  ///< which approximation the E-value is by
  std::size_t response_missing = 0;

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

  /// The result of the declared primary method.
  const comparability::MethodResult& primary() const;
  /// The arm in words, 0 the reference; "yes" and "no" with the name of what they are of.
  std::string arm_words(int arm) const;
  /// "overlap weights", "matched pairs": a method within a sentence.
  std::string words_of(comparability::Method method) const;
};

}  // namespace venscope::study
