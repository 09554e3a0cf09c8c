#include "venscope/imputation/chain.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::imputation {

namespace {

Matrix rows_of(const Matrix& x, std::span<const std::size_t> rows,
               std::span<const std::size_t> columns) {
  Matrix result(rows.size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) result(i, j) = x(rows[i], columns[j]);
  return result;
}

std::vector<std::size_t> all_of(std::size_t count) {
  std::vector<std::size_t> indices(count);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return indices;
}

void standardise(std::span<double> column) {
  const auto n = static_cast<double>(column.size());
  double mean = 0, square = 0;
  for (const double value : column) mean += value / n;
  for (const double value : column) square += (value - mean) * (value - mean);
  const double deviation = std::sqrt(square / n);
  // A constant column becomes zeros and is left out as a combination of others.
  const bool constant = deviation <= 1e-12 * std::abs(mean);
  for (double& value : column) value = constant ? 0 : (value - mean) / deviation;
}

double product(const Matrix& x, std::size_t row, std::span<const double> beta) {
  double sum = 0;
  for (std::size_t j = 0; j < x.columns; ++j) sum += x(row, j) * beta[j];
  return sum;
}

/// Positions in `sorted` of the `count` values nearest to `target`, as a range.
std::size_t nearest_begin(std::span<const double> sorted, double target, std::size_t count) {
  std::size_t low = static_cast<std::size_t>(
      std::lower_bound(sorted.begin(), sorted.end(), target) - sorted.begin());
  std::size_t high = low;
  while (high - low < count) {
    const bool left =
        low > 0 && (high == sorted.size() || target - sorted[low - 1] <= sorted[high] - target);
    if (left)
      --low;
    else
      ++high;
  }
  return low;
}

}  // namespace

void Chain::begin(RandomStream& random) {
  for (const std::size_t v : order) {
    ChainVariable& variable = variables[v];
    for (const std::size_t row : variable.missing)
      variable.value[row] =
          variable.value[variable.observed[random.below(variable.observed.size())]];
  }
}

Matrix Chain::predictors(std::size_t variable) const {
  std::size_t width = 1 + outcome.columns;
  for (std::size_t v = 0; v < variables.size(); ++v)
    if (v != variable) width += variables[v].width();
  Matrix x(outcome.rows, width);
  std::fill(x.column(0).begin(), x.column(0).end(), 1.0);
  std::size_t at = 1;
  for (std::size_t j = 0; j < outcome.columns; ++j, ++at)
    std::copy(outcome.column(j).begin(), outcome.column(j).end(), x.column(at).begin());
  for (std::size_t v = 0; v < variables.size(); ++v) {
    if (v == variable) continue;
    const ChainVariable& other = variables[v];
    for (std::size_t l = 0; l < other.width(); ++l, ++at)
      for (std::size_t i = 0; i < x.rows; ++i)
        x(i, at) = !other.category() ? other.value[i]
                                     : (other.value[i] == static_cast<double>(l + 1) ? 1 : 0);
  }
  for (std::size_t j = 1; j < x.columns; ++j) standardise(x.column(j));
  const std::vector<std::size_t>& observed = variables[variable].observed;
  const std::vector<std::size_t> kept =
      independent_columns(rows_of(x, observed, all_of(x.columns)));
  return rows_of(x, all_of(x.rows), kept);
}

void Chain::update(std::size_t variable, RandomStream& random) {
  ChainVariable& target = variables[variable];
  if (target.method == Method::the_only_value) return;
  const Matrix x = predictors(variable);
  if (target.category())
    draw_category(target, x, random);
  else
    draw_number(target, x, random);
}

void Chain::draw_category(ChainVariable& target, const Matrix& x, RandomStream& random) const {
  const Matrix seen = rows_of(x, target.observed, all_of(x.columns));
  std::vector<std::int32_t> y;
  for (const std::size_t row : target.observed)
    y.push_back(static_cast<std::int32_t>(target.value[row]));
  const Augmented data = augment(seen, y, x, target.levels());
  const CategoryFit fit = fit_category(data.x, data.y, data.weights, target.levels());
  const std::vector<double> beta = fit.beta.draw(random);
  std::vector<double> row(x.columns);
  for (const std::size_t i : target.missing) {
    for (std::size_t j = 0; j < x.columns; ++j) row[j] = x(i, j);
    const std::vector<double> p = fit.probabilities(beta, row);
    double left = random.uniform();
    std::size_t level = 0;
    while (level + 1 < p.size() && left > p[level]) left -= p[level++];
    target.value[i] = static_cast<double>(level);
  }
}

void Chain::draw_number(ChainVariable& target, const Matrix& x, RandomStream& random) const {
  const Matrix seen = rows_of(x, target.observed, all_of(x.columns));
  std::vector<double> y;
  for (const std::size_t row : target.observed) y.push_back(target.value[row]);
  const LinearFit fit = fit_linear(seen, y);
  double chi_squared = 0;
  for (double k = 0; k < fit.df; ++k) {
    const double z = random.normal();
    chi_squared += z * z;
  }
  const std::vector<double> beta = fit.beta.draw(random, std::sqrt(fit.residual_sum / chi_squared));
  // Equal predictions in random order, so that not always the same five are donors.
  std::vector<std::size_t> donors = all_of(y.size());
  random.shuffle(std::span<std::size_t>(donors));
  std::vector<double> predicted(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) predicted[i] = product(seen, i, fit.beta.estimate);
  std::stable_sort(donors.begin(), donors.end(),
                   [&](std::size_t a, std::size_t b) { return predicted[a] < predicted[b]; });
  std::vector<double> sorted;
  for (const std::size_t donor : donors) sorted.push_back(predicted[donor]);
  const std::size_t count = std::min(this->donors, y.size());
  for (const std::size_t i : target.missing) {
    const std::size_t first = nearest_begin(sorted, product(x, i, beta), count);
    target.value[i] = y[donors[first + random.below(count)]];
  }
}

}  // namespace venscope::imputation
