#include "venscope/imputation/impute.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/imputation/chain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::imputation {

namespace {

/// The column as a variable of the chain; its missing rows hold nothing yet.
ChainVariable chain_variable(const cohort::Column& column, std::size_t rows) {
  ChainVariable variable;
  variable.value.assign(rows, 0.0);
  for (std::size_t i = 0; i < rows; ++i) {
    if (column.missing(i)) {
      variable.missing.push_back(i);
      continue;
    }
    variable.observed.push_back(i);
    variable.value[i] = column.numeric() ? column.number[i] : column.code[i];
  }
  std::vector<double> values;
  for (const std::size_t i : variable.observed) values.push_back(variable.value[i]);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() == 1) variable.method = Method::the_only_value;
  if (column.numeric() && values.size() != 2) return variable;
  variable.values = values;
  if (values.size() > 1)
    variable.method = values.size() == 2 ? Method::logistic : Method::multinomial;
  for (const std::size_t i : variable.observed)
    variable.value[i] = static_cast<double>(
        std::lower_bound(values.begin(), values.end(), variable.value[i]) - values.begin());
  return variable;
}

Problem no_such_column(const cohort::Table& table, const std::string& name) {
  std::vector<std::string> names;
  for (const cohort::Column& column : table.columns) names.push_back(column.name);
  const std::string near = nearest_name(name, names);
  return {"imputation.no_column",
          {table.file, 0, name},
          "there is no such column",
          "a column of the cohort",
          near.empty() ? "" : "did you mean " + near + "?"};
}

/// What stands against imputing, and the columns by place.
Problems find_columns(const cohort::Table& table, const std::vector<std::string>& variables,
                      const Matrix& outcome, const Options& options,
                      std::vector<std::size_t>& columns) {
  Problems problems;
  for (const std::string& name : variables) {
    const cohort::Column* column = table.find(name);
    if (!column) {
      problems.push_back(no_such_column(table, name));
      continue;
    }
    if (column->type == cohort::ColumnType::date || column->type == cohort::ColumnType::text) {
      problems.push_back({"imputation.type",
                          {table.file, 0, name},
                          "dates and free text are not imputed",
                          "a number or a category",
                          "leave it out, or derive a category from it"});
      continue;
    }
    std::size_t missing = 0;
    for (std::size_t i = 0; i < table.rows; ++i) missing += column->missing(i);
    if (missing == table.rows)
      problems.push_back({"imputation.nothing_observed",
                          {table.file, 0, name},
                          "nobody has a value",
                          "at least one",
                          "leave it out",
                          Fault::analysis});
    columns.push_back(static_cast<std::size_t>(column - table.columns.data()));
  }
  if (outcome.rows != table.rows)
    problems.push_back({"imputation.outcome",
                        {table.file, 0, ""},
                        fmt::format("{} outcomes for {} rows", outcome.rows, table.rows),
                        "one for each",
                        "",
                        Fault::analysis});
  if (options.imputations == 0 || options.iterations == 0 || options.donors == 0)
    problems.push_back({"imputation.options",
                        {},
                        "no imputation, no iteration or no donor is asked for",
                        "at least one of each",
                        ""});
  return problems;
}

double mean_drawn(const ChainVariable& variable) {
  double sum = 0;
  for (const std::size_t row : variable.missing)
    sum += !variable.category()
               ? variable.value[row]
               : (variable.value[row] + 1 == static_cast<double>(variable.levels()));
  return sum / static_cast<double>(variable.missing.size());
}

/// One imputation, from the chain as observed.
void run_chain(Chain chain, const Options& options, std::size_t k, Imputation& result) {
  RandomStream random(options.seed, "imputation", k);
  chain.begin(random);
  for (std::size_t round = 0; round < options.iterations; ++round) {
    std::vector<double> means;
    for (const std::size_t v : chain.order) {
      chain.update(v, random);
      means.push_back(mean_drawn(chain.variables[v]));
    }
    result.trace[k].push_back(std::move(means));
  }
  for (const std::size_t v : chain.order) {
    const ChainVariable& variable = chain.variables[v];
    std::vector<double> drawn;
    for (const std::size_t row : variable.missing)
      drawn.push_back(variable.category()
                          ? variable.values[static_cast<std::size_t>(variable.value[row])]
                          : variable.value[row]);
    result.values[k].push_back(std::move(drawn));
  }
}

}  // namespace

Result<Imputation> impute(const cohort::Table& table, const std::vector<std::string>& variables,
                          const Matrix& outcome, const Options& options) {
  std::vector<std::size_t> columns;
  Problems problems = find_columns(table, variables, outcome, options, columns);
  if (!problems.empty()) return failure(std::move(problems));
  Imputation result;
  result.options = options;
  result.rows = table.rows;
  Chain chain{{}, {}, outcome, options.donors};
  for (const std::size_t c : columns) {
    chain.variables.push_back(chain_variable(table.columns[c], table.rows));
    if (chain.variables.back().missing.empty())
      result.predictors.push_back(table.columns[c].name);
    else
      chain.order.push_back(chain.variables.size() - 1);
  }
  std::stable_sort(chain.order.begin(), chain.order.end(), [&](std::size_t a, std::size_t b) {
    return chain.variables[a].missing.size() < chain.variables[b].missing.size();
  });
  for (const std::size_t v : chain.order) {
    const ChainVariable& variable = chain.variables[v];
    const std::string& name = table.columns[columns[v]].name;
    result.variables.push_back({name, columns[v], variable.method, variable.missing});
    if (variable.method == Method::the_only_value)
      result.warnings.push_back(name + ": all observed values are the same, and are imputed");
    else if (2 * variable.missing.size() > table.rows)
      result.warnings.push_back(fmt::format("{}: {} of {} values are imputed", name,
                                            variable.missing.size(), table.rows));
  }
  result.values.resize(options.imputations);
  result.trace.resize(options.imputations);
  parallel_for(options.imputations, options.threads,
               [&](std::size_t k) { run_chain(chain, options, k, result); });
  return result;
}

cohort::Table completed(const cohort::Table& table, const Imputation& imputation, std::size_t k) {
  cohort::Table filled = table;
  for (std::size_t v = 0; v < imputation.variables.size(); ++v) {
    const ImputedVariable& variable = imputation.variables[v];
    cohort::Column& column = filled.columns[variable.column];
    for (std::size_t i = 0; i < variable.rows.size(); ++i) {
      const double value = imputation.values[k][v][i];
      if (column.numeric())
        column.number[variable.rows[i]] = value;
      else
        column.code[variable.rows[i]] = static_cast<std::int32_t>(value);
    }
  }
  return filled;
}

}  // namespace venscope::imputation
