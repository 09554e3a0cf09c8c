/// Is the signature better than signatures of genes drawn at random?
#pragma once

#include "venscope/signature/pipeline.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::signature {

enum class RandomFit {
  /// The first principal component of the standardised genes, as Venet and colleagues; its sign is
  /// taken from the data, so C is at least 0.5.
  first_component,
  /// A Cox model of the genes without penalty, of the signature's genes too.
  cox,
  /// The whole pipeline, on random gene sets of the size of the declared one: does it matter that
  /// the
  /// candidates are of this set?
  pipeline,
};

struct RandomSetOptions {
  RandomFit fit = RandomFit::first_component;
  std::size_t sets = 1000;
  std::uint64_t seed = 1;
  unsigned threads = 1;
  std::function<void()> tick = {};
};

struct RandomSets {
  RandomFit fit = RandomFit::first_component;
  std::size_t size = 0;             ///< genes of each set
  std::size_t measured = 0;         ///< genes that they were drawn from
  std::optional<double> own;        ///< C of the signature, made in the same way
  std::vector<double> concordance;  ///< of the random ones, in the order drawn
  std::size_t failed = 0;           ///< that could not be fitted
  std::size_t empty = 0;            ///< of `pipeline`: without a gene; they count with C 0.5
  std::size_t at_least_as_good = 0;
  std::optional<double> p;  ///< (1 + at least as good) / (1 + sets that count)
  /// Share of the random sets with a log-rank p of their own below 0.05 when split at the median:
  /// what "significantly associated with survival" is worth in these data.
  std::optional<double> significant;
};

/// C, in the training cohort, of the signature and of random sets of as many genes, drawn without
/// replacement from all columns of `data.expression` (of `pipeline`: of as many as the gene set
/// has); set i from RandomStream(seed, "random genes", i). Without genes in the signature there is
/// nothing to compare (`own` empty). C, Cox models and log-rank tests are within the strata of the
/// data; only `pipeline` knows the covariates. Source: [Venet2011]. Right by:
/// laws/signature/random_sets, twins/signature/random_sets.
RandomSets random_sets(const TrainingData& data, const PipelineOptions& options,
                       const Signature& made, const RandomSetOptions& random);

/// Scores of the first principal component of these columns, each centred and scaled; columns
/// that do not vary count for nothing. Empty where none does.
std::vector<double> first_component(const Matrix& expression, std::span<const std::size_t> genes);

}  // namespace venscope::signature
