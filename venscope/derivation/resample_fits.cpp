#include "venscope/derivation/resample_fits.hpp"

#include "venscope/base/cholesky.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {

namespace {

constexpr std::size_t lanes = resample_lanes;
/// Sums of exp(eta) are sure to stay in the range of a double.
constexpr double highest_eta = 200;

/// Copies and deaths of the resamples, lane by lane.
struct Counts {
  std::vector<double> copies, deaths, dead;
  std::vector<std::uint32_t> most;

  Counts(const SortedCohort& cohort, std::span<const Copies> resamples)
      : copies(cohort.order.size() * lanes),
        deaths(cohort.order.sets.size() * lanes),
        dead(cohort.patterns * lanes),
        most(cohort.order.sets.size()) {
    for (std::size_t s = 0; s < most.size(); ++s)
      for (std::uint32_t i = cohort.order.sets[s].begin; i < cohort.order.sets[s].end; ++i)
        for (std::size_t l = 0; l < resamples.size(); ++l)
          add(cohort, s, i, l, resamples[l][cohort.order.row[i]]);
  }

private:
  void add(const SortedCohort& cohort, std::size_t set, std::uint32_t i, std::size_t lane,
           std::uint32_t count) {
    copies[i * lanes + lane] = count;
    if (cohort.order.event[i] == 0) return;
    dead[cohort.pattern[i] * lanes + lane] += count;
    double& all = deaths[set * lanes + lane];
    all += count;
    most[set] = std::max(most[set], static_cast<std::uint32_t>(all));
  }
};

}  // namespace

ResampleFits::ResampleFits(const SortedCohort& cohort, survival::Ties ties)
    : cohort_(cohort), efron_(ties == survival::Ties::efron), x_(cohort.patterns * cohort.columns) {
  for (std::size_t i = 0; i < cohort.order.size(); ++i)
    std::copy_n(cohort.x.data() + i * cohort.columns, cohort.columns,
                x_.data() + cohort.pattern[i] * cohort.columns);
  for (std::size_t j = 0; j < cohort.columns; ++j) {
    double low = x_[j], high = x_[j];
    for (std::size_t at = j; at < x_.size(); at += cohort.columns) {
      low = std::min(low, x_[at]);
      high = std::max(high, x_[at]);
    }
    range_.push_back(high - low);
  }
}

/// fit()'s path in one lane, as long as it is a plain one.
class ResampleFits::Newton {
public:
  explicit Newton(std::size_t columns) : beta_(columns, 0.0), step_(columns) {}

  bool done() const { return done_; }
  const std::vector<double>& at() const { return beta_; }

  void take(const ResampleAnswer& answer, std::size_t lane, bool covariance) {
    const double loglik = answer.loglik[lane];
    done_ = !(answer.top[lane] < highest_eta && std::isfinite(loglik));
    if (done_) return;
    // Rounding of a sum over the deaths is no way down.
    if (steps_ > 0 && !(loglik >= loglik_ - 1e-9)) return halve();
    loglik_ = loglik;
    step(answer, lane, covariance);
  }

  std::optional<SampleFit> fit(const std::vector<double>& range) {
    if (!found_) return std::nullopt;
    for (std::size_t j = 0; j < beta_.size(); ++j)
      if (!(std::abs(beta_[j]) * range[j] < runs_off)) return std::nullopt;
    SampleFit result{{}, std::move(beta_), loglik_, std::move(covariance_)};
    for (std::size_t j = 0; j < result.beta.size(); ++j) result.columns.push_back(j);
    return result;
  }

private:
  void halve() {
    done_ = ++halvings_ == most_fit_halvings;
    for (std::size_t j = 0; j < beta_.size(); ++j) beta_[j] = from_[j] + (step_[j] /= 2);
  }

  /// From a point that is accepted.
  void step(const ResampleAnswer& answer, std::size_t lane, bool covariance) {
    const std::size_t p = beta_.size();
    Matrix information(p, p);
    for (std::size_t i = 0, k = 0; i < p; ++i) {
      step_[i] = answer.score[i * lanes + lane];
      for (std::size_t j = 0; j <= i; ++j, ++k)
        information(i, j) = answer.information[k * lanes + lane];
    }
    const std::vector<double> score = step_;
    const Cholesky factor = factorise(information);
    done_ = factor.rank != p || steps_++ == most_fit_steps;
    if (done_) return;
    factor.solve(step_);
    double promise = 0;
    for (std::size_t j = 0; j < p; ++j) promise += step_[j] * score[j] / 2;
    from_ = beta_;
    for (std::size_t j = 0; j < p; ++j) beta_[j] += step_[j];
    halvings_ = 0;
    if (!(promise < promise_at_end)) return;
    // Taken, but not looked at again: Newton's last step is the best one.
    done_ = found_ = true;
    loglik_ += promise;
    if (covariance) covariance_ = factor.inverse();
  }

  std::vector<double> beta_, from_, step_;
  double loglik_ = 0;
  Matrix covariance_;
  int steps_ = 0, halvings_ = 0;
  bool done_ = false, found_ = false;
};

ResampleFits::Fits ResampleFits::of(std::span<const Copies> resamples, bool covariance) const {
  const std::size_t p = cohort_.columns;
  Fits fits;
  if (p == 0 || p > most_resample_columns) return fits;
  const Counts counts(cohort_, resamples);
  std::vector<Newton> newton(resamples.size(), Newton(p));
  std::vector<double> beta(p * lanes);
  const ResampleQuestion question{cohort_.order,
                                  efron_,
                                  p,
                                  cohort_.patterns,
                                  cohort_.pattern.data(),
                                  x_.data(),
                                  counts.copies.data(),
                                  counts.deaths.data(),
                                  counts.most.data(),
                                  counts.dead.data(),
                                  beta.data()};
  ResampleAnswer answer;
  const auto is_done = [](const Newton& one) { return one.done(); };
  while (!std::all_of(newton.begin(), newton.end(), is_done)) {
    for (std::size_t l = 0; l < newton.size(); ++l)
      for (std::size_t j = 0; j < p; ++j)
        beta[j * lanes + l] = newton[l].done() ? 0 : newton[l].at()[j];
    resample_kernel()(question, answer);
    for (std::size_t l = 0; l < newton.size(); ++l)
      if (!newton[l].done()) newton[l].take(answer, l, covariance);
  }
  for (std::size_t l = 0; l < newton.size(); ++l) fits[l] = newton[l].fit(range_);
  return fits;
}

}  // namespace venscope::derivation
