/// venscope fit dose
#include "app/cli/fit.hpp"
#include "app/cli/fit_columns.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/dose_analysis.hpp"

#include <cmath>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::cli {
namespace {

struct DoseArguments : FitArguments {
  std::string dose, response, curve, group, replicate, plate, control, positive, well;
  std::string parameters = "4", lower, upper, lower_at_least, upper_at_most, direction = "any",
              robust = "none", centre = "median", level = "0.95", outliers, control_response;
  bool leave_out = false, absolute_interval = false;
};

std::string four_digits(double value) {
  return std::isfinite(value) ? fmt::format("{:.4g}", value) : report::undefined_number;
}

std::string dose_interval_text(const std::optional<dose::ConcentrationInterval>& interval) {
  if (!interval) return report::undefined_number;
  return fmt::format("{} to {}", interval->low > 0 ? four_digits(interval->low) : std::string("0"),
                     std::isinf(interval->high) ? "∞" : four_digits(interval->high));
}

/// Where the wells of several cultures are one curve, the curve of each.
std::string dose_cultures_text(const study::DoseAnalysis& analysis) {
  if (analysis.cultures.empty()) return "";
  const std::string& replicate = analysis.options.columns.replicate;
  TextTable table({"curve", "group", replicate, "wells", "IC50",
                   report::level_text(analysis.options.curve.level) + " CI", "absolute", "hill"});
  for (const study::CultureCurve& culture : analysis.cultures)
    table.add({culture.name.empty() ? "all" : culture.name, culture.group, culture.culture,
               std::to_string(culture.fit.wells), dose::concentration_text(culture.fit.ic50),
               dose_interval_text(culture.fit.interval),
               dose::concentration_text(culture.fit.ic50_absolute), four_digits(culture.fit.hill)});
  return fmt::format("\nby {}: the curves above pool the wells of all of a group\n{}", replicate,
                     table.text());
}

std::string dose_edges_text(const study::DoseAnalysis& analysis) {
  if (analysis.edges.empty()) return "";
  TextTable table({"plate", "edge", "inner", "difference",
                   report::level_text(analysis.options.curve.level) + " CI", "p", "row", "column"});
  const auto line_text = [](const std::optional<dose::PlateLine>& line) {
    return line ? fmt::format("{} {:+.3g}", line->name.substr(line->name.find(' ') + 1),
                              line->difference)
                : std::string(report::undefined_number);
  };
  for (const study::DosePlateEdges& plate : analysis.edges) {
    const dose::PlateEdges& e = plate.edges;
    const std::string none = report::undefined_number;
    table.add({plate.name.empty() ? "all" : plate.name, std::to_string(e.edge),
               std::to_string(e.inner), e.difference ? fmt::format("{:+.3g}", *e.difference) : none,
               e.low ? fmt::format("{:+.3g} to {:+.3g}", *e.low, *e.high) : none,
               e.p ? report::p_value(*e.p) : none, line_text(e.row), line_text(e.column)});
  }
  return "\nwells at the edge against those inside, doses taken off; the row and the column that "
         "differ most\n" +
         table.text();
}

std::string shared_test_line(std::string_view name, const std::optional<dose::SharedTest>& test) {
  if (!test) return "";
  return fmt::format("  {:<22} F = {:.4g} on {:g} and {:g} df, {}\n", name, test->f, test->df1,
                     test->df2, report::p_equation(test->p));
}

std::string dose_comparison_text(const study::DoseComparison& comparison, double level) {
  std::string text = fmt::format("\n{}{}\n", comparison.name.empty() ? "" : comparison.name + ": ",
                                 fmt::join(comparison.groups, " against "));
  text += shared_test_line("one curve for all", comparison.curves.all);
  text += shared_test_line("one IC50", comparison.curves.ic50);
  text += shared_test_line("one hill", comparison.curves.hill);
  for (std::size_t g = 1; g < comparison.groups.size(); ++g) {
    if (const auto& ratio = comparison.curves.ratios[g])
      text += fmt::format("  IC50 of {} over {}, by wells: {} ({} CI {} to {})\n",
                          comparison.groups[g], comparison.groups[0], four_digits(ratio->ratio),
                          report::level_text(level), four_digits(ratio->low),
                          std::isinf(ratio->high) ? "∞" : four_digits(ratio->high));
    if (comparison.cultures.empty()) continue;
    if (const auto& test = comparison.cultures[g])
      text += fmt::format(
          "  IC50 of {} over {}, by culture ({}, {} and {}): {} ({} CI {} to {}), {}\n",
          comparison.groups[g], comparison.groups[0], test->paired ? "paired t" : "Welch",
          test->first, test->second, four_digits(test->ratio), report::level_text(level),
          four_digits(test->low), four_digits(test->high), report::p_equation(test->p));
    else
      text += "  by culture: fewer than two cultures with an IC50 in a group\n";
  }
  for (const std::string& note : comparison.curves.notes) text += "  " + note + "\n";
  return text;
}

std::string dose_text(const study::DoseAnalysis& analysis) {
  const bool groups = !analysis.options.columns.group.empty();
  std::string text = fmt::format("Dose-response: {} well{}, {} curve{}", analysis.wells,
                                 analysis.wells == 1 ? "" : "s", analysis.curves.size(),
                                 analysis.curves.size() == 1 ? "" : "s");
  if (analysis.missing > 0) text += fmt::format("; {} rows left out", analysis.missing);
  if (analysis.controls > 0)
    text += fmt::format("; {} control wells, responses in percent of them", analysis.controls);
  text += "\n\n";
  std::vector<std::string> head{"curve"};
  if (groups) head.push_back("group");
  const std::string ci = report::level_text(analysis.options.curve.level) + " CI";
  const bool absolute = analysis.options.curve.absolute_interval;
  head.insert(head.end(), {"IC50", ci, "absolute"});
  if (absolute) head.push_back(ci);
  head.insert(head.end(), {"hill", "lower", "upper", "AUC"});
  TextTable table(head);
  for (const study::DoseCurve& curve : analysis.curves) {
    const dose::CurveFit& fit = curve.fit;
    std::vector<std::string> row{curve.name.empty() ? "all" : curve.name};
    if (groups) row.push_back(curve.group);
    row.insert(row.end(), {dose::concentration_text(fit.ic50), dose_interval_text(fit.interval),
                           dose::concentration_text(fit.ic50_absolute)});
    if (absolute) row.push_back(dose_interval_text(fit.interval_absolute));
    row.insert(row.end(), {four_digits(fit.hill), four_digits(fit.lower), four_digits(fit.upper),
                           four_digits(fit.auc)});
    table.add(std::move(row));
  }
  text += table.text();
  std::string notes;
  for (const study::DoseCurve& curve : analysis.curves)
    if (!curve.fit.notes.empty())
      notes += fmt::format("  {}{}{}: {}\n", curve.name.empty() ? "all" : curve.name,
                           curve.group.empty() ? "" : ", ", curve.group,
                           fmt::join(curve.fit.notes, "; "));
  if (!notes.empty()) text += "\nnotes\n" + notes;
  text += dose_cultures_text(analysis);
  for (const study::DoseComparison& comparison : analysis.comparisons)
    text += dose_comparison_text(comparison, analysis.options.curve.level);
  if (!analysis.plates.empty()) {
    TextTable plates({"plate", "negative", "positive", "Z'", "SSMD"});
    const auto optional_text = [](const std::optional<double>& value) {
      return value ? fmt::format("{:.3g}", *value) : std::string(report::undefined_number);
    };
    for (const study::DosePlate& plate : analysis.plates)
      plates.add({plate.name.empty() ? "all" : plate.name, std::to_string(plate.quality.negative),
                  std::to_string(plate.quality.positive), optional_text(plate.quality.z_prime),
                  optional_text(plate.quality.ssmd)});
    text += "\n" + plates.text();
  }
  text += dose_edges_text(analysis);
  return text;
}

/// The keys of the JSON that are one value per curve.
std::string dose_csv(const study::DoseAnalysis& analysis) {
  const report::Json json = study::to_json(analysis);
  std::string text;
  for (const auto& curve : json["curves"]) {
    std::vector<std::string> head, row;
    for (const auto& [key, value] : curve.items()) {
      if (value.is_object()) continue;
      head.push_back(key);
      row.push_back(value.is_string()         ? value.get<std::string>()
                    : value.is_null()         ? ""
                    : value.is_number_float() ? report::exact(value.get<double>())
                                              : value.dump());
    }
    // 1 where the IC50 is a number, 0 above, 2 below: as Surv(ic50, ic50_observed) reads it.
    head.insert(head.begin() + 1, "ic50_observed");
    row.insert(row.begin() + 1, curve["ic50_censored"] == "none"    ? "1"
                                : curve["ic50_censored"] == "above" ? "0"
                                : curve["ic50_censored"] == "below" ? "2"
                                                                    : "");
    if (text.empty()) text = csv_line(head);
    text += csv_line(row);
  }
  return text;
}

std::optional<study::WellsNamed> named_wells(std::string_view option, const std::string& text,
                                             OptionReader& reader) {
  if (text.empty()) return {};
  const std::size_t equals = text.find('=');
  if (equals != std::string::npos && equals > 0)
    return study::WellsNamed{text.substr(0, equals), text.substr(equals + 1)};
  reader.problems.push_back({"command_line.option",
                             {std::string(option), 0, ""},
                             fmt::format("'{}' names no wells", text),
                             "COLUMN=VALUE, such as role=DMSO",
                             ""});
  return {};
}

std::optional<double> optional_number(std::string_view option, const std::string& text,
                                      OptionReader& reader) {
  if (text.empty()) return {};
  return reader.number(option, text, -unlimited, unlimited, 0);
}

study::DoseAnalysisOptions dose_options(const DoseArguments& arguments, OptionReader& reader) {
  study::DoseAnalysisOptions options;
  options.columns = {arguments.dose,      arguments.response, arguments.curve,   arguments.group,
                     arguments.replicate, arguments.plate,    arguments.weights, arguments.well};
  dose::CurveOptions& curve = options.curve;
  if (reader.choice("--parameters", arguments.parameters, {"4", "3"}) == 1)
    curve.plateaus.lower = 0;
  if (const auto lower = optional_number("--lower", arguments.lower, reader))
    curve.plateaus.lower = lower;
  curve.plateaus.upper = optional_number("--upper", arguments.upper, reader);
  if (const auto least = optional_number("--lower-at-least", arguments.lower_at_least, reader))
    curve.plateaus.lowest = *least;
  if (const auto most = optional_number("--upper-at-most", arguments.upper_at_most, reader))
    curve.plateaus.highest = *most;
  if (curve.plateaus.lower.value_or(curve.plateaus.lowest) >=
      curve.plateaus.upper.value_or(curve.plateaus.highest))
    reader.problems.push_back({"command_line.option",
                               {"--lower", 0, ""},
                               "the lower plateau is not below the upper one",
                               "lower < upper, also of a curve that rises",
                               ""});
  curve.direction = static_cast<dose::Direction>(
      reader.choice("--direction", arguments.direction, {"any", "falling", "rising"}));
  curve.robust = static_cast<dose::Robust>(
      reader.choice("--robust", arguments.robust, {"none", "huber", "tukey"}));
  options.centre = static_cast<dose::Centre>(
      reader.choice("--control-centre", arguments.centre, {"median", "mean"}));
  curve.level = reader.number("--level", arguments.level, 0, 1, 0.95);
  if (!arguments.outliers.empty())
    curve.outlier_rate = reader.number("--outliers", arguments.outliers, 0, 1, 0.01);
  curve.leave_out_outliers = arguments.leave_out;
  curve.absolute_interval = arguments.absolute_interval;
  curve.control = optional_number("--control-response", arguments.control_response, reader);
  options.negative = named_wells("--control", arguments.control, reader);
  options.positive = named_wells("--positive", arguments.positive, reader);
  options.threads = all_threads();
  const auto needs = [&](bool wrong, const char* given, const char* other) {
    if (wrong)
      reader.problems.push_back({"command_line.option",
                                 {given, 0, ""},
                                 fmt::format("needs {} beside it", other),
                                 "",
                                 ""});
  };
  needs(!arguments.plate.empty() && arguments.control.empty(), "--plate", "--control COLUMN=VALUE");
  needs(!arguments.positive.empty() && arguments.control.empty(), "--positive", "--control");
  needs(arguments.leave_out && arguments.outliers.empty(), "--leave-out", "--outliers");
  needs(!arguments.replicate.empty() && arguments.group.empty(), "--replicate", "--group");
  return options;
}

int run_dose(DoseArguments arguments) {
  OptionReader reader;
  const study::DoseAnalysisOptions options = dose_options(arguments, reader);
  for (const std::string& column :
       {arguments.curve, arguments.group, arguments.replicate, arguments.plate, arguments.well,
        options.negative ? options.negative->column : "",
        options.positive ? options.positive->column : ""})
    if (!column.empty() && column != arguments.dose && column != arguments.response)
      arguments.text_columns.push_back(column);
  return run_fit_of_columns(
      arguments, std::move(reader),
      [&](const cohort::Table& table) { return study::check_dose_columns(table, options); },
      [&](const cohort::Table& table, Format format) -> Result<FitOutput> {
        const auto analysis = study::analyse_dose(table, options);
        if (!analysis) return tl::unexpected(analysis.error());
        return FitOutput{format == Format::text  ? dose_text(*analysis)
                         : format == Format::csv ? dose_csv(*analysis)
                                                 : report::json_text(to_json(*analysis)),
                         analysis->warnings};
      });
}

}  // namespace

void add_dose(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<DoseArguments>();
  arguments->needs_formula = false;
  CLI::App* dose = add_kind(
      fit, *arguments, "dose", "Log-logistic dose-response curves, IC50 and area",
      "venscope fit dose studies/venetoclax-plates/wells.csv --dose dose_uM --response signal "
      "--curve cells --control role=DMSO --plate plate",
      false);
  const auto option = [&](const char* name, std::string& value, const char* help,
                          const char* type) {
    return dose->add_option(name, value, help)->type_name(type);
  };
  option("--dose", arguments->dose, "column of doses, 0 for untreated wells", "COLUMN")->required();
  option("--response", arguments->response, "column of responses, on any scale", "COLUMN")
      ->required();
  option("--curve", arguments->curve, "column that names the curve of a well", "COLUMN");
  option("--group", arguments->group, "one curve per group too, and the groups compared", "COLUMN");
  option("--replicate", arguments->replicate,
         "with --group: column of the culture, which is what counts as independent", "COLUMN");
  option("--weights", arguments->weights, "column of weights of wells", "COLUMN");
  option("--control", arguments->control,
         "wells of the negative control; responses become percent of them", "COLUMN=VALUE");
  option("--positive", arguments->positive, "wells of the positive control, 0 percent",
         "COLUMN=VALUE");
  option("--plate", arguments->plate, "with --control: each plate by its own controls", "COLUMN");
  option("--well", arguments->well,
         "column of the place on the plate (A1, H12): its edge, rows and columns are looked at",
         "COLUMN");
  option("--control-centre", arguments->centre, "median or mean of the controls", "WORD")
      ->capture_default_str();
  option("--control-response", arguments->control_response,
         "response of untreated wells, half of which makes the absolute IC50", "NUMBER");
  option("--parameters", arguments->parameters, "4, or 3: the lower plateau at 0", "N")
      ->capture_default_str();
  option("--lower", arguments->lower, "fix the lower plateau", "NUMBER");
  option("--upper", arguments->upper, "fix the upper plateau", "NUMBER");
  option("--lower-at-least", arguments->lower_at_least, "limit a free lower plateau", "NUMBER");
  option("--upper-at-most", arguments->upper_at_most, "limit a free upper plateau", "NUMBER");
  option("--direction", arguments->direction, "any, falling or rising", "WORD")
      ->capture_default_str();
  option("--robust", arguments->robust, "none, huber or tukey", "WORD")->capture_default_str();
  option("--outliers", arguments->outliers, "name outlying wells at this false discovery rate",
         "Q");
  dose->add_flag("--leave-out", arguments->leave_out, "with --outliers: fit without them");
  dose->add_flag("--absolute-interval", arguments->absolute_interval,
                 "profile interval of the absolute IC50 too");
  option("--level,--conf-level", arguments->level, "of the intervals", "NUMBER")
      ->capture_default_str();
  dose->callback([arguments, &run] { run = [arguments] { return run_dose(*arguments); }; });
}

}  // namespace venscope::cli
