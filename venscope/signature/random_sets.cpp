#include "venscope/signature/random_sets.hpp"

#include "venscope/accuracy/concordance.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::signature {

namespace {

constexpr double customary = 0.05;

/// `count` of 0 … n - 1, ascending.
std::vector<std::size_t> drawn(std::size_t count, std::size_t n, std::uint64_t seed,
                               std::size_t index) {
  RandomStream stream(seed, "random genes", index);
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  for (std::size_t i = 0; i < count; ++i)
    std::swap(all[i], all[i + static_cast<std::size_t>(stream.below(n - i))]);
  all.resize(count);
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<double> cox_score(const TrainingData& data, std::span<const std::size_t> genes) {
  Matrix columns(data.expression.rows, genes.size());
  for (std::size_t g = 0; g < genes.size(); ++g) {
    const std::span<const double> from = data.expression.column(genes[g]);
    std::copy(from.begin(), from.end(), columns.column(g).begin());
  }
  const auto fit =
      survival::cox({.outcomes = data.outcomes, .design = columns, .strata = data.strata});
  if (!fit || !fit->converged) return {};
  return fit->linear_predictor;
}

/// One set of genes, judged.
struct Judged {
  std::optional<double> concordance;
  bool empty = false;
  std::optional<bool> significant;
};

class SetJudge {
public:
  SetJudge(const TrainingData& data, const PipelineOptions& options, RandomFit fit)
      : data_(data), options_(options), fit_(fit) {}

  Judged of(std::span<const std::size_t> genes, std::size_t index) const {
    Judged judged;
    std::vector<double> score;
    if (fit_ == RandomFit::pipeline) {
      PipelineOptions options = options_;
      options.candidates.set = std::vector<std::size_t>(genes.begin(), genes.end());
      auto made = derive(data_, all_rows(data_), options, index);
      if (!made) return judged;
      judged.empty = made->weights.empty();
      score = std::move(made->score);
    } else {
      score = fit_ == RandomFit::cox ? cox_score(data_, genes)
                                     : first_component(data_.expression, genes);
    }
    if (score.empty()) return judged;
    const auto c = accuracy::harrell(data_.outcomes, score, data_.strata);
    if (!c) return judged;
    judged.concordance = c->estimate;
    // The sign of a component is arbitrary.
    if (fit_ == RandomFit::first_component)
      judged.concordance = std::max(c->estimate, 1 - c->estimate);
    judged.significant = significant(score);
    return judged;
  }

private:
  std::optional<bool> significant(const std::vector<double>& score) const {
    const double median = quantile_7(score, 0.5);
    std::vector<std::int32_t> group;
    for (const double one : score) group.push_back(one > median ? 1 : 0);
    const auto test = survival::log_rank(data_.outcomes, group, 2, data_.strata);
    if (!test || test->df < 1) return {};
    return test->p < customary;
  }

  const TrainingData& data_;
  const PipelineOptions& options_;
  RandomFit fit_;
};

}  // namespace

std::vector<double> first_component(const Matrix& expression, std::span<const std::size_t> genes) {
  const std::size_t n = expression.rows;
  std::vector<std::vector<double>> columns;
  for (const std::size_t gene : genes) {
    const std::span<const double> from = expression.column(gene);
    std::vector<double> column(from.begin(), from.end());
    double mean = 0, squares = 0, largest = 0;
    for (const double value : column) {
      mean += value / static_cast<double>(n);
      largest = std::max(largest, std::abs(value));
    }
    for (double& value : column) {
      value -= mean;
      squares += value * value;
    }
    const double deviation = std::sqrt(squares / static_cast<double>(n - 1));
    if (!(deviation > 1e-14 * largest)) continue;
    for (double& value : column) value /= deviation;
    columns.push_back(std::move(column));
  }
  const std::size_t k = columns.size();
  if (k == 0) return {};
  // Few genes: their correlation matrix, squared again and again, turns any vector to the first
  // eigenvector.
  std::vector<double> power(k * k);
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t b = 0; b < k; ++b)
      power[a * k + b] =
          std::inner_product(columns[a].begin(), columns[a].end(), columns[b].begin(), 0.0);
  for (int squaring = 0; squaring < 40; ++squaring) {
    std::vector<double> next(k * k, 0.0);
    double largest = 0;
    for (std::size_t a = 0; a < k; ++a)
      for (std::size_t c = 0; c < k; ++c) {
        const double left = power[a * k + c];
        for (std::size_t b = 0; b < k; ++b) next[a * k + b] += left * power[c * k + b];
      }
    for (const double value : next) largest = std::max(largest, std::abs(value));
    for (double& value : next) value /= largest;
    power = std::move(next);
  }
  // The largest column of the limit is the direction.
  std::size_t best = 0;
  for (std::size_t a = 1; a < k; ++a)
    if (power[a * k + a] > power[best * k + best]) best = a;
  std::vector<double> score(n, 0.0);
  for (std::size_t a = 0; a < k; ++a)
    for (std::size_t i = 0; i < n; ++i) score[i] += power[a * k + best] * columns[a][i];
  return score;
}

RandomSets random_sets(const TrainingData& data, const PipelineOptions& options,
                       const Signature& made, const RandomSetOptions& random) {
  RandomSets result;
  result.fit = random.fit;
  result.measured = data.expression.columns;
  std::vector<std::size_t> own;
  if (random.fit == RandomFit::pipeline)
    own = made.in_set;
  else
    for (const GeneWeight& weight : made.weights) own.push_back(weight.gene);
  result.size = own.size();
  if (own.empty()) return result;
  const SetJudge judge(data, options, random.fit);
  if (random.fit == RandomFit::pipeline) {
    if (const auto c = accuracy::harrell(data.outcomes, made.score, data.strata))
      result.own = c->estimate;
  } else {
    result.own = judge.of(own, 0).concordance;
  }
  std::vector<Judged> judged(random.sets);
  parallel_for(judged.size(), random.threads, [&](std::size_t i) {
    judged[i] = judge.of(drawn(own.size(), result.measured, random.seed, i), 0);
    if (random.tick) random.tick();
  });
  double tested = 0, significant = 0;
  for (const Judged& one : judged) {
    if (!one.concordance) {
      ++result.failed;
      continue;
    }
    result.empty += one.empty;
    result.concordance.push_back(*one.concordance);
    result.at_least_as_good += result.own && *one.concordance >= *result.own;
    if (!one.significant) continue;
    tested += 1;
    significant += *one.significant;
  }
  if (tested > 0) result.significant = significant / tested;
  if (result.own && !result.concordance.empty())
    result.p = (1 + static_cast<double>(result.at_least_as_good)) /
               (1 + static_cast<double>(result.concordance.size()));
  return result;
}

}  // namespace venscope::signature
