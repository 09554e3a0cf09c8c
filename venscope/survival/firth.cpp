#include "venscope/survival/firth.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {

namespace {

/// log det I over the columns kept.
double log_determinant(const Cholesky& information) {
  double sum = 0;
  for (std::size_t j = 0; j < information.factor.rows; ++j)
    if (!information.singular[j]) sum += std::log(information.factor(j, j));
  return sum;
}

void clear_columns(const std::vector<bool>& columns, Likelihood& out) {
  const std::size_t p = columns.size();
  for (std::size_t j = 0; j < p; ++j) {
    if (!columns[j]) continue;
    out.score[j] = 0;
    for (std::size_t i = 0; i < p; ++i) out.information(i, j) = out.information(j, i) = 0;
  }
}

}  // namespace

/// Sums of r, r x, r x x', r q and r q x over some rows; q is the quadratic form x' I^-1 x.
struct FirthLikelihood::Moments {
  explicit Moments(std::size_t columns) : p(columns), s1(p), s2(p * p), q1(p) {}

  void add(double r, const double* x, double q) {
    s0 += r;
    q0 += r * q;
    for (std::size_t j = 0; j < p; ++j) {
      s1[j] += r * x[j];
      q1[j] += r * q * x[j];
      for (std::size_t i = 0; i < p; ++i) s2[i + j * p] += r * x[i] * x[j];
    }
  }
  void clear() { *this = Moments(p); }

  std::size_t p;
  double s0 = 0, q0 = 0;
  std::vector<double> s1, s2, q1;
};

FirthLikelihood::FirthLikelihood(const RiskOrder& order, const SortedDesign& design, bool efron)
    : order_(order), design_(design), efron_(efron), plain_(order, design, efron) {
  Likelihood at_zero;
  plain_.evaluate(std::vector<double>(design.columns, 0.0), at_zero);
  at_zero_ = factorise(at_zero.information);
}

void FirthLikelihood::evaluate(std::span<const double> beta, Likelihood& out) {
  plain_.evaluate(beta, out);
  clear_columns(at_zero_.singular, out);
  const Cholesky information = factorise(out.information, 1e-14);
  out.loglik += 0.5 * log_determinant(information);
  add_penalty(beta, information, out);
}

/// Calls `close(all, dead, weight of the dead, deaths)` at every time with a death.
template <class Close>
void FirthLikelihood::walk(std::span<const double> beta, std::span<const double> quadratic,
                           Close close) {
  const std::size_t p = design_.columns;
  std::vector<double> risk(order_.size());
  for (const RiskOrder::Stratum& stratum : order_.strata) {
    double top = -std::numeric_limits<double>::infinity();
    for (std::uint32_t i = stratum.begin; i < stratum.end; ++i) {
      risk[i] = design_.offset[i];
      for (std::size_t j = 0; j < p; ++j) risk[i] += beta[j] * design_.row(i)[j];
      top = std::max(top, risk[i]);
    }
    for (std::uint32_t i = stratum.begin; i < stratum.end; ++i)
      risk[i] = design_.weight[i] * std::exp(risk[i] - top);
    Moments all(p), dead(p);
    std::uint32_t leaving = stratum.begin;
    for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
      const RiskOrder::TiedSet& set = order_.sets[s];
      for (; order_.delayed_entry() && leaving < stratum.end; ++leaving) {
        const std::uint32_t i = order_.by_entry[leaving];
        if (order_.entry[i] < set.time) break;
        all.add(-risk[i], design_.row(i), quadratic[i]);
      }
      dead.clear();
      double weight = 0;
      std::size_t deaths = 0;
      for (std::uint32_t i = set.begin; i < set.end; ++i) {
        all.add(risk[i], design_.row(i), quadratic[i]);
        if (order_.event[i] == 0 || design_.weight[i] <= 0) continue;
        dead.add(risk[i], design_.row(i), quadratic[i]);
        weight += design_.weight[i];
        ++deaths;
      }
      if (deaths > 0) close(all, dead, weight, deaths);
    }
  }
}

void FirthLikelihood::add_penalty(std::span<const double> beta, const Cholesky& information,
                                  Likelihood& out) {
  const std::size_t p = design_.columns;
  const Matrix inverse = information.inverse();
  std::vector<double> quadratic(order_.size());
  for (std::size_t i = 0; i < order_.size(); ++i) {
    const double* x = design_.row(i);
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t k = 0; k < p; ++k) quadratic[i] += x[j] * inverse(j, k) * x[k];
  }
  std::vector<double> mean(p), solved(p);
  walk(beta, quadratic,
       [&](const Moments& all, const Moments& dead, double weight, std::size_t deaths) {
         const std::size_t terms = efron_ ? deaths : 1;
         for (std::size_t k = 0; k < terms; ++k) {
           const double f = static_cast<double>(k) / static_cast<double>(deaths);
           const double total = all.s0 - f * dead.s0;
           const double share = weight / static_cast<double>(terms);
           for (std::size_t j = 0; j < p; ++j) mean[j] = (all.s1[j] - f * dead.s1[j]) / total;
           for (std::size_t j = 0; j < p; ++j) {
             solved[j] = 0;
             for (std::size_t i = 0; i < p; ++i) solved[j] += inverse(j, i) * mean[i];
           }
           // E[(x-m)'A(x-m)(x_j-m_j)] = E[q x_j] - m_j E[q] - 2 sum_i (A m)_i Cov(x_i, x_j)
           const double q = (all.q0 - f * dead.q0) / total;
           for (std::size_t j = 0; j < p; ++j) {
             double third = (all.q1[j] - f * dead.q1[j]) / total - mean[j] * q;
             for (std::size_t i = 0; i < p; ++i) {
               const double second = (all.s2[i + j * p] - f * dead.s2[i + j * p]) / total;
               third -= 2 * solved[i] * (second - mean[i] * mean[j]);
             }
             if (!at_zero_.singular[j]) out.score[j] += 0.5 * share * third;
           }
         }
       });
}

double FirthLikelihood::farthest(std::span<const double> step) const {
  double far = 0;
  for (std::size_t i = 0; i < order_.size(); ++i) {
    double move = 0;
    for (std::size_t j = 0; j < step.size(); ++j) move += step[j] * design_.row(i)[j];
    far = std::max(far, std::abs(move));
  }
  return far;
}

namespace {

/// Newton's step with the curvature of l* itself, by differences of U*; the given step where l* is
/// not curved downwards, and in coordinates that the given step leaves alone.
std::vector<double> curved_step(FirthLikelihood& likelihood, const std::vector<double>& beta,
                                const Likelihood& at, const std::vector<double>& step) {
  const std::size_t p = beta.size();
  constexpr double h = 1e-5;
  Matrix curvature(p, p);
  Likelihood above, below;
  std::vector<double> moved = beta, score = at.score;
  for (std::size_t j = 0; j < p; ++j) {
    if (step[j] == 0) {
      score[j] = 0;
      continue;
    }
    moved[j] = beta[j] + h;
    likelihood.evaluate(moved, above);
    moved[j] = beta[j] - h;
    likelihood.evaluate(moved, below);
    moved[j] = beta[j];
    for (std::size_t i = 0; i < p; ++i)
      if (step[i] != 0) curvature(i, j) = (below.score[i] - above.score[i]) / (2 * h);
  }
  const Cholesky factor = factorise(curvature, 1e-14);
  for (std::size_t j = 0; j < p; ++j)
    if (step[j] != 0 && factor.singular[j]) return step;
  factor.solve(score);
  return score;
}

}  // namespace

NewtonOutcome maximise_firth(FirthLikelihood& likelihood, std::vector<double> start,
                             int max_iterations, std::size_t fixed) {
  const std::size_t p = start.size();
  NewtonOutcome outcome;
  outcome.beta = std::move(start);
  const auto step_from = [&](const Likelihood& at, Cholesky& information) {
    Likelihood free = at;
    if (fixed < p) {
      std::vector<bool> columns(p, false);
      columns[fixed] = true;
      clear_columns(columns, free);
    }
    information = factorise(free.information, 1e-14);
    information.solve(free.score);
    return free.score;
  };
  Likelihood& best = outcome.at_end;
  likelihood.evaluate(outcome.beta, best);
  outcome.loglik_start = best.loglik;
  outcome.next = step_from(best, outcome.information);
  outcome.information_start = outcome.information;
  for (std::size_t j = 0; j < p; ++j) outcome.score_test += best.score[j] * outcome.next[j];
  outcome.converged = false;
  Likelihood trial;
  constexpr double longest = 1;
  // Ignoring the penalty's curvature is cheap and mostly converges fast; where it crawls, look.
  constexpr int patience = 15;
  for (outcome.iterations = 1; outcome.iterations <= max_iterations; ++outcome.iterations) {
    const std::vector<double> step =
        outcome.iterations <= patience ? outcome.next
                                       : curved_step(likelihood, outcome.beta, best, outcome.next);
    double far = 0;
    for (const double move : step) far = std::max(far, std::abs(move));
    // Near copies move far against each other before any hazard does.
    if (far > longest) far = std::min(far, std::max(longest, likelihood.farthest(step)));
    double factor = far > longest ? longest / far : 1;
    std::vector<double> beta(p);
    for (int halving = 0; halving < 30; ++halving, factor /= 2) {
      for (std::size_t j = 0; j < p; ++j) beta[j] = outcome.beta[j] + factor * step[j];
      likelihood.evaluate(beta, trial);
      if (trial.loglik >= best.loglik - 1e-12 * std::abs(best.loglik)) break;
    }
    outcome.beta = beta;
    best = trial;
    outcome.next = step_from(best, outcome.information);
    bool settled = true;
    double squared = 0;  // no coordinate moves by more than its root, in standard errors
    for (std::size_t j = 0; j < p; ++j) {
      settled = settled && std::abs(outcome.next[j]) <= 1e-10 * (1 + std::abs(beta[j]));
      squared += best.score[j] * outcome.next[j];
    }
    // Of near copies the score has no more digits than this.
    settled = settled || (outcome.iterations > 2 * patience && squared <= 1e-12);
    if (settled) {
      outcome.converged = true;
      break;
    }
  }
  outcome.iterations = std::min(outcome.iterations, max_iterations);
  return outcome;
}

namespace {

/// `beta` with this value of a column, and the others where they are best then, as far as the
/// covariance at the maximum tells: near copies have to move with each other.
std::vector<double> with_value(const Matrix& covariance, std::vector<double> beta,
                               std::size_t column, double value) {
  const double by = (value - beta[column]) / covariance(column, column);
  for (std::size_t k = 0; k < beta.size(); ++k) beta[k] += by * covariance(k, column);
  beta[column] = value;
  return beta;
}

}  // namespace

double profile_test(FirthLikelihood& likelihood, const NewtonOutcome& fit, std::size_t column) {
  std::vector<double> start = with_value(fit.information.inverse(), fit.beta, column, 0);
  const NewtonOutcome without = maximise_firth(likelihood, std::move(start), 200, column);
  return std::max(0.0, 2 * (fit.at_end.loglik - without.at_end.loglik));
}

ProfileInterval profile_interval(FirthLikelihood& likelihood, const NewtonOutcome& fit,
                                 std::size_t column, double quantile) {
  const Matrix covariance = fit.information.inverse();
  const double error = std::sqrt(covariance(column, column));
  const double target = fit.at_end.loglik - quantile / 2;
  std::vector<double> start = fit.beta;
  const auto profile = [&](double value) {
    start = with_value(covariance, std::move(start), column, value);
    NewtonOutcome outcome = maximise_firth(likelihood, start, 200, column);
    start = outcome.beta;
    return outcome.at_end.loglik - target;
  };
  const auto end = [&](double direction) {
    start = fit.beta;
    double inside = fit.beta[column], outside = inside, reach = error;
    double above = quantile / 2, below = 0;
    for (int k = 0; k < 50; ++k, reach = error) {
      outside = inside + direction * reach;
      below = profile(outside);
      if (below <= 0) break;
      inside = outside;
      above = below;
    }
    if (below > 0) return direction * std::numeric_limits<double>::infinity();
    // Illinois' regula falsi: the bracket stays, convergence is superlinear.
    int side = 0;
    for (int k = 0; k < 60 && std::abs(outside - inside) > 1e-11 * (1 + std::abs(inside)); ++k) {
      const double middle = (inside * below - outside * above) / (below - above);
      const double value = profile(middle);
      if (std::abs(value) < 1e-12) return middle;
      if (value > 0) {
        inside = middle;
        above = value;
        if (side > 0) below /= 2;
        side = 1;
      } else {
        outside = middle;
        below = value;
        if (side < 0) above /= 2;
        side = -1;
      }
    }
    return (inside * below - outside * above) / (below - above);
  };
  return {end(-1), end(1)};
}

}  // namespace venscope::survival
