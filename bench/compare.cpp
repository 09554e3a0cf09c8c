/// Runs works and their peers in turn, several times, and prints who took how long and whether they
/// agree.
///   compare WORKS.toml [--rounds 5] [--seconds 0.2] [--data FOLDER] [--slow] [WORK ...]
///   compare WORKS.toml --growth [...]   how the cost of ours grows with the sizes instead
/// A contestant is a shell command. One that measures itself prints "seconds S" for each
/// repetition, "peak_kb K" (memory beyond its data) and "answer X Y …"; of another the whole
/// process is measured, and a `check` run after it prints the answer. bench/README.md.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace {

struct Measured {
  std::vector<double> seconds;
  double peak_mb = 0;
  std::vector<double> answer;
  bool failed = false;
};

struct Contestant {
  std::string name, command, needs;
  std::string check;           ///< a command that prints the answer, where `command` does not
  std::optional<double> goal;  ///< how many times as long as we it should take, at least
  bool once = false;           ///< too slow for every round
  Measured measured;
};

struct Work {
  std::string id, title, make, folder;
  double tolerance = 1e-8;
  std::vector<std::string> each;   ///< what the answer has of each item; empty: it is one whole
  std::vector<double> tolerances;  ///< of those
  bool slow = false;
  std::vector<Contestant> contestants;  ///< ours first
};

/// A size of a work that its cost grows with.
struct Growth {
  std::string dimension;  ///< rows, columns or resamples
  std::vector<double> sizes, seconds;
};

struct Options {
  std::string works, data = "build/bench-data";
  int rounds = 5;
  double seconds = 0.2;
  bool slow = false, growth = false;
  std::vector<std::string> only;
};

/// What a command wrote, the time and memory of its process, and whether it succeeded.
struct Finished {
  std::string out;
  double seconds = 0, peak_mb = 0;
  bool ok = false;
};

Finished run_command(const std::string& command) {
  Finished finished;
  int ends[2];
  if (pipe(ends) != 0) return finished;
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    const bool simple = command.find_first_of("|;&") == std::string::npos;
    execl("/bin/sh", "sh", "-c", ((simple ? "exec " : "") + command).c_str(), nullptr);
    _exit(127);
  }
  close(ends[1]);
  char buffer[4096];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
    finished.out.append(buffer, static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  rusage usage{};
  finished.ok =
      wait4(child, &status, 0, &usage) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  finished.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  finished.peak_mb = static_cast<double>(usage.ru_maxrss) / 1024;
  return finished;
}

void add_run(Measured& measured, const Finished& finished) {
  measured.failed = measured.failed || !finished.ok;
  bool measures_itself = false;
  std::istringstream lines(finished.out);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string what;
    double number = 0;
    words >> what;
    if (what == "seconds" && words >> number) {
      measured.seconds.push_back(number);
      measures_itself = true;
    } else if (what == "peak_kb" && words >> number) {
      measured.peak_mb = std::max(measured.peak_mb, number / 1024);
    } else if (what == "answer") {
      measured.answer.clear();
      while (words >> number) measured.answer.push_back(number);
    }
  }
  if (measures_itself) return;
  measured.seconds.push_back(finished.seconds);
  measured.peak_mb = std::max(measured.peak_mb, finished.peak_mb);
}

/// The numbers of the line "answer X Y …".
std::vector<double> answer_in(const std::string& text) {
  Measured read;
  add_run(read, {text, 0, 0, true});
  return read.answer;
}

double quantile(std::vector<double> values, double probability) {
  std::sort(values.begin(), values.end());
  const double at = probability * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(at);
  const double high = values[std::min(below + 1, values.size() - 1)];
  return values[below] + (at - static_cast<double>(below)) * (high - values[below]);
}

std::string time_text(double seconds) {
  if (seconds < 1e-3) return fmt::format("{:.3g} µs", seconds * 1e6);
  if (seconds < 1) return fmt::format("{:.3g} ms", seconds * 1e3);
  return fmt::format("{:.3g} s", seconds);
}

/// "1.2 ms (1.1–1.4)".
std::string spread_text(const Measured& measured) {
  if (measured.seconds.empty() || measured.failed) return "failed";
  const double middle = quantile(measured.seconds, 0.5);
  const double scale = middle < 1e-3 ? 1e6 : middle < 1 ? 1e3 : 1;
  return fmt::format("{} ({:.3g}–{:.3g})", time_text(middle), quantile(measured.seconds, 0) * scale,
                     quantile(measured.seconds, 1) * scale);
}

/// The largest relative difference of the numbers that both gave; nothing if none is in common.
std::optional<double> difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.empty() || b.empty()) return {};
  double largest = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const double one = std::fabs(a[i] - b[i]) / std::max(std::fabs(a[i]), 1e-300);
    largest = std::isnan(one) ? HUGE_VAL : std::max(largest, one);
  }
  return largest;
}

/// How the answers of all items agree in one of their numbers. Below 0 there is none.
struct Agreement {
  std::size_t compared = 0, within = 0, less = 0, more = 0, missing = 0;
  double median = 0, largest = 0;
};

Agreement agreement(const std::vector<double>& ours, const std::vector<double>& theirs,
                    std::size_t kind, std::size_t kinds, double tolerance) {
  Agreement found;
  std::vector<double> apart;
  for (std::size_t i = kind; i < std::min(ours.size(), theirs.size()); i += kinds) {
    found.missing += ours[i] >= 0 && theirs[i] < 0;
    if (ours[i] < 0 || theirs[i] < 0) continue;
    apart.push_back(std::fabs(theirs[i] - ours[i]) / std::max(ours[i], 1e-300));
    found.within += apart.back() <= tolerance;
    found.more += theirs[i] > ours[i] * (1 + tolerance);
    found.less += theirs[i] < ours[i] * (1 - tolerance);
  }
  found.compared = apart.size();
  if (apart.empty()) return found;
  found.median = quantile(apart, 0.5);
  found.largest = quantile(apart, 1);
  return found;
}

/// "yes (residual sum of squares: 1.1e-12, …)"; of what is not within, how much and on which side.
std::string items_text(const std::vector<double>& ours, const std::vector<double>& theirs,
                       const std::vector<std::string>& each,
                       const std::vector<double>& tolerances) {
  std::string text;
  bool all = true;
  for (std::size_t k = 0; k < each.size(); ++k) {
    const Agreement found = agreement(ours, theirs, k, each.size(), tolerances[k]);
    all = all && found.compared > 0 && found.within == found.compared;
    text += fmt::format("{}{}: at most {:.1e}, median {:.1e}", k > 0 ? "; " : "", each[k],
                        found.largest, found.median);
    if (found.within < found.compared)
      text += fmt::format(
          ", {:.4g} % within {:.0e}, theirs larger {}, smaller {}",
          100.0 * static_cast<double>(found.within) / static_cast<double>(found.compared),
          tolerances[k], found.more, found.less);
    if (found.missing > 0 && k == 0)
      text += fmt::format(", {} of {} without", found.missing, found.compared + found.missing);
  }
  return fmt::format("{} ({})", all ? "yes" : "**no**", text);
}

std::string filled(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [name, value] : values) {
    const std::string mark = "{" + name + "}";
    for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos;)
      text.replace(at, mark.size(), value);
  }
  return text;
}

std::map<std::string, std::string> values_of(const toml::table& entry, const Options& options) {
  const auto number = [&](const char* key, std::int64_t otherwise) {
    return std::to_string(entry[key].value_or(otherwise));
  };
  return {{"work", entry["work"].value_or(std::string())},
          {"rows", number("rows", 0)},
          {"columns", number("columns", 1)},
          {"resamples", number("resamples", 0)},
          {"days", entry["days"].value_or(true) ? "1" : "0"},
          {"folder", options.data + "/" + entry["id"].value_or(std::string())},
          {"seconds", fmt::format("{}", options.seconds)}};
}

constexpr const char* our_make =
    "build/release/bench/works make {work} {rows} {columns} {resamples} {days} {folder}";
constexpr const char* our_run =
    "build/release/bench/works run {work} {rows} {columns} {resamples} {days} {folder} {threads} "
    "{seconds}";

Work work_of(const toml::table& entry, const Options& options) {
  Work work;
  std::map<std::string, std::string> values = values_of(entry, options);
  work.id = entry["id"].value_or(std::string());
  work.title = entry["title"].value_or(work.id);
  work.folder = values["folder"];
  work.make = filled(entry["make"].value_or(std::string(our_make)), values);
  work.tolerance = entry["tolerance"].value_or(1e-8);
  if (const toml::array* each = entry["each"].as_array())
    for (std::size_t k = 0; k < each->size(); ++k) {
      work.each.push_back((*each)[k].value_or(std::string()));
      work.tolerances.push_back(entry["tolerances"][k].value_or(work.tolerance));
    }
  work.slow = entry["slow"].value_or(false);
  for (const char* threads : {"1", "2"}) {
    values["threads"] = threads;
    if (const auto ours = entry["command"].value<std::string>()) {
      const std::string check = filled(entry["check"].value_or(std::string()), values);
      work.contestants.push_back({"Venscope", filled(*ours, values), "", check, {}, false, {}});
      break;
    }
    if (threads[0] == '2' && !entry["threads"].value_or(false)) break;
    const std::string name = threads[0] == '2' ? "Venscope, 2 threads" : "Venscope";
    work.contestants.push_back({name, filled(our_run, values), "", "", {}, false, {}});
  }
  if (const toml::array* peers = entry["peers"].as_array())
    for (const toml::node& node : *peers) {
      const toml::table& peer = *node.as_table();
      work.contestants.push_back({peer["name"].value_or(std::string()),
                                  filled(peer["command"].value_or(std::string()), values),
                                  peer["needs"].value_or(std::string()),
                                  filled(peer["check"].value_or(std::string()), values),
                                  peer["goal"].value<double>(),
                                  peer["once"].value_or(false),
                                  {}});
    }
  return work;
}

/// Whether what a contestant needs is there: "" always, else a shell command that succeeds.
bool available(const std::string& needs) {
  static std::map<std::string, bool> known;
  if (needs.empty()) return true;
  const auto found = known.find(needs);
  if (found != known.end()) return found->second;
  return known[needs] = run_command(needs + " 2>/dev/null").ok;
}

bool make_data(const Work& work) {
  const std::string done = work.folder + "/made";
  if (std::filesystem::exists(done)) return true;
  std::filesystem::remove_all(work.folder);
  std::filesystem::create_directories(work.folder);
  if (!run_command(work.make).ok) return false;
  return run_command("touch " + done).ok;
}

void run_rounds(Work& work, const Options& options) {
  for (int round = 0; round < options.rounds; ++round)
    for (Contestant& one : work.contestants) {
      if (round > 0 && (one.once || one.measured.failed)) continue;
      add_run(one.measured, run_command(one.command + " 2>/dev/null"));
      if (round == 0 && !one.check.empty())
        one.measured.answer = answer_in(run_command(one.check).out);
    }
}

std::string agreement_text(const Work& work, const Contestant& peer) {
  const std::vector<double>& ours = work.contestants[0].measured.answer;
  if (!work.each.empty() && !peer.measured.answer.empty())
    return items_text(ours, peer.measured.answer, work.each, work.tolerances);
  const auto apart = difference(ours, peer.measured.answer);
  if (!apart) return "–";
  return fmt::format("{} ({:.1e})", *apart <= work.tolerance ? "yes" : "**no**", *apart);
}

void print_rows(const Work& work) {
  // The quickest of ours is what a peer is compared with.
  double ours = HUGE_VAL;
  for (const Contestant& one : work.contestants)
    if (one.name.starts_with("Venscope") && !one.measured.seconds.empty())
      ours = std::min(ours, quantile(one.measured.seconds, 0.5));
  bool first = true;
  for (const Contestant& one : work.contestants) {
    const bool peer = !one.name.starts_with("Venscope");
    const bool timed = !one.measured.seconds.empty() && !one.measured.failed;
    const double ratio = timed ? quantile(one.measured.seconds, 0.5) / ours : 0;
    fmt::print("| {} | {} | {} | {} | {} | {} | {:.0f} |\n", first ? work.title : "", one.name,
               spread_text(one.measured), peer && timed ? fmt::format("{:.3g}×", ratio) : "",
               peer && one.goal ? fmt::format("{:g}×", *one.goal) : "",
               peer ? agreement_text(work, one) : "", one.measured.peak_mb);
    first = false;
  }
  std::fflush(stdout);
}

std::optional<Options> options_of(int argc, char** argv) {
  Options options;
  for (int k = 1; k < argc; ++k) {
    const std::string word = argv[k];
    const bool valued = word == "--rounds" || word == "--seconds" || word == "--data";
    if (valued && k + 1 == argc) return {};
    if (word == "--rounds")
      options.rounds = std::atoi(argv[++k]);
    else if (word == "--seconds")
      options.seconds = std::atof(argv[++k]);
    else if (word == "--data")
      options.data = argv[++k];
    else if (word == "--slow")
      options.slow = true;
    else if (word == "--growth")
      options.growth = true;
    else if (options.works.empty())
      options.works = word;
    else
      options.only.push_back(word);
  }
  if (options.works.empty() || options.rounds < 1) return {};
  return options;
}

/// By its id, or the beginning of it.
bool asked_for(const Work& work, const Options& options) {
  if (options.only.empty()) return options.slow || !work.slow;
  return std::any_of(options.only.begin(), options.only.end(),
                     [&](const std::string& id) { return work.id.starts_with(id); });
}

/// Every size that the work says it grows with, at a quarter, a half and the whole of it; the
/// others as they are. The least time of each counts: what disturbs a machine only adds.
std::vector<Growth> measure_growth(const toml::table& entry, const Options& options) {
  std::vector<Growth> found;
  const toml::array* dimensions = entry["grows"].as_array();
  if (!dimensions) return found;
  for (const toml::node& node : *dimensions) {
    Growth growth{node.value_or(std::string()), {}, {}};
    const auto whole = entry[growth.dimension].value_or<std::int64_t>(0);
    for (const std::int64_t part : {4, 2, 1}) {
      toml::table smaller = entry;
      smaller.insert_or_assign(growth.dimension, whole / part);
      if (part > 1)
        smaller.insert_or_assign("id", fmt::format("{}-{}-{}", entry["id"].value_or(std::string()),
                                                   growth.dimension, whole / part));
      Work work = work_of(smaller, options);
      work.contestants.resize(1);
      if (!make_data(work)) return found;
      run_rounds(work, options);
      growth.sizes.push_back(static_cast<double>(whole / part));
      growth.seconds.push_back(quantile(work.contestants[0].measured.seconds, 0));
    }
    found.push_back(std::move(growth));
  }
  return found;
}

void print_growth(const std::string& name, const std::vector<Growth>& all) {
  for (const Growth& one : all) {
    fmt::print("| {} | {} |", name, one.dimension);
    for (std::size_t i = 0; i < one.sizes.size(); ++i)
      fmt::print(" {:g}: {} |", one.sizes[i], time_text(one.seconds[i]));
    for (std::size_t i = 1; i < one.sizes.size(); ++i)
      fmt::print(" {:.2f} |", std::log2(one.seconds[i] / one.seconds[i - 1]));
    fmt::print("\n");
  }
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = options_of(argc, argv);
  if (!options) {
    std::fputs(
        "usage: compare WORKS.toml [--rounds 5] [--seconds 0.2] [--data FOLDER] [--slow] "
        "[--growth] [WORK ...]\n",
        stderr);
    return 2;
  }
  const toml::parse_result file = toml::parse_file(options->works);
  if (!file) {
    fmt::print(stderr, "{}: {}\n", options->works, file.error().description());
    return 2;
  }
  setenv("OPENBLAS_NUM_THREADS", "1", 0);  // peers wait in BLAS otherwise, and gain nothing
  if (options->growth)
    fmt::print(
        "| work | doubled | a quarter | a half | the whole | exponent | exponent |\n"
        "|---|---|---|---|---|---|---|\n");
  else
    fmt::print(
        "| work | by | median (least–most) | of ours | goal | agrees | MB |\n"
        "|---|---|---|---|---|---|---|\n");
  bool whole = true;
  for (const toml::node& node : *file.table()["work"].as_array()) {
    Work work = work_of(*node.as_table(), *options);
    if (!asked_for(work, *options)) continue;
    if (options->growth) {
      print_growth("`" + work.id + "`", measure_growth(*node.as_table(), *options));
      continue;
    }
    std::erase_if(work.contestants, [](const Contestant& one) { return !available(one.needs); });
    if (!make_data(work)) {
      fmt::print(stderr, "{}: its data could not be made\n", work.id);
      whole = false;
      continue;
    }
    run_rounds(work, *options);
    print_rows(work);
    whole = whole && !work.contestants[0].measured.failed;
  }
  return whole ? 0 : 1;
}
