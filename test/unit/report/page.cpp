#include "venscope/report/page.hpp"

#include "support/hostile.hpp"
#include "support/markup.hpp"
#include "venscope/report/figure/layout.hpp"

#include <set>

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::Element;
using venscope::test::Markup;
using venscope::test::read_markup;

namespace {

Scene small_scene() {
  Scene scene;
  scene.height = 40;
  scene.title = "Curves";
  add(scene.nodes, Group{"g", Rect{0, 0, 5, 5}, {}});
  return scene;
}

Page small_page(const std::string& label) {
  Page page;
  page.title = page.subtitle = page.footer = label;
  page.facts = {{label, label}};
  page.warnings = {label};
  Table table;
  table.id = "baseline";
  table.title = label;
  table.columns = {{"", "", Align::left, {}}, {"n", "", Align::right, {}}};
  table.rows = {{{label, "3"}, 0, false}};
  page.sections = {
      {"flow", label, {Paragraph{label}, Figure{"km-os", label, small_scene(), "a,b\n"}}, {}},
      {"os",
       label,
       {table, WarningList{{label}}, FactList{{{label, label}}}},
       {{"os-cox", label, {Figure{"forest", label, small_scene(), ""}}, {}}}}};
  return page;
}

/// The page as XML: without what only HTML allows.
Markup read_page(const std::string& html) {
  std::string text = html.substr(html.find("<html"));
  const std::size_t style = text.find("<style>"), end = text.find("</style>");
  text.erase(style, end + 8 - style);
  for (std::size_t at; (at = text.find("<meta")) != std::string::npos;)
    text.erase(at, text.find('>', at) + 1 - at);
  return read_markup(text);
}

TEST(Page, IsWellFormedWhateverTheTexts) {
  for (const std::string& label : venscope::test::hostile_labels()) {
    const std::string text = html(small_page(label));
    EXPECT_EQ(read_page(text).error, "") << label;
  }
}

TEST(Page, NeedsNothingButItself) {
  const Markup markup = read_page(html(small_page("text")));
  for (const Element& element : markup.elements) {
    EXPECT_NE(element.name, "script");
    EXPECT_NE(element.name, "link");
    EXPECT_NE(element.name, "img");
    for (const auto& [name, value] : element.attributes) {
      EXPECT_NE(name, "src");
      EXPECT_NE(name.substr(0, 2), "on") << name;
      const bool away = name == "href" && value.find("//") != std::string::npos;
      EXPECT_FALSE(away) << value;
    }
  }
}

TEST(Page, EveryReferenceHasItsTargetAndEveryIdIsUnique) {
  const Markup markup = read_page(html(small_page("text")));
  std::set<std::string> ids;
  for (const Element& element : markup.elements) {
    if (!element.attributes.count("id")) continue;
    const std::string& id = element.attributes.at("id");
    EXPECT_TRUE(ids.insert(id).second) << id;
  }
  const auto has = [&](const std::string& id) { EXPECT_TRUE(ids.count(id)) << id; };
  for (const Element& element : markup.elements)
    for (const auto& [name, value] : element.attributes) {
      if (name == "href" && value[0] == '#') has(value.substr(1));
      if (name == "clip-path") has(value.substr(5, value.size() - 6));
      if (name != "aria-labelledby") continue;
      has(value.substr(0, value.find(' ')));
      if (value.find(' ') != std::string::npos) has(value.substr(value.find(' ') + 1));
    }
}

TEST(Page, HasLandmarksAndOneTitle) {
  const Markup markup = read_page(html(small_page("text")));
  std::map<std::string, int> seen;
  for (const Element& element : markup.elements) ++seen[element.name];
  for (const char* once : {"h1", "main", "nav", "header", "footer"})
    EXPECT_EQ(seen[once], 1) << once;
  EXPECT_EQ(seen["title"], 3);  // of the page and of each figure
  EXPECT_EQ(seen["h2"], 4);     // contents, warnings, two sections
  EXPECT_EQ(seen["h3"], 1);
}

TEST(Page, LinksToTheFilesThatAreWritten) {
  const Page page = small_page("text");
  const Markup markup = read_page(html(page));
  std::set<std::string> linked, written;
  for (const Element& element : markup.elements)
    if (element.name == "a" && element.attributes.at("href")[0] != '#')
      linked.insert(element.attributes.at("href"));
  for (const Figure* figure : figures(page)) {
    const auto made = files(*figure);
    ASSERT_TRUE(made.has_value());
    for (const File& file : *made) written.insert(file.path);
  }
  for (const Table* table : tables(page))
    for (const File& file : files(*table)) written.insert(file.path);
  EXPECT_EQ(linked, written);
  EXPECT_EQ(figures(page).size(), 2u);
}

TEST(Page, AnEmptyPageIsStillAPage) {
  EXPECT_EQ(read_page(html(Page{})).error, "");
}

}  // namespace
