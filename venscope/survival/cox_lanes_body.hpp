// Included by cox_lanes.cpp once per width of instructions (venscope/base/kernel_widths.hpp): so no
// once-guard and no namespace here.

namespace {

#include "venscope/base/kernel_parts_body.hpp"
#include "venscope/survival/lanes_math_body.hpp"

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
  const bool at_zero;
  LogSum logs;  ///< of denominators that count once
  Lanes loglik{}, top{} /* squared */, score[Shared + 1]{},
      information[(Shared + 1) * (Shared + 2) / 2]{};
  Moments<Shared> risk, dead;
  static constexpr std::uint32_t rows_together = 32;
  std::uint32_t prepared = 0;  ///< first row of those below
  Lanes eta[rows_together], relative[rows_together];

  Evaluation(const LanesData& given, const double* at)
      : data(given),
        beta(at),
        shared(Shared == 0 ? 0 : given.shared),
        p(shared + 1),
        at_zero(is_zero(at, p * lane_count)) {}

  static bool is_zero(const double* values, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      if (values[i] != 0) return false;
    return true;
  }

  Lanes eta_of(std::uint32_t i, const double* a, Lanes x) const {
    Lanes eta = x * load<Lanes>(beta + shared * lane_count) + data.offset[i];
    for (std::size_t j = 0; j < shared; ++j) eta += load<Lanes>(beta + j * lane_count) * a[j];
    return eta;
  }

  /// eta and weight exp(eta) of the next rows, without a thought of events and ties: exponentials
  /// of several rows are worked out at once.
  void prepare(std::uint32_t begin) {
    prepared = begin;
    const auto end =
        static_cast<std::uint32_t>(std::min<std::size_t>(begin + rows_together, data.order.size()));
    Lanes highest = top;
    for (std::uint32_t i = begin; i < end; ++i) {
      const double weight = data.weight[i];
      if (!(weight > 0)) continue;
      const Lanes x = load<Lanes>(data.own_column + i * lane_count);
      const Lanes value = eta_of(i, data.shared_columns + i * shared, x);
      highest = larger(highest, value * value);
      eta[i - begin] = value;
      relative[i - begin] = at_zero ? Lanes{} + data.start[i] : exponential(value) * weight;
    }
    top = highest;
  }

  void row(std::uint32_t i, std::uint32_t deaths) {
    if (i == prepared + rows_together) prepare(i);
    const double weight = data.weight[i];
    if (!(weight > 0)) return;
    const double* a = data.shared_columns + i * shared;
    const Lanes x = load<Lanes>(data.own_column + i * lane_count), r = relative[i - prepared];
    risk.add(r, a, shared, x);
    if (data.order.event[i] == 0) return;
    loglik += eta[i - prepared] * weight;
    for (std::size_t j = 0; j < shared; ++j) score[j] += weight * a[j];
    score[shared] += x * weight;
    if (data.efron && deaths > 1) dead.add(r, a, shared, x);
  }

  void take_logarithm(Lanes denominator, double weight) {
    if (weight == 1)
      logs.add(denominator);
    else
      loglik -= logarithm(denominator) * weight;
  }

  /// The deaths of a time are one, or taken for it (Breslow).
  void plain_deaths(double weight) {
    take_logarithm(risk.s0, weight);
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
      take_logarithm(denominator, each);
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
    prepare(0);
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
    logs.flush();
    loglik -= logs.sum;
  }

  void write(LanesLikelihood& out) const {
    store(out.loglik.data(), loglik);
    for (std::size_t l = 0; l < lane_count; ++l) out.top[l] = std::sqrt(top[l]);
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

void evaluate_any(const LanesData& data, const double* beta, LanesLikelihood& out) {
  if (data.shared == 0) return evaluate<0>(data, beta, out);
  if (data.shared <= 3) return evaluate<3>(data, beta, out);
  evaluate<most_shared_columns>(data, beta, out);
}

/// The weighted mean of x - centre, or of its absolute values; by position modulo 4 first.
inline Lanes mean_from(const Lanes& centre, bool absolute, const double* weight, std::size_t rows,
                       const double* columns) {
  constexpr std::size_t chains = 4;
  Lanes sums[chains]{};
  double totals[chains]{};
  for (std::size_t i = 0; i < rows; ++i) {
    const Lanes x = load<Lanes>(columns + i * lane_count) - centre;
    sums[i % chains] += (absolute ? larger(x, -x) : x) * weight[i];
    totals[i % chains] += weight[i];
  }
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) /
         ((totals[0] + totals[1]) + (totals[2] + totals[3]));
}

void standardise(const double* weight, std::size_t rows, double* columns, LanesScale& scale) {
  // Twice, as in column_scale().
  Lanes centre = mean_from(Lanes{}, false, weight, rows, columns);
  centre += mean_from(centre, false, weight, rows, columns);
  Lanes others{};  // not 0 where some value is neither -1 nor 0 nor 1
  for (std::size_t i = 0; i < rows; ++i) {
    const Lanes x = load<Lanes>(columns + i * lane_count);
    others = x * x * x == x ? others : Lanes{} + 1.0;
  }
  const Lanes spread = mean_from(centre, true, weight, rows, columns);
  const Lanes least = larger(centre, -centre) * (4 * 0x1p-52);
  Lanes factor = others == 0.0 ? Lanes{} + 1.0 : 1.0 / spread;
  factor = spread > least ? factor : Lanes{};
  for (std::size_t i = 0; i < rows; ++i)
    store(columns + i * lane_count, (load<Lanes>(columns + i * lane_count) - centre) * factor);
  store(scale.factor.data(), factor);
}

constexpr LanesKernels kernels{&evaluate_any, &standardise};

}  // namespace
