#include "venscope/report/figure/number_blocks.hpp"

#include "venscope/report/figure/layout.hpp"
#include "venscope/report/number.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>

namespace venscope::report {
namespace {

using survival::KaplanMeier;
using survival::KaplanMeierPoint;

constexpr double row_key_length = 10.0;
constexpr double row_key_gap = 3.0;
constexpr double row_height = 8.6;

std::vector<std::string> at_risk(const KaplanMeier& fit, const std::vector<double>& times) {
  std::vector<std::string> numbers;
  for (const KaplanMeierPoint& point : survival::at_times(fit, times))
    numbers.push_back(count(point.n_risk));
  numbers.resize(times.size(), "0");  // a group without a row has no curve to read
  return numbers;
}

/// Sum of a count over the times up to and including each of `times`.
std::vector<std::string> cumulative(const KaplanMeier& fit, const std::vector<double>& times,
                                    double KaplanMeierPoint::*what) {
  std::vector<std::string> numbers;
  const std::vector<double> at = fit.curve.column(&KaplanMeierPoint::time),
                            added = fit.curve.column(what);
  double sum = 0;
  std::size_t next = 0;
  for (const double time : times) {
    for (; next < at.size() && at[next] <= time; ++next) sum += added[next];
    numbers.push_back(count(sum));
  }
  return numbers;
}

/// One row: key and label of the curve, and its numbers. Gives the y below it.
double add_row(std::vector<Node>& nodes, const SurvivalFigure& figure,
               const std::vector<std::string>& numbers, const NumberRows& rows, std::size_t curve,
               double heading_left, double top) {
  const std::string& label = figure.curves[curve].label;
  if (!label.empty() && !figure.same_patients) {
    const double label_left = heading_left + row_key_length + row_key_gap;
    const double label_width = rows.labels_beside ? rows.left : figure.width - label_left;
    add(nodes, series_key({heading_left, top + 0.66 * small_size}, row_key_length, curve));
    const double below = add_lines(nodes, label_left, top, label_width, label, small_size);
    if (!rows.labels_beside) top = below;
  }
  for (std::size_t k = 0; k < rows.ticks.size(); ++k)
    add_text(nodes, {rows.x.at(rows.ticks[k]), top + small_size}, numbers[k], small_size,
             Anchor::middle);
  return top + row_height;
}

}  // namespace

std::vector<NumberBlock> number_blocks(const SurvivalFigure& figure,
                                       const std::vector<double>& times) {
  std::vector<NumberBlock> blocks;
  const auto block = [&](const char* heading, auto&& numbers_of) {
    NumberBlock& added = blocks.emplace_back(NumberBlock{heading, {}});
    for (const SurvivalCurve& curve : figure.curves)
      added.numbers.push_back(curve.fit ? numbers_of(*curve.fit)
                                        : std::vector<std::string>(times.size(), "0"));
  };
  const bool weighted = std::any_of(figure.curves.begin(), figure.curves.end(),
                                    [](const SurvivalCurve& curve) { return curve.unweighted; });
  block(weighted ? "Number at risk, weighted" : "Number at risk",
        [&](const KaplanMeier& fit) { return at_risk(fit, times); });
  if (weighted) {
    NumberBlock& added = blocks.emplace_back(NumberBlock{"Number at risk, patients", {}});
    for (const SurvivalCurve& curve : figure.curves)
      added.numbers.push_back(curve.unweighted ? at_risk(*curve.unweighted, times)
                                               : std::vector<std::string>(times.size(), "0"));
  }
  if (figure.cumulative_events)
    block("Cumulative events", [&](const KaplanMeier& fit) {
      return cumulative(fit, times, &KaplanMeierPoint::n_event);
    });
  if (figure.cumulative_censored)
    block("Cumulative censored", [&](const KaplanMeier& fit) {
      return cumulative(fit, times, &KaplanMeierPoint::n_censor);
    });
  return blocks;
}

double widest_row_label(const std::vector<std::string>& labels) {
  return widest(labels, small_size) + row_key_length + row_key_gap;
}

double add_number_blocks(std::vector<Node>& nodes, const SurvivalFigure& figure,
                         const std::vector<NumberBlock>& blocks, const NumberRows& rows,
                         double top) {
  const double heading_left = rows.labels_beside ? 0.0 : rows.left - 30.0;
  for (const NumberBlock& block : blocks) {
    Group group{"numbers", {}, {}};
    add_text(group.nodes, {heading_left, top + small_size}, block.heading, small_size).bold = true;
    top += row_height + 1.0;
    const std::size_t shown = figure.same_patients ? 1 : figure.curves.size();
    for (std::size_t i = 0; i < std::min(shown, figure.curves.size()); ++i)
      top = add_row(group.nodes, figure, block.numbers[i], rows, i, heading_left, top);
    add(nodes, std::move(group));
    top += 3.0;
  }
  return top;
}

}  // namespace venscope::report
