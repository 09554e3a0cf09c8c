#include "venscope/study/signature_section.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/gene_sets.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/protocol.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using signature::AssociationMethod;
using signature::CutKind;
using signature::Direction;
using signature::Measure;
using signature::Penalty;
using signature::Threshold;
using signature::Transport;
using survival::CoxnetMeasure;

namespace {

Threshold read_threshold(Section& section, Threshold otherwise) {
  Threshold threshold = otherwise;
  int given = 0;
  for (const auto& [entry, measure] : {std::pair{"p", Measure::p},
                                       {"q", Measure::benjamini_hochberg},
                                       {"storey", Measure::storey}}) {
    const std::optional<double> level = section.number(entry, 0, 1);
    if (!level) continue;
    threshold = {measure, *level};
    if (++given > 1)
      section.reject(entry, "study.signature_threshold", "there is a threshold as well",
                     "one of p, q (Benjamini–Hochberg) and storey (Storey's q)");
  }
  return threshold;
}

/// `split`: "median", or the number above which a sample is resistant.
void read_split(Section& section, signature::AssociationRule& rule) {
  const Node* node = section.node("split");
  if (!node) return;
  if (node->is(Node::Kind::text)) {
    if (section.choice<bool>("split", {{"median", true}})) rule.split = signature::Split::median;
  } else if (const auto at = section.number("split", -1e300, 1e300)) {
    rule.split = signature::Split::at;
    rule.split_at = *at;
  }
  if (rule.method != AssociationMethod::wilcoxon && rule.method != AssociationMethod::moderated_t)
    section.reject("split", "study.signature_resistance", "correlations compare no groups",
                   "method = \"moderated_t\" or \"wilcoxon\"");
}

signature::AssociationRule read_association_rule(Section& section) {
  signature::AssociationRule rule;
  rule.method =
      section
          .choice<AssociationMethod>("method", {{"spearman", AssociationMethod::spearman},
                                                {"pearson", AssociationMethod::pearson},
                                                {"kendall", AssociationMethod::kendall},
                                                {"moderated_t", AssociationMethod::moderated_t},
                                                {"wilcoxon", AssociationMethod::wilcoxon}})
          .value_or(AssociationMethod::spearman);
  read_split(section, rule);
  rule.cap = section.number("censored_above", -1e300, 1e300);
  rule.trend = section.flag("trend").value_or(false);
  rule.robust = section.flag("robust").value_or(false);
  rule.sample_weights = section.flag("array_weights").value_or(false);
  if (rule.method != AssociationMethod::moderated_t)
    for (const char* entry : {"trend", "robust", "array_weights"})
      if (section.has(entry))
        section.reject(entry, "study.signature_resistance", "is of the moderated t",
                       "method = \"moderated_t\"");
  return rule;
}

void read_resistance(Section& section, SignatureRequest& request) {
  std::optional<Section> found = section.table("resistance");
  if (!found) return;
  ResistanceRequest resistance;
  resistance.column = found->required_text(
      "column", "the column of IC50 or AUC, higher meaning more resistant, or of two levels");
  resistance.resistant = found->text("resistant").value_or("");
  resistance.cohort = found->text("cohort").value_or("");
  resistance.expression = found->text("expression").value_or(request.expression);
  resistance.rule = read_association_rule(*found);
  request.options.candidates.direction =
      found
          ->choice<Direction>("direction", {{"either", Direction::either},
                                            {"higher", Direction::higher},
                                            {"lower", Direction::lower}})
          .value_or(Direction::either);
  request.options.candidates.association = resistance.rule;
  request.options.candidates.threshold =
      read_threshold(*found, {Measure::benjamini_hochberg, 0.05});
  found->finish();
  request.resistance = std::move(resistance);
}

void read_screen(Section& section, signature::ScreenRule& rule) {
  std::optional<Section> found = section.table("screen");
  if (!found) return;
  const std::optional<bool> any = found->flag("any");
  rule.any = any.value_or(true);
  rule.threshold = read_threshold(*found, rule.threshold);
  if (const auto top = found->whole("top", 1, 1000000)) rule.top = static_cast<std::size_t>(*top);
  rule.adjusted = found->flag("adjusted").value_or(false);
  if (rule.adjusted && !section.has("covariates"))
    found->reject("adjusted", "study.signature_covariates", "there is nothing to adjust for",
                  "covariates = [\"age\", …] in [[signature]]");
  if (rule.top && (found->has("p") || found->has("q") || found->has("storey")))
    found->reject("top", "study.signature_threshold", "there is a threshold as well",
                  "top, or p or q");
  if (!rule.any && (rule.top || found->has("p") || found->has("q") || found->has("storey")))
    found->reject("any", "study.signature_threshold", "there is a threshold as well",
                  "any = false, or top, p or q");
  found->finish();
}

/// `adaptive`: true, which is "ridge", or the kind of first fit.
void read_adaptive(Section& section, signature::ModelRule& rule) {
  using Start = survival::CoxnetAdaptive::Start;
  const Node* node = section.node("adaptive");
  const auto gamma = section.number("adaptive_gamma", 1e-6, 100);
  std::optional<Start> start;
  if (node && node->is(Node::Kind::text))
    start = section.choice<Start>("adaptive",
                                  {{"ridge", Start::ridge}, {"univariate", Start::univariate}});
  else if (section.flag("adaptive").value_or(false))
    start = Start::ridge;
  if (start) rule.adaptive = survival::CoxnetAdaptive{*start, gamma.value_or(1)};
  if (gamma && !node)
    section.reject("adaptive_gamma", "study.signature_adaptive", "there are no adaptive weights",
                   "adaptive = \"ridge\" or \"univariate\"");
}

void read_model(Section& section, signature::ModelRule& rule) {
  std::optional<Section> found = section.table("model");
  if (!found) return;
  rule.alpha = found->number("alpha", 0, 1).value_or(rule.alpha);
  rule.penalty =
      found->choice<Penalty>("lambda", {{"min", Penalty::at_min}, {"1se", Penalty::at_1se}})
          .value_or(rule.penalty);
  rule.folds = static_cast<std::size_t>(found->whole("folds", 3, 1000).value_or(10));
  rule.repeats = static_cast<std::size_t>(found->whole("repeats", 1, 1000).value_or(1));
  rule.measure =
      found
          ->choice<CoxnetMeasure>("measure", {{"deviance", CoxnetMeasure::deviance},
                                              {"concordance", CoxnetMeasure::concordance}})
          .value_or(rule.measure);
  read_adaptive(*found, rule);
  rule.relax = found->numbers("relax");
  if (std::any_of(rule.relax.begin(), rule.relax.end(),
                  [](double gamma) { return !(gamma >= 0 && gamma <= 1); }))
    found->reject("relax", "study.signature_relax", "a gamma is outside 0 to 1",
                  "0 (not penalised) to 1 (penalised)");
  if (found->flag("relaxed").value_or(false)) {
    if (!rule.relax.empty())
      found->reject("relaxed", "study.signature_relax", "relax is there as well", "one of the two");
    rule.relax = {0};
  }
  rule.ties = found
                  ->choice<survival::Ties>("ties", {{"breslow", survival::Ties::breslow},
                                                    {"efron", survival::Ties::efron}})
                  .value_or(rule.ties);
  found->finish();
}

void read_stability(Section& section, signature::PipelineOptions& options) {
  std::optional<Section> found = section.table("stability");
  if (!found) return;
  survival::StabilityOptions stability;
  const auto halves = static_cast<std::size_t>(found->whole("halves", 2, 100'000).value_or(100));
  stability.halves = halves + halves % 2;
  stability.threshold = found->number("threshold", 0.5, 1).value_or(0.75);
  stability.false_selections = found->number("false_selections", 1e-9, 1e6).value_or(1);
  if (const auto selected = found->whole("selected", 1, 1'000'000))
    stability.q = static_cast<std::size_t>(*selected);
  if (stability.q && found->has("false_selections"))
    found->reject("selected", "study.signature_stability", "false_selections is there as well",
                  "one of the two");
  if (options.model.alpha == 0)
    found->reject("", "study.signature_stability", "ridge chooses every gene, in every half",
                  "an alpha above 0");
  options.stability = stability;
  found->finish();
}

void read_cut(Section& section, signature::CutRule& rule) {
  rule.kind = section
                  .choice<CutKind>("cut", {{"median", CutKind::median},
                                           {"cohort_median", CutKind::cohort_median},
                                           {"tertiles", CutKind::tertiles},
                                           {"searched", CutKind::searched}})
                  .value_or(CutKind::median);
  rule.least_share = section.number("least_share", 0.01, 0.5).value_or(rule.least_share);
  if (section.has("least_share") && rule.kind != CutKind::searched)
    section.reject("least_share", "study.signature_cut", "the cut point is not searched",
                   "cut = \"searched\"");
}

std::string read_endpoint_id(Section& section, const Protocol& protocol) {
  std::vector<std::string> ids;
  for (const auto& endpoint : protocol.endpoints) ids.push_back(endpoint.id);
  const std::optional<std::string> given = section.text("endpoint");
  if (!given && !ids.empty()) return ids.front();
  if (given && std::find(ids.begin(), ids.end(), *given) != ids.end()) return *given;
  const std::string near = given ? nearest_name(*given, ids) : "";
  section.reject(given ? "endpoint" : "", "study.no_endpoint",
                 given ? fmt::format("there is no [[endpoint]] '{}'", *given)
                       : "there is no [[endpoint]] to make a signature for",
                 fmt::format("{}", fmt::join(ids, ", ")),
                 near.empty() ? "" : fmt::format("write '{}' if that is meant", near));
  return {};
}

/// What stands beside the genes.
void read_beside(Section& section, SignatureRequest& request) {
  request.covariates = section.texts("covariates");
  request.strata = section.texts("strata");
  request.pool = section.texts("pool");
  for (const auto& [entry, names] : {std::pair{"covariates", &request.covariates},
                                     {"strata", &request.strata},
                                     {"pool", &request.pool}}) {
    std::vector<std::string> sorted = *names;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end())
      section.reject(entry, "study.signature_twice", "'" + *twice + "' stands there twice",
                     "each once");
  }
  for (const std::string& name : request.covariates)
    if (std::find(request.strata.begin(), request.strata.end(), name) != request.strata.end())
      section.reject("strata", "study.signature_twice", "'" + name + "' is a covariate as well",
                     "one of the two");
  using signature::ScoreOf;
  request.options.score =
      section
          .choice<ScoreOf>("score", {{"genes", ScoreOf::genes},
                                     {"genes_and_covariates", ScoreOf::genes_and_covariates}})
          .value_or(ScoreOf::genes);
  if (request.options.score == ScoreOf::genes_and_covariates && request.covariates.empty())
    section.reject("score", "study.signature_covariates", "there are no covariates",
                   "covariates = [\"age\", …]");
}

/// Entries that mean nothing where the weights are given.
void reject_pipeline(Section& section) {
  for (const char* entry : {"genes", "resistance", "screen", "stability", "model", "covariates",
                            "strata", "pool", "score"})
    if (section.has(entry))
      section.reject(entry, "study.signature_weights",
                     "the weights are given, and nothing is chosen", "weights, or a pipeline");
}

SignatureRequest read_signature(Section& section, const Protocol& protocol) {
  SignatureRequest request;
  request.id = read_identifier(section, "id");
  request.title = section.text("title").value_or(request.id);
  request.place = section.place();
  request.endpoint = read_endpoint_id(section, protocol);
  request.expression = read_expression_id(section, protocol);
  request.where = section.text("where").value_or("");
  request.population = section.text("population").value_or(request.where);
  if (section.has("weights")) {
    request.weights = read_gene_set_id(section, protocol, "weights");
    reject_pipeline(section);
  }
  if (section.has("genes")) request.genes = read_gene_set_id(section, protocol, "genes");
  read_resistance(section, request);
  read_screen(section, request.options.screen);
  read_model(section, request.options.model);
  read_stability(section, request.options);
  read_beside(section, request);
  read_cut(section, request.options.cut);
  if (request.options.cut.kind == CutKind::searched &&
      !(request.strata.empty() && request.pool.empty()))
    section.reject("cut", "study.signature_cut", "the search for a cut point knows no strata",
                   "median, cohort_median or tertiles");
  request.options.seed = protocol.seed;
  request.transport =
      section
          .choice<Transport>("transport", {{"raw", Transport::raw},
                                           {"standardised", Transport::standardised},
                                           {"quantiles", Transport::quantiles}})
          .value_or(Transport::raw);
  request.missing_genes_left_out =
      section.choice<bool>("missing_genes", {{"refuse", false}, {"leave_out", true}})
          .value_or(false);
  request.common_genes = section.flag("common_genes").value_or(false);
  return request;
}

}  // namespace

void read_signature_sections(Section& root, Protocol& protocol) {
  for (Section& section : root.tables("signature")) {
    SignatureRequest request = read_signature(section, protocol);
    for (const SignatureRequest& earlier : protocol.signatures)
      if (!request.id.empty() && slug(earlier.id) == slug(request.id))
        section.reject("id", "study.duplicate",
                       "'" + request.id + "' is taken by another signature", "an id of its own");
    section.finish();
    protocol.signatures.push_back(std::move(request));
  }
}

std::string read_signature_id(Section& section, const Protocol& protocol) {
  std::vector<std::string> ids;
  for (const SignatureRequest& request : protocol.signatures) ids.push_back(request.id);
  const std::optional<std::string> given = section.text("signature");
  if (!given && ids.size() == 1) return ids.front();
  const std::string id = given.value_or("");
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return id;
  const std::string near = nearest_name(id, ids);
  section.reject(
      given ? "signature" : "", "study.no_signature",
      given ? fmt::format("there is no [[signature]] '{}'", id) : "which signature is not said",
      ids.empty() ? "[[signature]] with id" : fmt::format("{}", fmt::join(ids, ", ")),
      near.empty() ? "" : fmt::format("write '{}' if that is meant", near));
  return {};
}

std::string model_words(const signature::ModelRule& rule) {
  using Start = survival::CoxnetAdaptive::Start;
  std::string text = rule.alpha == 1   ? "LASSO"
                     : rule.alpha == 0 ? "ridge"
                                       : fmt::format("elastic-net (alpha {})", rule.alpha);
  if (rule.adaptive) text = "adaptive " + text;
  const std::string measure =
      rule.measure == CoxnetMeasure::concordance ? "largest Harrell's C" : "smallest deviance";
  text += fmt::format(
      " Cox model{}, lambda {} of {}{}-fold cross-validation",
      rule.adaptive ? rule.adaptive->start == Start::ridge
                          ? " (weights from a ridge regression)"
                          : " (weights from a Cox model of each gene)"
                    : "",
      (rule.penalty == Penalty::at_min ? "of the " : "within one standard error of the ") + measure,
      rule.repeats > 1 ? fmt::format("{} times ", rule.repeats) : "", rule.folds);
  if (rule.relax == std::vector<double>{0})
    text += ", the chosen genes fitted again without penalty";
  else if (!rule.relax.empty())
    text += fmt::format(", relaxed (gamma of {})", fmt::join(rule.relax, ", "));
  return text;
}

std::string stability_words(const survival::StabilityOptions& stability) {
  return fmt::format("stability selection in {} halves of the patients, threshold {}{}",
                     stability.halves, report::exact(stability.threshold),
                     stability.q ? fmt::format(", {} genes each", *stability.q)
                                 : fmt::format(", at most {} expected to be selected falsely",
                                               report::exact(stability.false_selections)));
}

std::string cut_words(CutKind kind) {
  switch (kind) {
    case CutKind::median:
      return "the median score of the patients that it was made from, carried over as a number";
    case CutKind::cohort_median:
      return "the median score of each cohort, so that groups are relative to the cohort and a "
             "single patient has none";
    case CutKind::tertiles:
      return "the tertiles of the score in the patients that it was made from, carried over as "
             "numbers";
    case CutKind::searched:
      break;
  }
  return "the score at which the groups of the patients that it was made from differ most "
         "(maximally selected log-rank statistic), carried over as a number";
}

std::string association_words(const signature::AssociationRule& rule, const std::string& named) {
  const std::string groups =
      !named.empty() ? named
      : rule.split == signature::Split::at
          ? fmt::format("those above {} against the others", report::exact(rule.split_at))
          : "the more against the less resistant half";
  std::string text;
  switch (rule.method) {
    case AssociationMethod::spearman:
      text = "Spearman's correlation";
      break;
    case AssociationMethod::pearson:
      text = "Pearson's correlation";
      break;
    case AssociationMethod::kendall:
      text = "Kendall's correlation";
      break;
    case AssociationMethod::moderated_t:
      text = "moderated t";
      if (rule.trend) text += " with a trend of the prior variance";
      if (rule.robust) text += rule.trend ? ", robust" : " with a robust prior variance";
      if (rule.sample_weights) text += ", samples weighted";
      text += rule.two_groups() ? " of " + groups : ", slope on the number";
      break;
    case AssociationMethod::wilcoxon:
      text = "Wilcoxon's test of " + groups;
      break;
  }
  if (rule.cap)
    text += fmt::format("; values of {} or more {}", report::exact(*rule.cap),
                        rule.method == AssociationMethod::kendall ? "as censored" : "as ties");
  return text;
}

std::string threshold_words(const Threshold& threshold) {
  const char* name = threshold.measure == Measure::p        ? "p"
                     : threshold.measure == Measure::storey ? "Storey's q"
                                                            : "q (Benjamini–Hochberg)";
  return fmt::format("{} up to {}", name, report::exact(threshold.level));
}

}  // namespace venscope::study
