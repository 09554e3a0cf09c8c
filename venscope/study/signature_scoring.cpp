/// The score of a signature and its groups, in every cohort that has the matrix.
#include "venscope/study/signature_making.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

SignatureCohort SignatureMaking::scored(const Expression& matrix, const cohort::Table& table,
                                        signature::Transport transport) const {
  SignatureCohort cohort;
  const std::size_t n = matrix.present.size();
  cohort.score.resize(n);
  cohort.group.resize(n);
  cohort.without_sample = matrix.without_sample();
  if (!made_.made || made_.made->weights.empty()) return cohort;
  const ColumnOf columns = columns_by_gene(matrix);
  std::vector<signature::GeneWeight> weights;
  std::vector<std::size_t> here, there, rows;
  for (const signature::GeneWeight& weight : made_.made->weights) {
    const auto found = columns.find(made_.genes[weight.gene]);
    if (found == columns.end()) {
      cohort.absent.push_back(made_.genes[weight.gene]);
      continue;
    }
    weights.push_back({weights.size(), weight.coef});
    here.push_back(found->second);
    there.push_back(weight.gene);
  }
  cohort.refused = weights.empty() || (!cohort.absent.empty() && !request_.missing_genes_left_out);
  if (cohort.refused) return cohort;
  for (std::size_t row = 0; row < n; ++row)
    if (matrix.present[row]) rows.push_back(row);
  const std::size_t own = made_.trained.front().rows.size();
  Matrix values(rows.size(), here.size()), reference(own, here.size());
  for (std::size_t g = 0; g < here.size(); ++g) {
    for (std::size_t i = 0; i < rows.size(); ++i) values(i, g) = matrix.values(rows[i], here[g]);
    const std::span<const double> from = made_.expression.column(there[g]);
    std::copy_n(from.begin(), own, reference.column(g).begin());
  }
  const std::vector<double> score =
      signature::score_of(weights, signature::transported(values, reference, transport));
  const std::vector<double> clinic = clinical_part(table, rows);
  std::vector<double> known;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (std::isnan(score[i]) || std::isnan(clinic[i])) {
      ++(std::isnan(score[i]) ? cohort.incomplete : cohort.without_covariates);
      continue;
    }
    cohort.score[rows[i]] = score[i] + clinic[i];
    known.push_back(score[i] + clinic[i]);
  }
  cohort.cut = signature::cut_for(cut_of(cohort, there), known);
  const auto groups = signature::groups_of(known, cohort.cut);
  for (std::size_t row = 0, next = 0; row < n; ++row)
    if (cohort.score[row]) cohort.group[row] = groups[next++];
  return cohort;
}

std::vector<double> SignatureMaking::clinical_part(const cohort::Table& table,
                                                   const std::vector<std::size_t>& rows) const {
  std::vector<double> part(rows.size(), 0.0);
  if (made_.options.score == signature::ScoreOf::genes) return part;
  const Matrix values = made_.covariate_design.of(table, rows);
  for (const signature::CovariateWeight& weight : made_.made->covariates)
    for (std::size_t i = 0; i < rows.size(); ++i)
      part[i] += weight.coef * values(i, weight.covariate);
  return part;
}

signature::Cut SignatureMaking::cut_of(const SignatureCohort& cohort,
                                       const std::vector<std::size_t>& there) const {
  if (cohort.absent.empty()) return made_.made->cut;
  std::vector<signature::GeneWeight> weights;
  for (const signature::GeneWeight& weight : made_.made->weights)
    if (std::find(there.begin(), there.end(), weight.gene) != there.end())
      weights.push_back(weight);
  return signature::cut_points(
      signature::score_of(made_.data(), weights, made_.made->covariates, made_.options.score),
      made_.outcomes, made_.options.cut);
}

void SignatureMaking::add_columns(const SignatureCohort& cohort, cohort::Table& table, bool tell) {
  cohort::Column score, group;
  score.name = score_column(request_.id);
  score.label = request_.title + " score";
  score.number.assign(table.rows, cohort::missing_number);
  group.name = group_column(request_.id);
  group.label = request_.title;
  group.type = cohort::ColumnType::category;
  group.levels = made_.group_names();
  group.code.assign(table.rows, cohort::missing_code);
  for (std::size_t row = 0; row < cohort.score.size(); ++row) {
    if (cohort.score[row]) score.number[row] = *cohort.score[row];
    if (cohort.group[row]) group.code[row] = static_cast<std::int32_t>(*cohort.group[row]);
  }
  for (cohort::Column* column : {&score, &group}) {
    if (!table.find(column->name))
      table.columns.push_back(std::move(*column));
    else if (tell)
      declared_wrong("id", "study.score_column", "'" + column->name + "' is a column already",
                     "another id");
  }
}

void SignatureMaking::apply() {
  SignatureCohort own;
  if (expression_) own = scored(*expression_, plan_.table, signature::Transport::raw);
  own.label = own_label();
  own.training = true;
  add_columns(own, plan_.table, true);
  made_.cohorts.push_back(std::move(own));
  for (ValidationCohort& other : plan_.validation) {
    const Expression* matrix = plan_.expression(request_.expression, other.id);
    if (!matrix) continue;
    SignatureCohort cohort = scored(*matrix, other.table, request_.transport);
    cohort.id = other.id;
    cohort.label = other.label;
    cohort.training = made_.trained_in(other.id) != nullptr;
    add_columns(cohort, other.table, false);
    made_.cohorts.push_back(std::move(cohort));
  }
}

}  // namespace venscope::study
