/// What an analysis of kind "replicates" found, and how it is told.
#pragma once

#include "venscope/study/kind.hpp"
#include "venscope/study/kinds/assay_table.hpp"
#include "venscope/study/replicates_analysis.hpp"

#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

/// How it is drawn.
struct ReplicatesDrawing {
  Spread spread = Spread::ci;
  bool bars = true, brackets = true;
  std::string label, heading;  ///< of the value, alone and with its unit
  std::string condition_label, dose_label, dose_heading, dose_unit;
};

class ReplicatesFinding final : public Finding {
public:
  ReplicatesFinding(ReplicatesAnalysis found, ReplicatesDrawing how)
      : analysis(std::move(found)), drawing(std::move(how)) {}
  const ReplicatesAnalysis analysis;
  const ReplicatesDrawing drawing;

  report::Json json() const override { return to_json(analysis); }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override { return analysis.frame.warnings; }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
};

/// How pairs were compared, for methods and captions: "Dunnett's comparisons with the control".
std::string method_sentence(assay::Method method, bool paired, std::size_t conditions);

/// Which brackets are drawn: all of up to six, else those with an adjusted p below 0.05.
bool all_brackets(std::size_t pairs);

}  // namespace venscope::study
