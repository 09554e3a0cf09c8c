// kind = "time_dependent", from outside: the bundled study of what happens after transplantation.
#include "support/reference.hpp"
#include "support/shell.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::read_file;
using test::run_shell;
using test::write_file;

const std::string study_folder = VENSCOPE_SOURCE_DIR "/studies/bmt-leukaemia";

/// A study of four patients with dates; `covariate` is the entry of its analysis.
test::ShellResult run_dated(const std::string& covariate, const std::string& rows,
                            const test::TemporaryFolder& folder, const std::string& command) {
  write_file(folder.path() + "/c.csv", "id,start,last,dead,hct,done,age\n" + rows);
  write_file(
      folder.path() + "/p.toml",
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\n[dictionary]\nstart = "
      "{type = 'date'}\nlast = {type = 'date'}\nhct = {type = 'date'}\n[[endpoint]]\nid = 'OS'\n"
      "title = 'OS'\nunit = 'days'\noutput_unit = 'days'\norigin = 'start'\ntime = 'last'\n"
      "event = 'dead'\n[[analysis]]\nkind = 'time_dependent'\nid = 'td'\ncovariates = [" +
          covariate + "]\n");
  return run_shell("venscope study " + command, folder.path());
}

const std::string four_patients =
    "1,2020-01-01,2020-04-10,1,,0,50\n2,2020-01-01,2020-06-01,0,2020-03-01,1,60\n"
    "3,2020-02-01,2020-05-01,1,2020-02-21,1,40\n4,2020-01-15,2020-07-01,1,2020-07-01,1,70\n";

}  // namespace

TEST(TimeDependentKind, HasTheNumbersOfR) {
  const test::TemporaryFolder folder;
  const auto run = run_shell(
      "venscope study run " + study_folder + "/time-dependent.toml --out out", folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json results = json::parse(read_file(folder.path() + "/out/results.json"), nullptr, false);
  const json& found = results["analyses"][0];
  const json reference = test::reference("survival/time_dependent");
  EXPECT_EQ(found["patients"], 137);
  EXPECT_EQ(found["intervals"].get<std::size_t>(), reference["rows"]["id"].size());
  EXPECT_EQ(found["events"], 83);
  ASSERT_EQ(found["terms"].size(), 5U);
  for (std::size_t j = 0; j < 5; ++j) {
    // Months divide the days: the last digits of ties are settled by their tolerance.
    EXPECT_NEAR(found["terms"][j]["coef"].get<double>(), reference["cox"]["coef"][j].get<double>(),
                1e-8);
    EXPECT_NEAR(found["terms"][j]["std_error"].get<double>(),
                reference["cox"]["se"][j].get<double>(), 1e-8);
  }
  EXPECT_EQ(found["terms"][1]["term"], "plateletsyes");
  EXPECT_NEAR(found["covariates"][1]["mantel_byar"]["chisq"].get<double>(),
              reference["mantel_byar"].get<double>(), 1e-7);
  // At the beginning one patient, with platelets from day 0, has recovered.
  const std::string csv =
      read_file(folder.path() + "/out/figures/after-transplantation-platelets.csv");
  EXPECT_NE(csv.find("\nAfter platelet recovery,0,1,0,0,1,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\nBefore or without platelet recovery,0,136,0,0,1,"), std::string::npos);
  EXPECT_NE(read_file(folder.path() + "/out/index.html").find("Simon–Makuch"), std::string::npos);
}

TEST(TimeDependentKind, ReadsDatesSinceTheOrigin) {
  const test::TemporaryFolder folder;
  const auto run = run_dated("{name = 'allohct', when = 'hct', indicator = 'done'}", four_patients,
                             folder, "run p.toml --out out");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json results = json::parse(read_file(folder.path() + "/out/results.json"), nullptr, false);
  const json& found = results["analyses"][0];
  EXPECT_EQ(found["patients"], 4);
  EXPECT_EQ(found["intervals"], 6);  // the fourth is transplanted on the last day
  EXPECT_EQ(found["covariates"][0]["switched"], 2);
  const json& after = found["covariates"][0]["curves"]["strata"][1];
  EXPECT_EQ(after["stratum"], "allohct=yes");
  EXPECT_EQ(after["curve"][0]["time"], 90);  // 1 February to 1 May of a leap year
  EXPECT_EQ(after["curve"][0]["n_risk"], 2);
}

TEST(TimeDependentKind, SaysAllThatIsWrong) {
  const test::TemporaryFolder folder;
  const auto refused = [&](const std::string& covariate, const std::string& rows) {
    const auto run = run_dated(covariate, rows, folder, "check p.toml");
    EXPECT_EQ(run.exit_code, 2) << covariate;
    return run.err;
  };
  EXPECT_NE(refused("", four_patients).find("covariates"), std::string::npos);
  EXPECT_NE(refused("{name = 'age', when = 'hct'}", four_patients).find("a column 'age' already"),
            std::string::npos);
  EXPECT_NE(refused("{name = 'allohct', when = 'htc'}", four_patients).find("htc"),
            std::string::npos);
  const std::string early = refused("{name = 'allohct', when = 'hct'}",
                                    four_patients + "5,2020-01-01,2020-02-01,1,2019-12-01,1,50\n");
  EXPECT_NE(early.find("c.csv:6"), std::string::npos) << early;
  EXPECT_NE(early.find("before the origin"), std::string::npos) << early;
  const std::string undated = refused("{name = 'allohct', when = 'hct', indicator = 'done'}",
                                      four_patients + "5,2020-01-01,2020-02-01,1,,1,50\n");
  EXPECT_NE(undated.find("although done says that it happened"), std::string::npos) << undated;
}

}  // namespace venscope::study
