#include "venscope/report/figure/stacked_figure.hpp"

#include "support/markup.hpp"
#include "venscope/report/figure/svg.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::read_markup;

namespace {

StackedFigure figure(std::size_t panels, std::size_t times) {
  StackedFigure result;
  result.states = {"Relapse", "Death <in remission>", "None of them"};
  for (std::size_t i = 0; i < panels; ++i) {
    StackedPanel panel;
    panel.label = panels > 1 ? "group " + std::to_string(i) : "";
    panel.share.resize(3);
    for (std::size_t j = 0; j < times; ++j) {
      const double gone = static_cast<double>(j + 1) / static_cast<double>(times);
      panel.time.push_back(static_cast<double>(j + 1));
      panel.share[0].push_back(0.4 * gone);
      panel.share[1].push_back(0.3 * gone);
      panel.share[2].push_back(1 - 0.7 * gone);
    }
    result.panels.push_back(std::move(panel));
  }
  return result;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

TEST(StackedFigure, DrawsFromNothingToMany) {
  EXPECT_EQ(read_markup(svg_file(stacked_scene({}))).error, "");
  for (const std::size_t panels : {0, 1, 2, 3, 7})
    for (const std::size_t times : {0, 1, 60}) {
      const std::string svg = svg_file(stacked_scene(figure(panels, times)));
      EXPECT_EQ(read_markup(svg).error, "") << panels << " " << times;
      EXPECT_EQ(svg.find("nan"), std::string::npos);
    }
}

TEST(StackedFigure, EachGroupHasAPanelAndTheKeysStandOnce) {
  const std::string svg = svg_file(stacked_scene(figure(4, 12)));
  EXPECT_EQ(count(svg, ">group "), 4u);
  EXPECT_EQ(count(svg, ">Relapse<"), 1u);
  EXPECT_EQ(count(svg, ">None of them<"), 1u);
  EXPECT_NE(
      svg.find("group 0 at 12: Relapse 40%, Death &lt;in remission&gt; 30%, None of them 30%"),
      std::string::npos);
}

TEST(StackedFigure, TheNumbersBehindAreTheShares) {
  EXPECT_EQ(stacked_csv(figure(1, 1)),
            "group,state,time,share\n,Relapse,1,0.4\n,Death <in remission>,1,0.3\n"
            ",None of them,1,0.30000000000000004\n");
}

}  // namespace
