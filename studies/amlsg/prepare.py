#!/usr/bin/env python3
"""One row per patient from the published tables of the 1,540 patients (README.md says where they are).

    python3 studies/amlsg/prepare.py FOLDER OUT.csv

Reads AMLSG_Clinical_Anon.tsv, AMLSG_Genetic.txt and AMLSG_Karyotypes.txt in FOLDER. An empty cell is "not known". Nothing
is guessed: a lesion is `no` where the trial's columns exclude it, `yes` where they or the written karyotype state it.
"""
import csv
import io
import pathlib
import re
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import iscn  # noqa: E402

PANEL = """ASXL1 BCOR BRAF CBL CUX1 DNMT3A ETV6 EZH2 GATA2 GNAS IDH1 IDH2 IKZF1 JAK2 KDM6A KIT KRAS MPL MYC NF1 NRAS PHF6
PTEN PTPN11 RAD21 RUNX1 SF3B1 SH2B3 SRSF2 STAG2 TET2 TP53 U2AF1 WT1 ZRSR2""".split()
OLD_NAMES = {"SFRS2": "SRSF2"}
FRACTIONS = ["TP53", "NF1", "PTPN11", "SF3B1", "DNMT3A", "NRAS", "KRAS", "IDH1", "IDH2", "RUNX1", "TET2"]
BZIP = range(278, 346)  # codons of the basic leucine zipper of CEBPA


def table(path):
    """Rows of a tab-separated file with any line ends and with line ends inside quotes."""
    with open(path, newline="", encoding="latin-1") as file:
        text = file.read().replace("\r\n", "\n").replace("\r", "\n")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


def known(cell):
    """1 and TRUE, 0 and FALSE; empty where the trial has no answer."""
    return {"1": "yes", "TRUE": "yes", "0": "no", "FALSE": "no"}.get(cell, "")


def value(cell):
    return "" if cell == "NA" else cell


# ---- karyotype ---------------------------------------------------------------------------------------------


def karyotype(row, text):
    """The trial's columns as variables of the dictionary. Where a column merges two lesions, the written karyotype tells them
    apart; where it cannot, they stay unknown, and minus5_5q itself is kept for those models to which both are one."""
    readable = iscn.readable(text)
    lesions = {
        "normal_karyotype": known(row["NK"]),
        "complex_karyotype": known(row["complex"]),
        "t_8_21": known(row["t_8_21"]),
        "inv_16": known(row["inv16_t16_16"]),
        "t_15_17": known(row["t_15_17"]),
        # t_9_11 is 0 throughout where nothing else of the karyotype is known
        "t_9_11": "yes" if row["t_9_11"] == "1" else "" if row["t_v_11"] == "NA" else "no",
        "KMT2A_r": known(row["t_v_11"]),
        "t_6_9": known(row["t_6_9"]),
        "t_9_22": known(row["t_9_22"]),
        "inv_3": known(row["inv3_t3_3"]),
        "minus_7": known(row["minus7"]),
        "abn_17p": known(row["mono17_17p_abn17p"]),
        "minus5_5q": known(row["minus5_5q"]),
    }
    merged = {"minus_5": ("minus5_5q", "5"), "minus_17": ("abn_17p", "17")}
    for lesion, (column, chromosome) in merged.items():
        lesions[lesion] = lesions[column]
        if lesions[column] == "yes":
            lesions[lesion] = iscn.lost(chromosome, text) if readable else ""
    # -5 or del(5q), and not -5; where it is -5, whether another clone has del(5q) as well is left open
    lesions["del_5q"] = {"yes": "", "no": lesions["minus5_5q"], "": ""}[lesions["minus_5"]]
    lesions["t_3q26"] = known(row["abn3q_other"])
    if lesions["t_3q26"] == "yes":
        lesions["t_3q26"] = iscn.translocated("3", "q26", text) if readable else ""
    # X8 and X16: any abnormality of these chromosomes
    if "0" in (row["X8"], row["X16"]):
        lesions["t_8_16"] = "no"
    else:
        lesions["t_8_16"] = ("yes" if "t(8;16)" in text else "no") if readable else ""
    if row["NALL_CYTO"] in ("0", "1"):
        lesions["monosomal_karyotype"] = "no"
    else:
        lesions["monosomal_karyotype"] = iscn.monosomal(text) if readable else ""
    return lesions


# ---- genes -------------------------------------------------------------------------------------------------


def mutated(found):
    return "mutated" if found else "wild_type"


def bzip(variants, status):
    """In-frame insertion or deletion in the bZIP region of CEBPA. A missense mutation there, or one whose place is not
    told, leaves it open: sources differ, or nothing can be said."""
    if not variants:
        return {"0": "wild_type"}.get(status, "")
    undecided = False
    for change in variants:
        codons = [int(n) for n in re.findall(r"[A-Z](\d+)", change)]
        if not codons:
            undecided = True
        elif "fs" not in change and "*" not in change and codons[-1] in BZIP:
            if "ins" in change or "del" in change or ">" in change:
                return "mutated"
            undecided = True
    return "" if undecided else "wild_type"


def genes(row, calls):
    """Every gene of the panel was sequenced in everyone; NPM1, FLT3 and CEBPA are those of the clinical table."""
    by_gene = {}
    for call in calls:
        by_gene.setdefault(OLD_NAMES.get(call["GENE"], call["GENE"]), []).append(call)
    result = {gene: mutated(gene in by_gene) for gene in PANEL}
    result["NPM1"] = mutated(row["NPM1"] == "1")
    for name in ("FLT3_ITD", "FLT3_TKD"):
        result[name] = mutated(row[name] == "1")
    result["FLT3"] = mutated("1" in (row["FLT3_ITD"], row["FLT3_TKD"], row["FLT3_other"]))
    result["KMT2A_PTD"] = {"1": "mutated", "0": "wild_type"}.get(row["MLL_PTD"], "")
    cebpa = [call["AA_CHANGE"] for call in by_gene.get("CEBPA", [])]
    if cebpa or row["CEBPA"] in ("1", "2"):
        result["CEBPA"] = "mutated"
    else:
        result["CEBPA"] = "wild_type" if row["CEBPA"] == "0" else ""
    result["CEBPA_bzip"] = bzip(cebpa, row["CEBPA"])
    for gene in FRACTIONS:
        fractions = [float(call["VAF"]) for call in by_gene.get(gene, []) if call["VAF"] != "na"]
        result[gene + "_VAF"] = max(fractions) if fractions else ""
    return result


# ---- transplantation ---------------------------------------------------------------------------------------


def transplantation(row):
    """Days are counted from study entry; here they are counted from the first remission. A transplantation in first remission is
    allogeneic where the donor was related (ALLO), unrelated (FREMD) or haploidentical (HAPLO)."""
    days = {"cr_days": "", "os_from_cr_days": "", "allohct_cr1": "", "allohct_cr1_days": ""}
    if row["CR_date"] == "NA":
        return days
    remission = int(row["CR_date"])
    days["cr_days"] = remission
    days["os_from_cr_days"] = int(row["OS"]) - remission
    first = row["TPL_Phase"] == "CR1" and row["TPL_date"] != "NA" and int(row["TPL_date"]) >= remission
    if row["TPL_Phase"] == "CR1" and (row["TPL_date"] == "NA" or row["TPL_type"] not in ("ALLO", "FREMD", "HAPLO", "AUTO")):
        return days  # transplanted, but when or from whom is not told
    allogeneic = first and row["TPL_type"] in ("ALLO", "FREMD", "HAPLO")
    days["allohct_cr1"] = "transplanted" if allogeneic else "not_transplanted"
    days["allohct_cr1_days"] = int(row["TPL_date"]) - remission if allogeneic else ""
    return days


# ---- patients ----------------------------------------------------------------------------------------------


def patient(row, calls, text):
    remission = row["CR_date"] != "NA"
    result = {
        "patient": row["PDID"],
        "Study": row["Study"],
        "centre": row["Center"],
        "age": row["AOD"],
        "sex": {"1": "male", "2": "female"}[row["gender"]],
        "disease_status": "newly_diagnosed",
        "lines": "0",
        "prior_venetoclax": "no",  # the trials closed years before its first use
        "extramedullary_disease": "",  # not recorded in anyone
        "prior_hma": "",  # not recorded in anyone
        "aml_type": {"AML": "de_novo", "sAML": "secondary", "oAML": "secondary", "tAML": "therapy_related"}[row["TypeAML"]],
        "ecog": value(row["Performance_ECOG"]),
        "wbc": value(row["wbc"]),
        "haemoglobin": value(row["HB"]),
        "platelets": value(row["platelet"]),
        "blasts": value(row["BM_Blasts"]),
        "ELN2011": value(row["M_Risk"]),
        "atra": known(row["ATRA_arm"]),  # all-trans retinoic acid, drawn by lot in HD98B and 07-04
        "remission": "yes" if remission else "no",
    }
    result |= karyotype(row, text)
    result |= genes(row, calls)
    result |= {
        "os_days": row["OS"],
        "os_event": row["Status"],
        "efs_days": value(row["efs"]),
        "efs_event": "" if row["efs"] == "NA" else row["EFSSTAT"],  # one patient has an event without a date
        # of patients in remission, counted from it; four have a relapse or death after remission, but no date of the remission
        "rfs_days": row["rfs"] if remission else "",
        "rfs_event": row["rfsstat"] if remission else "",
        "relapse_days": row["rfs"] if remission and row["cuminc"] == "1" else "",
        "death_in_remission_days": row["rfs"] if remission and row["cuminc"] == "2" else "",
    }
    result |= transplantation(row)
    return result


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, out = sys.argv[1:]
    calls = {}
    for call in table(folder + "/AMLSG_Genetic.txt"):
        if call["Result"] == "ONCOGENIC":
            calls.setdefault(call["SAMPLE_NAME"], []).append(call)
    texts = {row["PDID"]: row["karyotype"] for row in table(folder + "/AMLSG_Karyotypes.txt")}
    rows = [
        patient(row, calls.get(row["PDID"], []), texts.get(row["PDID"]) or "")
        for row in table(folder + "/AMLSG_Clinical_Anon.tsv")
    ]
    with open(out, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
