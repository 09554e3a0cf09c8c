#include "venscope/survival/rough_model.hpp"

#include "venscope/survival/column_kernels.hpp"
#include "venscope/survival/coxnet_limits.hpp"

#include <algorithm>

namespace venscope::survival {

namespace {

/// Rows grow by so many columns at a time.
constexpr std::size_t more_room = 64;

}  // namespace

/// Rows of so many columns have room; what is in them stays.
void RoughModel::make_rows(std::size_t columns) {
  room_ = (columns + more_room - 1) / more_room * more_room;
  resize_closely(rows_, columns);
  for (std::vector<float>& row : rows_) {
    if (row.empty()) continue;
    row.reserve(room_);
    row.resize(columns);
  }
}

void RoughModel::begin(std::size_t columns, Together together) {
  rows_.clear();
  factor_.clear();
  factor_.expect(together.size());
  make_rows(columns);
  std::vector<char> in_factor(columns);
  for (const std::size_t k : together) in_factor[k] = true;
  for (std::size_t k = 0; k < columns; ++k)
    if (!in_factor[k]) new_row(k);
}

void RoughModel::extend(std::size_t columns) {
  const std::size_t before = size();
  make_rows(columns);
  for (std::size_t k = before; k < columns; ++k) new_row(k);
}

void RoughModel::new_row(std::size_t k) {
  rows_[k].reserve(room_);
  rows_[k].resize(size());
}

void RoughModel::release() {
  factor_.release();
  std::vector<std::vector<float>>().swap(rows_);
}

void RoughModel::write_row(std::size_t k, std::size_t first, std::span<const float> values) {
  std::copy(values.begin(), values.end(), rows_[k].begin() + static_cast<std::ptrdiff_t>(first));
}

void RoughModel::mirror(std::size_t first) {
  for (std::size_t k = 0; k < first; ++k)
    if (!rows_[k].empty())
      for (std::size_t l = first; l < size(); ++l) rows_[k][l] = rows_[l][k];
}

bool RoughModel::refactorise(std::span<const double> diagonal) {
  factor_.multiply_out();
  return factor_.factorise(diagonal);
}

bool RoughModel::join(std::size_t k, Together together, double diagonal) {
  std::vector<float> products;
  products.reserve(together.size());
  for (const std::size_t l : together) products.push_back(rows_[k][l]);
  if (!factor_.add(products, diagonal)) return false;
  std::vector<float>().swap(rows_[k]);
  return true;
}

void RoughModel::leave(std::size_t place, Together together, double square) {
  const std::size_t k = together[place];
  new_row(k);
  std::vector<float>& row = rows_[k];
  const std::vector<float> products = factor_.row(place);
  for (std::size_t c = 0; c < products.size(); ++c) row[together[c]] = products[c];
  for (std::size_t l = 0; l < size(); ++l)
    if (l != k && !rows_[l].empty()) row[l] = rows_[l][k];
  row[k] = static_cast<float>(square);
  factor_.drop(place);
}

void RoughModel::multiply(std::span<const double> by, std::span<const std::size_t> columns,
                          std::span<double> out) const {
  const std::vector<float> factors(by.begin(), by.end());
  std::vector<const float*> read;
  for (const std::size_t k : columns) read.push_back(rows_[k].data());
  std::vector<float> products(columns.size());
  const float* const one = factors.data();
  single_column_kernels().products(read.data(), read.size(), &one, 1, by.size(), products.data(),
                                   read.size());
  for (std::size_t c = 0; c < columns.size(); ++c) out[columns[c]] = products[c];
}

}  // namespace venscope::survival
