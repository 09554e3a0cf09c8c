/// One penalised Cox fit after the other, each begun where the last ended.
#pragma once

#include "venscope/survival/coxnet_columns.hpp"
#include "venscope/survival/eta_likelihood.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::survival {

/// What is minimised over b, for columns z_j = x_j scale_j:
///   - l(offset + z b) + lambda sum_j factor_j ( alpha |b_j| + (1 - alpha) / 2 b_j^2 )
/// where the weights of l sum to 1.
struct CoxnetProblem {
  const CoxnetColumns& columns;
  std::vector<double> scale;   ///< 0 leaves a column out
  std::vector<double> factor;  ///< 0 is not penalised
  double alpha = 1;
  double tolerance = 0;  ///< in units of l
};

class CoxnetSolver {
public:
  /// `likelihood` has the weights set.
  CoxnetSolver(CoxnetProblem problem, EtaLikelihood& likelihood);

  /// The null model; false where the likelihood is not defined at the offset.
  bool start();
  /// The minimum at `lambda`, from where the last call left off at `lambda_before`. False where it
  /// does not converge; then nothing is left to go on from.
  bool fit(double lambda, double lambda_before);

  double loglik() const { return loglik_; }
  std::span<const double> coefficients() const { return beta_; }  ///< b, per column
  std::span<const double> score() const { return score_; }        ///< dl/db, per column
  std::span<const double> eta() const { return eta_; }            ///< by position

private:
  bool plays(std::size_t j) const { return problem_.scale[j] > 0; }
  double threshold(std::size_t j, double lambda) const {
    return lambda * problem_.alpha * problem_.factor[j];
  }
  double penalty(double lambda, std::span<const double> b) const;
  void find_scores(std::span<const std::size_t> columns);
  bool add_violators(std::span<const std::size_t> columns, double lambda);
  void gather();
  void build_model();
  double descend_by_information(double lambda);
  bool solve_together(double lambda);
  double descend_by_rows(double lambda);
  bool solve_working(double lambda);
  bool step(double lambda);

  CoxnetProblem problem_;
  EtaLikelihood& likelihood_;
  double loglik_ = 0;
  std::vector<double> beta_, score_;       // by column
  std::vector<double> eta_, trial_;        // by position
  std::vector<std::size_t> all_, strong_;  // columns
  std::vector<std::size_t> working_;       // columns in play, in ascending order
  std::vector<char> is_working_;           // by column
  // By working column k, standardised: the columns, the information times each, and their products.
  std::vector<double> z_, hz_, information_, curvature_;
  std::vector<double> now_, next_, slope_, direction_;  // b, the next b, gradient of the model
  std::vector<double> residual_;                        // by position
  std::vector<std::ptrdiff_t> together_;                // working columns
};

}  // namespace venscope::survival
