#include "venscope/signature/whole.hpp"

#include "venscope/accuracy/concordance.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::signature {

namespace {

/// What one resample says.
struct Resampled {
  bool made = false;
  Emptied emptied = Emptied::none;
  std::vector<GeneWeight> weights;
  bool covariate_dropped = false;
  Indices there, here;  ///< in the resample, in the cohort
  std::optional<double> left_out;
};

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

/// `index` picks the number out of indices.
template <class Pick>
CorrectedIndex corrected(const Indices& apparent, const std::vector<Resampled>& resamples,
                         bool interval, Pick&& pick) {
  CorrectedIndex result;
  result.apparent = pick(apparent);
  std::vector<double> differences, there;
  for (const Resampled& one : resamples) {
    if (!one.made) continue;
    const std::optional<double> in_resample = pick(one.there), in_cohort = pick(one.here);
    if (!in_resample || !in_cohort) continue;
    differences.push_back(*in_resample - *in_cohort);
    there.push_back(*in_resample);
  }
  result.used = differences.size();
  if (differences.empty()) return result;
  result.optimism = mean_of(differences);
  if (!result.apparent) return result;
  result.corrected = *result.apparent - *result.optimism;
  if (!interval) return result;
  result.low = quantile_7(there, 0.025) - *result.optimism;
  result.high = quantile_7(there, 0.975) - *result.optimism;
  return result;
}

/// Efron and Tibshirani's, of errors 1 - C, with 0.5 for no information.
std::optional<double> point632plus(std::optional<double> apparent, std::optional<double> left_out) {
  if (!apparent || !left_out) return {};
  const double error = 1 - *apparent, out = std::min(1 - *left_out, 0.5);
  double rate = 0;
  if (out > error && 0.5 > error) rate = (out - error) / (0.5 - error);
  const double weight = 0.632 / (1 - 0.368 * rate);
  return 1 - ((1 - weight) * error + weight * out);
}

std::vector<std::size_t> left_out_of(const Rows& rows, std::size_t n) {
  std::vector<bool> drawn(n, false);
  for (const std::size_t row : rows.patients) drawn[row] = true;
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < n; ++i)
    if (!drawn[i]) out.push_back(i);
  return out;
}

std::vector<double> chosen(const std::vector<double>& values, std::span<const std::size_t> rows) {
  std::vector<double> list;
  list.reserve(rows.size());
  for (const std::size_t row : rows) list.push_back(values[row]);
  return list;
}

std::optional<double> jaccard(const std::vector<Resampled>& resamples) {
  double sum = 0, pairs = 0;
  for (std::size_t a = 0; a < resamples.size(); ++a) {
    if (resamples[a].weights.empty()) continue;
    for (std::size_t b = a + 1; b < resamples.size(); ++b) {
      const auto &x = resamples[a].weights, &y = resamples[b].weights;
      if (y.empty()) continue;
      std::size_t i = 0, j = 0, both = 0;
      while (i < x.size() && j < y.size()) {
        both += x[i].gene == y[j].gene;
        const bool first = x[i].gene <= y[j].gene, second = y[j].gene <= x[i].gene;
        i += first;
        j += second;
      }
      sum += static_cast<double>(both) / static_cast<double>(x.size() + y.size() - both);
      pairs += 1;
    }
  }
  if (pairs == 0) return {};
  return sum / pairs;
}

void count_genes(const std::vector<Resampled>& resamples, PipelineOptimism& result) {
  for (const Resampled& one : resamples) {
    if (!one.made) {
      ++result.failed;
      continue;
    }
    ++result.emptied[static_cast<std::size_t>(one.emptied)];
    result.covariate_dropped += one.covariate_dropped;
    result.sizes.push_back(one.weights.size());
    for (const GeneWeight& weight : one.weights) {
      ++result.selected[weight.gene];
      result.mean_coef[weight.gene] += weight.coef;
    }
  }
  for (std::size_t g = 0; g < result.selected.size(); ++g)
    if (result.selected[g] > 0) result.mean_coef[g] /= static_cast<double>(result.selected[g]);
}

}  // namespace

PipelineOptimism pipeline_optimism(const TrainingData& data, const PipelineOptions& options,
                                   const Signature& made, const ResamplingOptions& resampling) {
  const std::size_t n = data.outcomes.size();
  std::vector<Resampled> resamples(resampling.resamples);
  parallel_for(resamples.size(), resampling.threads, [&](std::size_t b) {
    const Rows rows = bootstrap_rows(data, options.seed, b);
    Resampled& one = resamples[b];
    if (auto derived = derive(data, rows, options, b + 1)) {
      one.made = true;
      one.emptied = derived->emptied;
      one.weights = std::move(derived->weights);
      one.covariate_dropped = !derived->dropped_covariates.empty();
      const std::vector<double> score =
          score_of(data, one.weights, derived->covariates, options.score);
      one.there = indices_of(outcomes_of(data.outcomes, rows.patients), derived->score,
                             resampling.times, codes_at(data.strata, rows.patients));
      one.here = indices_of(data.outcomes, score, resampling.times, data.strata);
      const std::vector<std::size_t> out = left_out_of(rows, n);
      if (const auto c = accuracy::harrell(outcomes_of(data.outcomes, out), chosen(score, out),
                                           codes_at(data.strata, out)))
        one.left_out = c->estimate;
    }
    if (resampling.tick) resampling.tick();
  });
  PipelineOptimism result;
  result.resamples = resamples.size();
  result.selected.resize(data.expression.columns);
  result.mean_coef.resize(data.expression.columns);
  count_genes(resamples, result);
  const Indices apparent = indices_of(data.outcomes, made.score, resampling.times, data.strata);
  result.concordance =
      corrected(apparent, resamples, true, [](const Indices& at) { return at.concordance; });
  result.slope = corrected(apparent, resamples, false, [](const Indices& at) { return at.slope; });
  for (std::size_t t = 0; t < resampling.times.size(); ++t)
    result.auc.push_back(corrected(apparent, resamples, true, [t](const Indices& at) {
      return t < at.auc.size() ? at.auc[t] : std::nullopt;
    }));
  std::vector<double> out;
  for (const Resampled& one : resamples)
    if (one.left_out) out.push_back(*one.left_out);
  if (!out.empty()) result.left_out = mean_of(out);
  result.point632plus = point632plus(apparent.concordance, result.left_out);
  result.jaccard = jaccard(resamples);
  return result;
}

namespace {

/// A code for every pair of a fold and a stratum.
std::vector<std::int32_t> crossed(std::vector<std::int32_t> fold,
                                  const std::vector<std::int32_t>& strata) {
  if (strata.empty()) return fold;
  const std::int32_t count = *std::max_element(strata.begin(), strata.end()) + 1;
  for (std::size_t i = 0; i < fold.size(); ++i) fold[i] = fold[i] * count + strata[i];
  return fold;
}

/// One fold of one repeat.
struct LeftOutFold {
  bool made = false;
  NestedFold told;
  std::vector<std::size_t> patients;
  std::vector<double> score;       ///< of these patients
  std::vector<double> comparable;  ///< centred and scaled where the model was made
};

LeftOutFold leave_fold_out(const TrainingData& data, const PipelineOptions& options,
                           const std::vector<std::int32_t>& fold, std::int32_t code,
                           std::size_t index) {
  LeftOutFold result;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < fold.size(); ++i)
    (fold[i] == code ? result.patients : kept).push_back(i);
  result.told.n = result.patients.size();
  for (const std::size_t patient : result.patients)
    result.told.events += data.outcomes.event[patient] != 0;
  const auto made = derive(data, rows_of_patients(data, kept), options, index);
  if (!made) return result;
  result.made = true;
  result.told.size = made->weights.size();
  result.told.emptied = made->emptied;
  result.score =
      chosen(score_of(data, made->weights, made->covariates, options.score), result.patients);
  const double centre = mean_of(made->score);
  double squares = 0;
  for (const double score : made->score) squares += (score - centre) * (score - centre);
  const double deviation = std::sqrt(squares / static_cast<double>(made->score.size() - 1));
  for (const double score : result.score)
    result.comparable.push_back(deviation > 0 ? (score - centre) / deviation : 0);
  if (const auto c = accuracy::harrell(outcomes_of(data.outcomes, result.patients), result.score,
                                       codes_at(data.strata, result.patients)))
    result.told.concordance = c->estimate;
  return result;
}

}  // namespace

NestedValidation nested_validation(const TrainingData& data, const PipelineOptions& options,
                                   const NestedOptions& nested) {
  const std::size_t n = data.outcomes.size(), folds = std::min(nested.folds, n);
  NestedValidation result;
  result.repeats = nested.repeats;
  result.folds = folds;
  std::vector<std::size_t> everyone(n);
  for (std::size_t i = 0; i < n; ++i) everyone[i] = i;
  std::vector<std::vector<std::int32_t>> fold;
  const std::uint64_t outer = RandomStream(options.seed, "outer folds").bits();
  for (std::size_t repeat = 0; repeat < nested.repeats; ++repeat)
    fold.push_back(event_folds(data.outcomes, everyone, folds, outer, repeat, data.strata));
  std::vector<LeftOutFold> parts(nested.repeats * folds);
  // The resamples of the bootstrap have the indices from 1; these are counted down from the top.
  parallel_for(parts.size(), nested.threads, [&](std::size_t k) {
    parts[k] =
        leave_fold_out(data, options, fold[k / folds], static_cast<std::int32_t>(k % folds), ~k);
    if (nested.tick) nested.tick();
  });
  std::vector<double> within, pooled;
  result.score.resize(n);
  for (std::size_t repeat = 0; repeat < nested.repeats; ++repeat) {
    std::vector<std::size_t> rows;
    std::vector<double> score, comparable;
    std::vector<std::int32_t> code;
    for (std::size_t k = repeat * folds; k < (repeat + 1) * folds; ++k) {
      const LeftOutFold& part = parts[k];
      result.each.push_back(part.told);
      if (!part.made) {
        ++result.failed;
        continue;
      }
      for (std::size_t i = 0; i < part.patients.size(); ++i) {
        rows.push_back(part.patients[i]);
        score.push_back(part.score[i]);
        comparable.push_back(part.comparable[i]);
        code.push_back(static_cast<std::int32_t>(k));
        if (repeat == 0) result.score[part.patients[i]] = part.comparable[i];
      }
    }
    const endpoint::Outcomes outcomes = outcomes_of(data.outcomes, rows);
    const std::vector<std::int32_t> strata = codes_at(data.strata, rows);
    if (const auto c = accuracy::harrell(outcomes, score, crossed(code, strata))) {
      within.push_back(c->estimate);
      if (repeat == 0) result.std_error = c->std_error;
    }
    if (const auto c = accuracy::harrell(outcomes, comparable, strata))
      pooled.push_back(c->estimate);
  }
  if (!within.empty()) result.within = mean_of(within);
  if (!pooled.empty()) result.pooled = mean_of(pooled);
  return result;
}

}  // namespace venscope::signature
