#include "venscope/assay/compare.hpp"

#include "venscope/assay/simultaneous.hpp"
#include "venscope/base/adjust.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/response/mean_test.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <fmt/format.h>

namespace venscope::assay {
namespace {

using response::Interval;
using response::Variances;

struct PooledVariance {
  double square = 0, df = 0;
};

/// The values of the cells, of those that have any.
struct Cells {
  std::vector<std::vector<double>> values;
  std::vector<CellSummary> summary;
  double largest = 0;  ///< magnitude of a mean, for what counts as no variation

  std::size_t filled() const {
    return static_cast<std::size_t>(std::count_if(summary.begin(), summary.end(),
                                                  [](const CellSummary& c) { return c.n > 0; }));
  }
};

CellSummary summary_of(std::span<const double> values, double level) {
  CellSummary cell;
  cell.n = values.size();
  if (values.empty()) return cell;
  const double n = static_cast<double>(values.size());
  cell.mean = response::mean(values);
  if (values.size() < 2) return cell;
  cell.sd = std::sqrt(response::squared_deviations(values, cell.mean) / (n - 1.0));
  cell.std_error = *cell.sd / std::sqrt(n);
  const double half = student_t_quantile(0.5 + 0.5 * level, n - 1.0) * *cell.std_error;
  cell.interval = Interval{cell.mean - half, cell.mean + half};
  return cell;
}

Cells cells_of(const Replicates& replicates, double level) {
  Cells cells;
  for (std::size_t c = 0; c < replicates.cells(); ++c) {
    cells.values.push_back(replicates.values_of(c));
    cells.summary.push_back(summary_of(cells.values.back(), level));
    cells.largest = std::max(cells.largest, std::fabs(cells.summary.back().mean));
  }
  return cells;
}

/// What is left of a complete block design when cells and blocks have had their means.
PooledVariance block_residual(const Replicates& replicates, const Cells& cells) {
  const double k = static_cast<double>(replicates.cells()), b = double(replicates.blocks);
  std::vector<double> block_mean(replicates.blocks, 0.0);
  for (std::size_t i = 0; i < replicates.value.size(); ++i)
    block_mean[static_cast<std::size_t>(replicates.block[i])] += replicates.value[i] / k;
  const double grand = response::mean(block_mean);
  double squares = 0.0;
  for (std::size_t i = 0; i < replicates.value.size(); ++i) {
    const double rest = replicates.value[i] -
                        cells.summary[static_cast<std::size_t>(replicates.cell[i])].mean -
                        block_mean[static_cast<std::size_t>(replicates.block[i])] + grand;
    squares += rest * rest;
  }
  const double df = (k - 1.0) * (b - 1.0);
  return {squares / df, df};
}

PooledVariance pooled_variance(const Replicates& replicates, const Cells& cells) {
  if (replicates.paired()) return block_residual(replicates, cells);
  double squares = 0.0;
  for (std::size_t c = 0; c < cells.values.size(); ++c)
    squares += response::squared_deviations(cells.values[c], cells.summary[c].mean);
  const double df = static_cast<double>(replicates.value.size() - cells.filled());
  return {squares / df, df};
}

/// R's rule: less than rounding leaves behind.
bool varies(double square, const Cells& cells) {
  return std::sqrt(square) > 10.0 * std::numeric_limits<double>::epsilon() * cells.largest;
}

tl::unexpected<Problems> constant() {
  return cannot_analyse("assay.constant",
                        "the replicates do not vary within their conditions: there is nothing to "
                        "judge a difference by",
                        "give the replicates as measured, not their means");
}

Problems unfit(const Replicates& replicates, const Cells& cells, const CompareOptions& options) {
  Problems problems;
  const auto note = [&](std::string code, std::string what, std::string remedy) {
    problems.push_back(
        {std::move(code), {}, std::move(what), {}, std::move(remedy), Fault::analysis});
  };
  if (replicates.conditions < 2 || cells.filled() < 2)
    note("assay.one_group", "there is only one condition with values", "give two or more");
  if (options.method == Method::t && replicates.conditions > 2)
    note("assay.two_conditions",
         fmt::format("a t test compares two conditions, and there are {}", replicates.conditions),
         "use dunnett (each against a control), tukey, holm, welch or anova");
  if (options.method == Method::dunnett && !options.control)
    note("assay.no_control", "Dunnett's comparisons need the condition that is the control",
         "name the control");
  const bool one_way_only = options.method == Method::dunnett || options.method == Method::tukey ||
                            options.method == Method::t;
  if (replicates.doses > 1 && one_way_only)
    note("assay.doses", "this method knows no doses", "use anova, holm or welch");
  return problems;
}

/// With doses: the pairs of conditions at the same dose.
std::vector<std::pair<std::size_t, std::size_t>> wanted_pairs(const Replicates& replicates,
                                                              const Cells& cells,
                                                              const CompareOptions& options) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  if (options.method == Method::anova && replicates.doses == 1 && replicates.conditions > 2)
    return pairs;
  const bool all = options.method == Method::tukey || !options.control;
  for (std::size_t d = 0; d < replicates.doses; ++d)
    for (std::size_t i = 0; i < replicates.conditions; ++i)
      for (std::size_t j = 0; j < replicates.conditions; ++j) {
        // The control is the reference of its pairs, otherwise the earlier condition.
        const bool reversed = options.control == i && j < i;
        const bool in_order = j > i && options.control != j;
        if (!(all ? in_order || reversed : i == options.control && j != i)) continue;
        const std::size_t cell = j + d * replicates.conditions;
        const std::size_t reference = i + d * replicates.conditions;
        if (cells.summary[cell].n > 0 && cells.summary[reference].n > 0)
          pairs.emplace_back(cell, reference);
      }
  return pairs;
}

std::vector<double> differences(const std::vector<double>& x, const std::vector<double>& y) {
  std::vector<double> result;
  for (std::size_t i = 0; i < x.size(); ++i) result.push_back(x[i] - y[i]);
  return result;
}

/// Estimate, standard error and df of a pair with the variances of its own two cells.
Result<PairComparison> own_variances(const Replicates& replicates, const Cells& cells,
                                     std::size_t cell, std::size_t reference) {
  PairComparison pair{cell, reference};
  const std::vector<double>&x = cells.values[cell], &y = cells.values[reference];
  if (replicates.paired()) {
    const CellSummary change = summary_of(differences(x, y), 0.95);
    if (!change.sd)
      return cannot_analyse("assay.one_replicate", "one pair shows no variation",
                            "repeat the experiment");
    if (!varies(*change.sd * *change.sd, cells)) return constant();
    pair.difference = change.mean;
    pair.std_error = *change.std_error;
    pair.df = static_cast<double>(change.n - 1);
  } else {
    if (x.size() < 2 || y.size() < 2)
      return cannot_analyse("assay.one_replicate",
                            "a condition has one replicate: its variance is not known",
                            "repeat the experiment, or assume one variance (t, dunnett, tukey, "
                            "holm)");
    // Satterthwaite's degrees of freedom.
    const double of_x = std::pow(*cells.summary[cell].std_error, 2);
    const double of_y = std::pow(*cells.summary[reference].std_error, 2);
    if (!varies(of_x + of_y, cells)) return constant();
    pair.difference = cells.summary[cell].mean - cells.summary[reference].mean;
    pair.std_error = std::sqrt(of_x + of_y);
    pair.df = (of_x + of_y) * (of_x + of_y) /
              (of_x * of_x / double(x.size() - 1) + of_y * of_y / double(y.size() - 1));
  }
  pair.statistic = pair.difference / pair.std_error;
  return pair;
}

PairComparison pooled_pair(const Cells& cells, const PooledVariance& variance, std::size_t cell,
                           std::size_t reference) {
  PairComparison pair{cell, reference};
  const CellSummary &x = cells.summary[cell], &y = cells.summary[reference];
  pair.difference = x.mean - y.mean;
  pair.std_error = std::sqrt(variance.square * (1.0 / double(x.n) + 1.0 / double(y.n)));
  pair.df = variance.df;
  pair.statistic = pair.difference / pair.std_error;
  return pair;
}

void set_interval(PairComparison& pair, double critical) {
  pair.interval = {pair.difference - critical * pair.std_error,
                   pair.difference + critical * pair.std_error};
}

void adjust_by_dunnett(const Cells& cells, double level, std::vector<PairComparison>& pairs) {
  std::vector<double> n;
  for (const PairComparison& pair : pairs) n.push_back(double(cells.summary[pair.cell].n));
  const auto loadings = dunnett_loadings(n, double(cells.summary[pairs[0].reference].n));
  const double critical = dunnett_quantile(1.0 - level, loadings, pairs[0].df);
  for (PairComparison& pair : pairs) {
    pair.p_adjusted = dunnett_upper(std::fabs(pair.statistic), loadings, pair.df);
    set_interval(pair, critical);
  }
}

void adjust_by_tukey(std::size_t groups, double level, std::vector<PairComparison>& pairs) {
  const double critical = studentised_range_quantile(1.0 - level, groups, pairs[0].df);
  for (PairComparison& pair : pairs) {
    pair.p_adjusted =
        studentised_range_upper(std::fabs(pair.statistic) * std::numbers::sqrt2, groups, pair.df);
    set_interval(pair, critical / std::numbers::sqrt2);
  }
}

void adjust_by_holm(double level, std::vector<PairComparison>& pairs) {
  std::vector<double> p;
  for (const PairComparison& pair : pairs) p.push_back(pair.p);
  const std::vector<double> adjusted_p = adjusted(p, Adjustment::holm);
  const double share = (1.0 - level) / (2.0 * static_cast<double>(pairs.size()));
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    pairs[i].p_adjusted = adjusted_p[i];
    set_interval(pairs[i], -student_t_quantile(share, pairs[i].df));
  }
}

void add_hedges(const Replicates& replicates, const Cells& cells, double level,
                PairComparison& pair) {
  const std::vector<double>&x = cells.values[pair.cell], &y = cells.values[pair.reference];
  pair.hedges =
      replicates.paired() ? paired_hedges_g(differences(x, y), level) : hedges_g(x, y, level);
}

Result<std::vector<PairComparison>> compared_pairs(const Replicates& replicates, const Cells& cells,
                                                   const PooledVariance& variance,
                                                   const CompareOptions& options) {
  std::vector<PairComparison> pairs;
  for (const auto& [cell, reference] : wanted_pairs(replicates, cells, options)) {
    if (options.method == Method::welch) {
      auto pair = own_variances(replicates, cells, cell, reference);
      if (!pair) return tl::unexpected(std::move(pair.error()));
      pairs.push_back(*pair);
    } else {
      pairs.push_back(pooled_pair(cells, variance, cell, reference));
    }
    pairs.back().p = student_t_two_sided(pairs.back().statistic, pairs.back().df);
    add_hedges(replicates, cells, options.level, pairs.back());
  }
  if (pairs.empty()) return pairs;
  if (options.method == Method::dunnett)
    adjust_by_dunnett(cells, options.level, pairs);
  else if (options.method == Method::tukey)
    adjust_by_tukey(cells.filled(), options.level, pairs);
  else
    adjust_by_holm(options.level, pairs);
  return pairs;
}

/// In blocks: the cells' part of the variation against what blocks leave.
response::GroupTest block_test(const Replicates& replicates, const Cells& cells,
                               const PooledVariance& variance) {
  std::vector<double> means;
  for (const CellSummary& cell : cells.summary) means.push_back(cell.mean);
  response::GroupTest test;
  test.df = static_cast<double>(replicates.cells() - 1);
  test.df2 = variance.df;
  test.statistic = static_cast<double>(replicates.blocks) *
                   response::squared_deviations(means, response::mean(means)) / test.df /
                   variance.square;
  test.p = f_upper(test.statistic, test.df, test.df2);
  return test;
}

void add_overall(const Replicates& replicates, const Cells& cells, const PooledVariance& variance,
                 MeanComparison& result) {
  if (replicates.doses > 1 || replicates.conditions < 3) return;
  if (replicates.paired()) {
    // A paired comparison of its own variances has no test of all.
    if (result.options.method != Method::welch)
      result.overall = block_test(replicates, cells, variance);
    return;
  }
  const auto test = response::one_way_anova(
      replicates.value, replicates.cell, replicates.cells(),
      result.options.method == Method::welch ? Variances::unequal : Variances::equal);
  if (test) result.overall = *test;
}

/// The smallest p of two exact rank statistics: everything on one side.
double smallest_p(const Replicates& replicates, const Cells& cells) {
  const double n = double(cells.summary[0].n), m = double(cells.summary[1].n);
  const double ways =
      replicates.paired()
          ? std::exp2(n)
          : std::exp(std::lgamma(n + m + 1) - std::lgamma(n + 1) - std::lgamma(m + 1));
  return std::min(1.0, 2.0 / ways);
}

void add_ranks(const Replicates& replicates, const Cells& cells, MeanComparison& result) {
  if (replicates.doses > 1) return;
  if (replicates.conditions == 2) {
    const std::vector<double>&x = cells.values[1], &y = cells.values[0];
    const auto test = replicates.paired() ? response::signed_rank(differences(x, y))
                                          : response::mann_whitney(x, y);
    if (test) result.ranks = *test;
    result.smallest_rank_p = smallest_p(replicates, cells);
  } else if (!replicates.paired()) {
    const auto test =
        response::kruskal_wallis(replicates.value, replicates.cell, replicates.cells());
    if (test) result.ranks = response::RankTest{test->statistic, test->p, false};
  }
}

}  // namespace

Result<MeanComparison> compare_means(const Replicates& replicates, const CompareOptions& options) {
  if (replicates.blocks == 0 && !replicates.incomplete.empty())
    return cannot_analyse("assay.no_block", "no unit has values in every condition (and dose)",
                          "compare them as independent, if they are");
  const Cells cells = cells_of(replicates, options.level);
  if (Problems problems = unfit(replicates, cells, options); !problems.empty())
    return failure(std::move(problems));
  MeanComparison result;
  result.options = options;
  result.cells = cells.summary;
  PooledVariance variance;
  if (options.method != Method::welch) {
    variance = pooled_variance(replicates, cells);
    if (!(variance.df > 0.0))
      return cannot_analyse("assay.one_replicate",
                            "each condition has one replicate: nothing tells how much replicates "
                            "differ",
                            "repeat the experiment");
    if (!varies(variance.square, cells)) return constant();
    result.residual_sd = std::sqrt(variance.square);
    result.residual_df = variance.df;
  }
  auto pairs = compared_pairs(replicates, cells, variance, options);
  if (!pairs) return tl::unexpected(std::move(pairs.error()));
  result.pairs = std::move(*pairs);
  add_overall(replicates, cells, variance, result);
  add_ranks(replicates, cells, result);
  return result;
}

}  // namespace venscope::assay
