#include "venscope/report/figure/palette.hpp"

#include "venscope/report/figure/plot.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope::report;

namespace {

double channel(std::string_view colour, std::size_t at) {
  const double value = std::stoi(std::string(colour.substr(at, 2)), nullptr, 16) / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(std::string_view colour) {
  return 0.2126 * channel(colour, 1) + 0.7152 * channel(colour, 3) + 0.0722 * channel(colour, 5);
}

/// WCAG 2: (lighter + 0.05) / (darker + 0.05).
double contrast(std::string_view a, std::string_view b) {
  const auto [low, high] = std::minmax({luminance(a), luminance(b)});
  return (high + 0.05) / (low + 0.05);
}

TEST(Palette, LinesHaveAContrastOfThreeAndTextOfFourAndAHalf) {
  const Shade& paper = shade(Tone::paper);
  for (const Tone tone : {Tone::ink, Tone::muted}) {
    EXPECT_GE(contrast(shade(tone).light, paper.light), 4.5) << shade(tone).name;
    EXPECT_GE(contrast(shade(tone).dark, paper.dark), 4.5) << shade(tone).name;
  }
  for (std::size_t i = 0; i < series_count; ++i) {
    const Shade& series = shade(series_tone(i));
    EXPECT_GE(contrast(series.light, paper.light), 3.0) << series.name;
    EXPECT_GE(contrast(series.dark, paper.dark), 3.0) << series.name;
  }
}

TEST(Palette, TextOnAFilledAreaIsLegible) {
  const auto mixed = [](std::string_view over, std::string_view paper) {
    std::string colour = "#";
    for (const std::size_t at : {1, 3, 5}) {
      const int a = std::stoi(std::string(over.substr(at, 2)), nullptr, 16);
      const int b = std::stoi(std::string(paper.substr(at, 2)), nullptr, 16);
      colour += fmt::format(
          "{:02x}", static_cast<int>(std::round(most_under_text * a + (1 - most_under_text) * b)));
    }
    return colour;
  };
  const Shade &paper = shade(Tone::paper), &ink = shade(Tone::ink);
  for (std::size_t i = 0; i < series_count; ++i) {
    const Shade& series = shade(series_tone(i));
    EXPECT_GE(contrast(ink.light, mixed(series.light, paper.light)), 4.5) << series.name;
    EXPECT_GE(contrast(ink.dark, mixed(series.dark, paper.dark)), 4.5) << series.name;
  }
}

TEST(Palette, SeriesDifferInColourAndInDash) {
  for (std::size_t i = 0; i < series_count; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_NE(shade(series_tone(i)).light, shade(series_tone(j)).light);
      EXPECT_NE(series_dash(i), series_dash(j));
    }
  EXPECT_EQ(series_tone(series_count), series_tone(0));
}

}  // namespace
