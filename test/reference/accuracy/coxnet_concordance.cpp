// Harrell's C of the rows left out, against cv.glmnet with type.measure = "C" (of coxnet_more.R).
#include "venscope/accuracy/coxnet_concordance.hpp"

#include "support/from_r.hpp"

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

void compare(const CoxnetValidation& found, const nlohmann::json& expected) {
  ASSERT_EQ(found.mean.size(), expected["cvm"].size());
  // A pair that changes sides would be seen: one pair of a fold is more than 1e-3.
  for (std::size_t k = 0; k < found.mean.size(); ++k) {
    EXPECT_TRUE(agrees(found.mean[k], number(expected["cvm"][k]), 1e-9)) << "step " << k;
    EXPECT_TRUE(agrees(found.std_error[k], number(expected["cvsd"][k]), 1e-8)) << "step " << k;
  }
  EXPECT_TRUE(agrees(found.path.steps[found.at_min].lambda, number(expected["lambda_min"]), 1e-8));
  EXPECT_TRUE(agrees(found.path.steps[found.at_1se].lambda, number(expected["lambda_1se"]), 1e-8));
}

}  // namespace

TEST(CoxnetConcordanceAsR, PlainAndWeighted) {
  const nlohmann::json json = from_r("survival", "coxnet_more");
  endpoint::Outcomes outcomes;
  std::vector<double> weights;
  std::vector<std::vector<std::int32_t>> folds(1);
  Matrix design(json["x"].size(), 60);
  for (std::size_t i = 0; i < design.rows; ++i) {
    outcomes.time.push_back(number(json["time"][i]));
    outcomes.event.push_back(json["event"][i].get<std::int32_t>());
    weights.push_back(number(json["weights"][i]));
    folds[0].push_back(json["folds"][0][i].get<std::int32_t>());
    for (std::size_t j = 0; j < 60; ++j) design(i, j) = number(json["x"][i][j]);
  }
  CoxnetOptions options;
  options.lambda_count = 33;
  options.lambda_min_ratio = 0.05;
  CoxnetValidationOptions more;
  more.keep_left_out = true;
  for (const bool weighted : {false, true}) {
    SCOPED_TRACE(weighted);
    CoxData data{outcomes, design, {}, {}, {}, {}};
    if (weighted) data.weights = weights;
    auto found = cross_validated_coxnet(data, folds, options, more);
    ASSERT_TRUE(found) << to_text(found.error());
    compare(accuracy::judged_by_concordance(data, folds, std::move(*found)),
            json["concordance"][weighted ? "weighted" : "plain"]);
  }
}
