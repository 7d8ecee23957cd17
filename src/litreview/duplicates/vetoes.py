"""What keeps two records apart however alike they look. Each veto holds for any bibliography; its example says how.

A veto returns a `Veto` (reason, the relation between the two, and whether a person should look), or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from litreview.compare import TitleChange
from litreview.compare.names import same_name
from litreview.duplicates.evidence import Evidence
from litreview.duplicates.reissues import REISSUES
from litreview.duplicates.signs import published_alike
from litreview.duplicates.veto import Veto
from litreview.model import RelationKind

__all__ = ["VETOES", "Veto"]


_NOTICE_KIND: dict[str, RelationKind] = {
    "correction": "related",
    "retraction": "related",
    "reply": "related",
    "comment": "related",
    "review": "review-of",
    "summary": "summary",
    "front matter": "related",
    "reprint": "version",
}


def notice(e: Evidence) -> Veto | None:
    """A notice about a work is not the work: erratum, reply, comment, review, executive summary.

    "Erratum to: X" and "X"; "Book Review: X" and "X"; "X: Executive Summary" and "X".
    """
    if e.a.notice == e.b.notice:
        return None
    if e.doi is True and e.page is not False and e.same_title:
        return None
    if e.a.about.replace(" ", "") == e.b.about.replace(" ", ""):
        return None
    if e.same_place and e.volume and e.names_agree and _headed(e):
        return None
    name = e.a.notice or e.b.notice
    related = e.score > 0.5 and (e.change is not TitleChange.OTHER)
    return Veto(reason=f"one is a {name} of or on the other", kind=_NOTICE_KIND[name] if related else None)


def _before(e: Evidence) -> list[str]:
    """Return the words that one title has before the whole of the other, none if it ends on something else."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long[: -len(short)].split() if long.endswith(f" {short}") else []


def _headed(e: Evidence) -> bool:
    """Return whether one title only has the kind of piece before it, as databases wrote of letters: "Letter: X", "Abstract 123: X"."""
    head, *rest = _before(e) or [""]
    return head in _HEADS and all(word.isdecimal() for word in rest)


_HEADS = frozenset(["letter", "letters", "commentary", "abstract", "editorial"])


def sequel(e: Evidence) -> Veto | None:
    """Titles that differ in a number name different works, unless both stand at the same place.

    "Part I" and "Part II"; "2019 Federal Report" and "2022 Federal Report"; "… Fiscal Year 2010" and "… 2015".
    """
    if (
        e.change is not TitleChange.NUMBER
        or e.doi is True
        or e.law is True
        or (e.same_place and e.score >= 0.9 and e.number is not False)
    ):
        return None
    if e.a.kind == "data" or e.b.kind == "data" or (e.same_range and e.names_agree):
        return None
    begins = e.a.title.startswith(e.b.title) or e.b.title.startswith(e.a.title)
    # one title was cut off before its number
    if begins and e.same_place and e.names_agree and not (e.room_for_two or e.other_issue):
        return None
    if e.names_agree and e.gap == 0 and e.page is not False and _numbered(e):
        return Veto(
            reason="one title has a number before it: a chapter's, an abstract's, or a part's", ask=True
        )
    return Veto(
        reason="the titles differ in a number (part, year, phase)",
        kind="related" if e.score > 0.85 or (begins and e.specific) else None,
        ask=begins and e.gap == 0 and e.names_agree and _own_year(e),
    )


def _numbered(e: Evidence) -> bool:
    """Return whether one title only has a number before it: "Chapter 3: X", "P-123 X"."""
    return e.specific and 0 < len(_before(e)) <= _WORDS_BEFORE


_WORDS_BEFORE = 2


def _own_year(e: Evidence) -> bool:
    """Return whether the longer title only adds the year in which both came out. A yearly report of that title may say the same."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long == f"{short} {e.a.year}"


def data_set(e: Evidence) -> Veto | None:
    """A data set is not the report on it: they are cited, stored and counted apart, even under one title.

    "Capturing Human Trafficking Victimization" (report, 2018) and "… (ICPSR 37907)" (data, 2021).
    """
    if (e.a.kind == "data") == (e.b.kind == "data"):
        return None
    # the same project: people in common, or a title that goes on from the other; a likeness of words is no evidence
    begins = e.a.title.startswith(e.b.title) or e.b.title.startswith(e.a.title)
    shared = e.score > 0.55 and (e.names_agree or (begins and e.specific and not e.names_differ))
    return Veto(reason="one is a data set", kind="same-data" if shared else None)


def thesis(e: Evidence) -> Veto | None:
    """A thesis and the article or book made from it are two works, with different examiners and text; so are theses at two schools."""
    if e.a.kind == e.b.kind == "thesis":
        schools = (e.a.publisher, e.b.publisher)
        elsewhere = all(schools) and not (published_alike(e.a, e.b) or same_name(*schools))
        return Veto(reason="theses at two schools", ask=e.names_agree) if elsewhere and e.same_title else None
    if (e.a.kind == "thesis") == (e.b.kind == "thesis") or not (e.a.kind and e.b.kind):
        return None
    if e.doi is True or not e.names_agree:
        return None
    return Veto(
        reason="one is a thesis", kind="version" if e.score > 0.6 else None, ask=e.same_title and e.gap == 0
    )


def enactment(e: Evidence) -> Veto | None:
    """Different public laws are different acts, under one title too; so are different sections or divisions of one law.

    "Trafficking Victims Protection Reauthorization Act", Pub. L. 108-193 and 109-164; "… Act, § 103" and "… Act, § 107".
    """
    if e.law is False:
        return Veto(
            reason=f"different laws or bills: {e.a.law} and {e.b.law}",
            kind="related" if e.score > 0.7 and e.change is not TitleChange.WORDS else None,
        )
    if e.law and _section(e.a.about) != _section(e.b.about):
        return Veto(reason="different sections of one law", kind="related")
    if e.law:
        first, second = _DIVISION.search(e.a.about), _DIVISION.search(e.b.about)
        if first and second and first.group(1) != second.group(1):
            return Veto(reason="different divisions of one law", kind="related")
    return None


_SECTION = re.compile(r"\b(?:sections?|sec|ss|title) (\d+[a-z]?)\b")
_DIVISION = re.compile(r"\bdivision ([a-z]|\d+)\b")


def _section(about: str) -> str:
    found = _SECTION.search(about)
    return found.group(1) if found else ""


def court(e: Evidence) -> Veto | None:
    """Decisions of different courts, or in different years, in one case are different documents.

    "United States v. Jungers (D.S.D. 2011)" and "United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)".
    """
    if not (e.a.kind == e.b.kind == "law"):
        return None
    if e.law is True or (e.report and e.same_title and e.near_in_time):
        return None
    if e.law is None and e.a.law and e.b.law and e.same_title and e.near_in_time:
        return None
    if e.gap or e.names_differ or _court(e.a.about) != _court(e.b.about):
        return Veto(
            reason="different courts or years of one case or act",
            kind="related" if _parties(e.a.about) == _parties(e.b.about) and e.score > 0.4 else None,
        )
    return None


_CIRCUIT = re.compile(
    r"\b(\d+(?:st|nd|rd|th|d) cir|[a-z]{1,3} d [a-z]+|[a-z] d [a-z]+|cong|f supp(?: [23]d)?|f [23]d|f 4th|pub l no \d+ \d+)\b"
)


def _court(about: str) -> str:
    found = _CIRCUIT.search(about)
    return found.group(1) if found else ""


def _parties(about: str) -> str:
    return " ".join(about.split()[:4])


def people(e: Evidence) -> Veto | None:
    """Works by different people are different works, even with one title, unless they stand at the same place.

    "Domestic Minor Sex Trafficking" by Kotrla and by Goldberg and Moore.
    """
    if e.names_differ and e.a.kind == e.b.kind == "law":
        return None
    if e.names_differ and e.doi is not True and not e.same_place:
        # a report is entered under its writers here and under its publisher there
        if e.body_agrees or (e.same_title and e.report and e.near_in_time and _SERIES.search(e.a.report)):
            return None
        alike = e.specific and (e.same_title or e.change is TitleChange.ADDED)
        return Veto(
            reason="no author in common",
            kind="related" if alike and e.score > 0.7 else None,
            ask=e.same_title
            and e.specific
            and e.near_in_time
            and (bool(e.url) or (e.gap == 0 and any(" " in name for name in (*e.a.authors, *e.b.authors)))),
        )
    return None


# "gao 06 825", "r41878": the letters of a series and its number; "2014 01" may be anybody's
_SERIES = re.compile(r"^(?!(?:paper|working|technical|tech|tr|wp|issue|vol|volume|part)\b)[a-z]+ ?\d+ ?\d")


def chapter(e: Evidence) -> Veto | None:
    """A chapter is not its book, and chapters of one book share its ISBN, year and editors but not their title or pages."""
    if (
        (e.a.kind == "book") != (e.b.kind == "book")
        and "part" in (e.a.kind, e.b.kind)
        and (e.a.page or e.b.page)
    ):
        return Veto(reason="one is a part of a book", kind="related" if e.same_title else None)
    return None


def statutes(e: Evidence) -> Veto | None:
    """A legal document and a text about it are different works, even where the text's title is the law's name."""
    if e.same_title and e.same_place and e.volume:
        return None
    if (e.a.kind == "law") != (e.b.kind == "law") and e.a.kind and e.b.kind and e.doi is not True:
        return Veto(reason="one is a case or statute")
    return None


VETOES: tuple[Callable[[Evidence], Veto | None], ...] = (
    notice,
    data_set,
    enactment,
    sequel,
    court,
    statutes,
    thesis,
    chapter,
    *REISSUES,
    people,
)
