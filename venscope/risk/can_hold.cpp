/// Whether a condition can be met at all, by trying what its variables can be.
#include "venscope/cohort/condition.hpp"
#include "venscope/risk/card_reading.hpp"

#include <algorithm>
#include <cmath>
#include <span>

namespace venscope::risk {
namespace {

using cohort::Truth;

/// What a variable can be, as far as the conditions can tell: its levels, or of a number each
/// threshold and a value between neighbours.
struct Choices {
  std::size_t variable = 0;
  bool levels = false;
  std::vector<double> values;  ///< of levels: their indices
};

void add_thresholds(const Criterion& criterion, std::size_t variable, std::vector<double>& ends) {
  for (const Criterion& part : criterion.parts) add_thresholds(part, variable, ends);
  if (criterion.kind != Criterion::Kind::interval || criterion.variable != variable) return;
  for (const double end : {criterion.interval.low, criterion.interval.high})
    if (std::isfinite(end)) ends.push_back(end);
}

std::vector<double> numbers_between(std::vector<double> ends, const cohort::Variable& variable) {
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  std::vector<double> tries;
  const bool whole = variable.type == cohort::VariableType::integer;
  for (std::size_t i = 0; i < ends.size(); ++i) {
    const bool last = i + 1 == ends.size();
    if (whole) {
      // The whole numbers next to a threshold stand for all between it and the next.
      for (const double near : {std::ceil(ends[i]) - 1.0, ends[i], std::floor(ends[i]) + 1.0})
        if (near == std::floor(near)) tries.push_back(near);
      continue;
    }
    if (i == 0) tries.push_back(ends[0] - 1.0 - std::abs(ends[0]));
    tries.push_back(ends[i]);
    tries.push_back(last ? ends[i] + 1.0 + std::abs(ends[i])
                         : ends[i] + (ends[i + 1] - ends[i]) / 2);
  }
  std::erase_if(tries, [&](double value) {
    return !std::isfinite(value) || (variable.range && !variable.range->contains(value));
  });
  return tries;
}

class Search {
public:
  Search(const cohort::Dictionary& dictionary, const Criterion& wanted,
         std::span<const Criterion* const> unless)
      : wanted_(wanted), unless_(unless) {
    std::vector<std::size_t> variables;
    add_variables(wanted, variables);
    for (const Criterion* other : unless) add_variables(*other, variables);
    for (const std::size_t index : variables) choices_.push_back(choices(dictionary, index));
    chosen_.assign(choices_.size(), std::nullopt);
  }

  bool possible() {
    undecided_ = choices_.size();
    const Truth truth = at_present();
    if (truth != Truth::undecided) return truth == Truth::yes;
    if (++steps_ > most_steps) return true;
    const std::size_t next = undecided_;
    for (const double value : choices_[next].values) {
      chosen_[next] = value;
      if (possible()) return true;
    }
    chosen_[next].reset();
    return false;
  }

private:
  static constexpr std::size_t most_steps = 100'000;

  Choices choices(const cohort::Dictionary& dictionary, std::size_t index) const {
    const cohort::Variable& variable = dictionary.variables[index];
    Choices choices;
    choices.variable = index;
    const std::size_t levels = levels_of(variable).size();
    choices.levels = levels > 0;
    for (std::size_t level = 0; level < levels; ++level)
      choices.values.push_back(static_cast<double>(level));
    if (choices.levels) return choices;
    std::vector<double> ends;
    add_thresholds(wanted_, index, ends);
    for (const Criterion* other : unless_) add_thresholds(*other, index, ends);
    if (variable.range)
      for (const double end : {variable.range->low, variable.range->high})
        if (std::isfinite(end)) ends.push_back(end);
    choices.values = numbers_between(std::move(ends), variable);
    return choices;
  }

  /// Wanted and none of the others; remembers a variable that leaves it open.
  Truth at_present() {
    Truth truth = truth_of(wanted_);
    for (const Criterion* other : unless_) {
      if (truth == Truth::no) return truth;
      truth = std::min(truth, negated(truth_of(*other)));
    }
    return truth;
  }

  static Truth negated(Truth truth) {
    return truth == Truth::undecided ? truth : truth == Truth::yes ? Truth::no : Truth::yes;
  }

  Truth truth_of(const Criterion& criterion) {
    using Kind = Criterion::Kind;
    switch (criterion.kind) {
      case Kind::all: {
        Truth truth = Truth::yes;
        for (const Criterion& part : criterion.parts)
          if (truth != Truth::no) truth = std::min(truth, truth_of(part));
        return truth;
      }
      case Kind::any: {
        Truth truth = Truth::no;
        for (const Criterion& part : criterion.parts)
          if (truth != Truth::yes) truth = std::max(truth, truth_of(part));
        return truth;
      }
      case Kind::negation:
        return negated(truth_of(criterion.parts.front()));
      case Kind::levels:
      case Kind::interval:
        return test(criterion);
    }
    return Truth::undecided;
  }

  Truth test(const Criterion& criterion) {
    std::size_t at = 0;
    while (choices_[at].variable != criterion.variable) ++at;
    if (!chosen_[at]) {
      if (undecided_ == choices_.size()) undecided_ = at;
      return Truth::undecided;
    }
    const double value = *chosen_[at];
    if (criterion.kind == Criterion::Kind::levels)
      return std::find(criterion.levels.begin(), criterion.levels.end(),
                       static_cast<std::size_t>(value)) != criterion.levels.end()
                 ? Truth::yes
                 : Truth::no;
    const bool at_open_end = criterion.high_open && value == criterion.interval.high;
    return criterion.interval.contains(value) && !at_open_end ? Truth::yes : Truth::no;
  }

  const Criterion& wanted_;
  std::span<const Criterion* const> unless_;
  std::vector<Choices> choices_;
  std::vector<std::optional<double>> chosen_;
  std::size_t undecided_ = 0, steps_ = 0;
};

}  // namespace

bool can_hold(const cohort::Dictionary& dictionary, const Criterion& criterion,
              std::span<const Criterion* const> unless) {
  return Search(dictionary, criterion, unless).possible();
}

void add_variables(const Criterion& criterion, std::vector<std::size_t>& variables) {
  for (const Criterion& part : criterion.parts) add_variables(part, variables);
  const bool test =
      criterion.kind == Criterion::Kind::levels || criterion.kind == Criterion::Kind::interval;
  if (test && std::find(variables.begin(), variables.end(), criterion.variable) == variables.end())
    variables.push_back(criterion.variable);
}

}  // namespace venscope::risk
