#include "venscope/response/logistic_profile.hpp"

#include "venscope/base/root.hpp"

#include <cmath>
#include <limits>

namespace venscope::response {
namespace {

/// Maxima with the last coefficient fixed, each search started where the one before ended.
class Profile {
public:
  Profile(const LogisticProblem& problem, double target, int max_iterations)
      : problem_(problem),
        target_(target),
        max_iterations_(max_iterations),
        last_(problem.basis.rank() - 1) {}

  /// max l with beta_j = b, less the target. gamma_last = r_last beta_last.
  double operator()(double value) {
    start_.resize(last_ + 1);
    start_[last_] = problem_.basis.r(last_, last_) * value;
    LogisticSearch search = maximise(problem_, start_, last_, max_iterations_);
    if (std::isfinite(search.at.loglik)) start_ = std::move(search.at.gamma);
    return search.at.loglik - target_;
  }

  /// The end of the interval on the side of `direction`, from the maximum outwards.
  double end(double maximum, double at_maximum, double direction, std::vector<double> start) {
    start_ = std::move(start);
    double inside = maximum, above = at_maximum;
    // What one row in two of each kind would give: a scale that a flat likelihood does not spoil.
    double reach = 2 / problem_.basis.r(last_, last_);
    for (int k = 0; k < 40; ++k, reach *= 2) {
      const double outside = inside + direction * reach, below = (*this)(outside);
      if (below <= 0)
        return bracketed_root([&](double value) { return (*this)(value); }, inside, above, outside,
                              below);
      // Flat and still inside: nothing further out will change that.
      const bool flat = std::abs(below - above) < 1e-9 && k > 6;
      inside = outside;
      above = below;
      if (flat) break;
    }
    return direction * std::numeric_limits<double>::infinity();
  }

private:
  const LogisticProblem& problem_;
  double target_;
  int max_iterations_;
  std::size_t last_;
  std::vector<double> start_;
};

}  // namespace

LogisticProfile profile(const LogisticProblem& problem, double loglik, double quantile,
                        int max_iterations) {
  const std::size_t rank = problem.basis.rank();
  const LogisticSearch best =
      maximise(problem, std::vector<double>(rank, 0.0), rank, max_iterations);
  const double maximum = best.at.gamma[rank - 1] / problem.basis.r(rank - 1, rank - 1);
  Profile along(problem, loglik - quantile / 2, max_iterations);
  LogisticProfile result;
  result.low = along.end(maximum, quantile / 2, -1, best.at.gamma);
  result.high = along.end(maximum, quantile / 2, 1, best.at.gamma);
  Profile at_zero(problem, loglik, max_iterations);
  result.statistic = std::max(0.0, -2 * at_zero(0));
  return result;
}

}  // namespace venscope::response
