#include "venscope/expression/gene_names.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

namespace {

using Texts = std::vector<std::string>;

AliasTable aliases(std::string_view text) {
  auto table = read_aliases_text(text, "aliases.tsv");
  EXPECT_TRUE(table) << (table ? "" : to_text(table.error()));
  return table ? *table : AliasTable{};
}

}  // namespace

TEST(GeneNames, IdentifiersLoseWhatDatabasesAdd) {
  EXPECT_EQ(plain_gene_name("TP53"), "TP53");
  EXPECT_EQ(plain_gene_name("ENSG00000141510.17"), "ENSG00000141510");
  EXPECT_EQ(plain_gene_name("ENSMUSG00000059552.14"), "ENSMUSG00000059552");
  EXPECT_EQ(plain_gene_name("ENSG00000182378.15_PAR_Y"), "ENSG00000182378_PAR_Y");
  EXPECT_EQ(plain_gene_name("ENSG00000141510.17|TP53"), "TP53");
  EXPECT_EQ(plain_gene_name("TP53|7157"), "TP53");
  EXPECT_EQ(plain_gene_name("TP53|ENSG00000141510|7157"), "TP53");
  // Names with a point, and compounds in which no part, or more than one, is a symbol.
  EXPECT_EQ(plain_gene_name("RP11-34P13.7"), "RP11-34P13.7");
  EXPECT_EQ(plain_gene_name("ENSG00000141510.x"), "ENSG00000141510.x");
  EXPECT_EQ(plain_gene_name("?|100130426"), "?|100130426");
  EXPECT_EQ(plain_gene_name("TP53|NPM1"), "TP53|NPM1");
  EXPECT_EQ(plain_gene_name("|"), "|");
  EXPECT_EQ(plain_gene_name(""), "");
}

TEST(GeneNames, AliasesAreReadByTheirHeader) {
  const AliasTable table = aliases(
      "symbol\tname\talias_symbol\tprev_symbol\nCCN2\tcellular\tHCS24|IGFBP8\tCTGF\nCXCL8\tx\tIL-"
      "8\tIL8\n");
  EXPECT_EQ(table.symbols.at("CTGF"), Texts{"CCN2"});
  EXPECT_EQ(table.symbols.at("IGFBP8"), Texts{"CCN2"});
  EXPECT_EQ(table.symbols.at("IL8"), Texts{"CXCL8"});
  EXPECT_TRUE(table.knows("CCN2"));
  EXPECT_FALSE(table.knows("CTGF"));
  EXPECT_TRUE(table.assumptions.empty());
}

TEST(GeneNames, TwoColumnsNeedNoHeader) {
  const AliasTable table = aliases("CTGF\tCCN2\nIL8\tCXCL8\n");
  EXPECT_EQ(table.symbols.at("IL8"), Texts{"CXCL8"});
  EXPECT_EQ(table.assumptions,
            Texts{"the table of aliases has no header: other names first, symbols second"});
}

TEST(GeneNames, ATableThatIsNone) {
  const auto wrong = read_aliases_text("a\tb\tc\n1\t2\t3\n", "a.tsv");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(
      to_text(wrong.error()),
      "a.tsv:1: no columns of symbols and of other names among a, b, c, expected a header with "
      "symbol and alias, or two columns, other name and symbol; name the columns\n");
  const auto empty = read_aliases_text("alias\tsymbol\n", "a.tsv");
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error()[0].code, "expression.no_aliases");
}

TEST(GeneNames, WhatIsRenamedAndWhatIsLeft) {
  const AliasTable table =
      aliases("alias\tsymbol\nCTGF\tCCN2\nIL8\tCXCL8\nMEKK\tMAP3K1\nMEKK\tMAP3K2\nCCN2\tCCN2\n");
  const GeneNaming naming =
      name_genes(Texts{"CTGF", "IL8", "CXCL8", "MEKK", "TP53|7157", "ENSG00000000003.5"}, &table);
  EXPECT_EQ(naming.names, (Texts{"CCN2", "IL8", "CXCL8", "MEKK", "TP53", "ENSG00000000003"}));
  ASSERT_EQ(naming.renamed.size(), 3u);
  EXPECT_EQ(naming.renamed[0].change, NameChange::alias);
  ASSERT_EQ(naming.conflicts.size(), 2u);
  EXPECT_TRUE(naming.conflicts[0].taken);
  EXPECT_EQ(naming.conflicts[1].symbols, (Texts{"MAP3K1", "MAP3K2"}));
  EXPECT_EQ(naming.unknown, (std::vector<std::size_t>{4, 5}));
  EXPECT_EQ(
      naming.sentences(),
      (Texts{
          "1 gene named by the symbol in a compound name: TP53|7157 → TP53",
          "1 gene named without the version of the identifier: ENSG00000000003.5 → ENSG00000000003",
          "1 gene renamed by the table of aliases: CTGF → CCN2",
          "1 alias left as it is, because the symbol has a row of its own: IL8 (CXCL8)",
          "1 alias left as it is, because there are several symbols: MEKK (MAP3K1 or MAP3K2)",
          "2 genes the table of aliases does not know: TP53, ENSG00000000003"}));
}

TEST(GeneNames, GenesNotFoundAreListedWithWhatIsNear) {
  const Texts features{"TP53", "Cdkn1a", "CXCL8", "CTGF", "SERPINE1"};
  const Texts wanted{"TP53", "CDKN1A", "SERPIN1", "XYZZY", "IL8", "CCN2"};
  const FoundGenes bare = find_genes(wanted, features);
  EXPECT_EQ(bare.place, std::vector<std::size_t>{0});
  ASSERT_EQ(bare.absent.size(), 5u);
  EXPECT_EQ(bare.absent[0].suggestions, Texts{"Cdkn1a"});
  EXPECT_EQ(bare.absent[1].suggestions, Texts{"SERPINE1"});
  EXPECT_TRUE(bare.absent[2].suggestions.empty());
  EXPECT_EQ(not_found_text(bare, "x.tsv", 3),
            "5 of 6 genes are not in x.tsv: CDKN1A (did you mean Cdkn1a?), SERPIN1 (did you mean "
            "SERPINE1?), XYZZY and 2 more");
  // By the table: a former name asked for, and a former name in the file.
  const AliasTable table = aliases("IL8\tCXCL8\nCTGF\tCCN2\n");
  const FoundGenes known = find_genes(wanted, features, &table);
  EXPECT_EQ(known.place, (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_EQ(known.wanted, (std::vector<std::size_t>{0, 4, 5}));
  EXPECT_EQ(not_found_text(find_genes(Texts{"TP53"}, features), "x.tsv"), "");
}

TEST(GeneNames, SeveralRowsThatFitAreNoAnswer) {
  const AliasTable table = aliases("A1\tG\nA2\tG\n");
  const FoundGenes found = find_genes(Texts{"G"}, Texts{"A1", "A2"}, &table);
  EXPECT_TRUE(found.place.empty());
  EXPECT_EQ(found.absent[0].suggestions, (Texts{"A1", "A2"}));
}
