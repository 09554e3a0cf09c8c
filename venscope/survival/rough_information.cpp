#include "venscope/survival/rough_information.hpp"

#include "venscope/survival/column_kernels.hpp"

#include <algorithm>
#include <array>

namespace venscope::survival {

void RoughInformation::mirror(std::size_t from, std::size_t to) {
  for (std::size_t k = from / together * together; k < to; ++k)
    for (std::size_t l = std::max(from, k + 1); l < to; ++l) column(k)[l] = column(l)[k];
}

void RoughInformation::multiply(std::span<const double> by, std::span<const char> wanted,
                                std::span<double> out) const {
  const std::size_t size = by.size();
  const SingleColumnKernels& kernels = single_column_kernels();
  std::vector<float> factor(by.begin(), by.end()), sum(size);
  std::array<const float*, together> read{}, added{};
  std::array<std::size_t, together> which{};
  std::array<float, together> product{}, added_by{};
  for (std::size_t from = 0; from < size; from += together) {
    const std::size_t to = std::min(from + together, size);
    std::size_t reads = 0, adds = 0;
    for (std::size_t k = from; k < to; ++k) {
      if (wanted[k]) {
        read[reads] = column(k);
        which[reads++] = k;
      }
      if (by[k] != 0) {
        added[adds] = column(k);
        added_by[adds++] = factor[k];
      }
    }
    // Down to the end of the diagonal block; what lies below it is in later columns.
    const float* const factors = factor.data();
    kernels.products(read.data(), reads, &factors, 1, to, product.data(), reads);
    for (std::size_t l = 0; l < reads; ++l) sum[which[l]] += product[l];
    kernels.add(added.data(), added_by.data(), adds, from, sum.data());
  }
  for (std::size_t k = 0; k < size; ++k)
    if (wanted[k]) out[k] = sum[k];
}

}  // namespace venscope::survival
