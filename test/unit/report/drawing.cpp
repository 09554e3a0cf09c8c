#include "venscope/report/figure/drawing.hpp"

#include "support/hostile.hpp"
#include "support/shell.hpp"
#include "venscope/report/figure/layout.hpp"

#include <fstream>

#include <gtest/gtest.h>

using namespace venscope::report;

namespace {

Scene labelled(const std::vector<std::string>& labels) {
  Scene scene;
  scene.title = "A figure";
  scene.height = 12.0 * static_cast<double>(labels.size() + 1);
  double y = 10;
  for (const std::string& label : labels) {
    add_text(scene.nodes, {5, y}, label);
    y += 12;
  }
  add(scene.nodes, box({1, 1, 100, 8}, Tone::ink, Tone::series_1)).fill_opacity = 0.2;
  return scene;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

TEST(Drawing, PdfAndPngAreTheSameBytesTwice) {
  const Scene scene = labelled({"Number at risk", "急性", "مرحبا"});
  EXPECT_EQ(*draw_pdf(scene), *draw_pdf(scene));
  EXPECT_EQ(*draw_png(scene), *draw_png(scene));
}

TEST(Drawing, PngHasTheSizeOfTheColumnAt300DotsPerInch) {
  Scene scene = labelled({"x"});
  scene.width = single_column;
  const std::string png = *draw_png(scene);
  ASSERT_EQ(png.substr(1, 3), "PNG");
  EXPECT_EQ(big_endian(png, 16), 993u);  // 84 mm = 992.1 dots
  EXPECT_EQ(big_endian(*draw_png(scene, 150), 16), 497u);
}

TEST(Drawing, HostileLabelsAreDrawn) {
  const Scene scene = labelled(venscope::test::hostile_labels());
  EXPECT_TRUE(draw_pdf(scene).has_value());
  EXPECT_TRUE(draw_png(scene).has_value());
}

TEST(Drawing, AnImpossibleSizeIsAProblem) {
  Scene scene;
  scene.height = 1e9;
  const auto png = draw_png(scene);
  ASSERT_FALSE(png.has_value());
  EXPECT_EQ(png.error()[0].code, "report.drawing");
}

TEST(Drawing, TextOfThePdfCanBeSearched) {
  if (venscope::test::run_shell("command -v pdftotext").exit_code != 0)
    GTEST_SKIP() << "pdftotext is not installed";
  const venscope::test::TemporaryFolder folder;
  std::ofstream(folder.path() + "/a.pdf", std::ios::binary)
      << *draw_pdf(labelled({"Number at risk", "6.7–9.8 months"}));
  const auto text = venscope::test::run_shell("pdftotext a.pdf -", folder.path());
  EXPECT_NE(text.out.find("Number at risk"), std::string::npos) << text.err;
  EXPECT_NE(text.out.find("6.7–9.8 months"), std::string::npos);
}

}  // namespace
