#include "venscope/risk/cells.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::risk {
namespace {

bool inside(const Criterion& criterion, double value) {
  const cohort::Range& range = criterion.interval;
  return range.contains(value) && !(criterion.high_open && value == range.high);
}

Truth combined(Criterion::Kind kind, Truth a, Truth b) {
  return kind == Criterion::Kind::all ? std::min(a, b) : std::max(a, b);
}

/// The truth of the node at `at`, and in `undecided` the first input that keeps it undecided.
Truth truth_at(const CellCriterion& criterion, std::size_t at, const Cells& cells,
               const std::vector<Input>& inputs, std::optional<std::size_t>& undecided) {
  const CellCriterion::Node& node = criterion.nodes[at];
  using Kind = Criterion::Kind;
  if (node.kind == Kind::levels || node.kind == Kind::interval) {
    const CellSet possible =
        cells[node.input] == open ? inputs[node.input].allowed : CellSet{1} << cells[node.input];
    if ((possible & ~node.cells) == 0) return Truth::yes;
    if ((possible & node.cells) == 0) return Truth::no;
    if (!undecided) undecided = node.input;
    return Truth::undecided;
  }
  if (node.kind == Kind::negation) {
    const Truth part = truth_at(criterion, at + 1, cells, inputs, undecided);
    return part == Truth::undecided ? part : part == Truth::yes ? Truth::no : Truth::yes;
  }
  Truth truth = node.kind == Kind::all ? Truth::yes : Truth::no;
  const Truth final_word = node.kind == Kind::all ? Truth::no : Truth::yes;
  std::optional<std::size_t> within;  // heeded only if this connective itself stays undecided
  for (std::size_t part = at + 1; part < node.next && truth != final_word;
       part = criterion.nodes[part].next)
    truth = combined(node.kind, truth, truth_at(criterion, part, cells, inputs, within));
  if (truth == Truth::undecided && !undecided) undecided = within;
  return truth;
}

}  // namespace

int Input::cells() const {
  return static_cast<int>(levels.empty() ? 2 * thresholds.size() + 1 : levels.size());
}

std::int8_t Input::cell_of(const Value& value) const {
  if (!value.known()) return open;
  if (!levels.empty()) return static_cast<std::int8_t>(value.level);
  const auto at = std::lower_bound(thresholds.begin(), thresholds.end(), value.number);
  const bool on_it = at != thresholds.end() && *at == value.number;
  return static_cast<std::int8_t>(2 * (at - thresholds.begin()) + (on_it ? 1 : 0));
}

double Input::representative(int cell) const {
  const auto at = static_cast<std::size_t>(cell / 2);
  if (thresholds.empty()) return 0.0;
  if (cell % 2 == 1) return thresholds[at];
  if (at == 0) return thresholds[0] - 1.0;
  if (at == thresholds.size()) return thresholds[at - 1] + 1.0;
  return (thresholds[at - 1] + thresholds[at]) / 2.0;
}

Truth CellCriterion::at(const Cells& cells, const std::vector<Input>& inputs) const {
  std::optional<std::size_t> undecided;
  return truth_at(*this, 0, cells, inputs, undecided);
}

std::size_t CellCriterion::undecided_by(const Cells& cells,
                                        const std::vector<Input>& inputs) const {
  std::optional<std::size_t> undecided;
  truth_at(*this, 0, cells, inputs, undecided);
  return undecided.value_or(0);
}

std::size_t InputTable::find(std::size_t variable) const {
  std::size_t at = 0;
  while (at < inputs_.size() && inputs_[at].variable != variable) ++at;
  return at;
}

void InputTable::collect(std::size_t variable) {
  if (find(variable) < inputs_.size()) return;
  Input input;
  input.variable = variable;
  input.levels = levels_of(dictionary_->variables[variable]);
  inputs_.push_back(std::move(input));
}

void InputTable::collect(const Criterion& criterion) {
  for (const Criterion& part : criterion.parts) collect(part);
  using Kind = Criterion::Kind;
  if (criterion.kind != Kind::levels && criterion.kind != Kind::interval) return;
  collect(criterion.variable);
  if (criterion.kind == Kind::levels) return;
  std::vector<double>& thresholds = inputs_[find(criterion.variable)].thresholds;
  for (const double end : {criterion.interval.low, criterion.interval.high})
    if (std::isfinite(end)) thresholds.push_back(end);
}

void InputTable::close() {
  for (Input& input : inputs_) {
    std::sort(input.thresholds.begin(), input.thresholds.end());
    input.thresholds.erase(std::unique(input.thresholds.begin(), input.thresholds.end()),
                           input.thresholds.end());
    const std::optional<cohort::Range>& range = dictionary_->variables[input.variable].range;
    for (int cell = 0; cell < input.cells(); ++cell) {
      // An open cell beyond the range's end is out of reach; its representative may lie within.
      const bool below =
          cell == 0 && range && !input.thresholds.empty() && input.thresholds.front() <= range->low;
      const bool above = cell == input.cells() - 1 && range && !input.thresholds.empty() &&
                         input.thresholds.back() >= range->high;
      if (!input.levels.empty() || !(below || above)) input.allowed |= CellSet{1} << cell;
    }
  }
}

void InputTable::compile(const Criterion& criterion, CellCriterion& into) const {
  const std::size_t at = into.nodes.size();
  into.nodes.emplace_back();
  CellCriterion::Node node;
  node.kind = criterion.kind;
  using Kind = Criterion::Kind;
  if (criterion.kind == Kind::levels || criterion.kind == Kind::interval) {
    node.input = find(criterion.variable);
    const Input& input = inputs_[node.input];
    for (const std::size_t level : criterion.levels) node.cells |= CellSet{1} << level;
    if (criterion.kind == Kind::interval)
      for (int cell = 0; cell < input.cells(); ++cell)
        if (inside(criterion, input.representative(cell))) node.cells |= CellSet{1} << cell;
  }
  for (const Criterion& part : criterion.parts) compile(part, into);
  node.next = into.nodes.size();
  into.nodes[at] = node;
}

CellCriterion InputTable::compile(const Criterion& criterion) const {
  CellCriterion compiled;
  compile(criterion, compiled);
  return compiled;
}

Cells InputTable::cells_of(const Patient& patient) const {
  Cells cells;
  cells.reserve(inputs_.size());
  for (const Input& input : inputs_)
    cells.push_back(input.variable < patient.values.size()
                        ? input.cell_of(patient.values[input.variable])
                        : open);
  return cells;
}

}  // namespace venscope::risk
