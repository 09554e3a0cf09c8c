/// What kind = "penalised_cox" found, and how it is told.
#pragma once

#include "venscope/study/analysis.hpp"
#include "venscope/study/kind.hpp"

#include <string>
#include <vector>

namespace venscope::study {

struct PenalisedCoxFound {
  CoxnetAnalysis analysis;
  std::vector<std::string> labels;    ///< of the columns
  std::string matrix;                 ///< file of the genes; "" where columns are chosen from
  std::vector<std::string> left_out;  ///< genes that miss values of the patients used
};

class PenalisedCoxFinding final : public Finding {
public:
  explicit PenalisedCoxFinding(PenalisedCoxFound found) : found_(std::move(found)) {}
  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  PenalisedCoxFound found_;
};

}  // namespace venscope::study
