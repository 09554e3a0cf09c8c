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
[[gnu::always_inline]] inline Lanes load_some(const double* from, std::size_t count, double rest) {
  if (count == lanes) return load<Lanes>(from);
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

void exponentials(const double* value, std::size_t count, double shift, double* out) {
  const Lanes same = Lanes{} + 1.0;
  for (std::size_t i = 0; i < count; i += lanes) {
    const std::size_t some = count - i < lanes ? count - i : lanes;
    const Lanes risk = risk_of(load_some(value + i, some, 0) - shift, same);
    if (some == lanes)
      store(out + i, risk);
    else
      std::memcpy(out + i, &risk, some * sizeof(double));
  }
}

/// Are they all 0 or 1?
inline bool plain(const double* weight, std::size_t count) {
  Words odd{};
  for (std::size_t i = 0; i < count; i += lanes) {
    const Lanes w = load_some(weight + i, count - i < lanes ? count - i : lanes, 0);
    odd |= w * w != w;
  }
  std::int64_t any = 0;
  for (std::size_t l = 0; l < lanes; ++l) any |= odd[l];
  return any == 0;
}

double single(const double* risk, const double* weight, std::size_t times, double* hazard,
              double* factor) {
  LogSum logs;
  const bool each_once = plain(weight, times);
  for (std::size_t i = 0; i < times; i += lanes) {
    const std::size_t count = times - i < lanes ? times - i : lanes;
    const Lanes s0 = load_some(risk + i, count, 1), w = load_some(weight + i, count, 0);
    const Lanes inverse = 1.0 / s0, hazards = w * inverse, factors = -hazards * inverse;
    if (each_once)
      logs.add(w > 0.0 ? s0 : Lanes{} + 1.0);
    else
      logs.sum += w * logarithm(s0);
    if (count == lanes) {
      store(hazard + i, hazards);
      store(factor + i, factors);
    } else {
      std::memcpy(hazard + i, &hazards, count * sizeof(double));
      std::memcpy(factor + i, &factors, count * sizeof(double));
    }
  }
  if (each_once) logs.flush();
  return sum_of(logs.sum);
}

/// Times of few deaths, eight of them side by side.
double few_tied(const FewTied& t, std::size_t count) {
  LogSum logs;
  const bool each_once = plain(t.each, count);
  for (std::size_t i = 0; i < count; i += lanes) {
    const std::size_t some = count - i < lanes ? count - i : lanes;
    const Lanes risk = load_some(t.risk + i, some, 1), dead = load_some(t.dead + i, some, 0),
                deaths = load_some(t.deaths + i, some, 0), each = load_some(t.each + i, some, 0);
    const Lanes lived = risk - dead, share = 1.0 / larger(deaths, Lanes{} + 1.0);
    double most = 0;
    for (std::size_t l = 0; l < some; ++l) most = t.deaths[i + l] > most ? t.deaths[i + l] : most;
    Lanes hazard{}, spared{}, inverse_square{}, cross{}, square{};
    for (double k = 0; k < most; ++k) {
      const Lanes f = share * k;
      const Lanes denominator = deaths > k ? lived + (1.0 - f) * dead : Lanes{} + 1.0;
      const Lanes inverse = deaths > k ? 1.0 / denominator : Lanes{};
      const Lanes part = inverse * f;
      hazard += inverse;
      spared += part;
      inverse_square += inverse * inverse;
      cross += inverse * part;
      square += part * part;
      if (each_once)
        logs.add(denominator);
      else
        logs.sum += each * logarithm(denominator);
    }
    const Lanes results[] = {hazard * each, spared * each, inverse_square * each, cross * each,
                             square * each};
    double* const to[] = {t.hazard, t.hazard_dead, t.inverse_square, t.cross, t.square};
    for (std::size_t r = 0; r < 5; ++r) std::memcpy(to[r] + i, &results[r], some * sizeof(double));
  }
  if (each_once) logs.flush();
  return sum_of(logs.sum);
}

/// The largest eta of positive weight.
double largest(const double* eta, const double* weight, std::size_t rows) {
  constexpr double lowest = -__builtin_inf();
  Lanes top = Lanes{} + lowest;
  for (std::size_t i = 0; i < rows; i += lanes) {
    const std::size_t count = rows - i < lanes ? rows - i : lanes;
    const Lanes value = load_some(eta + i, count, lowest), w = load_some(weight + i, count, 0);
    top = ((value > top) & (w > 0.0)) ? value : top;
  }
  double result = lowest;
  for (std::size_t l = 0; l < lanes; ++l) result = top[l] > result ? top[l] : result;
  return result;
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

constexpr RiskKernels kernels{&risks, &exponentials, &single, &tied, &few_tied, &largest};

}  // namespace
