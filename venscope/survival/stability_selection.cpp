#include "venscope/survival/stability_selection.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/coxnet_path.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

constexpr std::size_t trace_points = 100;

/// A column and the penalty at which it entered.
struct Entry {
  std::size_t column = 0;
  double lambda = 0, size = 0;
};

bool is_penalised(const CoxnetOptions& options, std::size_t j) {
  return options.penalty_factor.empty() ||
         (options.penalty_factor[j] > 0 && std::isfinite(options.penalty_factor[j]));
}

/// The first q penalised columns of a path.
std::vector<Entry> first_entries(const CoxnetPath& path, const CoxnetOptions& options,
                                 std::span<const double> deviation, std::size_t q) {
  std::vector<Entry> entries;
  std::vector<char> seen(path.columns, 0);
  for (const CoxnetStep& step : path.steps) {
    const auto before = static_cast<std::ptrdiff_t>(entries.size());
    for (const CoxnetCoefficient& one : step.coefficients) {
      if (seen[one.column] || !is_penalised(options, one.column)) continue;
      seen[one.column] = 1;
      entries.push_back({one.column, step.lambda, std::abs(one.value) * deviation[one.column]});
    }
    std::sort(entries.begin() + before, entries.end(), [](const Entry& a, const Entry& b) {
      return a.size > b.size || (a.size == b.size && a.column < b.column);
    });
    if (entries.size() >= q) break;
  }
  if (entries.size() > q) entries.resize(q);
  return entries;
}

Problem wrong_stability(std::string what, std::string expected, std::string remedy = "") {
  return {"coxnet.stability", {}, std::move(what), std::move(expected), std::move(remedy),
          Fault::analysis};
}

Problems obstacles_to_stability(const CoxnetOptions& options, const StabilityOptions& stability) {
  Problems problems;
  if (options.alpha == 0)
    problems.push_back(wrong_stability("ridge selects every column", "an alpha above 0"));
  if (!(stability.threshold > 0.5 && stability.threshold <= 1))
    problems.push_back(wrong_stability(fmt::format("the threshold is {}", stability.threshold),
                                       "a share above 0.5, at most 1"));
  if (stability.halves < 2 || (stability.complementary && stability.halves % 2 == 1))
    problems.push_back(
        wrong_stability(fmt::format("{} halves", stability.halves), "an even number, from 2 on"));
  if (!stability.q && !(stability.false_selections > 0))
    problems.push_back(
        wrong_stability(fmt::format("a bound of {} false selections", stability.false_selections),
                        "a number above 0"));
  return problems;
}

/// The largest q whose bound is kept; 0 where none is.
std::size_t q_within(const StabilityOptions& stability, std::size_t p) {
  const auto kept = [&](std::size_t q) {
    const auto bound =
        false_selections(stability.assumption, static_cast<double>(q), static_cast<double>(p),
                         stability.threshold, stability.halves / 2);
    return bound && *bound <= stability.false_selections * (1 + 1e-12) &&
           static_cast<double>(q) > *bound;
  };
  if (!kept(1)) return 0;
  std::size_t low = 1, high = 2;
  while (high <= p && kept(high)) {
    low = high;
    high *= 2;
  }
  high = std::min(high, p + 1);
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (kept(middle) ? low : high) = middle;
  }
  return low;
}

void add_traces(const std::vector<std::vector<Entry>>& halves, StabilitySelection& result) {
  double high = 0, low = std::numeric_limits<double>::infinity();
  for (const auto& entries : halves)
    for (const Entry& entry : entries) {
      high = std::max(high, entry.lambda);
      low = std::min(low, entry.lambda);
    }
  if (!(high > 0)) return;
  for (std::size_t k = 0; k < trace_points; ++k) {
    const double part = static_cast<double>(k) / static_cast<double>(trace_points - 1);
    result.lambda.push_back(high * std::pow(low / high, part));
  }
  std::vector<std::vector<double>> entered(result.frequency.size());
  for (const auto& entries : halves)
    for (const Entry& entry : entries) entered[entry.column].push_back(entry.lambda);
  for (std::size_t j = 0; j < entered.size(); ++j) {
    if (entered[j].empty()) continue;
    StabilitySelection::Trace trace{j, {}};
    for (const double lambda : result.lambda)
      trace.share.push_back(static_cast<double>(std::count_if(
                                entered[j].begin(), entered[j].end(),
                                [&](double at) { return at >= lambda * (1 - 1e-12); })) /
                            static_cast<double>(halves.size()));
    result.traces.push_back(std::move(trace));
  }
}

void find_stable(StabilitySelection& result) {
  for (std::size_t j = 0; j < result.frequency.size(); ++j)
    // A share of halves is a fraction; the threshold is a decimal.
    if (result.frequency[j] >= result.threshold - 1e-9) result.stable.push_back(j);
  std::stable_sort(result.stable.begin(), result.stable.end(), [&](std::size_t a, std::size_t b) {
    return result.frequency[a] > result.frequency[b];
  });
}

}  // namespace

std::vector<double> half_of_rows(std::size_t rows, std::size_t k, bool complementary,
                                 std::uint64_t seed) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  RandomStream(seed, "halves", complementary ? k / 2 : k).shuffle(std::span<std::size_t>(order));
  const std::size_t half = rows / 2, from = complementary && k % 2 == 1 ? half : 0;
  std::vector<double> in(rows, 0.0);
  for (std::size_t i = from; i < from + half; ++i) in[order[i]] = 1;
  return in;
}

Result<StabilitySelection> stability_selection(const CoxData& data, const CoxnetOptions& options,
                                               const StabilityOptions& stability) {
  Problems problems = obstacles_to_coxnet(data, options);
  for (Problem& problem : obstacles_to_stability(options, stability))
    problems.push_back(std::move(problem));
  if (!problems.empty()) return failure(std::move(problems));
  const Result<RiskOrder> order = risk_order(data.outcomes, data.strata);
  if (!order) return failure(order.error());
  const CoxnetColumns columns = coxnet_columns(*order, data, stability.threads);
  const std::vector<double> deviation = column_spread(columns, columns.weight).deviation;

  StabilitySelection result;
  result.halves = stability.halves;
  result.rows_of_half = order->size() / 2;
  result.threshold = stability.threshold;
  result.complementary = stability.complementary;
  for (std::size_t j = 0; j < columns.columns; ++j)
    result.columns += is_penalised(options, j) && deviation[j] > 0;
  result.q = stability.q.value_or(q_within(stability, result.columns));
  if (result.q == 0 || result.q > result.columns)
    return failure(
        stability.q
            ? wrong_stability(
                  fmt::format("each half is to select {} of {} columns", result.q, result.columns),
                  "a number from 1 to that of the columns")
            : wrong_stability(
                  fmt::format("with {} columns no number per half keeps the bound of {} false "
                              "selections",
                              result.columns, stability.false_selections),
                  "a larger bound or a higher threshold", "or say how many each half selects"));

  std::vector<CoxnetTask> tasks(stability.halves);
  for (std::size_t k = 0; k < tasks.size(); ++k) {
    const std::vector<double> half =
        half_of_rows(order->size(), k, stability.complementary, stability.seed);
    tasks[k].weight = columns.weight;
    for (std::size_t i = 0; i < order->size(); ++i) tasks[k].weight[i] *= half[order->row[i]];
    tasks[k].most_entered = result.q;
  }
  std::vector<std::vector<Entry>> halves(tasks.size());
  const std::size_t together = coxnet_tasks_together(order->size(), options);
  std::size_t lost = 0;
  for (std::size_t from = 0; from < tasks.size(); from += together) {
    const auto part = std::span(tasks).subspan(from, std::min(together, tasks.size() - from));
    const std::vector<CoxnetTrace> traces =
        coxnet_paths(*order, columns, part, options, /*keep_eta=*/false, stability.threads);
    for (std::size_t t = 0; t < traces.size(); ++t) {
      lost += traces[t].path.steps.empty();
      halves[from + t] = first_entries(traces[t].path, options, deviation, result.q);
    }
  }
  if (lost > 0)
    result.warnings.push_back(
        fmt::format("{} of {} halves have no fit, and select nothing", lost, stability.halves));
  result.frequency.assign(columns.columns, 0.0);
  const auto count = static_cast<double>(stability.halves);
  std::vector<std::size_t> selected(columns.columns, 0);
  for (const auto& entries : halves) {
    result.mean_selected += static_cast<double>(entries.size()) / count;
    for (const Entry& entry : entries) ++selected[entry.column];
  }
  for (std::size_t j = 0; j < columns.columns; ++j)
    result.frequency[j] = static_cast<double>(selected[j]) / count;
  find_stable(result);
  const auto bound = [&](StabilityAssumption assumption) {
    return false_selections(assumption, static_cast<double>(result.q),
                            static_cast<double>(result.columns), result.threshold,
                            stability.halves / 2);
  };
  result.bound = bound(StabilityAssumption::exchangeable);
  if (stability.complementary) {
    result.bound_unimodal = bound(StabilityAssumption::unimodal);
    result.bound_concave = bound(StabilityAssumption::r_concave);
  }
  add_traces(halves, result);
  return result;
}

Result<SelectionFrequencies> selection_frequencies(const CoxData& data,
                                                   std::span<const std::int32_t> fold,
                                                   const CoxnetOptions& options,
                                                   const CoxnetValidationOptions& more,
                                                   std::size_t resamples, std::uint64_t seed) {
  Problems problems = obstacles_to_coxnet(data, options);
  if (!problems.empty()) return failure(std::move(problems));
  const std::size_t n = data.outcomes.size(), p = data.design.columns;
  CoxnetValidationOptions inner = more;
  inner.threads = 1;
  inner.keep_left_out = false;
  std::vector<std::optional<CoxnetValidation>> found(resamples);
  parallel_for(resamples, more.threads, [&](std::size_t k) {
    RandomStream random(seed, "bootstrap", k);
    std::vector<double> weights(n, 0.0);
    for (std::size_t i = 0; i < n; ++i) weights[random.below(n)] += 1;
    if (!data.weights.empty())
      for (std::size_t i = 0; i < n; ++i) weights[i] *= data.weights[i];
    const CoxData resample{data.outcomes, data.design, data.strata,
                           weights,       data.offset, data.cluster};
    const std::vector<std::int32_t> once(fold.begin(), fold.end());
    auto one = cross_validated_coxnet(resample, {&once, 1}, options, inner);
    if (one) found[k] = std::move(*one);
  });
  SelectionFrequencies result;
  result.at_min.assign(p, 0.0);
  result.at_1se.assign(p, 0.0);
  for (const auto& one : found) {
    result.resamples += one.has_value();
    result.failed += !one.has_value();
    if (!one) continue;
    for (const CoxnetCoefficient& c : one->path.steps[one->at_min].coefficients)
      result.at_min[c.column] += 1;
    for (const CoxnetCoefficient& c : one->path.steps[one->at_1se].coefficients)
      result.at_1se[c.column] += 1;
    result.mean_at_min += static_cast<double>(one->path.steps[one->at_min].df());
    result.mean_at_1se += static_cast<double>(one->path.steps[one->at_1se].df());
  }
  if (result.resamples == 0) return cannot_analyse("coxnet.resamples", "no resample has a fit");
  const auto count = static_cast<double>(result.resamples);
  for (std::size_t j = 0; j < p; ++j) {
    result.at_min[j] /= count;
    result.at_1se[j] /= count;
  }
  result.mean_at_min /= count;
  result.mean_at_1se /= count;
  return result;
}

}  // namespace venscope::survival
