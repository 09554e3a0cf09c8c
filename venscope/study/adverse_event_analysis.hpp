/// Adverse events by term, grade and arm: what the kind `adverse_events` finds.
#pragma once

#include "venscope/base/adjust.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/safety/patient_time.hpp"
#include "venscope/safety/worst_grades.hpp"
#include "venscope/study/adverse_event_input.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// Which grades a p value is of.
enum class TestedGrade { none, any, severe };

struct AdverseEventOptions {
  AdverseEventColumns columns;
  std::string by;  ///< column of the arms; "" for none
  int severe = 3;  ///< the least grade that is severe
  double level = 0.95;
  double window = 0;  ///< days after the last day at risk that still belong
  double per = 100;   ///< patient-years that rates are printed for
  double at_least =
      0;  ///< share of an arm's patients; terms that stay below in all are not printed
  std::size_t most = 20;   ///< terms in the figure
  bool by_system = false;  ///< sorted under their organ classes
  TestedGrade tested = TestedGrade::none;
  Adjustment adjustment = Adjustment::holm;
  Impossible impossible = Impossible::problem;

  bool rates() const { return !columns.at_risk_to.empty() && !columns.start.empty(); }
};

/// Events per time at risk in one arm; nothing where there is none.
struct AdverseEventRate {
  std::optional<response::Effect> first, all;  ///< per year
};

/// A term, an organ class, or all together.
struct AdverseEventRow {
  enum class Kind { any, serious, related, system, term };
  Kind kind = Kind::term;
  std::string name;
  std::string system;  ///< of a term
  std::vector<safety::GradeCounts> arms;
  std::vector<safety::PatientTime> times;  ///< empty without exposure
  std::vector<AdverseEventRate> rates;     ///< as `times`
  /// Of two arms, the second against the first.
  std::optional<response::Effect> any, severe;        ///< differences of the shares
  std::optional<response::Effect> ratio, difference;  ///< of the rates of the first event
  std::optional<double> p, q;

  std::int64_t patients() const;
};

struct AdverseEventAnalysis {
  AdverseEventOptions options;
  std::vector<std::string> arms;      ///< those that have a patient; one of "" without `by`
  std::vector<std::int64_t> n;        ///< patients of each
  std::size_t n_missing = 0;          ///< patients whose arm is not known: in no arm
  std::vector<AdverseEventRow> rows;  ///< any, serious, related, then terms as they are to be read
  AdverseEvents input;                ///< counts and warnings; the events themselves are dropped
  std::vector<std::string> warnings;

  bool two_arms() const { return arms.size() == 2; }
};

/// Problem: study.no_patients (nobody is in an arm), those of the input.
Result<AdverseEventAnalysis> analyse_adverse_events(const Plan& plan, const Step& step,
                                                    const AdverseEventOptions& options,
                                                    const Place& place);

}  // namespace venscope::study
