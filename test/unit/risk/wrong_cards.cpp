/// Each way in which a card can be wrong has its message, at its place. Every case changes one
/// place of a shipped card and expects the problems of that change and no others.
#include "venscope/risk/card.hpp"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::risk {
namespace {

struct WrongCard {
  const char* about;
  const char* card;
  const char* pointer;   ///< "" replaces nothing
  const char* value;     ///< JSON; "" removes what stands there
  const char* expected;  ///< problems without file and line, one per line
};

nlohmann::json shipped(const std::string& id) {
  std::ifstream in(VENSCOPE_SOURCE_DIR "/models/" + id + "/card.json");
  return nlohmann::json::parse(in, nullptr, false);
}

nlohmann::json changed(nlohmann::json card, const std::string& pointer, const std::string& value) {
  const nlohmann::json::json_pointer at(pointer);
  if (value.empty()) {
    const nlohmann::json patch = {{{"op", "remove"}, {"path", pointer}}};
    return card.patch(patch);
  }
  card[at] = nlohmann::json::parse(value);
  return card;
}

std::string problems_of(const nlohmann::json& card) {
  const Result<Card> parsed = parse_card(card.dump(1), "card.json", aml_dictionary());
  if (parsed) return "";
  std::string text;
  for (Problem problem : parsed.error()) {
    EXPECT_EQ(problem.place.file, "card.json");
    EXPECT_GT(problem.place.line, 0u);
    EXPECT_EQ(problem.fault, Fault::input);
    EXPECT_TRUE(problem.code.starts_with("risk.")) << problem.code;
    problem.place.file.clear();
    problem.place.line = 0;
    text += to_text(problem) + '\n';
  }
  return text;
}

class WrongCards : public testing::TestWithParam<WrongCard> {};

TEST_P(WrongCards, AreRefusedWithTheirReason) {
  const WrongCard& wrong = GetParam();
  EXPECT_EQ(problems_of(changed(shipped(wrong.card), wrong.pointer, wrong.value)),
            std::string(wrong.expected) + '\n');
}

std::string name_of_case(const testing::TestParamInfo<WrongCard>& info) {
  return info.param.about;
}

constexpr const char* os = "ven-prs-os";
constexpr const char* breems = "breems";
constexpr const char* eln = "eln2022";

// One line per case; breaking them would hide which place is changed to what.
// clang-format off
INSTANTIATE_TEST_SUITE_P(Identity, WrongCards, testing::Values(
WrongCard{"unknown_key", os, "/vershion", "\"1\"",
 "/vershion: there is no such entry here, expected one of id, $schema, version, shown, status, title, endpoint, citation, population, groups, rule, published, notes, baseline, derivation, reason, inputs; write 'version' if that is meant"},
WrongCard{"version", os, "/version", "\"1.0\"",
 "/version: '1.0' is no version, expected three numbers: 1.0.0"},
WrongCard{"no_version", os, "/version", "",
 "/version: is not given, expected x.y.z"},
WrongCard{"id_of_model", os, "/id", "\"VEN PRS\"",
 "/id: 'VEN PRS' is no name, expected small letters, digits, - and _"},
WrongCard{"id_with_two_dashes", os, "/id", "\"ven--prs\"",
 "/id: 'ven--prs' is no id of a model, expected small letters and digits, with single - between them"},
WrongCard{"status", os, "/status", "\"publised\"",
 "/status: 'publised' is not known, expected published, second-hand, derived here, not computable; write 'published' if that is meant"},
WrongCard{"endpoint", os, "/endpoint", "\"PFS\"",
 "/endpoint: 'PFS' is not known, expected OS, EFS, RFS, response; write 'EFS' if that is meant"},
WrongCard{"empty_title", os, "/title", "\" \"",
 "/title: is an empty text; say it"},
WrongCard{"title_without_english", os, "/title/en", "",
 "/title/en: is not given, expected the text in English"},
WrongCard{"unknown_language", os, "/title/fr", "\"VEN-PRS\"",
 "/title/fr: there is no such entry here, expected one of en, de, zh"},
WrongCard{"title_is_a_number", os, "/title", "7",
 "/title: is a whole number, expected a text, or an object with a text per language: en, de, zh"},
WrongCard{"doi", os, "/citation/doi", "\"https://doi.org/10.1038/s41375\"",
 "/citation/doi: 'https://doi.org/10.1038/s41375' is no DOI, expected 10.…/…; leave out https://doi.org/"},
WrongCard{"population_of_none", os, "/population/n", "0",
 "/population/n: 0 is out of range, expected 1 to 1000000000"},
WrongCard{"not_computable_with_a_rule", os, "/status", "\"not computable\"",
 "/reason: is not given, expected why it cannot be computed\n"
 "/inputs: is not given, expected a list of texts\n"
 "/baseline: belongs to a card that can be computed; leave it out, or correct the status\n"
 "/groups: belongs to a card that can be computed; leave it out, or correct the status\n"
 "/notes: belongs to a card that can be computed; leave it out, or correct the status\n"
 "/published: belongs to a card that can be computed; leave it out, or correct the status\n"
 "/rule: belongs to a card that can be computed; leave it out, or correct the status"},
WrongCard{"computable_with_a_reason", os, "/reason", "\"none\"",
 "/reason: belongs to a card that is not computable; leave it out, or correct the status"},
WrongCard{"not_computable_without_inputs", "vrsp-m", "/inputs", "[]",
 "/inputs: is an empty list, expected a list of texts, what the model asks for"}
), name_of_case);

INSTANTIATE_TEST_SUITE_P(Conditions, WrongCards, testing::Values(
WrongCard{"unknown_variable", os, "/rule/terms/2/variable", "\"NF2\"",
 "/rule/terms/2/variable: the dictionary has no variable 'NF2'; write 'NF1' if that is meant"},
WrongCard{"synonym_instead_of_the_name", os, "/population/not_applicable/0/when/variable", "\"prior_ven\"",
 "/population/not_applicable/0/when/variable: the dictionary has no variable 'prior_ven'; write 'prior_venetoclax' if that is meant"},
WrongCard{"unusable_variable", os, "/population/not_applicable/0/when/variable", "\"karyotype\"",
 "/population/not_applicable/0/when/variable: 'karyotype' is a date, a text or an event, expected a number, a category, yes or no, or a gene"},
WrongCard{"unknown_level", os, "/rule/terms/2/is", "\"mutatet\"",
 "/rule/terms/2/is: NF1 has no level 'mutatet', expected one of wild_type, mutated; write 'mutated' if that is meant"},
WrongCard{"level_of_a_number", os, "/population/cautions/1/when", R"({"variable": "age", "is": "old"})",
 "/population/cautions/1/when/is: age is a number and has no level 'old', expected above, from, below or to"},
WrongCard{"interval_of_a_category", os, "/population/cautions/1/when", R"({"variable": "sex", "below": 2})",
 "/population/cautions/1/when: sex is no number and has no interval, expected is, with one of female, male"},
WrongCard{"no_condition", os, "/population/cautions/1/when", R"({"varable": "age", "below": 18})",
 "/population/cautions/1/when: is no condition, expected an object with variable, all, any, not or defined\n"
 "/population/cautions/1/when/below: there is no such entry here, expected one of variable, all, any, not, defined\n"
 "/population/cautions/1/when/varable: there is no such entry here, expected one of variable, all, any, not, defined; write 'variable' if that is meant"},
WrongCard{"two_conditions", os, "/population/cautions/1/when", R"({"all": [], "any": []})",
 "/population/cautions/1/when: has all and any, expected one of variable, all, any, not and defined"},
WrongCard{"condition_is_a_text", os, "/population/cautions/1/when", R"("age < 18")",
 "/population/cautions/1/when: is a text, expected a condition: an object with variable, all, any, not or defined"},
WrongCard{"nothing_said_of_a_number", os, "/population/cautions/1/when", R"({"variable": "age"})",
 "/population/cautions/1/when: says nothing of age, expected above, from, below or to"},
WrongCard{"two_lower_ends", os, "/population/cautions/1/when", R"({"variable": "age", "above": 1, "from": 1})",
 "/population/cautions/1/when/above: stands beside from, expected one of the two"},
WrongCard{"half_a_completed_year", os, "/population/cautions/1/when", R"({"variable": "age", "to": 17.5, "completed": true})",
 "/population/cautions/1/when/completed: completed units are whole, and 17.5 is not, expected whole ends"},
WrongCard{"interval_upside_down", os, "/population/cautions/1/when", R"({"variable": "age", "from": 60, "below": 18})",
 "/population/cautions/1/when: can never hold; look for a condition that excludes another, or an interval outside the range"},
WrongCard{"interval_beyond_the_range", os, "/population/cautions/1/when", R"({"variable": "age", "above": 130})",
 "/population/cautions/1/when: can never hold; look for a condition that excludes another, or an interval outside the range"},
WrongCard{"levels_that_exclude_each_other", os, "/population/cautions/1/when",
 R"({"all": [{"variable": "NF1", "is": "mutated"}, {"not": {"variable": "NF1", "is": ["mutated", "wild_type"]}}]})",
 "/population/cautions/1/when: can never hold; look for a condition that excludes another, or an interval outside the range"},
WrongCard{"level_twice", os, "/population/cautions/0/when/is", R"(["relapsed", "relapsed"])",
 "/population/cautions/0/when/is: 'relapsed' stands twice, expected each once"},
WrongCard{"unknown_definition", eln, "/rule/rules/0/when/defined", "\"cbff\"",
 "/rule/rules/0/when/defined: the card has no definition 'cbff', expected one of adverse_cytogenetics, cbf, myelodysplasia_genes, npm1_favorable, tp53; write 'cbf' if that is meant"},
WrongCard{"definition_by_itself", eln, "/definitions/tp53", R"({"not": {"defined": "tp53"}})",
 "/definitions/tp53/not/defined: 'tp53' is defined by itself: tp53 → tp53; break the circle"}
), name_of_case);

INSTANTIATE_TEST_SUITE_P(Rule, WrongCards, testing::Values(
WrongCard{"wrong_sign", os, "/rule/terms/6/points", "\"0.98\"",
 "/rule/terms/6/points: 0.98 has the wrong sign beside a hazard ratio of 0.38, expected points below 0; look again at the source"},
WrongCard{"wrong_digit", os, "/rule/terms/0/points", "\"0.09\"",
 "/rule/terms/0/points: 0.09 is not the logarithm of the hazard ratio 2.46, expected 0.898 to 0.902, by the rounding of what is printed; look again at the source"},
WrongCard{"hazard_ratio_outside_its_interval", os, "/rule/terms/0/hazard_ratio_high", "\"2.0\"",
 "/rule/terms/0/hazard_ratio: 2.46 lies outside its own interval, expected 1.5 to 2.0; look again at the source"},
WrongCard{"points_are_no_text", os, "/rule/terms/0/points", "0.9",
 "/rule/terms/0/points: is a number, expected a decimal in quotes, such as \"0.90\", with at most six digits after the point; put it in quotes, so that it is added exactly"},
WrongCard{"points_are_no_decimal", os, "/rule/terms/0/points", "\"0,90\"",
 "/rule/terms/0/points: '0,90' is no decimal, expected a decimal in quotes, such as \"0.90\", with at most six digits after the point"},
WrongCard{"term_twice", os, "/rule/terms/1/variable", "\"extramedullary_disease\"",
 "/baseline/band/half_width/prior_hma: there is no such entry here, expected one of extramedullary_disease, NF1, PTPN11, FLT3, TP53, SF3B1\n"
 "/rule/terms/1/variable: a term 'extramedullary_disease' stands before this one, expected one term for each; give terms of several cases an id of their own"},
WrongCard{"unknown_kind", os, "/rule/kind", "\"weighed_sum\"",
 "/rule/kind: 'weighed_sum' is not known, expected weighted_sum, points, ordered_rules, expression; write 'weighted_sum' if that is meant"},
WrongCard{"cut_point_out_of_order", os, "/rule/cut_points", R"([{"group": "favorable", "below": "0.75"}, {"group": "intermediate", "from": "0.75", "to": "0.25"}, {"group": "adverse", "above": "0.25"}])",
 "/rule/cut_points/1: no score is from 0.75 to 0.25, expected a lower end below the upper end"},
WrongCard{"groups_out_of_order", os, "/rule/cut_points", R"([{"group": "adverse", "below": "0.25"}, {"group": "intermediate", "from": "0.25", "to": "0.75"}, {"group": "favorable", "above": "0.75"}])",
 "/rule/cut_points/1: the group 'intermediate' comes after 'adverse', expected cut points that ascend with the groups, from the best to the worst outcome\n"
 "/rule/cut_points/2: the group 'favorable' comes after 'intermediate', expected cut points that ascend with the groups, from the best to the worst outcome"},
WrongCard{"lines_out_of_order", os, "/rule/cut_points", R"([{"group": "favorable", "above": "0.75"}, {"group": "intermediate", "from": "0.25", "to": "0.75"}, {"group": "adverse", "below": "0.25"}])",
 "/rule/cut_points/1: 'intermediate' (from 0.25 to 0.75) comes after 'favorable' (above 0.75), out of order, expected cut points that ascend with the groups, from the best to the worst outcome\n"
 "/rule/cut_points/2: 'adverse' (below 0.25) comes after 'intermediate' (from 0.25 to 0.75), out of order, expected cut points that ascend with the groups, from the best to the worst outcome"},
WrongCard{"gap", os, "/rule/cut_points/1/from", "\"0.3\"",
 "/rule/cut_points/1: a score such as 0.25 belongs to no group, expected intervals that touch, such as below 1 and from 1"},
WrongCard{"gap_of_one_score", os, "/rule/cut_points/2", R"({"group": "adverse", "from": "0.77"})",
 "/rule/cut_points/2: a score such as 0.76 belongs to no group, expected intervals that touch, such as below 1 and from 1"},
WrongCard{"gap_at_the_top", os, "/rule/cut_points/2/to", "\"4\"",
 "/rule/cut_points/2: a score such as 4.01 belongs to no group, expected intervals that touch, such as below 1 and from 1"},
WrongCard{"overlap", os, "/rule/cut_points/1/to", "\"0.8\"",
 "/rule/cut_points/2: above 0.75 overlaps with from 0.25 to 0.8, expected each score in one group"},
WrongCard{"overlap_in_one_score", os, "/rule/cut_points/2", R"({"group": "adverse", "from": "0.75"})",
 "/rule/cut_points/2: from 0.75 overlaps with from 0.25 to 0.75, expected each score in one group"},
WrongCard{"no_score_so_high", breems, "/rule/cut_points", R"([{"group": "favorable", "below": "7"}, {"group": "intermediate", "from": "7", "below": "15"}, {"group": "poor", "from": "15"}])",
 "/rule/cut_points/2: no score of the card is from 15, expected scores from 0 to 14"},
WrongCard{"unknown_group", os, "/rule/cut_points/2/group", "\"advers\"",
 "/rule/cut_points/2/group: there is no group 'advers', expected one of favorable, intermediate, adverse; write 'adverse' if that is meant"},
WrongCard{"group_without_cut_point", os, "/rule/cut_points", R"([{"group": "favorable", "below": "0.25"}, {"group": "adverse", "from": "0.25"}])",
 "/rule/cut_points: never gives the group 'intermediate', expected every group of the card"},
WrongCard{"group_twice", os, "/groups/1/id", "\"favorable\"",
 "/groups/1/id: 'favorable' stands twice, expected each once\n"
 "/published/1/group: there is no group 'intermediate', expected one of favorable, favorable, adverse\n"
 "/published/4/group: there is no group 'intermediate', expected one of favorable, favorable, adverse\n"
 "/rule/cut_points/1/group: there is no group 'intermediate', expected one of favorable, favorable, adverse"},
WrongCard{"one_group", "mprs", "/groups", R"([{"id": "lower_benefit", "label": "lower"}])",
 "/groups: are fewer than two groups, expected two groups or more"},
WrongCard{"case_that_can_never_hold", breems, "/rule/terms/0/cases/1/when", R"({"variable": "relapse_free_interval_months", "from": 1, "to": 6, "completed": true})",
 "/rule/terms/0/cases/1/when: can never hold once the cases before it do not; look for an interval or a level that excludes another"},
WrongCard{"case_of_another_variable", breems, "/rule/terms/2/cases/0/when", R"({"variable": "ecog", "to": 1})",
 "/rule/terms/2/variable: the cases ask for ecog too, expected a term of one variable; give the term an id and a label instead"},
WrongCard{"no_points_otherwise", breems, "/rule/terms/0/otherwise", "",
 "/rule/terms/0/otherwise: is not given, expected the points where no case holds, a decimal in quotes"},
WrongCard{"rules_that_are_not_total", eln, "/rule/rules/7", "",
 "/rule/rules/6/when: the last rule has a condition, expected a last rule without one, so that every patient has a group; add a rule with a group and no condition"},
WrongCard{"rule_without_condition_in_the_middle", eln, "/rule/rules/2/when", "",
 "/rule/rules/2/when: is not given, expected a condition; the last rule alone has none"},
WrongCard{"rule_that_can_never_decide", eln, "/rule/rules/3/when", R"({"all": [{"variable": "t_8_21", "is": "yes"}, {"variable": "NPM1", "is": "mutated"}]})",
 "/rule/rules/3/when: the rule 'npm1' can never decide; put it before the rules that take its patients, or correct it"},
WrongCard{"rule_twice", eln, "/rule/rules/3/id", "\"tp53\"",
 "/rule/rules/3/id: 'tp53' stands twice, expected each once"},
WrongCard{"group_without_rule", eln, "/groups/3", R"({"id": "very_adverse", "label": "very adverse"})",
 "/rule/rules: never gives the group 'very_adverse', expected every group of the card"}
), name_of_case);

INSTANTIATE_TEST_SUITE_P(Outcomes, WrongCards, testing::Values(
WrongCard{"published_of_an_unknown_group", os, "/published/0/group", "\"favourable\"",
 "/published/0/group: there is no group 'favourable', expected one of favorable, intermediate, adverse; write 'favorable' if that is meant"},
WrongCard{"published_twice", os, "/published/1/group", "\"favorable\"",
 "/published/1/group: 'favorable' stands twice in 'results', expected each group once per set and endpoint; give the other a set of its own"},
WrongCard{"median_outside_its_interval", os, "/published/0/median", "41.2",
 "/published/0/median: 41.2 lies outside its own interval, expected at most 31.1; look again at the source"},
WrongCard{"contradicts_no_set", os, "/published/3/contradicts", "\"figure\"",
 "/published/3/contradicts: no other set is called 'figure', expected the name of another set"},
WrongCard{"interval_without_a_median", os, "/published/0/median", "",
 "/published/0: says nothing of its group, expected median, median_not_reached or survival\n"
 "/published/0/median_high: is an interval without a median, expected median or median_not_reached\n"
 "/published/0/median_low: is an interval without a median, expected median or median_not_reached"},
WrongCard{"survival_that_rises", breems, "/published/0/survival/1/proportion", "0.74",
 "/published/0/survival/1/proportion: 0.74 is more than 0.7 at an earlier time, expected survival that never rises"},
WrongCard{"survival_in_per_cent", breems, "/published/0/survival/0/proportion", "70",
 "/published/0/survival/0/proportion: 70 is out of range, expected 0 to 1"},
WrongCard{"unit", os, "/published/0/unit", "\"month\"",
 "/published/0/unit: 'month' is not known, expected days, weeks, months, years; write 'months' if that is meant"},
WrongCard{"note_without_a_source", os, "/notes/0/source", "",
 "/notes/0/source: is not given, expected where it stands"},
WrongCard{"kind_of_note", os, "/notes/0/kind", "\"remark\"",
 "/notes/0/kind: 'remark' is not known, expected contradiction, limitation, definition"},
WrongCard{"band_without_a_term", os, "/baseline/band/half_width/NF1", "",
 "/baseline/band/half_width/NF1: is not given, expected half the width of the interval of its points"},
WrongCard{"band_of_other_length", os, "/baseline/band/lower", "[0.6, 0.2]",
 "/baseline/band/lower: has 2 values and time has 3, expected as many"},
WrongCard{"band_upside_down", os, "/baseline/band/lower/0", "0.9",
 "/baseline/band/lower: 0.9 is above the upper limit 0.82, expected the lower limit"}
), name_of_case);
// clang-format on

TEST(WrongCards, EverythingIsSaidAtOnce) {
  nlohmann::json card = shipped(os);
  card["version"] = "one";
  card["rule"]["terms"][0]["points"] = "nine";
  card["rule"]["cut_points"][0]["group"] = "good";
  card["notes"][0]["text"]["en"] = "";
  const Result<Card> parsed = parse_card(card.dump(1), "card.json", aml_dictionary());
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().size(), 4u) << to_text(parsed.error());
}

TEST(WrongCards, ACircleIsNamed) {
  nlohmann::json card = shipped(eln);
  card["definitions"]["cbf"] = {{"not", {{"defined", "tp53"}}}};
  card["definitions"]["tp53"] = {{"any", {{{"defined", "cbf"}}, {{"defined", "npm1_favorable"}}}}};
  EXPECT_EQ(problems_of(card),
            "/definitions/tp53/any/0/defined: 'cbf' is defined by itself: cbf → tp53 → cbf; break "
            "the circle\n");
}

TEST(WrongCards, ScoresBetweenPossibleOnesNeedNoGroup) {
  nlohmann::json card = shipped(breems);  // whole points: 6 is followed by 7
  card["rule"]["cut_points"] = nlohmann::json::parse(
      R"([{"group": "favorable", "from": "0", "to": "6"},
          {"group": "intermediate", "from": "7", "to": "9"},
          {"group": "poor", "from": "10", "to": "14"}])");
  EXPECT_EQ(problems_of(card), "");
}

TEST(WrongCards, ANumberHasFewThresholds) {
  nlohmann::json card = shipped(breems);
  nlohmann::json& cases = card["rule"]["terms"][2]["cases"];
  for (int age = 46; age < 80; ++age)
    cases.push_back({{"when", {{"variable", "age"}, {"from", age}, {"to", age}}}, {"points", "1"}});
  EXPECT_EQ(problems_of(card), "compares age with 36 different numbers, expected at most 31\n");
}

TEST(WrongCards, AProblemStandsOnItsLine) {
  const Result<Card> parsed = parse_card(
      "{\n\"id\": \"x\",\n\"version\": \"1.0.0\", \"status\": \"published\",\n\"title\": \"X\",\n"
      "\"endpoint\": \"OS\", \"citation\": {\"text\": \"X\"},\n\"population\": {\"text\": \"X\"},\n"
      "\"groups\": [{\"id\": \"a\", \"label\": \"A\"},\n{\"id\": \"b\", \"label\": \"B\"}],\n"
      "\"rule\": {\"kind\": \"weighted_sum\",\n\"terms\": [\n{\"variable\": \"NF1\", \"is\":\n"
      "\"yes\", \"points\": \"1\"}],\n\"cut_points\": [{\"group\": \"a\", \"below\": \"1\"},\n"
      "{\"group\": \"other\", \"from\": \"1\"}]}}",
      "x.json", aml_dictionary());
  ASSERT_FALSE(parsed);
  EXPECT_EQ(
      to_text(parsed.error()),
      "x.json:12: /rule/terms/0/is: NF1 has no level 'yes', expected one of wild_type, "
      "mutated\n"
      "x.json:14: /rule/cut_points/1/group: there is no group 'other', expected one of a, b\n");
}

TEST(WrongCards, WhatIsNoCardIsSaidSo) {
  const auto first = [](std::string_view text) {
    const Result<Card> card = parse_card(text, "c.json", aml_dictionary());
    return card ? std::string() : to_text(card.error().front());
  };
  EXPECT_EQ(first("[]"), "c.json:1: is a list, expected an object, the model card");
  EXPECT_TRUE(first("").starts_with("c.json:1: not valid JSON"));
  EXPECT_EQ(first("{\"id\": \"a\",\n\"id\": \"b\"}"),
            "c.json:2: `id` stands twice in one object, expected each key once");
}

TEST(WrongCards, DefinitionsOfDefinitionsDoNotExplode) {
  nlohmann::json card = shipped(eln);
  nlohmann::json& definitions = card["definitions"];
  definitions["d0"] = {{"variable", "NPM1"}, {"is", "mutated"}};
  for (int i = 1; i < 40; ++i) {
    const nlohmann::json before = {{"defined", "d" + std::to_string(i - 1)}};
    definitions["d" + std::to_string(i)] = {{"any", {before, before}}};
  }
  EXPECT_NE(problems_of(card).find("the conditions of the card are too many"), std::string::npos);
}

}  // namespace
}  // namespace venscope::risk
