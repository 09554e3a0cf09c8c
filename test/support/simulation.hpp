/// Declarations of synthetic cohorts from a text, for tests.
#pragma once

#include "venscope/simulation/draw.hpp"

#include <string>

#include <gtest/gtest.h>

namespace venscope::test {

/// The declaration, which has to be right.
inline simulation::Declaration declared(const std::string& toml) {
  const Result<Node> tree = parse_toml(toml, "s.toml");
  EXPECT_TRUE(tree) << to_text(tree.error());
  Problems problems;
  simulation::Declaration declaration =
      simulation::read_declaration(tree.value_or(Node{}), "s.toml", problems);
  EXPECT_TRUE(problems.empty()) << to_text(problems);
  return declaration;
}

inline simulation::Drawing drawn(const std::string& toml, std::size_t n, std::uint64_t seed = 1,
                                 simulation::Match match = simulation::Match::exact) {
  auto drawing = simulation::draw(declared(toml), n, seed, match);
  EXPECT_TRUE(drawing) << to_text(drawing.error());
  return drawing ? std::move(*drawing) : simulation::Drawing{};
}

/// How many rows of a column have that level; the missing ones for "".
inline std::size_t count_of(const cohort::Table& table, const std::string& column,
                            const std::string& level) {
  const cohort::Column* found = table.find(column);
  EXPECT_NE(found, nullptr) << column;
  std::size_t n = 0;
  for (std::size_t row = 0; found && row < table.rows; ++row)
    n += found->missing(row)
             ? level.empty()
             : !found->numeric() &&
                   found->levels[static_cast<std::size_t>(found->code[row])] == level;
  return n;
}

}  // namespace venscope::test
