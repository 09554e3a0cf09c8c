/// Inputs with few cells, and criteria on them: what a model knows of a patient while it scores.
#pragma once

#include "venscope/cohort/condition.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/risk/criterion.hpp"
#include "venscope/risk/patient.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::risk {

using cohort::Truth;
using CellSet = std::uint64_t;  ///< one bit per cell of an input
inline constexpr int most_cells =
    63;  ///< of one input: parse_card refuses more levels or thresholds
inline constexpr std::int8_t open = -1;  ///< the cell of an input that is not known
using Cells = std::vector<std::int8_t>;  ///< the cell of each input, or `open`

/// One variable that a model asks for. A cell is a level; or, of a number with thresholds t1 < … <
/// tk, cells 0, 1, 2 … are below t1, t1 itself, between t1 and t2, t2 itself …, above tk.
struct Input {
  std::size_t variable = 0;
  std::vector<std::string> levels;
  std::vector<double> thresholds;
  CellSet allowed = 0;  ///< cells that the variable's range can reach

  std::int8_t cell_of(const Value& value) const;
  /// A number inside the cell.
  double representative(int cell) const;
  int cells() const;
};

/// A criterion whose tests are sets of cells; a tree in prefix order, `parts` counts children.
struct CellCriterion {
  struct Node {
    Criterion::Kind kind = Criterion::Kind::all;
    std::size_t input = 0;  ///< of a test
    CellSet cells = 0;      ///< of a test: where it holds
    std::size_t next = 0;   ///< index after this node and all below it
  };
  std::vector<Node> nodes;

  Truth at(const Cells& cells, const std::vector<Input>& inputs) const;
  /// An input that keeps the criterion undecided; only of an undecided one.
  std::size_t undecided_by(const Cells& cells, const std::vector<Input>& inputs) const;
};

/// The inputs of a card, collected over its criteria before any of them is compiled.
class InputTable {
public:
  explicit InputTable(const cohort::Dictionary& dictionary) : dictionary_(&dictionary) {}
  void collect(const Criterion& criterion);
  void collect(std::size_t variable);
  /// After the last `collect`.
  CellCriterion compile(const Criterion& criterion) const;
  void close();
  const std::vector<Input>& inputs() const { return inputs_; }
  Cells cells_of(const Patient& patient) const;

private:
  std::size_t find(std::size_t variable) const;
  void compile(const Criterion& criterion, CellCriterion& into) const;
  const cohort::Dictionary* dictionary_;
  std::vector<Input> inputs_;
};

}  // namespace venscope::risk
