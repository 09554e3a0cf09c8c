/// venscope describe
#include "app/cli/command.hpp"

#include <CLI/CLI.hpp>

namespace venscope::cli {

void add_describe(CLI::App& app, Run& run) {
  app.add_subcommand("describe", "")->callback([&run] { run = [] { return bad_input; }; });
}

}  // namespace venscope::cli
