/// What is said of patients sorted at declared times by what had happened to them until then.
#pragma once

#include "venscope/report/table.hpp"
#include "venscope/study/kinds/intervals.hpp"
#include "venscope/study/kinds/state_comparison.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"
#include "venscope/survival/landmark.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace venscope::study {

struct AtLandmark {
  survival::Landmark landmark;
  std::size_t unknown = 0;  ///< left out: not known whether it had happened
  StateComparison comparison;

  std::size_t in(std::int32_t group) const {
    return static_cast<std::size_t>(
        std::count(landmark.group.begin(), landmark.group.end(), group));
  }
};

class LandmarkFinding final : public Finding {
public:
  LandmarkFinding(ChangingCovariate state, StateOptions options, std::size_t patients,
                  std::vector<AtLandmark> found)
      : state_(std::move(state)),
        options_(std::move(options)),
        patients_(patients),
        found_(std::move(found)) {}

  report::Json json() const override;
  std::vector<std::string> warnings() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;

private:
  std::string label() const { return within_sentence(state_.happening.label); }
  report::Table table(const Plan& plan, const Step& step) const;
  report::Table medians(const Plan& plan, const Step& step) const;
  report::Figure figure(const Plan& plan, const Step& step, const AtLandmark& at) const;

  ChangingCovariate state_;
  StateOptions options_;
  std::size_t patients_;
  std::vector<AtLandmark> found_;
};

}  // namespace venscope::study
