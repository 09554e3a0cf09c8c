// Points and what their total means, against rms::nomogram, Survival() and Quantile() (nomogram.R).
#include "venscope/survival/nomogram.hpp"

#include "support/reference.hpp"

#include <numeric>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

/// Harrell's restricted cubic spline with four knots, from its definition.
std::vector<double> spline_of(double x, const std::vector<double>& t) {
  const auto cube = [](double v) { return v > 0 ? v * v * v : 0; };
  std::vector<double> basis = {x};
  const std::size_t k = t.size();
  for (std::size_t j = 0; j + 2 < k; ++j)
    basis.push_back((cube(x - t[j]) -
                     cube(x - t[k - 2]) * (t[k - 1] - t[j]) / (t[k - 1] - t[k - 2]) +
                     cube(x - t[k - 1]) * (t[k - 2] - t[j]) / (t[k - 1] - t[k - 2])) /
                    std::pow(t[k - 1] - t[0], 2));
  return basis;
}

/// The model of nomogram.R, and its terms at the values that rms was given.
struct LungNomogram {
  Json json = from_r("survival", "nomogram");
  endpoint::Outcomes outcomes;
  Matrix design;

  LungNomogram() {
    outcomes.time = numbers(json["time"]);
    for (const Json& event : json["event"]) outcomes.event.push_back(event.get<std::int32_t>());
    design = Matrix(outcomes.time.size(), 7);
    const std::vector<double> knots = numbers(json["knots"]);
    for (std::size_t i = 0; i < design.rows; ++i) {
      const auto ecog = json["ecog"][i].get<int>();
      std::vector<double> row = {number(json["age"][i]), json["sex"][i] == 2 ? 1.0 : 0.0,
                                 ecog == 1 ? 1.0 : 0.0, ecog == 2 ? 1.0 : 0.0};
      for (const double value : spline_of(number(json["wt_loss"][i]), knots)) row.push_back(value);
      for (std::size_t j = 0; j < 7; ++j) design(i, j) = row[j];
    }
  }
  Nomogram drawn() const {
    const CoxData data{outcomes, design, {}, {}, {}, {}};
    CoxOptions options;
    options.tolerance = 1e-13;
    options.max_iterations = 50;
    const CoxFit fit = cox(data, options).value();
    const auto b = [&](std::size_t j) { return fit.terms[j].coef; };
    std::vector<NomogramTerm> terms = {{"age", numbers(json["ages"]), {}, {}},
                                       {"sex", {}, {"1", "2"}, {0, b(1)}},
                                       {"ecog", {}, {"0", "1", "2"}, {0, b(2), b(3)}},
                                       {"wt.loss", numbers(json["losses"]), {}, {}}};
    for (const double age : terms[0].values) terms[0].effect.push_back(b(0) * age);
    for (const double loss : terms[3].values) {
      const std::vector<double> basis = spline_of(loss, numbers(json["knots"]));
      terms[3].effect.push_back(b(4) * basis[0] + b(5) * basis[1] + b(6) * basis[2]);
    }
    const auto baseline = baseline_hazard(data, fit, Baseline::at_zero).value();
    const std::vector<double> times = {180, 360};
    return nomogram(terms, baseline, times).value();
  }
};

}  // namespace

TEST(NomogramAsR, PointsOfEveryAxis) {
  const LungNomogram given;
  const Nomogram found = given.drawn();
  const char* names[] = {"age", "sex", "ecog", "wt_loss"};
  for (std::size_t j = 0; j < 4; ++j)
    for (std::size_t k = 0; k < found.axes[j].points.size(); ++k)
      EXPECT_TRUE(
          agrees(found.axes[j].points[k], number(given.json["points"][names[j]][k]), 1e-6, 1e-6))
          << names[j] << " " << k;
}

TEST(NomogramAsR, SurvivalAndMedianOfATotal) {
  const LungNomogram given;
  const Nomogram found = given.drawn();
  for (std::size_t k = 0; k < given.json["totals"].size(); ++k) {
    const double total = number(given.json["totals"][k]);
    EXPECT_TRUE(agrees(found.survival_at(180, total), number(given.json["s180"][k]), 1e-6));
    EXPECT_TRUE(agrees(found.survival_at(360, total), number(given.json["s360"][k]), 1e-6));
    const auto median = found.median_at(total);
    EXPECT_EQ(median.has_value(), !given.json["median"][k].is_null());
    if (median) {
      EXPECT_EQ(*median, number(given.json["median"][k]));
    }
  }
  for (const NomogramSurvival& axis : found.survival)
    for (std::size_t k = 0; k < axis.total.size(); ++k)
      EXPECT_NEAR(found.survival_at(axis.time, axis.total[k]), axis.survival[k], 1e-10);
}
