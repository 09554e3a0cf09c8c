#!/usr/bin/env python3
"""Writes models/<id>/cases.csv: patients and the answers that are expected of them.

Independent of the program and of the cards: the rules stand here a second time, written from the
publications (NOTES.md of each model). Sums are of whole hundredths. Every profile of VEN-PRS and all
combinations of the Breems index are made here; the other cases are written by hand with the answer
that they must have, and this script refuses a case whose answer its own rule does not give. What a
missing value leaves possible is found by going through all values that it could have.

    python3 models/make_cases.py            writes the files
    python3 models/make_cases.py --check    says whether they are as they would be written
"""
import csv
import io
import itertools
import pathlib
import sys

FOLDER = pathlib.Path(__file__).parent
MUTATED, WILD, YES, NO = "mutated", "wild_type", "yes", "no"

YES_NO = [NO, YES]
GENE = [WILD, MUTATED]
# One value of each interval between the thresholds that some rule has.
NUMBERS = {"age": ["20", "40", "50"], "relapse_free_interval_months": ["3", "12", "24"],
           "TP53_VAF": ["5", "30"]}

LESIONS = ["t_8_21", "inv_16", "t_6_9", "KMT2A_r", "t_9_11", "t_9_22", "t_8_16", "inv_3", "t_3q26",
           "minus_5", "del_5q", "minus_7", "abn_17p", "complex_karyotype", "monosomal_karyotype"]
MYELODYSPLASIA = ["ASXL1", "BCOR", "EZH2", "RUNX1", "SF3B1", "SRSF2", "STAG2", "U2AF1", "ZRSR2"]
EXCLUDED_BY_NORMAL = LESIONS + ["t_15_17", "minus_17"]

# dictionaries/aml.toml: a part that is there makes the whole; a whole that is not makes no part.
PARTS = {"FLT3": ["FLT3_ITD", "FLT3_TKD"], "CEBPA": ["CEBPA_bzip"], "TP53": ["TP53_multihit"],
         "abn_17p": ["minus_17"]}


def values_of(variable):
    if variable in NUMBERS:
        return NUMBERS[variable]
    yes_no = variable in EXCLUDED_BY_NORMAL or variable.startswith("prior_") or \
        variable in ("extramedullary_disease", "normal_karyotype")
    return YES_NO if yes_no else GENE


def present(value):
    return value in (YES, MUTATED)


def infer(given):
    """What follows from the values that are given; both sides of a contradiction are dropped."""
    known = dict(given)
    for whole, parts in PARTS.items():
        for part in parts:
            if present(known.get(part, "")) and whole not in known:
                known[whole] = values_of(whole)[1]
            if whole in known and not present(known[whole]) and part not in known:
                known[part] = values_of(part)[0]
    if known.get("normal_karyotype") == YES:
        for lesion in EXCLUDED_BY_NORMAL:
            known.setdefault(lesion, NO)
    if known.get("KMT2A_r") == YES:
        known.setdefault("t_9_11", NO)
    if float(known.get("TP53_VAF", 0)) > 0:
        if known.setdefault("TP53", MUTATED) == WILD:
            del known["TP53"], known["TP53_VAF"]
    return known


# ---- the rules, each from its publication: a score in hundredths or None, and a group -------------

OS = {"extramedullary_disease": 90, "prior_hma": 64, "NF1": 94, "PTPN11": 80, "FLT3": 49,
      "TP53": 39, "SF3B1": -98}
EFS = {"extramedullary_disease": 57, "prior_hma": 45, "NF1": 81, "PTPN11": 73, "FLT3": 60,
       "SF3B1": -87}


def ven_prs(coefficients):
    def rule(x):
        score = sum(c for name, c in coefficients.items() if present(x[name]))
        group = "favorable" if score < 25 else "intermediate" if score <= 75 else "adverse"
        return score, group
    return rule


def eln2022(x):
    has = lambda name: present(x[name])
    if has("t_8_21") or has("inv_16"):
        return None, "favorable"
    adverse = [name for name in LESIONS if name not in ("t_8_21", "inv_16", "t_9_11", "KMT2A_r")]
    if any(map(has, adverse)) or (has("KMT2A_r") and not has("t_9_11")):
        return None, "adverse"
    if has("TP53") and float(x["TP53_VAF"]) >= 10:
        return None, "adverse"
    if (has("NPM1") and not has("FLT3_ITD")) or has("CEBPA_bzip"):
        return None, "favorable"
    if has("t_9_11"):
        return None, "intermediate"
    return None, "adverse" if any(map(has, MYELODYSPLASIA)) else "intermediate"


def eln2024(x):
    if present(x["TP53"]):
        return None, "adverse"
    if present(x["DDX41"]) or present(x["IDH1"]):
        return None, "favorable"
    signalling = any(present(x[gene]) for gene in ("FLT3_ITD", "NRAS", "KRAS"))
    return None, "intermediate" if signalling else "favorable"


def mprs(x):
    if present(x["TP53"]):
        return None, "lower_benefit"
    signalling = any(present(x[gene]) for gene in ("FLT3_ITD", "NRAS", "KRAS"))
    return None, "intermediate_benefit" if signalling else "higher_benefit"


def mayo2025(x):
    karyotype = any(present(x[name])
                    for name in ("complex_karyotype", "minus_5", "minus_7", "minus_17"))
    rearranged = present(x["KMT2A_r"]) or present(x["t_9_11"])
    points = karyotype + 2 * rearranged + present(x["TP53"]) + present(x["KRAS"]) + \
        (not present(x["IDH2"]))
    return 100 * points, "low" if points == 0 else "intermediate" if points == 1 else "high"


def breems(x):
    months = int(float(x["relapse_free_interval_months"]))
    years = int(float(x["age"]))
    points = 5 if months < 7 else 3 if months <= 18 else 0
    points += 0 if present(x["inv_16"]) else 3 if present(x["t_8_21"]) else 5
    points += 0 if years <= 35 else 1 if years <= 45 else 2
    points += 2 if present(x["prior_allohct"]) else 0
    return 100 * points, "favorable" if points <= 6 else "intermediate" if points <= 9 else "poor"


THREE = ["favorable", "intermediate", "adverse"]
MODELS = {
    "ven-prs-os": (ven_prs(OS), list(OS), THREE),
    "ven-prs-efs": (ven_prs(EFS), list(EFS), THREE),
    "eln2022": (eln2022, ["t_8_21", "inv_16", "t_6_9", "KMT2A_r", "t_9_11", "t_9_22", "t_8_16",
                          "inv_3", "t_3q26", "minus_5", "del_5q", "minus_7", "abn_17p",
                          "complex_karyotype", "monosomal_karyotype", "TP53", "TP53_VAF", "NPM1",
                          "FLT3_ITD", "CEBPA_bzip"] + MYELODYSPLASIA, THREE),
    "eln2024-less-intensive": (eln2024, ["TP53", "DDX41", "IDH1", "FLT3_ITD", "NRAS", "KRAS"],
                               THREE),
    "mprs": (mprs, ["TP53", "FLT3_ITD", "NRAS", "KRAS"],
             ["higher_benefit", "intermediate_benefit", "lower_benefit"]),
    "mayo2025": (mayo2025, ["complex_karyotype", "minus_5", "minus_7", "minus_17", "KMT2A_r",
                            "t_9_11", "TP53", "KRAS", "IDH2"], ["low", "intermediate", "high"]),
    "breems": (breems, ["relapse_free_interval_months", "inv_16", "t_8_21", "age",
                        "prior_allohct"], ["favorable", "intermediate", "poor"]),
}


def not_applicable(model, x):
    if model.startswith("ven-prs"):
        return x.get("prior_venetoclax") == YES
    if model == "eln2022":
        return x.get("t_15_17") == YES
    if model == "eln2024-less-intensive":
        return x.get("prior_hma") == YES
    if model == "breems":
        return x.get("disease_status") in ("refractory", "newly_diagnosed") or \
            x.get("t_15_17") == YES
    return False


def decimal(hundredths):
    """75 as 0.75, -98 as -0.98, 300 as 3."""
    sign, size = "-" if hundredths < 0 else "", abs(hundredths)
    return f"{sign}{size // 100}" + (f".{size % 100:02d}".rstrip("0") if size % 100 else "")


def possible(model, x):
    """All (score, group) over the values that the missing inputs could have, and which of the
    missing ones can change it. Nothing where there are too many to go through."""
    rule, inputs, _ = MODELS[model]
    missing = [name for name in inputs if name not in x]
    domains = [values_of(name) for name in missing]
    if len(missing) > 16:
        return None
    found = {}
    for values in itertools.product(*domains):
        filled = {**{name: x[name] for name in inputs if name in x}, **dict(zip(missing, values))}
        if filled.get("TP53") == WILD and "TP53_VAF" in missing:
            filled["TP53_VAF"] = "0"
        found[values] = rule(filled)
    needed = []
    for i, name in enumerate(missing):
        if any(found[values] != found[values[:i] + (other,) + values[i + 1:]]
               for values in found for other in domains[i]):
            needed.append(name)
    return set(found.values()), needed


def expected(model, given):
    """The columns that the program must answer with."""
    x = infer(given)
    empty = dict(status="", score="", group="", score_low="", score_high="", groups_possible="",
                 missing="")
    if not_applicable(model, x):
        return {**empty, "status": "not_applicable"}
    outlook = possible(model, x)
    if outlook is None:
        return None
    answers, needed = outlook
    groups = [g for g in MODELS[model][2] if any(group == g for _, group in answers)]
    scores = sorted(score for score, _ in answers if score is not None)
    row = {**empty, "groups_possible": ";".join(groups), "missing": ";".join(needed)}
    if scores:
        row.update(score_low=decimal(scores[0]), score_high=decimal(scores[-1]))
    if needed:
        return {**row, "status": "incomplete"}
    row.update(status="ok", group=groups[0])
    if scores:
        row.update(score=decimal(scores[0]))
    return row


# ---- the cases ------------------------------------------------------------------------------------

def profiles(coefficients):
    names = list(coefficients)
    for states in itertools.product([False, True], repeat=len(names)):
        given = {name: values_of(name)[on] for name, on in zip(names, states)}
        on = [name for name, state in zip(names, states) if state]
        yield given, None, "all profiles: " + (" + ".join(on) if on else "none")


def breems_grid():
    for months in ("6", "6.9", "7", "18", "18.9", "19"):
        for age in ("35", "35.9", "36", "45", "45.9", "46"):
            for name in ("inv_16", "t_8_21", "other"):
                for transplanted in YES_NO:
                    yield ({"relapse_free_interval_months": months, "age": age,
                            "inv_16": YES if name == "inv_16" else NO,
                            "t_8_21": YES if name == "t_8_21" else NO,
                            "prior_allohct": transplanted, "disease_status": "relapsed"}, None,
                           "all combinations, at the borders of each class")


def by_hand(model, base, cases):
    """Each case: what differs from `base` (None: not known), the answer in short, and why."""
    for change, answer, why in cases:
        given = {k: v for k, v in {**base, **change}.items() if v is not None}
        yield given, answer, why


def agrees(answer, row):
    """`answer`: a group; 'not_applicable'; 'group score'; or 'a;b ? x;y' for groups still possible
    and what is missing."""
    if "?" in answer:
        groups, missing = (part.strip() for part in answer.split("?"))
        return (row["status"], row["groups_possible"], row["missing"]) == \
            ("incomplete", groups, missing)
    if answer == "not_applicable":
        return row["status"] == answer
    group, _, score = answer.partition(" ")
    return row["status"] == "ok" and row["group"] == group and row["score"] == score


def negative(names):
    return {name: values_of(name)[0] for name in names}


def cases():
    sys.path.insert(0, str(FOLDER))
    import cases_by_hand as hand
    yield "ven-prs-os", itertools.chain(
        profiles(OS), by_hand("ven-prs-os", negative(OS), hand.VEN_PRS_OS))
    yield "ven-prs-efs", itertools.chain(
        profiles(EFS), by_hand("ven-prs-efs", negative(EFS), hand.VEN_PRS_EFS))
    yield "eln2022", by_hand("eln2022", negative(MODELS["eln2022"][1][:16] +
                                                MODELS["eln2022"][1][17:]), hand.ELN2022)
    yield "eln2024-less-intensive", by_hand(
        "eln2024-less-intensive", negative(MODELS["eln2024-less-intensive"][1]), hand.ELN2024)
    yield "mprs", by_hand("mprs", negative(MODELS["mprs"][1]), hand.MPRS)
    yield "mayo2025", by_hand("mayo2025", negative(MODELS["mayo2025"][1]), hand.MAYO2025)
    yield "breems", itertools.chain(
        breems_grid(), by_hand("breems", hand.BREEMS_BASE, hand.BREEMS))


ANSWER = ["status", "score", "group", "score_low", "score_high", "groups_possible", "missing"]


def text_of(model, rows):
    rows = list(rows)
    inputs = MODELS[model][1]
    others = sorted({name for given, _, _ in rows for name in given} - set(inputs))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["case", *inputs, *others, *ANSWER, "why"])
    wrong = 0
    for number, (given, answer, why) in enumerate(rows, 1):
        row = expected(model, given)
        if row is None:
            groups, missing = (part.strip() for part in answer.split("?"))
            row = dict.fromkeys(ANSWER, "")
            row.update(status="incomplete", groups_possible=groups, missing=missing)
        elif answer is not None and not agrees(answer, row):
            wrong += 1
            print(f"{model}: '{why}' should be {answer}, the rule gives {row}", file=sys.stderr)
        writer.writerow([number, *(given.get(name, "") for name in inputs + others),
                         *(row[name] for name in ANSWER), why])
    if wrong:
        sys.exit(f"{wrong} cases do not agree with the rules written here")
    return out.getvalue()


def main():
    different = []
    for model, rows in cases():
        path = FOLDER / model / "cases.csv"
        text = text_of(model, rows)
        if "--check" in sys.argv[1:]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                different.append(str(path))
        else:
            path.write_text(text, encoding="utf-8")
            print(path.relative_to(FOLDER), text.count("\n") - 1, "cases")
    if different:
        sys.exit("not as they would be written: " + ", ".join(different))


if __name__ == "__main__":
    main()
