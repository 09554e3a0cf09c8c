#include "venscope/enrichment/submap.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/enrichment/running_sum.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include <fmt/format.h>

namespace venscope::enrichment {
namespace {

/// The used samples of a cohort on the shared genes, each gene about its mean.
struct Classed {
  Matrix values;
  std::vector<std::int32_t> code;
  std::vector<std::size_t> size;  ///< of each class
};

std::vector<std::size_t> samples_with_class(const ClassedSamples& given) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < given.code.size(); ++i)
    if (given.code[i] >= 0) rows.push_back(i);
  return rows;
}

bool complete(const ClassedSamples& given, std::size_t gene, std::span<const std::size_t> rows) {
  return std::none_of(rows.begin(), rows.end(),
                      [&](std::size_t row) { return std::isnan((*given.values)(row, gene)); });
}

Classed classed(const ClassedSamples& given, std::span<const std::size_t> rows,
                std::span<const std::size_t> genes) {
  Classed result{
      Matrix(rows.size(), genes.size()), {}, std::vector<std::size_t>(given.classes.size())};
  for (const std::size_t row : rows) {
    result.code.push_back(given.code[row]);
    ++result.size[static_cast<std::size_t>(given.code[row])];
  }
  for (std::size_t g = 0; g < genes.size(); ++g) {
    const std::span<double> column = result.values.column(g);
    double mean = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      column[i] = (*given.values)(rows[i], genes[g]);
      mean += column[i] / static_cast<double>(rows.size());
    }
    for (double& value : column) value -= mean;
  }
  return result;
}

Problems wrong_classes(const ClassedSamples& given, const Classed& made, const char* which) {
  Problems problems;
  const std::size_t n = made.code.size();
  if (given.classes.size() < 2)
    problems.push_back({"enrichment.one_class",
                        {},
                        fmt::format("the {} cohort has {} class", which, given.classes.size()),
                        "two classes or more",
                        "",
                        Fault::analysis});
  else
    for (std::size_t c = 0; c < made.size.size(); ++c)
      if (made.size[c] < 2 || n - made.size[c] < 2)
        problems.push_back({"enrichment.small_class",
                            {},
                            fmt::format("class {} of the {} cohort has {} of {} samples",
                                        given.classes[c], which, made.size[c], n),
                            "at least 2 in the class and 2 outside it",
                            "join small classes, or leave them out",
                            Fault::analysis});
  return problems;
}

/// ratios(g, c): the signal-to-noise ratio of gene g between class c and the others.
Matrix signal_to_noise(const Classed& samples, std::span<const std::int32_t> code) {
  const std::size_t classes = samples.size.size();
  const double n = static_cast<double>(code.size());
  Matrix ratios(samples.values.columns, classes);
  std::vector<double> sum(classes), squares(classes);
  for (std::size_t g = 0; g < samples.values.columns; ++g) {
    std::fill(sum.begin(), sum.end(), 0.0);
    std::fill(squares.begin(), squares.end(), 0.0);
    const std::span<const double> column = samples.values.column(g);
    for (std::size_t i = 0; i < code.size(); ++i) {
      const auto c = static_cast<std::size_t>(code[i]);
      sum[c] += column[i];
      squares[c] += column[i] * column[i];
    }
    const double all = std::accumulate(sum.begin(), sum.end(), 0.0);
    const double all_squares = std::accumulate(squares.begin(), squares.end(), 0.0);
    for (std::size_t c = 0; c < classes; ++c) {
      const double n1 = static_cast<double>(samples.size[c]), n0 = n - n1;
      const auto spread = [](double sum_of, double squares_of, double m) {
        return std::sqrt(std::max(0.0, (squares_of - sum_of * sum_of / m) / (m - 1)));
      };
      const double noise =
          spread(sum[c], squares[c], n1) + spread(all - sum[c], all_squares - squares[c], n0);
      ratios(g, c) = noise > 0 ? (sum[c] / n1 - (all - sum[c]) / n0) / noise : 0.0;
    }
  }
  return ratios;
}

/// Genes by their ratio, the highest first; ties in the order of the genes.
std::vector<std::uint32_t> ranked(std::span<const double> ratios) {
  std::vector<std::uint32_t> order(ratios.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return ratios[a] > ratios[b]; });
  return order;
}

using Markers = std::vector<std::vector<std::uint32_t>>;

Markers markers_of(const Classed& samples, std::size_t count) {
  const Matrix ratios = signal_to_noise(samples, samples.code);
  Markers markers;
  for (std::size_t c = 0; c < ratios.columns; ++c) {
    std::vector<std::uint32_t> order = ranked(ratios.column(c));
    order.resize(count);
    markers.push_back(std::move(order));
  }
  return markers;
}

/// scores(m, c): the score of the m-th set of markers in the ranking of class c.
Matrix marker_scores(const Markers& markers, const Classed& samples,
                     std::span<const std::int32_t> code, double weight) {
  const Matrix ratios = signal_to_noise(samples, code);
  Matrix scores(markers.size(), ratios.columns);
  std::vector<std::uint32_t> place(ratios.rows), members;
  for (std::size_t c = 0; c < ratios.columns; ++c) {
    const std::vector<std::uint32_t> order = ranked(ratios.column(c));
    std::vector<double> values(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      place[order[i]] = static_cast<std::uint32_t>(i);
      values[i] = ratios(order[i], c);
    }
    const std::vector<double> weights = step_weights(values, weight);
    for (std::size_t m = 0; m < markers.size(); ++m) {
      members.clear();
      for (const std::uint32_t gene : markers[m]) members.push_back(place[gene]);
      std::sort(members.begin(), members.end());
      scores(m, c) = running_sum(weights, members).score;
    }
  }
  return scores;
}

/// One direction: markers of one cohort in the rankings of the other.
struct Direction {
  Matrix observed;           ///< markers x classes
  std::vector<Matrix> null;  ///< one per permutation

  /// Null scores of one pair of classes, or of all, ascending.
  std::vector<double> pool(std::size_t m, std::size_t c, bool all) const {
    std::vector<double> scores;
    for (const Matrix& one : null) {
      if (all)
        scores.insert(scores.end(), one.values.begin(), one.values.end());
      else
        scores.push_back(one(m, c));
    }
    std::sort(scores.begin(), scores.end());
    return scores;
  }
};

Direction direction(const Markers& markers, const Classed& ranked_in, std::string_view stream_name,
                    const SubMapOptions& options) {
  Direction result;
  result.observed = marker_scores(markers, ranked_in, ranked_in.code, options.weight);
  result.null.resize(options.permutations);
  parallel_for(options.permutations, options.threads, [&](std::size_t i) {
    RandomStream stream(options.seed, stream_name, i);
    std::vector<std::int32_t> code = ranked_in.code;
    stream.shuffle(std::span(code));
    result.null[i] = marker_scores(markers, ranked_in, code, options.weight);
  });
  return result;
}

double tail_share(std::span<const double> null, double score) {
  const auto at = std::lower_bound(null.begin(), null.end(), score - score_rounding);
  return (static_cast<double>(null.end() - at) + 1) / (static_cast<double>(null.size()) + 1);
}

/// ln p of each null score among its like, ascending (the highest score first).
std::vector<double> null_logs(std::span<const double> null) {
  std::vector<double> logs;
  for (std::size_t i = null.size(); i-- > 0;) logs.push_back(std::log(tail_share(null, null[i])));
  return logs;
}

/// The share of pairs of one null p and another whose product is as small as that.
double product_p(std::span<const double> x, std::span<const double> y, double log_product) {
  double reached = 0;
  std::size_t j = y.size();
  for (const double log_p : x) {
    while (j > 0 && log_p + y[j - 1] > log_product + 1e-12) --j;
    reached += static_cast<double>(j);
  }
  return (reached + 1) / (static_cast<double>(x.size()) * static_cast<double>(y.size()) + 1);
}

void add_pair_p(const Direction& ab, const Direction& ba, bool pooled, SubMap& result) {
  std::vector<double> null_ab, null_ba, logs_ab, logs_ba;
  bool ready = false;
  for (ClassPair& pair : result.pairs) {
    if (!pooled || !ready) {
      null_ab = ab.pool(pair.a, pair.b, pooled);
      null_ba = ba.pool(pair.b, pair.a, pooled);
      logs_ab = null_logs(null_ab);
      logs_ba = null_logs(null_ba);
      ready = true;
    }
    pair.p_ab = tail_share(null_ab, pair.score_ab);
    pair.p_ba = tail_share(null_ba, pair.score_ba);
    const double log_product = std::log(pair.p_ab) + std::log(pair.p_ba);
    pair.statistic = -2 * log_product;
    pair.p = product_p(logs_ab, logs_ba, log_product);
  }
  std::vector<double> p;
  for (const ClassPair& pair : result.pairs) p.push_back(pair.p);
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t i = 0; i < p.size(); ++i) {
    result.pairs[i].q = q[i];
    result.pairs[i].bonferroni = std::min(1.0, p[i] * static_cast<double>(p.size()));
  }
}

}  // namespace

Result<SubMap> submap(const ClassedSamples& a, const ClassedSamples& b,
                      const SubMapOptions& options) {
  SubMap result;
  const std::vector<std::size_t> rows_a = samples_with_class(a), rows_b = samples_with_class(b);
  std::unordered_map<std::string_view, std::size_t> place;
  for (std::size_t g = 0; g < b.genes.size(); ++g) place.emplace(b.genes[g], g);
  std::vector<std::size_t> genes_a, genes_b;
  std::size_t missing = 0;
  for (std::size_t g = 0; g < a.genes.size(); ++g) {
    const auto found = place.find(a.genes[g]);
    if (found == place.end()) continue;
    if (!complete(a, g, rows_a) || !complete(b, found->second, rows_b)) {
      ++missing;
      continue;
    }
    genes_a.push_back(g);
    genes_b.push_back(found->second);
    result.shared.push_back(a.genes[g]);
  }
  const Classed first = classed(a, rows_a, genes_a), second = classed(b, rows_b, genes_b);
  Problems problems = wrong_classes(a, first, "first");
  for (Problem& problem : wrong_classes(b, second, "second"))
    problems.push_back(std::move(problem));
  if (!problems.empty()) return failure(std::move(problems));
  if (result.shared.size() <= options.markers)
    return cannot_analyse(
        "enrichment.few_shared",
        fmt::format(
            "the cohorts share {} genes with values, and {} markers are to be taken of them",
            result.shared.size(), options.markers),
        "take fewer markers, or check that both matrices name genes alike");
  result.size_a = first.size;
  result.size_b = second.size;
  const Direction ab = direction(markers_of(first, options.markers), second, "submap.ab", options);
  const Direction ba = direction(markers_of(second, options.markers), first, "submap.ba", options);
  for (std::size_t i = 0; i < a.classes.size(); ++i)
    for (std::size_t j = 0; j < b.classes.size(); ++j) {
      ClassPair pair;
      pair.a = i;
      pair.b = j;
      pair.score_ab = ab.observed(i, j);
      pair.score_ba = ba.observed(j, i);
      result.pairs.push_back(pair);
    }
  add_pair_p(ab, ba, options.pooled, result);
  if (missing > 0)
    result.warnings.push_back(
        fmt::format("genes left out because a sample has no value of them: {}", missing));
  if (4 * options.markers > result.shared.size())
    result.warnings.push_back(
        fmt::format("{} markers are more than a quarter of the {} shared genes: classes then look "
                    "alike by their mere number",
                    options.markers, result.shared.size()));
  return result;
}

}  // namespace venscope::enrichment
