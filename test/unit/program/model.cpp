/// venscope model, as a person runs it.
#include "support/shell.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using venscope::test::read_file;
using venscope::test::run_shell;
using venscope::test::TemporaryFolder;
using venscope::test::write_file;

namespace {

const std::string models = VENSCOPE_SOURCE_DIR "/models/";

TEST(ModelCommand, ListsWhatItKnows) {
  const auto shown = run_shell("venscope model list");
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "");
  for (const char* id : {"ven-prs-os", "ven-prs-efs", "eln2022", "eln2024-less-intensive", "mprs",
                         "breems", "mayo2025"})
    EXPECT_NE(shown.out.find(std::string("\n  ") + id + "  "), std::string::npos) << id;
  EXPECT_NE(shown.out.find("not computable"), std::string::npos);
}

TEST(ModelCommand, ListsAsJson) {
  const auto shown = run_shell("venscope model list --format json");
  EXPECT_EQ(shown.exit_code, 0);
  const auto list = nlohmann::json::parse(shown.out, nullptr, false);
  ASSERT_TRUE(list.is_array());
  EXPECT_EQ(list[0]["id"], "ven-prs-os");
  EXPECT_EQ(list[0]["groups"], (nlohmann::json{"favorable", "intermediate", "adverse"}));
  EXPECT_EQ(list[0]["inputs"][6], "SF3B1");
  EXPECT_FALSE(list[0].contains("reason"));
  EXPECT_TRUE(list.back().contains("reason"));
}

TEST(ModelCommand, ShowsACardOnAPage) {
  const auto shown = run_shell("venscope model show ven-prs-os");
  EXPECT_EQ(shown.exit_code, 0);
  EXPECT_EQ(shown.err, "");
  for (const char* line :
       {"SF3B1 is mutated               -0.98        0.38 (0.2 to 0.8)",
        "intermediate  from 0.25 to 0.75",
        "favorable     n = 46  median 14.2 (10.2 to 31.1) months",
        "favorable     n = 46  median 21.4 months", "doi         10.1038/s41375-024-02501-6",
        "derived in patients who had never received venetoclax (where prior_venetoclax is yes)"})
    EXPECT_NE(shown.out.find(line), std::string::npos) << line << '\n' << shown.out;
}

TEST(ModelCommand, ShowsTheFileItself) {
  const auto built_in = run_shell("venscope model show breems --format json");
  EXPECT_EQ(built_in.exit_code, 0);
  EXPECT_EQ(built_in.out, read_file(models + "breems/card.json"));
  const auto file = run_shell("venscope model show " + models + "breems/card.json --format json");
  EXPECT_EQ(file.out, built_in.out);
}

TEST(ModelCommand, AFileIsShownLikeABuiltInCard) {
  const auto built_in = run_shell("venscope model show eln2022");
  const auto file =
      run_shell("cd " + models + ".. && venscope model show models/eln2022/card.json");
  EXPECT_EQ(file.exit_code, 0) << file.err;
  EXPECT_EQ(file.out, built_in.out);
}

TEST(ModelCommand, AnUnknownModelIsRefused) {
  const auto shown = run_shell("venscope model show eln2202");
  EXPECT_EQ(shown.exit_code, 2);
  EXPECT_EQ(shown.out, "");
  EXPECT_TRUE(shown.err.starts_with("there is no model 'eln2202', expected one of ven-prs-os, "));
  EXPECT_TRUE(shown.err.ends_with("; write 'eln2022' if that is meant\n")) << shown.err;
}

TEST(ModelCommand, ChecksEveryFileAndPrintsNothingButProblems) {
  const TemporaryFolder folder;
  std::string card = read_file(models + "ven-prs-os/card.json");
  card.replace(card.find("\"-0.98\""), 7, "\"0.98\"");
  write_file(folder.path() + "/sign.json", card);
  write_file(folder.path() + "/brace.json", "{\n\"id\": \"x\",\n");
  const auto checked =
      run_shell("venscope model check " + models + "mprs/card.json sign.json brace.json none.json",
                folder.path());
  EXPECT_EQ(checked.exit_code, 2);
  EXPECT_EQ(checked.out, "");
  EXPECT_NE(checked.err.find("/rule/terms/6/points: 0.98 has the wrong sign beside a hazard ratio "
                             "of 0.38, expected points below 0"),
            std::string::npos)
      << checked.err;
  EXPECT_NE(checked.err.find("brace.json:3: not valid JSON"), std::string::npos) << checked.err;
  EXPECT_NE(checked.err.find("none.json: cannot be opened"), std::string::npos) << checked.err;

  const auto good = run_shell("venscope model check " + models + "*/card.json");
  EXPECT_EQ(good.exit_code, 0) << good.err;
  EXPECT_NE(good.out.find("mprs/card.json: ok, mprs 1.0.0\n"), std::string::npos);
}

TEST(ModelCommand, NothingToDoIsAWrongCommandLine) {
  for (const char* line : {"venscope model", "venscope model show", "venscope model check"}) {
    const auto shown = run_shell(line);
    EXPECT_EQ(shown.exit_code, 2) << line;
    EXPECT_EQ(shown.out, "") << line;
  }
}

}  // namespace
