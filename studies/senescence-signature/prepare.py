#!/usr/bin/env python3
"""Cohort files of TCGA-LAML and Leucegene from their published clinical tables (README.md says which).

    python3 studies/senescence-signature/prepare.py --tcga CLINICAL.tsv --leucegene CLINICAL.tsv --out FOLDER

Either table alone will do. An empty cell is "not known"; nothing is guessed.
"""
import argparse
import csv
import pathlib

UNKNOWN = {"", "NA", "N.A.", "N/A", "None", "nan", "-", "N.D.", "ND", "?"}


def known(cell):
    return "" if cell is None or cell.strip() in UNKNOWN else cell.strip()


def mutated(cell):
    """1 and 1.0 are mutated, 0 and 0.0 wild type; counts of calls above 1 are mutated too."""
    cell = known(cell)
    try:
        return "" if cell == "" else "mutated" if float(cell) > 0 else "wild_type"
    except ValueError:
        return ""


def rows_of(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path}: {len(rows)} patients")


def tcga(path):
    return [{"patient": row["patient"], "os_months": known(row["os_months"]), "died": known(row["os_event"]),
             "age": known(row["age"]), "sex": {"M": "male", "F": "female"}.get(known(row["sex"]), ""),
             "cytogenetic_risk": known(row["cyto_risk"]).lower(),
             **{gene: mutated(row[gene]) for gene in ("FLT3", "NPM1", "TP53", "DNMT3A", "RUNX1")}}
            for row in rows_of(path)]


def leucegene(path):
    rows = []
    for row in rows_of(path):
        days, status = known(row["Overall_Survival_Time_days"]), known(row["Overall_Survival_Status"])
        rows.append({"patient": row["sampleID"], "os_days": days, "died": {"1": "1", "0": "0"}.get(status[:1], ""),
                     "age": known(row["Age_at_diagnosis"]), "sex": {"M": "male", "F": "female"}.get(known(row["Sex"]), ""),
                     "cytogenetic_risk": known(row["Cytogenetic risk"]).replace(" cytogenetics", "").lower(),
                     "intensive_therapy": {"1": "yes", "0": "no"}.get(known(row["intensive_therapy"])[:1], ""),
                     "NPM1": mutated(row["NPM1 mutation"]), "FLT3_ITD": mutated(row["FLT3-ITD mutation"])})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tcga", metavar="CLINICAL.tsv")
    parser.add_argument("--leucegene", metavar="CLINICAL.tsv")
    parser.add_argument("--out", metavar="FOLDER", required=True)
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.tcga:
        write(folder / "tcga.csv", tcga(arguments.tcga))
    if arguments.leucegene:
        write(folder / "leucegene.csv", leucegene(arguments.leucegene))


if __name__ == "__main__":
    main()
