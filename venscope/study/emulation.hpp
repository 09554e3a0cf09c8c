/// [emulation]: the trial that a comparison stands for, and whether its arms are known at time
/// zero.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/protocol.hpp"
#include "venscope/survival/landmark.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// One arm of the target trial.
struct Strategy {
  std::string arm;         ///< level of the group
  std::string label;       ///< of the state that the arm is, for the answers; default the arm
  std::string text;        ///< what is done
  std::string decided_at;  ///< column of dates or times at which the arm is known; "" for none
  std::string indicator;   ///< column that says in whom that happened; "" where decided_at has it
  /// As declared: known only after time zero, or at it; empty where nothing is declared.
  std::optional<bool> after_zero;
  Place place;
};

struct EligibilityRule {
  std::string text;
  std::string holds;  ///< condition, counted in the cohort; "" for words alone
  Place place;
};

struct Emulation {
  std::string group, endpoint;
  std::string time_zero, assignment, outcome, contrast, analysis;  ///< "" where not declared
  std::vector<EligibilityRule> eligibility;
  std::vector<Strategy> strategies;
};

/// When an arm is known, in the data.
struct ArmTiming {
  std::string arm;
  std::size_t n = 0;
  std::size_t not_known = 0;  ///< of the arm, without a time of decision
  std::size_t at_end = 0;     ///< decided only when the follow-up was over, or later
  std::size_t others = 0;     ///< patients of other arms that have such a time under observation
  std::size_t before = 0;     ///< of the arm, decided before time zero
  double median_lead = 0;     ///< of them, from the decision to time zero
  survival::ImmortalTime immortal;

  bool late() const { return immortal.delayed > 0 || at_end > 0; }
};

/// A column of dates or times that is filled in for one arm and hardly for the others, after time
/// zero: it seems to define the arm, and nobody declared it.
struct UndeclaredTiming {
  std::string column, arm;
  std::size_t filled = 0, n = 0, filled_elsewhere = 0, n_elsewhere = 0;
  survival::ImmortalTime immortal;
};

struct EligibilityCount {
  std::size_t yes = 0, no = 0, unknown = 0;
};

/// What the check found in the patients of one endpoint.
struct EmulationCheck {
  std::vector<ArmTiming> arms;  ///< by strategy
  std::vector<UndeclaredTiming> undeclared;
  std::vector<EligibilityCount> eligibility;  ///< by rule; zeros where it is words alone
};

/// Reads [emulation]. The result is the analysis of the check and those that `answer` asks for.
/// Endpoints, group and patients of `protocol` have been read before.
std::vector<AnalysisRequest> read_emulation(Section& section, const Protocol& protocol,
                                            const AnalysisDefaults& defaults);

/// Fails where a column is wrong. Right by: unit/study/emulation (arms that are late, declared
/// late, undeclared; none of them).
Result<EmulationCheck> check_emulation(const Emulation& emulation, const Plan& plan,
                                       const Step& step);

/// A column counts as defining an arm where at least this share of the arm has it, and at most the
/// other share of the rest.
inline constexpr double filled_in_arm = 0.9, filled_in_others = 0.1;

}  // namespace venscope::study
