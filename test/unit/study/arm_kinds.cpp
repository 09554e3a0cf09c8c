// kind = "survival_by_arm" and "landmark" on data that leave little to say, from outside.
#include "support/study_run.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::StudyFolder;
using test::warns;

constexpr const char* head =
    "[study]\nid = 's'\ntitle = 'S'\ngroup = 'arm'\n[cohort]\nfile = 'c.csv'\n[dictionary]\n"
    "arm = {type = 'category', levels = ['B', 'A', 'C']}\n[[endpoint]]\nid = 'OS'\n"
    "title = 'Overall survival'\nunit = 'months'\ntime = 'time'\nevent = 'event'\n[[analysis]]\n";

/// A study of one analysis; `rows` are arm,time,event,response.
std::string with_endpoint(const std::string& analysis) {
  return analysis + "id = 'a'\nendpoint = 'OS'\n";
}

json found(const std::string& analysis, const std::string& rows) {
  const StudyFolder study(head);
  study.write("c.csv", "arm,time,event,response\n" + rows);
  return study.run(with_endpoint(analysis))["analyses"][0];
}

std::string refused(const std::string& analysis, const std::string& rows) {
  const StudyFolder study(head);
  study.write("c.csv", "arm,time,event,response\n" + rows);
  return study.refused(with_endpoint(analysis));
}

const std::string kind = "kind = 'survival_by_arm'\n";
const std::string first_arm = "B,2,1,\nB,4,1,1\nB,6,0,2\nB,8,1,\nB,10,0,3\nB,12,1,\n";
const std::string second_arm = "A,1,1,\nA,3,0,1\nA,5,1,2\nA,9,1,\nA,11,0,3\nA,13,0,\n";

}  // namespace

TEST(ArmKinds, FirstDeclaredLevelIsTheReference) {
  const json two = found(kind, second_arm + first_arm);
  EXPECT_EQ(two["reference"], "B");
  EXPECT_EQ(two["compared"], "A");
  EXPECT_EQ(two["rmst"]["tau"], 12);  // the smaller of 12 and 13
  EXPECT_EQ(two["rmst"]["tau_declared"], nullptr);
  EXPECT_EQ(two["tests"].size(), 3U);
  EXPECT_TRUE(two["warnings"].empty());
}

TEST(ArmKinds, ThreeArmsAreRefusedWithTheirCounts) {
  const std::string said = refused(kind, first_arm + second_arm + "C,3,1,\n");
  EXPECT_NE(said.find("makes 3 arms, not two: B 6, A 6, C 1"), std::string::npos) << said;
  EXPECT_NE(refused(kind, first_arm).find("makes 1 arm, not two: B 6"), std::string::npos);
  // Two of them may be chosen.
  EXPECT_EQ(found(kind + "where = 'arm in (A, B)'\n", first_arm + second_arm + "C,3,1,\n")["n"],
            12);
}

TEST(ArmKinds, AnArmOfOnePatientIsComparedAndWarnedOf) {
  const json one = found(kind, first_arm + "A,5,1,\n");
  EXPECT_TRUE(warns(one, "A: 1 patient;")) << one["warnings"];
  EXPECT_TRUE(one["logrank"]["p"].is_number());
  EXPECT_TRUE(one["hazard_ratios"][0]["hr"].is_number());
  EXPECT_EQ(one["arms"][1]["median"], 5);
  EXPECT_EQ(one["arms"][1]["median_spss"]["std_error"], nullptr);
}

TEST(ArmKinds, WithoutEventsInAnArmTheRatioIsPenalised) {
  const json none = found(kind + "intervals = [5]\n", first_arm + "A,5,0,\nA,7,0,\nA,13,0,\n");
  EXPECT_TRUE(warns(none, "A: no event among 3 patients"));
  const json& crude = none["hazard_ratios"][0];
  EXPECT_EQ(crude["hr"], nullptr);
  EXPECT_GT(crude["firth"]["hr"].get<double>(), 0);
  EXPECT_LT(crude["firth"]["conf_low"].get<double>(), crude["firth"]["hr"].get<double>());
  EXPECT_EQ(none["rmst"]["arms"][1]["rmst"], 12);
  EXPECT_EQ(none["rmst"]["arms"][1]["std_error"], 0);
  EXPECT_EQ(none["rmst"]["lost_ratio"]["estimate"], nullptr);
  EXPECT_TRUE(none["logrank"]["p"].is_number());
  // Nobody at all: curves stand, models say why there are none.
  const json silent = found(kind, "B,2,0,\nB,4,0,\nA,3,0,\nA,5,0,\n");
  EXPECT_EQ(silent["logrank"]["p"], nullptr);
  EXPECT_TRUE(silent["hazard_ratios"][0].contains("why_not"));
  EXPECT_EQ(silent["rmst"]["difference"]["estimate"], 0);
  EXPECT_EQ(silent["rmst"]["difference"]["p"], nullptr);
  // Events after the horizon alone.
  const json later = found(kind + "tau = 2\n", first_arm + "A,5,1,\nA,7,0,\nA,13,0,\n");
  EXPECT_TRUE(warns(later, "A: no event before 2"));
  EXPECT_EQ(later["rmst"]["arms"][1]["rmst"], 2);
}

// 29 censored at tenths: steps whose sum is not 2.9 in binary.
TEST(ArmKinds, AnArmWithoutEventsHasLostNoTime) {
  std::string rows = "B,1,1,\nB,2,1,\nB,2.9,0,\n";
  for (int tenths = 1; tenths < 30; ++tenths)
    rows += "A," + std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + ",0,\n";
  const json none = found(kind, rows);
  EXPECT_EQ(none["rmst"]["arms"][1]["rmst"], 2.9);
  for (const char* key : {"estimate", "low", "high", "p"})
    EXPECT_EQ(none["rmst"]["lost_ratio"][key], nullptr) << key;
}

TEST(ArmKinds, EverybodyOfAnArmHasTheEvent) {
  const json all =
      found(kind + "tau = 12\nmilestones = [4, 6]\n", first_arm + "A,1,1,\nA,3,1,\nA,5,1,\n");
  EXPECT_TRUE(all["hazard_ratios"][0]["hr"].is_number());
  EXPECT_EQ(all["rmst"]["tau"], 12);  // the second arm is known for ever: its curve is at 0
  EXPECT_EQ(all["rmst"]["arms"][1]["rmst"], 3);
  EXPECT_EQ(all["milestones"][1]["arms"][1]["surv"], 0);
  EXPECT_TRUE(all["milestones"][1]["difference"]["estimate"].is_number());
  EXPECT_EQ(all["milestones"][1]["cumulative_hazard_ratio"]["estimate"], nullptr);
}

TEST(ArmKinds, TwoTestsOfProportionalityShareTheirLevel) {
  const json two = found(kind + "intervals = [5]\n", first_arm + second_arm);
  const json& crude = two["hazard_ratios"][0];
  const double smaller =
      std::min(crude["zph"]["p"].get<double>(), crude["piecewise"]["change"]["p"].get<double>());
  EXPECT_DOUBLE_EQ(two["proportional"]["p"].get<double>(), std::min(1.0, 2 * smaller));
  const json one = found(kind, first_arm + second_arm);
  EXPECT_EQ(one["proportional"]["p"], one["hazard_ratios"][0]["zph"]["p"]);
}

TEST(ArmKinds, ADeclaredHorizonBeyondFollowUpIsShortenedAndSaid) {
  const json late = found(kind + "tau = 60\nmilestones = [3, 60]\n", first_arm + second_arm);
  EXPECT_TRUE(warns(late, "declared to 60"));
  EXPECT_EQ(late["rmst"]["tau_declared"], 60);
  // The last of the first arm dies at 12, so its curve is known for ever; the second ends at 13.
  EXPECT_EQ(late["rmst"]["tau"], 13);
  EXPECT_EQ(late["milestones"][1]["arms"][0]["surv"], 0);
  EXPECT_EQ(late["milestones"][1]["arms"][1]["surv"], nullptr);
  EXPECT_EQ(late["milestones"][1]["difference"]["estimate"], nullptr);
}

TEST(ArmKinds, WrongDeclarationsAreNamed) {
  const std::string rows = first_arm + second_arm;
  EXPECT_NE(refused(kind + "tests = ['wilcoxon']\n", rows).find("'wilcoxon' is no test"),
            std::string::npos);
  EXPECT_NE(refused(kind + "intervals = [6, 3]\n", rows).find("not in order"), std::string::npos);
  EXPECT_NE(refused(kind + "tau = 0\n", rows).find("a time above 0"), std::string::npos);
  EXPECT_NE(refused(kind + "group = 'amr'\n", rows).find("write 'arm'"), std::string::npos);
  EXPECT_NE(refused(kind + "covariates = ['agee']\n", rows).find("agee"), std::string::npos);
  EXPECT_EQ(found(kind + "tests = ['fh(0.5,2)', 'tarone-ware']\n", rows)["tests"][0]["gamma"], 2);
}

TEST(ArmKinds, LandmarksBeforeAndAfterEveryone) {
  const std::string landmark =
      "kind = 'landmark'\nstate = {name = 'responder', label = 'Response', when = 'response'}\n";
  const json at = found(landmark + "landmarks = [0, 2, 50]\n", first_arm + second_arm);
  // At 0 nobody has responded; at 2 the two who respond at 1 and the two at 2.
  EXPECT_EQ(at["landmarks"][0]["n_yes"], 0);
  EXPECT_EQ(at["landmarks"][0]["crude"], nullptr);
  EXPECT_TRUE(warns(at, "had happened to nobody"));
  EXPECT_EQ(at["landmarks"][1]["n_yes"], 4);
  EXPECT_EQ(at["landmarks"][1]["events_before"], 2);  // at 1, and at 2 itself
  EXPECT_EQ(at["landmarks"][1]["happened_later"], 2);
  // All responders are gone before the others begin to die: no finite ratio, but a test.
  EXPECT_EQ(at["landmarks"][1]["crude"]["hr"], nullptr);
  EXPECT_TRUE(at["landmarks"][1]["test"]["p"].is_number());
  EXPECT_EQ(at["landmarks"][2]["n_no"], 0);
  EXPECT_TRUE(warns(at, "nobody was under observation after the landmark of 50"));
  EXPECT_NE(refused(landmark, first_arm).find("landmarks"), std::string::npos);
  const StudyFolder study(head);
  study.write("c.csv", "arm,time,event,response\n" + first_arm + second_arm);
  const std::string said =
      study.study("run", with_endpoint(landmark + "landmarks = [2]\n"), "--out out").out;
  EXPECT_NE(said.find("4 patients with response by then against 6 without, HR"), std::string::npos)
      << said;
  EXPECT_NE(refused("kind = 'landmark'\nlandmarks = [2]\n", first_arm).find("state"),
            std::string::npos);
  EXPECT_NE(refused("kind = 'simon_makuch'\nstate = {name = 'arm', when = 'response'}\n",
                    first_arm + second_arm)
                .find("a column 'arm' already"),
            std::string::npos);
}

TEST(ArmKinds, ASimonMakuchCurveThatEmptiesIsSaid) {
  const json early = found(
      "kind = 'simon_makuch'\nstate = {name = 'responder', label = 'Response', when = "
      "'response'}\n",
      "A,2,1,1\nA,9,0,4\nA,8,1,5\nB,6,1,\nB,7,0,\n");
  EXPECT_TRUE(warns(early, "fell to 0 while patients were still to join it")) << early["warnings"];
  EXPECT_EQ(early["after"]["patients"], 3);
  EXPECT_EQ(early["immortal_time"]["waiting"], 1 + 4 + 5);
}

}  // namespace venscope::study
