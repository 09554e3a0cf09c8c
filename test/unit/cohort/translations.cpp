/// dictionaries/aml.de.toml and aml.zh.toml name what aml.toml has, and nothing else.
#include "venscope/base/node.hpp"
#include "venscope/cohort/built_in.hpp"
#include "venscope/cohort/dictionary.hpp"

#include <gtest/gtest.h>

namespace venscope::cohort {
namespace {

class Translations : public testing::TestWithParam<std::string> {
protected:
  Node words() const {
    const std::string name = "aml." + GetParam();
    const Result<Node> node = parse_toml(built_in_text(name), name);
    EXPECT_TRUE(node) << (node ? "" : to_text(node.error()));
    return node ? *node : Node{};
  }
  const Dictionary aml = *load_dictionary("aml");
};

TEST_P(Translations, NameVariablesAndLevelsThatThereAre) {
  const Node all = words();
  for (std::size_t i = 0; i < all.names.size(); ++i) {
    const Variable* variable = aml.find(all.names[i]);
    ASSERT_NE(variable, nullptr) << all.names[i];
    const Node& entry = all.items[i];
    for (std::size_t j = 0; j < entry.names.size(); ++j) {
      const std::string& key = entry.names[j];
      EXPECT_TRUE(key == "label" || key == "help" || key == "unit" || key == "levels") << key;
      const Node& text = entry.items[j];
      EXPECT_TRUE(key == "levels" || (text.is(Node::Kind::text) && !text.text.empty()))
          << variable->name << '.' << key;
      for (const std::string& level : entry.items[j].names)
        EXPECT_TRUE(std::count(variable->levels.begin(), variable->levels.end(), level) == 1)
            << variable->name << '.' << level;
    }
  }
}

/// A label without letters of a language, t(8;21) or NPM1, needs no translation.
TEST_P(Translations, HaveEveryLabelThatHasWords) {
  const Node all = words();
  for (const Variable& variable : aml.variables) {
    const bool symbol = variable.label.find("t(") == 0 || variable.label.find("del(") == 0 ||
                        variable.label.find("i(") == 0 || variable.label == variable.name ||
                        variable.label.find(' ') == std::string::npos;
    const Node* entry = all.find(variable.name);
    EXPECT_TRUE((entry && entry->find("label")) || symbol)
        << variable.name << " '" << variable.label << "' has no label in " << GetParam();
  }
}

TEST_P(Translations, HaveTheSameHelp) {
  const Node all = words();
  for (const Variable& variable : aml.variables) {
    const Node* entry = all.find(variable.name);
    EXPECT_EQ(!variable.help.empty(), entry && entry->find("help")) << variable.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Languages, Translations, testing::Values("de", "zh"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace venscope::cohort
