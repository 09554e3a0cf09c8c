#include "venscope/study/judged_model.hpp"

#include "venscope/accuracy/calibration.hpp"
#include "venscope/base/nearest.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

const ScoreRequest* score_named(const Plan& plan, const std::string& name) {
  for (const ScoreRequest& request : plan.protocol.scores)
    if (request.prefix == name) return &request;
  for (const ScoreRequest& request : plan.protocol.scores)
    if (request.model == name) return &request;
  return nullptr;
}

std::optional<std::size_t> step_that_makes(const Plan& plan, const std::string& name) {
  for (std::size_t i = 0; i < plan.steps.size(); ++i)
    if (plan.steps[i].request->own &&
        plan.steps[i].request->own->makes_model(plan.steps[i]) == name)
      return i;
  return std::nullopt;
}

}  // namespace

void check_model(const Plan& plan, const std::string& name, const Place& place,
                 Problems& problems) {
  if (score_named(plan, name) || step_that_makes(plan, name)) return;
  std::vector<std::string> names;
  for (const ScoreRequest& request : plan.protocol.scores) names.push_back(request.prefix);
  for (const Step& step : plan.steps)
    if (step.request->own)
      if (std::string made = step.request->own->makes_model(step); !made.empty())
        names.push_back(std::move(made));
  const std::string near = nearest_name(name, names);
  problems.push_back({"study.unknown_model", place,
                      fmt::format("there is no model '{}' in this study", name),
                      names.empty() ? "a [[score]], or the model of an analysis that derives one"
                                    : fmt::format("{}", fmt::join(names, ", ")),
                      near.empty() ? "declare it: [[score]] with model = \"…\""
                                   : "write '" + near + "' if that is meant",
                      Fault::input});
}

Result<JudgedModel> judged_model(const Plan& plan, const StudyResult* earlier,
                                 const std::string& name) {
  JudgedModel model;
  if (const ScoreRequest* request = score_named(plan, name)) {
    Problems problems;
    std::optional<CardWithText> card = read_card(*request, problems);
    if (!card) return failure(std::move(problems));
    model = {request->label.empty() ? card->card.title.en : request->label,
             std::move(card->text),
             std::move(card->card),
             *request,
             false,
             {}};
    return model;
  }
  const std::optional<std::size_t> made = step_that_makes(plan, name);
  const Finding* finding = made && earlier ? earlier->steps[*made].finding() : nullptr;
  if (!finding || finding->card().empty())
    return cannot_analyse("study.no_model", fmt::format("there is no card of the model '{}'", name),
                          "the analysis that makes it says why");
  Result<risk::Card> card =
      risk::parse_card(finding->card(), name + ".json", risk::aml_dictionary());
  if (!card) return failure(std::move(card.error()));
  model.text = std::string(finding->card());
  model.label = name;
  model.card = std::move(*card);
  model.request.model = name;
  model.request.place = plan.steps[*made].request->place;
  model.made_here = true;
  const std::vector<std::string> cohorts = plan.steps[*made].request->own->cohorts();
  if (!cohorts.empty()) model.made_in = cohorts.front();
  return model;
}

void check_variables(const Plan& plan, const std::string& name, const cohort::Table& table,
                     const std::string& file, const Place& place, Problems& problems) {
  const ScoreRequest* request = score_named(plan, name);
  if (!request) return;
  Problems said_elsewhere;
  const std::optional<CardWithText> card = read_card(*request, said_elsewhere);
  if (!card || card->card.kind == risk::RuleKind::expression) return;
  const ScoredPatients scored = score_patients(*request, card->card, table, said_elsewhere);
  if (scored.absent.empty()) return;
  problems.push_back(
      {"study.lacks_variable", place,
       fmt::format("{} has no column for {} of {}", file, fmt::join(scored.absent, ", "), name), "",
       "name the columns in [[score]] columns, or bring the values", Fault::input});
}

Result<JudgedPatients> judged_patients(const JudgedModel& model, const cohort::Table& table,
                                       const std::string& endpoint, std::string label) {
  Problems problems;
  ScoredPatients scored = score_patients(model.request, model.card, table, problems);
  if (!problems.empty()) return failure(std::move(problems));
  const cohort::Column* time = table.find(endpoint + ".time");
  const cohort::Column* event = table.find(endpoint + ".event");
  const cohort::Column* entry = table.find(endpoint + ".entry");
  JudgedPatients result;
  result.label = std::move(label);
  result.in_table = table.rows;
  result.outside = scored.outside;
  result.not_applicable = scored.not_applicable;
  for (std::size_t i = 0; time && event && i < table.rows; ++i) {
    if (time->missing(i) || event->missing(i)) {
      ++result.no_outcome;
      continue;
    }
    if (!scored.score[i] || scored.group[i] < 0) continue;
    result.rows.push_back(i);
    result.outcomes.time.push_back(time->number[i]);
    result.outcomes.event.push_back(event->number[i] != 0);
    if (entry) result.outcomes.entry.push_back(entry->number[i]);
    result.events += event->number[i] != 0;
    result.score.push_back(*scored.score[i]);
    result.group.push_back(scored.group[i]);
  }
  result.incomplete = result.left_out() - std::min(result.left_out(), result.no_outcome);
  if (result.rows.empty())
    return cannot_analyse(
        "study.no_patients",
        fmt::format("nobody of the {} patients ({}) has a score and an outcome", table.rows,
                    result.label),
        scored.absent.empty()
            ? "look at the missing values of the model's variables"
            : fmt::format("there is no column for {}", fmt::join(scored.absent, ", ")));
  result.terms = Matrix(result.rows.size(), scored.terms.columns);
  for (std::size_t k = 0; k < scored.terms.columns; ++k)
    for (std::size_t i = 0; i < result.rows.size(); ++i)
      result.terms(i, k) = scored.terms(result.rows[i], k);
  return result;
}

double BaselineHazard::at(double t) const {
  t = std::min(t, horizon);
  if (time.empty()) return t <= 0 ? 0 : std::pow(t / scale, shape);
  const auto after = std::upper_bound(time.begin(), time.end(), t);
  return after == time.begin() ? 0 : hazard[static_cast<std::size_t>(after - time.begin()) - 1];
}

std::vector<double> BaselineHazard::passed(const endpoint::Outcomes& outcomes) const {
  std::vector<double> result;
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    result.push_back(at(outcomes.time[i]) -
                     (outcomes.delayed_entry() ? at(outcomes.entry[i]) : 0.0));
  return result;
}

endpoint::Outcomes BaselineHazard::cut(const endpoint::Outcomes& outcomes) const {
  endpoint::Outcomes result = outcomes;
  for (std::size_t i = 0; i < result.size(); ++i)
    if (result.time[i] > horizon) {
      result.time[i] = horizon;
      result.event[i] = 0;
    }
  return result;
}

std::optional<BaselineHazard> baseline_of(const risk::Card& card, BaselineFrom from,
                                          endpoint::TimeUnit unit) {
  if (!card.baseline || !card.log_hazard || from == BaselineFrom::cohort) return std::nullopt;
  const risk::Baseline& baseline = *card.baseline;
  if (baseline.reconstructed && from != BaselineFrom::reconstructed) return std::nullopt;
  const auto its_unit = endpoint::time_unit(baseline.unit);
  if (!its_unit) return std::nullopt;
  const auto converted = [&](double t) { return endpoint::convert(t, *its_unit, unit); };
  BaselineHazard result;
  result.horizon = converted(baseline.horizon);
  result.source = fmt::format(
      "{} of {}", baseline.reconstructed ? "the reconstructed baseline" : "the baseline", card.id);
  if (!baseline.weibull.empty()) {
    result.scale = converted(baseline.weibull.front().scale);
    result.shape = baseline.weibull.front().shape;
    return result;
  }
  for (std::size_t k = 0; k < baseline.time.size(); ++k) {
    if (!(baseline.survival[k] > 0)) break;
    result.time.push_back(converted(baseline.time[k]));
    result.hazard.push_back(-std::log(baseline.survival[k]));
  }
  if (result.time.empty()) return std::nullopt;
  return result;
}

Result<BaselineHazard> baseline_in(const JudgedPatients& patients) {
  const auto fit =
      accuracy::recalibrate(patients.outcomes, patients.score, accuracy::Recalibrate::baseline);
  if (!fit) return failure(fit.error());
  BaselineHazard result;
  for (const survival::HazardPoint& point : fit->baseline) {
    result.horizon = std::max(result.horizon, point.time);
    if (!(point.n_event > 0)) continue;
    result.time.push_back(point.time);
    result.hazard.push_back(point.cumulative_hazard);
  }
  if (result.time.empty())
    return cannot_analyse("study.no_baseline", fmt::format("nobody of {} had the event",
                                                           within_sentence(patients.label)));
  result.source = fmt::format("a baseline estimated in {}", within_sentence(patients.label));
  result.estimated_here = true;
  return result;
}

}  // namespace venscope::study
