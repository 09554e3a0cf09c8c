#include "venscope/report/figure/svg.hpp"

#include "support/hostile.hpp"
#include "support/markup.hpp"
#include "venscope/report/figure/layout.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::Markup;
using venscope::test::read_markup;

namespace {

Scene hostile_scene() {
  Scene scene;
  scene.height = 100;
  for (const std::string& label : venscope::test::hostile_labels()) {
    scene.title += label;
    scene.description += label;
    add_text(scene.nodes, {10, 10}, label);
    add(scene.nodes, Group{label, Rect{0, 0, 10, 10}, {}});
  }
  add(scene.nodes, line({0, std::nan("")}, {1e30, -1e-30}));
  return scene;
}

TEST(Svg, IsWellFormedWhateverTheLabels) {
  for (const std::string& svg : {svg_file(hostile_scene()), svg_inline(hostile_scene(), "a\"b")}) {
    EXPECT_EQ(read_markup(svg).error, "");
    EXPECT_EQ(svg.find("<script"), std::string::npos);
    EXPECT_EQ(svg.find("nan"), std::string::npos);
  }
}

TEST(Svg, NamesAndDescribesItself) {
  Scene scene;
  scene.height = 10;
  scene.title = "Survival";
  scene.description = "Two curves";
  const Markup markup = read_markup(svg_inline(scene, "km"));
  ASSERT_EQ(markup.elements.size(), 3u);
  EXPECT_EQ(markup.elements[0].attributes.at("role"), "img");
  EXPECT_EQ(markup.elements[0].attributes.at("aria-labelledby"), "km-title km-desc");
  EXPECT_EQ(markup.elements[1].text, "Survival");
  EXPECT_EQ(markup.elements[2].text, "Two curves");
}

TEST(Svg, WritesShortPathsWithFixedDecimals) {
  Scene scene;
  scene.height = 10;
  Path path;
  path.lines = {{{0, 0}, {10, 0}, {10, 5.004}, {10, 5.001}, {20.123, 8}}};
  add(scene.nodes, std::move(path));
  EXPECT_NE(svg_file(scene).find("d=\"M0 0H10V5L20.12 8\""), std::string::npos);
}

TEST(Svg, TheFileHasPaperAndTheInlineFigureHasNone) {
  Scene scene;
  scene.height = 10;
  EXPECT_NE(svg_file(scene).find("<rect"), std::string::npos);
  EXPECT_EQ(svg_inline(scene, "a").find("<rect"), std::string::npos);
}

TEST(Svg, ClipsHaveIdsOfTheirFigure) {
  Scene scene;
  scene.height = 10;
  add(scene.nodes, Group{"g", Rect{0, 0, 5, 5}, {}});
  add(scene.nodes, Group{"g", Rect{0, 0, 6, 6}, {}});
  const std::string svg = svg_inline(scene, "km-os");
  EXPECT_NE(svg.find("id=\"km-os-clip-1\""), std::string::npos);
  EXPECT_NE(svg.find("url(#km-os-clip-2)"), std::string::npos);
}

}  // namespace
