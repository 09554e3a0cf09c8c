/// The column of resistance that the genes of a signature are to go with.
#include "venscope/base/nearest.hpp"
#include "venscope/study/signature_making.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

void SignatureMaking::find_resistance() {
  if (!request_.resistance) return;
  const ResistanceRequest& asked = *request_.resistance;
  const ValidationCohort* other = asked.cohort.empty() ? nullptr : find_cohort(plan_, asked.cohort);
  if (!asked.cohort.empty() && !other)
    return declared_wrong("resistance.cohort", "study.unknown_cohort",
                          fmt::format("there is no [[validation_cohort]] '{}'", asked.cohort),
                          "a declared cohort");
  resistant_ = plan_.expression(asked.expression, asked.cohort);
  if (!resistant_)
    return declared_wrong(
        "resistance", "study.no_expression",
        fmt::format("there is no [[expression]] '{}' of that cohort", asked.expression),
        "a matrix of the cohort that the column is of");
  const cohort::Table& table = other ? other->cohort.table : plan_.cohort.table;
  const cohort::Column* column = table.find(asked.column);
  const bool groups = column && column->type == cohort::ColumnType::category;
  if (groups && !find_groups(*column)) return;
  if (!column || !(column->numeric() || groups)) {
    std::vector<std::string> names;
    for (const cohort::Column& known : table.columns) names.push_back(known.name);
    const std::string near = nearest_name(asked.column, names);
    resistant_ = nullptr;
    return declared_wrong(
        "resistance.column", "study.unknown_column",
        column ? fmt::format("'{}' holds neither numbers nor categories", asked.column)
               : fmt::format("there is no column '{}' in {}", asked.column, table.file),
        "a column of numbers, or of two levels",
        near.empty() ? "" : "write '" + near + "' if that is meant");
  }
  made_.resistance_label = column->label.empty() ? column->name : column->label;
  made_.resistance_cohort = other ? other->label : "";
  const TrainingCohort* trained = made_.trained_in(asked.cohort);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!resistant_->present[row] || column->missing(row)) continue;
    if (trained) {
      // Only patients whom the signature is made from: a fold that leaves them out leaves out
      // these.
      const auto place = std::lower_bound(trained->rows.begin(), trained->rows.end(), row);
      if (place == trained->rows.end() || *place != row) continue;
      const std::size_t first =
          parts_[static_cast<std::size_t>(trained - made_.trained.data())].first;
      made_.resistance_patient.push_back(first +
                                         static_cast<std::size_t>(place - trained->rows.begin()));
    }
    resistant_rows_.push_back(row);
    made_.resistance.push_back(
        groups ? (column->levels[static_cast<std::size_t>(column->code[row])] == resistant_level_
                      ? 1.0
                      : 0.0)
               : column->number[row]);
  }
}

bool SignatureMaking::find_groups(const cohort::Column& column) {
  const ResistanceRequest& asked = *request_.resistance;
  resistant_level_ = !asked.resistant.empty()    ? asked.resistant
                     : column.levels.size() == 2 ? column.levels[1]
                                                 : "";
  const auto at = std::find(column.levels.begin(), column.levels.end(), resistant_level_);
  const auto refuse = [&](const char* entry, std::string what, std::string expected,
                          std::string remedy) {
    resistant_ = nullptr;
    declared_wrong(entry, "study.signature_resistance", std::move(what), std::move(expected),
                   std::move(remedy));
    return false;
  };
  if (column.levels.size() != 2)
    return refuse("resistance.column",
                  fmt::format("'{}' has {} levels", column.name, column.levels.size()),
                  "a column of numbers, or of two levels", "derive a column of two");
  if (at == column.levels.end())
    return refuse("resistance.resistant",
                  fmt::format("'{}' is no level of '{}'", resistant_level_, column.name),
                  fmt::format("{}", fmt::join(column.levels, ", ")), "");
  signature::AssociationRule& rule = *made_.options.candidates.association;
  using signature::AssociationMethod;
  if (rule.method != AssociationMethod::moderated_t && rule.method != AssociationMethod::wilcoxon)
    return refuse("resistance.method",
                  fmt::format("'{}' holds no numbers to correlate with", column.name),
                  "moderated_t or wilcoxon", "");
  if (rule.split != signature::Split::none || rule.cap)
    return refuse(rule.cap ? "resistance.censored_above" : "resistance.split",
                  fmt::format("'{}' holds no numbers", column.name), "a column of numbers", "");
  rule.split = signature::Split::at;
  rule.split_at = 0.5;
  made_.resistance_groups = fmt::format("{} against {}", resistant_level_,
                                        column.levels[at == column.levels.begin() ? 1 : 0]);
  return true;
}

void SignatureMaking::take_resistance() {
  const ColumnOf columns = columns_by_gene(*resistant_);
  made_.resistance_expression = Matrix(resistant_rows_.size(), made_.genes.size());
  for (std::size_t g = 0; g < made_.genes.size(); ++g)
    for (std::size_t i = 0; i < resistant_rows_.size(); ++i)
      made_.resistance_expression(i, g) =
          resistant_->values(resistant_rows_[i], columns.at(made_.genes[g]));
}

}  // namespace venscope::study
