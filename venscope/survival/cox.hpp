/// Cox's proportional hazards model.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::survival {

enum class Ties { efron, breslow, exact };

/// What is fitted: n rows, p columns. Views; the caller keeps the data alive.
struct CoxData {
  const endpoint::Outcomes& outcomes;
  const Matrix& design;                        ///< n x p, no intercept
  std::span<const std::int32_t> strata = {};   ///< empty or one code per row
  std::span<const double> weights = {};        ///< empty or one per row, >= 0
  std::span<const double> offset = {};         ///< empty or one per row
  std::span<const std::int32_t> cluster = {};  ///< empty or one code per row
};

struct CoxOptions {
  Ties ties = Ties::efron;
  /// Sandwich variance. Unset: as R, where there is a cluster or a weight that is no whole number.
  std::optional<bool> robust = {};
  /// Firth's penalised likelihood; intervals are then of its profile.
  bool firth = false;
  double level = 0.95;
  double tolerance = 1e-9;  ///< relative change of the log-likelihood (R's eps)
  int max_iterations = 20;
  /// For designs that are large enough; results do not depend on it, not in a bit.
  unsigned threads = 1;
};

struct ChiSquaredTest {
  double statistic = 0, df = 0, p = 1;
};

/// Why a fit, or one of its coefficients, cannot be taken at face value.
enum class CoxTrouble {
  none,
  no_events,      ///< an indicator with no event on one side: its estimate runs off to infinity
  collinear,      ///< constant, or a combination of earlier columns: no estimate
  separation,     ///< no maximum: this coefficient runs off, alone or together with others
  not_converged,  ///< the iteration ran out
};

/// How the intervals of the hazard ratios were found.
enum class CoxInterval {
  wald,     ///< exp(beta -+ z SE)
  profile,  ///< where the profile penalised likelihood falls below its maximum (firth.hpp)
};

struct CoxTerm {
  /// ln hazard ratio. NaN, with everything that follows from it, if the column is collinear with
  /// earlier ones (R: NA); `trouble` says so.
  double coef = 0;
  double std_error = 0;
  std::optional<double> robust_se;
  double z = 0, p = 1;  ///< from the robust error where there is one
  /// Firth's penalty: from 2 (l* - max l* with beta_j = 0), as the profile interval.
  std::optional<double> p_profile;
  double conf_low = 0, conf_high = 0;  ///< of the hazard ratio
  CoxTrouble trouble = CoxTrouble::none;
};

struct CoxFit {
  std::size_t n = 0;  ///< rows with a weight above 0
  double events = 0;  ///< among them, unweighted
  CoxOptions options;
  CoxInterval interval = CoxInterval::wald;
  std::vector<CoxTerm> terms;
  Matrix covariance;  ///< robust where asked for; zero rows and columns for collinear columns
  std::optional<Matrix> naive_covariance;
  double loglik_null = 0, loglik = 0;
  ChiSquaredTest likelihood_ratio, wald, score;
  std::optional<ChiSquaredTest> robust_score;
  /// With the number of events for the sample size, as R. `aicc` is empty where it is undefined
  /// (no more events than coefficients + 1).
  double aic = 0, bic = 0;
  std::optional<double> aicc;
  int iterations = 0;
  bool converged = true;
  CoxTrouble trouble = CoxTrouble::none;
  std::vector<std::string> warnings;  ///< each names the columns it is about
  /// Of the design columns, as R's fit$means: 0 for columns of -1, 0, 1.
  std::vector<double> means;
  /// Per row: (x - means) beta + offset - mean offset, as R.
  std::vector<double> linear_predictor;
};

/// Maximises the log partial likelihood of eta = x beta + offset,
///
///   l(beta) = sum_i w_i d_i eta_i - sum_t w_t log S0(t),  S0(t) = sum over the risk set w_j
///   e^eta_j
///
/// with Efron's or Breslow's treatment of tied deaths (see partial_likelihood.hpp) or, for `exact`,
/// the discrete one (exact_likelihood.hpp), by Newton's method with R's stopping rule. Strata each
/// have their own baseline hazard. Rows of weight 0 are left out.
/// `names` name the design columns in warnings.
/// A fit with trouble is still a fit: finite coefficients, the trouble named. A Result fails only
/// where there is nothing to fit (no row, no event) or the options exclude each other.
/// Cost O(n log n) once and O(n p^2) per iteration.
/// Right by: by_hand/survival/cox_six, twins/survival/cox_slow, laws/survival/cox,
/// reference/survival/cox (R survival 3.5: coxph).
Result<CoxFit> cox(const CoxData& data, const CoxOptions& options = {},
                   std::span<const std::string> names = {});

}  // namespace venscope::survival
