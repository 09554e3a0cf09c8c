// Whole default paths on what looks like expression data, down to fits that explain nearly
// everything: far more columns than rows, and as many in play as the rows can tell apart.
#include "venscope/base/random.hpp"
#include "venscope/survival/coxnet.hpp"
#include "venscope/survival/coxnet_path.hpp"
#include "venscope/survival/eta_likelihood.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct ExpressionLike {
  endpoint::Outcomes outcomes;
  Matrix x;
  std::vector<std::int32_t> strata;
  std::vector<double> weights;

  CoxData data() const {
    return {.outcomes = outcomes, .design = x, .strata = strata, .weights = weights};
  }
};

struct Kind {
  std::size_t n, p;
  double effect;  ///< of one gene in nine
  bool ties = false, weights = false, strata = false, entry = false, efron = false;
};

/// Genes that follow a few factors, on a log scale that begins at 0: skewed, and 0 in many
/// samples. Some are copies of others, most of them but for a little noise.
ExpressionLike expression_like(const Kind& kind, unsigned seed) {
  constexpr std::size_t factors = 6;
  RandomStream random(seed, "expression");
  ExpressionLike d;
  d.x = Matrix(kind.n, kind.p);
  std::vector<double> factor(kind.n * factors), risk(kind.n);
  for (double& value : factor) value = random.normal();
  for (std::size_t j = 0; j < kind.p; ++j) {
    const double level = 4 * random.normal(), own = 0.4 + random.uniform();
    const std::size_t first = random.below(factors), second = random.below(factors);
    const double effect = j % 9 == 0 ? kind.effect * random.normal() : 0;
    for (std::size_t i = 0; i < kind.n; ++i) {
      const double shared = factor[i * factors + first] - 0.6 * factor[i * factors + second];
      const double gene = level + 1.5 * shared + own * random.normal();
      d.x(i, j) = j % 17 == 16 ? d.x(i, j - 1) + (j % 51 == 50 ? 0 : 0.01) * random.normal()
                               : std::log1p(std::exp(gene));
      risk[i] += effect * d.x(i, j);
    }
  }
  const double middle =
      std::accumulate(risk.begin(), risk.end(), 0.0) / static_cast<double>(kind.n);
  for (std::size_t i = 0; i < kind.n; ++i) {
    double time = 900 * random.exponential() * std::exp(-0.5 * (risk[i] - middle));
    const double censored = 300 + 4000 * random.uniform();
    d.outcomes.event.push_back(time < censored);
    time = std::min(time, censored);
    d.outcomes.time.push_back(kind.ties ? 1 + std::floor(time / 60) : 1 + time);
    if (kind.entry) d.outcomes.entry.push_back(d.outcomes.time[i] * 0.6 * random.uniform());
    if (kind.weights) d.weights.push_back(static_cast<double>(random.below(4)) / 2);
    if (kind.strata) d.strata.push_back(static_cast<std::int32_t>(random.below(2)));
  }
  return d;
}

/// All rows, and those left by each of three folds.
std::vector<CoxnetTask> all_and_thirds(const RiskOrder& order, const CoxnetColumns& columns) {
  std::vector<CoxnetTask> tasks(4);
  for (std::size_t t = 0; t < tasks.size(); ++t) {
    tasks[t].weight = columns.weight;
    for (std::size_t i = 0; i < order.size(); ++i)
      if (t > 0 && order.row[i] % 3 == t - 1) tasks[t].weight[i] = 0;
  }
  return tasks;
}

/// How far the columns are from what makes a minimum, at worst and over lambda.
double off_optimum(const RiskOrder& order, const CoxnetColumns& columns, const CoxnetTask& task,
                   const CoxnetTrace& trace, bool efron) {
  const std::size_t n = columns.rows;
  const std::vector<double> deviation = column_spread(columns, task.weight).deviation;
  const double total = std::accumulate(task.weight.begin(), task.weight.end(), 0.0);
  EtaLikelihood likelihood(order, efron);
  likelihood.set_weights(task.weight);
  double worst = 0;
  for (std::size_t k = 0; k < trace.path.steps.size(); ++k) {
    const CoxnetStep& step = trace.path.steps[k];
    std::vector<double> beta(columns.columns);
    for (const CoxnetCoefficient& one : step.coefficients) beta[one.column] = one.value;
    if (!likelihood.evaluate(std::span(trace.eta).subspan(k * n, n))) return INFINITY;
    for (std::size_t j = 0; j < columns.columns; ++j) {
      if (deviation[j] == 0) continue;
      double score = 0;
      for (std::size_t i = 0; i < n; ++i)
        score += likelihood.gradient()[i] * columns.column(j)[order.row[i]];
      score /= total * deviation[j];
      const double off = beta[j] != 0 ? std::abs(score - std::copysign(step.lambda, beta[j]))
                                      : std::abs(score) - step.lambda;
      worst = std::max(worst, off / step.lambda);
    }
  }
  return worst;
}

/// Some ten steps a penalty, an information for each of them in the beginning and fewer later,
/// columns that come and go a few times; twice what such paths take.
void expect_few_rounds(const CoxnetTrace& trace) {
  const std::size_t penalties = trace.path.steps.size();
  EXPECT_LE(trace.counts.looks, penalties + 10);
  EXPECT_LE(trace.counts.steps, 20 * penalties);
  EXPECT_LE(trace.counts.formed, 2 * penalties);
  EXPECT_LE(trace.counts.sweeps, 16 * penalties);
  EXPECT_LE(trace.counts.changes, 10 * penalties);
}

}  // namespace

// Down some of these paths there are as many columns in play as the rows tell apart: each further
// one is explained by those there and takes the place of one of them.
TEST(CoxnetSaturatedTwin, DefaultPathsEndAtTheOptimumInFewRounds) {
  const Kind kinds[] = {{40, 800, 0.02},
                        {60, 1000, 0.02},
                        {60, 300, 0.3, true, true, true, false, true},
                        {90, 400, 0.3, true, false, false, true},
                        {100, 800, 0.02, true, true, false, false, true},
                        {80, 500, 0.1, false, true, true},
                        {150, 1000, 0.05},
                        {150, 1000, 0.3, true, true}};
  unsigned seed = 12;
  std::size_t full = 0;
  for (const Kind& kind : kinds)
    for (int input = 0; input < 4; ++input) {
      const ExpressionLike d = expression_like(kind, seed);
      const RiskOrder order = risk_order(d.outcomes, d.strata).value();
      const CoxnetColumns columns = coxnet_columns(order, d.data());
      CoxnetOptions options;
      options.ties = kind.efron ? Ties::efron : Ties::breslow;
      const std::vector<CoxnetTask> tasks = all_and_thirds(order, columns);
      const auto traces = coxnet_paths(order, columns, tasks, options, /*keep_eta=*/true, 1);
      for (std::size_t t = 0; t < tasks.size(); ++t) {
        SCOPED_TRACE(testing::Message() << "seed " << seed << ", path " << t);
        const CoxnetPath& path = traces[t].path;
        EXPECT_EQ(path.steps.size(), 100u);
        EXPECT_TRUE(path.warnings.empty());
        EXPECT_LT(off_optimum(order, columns, tasks[t], traces[t], kind.efron), 1e-7);
        expect_few_rounds(traces[t]);
        full += path.steps.back().df() + 2 >= path.n;
      }
      ++seed;
    }
  EXPECT_GT(full, 10u);
}

// A few penalties far apart, or one by itself: the way there goes by others, and ends where that of
// a hundred does.
TEST(CoxnetSaturatedTwin, PenaltiesFarApartAreReachedToo) {
  for (unsigned seed = 60; seed < 64; ++seed) {
    const Kind kind{80, 1200, 0.05, seed % 2 == 0, seed % 2 == 1};
    const ExpressionLike d = expression_like(kind, seed);
    const RiskOrder order = risk_order(d.outcomes, d.strata).value();
    const CoxnetColumns columns = coxnet_columns(order, d.data());
    const CoxnetTask task{columns.weight, {}, {}};
    CoxnetOptions options;
    const CoxnetTrace all = coxnet_paths(order, columns, {&task, 1}, options, true, 1)[0];
    for (const std::size_t count : {1u, 2u, 5u, 10u}) {
      options.lambda.clear();
      for (std::size_t k = 100; k > 0; k -= 100 / count)
        options.lambda.push_back(all.path.steps[k - 1].lambda);
      const CoxnetTrace few = coxnet_paths(order, columns, {&task, 1}, options, true, 1)[0];
      ASSERT_EQ(few.path.steps.size(), count) << seed;
      EXPECT_TRUE(few.path.warnings.empty());
      EXPECT_LT(off_optimum(order, columns, task, few, false), 1e-7);
      EXPECT_LE(few.counts.steps, 1000u);
      EXPECT_NEAR(few.path.steps.back().deviance_ratio, all.path.steps.back().deviance_ratio, 1e-9);
    }
  }
}

// Columns in pairs that floats cannot tell apart: the model is one in doubles from early on, and
// grows on as one.
TEST(CoxnetSaturatedTwin, AModelInDoublesGrowsToo) {
  for (unsigned seed = 70; seed < 73; ++seed) {
    ExpressionLike d = expression_like({200, 300, 0.1}, seed);
    RandomStream random(seed, "pairs");
    for (std::size_t j = 0; j + 1 < 300; j += 2)
      for (std::size_t i = 0; i < 200; ++i) {
        d.x(i, j) = random.normal();
        d.x(i, j + 1) = d.x(i, j) + 1e-4 * random.normal();
      }
    const RiskOrder order = risk_order(d.outcomes, d.strata).value();
    const CoxnetColumns columns = coxnet_columns(order, d.data());
    const CoxnetTask task{columns.weight, {}, {}};
    const CoxnetTrace trace = coxnet_paths(order, columns, {&task, 1}, {}, true, 1)[0];
    EXPECT_GT(trace.path.steps.size(), 30u);
    EXPECT_GT(trace.path.steps.back().df(), 60u);
    EXPECT_LT(off_optimum(order, columns, task, trace, false), 1e-7) << seed;
  }
}

// With a ridge, whose factor may be a little off from penalty to penalty, a path is as exact as one
// that is carried much further.
TEST(CoxnetSaturatedTwin, PathsWithARidgeEndWhereATighterToleranceDoes) {
  constexpr std::size_t n = 150, p = 700;
  ExpressionLike d;
  RandomStream random(77, "ridge");
  d.x = Matrix(n, p);
  for (double& value : d.x.values) value = random.normal();
  for (std::size_t i = 0; i < n; ++i) {
    d.outcomes.time.push_back(random.exponential());
    d.outcomes.event.push_back(random.chance(0.7));
  }
  for (const double alpha : {0.0, 0.02, 0.5}) {
    CoxnetOptions options;
    options.alpha = alpha;
    options.lambda_min_ratio = 0.05;
    const CoxnetPath path = coxnet(d.data(), options).value();
    options.tolerance = 1e-20;
    const CoxnetPath tight = coxnet(d.data(), options).value();
    ASSERT_EQ(path.steps.size(), tight.steps.size());
    for (std::size_t k = 1; k < path.steps.size(); ++k) {
      const std::vector<double> b = path.coefficients(k), to = tight.coefficients(k);
      double largest = 0, off = 0;
      for (std::size_t j = 0; j < p; ++j) {
        largest = std::max(largest, std::abs(to[j]));
        off = std::max(off, std::abs(b[j] - to[j]));
      }
      ASSERT_LE(off, 1e-8 * largest) << alpha << ", step " << k;
    }
  }
}

// The unit of a matrix that is not standardised does not matter, also where neither scores nor
// information fit into floats.
TEST(CoxnetSaturatedTwin, UnitsBeyondFloatsLeadToTheSamePath) {
  ExpressionLike d = expression_like({80, 900, 0.05}, 75);
  CoxnetOptions options;
  options.standardise = false;
  const CoxnetPath path = coxnet(d.data(), options).value();
  ASSERT_EQ(path.steps.size(), 100u);
  const Matrix x = d.x;
  for (const double unit : {1e-8, 1e-25, 1e-60, 1e25, 1e33}) {
    SCOPED_TRACE(unit);
    for (std::size_t i = 0; i < x.values.size(); ++i) d.x.values[i] = unit * x.values[i];
    const CoxnetPath other = coxnet(d.data(), options).value();
    ASSERT_EQ(other.steps.size(), 100u);
    for (std::size_t k = 0; k < 100; ++k) {
      EXPECT_NEAR(other.steps[k].lambda / unit, path.steps[k].lambda, 1e-9);
      EXPECT_NEAR(other.steps[k].deviance_ratio, path.steps[k].deviance_ratio, 1e-8);
      const std::vector<double> was = path.coefficients(k), now = other.coefficients(k);
      for (std::size_t j = 0; j < was.size(); ++j) EXPECT_NEAR(now[j] * unit, was[j], 1e-6) << j;
    }
  }
}

// As many columns of noise as rows: far down the path they all but separate the events. It ends
// there and says why, and each of its steps is an optimum.
TEST(CoxnetSaturatedTwin, NoiseThatSeparatesEndsThePathWithTheReason) {
  ExpressionLike d;
  RandomStream random(1, "noise");
  d.x = Matrix(120, 100);
  for (double& value : d.x.values) value = random.normal();
  for (std::size_t i = 0; i < 120; ++i) {
    const double time = random.exponential(), censored = 3 * random.uniform();
    d.outcomes.event.push_back(time < censored);
    d.outcomes.time.push_back(std::min(time, censored));
  }
  const RiskOrder order = risk_order(d.outcomes, d.strata).value();
  const CoxnetColumns columns = coxnet_columns(order, d.data());
  const CoxnetTask task{columns.weight, {}, {}};
  const CoxnetTrace trace = coxnet_paths(order, columns, {&task, 1}, {}, true, 1)[0];
  EXPECT_GT(trace.path.steps.size(), 40u);
  EXPECT_LT(off_optimum(order, columns, task, trace, false), 1e-7);
  ASSERT_EQ(trace.path.warnings.size(), 1u);
  EXPECT_NE(trace.path.warnings[0].find("all but separate the events"), std::string::npos);
}
