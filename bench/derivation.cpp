/// How long the bootstrap of a whole derivation takes: n patients, p candidates, backward
/// elimination by AIC, rounding, tertiles, baseline hazard, six indices on both sides, in every
/// resample.
///   derivation make N P FILE           writes a registry
///   derivation run FILE B THREADS      B resamples; prints seconds and the corrected C
/// Build with -DVENSCOPE_BENCH=ON. bench/derivation.sh compares it with R in one run.
#include "venscope/base/random.hpp"
#include "venscope/derivation/optimism.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace {

using namespace venscope;

int make(std::size_t n, std::size_t p, const char* path) {
  std::ofstream file(path);
  file << "time,event";
  for (std::size_t j = 0; j < p; ++j) file << ",g" << j;
  file << '\n';
  constexpr double effects[] = {0.9, 0.64, 0.94, 0.8, 0.49, 0.39, -0.98};
  RandomStream random(1, "registry");
  for (std::size_t i = 0; i < n; ++i) {
    double eta = 0;
    std::string row;
    for (std::size_t j = 0; j < p; ++j) {
      const bool has = random.chance(0.06 + 0.4 * static_cast<double>(j % 5) / 4);
      if (has && j < std::size(effects)) eta += effects[j];
      row += has ? ",1" : ",0";
    }
    const double death = 24.5 * std::pow(random.exponential() / std::exp(eta), 1 / 0.775);
    const double censored = 6 + 54 * random.uniform();
    file << fmt::format("{:.1f},{}{}\n", std::min(death, censored) + 0.1, int{death <= censored},
                        row);
  }
  return file.good() ? 0 : 1;
}

int run(const char* path, std::size_t resamples, unsigned threads) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  std::vector<derivation::Candidate> candidates;
  std::istringstream header(line);
  for (std::string name; std::getline(header, name, ',');) candidates.push_back({name, true});
  candidates.erase(candidates.begin(), candidates.begin() + 2);
  endpoint::Outcomes outcomes;
  std::vector<double> values;
  while (std::getline(file, line)) {
    std::istringstream row(line);
    std::string cell;
    std::getline(row, cell, ',');
    outcomes.time.push_back(std::stod(cell));
    std::getline(row, cell, ',');
    outcomes.event.push_back(std::stoi(cell));
    while (std::getline(row, cell, ',')) values.push_back(std::stod(cell));
  }
  const std::size_t n = outcomes.size(), p = candidates.size();
  Matrix design(n, p);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < p; ++j) design(i, j) = values[i * p + j];
  const auto deriver = derivation::Deriver::make({outcomes, design, candidates}, {});
  if (!deriver) return 1;
  const auto derived =
      deriver->derive(derivation::take(deriver->cohort(), derivation::everyone(n)));
  if (!derived) return 1;
  derivation::ResampleOptions options;
  options.resamples = resamples;
  options.threads = threads;
  options.horizon = 10;
  const auto start = std::chrono::steady_clock::now();
  const derivation::Optimism found = derivation::optimism(*deriver, *derived, options);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{} of {} resamples in {:.3f} s, corrected C {:.4f} of {:.4f}\n", found.derived,
             resamples, seconds, found.indices[0].corrected.value_or(0),
             found.indices[0].apparent.value_or(0));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "make" && argc == 5)
    return make(std::strtoul(argv[2], nullptr, 10), std::strtoul(argv[3], nullptr, 10), argv[4]);
  if (what == "run" && argc == 5)
    return run(argv[2], std::strtoul(argv[3], nullptr, 10),
               static_cast<unsigned>(std::strtoul(argv[4], nullptr, 10)));
  std::fputs("usage: derivation make N P FILE | derivation run FILE B THREADS\n", stderr);
  return 2;
}
