// Examples of the figures with two axes.
#include "support/gallery.hpp"
#include "venscope/report/figure/calibration_figure.hpp"
#include "venscope/report/figure/decision_figure.hpp"
#include "venscope/report/figure/histogram_figure.hpp"
#include "venscope/report/figure/replicates_figure.hpp"
#include "venscope/report/figure/roc_figure.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::report;

namespace venscope::test {
namespace {

/// About normal: the sum of twelve.
double bell(std::size_t i) {
  double sum = -6;
  for (int k = 0; k < 12; ++k) sum += scattered(i, k + 1.0);
  return sum;
}

RocCurve binormal_roc(std::string label, double distance, double half) {
  RocCurve curve;
  curve.label = std::move(label);
  for (int i = 0; i <= 80; ++i) {
    const double x = i / 80.0;
    curve.false_positive.push_back(x);
    curve.true_positive.push_back(1 - std::pow(1 - x, 1 + distance));
  }
  curve.auc = (1 + distance) / (2 + distance);
  curve.low = *curve.auc - half;
  curve.high = *curve.auc + half;
  return curve;
}

RocFigure roc_example(std::size_t curves) {
  const std::vector<std::string> names = {
      "VEN-PRS",
      "ELN 2022",
      "mPRS (4 genes)",
      "Mayo 2025",
      "Breems index, first relapse",
      "Clinical variables alone, without any molecular finding"};
  RocFigure figure;
  figure.title = "Death within 10 months";
  figure.subtitle = "Inverse probability of censoring weights; n = 174, 118 deaths";
  for (std::size_t i = 0; i < curves; ++i)
    figure.curves.push_back(
        binormal_roc(names[i % names.size()], 2.2 - 0.4 * static_cast<double>(i), 0.06));
  return figure;
}

CalibrationFigure calibration_example() {
  CalibrationFigure figure;
  figure.title = "Calibration at 10 months";
  figure.outcome = "10-month overall survival";
  for (std::size_t i = 0; i < 5; ++i) {
    const double p = 0.12 + 0.17 * static_cast<double>(i);
    figure.points.push_back({"", p, p - 0.04 + 0.1 * scattered(i), p - 0.13, p + 0.12, 35});
  }
  for (int i = 0; i <= 50; ++i) {
    const double p = 0.05 + 0.85 * i / 50.0, at = p + 0.03 * std::sin(6 * p);
    figure.curve.predicted.push_back(p);
    figure.curve.observed.push_back(at);
    figure.curve.low.push_back(at - 0.06 - 0.1 * std::fabs(p - 0.5));
    figure.curve.high.push_back(at + 0.06 + 0.1 * std::fabs(p - 0.5));
  }
  for (std::size_t i = 0; i < 174; ++i)
    figure.predictions.push_back(1 / (1 + std::exp(-0.9 * bell(i))));
  figure.notes = {"Slope 0.93 (0.71–1.15)", "ICI 0.031, E50 0.027, E90 0.058"};
  return figure;
}

CalibrationFigure splits_example() {
  CalibrationFigure figure;
  figure.title = "Calibration in 200 random splits";
  figure.subtitle = "Fitted in 100 patients, observed in the other 74";
  figure.outcome = "10-month overall survival";
  const std::vector<std::string> names = {"Favourable", "Intermediate", "Adverse"};
  for (std::size_t g = 0; g < 3; ++g) {
    CalibrationSplits splits;
    splits.label = names[g];
    const double centre = 0.74 - 0.27 * static_cast<double>(g);
    for (std::size_t i = 0; i < 200; ++i) {
      splits.predicted.push_back(centre + 0.035 * bell(i + 1000 * g));
      splits.observed.push_back(std::clamp(centre + 0.09 * bell(i + 500 + 1000 * g), 0.0, 1.0));
    }
    splits.mean_predicted = centre;
    splits.mean_observed = centre + 0.01;
    figure.splits.push_back(splits);
  }
  return figure;
}

DecisionFigure decision_example() {
  DecisionFigure figure;
  figure.title = "Decision curves, death within 10 months";
  const double risk = 0.55;
  const std::vector<std::string> names = {"VEN-PRS", "ELN 2022"};
  figure.models.resize(2);
  for (std::size_t m = 0; m < 2; ++m) figure.models[m].label = names[m];
  for (int i = 1; i <= 90; ++i) {
    const double t = i / 100.0, odds = t / (1 - t);
    figure.treat_all.threshold.push_back(t);
    figure.treat_all.benefit.push_back(risk - (1 - risk) * odds);
    for (std::size_t m = 0; m < 2; ++m) {
      NetBenefitCurve& curve = figure.models[m];
      const double k = m == 0 ? 2.6 : 1.5;
      const double sensitivity = 1 - std::pow(t, k), positive = std::pow(1 - t, k);
      const double benefit = risk * sensitivity - (1 - risk) * positive * odds;
      curve.threshold.push_back(t);
      curve.benefit.push_back(benefit);
      curve.low.push_back(benefit - 0.05);
      curve.high.push_back(benefit + 0.05);
    }
  }
  return figure;
}

HistogramFigure histogram_example(std::size_t n) {
  HistogramFigure figure;
  figure.title = "VEN-PRS for overall survival";
  figure.groups = {{"Favourable", {}}, {"Intermediate", {}}, {"Adverse", {}}};
  figure.cuts = {0, 0.75};
  figure.not_known = 66;
  for (std::size_t i = 0; i < n; ++i) {
    const double score = std::round(100 * (0.35 + 0.55 * bell(i))) / 100;
    figure.groups[score <= 0 ? 0 : score < 0.75 ? 1 : 2].values.push_back(score);
  }
  return figure;
}

HistogramFigure whole_numbers() {
  HistogramFigure figure;
  figure.title = "Breems index";
  figure.groups = {{"1–6", {}}, {"7–9", {}}, {"10–14", {}}};
  figure.cuts = {6.5, 9.5};
  figure.value_label = "Points";
  for (std::size_t i = 0; i < 300; ++i) {
    const double points = std::clamp(std::round(8 + 2.6 * bell(i)), 1.0, 14.0);
    figure.groups[points <= 6 ? 0 : points <= 9 ? 1 : 2].values.push_back(points);
  }
  return figure;
}

ReplicatesFigure replicates_example(std::size_t doses) {
  ReplicatesFigure figure;
  figure.title = "Apoptosis after 48 hours";
  figure.value_label = "Apoptotic cells (%)";
  figure.conditions = {"control", "knockdown 1", "knockdown 2"};
  for (std::size_t d = 0; d < doses; ++d) figure.doses.push_back(std::to_string(10 * d * d));
  if (doses > 0) figure.dose_label = "Venetoclax (nM)";
  if (doses > 3) figure.width = double_column;
  for (std::size_t c = 0; c < 3 * std::max<std::size_t>(doses, 1); ++c) {
    ReplicatesCell cell;
    const std::size_t condition = c % 3, dose = c / 3;
    const double level = 6 + 5 * static_cast<double>(condition) + 8 * static_cast<double>(dose);
    for (std::size_t i = 0; i < 4; ++i)
      cell.values.push_back(level * (0.8 + 0.4 * scattered(4 * c + i)));
    cell.centre = level;
    cell.low = 0.8 * level;
    cell.high = 1.2 * level;
    figure.cells.push_back(cell);
  }
  for (std::size_t d = 0; d < std::max<std::size_t>(doses, 1); ++d) {
    figure.brackets.push_back({3 * d, 3 * d + 1, "p = 0.04"});
    figure.brackets.push_back({3 * d, 3 * d + 2, "p < 0.001"});
  }
  return figure;
}

}  // namespace

std::vector<Exhibit> plot_exhibits() {
  std::vector<Exhibit> all;
  const auto show = [&](const char* name, const auto& figure, auto&& scene, auto&& csv) {
    all.push_back({name, scene(figure), csv(figure)});
  };
  show("roc-one", roc_example(1), roc_scene, roc_csv);
  show("roc-six", roc_example(6), roc_scene, roc_csv);
  RocFigure wide = roc_example(6);
  wide.width = double_column;
  wide.notes = {"Cumulative cases, dynamic controls"};
  show("roc-wide", wide, roc_scene, roc_csv);
  std::vector<RocFigure> panels(4, roc_example(3));
  for (std::size_t i = 0; i < 4; ++i) {
    panels[i].title = std::to_string(6 * (i + 1)) + " months";
    panels[i].subtitle.clear();
  }
  all.push_back({"roc-panels", roc_panels_scene(panels), ""});
  show("roc-none", RocFigure{}, roc_scene, roc_csv);
  show("calibration", calibration_example(), calibration_scene, calibration_csv);
  show("calibration-splits", splits_example(), calibration_scene, calibration_csv);
  show("calibration-none", CalibrationFigure{}, calibration_scene, calibration_csv);
  show("decision", decision_example(), decision_scene, decision_csv);
  show("decision-none", DecisionFigure{}, decision_scene, decision_csv);
  show("histogram", histogram_example(174), histogram_scene, histogram_csv);
  show("histogram-one", histogram_example(1), histogram_scene, histogram_csv);
  show("histogram-whole", whole_numbers(), histogram_scene, histogram_csv);
  show("histogram-none", HistogramFigure{}, histogram_scene, histogram_csv);
  show("replicates", replicates_example(0), replicates_scene, replicates_csv);
  show("replicates-doses", replicates_example(4), replicates_scene, replicates_csv);
  ReplicatesFigure folds = replicates_example(0);
  folds.logarithmic = folds.paired = true;
  show("replicates-log", folds, replicates_scene, replicates_csv);
  show("replicates-none", ReplicatesFigure{}, replicates_scene, replicates_csv);
  return all;
}

}  // namespace venscope::test
