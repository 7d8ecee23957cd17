"""Compares an entry with a registered work: which fields agree or differ, and the facts that rules in `verdicts.toml` name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from litreview.core.libraries import fuzz
from litreview.core.model import Person, Work
from litreview.core.text import and_others, arxiv as read_arxiv, fold
from litreview.linkage import RecordColumns, record_columns
from litreview.linkage.columns import is_server
from litreview.linkage.rules import Facts
from litreview.stages.verification.entry_facts import venue_of
from litreview.works.author_names import author_match, same_name, surname_share
from litreview.works.journals import same_container, shortens
from litreview.works.titles import ONE_TITLE, TitleChange, compare_titles, comparison_title

Sign = Literal["agrees", "slight", "differs", "silent"]
"""The result for a field: the two agree; differ as records of one work may; can't both be right; or one of them is missing."""

_OTHER_TITLE = frozenset([TitleChange.NUMBER, TitleChange.WORDS, TitleChange.OTHER])
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
        added = self._has_subtitle if found is not TitleChange.NUMBER else subtitled
        return TitleChange.ADDED if found in _OTHER_TITLE and added else found

    @property
    def _has_subtitle(self) -> bool:
        """Whether one of the titles is the other without what follows its colon: "PaLM: Scaling Language Modeling with Pathways"."""
        mains = (comparison_title(work.title.partition(":")[0]) for work in (self.ours, self.theirs))
        return any(
            main and main == whole for main, whole in zip(mains, (self.b.title, self.a.title), strict=True)
        )

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

    @cached_property
    def bears(self) -> dict[str, bool]:
        """For each fact that the entry states: whether the registered work says the same. Its silence bears nothing.

        The facts of a case that was found by its citation are the parties and the year.
        """
        found = {name: bears(self) for name, bears in _BEARS.items()}
        if self.by == "citation":
            found = {name: found[name] for name in ("title", "year")}
        return {name: borne for name, borne in found.items() if borne is not None}

    @cached_property
    def unborne(self) -> tuple[str, ...]:
        """The facts of the entry that the registered work does not bear."""
        return tuple(name for name, borne in self.bears.items() if not borne)

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
    same = None if c.versions else _same_venue(c)
    return "silent" if same is None else "agrees" if same else "differs"


def _same_venue(c: Comparison) -> bool | None:
    """Return whether both containers are one, None if one is missing or unclear."""
    ours, theirs = venue_of(c.ours.container[:300]), venue_of(c.theirs.container[:300])
    # known venues are better evidence than spelling: "ICML", "Advances in Neural Information Processing Systems"
    return ours == theirs if ours and theirs else same_container(c.a.container, c.b.container)


def _server(one: RecordColumns) -> str:
    """Return the first word of the preprint server of a record, `""` for other records."""
    text = next(filter(is_server, (one.container, one.publisher, one.doi)), "")
    return "arxiv" if text == "corr" or text.startswith("10.48550") else text.partition(" ")[0]


def _number(c: Comparison, column: str, otherwise: Sign) -> Sign:
    one, other = getattr(c.a, column), getattr(c.b, column)
    if c.versions or not one or not other or _container(c) == "differs":
        return "silent"
    return "agrees" if one.lower() == other.lower() else otherwise


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
    "volume": lambda c: _number(c, "volume", "differs"),
    "number": lambda c: _number(c, "number", "slight"),
    "pages": lambda c: _number(c, "page", "differs"),
    "doi": _doi,
}


# ---------------------------------------------------------------- whether a registered work bears what the entry states

# the field of a registry's record with all its years: online in one, in print in the next
REGISTERED_YEARS = "registered-years"


def _bears_title(c: Comparison) -> bool | None:
    if c.change is TitleChange.ABSENT:
        return None
    if c.change is TitleChange.SPELLING and not _by_citation(c):
        return fold(c.ours.title).replace(" ", "") == fold(c.theirs.title).replace(" ", "")
    # a subtitle that the entry leaves out is no statement; one that the registry has not, is
    continued = c.change in {TitleChange.CUT, TitleChange.ADDED} and len(c.a.title) > len(c.b.title)
    return _title(c) != "differs" and not continued


def _bears_authors(c: Comparison) -> bool | None:
    ours, theirs = c.ours.authors, c.theirs.authors
    if not ours:
        return None
    whole = len(ours) == len(theirs) or (len(ours) < len(theirs) and and_others(c.ours.get("author")))
    return whole and all(map(_one_person, ours, theirs))


def _one_person(a: Person, b: Person) -> bool:
    """Return whether two names can be one person's: the surname, and a given name or its initial.

    >>> ann = Person(family="Archer", given="Ann B.")
    >>> [_one_person(ann, Person(family="Archer", given=given)) for given in ("A.", "", "Ann", "J. Ann", "M.", "Mary")]
    [True, True, True, True, False, False]
    """
    one, other = ({*fold(person.display).split()} for person in (a, b))
    if one <= other or other <= one:
        return True
    surnames = [fold(person.family or person.literal or person.given) for person in (a, b)]
    if surnames[0] != surnames[1] and not same_name(*surnames):
        return False
    firsts, others = fold(a.given).split(), fold(b.given).split()
    if not firsts or not others or any(len(name) > 1 and name in others for name in firsts):
        return True
    return firsts[0].startswith(others[0]) or others[0].startswith(firsts[0])


def _bears_year(c: Comparison) -> bool | None:
    years = (str(c.b.year), *c.theirs.get(REGISTERED_YEARS).split())
    return str(c.a.year) in years if c.a.year else None


def _bears_container(c: Comparison) -> bool | None:
    if not c.a.container:
        return None
    if is_server(c.a.container) or is_server(c.b.container):
        return _server(c.a) == _server(c.b)
    if venue_of(c.ours.container[:300]) and venue_of(c.theirs.container[:300]):
        return _same_venue(c) is True
    ours, theirs = c.a.container.split(), c.b.container.split()
    return _same_venue(c) is True and not (_inserts(ours, theirs) or _inserts(theirs, ours))


def _inserts(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether a name has a word among those that it shares with another: a conference on quantum machine learning is another."""
    shared = [any(shortens(word, other) or shortens(other, word) for other in others) for word in words]
    if True not in shared:
        return False
    first, last = shared.index(True), len(shared) - shared[::-1].index(True)
    return any(
        not known and len(word) > 3 for word, known in zip(words[first:last], shared[first:last], strict=True)
    )


def _bears_pages(c: Comparison) -> bool | None:
    if not c.a.page:
        return None
    return c.a.page.lower() == c.b.page.lower() and c.a.last in ("", c.b.last)


def _bears_doi(c: Comparison) -> bool | None:
    # each version of a preprint may have its own number
    one = c.a.doi.startswith(c.b.doi) or c.b.doi.startswith(c.a.doi)
    return one and bool(c.b.doi) if c.a.doi else None


def _agree_if_both(one: str, other: str) -> bool | None:
    return one.lower() == other.lower() if one and other else None


def arxiv_number(work: Work) -> str:
    """Return the arXiv number of a work without its version, from its DOI, eprint or address, `""` without one."""
    named = "arxiv" in f"{work.get('archiveprefix')} {work.get('eprinttype')}".lower()
    doi, url = work.doi.partition("10.48550/arxiv.")[2], work.get("url")
    texts = (doi, work.get("eprint") if named else "", url if "arxiv.org/" in url.lower() else "")
    numbers = (read_arxiv(text) for text in texts)
    return re.sub(r"v\d+$", "", next(filter(None, numbers), ""))


_BEARS: dict[str, Callable[[Comparison], bool | None]] = {
    "title": _bears_title,
    "author": _bears_authors,
    "year": _bears_year,
    "container": _bears_container,
    "volume": lambda c: c.a.volume.lower() == c.b.volume.lower() if c.a.volume else None,
    "number": lambda c: _agree_if_both(c.a.number, c.b.number),
    "pages": _bears_pages,
    "publisher": lambda c: (
        not {*c.a.publisher.split()}.isdisjoint(c.b.publisher.split())
        if c.a.kind == "book" and c.a.publisher and c.b.publisher
        else None
    ),
    "doi": _bears_doi,
    "eprint": lambda c: _agree_if_both(arxiv_number(c.ours), arxiv_number(c.theirs)),
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


def _shorter_has(e: Comparison, words: int, letters: int) -> bool:
    short = min(e.a.title, e.b.title, key=len)
    return len(short) >= letters and short.count(" ") >= words - 1


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
        lambda e: e.change in ONE_TITLE or e.change is TitleChange.ADDED,
    ),
    "other_title": (
        "The titles are different: words that matter differ, or nearly all words.",
        lambda e: e.change in {TitleChange.OTHER, TitleChange.WORDS, TitleChange.NUMBER},
    ),
    "near_title": (
        "The titles differ in a word or two of many: four fifths of their letters are the same, in the same order, and no number differs.",
        lambda e: e.change is TitleChange.WORDS and e.likeness >= 0.8,
    ),
    "by_citation": (
        "The registry was asked by the citation of a case: volume, reporter and page.",
        _by_citation,
    ),
    "other_parties": (
        "Both captions name parties, and they share no names except those of states, offices and unnamed people.",
        _other_parties,
    ),
    "title_of_container": (
        "The registered title is that of the journal, book or proceedings of the entry, or of its series.",
        _title_of_container,
    ),
    "specific": (
        'The shorter title has four words and 25 letters: "Introduction" and "Editorial" name no one work.',
        lambda e: _shorter_has(e, 4, 25),
    ),
    "long_title": ("The shorter title has six words and 30 letters.", lambda e: _shorter_has(e, 6, 30)),
    "very_long_title": ("The shorter title has ten words and 60 letters.", lambda e: _shorter_has(e, 10, 60)),
    "signed_by_many": (
        "The same three people or more are in both.",
        lambda e: e.people == 1 and min(len(e.a.authors), len(e.b.authors)) > 2,
    ),
    "same_people": (
        "At least half of the shorter list of names is in the other.",
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
        "The author of one is a body, such as an agency, which may have several names.",
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
        "Both name the journal, book or proceedings, so these can be compared.",
        lambda e: e.signs["container"] != "silent",
    ),
    "other_page": (
        "Both have pages, and begin on different ones.",
        lambda e: e.signs["pages"] == "differs",
    ),
    "articles": (
        "Both are articles, papers of proceedings or preprints, which appear once.",
        lambda e: {e.a.kind, e.b.kind} <= {"article", "part", "preprint"},
    ),
    "notice_on_one_side": (
        "One of the two is a notice on a work (a correction, a review, a reply), and the other is not.",
        lambda e: bool(e.a.notice) != bool(e.b.notice),
    ),
    "differs": (
        "A field contradicts the other, by more than spelling, a year, or a list that is cut at its end.",
        lambda e: "differs" in e.signs.values(),
    ),
    "judged_same": (
        "The rules of deduplication say that the two are one work.",
        lambda e: e.judged == "same",
    ),
}
"""The facts that a clause may name, each with what it means and when it holds."""
