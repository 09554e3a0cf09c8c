/// One piece of work, measured inside the process.
///   works make ID ROWS COLUMNS RESAMPLES DAYS FOLDER            writes its data
///   works run ID ROWS COLUMNS RESAMPLES DAYS FOLDER THREADS SECONDS
/// The second prints "seconds S" for each repetition (at least one, until SECONDS are spent), the
/// memory beyond the data ("peak_kb"), and the answer. DAYS: 1 times in whole days, 0 continuous.
#include "bench/works/work.hpp"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string_view>

#include <fmt/format.h>

namespace {

std::span<const bench::Work> works() {
  using namespace bench;
  static const std::vector<Work> all{curves_work(),      cox_work(),
                                     robust_cox_work(),  screen_work(),
                                     coxnet_work(),      validated_coxnet_work(),
                                     bootstrap_work(),   concordance_bootstrap_work(),
                                     ipcw_work(),        neighbours_work(),
                                     concordance_work(), moderated_work(),
                                     gsea_work(),        multilevel_work(),
                                     gsva_work(),        dose_work(),
                                     hard_dose_work()};
  return all;
}

long status_kb(const char* key) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return std::atol(line.c_str() + std::string_view(key).size());
  return 0;
}

void run(bench::Task& task, unsigned threads, double budget) {
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak from here on
  const long before = status_kb("VmRSS:");
  double spent = 0;
  do {
    const auto start = std::chrono::steady_clock::now();
    task.run(threads);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("seconds {:.9f}\n", seconds);
    spent += seconds;
  } while (spent < budget);
  fmt::print("peak_kb {}\nanswer", status_kb("VmHWM:") - before);
  for (const double number : task.answer()) fmt::print(" {:.17g}", number);
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const bool makes = what == "make" && argc == 8, runs = what == "run" && argc == 10;
  if (!makes && !runs) {
    std::fputs("usage: works make|run ID ROWS COLUMNS RESAMPLES DAYS FOLDER [THREADS SECONDS]\n",
               stderr);
    return 2;
  }
  const auto number = [&](int k) {
    return static_cast<std::size_t>(std::strtoull(argv[k], nullptr, 10));
  };
  const bench::Size size{number(3), number(4), number(5), number(6) != 0};
  bench::Folder folder(argv[7]);
  for (const bench::Work& work : works()) {
    if (argv[2] != std::string_view(work.id)) continue;
    if (makes)
      work.make(size, folder);
    else
      run(*work.load(size, folder), static_cast<unsigned>(number(8)),
          std::strtod(argv[9], nullptr));
    return 0;
  }
  fmt::print(stderr, "no work {}\n", argv[2]);
  return 2;
}
