// Kind signature: figures of the report.
#include "venscope/report/figure/gene_scatter.hpp"
#include "venscope/report/figure/histogram_figure.hpp"
#include "venscope/report/figure/path_figure.hpp"
#include "venscope/report/figure/pooled_figure.hpp"
#include "venscope/report/figure/risk_panel_figure.hpp"
#include "venscope/report/figure/roc_figure.hpp"
#include "venscope/report/figure/selection_figure.hpp"
#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/figure/validation_path_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/signature_finding.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

constexpr std::size_t named_genes = 12;

std::string cohort_slug(const SignatureCohort& cohort) {
  return cohort.id.empty() ? "own" : slug(cohort.id);
}

/// Association with resistance; without it, with survival.
/// Of a gene in the patients that the signature is made from. In figures effects are per standard
/// deviation: a gene that few patients express has a vast effect per unit, and all others would lie
/// on one line.
double deviation(const SignatureFinding& finding, std::size_t gene) {
  const std::span<const double> values = finding.applied->expression.column(gene);
  double mean = 0, squares = 0;
  for (const double value : values) mean += value;
  mean /= static_cast<double>(values.size());
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

report::Figure volcano(const SignatureFinding& finding, const Step& step) {
  const signature::Signature& made = finding.made();
  const bool associated = !made.association.empty();
  const std::vector<std::size_t>& genes = associated ? made.in_set : made.candidates;
  const std::vector<std::size_t>& kept = associated ? made.candidates : made.screened;
  using signature::AssociationMethod;
  const signature::AssociationRule rule =
      finding.applied->options.candidates.association.value_or(signature::AssociationRule{});
  const bool by_rank = associated && rule.method == AssociationMethod::wilcoxon;
  const bool by_model = associated && rule.method == AssociationMethod::moderated_t;
  report::GeneScatter figure;
  figure.x_label = by_rank ? finding.applied->resistance_label + ": more in the resistant"
                   : by_model && rule.two_groups()
                       ? finding.applied->resistance_label + ": resistant less others"
                   : by_model   ? finding.applied->resistance_label + ": slope per unit"
                   : associated ? finding.applied->resistance_label + ": correlation"
                                : "ln hazard ratio per standard deviation";
  figure.y_label = "−log₁₀ p";
  figure.y_from_zero = figure.symmetric = true;
  const std::string kept_words = associated ? "associated" : "passed the screen";
  std::size_t kept_count = 0;
  for (std::size_t g = 0; g < genes.size(); ++g) {
    if (!associated &&
        (g >= made.hazards.size() || made.hazards[g].reason != survival::NoEstimate::none))
      continue;
    const double effect = associated ? made.association[g].estimate
                                     : made.hazards[g].coef * deviation(finding, genes[g]);
    const double p = associated ? made.association[g].p : made.hazards[g].p;
    const bool is_kept = std::binary_search(kept.begin(), kept.end(), genes[g]);
    const bool named = std::any_of(made.weights.begin(), made.weights.end(),
                                   [&](const auto& weight) { return weight.gene == genes[g]; });
    kept_count += is_kept;
    // p of 0 is below the smallest double.
    figure.points.push_back({finding.applied->genes[genes[g]], effect,
                             p > 0 ? -std::log10(p) : 308.0, is_kept ? 1u : 0u, named});
  }
  figure.groups = {fmt::format("others: {}", figure.points.size() - kept_count),
                   fmt::format("{}: {}", kept_words, kept_count)};
  const signature::Threshold& threshold = associated ? finding.applied->options.candidates.threshold
                                                     : finding.applied->options.screen.threshold;
  const bool by_count = !associated && finding.applied->options.screen.top;
  if (!by_count && threshold.measure == signature::Measure::p && threshold.level > 0)
    figure.threshold = -std::log10(threshold.level);
  return {step.id + "-volcano",
          fmt::format("{}: {} of {} genes {}; those of the signature are named.", step.title,
                      kept_count, figure.points.size(), kept_words),
          report::gene_scatter_scene(figure), report::gene_scatter_csv(figure)};
}

report::PenaltyPath penalties(const survival::CoxnetValidation& validation) {
  report::PenaltyPath path;
  for (const survival::CoxnetStep& step : validation.path.steps) {
    path.lambda.push_back(step.lambda);
    path.df.push_back(step.df());
  }
  path.at_min = validation.at_min;
  path.at_1se = validation.at_1se;
  return path;
}

report::Figure path(const SignatureFinding& finding, const Step& step) {
  const survival::CoxnetValidation& validation = *finding.made().validation;
  report::PathFigure figure;
  figure.path = penalties(validation);
  figure.value_label = "Weight × standard deviation";
  figure.italic_names = true;
  const std::size_t steps = validation.path.steps.size();
  // The genes; the covariates before them are in every model and on scales of their own.
  const std::vector<std::size_t>& columns = finding.made().modelled;
  const std::size_t beside = validation.path.columns - columns.size();
  std::vector<report::PathCurve> curves(columns.size());
  for (std::size_t g = 0; g < columns.size(); ++g) {
    curves[g].label = finding.applied->genes[columns[g]];
    curves[g].values.assign(steps, 0.0);
    curves[g].strong = std::any_of(finding.made().weights.begin(), finding.made().weights.end(),
                                   [&](const auto& one) { return one.gene == columns[g]; });
  }
  for (std::size_t k = 0; k < steps; ++k)
    for (const survival::CoxnetCoefficient& one : validation.path.steps[k].coefficients)
      if (one.column >= beside)
        curves[one.column - beside].values[k] =
            one.value * deviation(finding, columns[one.column - beside]);
  std::stable_sort(curves.begin(), curves.end(), [](const auto& a, const auto& b) {
    const double left = a.values.empty() ? 0 : std::abs(a.values.back());
    const double right = b.values.empty() ? 0 : std::abs(b.values.back());
    return a.strong != b.strong ? a.strong : left > right;
  });
  for (std::size_t g = named_genes; g < curves.size(); ++g) curves[g].strong = false;
  figure.curves = std::move(curves);
  return {step.id + "-path",
          step.title +
              ": weights along the penalties, times the standard deviation of the gene; of the "
              "signature coloured.",
          report::path_scene(figure), report::path_csv(figure)};
}

report::Figure cross_validation(const SignatureFinding& finding, const Step& step) {
  const survival::CoxnetValidation& validation = *finding.made().validation;
  report::ValidationPathFigure figure;
  figure.path = penalties(validation);
  if (validation.measure == survival::CoxnetMeasure::concordance)
    figure.value_label = "Harrell's C";
  if (const auto& relaxed = validation.relaxed)
    for (std::size_t g = 0; g < relaxed->gamma.size(); ++g)
      figure.curves.push_back({fmt::format("gamma {}", relaxed->gamma[g]), relaxed->rounds[g].mean,
                               relaxed->rounds[g].std_error});
  figure.curves.push_back(
      {validation.relaxed ? "penalised" : "", validation.mean, validation.std_error});
  return {
      step.id + "-cv",
      fmt::format(
          "{}: cross-validated {} along the penalties, with one standard error.", step.title,
          validation.measure == survival::CoxnetMeasure::concordance ? "Harrell's C" : "deviance"),
      report::validation_path_scene(figure), report::validation_path_csv(figure)};
}

report::Figure selection(const SignatureFinding& finding, const Step& step) {
  const signature::PipelineOptimism& optimism = *finding.optimism;
  report::SelectionFigure figure;
  figure.resamples = static_cast<double>(optimism.resamples - optimism.failed);
  std::vector<std::size_t> order;
  for (std::size_t g = 0; g < optimism.selected.size(); ++g)
    if (optimism.selected[g] > 0) order.push_back(g);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return optimism.selected[a] > optimism.selected[b];
  });
  const auto in_model = [&](std::size_t gene) {
    return std::any_of(finding.made().weights.begin(), finding.made().weights.end(),
                       [&](const auto& one) { return one.gene == gene; });
  };
  constexpr std::size_t most = 30;
  for (std::size_t i = 0; i < order.size(); ++i)
    if (figure.rows.size() < most || in_model(order[i]))
      figure.rows.push_back({finding.applied->genes[order[i]],
                             static_cast<double>(optimism.selected[order[i]]), in_model(order[i])});
  return {step.id + "-selection",
          fmt::format("{}: how often each gene was chosen when the whole pipeline was repeated{}.",
                      step.title,
                      order.size() > figure.rows.size()
                          ? fmt::format(" (the first of {} that ever were)", order.size())
                          : ""),
          report::selection_scene(figure), report::selection_csv(figure)};
}

report::Figure panel(const SignatureFinding& finding, const Plan& plan, const Step& step) {
  const SignatureInCohort& own = finding.cohorts.front();
  const AppliedSignature& applied = *finding.applied;
  report::RiskPanelFigure figure;
  figure.groups = applied.group_names();
  figure.cuts = own.scored->cut.at;
  figure.time_label = "Time, " + finding.unit(plan);
  figure.event_label = plan.endpoints[applied.endpoint].definition.event_label;
  for (std::size_t i = 0; i < own.score.size(); ++i)
    figure.patients.push_back(
        {own.score[i], own.outcomes.time[i], own.outcomes.event[i] != 0, own.group[i]});
  std::vector<signature::GeneWeight> weights = finding.made().weights;
  std::stable_sort(weights.begin(), weights.end(), [](const auto& a, const auto& b) {
    return std::abs(a.coef) > std::abs(b.coef);
  });
  weights.resize(std::min(weights.size(), finding.options.heat_map_genes));
  // Those that raise the score above those that lower it.
  std::stable_sort(weights.begin(), weights.end(),
                   [](const auto& a, const auto& b) { return (a.coef > 0) > (b.coef > 0); });
  for (const signature::GeneWeight& weight : weights) {
    report::RiskPanelGene gene{applied.gene(weight), {}};
    const std::span<const double> column =
        applied.expression.column(weight.gene).first(own.score.size());
    double mean = 0, squares = 0;
    for (const double value : column) mean += value / static_cast<double>(column.size());
    for (const double value : column) squares += (value - mean) * (value - mean);
    const double deviation = std::sqrt(squares / static_cast<double>(column.size() - 1));
    for (const double value : column)
      gene.z.push_back(deviation > 0 ? (value - mean) / deviation : 0);
    figure.genes.push_back(std::move(gene));
  }
  return {
      step.id + "-panel",
      fmt::format("{}: scores in rising order with the cut point, times and events of the same "
                  "patients, and their {} genes, each less its mean and divided by its standard "
                  "deviation.",
                  step.title, figure.genes.size()),
      report::risk_panel_scene(figure), report::risk_panel_csv(figure)};
}

report::Figure curves(const SignatureFinding& finding, const SignatureInCohort& cohort,
                      const Plan& plan, const Step& step) {
  report::SurvivalFigure figure;
  const endpoint::EndpointDefinition& definition =
      plan.endpoints[finding.applied->endpoint].definition;
  figure.outcome = definition.title;
  figure.unit = finding.unit(plan);
  figure.time_label = "Time";
  const std::vector<std::string> names = finding.applied->group_names();
  for (std::size_t g = 0; g < cohort.curves.size(); ++g)
    if (!cohort.curves[g].curve.empty())
      figure.curves.push_back({capitalised(names[g]), &cohort.curves[g], nullptr});
  if (cohort.log_rank)
    figure.notes.push_back("Log-rank test: " + report::p_equation(cohort.log_rank->p));
  if (cohort.by_group && cohort.by_group->terms.back().trouble == survival::CoxTrouble::none) {
    const survival::CoxTerm& term = cohort.by_group->terms.back();
    figure.notes.push_back(
        fmt::format("HR {} vs low {}", names.back(),
                    report::ratio_interval(std::exp(term.coef), term.conf_low, term.conf_high)));
  }
  return {fmt::format("{}-curves-{}", step.id, cohort_slug(*cohort.scored)),
          fmt::format("{}: {} by group, {}{}.", step.title, within_sentence(definition.title),
                      within_sentence(cohort.scored->label),
                      cohort.scored->training
                          ? " (the patients that the signature was made from: apparent)"
                          : ""),
          report::survival_scene(figure), report::survival_csv(figure)};
}

report::Figure roc_of(const SignatureFinding& finding, const SignatureInCohort& cohort,
                      const Plan& plan, const Step& step) {
  report::RocFigure figure;
  for (const accuracy::TimeRoc& roc : cohort.rocs) {
    if (roc.curve.empty()) continue;
    report::RocCurve curve;
    curve.label = time_text(std::round(roc.time * 100) / 100, finding.unit(plan));
    curve.auc = roc.auc;
    curve.low = roc.conf_low;
    curve.high = roc.conf_high;
    for (auto point = roc.curve.rbegin(); point != roc.curve.rend(); ++point) {
      curve.false_positive.push_back(point->fpr);
      curve.true_positive.push_back(point->tpr);
    }
    figure.curves.push_back(std::move(curve));
  }
  figure.level = finding.options.level;
  return {fmt::format("{}-roc-{}", step.id, cohort_slug(*cohort.scored)),
          fmt::format("{}: time-dependent ROC curves of the score, {}.", step.title,
                      within_sentence(cohort.scored->label)),
          report::roc_scene(figure), report::roc_csv(figure)};
}

report::Figure forest(const SignatureFinding& finding, const SignaturePooling& one,
                      const Step& step) {
  report::PooledFigure figure;
  figure.value_label = one.label;
  figure.lower = "lower hazard";
  figure.higher = "higher hazard";
  figure.level = finding.options.level;
  for (std::size_t i = 0; i < one.estimates.size(); ++i) {
    report::PooledRow row;
    row.label = one.cohorts[i];
    row.estimate = std::exp(one.estimates[i].estimate);
    const accuracy::PooledEstimate* from = one.random  ? &*one.random
                                           : one.fixed ? &*one.fixed
                                                       : nullptr;
    if (from) {
      row.low = std::exp(from->cohorts[i].low);
      row.high = std::exp(from->cohorts[i].high);
      row.weight = from->cohorts[i].weight;
    }
    for (const SignatureInCohort& cohort : finding.cohorts)
      if (cohort.scored->label == one.cohorts[i])
        row.counts = fmt::format("{} / {}", cohort.events, cohort.score.size());
    figure.rows.push_back(std::move(row));
  }
  const auto diamond = [&](const std::optional<accuracy::PooledEstimate>& pooled) {
    if (!pooled || one.estimates.size() < 2) return;
    report::PooledDiamond drawn;
    drawn.label = capitalised(accuracy::words(pooled->options.method));
    drawn.estimate = std::exp(pooled->estimate);
    drawn.low = std::exp(pooled->low);
    drawn.high = std::exp(pooled->high);
    if (pooled->prediction_low) drawn.prediction_low = std::exp(*pooled->prediction_low);
    if (pooled->prediction_high) drawn.prediction_high = std::exp(*pooled->prediction_high);
    figure.diamonds.push_back(std::move(drawn));
  };
  diamond(one.fixed);
  diamond(one.random);
  if (one.random && one.random->heterogeneity)
    figure.notes.push_back(fmt::format("I² {}, {}",
                                       report::percent(one.random->heterogeneity->i2, 0),
                                       report::p_equation(one.random->heterogeneity->p)));
  return {step.id + "-forest-" + slug(one.id),
          fmt::format("{}: {} in the cohorts that the signature was not made in.", step.title,
                      within_sentence(one.label)),
          report::pooled_scene(figure), report::pooled_csv(figure)};
}

report::Figure venet(const signature::RandomSets& sets, const Step& step) {
  report::HistogramFigure figure;
  figure.groups = {{"", sets.concordance}};
  if (sets.own) figure.cuts = {std::round(*sets.own * 1000) / 1000};
  figure.value_label = "C of random signatures";
  figure.count_label = "Signatures";
  const std::string how = sets.fit == signature::RandomFit::cox        ? "cox"
                          : sets.fit == signature::RandomFit::pipeline ? "pipeline"
                                                                       : "first-component";
  return {fmt::format("{}-random-{}", step.id, how),
          fmt::format("{}: C of {} random signatures of {} genes, {}; the line is the signature{}.",
                      step.title, sets.concordance.size(), sets.size, random_words(sets.fit),
                      sets.p ? fmt::format(", {} as good or better", sets.at_least_as_good) : ""),
          report::histogram_scene(figure), report::histogram_csv(figure)};
}

report::Figure distribution(const SignatureFinding& finding, const Step& step) {
  report::HistogramFigure figure;
  const SignatureInCohort& own = finding.cohorts.front();
  const std::vector<std::string> names = finding.applied->group_names();
  for (const std::string& name : names) figure.groups.push_back({capitalised(name), {}});
  for (std::size_t i = 0; i < own.score.size(); ++i)
    if (own.group[i] >= 0)
      figure.groups[static_cast<std::size_t>(own.group[i])].values.push_back(own.score[i]);
  for (const double cut : own.scored->cut.at) figure.cuts.push_back(std::round(cut * 1000) / 1000);
  return {step.id + "-scores", step.title + ": distribution of the score, with its cut.",
          report::histogram_scene(figure), report::histogram_csv(figure)};
}

}  // namespace

std::vector<report::Block> signature_figures(const SignatureFinding& finding, const Plan& plan,
                                             const Step& step) {
  std::vector<report::Block> blocks;
  const signature::Signature& made = finding.made();
  if (finding.pipeline() && (!made.association.empty() || !made.hazards.empty()))
    blocks.emplace_back(volcano(finding, step));
  if (made.validation) {
    blocks.emplace_back(path(finding, step));
    blocks.emplace_back(cross_validation(finding, step));
  }
  if (finding.optimism) blocks.emplace_back(selection(finding, step));
  if (!finding.cohorts.front().score.empty()) {
    blocks.emplace_back(distribution(finding, step));
    blocks.emplace_back(panel(finding, plan, step));
  }
  for (const SignatureInCohort& cohort : finding.cohorts) {
    if (!cohort.undefined.empty()) continue;
    if (!cohort.curves.empty()) blocks.emplace_back(curves(finding, cohort, plan, step));
    const bool any = std::any_of(cohort.rocs.begin(), cohort.rocs.end(),
                                 [](const accuracy::TimeRoc& roc) { return roc.auc.has_value(); });
    if (any) blocks.emplace_back(roc_of(finding, cohort, plan, step));
  }
  for (const SignaturePooling& one : finding.pooled)
    blocks.emplace_back(forest(finding, one, step));
  for (const signature::RandomSets& sets : finding.random)
    if (!sets.concordance.empty()) blocks.emplace_back(venet(sets, step));
  return blocks;
}

}  // namespace venscope::study
