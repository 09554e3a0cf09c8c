#include "venscope/study/run.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/study/baseline_blocks.hpp"
#include "venscope/study/kind.hpp"

#include <atomic>

namespace venscope::study {

namespace {

std::optional<std::string> weights_of(const Step& step) {
  const std::string& weights = step.request->weights;
  return weights.empty() ? std::nullopt : std::optional(weights);
}

CurvesOptions curves_options(const Plan& plan, const Step& step) {
  CurvesOptions options;
  options.curve.scale = step.request->scale;
  options.curve.level = step.request->level;
  options.times = times_of(plan, step);
  options.weights = weights_of(step);
  return options;
}

LogRankOptions log_rank_options(const Step& step) {
  LogRankOptions options;
  options.rho = step.request->rho;
  options.trend = step.request->trend;
  options.pairwise = step.request->pairwise;
  return options;
}

CoxAnalysisOptions cox_options(const Step& step) {
  CoxAnalysisOptions options;
  options.fit.ties = step.request->ties;
  options.fit.level = step.request->level;
  options.fit.firth = step.request->firth;
  if (step.request->robust) options.fit.robust = true;
  options.weights = weights_of(step);
  return options;
}

template <class Analysis>
void keep(Result<Analysis> analysis, StepResult& result) {
  if (analysis)
    result.analysis = std::move(*analysis);
  else
    result.problems = std::move(analysis.error());
}

StepResult run_step(const Plan& plan, const Step& step, const RunContext& context) {
  StepResult result;
  const cohort::Table& table = *step.table;
  switch (step.kind) {
    case AnalysisKind::km:
      keep(analyse_curves(step.formula, table, curves_options(plan, step)), result);
      break;
    case AnalysisKind::logrank:
      keep(analyse_log_rank(step.formula, table, log_rank_options(step)), result);
      break;
    case AnalysisKind::cox:
      keep(analyse_cox(step.formula, table, cox_options(step)), result);
      break;
    case AnalysisKind::table: {
      response::TwoWayOptions options;
      options.seed = plan.protocol.seed;
      keep(analyse_table(step.formula, table, options), result);
      break;
    }
    case AnalysisKind::concordance:
      keep(analyse_concordance(step.formula, table), result);
      break;
    case AnalysisKind::baseline:
      keep(make_baseline(plan, step), result);
      break;
    case AnalysisKind::own:
      keep(step.request->own->run(plan, step, context), result);
      break;
  }
  return result;
}

std::size_t work_of(const Step& step) {
  return step.request->own ? step.request->own->work() : 1;
}

}  // namespace

std::vector<double> times_of(const Plan& plan, const Step& step) {
  if (!step.request->times.empty() || !step.endpoint) return step.request->times;
  std::vector<double> times;
  for (const double years : {1.0, 2.0, 3.0})
    times.push_back(endpoint::convert(years, endpoint::TimeUnit::years,
                                      plan.endpoints[*step.endpoint].definition.output_unit));
  return times;
}

StudyResult run(const Plan& plan, const RunOptions& options) {
  const std::size_t endpoints = plan.endpoints.size();
  StudyResult result;
  result.follow_up.resize(endpoints);
  result.steps.resize(plan.steps.size());
  std::vector<std::size_t> small, large, last;
  std::size_t total = endpoints;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const std::size_t work = work_of(plan.steps[i]);
    const bool is_last = plan.steps[i].request->own && plan.steps[i].request->own->last();
    (is_last ? last : work > 1 ? large : small).push_back(i);
    total += work;
  }
  std::atomic<std::size_t> done{0};
  const auto tick = [&] {
    const std::size_t now = ++done;
    if (options.progress) options.progress(now, total);
  };
  parallel_for(endpoints + small.size(), options.threads, [&](std::size_t i) {
    if (i < endpoints) {
      auto follow_up = survival::follow_up(plan.endpoints[i].outcomes);
      if (follow_up) result.follow_up[i] = std::move(*follow_up);
    } else {
      const std::size_t step = small[i - endpoints];
      result.steps[step] = run_step(plan, plan.steps[step], {1, [] {}, nullptr});
    }
    tick();
  });
  for (const std::size_t step : large)
    result.steps[step] = run_step(plan, plan.steps[step], {options.threads, tick, nullptr});
  for (const std::size_t step : last)
    result.steps[step] = run_step(plan, plan.steps[step], {options.threads, tick, &result});
  return result;
}

}  // namespace venscope::study
