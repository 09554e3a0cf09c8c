#include "venscope/calculator/mutations.hpp"

#include "venscope/base/problem.hpp"
#include "venscope/risk/card.hpp"

#include <gtest/gtest.h>

namespace venscope::calculator {
namespace {

const cohort::Dictionary& dictionary() {
  return risk::aml_dictionary();
}

struct Known {
  Elsewhere elsewhere;
  std::vector<std::string> warnings;
  std::string problems;

  /// What the lists say of a variable; "" where they say nothing.
  std::string of(const std::string& patient, const std::string& name) const {
    const auto found = elsewhere.index.find(patient);
    const std::uint32_t number =
        found == elsewhere.index.end() ? elsewhere.otherwise : elsewhere.profile_of[found->second];
    const cohort::Variable* variable = dictionary().find(name);
    for (const auto& [index, value] : elsewhere.profiles[number].values)
      if (&dictionary().variables[index] == variable) return risk::value_text(*variable, value);
    return "";
  }
};

Known read(std::string_view list, const char* panel = nullptr, VafUnit unit = VafUnit::undeclared) {
  cohort::ProblemLog log;
  const std::vector<bool> all(dictionary().variables.size(), true);
  MutationTable table(dictionary(), "m.csv", unit, all, log);
  table.feed(list);
  table.finish();
  std::optional<PanelTable> tested;
  if (panel) {
    tested.emplace(dictionary(), "panel.txt", log);
    tested->feed(panel);
    tested->finish();
  }
  Known known;
  known.elsewhere = known_genes(table, tested ? &*tested : nullptr, dictionary(), known.warnings);
  known.problems = to_text(log.take());
  return known;
}

TEST(Mutations, OfAMaf) {
  const Known known = read(
      "#version 2.4\n"
      "Hugo_Symbol\tTumor_Sample_Barcode\tVariant_Classification\tHGVSp_Short\tt_alt_count\t"
      "t_ref_count\n"
      "TP53\tA\tMissense_Mutation\tp.R175H\t30\t70\n"
      "TP53\tA\tNonsense_Mutation\tp.R213*\t45\t55\n"
      "NF1\tA\tSilent\tp.L12=\t50\t50\n"
      "NRAS\tB\tIntron\t\t50\t50\n"
      "NPM1\tB\tFrame_Shift_Ins\tp.W288Cfs*12\t40\t60\n");
  EXPECT_EQ(known.problems, "");
  EXPECT_EQ(known.of("A", "TP53"), "mutated");
  EXPECT_EQ(known.of("A", "TP53_VAF"), "45");
  EXPECT_EQ(known.of("A", "NF1"), "");
  EXPECT_EQ(known.of("B", "NRAS"), "");
  EXPECT_EQ(known.of("B", "NPM1"), "mutated");
  EXPECT_EQ(known.of("C", "TP53"), "");
}

TEST(Mutations, OutsideThePanelNothingIsKnown) {
  const Known known = read("patient,gene\nA,NRAS\nA,WT1\n", "gene\nNRAS\nKRAS\n");
  EXPECT_EQ(known.of("A", "NRAS"), "mutated");
  EXPECT_EQ(known.of("A", "KRAS"), "wild_type");
  EXPECT_EQ(known.of("A", "WT1"), "mutated") << "a listed mutation is one";
  EXPECT_EQ(known.of("A", "TP53"), "");
  EXPECT_EQ(known.of("nobody listed", "NRAS"), "wild_type");
}

TEST(Mutations, ThePanelOfEachPatient) {
  const Known known = read("patient,gene\nA,NRAS\n", "patient,gene\nA,NRAS\nA,KRAS\nB,KRAS\n");
  EXPECT_EQ(known.of("A", "KRAS"), "wild_type");
  EXPECT_EQ(known.of("B", "KRAS"), "wild_type");
  EXPECT_EQ(known.of("B", "NRAS"), "");
  EXPECT_EQ(known.of("C", "KRAS"), "") << "no panel is known of C";
  EXPECT_EQ(known.elsewhere.patients, (std::vector<std::string>{"A", "B"}));
}

TEST(Mutations, SeveralPanelsNeedToKnowWhoHadWhich) {
  const char* const list = "patient,gene\nA,NRAS\n";
  EXPECT_EQ(read(list, "gene,panel\nNRAS,myeloid\nKRAS,myeloid\n").of("A", "KRAS"), "wild_type");
  EXPECT_EQ(
      read(list, "gene,panel\nNRAS,small\nNRAS,large\nKRAS,large\n").problems,
      "panel.txt:3: \"large\" is another panel than \"small\", and nothing says who had which, "
      "expected one panel, or a column of patients; write a row for each patient and gene "
      "tested, with a column patient\n"
      "panel.txt:4: \"large\" is another panel than \"small\", and nothing says who had which, "
      "expected one panel, or a column of patients; write a row for each patient and gene "
      "tested, with a column patient\n");
  const Known known = read(list, "patient,gene,panel\nA,NRAS,small\nB,NRAS,large\nB,KRAS,large\n");
  EXPECT_EQ(known.problems, "");
  EXPECT_EQ(known.of("A", "KRAS"), "");
  EXPECT_EQ(known.of("B", "KRAS"), "wild_type");
  EXPECT_EQ(read(list, "patient,gene\nA,NRAS\n,KRAS\n").problems,
            "panel.txt:3: no patient, expected a patient in every row; fill it in, or delete the "
            "row\n");
}

TEST(Mutations, AnInternalTandemDuplicationIsNeverInferred) {
  const char* const list =
      "patient,gene,protein_change\n"
      "insertion,FLT3,p.E598_Y599insGDNDY\n"
      "no change,FLT3,\n"
      "point,FLT3,p.D835Y\n"
      "named,FLT3,ITD 60 bp\n"
      "gene,FLT3-ITD,\n";
  const Known tested = read(list, "FLT3\nFLT3_ITD\n");
  for (const char* patient : {"insertion", "no change", "point"})
    EXPECT_EQ(tested.of(patient, "FLT3"), "mutated") << patient;
  EXPECT_EQ(tested.of("insertion", "FLT3_ITD"), "");
  EXPECT_EQ(tested.of("no change", "FLT3_ITD"), "");
  EXPECT_EQ(tested.of("point", "FLT3_ITD"), "wild_type");
  EXPECT_EQ(tested.of("named", "FLT3_ITD"), "mutated");
  EXPECT_EQ(tested.of("gene", "FLT3_ITD"), "mutated");
  EXPECT_EQ(tested.of("nobody", "FLT3"), "wild_type");

  const Known without = read(list, "FLT3\n");
  EXPECT_EQ(without.of("nobody", "FLT3"), "");
  EXPECT_EQ(without.of("point", "FLT3_ITD"), "");
  EXPECT_EQ(without.of("named", "FLT3_ITD"), "mutated");
  ASSERT_EQ(without.warnings.size(), 2u);
  EXPECT_EQ(
      without.warnings[0],
      "panel.txt: FLT3 is on the panel and FLT3_ITD is not: FLT3 without a listed mutation is "
      "not known. Add FLT3_ITD if the assay finds it");
}

TEST(Mutations, TheUnitOfAFractionIsDeclared) {
  EXPECT_EQ(read("patient,gene,vaf_fraction\nA,TP53,0.25\n").of("A", "TP53_VAF"), "25");
  EXPECT_EQ(read("patient,gene,VAF (%)\nA,TP53,25\nA,TP53,5\n").of("A", "TP53_VAF"), "25");
  EXPECT_EQ(read("patient;gene;vaf_percent\nA;TP53;2,5\n").of("A", "TP53_VAF"), "2.5");
  EXPECT_EQ(read("patient,gene,vaf\nA,TP53,0.25\n", nullptr, VafUnit::percent).of("A", "TP53_VAF"),
            "0.25");
  EXPECT_EQ(read("patient,gene,vaf\nA,TP53,0.25\n").problems,
            "m.csv:2: vaf: nothing says whether this is a fraction or percent, expected a column "
            "vaf_fraction or vaf_percent; say --vaf fraction or --vaf percent\n");
  EXPECT_EQ(read("patient,gene,vaf\nA,NRAS,0.25\n").problems, "") << "no model asks for it";
}

TEST(Mutations, SayWhatIsWrong) {
  EXPECT_EQ(read("sample,hugo\nA,NF1\n").problems,
            "m.csv:1: no column of genes, expected gene or Hugo_Symbol; rename the column\n");
  EXPECT_EQ(read("patient,gene,variant_classification\nA,NF1,odd\n,NF1,\nA,,\nA,NF1\n").problems,
            "m.csv:2: variant_classification: \"odd\" is not a known classification, expected a "
            "word of the MAF format: missense_mutation, nonsense_mutation, nonstop_mutation, "
            "frame_shift_del, frame_shift_ins, in_frame_del, in_frame_ins, splice_site, "
            "translation_start_site, silent, intron, 3'utr, 5'utr, 3'flank, 5'flank, igr, rna, "
            "lincrna, splice_region, targeted_region; correct it, or leave it empty: then the "
            "mutation counts\n"
            "m.csv:3: no patient, expected a patient in every row; fill it in, or delete the row\n"
            "m.csv:4: no gene, expected a gene in every row; fill it in, or delete the row\n"
            "m.csv:5: 2 cells, expected 3 as in the header; add or remove delimiters, or quote the "
            "cell that holds one\n");
  const Known known = read("patient,gene\nA,FTL3\nA,ABCD9\nA,ABCD9\n");
  EXPECT_EQ(known.warnings[0],
            "m.csv: 2 genes not in the dictionary, and not used: \"FTL3\" (did you mean FLT3?), "
            "\"ABCD9\"");
}

}  // namespace
}  // namespace venscope::calculator
