/// The columns of an endpoint's definition, found in the table and read as times since the origin.
#pragma once

#include "venscope/cohort/problem_log.hpp"
#include "venscope/endpoint/endpoint.hpp"
#include "venscope/endpoint/event_column.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::endpoint {

/// Whether and when something happened in one row.
struct Moment {
  enum class State { absent, happened, unknown };
  State state = State::absent;
  double time = 0;  ///< since the origin, in the output unit

  bool happened() const { return state == State::happened; }
  bool happened_by(double other) const { return happened() && time <= other; }
};

/// A Happening bound to its columns.
struct BoundHappening {
  const Happening* declared = nullptr;
  const cohort::Column* when = nullptr;
  std::optional<Indicators> indicator;
};

/// Binds names to columns and reads cells; everything wrong goes into the problem log.
class Moments {
public:
  Moments(const cohort::Table& table, const EndpointDefinition& definition,
          const std::vector<bool>& wrong_rows, cohort::ProblemLog& problems,
          std::vector<std::string>& warnings);

  BoundHappening bind(const Happening& happening);
  /// A column of dates or times; null (and a problem) where there is none of that name.
  const cohort::Column* bind_time(const std::string& name);

  /// The moment in a row. A date or time that is missing although the indicator says that it
  /// happened is a problem, and so is one before the origin.
  Moment read(const BoundHappening& bound, std::size_t row);
  /// The same without an indicator; a time before the origin is left to the caller.
  Moment read_time(const cohort::Column* column, std::size_t row) const;

  /// How many cells of indicators say neither yes nor no; each is a problem in the log.
  std::size_t odd_codes() const { return odd_codes_; }

  bool dated() const { return origin_ != nullptr && any_date_; }
  bool has_origin(std::size_t row) const { return origin_ == nullptr || !origin_->missing(row); }
  double origin_day(std::size_t row) const { return origin_->number[row]; }
  Place place(std::size_t row, const std::string& column) const;

private:
  const cohort::Column* find(const std::string& name);

  const cohort::Table& table_;
  const EndpointDefinition& definition_;
  const std::vector<bool>& wrong_rows_;
  cohort::ProblemLog& problems_;
  std::vector<std::string>& warnings_;
  const cohort::Column* origin_ = nullptr;
  bool any_date_ = false;
  std::size_t odd_codes_ = 0;
};

}  // namespace venscope::endpoint
