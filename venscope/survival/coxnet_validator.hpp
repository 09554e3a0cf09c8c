/// One cross-validation of a penalised path, once the data are laid down.
#pragma once

#include "venscope/survival/coxnet_fold_work.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

class CoxnetValidator {
public:
  CoxnetValidator(const RiskOrder& order, const CoxnetColumns& columns,
                  const CoxnetOptions& options, const CoxnetValidationOptions& more,
                  std::span<const std::vector<std::int32_t>> folds,
                  std::vector<std::vector<std::int32_t>> codes);

  Result<CoxnetValidation> run();

private:
  std::vector<double> factors_for(std::span<const double> weight, double ridge) const;
  std::vector<double> kept(const CoxnetDivision& division) const;
  std::vector<CoxnetFoldResult> judge_all(const std::vector<CoxnetTask>& tasks);
  void collect(const std::vector<CoxnetFoldResult>& results);
  void keep_left_out(const std::vector<CoxnetFoldResult>& results);
  void say_what_failed(const std::vector<CoxnetFoldResult>& results);

  const RiskOrder& order_;
  const CoxnetColumns& columns_;
  const CoxnetOptions& options_;
  CoxnetValidationOptions more_;
  std::span<const std::vector<std::int32_t>> folds_;
  std::vector<CoxnetDivision> divisions_;
  CoxnetValidation validation_;
};

}  // namespace venscope::survival
