#include "venscope/expression/gene_tails.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace venscope::expression {
namespace {

/// Genes that one thread takes at a time.
constexpr std::size_t most_in_piece = 1024;

double alone(double f, unsigned df1, double df) {
  if (std::isinf(df)) return chi_squared_upper(f * df1, df1);
  return df1 == 1 ? student_t_two_sided(std::sqrt(f), df) : f_upper(f, df1, df);
}

}  // namespace

GeneTails::GeneTails(unsigned df1, std::span<const double> df)
    : df1_(df1), df_(df), order_(df.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  // By its bits: an order of all numbers, NaN among them.
  const auto bits = [&](std::size_t g) { return std::bit_cast<std::uint64_t>(df[g]); };
  if (std::any_of(order_.begin(), order_.end(), [&](std::size_t g) { return bits(g) != bits(0); }))
    std::stable_sort(order_.begin(), order_.end(),
                     [&](std::size_t a, std::size_t b) { return bits(a) < bits(b); });
  for (std::size_t first = 0; first < order_.size();) {
    std::size_t last = first;
    while (last < order_.size() && bits(order_[last]) == bits(order_[first])) ++last;
    const bool shared = last - first >= enough;
    for (; first < last; first = std::min(last, first + most_in_piece))
      pieces_.push_back({first, std::min(last, first + most_in_piece),
                         shared ? tails_.size() : static_cast<std::size_t>(-1)});
    if (shared) tails_.emplace_back(df1, df[order_[last - 1]]);
  }
}

void GeneTails::upper_of(const Piece& piece, std::span<double> f) const {
  if (piece.tails >= tails_.size()) {
    for (std::size_t i = piece.first; i < piece.last; ++i)
      f[order_[i]] = alone(f[order_[i]], df1_, df_[order_[i]]);
    return;
  }
  std::array<double, most_in_piece> value, found;
  const std::size_t count = piece.last - piece.first;
  for (std::size_t i = 0; i < count; ++i) value[i] = f[order_[piece.first + i]];
  tails_[piece.tails].upper({value.data(), count}, {found.data(), count});
  for (std::size_t i = 0; i < count; ++i) f[order_[piece.first + i]] = found[i];
}

void GeneTails::upper(std::span<double> f, unsigned threads) const {
  const std::size_t genes = df_.size(), pieces = pieces_.size();
  if (genes == 0) return;
  parallel_for(pieces * (f.size() / genes), threads, [&](std::size_t k) {
    upper_of(pieces_[k % pieces], f.subspan(k / pieces * genes, genes));
  });
}

}  // namespace venscope::expression
