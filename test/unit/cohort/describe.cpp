#include "venscope/cohort/describe.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace venscope;
using namespace venscope::cohort;

namespace {

Description described(std::string_view csv, const ReadOptions& options = {}) {
  const auto read = read_table_text(csv, "t.csv", options);
  EXPECT_TRUE(read) << (read ? "" : to_text(read.error()));
  return describe(read->table, *load_dictionary("aml"));
}

bool says(const std::vector<std::string>& sentences, std::string_view part) {
  for (const std::string& sentence : sentences)
    if (sentence.find(part) != std::string::npos) return true;
  return false;
}

/// A column of the given cells beside a filler, so that empty cells are rows.
std::vector<std::string> suspicions(const std::vector<std::string>& cells) {
  std::string csv = "x\ty\n";
  for (const std::string& cell : cells) csv += cell + "\t1\n";
  return described(csv, {.delimiter = '\t'}).columns[0].suspicions;
}

}  // namespace

TEST(Describe, NumbersByHand) {
  const Description about = described("x,y\n4,1\n1,1\n,1\n3,1\n10,1\n");
  const ColumnDescription& x = about.columns[0];
  ASSERT_TRUE(x.number);
  EXPECT_EQ(x.missing, 1u);
  EXPECT_EQ(x.distinct, 4u);
  EXPECT_EQ(x.number->min, 1.0);
  EXPECT_EQ(x.number->lower, 2.5);  // type 7: 1 + 3/4 of the way from 1 to 3
  EXPECT_EQ(x.number->median, 3.5);
  EXPECT_EQ(x.number->upper, 5.5);
  EXPECT_EQ(x.number->max, 10.0);
  EXPECT_EQ(x.number->mean, 4.5);
  EXPECT_DOUBLE_EQ(*x.number->sd, std::sqrt(45.0 / 3.0));
}

TEST(Describe, LevelsAndTheirCounts) {
  const Description about = described("s,y\nM,1\nF,2\nM,3\n,4\n");
  ASSERT_EQ(about.columns[0].levels.size(), 2u);
  EXPECT_EQ(about.columns[0].levels[0].level, "F");
  EXPECT_EQ(about.columns[0].levels[1].count, 2u);
}

TEST(Describe, SuspiciousColumns) {
  EXPECT_TRUE(says(suspicions({"1", "2", "2"}), "coded 1/2"));
  EXPECT_TRUE(says(suspicions({"61", "44", "999", "70"}), "999 on line 4 (1 in all) stands apart"));
  EXPECT_TRUE(says(suspicions({"61", "-9", "44", "-9"}), "-9 on line 3 (2 in all) stands apart"));
  EXPECT_FALSE(says(suspicions({"61", "99", "97", "70"}), "stands apart"));
  EXPECT_FALSE(says(suspicions({"-1", "-2", "3", "-9"}), "stands apart"));
  EXPECT_TRUE(says(suspicions({"2020-01-31", "2020-02-29", ""}), "looks like dates (yyyy-mm-dd)"));
  EXPECT_TRUE(says(suspicions({"31.01.2020", "29.02.2020"}), "looks like dates (dd.mm.yyyy)"));
  EXPECT_TRUE(says(suspicions({"01/31/2020", "02/28/2020"}), "looks like dates (mm/dd/yyyy)"));
  EXPECT_TRUE(says(suspicions({"20200131", "20200229"}), "looks like dates (yyyymmdd)"));
  EXPECT_TRUE(says(suspicions({"5 mg", "10 mg", "7.5 mg"}), "with their unit (\"mg\")"));
  EXPECT_TRUE(says(suspicions({"1,5", "2", "3,25"}), "decimal comma (2), mixed with others"));
  EXPECT_TRUE(says(suspicions({"1,5", "2.5", "3,5", "lost"}),
                   "a decimal comma (2) and with a decimal point (1): write all"));
  EXPECT_TRUE(says(suspicions({"x", "x", "x"}), "the same value in every row"));
  EXPECT_TRUE(says(suspicions({"", "NA", ""}), "no value at all"));
  EXPECT_TRUE(says(suspicions({"a", "n.d.", "b"}), "\"n.d.\" (1) may mean missing"));
  EXPECT_TRUE(says(suspicions({"Male", "male", "female"}), "\"Male\" and \"male\" differ only"));
  EXPECT_TRUE(says(suspicions({"a", "", "", ""}), "more than half missing"));
  EXPECT_TRUE(suspicions({"0", "1", "1"}).empty());
  EXPECT_TRUE(suspicions({"2.5", "3.5", "1"}).empty());
}

TEST(Describe, IdentifiersAreNotListed) {
  std::string csv = "patient_id,y\n";
  for (int i = 0; i < 40; ++i) csv += "secret" + std::to_string(i % 39) + ",1\n";
  const auto read = read_table_text(csv, "t.csv");
  const Description about = describe(read->table);
  EXPECT_TRUE(about.columns[0].identifying);
  EXPECT_TRUE(says(about.columns[0].suspicions, "1 rows repeat"));
  EXPECT_EQ(description_text(*read, about, 80).find("secret"), std::string::npos);
  EXPECT_EQ(description_json(*read, about).find("secret"), std::string::npos);
}

TEST(Describe, EndpointsAreGuessedAndChecked) {
  const Description about = described(
      "os_days,os_status,efs,EFSSTAT,age\n10,1,9,1,60\n0,0,8,0,61\n,1,7,0,62\n-5,0,6,1,63\n8,,5,1,"
      "64\n");
  ASSERT_EQ(about.endpoints.size(), 2u);
  EXPECT_EQ(about.endpoints[0].time, "os_days");
  EXPECT_EQ(about.endpoints[0].event, "os_status");
  EXPECT_EQ(about.endpoints[1].time, "efs");
  EXPECT_EQ(about.endpoints[1].event, "EFSSTAT");
  EXPECT_TRUE(says(about.suspicions, "os_status without os_days: 1 row, first on line 4"));
  EXPECT_TRUE(says(about.suspicions, "os_days without os_status: 1 row, first on line 6"));
  EXPECT_TRUE(says(about.suspicions, "os_days is negative: 1 row, first on line 5"));
  EXPECT_TRUE(says(about.suspicions, "os_days is zero: 1 row, first on line 3"));
}

/// The left sides that are offered for a file of three rows.
std::vector<std::string> outcomes(std::string_view csv) {
  std::vector<std::string> texts;
  for (const EndpointGuess& guess : described(csv).endpoints) texts.push_back(guess.outcome);
  return texts;
}

TEST(Describe, EndpointsAreWhatAFitAccepts) {
  using Texts = std::vector<std::string>;
  EXPECT_EQ(outcomes("gvhd_days,gvhd\n1,no\n2,yes\n3,no\n"),
            Texts{"Surv(gvhd_days, gvhd == \"yes\")"});
  EXPECT_EQ(outcomes("os_days,vital,os_event\n1,Alive,0\n2,Dead,1\n3,Alive,0\n"),
            Texts{"Surv(os_days, os_event)"});
  EXPECT_EQ(outcomes("os days,vital status\n1,0:LIVING\n2,1:DECEASED\n3,0:LIVING\n"),
            Texts{"Surv(`os days`, `vital status` == \"1:DECEASED\")"});
  EXPECT_EQ(outcomes("os_days,died\n1,False\n2,True\n3,False\n"), Texts{"Surv(os_days, died)"});
  EXPECT_EQ(outcomes("os_days,censored,dead\n1,1,1\n2,0,2\n3,0,2\n"), Texts{"Surv(os_days, dead)"});
  EXPECT_EQ(outcomes("os_days,status\n1,event\n2,no event\n3,event\n"),
            Texts{"Surv(os_days, status == \"event\")"});
  // None is plainly the event, or "yes" means censored, or no fit would take the codes.
  EXPECT_EQ(outcomes("os_days,status\n1,A\n2,B\n3,A\n"), Texts{});
  EXPECT_EQ(outcomes("os_days,status\n1,T\n2,N\n3,N\n"), Texts{});
  EXPECT_EQ(outcomes("os_days,censored\n1,yes\n2,no\n3,no\n"), Texts{});
  EXPECT_EQ(outcomes("os_days,status\n1,1\n2,2\n3,3\n"), Texts{});
  const Description causes = described("os_days,status\n1,1\n2,2\n3,0\n");
  ASSERT_EQ(causes.endpoints.size(), 1u);
  EXPECT_TRUE(causes.endpoints[0].causes);
}

TEST(Describe, EventsInWordsAreCheckedAgainstTheirTimes) {
  EXPECT_TRUE(says(described("os_days,vital\n1,Alive\n,Dead\n3,Alive\n4,Alive\n").suspicions,
                   "vital without os_days: 1 row, first on line 3"));
}

TEST(Describe, RowsTwiceAndRowsOfNothing) {
  const Description about = described("a,b,c\n1,x,2\n1,y,2\n,,\n1,x,2\n1,x,2.5\n1,x,2\n");
  EXPECT_TRUE(
      says(about.suspicions, "equal to an earlier row in every column: 2 rows, first on line 5"));
  EXPECT_TRUE(says(about.suspicions, "no value at all: 1 row, first on line 4"));
}

TEST(Describe, ComparesWithTheAmlDictionary) {
  const Description about = described("Hb,x\n91,1\n88,2\n9.1,3\n");
  EXPECT_EQ(about.columns[0].variable, "haemoglobin");
  EXPECT_TRUE(says(about.columns[0].suspicions, "2 values outside 1 to 25 g/dL"));
}

TEST(Describe, TextFitsTheWidth) {
  const auto read = read_table_text(
      "über_lange_spaltennamen_mit_umlauten_ä,b\nä" + std::string(200, 'x') + ",1\nβ,2\n", "t.csv");
  for (const std::size_t width : {60u, 80u, 120u}) {
    const std::string text = description_text(*read, describe(read->table), width);
    // From the third line on: the file's name and its digest are never cut.
    std::size_t start = text.find("\n\n");
    while (start < text.size()) {
      const std::size_t end = text.find('\n', start);
      const auto characters = std::count_if(
          text.begin() + static_cast<long>(start), text.begin() + static_cast<long>(end),
          [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
      EXPECT_LE(characters, static_cast<long>(width)) << text;
      start = end + 1;
    }
  }
}

TEST(Describe, EmptyTables) {
  const auto read = read_table_text("a,b\n", "t.csv");
  const Description about = describe(read->table);
  EXPECT_EQ(about.rows, 0u);
  EXPECT_NE(description_text(*read, about, 80).find("0 rows, 2 columns"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(description_json(*read, about), nullptr, false)["rows"], 0);
}
