#include "venscope/formula/design.hpp"

#include <algorithm>

namespace venscope::formula {
namespace {

/// The columns that one variable brings into a term.
struct Coded {
  std::vector<std::string> names;
  std::vector<std::vector<double>> columns;
};

bool is_subset(const VariableSet& inner, const VariableSet& outer) {
  return std::includes(outer.begin(), outer.end(), inner.begin(), inner.end());
}

/// R's rule of margins, over the terms in order.
bool codes_every_level(const Terms& terms, std::size_t term, std::size_t variable) {
  VariableSet margin = terms.terms[term];
  std::erase(margin, variable);
  if (margin.empty()) return false;
  for (std::size_t earlier = 0; earlier < term; ++earlier)
    if (is_subset(margin, terms.terms[earlier])) return false;
  return true;
}

Coded indicator_columns(const std::string& label, const Value& value, bool every_level) {
  const bool logical = value.kind == Value::Kind::logical;
  const std::vector<std::string> levels =
      logical ? std::vector<std::string>{"FALSE", "TRUE"} : value.levels;
  const std::size_t rows = value.size();
  Coded coded;
  for (std::size_t k = every_level ? 0 : 1; k < levels.size(); ++k) {
    coded.names.push_back(label + levels[k]);
    std::vector<double>& column = coded.columns.emplace_back(rows);
    for (std::size_t i = 0; i < rows; ++i)
      column[i] = logical ? value.number[i] == static_cast<double>(k)
                          : value.code[i] == static_cast<std::int32_t>(k);
  }
  return coded;
}

Coded code_variable(const std::string& label, const Value& value, bool every_level) {
  if (value.kind == Value::Kind::category || value.kind == Value::Kind::logical)
    return indicator_columns(label, value, every_level);
  Coded coded;
  if (value.kind == Value::Kind::number) {
    coded.names = {label};
    coded.columns = {value.number};
    return coded;
  }
  for (std::size_t j = 0; j < value.basis.columns; ++j) {
    const auto column = value.basis.column(j);
    coded.names.push_back(label + value.basis_names[j]);
    coded.columns.emplace_back(column.begin(), column.end());
  }
  return coded;
}

Coded interaction(const Coded& fast, const Coded& slow) {
  Coded product;
  for (std::size_t s = 0; s < slow.names.size(); ++s)
    for (std::size_t f = 0; f < fast.names.size(); ++f) {
      product.names.push_back(fast.names[f] + ":" + slow.names[s]);
      std::vector<double>& column = product.columns.emplace_back(fast.columns[f]);
      for (std::size_t i = 0; i < column.size(); ++i) column[i] *= slow.columns[s][i];
    }
  return product;
}

void collect_names(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::name &&
      std::find(names.begin(), names.end(), expression.text) == names.end())
    names.push_back(expression.text);
  for (const Expression& argument : expression.arguments) collect_names(argument, names);
}

bool is_stratum(const Terms& terms, const VariableSet& term) {
  return term.size() == 1 &&
         std::find(terms.strata.begin(), terms.strata.end(), term[0]) != terms.strata.end();
}

}  // namespace

void build_design(const Terms& terms, std::span<const Value> values, std::size_t rows,
                  ModelFrame& frame) {
  std::vector<double> all;
  for (std::size_t t = 0; t < terms.terms.size(); ++t) {
    const VariableSet& set = terms.terms[t];
    if (set.empty() || is_stratum(terms, set)) continue;
    Term term;
    term.name = terms.name(set);
    term.first_column = frame.column_names.size();
    std::optional<Coded> columns;
    for (const std::size_t v : set) {
      collect_names(terms.variables[v], term.variables);
      Coded coded = code_variable(terms.labels[v], values[v], codes_every_level(terms, t, v));
      columns = columns ? interaction(*columns, coded) : std::move(coded);
    }
    const Value& first = values[set[0]];
    if (set.size() == 1 && first.kind == Value::Kind::category && !first.levels.empty())
      term.reference = first.levels[0];
    if (set.size() == 1 && first.kind == Value::Kind::logical) term.reference = "FALSE";
    term.column_count = columns->names.size();
    for (std::size_t j = 0; j < term.column_count; ++j) {
      frame.column_names.push_back(std::move(columns->names[j]));
      all.insert(all.end(), columns->columns[j].begin(), columns->columns[j].end());
    }
    frame.terms.push_back(std::move(term));
  }
  frame.design.rows = rows;
  frame.design.columns = frame.column_names.size();
  frame.design.values = std::move(all);
}

}  // namespace venscope::formula
