#include "venscope/report/figure/flow_figure.hpp"

#include "support/hostile.hpp"
#include "support/markup.hpp"
#include "venscope/report/figure/svg.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::Element;
using venscope::test::read_markup;

namespace {

TEST(FlowFigure, ShowsEveryNumberAndReason) {
  FlowFigure figure;
  figure.steps = {{"In the file", 140, {{"Age below 18", 2}, {"No survival time", 1}}},
                  {"Analysed", 137, {}}};
  figure.arms = {{"ALL", 38, {}}, {"AML", 99, {}}};
  std::string texts;
  for (const Element& element : read_markup(svg_file(flow_scene(figure))).elements)
    if (element.name == "text") texts += element.text + "|";
  EXPECT_EQ(texts,
            "In the file|(n = 140)|Excluded (n = 3)|Age below 18 (n = 2)|No survival time (n = 1)|"
            "Analysed|(n = 137)|ALL|(n = 38)|AML|(n = 99)|");
  EXPECT_EQ(flow_csv(figure),
            "step,label,n,reason,n_excluded\n"
            "1,In the file,140,Age below 18,2\n"
            "1,In the file,140,No survival time,1\n"
            "2,Analysed,137,,\n"
            "3,ALL,38,,\n"
            "3,AML,99,,\n");
}

TEST(FlowFigure, ManyGroupsStandInAListWithTheirWordsWhole) {
  FlowFigure figure;
  figure.steps = {{"In the file", 1540, {{"Age below 18", 0}}}, {"Analysed", 1540, {}}};
  figure.arms = {{"Favorable", 473, {}},
                 {"Inter-1", 417, {}},
                 {"Inter-2", 268, {}},
                 {"Adverse", 253, {}},
                 {"Not known", 129, {}}};
  const Scene scene = flow_scene(figure);
  std::vector<std::string> texts;
  for (const Element& element : read_markup(svg_file(scene)).elements)
    if (element.name == "text") texts.push_back(element.text);
  EXPECT_EQ(
      std::vector(texts.end() - 5, texts.end()),
      (std::vector<std::string>{"Favorable (n = 473)", "Inter-1 (n = 417)", "Inter-2 (n = 268)",
                                "Adverse (n = 253)", "Not known (n = 129)"}));
}

TEST(FlowFigure, AnyNumberOfBoxesAndAnyText) {
  for (std::size_t steps = 0; steps < 4; ++steps)
    for (std::size_t arms = 0; arms < 6; ++arms) {
      FlowFigure figure;
      for (const std::string& label : venscope::test::hostile_labels()) {
        if (figure.steps.size() < steps) figure.steps.push_back({label, 1, {{label, 1}}});
        if (figure.arms.size() < arms) figure.arms.push_back({label, 1, {}});
      }
      EXPECT_EQ(read_markup(svg_file(flow_scene(figure))).error, "");
    }
}

}  // namespace
