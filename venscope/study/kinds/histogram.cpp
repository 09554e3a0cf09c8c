// kind = "histogram": how a score or another number is distributed, with cut points and groups.
#include "venscope/report/figure/histogram_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/response/summary.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using report::Json;
using report::json_number;

class HistogramFinding : public Finding {
public:
  HistogramFinding(report::HistogramFigure figure, response::Summary summary)
      : figure_(std::move(figure)), summary_(summary) {}

  Json json() const override {
    Json json;
    json["variable"] = figure_.value_label;
    json["n"] = summary_.n;
    json["n_missing"] = summary_.n_missing;
    for (const auto& [key, value] : {std::pair{"mean", summary_.mean},
                                     {"sd", summary_.sd},
                                     {"low", summary_.low},
                                     {"q1", summary_.q1},
                                     {"median", summary_.median},
                                     {"q3", summary_.q3},
                                     {"high", summary_.high}})
      json[key] = json_number(value);
    json["cuts"] = figure_.cuts;
    json["groups"] = Json::array();
    for (const report::HistogramGroup& group : figure_.groups)
      json["groups"].push_back({{"group", group.label}, {"n", group.values.size()}});
    json["bars"] = Json::array();
    for (const report::HistogramBin& bin : report::histogram_bins(figure_.groups, figure_.cuts)) {
      Json counts = Json::array();
      for (const double n : bin.counts) counts.push_back(report::json_count(n));
      json["bars"].push_back(
          {{"low", json_number(bin.low)}, {"high", json_number(bin.high)}, {"n", counts}});
    }
    return json;
  }

  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    report::Figure figure;
    figure.id = step.id;
    figure.caption = step.title + ". Each bar holds its lower end and not its upper one.";
    if (!figure_.cuts.empty()) figure.caption += " Dashed: the cut points.";
    if (summary_.median)
      figure.caption += fmt::format(" Median {} (range {}).", report::fixed(*summary_.median, 2),
                                    report::interval(summary_.low, summary_.high, 2));
    figure.scene = report::histogram_scene(figure_);
    figure.csv = report::histogram_csv(figure_);
    return {std::move(figure)};
  }

private:
  report::HistogramFigure figure_;
  response::Summary summary_;
};

class HistogramRequest : public KindRequest {
public:
  std::string variable, by;
  std::vector<double> cuts;
  Place variable_place, by_place;

  std::string title(const Plan& plan) const override {
    return "Distribution of " + within_sentence(label_of(plan.table, variable));
  }

  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> pairs{{"variable", variable}};
    if (!by.empty()) pairs.emplace_back("by", by);
    return pairs;
  }

  void check(const Plan& plan, const Step&, Problems& problems) const override {
    check_numbers(plan, variable, variable_place, problems);
    if (!by.empty()) check_categories(plan, by, by_place, problems);
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    const cohort::Column& values = *step.table->find(variable);
    report::HistogramFigure figure;
    figure.value_label = study::heading_of(plan.table, variable);
    figure.cuts = cuts;
    figure.width = report::double_column * 0.66;
    const cohort::Column* groups = groups_of(*step.table);
    if (groups)
      add_groups(values, *groups, figure);
    else
      add_intervals(values, figure);
    const response::Summary summary = response::summarise(values.number);
    figure.not_known = static_cast<double>(summary.n_missing);
    return std::make_unique<const HistogramFinding>(std::move(figure), summary);
  }

private:
  /// The column that colours: the one named, or the groups of a [[score]] whose score this is.
  const cohort::Column* groups_of(const cohort::Table& table) const {
    if (!by.empty()) return table.find(by);
    if (!variable.ends_with(".score")) return nullptr;
    return table.find(variable.substr(0, variable.size() - 5) + "group");
  }

  static void add_groups(const cohort::Column& values, const cohort::Column& groups,
                         report::HistogramFigure& figure) {
    for (std::string& label : level_labels(groups)) figure.groups.push_back({std::move(label), {}});
    report::HistogramGroup none{"no group", {}};
    for (std::size_t row = 0; row < values.number.size(); ++row) {
      if (values.missing(row)) continue;
      report::HistogramGroup& group =
          groups.missing(row) ? none : figure.groups[static_cast<std::size_t>(groups.code[row])];
      group.values.push_back(values.number[row]);
    }
    if (!none.values.empty()) figure.groups.push_back(std::move(none));
  }

  /// Groups by the cut points themselves: each interval holds its upper end, as R's cut().
  void add_intervals(const cohort::Column& values, report::HistogramFigure& figure) const {
    for (std::size_t i = 0; i <= cuts.size() && !cuts.empty(); ++i) {
      std::string label = i > 0 ? "above " + number_text(cuts[i - 1]) : "";
      if (i < cuts.size()) label += (i > 0 ? " to " : "up to ") + number_text(cuts[i]);
      figure.groups.push_back({std::move(label), {}});
    }
    if (cuts.empty()) figure.groups.push_back({"", {}});
    for (std::size_t row = 0; row < values.number.size(); ++row) {
      if (values.missing(row)) continue;
      const auto at = std::lower_bound(cuts.begin(), cuts.end(), values.number[row]);
      figure.groups[static_cast<std::size_t>(at - cuts.begin())].values.push_back(
          values.number[row]);
    }
  }

  static std::string number_text(double value) {
    return (value < 0 ? "−" : "") + report::exact(std::fabs(value));
  }
};

std::unique_ptr<const KindRequest> read_histogram(Section& section, const Protocol&,
                                                  const AnalysisDefaults&) {
  auto request = std::make_unique<HistogramRequest>();
  request->variable = section.required_text("variable", "the column whose values are shown");
  request->variable_place = section.place("variable");
  request->by = section.text("by").value_or("");
  request->by_place = section.place("by");
  request->cuts = section.numbers("cuts");
  if (std::adjacent_find(request->cuts.begin(), request->cuts.end(), std::greater_equal<>()) !=
      request->cuts.end())
    section.reject("cuts", "study.cuts", "are not in order", "ascending cut points");
  return request;
}

}  // namespace

Kind histogram_kind() {
  return {"histogram", "Distributions", false, read_histogram};
}

}  // namespace venscope::study
