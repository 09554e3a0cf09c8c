/// What the families of bench/two_arms share: what one cohort says, how often it is right, tables.
#pragma once

#include "venscope/base/random.hpp"
#include "venscope/cohort/table.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace venscope::bench {

/// What one cohort says of one estimate or test: nothing, or whether its interval holds the truth
/// and whether it finds a difference at 0.05.
struct Reading {
  std::string name;
  std::optional<bool> covered, rejected;
};

using Readings = std::vector<Reading>;

inline bool holds(double low, double high, double truth) {
  return low <= truth && truth <= high;
}

/// No answer where p is undefined.
inline std::optional<bool> below(double p) {
  return std::isfinite(p) ? std::optional(p < 0.05) : std::nullopt;
}

/// Sums of weights: of cohorts, or of the probability of a table.
struct Tally {
  double all = 0, intervals = 0, covered = 0, tests = 0, rejected = 0;

  void add(const Reading& one, double weight) {
    all += weight;
    intervals += one.covered ? weight : 0;
    covered += one.covered.value_or(false) ? weight : 0;
    tests += one.rejected ? weight : 0;
    rejected += one.rejected.value_or(false) ? weight : 0;
  }
  double without_answer() const { return all - std::max(intervals, tests); }
};

struct NamedTally {
  std::string name;
  Tally tally;
};

/// By name, in the order in which the names first came.
class Tallies {
public:
  void add(const Readings& readings, double weight = 1);
  const Tally* find(const std::string& name) const;
  const std::vector<NamedTally>& rows() const { return rows_; }

private:
  std::vector<NamedTally> rows_;
};

/// One design of a family: a column of its tables. Cohort i has a random stream of its own.
struct Design {
  std::string title;
  std::function<Readings(RandomStream&)> cohort;
  /// Every outcome with its probability, of what depends on counts alone.
  std::function<Tallies()> exactly = {};
};

struct Size {
  std::size_t cohorts = 2000;
  unsigned threads = 2;
};

/// A table: how often intervals hold the truth, and how often p is below 0.05. In brackets what
/// holds exactly; after "none" the cohorts without an answer.
void print_family(const std::string& title, const std::vector<Design>& designs, const Size& size,
                  std::uint64_t seed);

std::string share(double part, double whole);
std::vector<double> binomial_probabilities(std::int64_t n, double p);
cohort::Column number_column(std::string name);
cohort::Column category_column(std::string name, std::vector<std::string> levels);

// The families, each in a file of its own.
void randomised_arms(const Size& size);
void hazards_of_arms(const Size& size);
void happenings(const Size& size);
void subgroups(const Size& size);
void safety_of_arms(const Size& size);
void courses(const Size& size);

}  // namespace venscope::bench
