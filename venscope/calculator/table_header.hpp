/// Which columns of a table a set of models reads.
#pragma once

#include "venscope/calculator/column_codes.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::calculator {

struct InputColumn {
  std::size_t cell = 0;      ///< its place in a row
  std::size_t variable = 0;  ///< of the dictionary
  std::string name;          ///< in the file
  bool operator==(const InputColumn&) const = default;
};

struct TableHeader {
  std::size_t width = 0;
  std::optional<std::size_t> patient;  ///< the place of the column of patients
  std::vector<InputColumn> inputs;
  bool operator==(const TableHeader&) const = default;
};

/// What the columns of a table are looked up in.
struct HeaderQuestion {
  const cohort::Dictionary& dictionary;
  std::span<const Needed> needed;  ///< per variable
  std::span<const risk::Card* const> cards;
  std::vector<bool>
      elsewhere;  ///< per variable: known from another source; empty where there is none
};

/// Problems: those of cohort::column_names, cohort.two_columns, score.no_input. `warnings` get the
/// columns that nobody knows, with the name that was perhaps meant, and the inputs without a
/// column.
TableHeader read_header(std::span<const std::string_view> cells, const Place& place,
                        const HeaderQuestion& question, cohort::ProblemLog& log,
                        std::vector<std::string>& warnings);

}  // namespace venscope::calculator
