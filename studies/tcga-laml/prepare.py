#!/usr/bin/env python3
"""One row per patient from the published tables of TCGA-LAML (README.md says where they are).

    python3 studies/tcga-laml/prepare.py FOLDER OUT.csv

Reads SuppTable01.update.2013.05.13.csv.gz (outcome of 30 April 2013) and tcga_laml.maf.gz in FOLDER. An empty cell is "not
known". Genomes or exomes of all patients were sequenced, so a gene that the table does not mark is wild type.
"""
import csv
import gzip
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import iscn  # noqa: E402

GENES = """ASXL1 ASXL2 BCOR BCORL1 CALR CBL CSF3R DDX41 DNMT3A ETV6 EZH2 GATA2 IDH1 IDH2 IKZF1 JAK2 KDM6A KIT KRAS MPL MYC
NF1 NPM1 NRAS PHF6 PTPN11 RAD21 RUNX1 SETBP1 SF3B1 SH2B3 SMC1A SMC3 SRSF2 STAG2 SUZ12 TET2 TP53 U2AF1 WT1 ZRSR2""".split()
FRACTIONS = ["TP53", "NF1", "PTPN11", "SF3B1", "DNMT3A", "NRAS", "KRAS", "IDH1", "IDH2", "RUNX1", "TET2"]
SILENT = {"Silent", "RNA", "Intron", "IGR", "5'Flank"}
BZIP = range(278, 346)  # codons of the basic leucine zipper of CEBPA


def yes_no(condition):
    return "yes" if condition else "no"


def mutated(condition):
    return "mutated" if condition else "wild_type"


def karyotype(row):
    """Lesions from the two classifications (of chromosomes, and with RNA-seq) and from the written karyotype."""
    text = row["Cytogenetics"]
    chromosomes, molecular = row["Cytogenetic Classification"], row["Molecular Classification"]
    if chromosomes == "N.D.":
        # fusions were looked for by RNA-seq in most, which does not exclude what it did not find
        return {"del_5q": "yes" if "-5q" in text else ""}
    is_complex = chromosomes == "Complex Cytogenetics"
    readable = iscn.readable(text)

    def written(answer):
        return answer if readable else ""

    lost_17 = iscn.lost("17", text)
    short_arm = re.search(r"i\(17\)\(q|(?:idic|del|add)\(17\)\(p", text)
    lesions = {
        "normal_karyotype": yes_no(molecular == "Normal Karyotype"),
        "complex_karyotype": yes_no(is_complex),
        "t_8_21": yes_no(molecular == "RUNX1-RUNX1T1"),
        "inv_16": yes_no(molecular == "CBFB-MYH11"),
        "t_15_17": yes_no(molecular == "PML-RARA"),
        "t_9_22": yes_no(molecular == "BCR-ABL1"),
        "t_9_11": yes_no(molecular == "MLL translocation, t(9;11)"),
        "KMT2A_r": yes_no(molecular == "MLL translocation, poor risk"),
        "t_6_9": written(yes_no("t(6;9)" in text)),
        "t_8_16": written(yes_no("t(8;16)" in text)),
        "inv_3": written(yes_no(re.search(r"inv\(3\)\(q21;?q26|t\(3;3\)\(q21;q26", text))),
        "t_3q26": written(iscn.translocated("3", "q26", text)),
        "minus_5": written(iscn.lost("5", text)),
        "del_5q": written(yes_no(re.search(r"del\(5\)\([pq\d.]*q", text))),
        "minus_7": written(iscn.lost("7", text)),
        "minus_17": written(lost_17),
        "abn_17p": written("yes" if lost_17 == "yes" or short_arm else iscn.translocated("17", "p", text)),
        "monosomal_karyotype": written(iscn.monosomal(text)),
    }
    if is_complex:  # a class of its own that hides a fusion
        lesions["KMT2A_r"] = written(iscn.translocated("11", "q23", text))
    return lesions


def bzip(cell):
    """In-frame insertion or deletion in the bZIP region; a missense mutation there leaves it open, as sources differ."""
    undecided = False
    for change in filter(None, cell.split(",")):
        codon = re.search(r"\d+", change)
        if not codon or "fs" in change or "*" in change or int(codon[0]) not in BZIP:
            continue
        if "in_frame" in change:
            return "mutated"
        undecided = True
    return "" if undecided else "wild_type"


def genes(row, calls):
    result = {}
    for gene in GENES:
        classes = {call["Variant_Classification"] for call in calls if call["Hugo_Symbol"] == gene}
        result[gene] = mutated(row.get(gene, "").strip() and not (classes and classes <= SILENT))
    flt3 = row["FLT3"]
    result["FLT3"] = mutated(flt3.strip())
    result["FLT3_ITD"] = mutated("in_frame_ins" in flt3)
    result["FLT3_TKD"] = mutated(re.search("D835|I836", flt3))
    result["CEBPA"] = mutated(row["CEBPA"].strip())
    result["CEBPA_bzip"] = bzip(row["CEBPA"].strip())
    for gene in FRACTIONS:
        fractions = [
            float(call["i_TumorVAF_WU"])
            for call in calls
            if call["Hugo_Symbol"] == gene and call["Variant_Classification"] not in SILENT and call["i_TumorVAF_WU"] != "NA"
        ]
        result[gene + "_VAF"] = max(fractions) if fractions and result[gene] == "mutated" else ""
    return result


LESIONS = """normal_karyotype complex_karyotype monosomal_karyotype t_8_21 inv_16 t_15_17 t_9_11 KMT2A_r t_6_9 t_9_22 t_8_16 inv_3
t_3q26 minus_5 del_5q minus_7 minus_17 abn_17p""".split()


def patient(row, calls):
    lesions = karyotype(row)
    result = {
        "patient": "TCGA-AB-" + row["TCGA Patient ID"],
        "age": row["Age"],
        "sex": {"M": "male", "F": "female"}[row["Sex"]],
        "disease_status": "newly_diagnosed",
        "lines": "0",
        "prior_venetoclax": "no",  # samples of 2001 to 2010
        "extramedullary_disease": "",  # not recorded in anyone
        "prior_hma": "",  # not recorded in anyone
        "fab": row["FAB"],
        "wbc": row["WBC"].strip(),
        "blasts": row["%BM Blast"].strip(),
        "induction": "intensive" if re.match(r"7\+[34]|CLAM", row["Induction"]) else "other",
    }
    result |= {lesion: lesions.get(lesion, "") for lesion in LESIONS}
    result |= genes(row, calls)
    result |= {
        "os_months": row["OS months  4.30.13"].strip(),
        "os_event": "1" if row["Expired?  4.30.13"].strip() == "*" else "0",
    }
    return result


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, out = sys.argv[1:]
    calls = {}
    with gzip.open(folder + "/tcga_laml.maf.gz", "rt", encoding="latin-1") as file:
        for call in csv.DictReader(file, delimiter="\t"):
            calls.setdefault(call["Tumor_Sample_Barcode"], []).append(call)
    with gzip.open(folder + "/SuppTable01.update.2013.05.13.csv.gz", "rt", encoding="latin-1", newline="") as file:
        # the last row holds sums
        rows = [row for row in csv.DictReader(file) if row["TCGA Patient ID"].strip()]
    patients = [patient(row, calls.get("TCGA-AB-" + row["TCGA Patient ID"], [])) for row in rows]
    with open(out, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, patients[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(patients)


if __name__ == "__main__":
    main()
