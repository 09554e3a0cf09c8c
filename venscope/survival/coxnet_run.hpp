/// One path of penalised fits, step by step, as a thing that waits for the scores of its columns.
#pragma once

#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/coxnet_solver.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <vector>

namespace venscope::survival {

class CoxnetRun {
public:
  CoxnetRun(const RiskOrder& order, const CoxnetColumns& columns, const CoxnetTask& task,
            const CoxnetOptions& options, bool keep_eta, Crew* crew);

  bool done() const { return done_; }
  /// Goes on to where the scores of all columns are needed.
  void settle();
  /// Whether a column's score has to be found anew.
  bool needs(std::size_t j) const { return needs_[j] != 0; }
  std::span<const double> gradient() const { return solver_->gradient(); }
  /// The products of all columns are about to be taken: from now on scores elsewhere are also
  /// bounded by what they are here.
  void refer_to_here();
  /// The product of a column with the gradient.
  void take(std::size_t j, double product) {
    if (scale_[j] == 0) return;
    if (referring_) references_[0].score[j] = rough(scale_[j] * product);
    if (solver_->in_play(j) && !needs_all_) return;
    solver_->set_score(j, scale_[j] * product, /*here=*/true);
    moved_at_[j] = moved_;
  }
  /// With the scores: takes the step, or goes back to settle with further columns.
  void look();

  CoxnetTrace trace;

private:
  /// Rounding of a score must not decide.
  static constexpr double threshold_margin = 1 - 1e-6;
  static constexpr std::size_t most_references = 4;

  /// A gradient, the scores of all columns there to the digits of a float, and by how much of its
  /// length a column's score may be rounded.
  struct Reference {
    std::vector<double> gradient;
    std::vector<float> score;
    double rounding = 0;
  };

  /// In a float, or NaN where floats have no digits for it.
  static float rough(double score) {
    const double size = std::abs(score);
    const bool fits = size == 0 || (size > 1e-30 && size < 1e30);
    return fits ? static_cast<float>(score) : std::numeric_limits<float>::quiet_NaN();
  }
  void estimate_scores();
  void find_needs();
  void leave_out_copies();
  void begin_step();
  void go_on_from(double lambda);
  double first_entry() const;
  void take_step();
  bool find_lambdas();

  const CoxnetColumns& columns_;
  const CoxnetTask& task_;
  const CoxnetOptions& options_;
  bool keep_eta_, done_ = false, needs_all_ = true, given_ = false, started_ = false;
  bool referring_ = false;
  std::vector<char> needs_;             // by column
  std::vector<std::size_t> may_enter_;  // columns whose scores may reach the threshold
  /// By column; the score of one that is not in play is at most length_ (moved_ - moved_at_) from
  /// the one that is known.
  std::vector<double> scale_, factor_, length_, moved_at_;
  std::vector<double> gradient_before_;
  std::vector<Reference> references_;  // the latest first
  std::unique_ptr<EtaLikelihood> likelihood_;
  std::unique_ptr<CoxnetSolver> solver_;
  double null_ = 0, explainable_ = 0, moved_ = 0;
  std::vector<double> lambdas_;
  std::size_t count_ = 0, step_ = 0;
  /// The penalty of the step, that where the solver is on its way there, and that of the step
  /// before.
  double target_ = 0, lambda_ = 0, lambda_before_ = 0;
};

}  // namespace venscope::survival
