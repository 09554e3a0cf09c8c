/// What an analysis of kind validate found, told in results.json, tables and figures.
#pragma once

#include "venscope/response/baseline_table.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/score_validation.hpp"

#include <string>
#include <vector>

namespace venscope::study {

class ValidateFinding final : public Finding {
public:
  ValidateFinding(JudgedModel model, ValidationOptions options, ScoreValidation found,
                  response::BaselineTable case_mix, bool updated_here,
                  std::vector<std::string> warnings)
      : model_(std::move(model)),
        options_(std::move(options)),
        found_(std::move(found)),
        case_mix_(std::move(case_mix)),
        updated_here_(updated_here),
        warnings_(std::move(warnings)) {}

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override { return warnings_; }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::pair<std::string, std::string>> reporting(const Plan& plan,
                                                             const Step& step) const override;

private:
  bool log_hazard() const { return model_.card.log_hazard; }
  std::vector<std::string> group_names() const;
  report::Table case_mix_table(const Step& step) const;
  report::Table performance_table(const Plan& plan, const Step& step) const;
  report::Table group_table(const Plan& plan, const Step& step) const;
  report::Figure curves(const Plan& plan, const Step& step, const CohortPerformance& cohort) const;
  report::Figure calibration(const Plan& plan, const Step& step) const;

  JudgedModel model_;
  ValidationOptions options_;
  ScoreValidation found_;
  response::BaselineTable case_mix_;
  bool updated_here_;  ///< in the patients of the second cohort
  std::vector<std::string> warnings_;
};

}  // namespace venscope::study
