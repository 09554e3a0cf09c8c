#include "venscope/base/node.hpp"
#include "venscope/base/section.hpp"

#include <gtest/gtest.h>

namespace venscope {
namespace {

std::string problems_of(std::string_view text) {
  const Result<Node> node = parse_json(text, "c.json");
  return node ? "" : to_text(node.error());
}

TEST(JsonNode, EachValueKnowsItsLine) {
  const Result<Node> root = parse_json(
      "{\n\"a\": 1\n,\"b\": [1.5,\n -2\n],\n\"c\": {\"d\":\n\n\"x\\ny\", \"e\": true},\n\"f\": "
      "null, "
      "\"g\":\n18446744073709551615}",
      "c.json");
  ASSERT_TRUE(root) << to_text(root.error());
  EXPECT_EQ(root->place.line, 1u);
  EXPECT_EQ(root->names, (std::vector<std::string>{"a", "b", "c", "f", "g"}));
  EXPECT_EQ(root->find("a")->place.line, 2u);
  EXPECT_EQ(root->find("a")->integer, 1);
  EXPECT_EQ(root->find("b")->place.line, 3u);
  EXPECT_EQ(root->find("b")->items[0].real, 1.5);
  EXPECT_EQ(root->find("b")->items[1].place.line, 4u);
  EXPECT_EQ(root->find("b")->items[1].integer, -2);
  EXPECT_EQ(root->find("c")->find("d")->place.line, 8u);
  EXPECT_EQ(root->find("c")->find("d")->text, "x\ny");
  EXPECT_TRUE(root->find("c")->find("e")->flag);
  EXPECT_TRUE(root->find("f")->is(Node::Kind::null));
  EXPECT_TRUE(root->find("g")->is(Node::Kind::real));
  EXPECT_EQ(root->find("g")->place.line, 10u);
}

TEST(JsonNode, ANumberAtTheEndOfALineIsOnThatLine) {
  const Result<Node> root = parse_json("[1\n,\n2\n]", "c.json");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->items[0].place.line, 1u);
  EXPECT_EQ(root->items[1].place.line, 3u);
  EXPECT_EQ(parse_json("7", "c.json")->place.line, 1u);
}

TEST(JsonNode, ErrorsOfSyntaxAreLocated) {
  EXPECT_EQ(problems_of("{\"a\": 1,\n \"b\" 2}"),
            "c.json:2: not valid JSON: syntax error while parsing object separator - unexpected "
            "number literal; expected ':'\n");
  EXPECT_TRUE(problems_of("").starts_with("c.json:1: not valid JSON: "));
  EXPECT_TRUE(problems_of("{\"a\":\n\"b").starts_with("c.json:2: not valid JSON: "));
  EXPECT_TRUE(problems_of("[1,\n\n2] 3").starts_with("c.json:3: not valid JSON: "));
  EXPECT_TRUE(problems_of("[1e999]").starts_with("c.json:1: not valid JSON: "));
  EXPECT_TRUE(problems_of("\n\n[\"\xff\"]").starts_with("c.json:3: not valid JSON: "));
}

TEST(JsonNode, AKeyStandsOnce) {
  EXPECT_EQ(problems_of("{\"a\": 1,\n \"a\": 2,\n \"b\": {\"a\": 3}}"),
            "c.json:2: `a` stands twice in one object, expected each key once\n");
}

TEST(JsonNode, BracketsWithoutEndDoNotExhaustTheStack) {
  EXPECT_EQ(problems_of(std::string(100'000, '[')),
            "c.json:1: more than 60 brackets within each other\n");
  EXPECT_EQ(problems_of(std::string(60, '[') + std::string(60, ']')), "");
}

TEST(JsonNode, ASectionNamesItsEntriesByPointer) {
  const Result<Node> root = parse_json(
      "{\"rule\": {\"terms\": [{\"points\": 1},\n {\"pionts\": \"1\", \"a/b\": {\"c~\": 1}}]}}",
      "c.json");
  ASSERT_TRUE(root);
  Problems problems;
  Section section(*root, "", problems, "risk", PathStyle::pointer);
  Section rule = *section.table("rule");
  std::vector<Section> terms = rule.tables("terms");
  ASSERT_EQ(terms.size(), 2u);
  for (Section& term : terms) {
    term.text("points");
    if (std::optional<Section> odd = term.table("a/b")) odd->finish();
    term.finish();
  }
  rule.text("none");
  section.table("none");
  section.text("rule");
  EXPECT_EQ(to_text(problems),
            "c.json:1: /rule/terms/0/points: is a whole number, expected a text\n"
            "c.json:2: /rule/terms/1/a~1b/c~0: there is no such entry here, expected nothing\n"
            "c.json:2: /rule/terms/1/pionts: there is no such entry here, expected one of points, "
            "a/b; write 'points' if that is meant\n"
            "c.json:1: /rule: is an object, expected a text\n");
}

}  // namespace
}  // namespace venscope
