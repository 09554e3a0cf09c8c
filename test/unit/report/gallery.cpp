// What holds for every figure. With VENSCOPE_GALLERY set to a folder, it also writes them there,
// with a page that shows them at the size of print in light and dark.
#include "support/gallery.hpp"

#include "support/markup.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/drawing.hpp"
#include "venscope/report/figure/palette.hpp"
#include "venscope/report/figure/svg.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::Exhibit;

namespace {

std::vector<Exhibit> exhibits() {
  std::vector<Exhibit> all = venscope::test::plot_exhibits();
  for (auto* more : {venscope::test::patient_exhibits, venscope::test::course_exhibits,
                     venscope::test::path_exhibits})
    for (Exhibit& exhibit : more()) all.push_back(std::move(exhibit));
  return all;
}

TEST(Gallery, EveryFigureStaysOnItsPageAndItsTextsApart) {
  for (const Exhibit& exhibit : exhibits())
    EXPECT_EQ(venscope::test::faults_of(exhibit.scene), "") << exhibit.name;
}

TEST(Gallery, EveryFigureIsWellFormedAndTheSameBytesTwice) {
  const std::vector<Exhibit> once = exhibits(), again = exhibits();
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    const std::string svg = svg_file(once[i].scene);
    EXPECT_EQ(venscope::test::read_markup(svg).error, "") << once[i].name;
    EXPECT_EQ(svg.find("nan"), std::string::npos) << once[i].name;
    EXPECT_LT(svg.size(), 400'000u) << once[i].name;
    EXPECT_EQ(svg, svg_file(again[i].scene)) << once[i].name;
    EXPECT_EQ(once[i].csv, again[i].csv) << once[i].name;
    EXPECT_EQ(once[i].csv.find("nan"), std::string::npos) << once[i].name;
  }
}

TEST(Gallery, IsDrawnToLookAt) {
  const auto folder = std::filesystem::path(VENSCOPE_PROGRAM).parent_path() / "gallery";
  std::filesystem::create_directories(folder);
  std::string dark;
  for (std::size_t i = 0; i < series_count + 5; ++i) {
    const Shade& colour = shade(static_cast<Tone>(i));
    for (const char* property : {"stroke", "fill"})
      dark += fmt::format(".dark .{0}-{1}{{{0}:{2}}}", property, colour.name, colour.dark);
  }
  std::string page =
      "<!doctype html><meta charset=utf-8><style>body{margin:0;font:12px sans-serif}"
      "div{padding:16px}.dark{background:#14171c;color:#eee}" +
      dark + "</style>";
  for (const char* scheme : {"light", "dark"}) {
    page += fmt::format("<div class={}>", scheme);
    for (const Exhibit& exhibit : exhibits())
      page += fmt::format("<p>{}</p><div style='width:{:.1f}pt'>{}</div>", exhibit.name,
                          exhibit.scene.width, svg_inline(exhibit.scene, exhibit.name + scheme));
    page += "</div>";
  }
  std::ofstream(folder / "index.html") << page;
  for (const Exhibit& exhibit : exhibits()) {
    const std::string path = (folder / exhibit.name).string();
    std::ofstream(path + ".svg") << svg_file(exhibit.scene);
    std::ofstream(path + ".csv") << exhibit.csv;
    const auto png = draw_png(exhibit.scene, 200);
    ASSERT_TRUE(png.has_value()) << exhibit.name;
    std::ofstream(path + ".png", std::ios::binary) << *png;
  }
}

}  // namespace
