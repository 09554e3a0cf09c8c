// Courses over time of many patients: series, visits, summary measures, tests.
//
//   bench/course make PATIENTS FILE      a file of 20 measurements a patient, two groups
//   bench/course run FILE                seconds, and numbers to compare with those of course.R
//
// bench/course.sh runs it beside the same in R.
#include "venscope/base/random.hpp"
#include "venscope/course/summary_measures.hpp"
#include "venscope/course/visits.hpp"

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <fmt/core.h>

using namespace venscope;
using namespace venscope::course;

namespace {

int make(std::size_t patients, const char* path) {
  std::FILE* const file = std::fopen(path, "w");
  if (!file) return 1;
  fmt::print(file, "patient,group,day,value\n");
  for (std::size_t i = 0; i < patients; ++i) {
    RandomStream random(7, "course-bench", i);
    const double level = random.normal();
    for (int k = 0; k < 20; ++k) {
      const double day = 1.5 * k + std::floor(3 * random.uniform()) / 2;
      const double value = std::exp(2 + level - std::pow((day - 9) / 8, 2) + random.normal() / 3);
      fmt::print(file, "{},{},{},{:.4f}\n", i, i % 2, day, value);
    }
  }
  return std::fclose(file);
}

struct Read {
  Measurements rows;
  Patients patients;
};

Read read(const char* path) {
  Read all;
  std::FILE* const file = std::fopen(path, "r");
  if (!file) return all;
  std::size_t patient = 0;
  int group = 0, skipped = std::fscanf(file, "%*[^\n]");
  double day = 0, value = 0;
  while (skipped >= 0 && std::fscanf(file, "%zu,%d,%lf,%lf", &patient, &group, &day, &value) == 4) {
    all.rows.patient.push_back(patient);
    all.rows.time.push_back(day);
    all.rows.value.push_back(value);
    if (patient >= all.patients.n) {
      all.patients.n = patient + 1;
      all.patients.group.push_back(group);
    }
  }
  all.patients.groups = 2;
  std::fclose(file);
  return all;
}

int run(const char* path) {
  const Read all = read(path);
  const VisitPlan plan{{0, 3, 7, 10, 14, 21, 28}, {1}};
  AreaOptions area;
  area.rule = Trapezoid::log_down;
  area.from = 0;
  area.to = 28;
  area.reach = 1;
  const auto start = std::chrono::steady_clock::now();
  const auto courses = make_courses(all.rows, all.patients);
  if (!courses) return 1;
  const auto values = assign_visits(*courses, plan);
  const auto visits = summarise_visits(*courses, *values, plan, all.patients, Centre::median, 0.95);
  std::vector<PatientMeasures> measures;
  for (const Series& series : courses->of) measures.push_back(summary_measures(series, area));
  const auto summaries = summarise_measures(measures, all.patients, Centre::median, 0.95);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  fmt::print(
      "{:.3f} s; day 7: median {:.6g} and {:.6g}, shift {:.6g}, p {:.6g}; area: {:.8g}, p {:.6g}\n",
      seconds.count(), visits[2].groups[0].median.value_or(0),
      visits[2].groups[1].median.value_or(0),
      visits[2].comparison.difference ? visits[2].comparison.difference->value : 0,
      visits[2].comparison.p.value_or(1), summaries[0].groups[0].median.value_or(0),
      summaries[0].comparison.p.value_or(1));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "make") == 0)
    return make(std::strtoul(argv[2], nullptr, 10), argv[3]);
  if (argc == 3 && std::strcmp(argv[1], "run") == 0) return run(argv[2]);
  fmt::print(stderr, "course make PATIENTS FILE | course run FILE\n");
  return 2;
}
