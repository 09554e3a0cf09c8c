/// venscope: the program. Each command is a file of its own in this folder.
#include "app/cli/command.hpp"

#include <cstdio>
#include <exception>
#include <string>

#include <CLI/CLI.hpp>

int main(int argc, char** argv) {
  using namespace venscope::cli;
  CLI::App app("Survival analysis and risk models, from a cohort file to a report.", "venscope");
  app.set_version_flag("--version", std::string("venscope ") + VENSCOPE_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::help);
  app.footer("Example:\n  venscope study run studies/bmt-leukaemia/protocol.toml --out report/bmt");

  Run run;
  add_study(app, run);
  add_fit(app, run);
  add_score(app, run);
  add_model(app, run);
  add_describe(app, run);
  add_simulate(app, run);
  add_audit(app, run);

  try {
    app.parse(argc, argv);
    return run();
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : bad_input;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "venscope: internal fault: %s\n", error.what());
    return internal_fault;
  }
}
