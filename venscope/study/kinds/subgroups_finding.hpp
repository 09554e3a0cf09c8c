/// What a kind = "subgroups" found, and how it is told.
#pragma once

#include "venscope/report/number.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/subgroup_analysis.hpp"

namespace venscope::study {

class SubgroupFinding final : public Finding {
public:
  explicit SubgroupFinding(SubgroupAnalysis analysis) : analysis_(std::move(analysis)) {}

  report::Json json() const override;
  std::vector<std::string> warnings() const override { return analysis_.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    return {figure(plan, step), table(plan, step)};
  }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step&) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  bool ratio() const { return analysis_.options.measure != SubgroupMeasure::risk_difference; }
  struct MeasureWords {
    std::string short_name, name, outcome;
  };
  MeasureWords words(const Plan& plan) const;
  std::string estimate_text(const Subgroup& group) const;
  std::string test_text(const FactorEffects& factor) const;
  std::string heading(const Plan& plan, const FactorEffects& factor) const;
  double expected_by_chance() const { return 0.05 * static_cast<double>(analysis_.tests); }
  std::string multiplicity() const;
  /// Whether differences were tested between subgroups too small for the test to hold its level.
  bool small_differences() const;
  /// Whether anything has no estimate or no test.
  bool any_reason() const;
  report::Figure figure(const Plan& plan, const Step& step) const;
  report::Table table(const Plan& plan, const Step& step) const;

  SubgroupAnalysis analysis_;
};

}  // namespace venscope::study
