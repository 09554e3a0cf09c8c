#include "venscope/base/adjust.hpp"
#include "venscope/expression/storey.hpp"
#include "venscope/study/kinds/drug_sensitivity_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// One drug against the score; in `untested` where there is no test of it.
void test_drug(const cohort::Table& table, const cohort::Column& score,
               const DrugResponses& responses, DrugSensitivityFinding& finding) {
  cohort::Column column;
  column.name = column.label = responses.drug;
  column.number = responses.value;
  UntestedDrug left{responses.drug, 0, 0, {}};
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (score.missing(row) || column.missing(row)) continue;
    ++left.n;
    left.censored += responses.limits.above && column.number[row] >= *responses.limits.above;
  }
  if (left.n < finding.options.least) {
    left.reason = fmt::format("fewer than {}", finding.options.least);
    finding.untested.push_back(std::move(left));
    return;
  }
  TestedDrug tested;
  tested.found = associate(table, score, column, responses.limits, finding.options.how);
  if (tested.found.p) {
    finding.tested.push_back(std::move(tested));
    return;
  }
  left.reason = tested.found.note;
  finding.untested.push_back(std::move(left));
}

void add_q_values(DrugSensitivityFinding& finding) {
  std::vector<double> p;
  for (const TestedDrug& drug : finding.tested) p.push_back(*drug.found.p);
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t i = 0; i < q.size(); ++i) finding.tested[i].found.q = q[i];
  if (p.empty()) return;
  if (const auto storey = expression::storey_q(p)) {
    finding.null_share = storey->null_share;
    for (std::size_t i = 0; i < q.size(); ++i) finding.tested[i].storey = storey->q[i];
  } else {
    finding.said.push_back("no q of Storey: " + storey.error().front().what);
  }
}

void count_and_warn(const ResponseTable& responses, DrugSensitivityFinding& finding) {
  finding.rows = responses.rows;
  finding.without_drug = responses.without_drug;
  finding.without_value = responses.without_value;
  finding.repeated = responses.repeated;
  finding.repeated_rows = responses.repeated_rows;
  if (responses.without_drug > 0)
    finding.said.push_back(fmt::format("{} {} no drug, and {} left out", responses.without_drug,
                                       plural(responses.without_drug, "row names", "rows name"),
                                       plural(responses.without_drug, "is", "are")));
  if (responses.without_value > 0)
    finding.said.push_back(fmt::format("{} {} no value", responses.without_value,
                                       plural(responses.without_value, "row has", "rows have")));
  if (!finding.untested.empty())
    finding.said.push_back(fmt::format("{} of {} drugs were not tested", finding.untested.size(),
                                       finding.untested.size() + finding.tested.size()));
  for (const TestedDrug& drug : finding.tested)
    if (!drug.found.tobit_note.empty())
      finding.said.push_back(
          fmt::format("{}: no Tobit model: {}", drug.found.variable, drug.found.tobit_note));
}

}  // namespace

void test_drugs(const cohort::Table& table, const cohort::Column& score,
                const ResponseTable& responses, DrugSensitivityFinding& finding) {
  for (const DrugResponses& drug : responses.drugs) test_drug(table, score, drug, finding);
  std::stable_sort(
      finding.tested.begin(), finding.tested.end(), [](const TestedDrug& a, const TestedDrug& b) {
        const auto key = [](const TestedDrug& drug) {
          return std::tuple(*drug.found.p,
                            drug.found.effect ? -std::fabs(drug.found.effect->estimate) : 0.0);
        };
        return key(a) < key(b);
      });
  add_q_values(finding);
  count_and_warn(responses, finding);
}

}  // namespace venscope::study
