/// Subclass mapping: are the classes of one cohort like those of another?
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::enrichment {

/// A cohort with classes. `values`: a row per sample, a column per gene; `code` of each sample: its
/// class, negative where it has none (left out).
struct ClassedSamples {
  const Matrix* values = nullptr;
  std::span<const std::string> genes;
  std::span<const std::int32_t> code;
  std::span<const std::string> classes;
};

struct SubMapOptions {
  std::size_t markers = 100;
  std::size_t permutations = 1000;
  double weight = 1;   ///< power of the signal-to-noise ratio in the running sum
  bool pooled = true;  ///< one null distribution for all pairs of classes; else one for each
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

struct ClassPair {
  std::size_t a = 0, b = 0;
  double score_ab = 0, score_ba = 0;  ///< a's markers among the genes ranked in the other, and back
  double p_ab = 1, p_ba = 1;
  double statistic = 0;  ///< -2 (ln p_ab + ln p_ba)
  double p = 1, bonferroni = 1, q = 1;
};

struct SubMap {
  std::vector<std::string> shared;          ///< genes used
  std::vector<std::size_t> size_a, size_b;  ///< samples of each class
  std::vector<ClassPair> pairs;             ///< (0,0), (0,1), …
  std::vector<std::string> warnings;
};

/// In each cohort and for each class, genes are ranked by their signal-to-noise ratio between the
/// class and the others, (m1 - m0) / (s1 + s0) (0 where both spreads are 0). The `markers` genes at
/// the top for class a are a gene set; its running sum over the ranking of class b is score_ab, and
/// score_ba the reverse. A null distribution comes from permuting the classes of the ranked cohort,
/// the streams ("submap.ab", i) and ("submap.ba", i); p_ab = (1 + number of null scores at least as
/// high) / (1 + number). Both are combined by Fisher's statistic, whose p is the share of all pairs
/// of null scores (one of each direction) that reach it, (1 + c) / (1 + number of pairs): every
/// pair, where the published program draws 1,000. Bonferroni and Benjamini-Hochberg are over all
/// pairs of classes.
/// Genes with a missing value in a used sample are left out.
/// Problems: enrichment.one_class, enrichment.small_class (fewer than 2 samples in or outside a
/// class), enrichment.few_shared (no more shared genes than markers).
/// Cost: permutations x genes x (samples + classes log genes) for each direction.
/// Source: [Hoshida2007].  Right by: twins/enrichment/submap, laws/enrichment/submap.
Result<SubMap> submap(const ClassedSamples& a, const ClassedSamples& b,
                      const SubMapOptions& options = {});

}  // namespace venscope::enrichment
