/// venscope fit synergy
#include "app/cli/fit.hpp"
#include "app/cli/fit_columns.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/synergy_analysis.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

struct SynergyArguments : FitArguments {
  std::string dose_a, dose_b, response, replicate, control, level = "0.95", resamples = "2000",
                                                            seed = "1";
};

std::string excess_text(const dose::Excess& excess) {
  const auto signed_text = [](double value) {
    return (value > 0 ? "+" : "") + report::fixed(value, 3);
  };
  std::string text = signed_text(excess.estimate);
  if (excess.low && excess.high)
    text += fmt::format(" ({} to {})", signed_text(*excess.low), signed_text(*excess.high));
  return text;
}

std::string synergy_text(const study::SynergyAnalysis& analysis) {
  const dose::Synergy& result = analysis.result;
  std::string text =
      fmt::format("Synergy: {} x {} doses, {} replicate{}\n\n", result.doses_a.size(),
                  result.doses_b.size(), result.replicates, result.replicates == 1 ? "" : "s");
  TextTable table(
      {"dose A", "dose B", "wells", "effect", "Bliss expects", "excess", "HSA expects", "excess"});
  for (const dose::SynergyCell& cell : result.cells)
    table.add({fmt::format("{:g}", cell.dose_a), fmt::format("{:g}", cell.dose_b),
               std::to_string(cell.wells), report::fixed(cell.effect, 3),
               report::fixed(cell.bliss_expected, 3), excess_text(cell.bliss),
               report::fixed(cell.hsa_expected, 3), excess_text(cell.hsa)});
  text += table.text();
  text += fmt::format("\nmean excess ({} CI{})\n  Bliss  {}\n  HSA    {}\n",
                      report::level_text(analysis.options.level),
                      result.by_replicate ? " by replicate" : ", bootstrap of wells",
                      excess_text(result.bliss), excess_text(result.hsa));
  return text;
}

std::string synergy_csv_text(const study::SynergyAnalysis& analysis) {
  std::string text =
      csv_line({"dose_a", "dose_b", "n", "effect", "bliss_expected", "bliss", "bliss_low",
                "bliss_high", "hsa_expected", "hsa", "hsa_low", "hsa_high"});
  const auto end = [](const std::optional<double>& value) {
    return value ? report::exact(*value) : std::string();
  };
  for (const dose::SynergyCell& cell : analysis.result.cells)
    text += csv_line({report::exact(cell.dose_a), report::exact(cell.dose_b),
                      std::to_string(cell.wells), report::exact(cell.effect),
                      report::exact(cell.bliss_expected), report::exact(cell.bliss.estimate),
                      end(cell.bliss.low), end(cell.bliss.high), report::exact(cell.hsa_expected),
                      report::exact(cell.hsa.estimate), end(cell.hsa.low), end(cell.hsa.high)});
  return text;
}

int run_synergy(SynergyArguments arguments) {
  OptionReader reader;
  dose::SynergyOptions options;
  options.level = reader.number("--level", arguments.level, 0, 1, 0.95);
  options.resamples =
      static_cast<std::size_t>(reader.number("--resamples", arguments.resamples, 99, 1e6, 2000));
  options.seed = static_cast<std::uint64_t>(reader.number("--seed", arguments.seed, -1, 1e15, 1));
  if (!arguments.control.empty())
    options.control = reader.number("--control-response", arguments.control, 0, unlimited, 1);
  const study::SynergyColumns columns{arguments.dose_a, arguments.dose_b, arguments.response,
                                      arguments.replicate};
  if (!columns.replicate.empty()) arguments.text_columns.push_back(columns.replicate);
  return run_fit_of_columns(
      arguments, std::move(reader),
      [&](const cohort::Table& table) { return study::check_synergy_columns(table, columns); },
      [&](const cohort::Table& table, Format format) -> Result<FitOutput> {
        const auto analysis = study::analyse_synergy(table, columns, options);
        if (!analysis) return tl::unexpected(analysis.error());
        return FitOutput{format == Format::text  ? synergy_text(*analysis)
                         : format == Format::csv ? synergy_csv_text(*analysis)
                                                 : report::json_text(to_json(*analysis)),
                         analysis->warnings};
      });
}

}  // namespace

void add_synergy(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<SynergyArguments>();
  arguments->needs_formula = false;
  CLI::App* synergy = add_kind(
      fit, *arguments, "synergy", "Two drugs on a checkerboard: excess over Bliss and HSA",
      "venscope fit synergy studies/venetoclax-plates/checkerboard.csv --dose-a venetoclax_uM "
      "--dose-b azacitidine_uM --response viability --replicate patient",
      false);
  const auto option = [&](const char* name, std::string& value, const char* help,
                          const char* type) {
    return synergy->add_option(name, value, help)->type_name(type);
  };
  option("--dose-a", arguments->dose_a, "column of doses of the first drug", "COLUMN")->required();
  option("--dose-b", arguments->dose_b, "column of doses of the second", "COLUMN")->required();
  option("--response", arguments->response, "column of responses", "COLUMN")->required();
  option("--replicate", arguments->replicate, "column of the plate or culture", "COLUMN");
  option("--control-response", arguments->control,
         "response of untreated wells; default: the mean of those of dose 0 and 0", "NUMBER");
  option("--level,--conf-level", arguments->level, "of the intervals", "NUMBER")
      ->capture_default_str();
  option("--resamples", arguments->resamples, "of the bootstrap, without --replicate", "N")
      ->capture_default_str();
  option("--seed", arguments->seed, "of the bootstrap", "N")->capture_default_str();
  synergy->callback([arguments, &run] { run = [arguments] { return run_synergy(*arguments); }; });
}

}  // namespace venscope::cli
