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
  bool robust = false;  ///< sandwich variance also without cluster
  bool firth = false;   ///< Firth's penalised likelihood
  double level = 0.95;
  double tolerance = 1e-9;  ///< relative change of the log-likelihood (R's eps)
  int max_iterations = 20;
};

struct ChiSquaredTest {
  double statistic = 0, df = 0, p = 1;
};

/// Why a fit, or one of its coefficients, cannot be taken at face value.
enum class CoxTrouble { none, no_events, collinear, separation, not_converged };

struct CoxTerm {
  double coef = 0;  ///< ln hazard ratio; NaN if the column is collinear with earlier ones (R: NA)
  double std_error = 0;
  std::optional<double> robust_se;
  double z = 0, p = 1;                 ///< from the robust error where there is one
  double conf_low = 0, conf_high = 0;  ///< of the hazard ratio
  CoxTrouble trouble = CoxTrouble::none;
};

struct CoxFit {
  std::size_t n = 0;
  double events = 0;
  CoxOptions options;
  std::vector<CoxTerm> terms;
  Matrix covariance;  ///< robust where asked for
  std::optional<Matrix> naive_covariance;
  double loglik_null = 0, loglik = 0;
  ChiSquaredTest likelihood_ratio, wald, score;
  std::optional<ChiSquaredTest> robust_score;
  double aic = 0, aicc = 0, bic = 0;  ///< bic with the number of events, as R
  int iterations = 0;
  bool converged = true;
  CoxTrouble trouble = CoxTrouble::none;
  std::vector<std::string> warnings;     ///< in terms of column indices' names given to cox()
  std::vector<double> means;             ///< of the design columns, as R's fit$means
  std::vector<double> linear_predictor;  ///< centred at `means`, offset included, as R
};

/// Fits the model. `names` name the design columns in warnings.
/// A fit with trouble is still a fit: finite coefficients, the trouble named. A Result fails only
/// where there is nothing to fit (no row, no event).
Result<CoxFit> cox(const CoxData& data, const CoxOptions& options = {},
                   std::span<const std::string> names = {});

}  // namespace venscope::survival
