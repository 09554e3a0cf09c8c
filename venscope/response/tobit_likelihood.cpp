#include "venscope/response/tobit_likelihood.hpp"

#include "venscope/base/cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::response {
namespace {

const double log_root_two_pi = 0.91893853320467274178;

double log_density(double z) {
  return -0.5 * z * z - log_root_two_pi;
}

/// phi(z) / Phi(-z), the hazard of the normal distribution, precise however large z.
double normal_hazard(double z) {
  if (z < 6) return std::exp(log_density(z)) / (0.5 * std::erfc(z / std::sqrt(2.0)));
  // z + 1 / (z + 2 / (z + 3 / ...)), Laplace's continued fraction.
  double rest = z;
  for (int k = 60; k > 0; --k) rest = z + k / rest;
  return rest;
}

/// ln Phi(-z).
double log_upper(double z) {
  if (z < 6) return std::log(0.5 * std::erfc(z / std::sqrt(2.0)));
  return log_density(z) - std::log(normal_hazard(z));
}

/// One row's contribution: the value, the first and second derivatives by z_low and z_high.
struct Contribution {
  double value = 0;
  double low = 0, high = 0;
  double low_low = 0, low_high = 0, high_high = 0;
};

Contribution right_censored(double z) {
  const double hazard = normal_hazard(z);
  Contribution c;
  c.value = log_upper(z);
  c.low = -hazard;
  c.low_low = -hazard * (hazard - z);
  return c;
}

Contribution left_censored(double z) {
  const Contribution mirrored = right_censored(-z);
  Contribution c;
  c.value = mirrored.value;
  c.high = -mirrored.low;
  c.high_high = mirrored.low_low;
  return c;
}

Contribution between(double z_low, double z_high) {
  // In the tail where both lie, so that the difference keeps its digits.
  const bool upper = z_low > 0;
  const double near = upper ? z_low : -z_high, far = upper ? z_high : -z_low;
  const double log_near = log_upper(near), log_far = log_upper(far);
  const double log_mass = log_near + std::log1p(-std::exp(log_far - log_near));
  const double d_low = -std::exp(log_density(z_low) - log_mass),
               d_high = std::exp(log_density(z_high) - log_mass);
  Contribution c;
  c.value = log_mass;
  c.low = d_low;
  c.high = d_high;
  c.low_low = -z_low * d_low - d_low * d_low;
  c.high_high = -z_high * d_high - d_high * d_high;
  c.low_high = -d_low * d_high;
  return c;
}

/// In Olsen's parameters: gamma = beta / sigma and tau = 1 / sigma, the last.
class OlsenLikelihood {
public:
  OlsenLikelihood(const Matrix& design, std::span<const double> low, std::span<const double> high,
                  std::span<const double> weights)
      : design_(design), low_(low), high_(high), weights_(weights) {}

  std::size_t size() const { return design_.columns + 1; }

  /// The value; gradient and information (minus the second derivatives) where asked for.
  double at(const std::vector<double>& parameters, std::vector<double>* gradient,
            Matrix* information) const {
    const std::size_t p = design_.columns;
    const double tau = parameters[p];
    if (gradient) gradient->assign(p + 1, 0.0);
    if (information) *information = Matrix(p + 1, p + 1);
    double sum = 0;
    for (std::size_t i = 0; i < low_.size(); ++i) {
      const double w = weights_[i];
      if (w == 0) continue;
      double eta = 0;
      for (std::size_t j = 0; j < p; ++j) eta += design_(i, j) * parameters[j];
      const bool observed = low_[i] == high_[i];
      Contribution c;
      if (observed) {
        const double z = tau * low_[i] - eta;
        c.value = log_density(z) + std::log(tau);
        c.low = -z;
        c.low_low = -1;
      } else if (std::isinf(high_[i])) {
        c = right_censored(tau * low_[i] - eta);
      } else if (std::isinf(low_[i])) {
        c = left_censored(tau * high_[i] - eta);
      } else {
        c = between(tau * low_[i] - eta, tau * high_[i] - eta);
      }
      sum += w * c.value;
      if (!gradient) continue;
      const double y_low = std::isfinite(low_[i]) ? low_[i] : 0.0,
                   y_high = std::isfinite(high_[i]) ? high_[i] : 0.0;
      const double by_eta = -(c.low + c.high);
      const double second = c.low_low + 2 * c.low_high + c.high_high;
      const double mixed =
          -(c.low_low * y_low + c.low_high * (y_low + y_high) + c.high_high * y_high);
      for (std::size_t j = 0; j < p; ++j) {
        const double x = w * design_(i, j);
        (*gradient)[j] += x * by_eta;
        for (std::size_t k = 0; k <= j; ++k) (*information)(j, k) -= x * design_(i, k) * second;
        (*information)(p, j) -= x * mixed;
      }
      (*gradient)[p] += w * (c.low * y_low + c.high * y_high + (observed ? 1 / tau : 0.0));
      (*information)(p, p) -=
          w * (c.low_low * y_low * y_low + 2 * c.low_high * y_low * y_high +
               c.high_high * y_high * y_high - (observed ? 1 / (tau * tau) : 0.0));
    }
    return sum;
  }

private:
  const Matrix& design_;
  std::span<const double> low_, high_, weights_;
};

/// I^-1 g, with I brought to a diagonal of ones first: 1 / sigma may be of another size than gamma.
std::vector<double> newton_step(const Matrix& information, const std::vector<double>& gradient) {
  const std::size_t size = gradient.size();
  std::vector<double> unit(size), step(size);
  Matrix scaled(size, size);
  for (std::size_t a = 0; a < size; ++a) {
    unit[a] = information(a, a) > 0 ? 1 / std::sqrt(information(a, a)) : 1.0;
    step[a] = unit[a] * gradient[a];
    for (std::size_t b = 0; b <= a; ++b) scaled(a, b) = unit[a] * information(a, b) * unit[b];
  }
  factorise(scaled).solve(step);
  for (std::size_t a = 0; a < size; ++a) step[a] *= unit[a];
  return step;
}

/// (J' I J)^-1 with J the derivatives of (gamma, tau) by (beta, ln sigma) at the maximum.
Matrix covariance_of(const Matrix& information, const std::vector<double>& at) {
  const std::size_t p = at.size() - 1;
  const double tau = at[p];
  Matrix jacobian(p + 1, p + 1), half(p + 1, p + 1), transformed(p + 1, p + 1);
  for (std::size_t j = 0; j < p; ++j) {
    jacobian(j, j) = tau;
    jacobian(j, p) = -at[j];
  }
  jacobian(p, p) = -tau;
  const auto full = [&](std::size_t a, std::size_t b) {
    return a >= b ? information(a, b) : information(b, a);
  };
  for (std::size_t a = 0; a <= p; ++a)
    for (std::size_t b = 0; b <= p; ++b)
      for (std::size_t c = 0; c <= p; ++c) half(a, b) += full(a, c) * jacobian(c, b);
  for (std::size_t a = 0; a <= p; ++a)
    for (std::size_t b = 0; b <= p; ++b)
      for (std::size_t c = 0; c <= p; ++c) transformed(a, b) += jacobian(c, a) * half(c, b);
  return factorise(transformed).inverse();
}

}  // namespace

TobitMaximum maximise_tobit(const Matrix& design, std::span<const double> low,
                            std::span<const double> high, std::span<const double> weights) {
  const OlsenLikelihood likelihood(design, low, high, weights);
  const std::size_t p = design.columns;
  TobitMaximum found;
  Matrix cross(p, p);
  for (std::size_t i = 0; i < design.rows; ++i)
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t k = 0; k <= j; ++k)
        if (weights[i] > 0) cross(j, k) += weights[i] * design(i, j) * design(i, k);
  const Cholesky columns = factorise(cross, 1e-11);
  for (std::size_t j = 0; j < p; ++j)
    if (columns.singular[j]) found.collinear.push_back(j);
  if (!found.collinear.empty()) return found;

  std::vector<double> at(p + 1, 0.0), gradient;
  at[p] = 1;  // the values have spread 1
  Matrix information;
  double value = likelihood.at(at, &gradient, &information);
  for (found.iterations = 1; found.iterations <= 60; ++found.iterations) {
    const std::vector<double> step = newton_step(information, gradient);
    double decrement = 0;
    for (std::size_t j = 0; j <= p; ++j) decrement += step[j] * gradient[j];
    if (decrement < 1e-18 * (1 + std::fabs(value))) {
      found.converged = true;
      break;
    }
    double share = 1;
    if (step[p] < 0) share = std::min(1.0, 0.9 * at[p] / -step[p]);
    std::vector<double> next(p + 1);
    double next_value = 0;
    bool better = false;
    for (int halving = 0; halving < 40 && !better; ++halving, share /= 2) {
      for (std::size_t j = 0; j <= p; ++j) next[j] = at[j] + share * step[j];
      next_value = likelihood.at(next, nullptr, nullptr);
      better = next_value > value || (decrement < 1e-10 && next_value >= value - 1e-12);
    }
    if (!better) {
      found.converged = decrement < 1e-8;
      break;
    }
    at = next;
    value = likelihood.at(at, &gradient, &information);
    if (at[p] > 1e8) {
      found.no_spread = true;
      return found;
    }
  }
  found.loglik = value;
  found.sigma = 1 / at[p];
  for (std::size_t j = 0; j < p; ++j) found.beta.push_back(at[j] / at[p]);
  found.covariance = covariance_of(information, at);
  return found;
}

}  // namespace venscope::response
