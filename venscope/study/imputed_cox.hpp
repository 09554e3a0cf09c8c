/// A Cox model on patients some of whose values are missing: complete cases beside imputations.
#pragma once

#include "venscope/accuracy/concordance.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/imputation/pooled_cox.hpp"
#include "venscope/report/json.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct ImputedCoxOptions {
  imputation::Options imputation;
  survival::CoxOptions fit;
  std::vector<std::string> variables;  ///< of the cohort: imputed and used as predictors of others
};

struct ImputedCox {
  ImputedCoxOptions options;
  formula::ModelFrame frame;  ///< of the first imputation: every patient with an outcome
  imputation::Imputation imputation;
  imputation::PooledCox pooled;
  std::optional<imputation::PooledShare> concordance;  ///< Harrell's C of the model, pooled
  formula::ModelFrame complete_frame;
  std::optional<survival::CoxFit> complete;  ///< empty where complete cases do not allow a fit
  std::vector<std::string> warnings;
};

/// `outcome` such as `Surv(OS.time, OS.event)`, `terms` such as `age + NF1`. Patients without an
/// outcome are left out of both; nobody else is left out of the imputed model.
Result<ImputedCox> imputed_cox(const std::string& outcome, const std::string& terms,
                               const cohort::Table& table, const ImputedCoxOptions& options);

report::Json to_json(const ImputedCox& analysis);

}  // namespace venscope::study
