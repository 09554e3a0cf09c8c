// A cohort whose rows are no patients: the whole report says so.
#include "support/shell.hpp"

#include <filesystem>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using test::read_file;
using test::run_shell;
using test::write_file;

class SyntheticStudy : public testing::Test {
protected:
  SyntheticStudy() {
    write_file(path("real.csv"), "id,months,died,sex\na,3,1,f\nb,5,0,m\nc,8,1,f\nd,9,1,m\n");
    write_file(path("mixed.csv"),
               "id,months,died,sex,synthetic\na,3,1,f,no\nb,5,0,m,TRUE\nc,8,1,f,yes\nd,9,1,m,\n");
  }
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
  /// The standard output of a run; the report is in out/.
  std::string run(const std::string& cohort, const std::string& more = "") const {
    write_file(path("p.toml"),
               "[study]\nid = 's'\ntitle = 'S'\ngroup = 'sex'\n[cohort]\nfile = '" + cohort +
                   "'\n" + more +
                   "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = "
                   "'months'\nunit = 'months'\nevent = 'died'\n[[analysis]]\nkind = "
                   "'km'\n[[analysis]]\nkind = 'baseline'\nvariables = ['months']\n");
    const auto result = run_shell("venscope study run p.toml --out out", folder_.path());
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return result.out;
  }
  nlohmann::json results() const {
    return nlohmann::json::parse(read_file(path("out/results.json")), nullptr, false);
  }

private:
  test::TemporaryFolder folder_;
};

std::size_t times(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

TEST_F(SyntheticStudy, SaysNothingOfPatients) {
  EXPECT_EQ(run("real.csv").find("ynthetic"), std::string::npos);
  EXPECT_TRUE(results()["cohort"]["synthetic"].is_null());
  EXPECT_EQ(read_file(path("out/index.html")).find("ynthetic data"), std::string::npos);
}

TEST_F(SyntheticStudy, CountsTheRowsThatSayIt) {
  EXPECT_NE(run("mixed.csv").find("Synthetic data: 2 of 4 rows were drawn by a program."),
            std::string::npos);
  EXPECT_EQ(results()["cohort"]["synthetic"]["rows"], 2);
}

TEST_F(SyntheticStudy, MayBeDeclared) {
  EXPECT_NE(run("real.csv", "synthetic = true\n").find("Synthetic data: all 4 rows"),
            std::string::npos);
}

TEST_F(SyntheticStudy, EveryFigureAndTableBearsTheMark) {
  run("mixed.csv");
  const std::string page = read_file(path("out/index.html"));
  EXPECT_EQ(times(page, "<p class=\"banner\" role=\"note\">Synthetic data: 2 of 4 rows"), 1u);
  EXPECT_NE(page.find("@page{@bottom-center{content:\"Synthetic data, not patients\"}}"),
            std::string::npos);
  std::size_t figures = 0, tables = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path("out/figures")))
    if (entry.path().extension() == ".svg") {
      ++figures;
      EXPECT_NE(read_file(entry.path().string()).find(">Synthetic data, not patients<"),
                std::string::npos)
          << entry.path();
    }
  for (const auto& entry : std::filesystem::directory_iterator(path("out/tables")))
    if (entry.path().extension() != ".csv") {
      ++tables;
      EXPECT_NE(read_file(entry.path().string()).find("Synthetic data, not patients."),
                std::string::npos)
          << entry.path();
    }
  EXPECT_EQ(figures, 2u);
  EXPECT_GE(tables, 4u);
  EXPECT_EQ(times(page, "Synthetic data, not patients.</p>"), 2 * figures / 2 + tables / 2);
}

TEST_F(SyntheticStudy, ListsWhatWasAssumedWhenTheRowsWereDrawn) {
  write_file(path("d.toml"),
             "source = 'a made-up trial'\nn = 20\n[[column]]\nname = 'id'\nnumber = 'S'\n"
             "[[column]]\nname = 'months'\ntime = { weibull = { scale = 10, shape = 1 } }\n"
             "assumption = 'a constant hazard'\n[[column]]\nname = 'died'\nfrom = '1'\n"
             "[[column]]\nname = 'sex'\ncounts = { f = 1, m = 1 }\n");
  const auto drawn = run_shell("venscope simulate d.toml --out d.csv", path(""));
  ASSERT_EQ(drawn.exit_code, 0) << drawn.err;
  run("d.csv", "[simulate]\nfile = 'd.toml'\n");
  const auto synthetic = results()["cohort"]["synthetic"];
  EXPECT_EQ(synthetic["sources"][0], "a made-up trial");
  EXPECT_EQ(synthetic["assumptions"][0], "months: a constant hazard");
  EXPECT_NE(read_file(path("out/index.html")).find("months: a constant hazard"), std::string::npos);
  // Other rows were not drawn from it.
  run("mixed.csv", "[simulate]\nfile = 'd.toml'\n");
  EXPECT_TRUE(results()["cohort"]["synthetic"]["assumptions"].empty());
}

}  // namespace
}  // namespace venscope::study
