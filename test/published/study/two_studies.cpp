// What two abstracts print, against the reports of the bundled comparisons: the counts come through
// every analysis that speaks of them, and nothing of a report is left undone or unlabelled.
#include "support/shell.hpp"

#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <regex>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;

/// Each study is run once for all tests.
struct Report {
  test::TemporaryFolder folder;
  json results;
  explicit Report(const std::string& study) {
    const auto run = test::run_shell(
        "venscope study run studies/" + study + "/protocol.toml --out " + folder.path() + "/out",
        VENSCOPE_SOURCE_DIR);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    results = json::parse(test::read_file(path("results.json")), nullptr, false);
  }
  std::string path(const std::string& name) const { return folder.path() + "/out/" + name; }
  const json& analysis(const std::string& id) const {
    static const json none;
    for (const json& one : results["analyses"])
      if (one["id"] == id) return one;
    ADD_FAILURE() << "no analysis " << id;
    return none;
  }
};

const Report& report_of(const std::string& study) {
  static std::map<std::string, std::unique_ptr<Report>> reports;
  std::unique_ptr<Report>& report = reports[study];
  if (!report) report = std::make_unique<Report>(study);
  return *report;
}

class TwoStudies : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Both, TwoStudies, testing::Values("car-t-bridging", "hma-vs-ldac"));

TEST_P(TwoStudies, EverythingDeclaredIsDone) {
  for (const json& analysis : report_of(GetParam()).results["analyses"])
    EXPECT_TRUE(analysis["done"].get<bool>()) << analysis["id"] << ": " << analysis["problems"];
}

TEST_P(TwoStudies, EveryTableAndFigureIsNamed) {
  const std::string page = test::read_file(report_of(GetParam()).path("index.html"));
  // The number, and then words: neither nothing nor a stop where a title should be.
  const std::regex caption("<strong>(Table|Figure) [0-9]+\\.</strong>([^<]*)");
  std::size_t captions = 0;
  for (std::sregex_iterator one(page.begin(), page.end(), caption), end; one != end; ++one) {
    const std::string text = (*one)[2];
    EXPECT_NE(text.find_first_not_of(" \n"), std::string::npos) << one->str();
    EXPECT_EQ(text.find(": ."), std::string::npos) << one->str();
    ++captions;
  }
  EXPECT_GT(captions, 50u);
}

TEST_P(TwoStudies, EveryFigureAndTableSaysThatItIsSynthetic) {
  const Report& report = report_of(GetParam());
  EXPECT_TRUE(report.results["cohort"]["synthetic"].is_object());
  std::size_t looked_at = 0;
  for (const char* folder : {"figures", "tables"})
    for (const auto& entry : std::filesystem::directory_iterator(report.path(folder))) {
      const std::string type = entry.path().extension().string();
      if (type != ".svg" && type != ".html" && type != ".tex") continue;
      EXPECT_NE(test::read_file(entry.path().string()).find("ynthetic data"), std::string::npos)
          << entry.path();
      ++looked_at;
    }
  EXPECT_GT(looked_at, 20u);
}

TEST_P(TwoStudies, NoColumnOfTheFileIsReadByItsName) {
  const std::string page = test::read_file(report_of(GetParam()).path("index.html"));
  // The methods say how derived columns were made, and there they have their names.
  const std::size_t from = page.find("id=\"baseline\""), to = page.find("id=\"limitations\"");
  ASSERT_LT(from, to);
  ASSERT_NE(to, std::string::npos);
  const std::string results = page.substr(from, to - from);
  for (const char* name : {"many_lines", "blasts_bridging", "frail2", "prior_hmayes", "armHMA",
                           "armvenetoclax", "disease_status", "infusion_year"})
    EXPECT_EQ(results.find(name), std::string::npos) << name;
}

struct Arms {
  std::size_t reference, reference_n, compared, compared_n;
};

void expect_overall(const json& subgroups, const Arms& arms) {
  EXPECT_EQ(subgroups["overall"]["reference"],
            (json{{"events", arms.reference}, {"n", arms.reference_n}}));
  EXPECT_EQ(subgroups["overall"]["compared"],
            (json{{"events", arms.compared}, {"n", arms.compared_n}}));
  // The levels of a factor that nobody misses are all patients again.
  for (const json& factor : subgroups["factors"]) {
    Arms sum{0, 0, 0, 0};
    for (const json& level : factor["subgroups"]) {
      sum.reference += level["reference"]["events"].get<std::size_t>();
      sum.reference_n += level["reference"]["n"].get<std::size_t>();
      sum.compared += level["compared"]["events"].get<std::size_t>();
      sum.compared_n += level["compared"]["n"].get<std::size_t>();
    }
    if (factor["n_missing"] != 0) continue;
    EXPECT_EQ(sum.reference, arms.reference) << factor["column"];
    EXPECT_EQ(sum.reference_n, arms.reference_n) << factor["column"];
    EXPECT_EQ(sum.compared, arms.compared) << factor["column"];
    EXPECT_EQ(sum.compared_n, arms.compared_n) << factor["column"];
  }
}

// CR or PR in 26 of 33 and 20 of 30.
TEST(CarTBridgingReport, TheResponsesAreThePrinted) {
  const Report& report = report_of("car-t-bridging");
  expect_overall(report.analysis("response-subgroups"), {20, 30, 26, 33});
}

// CR or CRi in 52.4% of 42 and 32.1% of 28.
TEST(HmaVsLdacReport, TheRemissionsAreThePrinted) {
  const Report& report = report_of("hma-vs-ldac");
  expect_overall(report.analysis("response-subgroups"), {9, 28, 22, 42});
}

// Grade 3 or worse: febrile neutropenia in 38, thrombocytopenia in 33, infection in 23 of 70.
TEST(HmaVsLdacReport, TheAdverseEventsAreThePrinted) {
  const std::map<std::string, int> printed{
      {"Febrile neutropenia", 38}, {"Thrombocytopenia", 33}, {"Infection", 23}};
  std::size_t met = 0;
  for (const json& term : report_of("hma-vs-ldac").analysis("adverse-events")["terms"]) {
    const auto found = printed.find(term["term"].get<std::string>());
    if (found == printed.end()) continue;
    int severe = 0, n = 0;
    for (const json& arm : term["groups"]) {
      severe += arm["severe"]["x"].get<int>();
      n += arm["severe"]["n"].get<int>();
    }
    EXPECT_EQ(severe, found->second) << found->first;
    EXPECT_EQ(n, 70);
    ++met;
  }
  EXPECT_EQ(met, printed.size());
}

// Half of the crude difference is confounding by construction: at the same covariates LDAC has 1.3
// times the hazard of an event. The methods move the estimate from the crude one towards that.
TEST(HmaVsLdacReport, MakingTheArmsAlikeMovesTheAnswerTowardsTheTruth) {
  const json& analysis = report_of("hma-vs-ldac").analysis("efs-comparability");
  std::map<std::string, json> methods;
  for (const json& method : analysis["methods"]) methods[method["method"]] = method;
  const double truth = std::log(1 / 1.3);
  const auto error = [&](const char* name) {
    return std::fabs(std::log(methods[name]["hr"].get<double>()) - truth);
  };
  EXPECT_EQ(analysis["primary"], "overlap");
  EXPECT_LT(error("overlap"), error("crude"));
  EXPECT_LT(error("adjusted"), error("crude"));
  EXPECT_LT(methods["overlap"]["conf_low"].get<double>(), 1 / 1.3);
  EXPECT_GT(methods["overlap"]["conf_high"].get<double>(), 1 / 1.3);
}

// "No early treatment-related deaths": deaths of any cause there are, and the report counts them.
TEST(HmaVsLdacReport, EarlyDeathsAreCountedWhateverTheirCause) {
  const json& last = report_of("hma-vs-ldac").analysis("early-mortality")["days"].back();
  EXPECT_EQ(last["day"], 60);
  EXPECT_EQ(last["groups"][0]["deaths"], 4);  // LDAC
  EXPECT_EQ(last["groups"][1]["deaths"], 5);  // HMA
}

}  // namespace
}  // namespace venscope::study
