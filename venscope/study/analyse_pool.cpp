#include "venscope/study/pool_analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using report::Json;

const cohort::Column* pool_column(const cohort::Table& table, const std::string& name,
                                  const char* option, bool numeric, Problems& problems) {
  const cohort::Column* column = table.find(name);
  if (!column)
    problems.push_back({"pooling.no_column",
                        {option, 0, ""},
                        fmt::format("there is no column {} in {}", name, table.file),
                        "a column of the data",
                        ""});
  else if (numeric && column->type != cohort::ColumnType::number)
    problems.push_back({"pooling.not_numbers",
                        {option, 0, ""},
                        fmt::format("the column {} holds no numbers", name),
                        "a number in each row, such as a log hazard ratio",
                        ""});
  else
    return column;
  return nullptr;
}

std::string cohort_label(const cohort::Table& table, const cohort::Column* labels,
                         std::size_t row) {
  if (!labels || labels->missing(row)) return fmt::format("line {}", table.line[row]);
  return labels->numeric() ? fmt::format("{}", labels->number[row])
                           : labels->levels[static_cast<std::size_t>(labels->code[row])];
}

const char* name_of(accuracy::BetweenVariance method) {
  switch (method) {
    case accuracy::BetweenVariance::fixed:
      return "fixed";
    case accuracy::BetweenVariance::der_simonian_laird:
      return "dl";
    case accuracy::BetweenVariance::restricted_likelihood:
      return "reml";
    case accuracy::BetweenVariance::paule_mandel:
      return "pm";
  }
  return "";
}

Json json_of(const std::optional<double>& value) {
  return value ? report::json_number(*value) : Json(nullptr);
}

Json heterogeneity_json(const std::optional<accuracy::CohortHeterogeneity>& h) {
  if (!h) return nullptr;
  return {{"q", report::json_number(h->q)},
          {"df", report::json_number(h->df)},
          {"p", report::json_number(h->p)},
          {"tau2", report::json_number(h->tau2)},
          {"tau2_low", report::json_number(h->tau2_low)},
          {"tau2_high", report::json_number(h->tau2_high)},
          {"i2", report::json_number(h->i2)},
          {"i2_low", report::json_number(h->i2_low)},
          {"i2_high", report::json_number(h->i2_high)}};
}

}  // namespace

Result<PoolAnalysis> analyse_pool(const cohort::Table& table, const PoolAnalysisOptions& options) {
  Problems problems;
  const auto* estimate = pool_column(table, options.estimate, "--estimate", true, problems);
  const auto* std_error = pool_column(table, options.std_error, "--se", true, problems);
  const cohort::Column* labels =
      options.label.empty() ? nullptr
                            : pool_column(table, options.label, "--label", false, problems);
  if (!problems.empty()) return failure(std::move(problems));
  PoolAnalysis analysis;
  analysis.options = options;
  std::vector<std::string> lost;
  for (std::size_t i = 0; i < table.rows; ++i) {
    const std::string label = cohort_label(table, labels, i);
    if (estimate->missing(i) || std_error->missing(i)) {
      lost.push_back(label);
      continue;
    }
    if (!(std_error->number[i] > 0))
      problems.push_back(
          {"pooling.std_error",
           {table.file, table.line[i], options.std_error},
           fmt::format("{} has the standard error {}", label, std_error->number[i]),
           "a number above 0",
           "a cohort without a standard error cannot be weighed: leave the cell empty "
           "to leave the cohort out"});
    analysis.cohorts.push_back({label, estimate->number[i], std_error->number[i]});
  }
  if (!problems.empty()) return failure(std::move(problems));
  analysis.n_missing = lost.size();
  if (!lost.empty())
    analysis.warnings.push_back(fmt::format("left out, without an estimate or a standard error: {}",
                                            fmt::join(lost, ", ")));
  auto result = accuracy::pooled(analysis.cohorts, options.fit);
  if (!result) return tl::unexpected(std::move(result.error()));
  analysis.result = std::move(*result);
  analysis.warnings.insert(analysis.warnings.end(), analysis.result.warnings.begin(),
                           analysis.result.warnings.end());
  return analysis;
}

Json to_json(const PoolAnalysis& analysis) {
  const accuracy::PooledEstimate& fit = analysis.result;
  Json json = {{"kind", "pool"},
               {"n", analysis.cohorts.size()},
               {"n_missing", analysis.n_missing},
               {"method", name_of(analysis.options.fit.method)},
               {"hartung_knapp", analysis.options.fit.hartung_knapp},
               {"conf_level", report::json_number(analysis.options.fit.level)},
               {"estimate", report::json_number(fit.estimate)},
               {"std_error", report::json_number(fit.std_error)},
               {"conf_low", report::json_number(fit.low)},
               {"conf_high", report::json_number(fit.high)},
               {"statistic", report::json_number(fit.statistic)},
               {"df", json_of(fit.df)},
               {"p", report::json_number(fit.p)},
               {"prediction_low", json_of(fit.prediction_low)},
               {"prediction_high", json_of(fit.prediction_high)},
               {"heterogeneity", heterogeneity_json(fit.heterogeneity)},
               {"cohorts", Json::array()},
               {"warnings", analysis.warnings}};
  if (analysis.options.ratio) {
    json["exp_estimate"] = report::json_number(std::exp(fit.estimate));
    json["exp_conf_low"] = report::json_number(std::exp(fit.low));
    json["exp_conf_high"] = report::json_number(std::exp(fit.high));
  }
  for (std::size_t i = 0; i < analysis.cohorts.size(); ++i)
    json["cohorts"].push_back({{"label", analysis.cohorts[i].label},
                               {"estimate", report::json_number(analysis.cohorts[i].estimate)},
                               {"std_error", report::json_number(analysis.cohorts[i].std_error)},
                               {"conf_low", report::json_number(fit.cohorts[i].low)},
                               {"conf_high", report::json_number(fit.cohorts[i].high)},
                               {"weight", report::json_number(fit.cohorts[i].weight)}});
  return json;
}

}  // namespace venscope::study
