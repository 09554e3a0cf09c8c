#include "venscope/study/kinds/two_arms.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/formula/expression.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/study/step_formula.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using cohort::Column;
using cohort::ColumnType;

void add_names(const formula::Expression& expression, const cohort::Table& table,
               std::vector<std::string>& names) {
  if (expression.kind == formula::Expression::Kind::name && table.find(expression.text) &&
      std::find(names.begin(), names.end(), expression.text) == names.end())
    names.push_back(expression.text);
  for (const formula::Expression& argument : expression.arguments)
    add_names(argument, table, names);
}

/// The levels of the arm that somebody has, and their codes.
std::vector<std::int32_t> levels_in_use(const response::Levels& levels) {
  std::vector<std::int32_t> used(levels.code.begin(), levels.code.end());
  std::sort(used.begin(), used.end());
  used.erase(std::unique(used.begin(), used.end()), used.end());
  std::erase_if(used, [](std::int32_t code) { return code < 0; });
  return used;
}

Problem not_two_arms(const ArmsDeclaration& declared, const response::Levels& levels,
                     const std::vector<std::int32_t>& used) {
  std::vector<std::string> names;
  for (const std::int32_t code : used)
    names.push_back("'" + levels.names[static_cast<std::size_t>(code)] + "'");
  if (names.size() > 5) names.resize(5);
  return {"study.two_arms",
          declared.place,
          fmt::format("column '{}' has {} level{} among these patients{}", declared.arm,
                      used.size(), used.size() == 1 ? "" : "s",
                      names.empty() ? "" : fmt::format(": {}", fmt::join(names, ", "))),
          "two arms",
          "choose the patients with where, or name another column",
          Fault::input};
}

/// A number or date gets the median of those known, a category the level "missing"; gives the
/// yes/no column of a number to be added as a term.
std::optional<Column> fill_missing(Column& column) {
  if (!column.numeric()) {
    const auto level = static_cast<std::int32_t>(column.levels.size());
    column.levels.emplace_back("missing");
    for (std::int32_t& code : column.code)
      if (code < 0) code = level;
    return {};
  }
  std::vector<double> known;
  for (const double value : column.number)
    if (value == value) known.push_back(value);
  if (known.empty()) return {};  // the formula says that nobody has a value
  std::sort(known.begin(), known.end());
  const double median = sorted_quantile(known, 0.5);
  Column indicator;
  indicator.name = column.name + "_missing";
  indicator.type = ColumnType::category;
  indicator.levels = {"no", "yes"};
  for (double& value : column.number) {
    indicator.code.push_back(value == value ? 0 : 1);
    if (value != value) value = median;
  }
  return indicator;
}

/// Fills the covariates and adds the indicators as terms.
void fill_covariates(cohort::Table& table, std::vector<std::string>& terms) {
  std::vector<std::string> names;
  for (const std::string& term : terms)
    for (std::string& name : columns_of_term(term, table))
      if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
  std::vector<Column> indicators;
  for (Column& column : table.columns) {
    if (std::find(names.begin(), names.end(), column.name) == names.end()) continue;
    bool any = false;
    for (std::size_t row = 0; row < table.rows && !any; ++row) any = column.missing(row);
    if (!any) continue;
    if (auto indicator = fill_missing(column)) indicators.push_back(std::move(*indicator));
  }
  for (Column& indicator : indicators) {
    terms.push_back(indicator.name);
    table.columns.push_back(std::move(indicator));
  }
}

/// Rows of the table with a known arm, centre and exact columns; without_arm is counted.
std::vector<std::size_t> usable_rows(const cohort::Table& table, const ArmsDeclaration& declared,
                                     const response::Levels& arm, std::size_t& without_arm) {
  std::vector<std::string> needed = declared.exact;
  if (!declared.centre.empty()) needed.push_back(declared.centre);
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (arm.code[row] < 0) {
      ++without_arm;
      continue;
    }
    const bool known = std::none_of(needed.begin(), needed.end(), [&](const std::string& name) {
      return table.find(name)->missing(row);
    });
    if (known) rows.push_back(row);
  }
  return rows;
}

void count_missing(const cohort::Table& table, const std::vector<std::string>& columns,
                   std::vector<std::pair<std::string, std::size_t>>& missing) {
  for (const std::string& name : columns) {
    const Column* column = table.find(name);
    std::size_t n = 0;
    for (std::size_t row = 0; row < table.rows; ++row) n += column->missing(row) ? 1 : 0;
    if (n > 0) missing.emplace_back(name, n);
  }
}

/// One code per combination of the columns' values.
std::vector<std::int32_t> combined_codes(const cohort::Table& table,
                                         const std::vector<std::string>& columns) {
  if (columns.empty()) return {};
  std::vector<std::vector<std::int32_t>> keys(table.rows);
  for (const std::string& name : columns) {
    const response::Levels levels = response::levels_of(*table.find(name));
    for (std::size_t row = 0; row < table.rows; ++row) keys[row].push_back(levels.code[row]);
  }
  std::map<std::vector<std::int32_t>, std::int32_t> code_of;
  for (const auto& key : keys) code_of.emplace(key, 0);
  std::int32_t next = 0;
  for (auto& [key, code] : code_of) code = next++;
  std::vector<std::int32_t> codes;
  for (const auto& key : keys) codes.push_back(code_of.at(key));
  return codes;
}

std::vector<std::string> columns_to_balance(const ArmsDeclaration& declared,
                                            const cohort::Table& table) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const std::string& term : declared.covariates)
    for (const std::string& name : columns_of_term(term, table)) add(name);
  for (const std::string& name : declared.balance) add(name);
  return names;
}

}  // namespace

std::vector<std::string> columns_of_term(const std::string& term, const cohort::Table& table) {
  if (table.find(term)) return {term};
  std::vector<std::string> names;
  if (const auto expression = formula::parse_expression(term)) add_names(*expression, table, names);
  return names;
}

ArmsDeclaration read_arms(Section& section, const Protocol& protocol) {
  ArmsDeclaration arms;
  arms.arm = section.text("arm").value_or(protocol.group);
  arms.place = section.place(section.has("arm") ? "arm" : "");
  if (arms.arm.empty())
    section.reject("arm", "study.absent", "is not given", "a column with two levels");
  arms.covariates = section.has("covariates") ? section.texts("covariates") : protocol.covariates;
  return arms;
}

void check_arm(const ArmsDeclaration& declared, const cohort::Table& table, Problems& problems) {
  const Column* column = table.find(declared.arm);
  if (!column) return;  // said elsewhere
  const response::Levels levels = response::levels_of(*column);
  const std::vector<std::int32_t> used = levels_in_use(levels);
  if (used.size() != 2) problems.push_back(not_two_arms(declared, levels, used));
}

Result<ArmPatients> arm_patients(const Plan& plan, const Step& step,
                                 const ArmsDeclaration& declared) {
  const cohort::Table& all = *step.table;
  const response::Levels arm = response::levels_of(*all.find(declared.arm));
  const std::vector<std::int32_t> used = levels_in_use(arm);
  if (used.size() != 2) return failure(not_two_arms(declared, arm, used));
  ArmPatients patients;
  for (std::size_t z = 0; z < 2; ++z)
    patients.levels[z] = arm.names[static_cast<std::size_t>(used[z])];
  const std::vector<std::size_t> usable = usable_rows(all, declared, arm, patients.without_arm);
  cohort::Table table = cohort::select_rows(all, usable);
  patients.balance_columns = columns_to_balance(declared, table);
  std::vector<std::string> watched = patients.balance_columns;
  for (const std::string& name : declared.exact) watched.push_back(name);
  if (!declared.centre.empty()) watched.push_back(declared.centre);
  std::sort(watched.begin(), watched.end());
  watched.erase(std::unique(watched.begin(), watched.end()), watched.end());
  count_missing(all, watched, patients.missing);

  std::vector<std::string> terms = declared.covariates;
  cohort::Table filled = table;
  if (declared.missing == MissingCovariates::indicator) fill_covariates(filled, terms);
  auto frame = formula::model_frame(
      survival_side(plan.endpoints[*step.endpoint]) + " ~ " + right_side(terms, {}, "", filled),
      filled);
  if (!frame) return failure(std::move(frame.error()));
  patients.frame = std::move(*frame);
  patients.table = cohort::select_rows(table, patients.frame.rows);
  patients.left_out = all.rows - patients.without_arm - patients.frame.rows.size();
  for (const std::size_t row : patients.frame.rows)
    patients.treated.push_back(arm.code[usable[row]] == used[1] ? 1 : 0);
  patients.exact = combined_codes(patients.table, declared.exact);
  if (!declared.centre.empty()) {
    response::Levels centre = response::levels_of(*patients.table.find(declared.centre));
    patients.centres = std::move(centre.names);
    patients.centre = std::move(centre.code);
  }
  return patients;
}

}  // namespace venscope::study
