// Analyses of kind cuminc and finegray, from outside: the bundled study of competing risks.
#include "support/reference.hpp"
#include "support/shell.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::read_file;
using test::run_shell;
using test::write_file;

const std::string folder_of_study = VENSCOPE_SOURCE_DIR "/studies/bmt-leukaemia";

json results() {
  const test::TemporaryFolder folder;
  const auto run = run_shell(
      "venscope study run " + folder_of_study + "/competing-risks.toml --out out", folder.path());
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_NE(read_file(folder.path() + "/out/figures/by-group-relapse.csv")
                .find("group,time,n_risk,n_event,n_censor,incidence,"),
            std::string::npos);
  EXPECT_NE(read_file(folder.path() + "/out/tables/death.csv").find("subdistribution_hr_low"),
            std::string::npos);
  return json::parse(read_file(folder.path() + "/out/results.json"), nullptr, false);
}

json fit(const std::string& arguments) {
  const auto run = run_shell("venscope fit " + arguments + " --format json", folder_of_study);
  EXPECT_EQ(run.exit_code, 0) << run.err;
  return json::parse(run.out, nullptr, false);
}

std::string refused(const std::string& endpoint, const std::string& analysis) {
  const test::TemporaryFolder folder;
  write_file(folder.path() + "/p.toml",
             "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = '" + folder_of_study +
                 "/cohort.csv'\n[[endpoint]]\nid = 'E'\ntitle = 'E'\nunit = 'days'\n" + endpoint +
                 "\n[[analysis]]\nendpoint = 'E'\n" + analysis + "\n");
  const auto run = run_shell("venscope study check p.toml", folder.path());
  EXPECT_EQ(run.exit_code, 2);
  return run.err;
}

const std::string two_events =
    "last_contact = 'os_days'\nevents = [{label = 'relapse', when = 'dfs_days', indicator = "
    "'relapsed'}, {label = 'death', when = 'os_days', indicator = 'died'}]";

}  // namespace

TEST(CompetingKinds, SayWhatFitSays) {
  const json study = results();
  ASSERT_EQ(study["analyses"].size(), 4U);
  const json& by_group = study["analyses"][1];
  const json direct =
      fit("cuminc 'Surv(dfs_days, ifelse(relapsed == 1, 1, 2 * dfs_event)) ~ disease_group' "
          "cohort.csv");
  EXPECT_EQ(by_group["kind"], "cuminc");
  EXPECT_EQ(by_group["causes"], (json{"relapse", "death in remission"}));
  ASSERT_EQ(by_group["gray"].size(), 2U);
  for (std::size_t c = 0; c < 2; ++c)
    EXPECT_NEAR(by_group["gray"][c]["statistic"].get<double>(),
                direct["gray"][c]["statistic"].get<double>(), 1e-9);
  // Klein and Moeschberger's transplants: 12, 9 and 21 relapses, 12, 16 and 13 deaths in remission.
  const int events[3][2] = {{12, 12}, {9, 16}, {21, 13}};
  for (std::size_t g = 0; g < 3; ++g)
    for (std::size_t c = 0; c < 2; ++c)
      EXPECT_EQ(by_group["strata"][g]["causes"][c]["events"].get<int>(), events[g][c]);
}

TEST(CompetingKinds, SayWhatTheirNumbersCannotCarry) {
  const test::TemporaryFolder folder;
  std::string protocol = read_file(folder_of_study + "/competing-risks.toml");
  const std::string file = "file = \"cohort.csv\"";
  protocol.replace(protocol.find(file), file.size(),
                   "file = \"" + folder_of_study + "/cohort.csv\"");
  // Nobody was followed for 20 years; of 14 patients few relapse.
  protocol +=
      "\n[[analysis]]\nkind = \"cuminc\"\nid = \"few\"\nendpoint = \"EFS\"\nby = \"fab_m4_m5\"\n"
      "where = \"age <= 17\"\npopulation = \"young\"\ntimes = [240]\n"
      "[[analysis]]\nkind = \"finegray\"\nid = \"few-model\"\nendpoint = \"EFS\"\n"
      "cause = \"relapse\"\nvariables = [\"age\"]\nwhere = \"age <= 17\"\npopulation = \"young\"\n"
      "[report]\nchecklist = true\n";
  write_file(folder.path() + "/p.toml", protocol);
  const auto run = run_shell("venscope study run p.toml --out out", folder.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const json results = json::parse(read_file(folder.path() + "/out/results.json"), nullptr, false);
  std::map<std::string, json> found;
  for (const json& one : results["reporting"]["limitations"])
    found.emplace(one["id"].get<std::string>(), one["numbers"]);
  double relapses = 0, patients = 1000;
  for (const json& analysis : results["analyses"]) {
    if (analysis["id"] != "few") continue;
    for (const json& stratum : analysis["strata"]) {
      relapses += stratum["causes"][0]["events"].get<double>();
      patients = std::min(patients, stratum["n"].get<double>());
    }
  }
  // All events and those free of them, of each group: at each time everybody.
  std::istringstream stacked(read_file(folder.path() + "/out/figures/few-stacked.csv"));
  std::map<std::string, double> sums;
  std::string line;
  std::getline(stacked, line);
  EXPECT_EQ(line, "group,state,time,share");
  while (std::getline(stacked, line)) {
    std::vector<std::string> fields;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) fields.push_back(cell);
    ASSERT_EQ(fields.size(), 4U) << line;
    sums[fields[0] + " at " + fields[2]] += std::stod(fields[3]);
  }
  EXPECT_GT(sums.size(), 10U);
  for (const auto& [where, sum] : sums) EXPECT_NEAR(sum, 1, 1e-12) << where;
  ASSERT_GT(relapses, 0);
  ASSERT_LT(relapses, 10);
  ASSERT_LT(patients, 20);
  EXPECT_LE(found["few_events_of_cause"]["events"].get<double>(), relapses);
  EXPECT_EQ(found["few_events"]["events"], relapses);
  EXPECT_EQ(found["small_group"]["patients"], patients);
  EXPECT_EQ(found["beyond_follow_up"]["time"], 240);
}

TEST(CompetingKinds, TheModelOfRelapseIsThatOfR) {
  const json study = results();
  const json& relapse = study["analyses"][2];
  const json reference = test::reference("survival/fine_gray")["cases"][0];
  ASSERT_EQ(reference["name"], "bmt relapse");
  // R's columns: low risk, high risk, age in years, FAB class; here FAB class comes before age in
  // decades.
  const std::size_t column[] = {0, 1, 3, 2};
  const double unit[] = {1, 1, 1, 10};
  for (std::size_t j = 0; j < 4; ++j) {
    const double coef = reference["coef"][column[j]].get<double>() * unit[j];
    const double error = std::sqrt(reference["var"][column[j]][column[j]].get<double>()) * unit[j];
    EXPECT_NEAR(relapse["terms"][j]["coef"].get<double>(), coef, 1e-7);
    EXPECT_NEAR(relapse["terms"][j]["std_error"].get<double>(), error, 1e-7);
    EXPECT_EQ(relapse["terms"][j]["robust_se"], relapse["terms"][j]["std_error"]);
  }
  EXPECT_EQ(relapse["cause"], "relapse");
  EXPECT_EQ(relapse["events"], 42);
  EXPECT_EQ(relapse["competing"], 41);
  const json direct =
      fit("cox 'Surv(dfs_days, relapsed) ~ I(disease_group == \"AML low risk\") + "
          "I(disease_group == \"AML high risk\") + fab_m4_m5 + I(age / 10)' "
          "cohort.csv");
  for (std::size_t j = 0; j < 4; ++j)
    EXPECT_NEAR(relapse["cause_specific"]["terms"][j]["coef"].get<double>(),
                direct["terms"][j]["coef"].get<double>(), 1e-8);
}

TEST(CompetingKinds, RefuseWhereNothingCompetesOrNobodyIsMeant) {
  EXPECT_NE(refused("time = 'os_days'\nevent = 'died'", "kind = 'cuminc'").find("has one event"),
            std::string::npos);
  const std::string unknown =
      refused(two_events, "kind = 'finegray'\ncause = 'gvhd'\nvariables = ['age', 'agee']");
  EXPECT_NE(unknown.find("'gvhd' is no event of E, expected relapse, death"), std::string::npos)
      << unknown;
  EXPECT_NE(unknown.find("agee"), std::string::npos) << unknown;
  std::string same = two_events;
  same.replace(same.find("'death'"), 7, "'relapse'");
  EXPECT_NE(refused(same, "kind = 'cuminc'").find("two events of the endpoint E are called"),
            std::string::npos);
  EXPECT_NE(refused(two_events, "kind = 'cuminc'\nby = 'sexx'").find("sexx"), std::string::npos);
}

}  // namespace venscope::study
