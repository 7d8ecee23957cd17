"""Facts about statutes, bills and cases."""

from __future__ import annotations

import re

from litreview.duplicates.evidence import Evidence


def laws_given(e: Evidence) -> bool:
    """Both name the number of a law, bill or case."""
    return bool(e.a.law and e.b.law)


def other_section(e: Evidence) -> bool:
    """The two name different sections of a law, or one names none."""
    return _section(e.a.about) != _section(e.b.about)


def other_division(e: Evidence) -> bool:
    """The two name different divisions of a law."""
    first, second = _DIVISION.search(e.a.about), _DIVISION.search(e.b.about)
    return bool(first and second and first.group(1) != second.group(1))


_SECTION = re.compile(r"\b(?:sections?|sec|ss|title) (\d+[a-z]?)\b")
_DIVISION = re.compile(r"\bdivision ([a-z]|\d+)\b")


def _section(about: str) -> str:
    found = _SECTION.search(about)
    return found.group(1) if found else ""


def other_court(e: Evidence) -> bool:
    """The two name different courts or reporters."""
    return _court(e.a.about) != _court(e.b.about)


_CIRCUIT = re.compile(
    r"\b(\d+(?:st|nd|rd|th|d) cir|[a-z]{1,3} d [a-z]+|[a-z] d [a-z]+|cong|f supp(?: [23]d)?|f [23]d|f 4th|pub l no \d+ \d+)\b"
)


def _court(about: str) -> str:
    found = _CIRCUIT.search(about)
    return found.group(1) if found else ""


def same_parties(e: Evidence) -> bool:
    """The first four words, which name the parties, are the same."""
    return e.a.about.split()[:4] == e.b.about.split()[:4]


def bill_and_law(e: Evidence) -> bool:
    """One is a public law and the other a bill of the Congress that made it."""
    laws = (e.a.law, e.b.law)
    if e.law is not None or not all(laws):
        return False
    return sum(law.startswith("pl ") for law in laws) == 1 and not any(law.startswith("0 ") for law in laws)
