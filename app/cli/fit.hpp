/// What the kinds of `venscope fit` share: arguments, the run, the shape of the answer.
#pragma once

#include "app/cli/command.hpp"
#include "app/cli/reading.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/json.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace venscope::cli {

enum class Format { text, json, csv };

/// The arguments of every kind, as typed: they are read together, so that all that is wrong with
/// them, with the data and with the formula is said in one go.
struct FitArguments {
  bool needs_formula = true;  ///< else only the file is given, and options name its columns
  std::string formula, data, format = "text", weights;
  ReadingFlags reading;
  std::vector<std::string> text_columns;  ///< kept as written, so that 007 stays 007
  std::vector<std::string> unknown;       ///< words that are neither options nor arguments
  std::vector<std::string> options;       ///< names of the options there are
};

/// What is printed, and the warnings, which text and CSV leave to standard error.
struct FitOutput {
  std::string text;
  std::vector<std::string> warnings;
};

/// Adds `venscope fit <name> FORMULA DATA [--format …]`; `--weights` too where `weighted`.
CLI::App* add_kind(CLI::App& fit, FitArguments& arguments, std::string name,
                   std::string description, std::string example, bool weighted);

/// As a limit of OptionReader::number: no limit.
inline constexpr double unlimited = std::numeric_limits<double>::infinity();

/// Reads option texts; what is wrong is kept in `problems`.
struct OptionReader {
  Problems problems;
  /// A number inside (low, high); `otherwise` and a problem if it is not.
  double number(std::string_view option, const std::string& text, double low, double high,
                double otherwise);
  /// A whole number of [low, high]; `low` and a problem if it is not.
  std::uint64_t whole(std::string_view option, const std::string& text, std::uint64_t low,
                      std::uint64_t high = UINT64_MAX);
  /// "6,12,24"
  std::vector<double> numbers(std::string_view option, const std::string& text);
  /// Index of `text` in `words`.
  std::size_t choice(std::string_view option, const std::string& text,
                     const std::vector<std::string>& words);
};

/// Reads the data and runs the analysis, prints the result and everything that was said. Where an
/// option was wrong the formula is still checked, as `frame` says, and nothing is analysed.
int run_fit(const FitArguments& arguments, OptionReader options, const formula::FrameOptions& frame,
            const std::function<Result<FitOutput>(const cohort::Table&, Format)>& analyse);

template <class Analysis>
using Written = std::string (*)(const std::type_identity_t<Analysis>&);

/// The same for one of the analyses of study/: as text, as CSV, and by its to_json.
template <class Analysis, class Options>
int run_fit(const FitArguments& arguments, OptionReader reader, const formula::FrameOptions& frame,
            Result<Analysis> (*analyse)(std::string_view, const cohort::Table&, const Options&),
            const Options& options, Written<Analysis> text_of, Written<Analysis> csv_of) {
  return run_fit(arguments, std::move(reader), frame,
                 [&](const cohort::Table& table, Format format) -> Result<FitOutput> {
                   const auto analysis = analyse(arguments.formula, table, options);
                   if (!analysis) return tl::unexpected(analysis.error());
                   std::string text = format == Format::text ? text_of(*analysis)
                                      : format == Format::csv
                                          ? csv_of(*analysis)
                                          : report::json_text(to_json(*analysis));
                   return FitOutput{std::move(text), analysis->frame.warnings};
                 });
}

std::optional<std::string> weights_of(const FitArguments& arguments);

/// "Cox model: Surv(time, status) ~ age" and the line on patients, events and rows left out.
std::string heading(std::string_view title, const formula::ModelFrame& frame);

void add_km(CLI::App& fit, Run& run);
void add_logrank(CLI::App& fit, Run& run);
void add_cox(CLI::App& fit, Run& run);
void add_coxnet(CLI::App& fit, Run& run);
void add_screen(CLI::App& fit, Run& run);
void add_logistic(CLI::App& fit, Run& run);
void add_replicates(CLI::App& fit, Run& run);
void add_qpcr(CLI::App& fit, Run& run);
void add_table(CLI::App& fit, Run& run);
void add_concordance(CLI::App& fit, Run& run);
void add_roc(CLI::App& fit, Run& run);
void add_cuminc(CLI::App& fit, Run& run);
void add_finegray(CLI::App& fit, Run& run);
void add_rmst(CLI::App& fit, Run& run);
void add_pool(CLI::App& fit, Run& run);
void add_differential(CLI::App& fit, Run& run);
void add_correlate(CLI::App& fit, Run& run);
void add_gsea(CLI::App& fit, Run& run);
void add_ora(CLI::App& fit, Run& run);
void add_geneset(CLI::App& fit, Run& run);
void add_fractions(CLI::App& fit, Run& run);
void add_submap(CLI::App& fit, Run& run);
void add_dose(CLI::App& fit, Run& run);
void add_synergy(CLI::App& fit, Run& run);
void add_tobit(CLI::App& fit, Run& run);

}  // namespace venscope::cli
