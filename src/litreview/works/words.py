"""Whether two words are one word with a slip of the pen, or two words that differ in few letters and mean something else.

No dictionary is asked: a verdict depends on the two records alone. So only slips that seldom make another word are forgiven.
"""

from __future__ import annotations

import re

NUMBER_WORDS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "first": "1", "1st": "1", "second": "2", "2nd": "2", "third": "3", "3rd": "3", "fourth": "4", "4th": "4",
    "fifth": "5", "5th": "5", "sixth": "6", "6th": "6", "seventh": "7", "7th": "7", "eighth": "8", "8th": "8",
    "ninth": "9", "9th": "9", "tenth": "10", "10th": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14",
    "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "eleventh": "11", "twelfth": "12",
    "thirteenth": "13", "fourteenth": "14", "fifteenth": "15", "sixteenth": "16", "seventeenth": "17", "eighteenth": "18",
    "nineteenth": "19", "twentieth": "20", "thirtieth": "30", "fortieth": "40", "fiftieth": "50",
}  # fmt: skip

# words whose difference is small in letters and large in meaning
_OPPOSITES = (
    ("hyper", "hypo"), ("inter", "intra"), ("pre", "post"), ("pre", "peri"), ("peri", "post"), ("male", "female"),
    ("males", "females"), ("men", "women"), ("mono", "poly"), ("with", "without"), ("endo", "exo"), ("ante", "retro"),
    ("macro", "micro"), ("over", "under"), ("ab", "ad"), ("af", "ef"), ("in", "ex"), ("internal", "external"),
    ("systolic", "diastolic"), ("anterior", "posterior"), ("increase", "decrease"), ("increased", "decreased"),
    ("supra", "infra"), ("sub", "super"), ("homo", "hetero"), ("uni", "bi"), ("uni", "multi"), ("pro", "anti"),
    ("majority", "minority"), ("legal", "illegal"), ("maternal", "paternal"), ("state", "estate"), ("able", "unable"),
    ("immigra", "emigra"), ("di", "tri"), ("mono", "di"), ("tri", "tetra"), ("eth", "meth"), ("pro", "per"),
    ("insulin", "inulin"), ("prostitut", "prosecut"), ("ortho", "para"),
    ("sexual", "asexual"), ("typical", "atypical"), ("national", "international"), ("national", "rational"),
)  # fmt: skip

_PREFIXES = ("un", "non", "in", "a", "dis", "im", "ir", "re", "nor", "de", "co", "pre", "e", "p", "m")


def same_word(a: str, b: str) -> bool:
    """Return whether two words are one word with a slip of the pen, a plural, or a damaged letter.

    >>> same_word("traficking", "trafficking"), same_word("nitrate", "nitrite"), same_word("prosecution", "persecution")
    (True, False, False)
    """
    if a.isdecimal() or b.isdecimal():
        return NUMBER_WORDS.get(a, a) == NUMBER_WORDS.get(b, b)
    # few pairs of words come near each other, so what tells apart those that do is asked last
    return (a + "s" == b or b + "s" == a or _slip(a, b)) and not _opposite(a, b)


def _slip(a: str, b: str) -> bool:
    """Return whether one word may have become the other by a slip of the pen."""
    from rapidfuzz.distance import OSA

    shorter, longer = sorted((a, b), key=len)
    distance = OSA.distance(a, b, score_cutoff=2)
    if len(shorter) < 5 or distance > 2 or _chemical(a, b):
        return False
    # a letter lost, doubled or swapped with its neighbour makes no other word as a rule; another letter in its place often does
    # ("nitrite", "nitrate"; "employer", "employee"), and two others nearly always ("prosecution", "persecution"), unless the word is very long
    if distance == 1 and (len(longer) != len(shorter) or sorted(a) == sorted(b)):
        return a[0] == b[0]
    if len(shorter) >= 8 and longer in (f"{shorter}al", f"{shorter}ly"):
        # "neurologic", "neurological"; two letters lost within a word make another: "prednisone", "prednisolone"
        return True
    return a[0] == b[0] and len(shorter) >= 13


_CHEMICAL = re.compile(r"^(.{3,}?)(ates?|ites?|ides?|ines?|anes?|enes?|ynes?|ones?|ols?|ases?|oses?|ans?)$")


def _chemical(a: str, b: str) -> bool:
    """Return whether two words differ in an ending that names another substance: "nitrate", "nitrite"; "chlorine", "chloride"."""
    first, second = _CHEMICAL.match(a), _CHEMICAL.match(b)
    return bool(first and second and first.group(1) == second.group(1))


def _opposite(a: str, b: str) -> bool:
    """Return whether two words differ in a prefix or word that turns the meaning."""
    for one, other in _OPPOSITES:
        for x, y in ((a, b), (b, a)):
            if x.startswith(one) and y.startswith(other) and x[len(one) :] == y[len(other) :]:
                return True
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return any(longer == prefix + shorter for prefix in _PREFIXES)
