// Included by shape_kernels.cpp once per width of instructions (venscope/base/kernel_widths.hpp),
// and once more for one shape alone: so no once-guard and no namespace here.

namespace {

#ifdef VENSCOPE_ONE_SHAPE
constexpr std::size_t stride = 1;
using Lanes = double;
using Words = std::int64_t;
#else
constexpr std::size_t stride = shape_lanes;
using Lanes = double __attribute__((vector_size(8 * shape_lanes)));
using Words = std::int64_t __attribute__((vector_size(8 * shape_lanes)));
#endif

#include "venscope/base/exponential_body.hpp"

inline Lanes load(const double* from) {
  Lanes value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

inline void store(double* to, Lanes value) {
  std::memcpy(to, &value, sizeof value);
}

inline Lanes within(Lanes x, double size) {
  const Lanes least = Lanes{} - size, most = Lanes{} + size;
  x = x < least ? least : x;
  return x > most ? most : x;
}

/// Sums over the doses of what moves with the shape, by powers of t = along (x - log IC50).
struct Sums {
  Lanes squares{}, first[2]{}, first_r[2]{}, first_v[2]{}, squared[3]{}, second_r[3]{};

  /// v' = -v (1 - v) by t; d is v about its mean, r the residual.
  void add(Lanes w, Lanes t, Lanes v, Lanes d, Lanes r) {
    squares += w * r * r;
    const Lanes f = v * (v - 1.0), wf = w * f, wft = wf * t, wfr = wf * r;
    const Lanes g = wfr * (2.0 * v - 1.0), gt = g * t;
    first[0] += wf;
    first[1] += wft;
    first_r[0] += wfr;
    first_r[1] += wfr * t;
    first_v[0] += wf * d;
    first_v[1] += wft * d;
    squared[0] += wf * f;
    squared[1] += wft * f;
    squared[2] += wft * f * t;
    second_r[0] += g;
    second_r[1] += gt;
    second_r[2] += gt * t;
  }
};

/// With both plateaus free the sum of squares is S = z'z - (v'z)^2 / v'v, all about their means.
/// With s = v'z / v'v, r = z - s v, A = v_a' r and C = v_a' v half of its derivatives are
///   -s A_a  and  s^2 v_a' v_b - s v_ab' r - (A_a - s C_a) (A_b - s C_b) / v'v.
/// t moves by t with ln steepness and by k = -along with log IC50.
inline void write_slope(const Sums& sums, Lanes k, Lanes s, Lanes total, Lanes inverse_vv,
                        ShapeAnswer& answer) {
  const auto& [squares, first, first_r, first_v, squared, second_r] = sums;
  const Lanes a[2] = {first_r[1], k * first_r[0]}, c[2] = {first_v[1], k * first_v[0]};
  const Lanes u[2] = {a[0] - s * c[0], a[1] - s * c[1]}, ss = s * s;
  const Lanes vv_ab[3] = {squared[2] - first[1] * first[1] / total,
                          k * (squared[1] - first[1] * first[0] / total),
                          k * k * (squared[0] - first[0] * first[0] / total)};
  const Lanes v_ab_r[3] = {second_r[2] + first_r[1], k * (second_r[1] + first_r[0]),
                           k * k * second_r[0]};
  store(answer.gradient[0].data(), -s * a[0]);
  store(answer.gradient[1].data(), -s * a[1]);
  store(answer.curvature[0].data(), ss * vv_ab[0] - s * v_ab_r[0] - u[0] * u[0] * inverse_vv);
  store(answer.curvature[1].data(), ss * vv_ab[1] - s * v_ab_r[1] - u[0] * u[1] * inverse_vv);
  store(answer.curvature[2].data(), ss * vv_ab[2] - s * v_ab_r[2] - u[1] * u[1] * inverse_vv);
}

void look(const ShapeQuestion& question, ShapeAnswer& answer) {
  const std::size_t m = question.doses * stride;
  const double *const x = question.log_dose, *const w = question.weight;
  double *const ts = question.room, *const vs = ts + m;
  const Lanes total = load(question.total), log_ic50 = load(question.log_ic50);
  const Lanes steepness = exponential(load(question.log_steepness));
  const Lanes along = steepness * load(question.sign);
  Lanes middle{};
  for (std::size_t j = 0; j < m; j += stride) {
    const Lanes t = within(along * (load(x + j) - log_ic50), 700);
    const Lanes v = 1.0 / (1.0 + exponential(t));
    store(ts + j, t);
    store(vs + j, v);
    middle += load(w + j) * v;
  }
  middle /= total;
  Lanes vv{}, vz{};
  for (std::size_t j = 0; j < m; j += stride) {
    const Lanes d = load(vs + j) - middle, wd = load(w + j) * d;
    vv += wd * d;
    vz += wd * load(question.mean + j);
  }
  // Less than 0: a constant is better. v'v is 0 only where v'z is.
  const Lanes positive = vz > 0.0 ? vv : Lanes{};
  const Lanes inverse_vv = positive > 0.0 ? 1.0 / positive : Lanes{};
  const Lanes span = vz * inverse_vv;
  Sums sums;
  for (std::size_t j = 0; j < m; j += stride) {
    const Lanes v = load(vs + j), d = v - middle;
    sums.add(load(w + j), load(ts + j), v, d, load(question.mean + j) - span * d);
  }
  store(answer.steepness.data(), steepness);
  store(answer.squares.data(), sums.squares);
  store(answer.middle.data(), middle);
  store(answer.span.data(), span);
  write_slope(sums, -along, span, total, inverse_vv, answer);
}

constexpr ShapeKernel kernels = &look;

}  // namespace
