#!/usr/bin/env python3
"""The bundled synthetic cohorts: no patient, no gene and no number of them is real.

    python3 studies/senescence-signature/make_synthetic.py

Writes four cohorts and their matrices beside itself, the same bytes every time. Every row of a cohort says `synthetic`, every sample
is called synthetic-…, and the genes are called SYNSEN… (the gene set) and SYNGEN….

What is in them, so that a reader can see what the pipeline finds and what it does not:
- 140 genes, 40 of them the set. Genes of a block of ten share a factor, so that several stand for one;
- SYNSEN001, 002 and 011 raise the hazard, SYNSEN021 lowers it; SYNGEN041 raises it too, but is not of the set;
- resistance (IC50 in µM, capped at 10) goes up with SYNSEN001, 002 and 011, and with SYNSEN031, which has nothing to do with survival;
- of 24 further drugs, each tested in a part of the ex-vivo samples, 01 to 03 share that resistance, 04 has its opposite, 05 never reaches
  half of its effect, 06 was tested in eight samples, 07 up to 1 µM alone, 08 twice in some samples, 09 works at the lowest dose in some,
  and the others are unrelated;
- the first validation cohort was measured on another scale (half the spread, other means), the second lacks ten genes.
"""
import csv
import gzip
import io
import math
import pathlib
import random

HERE = pathlib.Path(__file__).resolve().parent
SET = [f"SYNSEN{i:03d}" for i in range(1, 41)]
GENES = SET + [f"SYNGEN{i:03d}" for i in range(41, 141)]
HAZARD = {"SYNSEN001": 0.50, "SYNSEN002": 0.35, "SYNSEN011": 0.45, "SYNSEN021": -0.45, "SYNGEN041": 0.40}
RESISTANCE = {"SYNSEN001": 0.8, "SYNSEN002": 0.6, "SYNSEN011": 0.7, "SYNSEN031": 0.9}
RISKS = ["favorable", "intermediate", "adverse"]
SHARED = {1: 1.0, 2: 0.7, 3: 0.4, 4: -0.8}
SAMPLES = {}


def draw(seed, name, n, spread=1.0, shift=0.0, without=(), ic50=False):
    random.seed(seed)
    matrix, rows = {}, []
    for i in range(n):
        sample = f"synthetic-{name}-{i + 1:03d}"
        factors = [random.gauss(0, 1) for _ in range(14)]
        values = {}
        for g, gene in enumerate(GENES):
            values[gene] = 0.6 * factors[g // 10] + 0.8 * random.gauss(0, 1)
        matrix[sample] = values
        eta = sum(weight * values[gene] for gene, weight in HAZARD.items())
        age = min(88, max(19, round(random.gauss(61, 12))))
        eta += 0.025 * (age - 61)
        time = random.expovariate(1) * math.exp(-eta) * 24
        censored = random.uniform(12, 84)
        risk = RISKS[min(2, max(0, round(1 + 0.6 * values["SYNSEN001"] + random.gauss(0, 0.7))))]
        row = {"patient": sample, "synthetic": "yes", "age": age, "sex": random.choice(["female", "male"]),
               "disease_type": random.choice(["de_novo", "de_novo", "secondary"]), "eln_risk": risk,
               "NPM1": "mutated" if random.random() < 0.3 else "wild_type",
               "TP53": "mutated" if random.random() < 0.12 else "wild_type",
               "os_months": f"{max(0.1, min(time, censored)):.1f}", "died": int(time <= censored)}
        if ic50:
            log = sum(weight * values[gene] for gene, weight in RESISTANCE.items()) + random.gauss(0, 1)
            row["ic50_venetoclax"] = f"{min(10.0, 0.5 * math.exp(log)):.3f}"
        rows.append(row)
    with open(HERE / f"{name}.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    SAMPLES[name] = matrix, rows
    text = io.StringIO()
    text.write("\t".join(["synthetic_gene", *matrix]) + "\n")
    for g, gene in enumerate(GENES):
        if gene in without:
            continue
        mean = 6 + (g * 37 % 50) / 10
        text.write("\t".join([gene, *(f"{mean + shift * (g % 3) + spread * v[gene]:.2f}" for v in matrix.values())]) + "\n")
    with open(HERE / f"{name}-expression.tsv.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.getvalue().encode())


def draw_drugs(seed, name):
    """IC50s in µM between the lowest and the highest dose tested, one row per sample, drug and plate."""
    drawn = random.Random(seed)
    matrix, cohort = SAMPLES[name]
    rows = [[row["patient"], "Venetoclax", row["ic50_venetoclax"], "10", "0.0137"] for row in cohort]
    for drug in range(1, 25):
        highest = 1.0 if drug == 7 else 10.0
        middle = math.log({5: 200, 9: 0.04}.get(drug) or drawn.uniform(0.1, 0.9) * highest)
        tested = 8 if drug == 6 else drawn.randint(55, 80)
        for sample in sorted(drawn.sample(sorted(matrix), tested)):
            resistance = sum(weight * matrix[sample][gene] for gene, weight in RESISTANCE.items())
            for plate in range(2 if drug == 8 and drawn.random() < 0.2 else 1):
                log = middle + SHARED.get(drug, 0) * resistance + 0.4 * drawn.gauss(0, 1) + (0 if drug == 5 else drawn.gauss(0, 1))
                value = min(highest, max(0.0137 * highest / 10, math.exp(log)))
                cell = "" if drawn.random() < 0.005 else f"{value:.4g}"
                rows.append([sample, f"Synthetic drug {drug:02d}", cell, f"{highest:g}", f"{0.0137 * highest / 10:g}"])
    with open(HERE / f"{name}-drugs.csv", "w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["patient", "drug", "ic50_um", "highest_um", "lowest_um"])
        writer.writerows(rows)


draw(1, "derivation", 150)
draw(2, "validation-a", 100, spread=0.5, shift=0.7)
draw(3, "validation-b", 90, without=SET[32:40] + GENES[100:102])
draw(4, "ex-vivo", 80, ic50=True)
draw_drugs(8, "ex-vivo")
(HERE / "synthetic-set.txt").write_text("gene\n" + "\n".join(SET) + "\nSYNSEN999\n")
(HERE / "synthetic-weights.csv").write_text(
    "gene,weight\n" + "".join(f"{gene},{weight}\n" for gene, weight in
                              [("SYNSEN003", 0.2), ("SYNSEN012", 0.3), ("SYNSEN022", -0.2), ("SYNGEN042", 0.1)]))
