/// What a rule can still give when some of its inputs are not known: exact, by going through the
/// cells of those inputs only where they matter.
#pragma once

#include "venscope/risk/card.hpp"
#include "venscope/risk/cells.hpp"

#include <cstdint>
#include <vector>

namespace venscope::risk {

/// The terms and rules of a card over cells.
struct CellRule {
  struct Term {
    struct Case {
      CellCriterion when;
      std::int64_t points = 0;  ///< millionths
    };
    std::vector<Case> cases;
    std::int64_t otherwise = 0;
  };
  struct Ordered {
    CellCriterion when;
    std::size_t group = 0;
  };
  std::vector<Input> inputs;
  std::vector<Term> terms;
  std::vector<Ordered> rules;
};

/// The scores that can still come out, in millionths: all of them, or only the two ends of the
/// interval that holds them where they are too many.
struct PossibleScores {
  std::vector<std::int64_t> scores;  ///< ascending, each once
  bool ends_only = false;
};

/// One bit per group of the card.
using GroupSet = std::uint64_t;

/// `needed[i]` is set where input i could still change the outcome.
/// Cost: terms that share an open input are gone through together, the others apart; beyond 2^16
/// sums or 2^17 branches the answer is an interval.
PossibleScores possible_scores(const CellRule& rule, Cells cells, std::vector<bool>& needed);

/// The lowest and highest points of one term.
std::pair<std::int64_t, std::int64_t> possible_points(const CellRule& rule, std::size_t term,
                                                      Cells cells);

/// The groups of an ordered classification; `at_most` is set where the branches were too many, and
/// then all groups of rules that are not ruled out are given.
GroupSet possible_groups(const CellRule& rule, Cells cells, std::vector<bool>& needed,
                         bool& at_most);

/// The first rule that holds, where it is decided; else the number of rules.
std::size_t deciding_rule(const CellRule& rule, const Cells& cells);

}  // namespace venscope::risk
