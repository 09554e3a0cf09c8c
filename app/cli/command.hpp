/// What a command of the program is: a file of its own in this folder that adds itself to the
/// parser.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace venscope::cli {

/// Exit codes of the program; docs/files/exit-codes.md.
enum Exit { done = 0, not_analysable = 1, bad_input = 2, internal_fault = 3 };

/// A command adds its subcommand, options and help to `app`; when it was chosen it sets `run`,
/// which does the work and returns the exit code.
using Run = std::function<int()>;

void add_audit(CLI::App& app, Run& run);
void add_describe(CLI::App& app, Run& run);
void add_fit(CLI::App& app, Run& run);
void add_model(CLI::App& app, Run& run);
void add_score(CLI::App& app, Run& run);
void add_simulate(CLI::App& app, Run& run);
void add_study(CLI::App& app, Run& run);

}  // namespace venscope::cli
