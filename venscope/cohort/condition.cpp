#include "venscope/cohort/condition.hpp"

#include "venscope/cohort/condition_parser.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace venscope::cohort {
namespace {

using Step = Condition::Step;
using Kind = Step::Kind;

Truth truth(bool value) {
  return value ? Truth::yes : Truth::no;
}

bool compare(double left, std::string_view comparison, double right) {
  if (comparison == "==") return left == right;
  if (comparison == "!=") return left != right;
  if (comparison == "<") return left < right;
  if (comparison == "<=") return left <= right;
  if (comparison == ">") return left > right;
  return left >= right;
}

Truth test_row(const Step& step, std::size_t row) {
  if (step.kind == Kind::is_missing) return truth(step.left->missing(row));
  if (step.left->missing(row)) return Truth::undecided;
  if (step.kind == Kind::one_of && !step.left->numeric())
    return truth(step.levels[static_cast<std::size_t>(step.left->code[row])]);
  const double left = step.left->number[row];
  if (step.kind == Kind::one_of)
    return truth(std::find(step.values.begin(), step.values.end(), left) != step.values.end());
  if (step.kind == Kind::compare_value) return truth(compare(left, step.comparison, step.value));
  if (step.right->missing(row)) return Truth::undecided;
  return truth(compare(left, step.comparison, step.right->number[row]));
}

}  // namespace

Result<Condition> Condition::parse(std::string_view text, const Table& table, const Place& place) {
  auto steps = parse_condition(text, table, place);
  if (!steps) return tl::unexpected(std::move(steps.error()));
  Condition condition;
  condition.steps_ = std::move(*steps);
  return condition;
}

Truth Condition::at(std::size_t row) const {
  // A level of parentheses leaves at most an operand of `and` and one of `or` waiting.
  std::array<Truth, 2 * deepest_condition + 8> stack{};
  std::size_t size = 0;
  for (const Step& step : steps_) {
    switch (step.kind) {
      case Kind::all:
        --size;
        stack[size - 1] = std::min(stack[size - 1], stack[size]);
        break;
      case Kind::any:
        --size;
        stack[size - 1] = std::max(stack[size - 1], stack[size]);
        break;
      case Kind::negate:
        stack[size - 1] = static_cast<Truth>(2 - static_cast<int>(stack[size - 1]));
        break;
      default:
        stack[size++] = test_row(step, row);
    }
  }
  return stack[0];
}

}  // namespace venscope::cohort
