/// venscope fit
#include "app/cli/command.hpp"

#include <CLI/CLI.hpp>

namespace venscope::cli {

void add_fit(CLI::App& app, Run& run) {
  app.add_subcommand("fit", "")->callback([&run] { run = [] { return bad_input; }; });
}

}  // namespace venscope::cli
