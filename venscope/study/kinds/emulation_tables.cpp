#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/cohort_blocks.hpp"
#include "venscope/study/kinds/emulation_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;
using survival::ImmortalTime;

namespace {

constexpr const char* not_declared = "not declared";

std::string declared(const std::string& text) {
  return text.empty() ? not_declared : text;
}

}  // namespace

std::string EmulationFinding::decided(const Plan& plan, std::size_t s) const {
  const Strategy& strategy = emulation_.strategies[s];
  if (!strategy.decided_at.empty()) return label_of(plan.table, strategy.decided_at);
  if (!strategy.after_zero) return "not declared, taken for time zero";
  return *strategy.after_zero ? "after time zero, as declared" : "at time zero, as declared";
}

report::Table EmulationFinding::trial(const Plan& plan, const Step& step) const {
  const endpoint::Endpoint& endpoint = plan.endpoints[*step_.endpoint];
  report::Table table;
  table.id = step.id;
  table.title = "The target trial, and these data";
  table.columns = {{"", "", Align::left, {}},
                   {"Target trial", "", Align::left, {}},
                   {"In these data", "", Align::left, {}}};
  const auto add = [&](std::string name, std::string trial, std::string data, bool indent = false) {
    Row row;
    row.cells = {std::move(name), std::move(trial), std::move(data)};
    row.indent = indent;
    table.rows.push_back(std::move(row));
  };
  const auto included = static_cast<double>(plan.cohort.table.rows);
  add("Eligibility", emulation_.eligibility.empty() ? not_declared : "",
      fmt::format("{} of {} patients in the file included", report::count(included),
                  report::count(static_cast<double>(plan.cohort.rows))));
  for (std::size_t i = 0; i < emulation_.eligibility.size(); ++i) {
    const EligibilityRule& rule = emulation_.eligibility[i];
    const EligibilityCount& count = check_.eligibility[i];
    std::string data = "not counted: words alone";
    if (!rule.holds.empty())
      data = fmt::format("holds in {}, not in {}, not known in {}", count.yes, count.no,
                         count.unknown);
    add("", rule.text, data, true);
  }
  add("Treatment strategies", emulation_.strategies.empty() ? not_declared : "", "");
  for (std::size_t s = 0; s < emulation_.strategies.size(); ++s)
    add(report::level_words(emulation_.strategies[s].arm), declared(emulation_.strategies[s].text),
        fmt::format("{} patients", report::count(static_cast<double>(check_.arms[s].n))), true);
  add("Assignment", declared(emulation_.assignment), "Not randomised");
  const std::string origin = endpoint.definition.origin_label.empty()
                                 ? time_since(plan, step_)
                                 : endpoint.definition.origin_label;
  add("Time zero", declared(emulation_.time_zero),
      immortal() ? origin + ": an arm is known only later, see below" : origin);
  add("Outcome", emulation_.outcome.empty() ? endpoint.definition.title : emulation_.outcome,
      fmt::format("{} events in {} patients", report::count(double(endpoint.events)),
                  report::count(double(endpoint.n))));
  add("Causal contrast", declared(emulation_.contrast), "");
  add("Analysis", declared(emulation_.analysis),
      fmt::format("{}", fmt::join(immortal() ? answers(plan) : comparisons(plan), "; ")));
  return table;
}

namespace {

/// When an arm is known: a row.
struct KnownAt {
  std::string arm, known;
  std::size_t n = 0;
  const ImmortalTime* immortal = nullptr;  ///< null: no column says when
  std::size_t before = 0;
};

std::vector<Cell> wait_cells(const ImmortalTime& immortal) {
  const double share = immortal.waiting / immortal.follow_up;
  return {{report::fixed(immortal.waiting, 1), immortal.waiting},
          {report::percent(share), share},
          {fmt::format("{} ({})", report::fixed(immortal.median_wait, 1),
                       report::fixed(immortal.longest_wait, 1)),
           std::vector{immortal.median_wait, immortal.longest_wait}},
          count_cell(immortal.ended_before)};
}

Row known_row(const KnownAt& of, bool waits) {
  Row row;
  row.cells = {report::level_words(of.arm), count_cell(of.n), of.known};
  const Cell unknown(report::undefined_number, report::no_value);
  row.cells.push_back(of.immortal ? count_cell(of.before) : unknown);
  row.cells.push_back(of.immortal
                          ? Cell(report::count_percent(static_cast<double>(of.immortal->delayed),
                                                       static_cast<double>(of.n)),
                                 static_cast<double>(of.immortal->delayed))
                          : unknown);
  if (waits && of.immortal && of.immortal->delayed > 0)
    for (Cell& cell : wait_cells(*of.immortal)) row.cells.push_back(std::move(cell));
  return row;
}

}  // namespace

report::Table EmulationFinding::timing(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id + "-time-zero";
  table.title = "When the arms are known";
  table.columns = {{"Arm", "", Align::left, {}},
                   {"Patients", "", Align::right, {"n"}},
                   {"Known at", "", Align::left, {}},
                   {"before", "Of them, time zero", Align::right, {"before"}},
                   {"after", "Of them, time zero", Align::right, {"delayed"}}};
  std::vector<KnownAt> rows;
  for (std::size_t s = 0; s < emulation_.strategies.size(); ++s) {
    const ArmTiming& arm = check_.arms[s];
    const bool dated = !emulation_.strategies[s].decided_at.empty();
    rows.push_back({arm.arm, decided(plan, s), arm.n, dated ? &arm.immortal : nullptr, arm.before});
  }
  for (const UndeclaredTiming& found : check_.undeclared)
    rows.push_back({found.arm, label_of(plan.table, found.column) + " (not declared, found)",
                    found.n, &found.immortal, 0});
  const bool waits = std::any_of(rows.begin(), rows.end(), [](const KnownAt& row) {
    return row.immortal && row.immortal->delayed > 0;
  });
  if (waits) {
    const std::string group = "Immortal time";
    table.columns.push_back({fmt::format("sum, {}", unit_), group, Align::right, {"waiting"}});
    table.columns.push_back({"share of follow-up", group, Align::right, {"share"}});
    table.columns.push_back({fmt::format("median (longest), {}", unit_),
                             group,
                             Align::right,
                             {"median_wait", "longest_wait"}});
    table.columns.push_back(
        {"Others ended by the median", "", Align::right, {"others_ended_before"}});
    table.footnotes.emplace_back(
        "Immortal time: between time zero and the moment at which the arm is known, in those in "
        "whom that happened under observation. Others ended by the median: patients not in the arm "
        "whose follow-up was over when half of the arm had waited.");
  }
  for (const KnownAt& of : rows) table.rows.push_back(known_row(of, waits));
  for (const ArmTiming& arm : check_.arms)
    if (arm.not_known > 0)
      table.footnotes.push_back(fmt::format("{}: the time is not known in {}.",
                                            report::level_words(arm.arm), arm.not_known));
  return table;
}

}  // namespace venscope::study
