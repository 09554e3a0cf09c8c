// Examples of the figures of patients over time.
#include "support/gallery.hpp"
#include "venscope/report/figure/course_figure.hpp"
#include "venscope/report/figure/swimmer_figure.hpp"
#include "venscope/report/figure/waterfall_figure.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope::report;

namespace venscope::test {
namespace {

CourseFigure course_example(bool logarithmic, double width) {
  CourseFigure figure;
  figure.title = "Interleukin 6 after infusion";
  figure.value_label = "IL-6 (pg/ml)";
  figure.visits = {0, 1, 3, 7, 10, 14, 21, 28};
  figure.logarithmic = logarithmic;
  figure.limit = 1.5;
  figure.width = width;
  for (std::size_t g = 0; g < 2; ++g) {
    CourseGroup group;
    group.label = g == 0 ? "Other bridging" : "Venetoclax";
    const double level = g == 0 ? 40 : 90;
    const auto at = [&](double day) { return 2 + level * std::exp(-std::pow((day - 7) / 4.5, 2)); };
    for (std::size_t i = 0; i < 30; ++i) {
      CourseLine line;
      const double own = std::exp(1.6 * (scattered(i, 1.0 + static_cast<double>(g)) - 0.5));
      for (std::size_t v = 0; v < figure.visits.size(); ++v) {
        const double noise =
            std::exp(1.2 * (scattered(8 * i + v, 5.0 + static_cast<double>(g)) - 0.5));
        line.time.push_back(figure.visits[v]);
        line.value.push_back(std::max(0.75, at(figure.visits[v]) * own * noise));
      }
      group.patients.push_back(line);
    }
    for (std::size_t v = 0; v < figure.visits.size(); ++v) {
      const double mean = at(figure.visits[v]);
      group.centre.push_back(mean);
      group.low.push_back(mean / 1.3);
      group.high.push_back(mean * 1.3);
      group.numbers.push_back(fmt::format("{}/{}", 30 - v, 30 - v / 2));
    }
    figure.groups.push_back(std::move(group));
  }
  figure.p_values = {"0.84", "0.31", "0.04", "0.002", "0.02", "0.41", "0.84", "0.84"};
  return figure;
}

SwimmerFigure swimmer_example(std::size_t patients) {
  SwimmerFigure figure;
  figure.title = "Follow-up of patients with CAR-T cells";
  figure.time_label = "Time since infusion";
  figure.groups = {"Venetoclax bridging", "Other bridging"};
  figure.phases = {"Bridging", "Complete response", "Partial response"};
  figure.marks = {"Relapse", "Transplantation", "CRS grade ≥ 3"};
  for (std::size_t i = 0; i < patients; ++i) {
    SwimmerLane lane;
    lane.label = fmt::format("C{:02}", i + 1);
    lane.end = 0.4 + 30 * std::pow(1 - static_cast<double>(i) / static_cast<double>(patients), 1.5);
    lane.event = scattered(i) < 0.55;
    lane.group = scattered(i, 2) < 0.5 ? 0 : 1;
    lane.begin = -1.2 * scattered(i, 3);
    lane.phases.push_back({0, lane.begin, -0.1});
    if (scattered(i, 4) < 0.75 && lane.end > 2) {
      const double to = 1 + (lane.end - 1) * std::min(1.0, 0.35 + scattered(i, 5));
      lane.phases.push_back({scattered(i, 6) < 0.7 ? 1u : 2u, 1, to});
      if (to < lane.end) lane.marks.push_back({0, to});
    }
    if (scattered(i, 7) < 0.25 && lane.end > 4) lane.marks.push_back({1, 3.5});
    if (scattered(i, 8) < 0.2) lane.marks.push_back({2, 0.25});
    figure.lanes.push_back(std::move(lane));
  }
  return figure;
}

WaterfallFigure waterfall_example(std::size_t patients) {
  WaterfallFigure figure;
  figure.title = "Best change of blasts in the marrow";
  figure.groups = {"Venetoclax bridging", "Other bridging"};
  figure.thresholds = {-50};
  for (std::size_t i = 0; i < patients; ++i) {
    const double share =
        static_cast<double>(i) / static_cast<double>(std::max<std::size_t>(1, patients - 1));
    double percent = 90 - 260 * share + 140 * std::pow(1 - share, 9);
    if (percent < -92) percent = -100;
    figure.bars.push_back({fmt::format("C{:02}", i + 1), percent,
                           scattered(i, 9) < 0.04                 ? -1
                           : scattered(i, 10) < 0.3 + 0.4 * share ? 0
                                                                  : 1});
  }
  return figure;
}

}  // namespace

std::vector<Exhibit> course_exhibits() {
  std::vector<Exhibit> all;
  const auto show = [&](const char* name, const auto& figure, auto&& scene, auto&& csv) {
    all.push_back({name, scene(figure), csv(figure)});
  };
  show("course", course_example(true, 0.8 * double_column), course_scene, course_csv);
  show("course-column", course_example(true, single_column), course_scene, course_csv);
  show("course-linear", course_example(false, 0.8 * double_column), course_scene, course_csv);
  show("course-none", CourseFigure{}, course_scene, course_csv);
  for (const std::size_t n : {0u, 6u, 33u, 63u, 100u})
    show(fmt::format("swimmer-{}", n).c_str(), swimmer_example(n), swimmer_scene, swimmer_csv);
  for (const std::size_t n : {0u, 5u, 58u, 150u})
    show(fmt::format("waterfall-{}", n).c_str(), waterfall_example(n), waterfall_scene,
         waterfall_csv);
  return all;
}

}  // namespace venscope::test
