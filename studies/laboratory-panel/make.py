"""Draws the laboratory panel: every value in its files comes from this script, none from an experiment.

    python3 studies/laboratory-panel/make.py studies/laboratory-panel

Three experiments (days), each with a culture of CLL1-knockdown cells and one of control cells. What is
supposed stands in the constants; the same seed writes the same bytes.
"""
import csv
import math
import pathlib
import random
import sys

SEED = 20261121
SOURCE = "drawn by studies/laboratory-panel/make.py"
EXPERIMENTS = ("E1", "E2", "E3")
CONDITIONS = ("control", "knockdown")

# Share of apoptotic cells (%) after 48 h, by nM of venetoclax.
DOSES = (0, 10, 50, 100)
APOPTOSIS = {"control": (6, 12, 28, 40), "knockdown": (8, 20, 48, 65)}
# Metabolic activity at 50 nM after 48 h, percent of the untreated culture.
ACTIVITY = {"control": 74, "knockdown": 49}
# Ct: references and the target CLL1 (CLEC12A); a knockdown of two cycles leaves a quarter.
REFERENCES = {"GAPDH": 17.4, "ACTB": 18.7}
CLL1_CT = 24.6
KNOCKDOWN_CYCLES = 2.0
# Fold of CLL1 under venetoclax in control cells, and two days after it was washed out.
FOLD = {"0 nM": 1.0, "10 nM": 1.3, "50 nM": 1.9, "100 nM": 2.6, "washed out": 2.5}
# Viability: half of the effect at this dose (nM).
IC50 = {"control": 240.0, "knockdown": 70.0}
HILL = 1.1
CURVE_DOSES = (1, 3, 10, 30, 100, 300, 1000, 3000, 10000)
# Genes: 2,000, of which these are real names and the rest are called SYNTHETIC0001 and so on.
NAMED = {"MCL1": -1.1, "CLEC12A": -2.0, "BCL2": 0.2, "BCL2L1": 0.1, "BAX": 0.1, "BBC3": 0.3,
         "PMAIP1": 0.4, "GAPDH": 0.0, "ACTB": 0.0}
CHANGED = 60
GENES = 2000
DISPERSION = 0.04


def logit(percent):
    return math.log(percent / (100 - percent))


def expit(value):
    return 100 / (1 + math.exp(-value))


def culture_of(condition, experiment):
    return f"{'KD' if condition == 'knockdown' else 'NC'}-{experiment}"


def poisson(rng, mean):
    if mean > 60:
        return max(0, round(rng.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def write(folder, name, head, rows):
    with open(folder / name, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow((*head, "synthetic", "synthetic_source"))
        writer.writerows((*row, "yes", SOURCE) for row in rows)


def cultures():
    return [(culture_of(c, e), e, c) for e in EXPERIMENTS for c in CONDITIONS]


def cohort(rng):
    rows = []
    day = {e: rng.gauss(0, 5) for e in EXPERIMENTS}
    for culture, experiment, condition in cultures():
        activity = ACTIVITY[condition] + day[experiment] + rng.gauss(0, 3)
        rows.append((culture, experiment, condition, f"{activity:.1f}"))
    return rows


def apoptosis(rng):
    rows = []
    day = {e: rng.gauss(0, 0.2) for e in EXPERIMENTS}
    for culture, experiment, condition in cultures():
        own = rng.gauss(0, 0.08)
        for dose, percent in zip(DOSES, APOPTOSIS[condition]):
            at = logit(percent) + day[experiment] + own + rng.gauss(0, 0.1)
            for well in (1, 2, 3):
                rows.append((culture, dose, well, f"{expit(at + rng.gauss(0, 0.07)):.1f}"))
    return rows


def qpcr_wells(rng, culture, sample, extra, target):
    load, rows = rng.gauss(0, 0.35), []
    for gene, ct in (*REFERENCES.items(), ("CLL1", target)):
        mean = ct + load + rng.gauss(0, 0.08)
        for well in (1, 2, 3):
            rows.append((culture, sample, *extra, gene, well, f"{mean + rng.gauss(0, 0.09):.2f}"))
    return rows


def knockdown(rng):
    rows = []
    for culture, _, condition in cultures():
        target = CLL1_CT + rng.gauss(0, 0.15)
        target += KNOCKDOWN_CYCLES if condition == "knockdown" else 0
        rows += qpcr_wells(rng, culture, culture, (), target)
    rows[17] = (*rows[17][:-1], "Undetermined")  # a well that gave no signal
    return rows


def under_venetoclax(rng):
    rows = []
    for experiment in EXPERIMENTS:
        culture = culture_of("control", experiment)
        for treatment, fold in FOLD.items():
            target = CLL1_CT - math.log2(fold) + rng.gauss(0, 0.12)
            rows += qpcr_wells(rng, culture, f"{culture} {treatment}", (treatment,), target)
    return rows


def viability(rng):
    rows = []
    for culture, experiment, condition in cultures():
        top, bottom = 1.3 * math.exp(rng.gauss(0, 0.05)), 0.09
        ic50 = IC50[condition] * math.exp(rng.gauss(0, 0.12))
        plate = f"P{experiment[1:]}"

        def signal(share):
            return f"{bottom + (top - bottom) * share * math.exp(rng.gauss(0, 0.05)):.3f}"

        for well in range(1, 7):
            rows.append((culture, plate, "vehicle", 0, signal(1.0)))
        for well in range(1, 4):
            rows.append((culture, plate, "blank", 0, f"{bottom * math.exp(rng.gauss(0, 0.05)):.3f}"))
        for dose in CURVE_DOSES:
            share = 0.04 + 0.96 / (1 + (dose / ic50) ** HILL)
            for well in range(1, 4):
                rows.append((culture, plate, "drug", dose, signal(share)))
    return rows


def counts(rng):
    names = list(NAMED) + [f"SYNTHETIC{i:04d}" for i in range(1, GENES - len(NAMED) + 1)]
    change = dict(NAMED)
    for name in names[len(NAMED):len(NAMED) + CHANGED]:
        change[name] = rng.choice((-1, 1)) * rng.uniform(0.7, 2.0)
    depth = {culture: rng.uniform(0.8, 1.3) for culture, _, _ in cultures()}
    rows = []
    for name in names:
        base = 900.0 if name in NAMED else 2 ** rng.gauss(6.5, 2.2)
        row = [name]
        for culture, _, condition in cultures():
            mean = base * depth[culture] * 2 ** (change.get(name, 0) if condition == "knockdown" else 0)
            row.append(poisson(rng, mean * rng.gammavariate(1 / DISPERSION, DISPERSION)))
        rows.append(row)
    return rows


def cells(rng, expressed):
    """What three made-up kinds of cells express of the first 60 genes without a name of their own."""
    rows = []
    for name, *values in expressed[len(NAMED):len(NAMED) + 60]:
        mean = sum(values) / len(values) + 1
        rows.append([name] + [f"{mean * rng.gammavariate(1.5, 1 / 1.5):.1f}" for _ in range(3)])
    return rows


def main():
    folder = pathlib.Path(sys.argv[1])
    stream = {name: random.Random(f"{SEED} {name}") for name in
              ("cohort", "apoptosis", "knockdown", "venetoclax", "viability", "counts", "cells")}
    write(folder, "cohort.csv", ("culture", "experiment", "condition", "activity"),
          cohort(stream["cohort"]))
    write(folder, "apoptosis.csv", ("culture", "venetoclax_nM", "well", "apoptosis"),
          apoptosis(stream["apoptosis"]))
    write(folder, "qpcr_knockdown.csv", ("culture", "sample", "gene", "well", "ct"),
          knockdown(stream["knockdown"]))
    write(folder, "qpcr_venetoclax.csv", ("culture", "sample", "treatment", "gene", "well", "ct"),
          under_venetoclax(stream["venetoclax"]))
    write(folder, "viability.csv", ("culture", "plate", "role", "dose_nM", "signal"),
          viability(stream["viability"]))
    with open(folder / "counts.synthetic.tsv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["gene"] + [culture for culture, _, _ in cultures()])
        expressed = counts(stream["counts"])
        writer.writerows(expressed)
    with open(folder / "cells.synthetic.tsv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["gene", "synthetic_stem", "synthetic_blast", "synthetic_monocyte"])
        writer.writerows(cells(stream["cells"], expressed))


if __name__ == "__main__":
    main()
