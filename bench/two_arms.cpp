// Coverage of the intervals and size of the tests of two arms, over simulated cohorts.
//
//   bench/two_arms [COHORTS] [THREADS] [FAMILY]      default 2000 2, all families
//
// The families: randomised, hazards, happenings, subgroups, safety, courses. The truth is known in
// closed form. Written as the tables of docs/validation.md; the same seed on any number of threads.
#include "bench/two_arms.hpp"

#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include <fmt/core.h>

namespace venscope::bench {

void Tallies::add(const Readings& readings, double weight) {
  for (const Reading& reading : readings) {
    auto row = std::find_if(rows_.begin(), rows_.end(),
                            [&](const NamedTally& one) { return one.name == reading.name; });
    if (row == rows_.end()) row = rows_.insert(row, {reading.name, {}});
    row->tally.add(reading, weight);
  }
}

const Tally* Tallies::find(const std::string& name) const {
  for (const NamedTally& row : rows_)
    if (row.name == name) return &row.tally;
  return nullptr;
}

std::string share(double part, double whole) {
  return whole == 0 ? "" : fmt::format("{:.1f}%", 100 * part / whole);
}

std::vector<double> binomial_probabilities(std::int64_t n, double p) {
  std::vector<double> all;
  const auto size = static_cast<double>(n);
  for (double x = 0; x <= size; ++x)
    all.push_back(std::exp(std::lgamma(size + 1) - std::lgamma(x + 1) - std::lgamma(size - x + 1) +
                           x * std::log(p) + (size - x) * std::log(1 - p)));
  return all;
}

cohort::Column number_column(std::string name) {
  cohort::Column column;
  column.name = std::move(name);
  return column;
}

cohort::Column category_column(std::string name, std::vector<std::string> levels) {
  cohort::Column column;
  column.name = std::move(name);
  column.type = cohort::ColumnType::category;
  column.levels = std::move(levels);
  return column;
}

namespace {

struct Filled {
  Tallies simulated, exact;
};

Filled fill(const Design& design, const Size& size, std::uint64_t seed) {
  std::vector<Readings> all(size.cohorts);
  parallel_for(size.cohorts, size.threads, [&](std::size_t i) {
    RandomStream random(seed, design.title, i);
    all[i] = design.cohort(random);
  });
  Filled filled;
  for (const Readings& readings : all) filled.simulated.add(readings);
  if (design.exactly) filled.exact = design.exactly();
  return filled;
}

std::string cell(const Filled& filled, const std::string& name, bool intervals) {
  const Tally* tally = filled.simulated.find(name);
  if (!tally) return "";
  const auto words = [&](const Tally& of) {
    return intervals ? share(of.covered, of.intervals) : share(of.rejected, of.tests);
  };
  std::string text = words(*tally);
  if (text.empty()) return text;
  if (const Tally* exact = filled.exact.find(name)) {
    std::string exactly = words(*exact);
    if (!exactly.empty()) exactly.pop_back();  // one per cent sign is enough
    text += " (" + exactly + ")";
  }
  const double none = tally->without_answer();
  return none > 0 ? text + fmt::format(", none {}", none) : text;
}

/// The rows of intervals or of tests under a heading of their own, if there are any.
void print_rows(const std::string& head, const std::vector<Filled>& filled, bool intervals) {
  std::vector<std::string> lines;
  for (const NamedTally& row : filled.front().simulated.rows()) {
    std::string line = "| " + row.name + " |";
    for (const Filled& one : filled) line += " " + cell(one, row.name, intervals) + " |";
    if (line.find('%') != std::string::npos) lines.push_back(std::move(line));
  }
  if (lines.empty()) return;
  fmt::print("| **{}** |", head);
  for (std::size_t i = 0; i < filled.size(); ++i) fmt::print(" |");
  fmt::print("\n");
  for (const std::string& line : lines) fmt::print("{}\n", line);
}

}  // namespace

void print_family(const std::string& title, const std::vector<Design>& designs, const Size& size,
                  std::uint64_t seed) {
  std::vector<Filled> filled;
  for (const Design& design : designs) filled.push_back(fill(design, size, seed));
  std::string titles = "| " + title + " |", rule = "|---|";
  for (const Design& design : designs) {
    titles += " " + design.title + " |";
    rule += "---|";
  }
  fmt::print("\n{}\n{}\n", titles, rule);
  print_rows("coverage", filled, true);
  print_rows("p < 0.05", filled, false);
}

}  // namespace venscope::bench

int main(int argc, char** argv) {
  using namespace venscope::bench;
  const auto argument = [&](int i, unsigned long otherwise) {
    return argc > i ? std::strtoul(argv[i], nullptr, 10) : otherwise;
  };
  const Size size{argument(1, 2000), static_cast<unsigned>(argument(2, 2))};
  const std::string_view wanted = argc > 3 ? argv[3] : "";
  bool known = false;
  struct Family {
    std::string_view name;
    void (*run)(const Size&);
  };
  for (const auto& [name, family] :
       {Family{"randomised", randomised_arms}, Family{"hazards", hazards_of_arms},
        Family{"happenings", happenings}, Family{"subgroups", subgroups},
        Family{"safety", safety_of_arms}, Family{"courses", courses}}) {
    if (!wanted.empty() && wanted != name) continue;
    family(size);
    known = true;
  }
  return known ? 0 : 2;
}
