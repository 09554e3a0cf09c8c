#include "venscope/cohort/dictionary.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::cohort;

namespace {

Dictionary dictionary(std::string_view toml) {
  Problems problems;
  const auto node = parse_toml(toml, "p.toml");
  EXPECT_TRUE(node) << (node ? "" : to_text(node.error()));
  Dictionary parsed = parse_dictionary(node ? *node : Node{}, problems);
  EXPECT_EQ(to_text(problems), "");
  return parsed;
}

std::string dictionary_problems(std::string_view toml) {
  Problems problems;
  const auto node = parse_toml(toml, "p.toml");
  if (node) parse_dictionary(*node, problems);
  return to_text(problems);
}

Result<TypedTable> typed(std::string_view csv, std::string_view toml) {
  const Dictionary d = dictionary(toml);
  auto read = read_table_text(csv, "t.csv", reading_options(d));
  EXPECT_TRUE(read) << (read ? "" : to_text(read.error()));
  return apply_dictionary(std::move(read->table), d);
}

TypedTable good(std::string_view csv, std::string_view toml) {
  auto result = typed(csv, toml);
  EXPECT_TRUE(result) << (result ? "" : to_text(result.error()));
  return result ? *result : TypedTable{};
}

std::string bad(std::string_view csv, std::string_view toml) {
  const auto result = typed(csv, toml);
  return result ? "none" : to_text(result.error());
}

using Texts = std::vector<std::string>;
using Codes = std::vector<std::int32_t>;
using Numbers = std::vector<double>;

}  // namespace

// What is wrong in one cell hides nothing in another, and is missing from there on.
TEST(Dictionary, WrongValuesAreMissingAndTheirRowsMarked) {
  const Dictionary d =
      dictionary("[age]\ntype = \"number\"\nrange = [18, 100]\n[sex]\nlevels = [\"F\", \"M\"]\n");
  auto read = read_table_text("age,sex\n20,F\n170,X\nold,M\n", "t.csv", reading_options(d));
  ASSERT_TRUE(read);
  Problems problems;
  const TypedTable typed = apply_dictionary(std::move(read->table), d, problems);
  EXPECT_EQ(problems.size(), 3u) << to_text(problems);
  EXPECT_EQ(typed.wrong_rows, (std::vector<bool>{false, true, true}));
  EXPECT_FALSE(typed.table.columns[0].missing(0));
  EXPECT_TRUE(typed.table.columns[0].missing(1) && typed.table.columns[0].missing(2));
  EXPECT_TRUE(typed.table.columns[1].missing(1) && !typed.table.columns[1].missing(2));
}

TEST(Dictionary, CodesBecomeLevelsInTheirOrder) {
  const TypedTable t = good("id,stage\na,2\nb,01\nc,1.0\nd,\n",
                            "[stage]\ncodes = { '1' = 'low', '2' = 'high' }\nlabel = 'Stage'\n");
  const Column& stage = *t.table.find("stage");
  EXPECT_EQ(stage.levels, (Texts{"low", "high"}));
  EXPECT_EQ(stage.code, (Codes{1, 0, 0, -1}));
  EXPECT_EQ(stage.label, "Stage");
}

TEST(Dictionary, TheReferenceLevelComesFirst) {
  const TypedTable t = good("a\nx\ny\nz\n", "[a]\nlevels = ['x', 'y', 'z']\nreference = 'z'\n");
  EXPECT_EQ(t.table.find("a")->levels, (Texts{"z", "x", "y"}));
  EXPECT_EQ(t.table.find("a")->code, (Codes{1, 2, 0}));
}

TEST(Dictionary, YesAndNoInTheirSpellings) {
  const TypedTable t = good("a\nyes\nNO\n1\n0\ntrue\nFalse\nNA\nja\n",
                            "[a]\ntype = 'yes_no'\ncodes = { ja = 'yes' }\n");
  EXPECT_EQ(t.table.find("a")->levels, (Texts{"no", "yes"}));
  EXPECT_EQ(t.table.find("a")->code, (Codes{1, 0, 1, 0, 1, 0, -1, 1}));
}

TEST(Dictionary, NotTestedIsNotWildType) {
  const TypedTable t = good(
      "NPM1\nmutated\nwild_type\nmut\nwt\npositive\nnegative\n1\n0\nnot "
      "tested\nNA\nnd\n",
      "[NPM1]\ntype = 'gene'\nnot_tested = 'n.t.'\n");
  const Column& gene = *t.table.find("NPM1");
  EXPECT_EQ(gene.levels, (Texts{"wild_type", "mutated"}));
  EXPECT_EQ(gene.code, (Codes{1, 0, 1, 0, 1, 0, 1, 0, -2, -1, -2}));
  EXPECT_TRUE(gene.not_tested(8) && gene.missing(8));
  EXPECT_TRUE(!gene.not_tested(9) && gene.missing(9));
}

TEST(Dictionary, AnEventIsANumber) {
  const TypedTable t =
      good("dead\n1\nno\nTRUE\nNA\nalive\n", "[dead]\ntype = 'event'\ncodes = { alive = 'no' }\n");
  EXPECT_EQ(t.table.find("dead")->number[0], 1.0);
  EXPECT_EQ(t.table.find("dead")->number[1], 0.0);
  EXPECT_EQ(t.table.find("dead")->number[2], 1.0);
  EXPECT_TRUE(t.table.find("dead")->missing(3));
  EXPECT_EQ(t.table.find("dead")->number[4], 0.0);
  EXPECT_EQ(bad("dead\n1\n2\n", "[dead]\ntype = 'event'\n"),
            "t.csv:3: dead: \"2\" is not a known value, expected no, 0, false, yes, 1, true; "
            "correct it, or declare it among the codes\n");
}

TEST(Dictionary, TextIsKeptAsWritten) {
  const TypedTable t = good("id,x\n007,1\n7,2\n", "[id]\ntype = 'text'\nunique = true\n");
  EXPECT_EQ(t.table.find("id")->levels, (Texts{"007", "7"}));
  EXPECT_EQ(t.table.find("id")->type, ColumnType::text);
}

TEST(Dictionary, DatesAreDaysSince1970) {
  const TypedTable t = good("a,b\n1970-01-02,31.12.1969\n2024-02-29,01.03.2000\n,\n",
                            "[a]\ntype = 'date'\n[b]\ntype = 'date'\nformat = 'dd.mm.yyyy'\n");
  EXPECT_EQ(t.table.find("a")->number[0], 1.0);
  EXPECT_EQ(t.table.find("a")->number[1], 19782.0);
  EXPECT_TRUE(t.table.find("a")->missing(2));
  EXPECT_EQ(t.table.find("b")->number[0], -1.0);
  EXPECT_EQ(t.table.find("b")->number[1], 11017.0);
  EXPECT_EQ(bad("a\n2023-02-29\n", "[a]\ntype = 'date'\n"),
            "t.csv:2: a: \"2023-02-29\" is not a date, expected yyyy-mm-dd; correct it, or declare "
            "the format\n");
}

TEST(Dictionary, ProblemsOfAllColumnsAtOnce) {
  EXPECT_EQ(
      bad("id,age,time,ecog,sex,dx,death\n"
          "p1,214,0,1.5,m,2020-05-01,2020-04-30\n"
          "p2,61,5,2,q,2020-05-01,\n"
          "p1,<40,5,2,f,2020-05-01,2020-05-01\n",
          "[id]\ntype = 'text'\nunique = true\n"
          "[age]\nrange = [18, 100]\nunit = 'years'\n"
          "[time]\nabove = 0\n"
          "[ecog]\ntype = 'integer'\n"
          "[sex]\nlevels = ['f', 'm']\n"
          "[dx]\ntype = 'date'\n"
          "[death]\ntype = 'date'\nnot_before = 'dx'\n"),
      "t.csv:4: id: \"p1\" is already on line 2, expected each value once; remove or correct one "
      "of "
      "the rows\n"
      "t.csv:4: age: \"<40\" is not a number, expected a number; correct it, or declare it as "
      "missing\n"
      "t.csv:2: age: 214 is out of range, expected 18 to 100 years; correct the value\n"
      "t.csv:2: time: 0 is out of range, expected above 0; correct the value\n"
      "t.csv:2: ecog: 1.5 is not a whole number, expected a whole number; correct the value\n"
      "t.csv:3: sex: \"q\" is not a known value, expected f, m; correct it, or declare it among "
      "the "
      "codes\n"
      "t.csv:2: death: is 1 day before dx, expected a date not before dx; correct one of the "
      "dates\n");
}

TEST(Dictionary, MissingWordsOfAColumn) {
  const TypedTable t = good("a,b\n-9,x\n3,-9\n-9.0,y\n",
                            "[a]\nmissing = '-9'\n[b]\nlevels = "
                            "['x', 'y']\nmissing = ['-9']\n");
  EXPECT_TRUE(t.table.find("a")->missing(0));
  EXPECT_TRUE(t.table.find("a")->missing(2));
  EXPECT_EQ(t.table.find("b")->code, (Codes{0, -1, 1}));
}

TEST(Dictionary, SynonymsRenameAndAreSaid) {
  const TypedTable t = good("Alter (Jahre),x\n61,1\n", "[age]\nsynonyms = ['alter_jahre']\n");
  ASSERT_NE(t.table.find("age"), nullptr);
  ASSERT_EQ(t.assumptions.size(), 1u);
  EXPECT_EQ(t.assumptions[0], "column \"Alter (Jahre)\" is the variable age");
  EXPECT_EQ(t.table.find("age")->label, "age");
}

TEST(Dictionary, ADeclaredColumnMustBeThere) {
  EXPECT_EQ(
      bad("agee,x\n61,1\n", "[age]\n"),
      "p.toml:1: dictionary.age: there is no column \"age\" in t.csv; did you mean \"agee\"?\n");
  EXPECT_EQ(bad("a b,a-b\n1,2\n", "[c]\nsynonyms = ['a_b']\n"),
            "p.toml:1: dictionary.c: columns \"a b\" and \"a-b\" both look like c, expected one "
            "column for a variable; name one of them `c`, or shorten the synonyms\n");
}

TEST(Dictionary, ImplausibleValuesAreSuspicions) {
  const TypedTable t = good("hb\n9.1\n91\n", "[hb]\nplausible = [3, 20]\nunit = 'g/dL'\n");
  ASSERT_EQ(t.suspicions.size(), 1u);
  EXPECT_EQ(to_text(t.suspicions[0]),
            "t.csv:3: hb: 91 is implausible, expected 3 to 20 g/dL; check "
            "the value and its unit");
}

TEST(Dictionary, WhatLiesInAGapIsInAnotherUnit) {
  const std::string vaf = "[vaf]\ngap = [0, 1]\nunit = '%'\n";
  EXPECT_EQ(
      bad("vaf\n0\n0.31\n1\n31\n", vaf + "range = [0, 100]\n"),
      "t.csv:3: vaf: 0.31 lies between 0 and 1, most likely in another unit, expected 0, or 1 "
      "to 100 %; multiply fractions by 100; write 1 for what lies below 1 %\n");
  EXPECT_NE(bad("vaf\n0.31\n", vaf).find("expected at most 0, or at least 1 %"), std::string::npos);
}

TEST(Dictionary, ItsOwnMistakesAreLocated) {
  const std::string said = dictionary_problems(
      "[a]\ntype = 'numbr'\n[b]\nrange = [3, 1]\n[c]\nlevels = ['x', 'x']\n"
      "[d]\nlevels = ['x']\ncodes = { '1' = 'z' }\nreference = 'w'\n[e]\nlabl = 'E'\n"
      "[f]\ntype = 'date'\nformat = 'dd.mm.yy'\n[g]\nformat = 'yyyy-mm-dd'\n");
  for (const char* part :
       {"p.toml:2:", "'numbr' is not known", "p.toml:4:", "is no range", "`x` stands twice",
        "stands for `z`, which is no level", "`w` is no level", "p.toml:12:", "label",
        "`dd.mm.yy` is no date format", "belongs to a date only"})
    EXPECT_NE(said.find(part), std::string::npos) << part << " in\n" << said;
}

TEST(Dictionary, PlainNames) {
  EXPECT_EQ(plain_name("FLT3-ITD"), "flt3_itd");
  EXPECT_EQ(plain_name("Blasts (%)"), "blasts_%");
  EXPECT_EQ(plain_name("  Age  at / diagnosis "), "age_at_diagnosis");
  EXPECT_EQ(plain_name(""), "");
}

TEST(AmlDictionary, IsWholeAndHasTheNamesOfTheModels) {
  const auto aml = load_dictionary("aml");
  ASSERT_TRUE(aml);
  EXPECT_GT(aml->variables.size(), 100u);
  for (const char* name : {"patient",
                           "age",
                           "sex",
                           "ecog",
                           "wbc",
                           "haemoglobin",
                           "platelets",
                           "blasts",
                           "extramedullary_disease",
                           "prior_hma",
                           "prior_allohct",
                           "prior_venetoclax",
                           "disease_status",
                           "relapse_free_interval_months",
                           "complex_karyotype",
                           "monosomal_karyotype",
                           "t_8_21",
                           "inv_16",
                           "t_9_11",
                           "KMT2A_r",
                           "inv_3",
                           "del_5q",
                           "minus_7",
                           "abn_17p",
                           "NF1",
                           "PTPN11",
                           "FLT3",
                           "FLT3_ITD",
                           "FLT3_TKD",
                           "TP53",
                           "TP53_VAF",
                           "SF3B1",
                           "NPM1",
                           "CEBPA_bzip",
                           "NRAS",
                           "KRAS",
                           "IDH1",
                           "IDH2",
                           "DDX41",
                           "eln2017",
                           "eln2022",
                           "lines",
                           "response"}) {
    const Variable* variable = aml->find(name);
    ASSERT_NE(variable, nullptr) << name;
    EXPECT_FALSE(variable->label.empty()) << name;
    EXPECT_TRUE(variable->built_in);
  }
}

TEST(AmlDictionary, NamesAndSynonymsMeanOneVariableEach) {
  const auto aml = load_dictionary("aml");
  ASSERT_TRUE(aml);
  std::map<std::string, std::string> owner;
  for (const Variable& variable : aml->variables) {
    std::vector<std::string> names = variable.synonyms;
    names.push_back(variable.name);
    for (const std::string& name : names) {
      const auto [place, is_new] = owner.try_emplace(plain_name(name), variable.name);
      EXPECT_EQ(place->second, variable.name) << name;
      EXPECT_EQ(aml->match(name), aml->find(variable.name)) << name;
    }
  }
}

TEST(AmlDictionary, AProtocolMayOverruleItFieldByField) {
  const Dictionary d = dictionary("use = 'aml'\n[age]\nrange = [60, 100]\n");
  EXPECT_EQ(d.find("age")->unit, "years");
  EXPECT_EQ(d.find("age")->range->low, 60.0);
  EXPECT_FALSE(d.find("age")->built_in);
  EXPECT_TRUE(d.find("wbc")->built_in);
}
