#!/usr/bin/env python3
"""Writes wells.csv, checkerboard.csv, ic50.csv and cohort.csv beside itself: made-up numbers, no measurements.

python3 studies/venetoclax-plates/make.py
"""
import math
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = "synthetic: made up by make.py; no measurement"


def write(name, head, rows):
    with open(os.path.join(HERE, name), "w", encoding="utf-8", newline="\n") as file:
        file.write(",".join(head) + "\n")
        for row in rows:
            file.write(",".join(str(cell) for cell in row) + "\n")


def curve(dose, lower, upper, hill, ic50):
    return upper if dose == 0 else lower + (upper - lower) / (1 + (dose / ic50) ** hill)


def main():
    random.seed(20261121)
    cultures = ["K1", "K2", "K3", "K4", "K5"]
    wells, board = [], []
    for culture in cultures:
        bright = random.uniform(60000, 110000)  # the reader's gain, another one on every plate
        dark = 0.02 * bright
        shift = random.gauss(0, 0.25)  # of the log IC50: the culture's own
        plate = "P" + culture[1]

        def signal(viability):
            return round((dark + (bright - dark) * viability / 100) * (1 + random.gauss(0, 0.05)))

        for _ in range(6):
            wells.append([culture, "yes", plate, "DMSO", "", "", signal(100), SOURCE])
            wells.append([culture, "yes", plate, "killed", "", "", signal(0), SOURCE])
        for cell, ic50 in (("control", 0.9), ("knockdown", 0.22)):
            for dose in (0.004, 0.016, 0.063, 0.25, 1, 4, 10):
                for _ in range(2):
                    mean = curve(dose, 8, 100, 1.1, ic50 * math.exp(shift + random.gauss(0, 0.02)))
                    wells.append([culture, "yes", plate, "drug", cell, dose, signal(mean), SOURCE])
    for culture in cultures[:3]:
        gain = random.uniform(0.9, 1.1)
        for a in (0, 0.1, 0.5, 2):
            for b in (0, 0.3, 1, 3):
                left = curve(a, 0, 1, 1, 0.8) * curve(b, 0, 1, 1, 2)
                if a > 0 and b > 0:
                    left *= 0.75  # together more than apart
                board.append([culture, "yes", a, b, round(100 * gain * left * (1 + random.gauss(0, 0.04)), 2), SOURCE])
    patients = []
    for i in range(1, 61):
        prior = "yes" if random.random() < 0.4 else "no"
        value = math.exp(random.gauss(0.9 if prior == "yes" else -0.6, 1.6))
        patients.append(["V-%02d" % i, "yes", prior, round(min(value, 10), 4), 0 if value > 10 else 1, SOURCE])
    write("wells.csv", ["patient", "synthetic", "plate", "role", "cells", "dose_uM", "signal", "synthetic_source"], wells)
    write("checkerboard.csv", ["patient", "synthetic", "venetoclax_uM", "azacitidine_uM", "viability", "synthetic_source"], board)
    write("ic50.csv", ["patient", "synthetic", "prior_hma", "ic50_uM", "observed", "synthetic_source"], patients)
    write("cohort.csv", ["patient", "synthetic", "cell_line", "synthetic_source"],
          [[culture, "yes", "MOLM-13", SOURCE] for culture in cultures])


main()
