// Examples of the figures of penalised models.
#include "support/gallery.hpp"
#include "venscope/report/figure/path_figure.hpp"
#include "venscope/report/figure/pooled_figure.hpp"
#include "venscope/report/figure/validation_path_figure.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::report;

namespace venscope::test {
namespace {

PenaltyPath path_example(std::size_t steps) {
  PenaltyPath path;
  for (std::size_t k = 0; k < steps; ++k) {
    path.lambda.push_back(0.21 * std::pow(0.95, static_cast<double>(k)));
    path.df.push_back(k < 3 ? k : k * k / 60 + 3);
  }
  path.at_min = 2 * steps / 3;
  path.at_1se = steps / 3;
  return path;
}

PathFigure coefficients_example() {
  PathFigure figure;
  figure.title = "Coefficients along the path";
  figure.subtitle = "LASSO, 373 patients, 2594 genes";
  figure.path = path_example(90);
  const std::vector<std::string> genes = {"CD34", "MCL1",  "LGALS1", "S100A8",
                                          "BCL2", "HOXA9", "IL6",    "MIR155HG"};
  figure.italic_names = true;
  figure.value_label = "Coefficient per SD";
  for (std::size_t g = 0; g < 60; ++g) {
    PathCurve curve;
    curve.strong = g < genes.size();
    curve.label = curve.strong ? genes[g] : "gene " + std::to_string(g);
    const double end = (scattered(g) - 0.5) * (curve.strong ? 0.4 : 0.12);
    const double entry =
        curve.strong ? 2 + 5.0 * static_cast<double>(g) : 30 + static_cast<double>(g) / 2;
    for (std::size_t k = 0; k < 90; ++k)
      curve.values.push_back(end *
                             (1 - std::exp(-std::max(0.0, static_cast<double>(k) - entry) / 25)));
    figure.curves.push_back(std::move(curve));
  }
  figure.curves[2].unpenalised = true;
  return figure;
}

PathFigure stability_example() {
  PathFigure figure = coefficients_example();
  figure.title = "Selected in subsamples";
  figure.subtitle = "100 halves of the patients";
  figure.value_label = "Share of subsamples";
  figure.from_0_to_1 = true;
  figure.threshold = 0.75;
  figure.threshold_label = "threshold 0.75";
  figure.path.at_min = figure.path.at_1se = std::nullopt;
  figure.path.df.clear();
  for (PathCurve& curve : figure.curves)
    for (double& value : curve.values)
      value = std::clamp(std::fabs(value) * (curve.strong ? 9 : 2), 0.0, 1.0);
  return figure;
}

ValidationCurve validation_example(double least, const std::string& label) {
  ValidationCurve curve{label, {}, {}};
  for (std::size_t k = 0; k < 90; ++k) {
    const double off = (static_cast<double>(k) - 60) / 60;
    curve.mean.push_back(least + off * off);
    curve.std_error.push_back(0.12 + 0.001 * static_cast<double>(k));
  }
  return curve;
}

PooledFigure pooled_example(double width) {
  PooledFigure figure;
  figure.title = "Signature score, overall survival";
  figure.subtitle = "Per standard deviation";
  figure.width = width;
  figure.rows = {
      {"Beat AML", 1.52, 1.21, 1.91, 0.31, "118 / 295"},
      {"TCGA-LAML", 1.33, 1.02, 1.73, 0.26, "104 / 170"},
      {"Leucegene, all of its patients with an outcome", 1.8, 1.5, 2.2, 0.38, "250 / 373"},
      {"A small cohort", 3.4, 0.4, 900, 0.05, "5 / 12"}};
  figure.diamonds = {{"Fixed effect", 1.6, 1.4, 1.83, {}, {}},
                     {"Random effects (REML)", 1.58, 1.3, 1.92, 0.95, 2.6}};
  figure.lower = "lower hazard";
  figure.higher = "higher hazard";
  figure.notes = {"I² 38% (0–81%), τ² 0.021, Q 4.8 on 3 degrees of freedom, p = 0.19"};
  return figure;
}

}  // namespace

std::vector<Exhibit> path_exhibits() {
  std::vector<Exhibit> all;
  const PathFigure coefficients = coefficients_example(), stability = stability_example();
  all.push_back({"path", path_scene(coefficients), path_csv(coefficients)});
  all.push_back({"path-stability", path_scene(stability), path_csv(stability)});
  PathFigure narrow = coefficients;
  narrow.width = single_column;
  all.push_back({"path-narrow", path_scene(narrow), path_csv(narrow)});
  PathFigure none;
  all.push_back({"path-empty", path_scene(none), path_csv(none)});

  ValidationPathFigure figure;
  figure.title = "Cross-validation";
  figure.subtitle = "10 folds, repeated 5 times";
  figure.path = path_example(90);
  figure.curves = {validation_example(9.8, "")};
  all.push_back({"validation-path", validation_path_scene(figure), validation_path_csv(figure)});
  figure.curves = {validation_example(9.8, "γ = 1 (penalised)"), validation_example(9.7, "γ = 0.5"),
                   validation_example(9.9, "γ = 0 (not penalised)")};
  figure.path.at_1se = figure.path.at_min;
  all.push_back(
      {"validation-path-relaxed", validation_path_scene(figure), validation_path_csv(figure)});
  all.push_back({"validation-path-empty", validation_path_scene({}), validation_path_csv({})});

  for (const double width : {single_column, double_column})
    all.push_back({width == single_column ? "pooled-narrow" : "pooled",
                   pooled_scene(pooled_example(width)), pooled_csv(pooled_example(width))});
  PooledFigure difference = pooled_example(double_column);
  difference.ratio = false;
  difference.value_label = "Log hazard ratio";
  difference.rows.front().emphasised = true;
  all.push_back({"pooled-linear", pooled_scene(difference), pooled_csv(difference)});
  all.push_back({"pooled-empty", pooled_scene({}), pooled_csv({})});
  return all;
}

}  // namespace venscope::test
