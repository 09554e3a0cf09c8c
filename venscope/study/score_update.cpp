#include "venscope/study/score_update.hpp"

#include "venscope/derivation/card_json.hpp"
#include "venscope/derivation/updated_card.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/updated_score.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::study {

using accuracy::Update;
using OrderedJson = nlohmann::ordered_json;

namespace {

bool keeps_baseline(Update update) {
  return update == Update::original || update == Update::in_the_large || update == Update::slope;
}

class Updating {
public:
  Updating(const Plan& plan, const Step& step, const UpdateRequest& request,
           const JudgedModel& model, const cohort::Table& table, const UpdateNames& names)
      : plan_(plan),
        step_(step),
        request_(request),
        model_(model),
        table_(table),
        names_(names),
        definition_(plan.endpoints[*step.endpoint].definition) {}

  Result<ScoreUpdate> run();

private:
  void add_kept_baseline();
  Problems choose();
  Problems plan_points();
  Problems write_card();
  derivation::UpdatedIdentity identity() const;
  std::string procedure() const;

  const Plan& plan_;
  const Step& step_;
  const UpdateRequest& request_;
  const JudgedModel& model_;
  const cohort::Table& table_;
  const UpdateNames& names_;
  const endpoint::EndpointDefinition& definition_;
  ScoreUpdate found_;
  OrderedJson original_;
  derivation::PointsUpdate points_;
  double baseline_factor_ = 1;
};

Problems one_problem(std::string code, std::string what, std::string remedy) {
  return {{std::move(code), {}, std::move(what), {}, std::move(remedy), Fault::analysis}};
}

/// Which update, and whether it can be had.
Problems Updating::choose() {
  const accuracy::ModelUpdates& updates = found_.updates;
  const auto& kept = updates.kept_baseline;
  found_.chosen = request_.update.value_or(kept ? kept->chosen : updates.new_baseline.chosen);
  if (!request_.update && !kept && updates.new_baseline.scores.empty())
    return one_problem("study.update", updates.new_baseline.undefined, "");
  if (found_.chosen == Update::original) return {};
  if (keeps_baseline(found_.chosen) && !kept)
    return one_problem("study.update",
                       fmt::format("{} needs the baseline hazard of the score, and its card has "
                                   "none that may be used",
                                   name_of(found_.chosen)),
                       "update = \"baseline\" or \"slope_and_baseline\", or baseline = "
                       "\"reconstructed\" or \"cohort\"");
  const accuracy::UpdateFamily& family =
      keeps_baseline(found_.chosen) ? *kept : updates.new_baseline;
  if (family.find(found_.chosen)) return {};
  return one_problem(
      "study.update",
      fmt::format("{} cannot be had: {}", name_of(found_.chosen),
                  family.undefined.empty() ? "the score has one term only" : family.undefined),
      "declare a smaller update");
}

/// What is done to points and baseline.
Problems Updating::plan_points() {
  const bool keeps = keeps_baseline(found_.chosen);
  const accuracy::UpdateFamily& family =
      keeps ? *found_.updates.kept_baseline : found_.updates.new_baseline;
  const accuracy::UpdatedScore& update = *family.find(found_.chosen);
  points_.decimals = request_.decimals;
  if (update.log_factor) baseline_factor_ = std::exp(update.log_factor->value);
  if (update.slope) {
    points_.slope = derivation::exact_slope(original_, update.slope->value);
    if (!(points_.slope > 0))
      return one_problem("study.update",
                         fmt::format("the slope is {}: the score orders these patients the other "
                                     "way round, or not at all",
                                     report::fixed(update.slope->value, 2)),
                         "a score that does not hold cannot be recalibrated");
  }
  found_.factors.assign(model_.card.terms.size(), points_.slope);
  for (const auto& factor : update.factors) {
    points_.factors.push_back(factor ? std::optional(factor->value) : std::nullopt);
    if (!factor) continue;
    found_.factors[points_.factors.size() - 1] = factor->value;
  }
  return {};
}

std::string Updating::procedure() const {
  return fmt::format(
      "{} updated in {}{}: {}{}", model_.card.id, names_.label,
      step_.request->population.empty() ? "" : " (" + step_.request->population + ")",
      words_of(found_.chosen),
      request_.update ? "" : ", chosen by the closed test of likelihood ratios");
}

derivation::UpdatedIdentity Updating::identity() const {
  std::string endpoint = definition_.id;
  std::transform(endpoint.begin(), endpoint.end(), endpoint.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (endpoint != "OS" && endpoint != "EFS" && endpoint != "RFS") endpoint = model_.card.endpoint;
  const bool synthetic = names_.synthetic && names_.synthetic->has_value();
  return {names_.id,
          fmt::format("{}, updated in {}{}", model_.label, within_sentence(names_.label),
                      synthetic ? " (synthetic data)" : ""),
          endpoint,
          std::string(endpoint::name_of(definition_.output_unit)),
          names_.file.substr(names_.file.find_last_of('/') + 1),
          fmt::format("{}{}: {}", synthetic ? synthetic_text(**names_.synthetic) + ' ' : "",
                      plan_.protocol.title, names_.label),
          "Venscope",
          procedure(),
          model_.request.outside};
}

/// Writes the card, reads it, applies it to the patients, and completes it with what became of its
/// groups.
Problems Updating::write_card() {
  const JudgedPatients& patients = found_.patients;
  std::vector<derivation::Candidate> terms;
  for (const risk::Term& term : model_.card.terms) terms.push_back({term.variable, false});
  const derivation::UpdatedIn in{
      patients.outcomes, derivation::fingerprint({patients.outcomes, patients.terms, terms})};
  const derivation::UpdatedIdentity identity = this->identity();
  // The points are rounded first: the baseline is that of what the card adds up.
  derivation::UpdatedSteps steps{{1}, {0.5}, 1};
  OrderedJson card = derivation::updated_card(original_, identity, points_, in, steps);
  const auto read = [&]() -> Result<JudgedModel> {
    JudgedModel updated;
    updated.text = card.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
    auto parsed = risk::parse_card(updated.text, identity.id + ".json", risk::aml_dictionary());
    if (!parsed) return failure(std::move(parsed.error()));
    updated.card = std::move(*parsed);
    updated.request = model_.request;
    updated.label = identity.title;
    return updated;
  };
  auto updated = read();
  if (!updated) return std::move(updated.error());
  auto scored = judged_patients(*updated, table_, definition_.id, patients.label);
  if (!scored) return std::move(scored.error());
  if (keeps_baseline(found_.chosen)) {
    steps = kept_steps(*found_.baseline, baseline_factor_, patients.outcomes);
  } else {
    auto estimated = new_steps(scored->outcomes, scored->score);
    if (!estimated) return std::move(estimated.error());
    steps = std::move(*estimated);
  }
  card = derivation::updated_card(original_, identity, points_, in, steps);
  Problems problems = derivation::add_outcomes(card, identity, scored->outcomes, scored->group,
                                               std::min(found_.time, steps.horizon));
  if (!problems.empty()) return problems;
  updated = read();
  if (!updated) return std::move(updated.error());
  found_.card = updated->text;
  const auto hazard = baseline_of(updated->card, BaselineFrom::card, definition_.output_unit);
  if (hazard)
    found_.groups =
        updated_groups(found_, *scored, *hazard, updated->card.groups.size(), request_.level);
  return {};
}

/// Nothing is known of the baseline hazard beyond its horizon: what happens there is no evidence
/// against it.
void Updating::add_kept_baseline() {
  if (!found_.baseline) return;
  const endpoint::Outcomes cut = found_.baseline->cut(found_.patients.outcomes);
  const std::vector<double> passed = found_.baseline->passed(cut);
  auto kept = accuracy::model_updates({cut, found_.patients.terms, passed, request_.level});
  if (!kept) {
    found_.warnings.push_back(
        fmt::format("the baseline hazard cannot be kept: up to its end at {}, {}",
                    report::fixed(found_.baseline->horizon, 1), kept.error().front().what));
    return;
  }
  found_.updates.kept_baseline = std::move(kept->kept_baseline);
  found_.updates.expected = kept->expected;
}

Result<ScoreUpdate> Updating::run() {
  if (!model_.card.log_hazard)
    return cannot_analyse("study.update",
                          fmt::format("{} is not on the scale of log hazards", model_.label),
                          "a weighted sum with scale log_hazard can be recalibrated");
  auto patients = judged_patients(model_, table_, definition_.id, names_.label);
  if (!patients) return failure(std::move(patients.error()));
  found_.patients = std::move(*patients);
  found_.time = request_.time.value_or(
      endpoint::convert(1, endpoint::TimeUnit::years, definition_.output_unit));
  if (request_.baseline == BaselineFrom::cohort) {
    auto own = judged_patients(model_, *step_.table, definition_.id, "the study's own cohort");
    if (!own) return failure(std::move(own.error()));
    auto estimated = baseline_in(*own);
    if (!estimated) return failure(std::move(estimated.error()));
    found_.baseline = std::move(*estimated);
  } else {
    found_.baseline = baseline_of(model_.card, request_.baseline, definition_.output_unit);
  }
  auto updates = accuracy::model_updates(
      {found_.patients.outcomes, found_.patients.terms, {}, request_.level});
  if (!updates) return failure(std::move(updates.error()));
  found_.updates = std::move(*updates);
  add_kept_baseline();
  for (const auto* family :
       {found_.updates.kept_baseline ? &*found_.updates.kept_baseline : nullptr,
        &found_.updates.new_baseline})
    if (family && !family->undefined.empty()) found_.warnings.push_back(family->undefined);
  original_ = OrderedJson::parse(model_.text, nullptr, false);
  if (original_.is_discarded())
    return cannot_analyse("study.update", fmt::format("the card of {} is no JSON", model_.label));
  if (Problems problems = choose(); !problems.empty()) return failure(std::move(problems));
  if (found_.chosen == Update::original) return std::move(found_);
  if (Problems problems = plan_points(); !problems.empty()) return failure(std::move(problems));
  if (Problems problems = write_card(); !problems.empty()) return failure(std::move(problems));
  return std::move(found_);
}

}  // namespace

Result<ScoreUpdate> update_score(const Plan& plan, const Step& step, const UpdateRequest& request,
                                 const JudgedModel& model, const cohort::Table& table,
                                 const UpdateNames& names) {
  return Updating(plan, step, request, model, table, names).run();
}

}  // namespace venscope::study
