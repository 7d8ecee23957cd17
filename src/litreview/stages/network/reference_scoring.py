"""Scores how well a reference fits a work or another reference: evidence on the pair, and the verdict of the rules in `rules.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from litreview.core.wording import Value
from litreview.linkage import RecordColumns
from litreview.linkage.rules import Facts, LinkageRule, RuleTable, fact_names, rules_of, vocabulary
from litreview.stages.network.reference_comparison import (
    Agreement,
    author_of_reference,
    author_of_work,
    container_agrees,
    cut_agrees,
    same_place,
    title_in_reference,
    titles_alike,
    versions,
)

RULES: tuple[LinkageRule, ...] = rules_of("litreview.stages.network")
"""The rules on references, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Value):
    """A verdict on a reference and a work, its rule and confidence; `reasons` says why in words."""

    verdict: str
    confidence: float
    reasons: tuple[str, ...]
    rule: str = ""


NO = Score(verdict="different", confidence=0.0, reasons=())


@dataclass(slots=True, kw_only=True)
class Fit:
    """The evidence on a reference and a work, or another reference.

    `apart` is the number of years between them, `alike` the similarity of the titles (None without one). `longer`: the title of the
    reference is much longer. Author and container are compared on first use.
    """

    a: RecordColumns
    b: RecordColumns
    known: dict[tuple[str, str], bool]
    apart: int | None
    alike: float | None = None
    longer: bool = False
    _author: float | None = None
    _container: Agreement | None = None

    @property
    def author(self) -> float:
        """How well the authors agree."""
        if self._author is None:
            self._author = (author_of_reference if self.b.text else author_of_work)(self.a, self.b)
        return self._author

    @property
    def container(self) -> Agreement:
        """Whether journal or book agree."""
        if self._container is None:
            self._container = container_agrees(self.a, self.b, self.known)
        return self._container


# ------------------------------------------------------------------ the facts of `rules.toml`


def clashing(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether both have DOIs and none of one can equal one of the other, whole or truncated.

    >>> clashing(frozenset(["10.1016/j.foreco.2008.01"]), frozenset(["10.1016/j.foreco.2008.01.038"]))
    False
    """
    if not a or not b or a & b:
        return False
    return not any(x.startswith(y) or y.startswith(x) for x in a for y in b)


FACTS: Facts[Fit] = {
    "same_place": ("Volume and first page agree.", lambda e: same_place(e.a, e.b)),
    "unplaced": (
        "Neither has a volume or a page.",
        lambda e: not (e.a.volume or e.a.page or e.b.volume or e.b.page),
    ),
    "long_page": ("The page of the reference has three figures at least.", lambda e: len(e.a.page) >= 3),
    "one_figure_page": ("The page of the reference has one figure.", lambda e: len(e.a.page) < 2),
    "on_page_one": ("One of the two begins on page 1.", lambda e: "1" in (e.a.page, e.b.page)),
    "volume_in_reference": ("The reference names a volume.", lambda e: bool(e.a.volume)),
    "has_day": ("The reference names the day of a newspaper.", lambda e: bool(e.a.dates)),
    "same_day": ("The work came out on that day.", lambda e: not e.a.dates.isdisjoint(e.b.dates)),
    "day_known": ("The day on which the work came out is known.", lambda e: bool(e.b.dates)),
    "cut_title": ("One title is the other, cut to twenty letters.", lambda e: cut_agrees(e.a, e.b)),
    "same_year": ("The years agree.", lambda e: e.apart == 0),
    "year_unknown": ("One of the two has no year.", lambda e: e.apart is None),
    "within_a_year": (
        "The years are known, and one apart at most.",
        lambda e: e.apart is not None and e.apart <= 1,
    ),
    "other_version": (
        "Words that name a version (executive summary, reply to) stand on one side only.",
        lambda e: versions(e.a.text, e.a.title) != versions(e.b.title, e.b.title),
    ),
    "longer": ("The title of the reference holds much more than that of the work.", lambda e: e.longer),
    "nothing_told_apart": (
        "The reference is a run of words in which no parts could be told apart.",
        lambda e: e.a.title == e.a.text,
    ),
    "titles_given": ("Both have a title.", lambda e: e.alike is not None),
    "short_title": (
        "One of the titles has fewer than fifteen letters.",
        lambda e: min(len(e.a.title), len(e.b.title)) < 15,
    ),
    "five_words": ("The title has five words at least.", lambda e: len(e.a.title.split()) >= 5),
    "other_coauthors": (
        "Both name authors behind the first, and none is common to them.",
        lambda e: bool(e.a.others and e.b.others) and e.a.others.isdisjoint(e.b.others),
    ),
    "in_press": (
        "Neither has a volume, nor is it a book.",
        lambda e: not (e.a.volume or e.b.volume or "book" in (e.a.kind, e.b.kind)),
    ),
    "dois_clash": (
        "Both have DOIs, and none of one could be one of the other.",
        lambda e: clashing(e.a.dois, e.b.dois),
    ),
}
"""The facts that a clause may name, each with what it means and when it holds."""

_FIELDS = {
    name: (
        f"(e.a.{name} == e.b.{name} != '')",
        f"('' != e.a.{name} != e.b.{name} != '')",
        f"not (e.a.{name} and e.b.{name})",
    )
    for name in ("volume", "page")
}
_FIELDS["author"] = ("(e.author > 0)", "(e.author < 0)", "(e.author == 0)")
_FIELDS["container"] = ('e.container == "same"', 'e.container == "other"', 'e.container == "unknown"')
WORDS = vocabulary(
    FACTS,
    Fit,
    _FIELDS,
    {
        "likeness": "(e.alike or 0)",
        "author": "e.author",
        "years_apart": "(e.apart or 0)",
        "title_words": "len(e.b.title.split())",
    },
)
"""The facts and measures of a reference and a work, or another reference."""
_RULES: RuleTable[Fit] = RuleTable(rules=RULES, words=WORDS)
_BY_PLACE, _BY_TITLE, _REFERENCES = map(_RULES.stage, ("place", "title", "references"))


def measure_fit(a: RecordColumns, b: RecordColumns, known: dict[tuple[str, str], bool]) -> Fit:
    """Return the evidence on a reference and a work, or another reference. `known` caches which names of journals abbreviate which."""
    fit = Fit(a=a, b=b, known=known, apart=abs(a.year - b.year) if a.year and b.year else None)
    if b.text:
        fit.alike = titles_alike(a, b)
    elif a.title and b.title:
        if b.year >= 1800 and f" {b.year} " in f" {a.text} ":
            # plain styles show several years (of a period, of access): one of them is the year of the work
            fit.apart = 0
        fit.alike, fit.longer = title_in_reference(a, b)
    return fit


def score(a: RecordColumns, b: RecordColumns, known: dict[tuple[str, str], bool]) -> Score:
    """Return the verdict on a reference and a work."""
    if a.title and not b.title:
        return NO
    fit = measure_fit(a, b, known)
    found = (_BY_TITLE if a.title else _BY_PLACE)(fit)
    if found is None or found.verdict == "different":
        return NO
    reasons = tuple(sentence.format(likeness=fit.alike) for sentence in found.says)
    return Score(verdict=found.verdict, confidence=found.strength, reasons=reasons, rule=found.id)


def same_work(a: RecordColumns, b: RecordColumns, known: dict[tuple[str, str], bool]) -> bool:
    """Return whether two references are one work."""
    found = _REFERENCES(measure_fit(a, b, known))
    return found is not None and found.verdict == "same"


__all__ = ["RULES", "STAGES", "clause_meanings"]

STAGES: Mapping[str, str] = {
    "place": "compares a work with a reference without a title, as in Web of Science",
    "title": "compares a work with a reference that has a title",
    "references": "decides whether two references are one work that is not in the library",
}
"""The stages in their order, with what a rule of each does."""

_PARTS = {"author": "author", "container": "journal or book", "volume": "volume", "page": "first page"}
_FIELD_MEANINGS = {
    "same_{}": "The {} of both is the same",
    "other_{}": "Both name the {}, and they differ",
    "{}_unknown": "One of the two does not name the {}",
}
_AGREEING = {
    word.format(field): f"{said.format(called)}."
    for field, called in _PARTS.items()
    for word, said in _FIELD_MEANINGS.items()
}
_MEANINGS = {
    **_AGREEING,
    **WORDS.meanings,
    "likeness": "The similarity of the titles (0 to 1).",
    "author": "How well the authors agree: 1 surname and initial, .9 surname, .8 a later author or a name turned round, .5 a misspelling,"
    " 0 unknown, -1 another. Of two references the surname alone is 1.",
    "years_apart": "The years between the two.",
    "title_words": "The words of the work's title.",
}


def clause_meanings(clause: str) -> list[tuple[str, str]]:
    """Return the facts and measures that a clause names, each with what it means."""
    return [(name, _MEANINGS[name]) for name in fact_names(clause)]
