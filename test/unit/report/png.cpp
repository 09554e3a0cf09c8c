#include "venscope/report/figure/png.hpp"

#include <png.h>

#include <gtest/gtest.h>

using namespace venscope::report;

namespace {

TEST(Png, DecodesToThePixelsThatWereGiven) {
  constexpr std::size_t width = 37, stride = 40, height = 11;
  std::vector<std::uint32_t> pixels(stride * height);
  std::uint32_t state = 1;
  for (std::uint32_t& pixel : pixels) pixel = (state = state * 1664525u + 1013904223u) & 0xffffff;
  const std::string file = *encode_png(pixels, width, stride, 300);

  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_memory(&image, file.data(), file.size()), 0);
  ASSERT_EQ(image.width, width);
  ASSERT_EQ(image.height, height);
  EXPECT_EQ(image.format, static_cast<png_uint_32>(PNG_FORMAT_RGB));
  std::vector<unsigned char> bytes(PNG_IMAGE_SIZE(image));
  ASSERT_NE(png_image_finish_read(&image, nullptr, bytes.data(), 0, nullptr), 0);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const unsigned char* rgb = bytes.data() + 3 * (y * width + x);
      ASSERT_EQ(std::uint32_t{rgb[0]} << 16 | std::uint32_t{rgb[1]} << 8 | rgb[2],
                pixels[y * stride + x])
          << x << ' ' << y;
    }
}

TEST(Png, StatesItsResolution) {
  const std::vector<std::uint32_t> pixels(4, 0xffffff);
  const std::string file = *encode_png(pixels, 2, 2, 300);
  const std::size_t at = file.find("pHYs");
  ASSERT_NE(at, std::string::npos);
  // 300 dots per inch are 11,811 per metre, across and down; 1: the unit is the metre.
  EXPECT_EQ(file.substr(at + 4, 9), std::string("\x00\x00\x2e\x23\x00\x00\x2e\x23\x01", 9));
}

TEST(Png, AnEmptyImageIsAProblem) {
  const auto file = encode_png({}, 0, 0, 300);
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error()[0].code, "report.drawing");
}

}  // namespace
