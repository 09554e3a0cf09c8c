/// What the emulation check says: the target trial, when its arms are known, what to read instead.
#pragma once

#include "venscope/report/table.hpp"
#include "venscope/study/emulation.hpp"
#include "venscope/study/plan.hpp"

#include <string>
#include <vector>

namespace venscope::study {

class EmulationFinding final : public Finding {
public:
  EmulationFinding(Emulation emulation, EmulationCheck check, Step step, std::string unit)
      : emulation_(std::move(emulation)),
        check_(std::move(check)),
        step_(std::move(step)),
        unit_(std::move(unit)) {}

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;

private:
  bool immortal() const;
  report::Table trial(const Plan& plan, const Step& step) const;
  report::Table timing(const Plan& plan, const Step& step) const;
  std::string decided(const Plan& plan, std::size_t s) const;
  std::string late_words(std::size_t s) const;
  std::string lead_words() const;
  /// The analyses of this study that answer immortal time, by their titles.
  std::vector<std::string> answers(const Plan& plan) const;
  /// Those that compare the arms from time zero.
  std::vector<std::string> comparisons(const Plan& plan) const;

  Emulation emulation_;
  EmulationCheck check_;
  Step step_;
  std::string unit_;  ///< of time
};

}  // namespace venscope::study
