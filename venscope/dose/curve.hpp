/// A dose-response curve: fit, IC50 with its censoring and interval, area.
#pragma once

#include "venscope/dose/dose_points.hpp"
#include "venscope/dose/log_logistic.hpp"
#include "venscope/dose/plateaus.hpp"
#include "venscope/dose/shape.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::dose {

/// How much a well far from the curve counts. `none`: least squares.
enum class Robust { none, huber, tukey };

struct CurveOptions {
  PlateauLimits plateaus;
  Direction direction = Direction::any;
  Robust robust = Robust::none;
  double level = 0.95;
  bool intervals = true;           ///< profile intervals, most of the time of a fit
  bool absolute_interval = false;  ///< of the absolute IC50 too, at some ten times the cost
  /// Response of untreated wells, half of which makes the absolute IC50. Default: the fixed upper
  /// plateau, else the mean of the wells of dose 0, else the fitted plateau of low doses.
  std::optional<double> control;
  /// Where above 0: wells that are outliers at this false discovery rate (`outlying_wells`) are
  /// named, and with `leave_out_outliers` the curve is fitted without them.
  double outlier_rate = 0;
  bool leave_out_outliers = false;
};

enum class CurveState {
  fitted,       ///< a least-squares curve
  step,         ///< a jump: the hill has no finite estimate
  beyond_high,  ///< the plateau of high doses is not in sight
  beyond_low,   ///< that of low doses is not
  line,         ///< neither is
  flat,         ///< no curve better than a constant
  not_fitted,   ///< fewer doses than parameters
};
std::string_view name_of(CurveState state);

/// What is known of a concentration.
enum class Censoring {
  none,
  above,      ///< more than `value`, the highest dose tested
  below,      ///< less than `value`, the lowest positive dose tested
  undefined,  ///< nothing; `value` is NaN
};

struct Concentration {
  double value = 0;  ///< the estimate, or the limit where it is censored
  Censoring censoring = Censoring::undefined;
};

/// Of a concentration; an end that the data do not give is 0 or infinity.
struct ConcentrationInterval {
  double low = 0, high = 0;
};

/// Standard errors from the curvature J'WJ of least squares, as nls has them; of what is not
/// estimated NaN.
struct CurveErrors {
  double lower, upper, hill, log_ic50;
};

struct CurveFit {
  CurveState state = CurveState::not_fitted;
  bool converged = false;  ///< a minimum inside, all its parameters finite: `fitted`
  CurveParameters curve;   ///< for drawing, in every state but not_fitted; of a limit near it
  /// The parameters that mean something; NaN where the data do not give one.
  double lower, upper, hill, ic50_fitted;
  CurveErrors errors;
  /// Of (lower, upper, hill, log_ic50) by least squares' curvature; 0 of what is fixed. Its
  /// diagonal is that of `errors` squared. NaN without errors.
  std::array<std::array<double, 4>, 4> covariance;
  Concentration ic50;                             ///< relative: half way between the plateaus
  Concentration ic50_absolute;                    ///< where the response is half of `control`
  std::optional<ConcentrationInterval> interval;  ///< of the relative IC50, by profile likelihood
  std::optional<ConcentrationInterval> interval_delta;
  /// Of the absolute IC50, by profile likelihood, where CurveOptions::absolute_interval asks for
  /// it.
  std::optional<ConcentrationInterval> interval_absolute;
  double control = 0;    ///< twice the response of the absolute IC50; NaN without one
  double auc;            ///< of the fitted curve, see mean_response; NaN without a fit
  double auc_trapezoid;  ///< of the dose means; NaN with fewer than two positive doses
  std::size_t wells = 0, missing = 0, doses = 0;
  int parameters = 0;
  double squares = 0, df = 0, sigma = 0;  ///< residual sum of squares; sigma NaN where df = 0
  double r_squared = 0;                   ///< against the mean
  std::optional<double> p_effect;         ///< F test of the curve against a constant response
  std::optional<double> p_lack_of_fit;    ///< F test against a mean of its own per dose
  double lowest = 0, highest = 0;         ///< positive doses tested
  std::vector<double> weight;  ///< per well, where the fit is robust: the given times its own
  std::vector<std::size_t> outliers;  ///< wells, by index
  std::vector<std::string> notes;
};

/// Fits one curve by least squares, to the global minimum (shape.hpp), and says what it means:
/// - IC50, relative: exp(log_ic50), censored at the tested positive doses; absolute: where f is
/// half
///   of `control`, censored above where f lies above it at every tested dose, below where under it.
/// - `interval`: {e : min SS with log IC50 = e <= SS (1 + F(1, df; level) / df)}, the part that
/// holds
///   the estimate; an end more than 1000-fold outside the tested doses is open.
/// - `auc`: mean of f over log dose between the lowest and highest positive dose, in units of the
///   response; `auc_trapezoid` the same of the dose means joined by straight lines.
/// - Robust: iterated weights psi(u)/u of u = r / s; Huber's k = 1.345 with s the median of |r|
///   without the p - 1 smallest, over 0.6745, at each turn; Tukey's biweight c = 4.685 starts from
///   Huber's and keeps its s. Each turn is a global fit. Intervals take the weights as given.
/// A missing dose or response is left out and counted. What stands in the way is told in `notes`,
/// never refused. Doses must be >= 0, weights >= 0.
/// Cost: some 4 us per curve of 9 doses without intervals, where many share their doses; several
/// times that with.
/// Source: [Ritz2015], [Golub1973], [Bates1988]; docs/methods/dose-response.md.
/// Right by: by_hand/dose/curve, twins/dose/curve (a brute-force grid), laws/dose/curve,
/// reference/dose/curve (R nls and a profile by optimize), unit/dose/curve.
CurveFit fit_curve(const Wells& wells, const CurveOptions& options = {});

/// Many curves: `curve[i]` in 0 … count - 1 says to which well i belongs, negative to none. The
/// indices in CurveFit::outliers are those of the wells given here.
std::vector<CurveFit> fit_curves(const Wells& wells, std::span<const int> curve, std::size_t count,
                                 const CurveOptions& options = {}, unsigned threads = 1);

/// Where the mean response lies at one dose.
struct ResponseInterval {
  double low = 0, high = 0;
};

/// Pointwise confidence interval of the mean response f(x) by the delta method:
///   f(x) ± t(n - p; level) sqrt(g' V g),  g the gradient of f in the parameters that are free, V
/// their covariance. Empty without a fitted curve or degrees of freedom. Of one dose, not of the
/// whole curve at once; wells are taken as independent.
/// Source: [Bates1988]. Right by: laws/dose/band (R's deltamethod by hand, numerical gradients).
std::optional<ResponseInterval> response_interval(const CurveFit& fit, double log_dose,
                                                  double level);

/// ">10", "<0.004", "0.25", "–".
std::string concentration_text(const Concentration& concentration);

}  // namespace venscope::dose
