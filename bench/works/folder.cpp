#include "bench/works/work.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

namespace bench {

using venscope::Matrix;
using venscope::RandomStream;
using venscope::endpoint::Outcomes;

void Folder::write(const std::string& name, std::span<const double> values, std::size_t columns) {
  std::filesystem::create_directories(path_);
  std::ofstream data(file(name + ".f64"), std::ios::binary);
  data.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size_bytes()));
  std::ofstream shapes(file("shapes.tsv"), std::ios::app);
  shapes << fmt::format("{}\t{}\t{}\n", name, values.size() / columns, columns);
}

Matrix Folder::matrix(const std::string& name) const {
  std::ifstream shapes(file("shapes.tsv"));
  std::string found;
  for (std::size_t rows = 0, columns = 0; shapes >> found >> rows >> columns;) {
    if (found != name) continue;
    Matrix matrix(rows, columns);
    std::ifstream data(file(name + ".f64"), std::ios::binary);
    data.read(reinterpret_cast<char*>(matrix.values.data()),
              static_cast<std::streamsize>(matrix.values.size() * sizeof(double)));
    if (data) return matrix;
  }
  fmt::print(stderr, "no {} in {}\n", name, path_.string());
  std::exit(2);
}

std::vector<std::int32_t> Folder::codes(const std::string& name) const {
  const std::vector<double> values = numbers(name);
  return {values.begin(), values.end()};
}

Outcomes Folder::outcomes() const {
  Outcomes outcomes;
  outcomes.time = numbers("time");
  outcomes.event = codes("status");
  return outcomes;
}

void Folder::write(const Outcomes& outcomes) {
  write("time", outcomes.time);
  write("status", std::vector<double>(outcomes.event.begin(), outcomes.event.end()));
}

Outcomes follow_up(std::span<const double> eta, std::uint64_t seed, bool whole_days) {
  Outcomes outcomes;
  RandomStream random(seed, "follow-up");
  for (const double risk : eta) {
    const double event = 800 * random.exponential() / std::exp(risk);
    const double censored = 30 + 2470 * random.uniform();
    const double time = std::min(event, censored);
    outcomes.time.push_back(whole_days ? std::ceil(time) : time);
    outcomes.event.push_back(event <= censored);
  }
  return outcomes;
}

Matrix normal_numbers(std::size_t rows, std::size_t columns, std::uint64_t seed) {
  Matrix matrix(rows, columns);
  RandomStream random(seed, "normal");
  for (double& value : matrix.values) value = random.normal();
  return matrix;
}

}  // namespace bench
