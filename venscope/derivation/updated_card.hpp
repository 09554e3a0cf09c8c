/// The card of a score that was brought up to date in other patients.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/risk/decimal.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace venscope::derivation {

/// What happens to the points. Points and cut points are multiplied by `slope`, then each term's
/// points by its factor; a factor leaves the cut points alone.
struct PointsUpdate {
  double slope = 1;  ///< from exact_slope
  /// Of a refit, by term; empty of one that keeps its points. No list: all do.
  std::vector<std::optional<double>> factors = {};
  int decimals = 2;  ///< of points multiplied by a factor
};

struct UpdatedIdentity {
  std::string id, title;
  std::string endpoint;    ///< OS, EFS, RFS
  std::string unit;        ///< of the times
  std::string cohort;      ///< what the cohort is called, such as its file
  std::string population;  ///< in words
  std::string program;
  std::string procedure;  ///< what was done, in a sentence
  bool outside = false;   ///< the score was applied to patients whom it says it is not for
};

/// The patients that it was updated in.
struct UpdatedIn {
  const endpoint::Outcomes& outcomes;
  std::string sha256;
};

/// Steps of the survival of score 0.
struct UpdatedSteps {
  std::vector<double> time, survival;
  double horizon = 0;
};

/// The slope with as many digits as keep every product with the card's points and cut points exact
/// in six decimals, so that no patient changes his group by rounding. At most 4 digits.
double exact_slope(const nlohmann::ordered_json& card, double slope);

/// `original` is a card on the scale log_hazard. What was said of its own patients goes (outcomes,
/// notes, hazard ratios, cautions, other languages); its conditions stay. The groups' outcomes are
/// added by add_outcomes, when the new card has said who is in them.
/// Right by: unit/derivation/updated_card (read back, applied), unit/study/external.
nlohmann::ordered_json updated_card(const nlohmann::ordered_json& original,
                                    const UpdatedIdentity& identity, const PointsUpdate& points,
                                    const UpdatedIn& in, const UpdatedSteps& steps);

/// Median and survival at the horizon of each group, as `published`.
Problems add_outcomes(nlohmann::ordered_json& card, const UpdatedIdentity& identity,
                      const endpoint::Outcomes& outcomes, const std::vector<std::int32_t>& group,
                      double horizon);

}  // namespace venscope::derivation
