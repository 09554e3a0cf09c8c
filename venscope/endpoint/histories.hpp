/// What happened to each patient, read from the table for one endpoint and checked for sense.
#pragma once

#include "venscope/cohort/problem_log.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/endpoint/end_of_follow_up.hpp"
#include "venscope/endpoint/endpoint.hpp"
#include "venscope/endpoint/moments.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace venscope::endpoint {

/// Binds the columns of a definition (in its long form) and reads the rows one by one. Everything
/// wrong goes into the problem log; definition, table and log must outlive it.
class Histories {
public:
  Histories(const cohort::Table& table, const EndpointDefinition& definition,
            const std::vector<bool>& wrong_rows, cohort::ProblemLog& problems,
            std::vector<std::string>& warnings);

  /// How many cells of indicators say neither yes nor no; each is a problem in the log.
  std::size_t odd_codes() const { return moments_.odd_codes(); }

  bool has_origin(std::size_t row) const { return moments_.has_origin(row); }
  /// Times since the origin; nothing if a needed value is missing. Problems: a last contact before
  /// the origin, anything after a terminal event.
  std::optional<History> read(std::size_t row);
  /// When observation began; nothing if that is missing. Problem: after the end of `history`.
  std::optional<double> entry(std::size_t row, const History& history);
  /// The place of a cell.
  Place place(std::size_t row, const std::string& column) const {
    return moments_.place(row, column);
  }

private:
  void check_last_contact(std::size_t row, const History& history);
  void check_terminal(std::size_t row, const History& history);

  const EndpointDefinition& definition_;
  cohort::ProblemLog& problems_;
  Moments moments_;
  std::vector<BoundHappening> events_, stops_;
  std::optional<BoundHappening> remission_, assessment_;
  const cohort::Column* last_contact_ = nullptr;
  const cohort::Column* entry_ = nullptr;
};

}  // namespace venscope::endpoint
