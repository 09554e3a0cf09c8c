#include "venscope/base/section.hpp"

#include <gtest/gtest.h>

namespace venscope {
namespace {

Node parse(std::string_view text) {
  const Result<Node> node = parse_toml(text, "p.toml");
  EXPECT_TRUE(node) << (node ? "" : to_text(node.error()));
  return node ? *node : Node{};
}

TEST(Node, KeepsTheOrderAndTheLinesOfTheFile) {
  const Node root = parse("b = 1\na = [1, 2.5]\n\n[z]\nday = 2020-01-31\n[[y]]\non = true\n");
  EXPECT_EQ(root.names, (std::vector<std::string>{"b", "a", "z", "y"}));
  EXPECT_EQ(root.find("a")->place.line, 2u);
  EXPECT_EQ(root.find("z")->find("day")->text, "2020-01-31");
  EXPECT_EQ(root.find("z")->find("day")->place.line, 5u);
  EXPECT_EQ(root.find("y")->items[0].find("on")->place.line, 7u);
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(Node, SyntaxErrorIsLocated) {
  const Result<Node> node = parse_toml("a = 1\nb = \n", "p.toml");
  ASSERT_FALSE(node);
  ASSERT_EQ(node.error().size(), 1u);
  EXPECT_EQ(node.error()[0].place.file, "p.toml");
  EXPECT_EQ(node.error()[0].place.line, 2u);
}

TEST(Node, WhatTomlPlusPlusTakesForGrantedIsASyntaxErrorToo) {
  // The first ended the program where assertions are on, the others were undefined (node.cpp).
  for (const char* text : {"\n[= 'x'", "\ngröße = 1\n", "\nñ", "\na = ö"}) {
    const Result<Node> node = parse_toml(text, "p.toml");
    ASSERT_FALSE(node) << text;
    EXPECT_EQ(node.error()[0].code, "base.toml") << text;
    EXPECT_EQ(node.error()[0].place.line, 2u) << text;
  }
  const Node root = parse("'größe' = 1\na = \"\"\"b \\\n  ö\"\"\"\n");
  EXPECT_EQ(root.names, (std::vector<std::string>{"größe", "a"}));
  EXPECT_EQ(root.find("a")->text, "b ö");
}

TEST(Section, ReadsWhatIsThere) {
  const Node root = parse(
      "title = 'T'\nn = 3\nx = 2.5\nyes = true\nmany = ['a', 'b']\none = 'a'\nat = [1, 2.5]\n"
      "kind = 'log'\n[sub]\nk = 1\n[[item]]\nid = 'first'\n[[item]]\n");
  Problems problems;
  Section section(root, "", problems);
  EXPECT_EQ(section.required_text("title", "a title"), "T");
  EXPECT_EQ(section.whole("n", 0, 10), 3);
  EXPECT_EQ(section.number("x", 0, 10), 2.5);
  EXPECT_EQ(section.number("n", 0, 10), 3.0);
  EXPECT_EQ(section.flag("yes"), true);
  EXPECT_EQ(section.texts("many"), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(section.texts("one"), (std::vector<std::string>{"a"}));
  EXPECT_EQ(section.numbers("at"), (std::vector<double>{1, 2.5}));
  EXPECT_EQ(section.choice<int>("kind", {{"log", 1}, {"plain", 2}}), 1);
  EXPECT_EQ(section.table("sub")->whole("k", 0, 1), 1);
  const std::vector<Section> items = section.tables("item");
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0].path(), "item.first");
  EXPECT_EQ(items[1].path(), "item.2");
  section.finish();
  EXPECT_TRUE(problems.empty()) << to_text(problems);
}

TEST(Section, EveryProblemIsLocatedAndNoneHidesAnother) {
  const Node root = parse(
      "n = 'three'\nx = -1\nat = [1, 'b']\nkind = 'lgo'\n[sub]\ntitel = 'x'\n[item]\nid = 'a'\n");
  Problems problems;
  Section section(root, "", problems);
  EXPECT_FALSE(section.whole("n", 0, 10));
  EXPECT_FALSE(section.number("x", 0, 10));
  EXPECT_TRUE(section.numbers("at").empty());
  EXPECT_FALSE(section.choice<int>("kind", {{"log", 1}, {"plain", 2}}));
  EXPECT_EQ(section.required_text("id", "a short name"), "");
  Section sub = *section.table("sub");
  sub.text("title");
  sub.finish();
  EXPECT_TRUE(section.tables("item").empty());
  EXPECT_EQ(to_text(problems),
            "p.toml:1: n: is a text, expected a whole number\n"
            "p.toml:2: x: -1 is out of range, expected 0 to 10\n"
            "p.toml:3: at: is a list, expected a finite number or a list of them\n"
            "p.toml:4: kind: 'lgo' is not known, expected log, plain; write 'log' if that is "
            "meant\n"
            "p.toml:1: id: is not given, expected a short name\n"
            "p.toml:6: sub.titel: there is no such entry here, expected one of title; write "
            "'title' if that is meant\n"
            "p.toml:7: item: is a table, expected tables, each begun by [[item]]\n");
}

}  // namespace
}  // namespace venscope
