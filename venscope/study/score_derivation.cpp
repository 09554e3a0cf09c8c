#include "venscope/study/score_derivation.hpp"

#include "venscope/endpoint/units.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using cohort::Column;
using cohort::ColumnType;
using derivation::Deriver;

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" =");
  if (first == std::string_view::npos) return "";
  return std::string(text.substr(first, text.find_last_not_of(" =") - first + 1));
}

std::optional<std::string> level_of(const Column& column, const std::string& wanted) {
  const auto has = [&](const std::string& level) {
    return std::find(column.levels.begin(), column.levels.end(), level) != column.levels.end();
  };
  if (!wanted.empty()) return has(wanted) ? std::optional(wanted) : std::nullopt;
  for (const char* found : {"mutated", "yes"})
    if (has(found)) return found;
  if (column.levels.size() == 2) return column.levels.back();
  return std::nullopt;
}

/// A whole number of a spread above ten, so that a card can be read.
double centre_of(std::vector<double> values) {
  const double median = derivation::quantile_of(values, 0.5);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double unit = *high - *low > 10 ? 1 : *high - *low > 1 ? 0.1 : 0.001;
  return std::round(median / unit) * unit;
}

/// Value of a candidate in a row: 0, 1 or the number; NaN where it is missing.
double value_of(const Column& column, const CandidateColumn& candidate, std::size_t row) {
  if (column.missing(row)) return std::nan("");
  if (candidate.level.empty()) return column.number[row];
  return column.levels[static_cast<std::size_t>(column.code[row])] == candidate.level ? 1 : 0;
}

/// Patients with outcome and every candidate.
void fill_patients(const cohort::Table& table, const std::string& endpoint,
                   ScoreDerivation& found) {
  const Column* time = table.find(endpoint + ".time");
  const Column* event = table.find(endpoint + ".event");
  const Column* entry = table.find(endpoint + ".entry");
  std::vector<const Column*> columns;
  for (const CandidateColumn& candidate : found.columns)
    columns.push_back(table.find(candidate.column));
  for (std::size_t i = 0; i < table.rows; ++i) {
    if (time->missing(i) || event->missing(i)) continue;
    bool complete = true;
    for (std::size_t j = 0; j < columns.size(); ++j)
      if (columns[j]->missing(i)) {
        ++found.columns[j].missing;
        complete = false;
      }
    if (!complete) {
      ++found.n_missing;
      continue;
    }
    found.rows.push_back(i);
    found.outcomes.time.push_back(time->number[i]);
    found.outcomes.event.push_back(event->number[i] != 0);
    if (entry) found.outcomes.entry.push_back(entry->number[i]);
    found.events += event->number[i] != 0;
  }
  found.design = Matrix(found.rows.size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j) {
    CandidateColumn& candidate = found.columns[j];
    std::vector<double> values;
    for (const std::size_t row : found.rows)
      values.push_back(value_of(*columns[j], candidate, row));
    if (candidate.level.empty() && !values.empty()) candidate.centre = centre_of(values);
    for (std::size_t i = 0; i < values.size(); ++i)
      found.design(i, j) = risk::to_nine_digits(values[i] - candidate.centre);
    found.candidates.push_back({candidate.label, !candidate.level.empty()});
  }
}

std::vector<UnivariableResult> univariable(const ScoreDerivation& found, survival::Ties ties) {
  std::vector<UnivariableResult> results;
  for (std::size_t j = 0; j < found.candidates.size(); ++j) {
    UnivariableResult one;
    Matrix alone(found.design.rows, 1);
    const auto column = found.design.column(j);
    alone.values.assign(column.begin(), column.end());
    for (std::size_t i = 0; found.candidates[j].indicator && i < column.size(); ++i) {
      one.with += column[i] != 0;
      one.events_with += column[i] != 0 && found.outcomes.event[i] != 0;
    }
    survival::CoxOptions options;
    options.ties = ties;
    const auto fit = survival::cox({found.outcomes, alone}, options);
    if (fit && fit->terms.front().trouble == survival::CoxTrouble::none)
      one.term = fit->terms.front();
    results.push_back(one);
  }
  return results;
}

/// From the model of all candidates that can be estimated, before any selection.
std::optional<derivation::SampleSize> size_note(const ScoreDerivation& found,
                                                const derivation::DerivationOptions& options) {
  const std::vector<std::size_t>& usable = found.derived.usable;
  if (usable.empty()) return std::nullopt;
  Matrix design(found.design.rows, usable.size());
  for (std::size_t k = 0; k < usable.size(); ++k) {
    const auto from = found.design.column(usable[k]);
    std::copy(from.begin(), from.end(), design.column(k).begin());
  }
  survival::CoxOptions cox;
  cox.ties = options.ties;
  const auto fit = survival::cox({found.outcomes, design}, cox);
  if (!fit || !(fit->likelihood_ratio.statistic > 0)) return std::nullopt;
  double total = 0;
  for (const double time : found.outcomes.time) total += time;
  return derivation::sample_size({static_cast<double>(found.rows.size()),
                                  static_cast<double>(found.events), total, found.horizon},
                                 static_cast<double>(found.candidates.size()),
                                 fit->likelihood_ratio.statistic);
}

void note_resamples(ScoreDerivation& found) {
  const derivation::Optimism& o = *found.optimism;
  if (o.derived < o.resamples)
    found.warnings.push_back(fmt::format(
        "in {} of {} resamples no score could be derived (no event: {}, a model without a "
        "maximum: {}); they are left out of the optimism",
        o.resamples - o.derived, o.resamples, o.no_event, o.not_fitted));
  if (o.empty > 0)
    found.warnings.push_back(
        fmt::format("in {} of {} resamples nothing was selected", o.empty, o.resamples));
}

void validate(const Plan& plan, const DerivationRequest& request, unsigned threads,
              const std::function<void()>& tick, ScoreDerivation& found) {
  const std::uint64_t seed = plan.protocol.seed;
  const Deriver& deriver = *found.deriver;
  if (request.bootstrap > 0) {
    found.optimism = derivation::optimism(deriver, found.derived,
                                          {request.bootstrap, seed, threads, found.horizon, tick});
    note_resamples(found);
  }
  if (request.splits == 0) return;
  const auto n = static_cast<double>(found.rows.size());
  derivation::SplitOptions splits;
  splits.splits = request.splits;
  splits.train =
      request.train > 0 ? request.train : static_cast<std::size_t>(std::round(n * 100 / 174));
  splits.seed = seed;
  splits.threads = threads;
  splits.horizon = found.horizon;
  splits.tick = tick;
  if (splits.train >= found.rows.size()) {
    found.warnings.push_back(fmt::format(
        "no random splits: {} patients to train with are not fewer than the {} there are",
        splits.train, found.rows.size()));
    return;
  }
  found.splits_whole = derivation::calibration_splits(deriver, found.derived, splits);
  splits.whole = false;
  found.splits_refit = derivation::calibration_splits(deriver, found.derived, splits);
}

}  // namespace

std::string column_of_candidate(const std::string& candidate) {
  return trimmed(std::string_view(candidate).substr(0, candidate.find('=')));
}

std::vector<CandidateColumn> candidate_columns(const cohort::Table& table,
                                               const DerivationRequest& request, const Place& place,
                                               Problems& problems) {
  std::vector<CandidateColumn> result;
  const auto reject = [&](std::string what, std::string expected) {
    problems.push_back(
        {"study.not_a_candidate", place, std::move(what), std::move(expected), "", Fault::input});
  };
  for (const std::string& candidate : request.candidates) {
    const std::string name = column_of_candidate(candidate);
    const auto sign = candidate.find('=');
    const std::string wanted =
        sign == std::string::npos ? "" : trimmed(std::string_view(candidate).substr(sign));
    const Column* column = table.find(name);
    if (!column) continue;  // said as an unknown column
    const std::string label = label_of(table, name);
    if (column->type == ColumnType::number && wanted.empty()) {
      result.push_back({name, "", label});
      continue;
    }
    const std::optional<std::string> level =
        column->type == ColumnType::category ? level_of(*column, wanted) : std::nullopt;
    if (!level) {
      reject(fmt::format("candidate '{}' is neither a number nor a finding", candidate),
             "a number, yes or no, a gene, or \"column = level\" of a category");
      continue;
    }
    const bool plain = *level == "yes" || *level == "mutated";
    result.push_back(
        {name, *level, plain ? label : fmt::format("{}: {}", label, report::level_words(*level))});
  }
  return result;
}

std::string procedure_text(const DerivationRequest& request, std::size_t candidates) {
  const derivation::DerivationOptions& options = request.options;
  std::string text = fmt::format("{} candidates", candidates);
  if (options.screen)
    text +=
        fmt::format("; those with univariable p below {} went on", report::exact(*options.screen));
  if (options.selection == derivation::Selection::full)
    text += "; all of them in one Cox model";
  else if (options.selection == derivation::Selection::lasso)
    text += fmt::format("; {} with the penalty {} of {}-fold cross-validation",
                        options.lasso.alpha < 1 ? fmt::format("elastic net (alpha {})",
                                                              report::exact(options.lasso.alpha))
                                                : std::string("LASSO"),
                        options.lasso.one_se ? "one standard error above the best" : "of the best",
                        options.lasso.folds);
  else
    text +=
        fmt::format("; backward elimination by {}", request.penalty_of_events > 0 ? "BIC" : "AIC");
  text += fmt::format("; ln HR rounded to {} decimals", options.decimals);
  switch (options.cut_points.by) {
    case derivation::CutPointOptions::By::given:
      return text + "; cut points given beforehand";
    case derivation::CutPointOptions::By::quantiles:
      return text + (options.cut_points.groups == 3 ? "; cut at the tertiles of the score"
                                                    : "; cut at the median of the score");
    case derivation::CutPointOptions::By::searched:
      break;
  }
  return text + "; cut where the groups differ most (maximally selected log-rank statistic)";
}

Result<ScoreDerivation> derive_score(const Plan& plan, const Step& step,
                                     const DerivationRequest& request, unsigned threads,
                                     const std::function<void()>& tick) {
  const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
  Problems problems;
  ScoreDerivation found;
  found.columns = candidate_columns(*step.table, request, step.request->place, problems);
  if (!problems.empty()) return failure(std::move(problems));
  found.unit = endpoint::name_of(definition.output_unit);
  found.horizon = request.horizon.value_or(
      endpoint::convert(1, endpoint::TimeUnit::years, definition.output_unit));
  fill_patients(*step.table, definition.id, found);
  derivation::DerivationOptions options = request.options;
  if (request.penalty_of_events > 0) options.penalty = std::log(static_cast<double>(found.events));
  auto deriver = Deriver::make(found.data(), options);
  if (!deriver) return failure(std::move(deriver.error()));
  found.deriver = std::move(*deriver);
  const derivation::Sample cohort =
      derivation::take(found.deriver->cohort(), derivation::everyone(found.rows.size()));
  auto derived = found.deriver->derive(cohort);
  if (!derived)
    return cannot_analyse("derivation.not_fitted", derivation::text_of(derived.error()),
                          "look at the candidates with few events, or raise least_events");
  found.derived = std::move(*derived);
  if (found.derived.rule.columns.empty())
    return cannot_analyse("derivation.nothing_selected",
                          fmt::format("none of {} candidates was selected", found.columns.size()),
                          "there is no score in these patients");
  if (found.derived.rule.cuts.empty())
    return cannot_analyse("derivation.no_groups", "the score has too few values for its groups",
                          "ask for two groups, or give the cut points");
  found.scores.resize(found.rows.size());
  found.groups.resize(found.rows.size());
  for (std::size_t i = 0; i < cohort.rows; ++i) {
    found.scores[cohort.from[i]] = found.derived.scores[i];
    found.groups[cohort.from[i]] =
        derivation::group_of(found.derived.rule, found.derived.scores[i]);
  }
  found.univariable = univariable(found, options.ties);
  auto steps = derivation::baseline_steps(found.data(), found.derived, options.ties);
  if (!steps) return failure(std::move(steps.error()));
  found.steps = std::move(*steps);
  if (options.cut_points.by == derivation::CutPointOptions::By::searched)
    found.search = derivation::search_test(cohort, found.derived.scores, options.cut_points,
                                           request.permutations, plan.protocol.seed, threads);
  found.sample_size = size_note(found, options);
  if (found.n_missing > 0)
    found.warnings.push_back(fmt::format(
        "{} left out for a missing candidate: a complete-case analysis",
        found.n_missing == 1 ? "1 patient was" : fmt::format("{} patients were", found.n_missing)));
  tick();
  validate(plan, request, threads, tick, found);
  write_card(plan, step, request, found);
  return found;
}

}  // namespace venscope::study
