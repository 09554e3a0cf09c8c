#include "venscope/study/kinds/gene_tables.hpp"

#include "venscope/report/number.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

std::string gene_p(double p) {
  if (std::isnan(p)) return report::undefined_number;
  return p < 0.001 ? fmt::format("{:.1e}", p) : report::p_value(p);
}

SampledStep sampled_step(const Plan& plan, const Step& step, const Expression& expression) {
  SampledPatients patients = sampled_patients(plan, step, expression);
  return {cohort::select_rows(*step.table, patients.step), std::move(patients.matrix)};
}

std::vector<std::string> sample_names(const cohort::Table& table,
                                      const std::vector<std::size_t>& rows, const RowNoun& noun) {
  std::vector<std::string> names;
  for (const std::size_t row : rows)
    names.push_back(row < table.line.size()
                        ? fmt::format("the {} of line {}", noun.one, table.line[row])
                        : fmt::format("{} {}", noun.one, row + 1));
  return names;
}

}  // namespace venscope::study
