// Kind signature: what is told in words.
#include "venscope/study/kinds/signature_finding.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using signature::RandomFit;

namespace {

std::string c_text(const accuracy::HarrellConcordance& c) {
  return fmt::format("{} (SE {})", report::fixed(c.estimate, 3), report::fixed(c.std_error, 3));
}

/// ", those of X and Y pooled": whom it was made from, where there are several cohorts.
std::string trained_words(const AppliedSignature& applied) {
  if (applied.trained.size() < 2) return "";
  std::vector<std::string> parts;
  for (const TrainingCohort& cohort : applied.trained)
    parts.push_back(fmt::format("{} {}", within_sentence(cohort.label), cohort.rows.size()));
  return fmt::format(" (pooled: {})", fmt::join(parts, ", "));
}

std::size_t empty_resamples(const signature::PipelineOptimism& optimism) {
  std::size_t empty = 0;
  for (std::size_t k = 1; k < optimism.emptied.size(); ++k) empty += optimism.emptied[k];
  return empty;
}

}  // namespace

std::string left_out_text(const TrainingCohort& cohort) {
  std::vector<std::string> columns;
  for (const auto& [column, n] : cohort.without)
    columns.push_back(fmt::format("{} ({})", column, n));
  return fmt::format("{} patient{} of {} left out: no value of {}", cohort.without_clinic,
                     cohort.without_clinic == 1 ? "" : "s", within_sentence(cohort.label),
                     fmt::join(columns, ", "));
}

std::vector<std::pair<std::string, std::size_t>> SignatureFinding::flow() const {
  const SignatureRequest& request = *applied->request;
  std::vector<std::pair<std::string, std::size_t>> steps;
  steps.emplace_back("Genes measured", applied->measured);
  if (!pipeline()) {
    steps.emplace_back("Genes with a given weight", made().weights.size());
    return steps;
  }
  steps.emplace_back("Genes that can be used", applied->genes.size());
  if (!request.genes.empty()) steps.emplace_back("Of the gene set", made().in_set.size());
  if (request.resistance)
    steps.emplace_back("Associated with resistance", made().candidates.size());
  if (request.options.screen.any)
    steps.emplace_back(request.options.screen.adjusted ? "Passed the adjusted screen"
                                                       : "Passed the univariate screen",
                       made().screened.size());
  if (request.options.stability)
    steps.emplace_back("Stable in halves of the patients", made().modelled.size());
  steps.emplace_back("Chosen by the penalised model", made().weights.size());
  return steps;
}

std::string SignatureFinding::unit(const Plan& plan) const {
  return std::string(endpoint::name_of(plan.endpoints[applied->endpoint].definition.output_unit));
}

std::vector<std::string> SignatureFinding::warnings() const {
  std::vector<std::string> texts = made().warnings;
  if (made().weights.empty())
    texts.push_back(signature::words(made().emptied) +
                    ": with these thresholds there is no signature in these data");
  if (!applied->not_found.empty())
    texts.push_back(fmt::format(
        "{} of the {} genes of the set are not in the matrix: {}{}", applied->not_found.size(),
        applied->set_size,
        fmt::join(applied->not_found.begin(),
                  applied->not_found.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(
                                                   8, applied->not_found.size())),
                  ", "),
        applied->not_found.size() > 8 ? " …" : ""));
  for (const TrainingCohort& cohort : applied->trained)
    if (cohort.without_clinic > 0) texts.push_back(left_out_text(cohort));
  for (const SignatureInCohort& cohort : cohorts) {
    const SignatureCohort& scored = *cohort.scored;
    if (scored.without_covariates > 0)
      texts.push_back(fmt::format(
          "{}: {} patients have no score, for want of a covariate or for a level of one that the "
          "signature does not know",
          scored.label, scored.without_covariates));
    if (!scored.absent.empty())
      texts.push_back(
          fmt::format("{} has not measured {}: {}", scored.label, fmt::join(scored.absent, ", "),
                      scored.refused ? "nobody is scored there"
                                     : "scores and the cut point there are of the other genes"));
    if (!cohort.undefined.empty() && !scored.refused)
      texts.push_back(scored.label + ": " + cohort.undefined);
  }
  if (optimism && empty_resamples(*optimism) > 0)
    texts.push_back(fmt::format("no gene was selected in {} of {} resamples",
                                empty_resamples(*optimism), optimism->resamples));
  if (optimism && optimism->covariate_dropped > 0)
    texts.push_back(fmt::format(
        "in {} of {} resamples a covariate was constant, collinear or separating, and stayed out",
        optimism->covariate_dropped, optimism->resamples));
  if (optimism && optimism->failed > 0)
    texts.push_back(fmt::format("the pipeline could not be fitted in {} of {} resamples",
                                optimism->failed, optimism->resamples));
  return texts;
}

std::vector<std::string> SignatureFinding::summary(const Plan&, const Step&) const {
  std::vector<std::string> lines;
  std::vector<std::string> steps;
  for (const auto& [step, n] : flow())
    steps.push_back(fmt::format("{} {}", within_sentence(step), n));
  lines.push_back(fmt::format("{}: {}", applied->request->title, fmt::join(steps, ", ")));
  for (const SignatureInCohort& cohort : cohorts)
    lines.push_back(fmt::format("{}: {}", cohort.scored->label,
                                cohort.harrell
                                    ? fmt::format("C {}{}", c_text(*cohort.harrell),
                                                  cohort.scored->training ? ", apparent" : "")
                                    : cohort.undefined));
  if (optimism && optimism->concordance.corrected)
    lines.push_back(fmt::format(
        "C corrected for the whole pipeline {}, of the patients left out {}",
        report::fixed(*optimism->concordance.corrected, 3),
        optimism->left_out ? report::fixed(*optimism->left_out, 3) : report::undefined_number));
  if (nested && nested->within)
    lines.push_back(
        fmt::format("C of nested cross-validation {}", report::fixed(*nested->within, 3)));
  for (const signature::RandomSets& sets : random)
    if (sets.p)
      lines.push_back(fmt::format(
          "{} of {} random signatures of {} genes, {}, are at least as good", sets.at_least_as_good,
          sets.concordance.size(), sets.size, random_words(sets.fit)));
  return lines;
}

std::string_view random_words(RandomFit fit) {
  switch (fit) {
    case RandomFit::cox:
      return "each with a Cox model of its own";
    case RandomFit::pipeline:
      return "each put through the whole pipeline as its gene set";
    case RandomFit::first_component:
      break;
  }
  return "each scored by its first principal component";
}

std::vector<std::string> SignatureFinding::methods(const Plan& plan, const Step&) const {
  const SignatureRequest& request = *applied->request;
  std::vector<std::string> texts;
  std::string text =
      fmt::format("The signature {} is the sum of weight times expression", request.title);
  if (!pipeline()) {
    text += fmt::format(", with the weights of {} as given.", request.weights);
  } else {
    text += fmt::format(", made for {} in {} patients with expression and outcome{}.",
                        within_sentence(plan.endpoints[applied->endpoint].definition.title),
                        applied->patients(), trained_words(*applied));
    if (!request.genes.empty())
      if (const GeneSets* sets = plan.genes(request.genes))
        text += fmt::format(" Candidates were the genes of {}.", sets->title);
    if (request.resistance)
      text += fmt::format(
          " Of them, those associated with {}{} ({}; {}; {} samples) were kept.",
          applied->resistance_label,
          applied->resistance_cohort.empty() ? ""
                                             : " in " + within_sentence(applied->resistance_cohort),
          association_words(request.resistance->rule, applied->resistance_groups),
          threshold_words(request.options.candidates.threshold), applied->resistance.size());
    if (request.options.screen.any)
      text += fmt::format(
          " They were screened by {} (Efron's ties; {}).",
          request.options.screen.adjusted ? "a Cox model of each beside the covariates"
                                          : "univariate Cox models",
          request.options.screen.top ? fmt::format("the {} smallest p", *request.options.screen.top)
                                     : threshold_words(request.options.screen.threshold));
    if (request.options.stability)
      text += fmt::format(" Of them, those were kept that are stable: {}.",
                          stability_words(*request.options.stability));
    text += fmt::format(" The weights are those of a {}.", model_words(request.options.model));
    if (!request.covariates.empty()) {
      std::vector<std::string> labels;
      for (const std::string& column : request.covariates)
        labels.push_back(within_sentence(label_of(plan.table, column)));
      text += fmt::format(" Beside the genes the model holds {} without a penalty; the score {}.",
                          fmt::join(labels, ", "),
                          request.options.score == signature::ScoreOf::genes
                              ? "is of the genes alone"
                              : "is of genes and covariates");
    }
    if (applied->strata.names.size() > 1)
      text += fmt::format(
          " Baseline hazards are those of {} strata; resamples and folds are drawn within them.",
          applied->strata.names.size());
  }
  texts.push_back(std::move(text));
  texts.push_back(
      fmt::format("Its groups are divided at {}.", cut_words(request.options.cut.kind)));
  if (cohorts.size() > 1)
    texts.push_back(
        request.transport == signature::Transport::raw
            ? "Other cohorts were scored on their own values as they stand."
        : request.transport == signature::Transport::standardised
            ? "In other cohorts each gene was given the mean and standard deviation that it has in "
              "the cohort of the signature."
            : "In other cohorts each gene was given the distribution that it has in the cohort of "
              "the signature.");
  if (optimism)
    texts.push_back(fmt::format(
        "The whole pipeline was repeated in {} bootstrap resamples, with folds that keep copies of "
        "a patient together; optimism is the mean difference between the resample and the cohort.",
        optimism->resamples));
  if (nested)
    texts.push_back(fmt::format(
        "Nested cross-validation left out each of {} folds and repeated the whole pipeline on the "
        "others{}.",
        nested->folds, nested->repeats > 1 ? fmt::format(", {} times", nested->repeats) : ""));
  for (const signature::RandomSets& sets : random)
    texts.push_back(
        fmt::format("The signature was compared with {} random sets of {} of the {} genes, {}.",
                    sets.concordance.size(), sets.size, sets.measured, random_words(sets.fit)));
  return texts;
}

std::vector<Limitation> SignatureFinding::limitations(const Plan&, const Step&) const {
  std::vector<Limitation> list;
  const auto others =
      std::count_if(cohorts.begin(), cohorts.end(),
                    [](const SignatureInCohort& cohort) { return !cohort.scored->training; });
  if (pipeline() && others == 0)
    list.push_back({"no_other_cohort",
                    "the signature was judged in no other patients than those it was made from",
                    {}});
  if (optimism && optimism->concordance.apparent && optimism->concordance.corrected)
    list.push_back(
        {"signature_optimism",
         fmt::format("the signature's C of {} in its own patients falls to {} when the whole "
                     "pipeline is repeated in resamples{}",
                     report::fixed(*optimism->concordance.apparent, 3),
                     report::fixed(*optimism->concordance.corrected, 3),
                     optimism->left_out
                         ? fmt::format(", and to {} in the patients that they leave out",
                                       report::fixed(*optimism->left_out, 3))
                         : ""),
         {{"apparent", *optimism->concordance.apparent},
          {"corrected", *optimism->concordance.corrected}}});
  if (optimism && optimism->jaccard)
    list.push_back({"signature_stability",
                    fmt::format("two resamples share {} of the genes that either chooses",
                                report::percent(*optimism->jaccard, 0)),
                    {{"jaccard", *optimism->jaccard}}});
  for (const signature::RandomSets& sets : random)
    if (sets.p && *sets.p > 0.05)
      list.push_back(
          {"random_signatures",
           fmt::format("{} of {} random signatures of the same size, {}, do at least as "
                       "well",
                       sets.at_least_as_good, sets.concordance.size(), random_words(sets.fit)),
           {{"p", *sets.p}}});
  if (applied->options.cut.kind == signature::CutKind::cohort_median)
    list.push_back(
        {"relative_cut",
         "groups are relative to their cohort, and a single patient cannot be classified",
         {}});
  return list;
}

std::vector<std::pair<std::string, std::string>> SignatureFinding::reporting(const Plan&,
                                                                             const Step&) const {
  std::vector<std::pair<std::string, std::string>> answers;
  if (optimism)
    answers.emplace_back(
        "internal_validation",
        fmt::format("{} bootstrap resamples of the whole pipeline, from the choice "
                    "of candidates to the cut point",
                    optimism->resamples));
  return answers;
}

std::vector<report::File> SignatureFinding::files(const Plan&, const Step&) const {
  if (card_text.empty()) return {};
  return {{"signatures/" + applied->request->id + ".json", card_text}};
}

std::vector<report::Block> SignatureFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks;
  blocks.emplace_back(signature_flow_table(*this, step));
  if (made().weights.empty()) {
    blocks.emplace_back(report::Paragraph{fmt::format(
        "There is no signature: {}. That is a result, and nothing is shown in its place.",
        signature::words(made().emptied))});
    if (optimism) blocks.emplace_back(signature_optimism_table(*this, plan, step));
    return blocks;
  }
  blocks.emplace_back(signature_gene_table(*this, step));
  if (!made().covariates.empty()) blocks.emplace_back(signature_clinic_table(*this, plan, step));
  blocks.emplace_back(signature_cohort_table(*this, plan, step));
  for (report::Block& block : signature_figures(*this, plan, step))
    blocks.push_back(std::move(block));
  if (!pooled.empty()) blocks.emplace_back(signature_pooling_table(*this, step));
  if (optimism || nested) blocks.emplace_back(signature_optimism_table(*this, plan, step));
  if (!random.empty()) blocks.emplace_back(signature_random_table(*this, step));
  const bool rivals = std::any_of(cohorts.begin(), cohorts.end(),
                                  [](const SignatureInCohort& one) { return !one.rivals.empty(); });
  if (rivals) blocks.emplace_back(signature_rival_table(*this, step));
  if (!card_text.empty())
    blocks.emplace_back(report::Paragraph{fmt::format(
        "The signature is in signatures/{}.json, a model card: venscope score --x MATRIX --model "
        "signatures/{}.json.",
        applied->request->id, applied->request->id)});
  else if (applied->options.score != signature::ScoreOf::genes)
    blocks.emplace_back(report::Paragraph{
        "There is no model card: a card of genes cannot hold a score of genes and covariates."});
  return blocks;
}

std::vector<report::Block> SignatureFinding::appendix(const Plan&, const Step& step) const {
  if (!pipeline() || made().in_set.empty()) return {};
  return {signature_candidate_table(*this, step)};
}

std::optional<GeneCalls> SignatureFinding::gene_calls(const Plan& plan) const {
  if (!applied->made) return {};
  GeneCalls calls;
  if (const Expression* matrix = plan.expression(applied->request->expression))
    calls.measured = matrix->genes;
  const auto named = [&](const std::vector<std::size_t>& columns) {
    std::vector<std::string> names;
    for (const std::size_t column : columns) names.push_back(applied->genes[column]);
    return names;
  };
  std::vector<std::size_t> weighted;
  for (const signature::GeneWeight& weight : made().weights) weighted.push_back(weight.gene);
  if (pipeline()) {
    calls.tested = named(made().in_set);
    calls.called.emplace_back("Candidates", named(made().candidates));
    calls.called.emplace_back("Screened", named(made().screened));
    if (applied->options.stability) calls.called.emplace_back("Stable", named(made().modelled));
  }
  if (!pipeline()) calls.tested = applied->genes;
  calls.called.emplace_back("Of the signature", named(weighted));
  return calls;
}

}  // namespace venscope::study
