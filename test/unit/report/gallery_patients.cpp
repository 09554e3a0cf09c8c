// Examples of the figures of patients: genes, groups, responses, scores side by side.
#include "support/gallery.hpp"
#include "venscope/report/figure/alluvial_figure.hpp"
#include "venscope/report/figure/bars_figure.hpp"
#include "venscope/report/figure/butterfly_figure.hpp"
#include "venscope/report/figure/comparison_figure.hpp"
#include "venscope/report/figure/composition_figure.hpp"
#include "venscope/report/figure/oncoprint_figure.hpp"
#include "venscope/report/figure/pairs_figure.hpp"
#include "venscope/report/figure/rate_figure.hpp"
#include "venscope/report/figure/selection_figure.hpp"
#include "venscope/report/figure/strip_figure.hpp"
#include "venscope/report/figure/time_curve_figure.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope::report;

namespace venscope::test {
namespace {

const std::vector<std::string> genes = {"RUNX1", "TP53",  "ASXL1", "NPM1",  "DNMT3A", "TET2",
                                        "SRSF2", "STAG2", "IDH2",  "FLT3",  "NRAS",   "KRAS",
                                        "IDH1",  "NF1",   "SF3B1", "PTPN11"};

OncoprintFigure oncoprint_example(std::size_t patients) {
  OncoprintFigure figure;
  figure.title = "Mutations and risk group";
  figure.subtitle = "Patients with relapsed or refractory AML";
  figure.patients = patients;
  OncoprintStrip risk{"VEN-PRS group", {"Favourable", "Intermediate", "Adverse"}, {}};
  OncoprintStrip status{"Disease status", {"Relapsed", "Refractory"}, {}};
  for (std::size_t i = 0; i < patients; ++i) {
    risk.of.push_back(scattered(i, 90) < 0.05 ? -1 : static_cast<int>(3 * scattered(i, 91)));
    status.of.push_back(scattered(i, 92) < 0.6 ? 0 : 1);
  }
  figure.strips = {risk, status};
  for (std::size_t g = 0; g < genes.size(); ++g) {
    OncoprintGene gene{genes[g], {}};
    for (std::size_t i = 0; i < patients; ++i) {
      const double tested = scattered(i, 200 + (g > 11 ? static_cast<double>(g) : 0));
      gene.states.push_back(tested < 0.1 ? GeneState::not_tested
                            : scattered(i, static_cast<double>(g) + 1) <
                                    0.3 - 0.017 * static_cast<double>(g)
                                ? GeneState::mutated
                                : GeneState::wild_type);
    }
    figure.genes.push_back(gene);
  }
  return figure;
}

PairsFigure pairs_example() {
  PairsFigure figure;
  figure.labels = genes;
  figure.genes = true;
  figure.marked_label = "Adjusted p < 0.05";
  for (std::size_t i = 0; i < genes.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const double ratio = std::exp(2.5 * (scattered(31 * i + j, 5) - 0.5) * 2);
      figure.cells.push_back({j, i, ratio, std::floor(12 * scattered(i + 17 * j, 6)), ratio > 8});
    }
  return figure;
}

/// The third sample of each group fits nothing.
CompositionFigure composition_example(std::size_t parts, std::size_t samples) {
  CompositionFigure figure;
  for (std::size_t p = 0; p < parts; ++p)
    figure.parts.push_back(fmt::format("Cell type {}", p + 1));
  const char* labels[] = {"Favourable", "Intermediate", "Adverse"};
  for (std::size_t g = 0; g < 3; ++g) {
    CompositionGroup group{labels[g], {}};
    for (std::size_t i = 0; i < samples * (g + 1); ++i) {
      std::vector<double> share;
      double sum = 0;
      for (std::size_t p = 0; p < parts; ++p)
        sum += share.emplace_back(scattered(i, static_cast<double>(p + 30 * g)) /
                                  static_cast<double>(p + 1));
      for (double& one : share) one /= sum;
      if (i == 2) share.clear();
      group.share.push_back(std::move(share));
    }
    figure.groups.push_back(std::move(group));
  }
  figure.title = "Fractions of cell types";
  return figure;
}

StripFigure strip_example(std::size_t n) {
  StripFigure figure;
  figure.title = "Variant allele frequency by gene";
  figure.genes = true;
  figure.low = 0;
  figure.high = 1;
  for (std::size_t g = 0; g < 10; ++g) {
    StripRow row{genes[g], {}, {}, {}, {}};
    for (std::size_t i = 0; i < n / (g + 1); ++i)
      row.values.push_back(0.5 * (scattered(i, static_cast<double>(g)) +
                                  scattered(i, static_cast<double>(g) + 40) * (g == 1 ? 1 : 0.8)));
    std::vector<double> sorted = row.values;
    std::sort(sorted.begin(), sorted.end());
    if (sorted.size() > 4) {
      row.median = sorted[sorted.size() / 2];
      row.lower_quartile = sorted[sorted.size() / 4];
      row.upper_quartile = sorted[3 * sorted.size() / 4];
    }
    figure.rows.push_back(row);
  }
  return figure;
}

AlluvialFigure alluvial_example(std::size_t scores) {
  const std::vector<std::string> names = {"VEN-PRS", "ELN 2022", "mPRS", "Mayo 2025"};
  AlluvialFigure figure;
  figure.title = "Reclassification";
  for (std::size_t s = 0; s < scores; ++s)
    figure.scores.push_back({names[s], {"Favourable", "Intermediate", "Adverse"}});
  for (std::size_t i = 0; i < 174; ++i) {
    AlluvialFlow flow;
    flow.n = 1;
    const double risk = scattered(i, 7);
    for (std::size_t s = 0; s < scores; ++s) {
      const double at = 0.6 * risk + 0.4 * scattered(i, static_cast<double>(s) + 8);
      flow.levels.push_back(s > 0 && scattered(i, static_cast<double>(s) + 50) < 0.06 ? -1
                            : at < 0.4                                                ? 0
                            : at < 0.6                                                ? 1
                                                                                      : 2);
    }
    figure.flows.push_back(flow);
  }
  return figure;
}

BarsFigure bars_example(bool stacked) {
  BarsFigure figure;
  figure.title = "Best response by risk group";
  figure.stacked = stacked;
  figure.categories = {"CR", "CRi", "MLFS", "PR", "Stable or refractory disease"};
  figure.groups = {{"Favourable", 57, {22, 11, 4, 2, 12}},
                   {"Intermediate", 66, {11, 10, 7, 2, 28}},
                   {"Adverse", 51, {3, 5, 2, 1, 33}}};
  return figure;
}

ComparisonFigure comparison_example(double width) {
  ComparisonFigure figure;
  figure.title = "Scores on the same 174 patients";
  figure.width = width;
  figure.rows = {"ELN 2022",     "VEN-PRS",   "mPRS",
                 "Breems index", "Mayo 2025", "A score of many words that is not defined here"};
  figure.panels = {
      {"C-index (95% CI)",
       {{0.571, 0.52, 0.62},
        {0.684, 0.64, 0.73},
        {0.618, 0.57, 0.66},
        {0.559, 0.5, 0.61},
        {0.631, 0.59, 0.68},
        {}},
       2,
       0.5,
       "Larger is better"},
      {"AIC difference to the null model",
       {{-4.2, {}, {}}, {-35.1, {}, {}}, {-14.0, {}, {}}, {-1.1, {}, {}}, {-17.3, {}, {}}, {}},
       1,
       0.0,
       "Smaller is better"}};
  figure.sort_by = 0;
  return figure;
}

TimeCurveFigure time_curve_example() {
  TimeCurveFigure figure;
  figure.title = "AUC over time";
  figure.reference = 0.5;
  figure.horizon = 10;
  figure.notes = {"Dashed: 10 months"};
  figure.curves.resize(2);
  for (int k = 0; k < 2; ++k) {
    TimeCurve& curve = figure.curves[static_cast<std::size_t>(k)];
    curve.label = k == 0 ? "VEN-PRS" : "ELN 2022";
    for (int t = 2; t <= 24; ++t) {
      const double at = 0.74 - 0.13 * k + 0.02 * std::sin(t) - 0.002 * t;
      curve.time.push_back(t);
      curve.value.push_back(at);
      curve.low.push_back(at - 0.04 - 0.002 * t);
      curve.high.push_back(at + 0.04 + 0.002 * t);
    }
  }
  return figure;
}

SelectionFigure selection_example() {
  SelectionFigure figure;
  figure.title = "How stable is the selection?";
  figure.subtitle = "Backward by AIC, repeated in each bootstrap sample";
  figure.resamples = 1000;
  figure.threshold = 0.5;
  const std::vector<std::string> names = {"Prior HMA",
                                          "TP53",
                                          "Extramedullary disease",
                                          "NF1",
                                          "PTPN11",
                                          "FLT3-ITD",
                                          "DNMT3A",
                                          "IDH2",
                                          "STAG2",
                                          "Age at the start of venetoclax, per 10 years",
                                          "SF3B1"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double selected = std::round(1000 * std::pow(scattered(i, 3), 0.5));
    figure.rows.push_back({names[i], selected, selected > 600});
  }
  return figure;
}

ButterflyFigure butterfly_example(std::size_t arms) {
  ButterflyFigure figure;
  figure.title = "Adverse events";
  figure.categories = {"Grade not known", "Grade 1", "Grade 2", "Grade 3", "Grade 4", "Grade 5"};
  figure.arms = {"LDAC and venetoclax", "A hypomethylating agent and venetoclax"};
  figure.n = {28, 42};
  figure.arms.resize(arms);
  figure.n.resize(arms);
  const std::vector<std::string> terms = {"Any adverse event",
                                          "Blood and lymphatic system disorders",
                                          "Febrile neutropenia",
                                          "Thrombocytopenia",
                                          "Vascular disorders",
                                          "Pneumonia",
                                          "A term so long that its name does not fit on one line",
                                          "Tumour lysis syndrome"};
  for (std::size_t i = 0; i < terms.size(); ++i) {
    ButterflyRow row{terms[i], i < 2 || i == 4, {}, {}, {}};
    for (std::size_t arm = 0; arm < arms; ++arm) {
      std::vector<double> counts;
      for (std::size_t g = 0; g < 6; ++g)
        counts.push_back(
            i == 7 ? 0 : std::floor(figure.n[arm] / 6 * scattered(10 * i + g, double(arm))));
      if (i == 0) counts = {0, 0, 2, figure.n[arm] - 3, 0, 1};
      row.counts.push_back(std::move(counts));
    }
    if (arms == 2) {
      const double difference = 0.4 * scattered(i, 7) - 0.2;
      row.any = {difference, difference - 0.2, difference + 0.25};
      if (i != 6) row.severe = {difference + 0.05, difference - 0.1, difference + 0.2};
    }
    figure.rows.push_back(std::move(row));
  }
  return figure;
}

RateFigure rate_example(double width) {
  RateFigure figure;
  figure.rates = {{"other regimens before the infusion", "20/30", 0.667, 0.488, 0.808},
                  {"venetoclax", "26/33", 0.788, 0.622, 0.893},
                  {"nobody", "0/12", 0, 0, 0.243}};
  figure.differences = {{"Miettinen–Nurminen", "", 0.121, -0.1, 0.338},
                        {"Newcombe", "", 0.121, -0.097, 0.329}};
  figure.rate_label = "CR or PR (%)";
  figure.difference_label = "Difference, venetoclax minus other (percentage points)";
  figure.lower = "more under other";
  figure.higher = "more under venetoclax";
  figure.width = width;
  return figure;
}

}  // namespace

std::vector<Exhibit> patient_exhibits() {
  std::vector<Exhibit> all;
  const auto show = [&](const char* name, const auto& figure, auto&& scene, auto&& csv) {
    all.push_back({name, scene(figure), csv(figure)});
  };
  show("oncoprint-300", oncoprint_example(300), oncoprint_scene, oncoprint_csv);
  show("oncoprint-40", oncoprint_example(40), oncoprint_scene, oncoprint_csv);
  show("oncoprint-1", oncoprint_example(1), oncoprint_scene, oncoprint_csv);
  show("oncoprint-none", OncoprintFigure{}, oncoprint_scene, oncoprint_csv);
  all.push_back({"pairs", pairs_scene(pairs_example()), ""});
  all.push_back({"pairs-none", pairs_scene({}), ""});
  show("strip", strip_example(120), strip_scene, strip_csv);
  show("strip-one", strip_example(1), strip_scene, strip_csv);
  show("strip-none", StripFigure{}, strip_scene, strip_csv);
  show("alluvial-two", alluvial_example(2), alluvial_scene, alluvial_csv);
  AlluvialFigure wide = alluvial_example(4);
  wide.width = double_column;
  show("alluvial-four", wide, alluvial_scene, alluvial_csv);
  show("alluvial-one", alluvial_example(1), alluvial_scene, alluvial_csv);
  show("alluvial-none", AlluvialFigure{}, alluvial_scene, alluvial_csv);
  show("bars-stacked", bars_example(true), bars_scene, bars_csv);
  show("bars-grouped", bars_example(false), bars_scene, bars_csv);
  show("bars-none", BarsFigure{}, bars_scene, bars_csv);
  show("butterfly", butterfly_example(2), butterfly_scene, butterfly_csv);
  show("butterfly-one", butterfly_example(1), butterfly_scene, butterfly_csv);
  ButterflyFigure narrow = butterfly_example(2);
  narrow.width = single_column;
  show("butterfly-column", narrow, butterfly_scene, butterfly_csv);
  ButterflyFigure empty = butterfly_example(2);
  empty.rows.clear();
  show("butterfly-none", empty, butterfly_scene, butterfly_csv);
  show("comparison", comparison_example(double_column), comparison_scene, comparison_csv);
  show("comparison-column", comparison_example(single_column), comparison_scene, comparison_csv);
  show("comparison-none", ComparisonFigure{}, comparison_scene, comparison_csv);
  show("time-curve", time_curve_example(), time_curve_scene, time_curve_csv);
  show("time-curve-none", TimeCurveFigure{}, time_curve_scene, time_curve_csv);
  show("composition", composition_example(6, 10), composition_scene, composition_csv);
  show("composition-many", composition_example(22, 60), composition_scene, composition_csv);
  show("composition-few", composition_example(3, 1), composition_scene, composition_csv);
  show("composition-none", CompositionFigure{}, composition_scene, composition_csv);
  show("selection", selection_example(), selection_scene, selection_csv);
  show("rates", rate_example(double_column), rate_scene, rate_csv);
  show("rates-column", rate_example(single_column), rate_scene, rate_csv);
  show("rates-none", RateFigure{}, rate_scene, rate_csv);
  show("selection-none", SelectionFigure{}, selection_scene, selection_csv);
  return all;
}

}  // namespace venscope::test
