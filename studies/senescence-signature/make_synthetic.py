#!/usr/bin/env python3
"""The bundled synthetic cohorts: no patient, no gene and no number of them is real.

    python3 studies/senescence-signature/make_synthetic.py

Writes four cohorts and their matrices beside itself, the same bytes every time. Every row of a cohort says `synthetic`, every sample
is called synthetic-…, and the genes are called SYNSEN… (the gene set) and SYNGEN….

What is in them, so that a reader can see what the pipeline finds and what it does not:
- 140 genes, 40 of them the set. Genes of a block of ten share a factor, so that several stand for one;
- SYNSEN001, 002 and 011 raise the hazard, SYNSEN021 lowers it; SYNGEN041 raises it too, but is not of the set;
- resistance (IC50 in µM, capped at 10) goes up with SYNSEN001, 002 and 011, and with SYNSEN031, which has nothing to do with survival;
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
    text = io.StringIO()
    text.write("\t".join(["synthetic_gene", *matrix]) + "\n")
    for g, gene in enumerate(GENES):
        if gene in without:
            continue
        mean = 6 + (g * 37 % 50) / 10
        text.write("\t".join([gene, *(f"{mean + shift * (g % 3) + spread * v[gene]:.2f}" for v in matrix.values())]) + "\n")
    with open(HERE / f"{name}-expression.tsv.gz", "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as file:
        file.write(text.getvalue().encode())


draw(1, "derivation", 150)
draw(2, "validation-a", 100, spread=0.5, shift=0.7)
draw(3, "validation-b", 90, without=SET[32:40] + GENES[100:102])
draw(4, "ex-vivo", 80, ic50=True)
(HERE / "synthetic-set.txt").write_text("gene\n" + "\n".join(SET) + "\nSYNSEN999\n")
(HERE / "synthetic-weights.csv").write_text(
    "gene,weight\n" + "".join(f"{gene},{weight}\n" for gene, weight in
                              [("SYNSEN003", 0.2), ("SYNSEN012", 0.3), ("SYNSEN022", -0.2), ("SYNGEN042", 0.1)]))
