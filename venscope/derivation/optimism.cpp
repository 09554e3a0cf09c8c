#include "venscope/derivation/optimism.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/base/quantile.hpp"
#include "venscope/base/random.hpp"
#include "venscope/derivation/resample_fits.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {
namespace {

using Indices = std::array<std::optional<double>, index_count>;

struct OneResample {
  std::optional<NotDerived> failed;
  std::vector<std::size_t> screened;
  Rule rule;
  Indices there{}, back{};
};

OneResample one_resample(const Deriver& deriver, const Judge& in_cohort, const Copies& copies,
                         std::optional<SampleFit> full, const ResampleOptions& options) {
  OneResample result;
  const Sample sample = take(deriver.cohort(), copies);
  auto derived = deriver.derive(sample, std::move(full), Cutting::none);
  if (!derived) {
    result.failed = derived.error();
    return result;
  }
  const survival::Ties ties = deriver.options().ties;
  Predictor predictor{derived->rule, 0};
  if (wants_horizon(options.wanted))
    predictor = predictor_of(derived->rule, sample, ties, options.horizon);
  const Judge in_sample(sample, ties, options.horizon, options.wanted);
  result.there = indices_of(in_sample.performance(predictor, derived->ranks));
  result.back = indices_of(in_cohort.performance(predictor));
  result.screened = std::move(derived->screened);
  result.rule = std::move(derived->rule);
  return result;
}

Corrected corrected(std::optional<double> apparent, const std::vector<OneResample>& all,
                    std::size_t index) {
  Corrected result;
  result.apparent = apparent;
  double sum = 0;
  std::vector<double> there;
  for (const OneResample& one : all) {
    if (!one.there[index] || !one.back[index]) continue;
    sum += *one.there[index] - *one.back[index];
    there.push_back(*one.there[index]);
  }
  result.used = there.size();
  if (there.empty()) return result;
  result.optimism = sum / static_cast<double>(there.size());
  if (apparent) result.corrected = *apparent - *result.optimism;
  if (index_names[index].one_by_construction) return result;
  std::sort(there.begin(), there.end());
  result.low = sorted_quantile(there, 0.025) - *result.optimism;
  result.high = sorted_quantile(there, 0.975) - *result.optimism;
  return result;
}

void count_selections(const Derived& derived, const std::vector<OneResample>& all,
                      Optimism& result) {
  for (const OneResample& one : all) {
    if (one.failed) {
      ++(*one.failed == NotDerived::no_event ? result.no_event : result.not_fitted);
      continue;
    }
    ++result.derived;
    result.empty += one.rule.columns.empty();
    result.same_selection += one.rule.columns == derived.rule.columns;
    for (const std::size_t column : one.screened) ++result.screened[column];
    for (std::size_t k = 0; k < one.rule.columns.size(); ++k) {
      ++result.selected[one.rule.columns[k]];
      result.points_mean[one.rule.columns[k]] += one.rule.points[k].value();
    }
  }
  if (result.derived == 0) return;
  const auto count = static_cast<double>(result.derived);
  result.same_selection /= count;
  for (std::size_t j = 0; j < result.selected.size(); ++j) {
    if (result.selected[j] > 0) result.points_mean[j] /= result.selected[j];
    result.selected[j] /= count;
    result.screened[j] /= count;
  }
}

template <class CopiesOf>
Optimism run(const Deriver& deriver, const Derived& derived, std::size_t resamples,
             const ResampleOptions& options, CopiesOf copies_of) {
  const Sample cohort = take(deriver.cohort(), everyone(deriver.cohort().order.size()));
  const survival::Ties ties = deriver.options().ties;
  const Judge in_cohort(cohort, ties, options.horizon, options.wanted);
  std::vector<OneResample> all(resamples);
  const ResampleFits full_fits(deriver.cohort(), ties);
  const bool covariance = deriver.options().selection == Selection::backward;
  parallel_for(
      (resamples + resample_lanes - 1) / resample_lanes, options.threads, [&](std::size_t block) {
        const std::size_t first = block * resample_lanes;
        std::vector<Copies> copies;
        for (std::size_t i = first; i < std::min(first + resample_lanes, resamples); ++i)
          copies.push_back(copies_of(i));
        ResampleFits::Fits full;
        if (deriver.asks_for_full_fit()) full = full_fits.of(copies, covariance);
        for (std::size_t l = 0; l < copies.size(); ++l) {
          all[first + l] = one_resample(deriver, in_cohort, copies[l], std::move(full[l]), options);
          if (options.tick) options.tick();
        }
      });
  Optimism result;
  result.resamples = resamples;
  result.selected.assign(deriver.candidates(), 0.0);
  result.screened = result.points_mean = result.selected;
  count_selections(derived, all, result);
  const Indices apparent =
      indices_of(in_cohort.performance(predictor_of(derived.rule, cohort, ties, options.horizon)));
  for (std::size_t k = 0; k < index_count; ++k) result.indices[k] = corrected(apparent[k], all, k);
  return result;
}

}  // namespace

double quantile_of(std::vector<double> values, double probability) {
  std::sort(values.begin(), values.end());
  return sorted_quantile(values, probability);
}

Copies bootstrap_copies(std::size_t n, std::uint64_t seed, std::size_t index) {
  RandomStream random(seed, "bootstrap", index);
  Copies copies(n, 0);
  for (std::size_t i = 0; i < n; ++i) ++copies[random.below(n)];
  return copies;
}

Optimism optimism(const Deriver& deriver, const Derived& derived, const ResampleOptions& options) {
  const std::size_t n = deriver.cohort().order.size();
  return run(deriver, derived, options.resamples, options,
             [&](std::size_t i) { return bootstrap_copies(n, options.seed, i); });
}

Optimism optimism_on(const Deriver& deriver, const Derived& derived,
                     const std::vector<Copies>& resamples, const ResampleOptions& options) {
  return run(deriver, derived, resamples.size(), options,
             [&](std::size_t i) { return resamples[i]; });
}

}  // namespace venscope::derivation
