// The path and its cross-validation on two public cohorts with more genes than patients, against
// glmnet: coxnet_cohorts.R. The cohorts are not part of the project; without them there is nothing
// to compare.
#include "venscope/cohort/matrix_file.hpp"
#include "venscope/survival/coxnet.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::survival {
namespace {

const std::string tables = VENSCOPE_SOURCE_DIR "/../shared/data/";

struct PublicCohort {
  const char* name;
  std::string matrix, clinic;
  const char *id, *time, *event;  ///< columns of the clinical table
};

const PublicCohort public_cohorts[] = {
    {"tcga_laml", tables + "tcga_laml/derived_expr_log2_merged.tsv.gz",
     tables + "tcga_laml/derived_tcga_laml_clin_mut_200.tsv", "patient", "os_months", "os_event"},
    {"leucegene", tables + "leucegene/leucegene_expr_log_2594genes_x_373samples.tsv.gz",
     tables + "leucegene/leucegene_clinical_691.tsv", "sampleID", "Overall_Survival_Time_days",
     "Overall_Survival_Status"}};

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::stringstream stream(line);
  for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
  return cells;
}

std::optional<double> number_of(const std::string& cell) {
  double value = 0;
  const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (cell.empty() || read.ec != std::errc() || read.ptr != cell.data() + cell.size()) return {};
  return value;
}

/// Time and event of each id that has both, the time above 0 (which glmnet asks for).
std::map<std::string, std::pair<double, std::int32_t>> survival_of(const PublicCohort& cohort) {
  std::ifstream in(cohort.clinic);
  std::string line;
  std::getline(in, line);
  const std::vector<std::string> head = cells_of(line);
  const auto place = [&](const char* name) {
    return static_cast<std::size_t>(std::find(head.begin(), head.end(), name) - head.begin());
  };
  const std::size_t id = place(cohort.id), time = place(cohort.time), event = place(cohort.event);
  std::map<std::string, std::pair<double, std::int32_t>> known;
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = cells_of(line);
    if (cells.size() <= std::max({id, time, event})) continue;
    const auto months = number_of(cells[time]), died = number_of(cells[event].substr(0, 1));
    if (months && died && *months > 0) known[cells[id]] = {*months, static_cast<int>(*died)};
  }
  return known;
}

class CohortsOfGlmnet : public testing::TestWithParam<PublicCohort> {};

TEST_P(CohortsOfGlmnet, PathAndCrossValidation) {
  const PublicCohort& cohort = GetParam();
  if (!std::filesystem::exists(cohort.matrix)) GTEST_SKIP() << cohort.name << " is not here";
  std::ifstream in(VENSCOPE_SOURCE_DIR "/test/reference/survival/coxnet_cohorts.json");
  const auto json = nlohmann::json::parse(in, nullptr, false)[cohort.name];
  const auto matrix = cohort::read_matrix(cohort.matrix);
  ASSERT_TRUE(matrix);
  const auto known = survival_of(cohort);
  std::vector<std::size_t> samples;
  endpoint::Outcomes outcomes;
  for (std::size_t i = 0; i < matrix->samples.size(); ++i) {
    const auto found = known.find(matrix->samples[i]);
    if (found == known.end()) continue;
    samples.push_back(i);
    outcomes.time.push_back(found->second.first);
    outcomes.event.push_back(found->second.second);
  }
  ASSERT_EQ(samples.size(), json["n"].get<std::size_t>());
  Matrix design(samples.size(), matrix->values.columns);
  for (std::size_t g = 0; g < design.columns; ++g)
    for (std::size_t i = 0; i < samples.size(); ++i) design(i, g) = matrix->values(samples[i], g);
  const auto fold = json["fold"].get<std::vector<std::int32_t>>();
  CoxnetOptions options;
  options.lambda_min_ratio = 0.25;
  const auto ours =
      cross_validated_coxnet({.outcomes = outcomes, .design = design}, fold, options, 2);
  ASSERT_TRUE(ours);
  const auto numbers = [&](const char* name) { return json[name].get<std::vector<double>>(); };
  const std::vector<double> lambda = numbers("lambda"), ratio = numbers("dev_ratio"),
                            mean = numbers("cvm"), error = numbers("cvsd");
  ASSERT_EQ(ours->path.steps.size(), lambda.size());
  for (std::size_t k = 0; k < lambda.size(); ++k) {
    // glmnet's first lambda is that of its own sums: 1e-9.
    EXPECT_NEAR(ours->path.steps[k].lambda / lambda[k], 1, 1e-8) << k;
    EXPECT_NEAR(ours->path.steps[k].deviance_ratio, ratio[k], 1e-8) << k;
    EXPECT_NEAR(ours->mean[k], mean[k], 1e-7) << k;
    EXPECT_NEAR(ours->std_error[k], error[k], 1e-7) << k;
  }
  EXPECT_NEAR(ours->path.steps[ours->at_min].lambda, json["lambda_min"].get<double>(), 1e-8);
  EXPECT_NEAR(ours->path.steps[ours->at_1se].lambda, json["lambda_1se"].get<double>(), 1e-8);
  for (const auto& step : json["steps"]) {
    const auto k = step["step"].get<std::size_t>();
    const auto column = step["column"].get<std::vector<std::size_t>>();
    const auto value = step["value"].get<std::vector<double>>();
    std::vector<double> theirs(design.columns, 0.0);
    for (std::size_t j = 0; j < column.size(); ++j) theirs[column[j]] = value[j];
    const std::vector<double> coefficients = ours->path.coefficients(k);
    double largest = 0, apart = 0;
    for (std::size_t j = 0; j < theirs.size(); ++j) {
      largest = std::max(largest, std::abs(theirs[j]));
      apart = std::max(apart, std::abs(coefficients[j] - theirs[j]));
    }
    EXPECT_LT(apart, 1e-7 * largest) << k;
  }
}

INSTANTIATE_TEST_SUITE_P(Public, CohortsOfGlmnet, testing::ValuesIn(public_cohorts),
                         [](const auto& one) { return std::string(one.param.name); });

}  // namespace
}  // namespace venscope::survival
