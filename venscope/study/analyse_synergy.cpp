#include "venscope/study/keyed_rows.hpp"
#include "venscope/study/synergy_analysis.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using report::Json;
using report::json_number;

void check_board_doses(const cohort::Table& table, const cohort::Column* column,
                       Problems& problems) {
  if (!column) return;
  for (std::size_t row = 0; row < table.rows; ++row)
    if (column->number[row] < 0)
      problems.push_back({"study.negative",
                          {table.file, table.line[row], column->name},
                          fmt::format("dose {:.6g} is below 0", column->number[row]),
                          "0 (without this drug) or more",
                          "correct the value"});
}

Json excess_json(const dose::Excess& excess) {
  return {{"estimate", json_number(excess.estimate)},
          {"low", json_number(excess.low)},
          {"high", json_number(excess.high)}};
}

Json alone_json(const std::vector<double>& doses, const std::vector<double>& effects) {
  Json json = Json::array();
  for (std::size_t i = 0; i < doses.size(); ++i)
    json.push_back({{"dose", json_number(doses[i])}, {"effect", json_number(effects[i])}});
  return json;
}

struct BoardColumns {
  const cohort::Column *a, *b, *response, *replicate;
};

BoardColumns find_board_columns(const cohort::Table& table, const SynergyColumns& columns,
                                Problems& problems) {
  const BoardColumns found{number_column(table, columns.dose_a, "--dose-a", problems),
                           number_column(table, columns.dose_b, "--dose-b", problems),
                           number_column(table, columns.response, "--response", problems),
                           named_column(table, columns.replicate, "--replicate", problems)};
  check_board_doses(table, found.a, problems);
  check_board_doses(table, found.b, problems);
  return found;
}

}  // namespace

Problems check_synergy_columns(const cohort::Table& table, const SynergyColumns& columns) {
  Problems problems;
  find_board_columns(table, columns, problems);
  return problems;
}

Result<SynergyAnalysis> analyse_synergy(const cohort::Table& table, const SynergyColumns& columns,
                                        const dose::SynergyOptions& options) {
  Problems problems;
  const auto [a, b, response, replicate] = find_board_columns(table, columns, problems);
  if (!problems.empty()) return failure(std::move(problems));
  const KeyedRows replicates = keyed_rows(table, replicate);
  std::vector<double> responses = response->number;
  for (std::size_t row = 0; row < table.rows; ++row)
    if (replicates.key[row] < 0) responses[row] = cohort::missing_number;
  auto found = dose::synergy({.dose_a = a->number,
                              .dose_b = b->number,
                              .response = responses,
                              .replicate = replicates.key},
                             options);
  if (!found) return failure(std::move(found.error()));
  SynergyAnalysis analysis{columns, options, table.file, table.rows, std::move(*found), {}};
  analysis.warnings = analysis.result.notes;
  if (!analysis.result.by_replicate)
    analysis.warnings.push_back(
        "wells of one plate are taken as independent; several plates or cultures, named by "
        "--replicate, are what an interval should come from");
  return analysis;
}

report::Json to_json(const SynergyAnalysis& analysis) {
  const dose::Synergy& result = analysis.result;
  Json json;
  json["kind"] = "synergy";
  json["n"] = analysis.rows - result.missing;
  json["n_missing"] = result.missing;
  json["level"] = analysis.options.level;
  json["interval"] = result.by_replicate ? "t, by replicate" : "bootstrap of wells";
  json["replicates"] = result.replicates;
  json["control"] = json_number(result.control);
  json["bliss"] = excess_json(result.bliss);
  json["hsa"] = excess_json(result.hsa);
  json["alone_a"] = alone_json(result.doses_a, result.alone_a);
  json["alone_b"] = alone_json(result.doses_b, result.alone_b);
  json["cells"] = Json::array();
  for (const dose::SynergyCell& cell : result.cells)
    json["cells"].push_back({{"dose_a", json_number(cell.dose_a)},
                             {"dose_b", json_number(cell.dose_b)},
                             {"n", cell.wells},
                             {"effect", json_number(cell.effect)},
                             {"bliss_expected", json_number(cell.bliss_expected)},
                             {"bliss", excess_json(cell.bliss)},
                             {"hsa_expected", json_number(cell.hsa_expected)},
                             {"hsa", excess_json(cell.hsa)}});
  const dose::SynergyCell& strongest = result.cells[result.strongest];
  json["strongest"] = {{"dose_a", json_number(strongest.dose_a)},
                       {"dose_b", json_number(strongest.dose_b)},
                       {"bliss", json_number(strongest.bliss.estimate)}};
  json["warnings"] = analysis.warnings;
  return json;
}

}  // namespace venscope::study
