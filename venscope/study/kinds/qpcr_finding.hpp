/// What an analysis of kind "qpcr" found, and how it is told.
#pragma once

#include "venscope/study/kind.hpp"
#include "venscope/study/kinds/assay_table.hpp"
#include "venscope/study/qpcr_analysis.hpp"

#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

class QpcrFinding final : public Finding {
public:
  QpcrFinding(QpcrAnalysis found, Spread how, std::string label_of_groups)
      : analysis(std::move(found)), spread(how), group_label(std::move(label_of_groups)) {}
  const QpcrAnalysis analysis;
  const Spread spread;            ///< of the figure
  const std::string group_label;  ///< "Venetoclax (nM)"

  report::Json json() const override { return to_json(analysis); }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override;
  std::vector<std::string> warnings() const override { return analysis.frame.warnings; }
  std::vector<std::string> methods(const Plan& plan, const Step& step) const override;
  std::vector<std::string> summary(const Plan& plan, const Step& step) const override;
  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override;
};

/// "2.4 (1.8 to 3.2)", "at most 0.1", "–".
std::string fold_change_text(const assay::FoldChange& change);

}  // namespace venscope::study
