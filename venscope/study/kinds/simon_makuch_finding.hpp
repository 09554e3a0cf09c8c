/// What is said of a state that begins on the way: as it happens, and what ever/never gets wrong.
#pragma once

#include "venscope/report/table.hpp"
#include "venscope/study/kinds/intervals.hpp"
#include "venscope/study/kinds/state_comparison.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"
#include "venscope/survival/landmark.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// Patients, time and events in a state.
struct InState {
  std::size_t patients = 0;
  double time = 0, events = 0;
};

struct StateCourse {
  ChangingCovariate state;
  StateOptions options;
  double from = 0;  ///< where curves and Mantel-Byar test begin
  std::size_t patients = 0, unknown = 0;
  StateComparison changing;  ///< Cox models from the beginning
  StateComparison curves;    ///< curves and test from `from` on
  StateComparison ever;      ///< the naive one
  survival::ImmortalTime immortal;
  InState before, after;
  bool emptied = false;  ///< a curve fell to 0 while patients were still to join it
};

class SimonMakuchFinding final : public Finding {
public:
  explicit SimonMakuchFinding(StateCourse course) : course_(std::move(course)) {}

  report::Json json() const override;
  std::vector<std::string> warnings() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    return {report::Paragraph{wrong(plan, step)}, table(plan, step), figure(plan, step),
            naive_figure(plan, step), time_table(plan, step)};
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override;
  std::vector<std::string> summary(const Plan&, const Step&) const override;
  std::vector<Limitation> limitations(const Plan&, const Step&) const override { return {}; }

private:
  std::string label() const { return within_sentence(course_.state.happening.label); }
  std::string wrong(const Plan& plan, const Step& step) const;
  report::Table table(const Plan& plan, const Step& step) const;
  report::Table time_table(const Plan& plan, const Step& step) const;
  report::Figure figure(const Plan& plan, const Step& step) const;
  report::Figure naive_figure(const Plan& plan, const Step& step) const;

  StateCourse course_;
};

}  // namespace venscope::study
