// How long a penalised path and its cross-validation take:
//   coxnet make ROWS COLUMNS FOLDS FILE   made-up data into a file of doubles (see write)
//   coxnet run FILE [THREADS]             measures; FOLDS below 3: the path alone
// Writes the steps (lambda, df, deviance ratio, and where there are folds mean and standard error)
// and the coefficients, for comparison with glmnet. ALPHA and RATIO (smallest lambda over the
// largest) come from the environment.
#include "venscope/survival/coxnet.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Data {
  endpoint::Outcomes outcomes;
  Matrix x;
  std::vector<std::int32_t> fold;
};

/// Genes in modules of 50 with correlation 1/2; the hazard hangs on 30 of them.
Data made_up(std::size_t n, std::size_t p, std::size_t folds) {
  Data data{{}, Matrix(n, p), std::vector<std::int32_t>(n)};
  if (folds > 0) data.fold = random_folds(n, folds, 1);
  RandomStream stream(1, "bench");
  std::vector<double> module(n), risk(n);
  const std::size_t every = std::max<std::size_t>(1, p / 30);
  for (std::size_t j = 0; j < p; ++j) {
    const double effect = j % every == 0 ? 0.15 + 0.35 * stream.uniform() : 0;
    const double sign = stream.chance(0.5) ? 1 : -1;
    for (std::size_t i = 0; i < n; ++i) {
      if (j % 50 == 0) module[i] = stream.normal();
      data.x(i, j) = std::sqrt(0.5) * (module[i] + stream.normal());
      risk[i] += sign * effect * data.x(i, j);
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double died = stream.exponential() * std::exp(-risk[i]);
    const double left = 2 * stream.uniform();
    data.outcomes.time.push_back(std::min(died, left));
    data.outcomes.event.push_back(died <= left);
  }
  return data;
}

/// Rows, columns, then times, events, folds and the matrix column by column: doubles, all of them.
void write(const Data& data, const char* path) {
  std::ofstream file(path, std::ios::binary);
  const auto put = [&](double value) {
    file.write(reinterpret_cast<const char*>(&value), sizeof value);
  };
  put(static_cast<double>(data.x.rows));
  put(static_cast<double>(data.x.columns));
  for (const double time : data.outcomes.time) put(time);
  for (const auto event : data.outcomes.event) put(static_cast<double>(event));
  for (const auto fold : data.fold) put(fold);
  for (const double value : data.x.values) put(value);
}

Data read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const auto get = [&] {
    double value = 0;
    file.read(reinterpret_cast<char*>(&value), sizeof value);
    return value;
  };
  const auto n = static_cast<std::size_t>(get()), p = static_cast<std::size_t>(get());
  Data data{{}, Matrix(n, p), {}};
  for (std::size_t i = 0; i < n; ++i) data.outcomes.time.push_back(get());
  for (std::size_t i = 0; i < n; ++i) data.outcomes.event.push_back(get() != 0);
  for (std::size_t i = 0; i < n; ++i) data.fold.push_back(static_cast<std::int32_t>(get()));
  for (double& value : data.x.values) value = get();
  return data;
}

void print(const CoxnetPath& path, const CoxnetRound* round) {
  for (std::size_t k = 0; k < path.steps.size(); ++k) {
    const CoxnetStep& step = path.steps[k];
    std::printf("step %.17g %zu %.17g", step.lambda, step.df(), step.deviance_ratio);
    if (round) std::printf(" %.17g %.17g", round->mean[k], round->std_error[k]);
    std::printf("\n");
    for (const CoxnetCoefficient& one : step.coefficients)
      std::printf("coef %zu %zu %.17g\n", k, one.column, one.value);
  }
  if (round) std::printf("min %zu 1se %zu\n", round->at_min, round->at_1se);
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
  const std::string what = argc > 2 ? argv[1] : "";
  const auto number = [&](int k) { return static_cast<std::size_t>(std::atoll(argv[k])); };
  if (what == "make" && argc == 6) {
    write(made_up(number(2), number(3), number(4)), argv[5]);
    return 0;
  }
  if (what != "run") return 2;
  const unsigned threads = argc > 3 ? static_cast<unsigned>(number(3)) : 1;
  const Data data = read(argv[2]);
  const CoxData cox{.outcomes = data.outcomes, .design = data.x};
  CoxnetOptions options;
  if (const char* alpha = std::getenv("ALPHA")) options.alpha = std::atof(alpha);
  if (const char* ratio = std::getenv("RATIO")) options.lambda_min_ratio = std::atof(ratio);
  const auto [least, most] = std::minmax_element(data.fold.begin(), data.fold.end());
  const bool validates = most != data.fold.end() && *most - *least >= 2;
  measure("path", [&] {
    const CoxnetPath path = coxnet(cox, options).value();
    if (!validates) print(path, nullptr);
  });
  if (!validates) return 0;
  measure("path and cross-validation", [&] {
    const auto found = cross_validated_coxnet(cox, data.fold, options, threads).value();
    print(found.path, &found);
  });
}
