// The screen against R's coxph, gene by gene (cox_screen.R beside this file).
#include "venscope/survival/cox_screen.hpp"

#include "support/reference.hpp"

#include <algorithm>

using namespace venscope;
using namespace venscope::survival;

namespace {

Matrix columns_of(const nlohmann::json& list, std::size_t rows) {
  Matrix matrix(rows, list.size());
  for (std::size_t j = 0; j < matrix.columns; ++j) {
    const std::vector<double> column = test::numbers(list[j]);
    std::copy(column.begin(), column.end(), matrix.column(j).begin());
  }
  return matrix;
}

}  // namespace

TEST(CoxScreen, AsCoxphGeneByGene) {
  const nlohmann::json cases = test::reference("survival/cox_screen");
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    endpoint::Outcomes outcomes;
    outcomes.time = test::numbers(one["time"]);
    outcomes.event = test::whole_numbers(one, "event");
    if (one.contains("entry")) outcomes.entry = test::numbers(one["entry"]);
    const Matrix genes = columns_of(one["genes"], outcomes.size());
    const Matrix adjusters = columns_of(one["adjusters"], outcomes.size());
    const std::vector<std::int32_t> strata = test::whole_numbers(one, "strata");
    std::vector<double> weights;
    if (one.contains("weights")) weights = test::numbers(one["weights"]);
    CoxScreenOptions options;
    options.ties = one["ties"] == "efron" ? Ties::efron : Ties::breslow;
    const auto found = cox_screen({outcomes, adjusters, strata, weights}, genes, options);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), one["rows"].size());
    for (std::size_t j = 0; j < found->size(); ++j) {
      const auto& row = one["rows"][j];
      const ScreenedColumn& gene = (*found)[j];
      const std::string what = one["name"].get<std::string>() + " gene " + std::to_string(j);
      EXPECT_EQ(gene.reason, NoEstimate::none) << what;
      EXPECT_EQ(gene.n, row["n"].get<std::size_t>()) << what;
      EXPECT_EQ(gene.events, row["events"].get<std::size_t>()) << what;
      const double error = row["std_error"];
      // Of coefficients near 0 the error matters, not the digits.
      EXPECT_NEAR(gene.coef, row["coef"], 1e-8 * error) << what;
      test::expect_close(gene.std_error, row["std_error"], 1e-8, what + " std_error");
      EXPECT_NEAR(gene.z, row["z"], 1e-8) << what;
      test::expect_close(gene.p, row["p"], 1e-7, what + " p");
    }
  }
}
