/// Small probabilities of high running sums, by multilevel splitting.
#pragma once

#include "venscope/base/random.hpp"
#include "venscope/enrichment/wandering_set.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::enrichment {

/// How far out a height lies in the distribution of the highest point of the running sum of random
/// sets of one size.
struct SplittingTail {
  double log_p = 0;           ///< ln P(highest >= height)
  double log_upper_side = 0;  ///< ln P(highest > -lowest | highest >= height)
  bool reached = true;        ///< false: log_p is only a bound, it is smaller
};

/// Adaptive multilevel splitting for P(highest >= height). `sample_size` random sets; again and
/// again the lower half of them, the median among it, gives way to copies of the upper half, which
/// then wander by exchanging single genes, never below the last median, until on average every gene
/// has been exchanged. Each level is the median of a sample of n = 2 h - 1, whose logarithm of
/// probability is expected to be psi(h) - psi(n + 1).
///
/// Sets of the same height (weights alike, ties) are told apart by a uniform number that belongs to
/// the state, so that a level always parts the sample as it should. Weights are kept as multiples
/// of 2^-38 of the largest: all sums are exact, however the exchanges came about.
/// A level is given up after 100 times the exchanges it should need; see `stuck`.
/// Source: [Korotkevich2021]; the tie-breaking coordinate is ours.
/// Right by: twins/enrichment/splitting (every set measured anew, equal bits),
/// twins/enrichment/exact_gsea (all subsets, over many seeds), twins/enrichment/gsea (long
/// permutations, the error stated).
class Splitting {
public:
  /// `size` members of weights.size() genes; `sample_size` odd, at least 3.
  Splitting(std::span<const double> weights, std::size_t size, std::size_t sample_size,
            RandomStream stream);
  Splitting(const Splitting&) = delete;  // the states point into it

  /// Goes on until the level has reached the height, or ln P is below log_smallest.
  void extend(double height, double log_smallest);

  SplittingTail tail(double height) const;

  /// The height of a set as it is seen here: to be given to the two above.
  double height(std::span<const std::uint32_t> members) const;

  bool stuck() const { return stuck_; }

private:
  struct State {
    WanderingSet set;
    double height = 0, tie = 0;
    bool upper_side = false;  ///< the highest point is further from zero than the lowest
  };
  /// One state of the sample when a level was taken.
  struct Record {
    double height = 0;
    std::uint32_t upper_side = 0;  ///< how many of the states from here up lie on the upper side
  };

  void take_level();
  void wander();
  double log_level(std::size_t levels, std::size_t above) const;

  SetUniverse universe_;
  std::size_t half_;
  std::vector<State> states_;
  std::vector<Record> records_;
  SumLevel level_;
  bool stuck_ = false;
  RandomStream stream_;
};

/// psi(a) - psi(b) of whole numbers, and the same of psi's derivative.
double digamma_difference(std::size_t a, std::size_t b);
double trigamma_difference(std::size_t a, std::size_t b);

/// The standard deviation expected of log2 p by splitting: sqrt(floor(1 - log2 p) (psi'((n + 1) /
/// 2) - psi'(n + 1))) / ln 2.
double splitting_log2_error(double p, std::size_t sample_size);
/// The same of p = (beyond + 1) / (permutations + 1).
double permutation_log2_error(std::size_t beyond, std::size_t permutations);

}  // namespace venscope::enrichment
