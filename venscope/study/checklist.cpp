#include "venscope/study/checklist.hpp"

#include "venscope/base/embedded.hpp"
#include "venscope/base/section.hpp"
#include "venscope/study/checklist_answers.hpp"
#include "venscope/study/limitations.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace venscope::study {

std::span<const EmbeddedFile> embedded_reporting();  // written by cmake/embed.cmake

namespace {

Checklist read_checklist(const EmbeddedFile& file) {
  Checklist checklist;
  const Result<Node> node = parse_toml(file.text, std::string(file.path));
  if (!node) return checklist;  // a test reads the bundled file
  Problems problems;
  Section root(*node, "", problems);
  checklist.title = root.text("title").value_or("");
  checklist.source = root.text("source").value_or("");
  for (Section& item : root.tables("item", "number"))
    checklist.items.push_back({item.text("number").value_or(""), item.text("part").value_or(""),
                               item.text("topic").value_or(""), item.text("asks").value_or(""),
                               item.texts("answers"), item.text("add").value_or("")});
  return checklist;
}

report::Table checklist_table(const std::vector<ChecklistRow>& rows) {
  using report::Align;
  report::Table table;
  table.id = "reporting-checklist";
  table.title = fmt::format("Reporting checklist after {}", tripod_ai().title);
  for (const char* const head :
       {"Item", "Topic", "What is asked", "Status", "What this run says", "For the authors to add"})
    table.columns.push_back({head, "", Align::left, {}});
  std::string part;
  for (const ChecklistRow& row : rows) {
    if (row.item->part != part) {
      part = row.item->part;
      table.rows.push_back({{part}, 0, true});
    }
    table.rows.push_back({{row.item->number, row.item->topic, row.item->asks,
                           std::string(name_of(row.status)), row.answer, row.item->add},
                          1,
                          false});
  }
  table.footnotes.push_back(
      "Items in words of our own after Collins et al., BMJ 2024;385:e078378. "
      "“not done” is what a run can hold and this one does not.");
  return table;
}

report::Table limitations_table(const std::vector<Limitation>& limitations) {
  report::Table table;
  table.id = "limitations";
  table.title = "Limitations found in the data, each with its number";
  table.columns = {{"Matter", "", report::Align::left, {}},
                   {"Seen in this run", "", report::Align::left, {}}};
  for (const Limitation& limitation : limitations) {
    std::string matter = limitation.id;
    std::replace(matter.begin(), matter.end(), '_', ' ');
    table.rows.push_back({{matter, limitation.text}, 0, false});
  }
  table.footnotes.push_back("Found by rules of thumb; docs/methods/reporting.md has them.");
  return table;
}

/// What the run leaves for the authors, as a list to work through.
report::PointList to_add(const std::vector<ChecklistRow>& rows) {
  report::PointList list{"The authors must add:", {}};
  for (const ChecklistRow& row : rows)
    if (!row.item->add.empty())
      list.points.push_back(
          fmt::format("{} {}: {}", row.item->number, row.item->topic, row.item->add));
  return list;
}

}  // namespace

const Checklist& tripod_ai() {
  static const Checklist checklist = [] {
    for (const EmbeddedFile& file : embedded_reporting())
      if (file.path.ends_with("tripod-ai.toml")) return read_checklist(file);
    return Checklist{};
  }();
  return checklist;
}

bool wants_checklist(const Plan& plan) {
  if (plan.protocol.checklist) return *plan.protocol.checklist;
  return derives_a_model(plan) || evaluates_a_model(plan);
}

std::string_view name_of(ChecklistStatus status) {
  switch (status) {
    case ChecklistStatus::answered:
      return "answered";
    case ChecklistStatus::partly:
      return "partly";
    case ChecklistStatus::absent:
      return "not done";
    case ChecklistStatus::authors:
      break;
  }
  return "authors";
}

std::vector<ChecklistRow> fill_checklist(const Plan& plan, const StudyResult& result,
                                         std::span<const Limitation> limitations,
                                         std::string_view version) {
  const ReportingContext context{plan, result, limitations, version};
  std::vector<ChecklistRow> rows;
  for (const ChecklistItem& item : tripod_ai().items) {
    ChecklistRow row{&item, ChecklistStatus::authors, ""};
    for (const std::string& key : item.answers)
      if (const auto answer = checklist_answer(key, context))
        row.answer += (row.answer.empty() ? "" : " ") + *answer + ".";
    if (!row.answer.empty())
      row.status = item.add.empty() ? ChecklistStatus::answered : ChecklistStatus::partly;
    else if (!item.answers.empty() && item.add.empty())
      row.status = ChecklistStatus::absent;
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<report::Section> reporting_sections(const Plan& plan, const StudyResult& result,
                                                std::string_view version) {
  const bool checklist = wants_checklist(plan);
  if (!checklist && !plan.protocol.limitations) return {};
  const std::vector<Limitation> limitations = limitations_of(plan, result);
  std::vector<report::Section> sections(checklist ? 2 : 1);
  sections[0].id = "limitations";
  sections[0].heading = "Limitations";
  if (limitations.empty())
    sections[0].blocks = {report::Paragraph{"The rules of this report found none in the data."}};
  else
    sections[0].blocks = {limitations_table(limitations)};
  if (!checklist) return sections;
  const std::vector<ChecklistRow> rows = fill_checklist(plan, result, limitations, version);
  sections[1].id = "reporting";
  sections[1].heading = "Reporting checklist";
  sections[1].blocks = {checklist_table(rows), to_add(rows)};
  return sections;
}

report::Json reporting_json(const Plan& plan, const StudyResult& result, std::string_view version) {
  const bool checklist = wants_checklist(plan);
  if (!checklist && !plan.protocol.limitations) return nullptr;
  report::Json json;
  const std::vector<Limitation> limitations = limitations_of(plan, result);
  json["limitations"] = report::Json::array();
  for (const Limitation& limitation : limitations) {
    report::Json numbers = report::Json::object();
    for (const auto& [name, value] : limitation.numbers) numbers[name] = report::json_number(value);
    json["limitations"].push_back(
        {{"id", limitation.id}, {"text", limitation.text}, {"numbers", std::move(numbers)}});
  }
  if (!checklist) return json;
  json["checklist"] = {{"title", tripod_ai().title}, {"items", report::Json::array()}};
  for (const ChecklistRow& row : fill_checklist(plan, result, limitations, version))
    json["checklist"]["items"].push_back({{"number", row.item->number},
                                          {"topic", row.item->topic},
                                          {"status", name_of(row.status)},
                                          {"answer", row.answer},
                                          {"add", row.item->add}});
  return json;
}

}  // namespace venscope::study
