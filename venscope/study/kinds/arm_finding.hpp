/// What is said of two arms: figure, tables, sentences.
#pragma once

#include "venscope/report/table.hpp"
#include "venscope/study/arm_survival.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <string>
#include <vector>

namespace venscope::study {

class ArmFinding final : public Finding {
public:
  explicit ArmFinding(ArmSurvival found) : found_(std::move(found)) {}

  report::Json json() const override { return to_json(found_); }
  std::vector<std::string> warnings() const override { return found_.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan&, const Step&) const override;
  std::vector<Limitation> limitations(const Plan&, const Step&) const override;

private:
  /// One ratio for all time is rejected.
  bool crossing() const;
  std::string arm(std::size_t a) const;
  std::string against() const;
  std::string interval() const { return interval_name(found_.options.curve.level); }
  std::string proportionality(const Plan& plan, const Step& step) const;
  std::string mean_words(const Plan& plan, const Step& step) const;
  report::Figure figure(const Plan& plan, const Step& step) const;
  report::Table arms_table(const Plan& plan, const Step& step) const;
  report::Table comparison_table(const Plan& plan, const Step& step) const;
  report::Table milestone_table(const Plan& plan, const Step& step) const;
  report::Table test_table(const Step& step) const;
  report::Table piecewise_table(const Plan& plan, const Step& step) const;
  void add_hazard_rows(report::Table& table) const;

  ArmSurvival found_;
};

}  // namespace venscope::study
