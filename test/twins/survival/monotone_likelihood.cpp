// Whether a Cox model is said to be separated, and by which columns, against all extreme rays of
// the cone of directions along which its likelihood is monotone, in whole numbers.
#include "venscope/base/random.hpp"
#include "venscope/survival/cox.hpp"

#include <array>
#include <set>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

using Whole = std::array<std::int64_t, 3>;

struct Sample {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::int32_t> strata;
  std::vector<double> weights;
  CoxData data() const { return {outcomes, design, strata, weights}; }
};

/// Few rows of small whole numbers, mostly with a second column that is the first but for a few
/// rows, now and then with a third that is nearly their sum.
Sample sample_of(std::uint64_t seed, std::size_t p) {
  RandomStream random(seed, "near copies");
  Sample sample;
  const std::size_t n = 6 + random.below(24);
  sample.design = Matrix(n, p);
  const bool entry = random.chance(0.25), strata = random.chance(0.25),
             weights = random.chance(0.25), ties = random.chance(0.6);
  const std::uint64_t range = std::array<std::uint64_t, 4>{2, 3, 10, 1000}[random.below(4)];
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint64_t time = 1 + random.below(ties ? 8 : 1000);
    sample.outcomes.time.push_back(static_cast<double>(time));
    sample.outcomes.event.push_back(random.chance(0.6));
    if (entry) sample.outcomes.entry.push_back(static_cast<double>(random.below(time)));
    if (strata) sample.strata.push_back(static_cast<std::int32_t>(random.below(2)));
    if (weights) sample.weights.push_back(static_cast<double>(random.below(4)) / 2);
    for (std::size_t j = 0; j < p; ++j)
      sample.design(i, j) = static_cast<double>(random.below(range));
  }
  const auto touch = [&](std::size_t column, std::size_t rows) {
    for (std::size_t k = 0; k < rows; ++k)
      sample.design(random.below(n), column) += static_cast<double>(random.below(5)) - 2;
  };
  if (random.chance(0.8)) {
    std::copy_n(sample.design.column(0).begin(), n, sample.design.column(1).begin());
    touch(1, 1 + random.below(4));
  }
  if (p == 3 && random.chance(0.4)) {
    for (std::size_t i = 0; i < n; ++i)
      sample.design(i, 2) = sample.design(i, 0) + sample.design(i, 1);
    touch(2, 3);
  }
  return sample;
}

/// The differences of one who dies and one at risk, each once.
std::vector<Whole> differences(const Sample& s, bool exact) {
  std::set<Whole> found;
  const auto& [entry, time, event] = s.outcomes;
  const auto there = [&](std::size_t i) { return s.weights.empty() || s.weights[i] > 0; };
  for (std::size_t i = 0; i < time.size(); ++i)
    for (std::size_t j = 0; j < time.size(); ++j) {
      if (event[i] == 0 || !there(i) || !there(j) || time[j] < time[i]) continue;
      if (!s.strata.empty() && s.strata[i] != s.strata[j]) continue;
      if (!entry.empty() && entry[j] >= time[i]) continue;
      if (exact && time[j] == time[i] && event[j] != 0) continue;
      Whole one{};
      for (std::size_t c = 0; c < s.design.columns; ++c)
        one[c] = static_cast<std::int64_t>(s.design(i, c) - s.design(j, c));
      if (one != Whole{}) found.insert(one);
    }
  return {found.begin(), found.end()};
}

std::int64_t product(const Whole& a, const Whole& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
Whole at_right_angles(const Whole& a, const Whole& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// All that can be extreme rays: at right angles to p - 1 of the differences.
std::vector<Whole> candidates(const std::vector<Whole>& differences, std::size_t p) {
  std::vector<Whole> rays;
  const auto add = [&](const Whole& ray) {
    if (ray == Whole{}) return;
    rays.push_back(ray);
    rays.push_back({-ray[0], -ray[1], -ray[2]});
  };
  for (std::size_t a = 0; a < differences.size(); ++a) {
    if (p == 2) add({-differences[a][1], differences[a][0], 0});
    for (std::size_t b = a + 1; p == 3 && b < differences.size(); ++b)
      add(at_right_angles(differences[a], differences[b]));
  }
  return rays;
}

struct Cone {
  bool collinear = true, monotone = false;
  std::array<bool, 3> moves{};  ///< whether a direction of the cone moves the column
};

Cone cone_of(const Sample& sample, bool exact) {
  Cone cone;
  const std::vector<Whole> all = differences(sample, exact);
  for (const Whole& ray : candidates(all, sample.design.columns)) {
    bool none = true, never_less = true;
    for (const Whole& one : all) {
      const std::int64_t by = product(one, ray);
      none = none && by == 0;
      never_less = never_less && by >= 0;
    }
    if (!none) cone.collinear = false;
    if (none || !never_less) continue;
    cone.monotone = true;
    for (std::size_t j = 0; j < 3; ++j) cone.moves[j] = cone.moves[j] || ray[j] != 0;
  }
  // In three dimensions a ray may be found though all differences lie in a plane.
  for (const Whole& ray : candidates(all, sample.design.columns))
    if (std::all_of(all.begin(), all.end(),
                    [&](const Whole& one) { return product(one, ray) == 0; }))
      cone.collinear = true;
  return cone;
}

struct Count {
  int monotone = 0, finite = 0;
};

void compare(std::uint64_t seed, std::size_t p, Ties ties, Count& count) {
  const Sample sample = sample_of(seed, p);
  const Cone cone = cone_of(sample, ties == Ties::exact);
  if (cone.collinear) return;
  CoxOptions options;
  options.ties = ties;
  const Result<CoxFit> fit = cox(sample.data(), options);
  if (!fit) return;
  (cone.monotone ? count.monotone : count.finite)++;
  const std::string what = fmt::format("seed {}, {} columns, ties {}", seed, p, int(ties));
  bool said = false;
  for (std::size_t j = 0; j < p; ++j) {
    const CoxTerm& term = fit->terms[j];
    const bool runs_off =
        term.trouble == CoxTrouble::separation || term.trouble == CoxTrouble::no_events;
    said = said || runs_off;
    EXPECT_TRUE(!runs_off || cone.moves[j]) << what << ", column " << j;
    EXPECT_TRUE(std::isfinite(term.coef)) << what << ", column " << j;
  }
  EXPECT_EQ(said, cone.monotone) << what;
}

}  // namespace

TEST(MonotoneLikelihood, IsTheVerdictOfAllExtremeRays) {
  Count count;
  for (const Ties ties : {Ties::efron, Ties::breslow, Ties::exact}) {
    for (std::uint64_t seed = 0; seed < 3000; ++seed)
      if (ties != Ties::exact || sample_of(seed, 2).weights.empty()) compare(seed, 2, ties, count);
    for (std::uint64_t seed = 0; seed < 300; ++seed)
      if (ties != Ties::exact || sample_of(seed, 3).weights.empty()) compare(seed, 3, ties, count);
  }
  EXPECT_GT(count.monotone, 1000);
  EXPECT_GT(count.finite, 3000);
}
