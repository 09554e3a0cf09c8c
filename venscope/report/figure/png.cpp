#include "venscope/report/figure/png.hpp"

#include <cmath>
#include <csetjmp>
#include <png.h>
#include <vector>

namespace venscope::report {
namespace {

/// What libpng reports to: it returns from an error by longjmp alone, so nothing between encode()
/// and libpng may own memory.
struct Sink {
  std::string bytes;
  std::string error;
};

void append(png_structp png, png_bytep data, png_size_t length) {
  static_cast<Sink*>(png_get_io_ptr(png))
      ->bytes.append(reinterpret_cast<const char*>(data), length);
}

void nothing_to_flush(png_structp) {}

[[noreturn]] void fail(png_structp png, png_const_charp message) {
  static_cast<Sink*>(png_get_error_ptr(png))->error = message;
  png_longjmp(png, 1);
}

void ignore(png_structp, png_const_charp) {}

struct Image {
  std::span<const std::uint32_t> pixels;
  std::size_t width, stride, height;
  png_uint_32 dots_per_metre;
};

void to_bytes(std::span<const std::uint32_t> row, std::span<png_byte> bytes) {
  for (std::size_t x = 0; x < row.size(); ++x)
    for (std::size_t c = 0; c < 3; ++c)
      bytes[3 * x + c] = static_cast<png_byte>(row[x] >> (16 - 8 * c) & 0xff);
}

void encode(png_structp png, png_infop info, const Image& image, std::span<png_byte> row) {
  if (setjmp(png_jmpbuf(png)) != 0) return;
  png_set_IHDR(png, info, static_cast<png_uint_32>(image.width),
               static_cast<png_uint_32>(image.height), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_pHYs(png, info, image.dots_per_metre, image.dots_per_metre, PNG_RESOLUTION_METER);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_NONE);
  png_set_compression_level(png, 3);
  png_write_info(png, info);
  for (std::size_t y = 0; y < image.height; ++y) {
    to_bytes(image.pixels.subspan(y * image.stride, image.width), row);
    png_write_row(png, row.data());
  }
  png_write_end(png, info);
}

}  // namespace

Result<std::string> encode_png(std::span<const std::uint32_t> pixels, std::size_t width,
                               std::size_t stride, double dots_per_inch) {
  const Image image{pixels, width, stride, stride == 0 ? 0 : pixels.size() / stride,
                    static_cast<png_uint_32>(std::lround(dots_per_inch / 0.0254))};
  std::vector<png_byte> row(3 * width);
  Sink sink;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, fail, ignore);
  png_infop info = png != nullptr ? png_create_info_struct(png) : nullptr;
  if (info == nullptr) {
    sink.error = "no memory";
  } else {
    png_set_write_fn(png, &sink, append, nothing_to_flush);
    encode(png, info, image, row);
  }
  png_destroy_write_struct(&png, &info);
  if (!sink.error.empty())
    return cannot_analyse("report.drawing", "the figure could not be written: " + sink.error);
  return std::move(sink.bytes);
}

}  // namespace venscope::report
