#include "venscope/report/figure/nomogram_figure.hpp"

#include "support/hostile.hpp"
#include "support/scene_check.hpp"

#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;
using namespace venscope::test;

namespace {

TEST(NomogramFigure, HasARulerATermAnAnswer) {
  NomogramFigure figure;
  figure.terms = {{"Age", {{"40", 0}, {"60", 50}, {"80", 100}}}, {"Sex", {{"f", 0}, {"m", 20}}}};
  figure.total_most = 120;
  figure.answers = {{"Survival at 12 months", {{"0.8", 10}, {"0.5", 90}}}, {"Median, months", {}}};
  const Scene scene = nomogram_scene(figure);
  EXPECT_EQ(faults_of(scene), "");
  for (const char* text :
       {"Points|", "Total points|", "Age|", "80|", "0.8|", "not within the reach of the totals|"})
    EXPECT_NE(texts_of(scene).find(text), std::string::npos) << text;
  EXPECT_EQ(
      scene.description,
      "Nomogram of 2 terms. Age: 40 0 points, 60 50 points, 80 100 points. Sex: f 0 points, m "
      "20 points. Survival at 12 months: 0.8 at 10, 0.5 at 90.");
  EXPECT_EQ(
      nomogram_csv(figure),
      "row,kind,label,points\nAge,term,40,0\nAge,term,60,50\nAge,term,80,100\nSex,term,f,0\n"
      "Sex,term,m,20\nSurvival at 12 months,answer,0.8,10\nSurvival at 12 months,answer,0.5,90\n");
}

TEST(NomogramFigure, LabelsThatWouldTouchStandOverEachOther) {
  NomogramFigure figure;
  figure.terms = {{"Disease", {{"secondary", 40}, {"therapy-related", 41}, {"de novo", 42}}}};
  figure.total_most = 42;
  EXPECT_EQ(faults_of(nomogram_scene(figure)), "");
}

TEST(NomogramFigure, HostileNamesAndNoNumbersAreDrawn) {
  NomogramFigure figure;
  for (const std::string& label : hostile_labels())
    figure.terms.push_back({label, {{"1", 0}, {"2", std::numeric_limits<double>::quiet_NaN()}}});
  EXPECT_EQ(faults_of(nomogram_scene(figure)), "");
  EXPECT_EQ(faults_of(nomogram_scene({})), "");
}

}  // namespace
