#include "venscope/study/kinds/drug_sensitivity_finding.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/kinds/association_cells.hpp"
#include "venscope/study/kinds/gene_tables.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using expression::CorrelationMethod;
using report::Json;
using report::json_number;

Json drug_json(const TestedDrug& drug) {
  const Association& found = drug.found;
  Json json = to_json(found);
  // A drug is a number by nature, and its label is its name.
  for (const char* key : {"variable", "label", "type"}) json.erase(key);
  Json one = {{"drug", found.variable}};
  one.update(json);
  one["q_storey"] = json_number(drug.storey);
  return one;
}

}  // namespace

bool DrugSensitivityFinding::is_called(const TestedDrug& drug) const {
  return drug.found.q && *drug.found.q < options.cut;
}

bool DrugSensitivityFinding::is_highlighted(const std::string& drug) const {
  return std::find(options.highlight.begin(), options.highlight.end(), drug) !=
         options.highlight.end();
}

std::size_t DrugSensitivityFinding::called() const {
  return static_cast<std::size_t>(std::count_if(
      tested.begin(), tested.end(), [&](const TestedDrug& drug) { return is_called(drug); }));
}

bool DrugSensitivityFinding::any_tobit() const {
  return std::any_of(tested.begin(), tested.end(),
                     [](const TestedDrug& drug) { return drug.found.tobit.has_value(); });
}

bool DrugSensitivityFinding::any_limit() const {
  return std::any_of(tested.begin(), tested.end(), [](const TestedDrug& drug) {
    return drug.found.censored + drug.found.at_floor > 0;
  });
}

EffectMeasure DrugSensitivityFinding::measure() const {
  if (!number) return EffectMeasure::rank_biserial;
  return options.how.method == CorrelationMethod::pearson   ? EffectMeasure::pearson
         : options.how.method == CorrelationMethod::kendall ? EffectMeasure::kendall
                                                            : EffectMeasure::spearman;
}

std::string DrugSensitivityFinding::direction(bool above) const {
  const char* what = above == options.higher_resists ? "less sensitive" : "more sensitive";
  return number ? fmt::format("{} with a higher score", what)
                : fmt::format("{} in the group {}", what, groups[1]);
}

Json DrugSensitivityFinding::json() const {
  constexpr const char* methods[] = {"pearson", "spearman", "kendall"};
  Json json;
  json["score"] = options.score;
  json["score_label"] = score_label;
  json["score_type"] = number ? "number" : "groups";
  json["groups"] = groups;
  json["cohort"] = options.cohort;
  json["records"] = options.records;
  json["value"] = options.value;
  json["higher"] = options.higher_resists ? "resistant" : "sensitive";
  json["method"] = number ? methods[static_cast<std::size_t>(options.how.method)] : "wilcoxon";
  json["n"] = scored;
  json["n_without_score"] = without_score;
  json["rows"] = rows;
  json["rows_without_drug"] = without_drug;
  json["rows_without_value"] = without_value;
  json["duplicates"] = {
      {"rule", name_of(options.duplicates)}, {"pairs", repeated}, {"rows", repeated_rows}};
  json["least"] = options.least;
  json["n_drugs"] = tested.size() + untested.size();
  json["n_tested"] = tested.size();
  json["q"] = json_number(options.cut);
  json["n_associated"] = called();
  json["pi0"] = json_number(null_share);
  json["drugs"] = Json::array();
  for (const TestedDrug& drug : tested) json["drugs"].push_back(drug_json(drug));
  json["not_tested"] = Json::array();
  for (const UntestedDrug& drug : untested)
    json["not_tested"].push_back({{"drug", drug.drug},
                                  {"n", drug.n},
                                  {"n_censored", drug.censored},
                                  {"reason", drug.reason}});
  json["adjusted_for"] = options.how.adjust;
  json["highlight"] = options.highlight;
  json["warnings"] = said;
  return json;
}

std::vector<std::string> DrugSensitivityFinding::methods(const Plan& plan, const Step&) const {
  const RowNoun& nouns = plan.protocol.noun;
  std::string text =
      number ? fmt::format("the response to each drug was correlated with the score by {} method",
                           options.how.method == CorrelationMethod::pearson   ? "Pearson’s"
                           : options.how.method == CorrelationMethod::kendall ? "Kendall’s"
                                                                              : "Spearman’s")
             : std::string(
                   "the response to each drug was compared between two groups of the score by "
                   "Wilcoxon’s rank-sum test, with the probability that a value of the one is the "
                   "higher (Newcombe’s interval)");
  text += fmt::format(
      ", in the {} with both; drugs with fewer than {} were not tested; q values are "
      "Benjamini and Hochberg’s{} over the drugs tested",
      nouns.many, options.least, null_share ? " and Storey’s" : "");
  std::vector<std::string> said_here{text};
  if (any_limit())
    said_here.push_back(fmt::format(
        "responses beyond the highest or lowest dose tested were taken as censored there, {}, and "
        "by Tobit models",
        number && options.how.method == CorrelationMethod::kendall
            ? "by Kendall’s tau for censored pairs"
            : "as ties in tests by ranks"));
  if (repeated > 0)
    said_here.push_back(fmt::format("of several values of one drug in one {} the {} was taken",
                                    nouns.one,
                                    options.duplicates == RepeatedResponse::geometric_mean
                                        ? "geometric mean"
                                        : std::string(name_of(options.duplicates))));
  return said_here;
}

std::vector<Limitation> DrugSensitivityFinding::limitations(const Plan& plan,
                                                            const Step& step) const {
  std::vector<Limitation> found;
  if (auto learned = learnt_limitation(learnt, step.title)) found.push_back(std::move(*learned));
  const auto mostly = static_cast<std::size_t>(
      std::count_if(tested.begin(), tested.end(),
                    [](const TestedDrug& drug) { return 2 * drug.found.censored > drug.found.n; }));
  if (mostly > 0)
    found.push_back(
        {"mostly_censored",
         fmt::format("{}: of {} of {} drugs more than half of the values lie at the cap "
                     "or beyond, and say nothing of each other",
                     step.title, mostly, tested.size()),
         {{"drugs", static_cast<double>(mostly)}}});
  if (!untested.empty())
    found.push_back({"drugs_not_tested",
                     fmt::format("{}: {} of {} drugs were not tested for want of {} or of values "
                                 "that differ",
                                 step.title, untested.size(), untested.size() + tested.size(),
                                 plan.protocol.noun.many),
                     {{"drugs", static_cast<double>(untested.size())}}});
  if (tested.empty()) return found;
  const auto [least, most] = std::minmax_element(
      tested.begin(), tested.end(),
      [](const TestedDrug& a, const TestedDrug& b) { return a.found.n < b.found.n; });
  if (10 * least->found.n < 9 * scored)
    found.push_back(
        {"drugs_of_parts",
         fmt::format("{}: each drug was tested in a part of the {} {} with a score, from "
                     "{} to {}, and p values are not of the same {}",
                     step.title, scored, plan.protocol.noun.many, least->found.n, most->found.n,
                     plan.protocol.noun.many),
         {{"fewest", static_cast<double>(least->found.n)},
          {"most", static_cast<double>(most->found.n)}}});
  if (repeated > 0)
    found.push_back({"repeated_responses",
                     fmt::format("{}: {} pairs of {} and drug have several values, of which the {} "
                                 "was taken",
                                 step.title, repeated, plan.protocol.noun.one,
                                 options.duplicates == RepeatedResponse::geometric_mean
                                     ? "geometric mean"
                                     : std::string(name_of(options.duplicates))),
                     {{"pairs", static_cast<double>(repeated)}}});
  return found;
}

std::vector<std::string> DrugSensitivityFinding::summary(const Plan&, const Step& step) const {
  std::vector<std::string> lines{fmt::format("{}: {} of {} drugs with q below {}", step.title,
                                             called(), tested.size(), options.cut)};
  for (const TestedDrug& drug : tested)
    if (is_highlighted(drug.found.variable) && drug.found.effect)
      lines.push_back(fmt::format("{}: {}, p {}, q {}", drug.found.variable,
                                  effect_cell(drug.found.measure, drug.found.effect).text,
                                  gene_p(*drug.found.p), gene_p(*drug.found.q)));
  return lines;
}

}  // namespace venscope::study
