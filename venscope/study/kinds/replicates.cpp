// kind = "replicates": an experiment repeated under several conditions, which are compared.
#include "venscope/formula/expression.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/replicates_finding.hpp"
#include "venscope/study/wording.hpp"

#include <fmt/format.h>

namespace venscope::study {
namespace {

using assay::Scale;

class ReplicatesRequest final : public KindRequest {
public:
  std::string records, value, condition, dose;
  ReplicatesOptions options;
  ReplicatesDrawing drawing;

  std::string title(const Plan& plan) const override {
    std::string text = fmt::format("{} by {}", assay_label(plan, records, value),
                                   within_sentence(assay_label(plan, records, condition)));
    if (!dose.empty()) text += " and " + within_sentence(assay_label(plan, records, dose));
    return text;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (!check_assay_columns(plan, step, records, named(), problems)) return;
    if (const auto tried = analyse(plan, step); !tried)
      add_input_problems(tried.error(), step.request->place, problems);
  }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    auto analysis = analyse(plan, step);
    if (!analysis) return tl::unexpected(std::move(analysis.error()));
    ReplicatesDrawing how = drawing;
    how.label = assay_label(plan, records, value);
    how.heading = assay_heading(plan, records, value);
    how.condition_label = assay_label(plan, records, condition);
    if (!dose.empty()) {
      how.dose_label = assay_label(plan, records, dose);
      how.dose_heading = assay_heading(plan, records, dose);
      how.dose_unit = assay_unit(plan, records, dose);
    }
    return std::make_unique<const ReplicatesFinding>(std::move(*analysis), std::move(how));
  }

private:
  std::vector<NamedColumn> named() const {
    return {{"value", value}, {"condition", condition}, {"dose", dose}, {"unit", options.unit}};
  }
  Result<ReplicatesAnalysis> analyse(const Plan& plan, const Step& step) const {
    std::string formula = formula::quoted_name(value) + " ~ " + formula::quoted_name(condition);
    if (!dose.empty()) formula += " * " + formula::quoted_name(dose);
    return analyse_replicates(formula, assay_table(plan, step, records, named()), options);
  }
};

std::unique_ptr<const KindRequest> read_replicates(Section& section, const Protocol& protocol,
                                                   const AnalysisDefaults& defaults) {
  auto request = std::make_unique<ReplicatesRequest>();
  ReplicatesOptions& options = request->options;
  request->records = read_assay_records(section, protocol);
  request->value = section.required_text("value", "the column of the measured values");
  request->condition = section.required_text("condition", "the column of the conditions");
  request->dose = section.text("dose").value_or("");
  read_assay_design(section, defaults, options);
  options.scale = section
                      .choice<Scale>("scale", {{"identity", Scale::identity},
                                               {"log", Scale::log},
                                               {"logit", Scale::logit}})
                      .value_or(Scale::identity);
  request->drawing.spread = read_spread(section);
  request->drawing.bars = section.flag("bars").value_or(true);
  request->drawing.brackets = section.flag("brackets").value_or(true);
  return request;
}

}  // namespace

Kind replicates_kind() {
  return {"replicates", "Replicates", false, read_replicates, {}, true};
}

}  // namespace venscope::study
