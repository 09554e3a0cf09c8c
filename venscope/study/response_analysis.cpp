#include "venscope/study/response_analysis.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using response::Response;

/// Category of each patient; nothing where it is missing.
using Responses = std::vector<std::optional<Response>>;

Result<Responses> read_responses(const cohort::Column& column) {
  std::vector<std::optional<Response>> of_level;
  Problems problems;
  for (const std::string& level : column.levels) {
    of_level.push_back(response::response_from(level));
    if (of_level.back()) continue;
    std::vector<std::string_view> codes;
    for (const response::ResponseName& name : response::response_names())
      codes.push_back(name.code);
    problems.push_back({"study.response_code",
                        {"", 0, column.name},
                        "'" + level + "' is no category of response",
                        fmt::format("{}", fmt::join(codes, ", ")),
                        "say in [dictionary] what the codes mean",
                        Fault::input});
  }
  if (!problems.empty()) return failure(std::move(problems));
  Responses responses;
  for (const std::int32_t code : column.code)
    responses.push_back(code < 0 ? std::nullopt : of_level[static_cast<std::size_t>(code)]);
  return responses;
}

bool in_denominator(const std::optional<Response>& response, response::Denominator denominator) {
  if (!response) return false;
  return denominator == response::Denominator::treated ||
         (*response != Response::early_death && *response != Response::not_evaluable);
}

RespondingGroup group_of(const Responses& responses, const std::vector<bool>& member,
                         std::string name, const ResponseOptions& options) {
  RespondingGroup group;
  group.name = std::move(name);
  std::vector<Response> known;
  for (std::size_t i = 0; i < responses.size(); ++i) {
    if (!member[i]) continue;
    if (responses[i])
      known.push_back(*responses[i]);
    else
      ++group.n_missing;
  }
  group.counts = response::count_responses(known);
  for (const std::string& id : options.rates)
    if (auto rate = response::response_rate(group.counts, *find_rate(id), options.denominator,
                                            options.level))
      group.rates.push_back(*rate);
  return group;
}

std::vector<RespondingGroup> groups_of(const cohort::Table& table, const Responses& responses,
                                       const ResponseOptions& options) {
  std::vector<RespondingGroup> groups{
      group_of(responses, std::vector<bool>(responses.size(), true), "", options)};
  if (options.by.empty()) return groups;
  const response::Levels levels = response::levels_of(*table.find(options.by));
  for (std::size_t g = 0; g < levels.names.size(); ++g) {
    std::vector<bool> member;
    for (const std::int32_t code : levels.code) member.push_back(code == std::int32_t(g));
    if (std::find(member.begin(), member.end(), true) != member.end())
      groups.push_back(group_of(responses, member, levels.names[g], options));
  }
  return groups;
}

/// Whether each patient of the denominator responded; missing for the others.
cohort::Column responders(const Responses& responses, const ResponseOptions& options) {
  const std::vector<Response>& counted = find_rate(options.predicted)->counted;
  cohort::Column column;
  column.name = options.predicted;
  column.type = cohort::ColumnType::category;
  column.levels = {"no", "yes"};
  for (const auto& response : responses) {
    const bool yes =
        response && std::find(counted.begin(), counted.end(), *response) != counted.end();
    column.code.push_back(in_denominator(response, options.denominator) ? std::int32_t{yes}
                                                                        : cohort::missing_code);
  }
  return column;
}

void test_levels(const cohort::Column& column, const cohort::Column& responded,
                 const ResponseOptions& options, ResponsePredictor& predictor) {
  auto table = response::two_way(
      responded, column,
      {.confidence = options.level, .counted_level = "yes", .seed = options.seed});
  if (!table) {
    predictor.why_not = to_text(table.error().front());
    return;
  }
  const bool doubtful = table->pearson && table->pearson->expected_below_five > 0;
  if (table->fisher && (doubtful || !table->pearson)) {
    predictor.p = table->fisher->p;
    predictor.test = "Fisher";
  } else if (table->pearson) {
    predictor.p = table->pearson->p;
    predictor.test = "Pearson";
  } else if (!table->warnings.empty()) {
    predictor.why_not = table->warnings.front();
  }
  const auto& groups = table->proportions;
  if (groups.size() == 2)
    if (auto ratio =
            response::odds_ratio(groups[1].x, groups[1].n, groups[0].x, groups[0].n, options.level))
      predictor.odds_ratio = *ratio;
  predictor.levels = std::move(*table);
}

void test_number(const cohort::Column& column, const cohort::Column& responded,
                 ResponsePredictor& predictor) {
  std::vector<double> yes, no;
  for (std::size_t i = 0; i < column.size(); ++i)
    if (!column.missing(i) && !responded.missing(i))
      (responded.code[i] == 1 ? yes : no).push_back(column.number[i]);
  predictor.responders = response::summarise(yes);
  predictor.others = response::summarise(no);
  const auto test = response::mann_whitney(yes, no);
  if (!test) {
    predictor.why_not = to_text(test.error().front());
    return;
  }
  predictor.p = test->p;
  predictor.ranks_p = test->p;
  predictor.test = "Mann–Whitney";
}

/// A number that is only ever 0 or 1 says yes or no.
bool counts(const cohort::Column& column) {
  return !column.numeric() || std::all_of(column.number.begin(), column.number.end(),
                                          [](double v) { return v != v || v == 0 || v == 1; });
}

void adjust_all(std::vector<ResponsePredictor>& predictors) {
  std::vector<double> p;
  for (const ResponsePredictor& predictor : predictors)
    if (predictor.p) p.push_back(*predictor.p);
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  std::size_t next = 0;
  for (ResponsePredictor& predictor : predictors)
    if (predictor.p) predictor.q = q[next++];
}

}  // namespace

const response::RateDefinition* find_rate(std::string_view id) {
  for (const response::RateDefinition& rate : response::rate_definitions())
    if (rate.id == id) return &rate;
  return nullptr;
}

Result<ResponseAnalysis> analyse_response(const cohort::Table& table,
                                          const ResponseOptions& options) {
  const cohort::Column& column = *table.find(options.column);
  const Result<Responses> responses = read_responses(column);
  if (!responses) return tl::unexpected(responses.error());
  ResponseAnalysis analysis;
  analysis.options = options;
  analysis.groups = groups_of(table, *responses, options);
  if (analysis.groups[0].rates.empty())
    return cannot_analyse("response.no_observations", "nobody has a category of response",
                          "look at the column " + options.column);
  if (analysis.groups[0].n_missing > 0)
    analysis.warnings.push_back(
        fmt::format("{} of {} patients have no category of response and are in no rate",
                    analysis.groups[0].n_missing, table.rows));
  const cohort::Column responded =
      options.predictors.empty() ? cohort::Column{} : responders(*responses, options);
  for (const std::string& name : options.predictors) {
    const cohort::Column& one = *table.find(name);
    ResponsePredictor predictor;
    predictor.column = name;
    for (std::size_t i = 0; i < table.rows; ++i)
      predictor.n_missing += one.missing(i) && !responded.missing(i);
    if (counts(one))
      test_levels(one, responded, options, predictor);
    else
      test_number(one, responded, predictor);
    analysis.predictors.push_back(std::move(predictor));
  }
  adjust_all(analysis.predictors);
  return analysis;
}

}  // namespace venscope::study
