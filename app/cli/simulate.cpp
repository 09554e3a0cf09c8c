/// venscope simulate: a synthetic cohort from a declaration, labelled as such in every row.
#include "app/cli/command.hpp"
#include "app/cli/refuse.hpp"
#include "app/cli/terminal.hpp"
#include "venscope/base/nearest.hpp"
#include "venscope/simulation/draw.hpp"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::cli {
namespace {

struct SimulateFlags {
  std::string protocol, out, format = "csv", match, records;
  std::optional<std::size_t> n;
  std::optional<std::uint64_t> seed;
};

/// Whole or not at all: written beside, then renamed.
Problems write_file(const std::string& path, const std::string& text) {
  const std::string beside = path + ".part";
  bool written = false;
  {
    std::ofstream out(beside, std::ios::binary);
    out << text;
    out.close();
    written = static_cast<bool>(out);
  }
  std::error_code error;
  if (written) std::filesystem::rename(beside, path, error);
  if (written && !error) return {};
  std::filesystem::remove(beside, error);
  return {{"simulate.not_written",
           {path, 0, {}},
           "cannot be written",
           "a file in a folder that exists, and room on the disk",
           "",
           Fault::analysis}};
}

const simulation::RecordsDeclaration* find_records(const simulation::Declaration& declaration,
                                                   const std::string& id) {
  for (const simulation::RecordsDeclaration& records : declaration.records)
    if (records.id == id) return &records;
  return nullptr;
}

Problem no_such_records(const simulation::Declaration& declaration, const SimulateFlags& flags) {
  std::vector<std::string> ids;
  for (const simulation::RecordsDeclaration& records : declaration.records)
    ids.push_back(records.id);
  const std::string near = nearest_name(flags.records, ids);
  return {"simulate.no_records",
          {flags.protocol, 0, {}},
          fmt::format("declares no [[records]] '{}'", flags.records),
          ids.empty() ? "[[records]] beside the columns of the patients"
                      : fmt::format("{}", fmt::join(ids, ", ")),
          near.empty() ? "" : fmt::format("write '{}' if that is meant", near),
          Fault::input};
}

int simulate(const SimulateFlags& flags) {
  const auto declaration = simulation::load_declaration(flags.protocol);
  if (!declaration) return refuse(declaration.error());
  const std::size_t n = flags.n.value_or(declaration->n);
  if (n == 0)
    return refuse({{"simulate.no_n",
                    {flags.protocol, 0, {}},
                    "nothing says how many patients",
                    "--n, or n in [simulate]",
                    "",
                    Fault::input}});
  const simulation::Match match = flags.match.empty()      ? declaration->match
                                  : flags.match == "exact" ? simulation::Match::exact
                                                           : simulation::Match::random;
  const std::uint64_t seed = flags.seed.value_or(declaration->seed);
  const simulation::RecordsDeclaration* records = nullptr;
  if (!flags.records.empty()) {
    records = find_records(*declaration, flags.records);
    if (!records) return refuse({no_such_records(*declaration, flags)});
  }
  const auto drawing = records ? simulation::draw_records(*declaration, *records, n, seed, match)
                               : simulation::draw(*declaration, n, seed, match);
  if (!drawing) return refuse(drawing.error());
  for (const std::string& note : drawing->notes) std::fprintf(stderr, "note: %s\n", note.c_str());
  const std::string csv = simulation::to_csv(*drawing);
  if (flags.out.empty()) {
    cli::print(csv);
    return done;
  }
  const Problems problems = write_file(flags.out, csv);
  return problems.empty() ? done : refuse(problems);
}

std::string not_negative(const std::string& text) {
  return text.starts_with("-") ? text + " is negative" : std::string();
}

}  // namespace

void add_simulate(CLI::App& app, Run& run) {
  CLI::App* command =
      app.add_subcommand("simulate", "Draw a synthetic cohort, labelled as such in every row");
  const auto flags = std::make_shared<SimulateFlags>();
  command->add_option("PROTOCOL", flags->protocol, "A protocol with [simulate], or its file")
      ->required();
  command->add_option("--n", flags->n, "Patients [as declared]")
      ->check(CLI::Range(std::size_t{1}, std::size_t{100'000'000}))
      ->type_name("N");
  command->add_option("--seed", flags->seed, "Seed of random numbers [as declared]")
      ->check(not_negative)
      ->type_name("S");
  command
      ->add_option("--match", flags->match,
                   "exact: the declared margins are met; random: they are only expected")
      ->check(CLI::IsMember({"exact", "random"}));
  command
      ->add_option("--records", flags->records,
                   "Instead of the patients a long file of theirs, by its id")
      ->type_name("ID");
  command->add_option("--format", flags->format, "csv")->check(CLI::IsMember({"csv"}));
  command->add_option("--out", flags->out, "Write to this file instead of standard output")
      ->type_name("FILE");
  command->footer("Example:\n  venscope simulate studies/ven-prs/protocol.toml --n 500 --seed 7");
  command->callback([flags, &run] { run = [flags] { return simulate(*flags); }; });
}

}  // namespace venscope::cli
