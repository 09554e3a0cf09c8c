// kind = "alluvial": the same patients in the groups of two or more scores or other categories.
#include "venscope/report/figure/alluvial_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/column_values.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Json;

class AlluvialFinding : public Finding {
public:
  explicit AlluvialFinding(report::AlluvialFigure figure) : figure_(std::move(figure)) {}

  Json json() const override {
    Json json;
    json["scores"] = Json::array();
    for (const report::AlluvialScore& score : figure_.scores)
      json["scores"].push_back({{"score", score.label}, {"levels", score.levels}});
    json["flows"] = Json::array();
    for (const report::AlluvialFlow& flow : figure_.flows) {
      Json levels = Json::array();
      for (std::size_t s = 0; s < flow.levels.size(); ++s)
        levels.push_back(
            flow.levels[s] < 0
                ? Json(nullptr)
                : Json(figure_.scores[s].levels[static_cast<std::size_t>(flow.levels[s])]));
      json["flows"].push_back({{"levels", levels}, {"n", report::json_count(flow.n)}});
    }
    return json;
  }

  std::vector<report::Block> blocks(const Plan&, const Step& step) const override {
    double n = 0, unclassified = 0;
    for (const report::AlluvialFlow& flow : figure_.flows) {
      n += flow.n;
      if (std::find(flow.levels.begin(), flow.levels.end(), -1) != flow.levels.end())
        unclassified += flow.n;
    }
    report::Figure figure;
    figure.id = step.id;
    figure.caption = fmt::format(
        "{}. The same {} patients in the groups of each; heights are proportional to patients, "
        "colours are the groups of {}.",
        step.title, report::count(n), figure_.scores.front().label);
    if (unclassified > 0)
      figure.caption += fmt::format(" {} are not classifiable by one or more of them.",
                                    report::count_percent(unclassified, n));
    figure.scene = report::alluvial_scene(figure_);
    figure.csv = report::alluvial_csv(figure_);
    return {std::move(figure)};
  }

private:
  report::AlluvialFigure figure_;
};

class AlluvialRequest : public KindRequest {
public:
  std::vector<std::string> named;  ///< columns
  Place place;

  std::string title(const Plan&) const override { return "Reclassification"; }

  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const std::string& column : named) pairs.emplace_back("columns", column);
    return pairs;
  }

  void check(const Plan& plan, const Step&, Problems& problems) const override {
    for (const std::string& column : chosen(plan)) check_categories(plan, column, place, problems);
    if (chosen(plan).size() < 2)
      problems.push_back({"study.one_score", place, "there are not two classifications to compare",
                          "two or more columns of categories", "name them, or declare [[score]]",
                          Fault::input});
  }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override {
    report::AlluvialFigure figure;
    std::vector<std::vector<int>> codes;
    for (const std::string& name : chosen(plan)) {
      const cohort::Column& column = *step.table->find(name);
      figure.scores.push_back({label_of(*step.table, name), level_labels(column)});
      codes.push_back(known_codes(column));
    }
    std::map<std::vector<int>, double> flows;
    for (std::size_t row = 0; row < step.table->rows; ++row) {
      std::vector<int> levels;
      for (const std::vector<int>& of : codes) levels.push_back(of[row]);
      flows[levels] += 1;
    }
    for (const auto& [levels, n] : flows) figure.flows.push_back({levels, n});
    figure.width = report::double_column * (figure.scores.size() > 2 ? 1.0 : 0.66);
    return std::make_unique<const AlluvialFinding>(std::move(figure));
  }

private:
  std::vector<std::string> chosen(const Plan& plan) const {
    if (!named.empty()) return named;
    std::vector<std::string> groups;
    for (const AppliedScore& score : plan.scores) groups.push_back(score.prefix + ".group");
    return groups;
  }
};

std::unique_ptr<const KindRequest> read_alluvial(Section& section, const Protocol&,
                                                 const AnalysisDefaults&) {
  auto request = std::make_unique<AlluvialRequest>();
  request->named = section.texts("columns");
  request->place = section.place("columns");
  return request;
}

}  // namespace

Kind alluvial_kind() {
  return {"alluvial", "Reclassification", false, read_alluvial};
}

}  // namespace venscope::study
