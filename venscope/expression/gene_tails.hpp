/// p-values of all genes by F or Student's t, whose degrees of freedom most of them share.
#pragma once

#include "venscope/base/f_tails.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::expression {

/// Genes in order of their degrees of freedom. Those that share them with `enough` genes go by
/// FTails, a few alone value by value. Cost: a sort, unless all genes have the same.
/// Right by: twins/expression/gene_tails (each gene alone).
class GeneTails {
public:
  static constexpr std::size_t enough = 32;

  /// df1: of the numerator, 1 for Student's t; df: of each gene.
  GeneTails(unsigned df1, std::span<const double> df);

  /// Puts P(F > f) in the place of each f; f = t^2 for a two-sided p of t. One or more columns of
  /// all genes, one below the other.
  void upper(std::span<double> f, unsigned threads) const;

private:
  struct Piece {
    std::size_t first, last;  ///< of order_
    std::size_t tails;        ///< their place in tails_; none: past its end
  };
  void upper_of(const Piece& piece, std::span<double> f) const;

  unsigned df1_;
  std::span<const double> df_;
  std::vector<std::size_t> order_;
  std::vector<FTails> tails_;
  std::vector<Piece> pieces_;
};

}  // namespace venscope::expression
