#include "venscope/expression/counts.hpp"

#include "support/from_r.hpp"
#include "venscope/expression/moderated_t.hpp"
#include "venscope/expression/voom.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& cases() {
  static const nlohmann::json values = test::from_r("expression", "counts");
  return values;
}

struct Counted {
  Matrix counts;
  Design design;
  std::vector<double> size, factors, effective;

  explicit Counted(const nlohmann::json& one) {
    counts.rows = one["samples"].get<std::size_t>();
    counts.columns = one["counts"].size() / counts.rows;
    counts.values = one["counts"].get<std::vector<double>>();
    design.names = one["names"].get<std::vector<std::string>>();
    design.columns.rows = counts.rows;
    design.columns.columns = design.names.size();
    for (const auto& column : one["design"])
      for (const auto& value : column) design.columns.values.push_back(number(value));
    size = library_sizes(counts);
    factors = tmm_factors(counts, size);
    for (std::size_t i = 0; i < size.size(); ++i) effective.push_back(size[i] * factors[i]);
  }
};

void expect_values(const std::vector<double>& ours, const nlohmann::json& theirs, double relative,
                   const char* what) {
  ASSERT_EQ(ours.size(), theirs.size()) << what;
  for (std::size_t i = 0; i < ours.size(); ++i)
    EXPECT_TRUE(agrees(ours[i], number(theirs[i]), relative, 1e-13)) << what << " " << i;
}

}  // namespace

TEST(CountsReference, Normalisation) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Counted counted(one);
    expect_values(counted.factors, one["tmm"], 1e-12, "TMM");
    const auto factors = median_of_ratios(counted.counts);
    EXPECT_EQ(bool(factors), one.contains("size_factors"));
    if (factors) expect_values(*factors, one["size_factors"], 1e-12, "size factor");
    const Matrix logs = log_counts_per_million(counted.counts, counted.effective);
    expect_values(logs.values, one["logs"], 1e-12, "log CPM");
  }
}

TEST(CountsReference, Filter) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Counted counted(one);
    const auto keep = enough_reads(counted.counts, counted.design, counted.size);
    for (std::size_t g = 0; g < keep.size(); ++g) EXPECT_EQ(keep[g], one["keep"][g] == 1) << g;
  }
}

TEST(CountsReference, Voom) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Counted counted(one);
    const auto plain = voom(counted.counts, counted.design, counted.effective);
    ASSERT_TRUE(plain);
    expect_values(plain->logs.values, one["voom"], 1e-12, "log");
    expect_values(plain->weights.values, one["weights"], 1e-9, "weight");
    const auto fit = fit_linear_models(plain->logs, counted.design, {.weights = &plain->weights});
    ASSERT_TRUE(fit);
    const auto moderated = moderate(*fit);
    ASSERT_TRUE(moderated);
    for (std::size_t j = 0; j < fit->names.size(); ++j)
      for (std::size_t g = 0; g < fit->genes(); ++g)
        EXPECT_TRUE(agrees(moderated->t(g, j), number(one["t"][j][g]), 1e-8, 1e-10)) << g;
    const auto quality =
        voom(counted.counts, counted.design, counted.effective, {.sample_weights = true});
    ASSERT_TRUE(quality);
    expect_values(quality->sample_weights, one["sample_weights"], 1e-9, "weight of a sample");
    expect_values(quality->weights.values, one["quality"], 1e-8, "weight with that of the sample");
  }
}

// The likelihood stops at 1e-5 of a criterion, after the same rounds as in R.
TEST(CountsReference, ArrayWeights) {
  for (const auto& one : cases()) {
    SCOPED_TRACE(one["name"]);
    const Counted counted(one);
    const auto plain = voom(counted.counts, counted.design, counted.effective);
    ASSERT_TRUE(plain);
    const auto expect = [&](const Matrix& y, ArrayWeightsMethod method, const char* key) {
      expect_values(array_weights(y, counted.design, nullptr, method).weight, one[key], 1e-9, key);
    };
    expect(plain->logs, ArrayWeightsMethod::automatic, "array");
    expect(plain->logs, ArrayWeightsMethod::gene_by_gene, "gene_by_gene");
    Matrix missing = plain->logs;
    for (std::size_t k = 0; k < 12; ++k)
      missing(k % missing.rows, 2 + k) = std::numeric_limits<double>::quiet_NaN();
    expect(missing, ArrayWeightsMethod::automatic, "with_missing");
  }
}
