#include "venscope/study/score_comparison.hpp"

#include "venscope/formula/model_frame.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>
#include <iterator>
#include <map>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// The patients whom a score classifies.
struct Classified {
  std::vector<std::size_t> rows;  ///< of the table, ascending
  endpoint::Outcomes outcomes;
};

endpoint::Outcomes select(const endpoint::Outcomes& all, const std::vector<std::size_t>& places) {
  endpoint::Outcomes outcomes;
  for (const std::size_t i : places) {
    if (all.delayed_entry()) outcomes.entry.push_back(all.entry[i]);
    outcomes.time.push_back(all.time[i]);
    outcomes.event.push_back(all.event[i]);
  }
  return outcomes;
}

std::size_t events_of(const endpoint::Outcomes& outcomes) {
  return static_cast<std::size_t>(
      std::count_if(outcomes.event.begin(), outcomes.event.end(), [](auto e) { return e != 0; }));
}

/// Number of the group of each patient, from 0, of those groups that somebody is in, and their
/// levels.
struct Groups {
  std::vector<std::int32_t> code;
  std::vector<std::string> levels;
};

Groups groups_of(const cohort::Column& column, const std::vector<std::size_t>& rows) {
  std::vector<std::int32_t> place(column.levels.size(), -1);
  for (const std::size_t row : rows) place[static_cast<std::size_t>(column.code[row])] = 0;
  Groups groups;
  for (std::size_t level = 0; level < place.size(); ++level) {
    if (place[level] < 0) continue;
    place[level] = static_cast<std::int32_t>(groups.levels.size());
    groups.levels.push_back(column.levels[level]);
  }
  for (const std::size_t row : rows)
    groups.code.push_back(place[static_cast<std::size_t>(column.code[row])]);
  return groups;
}

/// The place of the group among all groups of the score, from the best outcome.
std::vector<double> ranks_of(const cohort::Column& column, const std::vector<std::size_t>& rows) {
  std::vector<double> ranks;
  for (const std::size_t row : rows) ranks.push_back(column.code[row]);
  return ranks;
}

Result<Gain> gain(const endpoint::Outcomes& outcomes, const Matrix& design) {
  auto fit = survival::cox({.outcomes = outcomes, .design = design});
  if (!fit) return tl::unexpected(std::move(fit.error()));
  const survival::ChiSquaredTest& test = fit->likelihood_ratio;
  return Gain{test.statistic, test.df, test.p, 2 * test.df - test.statistic};
}

Matrix as_factor(const Groups& groups) {
  Matrix design(groups.code.size(), groups.levels.size() - 1);
  for (std::size_t i = 0; i < groups.code.size(); ++i)
    if (groups.code[i] > 0) design(i, static_cast<std::size_t>(groups.code[i] - 1)) = 1;
  return design;
}

Matrix as_columns(const std::vector<std::vector<double>>& columns) {
  Matrix matrix(columns[0].size(), columns.size());
  for (std::size_t k = 0; k < columns.size(); ++k)
    std::copy(columns[k].begin(), columns[k].end(), matrix.column(k).begin());
  return matrix;
}

std::vector<ComparedFlow> flows_of(const cohort::Table& table,
                                   const std::vector<ComparedScore>& scores) {
  std::map<std::vector<int>, std::size_t> counts;
  for (std::size_t row = 0; row < table.rows; ++row) {
    std::vector<int> levels;
    for (const ComparedScore& score : scores)
      levels.push_back(std::max(table.find(score.names.group)->code[row], -1));
    if (std::any_of(levels.begin(), levels.end(), [](int level) { return level >= 0; }))
      ++counts[levels];
  }
  std::vector<ComparedFlow> flows;
  for (const auto& [levels, n] : counts) flows.push_back({levels, n});
  return flows;
}

/// Stops at the first step that fails, and keeps its problems.
class Comparison {
public:
  Comparison(const std::string& survival, const cohort::Table& table,
             const ScoreComparisonOptions& options)
      : survival_(survival), table_(table), options_(options) {}

  Result<Classified> classified(const ScoreColumnNames& names) const {
    auto frame = formula::model_frame(survival_ + " ~ " + term_text(names.group, table_), table_,
                                      {.grouping = true});
    if (!frame) return tl::unexpected(std::move(frame.error()));
    if (frame->groups.names.size() < 2)
      return cannot_analyse("study.one_group", "all patients are in one group",
                            "a comparison needs two");
    return Classified{std::move(frame->rows), std::move(frame->outcomes)};
  }

  Result<ComparedScore> score(const ScoreColumnNames& names, const Classified& patients) const {
    const cohort::Column& column = *table_.find(names.group);
    const Groups groups = groups_of(column, patients.rows);
    ComparedScore result;
    result.names = names;
    result.n = patients.rows.size();
    result.events = events_of(patients.outcomes);
    if (Problems problems = describe(patients, groups, result); !problems.empty())
      return failure(std::move(problems));
    std::vector<std::vector<double>> markers{ranks_of(column, patients.rows)};
    if (!names.score.empty()) {
      std::vector<double>& values = markers.emplace_back();
      for (const std::size_t row : patients.rows)
        values.push_back(table_.find(names.score)->number[row]);
      // A patient may be classified while the score itself is open.
      if (std::any_of(values.begin(), values.end(), [](double v) { return v != v; }))
        markers.pop_back();
    }
    const auto factor = gain(patients.outcomes, as_factor(groups));
    const auto linear = gain(patients.outcomes, as_columns({markers.back()}));
    const auto c =
        accuracy::compare_concordances(patients.outcomes, as_columns(markers), bootstrap());
    if (!factor) return tl::unexpected(factor.error());
    if (!linear) return tl::unexpected(linear.error());
    if (!c) return tl::unexpected(c.error());
    result.factor = *factor;
    result.linear = *linear;
    result.c_groups = c->concordance[0];
    if (markers.size() > 1) result.c_score = c->concordance[1];
    return result;
  }

  Result<ComparedPair> pair(const ScoreColumnNames& first, const Classified& of_first,
                            const ScoreColumnNames& other, const Classified& of_other) const {
    std::vector<std::size_t> rows, places;
    std::set_intersection(of_first.rows.begin(), of_first.rows.end(), of_other.rows.begin(),
                          of_other.rows.end(), std::back_inserter(rows));
    for (std::size_t i = 0; i < of_first.rows.size(); ++i)
      if (std::binary_search(rows.begin(), rows.end(), of_first.rows[i])) places.push_back(i);
    const endpoint::Outcomes outcomes = select(of_first.outcomes, places);
    const cohort::Column &a = *table_.find(first.group), &b = *table_.find(other.group);
    const Groups groups_a = groups_of(a, rows), groups_b = groups_of(b, rows);
    ComparedPair result;
    result.first = first.label;
    result.other = other.label;
    result.n = rows.size();
    result.events = events_of(outcomes);
    if (groups_a.levels.size() < 2 || groups_b.levels.size() < 2)
      return cannot_analyse("study.one_group",
                            "the patients whom both classify are in one group of one of them");
    const auto gain_a = gain(outcomes, as_factor(groups_a));
    const auto gain_b = gain(outcomes, as_factor(groups_b));
    const auto c = accuracy::compare_concordances(
        outcomes, as_columns({ranks_of(a, rows), ranks_of(b, rows)}), bootstrap());
    if (!gain_a) return tl::unexpected(gain_a.error());
    if (!gain_b) return tl::unexpected(gain_b.error());
    if (!c) return tl::unexpected(c.error());
    result.gain_first = *gain_a;
    result.gain_other = *gain_b;
    result.c_first = c->concordance[0];
    result.c_other = c->concordance[1];
    result.difference = c->difference[0];
    reclassify(a, b, rows, result);
    return result;
  }

private:
  accuracy::ConcordanceBootstrapOptions bootstrap() const {
    return {options_.resamples, options_.seed, options_.level, options_.threads};
  }

  Problems describe(const Classified& patients, const Groups& groups, ComparedScore& result) const {
    const std::size_t k = groups.levels.size();
    survival::KaplanMeierOptions options;
    options.level = options_.level;
    const auto curves =
        survival::kaplan_meier_groups(patients.outcomes, groups.code, k, {}, {}, options);
    if (!curves) return curves.error();
    const auto test = survival::log_rank(patients.outcomes, groups.code, k);
    if (!test) return test.error();
    result.log_rank = test->chi_squared;
    result.log_rank_df = test->df;
    result.log_rank_p = test->p;
    for (std::size_t g = 0; g < k; ++g)
      result.groups.push_back({groups.levels[g], 0, 0, survival::median((*curves)[g])});
    for (std::size_t i = 0; i < groups.code.size(); ++i) {
      ComparedGroup& group = result.groups[static_cast<std::size_t>(groups.code[i])];
      ++group.n;
      group.events += patients.outcomes.event[i] != 0;
    }
    return {};
  }

  static void reclassify(const cohort::Column& a, const cohort::Column& b,
                         const std::vector<std::size_t>& rows, ComparedPair& result) {
    response::ContingencyTable& table = result.reclassified;
    table.row_levels = a.levels;
    table.column_levels = b.levels;
    table.counts.assign(a.levels.size() * b.levels.size(), 0);
    for (const std::size_t row : rows)
      ++table.counts[static_cast<std::size_t>(a.code[row]) * b.levels.size() +
                     static_cast<std::size_t>(b.code[row])];
    if (auto symmetry = response::bowker(table)) result.symmetry = *symmetry;
  }

  const std::string& survival_;
  const cohort::Table& table_;
  const ScoreComparisonOptions& options_;
};

}  // namespace

Result<ScoreComparison> compare_scores(const std::string& survival,
                                       const std::vector<ScoreColumnNames>& scores,
                                       const cohort::Table& table,
                                       const ScoreComparisonOptions& options) {
  const Comparison comparison(survival, table, options);
  ScoreComparison result;
  result.resamples = options.resamples;
  result.level = options.level;
  Problems problems;
  const auto leave_out = [&](const std::string& what, const Problems& why) {
    problems.insert(problems.end(), why.begin(), why.end());
    result.warnings.push_back(
        fmt::format("{} could not be judged: {}", what, why.empty() ? "" : to_text(why.front())));
  };
  std::vector<std::optional<Classified>> patients;
  for (const ScoreColumnNames& names : scores) {
    auto classified = comparison.classified(names);
    auto score = classified ? comparison.score(names, *classified)
                            : Result<ComparedScore>(tl::unexpected(classified.error()));
    patients.push_back(score ? std::optional(std::move(*classified)) : std::nullopt);
    if (score)
      result.scores.push_back(std::move(*score));
    else
      leave_out(names.label, score.error());
    if (options.tick) options.tick();
  }
  if (result.scores.empty()) return failure(std::move(problems));
  result.flows = flows_of(table, result.scores);
  for (std::size_t k = 1; k < scores.size(); ++k) {
    if (!patients[0] || !patients[k]) continue;
    auto pair = comparison.pair(scores[0], *patients[0], scores[k], *patients[k]);
    if (pair)
      result.pairs.push_back(std::move(*pair));
    else
      leave_out(scores[k].label + " against " + scores[0].label, pair.error());
  }
  return result;
}

}  // namespace venscope::study
