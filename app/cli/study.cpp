/// venscope study
#include "app/cli/command.hpp"

#include <CLI/CLI.hpp>

namespace venscope::cli {

void add_study(CLI::App& app, Run& run) {
  app.add_subcommand("study", "")->callback([&run] { run = [] { return bad_input; }; });
}

}  // namespace venscope::cli
