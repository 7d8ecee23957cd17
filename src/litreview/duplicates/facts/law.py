"""Facts about statutes, bills and cases."""

from __future__ import annotations

import re

from litreview.duplicates.evidence import Evidence
from litreview.linkage.rules import Facts


def _other_division(e: Evidence) -> bool:
    first, second = _DIVISION.search(e.a.about), _DIVISION.search(e.b.about)
    return bool(first and second and first.group(1) != second.group(1))


_SECTION = re.compile(r"\b(?:sections?|sec|ss|title) (\d+[a-z]?)\b")
_DIVISION = re.compile(r"\bdivision ([a-z]|\d+)\b")


def _section(about: str) -> str:
    found = _SECTION.search(about)
    return found.group(1) if found else ""


_CIRCUIT = re.compile(
    r"\b(\d+(?:st|nd|rd|th|d) cir|[a-z]{1,3} d [a-z]+|[a-z] d [a-z]+|cong|f supp(?: [23]d)?|f [23]d|f 4th|pub l no \d+ \d+)\b"
)


def _court(about: str) -> str:
    found = _CIRCUIT.search(about)
    return found.group(1) if found else ""


def _bill_and_law(e: Evidence) -> bool:
    laws = (e.a.law, e.b.law)
    if e.law is not None or not all(laws):
        return False
    return sum(law.startswith("pl ") for law in laws) == 1 and not any(law.startswith("0 ") for law in laws)


FACTS: Facts[Evidence] = {
    "laws_given": ("Both name the number of a law, bill or case.", lambda e: bool(e.a.law and e.b.law)),
    "other_section": (
        "The two name different sections of a law, or one names none.",
        lambda e: _section(e.a.about) != _section(e.b.about),
    ),
    "other_division": ("The two name different divisions of a law.", _other_division),
    "other_court": (
        "The two name different courts or reporters.",
        lambda e: _court(e.a.about) != _court(e.b.about),
    ),
    "same_parties": (
        "The first four words, which name the parties, are the same.",
        lambda e: e.a.about.split()[:4] == e.b.about.split()[:4],
    ),
    "bill_and_law": ("One is a public law and the other a bill of the Congress that made it.", _bill_and_law),
}
"""The facts that a clause may name, each with what it means and when it holds."""
