/// PNG files of drawn figures.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace venscope::report {

/// An image of rows of `width` pixels 0x00RRGGBB, `stride` pixels from one row to the next, as a
/// PNG of 8 bits a channel that states its resolution, so that an office program shows it in its
/// true size. Rows are deflated without filters at zlib's level 3: on lines and areas of flat
/// colour that is as small as all filters tried at level 6, in a fifth of the time. Right by:
/// unit/report/png (decoded again by libpng).
Result<std::string> encode_png(std::span<const std::uint32_t> pixels, std::size_t width,
                               std::size_t stride, double dots_per_inch);

}  // namespace venscope::report
