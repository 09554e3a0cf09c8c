/// Kaplan-Meier curves with confidence bands, censoring marks, medians and the numbers at risk.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// One curve. The fit is looked at, not owned.
struct SurvivalCurve {
  std::string label;
  const survival::KaplanMeier* fit = nullptr;
  /// The same patients without weights, where the fit has weights that count no patients: their
  /// numbers at risk stand below the weighted ones.
  const survival::KaplanMeier* unweighted = nullptr;
};

/// What is drawn. Only `curves` must be given.
struct SurvivalFigure {
  std::vector<SurvivalCurve> curves;
  std::string title;
  std::string subtitle;
  std::string outcome = "Overall survival";  ///< label of the vertical axis
  std::string time_label = "Time since diagnosis";
  std::string unit = "months";      ///< of the fits' times; chooses the ticks
  std::vector<std::string> notes;   ///< set in the plot: "Log-rank test: p = 0.03", "HR 0.61 (…)"
  double width = single_column;     ///< points
  std::optional<double> last_time;  ///< end of the time axis; default: the longest follow-up
  bool bands = true;                ///< pointwise confidence bands
  bool medians = true;              ///< dotted lines at the medians that are reached
  bool censoring = true;            ///< a tick on the curve at each censored time
  bool percent = false;             ///< 0 to 100% instead of 0 to 1
  /// The fits hold cumulative incidences in the place of survival: curves rise from 0, and there
  /// are no medians.
  bool incidence = false;
  bool same_patients = false;      ///< all curves are of the same: one row of numbers is enough
  bool cumulative_events = false;  ///< a second block of numbers below those at risk
  bool cumulative_censored = false;
};

/// Any number of curves, also none. The numbers below the plot stand at the ticks of the same axis.
Scene survival_scene(const SurvivalFigure& figure);

/// The numbers behind the figure, at full precision, one row per curve and time:
/// group,time,n_risk,n_event,n_censor,survival,std_error,lower,upper (`incidence` for `survival`)
std::string survival_csv(const SurvivalFigure& figure);

}  // namespace venscope::report
