#include "support/aml_variables.hpp"
#include "venscope/risk/patient.hpp"

#include <string>

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using risk::Inference;
using risk::Value;
using test::dictionary;
using test::index;

risk::Patient patient(std::initializer_list<std::pair<const char*, const char*>> values) {
  risk::Patient result;
  result.values.resize(dictionary().variables.size());
  for (const auto& [name, text] : values) {
    const Result<Value> value = risk::parse_value(*dictionary().find(name), text);
    EXPECT_TRUE(value) << name << " " << text;
    if (value) result.values[index(name)] = *value;
  }
  return result;
}

std::string value(const risk::Patient& patient, const char* name) {
  return risk::value_text(*dictionary().find(name), patient.values[index(name)]);
}

}  // namespace

TEST(ParseValue, UnderstandsTheWordsOfTheDictionary) {
  const auto& gene = *dictionary().find("NF1");
  for (const char* text : {"mutated", "mut", "positive", "1", "yes", "TRUE", " mut "})
    EXPECT_EQ(risk::value_text(gene, *risk::parse_value(gene, text)), "mutated") << text;
  for (const char* text : {"wild_type", "wt", "negative", "0", "no", "false"})
    EXPECT_EQ(risk::value_text(gene, *risk::parse_value(gene, text)), "wild_type") << text;
  for (const char* text : {"not tested", "nt", "not_done"})
    EXPECT_EQ(risk::value_text(gene, *risk::parse_value(gene, text)), "not tested") << text;
  for (const char* text : {"", "NA", "unknown", "."})
    EXPECT_EQ(risk::value_text(gene, *risk::parse_value(gene, text)), "missing") << text;
}

TEST(ParseValue, SaysWhatWasExpected) {
  const auto word = risk::parse_value(*dictionary().find("NF1"), "maybe");
  ASSERT_FALSE(word);
  EXPECT_EQ(word.error()[0].code, "cohort.unknown_code");
  const auto number = risk::parse_value(*dictionary().find("age"), "old");
  ASSERT_FALSE(number);
  EXPECT_EQ(number.error()[0].code, "cohort.not_a_number");
  const auto range = risk::parse_value(*dictionary().find("age"), "214");
  ASSERT_FALSE(range);
  EXPECT_EQ(range.error()[0].code, "cohort.out_of_range");
}

TEST(Infer, AMutatedPartMakesTheWholeMutated) {
  risk::Patient one = patient({{"FLT3_ITD", "mutated"}});
  const auto found = risk::infer(dictionary(), one);
  EXPECT_EQ(value(one, "FLT3"), "mutated");
  EXPECT_EQ(value(one, "FLT3_TKD"), "missing");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].variable, index("FLT3"));
  EXPECT_EQ(found[0].because_of, index("FLT3_ITD"));
}

TEST(Infer, WildTypePartsLeaveTheWholeOpen) {
  risk::Patient one = patient({{"FLT3_ITD", "wt"}, {"FLT3_TKD", "wt"}});
  EXPECT_TRUE(risk::infer(dictionary(), one).empty());
  EXPECT_EQ(value(one, "FLT3"), "missing");
}

TEST(Infer, AWildTypeWholeMakesItsPartsWildType) {
  risk::Patient one = patient({{"FLT3", "wt"}});
  risk::infer(dictionary(), one);
  EXPECT_EQ(value(one, "FLT3_ITD"), "wild_type");
  EXPECT_EQ(value(one, "FLT3_TKD"), "wild_type");
}

TEST(Infer, AContradictionEmptiesBothSidesAndWhatCameOfThem) {
  risk::Patient one = patient({{"FLT3", "wt"}, {"FLT3_ITD", "mutated"}});
  const auto found = risk::infer(dictionary(), one);
  EXPECT_EQ(value(one, "FLT3"), "missing");
  EXPECT_EQ(value(one, "FLT3_ITD"), "missing");
  EXPECT_EQ(value(one, "FLT3_TKD"), "missing");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, Inference::Kind::contradicts);
}

TEST(Infer, ANormalKaryotypeHasNoLesionUnlessOneIsGiven) {
  risk::Patient one = patient({{"normal_karyotype", "yes"}, {"inv_16", "yes"}});
  risk::infer(dictionary(), one);
  EXPECT_EQ(value(one, "t_8_21"), "no");
  EXPECT_EQ(value(one, "complex_karyotype"), "no");
  EXPECT_EQ(value(one, "inv_16"), "yes");
  risk::Patient other = patient({{"normal_karyotype", "no"}});
  risk::infer(dictionary(), other);
  EXPECT_EQ(value(other, "t_8_21"), "missing");
}

TEST(Infer, AGivenPartGoesBeforeANormalKaryotype) {
  risk::Patient one = patient({{"normal_karyotype", "yes"}, {"minus_17", "yes"}});
  for (const Inference& found : risk::infer(dictionary(), one))
    EXPECT_EQ(found.kind, Inference::Kind::follows);
  EXPECT_EQ(value(one, "minus_17"), "yes");
  EXPECT_EQ(value(one, "abn_17p"), "yes");
  EXPECT_EQ(value(one, "minus_7"), "no");
}

TEST(Infer, AnotherKmt2aRearrangementIsNoT911UnlessThatIsGiven) {
  risk::Patient one = patient({{"KMT2A_r", "yes"}});
  risk::infer(dictionary(), one);
  EXPECT_EQ(value(one, "t_9_11"), "no");
  risk::Patient both = patient({{"KMT2A_r", "yes"}, {"t_9_11", "yes"}});
  risk::infer(dictionary(), both);
  EXPECT_EQ(value(both, "t_9_11"), "yes");
}

TEST(Infer, AnAlleleFractionMeansAMutation) {
  risk::Patient one = patient({{"TP53_VAF", "8"}});
  risk::infer(dictionary(), one);
  EXPECT_EQ(value(one, "TP53"), "mutated");
  risk::Patient none = patient({{"TP53_VAF", "0"}});
  risk::infer(dictionary(), none);
  EXPECT_EQ(value(none, "TP53"), "missing");
}

TEST(Infer, WhatFollowsGoesOn) {
  risk::Patient one = patient({{"minus_17", "yes"}});
  risk::infer(dictionary(), one);
  EXPECT_EQ(value(one, "abn_17p"), "yes");
}
