// Included by resample_kernels.cpp once per width of instructions
// (venscope/base/kernel_widths.hpp): so no once-guard and no namespace here.

namespace {

#include "venscope/base/kernel_parts_body.hpp"
#include "venscope/survival/lanes_math_body.hpp"

/// The sums over the deaths of a time, as survival::TiedSums.
struct SetSums {
  Lanes hazard{}, hazard_dead{}, inverse_square{}, cross{}, square{};
};

/// One evaluation. `P` is the number of columns; 0: any, known at run time.
template <std::size_t P>
struct Evaluation {
  static constexpr std::size_t most = P > 0 ? P : most_resample_columns;
  const ResampleQuestion& q;
  const std::size_t p, sets;
  double *const risk, *const lived, *const taken, *const hazard,
                                                      *const hazard_dead;  ///< in the room
  LogSum logs;                                                             ///< of denominators
  Lanes of_deaths{}, top{}, s0{}, s1[most]{}, d0{}, d1[most]{}, score[most]{},
      information[most * (most + 1) / 2]{};

  Evaluation(const ResampleQuestion& question, double* room)
      : q(question),
        p(P > 0 ? P : question.columns),
        sets(question.order.sets.size()),
        risk(room),
        lived(risk + q.patterns * lanes),
        taken(lived + q.patterns * lanes),
        hazard(taken + q.patterns * lanes),
        hazard_dead(hazard + sets * lanes) {}

  static std::size_t room(const ResampleQuestion& q) {
    return (3 * q.patterns + 2 * q.order.sets.size()) * lanes;
  }

  /// exp(eta) of every pattern.
  void find_risks() {
    for (std::size_t k = 0; k < q.patterns; ++k) {
      const double* x = q.x + k * p;
      Lanes eta{};
      for (std::size_t j = 0; j < p; ++j) eta += load<Lanes>(q.beta + j * lanes) * x[j];
      top = larger(top, larger(eta, -eta));
      of_deaths += load<Lanes>(q.dead + k * lanes) * eta;
      store(risk + k * lanes, exponential(eta));
      store(lived + k * lanes, Lanes{});
      store(taken + k * lanes, Lanes{});
    }
  }

  [[gnu::always_inline]] Lanes risk_of(std::size_t row) const {
    return load<Lanes>(q.copies + row * lanes) * load<Lanes>(risk + q.pattern[row] * lanes);
  }

  /// The rows of a time join the risk set. Returns the one that dies, if it is one alone; then d1
  /// is d0 times its x, and left out.
  const std::uint32_t* join(const survival::RiskOrder::TiedSet& set) {
    std::uint32_t dying = 0;
    const std::uint32_t* one = nullptr;
    for (std::uint32_t i = set.begin; i < set.end; ++i) dying += q.order.event[i] != 0;
    d0 = Lanes{};
    for (std::size_t j = 0; dying > 1 && j < p; ++j) d1[j] = Lanes{};
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const Lanes r = risk_of(i);
      const double* x = q.x + q.pattern[i] * p;
      s0 += r;
      for (std::size_t j = 0; j < p; ++j) s1[j] += r * x[j];
      if (q.order.event[i] == 0) continue;
      d0 += r;
      if (dying == 1)
        one = q.pattern + i;
      else
        for (std::size_t j = 0; j < p; ++j) d1[j] += r * x[j];
    }
    return one;
  }

  /// Lanes with fewer deaths than others add nothing for those that they lack.
  SetSums deaths_of(std::size_t set) {
    const Lanes deaths = load<Lanes>(q.deaths + set * lanes);
    const Lanes share = q.efron ? 1.0 / larger(deaths, Lanes{} + 1.0) : Lanes{};
    SetSums sums;
    for (std::uint32_t k = 0; k < q.most[set]; ++k) {
      const auto dies = deaths > static_cast<double>(k);
      const Lanes f = share * static_cast<double>(k);
      const Lanes denominator = dies ? (s0 - d0) + (1.0 - f) * d0 : Lanes{} + 1.0;
      const Lanes step = dies ? 1.0 / denominator : Lanes{}, squared = step * step,
                  cross = squared * f;
      sums.hazard += step;
      sums.hazard_dead += step * f;
      sums.inverse_square += squared;
      sums.cross += cross;
      sums.square += cross * f;
      logs.add(denominator);
    }
    return sums;
  }

  /// information -= the cross products of means at a time.
  void take_means(const SetSums& sums, bool tied) {
    Lanes a[most], b[most];
    for (std::size_t j = 0; j < p; ++j) {
      a[j] = sums.inverse_square * s1[j];
      if (tied) {
        a[j] -= sums.cross * d1[j];
        b[j] = sums.square * d1[j] - sums.cross * s1[j];
      }
    }
    std::size_t k = 0;
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t i = 0; i <= j; ++i, ++k)
        information[k] -= tied ? a[j] * s1[i] + b[j] * d1[i] : a[j] * s1[i];
  }

  /// The same where all who die are copies of one row, with values x. The mean of the k-th death is
  /// x + u / D_k, u = S1 - S0 x, so that with H = sum 1 / D_k and Q = sum 1 / D_k^2 the cross
  /// products of all are Q v v' + (d - H^2 / Q) x x', v = u + H / Q x: half of the products, and
  /// what is left is of the pattern.
  void take_copies(const SetSums& sums, Lanes deaths, std::uint32_t pattern) {
    const auto tied = deaths > 1.0;  // else v is S1 to the last bit, whatever the other lanes do
    const Lanes ratio = tied ? sums.hazard / sums.inverse_square : Lanes{};
    const Lanes less = tied ? s0 - ratio : Lanes{};
    double* const to = taken + pattern * lanes;
    store(to, load<Lanes>(to) + (tied ? deaths - sums.hazard * ratio : Lanes{}));
    const double* x = q.x + pattern * p;
    Lanes v[most];
    for (std::size_t j = 0; j < p; ++j) v[j] = s1[j] - less * x[j];
    std::size_t k = 0;
    for (std::size_t j = 0; j < p; ++j) {
      const Lanes a = sums.inverse_square * v[j];
      for (std::size_t i = 0; i <= j; ++i, ++k) information[k] -= a * v[i];
    }
  }

  /// From the latest time to the earliest.
  void sum_risk_sets() {
    for (std::size_t s = 0; s < sets; ++s) {
      const std::uint32_t* one = join(q.order.sets[s]);
      if (q.most[s] == 0) continue;
      const SetSums sums = deaths_of(s);
      store(hazard + s * lanes, sums.hazard);
      store(hazard_dead + s * lanes, sums.hazard_dead);
      const bool tied = q.efron && q.most[s] > 1;
      if (tied && one != nullptr)
        take_copies(sums, load<Lanes>(q.deaths + s * lanes), *one);
      else
        take_means(sums, tied);
    }
    logs.flush();
  }

  /// What each pattern has lived through, from the earliest time to the latest.
  void sum_hazards() {
    Lanes total{};
    for (std::size_t s = sets; s-- > 0;) {
      Lanes of_dying = total;
      if (q.most[s] > 0) {
        total += load<Lanes>(hazard + s * lanes);
        of_dying = total - load<Lanes>(hazard_dead + s * lanes);
      }
      for (std::uint32_t i = q.order.sets[s].begin; i < q.order.sets[s].end; ++i) {
        double* const to = lived + q.pattern[i] * lanes;
        store(to, load<Lanes>(to) + risk_of(i) * (q.order.event[i] != 0 ? of_dying : total));
      }
    }
  }

  void sum_patterns() {
    for (std::size_t at = 0; at < q.patterns; ++at) {
      const double* x = q.x + at * p;
      const Lanes past = load<Lanes>(lived + at * lanes),
                  left = load<Lanes>(q.dead + at * lanes) - past,
                  spread = past - load<Lanes>(taken + at * lanes);
      std::size_t k = 0;
      for (std::size_t j = 0; j < p; ++j) {
        score[j] += left * x[j];
        const Lanes moment = spread * x[j];
        for (std::size_t i = 0; i <= j; ++i, ++k) information[k] += moment * x[i];
      }
    }
  }

  void write(ResampleAnswer& out) const {
    store(out.loglik.data(), of_deaths - logs.sum);
    store(out.top.data(), top);
    for (std::size_t j = 0; j < p; ++j) store(out.score.data() + j * lanes, score[j]);
    for (std::size_t k = 0; k < p * (p + 1) / 2; ++k)
      store(out.information.data() + k * lanes, information[k]);
  }
};

template <std::size_t P>
void evaluate(const ResampleQuestion& question, ResampleAnswer& answer) {
  const std::size_t p = question.columns;
  answer.score.resize(p * resample_lanes);
  answer.information.resize(p * (p + 1) / 2 * resample_lanes);
  answer.room.resize(Evaluation<P>::room(question));
  Evaluation<P> evaluation(question, answer.room.data());
  evaluation.find_risks();
  evaluation.sum_risk_sets();
  evaluation.sum_hazards();
  evaluation.sum_patterns();
  evaluation.write(answer);
}

void evaluate_any(const ResampleQuestion& question, ResampleAnswer& answer) {
  switch (question.columns) {
    case 1:
      return evaluate<1>(question, answer);
    case 2:
      return evaluate<2>(question, answer);
    case 3:
      return evaluate<3>(question, answer);
    case 4:
      return evaluate<4>(question, answer);
    case 5:
      return evaluate<5>(question, answer);
    case 6:
      return evaluate<6>(question, answer);
    case 7:
      return evaluate<7>(question, answer);
    case 8:
      return evaluate<8>(question, answer);
    default:
      return evaluate<0>(question, answer);
  }
}

constexpr ResampleKernel kernels = &evaluate_any;

}  // namespace
