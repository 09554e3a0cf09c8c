/// What is wrong with a declaration, by its line.
#include "venscope/simulation/declaration.hpp"

#include "support/shell.hpp"

#include <gtest/gtest.h>

namespace {

using namespace venscope;

struct Wrong {
  const char* toml;
  const char* code;
  std::size_t line;
};

class WrongDeclaration : public testing::TestWithParam<Wrong> {};

TEST_P(WrongDeclaration, IsSaidAtItsLine) {
  const Wrong& wrong = GetParam();
  const auto tree = parse_toml(wrong.toml, "s.toml");
  ASSERT_TRUE(tree) << to_text(tree.error());
  Problems problems;
  simulation::read_declaration(*tree, "s.toml", problems);
  ASSERT_EQ(problems.size(), 1u) << to_text(problems);
  EXPECT_EQ(problems[0].code, wrong.code);
  EXPECT_EQ(problems[0].place.line, wrong.line) << to_text(problems);
  EXPECT_EQ(problems[0].place.file, "s.toml");
  EXPECT_FALSE(problems[0].expected.empty()) << to_text(problems);
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongDeclaration,
    testing::Values(
        Wrong{"[[column]]\nname = 'a'\n", "simulate.law", 1},
        Wrong{"[[column]]\nname = 'a'\nnumber = 'S'\nfrom = '1'\n", "simulate.law", 1},
        Wrong{"[[column]]\nname = 'a'\ncounts = { x = 1 }\nquantiles = [[0, 1], [100, 2]]\n",
              "simulate.law", 4},
        Wrong{"[[column]]\nname = 'synthetic'\nfrom = '1'\n", "simulate.name", 2},
        Wrong{"[[column]]\nname = 'a'\ncounts = { x = -1 }\n", "simulate.counts", 3},
        Wrong{"[[column]]\nname = 'a'\ncounts = { x = 0 }\n", "simulate.counts", 3},
        Wrong{"[[column]]\nname = 'a'\ncounts = 3\n", "simulate.counts", 3},
        Wrong{"[[column]]\nname = 'a'\nquantiles = [[0, 1], [50, 0], [100, 2]]\n",
              "simulate.quantiles", 3},
        Wrong{"[[column]]\nname = 'a'\nquantiles = [[10, 1], [100, 2]]\n", "simulate.quantiles", 3},
        Wrong{"[[column]]\nname = 'a'\nquantiles = [[0, 1], [90, 2]]\n", "simulate.quantiles", 3},
        Wrong{"[[column]]\nname = 'a'\ndates = [[0, 'Monday'], [100, '2020-01-01']]\n",
              "simulate.quantiles", 3},
        Wrong{"[[column]]\nname = 'a'\nquantiles = [[0, 0], [100, 2]]\nscale = 'log'\n",
              "simulate.scale", 4},
        Wrong{"[[column]]\nname = 'a'\nnormal = { mean = 1 }\n", "simulate.law", 3},
        Wrong{"[[column]]\nname = 'a'\nnormal = { mean = 1, sd = 1 }\nrange = [3, 2]\n",
              "simulate.range", 4},
        Wrong{"[[column]]\nname = 'a'\nquantiles = [[0, 1], [100, 2]]\nmissing = 3\n",
              "simulate.missing", 4},
        Wrong{"[[column]]\nname = 'a'\ncounts = { x = 1 }\nmissing = 3\nof = 2\n",
              "simulate.missing", 4},
        Wrong{"[[column]]\nname = 'a'\ncounts = { x = 1 }\ngiven = [{ when = 'b == 1' }]\n",
              "simulate.effect", 4},
        Wrong{"[[column]]\nname = 'a'\ntime = { model = 'ven-prs-os' }\n", "simulate.absent", 3},
        Wrong{"[[column]]\nname = 'a'\ntime = { weibull = { scale = 1, shape = 1 }, slope = 2 }\n",
              "simulate.slope", 3},
        Wrong{"[[column]]\nname = 'a'\nmargins = [\n{ when = 'b == 1' },\n]\n", "simulate.absent",
              4},
        Wrong{"[[column]]\nname = 'a'\nfrom = '1'\n[[column]]\nname = 'a'\nfrom = '2'\n",
              "simulate.duplicate", 5},
        Wrong{"[[column]]\nname = '{}'\nfrom = '1'\neach = 3\n", "simulate.each", 4},
        Wrong{"[[column]]\nname = '{}'\nfrom = '1'\neach = ['a',\n{ nome = 'b' }]\n",
              "simulate.each", 5},
        Wrong{"[[column]]\nname = 'a'\nfrom = '1'\nmises = 3\n", "simulate.unknown_key", 4},
        Wrong{"like = 'absent.toml'\n[[column]]\nname = 'a'\nfrom = '1'\n", "cohort.cannot_open",
              1},
        Wrong{"without = ['b']\n[[column]]\nname = 'a'\nfrom = '1'\n", "simulate.unknown_column",
              1},
        Wrong{
            "[[column]]\nname = 'a'\nfrom = '1'\n[[records]]\nid = 'r'\n[[records.column]]\nname = "
            "'b'\nfrom = '1'\n",
            "simulate.rows", 4},
        Wrong{"[[column]]\nname = 'a'\nfrom = '1'\n[[records]]\nid = 'r'\nrows = { day = [1, 1] "
              "}\n[[records.column]]\nname = 'b'\nfrom = '1'\n",
              "simulate.rows", 6},
        Wrong{"[[column]]\nname = 'a'\nfrom = '1'\n[[records]]\nid = 'r'\nrows = { day = [] "
              "}\n[[records.column]]\nname = 'b'\nfrom = '1'\n",
              "simulate.rows", 6},
        Wrong{"[[column]]\nname = 'a'\nfrom = '1'\n[[records]]\nid = 'r'\nrows = { day = [1] }\n",
              "simulate.nothing", 4},
        Wrong{"n = 0\n[[column]]\nname = 'a'\nfrom = '1'\n", "simulate.range", 1}));

class Files : public testing::Test {
protected:
  void write(const std::string& name, const std::string& text) const {
    test::write_file(folder_.path() + "/" + name, text);
  }
  Result<simulation::Declaration> load(const std::string& name) const {
    return simulation::load_declaration(folder_.path() + "/" + name);
  }

private:
  test::TemporaryFolder folder_;
};

TEST_F(Files, LikeAnotherFileWithSomeColumnsOfItsOwn) {
  write("a.toml",
        "n = 10\nseed = 3\n[[column]]\nname = 'x'\nfrom = '1'\nassumption = 'one'\n"
        "[[column]]\nname = 'y'\nfrom = '2'\n[[column]]\nname = 'z'\nfrom = '3'\n");
  write("b.toml",
        "like = 'a.toml'\nn = 20\nwithout = ['y']\nassumption = 'all'\n"
        "[[column]]\nname = 'x'\nfrom = '4'\nassumption = 'four'\n");
  const auto declaration = load("b.toml");
  ASSERT_TRUE(declaration) << to_text(declaration.error());
  EXPECT_EQ(declaration->n, 20u);
  EXPECT_EQ(declaration->seed, 3u);
  ASSERT_EQ(declaration->variables.size(), 2u);
  EXPECT_EQ(declaration->variables[0].expression, "4");
  EXPECT_EQ(declaration->assumptions, (std::vector<std::string>{"all", "x: four"}));
}

TEST_F(Files, TheSimulatePartOfAProtocol) {
  write("a.toml", "[[column]]\nname = 'x'\nfrom = '1'\n");
  write("p.toml", "[study]\nid = 's'\n[simulate]\nfile = 'a.toml'\nn = 7\n");
  const auto declaration = load("p.toml");
  ASSERT_TRUE(declaration) << to_text(declaration.error());
  EXPECT_EQ(declaration->n, 7u);
  write("q.toml", "[study]\nid = 's'\n");
  ASSERT_FALSE(load("q.toml"));
  EXPECT_EQ(load("q.toml").error().front().code, "simulate.absent");
}

TEST_F(Files, ThatReferToOneAnotherInACircle) {
  write("a.toml", "like = 'b.toml'\n");
  write("b.toml", "like = 'a.toml'\n");
  const auto declaration = load("a.toml");
  ASSERT_FALSE(declaration);
  bool circle = false;
  for (const Problem& problem : declaration.error()) circle |= problem.code == "simulate.circle";
  EXPECT_TRUE(circle) << to_text(declaration.error());
}

}  // namespace
