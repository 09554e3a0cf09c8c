/// venscope describe, as a person runs it.
#include "support/shell.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using venscope::test::run_shell;
using venscope::test::TemporaryFolder;
using venscope::test::write_file;

namespace {

class Describe : public ::testing::Test {
protected:
  auto run(const std::string& arguments) {
    return run_shell("venscope describe " + arguments, folder_.path());
  }
  void write(const std::string& name, const std::string& text) {
    write_file(folder_.path() + "/" + name, text);
  }
  TemporaryFolder folder_;
};

}  // namespace

TEST_F(Describe, PrintsTheResultAndNothingElse) {
  write("a.csv", "age,sex\n61,M\n,F\n47,M\n");
  const auto shown = run("a.csv");
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "");
  EXPECT_NE(shown.out.find("a.csv: 3 rows, 2 columns, comma between cells"), std::string::npos);
  EXPECT_NE(shown.out.find("F 1 (33%), M 2 (67%)"), std::string::npos) << shown.out;
}

TEST_F(Describe, SpeaksJson) {
  write("a.csv", "age,sex\n61,M\n,F\n47,M\n");
  const auto shown = run("a.csv --format json");
  EXPECT_EQ(shown.exit_code, 0);
  const auto json = nlohmann::json::parse(shown.out, nullptr, false);
  EXPECT_EQ(json["rows"], 3);
  EXPECT_EQ(json["columns"][0]["median"], 54.0);
  EXPECT_EQ(json["columns"][0]["missing"], 1);
  EXPECT_EQ(json["columns"][0]["variable"], "age");
  EXPECT_EQ(json["columns"][1]["levels"][1]["level"], "M");
  EXPECT_EQ(json["sha256"].get<std::string>().size(), 64u);
}

TEST_F(Describe, ReadsGzip) {
  write("a.csv", "age;sex\n61,5;M\n");
  EXPECT_EQ(run_shell("gzip -k a.csv && cat a.csv >> b.csv && gzip b.csv && cat b.csv.gz b.csv.gz "
                      "> c.csv.gz",
                      folder_.path())
                .exit_code,
            0);
  EXPECT_NE(run("a.csv.gz").out.find("1 row, 2 columns, semicolon between cells, gzip"),
            std::string::npos);
  // Two members, one after the other, are one file: here with the header as a second row.
  EXPECT_NE(run("c.csv.gz").out.find("3 rows"), std::string::npos);
  EXPECT_EQ(run_shell("head -c 30 a.csv.gz > d.csv.gz", folder_.path()).exit_code, 0);
  const auto cut = run("d.csv.gz");
  EXPECT_EQ(cut.exit_code, 2);
  EXPECT_EQ(cut.err,
            "d.csv.gz: the compressed file ends too early, expected a whole .gz file; "
            "copy or pack it again\n");
}

TEST_F(Describe, SaysEverythingThatIsWrongAndExitsWith2) {
  write("bad.csv", "a,b,a\n1,2\n1,2,3\n1,2,3,4\n\"x,1,2\n");
  const auto shown = run("bad.csv");
  EXPECT_EQ(shown.exit_code, 2);
  EXPECT_EQ(shown.out, "");
  for (const char* part :
       {"bad.csv:1: columns 1 and 3 are both called \"a\"", "bad.csv:2: 2 cells",
        "bad.csv:4: 4 cells", "bad.csv:5: the quote opened here is never closed"})
    EXPECT_NE(shown.err.find(part), std::string::npos) << part << " in\n" << shown.err;
  EXPECT_EQ(run("no-such-file.csv").exit_code, 2);
  EXPECT_EQ(run(".").exit_code, 2);
  EXPECT_EQ(run("").exit_code, 2);
  EXPECT_EQ(run("bad.csv --format xml").exit_code, 2);
}

TEST_F(Describe, AppliesADictionary) {
  write("d.csv", "Alter,NPM1\n61,mut\n70,not tested\n55,wt\n");
  write("d.toml", "[age]\nsynonyms = 'Alter'\nunit = 'years'\nrange = [60, 100]\n");
  const auto aml = run("d.csv --dictionary aml --format json");
  EXPECT_EQ(aml.exit_code, 0) << aml.err;
  const auto json = nlohmann::json::parse(aml.out, nullptr, false);
  EXPECT_EQ(json["columns"][0]["name"], "age");
  EXPECT_EQ(json["columns"][1]["not_tested"], 1);
  EXPECT_EQ(json["columns"][1]["levels"][0]["level"], "wild_type");
  const auto own = run("d.csv --dictionary d.toml");
  EXPECT_EQ(own.exit_code, 2);
  EXPECT_EQ(own.err,
            "d.csv:4: Alter: 55 is out of range, expected 60 to 100 years; correct the "
            "value\n");
  EXPECT_EQ(run("d.csv --dictionary nowhere.toml").exit_code, 2);
}

TEST_F(Describe, ReadsFromAPipe) {
  const auto shown = run_shell("printf 'a\\tb\\n1\\tx\\n' | venscope describe /dev/stdin");
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_NE(shown.out.find("tab between cells"), std::string::npos);
}

TEST_F(Describe, IsExplainedWithAnExample) {
  const auto help = run("--help");
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.out.find("Example:\n  venscope describe"), std::string::npos) << help.out;
}
