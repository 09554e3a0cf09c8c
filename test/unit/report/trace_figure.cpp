#include "venscope/report/figure/trace_figure.hpp"

#include "support/markup.hpp"
#include "support/scene_check.hpp"
#include "venscope/report/figure/svg.hpp"

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::faults_of;
using venscope::test::read_markup;

namespace {

TracePanel panel(std::size_t chains, std::size_t rounds) {
  TracePanel result{"NF1 <gene>", "share of mutated", {}};
  for (std::size_t k = 0; k < chains; ++k) {
    std::vector<double>& chain = result.chains.emplace_back();
    for (std::size_t t = 0; t < rounds; ++t)
      chain.push_back(0.1 + 0.01 * static_cast<double>((k * 7 + t * 5) % 11));
  }
  return result;
}

TEST(TraceFigure, DrawsFromNoChainToMany) {
  for (const std::size_t chains : {0, 1, 20})
    for (const std::size_t rounds : {1, 2, 50}) {
      const std::string svg = svg_file(trace_scene(std::vector(4, panel(chains, rounds))));
      EXPECT_EQ(read_markup(svg).error, "");
      EXPECT_EQ(svg.find("nan"), std::string::npos);
    }
  EXPECT_EQ(read_markup(svg_file(trace_scene({}))).error, "");
}

TEST(TraceFigure, RoundsAreNumberedFromOneAndOnce) {
  for (std::size_t rounds = 1; rounds < 60; ++rounds)
    EXPECT_EQ(faults_of(trace_scene(std::vector{panel(2, rounds)})), "") << rounds;
}

TEST(TraceFigure, PanelsStandInRowsOfThree) {
  const double one = trace_scene(std::vector(3, panel(5, 10))).height;
  const double three = trace_scene(std::vector(7, panel(5, 10))).height;
  EXPECT_GT(three, 2.8 * one);
  EXPECT_LT(three, 3.4 * one);
  EXPECT_EQ(trace_scene(std::vector{panel(5, 10)}).width, single_column);
}

TEST(TraceFigure, TheNumbersBehindAreTheMeans) {
  EXPECT_EQ(trace_csv(std::vector{TracePanel{"wbc", "mean", {{1.5, 2}, {3, 4}}}}),
            "variable,imputation,round,mean\nwbc,1,1,1.5\nwbc,1,2,2\nwbc,2,1,3\nwbc,2,2,4\n");
}

}  // namespace
