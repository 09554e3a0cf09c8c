// How long a penalised path and its cross-validation take, on made-up data or on a file:
//   coxnet ROWS COLUMNS FOLDS [THREADS]
//   coxnet FILE - FOLDS [THREADS]   (rows of: time event fold x1 x2 …, separated by blanks)
// Writes the steps (lambda, df, deviance ratio, mean, standard error) and the coefficients at the
// best of them, for comparison with glmnet.
#include "venscope/survival/coxnet.hpp"

#include "venscope/base/random.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Data {
  endpoint::Outcomes outcomes;
  Matrix x;
  std::vector<std::int32_t> fold;
};

/// Genes in loose modules of 20; the hazard hangs on 30 of them.
Data made_up(std::size_t n, std::size_t p, std::size_t folds) {
  Data data{{}, Matrix(n, p), random_folds(n, folds, 1)};
  RandomStream stream(1, "bench");
  std::vector<double> module(n), risk(n);
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < n; ++i) {
      if (j % 20 == 0) module[i] = stream.normal();
      data.x(i, j) = 0.5 * module[i] + stream.normal();
      if (j % 20 == 7 && j < 600) risk[i] += 0.3 * data.x(i, j);
    }
  for (std::size_t i = 0; i < n; ++i) {
    const double died = -std::log(stream.uniform()) * std::exp(-risk[i]);
    const double left = 2 * stream.uniform();
    data.outcomes.time.push_back(std::min(died, left));
    data.outcomes.event.push_back(died <= left);
  }
  return data;
}

Data read(const char* path) {
  Data data;
  std::ifstream file(path);
  std::vector<std::vector<double>> rows;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    double time = 0, event = 0, fold = 0;
    words >> time >> event >> fold;
    data.outcomes.time.push_back(time);
    data.outcomes.event.push_back(event != 0);
    data.fold.push_back(static_cast<std::int32_t>(fold));
    rows.emplace_back();
    for (double value = 0; words >> value;) rows.back().push_back(value);
  }
  data.x = Matrix(rows.size(), rows.empty() ? 0 : rows[0].size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (std::size_t j = 0; j < data.x.columns; ++j) data.x(i, j) = rows[i][j];
  return data;
}

template <class Work>
void measure(const char* what, Work&& work) {
  const auto wall = std::chrono::steady_clock::now();
  const std::clock_t cpu = std::clock();
  work();
  std::fprintf(stderr, "%s: %.2f s, %.2f s of CPU\n", what,
               std::chrono::duration<double>(std::chrono::steady_clock::now() - wall).count(),
               static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const unsigned threads = argc > 4 ? static_cast<unsigned>(std::atoi(argv[4])) : 1;
  const auto number = [&](int k) { return static_cast<std::size_t>(std::atoll(argv[k])); };
  const bool from_file = argv[2] == std::string("-");
  const Data data = from_file ? read(argv[1]) : made_up(number(1), number(2), number(3));
  const CoxData cox{.outcomes = data.outcomes, .design = data.x};
  CoxnetOptions options;
  if (const char* alpha = std::getenv("ALPHA")) options.alpha = std::atof(alpha);
  measure("path", [&] {
    const auto path = coxnet(cox, options);
    std::fprintf(stderr, "%zu steps, last df %zu\n", path->steps.size(), path->steps.back().df());
  });
  if (number(3) < 3) return 0;
  measure("cross-validation", [&] {
    const auto found = cross_validated_coxnet(cox, data.fold, options, threads).value();
    for (std::size_t k = 0; k < found.path.steps.size(); ++k) {
      const CoxnetStep& step = found.path.steps[k];
      std::printf("step %.17g %zu %.17g %.17g %.17g\n", step.lambda, step.df(), step.deviance_ratio,
                  found.mean[k], found.std_error[k]);
      for (const CoxnetCoefficient& one : step.coefficients)
        std::printf("coef %zu %zu %.17g\n", k, one.column, one.value);
    }
    std::printf("min %zu 1se %zu\n", found.at_min, found.at_1se);
  });
}
