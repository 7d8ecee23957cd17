"""Which work a decision was made on, by its name and by what it says of the work in its column `what`: author, year, title and DOI of that time.

A name is a weak sign: an export is renamed, its keys are made anew, and a key may be another work's by then. A DOI is the strongest. Then a
title counts with its people and year: two introductions, or a report of each year, must not catch each other's decisions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from litreview.core.model import Work
from litreview.core.sealed import NAME_WITHHELD
from litreview.core.text import fold

_BETWEEN = " || "
_DOI = re.compile(r"(?:^|; )doi:(10\.\S+)$")
# "Chen & Diaz, 2019, Raids", "Chen, n.d., Raids": how other tools write it
_COMMAS = re.compile(r"(?:(.*?), )?(\d{4}|n\.d\.), (.+)", re.DOTALL)


def describe(work: Work) -> str:
    """Return what a decision says of a work, to find it again whatever becomes of its key; nothing of a confidential one.

    `Chen, Diaz; 2019; Raids and rescue; doi:10.1000/x`: the first two authors, the year, the title, the DOI.
    """
    if work.confidential:
        return ""
    names = ", ".join(person.sort_name for person in work.authors[:2])
    parts = (names, str(work.year or ""), work.title, f"doi:{work.doi}" if work.doi else "")
    return "; ".join(part.replace(_BETWEEN.strip(), "|") for part in parts if part)


def both(one: str, other: str) -> str:
    """Return the column `what` of a decision on a pair, `""` if it says nothing of either."""
    return f"{one}{_BETWEEN}{other}" if other else one


def halves(what: str) -> tuple[str, str]:
    """Return what a decision says of its key and, on a pair, of its value.

    >>> halves(both("Chen; 2019; Raids", "Diaz; 2020; Rescue")), halves("Chen; 2019; Raids")
    (('Chen; 2019; Raids', 'Diaz; 2020; Rescue'), ('Chen; 2019; Raids', ''))
    """
    one, _, other = f" {what}".partition(
        _BETWEEN
    )  # a cell loses the blank before it, where nothing is said of the first
    return one.strip(), other


class Reading(NamedTuple):
    """One way to read a description, folded: the people, the year (`""` if none is said), the title."""

    people: str
    year: str
    title: str


class Said:
    """A description, taken apart. Where it can be read in several ways it is kept in all of them, the likeliest first.

    >>> Said("Chen; 2019; Raids and rescue; doi:10.1000/x").readings[0]
    Reading(people='chen', year='2019', title='raids and rescue')
    >>> Said("Chen; 2019; Raids and rescue; doi:10.1000/x").doi
    '10.1000/x'
    """

    def __init__(self, what: str) -> None:
        found = _DOI.search(what)
        self.doi: str = found[1].lower() if found else ""
        self._text = what[: found.start()] if found else what

    @cached_property
    def whole(self) -> str:
        """All but the DOI, folded."""
        return fold(self._text)

    @cached_property
    def all(self) -> str:
        """All of it, folded."""
        return fold(f"{self._text}; doi:{self.doi}") if self.doi else self.whole

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The ways to read it, one at least: an author or a year may be missing, and a title may have semicolons."""
        found = []
        parts = self._text.split("; ", 2)
        if _is_year(parts[-1]):  # of a work without a title
            return (Reading(fold("; ".join(parts[:-1])), parts[-1], ""),)
        for n in range(len(parts) - 1, -1, -1):
            people = [part for part in parts[:n] if not _is_year(part)]
            years = [part for part in parts[:n] if _is_year(part)]
            if len(people) < 2 and len(years) < 2:
                found.append(Reading(fold("; ".join(people)), "".join(years), fold("; ".join(parts[n:]))))
        if match := _COMMAS.fullmatch(self._text):
            found.append(Reading(fold(match[1] or ""), match[2].strip("n.d"), fold(match[3])))
        # without a semicolon, all of it is a title only if nothing else is said
        return tuple(found if len(parts) > 1 else reversed(found))


def _is_year(text: str) -> bool:
    return re.fullmatch(r"\d{4}", text) is not None


K = TypeVar("K", bound=Hashable)

ALIKE = 75
"""Likeness (0..100) from which a title is the one that was meant: it may have been corrected, completed or cut since."""
SURE = 92
"""Likeness from which a title is found again among all works."""
_WHOLE = 88
"""Likeness of two whole titles from which nothing else need say that they are one."""
_CUT = 95
"""Likeness of a title that was cut within a word when it was described."""
_COMPLETED = 91
"""Likeness of a title to one that goes on behind it: it may have been completed, or be that of the executive summary."""
_NAME = 90
"""Likeness from which a name is one of those that were said."""
_LONGEST = 80
_COMPARED = 200
"""Descriptions compared with every title: of more, those are found whose title is the same."""
_TELLING = 3
"""Words of four letters and more from which on a title tells works apart: "Introduction" and "Annual report" do not."""
_LONG = 6
"""As many from which on no two people write the same title."""

_WITHHELD = fold(NAME_WITHHELD)
"""Somebody who is not repeated: nothing speaks for them, nor against."""

YES, UNKNOWN, NO = 2, 1, 0


class Grade(NamedTuple):
    """How far a work is the one described: each `YES`, `UNKNOWN` (one of the two says nothing) or `NO`; of the title, how alike it is."""

    doi: int
    title: int
    people: int
    year: int
    words: int = _TELLING
    """How many words of the title tell."""
    whole: bool = False
    """Whether it says to the letter what the work says today."""

    bare: bool = False
    """Whether the work says neither its title nor its people."""
    close: bool = False
    """Whether the whole titles are alike, not only the words of one among those of the other."""

    @property
    def telling(self) -> bool:
        """Whether the title tells works apart."""
        return self.words >= _TELLING

    @property
    def against(self) -> int:
        """How many of DOI, people and year speak against it."""
        return (self.doi, self.people, self.year).count(NO)

    @property
    def fits(self) -> bool:
        """Whether it may be this work, as far as is said, if its name says so too."""
        if (
            self.title == UNKNOWN
        ):  # one of the two has none: the people say so, unless it has none of these either
            return not self.against and (self.people == YES or self.bare)
        if self.title >= SURE or (self.telling and self.title >= _COMPLETED):
            return not self.against
        # a title that was corrected: all that is beside it says so
        sure = (self.people, self.year) == (YES, YES) or (self.telling and self.close)
        return self.title > NO and not self.against and sure

    @property
    def proves(self) -> bool:
        """Whether it is this work or one of the same title, people and year, whatever its name."""
        if self.against or not (self.title >= SURE or self.whole):
            return False
        beside = (self.people, self.year)
        # a statute may have no year, a page no people, then or now
        sure = beside == (YES, YES) or (self.whole and YES in beside)
        return self.telling or sure or self.doi == YES


class _Facts(NamedTuple):
    """What one record says of a work, folded."""

    title: str
    people: tuple[str, ...]
    year: int | None
    doi: str
    whole: str


def _facts(work: Work) -> _Facts:
    people = tuple(filter(None, (fold(person.sort_name) for person in work.authors or work.editors)))
    return _Facts(fold(work.title), people, work.year, work.doi, fold(describe(work)))


def telling_words(title: str) -> int:
    """Return how many words of a folded title tell works apart: those of four letters and more."""
    return sum(len(word) > 3 and word.isalpha() for word in title.split())


def telling(title: str) -> bool:
    """Return whether a folded title tells works apart.

    >>> telling("introduction"), telling("annual report 2019"), telling("raids and rescue in port cities")
    (False, False, True)
    """
    return telling_words(title) >= _TELLING


def _title_grade(title: str, said: Said) -> tuple[int, Reading]:
    """Return how alike a title is to the one that was said (0..100, 0 for another one), and the reading that says so.

    One with another number is another, as of a report of each year.
    """
    from rapidfuzz import fuzz

    for reading in said.readings:
        if title == reading.title:
            return 100, reading
    first = said.readings[0]
    if not title or not first.title:
        return UNKNOWN, first
    if not telling(title) or not all(telling(reading.title) for reading in said.readings):
        return max((_close(title, reading.title), reading) for reading in said.readings)
    if title.startswith(first.title) or first.title.startswith(title):
        return (
            _COMPLETED if first.title.startswith(title) or title[len(first.title)] == " " else _CUT
        ), first
    if _other_numbers(title, first.title):
        return NO, first
    if (like := fuzz.ratio(title, first.title)) >= SURE:
        return round(like), first
    like = max(like, min(_COMPLETED - 1, fuzz.partial_ratio(title[:_LONGEST], said.whole)))
    return (round(like) if like >= ALIKE else NO), first


def _other_numbers(title: str, other: str) -> bool:
    """Return whether each of two titles has a number that the other has not.

    >>> _other_numbers("annual report 2013", "annual report 2014"), _other_numbers("annual report 2013", "annual report")
    (True, False)
    """
    one, two = ({word for word in text.split() if word.isdigit()} for text in (title, other))
    return bool(one - two) and bool(two - one)


def _close(title: str, other: str) -> int:
    """Return how alike two titles are of which one tells little: a slip apart, or the one completed."""
    from rapidfuzz import fuzz

    like = fuzz.ratio(title, other)
    if like >= SURE:
        return round(like)
    return ALIKE if title.startswith(f"{other} ") or other.startswith(f"{title} ") else NO


def _whole_alike(title: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return telling(title) and fuzz.ratio(title, other) >= _WHOLE


def _people_grade(people: Sequence[str], said: str) -> int:
    from rapidfuzz import fuzz

    shown = [name for name in people if name != _WITHHELD]
    if not shown or not said:
        return UNKNOWN
    if any(fuzz.token_set_ratio(name, said) >= _NAME for name in shown):
        return YES
    return NO if len(shown) == len(people) and _WITHHELD not in said else UNKNOWN


def _grade(facts: _Facts, said: Said) -> Grade:
    """Return how far one record is the work described."""
    like, reading = _title_grade(facts.title, said)
    years = bool(facts.year and reading.year)
    return Grade(
        doi=UNKNOWN if not (facts.doi and said.doi) else YES if facts.doi == said.doi else NO,
        title=like,
        people=_people_grade(facts.people, reading.people),
        year=UNKNOWN if not years else YES if str(facts.year) == reading.year else NO,
        words=telling_words(facts.title),
        bare=not facts.title and not facts.people,
        close=_whole_alike(facts.title, reading.title),
        whole=facts.whole == said.all,
    )


class Found(NamedTuple, Generic[K]):
    """The works that a decision may be on, those that fit alike; `named` if its name means the first of them, too."""

    keys: tuple[K, ...] = ()
    named: bool = True


class Works(Generic[K]):
    """The works of a review by what can be said of them. A key may stand for several records of one work: the best of them counts."""

    def __init__(self, works: Mapping[K, Iterable[Work]]) -> None:
        self._works = works
        self._known: dict[K, tuple[_Facts, ...]] = {}
        self._asked: dict[str, tuple[K, ...]] = {}
        self._said: dict[str, Said] = {}
        self._compared = 0

    def meant(self, names: Sequence[K], what: str) -> Found[K]:
        """Return the works that a decision is on. `names` are those that its name may mean, the likeliest first.

        >>> from litreview.core.model import Work
        >>> works = {1: "Raids and rescue in port cities", 2: "Raids against brothels: a history"}
        >>> found = Works({n: [Work(key="", type="book", fields={"title": title})] for n, title in works.items()})
        >>> found.meant([2], "Chen; 2019; Raids and rescue in port cities").keys, found.meant([2], "").keys
        ((1,), (2,))
        """
        if not what.strip():
            return Found(tuple(names[:1]))
        said = self._said.setdefault(what, Said(what))
        if holders := self._holders(names, said):
            return Found(holders, holders[0] in names)
        fitting = tuple(key for key in names if self.grade(key, said).fits)
        if fitting:
            return Found(fitting[:1])
        found = self.find(what) or self._corrected(names, said)
        return Found(found, bool(found) and found[0] in names)

    def fitting(self, names: Sequence[K], what: str) -> tuple[K, ...]:
        """Return which of these works a description fits; all, where it says nothing."""
        return tuple(key for key in names if not what or self.grade(key, Said(what)).fits)

    def grade(self, key: K, said: Said) -> Grade:
        """Return how far a work is the one described, by the record that is it the most."""
        if key not in self._known:
            self._known[key] = tuple(map(_facts, self._works[key]))
        facts = self._known[key]
        if said.readings[0].title:
            # a record without a title says nothing against a title, where another record of the work has one
            facts = tuple(one for one in facts if one.title) or facts
        grades = (_grade(one, said) for one in facts)
        return max(grades, key=_rank, default=Grade(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, bare=True))

    def find(self, what: str) -> tuple[K, ...]:
        """Return the works that title, people and year of a description prove, in order; of several those that fit best."""
        if what not in self._asked:
            said = Said(what)
            ways = (self._to_the_letter, self._same, self._alike)
            found = (self._best(way(said), said) for way in ways)
            self._asked[what] = next(filter(None, found), ())
        return self._asked[what]

    def near(self, what: str, *, most: int = 3) -> tuple[K, ...]:
        """Return the works whose title is in a description, whatever speaks against them: for a person to look at."""
        said = Said(what)
        return (self._holding(said) or self._same(said) or self._alike(said))[:most]

    def _best(self, keys: Iterable[K], said: Said) -> tuple[K, ...]:
        proven = {key: _rank(grade) for key in keys if (grade := self.grade(key, said)).proves}
        return tuple(key for key, rank in proven.items() if rank == max(proven.values()))

    def _holding(self, said: Said) -> tuple[K, ...]:
        if not said.doi:
            return ()
        return tuple(self._dois.get(said.doi, ()))

    def _holders(self, names: Sequence[K], said: Said) -> tuple[K, ...]:
        """Return the works with the DOI that was said. A book and its chapters may share one: then title, people and year decide."""
        held = {key: self.grade(key, said) for key in self._holding(said)}
        held = {key: grade for key, grade in held.items() if grade.title or grade.people == grade.year == YES}
        named = tuple(key for key in names if key in held and held[key].title)
        if named and held[named[0]].fits:
            return named[:1]
        best = max(map(_rank, held.values()), default=())
        return tuple(key for key, grade in held.items() if _rank(grade) == best)

    def _corrected(self, names: Sequence[K], said: Said) -> tuple[K, ...]:
        """Return the one work of the title of which the people or the DOI were corrected since.

        Not of the year: a report of each year has one title, and one office writes it. Without its name, only of a title so long that no
        two people write it.
        """
        titled = self._same(said)
        found = [
            key
            for key in dict.fromkeys((*names, *titled))
            if self._is_corrected(self.grade(key, said), named=key in names)
        ]
        return tuple(found) if len(found) == 1 and not set(titled) - set(found) else ()

    @staticmethod
    def _is_corrected(grade: Grade, *, named: bool) -> bool:
        if grade.against != 1 or grade.year == NO:
            return False
        if named:
            return grade.telling and grade.title >= ALIKE
        return grade.words >= _LONG and grade.title >= SURE and grade.doi != NO

    def _to_the_letter(self, said: Said) -> tuple[K, ...]:
        return tuple(self._wholes.get(said.all, ()))

    def _same(self, said: Said) -> tuple[K, ...]:
        found: dict[K, None] = {}
        for reading in said.readings:
            found.update(self._titles.get(reading.title, {}))
        return tuple(found)

    @cached_property
    def _titles(self) -> Mapping[str, Mapping[K, None]]:
        return self._by(lambda work: fold(work.title))

    @cached_property
    def _dois(self) -> Mapping[str, Mapping[K, None]]:
        return self._by(lambda work: work.doi)

    @cached_property
    def _wholes(self) -> Mapping[str, Mapping[K, None]]:
        return self._by(lambda work: fold(describe(work)))

    def _by(self, name: Callable[[Work], str]) -> Mapping[str, Mapping[K, None]]:
        """Return the works by one thing that they say. A confidential one is found by its code alone."""
        found: dict[str, dict[K, None]] = {}
        for key, works in self._works.items():
            for work in works:
                if not work.confidential and (said := name(work)):
                    found.setdefault(said, {})[key] = None
        return found

    def _alike(self, said: Said) -> tuple[K, ...]:
        if self._compared >= _COMPARED or not said.whole:
            return ()
        self._compared += 1
        from rapidfuzz import fuzz, process

        shown = {title: title[:_LONGEST] for title in self._titles if telling(title)}
        found = process.extract(said.whole, shown, scorer=fuzz.partial_ratio, score_cutoff=SURE, limit=None)
        alike = {key for _, _, title in found for key in self._titles[title]}
        return tuple(key for key in self._works if key in alike)


def _rank(grade: Grade) -> tuple[int, ...]:
    """Return how sure a grade is, to be compared: what speaks against it first."""
    return (grade.doi, -grade.against, grade.whole, grade.title, grade.people + grade.year)
