// kind = "qpcr": relative expression from the Ct of wells.
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/qpcr_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

class QpcrRequest final : public KindRequest {
public:
  std::string records;
  QpcrAnalysisOptions options;
  Spread spread = Spread::ci;

  std::string title(const Plan& plan) const override {
    return "Expression by " + within_sentence(assay_label(plan, records, options.group));
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
    return std::make_unique<const QpcrFinding>(std::move(*analysis), spread,
                                               assay_heading(plan, records, options.group));
  }

private:
  std::vector<NamedColumn> named() const {
    return {{"sample", options.sample}, {"gene", options.gene},         {"ct", options.ct},
            {"group", options.group},   {"quantity", options.quantity}, {"unit", options.unit}};
  }
  Result<QpcrAnalysis> analyse(const Plan& plan, const Step& step) const {
    return analyse_qpcr(assay_table(plan, step, records, named()), options);
  }
};

/// efficiency = { CLL1 = 1.93, GAPDH = -3.35 }
void read_factors(Section& section, QpcrAnalysisOptions& options) {
  const Node* node = section.node("efficiency");
  if (!node) return;
  if (!node->is(Node::Kind::table)) {
    section.reject("efficiency", "study.efficiency", "is no table", "{ GENE = 1.95 }");
    return;
  }
  for (std::size_t i = 0; i < node->names.size(); ++i) {
    const Node& value = node->items[i];
    if (value.is(Node::Kind::real) || value.is(Node::Kind::integer))
      options.factors.emplace_back(node->names[i], value.is(Node::Kind::real)
                                                       ? value.real
                                                       : static_cast<double>(value.integer));
    else
      section.reject("efficiency", "study.efficiency",
                     fmt::format("'{}' has no number", node->names[i]),
                     "an amplification factor or the slope of a standard curve");
  }
}

std::unique_ptr<const KindRequest> read_qpcr(Section& section, const Protocol& protocol,
                                             const AnalysisDefaults& defaults) {
  auto request = std::make_unique<QpcrRequest>();
  QpcrAnalysisOptions& options = request->options;
  request->records = read_assay_records(section, protocol);
  options.sample = section.required_text("sample", "the column of the sample");
  options.gene = section.required_text("gene", "the column of the gene");
  options.ct = section.required_text("ct", "the column of the Ct");
  options.group = section.required_text("group", "the column of the groups");
  options.quantity = section.text("quantity").value_or("");
  read_assay_design(section, defaults, options);
  options.references = section.texts("reference_gene");
  if (options.references.empty())
    section.reject("reference_gene", "study.absent", "is not given", "one or more genes");
  options.last_cycle = section.number("cycles", 1, 1000);
  read_factors(section, options);
  request->spread = read_spread(section);
  return request;
}

}  // namespace

Kind qpcr_kind() {
  return {"qpcr", "Quantitative PCR", false, read_qpcr, {}, true};
}

}  // namespace venscope::study
