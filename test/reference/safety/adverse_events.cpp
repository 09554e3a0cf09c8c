// Tables of random adverse events against R's: test/reference/safety/adverse_events.R. Counts and
// whole days: equal.
#include "support/from_r.hpp"
#include "venscope/safety/patient_time.hpp"
#include "venscope/safety/worst_grades.hpp"

#include <gtest/gtest.h>

using namespace venscope::safety;
using venscope::test::from_r;

namespace {

struct Study {
  std::vector<std::int32_t> arm;
  std::vector<double> exposure;
  std::vector<AdverseEvent> events;
  std::vector<TimedEvent> timed;
};

/// R writes a vector of one element as a number.
nlohmann::json column(const nlohmann::json& json, const char* name) {
  return json[name].is_array() ? json[name] : nlohmann::json::array({json[name]});
}

Study study_of(const nlohmann::json& json) {
  Study study;
  study.arm = json["arm"].get<std::vector<std::int32_t>>();
  study.exposure = json["exposure"].get<std::vector<double>>();
  const nlohmann::json patients = column(json, "patient"), terms = column(json, "term"),
                       grades = column(json, "grade"), days = column(json, "day");
  for (std::size_t i = 0; i < patients.size(); ++i) {
    const std::size_t patient = patients[i], term = terms[i];
    study.events.push_back({patient, term, grades[i].is_null() ? 0 : grades[i].get<int>()});
    study.timed.push_back({patient, term, days[i]});
  }
  return study;
}

TEST(AdverseEventsOfR, HaveItsWorstGrades) {
  for (const auto& json : from_r("safety", "adverse_events")["studies"]) {
    const Study study = study_of(json);
    const std::size_t terms = json["terms"].size();
    const auto counts = count_grades(worst_grades(study.events), terms, study.arm, 2);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto& grades = json["terms"][i / 2][i % 2]["grades"];
      EXPECT_EQ(counts[i].none(), grades[0]) << json["name"] << i;
      for (std::size_t g = 0; g <= worst_grade; ++g)
        EXPECT_EQ(counts[i].grade[g], grades[g + 1]) << json["name"] << i << " grade " << g;
    }
  }
}

TEST(AdverseEventsOfR, HaveItsTimesToTheFirst) {
  for (const auto& json : from_r("safety", "adverse_events")["studies"]) {
    const Study study = study_of(json);
    const auto times =
        patient_time(study.timed, json["terms"].size(), study.exposure, study.arm, 2);
    for (std::size_t i = 0; i < times.size(); ++i) {
      const auto& expected = json["terms"][i / 2][i % 2];
      EXPECT_EQ(times[i].first, expected["first"]) << json["name"] << i;
      EXPECT_EQ(times[i].first_days, expected["first_days"]) << json["name"] << i;
      EXPECT_EQ(times[i].events, expected["events"]) << json["name"] << i;
      EXPECT_EQ(times[i].days, expected["days"]) << json["name"] << i;
    }
  }
}

}  // namespace
