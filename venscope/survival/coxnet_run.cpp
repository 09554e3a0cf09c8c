#include "venscope/survival/coxnet_run.hpp"

#include "venscope/survival/coxnet_copies.hpp"
#include "venscope/survival/nearest_combination.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

/// glmnet's rules for ending a path.
constexpr std::size_t fewest_steps = 5;
constexpr double least_gain = 1e-3, enough_explained = 0.99;
/// The penalty under which only what is not penalised moves.
constexpr double no_entry = 9.9e35;
/// Ridge has no lambda at which everything is 0: its path begins where that of this alpha does.
constexpr double least_alpha = 1e-3;
/// A penalty that falls by more than the first of these at once falls in steps of the second: from
/// far away too many columns would come into play. Below the third there is nothing to gain.
constexpr double largest_fall = 0.7, part_of_fall = 0.8, smallest_fall = 1e-5;

bool left_out(double factor) {
  return std::isinf(factor);
}

/// Factors that sum to p; those of columns left out count as 1 in that sum, as in glmnet.
std::vector<double> scaled_factors(std::span<const double> given, std::size_t p) {
  std::vector<double> factor(p, 1.0);
  double sum = 0;
  for (std::size_t j = 0; j < p; ++j) {
    if (!given.empty() && !left_out(given[j])) factor[j] = given[j];
    sum += factor[j];
  }
  for (double& value : factor) value *= static_cast<double>(p) / sum;
  return factor;
}

double length_of(std::span<const double> vector) {
  double square = 0;
  for (const double value : vector) square += value * value;
  return std::sqrt(square);
}

bool ends(const std::vector<CoxnetStep>& steps) {
  if (steps.size() < fewest_steps) return false;
  const double now = steps.back().deviance_ratio;
  const double then = steps[steps.size() - fewest_steps].deviance_ratio;
  return now > enough_explained || now - then < least_gain * now;
}

}  // namespace

CoxnetRun::CoxnetRun(const RiskOrder& order, const CoxnetColumns& columns, const CoxnetTask& task,
                     const CoxnetOptions& options, bool keep_eta, Crew* crew)
    : columns_(columns),
      task_(task),
      options_(options),
      keep_eta_(keep_eta),
      needs_(columns.columns),
      moved_at_(columns.columns) {
  ColumnSpread spread = column_spread(columns, task.weight);
  scale_ = std::move(spread.deviation);
  length_ = std::move(spread.length);
  CoxnetPath& path = trace.path;
  path.columns = columns.columns;
  double total = 0;
  for (std::size_t i = 0; i < columns.rows; ++i) {
    total += task.weight[i];
    path.n += task.weight[i] > 0;
    path.events += task.weight[i] > 0 && order.event[i] != 0;
  }
  std::vector<double> share = task.weight;
  for (double& value : share) value /= total;
  const std::span<const double> factors =
      task.penalty_factor.empty() ? options.penalty_factor : task.penalty_factor;
  for (std::size_t j = 0; j < columns.columns; ++j) {
    if (scale_[j] > 0) scale_[j] = options.standardise ? 1 / scale_[j] : 1;
    if (!factors.empty() && left_out(factors[j])) scale_[j] = 0;
    length_[j] *= scale_[j];
  }
  factor_ = scaled_factors(factors, columns.columns);
  likelihood_ = std::make_unique<EtaLikelihood>(order, options.ties == Ties::efron);
  likelihood_->set_weights(share);
  const double saturated = likelihood_->saturated();
  const std::optional<double> null = likelihood_->loglik_at(columns.offset);
  done_ = true;
  if (path.events == 0) {
    path.warnings.push_back("there is no event");
    return;
  }
  if (!null) {
    path.warnings.push_back("the offsets lie too far apart for a likelihood");
    return;
  }
  null_ = *null;
  explainable_ = saturated - null_;
  path.null_deviance = 2 * total * explainable_;
  if (!(explainable_ > 0)) {
    path.warnings.push_back("there is nothing to explain: every event has a risk set of its own");
    return;
  }
  solver_ =
      std::make_unique<CoxnetSolver>(CoxnetProblem{.columns = columns,
                                                   .scale = scale_,
                                                   .factor = factor_,
                                                   .alpha = options.alpha,
                                                   .tolerance = options.tolerance * explainable_,
                                                   .crew = crew},
                                     *likelihood_);
  solver_->start(/*with_scores=*/false);
  gradient_before_.assign(solver_->gradient().begin(), solver_->gradient().end());
  lambdas_ = task.lambda.empty() ? options.lambda : task.lambda;
  given_ = !lambdas_.empty();
  std::sort(lambdas_.begin(), lambdas_.end(), std::greater<>());
  count_ = given_ ? lambdas_.size() : options.lambda_count;
  done_ = false;
}

void CoxnetRun::begin_step() {
  target_ = given_ || step_ > 0 ? lambdas_[step_] : no_entry;
  if (step_ > 0) return go_on_from(lambda_before_);
  const double first = given_ && options_.alpha > 0 ? first_entry() : 0;
  const bool far = target_ < largest_fall * first && target_ > smallest_fall * first;
  lambda_ = far ? first : target_;
  solver_->begin(lambda_, no_entry);
}

/// To the penalty of the step, or some of the way.
void CoxnetRun::go_on_from(double lambda) {
  const bool far =
      options_.alpha > 0 && target_ < largest_fall * lambda && target_ > smallest_fall * lambda;
  lambda_ = far ? part_of_fall * lambda : target_;
  solver_->begin(lambda_, lambda);
}

/// The smallest penalty at which the scores of here let nothing enter.
double CoxnetRun::first_entry() const {
  double largest = 0;
  for (std::size_t j = 0; j < factor_.size(); ++j)
    if (scale_[j] > 0 && factor_[j] > 0)
      largest = std::max(largest, std::abs(solver_->score()[j]) / factor_[j]);
  return largest / std::max(options_.alpha, least_alpha);
}

void CoxnetRun::settle() {
  // The first round only finds the scores of the null model.
  if (!started_) return find_needs();
  const bool converged = solver_->settle(lambda_);
  const std::size_t looks = trace.counts.looks + 1;
  trace.counts = solver_->counts();
  trace.counts.looks = looks;
  if (!converged) {
    trace.path.warnings.push_back(
        solver_->too_wide()
            ? fmt::format("at step {} of {} the columns all but separate the events, and hazards "
                          "lie further apart than e^{:.0f}: the path ends before it",
                          step_ + 1, count_, EtaLikelihood::widest)
            : fmt::format("the fit does not converge at step {} of {}: the path ends before it",
                          step_ + 1, count_));
    done_ = true;
    return;
  }
  const std::span<const double> gradient = solver_->gradient();
  double way = 0;
  for (std::size_t i = 0; i < gradient.size(); ++i) {
    way += (gradient[i] - gradient_before_[i]) * (gradient[i] - gradient_before_[i]);
    gradient_before_[i] = gradient[i];
  }
  moved_ += std::sqrt(way);
  for (const std::size_t j : solver_->strong())
    if (!solver_->in_play(j)) moved_at_[j] = moved_;
  estimate_scores();
  find_needs();
}

void CoxnetRun::find_needs() {
  const std::span<const double> score = solver_->score();
  may_enter_.clear();
  for (std::size_t j = 0; j < needs_.size(); ++j) {
    const double most = std::abs(score[j]) + length_[j] * (moved_ - moved_at_[j]);
    const bool can = most >= threshold_margin * solver_->threshold(j, lambda_);
    const bool may_enter = scale_[j] > 0 && can && !solver_->in_play(j);
    needs_[j] = may_enter || (needs_all_ && scale_[j] > 0);
    if (may_enter && started_) may_enter_.push_back(j);
  }
}

/// With a ridge part the penalty itself shares out among copies.
void CoxnetRun::leave_out_copies() {
  if (options_.alpha < 1) return;
  std::vector<CoxnetCopy>& copies = trace.path.copies;
  copies = copies_of_lower(columns_, {task_.weight, scale_, length_, factor_, solver_->score()});
  solver_->leave_out(copies);
}

void CoxnetRun::refer_to_here() {
  if (references_.size() < most_references) references_.emplace_back();
  std::rotate(references_.begin(), references_.end() - 1, references_.end());
  Reference& here = references_[0];
  here.gradient.assign(solver_->gradient().begin(), solver_->gradient().end());
  here.score.resize(columns_.columns);
  // A score is at most its column's length times that of the gradient.
  here.rounding = length_of(here.gradient) * std::numeric_limits<float>::epsilon();
  referring_ = true;
}

/// A path is smooth, so that a few gradients of it, added up as they come nearest to where it is,
/// leave little: with the scores there added up alike, what a score can be off by is its column's
/// length times what is left, and rounding.
void CoxnetRun::estimate_scores() {
  if (references_.empty()) return;
  std::vector<const double*> gradients;
  std::vector<double> all;
  for (const Reference& reference : references_) {
    gradients.push_back(reference.gradient.data());
    all.insert(all.end(), reference.gradient.begin(), reference.gradient.end());
  }
  const std::span<const double> gradient = solver_->gradient();
  const std::vector<double> by = nearest_combination(std::move(all), gradient);
  std::vector<double> away = by, rest(gradient.begin(), gradient.end());
  for (double& value : away) value = -value;
  column_kernels().add(gradients.data(), away.data(), away.size(), rest.size(), rest.data());
  double off = length_of(rest);
  for (std::size_t c = 0; c < by.size(); ++c) off += std::abs(by[c]) * references_[c].rounding;
  const double known_at = moved_ - off;
  std::array<double, 512> estimate{};
  for (std::size_t from = 0; from < columns_.columns; from += estimate.size()) {
    const std::size_t to = std::min(from + estimate.size(), columns_.columns);
    estimate.fill(0);
    for (std::size_t c = 0; c < by.size(); ++c) {
      const float* const score = references_[c].score.data() + from;
      for (std::size_t j = 0; j < to - from; ++j) estimate[j] += by[c] * double{score[j]};
    }
    for (std::size_t j = from; j < to; ++j) {
      if (scale_[j] == 0 || !(moved_at_[j] < known_at) || solver_->in_play(j)) continue;
      if (std::isnan(estimate[j - from])) continue;
      solver_->set_score(j, estimate[j - from], /*here=*/false);
      moved_at_[j] = known_at;
    }
  }
}

void CoxnetRun::look() {
  referring_ = false;
  if (!started_) {
    started_ = true;
    leave_out_copies();
    needs_all_ = !given_;  // lambda_1 is found from the scores of all
    begin_step();
    return;
  }
  if (solver_->add_violators(may_enter_, lambda_)) return;
  if (lambda_ > target_) return go_on_from(lambda_);
  if (!given_ && step_ == 0 && !find_lambdas()) {
    done_ = true;
    return;
  }
  needs_all_ = false;
  take_step();
  if (!done_) begin_step();
}

bool CoxnetRun::find_lambdas() {
  const double first = first_entry();
  if (!(first > 0)) {
    trace.path.warnings.push_back(
        "no column that is penalised has anything to do with the outcome");
    return false;
  }
  const double ratio =
      options_.lambda_min_ratio.value_or(trace.path.n < columns_.columns ? 0.01 : 1e-4);
  for (std::size_t l = 0; l < count_; ++l) {
    const double part = count_ > 1 ? static_cast<double>(l) / static_cast<double>(count_ - 1) : 0.0;
    lambdas_.push_back(first * std::pow(ratio, part));
  }
  return true;
}

void CoxnetRun::take_step() {
  CoxnetPath& path = trace.path;
  CoxnetStep step{lambdas_[step_], (solver_->loglik() - null_) / explainable_, {}};
  std::size_t entered = 0;
  std::vector<std::size_t> nonzero;
  for (const std::size_t j : solver_->working())
    if (solver_->coefficients()[j] != 0) nonzero.push_back(j);
  std::sort(nonzero.begin(), nonzero.end());
  step.coefficients.reserve(nonzero.size());
  for (const std::size_t j : nonzero) {
    step.coefficients.push_back({j, solver_->coefficients()[j] * scale_[j]});
    entered += factor_[j] > 0;
  }
  path.steps.push_back(std::move(step));
  if (keep_eta_) {
    const std::vector<double> eta = solver_->eta();
    trace.eta.insert(trace.eta.end(), eta.begin(), eta.end());
  }
  lambda_before_ = lambdas_[step_];
  ++step_;
  done_ = step_ == count_ || (!given_ && ends(path.steps)) || entered >= task_.most_entered;
}

}  // namespace venscope::survival
