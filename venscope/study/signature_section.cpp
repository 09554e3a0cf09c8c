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

void read_resistance(Section& section, SignatureRequest& request) {
  std::optional<Section> found = section.table("resistance");
  if (!found) return;
  ResistanceRequest resistance;
  resistance.column =
      found->required_text("column", "the column of IC50 or AUC, higher meaning more resistant");
  resistance.cohort = found->text("cohort").value_or("");
  resistance.expression = found->text("expression").value_or(request.expression);
  resistance.method =
      found
          ->choice<AssociationMethod>("method", {{"spearman", AssociationMethod::spearman},
                                                 {"pearson", AssociationMethod::pearson},
                                                 {"wilcoxon", AssociationMethod::wilcoxon}})
          .value_or(AssociationMethod::spearman);
  request.options.candidates.direction =
      found
          ->choice<Direction>("direction", {{"either", Direction::either},
                                            {"higher", Direction::higher},
                                            {"lower", Direction::lower}})
          .value_or(Direction::either);
  request.options.candidates.association = resistance.method;
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
  if (rule.top && (found->has("p") || found->has("q") || found->has("storey")))
    found->reject("top", "study.signature_threshold", "there is a threshold as well",
                  "top, or p or q");
  if (!rule.any && (rule.top || found->has("p") || found->has("q") || found->has("storey")))
    found->reject("any", "study.signature_threshold", "there is a threshold as well",
                  "any = false, or top, p or q");
  found->finish();
}

void read_model(Section& section, signature::ModelRule& rule) {
  std::optional<Section> found = section.table("model");
  if (!found) return;
  rule.alpha = found->number("alpha", 0, 1).value_or(rule.alpha);
  rule.penalty =
      found->choice<Penalty>("lambda", {{"min", Penalty::at_min}, {"1se", Penalty::at_1se}})
          .value_or(rule.penalty);
  rule.folds = static_cast<std::size_t>(found->whole("folds", 3, 1000).value_or(10));
  rule.adaptive = found->flag("adaptive").value_or(false);
  rule.relaxed = found->flag("relaxed").value_or(false);
  rule.ties = found
                  ->choice<survival::Ties>("ties", {{"breslow", survival::Ties::breslow},
                                                    {"efron", survival::Ties::efron}})
                  .value_or(rule.ties);
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

/// Entries that mean nothing where the weights are given.
void reject_pipeline(Section& section) {
  for (const char* entry : {"genes", "resistance", "screen", "model"})
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
  read_cut(section, request.options.cut);
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
  std::string text = rule.alpha == 1   ? "LASSO"
                     : rule.alpha == 0 ? "ridge"
                                       : fmt::format("elastic-net (alpha {})", rule.alpha);
  if (rule.adaptive) text = "adaptive " + text;
  text += fmt::format(" Cox model, lambda {} of {}-fold cross-validation",
                      rule.penalty == Penalty::at_min
                          ? "of the smallest deviance"
                          : "within one standard error of the smallest deviance",
                      rule.folds);
  if (rule.relaxed) text += ", the chosen genes fitted again without penalty";
  return text;
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

std::string association_words(AssociationMethod method) {
  switch (method) {
    case AssociationMethod::spearman:
      return "Spearman's correlation";
    case AssociationMethod::pearson:
      return "Pearson's correlation";
    case AssociationMethod::wilcoxon:
      break;
  }
  return "Wilcoxon's test of the more against the less resistant half";
}

std::string threshold_words(const Threshold& threshold) {
  const char* name = threshold.measure == Measure::p        ? "p"
                     : threshold.measure == Measure::storey ? "Storey's q"
                                                            : "q (Benjamini–Hochberg)";
  return fmt::format("{} up to {}", name, report::exact(threshold.level));
}

}  // namespace venscope::study
