#include "venscope/report/hazard_rows.hpp"

#include "support/markup.hpp"
#include "venscope/report/figure/forest_figure.hpp"
#include "venscope/report/figure/svg.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::report;

namespace {

/// Twelve patients: every fourth censored; age in years; three risk groups of four.
struct Patients {
  cohort::Table table;
  endpoint::Outcomes outcomes;
  std::vector<double> age, middle, high;

  Patients() {
    for (int i = 0; i < 12; ++i) {
      outcomes.time.push_back(1 + (i * 7) % 12);
      outcomes.event.push_back(i % 4 != 0);
      age.push_back(40 + (i * 5) % 31);
      middle.push_back(i % 3 == 1);
      high.push_back(i % 3 == 2);
    }
    table.rows = 12;
    cohort::Column years;
    years.name = "age";
    years.label = "Age";
    years.unit = "years";
    cohort::Column risk;
    risk.name = "risk";
    risk.label = "Risk group";
    risk.type = cohort::ColumnType::category;
    table.columns = {years, risk};
  }

  /// The model frame of `~ age`, `~ risk` or `~ age + risk`.
  formula::ModelFrame frame(bool with_age, bool with_risk) const {
    formula::ModelFrame frame;
    frame.outcomes = outcomes;
    std::vector<std::vector<double>> columns;
    if (with_age) {
      frame.terms.push_back({"age", 0, 1, {"age"}, ""});
      frame.column_names.push_back("age");
      columns.push_back(age);
    }
    if (with_risk) {
      frame.terms.push_back({"risk", columns.size(), 2, {"risk"}, "low"});
      frame.column_names.insert(frame.column_names.end(), {"riskmiddle", "riskhigh"});
      columns.push_back(middle);
      columns.push_back(high);
    }
    frame.design = Matrix(12, columns.size());
    for (std::size_t j = 0; j < columns.size(); ++j)
      std::copy(columns[j].begin(), columns[j].end(), frame.design.column(j).begin());
    return frame;
  }
};

std::vector<HazardRow> rows_of(bool with_age, bool with_risk, Model model) {
  const Patients patients;
  const formula::ModelFrame frame = patients.frame(with_age, with_risk);
  const auto fit = survival::cox({frame.outcomes, frame.design}, {}, frame.column_names);
  EXPECT_TRUE(fit.has_value());
  std::vector<HazardRow> rows = hazard_rows(frame, *fit, patients.table, model);
  for (const HazardRow& row : rows)
    if (row.kind == HazardRow::Kind::estimate) {
      // Every ratio comes from the fit itself.
      const auto& hazard = model == Model::crude ? row.crude : row.adjusted;
      bool found = false;
      for (const auto& term : fit->terms) found = found || std::exp(term.coef) == hazard->ratio;
      EXPECT_TRUE(found) << row.label;
    }
  return rows;
}

TEST(HazardRows, ShowTheReferenceAndTheCountsOfEachLevel) {
  const auto rows = rows_of(true, true, Model::adjusted);
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(rows[0].label, "Age, per year");
  EXPECT_EQ(rows[0].n, 12);
  EXPECT_EQ(rows[0].events, 9);
  EXPECT_EQ(rows[1].label, "Risk group");
  EXPECT_EQ(rows[1].kind, HazardRow::Kind::variable);
  EXPECT_EQ(rows[2].label, "low");
  EXPECT_EQ(rows[2].kind, HazardRow::Kind::reference);
  EXPECT_EQ(rows[3].label, "middle");
  EXPECT_EQ(rows[4].label, "high");
  for (std::size_t i = 2; i < 5; ++i) {
    EXPECT_EQ(rows[i].n, 4);
    EXPECT_EQ(rows[i].events, 3);
    EXPECT_TRUE(rows[i].adjusted.has_value());
    EXPECT_FALSE(rows[i].crude.has_value());
  }
}

TEST(HazardRows, CrudeAndAdjustedMeetInOneRow) {
  const auto merged =
      merge_rows({rows_of(false, true, Model::crude), rows_of(true, false, Model::crude),
                  rows_of(true, true, Model::adjusted)});
  ASSERT_EQ(merged.size(), 5u);
  EXPECT_EQ(merged[0].label, "Risk group");
  EXPECT_EQ(merged[4].label, "Age, per year");
  for (const HazardRow& row : merged)
    if (row.kind == HazardRow::Kind::estimate) {
      EXPECT_TRUE(row.crude.has_value()) << row.label;
      EXPECT_TRUE(row.adjusted.has_value()) << row.label;
    }
  const Table table = hazard_table(merged, "cox", "Cox models");
  ASSERT_EQ(table.columns.size(), 7u);
  EXPECT_EQ(table.rows[1].cells[3].text, "1.00 (reference)");
  EXPECT_EQ(table.rows[2].cells[3].values[0], merged[2].crude->ratio);
  EXPECT_EQ(table.rows[4].cells[6].values[0], merged[4].adjusted->p);
}

TEST(ForestFigure, DrawsEveryEstimateAndSaysWhatCouldNotBe) {
  auto rows = merge_rows({rows_of(true, true, Model::adjusted)});
  rows[4].adjusted = HazardRatio{1e12, 0, 1e300, 1, false};
  rows[3].adjusted = HazardRatio{3, 1e-9, 1e9, 0.5, true};
  for (const double width : {single_column, double_column}) {
    ForestFigure figure;
    figure.rows = rows;
    figure.width = width;
    const std::string svg = svg_file(forest_scene(figure));
    const auto markup = test::read_markup(svg);
    ASSERT_EQ(markup.error, "");
    EXPECT_NE(svg.find(">not estimable<"), std::string::npos);
    EXPECT_NE(svg.find("3.00 (&lt;0.001–&gt;1000)"), std::string::npos);
    EXPECT_EQ(svg.find("nan"), std::string::npos);
    EXPECT_EQ(svg.find("inf"), std::string::npos);
  }
  EXPECT_EQ(test::read_markup(svg_file(forest_scene({}))).error, "");
}

}  // namespace
