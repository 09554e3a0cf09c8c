#include "venscope/formula/terms.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

using Sets = std::vector<VariableSet>;

VariableSet united(const VariableSet& a, const VariableSet& b) {
  VariableSet both;
  std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return both;
}

Sets without_repetition(Sets sets) {
  Sets distinct;
  for (VariableSet& set : sets)
    if (std::find(distinct.begin(), distinct.end(), set) == distinct.end())
      distinct.push_back(std::move(set));
  return distinct;
}

Sets joined(Sets a, const Sets& b) {
  a.insert(a.end(), b.begin(), b.end());
  return without_repetition(std::move(a));
}

Sets crossed(const Sets& a, const Sets& b) {
  Sets sets;
  for (const VariableSet& left : a)
    for (const VariableSet& right : b) sets.push_back(united(left, right));
  return without_repetition(std::move(sets));
}

VariableSet all_of(const Sets& sets) {
  VariableSet all;
  for (const VariableSet& set : sets) all = united(all, set);
  return all;
}

class Expander {
public:
  Expander(std::string_view formula, std::span<const std::string> columns)
      : formula_(formula), columns_(columns) {}

  Result<Terms> run(const Expression& right) {
    Sets sets = expand(right);
    if (!problems_.empty()) return failure(std::move(problems_));
    // Offsets and clusters are no part of the model matrix.
    std::erase_if(sets, [&](const VariableSet& set) {
      return std::any_of(set.begin(), set.end(), [&](std::size_t v) {
        const Expression& variable = terms_.variables[v];
        return variable.is_call("offset") || variable.is_call("cluster");
      });
    });
    std::stable_sort(sets.begin(), sets.end(),
                     [](const auto& a, const auto& b) { return a.size() < b.size(); });
    terms_.terms = std::move(sets);
    return std::move(terms_);
  }

private:
  Sets expand(const Expression& e) {
    using Kind = Expression::Kind;
    if (e.kind == Kind::number && (e.value == 0 || e.value == 1)) return {};
    if (e.kind == Kind::number || e.kind == Kind::text) {
      problem(e, fmt::format("{} is no term", deparse(e)), "a column or a function of columns");
      return {};
    }
    if (e.kind == Kind::name && e.text == ".") return every_column(e);
    if (e.kind == Kind::name) return {variable(e)};
    if (e.is_call("(")) return expand(e.arguments[0]);
    if (e.is_call("+") && e.arguments.size() == 1) return expand(e.arguments[0]);
    if (e.is_call("-") && e.arguments.size() == 1) {
      expand(e.arguments[0]);
      return {};
    }
    if (e.arguments.size() == 2 && e.text == "^") return power(e);
    if (e.arguments.size() == 2)
      for (const std::string_view op : {"+", ":", "*", "-", "/", "%in%"})
        if (e.text == op) return combined(e);
    if (e.is_call("~")) {
      problem(e, "a second ~", "one ~ between the outcome and the terms");
      return {};
    }
    return {variable(e)};
  }

  Sets combined(const Expression& e) {
    Sets left = expand(e.arguments[0]);
    const Sets right = expand(e.arguments[1]);
    if (e.text == "+") return joined(std::move(left), right);
    if (e.text == ":") return crossed(left, right);
    if (e.text == "*") {
      const Sets both = crossed(left, right);
      return joined(joined(std::move(left), right), both);
    }
    if (e.text == "%in%") return crossed(left, {all_of(right)});
    if (e.text == "/") {
      const Sets nested = crossed({all_of(left)}, right);
      return joined(std::move(left), nested);
    }
    std::erase_if(left, [&](const VariableSet& set) {
      return std::find(right.begin(), right.end(), set) != right.end();
    });
    return left;
  }

  Sets power(const Expression& e) {
    const Expression& exponent = e.arguments[1];
    const bool whole = exponent.kind == Expression::Kind::number && exponent.value >= 1 &&
                       exponent.value <= 20 && exponent.value == std::floor(exponent.value);
    const Sets base = expand(e.arguments[0]);
    if (!whole) {
      problem(exponent, fmt::format("{} is no degree of interaction", deparse(exponent)),
              "a whole number from 1", "for the power of a number write I(x^2)");
      return {};
    }
    Sets sets = base;
    for (int i = 1; i < static_cast<int>(exponent.value); ++i) {
      sets = crossed(base, sets);
      if (sets.size() > most_terms) break;
    }
    if (sets.size() > most_terms) problem(e, "this stands for too many terms");
    return sets;
  }

  Sets every_column(const Expression& e) {
    Sets sets;
    for (const std::string& column : columns_) {
      Expression name;
      name.text = column;
      name.begin = e.begin;
      name.end = e.end;
      sets.push_back(variable(name));
    }
    return sets;
  }

  VariableSet variable(const Expression& e) {
    const std::string label = deparse(e);
    const auto found = std::find(terms_.labels.begin(), terms_.labels.end(), label);
    if (found != terms_.labels.end())
      return {static_cast<std::size_t>(found - terms_.labels.begin())};
    const std::size_t index = terms_.variables.size();
    terms_.variables.push_back(e);
    terms_.labels.push_back(label);
    if (e.is_call("offset")) terms_.offsets.push_back(index);
    if (e.is_call("strata")) terms_.strata.push_back(index);
    if (e.is_call("cluster")) terms_.clusters.push_back(index);
    return {index};
  }

  void problem(const Expression& where, std::string what, std::string expected = {},
               std::string remedy = {}) {
    problems_.push_back(formula_problem("formula.term", formula_, where.begin, where.end,
                                        std::move(what), std::move(expected), std::move(remedy)));
  }

  static constexpr std::size_t most_terms = 10000;
  std::string_view formula_;
  std::span<const std::string> columns_;
  Terms terms_;
  Problems problems_;
};

}  // namespace

std::string Terms::name(const VariableSet& term) const {
  std::string text;
  for (const std::size_t variable : term) text += (text.empty() ? "" : ":") + labels[variable];
  return text;
}

Result<Terms> expand_terms(const Expression& right, std::string_view formula,
                           std::span<const std::string> columns) {
  return Expander(formula, columns).run(right);
}

}  // namespace venscope::formula
