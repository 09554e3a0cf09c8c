#include "venscope/formula/model_frame.hpp"

#include "venscope/endpoint/tied_times.hpp"
#include "venscope/formula/design.hpp"
#include "venscope/formula/evaluate.hpp"
#include "venscope/formula/grouping.hpp"
#include "venscope/formula/outcome.hpp"
#include "venscope/formula/terms.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

/// A category with more levels than this is mentioned: most likely a number was meant.
constexpr std::size_t many_groups = 20;

void names_in(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::name) names.push_back(expression.text);
  for (const Expression& argument : expression.arguments) names_in(argument, names);
}

/// Columns whose missing values may be those of the expression: is.na() has a value for them.
void columns_in(const Expression& expression, const cohort::Table& table,
                std::vector<const cohort::Column*>& columns) {
  if (expression.is_call("is.na")) return;
  if (expression.kind == Expression::Kind::name)
    if (const cohort::Column* column = table.find(expression.text);
        column && std::find(columns.begin(), columns.end(), column) == columns.end())
      columns.push_back(column);
  for (const Expression& argument : expression.arguments) columns_in(argument, table, columns);
}

/// Evaluates the parts of one formula, finds the rows to keep and puts the frame together.
class FrameBuilder {
public:
  FrameBuilder(std::string_view text, const cohort::Table& table, const FrameOptions& options)
      : table_(table), options_(options), evaluator_(text, table), text_(text) {}

  Result<ModelFrame> run(const Expression& formula) {
    frame_.formula = deparse(formula);
    if (formula.arguments.size() == 2) {
      left_ = deparse(formula.arguments[0]);
      evaluate_left(formula.arguments[0]);
    }
    if (!evaluate_right(formula)) return failure(std::move(evaluator_.problems()));
    evaluate_weights();
    if (!evaluator_.problems().empty()) return failure(std::move(evaluator_.problems()));
    find_rows();
    if (frame_.rows.empty()) return no_row_left();
    keep_rows();
    if (!evaluator_.problems().empty()) return failure(std::move(evaluator_.problems()));
    frame_.warnings = std::move(evaluator_.warnings());
    return std::move(frame_);
  }

private:
  void evaluate_left(const Expression& left) {
    if (options_.numeric_response) {
      if (left.is_call("Surv"))
        return evaluator_.problem(left, "formula.outcome", "Surv() is no number",
                                  "a column such as ic50 ~ age");
      number_ = evaluator_.evaluate_rows(left);
      if (number_ && number_->kind != Value::Kind::number) {
        evaluator_.problem(left, "formula.outcome", left_ + " is no number",
                           "a column of numbers, such as ic50 ~ age");
        number_.reset();
      }
      return;
    }
    if (!options_.categorical_response) {
      columns_in(left, table_, outcome_parts_);
      outcome_ = evaluate_outcome(
          evaluator_, left,
          {options_.competing || options_.values, options_.censored, options_.values});
      return;
    }
    if (left.is_call("Surv"))
      return evaluator_.problem(left, "formula.outcome", "Surv() is no category",
                                "a column such as response ~ group");
    const auto value = evaluator_.evaluate_rows(left);
    if (value && value->kind != Value::Kind::basis) response_ = to_category(*value);
  }

  bool evaluate_right(const Expression& formula) {
    std::vector<std::string> used, columns;
    if (formula.arguments.size() == 2) names_in(formula.arguments[0], used);
    for (const cohort::Column& column : table_.columns)
      if (std::find(used.begin(), used.end(), column.name) == used.end())
        columns.push_back(column.name);
    auto terms = expand_terms(formula.arguments.back(), text_, columns);
    if (!terms) {
      auto& problems = evaluator_.problems();
      problems.insert(problems.end(), terms.error().begin(), terms.error().end());
      return false;
    }
    terms_ = std::move(*terms);
    if (options_.grouping) check_grouping();
    if (terms_.clusters.size() > 1)
      evaluator_.problem(terms_.variables[terms_.clusters[1]], "formula.cluster",
                         "a second cluster()", "one cluster()");
    for (const Expression& variable : terms_.variables) values_.push_back(value_of(variable));
    return true;
  }

  void check_grouping() {
    for (const VariableSet& term : terms_.terms)
      if (term.size() > 1)
        evaluator_.problem(terms_.variables[term[1]], "formula.interaction",
                           fmt::format("{} is an interaction", terms_.name(term)),
                           "groups joined by +, which are crossed anyway");
    for (const std::size_t offset : terms_.offsets)
      evaluator_.problem(terms_.variables[offset], "formula.offset",
                         "offset() has no meaning in groups");
  }

  std::optional<Value> value_of(const Expression& variable) {
    if (variable.is_call("strata")) return evaluate_strata(evaluator_, variable);
    if (variable.is_call("cluster")) return evaluate_cluster(evaluator_, variable);
    if (!variable.is_call("offset")) return evaluator_.evaluate_rows(variable);
    if (variable.arguments.size() != 1) {
      evaluator_.problem(variable, "formula.arguments", "offset() takes one argument");
      return {};
    }
    auto value = evaluator_.numeric_argument(variable, 0);
    return value ? evaluator_.evaluate_rows(variable.arguments[0]) : std::nullopt;
  }

  void evaluate_weights() {
    if (!options_.weights) return;
    const cohort::Column* column = table_.find(*options_.weights);
    if (column == nullptr || !column->numeric()) {
      Problem problem{"formula.weights",
                      {"weights", 0, ""},
                      column == nullptr ? fmt::format("no column '{}'", *options_.weights)
                                        : fmt::format("{} is not a number", *options_.weights),
                      "a column of numbers",
                      ""};
      evaluator_.problems().push_back(std::move(problem));
      return;
    }
    for (std::size_t i = 0; i < table_.rows; ++i)
      if (column->number[i] < 0)
        evaluator_.problems().push_back(
            {"formula.weights",
             {table_.file, i < table_.line.size() ? table_.line[i] : 0, column->name},
             fmt::format("weight {} is negative", number_text(column->number[i])),
             "a weight of 0 or more",
             ""});
    weights_ = column;
  }

  /// Marks the rows that miss something and counts what they miss.
  template <class Missing>
  void count_missing(std::string name, Missing missing, std::vector<char>& left_out) {
    MissingCount count{std::move(name), 0};
    for (std::size_t i = 0; i < table_.rows; ++i)
      if (missing(i)) {
        left_out[i] = 1;
        ++count.rows;
      }
    if (count.rows > 0) frame_.missing.push_back(std::move(count));
  }

  /// By the columns that the outcome is made of; as a whole where none of them is missing.
  void count_missing_outcome(std::vector<char>& left_out) {
    std::vector<char> explained(table_.rows, 0);
    for (const cohort::Column* column : outcome_parts_)
      count_missing(
          column->name,
          [&](std::size_t i) {
            const bool missing = outcome_->missing(i) && column->missing(i);
            if (missing) explained[i] = 1;
            return missing;
          },
          left_out);
    count_missing(
        left_, [&](std::size_t i) { return outcome_->missing(i) && explained[i] == 0; }, left_out);
  }

  void find_rows() {
    std::vector<char> left_out(table_.rows, 0);
    if (outcome_) count_missing_outcome(left_out);
    if (response_)
      count_missing(
          left_, [&](std::size_t i) { return response_->missing(i); }, left_out);
    if (number_)
      count_missing(
          left_, [&](std::size_t i) { return number_->missing(i); }, left_out);
    for (MissingCount& count : frame_.missing) count.of_outcome = true;
    any_outcome_ = std::find(left_out.begin(), left_out.end(), 0) != left_out.end();
    for (std::size_t v = 0; v < values_.size(); ++v)
      count_missing(
          terms_.labels[v], [&](std::size_t i) { return values_[v]->missing(i); }, left_out);
    if (weights_ != nullptr)
      count_missing(
          weights_->name, [&](std::size_t i) { return weights_->missing(i); }, left_out);
    for (std::size_t i = 0; i < table_.rows; ++i)
      if (left_out[i] == 0) frame_.rows.push_back(i);
    frame_.n_missing = table_.rows - frame_.rows.size();
  }

  Result<ModelFrame> no_row_left() const {
    const std::string file = table_.file.empty() ? "the data" : table_.file;
    if (table_.rows == 0) return cannot_analyse("formula.no_rows", file + " has no rows");
    std::vector<std::string> counts;
    for (const MissingCount& count : frame_.missing)
      counts.push_back(fmt::format("{} on {}", count.name, count.rows));
    return cannot_analyse(
        "formula.no_rows",
        fmt::format("no row of {} is left: of {} rows, missing is {}", file, table_.rows,
                    fmt::join(counts, ", ")),
        any_outcome_ ? "leave out the variable that is missing most" : empty_outcome());
  }

  /// What to do about an outcome that no row has.
  std::string empty_outcome() const {
    const auto most =
        std::max_element(frame_.missing.begin(), frame_.missing.end(),
                         [](const MissingCount& a, const MissingCount& b) {
                           return std::pair(a.of_outcome, a.rows) < std::pair(b.of_outcome, b.rows);
                         });
    return most->rows == table_.rows
               ? fmt::format("the outcome's {} is empty: name the column that holds it", most->name)
               : fmt::format(
                     "no row has the whole outcome, and most miss {}: name the columns "
                     "that hold it",
                     most->name);
  }

  void keep_rows() {
    const std::vector<std::size_t>& rows = frame_.rows;
    if (outcome_) keep_outcome();
    if (response_) frame_.response = as_grouping(select(*response_, rows));
    if (number_) frame_.number = select(*number_, rows).number;
    if (weights_ != nullptr)
      for (const std::size_t row : rows) frame_.weights.push_back(weights_->number[row]);
    std::vector<Value> kept;
    for (const auto& value : values_) kept.push_back(select(*value, rows));
    values_.clear();
    for (const std::size_t v : terms_.clusters) frame_.clusters = as_grouping(kept[v]);
    for (const std::size_t v : terms_.offsets) {
      frame_.offset.resize(rows.size());
      for (std::size_t i = 0; i < rows.size(); ++i) frame_.offset[i] += kept[v].number[i];
    }
    keep_strata(kept);
    if (options_.grouping) return keep_groups(kept);
    check_levels(kept);
    check_size(kept);
    if (evaluator_.problems().empty()) build_design(terms_, kept, rows.size(), frame_);
  }

  void keep_outcome() {
    if (!outcome_->high.empty()) {
      for (const std::size_t row : frame_.rows) {
        frame_.low.push_back(outcome_->time[row]);
        frame_.high.push_back(outcome_->high[row]);
      }
      return;
    }
    endpoint::Outcomes& outcomes = frame_.outcomes;
    for (const std::size_t row : frame_.rows) {
      if (!outcome_->entry.empty()) outcomes.entry.push_back(outcome_->entry[row]);
      outcomes.time.push_back(outcome_->time[row]);
      outcomes.event.push_back(static_cast<std::int32_t>(outcome_->event[row]));
    }
    if (options_.values) return;
    if (options_.competing) keep_causes();
    tie_times();
  }

  void keep_causes() {
    std::vector<std::int32_t> codes = frame_.outcomes.event;
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    const std::vector<std::string>& names = outcome_->cause_names;
    frame_.named_causes = !names.empty();
    for (const std::int32_t code : codes)
      if (code != 0)
        frame_.causes.push_back({code, names.empty() ? std::to_string(code)
                                                     : names[static_cast<std::size_t>(code) - 1]});
    if (names.empty() && codes == std::vector<std::int32_t>{1, 2})
      evaluator_.warnings().push_back(
          left_ + ": no row is censored: 1 and 2 were taken as two causes, 0 would be censored");
  }

  void tie_times() {
    auto tied = endpoint::with_tied_times(frame_.outcomes);
    if (!tied) {
      auto& problems = evaluator_.problems();
      problems.insert(problems.end(), tied.error().begin(), tied.error().end());
      return;
    }
    frame_.outcomes = std::move(tied->outcomes);
    if (tied->merged > 0)
      evaluator_.warnings().push_back(fmt::format(
          "{} of the distinct times differ from another by rounding only and were taken as tied",
          tied->merged));
    if (tied->merged_as_tiny > 0)
      evaluator_.warnings().push_back(
          fmt::format("{} of them are so small that distinct times may have been tied; give the "
                      "times in a smaller unit",
                      tied->merged_as_tiny));
  }

  /// All strata() together, with the names of their variables: "sex=M, centre=2".
  void keep_strata(const std::vector<Value>& kept) {
    std::vector<GroupingVariable> variables;
    for (const std::size_t v : terms_.strata) {
      const Expression& call = terms_.variables[v];
      const bool named = !kept[v].levels.empty() && call.arguments.size() == 1 &&
                         kept[v].levels[0].rfind(deparse(call.arguments[0]) + "=", 0) != 0;
      variables.push_back({named ? deparse(call.arguments[0]) : "", kept[v]});
    }
    frame_.strata = cross(variables, frame_.rows.size());
  }

  void keep_groups(const std::vector<Value>& kept) {
    std::vector<GroupingVariable> variables;
    for (const VariableSet& term : terms_.terms) {
      const Expression& variable = terms_.variables[term[0]];
      if (variable.is_call("strata") && !options_.strata_in_groups) continue;
      const Value& value = kept[term[0]];
      if (value.kind == Value::Kind::basis) {
        evaluator_.problem(variable, "formula.type", "a spline makes no groups");
        continue;
      }
      GroupingVariable grouping{terms_.labels[term[0]], to_category(value)};
      if (grouping.category.levels.size() > many_groups)
        evaluator_.warnings().push_back(fmt::format("{} has {} distinct values, each a group",
                                                    grouping.name,
                                                    grouping.category.levels.size()));
      variables.push_back(std::move(grouping));
    }
    frame_.groups = cross(variables, frame_.rows.size());
    for (const GroupingVariable& variable : variables)
      if (variable.category.alphabetical) frame_.groups.alphabetical.push_back(variable.name);
  }

  void check_levels(const std::vector<Value>& kept) {
    std::vector<char> said(kept.size(), 0);
    for (const VariableSet& term : terms_.terms)
      for (const std::size_t v : term) {
        if (said[v]++ != 0) continue;
        const Value& value = kept[v];
        const Expression& variable = terms_.variables[v];
        if (value.kind != Value::Kind::category || value.levels.size() > 1) continue;
        if (variable.is_call("strata") && term.size() == 1) continue;
        evaluator_.problem(
            variable, "formula.one_level",
            fmt::format("{} has the one value '{}' on the {} rows used", deparse(variable),
                        value.levels.empty() ? "" : value.levels[0], frame_.rows.size()),
            "two or more values", "leave the term out");
        evaluator_.problems().back().fault = Fault::analysis;
      }
  }

  /// A patient's id as a covariate would ask for more memory than there is.
  void check_size(const std::vector<Value>& kept) {
    constexpr std::size_t most_columns = 10'000, most_cells = 250'000'000;
    std::size_t columns = 0;
    for (const VariableSet& term : terms_.terms) {
      std::size_t product = 1;
      for (const std::size_t v : term) product *= std::max<std::size_t>(1, coded_columns(kept[v]));
      columns += terms_.variables[term[0]].is_call("strata") && term.size() == 1 ? 0 : product;
      if (columns <= most_columns && columns * frame_.rows.size() <= most_cells) continue;
      evaluator_.problem(
          terms_.variables[term[0]], "formula.too_large",
          fmt::format("{} makes {} columns on {} rows", terms_.name(term), product,
                      frame_.rows.size()),
          fmt::format("at most {} columns and {} values in a model", most_columns, most_cells),
          "strata() or cluster() for what only groups the rows; fewer levels or terms");
      evaluator_.problems().back().fault = Fault::analysis;
      return;
    }
  }

  static std::size_t coded_columns(const Value& value) {
    return value.kind == Value::Kind::category ? value.levels.size()
           : value.kind == Value::Kind::basis  ? value.basis.columns
                                               : 1;
  }

  const cohort::Table& table_;
  const FrameOptions& options_;
  Evaluator evaluator_;
  std::string_view text_;
  std::string left_;
  Terms terms_;
  ModelFrame frame_;
  std::optional<OutcomeColumns> outcome_;
  std::vector<const cohort::Column*> outcome_parts_;  ///< columns that it is made of
  bool any_outcome_ = true;                           ///< some row has all of the left side
  std::optional<Value> response_, number_;
  std::vector<std::optional<Value>> values_;
  const cohort::Column* weights_ = nullptr;
};

}  // namespace

Result<ModelFrame> model_frame(std::string_view formula, const cohort::Table& table,
                               const FrameOptions& options) {
  auto parsed = parse_expression(formula);
  if (!parsed) return tl::unexpected(std::move(parsed.error()));
  const std::size_t sides = options.no_response ? 1 : 2;
  if (!parsed->is_call("~") || parsed->arguments.size() != sides)
    return failure(
        formula_problem("formula.no_outcome", formula, 0, formula.size(), "this is not a formula",
                        options.no_response        ? "nothing before the ~, such as ~ group + age"
                        : options.numeric_response ? "number ~ terms, such as ic50 ~ age"
                        : options.categorical_response ? "outcome ~ group"
                                                       : "Surv(time, event) ~ terms"));
  return FrameBuilder(formula, table, options).run(*parsed);
}

}  // namespace venscope::formula
