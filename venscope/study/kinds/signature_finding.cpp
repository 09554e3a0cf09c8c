// Kind signature: what is told in words and in results.json.
#include "venscope/study/kinds/signature_finding.hpp"

#include "venscope/report/json.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Json;
using report::json_number;
using signature::RandomFit;

namespace {

Json number(std::optional<double> value) {
  return value ? json_number(*value) : Json(nullptr);
}

Json term_json(const survival::CoxFit& fit, std::size_t term) {
  const survival::CoxTerm& of = fit.terms[term];
  return {{"coef", json_number(of.coef)},
          {"std_error", json_number(of.std_error)},
          {"hazard_ratio", json_number(std::exp(of.coef))},
          {"conf_low", json_number(of.conf_low)},
          {"conf_high", json_number(of.conf_high)},
          {"p", json_number(of.p)}};
}

Json index_json(const signature::CorrectedIndex& index) {
  return {{"apparent", number(index.apparent)},   {"optimism", number(index.optimism)},
          {"corrected", number(index.corrected)}, {"conf_low", number(index.low)},
          {"conf_high", number(index.high)},      {"used", index.used}};
}

Json cut_json(const signature::Cut& cut) {
  return {{"at", cut.at},
          {"statistic", number(cut.statistic)},
          {"p_uncorrected", number(cut.p_uncorrected)},
          {"p", number(cut.p)}};
}

std::string cut_id(signature::CutKind kind) {
  switch (kind) {
    case signature::CutKind::median:
      return "median";
    case signature::CutKind::cohort_median:
      return "cohort_median";
    case signature::CutKind::tertiles:
      return "tertiles";
    case signature::CutKind::searched:
      break;
  }
  return "searched";
}

Json genes_json(const SignatureFinding& finding) {
  const AppliedSignature& applied = *finding.applied;
  Json genes = {{"measured", applied.measured},
                {"used", applied.genes.size()},
                {"incomplete", applied.incomplete},
                {"constant", applied.constant},
                {"not_in_other_cohorts", applied.elsewhere},
                {"set", applied.set_size},
                {"not_found", applied.not_found}};
  return genes;
}

Json coefficients_json(const SignatureFinding& finding) {
  Json list = Json::array();
  for (const signature::GeneWeight& weight : finding.made().weights) {
    Json one = {{"gene", finding.applied->gene(weight)},
                {"coef", json_number(weight.coef)},
                {"hazard_ratio", json_number(std::exp(weight.coef))}};
    if (finding.optimism) {
      one["selected"] = finding.optimism->selected[weight.gene];
      one["mean_coef"] = json_number(finding.optimism->mean_coef[weight.gene]);
    }
    list.push_back(std::move(one));
  }
  return list;
}

Json candidates_json(const SignatureFinding& finding) {
  const signature::Signature& made = finding.made();
  Json list = Json::array();
  for (std::size_t g = 0, c = 0; g < made.in_set.size(); ++g) {
    const bool candidate = c < made.candidates.size() && made.candidates[c] == made.in_set[g];
    Json one = {{"gene", finding.applied->genes[made.in_set[g]]}, {"candidate", candidate}};
    if (!made.association.empty()) {
      one["estimate"] = json_number(made.association[g].estimate);
      one["p"] = json_number(made.association[g].p);
      one["q"] = json_number(made.association_q[g]);
    }
    if (candidate && !made.hazards.empty()) {
      const signature::GeneHazard& hazard = made.hazards[c];
      one["coef"] = hazard.estimated ? json_number(hazard.coef) : Json(nullptr);
      one["std_error"] = hazard.estimated ? json_number(hazard.std_error) : Json(nullptr);
      one["p_cox"] = hazard.estimated ? json_number(hazard.p) : Json(nullptr);
      one["q_cox"] = hazard.estimated ? json_number(made.hazard_q[c]) : Json(nullptr);
    }
    c += candidate;
    list.push_back(std::move(one));
  }
  return list;
}

Json path_json(const survival::CoxnetValidation& validation) {
  Json json = {{"lambda", Json::array()},      {"df", Json::array()},
               {"dev_ratio", Json::array()},   {"cvm", validation.mean},
               {"cvsd", validation.std_error}, {"lambda_min", nullptr},
               {"lambda_1se", nullptr}};
  for (const survival::CoxnetStep& step : validation.path.steps) {
    json["lambda"].push_back(step.lambda);
    json["df"].push_back(step.df());
    json["dev_ratio"].push_back(step.deviance_ratio);
  }
  json["lambda_min"] = validation.path.steps[validation.at_min].lambda;
  json["lambda_1se"] = validation.path.steps[validation.at_1se].lambda;
  return json;
}

Json rival_json(const SignatureRival& rival) {
  return {{"signature", rival.id},
          {"n", rival.n},
          {"concordance", json_number(rival.own)},
          {"concordance_other", json_number(rival.other)},
          {"difference", json_number(rival.difference)},
          {"conf_low", json_number(rival.low)},
          {"conf_high", json_number(rival.high)},
          {"p", json_number(rival.p)},
          {"aic", number(rival.own_aic)},
          {"aic_other", number(rival.other_aic)}};
}

Json cohort_json(const SignatureFinding& finding, const SignatureInCohort& cohort) {
  const SignatureCohort& scored = *cohort.scored;
  Json json = {{"id", scored.id.empty() ? Json(nullptr) : Json(scored.id)},
               {"label", scored.label},
               {"derivation", scored.id.empty()},
               {"scored", scored.scored()},
               {"without_sample", scored.without_sample},
               {"incomplete", scored.incomplete},
               {"absent_genes", scored.absent},
               {"n", cohort.score.size()},
               {"events", cohort.events},
               {"cut", cut_json(scored.cut)}};
  if (!cohort.undefined.empty()) {
    json["undefined"] = cohort.undefined;
    return json;
  }
  json["harrell"] = nullptr;
  if (cohort.harrell)
    json["harrell"] = {{"estimate", json_number(cohort.harrell->estimate)},
                       {"std_error", json_number(cohort.harrell->std_error)}};
  json["uno"] = nullptr;
  if (cohort.uno)
    json["uno"] = {{"estimate", json_number(cohort.uno->estimate)},
                   {"std_error", json_number(cohort.uno->std_error)},
                   {"tau", json_number(cohort.uno->tau)}};
  json["per_sd"] = cohort.per_sd ? term_json(*cohort.per_sd, 0) : Json(nullptr);
  json["slope"] = number(cohort.slope);
  json["logrank"] = nullptr;
  if (cohort.log_rank)
    json["logrank"] = {{"chisq", json_number(cohort.log_rank->chi_squared)},
                       {"df", json_number(cohort.log_rank->df)},
                       {"p", json_number(cohort.log_rank->p)}};
  json["groups"] = Json::array();
  const std::vector<std::string> names = finding.applied->group_names();
  for (std::size_t g = 0; g < cohort.curves.size(); ++g) {
    Json group = {
        {"group", names[g]},
        {"n", cohort.log_rank ? json_number(cohort.log_rank->groups[g].n) : Json(nullptr)},
        {"events",
         cohort.log_rank ? json_number(cohort.log_rank->groups[g].observed) : Json(nullptr)}};
    if (g > 0 && cohort.by_group) group["against_low"] = term_json(*cohort.by_group, g - 1);
    json["groups"].push_back(std::move(group));
  }
  json["auc"] = Json::array();
  for (const accuracy::TimeRoc& roc : cohort.rocs)
    json["auc"].push_back({{"time", json_number(roc.time)},
                           {"auc", number(roc.auc)},
                           {"conf_low", number(roc.conf_low)},
                           {"conf_high", number(roc.conf_high)}});
  json["against"] = Json::array();
  for (const SignatureRival& rival : cohort.rivals) json["against"].push_back(rival_json(rival));
  return json;
}

Json pooled_json(const std::optional<accuracy::PooledEstimate>& pooled) {
  if (!pooled) return nullptr;
  Json json = {{"hazard_ratio", json_number(std::exp(pooled->estimate))},
               {"conf_low", json_number(std::exp(pooled->low))},
               {"conf_high", json_number(std::exp(pooled->high))},
               {"p", json_number(pooled->p)}};
  if (pooled->heterogeneity)
    json["heterogeneity"] = {{"q", json_number(pooled->heterogeneity->q)},
                             {"df", json_number(pooled->heterogeneity->df)},
                             {"p", json_number(pooled->heterogeneity->p)},
                             {"tau2", json_number(pooled->heterogeneity->tau2)},
                             {"i2", json_number(pooled->heterogeneity->i2)}};
  return json;
}

Json optimism_json(const signature::PipelineOptimism& optimism, const std::vector<double>& times) {
  Json json = {{"resamples", optimism.resamples},
               {"failed", optimism.failed},
               {"empty",
                {{"set", optimism.emptied[1]},
                 {"association", optimism.emptied[2]},
                 {"screen", optimism.emptied[3]},
                 {"model", optimism.emptied[4]}}},
               {"concordance", index_json(optimism.concordance)},
               {"slope", index_json(optimism.slope)},
               {"auc", Json::array()},
               {"concordance_left_out", number(optimism.left_out)},
               {"concordance_632plus", number(optimism.point632plus)},
               {"jaccard", number(optimism.jaccard)},
               {"sizes", optimism.sizes}};
  for (std::size_t t = 0; t < optimism.auc.size(); ++t) {
    Json at = index_json(optimism.auc[t]);
    at["time"] = json_number(times[t]);
    json["auc"].push_back(std::move(at));
  }
  return json;
}

Json nested_json(const signature::NestedValidation& nested) {
  Json json = {{"folds", nested.folds},
               {"repeats", nested.repeats},
               {"failed", nested.failed},
               {"concordance_within", number(nested.within)},
               {"std_error", number(nested.std_error)},
               {"concordance_pooled", number(nested.pooled)},
               {"each", Json::array()}};
  for (const signature::NestedFold& fold : nested.each)
    json["each"].push_back({{"n", fold.n},
                            {"events", fold.events},
                            {"genes", fold.size},
                            {"concordance", number(fold.concordance)}});
  return json;
}

std::string fit_id(RandomFit fit) {
  return fit == RandomFit::cox        ? "cox"
         : fit == RandomFit::pipeline ? "pipeline"
                                      : "first_component";
}

std::string c_text(const accuracy::HarrellConcordance& c) {
  return fmt::format("{} (SE {})", report::fixed(c.estimate, 3), report::fixed(c.std_error, 3));
}

std::size_t empty_resamples(const signature::PipelineOptimism& optimism) {
  std::size_t empty = 0;
  for (std::size_t k = 1; k < optimism.emptied.size(); ++k) empty += optimism.emptied[k];
  return empty;
}

}  // namespace

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
    steps.emplace_back("Passed the univariate screen", made().screened.size());
  steps.emplace_back("Chosen by the penalised model", made().weights.size());
  return steps;
}

const std::string& SignatureFinding::unit(const Plan& plan) const {
  static const std::map<endpoint::TimeUnit, std::string> names{
      {endpoint::TimeUnit::days, "days"},
      {endpoint::TimeUnit::weeks, "weeks"},
      {endpoint::TimeUnit::months, "months"},
      {endpoint::TimeUnit::years, "years"}};
  return names.at(plan.endpoints[applied->endpoint].definition.output_unit);
}

Json SignatureFinding::json() const {
  const SignatureRequest& request = *applied->request;
  Json json = {
      {"signature", request.id},
      {"signature_endpoint", request.endpoint},
      {"expression", request.expression},
      {"weights_given", !pipeline()},
      {"n", applied->rows.size()},
      {"events", std::count_if(applied->outcomes.event.begin(), applied->outcomes.event.end(),
                               [](std::int32_t event) { return event != 0; })},
      {"genes", genes_json(*this)},
      {"flow", Json::array()}};
  for (const auto& [step, n] : flow()) json["flow"].push_back({{"step", step}, {"n", n}});
  const bool empty = made().weights.empty();
  json["empty"] = empty ? Json(signature::words(made().emptied)) : Json(nullptr);
  json["cut_rule"] = cut_id(applied->options.cut.kind);
  json["cut"] = cut_json(made().cut);
  json["transport"] = signature::name_of(request.transport);
  json["standard_deviation"] = empty ? Json(nullptr) : json_number(deviation);
  json["coefficients"] = coefficients_json(*this);
  if (pipeline()) json["candidates"] = candidates_json(*this);
  json["path"] = made().validation ? path_json(*made().validation) : Json(nullptr);
  json["cohorts"] = Json::array();
  for (const SignatureInCohort& cohort : cohorts)
    json["cohorts"].push_back(cohort_json(*this, cohort));
  json["pooled"] = Json::array();
  for (const SignaturePooling& one : pooled)
    json["pooled"].push_back({{"id", one.id},
                              {"cohorts", one.cohorts},
                              {"fixed", pooled_json(one.fixed)},
                              {"random", pooled_json(one.random)}});
  json["optimism"] = optimism ? optimism_json(*optimism, options.times) : Json(nullptr);
  json["nested"] = nested ? nested_json(*nested) : Json(nullptr);
  json["random_sets"] = Json::array();
  for (const signature::RandomSets& sets : random)
    json["random_sets"].push_back({{"fit", fit_id(sets.fit)},
                                   {"size", sets.size},
                                   {"measured", sets.measured},
                                   {"own", number(sets.own)},
                                   {"sets", sets.concordance.size()},
                                   {"failed", sets.failed},
                                   {"empty", sets.empty},
                                   {"at_least_as_good", sets.at_least_as_good},
                                   {"p", number(sets.p)},
                                   {"significant", number(sets.significant)}});
  json["warnings"] = warnings();
  return json;
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
  for (const SignatureInCohort& cohort : cohorts) {
    const SignatureCohort& scored = *cohort.scored;
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
                                                  cohort.scored->id.empty() ? ", apparent" : "")
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
    text += fmt::format(", made for {} in {} patients with expression and outcome.",
                        within_sentence(plan.endpoints[applied->endpoint].definition.title),
                        applied->rows.size());
    if (!request.genes.empty())
      if (const GeneSets* sets = plan.genes(request.genes))
        text += fmt::format(" Candidates were the genes of {}.", sets->title);
    if (request.resistance)
      text += fmt::format(
          " Of them, those associated with {}{} ({}; {}; {} samples) were kept.",
          applied->resistance_label,
          applied->resistance_cohort.empty() ? ""
                                             : " in " + within_sentence(applied->resistance_cohort),
          association_words(request.resistance->method),
          threshold_words(request.options.candidates.threshold), applied->resistance.size());
    if (request.options.screen.any)
      text += fmt::format(" They were screened by univariate Cox models (Efron's ties; {}).",
                          request.options.screen.top
                              ? fmt::format("the {} smallest p", *request.options.screen.top)
                              : threshold_words(request.options.screen.threshold));
    text += fmt::format(" The weights are those of a {}.", model_words(request.options.model));
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
  const std::size_t others = cohorts.empty() ? 0 : cohorts.size() - 1;
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
  return blocks;
}

std::vector<report::Block> SignatureFinding::appendix(const Plan&, const Step& step) const {
  if (!pipeline() || made().in_set.empty()) return {};
  return {signature_candidate_table(*this, step)};
}

}  // namespace venscope::study
