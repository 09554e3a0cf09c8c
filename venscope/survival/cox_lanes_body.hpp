// Included by cox_lanes.cpp once per width of instructions, each time in a namespace of its own: so
// no once-guard, no includes, no namespace here.

namespace {

inline Lanes load(const double* from) {
  Lanes value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

inline void store(double* to, Lanes value) {
  std::memcpy(to, &value, sizeof value);
}

inline Lanes larger(Lanes a, Lanes b) {
  return a > b ? a : b;
}

/// e^x to 1 unit in the last place or so, for |x| <= 700; beyond that it stays at the ends.
inline Lanes exponential(Lanes x) {
  constexpr double shifter = 0x1.8p52;
  // ln 2 in two pieces, the first with enough zeros at its end for an exact product with n.
  constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
  x = x > 700.0 ? Lanes{} + 700.0 : x;
  x = x < -700.0 ? Lanes{} - 700.0 : x;
  const Lanes shifted = x * 0x1.71547652b82fep0 + shifter;
  const Lanes n = shifted - shifter;
  const Lanes r = (x - n * ln2_high) - n * ln2_low;
  // Taylor's series: |r| <= ln 2 / 2, the next term is below 5e-18.
  Lanes sum = r * (1.0 / 6227020800.0) + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r * r + r + 1.0;
  // 2^n by its exponent; the low bits of `shifted` hold n.
  const Words exponent = (reinterpret_cast<Words>(shifted) + 1023) << 52;
  return sum * reinterpret_cast<Lanes>(exponent);
}

/// ln x of positive normal x, to 1 unit in the last place or so away from 1.
inline Lanes logarithm(Lanes x) {
  // x = m 2^n with m from sqrt(1/2) to sqrt(2).
  constexpr std::int64_t root_half = 0x3fe6a09e667f3bcd;
  const Words bits = reinterpret_cast<Words>(x);
  const Words moved = bits - root_half;
  const Words n = moved >> 52;
  const Lanes m = reinterpret_cast<Lanes>(bits - (n << 52));
  // n as a double, without a conversion that older processors lack.
  constexpr double shifter = 0x1.8p52;
  Lanes power = Lanes{} + shifter;
  power = reinterpret_cast<Lanes>(reinterpret_cast<Words>(power) + n) - shifter;
  const Lanes s = (m - 1.0) / (m + 1.0), t = s * s;
  // 2 artanh(s), |s| <= 0.172.
  Lanes sum = t * (1.0 / 23) + 1.0 / 21;
  sum = sum * t + 1.0 / 19;
  sum = sum * t + 1.0 / 17;
  sum = sum * t + 1.0 / 15;
  sum = sum * t + 1.0 / 13;
  sum = sum * t + 1.0 / 11;
  sum = sum * t + 1.0 / 9;
  sum = sum * t + 1.0 / 7;
  sum = sum * t + 1.0 / 5;
  sum = sum * t + 1.0 / 3;
  const Lanes log_m = (sum * t * s + s) * 2.0;
  return power * 0x1.62e42fefa39efp-1 + log_m;
}

/// S0, S1 and S2 over a risk set, or D0, D1 and D2 over the dying.
template <std::size_t Shared>
struct Moments {
  Lanes s0, s1[Shared + 1], s2[(Shared + 1) * (Shared + 2) / 2];

  void clear(std::size_t p) {
    s0 = Lanes{};
    for (std::size_t j = 0; j < p; ++j) s1[j] = Lanes{};
    for (std::size_t j = 0; j < p * (p + 1) / 2; ++j) s2[j] = Lanes{};
  }
  /// `a` are the shared columns of the row, `x` its own.
  void add(Lanes risk, const double* a, std::size_t shared, Lanes x) {
    s0 += risk;
    std::size_t k = 0;
    for (std::size_t j = 0; j < shared; ++j) {
      const Lanes moment = risk * a[j];
      s1[j] += moment;
      for (std::size_t i = 0; i <= j; ++i) s2[k++] += moment * a[i];
    }
    const Lanes moment = risk * x;
    s1[shared] += moment;
    for (std::size_t i = 0; i < shared; ++i) s2[k++] += moment * a[i];
    s2[k] += moment * x;
  }
};

/// One evaluation. `Shared` bounds the shared columns: 0 makes loops over them vanish.
template <std::size_t Shared>
struct Evaluation {
  const LanesData& data;
  const double* beta;
  const std::size_t shared, p;
  Lanes loglik{}, top{}, score[Shared + 1]{}, information[(Shared + 1) * (Shared + 2) / 2]{};
  Moments<Shared> risk, dead;

  Evaluation(const LanesData& given, const double* at)
      : data(given), beta(at), shared(Shared == 0 ? 0 : given.shared), p(shared + 1) {}

  Lanes eta_of(std::uint32_t i, const double* a, Lanes x) const {
    Lanes eta = x * load(beta + shared * lane_count) + data.offset[i];
    for (std::size_t j = 0; j < shared; ++j) eta += load(beta + j * lane_count) * a[j];
    return eta;
  }

  void row(std::uint32_t i, std::uint32_t deaths) {
    const double weight = data.weight[i];
    if (!(weight > 0)) return;
    const double* a = data.shared_columns + i * shared;
    const Lanes x = load(data.own_column + i * lane_count), eta = eta_of(i, a, x);
    top = larger(top, larger(eta, -eta));
    const Lanes relative = exponential(eta) * weight;
    risk.add(relative, a, shared, x);
    if (data.order.event[i] == 0) return;
    loglik += eta * weight;
    for (std::size_t j = 0; j < shared; ++j) score[j] += weight * a[j];
    score[shared] += x * weight;
    if (data.efron && deaths > 1) dead.add(relative, a, shared, x);
  }

  /// The deaths of a time are one, or taken for it (Breslow).
  void plain_deaths(double weight) {
    loglik -= logarithm(risk.s0) * weight;
    const Lanes inverse = 1.0 / risk.s0;
    std::size_t k = 0;
    for (std::size_t j = 0; j < p; ++j) {
      const Lanes mean = risk.s1[j] * inverse, weighted = mean * weight;
      score[j] -= weighted;
      for (std::size_t i = 0; i <= j; ++i, ++k)
        information[k] += risk.s2[k] * inverse * weight - weighted * (risk.s1[i] * inverse);
    }
  }

  /// The same sums as TiedSums.
  void tied_deaths(double weight, std::uint32_t deaths) {
    const double each = weight / deaths;
    Lanes hazard{}, hazard_dead{}, inverse_square{}, cross{}, square{};
    for (std::uint32_t k = 0; k < deaths; ++k) {
      const double f = static_cast<double>(k) / deaths;
      const Lanes denominator = (risk.s0 - dead.s0) + dead.s0 * (1 - f);
      const Lanes inverse = 1.0 / denominator, step = inverse * each, squared = step * inverse;
      hazard += step;
      hazard_dead += step * f;
      inverse_square += squared;
      cross += squared * f;
      square += squared * (f * f);
      loglik -= logarithm(denominator) * each;
    }
    std::size_t k = 0;
    for (std::size_t j = 0; j < p; ++j) {
      score[j] -= hazard * risk.s1[j] - hazard_dead * dead.s1[j];
      for (std::size_t i = 0; i <= j; ++i, ++k)
        information[k] += (hazard * risk.s2[k] - hazard_dead * dead.s2[k]) -
                          (inverse_square * risk.s1[i] * risk.s1[j] -
                           cross * (risk.s1[i] * dead.s1[j] + dead.s1[i] * risk.s1[j]) +
                           square * dead.s1[i] * dead.s1[j]);
    }
  }

  void run() {
    for (const RiskOrder::Stratum& stratum : data.order.strata) {
      risk.clear(p);
      for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
        const RiskOrder::TiedSet& set = data.order.sets[s];
        const std::uint32_t deaths = (*data.deaths)[s];
        const bool tied = data.efron && deaths > 1;
        if (tied) dead.clear(p);
        double weight = 0;
        for (std::uint32_t i = set.begin; i < set.end; ++i) {
          row(i, deaths);
          if (data.order.event[i] != 0 && data.weight[i] > 0) weight += data.weight[i];
        }
        if (deaths == 0) continue;
        tied ? tied_deaths(weight, deaths) : plain_deaths(weight);
      }
    }
  }

  void write(LanesLikelihood& out) const {
    store(out.loglik.data(), loglik);
    store(out.top.data(), top);
    out.score.resize(p * lane_count);
    out.information.resize(p * (p + 1) / 2 * lane_count);
    for (std::size_t j = 0; j < p; ++j) store(out.score.data() + j * lane_count, score[j]);
    for (std::size_t k = 0; k < p * (p + 1) / 2; ++k)
      store(out.information.data() + k * lane_count, information[k]);
  }
};

template <std::size_t Shared>
void evaluate(const LanesData& data, const double* beta, LanesLikelihood& out) {
  Evaluation<Shared> evaluation(data, beta);
  evaluation.run();
  evaluation.write(out);
}

void evaluate_lanes(const LanesData& data, const double* beta, LanesLikelihood& out) {
  if (data.shared == 0) return evaluate<0>(data, beta, out);
  if (data.shared <= 3) return evaluate<3>(data, beta, out);
  evaluate<most_shared_columns>(data, beta, out);
}

}  // namespace
