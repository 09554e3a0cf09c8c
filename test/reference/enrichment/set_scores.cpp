// Scores per sample as Bioconductor's GSVA 1.46 gives them. 1e-9: both add up some ten to a hundred
// terms, in different orders; the order of the genes is the same.
#include "venscope/enrichment/set_scores.hpp"

#include "support/from_r.hpp"

#include <fmt/format.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

ScoreOptions score_options_of(const std::string& name) {
  ScoreOptions options;
  options.method = name.starts_with("ssgsea") ? ScoreMethod::ssgsea
                   : name.starts_with("gsva") ? ScoreMethod::gsva
                                              : ScoreMethod::zscore;
  options.normalise = name == "ssgsea";
  if (name.ends_with("tau1")) options.tau = 1;
  if (name.ends_with("_tau")) options.tau = 0.25;
  options.difference = name != "gsva_max";
  options.absolute_ranking = name == "gsva_abs";
  if (name == "gsva_none") options.kernel = DensityKernel::none;
  if (name == "gsva_poisson") options.kernel = DensityKernel::poisson;
  options.threads = 2;
  return options;
}

struct ScoredData {
  Matrix values;
  std::vector<std::string> genes;
  std::vector<GeneSet> sets;
};

ScoredData scored_data_of(const nlohmann::json& json) {
  ScoredData data;
  const auto& x = json["x"];
  data.values = Matrix(x[0].size(), x.size());
  for (std::size_t g = 0; g < x.size(); ++g) {
    data.genes.push_back(fmt::format("G{}", g + 1));
    for (std::size_t i = 0; i < data.values.rows; ++i) data.values(i, g) = x[g][i].get<double>();
  }
  for (std::size_t s = 0; s < json["sets"].size(); ++s)
    data.sets.push_back({fmt::format("set{}", s + 1), "", json["sets"][s]});
  return data;
}

}  // namespace

TEST(SetScoresReference, EqualToGsva) {
  const nlohmann::json r = test::from_r("enrichment", "set_scores");
  std::size_t compared = 0;
  for (const auto& one : r["cases"]) {
    const ScoredData data = scored_data_of(one);
    for (const auto& run : one["runs"]) {
      const std::string what =
          one["name"].get<std::string>() + " " + run["name"].get<std::string>();
      const auto result =
          set_scores(data.values, data.genes, data.sets, score_options_of(run["name"]));
      ASSERT_TRUE(result) << what;
      ASSERT_EQ(result->sets.size(), run["sets"].size()) << what;
      for (std::size_t s = 0; s < result->sets.size(); ++s) {
        EXPECT_EQ(data.sets[result->sets[s].set].name, run["sets"][s]) << what;
        for (std::size_t i = 0; i < data.values.rows; ++i, ++compared)
          EXPECT_TRUE(
              test::agrees(result->scores(i, s), test::number(run["scores"][s][i]), 1e-9, 1e-12))
              << what << ", set " << s << ", sample " << i;
      }
    }
  }
  EXPECT_GT(compared, 2500u);
}
