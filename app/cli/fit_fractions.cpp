/// venscope fit fractions
#include "app/cli/fit_sets.hpp"
#include "app/cli/text_table.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/enrichment_json.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace venscope::cli {
namespace {

constexpr std::size_t shown_mixtures = 20;

struct FractionArguments {
  GeneFlags genes;
  std::string x, signature, format = "text", permutations = "100", seed = "1";
  bool absolute = false, quantile = false;
};

std::string fraction_cell(const enrichment::SampleFractions& sample, std::size_t type) {
  return sample.fraction.empty() ? report::undefined_number
                                 : report::fixed(sample.fraction[type], 3);
}

std::string optional_text(std::optional<double> value) {
  return value ? report::fixed(*value, 3) : report::undefined_number;
}

std::string fractions_text(const enrichment::Fractions& result,
                           const std::vector<std::string>& samples,
                           const std::vector<std::string>& types) {
  std::string text = fmt::format(
      "Cell fractions by non-negative least squares\n{} samples, {} cell types; {} genes of the "
      "signature used, {} not measured\n\n",
      samples.size(), types.size(), result.shared.size(), result.absent.size());
  std::vector<std::string> row{""};
  row.insert(row.end(), types.begin(), types.end());
  row.insert(row.end(), {"correlation", "RMSE", "p of fit"});
  TextTable table(row);
  for (std::size_t i = 0; i < std::min(shown_mixtures, samples.size()); ++i) {
    const enrichment::SampleFractions& sample = result.samples[i];
    row.assign(1, samples[i]);
    for (std::size_t c = 0; c < types.size(); ++c) row.push_back(fraction_cell(sample, c));
    row.push_back(optional_text(sample.correlation));
    row.push_back(fmt::format("{:.4g}", sample.rmse));
    row.push_back(sample.p ? report::p_value(*sample.p) : report::undefined_number);
    table.add(row);
  }
  text += table.text();
  if (samples.size() > shown_mixtures)
    text += fmt::format("and {} samples more (--format csv)\n", samples.size() - shown_mixtures);
  return text;
}

std::string fractions_csv(const enrichment::Fractions& result,
                          const std::vector<std::string>& samples,
                          const std::vector<std::string>& types) {
  std::vector<std::string> row{"sample"};
  row.insert(row.end(), types.begin(), types.end());
  row.insert(row.end(), {"total", "correlation", "rmse", "p"});
  std::string text = csv_line(row);
  const auto number = [](std::optional<double> value) {
    return value ? report::exact(*value) : std::string();
  };
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const enrichment::SampleFractions& sample = result.samples[i];
    row.assign(1, samples[i]);
    for (std::size_t c = 0; c < types.size(); ++c)
      row.push_back(sample.fraction.empty() ? "" : report::exact(sample.fraction[c]));
    row.insert(row.end(), {report::exact(sample.total), number(sample.correlation),
                           report::exact(sample.rmse), number(sample.p)});
    text += csv_line(row);
  }
  return text;
}

int run_fractions(FractionArguments arguments) {
  SetReader reader;
  enrichment::FractionOptions options;
  options.sum_to_one = !arguments.absolute;
  options.quantile_normalise = arguments.quantile;
  options.permutations = reader.whole("--permutations", arguments.permutations, 0);
  options.seed = reader.whole("--seed", arguments.seed, 0);
  options.threads = all_threads();
  const expression::ExpressionOptions reading = arguments.genes.options(reader);
  const auto mixture = whole_matrix(arguments.x, reading, reader);
  const auto signature = whole_matrix(arguments.signature, reading, reader);
  return run_plain(std::move(reader), arguments.format, [&](Format format) -> Result<FitOutput> {
    const auto result =
        enrichment::cell_fractions(mixture->values, mixture->features, signature->values,
                                   signature->features, signature->samples, options);
    if (!result) return tl::unexpected(result.error());
    FitOutput output{{}, result->warnings};
    output.text =
        format == Format::text  ? fractions_text(*result, mixture->samples, signature->samples)
        : format == Format::csv ? fractions_csv(*result, mixture->samples, signature->samples)
                                : report::json_text(study::fractions_json(
                                      *result, mixture->samples, signature->samples, options));
    return output;
  });
}

}  // namespace

void add_fractions(CLI::App& fit, Run& run) {
  const auto arguments = std::make_shared<FractionArguments>();
  CLI::App* fractions =
      add_plain_kind(fit, "fractions", "Fractions of cell types by non-negative least squares",
                     "venscope fit fractions --x studies/laboratory-panel/counts.synthetic.tsv "
                     "--signature studies/laboratory-panel/cells.synthetic.tsv",
                     arguments->format);
  fractions->add_option("--x", arguments->x, "matrix of genes by samples, on a linear scale")
      ->type_name("MATRIX")
      ->required();
  fractions
      ->add_option("--signature", arguments->signature,
                   "matrix of genes by cell types, on the same scale")
      ->type_name("MATRIX")
      ->required();
  arguments->genes.add_to(*fractions);
  fractions->add_flag("--absolute", arguments->absolute, "coefficients, not scaled to the sum 1");
  fractions->add_flag("--quantile", arguments->quantile,
                      "quantile normalisation of the samples first");
  fractions
      ->add_option("--permutations", arguments->permutations, "random mixtures for the p of fit")
      ->capture_default_str();
  fractions->add_option("--seed", arguments->seed, "of the random mixtures")->capture_default_str();
  fractions->callback(
      [arguments, &run] { run = [arguments] { return run_fractions(*arguments); }; });
}

}  // namespace venscope::cli
