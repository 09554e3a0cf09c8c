/// What an analysis of kind "waterfall" found, and how it is told.
#pragma once

#include "venscope/course/best_change.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/kinds/followed_patients.hpp"
#include "venscope/study/kinds/timed_records.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct WaterfallOptions {
  std::string baseline, best;  ///< columns of the cohort; or else
  std::optional<TimedRecordsRequest> records;
  std::optional<double> baseline_within, until;
  std::string group, colour;  ///< columns: compared, and shown
  std::vector<double> thresholds;
  double most = 100, level = 0.95;
  std::string label;  ///< of the quantity
};

class WaterfallFinding final : public Finding {
public:
  WaterfallOptions options;
  std::vector<course::BestChange> changes;  ///< by patient
  std::vector<std::size_t> order;           ///< patients with a bar, from left to right
  course::ChangeSummary change_summary;
  PatientGroups groups, colours;
  std::string quantity;

  report::Json json() const override;
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;

private:
  std::size_t evaluated() const { return order.size(); }
  /// How many patients have no bar for that reason.
  std::size_t without(course::NoChange why) const;
  std::string group_name(std::size_t g) const;
  std::string caption(const Step& step) const;
  report::Figure figure(const Step& step) const;
  report::Table table(const Step& step) const;
  std::string test_note() const;
};

}  // namespace venscope::study
