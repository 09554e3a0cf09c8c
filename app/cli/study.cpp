/// venscope study: runs a declared study, or says what is wrong with it.
#include "app/cli/command.hpp"
#include "app/cli/progress.hpp"
#include "app/cli/refuse.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/study/output_folder.hpp"
#include "venscope/study/report_files.hpp"
#include "venscope/study/report_page.hpp"
#include "venscope/study/run.hpp"
#include "venscope/study/summary_text.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include <CLI/CLI.hpp>

namespace venscope::cli {

namespace {

struct StudyOptions {
  std::string protocol, cohort, out;
  std::vector<std::string> overrides, records, expressions;
  unsigned threads = 0;
  std::optional<std::uint64_t> seed;
  std::string date;
};

volatile std::sig_atomic_t interrupted_by = 0;

void note_signal(int signal) {
  interrupted_by = signal;
}

/// While a report is being written: SIGINT and SIGTERM only raise a flag, so that nothing half done
/// stays, and a file beyond the size limit is an error like a full disk. Before that nothing is on
/// disk, and the signals do what they always do.
class WritingSignals {
public:
  WritingSignals() : interrupt_(note(SIGINT)), terminate_(note(SIGTERM)) {
    std::signal(SIGXFSZ, SIG_IGN);
  }
  ~WritingSignals() {
    std::signal(SIGINT, interrupt_);
    std::signal(SIGTERM, terminate_);
    // The caller learns that it was a signal, as from any other program.
    if (interrupted_by != 0) std::raise(interrupted_by);
  }
  WritingSignals(const WritingSignals&) = delete;
  WritingSignals& operator=(const WritingSignals&) = delete;

private:
  using Handler = void (*)(int);
  /// A signal that is ignored (nohup, a shell's background job) stays ignored.
  static Handler note(int signal) {
    const Handler before = std::signal(signal, note_signal);
    if (before == SIG_IGN) std::signal(signal, SIG_IGN);
    return before;
  }

  Handler interrupt_, terminate_;
};

Result<std::string> read_text(const std::string& path) {
  std::error_code error;
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path, error))
    return failure({"study.no_protocol",
                    {path, 0, {}},
                    "cannot be read",
                    "a study protocol",
                    "see docs/files/protocol.md"});
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// Reads protocol and cohort and makes the plan: everything that is wrong with them, in one go.
Problems prepare(const StudyOptions& options, study::Plan& plan) {
  const Result<std::string> text = read_text(options.protocol);
  if (!text) return text.error();
  Problems problems;
  study::Protocol& protocol = plan.protocol;
  protocol = study::read_protocol(*text, options.protocol, options.overrides, problems);
  if (!options.cohort.empty()) {
    protocol.cohort.path = options.cohort;
    protocol.cohort.file = std::filesystem::path(options.cohort).filename().string();
  }
  for (const std::string& given : options.records) {
    const Problems wrong = study::replace_records(protocol, given);
    problems.insert(problems.end(), wrong.begin(), wrong.end());
  }
  for (const std::string& given : options.expressions) {
    const Problems wrong = study::replace_expression(protocol, given);
    problems.insert(problems.end(), wrong.begin(), wrong.end());
  }
  if (options.seed) protocol.seed = *options.seed;
  if (!options.date.empty()) protocol.date = options.date;
  std::optional<study::Cohort> cohort = study::prepare_cohort(protocol, problems);
  study::prepare_validation_cohorts(plan, problems);
  plan.gene_sets = study::read_gene_sets(protocol, problems);
  if (!cohort) return problems;
  plan.cohort = std::move(*cohort);
  study::make_plan(plan, problems);
  return problems;
}

int check_study(const StudyOptions& options) {
  study::Plan plan;
  const Problems problems = prepare(options, plan);
  if (!problems.empty()) return refuse(problems);
  const std::size_t endpoints = plan.endpoints.size(), steps = plan.steps.size();
  std::printf("%s: nothing wrong; %zu of %zu %s, %zu endpoint%s, %zu analys%s\n",
              options.protocol.c_str(), plan.cohort.table.rows, plan.cohort.rows,
              plan.protocol.noun.many.c_str(), endpoints, endpoints == 1 ? "" : "s", steps,
              steps == 1 ? "is" : "es");
  return done;
}

int run_study(const StudyOptions& options) {
  study::Plan plan;
  Problems problems;
  {
    const Progress progress("Reading");
    problems = prepare(options, plan);
  }
  const std::string out = options.out.empty() ? "report/" + plan.protocol.id : options.out;
  if (!plan.protocol.id.empty() || !options.out.empty()) {
    const Problems folder = study::check_output_folder(out);
    problems.insert(problems.end(), folder.begin(), folder.end());
  }
  if (!problems.empty()) return refuse(problems);

  study::RunOptions run_options;
  run_options.threads = options.threads > 0 ? options.threads : all_threads();
  study::StudyResult result;
  {
    Progress progress("Analysing");
    run_options.progress = [&](std::size_t now, std::size_t total) { progress(now, total); };
    result = study::run(plan, run_options);
  }
  const auto files = [&] {
    const Progress progress("Drawing");
    return study::report_files(plan, result, VENSCOPE_VERSION, run_options.threads);
  }();
  if (!files) return refuse(files.error());
  {
    const WritingSignals signals;
    problems = study::write_output_folder(out, *files, [] { return interrupted_by != 0; });
  }
  if (!problems.empty()) return refuse(problems);

  for (const std::string& warning : study::warnings_of(plan, result))
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  std::fputs(study::summary_text(plan, result).c_str(), stdout);
  std::printf("\nReport: %s\n", (std::filesystem::path(out) / "index.html").c_str());
  const bool any = std::any_of(result.steps.begin(), result.steps.end(),
                               [](const study::StepResult& step) { return step.done(); });
  return any || result.steps.empty() ? done : not_analysable;
}

void add_common(CLI::App& command, StudyOptions& options) {
  command.add_option("protocol", options.protocol, "The study: a protocol.toml")
      ->required()
      ->type_name("PROTOCOL");
  command.add_option("--cohort", options.cohort, "The patients, instead of the protocol's file")
      ->type_name("FILE");
  command
      .add_option("--records", options.records,
                  "Rows beside the cohort, instead of the file of [[records]] ID")
      ->type_name("ID=FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option("--expression", options.expressions,
                  "A matrix of genes by samples, instead of the file of [[expression]] ID; "
                  "ID@COHORT for that of a validation cohort")
      ->type_name("ID=FILE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command
      .add_option("--set", options.overrides,
                  "Change a value of the protocol, written as in TOML: --set report.conf_level=0.9")
      ->type_name("KEY=VALUE")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

}  // namespace

void add_study(CLI::App& app, Run& run) {
  const auto options = std::make_shared<StudyOptions>();
  CLI::App& study = *app.add_subcommand("study", "Run or check a declared study");
  study.require_subcommand(1);
  study.footer("Example:\n  venscope study check studies/bmt-leukaemia/protocol.toml");

  CLI::App& run_command =
      *study.add_subcommand("run", "Run a study on its cohort and write the report");
  add_common(run_command, *options);
  run_command
      .add_option("--out", options->out,
                  "Folder of the report [report/<study id>]; replaced if Venscope wrote it")
      ->type_name("DIR");
  run_command
      .add_option("--seed", options->seed, "Seed of random numbers, instead of the protocol's")
      ->check([](const std::string& text) {
        return text.starts_with("-") ? text + " is negative" : std::string();
      })
      ->type_name("N");
  run_command
      .add_option("--threads", options->threads,
                  "Threads [all cores]; the report is the same for any number")
      ->type_name("N")
      ->check(CLI::Range(1u, 1024u));
  run_command.add_option("--date", options->date, "A date that the report is to show")
      ->type_name("TEXT");
  run_command.footer(
      "Example:\n  venscope study run studies/bmt-leukaemia/protocol.toml --out report/bmt");
  run_command.callback([&run, options] { run = [options] { return run_study(*options); }; });

  CLI::App& check_command = *study.add_subcommand(
      "check", "Say everything that is wrong with a protocol and its cohort; run nothing");
  add_common(check_command, *options);
  check_command.footer("Example:\n  venscope study check studies/bmt-leukaemia/protocol.toml");
  check_command.callback([&run, options] { run = [options] { return check_study(*options); }; });
}

}  // namespace venscope::cli
