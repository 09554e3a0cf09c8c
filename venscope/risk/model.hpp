/// A model card applied to a patient.
#pragma once

#include "venscope/risk/card.hpp"
#include "venscope/risk/patient.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace venscope::risk {

enum class Status { ok, incomplete, not_applicable };

struct Contribution {
  std::size_t term = 0;          ///< index in the card's terms
  std::string value;             ///< as the patient has it; "" where it is not known
  std::optional<double> points;  ///< nothing where it is open
  double low = 0.0, high = 0.0;  ///< what it can be
};

struct Answer {
  Status status = Status::incomplete;
  std::optional<double> score;       ///< nothing unless status is ok; of a classification never
  std::optional<double> low, high;   ///< of the score over everything that is not known
  std::optional<std::size_t> group;  ///< nothing unless status is ok
  std::vector<std::size_t> groups;   ///< still possible, in the order of the card; one where ok
  bool groups_at_most = false;  ///< too many combinations: some of `groups` may be out of reach
  std::vector<std::size_t> missing;  ///< variables (dictionary) that could still change it
  std::vector<Contribution> contributions;
  std::optional<std::size_t> rule;  ///< of ordered rules: which one decided
  std::vector<std::size_t> not_applicable, cautions, notes;  ///< of the card, that hold
  std::vector<std::size_t> applicability_open;  ///< not_applicable conditions that cannot be judged
};

/// What one more test would bring: the groups still possible for each of its outcomes.
struct NextTest {
  struct Outcome {
    std::string value;  ///< a level, or an interval of a number such as "7 to 18"
    std::vector<std::size_t> groups;
  };
  std::size_t variable = 0;
  std::vector<Outcome> outcomes;
  bool settles = false;  ///< every outcome leaves one group
};

/// A card made ready for scoring: every input has few cells (levels, or the intervals between a
/// number's thresholds), so that what is still possible can be enumerated exactly.
/// Cost: some 100 ns a patient with everything known; with k inputs open at most 2^k where they
/// interact, k where they do not.
/// Right by: twins/risk/model (every way to fill the gaps of random cards), unit/risk/decimal.
class Model {
public:
  Model(const Card& card, const cohort::Dictionary& dictionary);
  ~Model();
  Model(Model&&) noexcept;
  const Card& card() const;
  /// Of a patient after `infer`.
  Answer answer(const Patient& patient) const;
  std::vector<NextTest> next_tests(const Patient& patient) const;
  /// A key of everything that the answer depends on: equal keys, equal answers. Nothing where the
  /// answer depends on a number itself (a slope).
  std::optional<std::string> key(const Patient& patient) const;

private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace venscope::risk
