#!/usr/bin/env python3
"""Files of TCGA-LAML, Leucegene and Beat AML from their published tables (README.md says which).

    python3 studies/senescence-signature/prepare.py --tcga CLINICAL.tsv --leucegene CLINICAL.tsv --out FOLDER
    python3 studies/senescence-signature/prepare.py --beataml-scores SCORES.tsv --beataml-drugs RESPONSES.csv --out FOLDER

Each table alone will do; any may be .gz. An empty cell is "not known"; nothing is guessed.
"""
import argparse
import csv
import gzip
import pathlib
import sys

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
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", newline="", encoding="utf-8") as file:
        head = file.readline()
        file.seek(0)
        return list(csv.DictReader(file, delimiter="\t" if "\t" in head else ","))


def write(path, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path}: {len(rows)} rows")


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


def turned(cell):
    """The challenge predicts survival: higher is longer. The score itself is higher where it is shorter."""
    cell = known(cell)
    return cell[1:] if cell.startswith("-") else "-" + cell if cell else ""


def beataml_specimens(path):
    return [{"specimen": row["lab_id"], "LSC17": turned(row["LSC17"]), "age": known(row["ageAtDiagnosis"]),
             "os_days": known(row["challengeOverallSurvival"]),
             "died": {"Dead": "1", "Alive": "0"}.get(known(row["challengeVitalStatus"]), "")} for row in rows_of(path)]


# Doses of the screen rise threefold over seven steps, to 10, 5 or 1 µM by drug: the largest IC50 of a drug is its highest dose. An IC50
# at the lowest one is written with two to five digits; all of them are below this.
LOWEST = {10.0: "0.01373", 5.0: "0.006865", 1.0: "0.0014"}


def beataml_drugs(path):
    rows = [{"specimen": row["lab_id"], "drug": row["inhibitor"], "ic50_um": known(row["ic50"]), "auc": known(row["auc"])}
            for row in rows_of(path)]
    highest = {}
    for row in rows:
        if row["ic50_um"]:
            highest[row["drug"]] = max(highest.get(row["drug"], 0.0), float(row["ic50_um"]))
    odd = sorted(drug for drug, dose in highest.items() if dose not in LOWEST)
    if odd:
        sys.exit(f"{path}: the largest IC50 of {', '.join(odd)} is none of the highest doses {list(LOWEST)}")
    for row in rows:
        dose = highest.get(row["drug"])
        row["highest_um"] = f"{dose:g}" if dose else ""
        row["lowest_um"] = LOWEST.get(dose, "")
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tcga", metavar="CLINICAL.tsv")
    parser.add_argument("--leucegene", metavar="CLINICAL.tsv")
    parser.add_argument("--beataml-scores", metavar="SCORES.tsv")
    parser.add_argument("--beataml-drugs", metavar="RESPONSES.csv")
    parser.add_argument("--out", metavar="FOLDER", required=True)
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    if arguments.tcga:
        write(folder / "tcga.csv", tcga(arguments.tcga))
    if arguments.leucegene:
        write(folder / "leucegene.csv", leucegene(arguments.leucegene))
    if arguments.beataml_scores:
        write(folder / "beataml.csv", beataml_specimens(arguments.beataml_scores))
    if arguments.beataml_drugs:
        write(folder / "beataml-drugs.csv", beataml_drugs(arguments.beataml_drugs))


if __name__ == "__main__":
    main()
