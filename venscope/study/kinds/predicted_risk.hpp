/// Predicted risks of the event by a time, as an [[analysis]] declares them: columns of risks, or
/// columns of linear predictors with the survival of a patient whose predictor is 0.
#pragma once

#include "venscope/formula/model_frame.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

/// One model's predictions for the rows of a frame.
struct PredictedModel {
  std::string label;
  std::string source;  ///< "a column of risks", "survival of 62% at score 0", …
  std::vector<double> risk;
  std::vector<double> linear_predictor;  ///< empty of a column of risks
  bool baseline_from_these = false;      ///< estimated on the patients who are judged
};

/// On the same patients: those who miss none of the columns.
struct PredictedModels {
  formula::ModelFrame frame;
  std::vector<PredictedModel> models;
  std::vector<std::int32_t> group;  ///< of `by`, from 0; empty without
  std::vector<std::string> warnings;
};

/// What an [[analysis]] says of them: `time`, `risks`, `scores`, `baseline_survival`.
struct RiskDeclaration {
  double time = 0;  ///< in the unit of the endpoint's report
  std::vector<std::string> risks, scores;
  std::vector<double> baseline_survival;  ///< of each score, at the time; empty: not given
  bool reconstruct = false;  ///< a baseline reconstructed from printed numbers may be used
  std::string by;            ///< column of risk groups; "" for none

  /// For KindRequest::columns.
  std::vector<std::pair<std::string, std::string>> columns() const;
};

RiskDeclaration read_risks(Section& section);

/// Where no baseline survival is given it is that of the score's card (one that was reconstructed
/// from printed numbers only if the declaration says so), and without one it is
/// estimated on these very patients, which is said: then risks come true in the large by
/// construction.
Result<PredictedModels> predicted_models(const Plan& plan, const Step& step,
                                         const RiskDeclaration& declared);

}  // namespace venscope::study
