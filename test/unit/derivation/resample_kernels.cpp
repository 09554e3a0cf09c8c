#include "venscope/derivation/resample_kernels.hpp"

#include "support/random_derivation.hpp"
#include "venscope/derivation/optimism.hpp"
#include "venscope/derivation/sample_likelihood.hpp"

#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

constexpr std::size_t lanes = resample_lanes;

/// Eight resamples of a cohort with tied times; the last one is empty.
struct Example {
  RandomRegistry registry;
  SortedCohort cohort;
  std::vector<Copies> resamples;
  std::vector<double> copies, deaths, dead, x, beta;
  std::vector<std::uint32_t> most;

  Example(std::size_t indicators, std::uint64_t seed)
      : registry(90, indicators, seed), cohort(sorted_cohort(registry.data()).value()) {
    RandomStream random(seed, "beta");
    const std::size_t n = cohort.order.size(), m = cohort.columns;
    copies.resize(n * lanes);
    deaths.resize(cohort.order.sets.size() * lanes);
    most.resize(cohort.order.sets.size());
    dead.resize(cohort.patterns * lanes);
    x.resize(cohort.patterns * m);
    for (std::size_t k = 0; k < m * lanes; ++k)
      beta.push_back((k % 3 == 0 ? 0.5 : 0.2) * random.normal());
    // The number is large.
    for (std::size_t l = 0; l < lanes; ++l) beta[(m - 1) * lanes + l] /= 20;
    for (std::size_t l = 0; l < lanes; ++l) {
      resamples.push_back(bootstrap_copies(n, seed, l));
      if (l + 1 == lanes) resamples.back() = Copies(n, 0);
      for (std::size_t s = 0; s < most.size(); ++s)
        for (std::uint32_t i = cohort.order.sets[s].begin; i < cohort.order.sets[s].end; ++i) {
          const double count = resamples[l][cohort.order.row[i]];
          copies[i * lanes + l] = count;
          std::copy_n(cohort.x.data() + i * m, m, x.data() + cohort.pattern[i] * m);
          if (cohort.order.event[i] == 0) continue;
          deaths[s * lanes + l] += count;
          dead[cohort.pattern[i] * lanes + l] += count;
          most[s] = std::max(most[s], static_cast<std::uint32_t>(deaths[s * lanes + l]));
        }
    }
  }

  ResampleAnswer by(ResampleKernel kernel, bool efron) const {
    ResampleAnswer answer;
    kernel({cohort.order, efron, cohort.columns, cohort.patterns, cohort.pattern.data(), x.data(),
            copies.data(), deaths.data(), most.data(), dead.data(), beta.data()},
           answer);
    return answer;
  }
};

}  // namespace

TEST(ResampleKernels, EachLaneIsTheLikelihoodOfItsSample) {
  for (const std::size_t indicators : {0u, 1u, 4u, 7u, 10u})
    for (const bool efron : {true, false}) {
      const Example example(indicators, 40 + indicators);
      const std::size_t p = example.cohort.columns;
      const ResampleAnswer found = example.by(resample_kernel(), efron);
      for (std::size_t l = 0; l + 1 < lanes; ++l) {
        const Sample sample = take(example.cohort, example.resamples[l]);
        SampleLikelihood likelihood(sample,
                                    efron ? survival::Ties::efron : survival::Ties::breslow);
        std::vector<std::size_t> columns(p);
        std::iota(columns.begin(), columns.end(), std::size_t{0});
        std::vector<double> beta, score(p);
        for (std::size_t j = 0; j < p; ++j) beta.push_back(example.beta[j * lanes + l]);
        const double loglik = likelihood.evaluate(columns, beta, score);
        Matrix information;
        likelihood.information(columns, information);
        EXPECT_NEAR(found.loglik[l], loglik, 1e-10);
        for (std::size_t j = 0, k = 0; j < p; ++j) {
          EXPECT_NEAR(found.score[j * lanes + l], score[j], 1e-9);
          for (std::size_t i = 0; i <= j; ++i, ++k)
            EXPECT_NEAR(found.information[k * lanes + l], information(j, i),
                        1e-10 * (1 + std::abs(information(j, j))));
        }
      }
      EXPECT_EQ(found.loglik[lanes - 1], 0);
      EXPECT_EQ(found.score[lanes - 1], 0);
    }
}

TEST(ResampleKernels, DoNotDifferInABit) {
  for (const std::size_t indicators : {0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u, 12u}) {
    const Example example(indicators, 60 + indicators);
    for (const bool efron : {true, false}) {
      const ResampleAnswer plain = example.by(all_resample_kernels().front(), efron);
      for (const ResampleKernel kernel : all_resample_kernels()) {
        const ResampleAnswer other = example.by(kernel, efron);
        EXPECT_EQ(plain.loglik, other.loglik);
        EXPECT_EQ(plain.top, other.top);
        EXPECT_EQ(plain.score, other.score);
        EXPECT_EQ(plain.information, other.information);
      }
    }
  }
}
