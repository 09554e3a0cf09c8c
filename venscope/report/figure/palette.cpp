#include "venscope/report/figure/palette.hpp"

#include <array>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr std::array<Shade, 5 + series_count> shades = {{
    {"none", "none", "none"},
    {"paper", "#ffffff", "#14171c"},
    {"ink", "#1a1a1a", "#e9e9e6"},
    {"muted", "#595959", "#a8adb5"},
    {"rule", "#c9c9c9", "#4a505a"},
    {"series-1", "#0072b2", "#56b4e9"},  // blue
    {"series-2", "#d55e00", "#ff8f50"},  // vermilion
    {"series-3", "#008f68", "#2fc79b"},  // bluish green
    {"series-4", "#b4558f", "#e39bc6"},  // reddish purple
    {"series-5", "#b87900", "#f0b429"},  // orange
    {"series-6", "#3a3a3a", "#d0d0d0"},  // black
    {"series-7", "#2b86b8", "#9ad4f5"},  // sky blue
    {"series-8", "#882255", "#d9779f"},  // wine, for a yellow that no line shows on white
}};

std::string variables(bool dark) {
  std::string css;
  for (std::size_t i = 1; i < shades.size(); ++i)
    css += fmt::format("--{}:{};", shades[i].name, dark ? shades[i].dark : shades[i].light);
  return css;
}

}  // namespace

const Shade& shade(Tone tone) {
  return shades[static_cast<std::size_t>(tone)];
}

std::string figure_css() {
  std::string css = fmt::format(":root{{{}}}\n", variables(false));
  // Paper is white whatever the screen likes.
  css += fmt::format("@media screen and (prefers-color-scheme:dark){{:root{{{}}}}}\n",
                     variables(true));
  for (std::size_t i = 1; i < shades.size(); ++i)
    css += fmt::format(".stroke-{0}{{stroke:var(--{0})}}.fill-{0}{{fill:var(--{0})}}\n",
                       shades[i].name);
  return css;
}

}  // namespace venscope::report
