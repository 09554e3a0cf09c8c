// Rubin's rules against mice.
#include "venscope/imputation/rubin.hpp"

#include "support/from_r.hpp"
#include "venscope/imputation/pooled_cox.hpp"

using namespace venscope;
using namespace venscope::imputation;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

std::vector<double> numbers_of(const Json& values) {
  std::vector<double> result;
  for (const Json& value : values) result.push_back(number(value));
  return result;
}

const Json& reference_values() {
  static const Json all = from_r("imputation", "rubin");
  return all;
}

cohort::Column column_of(const std::string& name, const Json& values) {
  cohort::Column column;
  column.name = name;
  column.number = numbers_of(values);
  return column;
}

}  // namespace

TEST(RubinAsMice, Scalars) {
  ASSERT_EQ(reference_values()["scalars"].size(), 7u);
  for (const Json& one : reference_values()["scalars"]) {
    const double df = one["complete_df"].is_null() ? std::numeric_limits<double>::infinity()
                                                   : number(one["complete_df"]);
    const Pooled pooled = pool(numbers_of(one["q"]), numbers_of(one["u"]), df).value();
    EXPECT_TRUE(agrees(pooled.estimate, number(one["estimate"]), 1e-14));
    EXPECT_TRUE(agrees(pooled.within, number(one["within"]), 1e-14));
    // Estimates that differ by 1e-9 keep 6 digits of their variance.
    EXPECT_TRUE(agrees(pooled.between, number(one["between"]), 1e-6));
    EXPECT_TRUE(agrees(pooled.variance, number(one["variance"]), 1e-13));
    EXPECT_TRUE(agrees(pooled.df, number(one["df"]), 1e-12));
    EXPECT_TRUE(agrees(pooled.relative_increase, number(one["r"]), 1e-6));
    EXPECT_TRUE(agrees(pooled.missing_information, number(one["fmi"]), 1e-12));
  }
}

TEST(RubinAsMice, CoxModel) {
  const Json& one = reference_values()["cox"];
  cohort::Table table;
  for (const char* name : {"time", "status", "age", "sex", "ph_ecog", "wt_loss"})
    table.columns.push_back(column_of(name, one[name]));
  table.rows = table.columns[0].number.size();
  table.line.resize(table.rows);
  Imputation imputation;
  for (const std::size_t column : {4u, 5u}) {
    ImputedVariable variable;
    variable.column = column;
    for (std::size_t i = 0; i < table.rows; ++i)
      if (table.columns[column].missing(i)) variable.rows.push_back(i);
    imputation.variables.push_back(variable);
  }
  for (std::size_t k = 0; k < one["filled_ecog"].size(); ++k)
    imputation.values.push_back(
        {numbers_of(one["filled_ecog"][k]), numbers_of(one["filled_loss"][k])});
  const PooledCox cox =
      pooled_cox("Surv(time, status) ~ age + sex + ph_ecog + wt_loss", table, imputation).value();
  ASSERT_EQ(cox.terms.size(), 4u);
  EXPECT_EQ(cox.n, 228u);
  for (std::size_t j = 0; j < 4; ++j) {
    const PooledTerm& term = cox.terms[j];
    EXPECT_TRUE(agrees(std::exp(term.pooled.estimate), number(one["hr"][j]), 1e-8));
    EXPECT_TRUE(agrees(term.pooled.std_error(), number(one["std_error"][j]), 1e-7));
    EXPECT_TRUE(agrees(term.pooled.df, number(one["df"][j]), 1e-6));
    EXPECT_TRUE(agrees(term.p, number(one["p"][j]), 1e-6));
    EXPECT_TRUE(agrees(term.conf_low, number(one["low"][j]), 1e-7));
    EXPECT_TRUE(agrees(term.conf_high, number(one["high"][j]), 1e-7));
    EXPECT_TRUE(agrees(term.pooled.missing_information, number(one["fmi"][j]), 1e-6));
    EXPECT_TRUE(agrees(term.pooled.lambda, number(one["lambda"][j]), 1e-6));
  }
}
