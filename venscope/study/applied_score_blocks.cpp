#include "venscope/report/number.hpp"
#include "venscope/study/applied_score.hpp"
#include "venscope/study/wording.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;
using report::Cell;

report::Json to_json(const AppliedScore& score) {
  report::Json json;
  json["model"] = score.id;
  json["version"] = score.version;
  json["label"] = score.label;
  json["columns"] = report::Json::array();
  if (score.has_score) json["columns"].push_back(score.prefix + ".score");
  json["columns"].push_back(score.prefix + ".group");
  json["outside_population"] = score.outside ? "score" : "missing";
  json["classified"] = score.classified;
  json["incomplete"] = score.incomplete;
  json["not_applicable"] = score.not_applicable;
  json["applied_outside"] = score.applied_outside;
  json["assumed"] = report::Json::array();
  for (const auto& [what, n] : score.assumed) json["assumed"].push_back({{"what", what}, {"n", n}});
  json["contradictions"] = score.contradictions;
  json["absent"] = score.absent;
  json["groups"] = report::Json::array();
  for (std::size_t g = 0; g < score.groups.size(); ++g)
    json["groups"].push_back({{"group", score.group_ids[g]}, {"n", score.groups[g].second}});
  return json;
}

std::vector<report::Block> score_blocks(const std::vector<AppliedScore>& scores,
                                        std::size_t patients) {
  if (scores.empty()) return {};
  report::Table table;
  table.id = "scores";
  table.title = "Risk scores of the patients";
  table.columns = {{"Score", "", Align::left, {}}, {"n", "", Align::right, {"n"}}};
  report::WarningList warnings;
  for (const AppliedScore& score : scores) {
    const auto add = [&](std::string name, std::size_t n, int indent) {
      report::Row row;
      row.indent = indent;
      row.heading = indent == 0;
      row.cells = {std::move(name)};
      if (indent > 0)
        row.cells.emplace_back(report::count_percent(double(n), double(patients)), double(n));
      table.rows.push_back(std::move(row));
    };
    add(score.label, 0, 0);
    for (const auto& [label, n] : score.groups) add(label, n, 1);
    if (score.incomplete > 0) add("Not classified: findings missing", score.incomplete, 1);
    if (score.not_applicable > 0) add("Not classified: does not apply", score.not_applicable, 1);
    if (!score.absent.empty())
      warnings.warnings.push_back(
          fmt::format("{}: the cohort does not record {}; patients whose group depends on it are "
                      "not classified.",
                      score.label, fmt::join(score.absent, ", ")));
    for (const auto& [what, n] : score.assumed)
      warnings.warnings.push_back(fmt::format(
          "{}: this is a part of the model only. For {} {} in whom it is not known it is "
          "assumed: {}.",
          score.label, n, plural(n, "patient", "patients"), what));
    if (score.applied_outside > 0)
      warnings.warnings.push_back(fmt::format(
          "{}: {} {} classified although the model does not apply to them by its own definition.",
          score.label, score.applied_outside,
          plural(score.applied_outside, "patient was", "patients were")));
    if (score.contradictions > 0)
      warnings.warnings.push_back(fmt::format(
          "{}: {} {} findings that contradict each other; these count as not known.", score.label,
          score.contradictions, plural(score.contradictions, "patient has", "patients have")));
  }
  table.footnotes.push_back(fmt::format(
      "Percentages of the {} patients. Findings that were not tested count as not known, never as "
      "wild type; a patient is classified where every way to fill the gaps leads to the same "
      "group.",
      patients));
  std::vector<report::Block> blocks{std::move(table)};
  if (!warnings.warnings.empty()) blocks.emplace_back(std::move(warnings));
  return blocks;
}

}  // namespace venscope::study
