// Kind derive: keys of results.json, sentences, the card as a file.
#include "venscope/study/kinds/derive_finding.hpp"

#include "venscope/derivation/card_json.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

using report::Json;
using report::json_number;

namespace {

Json json_of(const derivation::Corrected& index, const derivation::IndexName& name) {
  return {{"id", name.id},
          {"label", name.label},
          {"apparent", json_number(index.apparent)},
          {"optimism", json_number(index.optimism)},
          {"corrected", json_number(index.corrected)},
          {"conf_low", json_number(index.low)},
          {"conf_high", json_number(index.high)},
          {"resamples", index.used}};
}

Json json_of(const derivation::Optimism& optimism) {
  Json json = {{"resamples", optimism.resamples},
               {"derived", optimism.derived},
               {"empty", optimism.empty},
               {"no_event", optimism.no_event},
               {"not_fitted", optimism.not_fitted},
               {"same_selection", json_number(optimism.same_selection)}};
  json["indices"] = Json::array();
  for (std::size_t k = 0; k < derivation::index_count; ++k)
    json["indices"].push_back(json_of(optimism.indices[k], derivation::index_names[k]));
  return json;
}

Json json_of(const derivation::Splits& splits, const std::vector<std::string>& ids) {
  Json json = {{"splits", splits.splits}, {"derived", splits.derived}};
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < splits.groups.size(); ++g) {
    const derivation::SplitGroup& group = splits.groups[g];
    json["groups"].push_back({{"group", ids[g]},
                              {"splits", group.splits},
                              {"patients", json_number(group.patients)},
                              {"predicted", json_number(group.predicted)},
                              {"observed", json_number(group.observed)},
                              {"difference", json_number(group.difference)},
                              {"difference_low", json_number(group.difference_low)},
                              {"difference_high", json_number(group.difference_high)}});
  }
  return json;
}

Json json_of(const derivation::SearchTest& test) {
  return {{"statistic", json_number(test.statistic)},
          {"p_uncorrected", json_number(test.p_uncorrected)},
          {"p_normal", json_number(test.p_normal)},
          {"p_bridge", json_number(test.p_bridge)},
          {"p_pairs", json_number(test.p_pairs)},
          {"p_permutation", json_number(test.p_permutation)},
          {"permutations", test.permutations}};
}

Json json_of(const derivation::SampleSize& size) {
  return {{"parameters", json_number(size.parameters)},
          {"events_per_parameter", json_number(size.events_per_parameter)},
          {"shrinkage", json_number(size.shrinkage)},
          {"r2", json_number(size.r2_apparent)},
          {"r2_adjusted", json_number(size.r2_adjusted)},
          {"r2_largest", json_number(size.r2_largest)},
          {"for_shrinkage", json_number(size.for_shrinkage)},
          {"for_r2", json_number(size.for_r2)},
          {"for_risk", json_number(size.for_risk)},
          {"wanted", json_number(size.wanted)}};
}

Json term_json(const std::optional<survival::CoxTerm>& term) {
  if (!term) return nullptr;
  return {
      {"coef", json_number(term->coef)},           {"exp_coef", json_number(std::exp(term->coef))},
      {"std_error", json_number(term->std_error)}, {"p", json_number(term->p)},
      {"conf_low", json_number(term->conf_low)},   {"conf_high", json_number(term->conf_high)}};
}

bool has(const std::vector<std::size_t>& list, std::size_t item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

Json DeriveFinding::json() const {
  Json json = {{"n", found_.rows.size()},
               {"n_missing", found_.n_missing},
               {"events", found_.events},
               {"horizon", json_number(found_.horizon)},
               {"procedure", procedure_text(request_, found_.columns.size())},
               {"cohort_sha256", derivation::fingerprint(found_.data())}};
  const derivation::Rule& rule = found_.derived.rule;
  json["candidates"] = Json::array();
  for (std::size_t j = 0; j < found_.columns.size(); ++j) {
    const CandidateColumn& candidate = found_.columns[j];
    const auto at = std::find(rule.columns.begin(), rule.columns.end(), j) - rule.columns.begin();
    const auto k = static_cast<std::size_t>(at);
    const bool in = k < rule.columns.size();
    Json one = {{"candidate", candidate.column},
                {"level", candidate.level.empty() ? Json(nullptr) : Json(candidate.level)},
                {"centre", candidate.level.empty() ? json_number(candidate.centre) : Json(nullptr)},
                {"n_missing", candidate.missing},
                {"usable", has(found_.derived.usable, j)},
                {"screened", has(found_.derived.screened, j)},
                {"univariable", term_json(found_.univariable[j].term)},
                {"multivariable", nullptr},
                {"penalised", nullptr},
                {"refit", nullptr},
                {"points", nullptr},
                {"selected_share", nullptr}};
    if (in && penalised()) {
      const double coef = penalised_coefficient(j);
      one["penalised"] = {{"coef", json_number(coef)}, {"exp_coef", json_number(std::exp(coef))}};
      one["refit"] = term_json(found_.steps.terms[k]);
      one["refit"].erase("p");  // the same data chose the candidates
      one["points"] = rule.points[k].value();
    } else if (in) {
      one["multivariable"] = term_json(found_.steps.terms[k]);
      one["points"] = rule.points[k].value();
    }
    if (found_.optimism) one["selected_share"] = json_number(found_.optimism->selected[j]);
    json["candidates"].push_back(std::move(one));
  }
  const std::vector<std::string> ids = derivation::group_ids(rule.groups());
  json["cut_points"] = Json::array();
  for (const derivation::Cut& cut : rule.cuts)
    json["cut_points"].push_back({{"at", cut.at.value()}, {"below_with", cut.below_with}});
  json["lambda"] = json_number(found_.derived.lambda);
  json["search"] = found_.search ? json_of(*found_.search) : Json(nullptr);
  json["optimism"] = found_.optimism ? json_of(*found_.optimism) : Json(nullptr);
  json["splits"] = found_.splits_whole ? json_of(*found_.splits_whole, ids) : Json(nullptr);
  json["splits_refit"] = found_.splits_refit ? json_of(*found_.splits_refit, ids) : Json(nullptr);
  json["sample_size"] = found_.sample_size ? json_of(*found_.sample_size) : Json(nullptr);
  json["card_written"] = !found_.card.empty();
  return json;
}

double DeriveFinding::penalised_coefficient(std::size_t column) const {
  const derivation::SampleFit& fit = found_.derived.fit;
  for (std::size_t k = 0; k < fit.columns.size(); ++k)
    if (fit.columns[k] == column) return fit.beta[k];
  return 0;
}

std::string DeriveFinding::model_id(const Step& step) const {
  return request_.model.empty() ? slug(step.id) : request_.model;
}

std::vector<report::File> DeriveFinding::files(const Plan&, const Step& step) const {
  if (found_.card.empty()) return {};
  return {{fmt::format("models/{}.json", model_id(step)), found_.card}};
}

std::vector<std::string> DeriveFinding::methods(const Plan& plan, const Step& step) const {
  std::string text =
      fmt::format("A risk score was derived for {}: {}", within_sentence(outcome_of(plan, step)),
                  procedure_text(request_, found_.columns.size()));
  if (found_.optimism)
    text += fmt::format(
        "; the whole derivation was repeated in {} bootstrap resamples to correct Harrell's C, "
        "calibration slope, observed over expected events, AUC, Brier score and IPA for optimism",
        found_.optimism->resamples);
  if (found_.splits_whole)
    text += fmt::format(
        "; predicted and observed survival were compared in {} random splits, with the derivation "
        "repeated in each training set and, for comparison, with the selection kept",
        found_.splits_whole->splits);
  return {text};
}

std::vector<std::string> DeriveFinding::summary(const Plan&, const Step& step) const {
  std::vector<std::string> lines{what_was_found(step)};
  if (!found_.optimism) return lines;
  const derivation::Corrected& c = found_.optimism->indices[0];
  if (c.apparent && c.corrected && c.low && c.high)
    lines.push_back(fmt::format("Harrell's C {}, corrected for optimism {}",
                                report::fixed(*c.apparent, 3),
                                report::estimate_interval(*c.corrected, *c.low, *c.high, 3)));
  return lines;
}

std::string DeriveFinding::what_was_found(const Step&) const {
  std::string text = fmt::format("{} of {} candidates selected in {} patients with {} events: ",
                                 found_.derived.rule.columns.size(), found_.columns.size(),
                                 found_.rows.size(), found_.events);
  for (std::size_t k = 0; k < found_.derived.rule.columns.size(); ++k) {
    const std::size_t column = found_.derived.rule.columns[k];
    text += fmt::format(
        "{}{} {}", k > 0 ? ", " : "", found_.columns[column].label,
        report::fixed(found_.derived.rule.points[k].value(), found_.deriver->digits(column)));
  }
  return text;
}

}  // namespace venscope::study
