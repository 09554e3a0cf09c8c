/// The model of a step in floats (rough_model.hpp): the factor of the columns that are together,
/// the rows of the others; or, where floats do not do, in doubles.
#include "venscope/survival/coxnet_limits.hpp"
#include "venscope/survival/coxnet_solver.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace venscope::survival {

namespace {

/// Columns that are turned into floats at a time: they stay in a near cache.
constexpr std::size_t rough_together = 8;

/// Of so many at a time the products are found: as many as floats of theirs are worth to be held.
constexpr std::size_t least_rough = 32, most_rough = 128, most_scratch = std::size_t{1} << 16;

/// Curvatures beyond this, or below its inverse, are not for floats.
constexpr double most_in_floats = 1e12;

}  // namespace

/// The information in the predictors times the scaled columns given, in floats, and their squares
/// in doubles. False where floats cannot hold them or what is found with them.
bool CoxnetSolver::times_rough_information(std::span<const std::size_t> columns) {
  const std::size_t n = problem_.columns.rows;
  if (hx_.size() != n) std::vector<double>(n).swap(hx_);
  resize_closely(rough_hx_, n * columns.size());
  const double* const product = hx_.data();
  bool fits = true;
  for (std::size_t l = 0; l < columns.size(); ++l) {
    const std::size_t k = columns[l];
    times_information(*kept_likelihood_, k, hx_.data());
    column_kernels().products(&x_[k], 1, &product, 1, n, &curvature_[k], 1);
    curvature_[k] *= unit_[k] * unit_[k];
    fits = fits && curvature_[k] < most_in_floats &&
           (curvature_[k] > 1 / most_in_floats || curvature_[k] == 0);
    constexpr double centre = 0;
    single_column_kernels().standardise(&product, &centre, &unit_[k], 1, n,
                                        rough_hx_.data() + l * n);
  }
  return fits;
}

/// The products of the first `count` columns of rough_hx_ with the scaled columns given, some at a
/// time: write(l, first, values), of column l with those from place `first` of them on. Each thread
/// has a share of the columns and turns them into floats.
template <class Write>
void CoxnetSolver::find_rough_products(std::size_t count, std::span<const std::size_t> with,
                                       Write write) {
  const std::size_t n = problem_.columns.rows;
  const bool worth = with.size() * count * n > worth_a_thread * columns_together;
  const std::size_t panels = (with.size() + rough_together - 1) / rough_together;
  const std::size_t parts = problem_.crew ? problem_.crew->threads() : 1;
  resize_closely(rough_x_, parts * n * rough_together);
  std::vector<const float*> products;
  for (std::size_t l = 0; l < count; ++l) products.push_back(rough_hx_.data() + l * n);
  share(parts, worth, [&](std::size_t part) {
    float* const scaled = rough_x_.data() + part * n * rough_together;
    std::array<const double*, rough_together> x{};
    std::array<const float*, rough_together> below{};
    std::array<double, rough_together> shift{}, unit{};
    std::array<float, rough_together * most_rough> found{};
    for (std::size_t panel = part; panel < panels; panel += parts) {
      const std::size_t first = panel * rough_together;
      const std::size_t size = std::min(rough_together, with.size() - first);
      for (std::size_t c = 0; c < size; ++c) {
        const std::size_t k = with[first + c];
        x[c] = x_[k];
        shift[c] = shift_[k];
        unit[c] = unit_[k];
        below[c] = scaled + c * n;
      }
      single_column_kernels().standardise(x.data(), shift.data(), unit.data(), size, n, scaled);
      single_column_kernels().products(below.data(), size, products.data(), count, n, found.data(),
                                       rough_together);
      for (std::size_t l = 0; l < count; ++l)
        write(l, first, std::span<const float>(found.data() + l * rough_together, size));
    }
  });
}

/// Calls work(from, some) for some of the columns at a time, the first of them at `from`, when
/// their products are in rough_hx_. False where floats do not do for one of them.
template <class Work>
bool CoxnetSolver::in_rough_blocks(std::span<const std::size_t> columns, Work work) {
  const std::size_t at_once =
      std::clamp(most_scratch / problem_.columns.rows, least_rough, most_rough);
  bool fits = true;
  for (std::size_t from = 0; from < columns.size(); from += at_once) {
    const auto some = columns.subspan(from, std::min(at_once, columns.size() - from));
    fits = times_rough_information(some) && fits;
    work(from, some);
  }
  return fits;
}

/// The information of the columns that are together, below its diagonal.
bool CoxnetSolver::find_rough_together() {
  return in_rough_blocks(together_, [&](std::size_t from, std::span<const std::size_t> some) {
    find_rough_products(some.size(), std::span(together_).subspan(from),
                        [&](std::size_t l, std::size_t first, std::span<const float> values) {
                          const std::size_t above = std::min(l - std::min(l, first), values.size());
                          rough_.write_together(from + l, from + first + above,
                                                values.subspan(above));
                        });
  });
}

/// The rows of those of the columns from `first` on that are not.
bool CoxnetSolver::find_rough_rows(std::size_t first) {
  const std::size_t m = working_.size();
  std::vector<std::size_t> all(m), rows;
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (std::size_t k = first; k < m; ++k)
    if (rough_.has_row(k)) rows.push_back(k);
  return in_rough_blocks(rows, [&](std::size_t, std::span<const std::size_t> some) {
    find_rough_products(some.size(), all,
                        [&](std::size_t l, std::size_t from, std::span<const float> values) {
                          rough_.write_row(some[l], from, values);
                        });
  });
}

/// The model in floats of where the likelihood stands, or in doubles where floats do not do.
void CoxnetSolver::build_rough_model(double lambda) {
  const std::size_t m = working_.size();
  held_ = m;
  together_.clear();
  // What is not penalised need not have a minimum: it joins later, if it can.
  for (std::size_t k = 0; k < m; ++k)
    if (problem_.factor[working_[k]] > 0 && (now_[k] != 0 || threshold(working_[k], lambda) == 0))
      together_.push_back(k);
  factor_ridge_ = lambda * (1 - problem_.alpha);
  rough_.begin(m, together_);
  const bool fits = find_rough_together() && find_rough_rows(0);
  // What comes later is found for few columns at a time.
  std::vector<float>().swap(rough_hx_);
  if (!fits || !rough_.factorise(diagonal_together())) make_exact();
}

/// In doubles from now on: floats cannot tell what is explained by what. The information of the
/// columns in play is found again, where it was.
void CoxnetSolver::make_exact() {
  exact_ = true;
  together_.clear();
  left_.clear();
  factor_.clear();
  rough_.release();
  const std::size_t held = std::exchange(held_, 0);
  if (held < working_.size()) return;
  ++counts_.formed;
  make_room(held);
  find_information(*kept_likelihood_, 0);
  held_ = held;
}

}  // namespace venscope::survival
