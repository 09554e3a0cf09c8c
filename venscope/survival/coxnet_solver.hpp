/// One penalised Cox fit after the other, each begun where the last ended.
#pragma once

#include "venscope/base/crew.hpp"
#include "venscope/base/large_pages.hpp"
#include "venscope/survival/column_kernels.hpp"
#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_columns.hpp"
#include "venscope/survival/coxnet_counts.hpp"
#include "venscope/survival/eta_likelihood.hpp"
#include "venscope/survival/growing_cholesky.hpp"
#include "venscope/survival/rough_model.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace venscope::survival {

/// What is minimised over b, for columns z_j = x_j scale_j:
///   - l(offset + z b) + lambda sum_j factor_j ( alpha |b_j| + (1 - alpha) / 2 b_j^2 )
/// where the weights of l sum to 1.
struct CoxnetProblem {
  const CoxnetColumns& columns;
  std::span<double> scale;         ///< 0 leaves a column out
  std::span<const double> factor;  ///< 0 is not penalised
  double alpha = 1;
  double tolerance = 0;  ///< in units of l
  /// A fit whose predictors lie further apart than that within a stratum, for two steps in a row,
  /// is given up.
  double widest = std::numeric_limits<double>::infinity();
  Crew* crew = nullptr;  ///< for sums of many columns; it changes nothing but the time
};

class CoxnetSolver {
public:
  /// `likelihood` has the weights set.
  CoxnetSolver(CoxnetProblem problem, EtaLikelihood& likelihood);

  /// The null model; false where the likelihood is not defined at the offset. `with_scores`: of all
  /// columns.
  bool start(bool with_scores = true);
  /// Begins at these coefficients instead, per column, none of them of a column left out.
  bool start_at(std::span<const double> coefficients);
  /// From now on without these columns, none of which is in play: their scale becomes 0.
  void leave_out(std::span<const CoxnetCopy> copies);
  /// The minimum at `lambda`, from where the last call left off at `lambda_before`. False where it
  /// does not converge; then nothing is left to go on from.
  bool fit(double lambda, double lambda_before);

  /// The same in parts, for those who find the scores of many fits at once: `begin` chooses the
  /// columns in play, `settle` finds the minimum over them and over those that the strong rule
  /// keeps (false: no convergence), and `add_violators` looks whether it is one over other columns,
  /// whose scores must be right by then: all whose scores could reach the threshold. If it adds
  /// some, `settle` again.
  void begin(double lambda, double lambda_before);
  bool settle(double lambda);
  bool add_violators(std::span<const std::size_t> columns, double lambda);
  /// Columns that are not left out, and whether one of them is in play: its score is then right.
  std::span<const std::size_t> columns() const { return all_; }
  bool in_play(std::size_t j) const { return is_working_[j] != 0; }
  std::span<const std::size_t> working() const { return working_; }  ///< those in play
  /// Columns that the strong rule keeps, whose scores are right when `settle` has ended.
  std::span<const std::size_t> strong() const { return strong_; }
  double threshold(std::size_t j, double lambda) const {
    return lambda * problem_.alpha * problem_.factor[j];
  }
  double scale(std::size_t j) const { return problem_.scale[j]; }
  std::span<const double> gradient() const { return gradient_; }  ///< dl/deta, by row
  /// `here`: it is that of where the likelihood stands, not an estimate.
  void set_score(std::size_t j, double score, bool here) {
    score_[j] = score;
    score_place_[j] = here ? place_ : 0;
  }

  /// Whether a step since `begin` would have led to hazards too far apart for a likelihood.
  bool too_wide() const { return too_wide_; }
  double loglik() const { return loglik_; }
  std::span<const double> coefficients() const { return beta_; }  ///< b, per column
  std::span<const double> score() const { return score_; }        ///< dl/db, per column
  std::vector<double> eta() const;                                ///< by position
  const CoxnetCounts& counts() const { return counts_; }

private:
  bool plays(std::size_t j) const { return problem_.scale[j] > 0; }
  void find_scores(std::span<const std::size_t> columns);
  bool violates(std::size_t j, double lambda) const {
    return !is_working_[j] && std::abs(score_[j]) > threshold(j, lambda);
  }
  double* information(std::size_t k) { return information_.data() + k * room_; }
  /// Whether the model is one in floats, which the gradient at the end of each step makes good.
  bool is_rough() const { return keeps_ && !exact_; }
  /// y += sum of the chosen columns, each times its part of by_; what makes moves of predictors.
  void add_chosen(std::span<double> y) const;
  /// out_k = x_k' g for the columns given.
  void find_products(std::span<const double* const> columns, const double* g, double* out) const;
  template <class Work>
  void share(std::size_t count, bool worth, const Work& work) const {
    Crew alone(1);
    (problem_.crew ? *problem_.crew : alone).share(count, !worth, work);
  }
  void forget() {
    history_.clear();
    last_now_.clear();
  }

  // coxnet_newton.cpp
  double penalty(double lambda, std::span<const double> b) const;
  void gather();
  void find_slope();
  void find_first_slope();
  enum class Ended : char { at_minimum, with_violators, nowhere };
  Ended solve_working(double lambda);
  bool finds_violators(double lambda);
  void keep_working();
  bool evaluate(std::span<const double> eta);
  void step(double lambda, bool newton);
  void accelerate(double lambda);
  void combine(std::vector<double>& step);

  // coxnet_quadratic.cpp
  void make_room(std::size_t columns);
  void times_information(EtaLikelihood& likelihood, std::size_t k, double* product);
  void find_information(EtaLikelihood& likelihood, std::size_t first);
  bool extend_model();
  void build_model(double lambda);
  void solve_freely();
  template <class SlopeOf, class MovedBy, class Meanwhile>
  void descend_cyclically(double lambda, SlopeOf slope_of, MovedBy moved_by, Meanwhile meanwhile);
  void descend_by_information(double lambda);
  bool solve_nonzero(double lambda);
  void descend_by_rows(double lambda);

  // coxnet_rough.cpp
  bool times_rough_information(std::span<const std::size_t> columns);
  template <class Write>
  void find_rough_products(std::size_t count, std::span<const std::size_t> with, Write write);
  template <class Work>
  bool in_rough_blocks(std::span<const std::size_t> columns, Work work);
  bool find_rough_together();
  bool find_rough_rows(std::size_t first);
  void build_rough_model(double lambda);
  void make_exact();

  // coxnet_active_set.cpp
  bool belongs(std::size_t k, double lambda) const;
  std::vector<double> diagonal_together() const;
  bool bring_together(double lambda);
  bool put_all_together();
  double left_of(std::size_t k, double lambda) const;
  void find_left(double lambda);
  bool join(std::size_t k, double lambda);
  void leave(std::size_t place);
  void solve_together(std::span<double> x) const;
  void find_model_slope(bool of_all);
  enum class Joined : char { none, some, stuck };
  Joined join_gaining(double lambda);
  bool descend_together(double lambda);
  bool walk_together(double lambda);

  // coxnet_exchange.cpp
  bool exchange_for(std::size_t k, double lambda);
  bool give_way(std::size_t k, double lambda);
  std::vector<double> shares_in(std::size_t k);
  bool walk_along(std::size_t k, std::span<const double> share, double sign, double lambda);

  CoxnetProblem problem_;
  EtaLikelihood& likelihood_;
  CoxnetCounts counts_;  // but for the looks
  double loglik_ = 0, moved_ = 0;
  std::vector<double> beta_, score_;  // by column
  /// The places where the likelihood stood are counted; by column, the place its score is of.
  std::vector<std::uint32_t> score_place_;
  std::uint32_t place_ = 1;
  std::vector<double> eta_, trial_, gradient_;  // by row
  std::vector<double> at_position_, product_at_position_;
  std::vector<std::size_t> all_, strong_, looked_at_;  // columns
  std::vector<std::size_t> working_;  // columns in play: those held, then others ascending
  std::vector<char> is_working_;      // by column
  /// Of the first `held_` columns in play the information is that of `kept_likelihood_`, where it
  /// was last formed: close to that of the next penalties.
  std::size_t held_ = 0;
  std::optional<EtaLikelihood> kept_likelihood_;
  bool keeps_ = false, shortened_ = false, too_wide_ = false;
  bool exact_ = false;    // floats turned out not to do
  bool at_rest_ = false;  // whether the last model was minimised
  int kept_steps_ = 0;    // by the old information, at the last solution
  // By working column k: where it is, what is to be taken off, its scale, and of the scaled columns
  // their information.
  std::vector<const double*> x_;
  std::vector<double> shift_, unit_, curvature_;
  LargeVector<double> information_;
  std::size_t room_ = 0;    // columns of information_ lie that far apart
  RoughModel rough_;        // in its place, and the factor's, where the model is one in floats
  std::vector<double> hx_;  // the information in the predictors times some columns
  std::vector<float> rough_hx_;
  std::vector<float> rough_x_;                          // of each thread, some columns
  std::vector<double> now_, next_, slope_, direction_;  // b, the next b, gradient of the model
  std::vector<double> slope_now_;                       // gradient of the model where it was made
  // Columns that are added up or multiplied, which they are, by how much, and what comes out.
  std::vector<const double*> chosen_;
  std::vector<std::size_t> which_;
  std::vector<double> by_, product_;
  std::vector<std::pair<double, std::size_t>> gains_;
  /// Between two steps: how the place changed and how the move from there, to some digits.
  struct Change {
    std::vector<float> place, move;
  };
  std::vector<Change> history_;  // the last first
  std::vector<double> last_now_, last_move_;
  std::vector<double> residual_;         // by row
  std::vector<std::ptrdiff_t> nonzero_;  // working columns
  /// Working columns in the order of their factor, what is left of the gradient of model and
  /// penalty of each, the ridge penalty in the factor, and by working column whether it is there.
  std::vector<std::size_t> together_;
  std::vector<double> left_;
  GrowingCholesky<double> factor_;
  double factor_ridge_ = 0, ridge_beyond_ = 0;  // by how much it is beyond the penalty's
  std::vector<char> is_together_;
};

}  // namespace venscope::survival
