/// Whom a signature is made from: patients with sample, outcome, covariates and strata.
#include "venscope/base/nearest.hpp"
#include "venscope/cohort/inclusion.hpp"
#include "venscope/study/signature_making.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

std::vector<bool> SignatureMaking::population(const cohort::Table& table) {
  std::vector<bool> in(table.rows, request_.where.empty());
  if (request_.where.empty()) return in;
  cohort::InclusionRule rule;
  rule.keep = request_.where;
  rule.place = request_.place;
  rule.place.column += ".where";
  const Result<cohort::Inclusion> kept = cohort::include(table, {&rule, 1});
  if (!kept) {
    problems_.insert(problems_.end(), kept.error().begin(), kept.error().end());
    return in;
  }
  for (const std::size_t row : kept->rows) in[row] = true;
  return in;
}

void SignatureMaking::find_patients() {
  made_.measured = expression_->genes.size();
  parts_.push_back({&plan_.table, expression_, &plan_.endpoints[made_.endpoint]});
  made_.trained.push_back({"", own_label(), {}, {}, 0, {}});
  for (const std::string& id : request_.pool) find_pooled(id);
  for (std::size_t k = 0; k < parts_.size(); ++k) take_patients(parts_[k], made_.trained[k]);
  std::size_t all = 0;
  for (const TrainingCohort& cohort : made_.trained) all += cohort.rows.size();
  if (all == 0)
    made_.problems.push_back(not_possible("study.signature_patients",
                                          "no patient has both expression and the endpoint",
                                          "look at the names of samples, and at `where`"));
}

std::string SignatureMaking::own_label() const {
  return plan_.protocol.cohort.label.empty() ? "Study cohort" : plan_.protocol.cohort.label;
}

void SignatureMaking::find_pooled(const std::string& id) {
  const ValidationCohort* cohort = find_cohort(plan_, id);
  if (!cohort)
    return declared_wrong("pool", "study.unknown_cohort",
                          fmt::format("there is no [[validation_cohort]] '{}'", id),
                          "a declared cohort");
  const Expression* matrix = plan_.expression(request_.expression, id);
  if (!matrix)
    return declared_wrong(
        "pool", "study.no_expression",
        fmt::format("cohort '{}' has no [[expression]] '{}'", id, request_.expression),
        "a cohort with the matrix", fmt::format("declare one with cohort = '{}'", id));
  const auto& endpoint = cohort->endpoints[made_.endpoint];
  if (!endpoint) return;  // why there is none was said
  parts_.push_back({&cohort->table, matrix, &*endpoint});
  made_.trained.push_back({id, cohort->label, {}, {}, 0, {}});
}

void SignatureMaking::take_patients(Part& part, TrainingCohort& cohort) {
  std::vector<const cohort::Column*> clinic = clinical_columns(*part.table, cohort);
  std::vector<std::size_t> lacking(clinic.size(), 0);
  const std::vector<bool> in = population(*part.table);
  for (std::size_t i = 0; i < part.endpoint->rows.size(); ++i) {
    const std::size_t row = part.endpoint->rows[i];
    if (!in[row] || !part.matrix->present[row]) continue;
    bool known = true;
    for (std::size_t c = 0; c < clinic.size(); ++c)
      if (clinic[c]->missing(row)) {
        ++lacking[c];
        known = false;
      }
    if (!known) {
      ++cohort.without_clinic;
      continue;
    }
    cohort.rows.push_back(row);
    part.places.push_back(i);
  }
  for (std::size_t c = 0; c < clinic.size(); ++c)
    if (lacking[c] > 0) cohort.without.emplace_back(clinic[c]->name, lacking[c]);
}

std::vector<const cohort::Column*> SignatureMaking::clinical_columns(const cohort::Table& table,
                                                                     const TrainingCohort& cohort) {
  std::vector<const cohort::Column*> columns;
  for (const auto& [entry, names] :
       {std::pair{"covariates", &request_.covariates}, {"strata", &request_.strata}})
    for (const std::string& name : *names) {
      const cohort::Column* column = table.find(name);
      const bool covariate = names == &request_.covariates;
      const cohort::Column* own = plan_.table.find(name);
      if (column && own && own->type != column->type) {
        declared_wrong(entry, "study.signature_column",
                       fmt::format("'{}' holds something else in {} than in {}", name, cohort.label,
                                   plan_.table.file),
                       "the same kind of values in every cohort", "declare it in [dictionary]");
        continue;
      }
      const bool fits = column && (column->type == cohort::ColumnType::category ||
                                   (covariate && column->type == cohort::ColumnType::number));
      if (fits) {
        columns.push_back(column);
        continue;
      }
      std::vector<std::string> known;
      for (const cohort::Column& one : table.columns) known.push_back(one.name);
      const std::string near = column ? "" : nearest_name(name, known);
      declared_wrong(entry, column ? "study.signature_column" : "study.unknown_column",
                     column ? fmt::format("'{}' holds {}", name,
                                          column->type == cohort::ColumnType::number
                                              ? "numbers, which make no strata"
                                              : "neither numbers nor categories")
                            : fmt::format("there is no column '{}' in {}", name,
                                          cohort.id.empty() ? table.file : cohort.label),
                     covariate ? "a column of numbers or categories" : "a column of categories",
                     near.empty() ? "" : "write '" + near + "' if that is meant");
    }
  return columns;
}

void SignatureMaking::take_clinic() {
  std::vector<CohortPatients> cohorts;
  std::vector<std::string> labels;
  for (std::size_t k = 0; k < parts_.size(); ++k) {
    cohorts.push_back({parts_[k].table, made_.trained[k].rows});
    labels.push_back(made_.trained[k].label);
  }
  if (!request_.strata.empty() || parts_.size() > 1)
    made_.strata = strata_of(request_.strata, cohorts, labels);
  if (request_.covariates.empty()) return;
  made_.covariate_design = covariate_design(request_.covariates, cohorts);
  made_.covariate_names = made_.covariate_design.names();
  made_.covariates = Matrix(made_.patients(), made_.covariate_names.size());
  for (std::size_t k = 0; k < parts_.size(); ++k) {
    const Matrix own = made_.covariate_design.of(*parts_[k].table, made_.trained[k].rows);
    for (std::size_t j = 0; j < own.columns; ++j)
      std::copy(own.column(j).begin(), own.column(j).end(),
                made_.covariates.column(j).begin() + static_cast<std::ptrdiff_t>(parts_[k].first));
  }
  for (const std::string& name : made_.covariate_design.single)
    made_.problems.push_back(not_possible(
        "signature.covariate",
        fmt::format("the covariate {} is the same for all {} patients", name, made_.patients()),
        "leave it out"));
}

void SignatureMaking::take_outcomes() {
  made_.outcomes = {};
  for (std::size_t k = 0; k < parts_.size(); ++k) {
    TrainingCohort& cohort = made_.trained[k];
    cohort.outcomes = signature::outcomes_of(parts_[k].endpoint->outcomes, parts_[k].places);
    parts_[k].first = made_.outcomes.time.size();
    const endpoint::Outcomes& from = cohort.outcomes;
    endpoint::Outcomes& to = made_.outcomes;
    to.time.insert(to.time.end(), from.time.begin(), from.time.end());
    to.event.insert(to.event.end(), from.event.begin(), from.event.end());
    to.entry.insert(to.entry.end(), from.entry.begin(), from.entry.end());
  }
}

}  // namespace venscope::study
