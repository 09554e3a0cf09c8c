#include "venscope/study/derived_column.hpp"

#include "venscope/formula/evaluate.hpp"

namespace venscope::study {

namespace {

void add_column(const DerivedColumn& derived, formula::Value value, cohort::Table& table) {
  cohort::Column column;
  column.name = derived.name;
  column.label = derived.label.empty() ? derived.name : derived.label;
  column.unit = derived.unit;
  if (value.kind == formula::Value::Kind::logical) value = formula::to_category(value);
  if (value.kind == formula::Value::Kind::category) {
    column.type = cohort::ColumnType::category;
    column.code = std::move(value.code);
    column.levels = std::move(value.levels);
  } else {
    column.number = std::move(value.number);
  }
  table.columns.push_back(std::move(column));
}

}  // namespace

void add_derived_columns(const std::vector<DerivedColumn>& derived, cohort::Table& table,
                         Problems& problems) {
  for (const DerivedColumn& wanted : derived) {
    const auto reject = [&](std::string code, std::string what, std::string expected) {
      problems.push_back(
          {std::move(code), wanted.place, std::move(what), std::move(expected), "", Fault::input});
    };
    if (table.find(wanted.name)) {
      reject("study.derived_name", "'" + wanted.name + "' is a column already", "a new name");
      continue;
    }
    const Result<formula::Expression> expression = formula::parse_expression(wanted.from);
    if (!expression) {
      for (Problem problem : expression.error()) {
        problem.place = wanted.place;
        problems.push_back(std::move(problem));
      }
      continue;
    }
    formula::Evaluator evaluator(wanted.from, table);
    std::optional<formula::Value> value = evaluator.evaluate_rows(*expression);
    for (Problem problem : evaluator.problems()) {
      if (problem.place.line == 0) problem.place = wanted.place;
      problems.push_back(std::move(problem));
    }
    if (value && value->kind == formula::Value::Kind::basis)
      reject("study.derived_value", "has several numbers per patient",
             "one value; splines belong into the terms of a model");
    else if (value)
      add_column(wanted, std::move(*value), table);
  }
}

}  // namespace venscope::study
