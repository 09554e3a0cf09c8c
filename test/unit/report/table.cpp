#include "venscope/report/table.hpp"

#include "support/hostile.hpp"
#include "support/markup.hpp"
#include "venscope/report/escape.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::report;
using venscope::test::Element;
using venscope::test::read_markup;

namespace {

Table small_table() {
  Table table;
  table.id = "cox";
  table.title = "Cox models";
  table.columns = {{"Variable", "", Align::left, {}},
                   {"HR (95% CI)", "Crude", Align::right, {"hr", "low", "high"}},
                   {"p", "Crude", Align::right, {"crude_p"}},
                   {"Note", "", Align::left, {}}};
  table.rows = {{{"Sex"}, 0, true},
                {{"male", {"1.20 (0.90–1.60)", {1.2, 0.9, 1.6}}, {"0.22", 0.22}, "a"}, 1, false},
                {{"other", {"–", {std::nan("")}}, {}, "b"}, 1, false}};
  table.footnotes = {"HR: hazard ratio & more."};
  return table;
}

TEST(Table, CsvHoldsTheShownTextAndTheNumbersBehind) {
  EXPECT_EQ(csv(small_table()),
            "Variable,Crude: HR (95% CI),hr,low,high,Crude: p,crude_p,Note\n"
            "Sex,,,,,,,\n"
            "  male,1.20 (0.90–1.60),1.2,0.9,1.6,0.22,0.22,a\n"
            "  other,–,,,,,,b\n");
}

TEST(Table, CsvHoldsACountOnce) {
  Table table;
  table.columns = {{"Group", "", Align::left, {}}, {"N", "", Align::right, {"n"}}};
  table.rows = {{{"a", {"12", 12}}, 0, false}, {{"b"}, 0, false}};
  EXPECT_EQ(csv(table), "Group,n\na,12\nb,\n");
  table.rows[0].cells[1] = {"12,345", 12345};
  EXPECT_EQ(csv(table), "Group,n\na,12345\nb,\n");
}

TEST(Table, CsvFieldsAreQuotedAndNeverFormulas) {
  EXPECT_EQ(csv_field("plain"), "plain");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("say \"x\""), "\"say \"\"x\"\"\"");
  EXPECT_EQ(csv_field("two\nlines"), "two lines");
  EXPECT_EQ(csv_field("=1+1"), "'=1+1");
  EXPECT_EQ(csv_field("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(csv_field("+cmd|' /C calc'!A0"), "'+cmd|' /C calc'!A0");
  EXPECT_EQ(csv_field("-1.5"), "-1.5");
  EXPECT_EQ(csv_field("+2"), "+2");
  EXPECT_EQ(csv_field("-x"), "'-x");
  EXPECT_EQ(csv_field(""), "");
}

TEST(Table, HtmlSaysWhichHeadingBelongsToWhat) {
  const std::string text = html(small_table());
  const auto markup = read_markup(text.substr(0, text.find("<div")));
  ASSERT_EQ(markup.error, "");
  std::vector<std::string> scopes;
  std::size_t captions = 0;
  for (const Element& element : markup.elements) {
    captions += element.name == "caption";
    if (element.name == "th") scopes.push_back(element.attributes.at("scope") + " " + element.text);
  }
  EXPECT_EQ(captions, 1u);
  EXPECT_EQ(scopes, (std::vector<std::string>{"col Variable", "colgroup Crude", "col Note",
                                              "col HR (95% CI)", "col p", "row Sex", "row male",
                                              "row other"}));
  EXPECT_NE(text.find("<p>HR: hazard ratio &amp; more.</p>"), std::string::npos);
}

TEST(Table, LatexHasBooktabsRulesAndGroups) {
  const std::string text = latex(small_table());
  EXPECT_NE(text.find("\\begin{tabular}{@{}lrrl@{}}"), std::string::npos);
  EXPECT_NE(text.find(" & \\multicolumn{2}{c}{Crude} &  \\\\\n\\cmidrule(lr){2-3}"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("\\textbf{Sex}"), std::string::npos);
  EXPECT_NE(text.find("\\quad male & 1.20 (0.90--1.60) & 0.22 & a \\\\"), std::string::npos);
  for (const char* rule : {"\\toprule", "\\midrule", "\\bottomrule"})
    EXPECT_NE(text.find(rule), std::string::npos);
}

TEST(Table, LatexSpecialCharactersAreEscaped) {
  EXPECT_EQ(escape_latex("50% & $1_a #2 {x} ~ ^ \\ <0.001"),
            "50\\% \\& \\$1\\_a \\#2 \\{x\\} \\textasciitilde{} \\textasciicircum{} "
            "\\textbackslash{} \\textless{}0.001");
  EXPECT_EQ(escape_latex("−0.3 ≥ 1–2"), "$-$0.3 $\\ge$ 1--2");
}

TEST(Table, HostileTextsStayText) {
  for (const std::string& label : venscope::test::hostile_labels()) {
    Table table = small_table();
    table.title = label;
    table.footnotes = {label};
    for (ColumnHead& column : table.columns) column.text = column.group = label;
    for (Row& row : table.rows) row.cells[0] = label;
    const auto markup = read_markup("<div>" + html(table) + "</div>");
    EXPECT_EQ(markup.error, "") << label;
    for (const Element& element : markup.elements) EXPECT_NE(element.name, "script");
    // One line per row: no text may break out of its field.
    const std::string lines = csv(table);
    EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 4);
  }
}

TEST(Table, AVariableAndItsLevelsAreAGroupOfRows) {
  Table table = small_table();
  table.rows.push_back({{"Age"}, 0, false});
  const std::string text = html(table);
  const auto count_of = [&](std::string_view part) {
    std::size_t n = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
      ++n;
    return n;
  };
  EXPECT_EQ(count_of("<tbody>"), 2u);  // Sex with its levels, Age
  EXPECT_LT(text.find("other"), text.find("</tbody>"));
  EXPECT_EQ(count_of("class=\"many\""), 0u);
  table.columns.resize(9, {"n", "", Align::right, {}});
  EXPECT_NE(html(table).find("<table class=\"many\">"), std::string::npos);
}

TEST(Escape, TextIsValidUtf8WithoutControls) {
  EXPECT_EQ(clean_text("a\tb\nc\x01"
                       "d"),
            "a b cd");
  EXPECT_EQ(clean_text("\xff"
                       "a\xc3"),
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD");
  EXPECT_EQ(clean_text("\xed\xa0\x80"), "\xEF\xBF\xBD");          // a surrogate
  EXPECT_EQ(clean_text("\xc0\xaf"), "\xEF\xBF\xBD\xEF\xBF\xBD");  // overlong /
  EXPECT_EQ(clean_text("急 ä 😀"), "急 ä 😀");
  EXPECT_EQ(escape_markup("<a href=\"x\">&'"), "&lt;a href=&quot;x&quot;&gt;&amp;&#39;");
}

}  // namespace
