// Included by risk_kernels.cpp once per width of instructions (venscope/base/kernel_widths.hpp): so
// no once-guard and no namespace here.

namespace {

#include "venscope/base/kernel_parts_body.hpp"
#include "venscope/survival/lanes_math_body.hpp"

inline double sum_of(Lanes values) {
  Part split[parts];
  std::memcpy(split, &values, sizeof split);
  return sum_of_lanes(split);
}

/// The first `count` of eight, then `rest`.
inline Lanes load_some(const double* from, std::size_t count, double rest) {
  Lanes value = Lanes{} + rest;
  std::memcpy(&value, from, count * sizeof(double));
  return value;
}

/// What is not a number stays that, unless it weighs nothing.
inline Lanes risk_of(Lanes relative, Lanes weight) {
  const Lanes lowest = Lanes{} - 700.0, highest = Lanes{} + 700.0;
  Lanes x = relative < lowest ? lowest : relative;
  x = x > highest ? highest : x;
  const Lanes risk = weight * exponential(x);
  return weight > 0.0 ? risk : Lanes{};
}

/// Of those who die.
inline Lanes if_dies(Lanes value, Lanes dies) {
  return dies > 0.0 ? value : Lanes{};
}

double risks(const double* eta, const double* weight, const double* dies, std::size_t rows,
             double shift, double* out, double* out_dies) {
  Lanes deaths{};
  const auto take = [&](Lanes eta_now, Lanes weight_now, Lanes dies_now, Lanes& risk, Lanes& dead) {
    const Lanes relative = eta_now - shift;
    risk = risk_of(relative, weight_now);
    dead = if_dies(risk, dies_now);
    deaths += if_dies(dies_now * relative, dies_now);
  };
  Lanes risk, dead;
  std::size_t i = 0;
  for (; i + lanes <= rows; i += lanes) {
    take(load<Lanes>(eta + i), load<Lanes>(weight + i), load<Lanes>(dies + i), risk, dead);
    store(out + i, risk);
    store(out_dies + i, dead);
  }
  if (i < rows) {
    const std::size_t count = rows - i;
    take(load_some(eta + i, count, 0), load_some(weight + i, count, 0),
         load_some(dies + i, count, 0), risk, dead);
    std::memcpy(out + i, &risk, count * sizeof(double));
    std::memcpy(out_dies + i, &dead, count * sizeof(double));
  }
  return sum_of(deaths);
}

double single(const double* risk, const double* weight, std::size_t times, double* hazard,
              double* factor) {
  Lanes logs{};
  for (std::size_t i = 0; i < times; i += lanes) {
    const std::size_t count = times - i < lanes ? times - i : lanes;
    const Lanes s0 = load_some(risk + i, count, 1), w = load_some(weight + i, count, 0);
    const Lanes hazards = w / s0, factors = -hazards / s0;
    logs += w * logarithm(s0);
    std::memcpy(hazard + i, &hazards, count * sizeof(double));
    std::memcpy(factor + i, &factors, count * sizeof(double));
  }
  return sum_of(logs);
}

TiedSums tied(double lived, double risk_dead, std::size_t deaths) {
  Lanes hazard{}, hazard_dead{}, inverse_square{}, cross{}, square{};
  LogSum logs;
  const double each = 1 / static_cast<double>(deaths);
  Lanes left = Lanes{0, 1, 2, 3, 4, 5, 6, 7} - static_cast<double>(deaths);
  for (std::size_t k = 0; k < deaths; k += lanes, left += static_cast<double>(lanes)) {
    // `left` is k - d in each lane: below 0 as long as there is such a death, and -d f is d - k.
    const Lanes spared = left * -each, f = 1.0 - spared;
    const Lanes denominator = left < 0.0 ? lived + spared * risk_dead : Lanes{} + 1.0;
    const Lanes inverse = left < 0.0 ? 1.0 / denominator : Lanes{};
    const Lanes part = inverse * f, squared = inverse * inverse;
    hazard += inverse;
    hazard_dead += part;
    inverse_square += squared;
    cross += inverse * part;
    square += part * part;
    logs.add(denominator);
  }
  logs.flush();
  return {sum_of(hazard), sum_of(hazard_dead), sum_of(inverse_square),
          sum_of(cross),  sum_of(square),      sum_of(logs.sum)};
}

constexpr RiskKernels kernels{&risks, &single, &tied};

}  // namespace
