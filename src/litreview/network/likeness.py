"""Whether two cited references are the same work: evidence on the pair, and the verdict of the rules in `rules.toml`."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

from litreview import text as textual
from litreview.linkage.rules import Table, facts_of, vocabulary
from litreview.model import CitedReference, Person
from litreview.network.parsing import dois
from litreview.network.scoring import RULES
from litreview.network.targets import CUT, initial, surname_keys, without_small_words
from litreview.works.journals import comparison_container, may_be_same_container, shortens
from litreview.works.laws import legal_keys
from litreview.works.names import PARTICLES
from litreview.works.places import first_page, volume_of

__all__ = ["WORDS", "ReferenceColumns", "at_one_place", "clashing", "reference_columns", "same_work", "weigh"]

_ISSUE = re.compile(r"\.issue-\d")
_START = 16  # letters of a title or container that open a block
_ALIKE = 92  # titles that differ by less (of 100) are one title


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceColumns:
    """A reference in the form in which two are compared."""

    text: str
    first: tuple[str, ...]
    others: frozenset[str]
    initial: str
    year: int | None
    title: str
    cut: str
    book: bool
    container: str
    journal: str
    volume: str
    page: str
    dois: frozenset[str]
    laws: tuple[str, ...]
    block_keys: tuple[tuple[object, ...], ...]


def reference_columns(reference: CitedReference) -> ReferenceColumns:
    """Return the reference, folded, with the keys of its blocks."""
    people = reference.authors
    first = _names(people[0]) if people else ()
    title, container = textual.fold(reference.title), textual.fold(reference.container)
    volume, page = volume_of(reference.volume), first_page(reference.page)
    cut = without_small_words(title)
    if not title and (not volume or len(reference.container) == CUT):
        # Web of Science puts the title of a book, cut to twenty letters, where the journal stands
        cut = container
    if not reference.year and title and not container:
        # without the year that parts them, title and container are one
        container = title
    return ReferenceColumns(
        text=textual.fold(reference.text),
        first=first,
        others=frozenset(name for person in people[1:] for name in _names(person)),
        initial=initial(people[0]) if people else "",
        year=reference.year,
        title=title,
        cut=cut,
        book=not title and len(reference.container) in (CUT - 1, CUT),
        container=container,
        journal=comparison_container(reference.container or (reference.title if container else "")),
        volume=volume,
        page=page,
        dois=_own_dois(reference),
        # an article that names a statute in its title has a place of its own
        laws=() if volume and page else legal_keys(reference.text)[:1],
        block_keys=_block_keys(first[:3], reference.year, title, cut, volume, page),
    )


def _own_dois(reference: CitedReference) -> frozenset[str]:
    """Return the DOIs of a reference; `10.1111/mice.2009.24.issue-6` names an issue of a journal, not a work in it."""
    return frozenset(doi for doi in (*dois(reference.text), reference.doi) if doi and not _ISSUE.search(doi))


def _block_keys(
    names: tuple[str, ...], year: int | None, title: str, cut: str, volume: str, page: str
) -> tuple[tuple[object, ...], ...]:
    """Return the keys under which references meet: a place; the first author's name with year and page, volume or title; a long title."""
    keys: list[tuple[object, ...]] = []
    if volume and page:
        keys.append(("1 place", volume, page))
    if year and page:
        keys += [("2 page", name, year, page) for name in names]
    if year and volume:
        keys += [("3 volume", name, year, volume) for name in names]
    if year and (cut or not volume):
        keys += [("4 name", name, year) for name in names]
    if len(title) > 24:
        keys += [("5 title", title[:_START]), ("6 title", title[-_START:])]
    return tuple(dict.fromkeys(keys))


def _names(person: Person) -> tuple[str, ...]:
    """Return the forms of a first author's name.

    WoS has names from SciELO as `Costa Helder Gomes` and `Hogle Linda F`: so the first word is a form too.
    """
    folded = textual.surname(person)
    if not folded:
        return ()
    head = folded.split(" ")[0]
    tails = surname_keys(folded)[: 1 if person.literal else None]
    return tuple(dict.fromkeys((*tails, *([] if head in PARTICLES else [head]))))


def clashing(a: frozenset[str], b: frozenset[str]) -> bool:
    """Return whether both have DOIs and none of one could be one of the other, whole or cut off at its end.

    >>> clashing(frozenset(["10.1016/j.foreco.2008.01"]), frozenset(["10.1016/j.foreco.2008.01.038"]))
    False
    """
    if not a or not b or a & b:
        return False
    return not any(x.startswith(y) or y.startswith(x) for x in a for y in b)


@dataclass(slots=True, kw_only=True)
class Both:
    """The evidence on two references. `author` says how well the authors agree, `alike` the titles (0..100, None without one)."""

    a: ReferenceColumns
    b: ReferenceColumns
    apart: int | None
    author: float
    alike: float | None
    known_containers: dict[tuple[str, str], bool]


def _author(a: ReferenceColumns, b: ReferenceColumns) -> float:
    """Return how well the authors agree: 1 the first, .8 a later one or a name turned round, .5 spelled alike, 0 unknown, -1 not."""
    from rapidfuzz import fuzz

    if not a.first or not b.first:
        return 0.0
    if set(a.first) & set(b.first):
        return 1.0 if not a.initial or not b.initial or a.initial == b.initial else 0.8
    if set(a.first) & b.others or set(b.first) & a.others:
        return 0.8
    # `Vahid, B.` for `Balali V`: given and family name were exchanged
    if a.initial == b.first[0][0] and b.initial == a.first[0][0]:
        return 0.8
    short = min(len(a.first[0]), len(b.first[0]))
    return 0.5 if short >= 5 and fuzz.ratio(a.first[0], b.first[0]) >= 80 else -1.0


def _titles(a: ReferenceColumns, b: ReferenceColumns) -> float | None:
    """Return how alike the titles are (0 to 100), None if one has none."""
    from rapidfuzz import fuzz

    if not a.title or not b.title:
        return None
    whole = fuzz.ratio(a.title, b.title)
    short, long = sorted((a.title, b.title), key=len)
    if whole < _ALIKE and len(short.split()) >= 5 and f" {short} " in f" {long} ":
        # one with its subtitle or, where the year is missing, with its journal
        return float(_ALIKE)
    return whole


def at_one_place(a: ReferenceColumns, b: ReferenceColumns) -> bool:
    """Return whether both name the same volume and first page, of whatever journal."""
    return bool(a.volume) and a.volume == b.volume and bool(a.page) and a.page == b.page


def _container(a: ReferenceColumns, b: ReferenceColumns, known: dict[tuple[str, str], bool]) -> bool:
    if not a.container or not b.container:
        return False
    pair = (a.container, b.container) if a.container < b.container else (b.container, a.container)
    found = known.get(pair)
    if found is None:
        # the end of a title holds the journal where the year between them is missing
        found = may_be_same_container(a.journal, b.journal) or _ends(*pair) or _ends(pair[1], pair[0])
        known[pair] = found
    return found


def _ends(a: str, b: str) -> bool:
    return a.endswith(f" {b}")


def _cut(a: ReferenceColumns, b: ReferenceColumns) -> bool:
    """Return whether one title is the other cut to twenty letters, words in it shortened (`HDB EVALUATING INFRA`)."""
    short, long = sorted((a.cut, b.cut), key=len)
    if len(short) < 10:
        return False
    if long.replace(" ", "").startswith(short.replace(" ", "")[: CUT - 1]):
        return len(short.split()) > 1 or short == long
    words, full = short.split(), long.split()
    if not 2 <= len(words) <= len(full):
        return False
    *whole, last = words
    return full[len(whole)].startswith(last) and all(map(shortens, whole, full))


# ------------------------------------------------------------------ the facts of `rules.toml`


def same_place(e: Both) -> bool:
    """Both name the same volume and first page."""
    return at_one_place(e.a, e.b)


def dois_clash(e: Both) -> bool:
    """Both have DOIs, and none of one could be one of the other."""
    return clashing(e.a.dois, e.b.dois)


def same_container(e: Both) -> bool:
    """Journal or book agree."""
    return _container(e.a, e.b, e.known_containers)


def same_year(e: Both) -> bool:
    """The years agree."""
    return e.apart == 0


def year_unknown(e: Both) -> bool:
    """One of the two has no year."""
    return e.apart is None


def other_coauthors(e: Both) -> bool:
    """Both name authors behind the first, and none is common to them."""
    return bool(e.a.others and e.b.others) and e.a.others.isdisjoint(e.b.others)


def titles_given(e: Both) -> bool:
    """Both have a title."""
    return e.alike is not None


def short_title(e: Both) -> bool:
    """One of the titles has fewer than fifteen letters."""
    return min(len(e.a.title), len(e.b.title)) < 15


def five_words(e: Both) -> bool:
    """The title has five words at least."""
    return len(e.a.title.split()) >= 5


def one_figure_page(e: Both) -> bool:
    """The page has one figure."""
    return len(e.a.page) < 2


def on_page_one(e: Both) -> bool:
    """One of the two begins on page 1."""
    return "1" in (e.a.page, e.b.page)


def cut_title(e: Both) -> bool:
    """One title is the other, cut to twenty letters."""
    return _cut(e.a, e.b)


def in_press(e: Both) -> bool:
    """Neither has a volume, nor is it a book."""
    return not (e.a.volume or e.b.volume or e.a.book or e.b.book)


WORDS = vocabulary(
    facts_of(sys.modules[__name__]),
    Both,
    {
        name: (
            f"(e.a.{name} == e.b.{name} != '')",
            f"('' != e.a.{name} != e.b.{name} != '')",
            f"not (e.a.{name} and e.b.{name})",
        )
        for name in ("volume", "page")
    },
    {"likeness": "(e.alike or 0) / 100", "author": "e.author", "years_apart": "(e.apart or 0)"},
)
"""The facts and measures of two references."""
_RULES: Table[Both] = Table(rules=RULES, words=WORDS)
_SAME = _RULES.stage("references")


def weigh(a: ReferenceColumns, b: ReferenceColumns, containers: dict[tuple[str, str], bool]) -> Both:
    """Return the evidence on two references. `containers` remembers which names abbreviate which."""
    return Both(
        a=a,
        b=b,
        apart=abs(a.year - b.year) if a.year and b.year else None,
        author=_author(a, b),
        alike=_titles(a, b),
        known_containers=containers,
    )


def same_work(a: ReferenceColumns, b: ReferenceColumns, containers: dict[tuple[str, str], bool]) -> bool:
    """Return whether two references are one work."""
    if clashing(a.dois, b.dois):
        return False
    found = _SAME(weigh(a, b, containers))
    return found is not None and found.verdict == "same"
