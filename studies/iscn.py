"""What a written karyotype says about lost autosomes and breaks, for the prepare.py of two studies.

Published tables write ISCN with local habits and slips; this reads only what it is sure of. An answer is "yes", "no", or
"" where the text leaves it open.
"""
import re


def readable(text):
    """Begins with a number of chromosomes, without a word that hides what was there ("na")."""
    return bool(re.match(r"\s*~?\d\d", text)) and not re.search(r"(^|,)na(,|$)", text)


def clones(text):
    """Parts that begin with a number of chromosomes; a semicolon before one is not that of t(3;21)."""
    return re.split(r"(?:[/;\n]|\]\s)(?=\s*\d\d\s*(?:[~-]\s*\d\d\s*)?(?:,|idem|sl))", text)


def monosomies(clone):
    """Autosomes that a clone has lost: ",-7", also where the comma before it was forgotten ("45,XX-7")."""
    return set(re.findall(r"(?:,\s*|[XY]|sl|idem)-(\d{1,2})(?=[,\[\]/;\s]|$)", clone))


def lost(chromosome, text):
    return "yes" if any(chromosome in monosomies(clone) for clone in clones(text)) else "no"


def monosomal(text):
    """Monosomal karyotype: an autosomal monosomy with another one, or with a structural abnormality, in one clone."""
    with_loss = [clone for clone in clones(text) if monosomies(clone)]
    for clone in with_loss:
        structural = [item for item in clone.split(",") if re.search(r"\(\??[\dXY]", item) and not re.search(r"\)c\b", item)]
        if len(monosomies(clone)) + len(structural) >= 2:
            return "yes"
    # idem and sl stand for the abnormalities of a clone before
    return "" if any(re.search("idem|sl", clone) for clone in with_loss) else "no"


def translocated(chromosome, band, text):
    """A translocation with a break in the band of the chromosome, as in t(2;3)(p21;q26)."""
    for chromosomes, breaks in re.findall(r"t\(([^()]*)\)\(([^()]*)\)", text):
        for name, place in zip(re.split("[;:]", chromosomes), re.split("[;:]", breaks)):
            if name == chromosome and ("?" in place or "~" in place):
                return ""
            if name == chromosome and place.startswith(band):
                return "yes"
    return "no"
