// Spread, expected concordance and membership against R (case_mix.R).
#include "venscope/accuracy/case_mix.hpp"

#include "support/reference.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

Matrix matrix_of(const nlohmann::json& columns) {
  Matrix result(columns[0].size(), columns.size());
  for (std::size_t j = 0; j < result.columns; ++j)
    for (std::size_t i = 0; i < result.rows; ++i) result(i, j) = columns[j][i].get<double>();
  return result;
}

std::vector<double> score_of(const Matrix& terms) {
  std::vector<double> score(terms.rows, 0.0);
  for (std::size_t j = 0; j < terms.columns; ++j)
    for (std::size_t i = 0; i < terms.rows; ++i) score[i] += terms(i, j);
  return score;
}

}  // namespace

TEST(ReferenceCaseMix, SpreadConcordanceAndMembershipAreThoseOfR) {
  for (const auto& one : reference("accuracy/case_mix")) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const Matrix first = matrix_of(one["first"]), second = matrix_of(one["second"]);
    for (std::size_t k = 0; k < 2; ++k) {
      const std::vector<double> score = score_of(k == 0 ? first : second);
      const Spread found = spread(score);
      expect_close(found.mean, number(one["mean"][k]), 1e-12, "mean");
      expect_close(*found.sd, number(one["sd"][k]), 1e-12, "sd");
      expect_close(*expected_concordance(score), number(one["expected"][k]), 1e-12, "expected C");
    }
    const auto found = membership(first, second);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->terms, one["terms"].get<std::size_t>());
    expect_close(found->auc, number(one["auc"]), 1e-12, "AUC");
    expect_close(found->std_error, number(one["se"]), 1e-12, "its standard error");
  }
}
