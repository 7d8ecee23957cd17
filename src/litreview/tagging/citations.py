"""Citations of American law in running text, and which of a codebook's `cite:` patterns they meet.

Forms after The Bluebook: `18 U.S.C. § 1591(a)`, `22 USC 7101-7110`, `18 U.S.C. §§ 1589, 1591`, `8 U.S.C.
1101(a)(15)(T)`, `section 7105 of title 22`, `Pub. L. No. 106-386`; a criminal case by its caption, where the State is
the one who sues (`United States v. Jungers`, `People v. …`, `Commonwealth v. …`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from litreview.codebook import Pattern
from litreview.works.law import PUBLIC_LAW

_SECTION = r"\d{1,5}[A-Za-z]{0,2}(?:\([0-9A-Za-z]{1,5}\))*"
_RANGE = rf"{_SECTION}(?:\s?[-–—]\s?{_SECTION})?"
_CODE = re.compile(
    r"\b(?P<title>\d{1,2})\s?U\.?\s?S\.?\s?C\.?(?:\s?A\.?)?\s*(?:§{1,2}|[Ss]ections?|[Ss]ecs?\.|ss?\.)?\s*"
    rf"(?P<list>{_RANGE}(?:(?:,|;|,?\s(?:and|or|&))\s?(?:§{{1,2}}\s?)?{_RANGE})*)"
)
_WORDED = re.compile(rf"\b[Ss]ections?\s(?P<list>{_RANGE})\sof\s[Tt]itle\s(?P<title>\d{{1,2}})\b")
_ONE = re.compile(
    r"(?P<first>\d{1,5}[A-Za-z]{0,2})(?P<subs>(?:\([0-9A-Za-z]{1,5}\))*)(?:\s?[-–—]\s?(?P<last>\d{1,5}))?"
)
_CASE = re.compile(
    r"\b(?:United States|U\.\s?S\.|USA|State(?: of [A-Z]\w+(?: [A-Z]\w+)?)?|People(?: of the State of [A-Z]\w+(?: [A-Z]\w+)?)?"
    r"|Commonwealth)\s(?:v|vs)\.\s[A-Z]\w+"
)
_WANTED = re.compile(
    r"(?:Pub\. L\. (?P<law>\S+)|(?P<title>\d+) U\.S\.C\. (?P<first>\d+)(?P<letter>[a-z]?)(?P<subs>(?:\(\w+\))*)(?:-(?P<last>\d+))?)"
)
_CASE_SIGN = re.compile(r"\svs?\.\s")
_CODE_SIGN = re.compile(r"U\.?\s?S\.?\s?C")
_LAW_SIGN = re.compile(r"P(?:ub\b|ublic\sL|\.?\s?L)")


def find_citations(text: str, patterns: Sequence[Pattern]) -> Iterator[tuple[Pattern, tuple[int, int]]]:
    """Yield each pattern that is cited in `text`, with the place of the citation."""
    if not _may_cite(text):
        return
    case = next((p for p in patterns if p.citation == "criminal case"), None)
    if case is not None:
        for match in _CASE.finditer(text):
            yield case, match.span()
    for match in PUBLIC_LAW.finditer(text):
        law = f"{match[1]}-{match[2]}"
        for pattern in patterns:
            if pattern.citation == f"Pub. L. {law}":
                yield pattern, match.span()
    for found in sorted((*_CODE.finditer(text), *_WORDED.finditer(text)), key=lambda m: m.start()):
        for pattern in patterns:
            if any(_meets(found["title"], one, pattern.citation) for one in _ONE.finditer(found["list"])):
                yield pattern, found.span()


def _may_cite(text: str) -> bool:
    """Return whether looking closer is worth it: plain words, and patterns that begin with a letter, are looked up fast."""
    return bool(
        (("v." in text or "vs." in text) and _CASE_SIGN.search(text))
        or "itle" in text
        or _CODE_SIGN.search(text)
        or _LAW_SIGN.search(text)
    )


@lru_cache(maxsize=256)
def _wanted(citation: str) -> re.Match[str] | None:
    return _WANTED.fullmatch(citation)


def _number(section: str) -> int:
    return int(re.match(r"\d+", section)[0])  # type: ignore[index]  # sections start with digits


def _meets(title: str, one: re.Match[str], citation: str) -> bool:
    """Return whether a cited section, or range, is within the wanted one.

    A whole chapter ("22 U.S.C. 7101-7110") is not a citation of each section in it.
    """
    wanted = _wanted(citation)
    if wanted is None or wanted["title"] != title:
        return False
    low, high = int(wanted["first"]), int(wanted["last"] or wanted["first"])
    first = _number(one["first"])
    last = int(one["last"]) if one["last"] else first
    if one["last"] and len(one["last"]) < len(str(first)):  # "7101-10" is short for "7101-7110"
        last = int(str(first)[: -len(one["last"])] + one["last"])
    letter = re.sub(r"\d", "", one["first"]).lower()
    if letter != wanted["letter"] and not wanted["last"]:
        return False
    return low <= first <= last <= high and one["subs"].startswith(wanted["subs"])
