#include "venscope/accuracy/decision_curve.hpp"

#include "venscope/accuracy/inverse_censoring.hpp"
#include "venscope/accuracy/risk_problems.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/quantile.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::accuracy {

namespace {

/// Row by row, in the order of time with events before censorings: how many thresholds the row
/// reaches (of ascending ones, the first so many).
struct Row {
  std::uint32_t row = 0;
  std::uint32_t reached = 0;
  bool event = false;
};

struct Judged {
  std::vector<Row> by_time;      ///< rows that end by the time
  std::vector<Row> beyond;       ///< the others
  std::vector<double> odds;      ///< by threshold; the first stands for treating all
  std::size_t thresholds = 0;    ///< treating all counted
  std::vector<bool> ends_early;  ///< per threshold
};

/// For each threshold: share positive and their survival.
struct Positives {
  std::vector<double> share, survival;
};

/// `weight` counts each row. A threshold of -infinity before all others stands for treating all.
Positives positives_of(const Judged& judged, std::span<const double> weight) {
  std::vector<double> at_risk(judged.thresholds, 0.0);
  double total = 0;
  for (const std::vector<Row>* rows : {&judged.by_time, &judged.beyond})
    for (const Row& row : *rows) {
      total += weight[row.row];
      at_risk[row.reached - 1] += weight[row.row];
    }
  for (std::size_t k = judged.thresholds - 1; k-- > 0;) at_risk[k] += at_risk[k + 1];
  Positives result{at_risk, std::vector<double>(judged.thresholds, 1.0)};
  for (double& share : result.share) share /= total;
  for (const Row& row : judged.by_time) {
    const double w = weight[row.row];
    if (w == 0) continue;
    for (std::size_t k = 0; k < row.reached; ++k) {
      if (row.event) result.survival[k] *= (at_risk[k] - w) / at_risk[k];
      at_risk[k] -= w;
    }
  }
  return result;
}

struct Benefits {
  std::vector<double> model, all, advantage;
};

Benefits benefits_of(const Judged& judged, std::span<const double> weight) {
  const Positives positives = positives_of(judged, weight);
  Benefits result;
  for (std::size_t k = 1; k < judged.thresholds; ++k) {
    const auto benefit = [&](std::size_t of) {
      const double alive = positives.survival[of];
      return 0.0 + positives.share[of] * ((1 - alive) - alive * judged.odds[k]);
    };
    result.model.push_back(benefit(k));
    result.all.push_back(benefit(0));
    result.advantage.push_back(result.model.back() - std::max(0.0, result.all.back()));
  }
  return result;
}

Judged judge(const InverseCensoring& censoring, std::span<const double> risk, double time,
             std::span<const double> sorted) {
  Judged judged;
  judged.thresholds = sorted.size() + 1;
  judged.odds.push_back(0);
  for (const double threshold : sorted) judged.odds.push_back(threshold / (1 - threshold));
  judged.ends_early.assign(judged.thresholds, true);
  for (const std::uint32_t row : censoring.order()) {
    const auto reached =
        1 + std::upper_bound(sorted.begin(), sorted.end(), risk[row]) - sorted.begin();
    const Row entry{row, static_cast<std::uint32_t>(reached), censoring.event(row) != 0};
    (censoring.time(row) <= time ? judged.by_time : judged.beyond).push_back(entry);
    if (censoring.time(row) >= time)
      for (std::uint32_t k = 0; k < entry.reached; ++k) judged.ends_early[k] = false;
  }
  // Within a time the events come first.
  auto& rows = judged.by_time;
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    const double s = censoring.time(a.row), t = censoring.time(b.row);
    return s != t ? s < t : a.event && !b.event;
  });
  return judged;
}

Problems decision_problems(std::span<const double> risk, std::size_t rows,
                           std::span<const double> thresholds) {
  Problems problems = risk_problems(risk, rows);
  for (const double threshold : thresholds)
    if (!(threshold > 0 && threshold < 1))
      problems.push_back({"accuracy.threshold",
                          {},
                          fmt::format("a threshold of {}", threshold),
                          "a risk between 0 and 1, neither of them",
                          ""});
  return problems;
}

/// Limits over the resamples of one quantity at one threshold.
void set_limits(std::vector<double> values, double level, NetBenefit& result) {
  std::sort(values.begin(), values.end());
  result.conf_low = sorted_quantile(values, (1 - level) / 2);
  result.conf_high = sorted_quantile(values, (1 + level) / 2);
}

void add_intervals(const Judged& judged, std::size_t rows, DecisionCurve& result) {
  const DecisionOptions& options = result.options;
  std::vector<Benefits> resamples(options.resamples);
  parallel_for(options.resamples, options.threads, [&](std::size_t b) {
    RandomStream random(options.seed, "decision curve", b);
    std::vector<double> weight(rows, 0.0);
    for (std::size_t i = 0; i < rows; ++i) weight[random.below(rows)] += 1;
    resamples[b] = benefits_of(judged, weight);
  });
  const auto limit = [&](std::size_t k, std::vector<double> Benefits::*of, NetBenefit& benefit) {
    if (!benefit.estimate) return;
    std::vector<double> values;
    for (const Benefits& resample : resamples) values.push_back((resample.*of)[k]);
    set_limits(std::move(values), options.level, benefit);
  };
  for (std::size_t k = 0; k < result.points.size(); ++k) {
    limit(k, &Benefits::model, result.points[k].model);
    limit(k, &Benefits::all, result.points[k].treat_all);
    limit(k, &Benefits::advantage, result.points[k].advantage);
  }
}

}  // namespace

Result<DecisionCurve> decision_curve(const endpoint::Outcomes& outcomes,
                                     std::span<const double> risk, double time,
                                     std::span<const double> thresholds,
                                     const DecisionOptions& options) {
  if (Problems problems = decision_problems(risk, outcomes.size(), thresholds); !problems.empty())
    return failure(std::move(problems));
  const Result<InverseCensoring> censoring = InverseCensoring::of(outcomes);
  if (!censoring) return failure(censoring.error());
  DecisionCurve result{time, options, {}, {}};
  if (time > censoring->last_time()) {
    result.undefined = censoring->undefined_at(time);
    return result;
  }
  std::vector<double> sorted(thresholds.begin(), thresholds.end());
  std::sort(sorted.begin(), sorted.end());
  const Judged judged = judge(*censoring, risk, time, sorted);
  const std::vector<double> ones(outcomes.size(), 1.0);
  const Positives positives = positives_of(judged, ones);
  const Benefits benefits = benefits_of(judged, ones);
  for (std::size_t k = 0; k < sorted.size(); ++k) {
    DecisionPoint& point = result.points.emplace_back();
    point.threshold = sorted[k];
    point.positive = static_cast<std::size_t>(
        std::llround(positives.share[k + 1] * static_cast<double>(outcomes.size())));
    point.treat_all.estimate = benefits.all[k];
    // Nobody is positive: as treating nobody.
    if (judged.ends_early[k + 1] && point.positive > 0 && positives.survival[k + 1] > 0) continue;
    point.model.estimate = benefits.model[k];
    point.advantage.estimate = benefits.advantage[k];
  }
  if (options.resamples > 0) add_intervals(judged, outcomes.size(), result);
  return result;
}

}  // namespace venscope::accuracy
