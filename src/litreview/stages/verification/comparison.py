"""Compares an entry with a registered work: which fields agree or differ, and the facts that rules in `verdicts.toml` name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from litreview.core.model import Work
from litreview.core.text import and_others, fold
from litreview.linkage import RecordColumns, record_columns
from litreview.linkage.columns import is_server
from litreview.linkage.rules import Facts
from litreview.stages.verification.entry_facts import venue_of
from litreview.works.author_names import author_match, same_name, surname_share
from litreview.works.journals import same_container
from litreview.works.titles import TitleChange, compare_titles

Sign = Literal["agrees", "slight", "differs", "silent"]
"""The result for a field: the two agree; differ as records of one work may; can't both be right; or one of them is missing."""

_ONE_TITLE = frozenset([TitleChange.EQUAL, TitleChange.SPELLING, TitleChange.BESIDE, TitleChange.CUT])
_SLIGHT_TITLE = frozenset([TitleChange.SPELLING, TitleChange.CUT, TitleChange.ADDED])


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """An entry (`ours`) and a registered work (`theirs`); `by` and `value` of the lookup; `judged`: the verdict of linkage on the two.

    `number_unknown`: the registry should have the entry's DOI, but lacks it.
    """

    ours: Work
    theirs: Work
    judged: str = ""
    registry: str = ""
    by: str = ""
    value: str = ""
    number_unknown: bool = False

    @cached_property
    def a(self) -> RecordColumns:
        """The entry's columns for comparison."""
        return record_columns(self.ours, {}, "ours")

    @cached_property
    def b(self) -> RecordColumns:
        """The registered work's columns for comparison."""
        return record_columns(self.theirs, {}, "theirs")

    @cached_property
    def likeness(self) -> float:
        """The similarity of the titles, 0..1."""
        from rapidfuzz import fuzz

        return (
            fuzz.ratio(self.a.title[:1000], self.b.title[:1000]) / 100
            if self.a.title and self.b.title
            else 0.0
        )

    @cached_property
    def change(self) -> TitleChange:
        """How the titles differ. A title that goes on for four words has a subtitle, even one with numbers."""
        found = compare_titles(self.a.title, self.b.title, self.likeness)
        short, long = sorted((self.a.title, self.b.title), key=len)
        subtitled = long.startswith(f"{short} ") and long[len(short) :].count(" ") >= 4
        return TitleChange.ADDED if found is TitleChange.NUMBER and subtitled else found

    @cached_property
    def people(self) -> float | None:
        """The share of the shorter list of names that is in the other; None if either list is empty."""
        a, b = self.a, self.b
        match = author_match(a.authors, b.authors)
        if match is None or match >= 0.5:
            return match
        if sorted(a.names.split()) == sorted(b.names.split()):
            return 1.0
        turned = max(surname_share(a.authors, b.names), surname_share(b.authors, a.names))
        return max(match, turned)

    @cached_property
    def gap(self) -> int | None:
        """The years from the entry to the registered work, None if either lacks a year."""
        return self.b.year - self.a.year if self.a.year and self.b.year else None

    @cached_property
    def versions(self) -> bool:
        """Whether only one of the two is a preprint, so that their dates and containers can't be compared."""
        return (self.a.kind == "preprint" or is_server(self.a.container)) != (
            self.b.kind == "preprint" or is_server(self.b.container)
        )

    @cached_property
    def signs(self) -> dict[str, Sign]:
        """The sign of each field, in the order in which fields are printed."""
        return {name: sign(self) for name, sign in _SIGNS.items()}

    def values(self, field: str) -> tuple[str, str]:
        """Return the texts of a field in entry and registry, for printing."""
        return _field_text(self.ours, field), _field_text(self.theirs, field)


def _field_text(work: Work, field: str) -> str:
    if field == "author":
        names = [person.display for person in work.authors]
        others = " and others" if and_others(work.get("author")) else ""
        return "; ".join(names[:8]) + (f"; and {len(names) - 8} more" if len(names) > 8 else "") + others
    if field == "year":
        return str(work.year or "")
    return {"container": work.container, "doi": work.doi}.get(field, work.get(field))


# ---------------------------------------------------------------- the signs of the fields


def _title(c: Comparison) -> Sign:
    if c.change is TitleChange.ABSENT:
        return "silent"
    if c.change in {TitleChange.EQUAL, TitleChange.BESIDE}:
        return "agrees"
    if _by_citation(c):
        # captions are shortened in many ways: "U.S. v. Archer et al."
        return "differs" if _other_parties(c) else "slight"
    return "slight" if c.change in _SLIGHT_TITLE else "differs"


def _author(c: Comparison) -> Sign:
    """Return `agrees` if all names of the shorter list match; names missing from ours at the end are `slight`, elsewhere `differs`."""
    if c.people is None:
        return "silent"
    ours, theirs = c.a.authors, c.b.authors
    if c.people < 1:
        # in a long list, one or two names may have a spelling that no rule knows
        return "slight" if c.people >= 0.8 and abs(len(ours) - len(theirs)) <= 1 else "differs"
    if len(ours) >= len(theirs) or and_others(c.ours.get("author")):
        return "agrees"
    begins = all(same_name(one, other) for one, other in zip(ours, theirs, strict=False))
    return "slight" if begins else "differs"


def _year(c: Comparison) -> Sign:
    if c.gap is None:
        return "silent"
    if c.gap == 0:
        return "agrees"
    if abs(c.gap) == 1:
        return "slight"
    if c.versions:
        # an article may follow its preprint by years; an article years before its preprint is suspicious
        ours_is_older = (c.b.kind == "preprint" or is_server(c.b.container)) and c.gap > 1
        return "differs" if ours_is_older else "silent"
    return "differs"


def _container(c: Comparison) -> Sign:
    if c.versions:
        return "silent"
    ours, theirs = venue_of(c.ours.container[:300]), venue_of(c.theirs.container[:300])
    # known venues are better evidence than spelling: "ICML", "Advances in Neural Information Processing Systems"
    same = ours == theirs if ours and theirs else same_container(c.a.container, c.b.container)
    return "silent" if same is None else "agrees" if same else "differs"


def _number_of(column: str, otherwise: Sign) -> Callable[[Comparison], Sign]:
    def sign(c: Comparison) -> Sign:
        one, other = getattr(c.a, column), getattr(c.b, column)
        if c.versions or not one or not other or _container(c) == "differs":
            return "silent"
        return "agrees" if one.lower() == other.lower() else otherwise

    return sign


def _doi(c: Comparison) -> Sign:
    if c.a.doi and c.a.doi == c.b.doi:
        return "agrees"
    if not c.a.doi or c.versions:
        return "silent"
    if not c.b.doi:
        return "differs" if c.number_unknown else "silent"
    # each version of a preprint may have its own number
    return "slight" if c.a.doi.startswith(c.b.doi) or c.b.doi.startswith(c.a.doi) else "differs"


_SIGNS: dict[str, Callable[[Comparison], Sign]] = {
    "title": _title,
    "author": _author,
    "year": _year,
    "container": _container,
    "volume": _number_of("volume", "differs"),
    "number": _number_of("number", "slight"),
    "pages": _number_of("page", "differs"),
    "doi": _doi,
}


# ---------------------------------------------------------------- the facts of the rules


_PARTIES = re.compile(r"[a-z]{3,}")
_EVERYWHERE = frozenset([
    "the", "and", "for", "united", "states", "state", "commonwealth", "people", "city", "county", "town",
    "village", "district", "department", "office", "board", "commission", "secretary", "attorney", "general",
    "commissioner", "director", "warden", "sheriff", "estate", "inc", "llc", "corp", "company", "ltd",
    "association", "national", "american", "matter", "parte", "rel", "appellant", "appellee", "plaintiff",
    "defendant", "petitioner", "respondent", "doe", "roe",
])  # fmt: skip


def _by_citation(e: Comparison) -> bool:
    return e.by == "citation"


def _other_parties(e: Comparison) -> bool:
    ours, theirs = ({*_PARTIES.findall(fold(work.title))} - _EVERYWHERE for work in (e.ours, e.theirs))
    return bool(ours) and bool(theirs) and ours.isdisjoint(theirs)


def _title_of_container(e: Comparison) -> bool:
    named = {
        fold(e.ours.get(name))
        for name in ("journal", "booktitle", "maintitle", "series", "publication", "eventtitle")
    } - {""}
    theirs = fold(e.theirs.title)
    return bool(theirs) and any(
        theirs == name or (len(name) > 12 and (theirs in name or name in theirs)) for name in named
    )


def _shorter_has(words: int, letters: int) -> Callable[[Comparison], bool]:
    """Return a fact: whether the shorter title has so many words and letters."""

    def is_long_enough(e: Comparison) -> bool:
        short = min(e.a.title, e.b.title, key=len)
        return len(short) >= letters and short.count(" ") >= words - 1

    return is_long_enough


def _latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return sum(letter < "\u0250" for letter in letters) >= len(letters) / 2


FACTS: Facts[Comparison] = {
    "title_unknown": (
        "The entry or the registered work has no title.",
        lambda e: e.change is TitleChange.ABSENT,
    ),
    "same_title": (
        "The titles are equal but for spelling, or one was cut off or lacks its subtitle.",
        lambda e: e.change in _ONE_TITLE or e.change is TitleChange.ADDED,
    ),
    "other_title": (
        "The titles are different ones: words that matter differ, or nearly all of them.",
        lambda e: e.change in {TitleChange.OTHER, TitleChange.WORDS, TitleChange.NUMBER},
    ),
    "near_title": (
        "The titles differ in a word or two of many: four fifths of their letters are the same, in the same order, and no number differs.",
        lambda e: e.change is TitleChange.WORDS and e.likeness >= 0.8,
    ),
    "by_citation": (
        "The work was asked for by the citation of a case: volume, reporter and page.",
        _by_citation,
    ),
    "other_parties": (
        "Both captions name parties, and no name of the one is in the other but those of states, offices and nobody in particular.",
        _other_parties,
    ),
    "title_of_container": (
        "The registered title is that of the journal, book or proceedings in which the entry says it is, or of its series.",
        _title_of_container,
    ),
    "specific": (
        'The shorter title has four words and 25 letters: "Introduction" and "Editorial" name no one work.',
        _shorter_has(4, 25),
    ),
    "long_title": ("The shorter title has six words and 30 letters.", _shorter_has(6, 30)),
    "very_long_title": ("The shorter title has ten words and 60 letters.", _shorter_has(10, 60)),
    "signed_by_many": (
        "The same three people or more are in both.",
        lambda e: e.people == 1 and min(len(e.a.authors), len(e.b.authors)) > 2,
    ),
    "same_people": (
        "Half of the shorter list of names at least is in the other.",
        lambda e: e.people is not None and e.people >= 0.5,
    ),
    "all_people": (
        "All names of lists of two and more are in both.",
        lambda e: (
            e.people == 1
            and min(len(e.a.authors), len(e.b.authors)) > 1
            and len(e.a.authors) == len(e.b.authors)
        ),
    ),
    "other_people": ("Both name people and none of them is in both lists.", lambda e: e.people == 0),
    "other_script": (
        "One of the titles is in letters of another script: names in it are spelled in several ways.",
        lambda e: _latin(e.ours.title) != _latin(e.theirs.title),
    ),
    "by_a_body": (
        "The author of one is a body, such as an agency: it is called in many ways.",
        lambda e: any(
            work.authors and all(person.literal for person in work.authors) for work in (e.ours, e.theirs)
        ),
    ),
    "near_in_time": ("Not known to be more than a year apart.", lambda e: e.gap is None or abs(e.gap) <= 1),
    "same_place": (
        "The journal, the book or the proceedings are the same.",
        lambda e: e.signs["container"] == "agrees",
    ),
    "place_known": (
        "Both say in which journal, book or proceedings it appeared, so that it can be told whether these are one.",
        lambda e: e.signs["container"] != "silent",
    ),
    "other_page": (
        "Both give pages, and they begin on different ones.",
        lambda e: e.signs["pages"] == "differs",
    ),
    "articles": (
        "Both are articles, papers of proceedings or preprints, which appear once.",
        lambda e: {e.a.kind, e.b.kind} <= {"article", "part", "preprint"},
    ),
    "notice_on_one_side": (
        "One of the two is a notice on a work (a correction, a review, a reply), and the other not.",
        lambda e: bool(e.a.notice) != bool(e.b.notice),
    ),
    "differs": (
        "A field says what the other can't: not spelling, a year's difference, or a list that is cut at its end.",
        lambda e: "differs" in e.signs.values(),
    ),
    "judged_same": (
        "The rules of deduplication say that the two are one work.",
        lambda e: e.judged == "same",
    ),
}
"""The facts that a clause may name, each with what it means and when it holds."""
