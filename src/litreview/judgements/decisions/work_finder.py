"""Finds the work on which a decision was made, by its name and by the description in its column `what`: author, year, title and DOI.

A name is weak evidence: an export is renamed, its keys are regenerated, and a key may then be another work's. A DOI is the strongest
evidence. A title counts together with people and year: two introductions, or yearly reports, must not get each other's decisions.
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
# "Chen & Diaz, 2019, Raids", "Chen, n.d., Raids": the form of other tools
_COMMAS = re.compile(r"(?:(.*?), )?(\d{4}|n\.d\.), (.+)", re.DOTALL)


def describe(work: Work) -> str:
    """Return the description of a work in a decision, which finds it even if its key changes; `""` for a confidential one.

    `Chen, Diaz; 2019; Raids and rescue; doi:10.1000/x`: the first two authors, the year, the title, the DOI.
    """
    if work.confidential:
        return ""
    names = ", ".join(person.sort_name for person in work.authors[:2])
    parts = (names, str(work.year or ""), work.title, f"doi:{work.doi}" if work.doi else "")
    return "; ".join(part.replace(_BETWEEN.strip(), "|") for part in parts if part)


def join_descriptions(one: str, other: str) -> str:
    """Return the column `what` of a decision on a pair, from the descriptions of both works; `""` if both are empty."""
    return f"{one}{_BETWEEN}{other}" if other else one


def split_descriptions(what: str) -> tuple[str, str]:
    """Return the description of a decision's key and, on a pair, that of its value.

    >>> split_descriptions(join_descriptions("Chen; 2019; Raids", "Diaz; 2020; Rescue")), split_descriptions("Chen; 2019; Raids")
    (('Chen; 2019; Raids', 'Diaz; 2020; Rescue'), ('Chen; 2019; Raids', ''))
    """
    one, _, other = f" {what}".partition(
        _BETWEEN
    )  # a cell loses the blank at its start, if the first description is empty
    return one.strip(), other


class DescriptionReading(NamedTuple):
    """One reading of a description, folded: the people, the year (`""` if missing), the title."""

    people: str
    year: str
    title: str


class WorkDescription:
    """A parsed description. If it is ambiguous it has several readings, the likeliest first.

    >>> WorkDescription("Chen; 2019; Raids and rescue; doi:10.1000/x").readings[0]
    DescriptionReading(people='chen', year='2019', title='raids and rescue')
    >>> WorkDescription("Chen; 2019; Raids and rescue; doi:10.1000/x").doi
    '10.1000/x'
    """

    def __init__(self, what: str) -> None:
        match = _DOI.search(what)
        self.doi: str = match[1].lower() if match else ""
        self._text = what[: match.start()] if match else what

    @cached_property
    def folded_text(self) -> str:
        """The description without its DOI, folded."""
        return fold(self._text)

    @cached_property
    def folded_with_doi(self) -> str:
        """The whole description, folded."""
        return fold(f"{self._text}; doi:{self.doi}") if self.doi else self.folded_text

    @cached_property
    def readings(self) -> tuple[DescriptionReading, ...]:
        """The possible readings, at least one: an author or a year may be missing, and a title may have semicolons."""
        readings = []
        parts = self._text.split("; ", 2)
        if _is_year(parts[-1]):  # a work without a title
            return (DescriptionReading(fold("; ".join(parts[:-1])), parts[-1], ""),)
        for n in range(len(parts) - 1, -1, -1):
            people = [part for part in parts[:n] if not _is_year(part)]
            years = [part for part in parts[:n] if _is_year(part)]
            if len(people) < 2 and len(years) < 2:
                readings.append(
                    DescriptionReading(fold("; ".join(people)), "".join(years), fold("; ".join(parts[n:])))
                )
        if match := _COMMAS.fullmatch(self._text):
            readings.append(DescriptionReading(fold(match[1] or ""), match[2].strip("n.d"), fold(match[3])))
        # without a semicolon, the reading as a title alone is the last choice
        return tuple(readings if len(parts) > 1 else reversed(readings))


def _is_year(text: str) -> bool:
    return re.fullmatch(r"\d{4}", text) is not None


K = TypeVar("K", bound=Hashable)

ALIKE = 75
"""Least likeness (0..100) of a title to the described one: it may have been corrected, completed or cut since."""
SURE = 92
"""Least likeness to find a title among all works."""
_WHOLE = 88
"""Least likeness of two whole titles to be the same without further evidence."""
_CUT = 95
"""Likeness given to a title that was cut within a word in the description."""
_COMPLETED = 91
"""Likeness given to a title and its continuation: it may have been completed, or be that of the executive summary."""
_NAME = 90
"""Least likeness of a name to one of the described names."""
_LONGEST = 80
_COMPARED = 200
"""The number of descriptions compared with every title; further ones find only equal titles."""
_DISTINCTIVE = 3
"""Least number of words of four letters or more in a distinctive title, unlike "Introduction" or "Annual report"."""
_LONG = 6
"""Least number of such words in a title that no two people write."""

_WITHHELD = fold(NAME_WITHHELD)
"""The placeholder for a shielded person, which is evidence neither for nor against a match."""

YES, UNKNOWN, NO = 2, 1, 0


class Grade(NamedTuple):
    """How well a work matches a description: each `YES`, `UNKNOWN` (one of the two lacks it) or `NO`; for the title, its likeness."""

    doi: int
    title: int
    people: int
    year: int
    words: int = _DISTINCTIVE
    """The number of distinctive words in the title."""
    verbatim: bool = False
    """Whether the description equals the work's present one."""

    bare: bool = False
    """Whether the work has neither title nor people."""
    close: bool = False
    """Whether the whole titles are alike, not only the words of one among those of the other."""

    @property
    def distinctive(self) -> bool:
        """Whether the title is distinctive."""
        return self.words >= _DISTINCTIVE

    @property
    def against(self) -> int:
        """The number of DOI, people and year that contradict."""
        return (self.doi, self.people, self.year).count(NO)

    @property
    def fits(self) -> bool:
        """Whether the description fits a work that also has the decision's name."""
        if self.title == UNKNOWN:  # one of the two has no title: then the people decide, if there are any
            return not self.against and (self.people == YES or self.bare)
        if self.title >= SURE or (self.distinctive and self.title >= _COMPLETED):
            return not self.against
        # a corrected title: people and year must agree
        sure = (self.people, self.year) == (YES, YES) or (self.distinctive and self.close)
        return self.title > NO and not self.against and sure

    @property
    def proves(self) -> bool:
        """Whether the description alone proves this work, or one of the same title, people and year."""
        if self.against or not (self.title >= SURE or self.verbatim):
            return False
        people_and_year = (self.people, self.year)
        # a statute may have no year, a page no people
        sure = people_and_year == (YES, YES) or (self.verbatim and YES in people_and_year)
        return self.distinctive or sure or self.doi == YES


class _Facts(NamedTuple):
    """The facts of one record for matching, folded."""

    title: str
    people: tuple[str, ...]
    year: int | None
    doi: str
    description: str


def _facts(work: Work) -> _Facts:
    people = tuple(filter(None, (fold(person.sort_name) for person in work.authors or work.editors)))
    return _Facts(fold(work.title), people, work.year, work.doi, fold(describe(work)))


def distinctive_words(title: str) -> int:
    """Return the number of distinctive words in a folded title: those of four letters or more."""
    return sum(len(word) > 3 and word.isalpha() for word in title.split())


def is_distinctive(title: str) -> bool:
    """Return whether a folded title is distinctive.

    >>> is_distinctive("introduction"), is_distinctive("annual report 2019"), is_distinctive("raids and rescue in port cities")
    (False, False, True)
    """
    return distinctive_words(title) >= _DISTINCTIVE


def _title_grade(title: str, description: WorkDescription) -> tuple[int, DescriptionReading]:
    """Return the likeness of a title to the described one (0..100, 0 for another title), and the reading it matches.

    Titles with different numbers are different, such as those of yearly reports.
    """
    from rapidfuzz import fuzz

    for reading in description.readings:
        if title == reading.title:
            return 100, reading
    first = description.readings[0]
    if not title or not first.title:
        return UNKNOWN, first
    if not is_distinctive(title) or not all(
        is_distinctive(reading.title) for reading in description.readings
    ):
        return max((_close(title, reading.title), reading) for reading in description.readings)
    if title.startswith(first.title) or first.title.startswith(title):
        return (
            _COMPLETED if first.title.startswith(title) or title[len(first.title)] == " " else _CUT
        ), first
    if _other_numbers(title, first.title):
        return NO, first
    if (like := fuzz.ratio(title, first.title)) >= SURE:
        return round(like), first
    like = max(like, min(_COMPLETED - 1, fuzz.partial_ratio(title[:_LONGEST], description.folded_text)))
    return (round(like) if like >= ALIKE else NO), first


def _other_numbers(title: str, other: str) -> bool:
    """Return whether each of two titles has a number that the other lacks.

    >>> _other_numbers("annual report 2013", "annual report 2014"), _other_numbers("annual report 2013", "annual report")
    (True, False)
    """
    one, two = ({word for word in text.split() if word.isdigit()} for text in (title, other))
    return bool(one - two) and bool(two - one)


def _close(title: str, other: str) -> int:
    """Return the likeness of two titles that are not both distinctive: differing by a slip, or one continued."""
    from rapidfuzz import fuzz

    like = fuzz.ratio(title, other)
    if like >= SURE:
        return round(like)
    return ALIKE if title.startswith(f"{other} ") or other.startswith(f"{title} ") else NO


def _whole_alike(title: str, other: str) -> bool:
    from rapidfuzz import fuzz

    return is_distinctive(title) and fuzz.ratio(title, other) >= _WHOLE


def _people_grade(people: Sequence[str], description: str) -> int:
    from rapidfuzz import fuzz

    shown = [name for name in people if name != _WITHHELD]
    if not shown or not description:
        return UNKNOWN
    if any(fuzz.token_set_ratio(name, description) >= _NAME for name in shown):
        return YES
    return NO if len(shown) == len(people) and _WITHHELD not in description else UNKNOWN


def _grade(facts: _Facts, description: WorkDescription) -> Grade:
    """Return how well one record matches a description."""
    like, reading = _title_grade(facts.title, description)
    years = bool(facts.year and reading.year)
    return Grade(
        doi=UNKNOWN if not (facts.doi and description.doi) else YES if facts.doi == description.doi else NO,
        title=like,
        people=_people_grade(facts.people, reading.people),
        year=UNKNOWN if not years else YES if str(facts.year) == reading.year else NO,
        words=distinctive_words(facts.title),
        bare=not facts.title and not facts.people,
        close=_whole_alike(facts.title, reading.title),
        verbatim=facts.description == description.folded_with_doi,
    )


class FoundWorks(NamedTuple, Generic[K]):
    """The works that a decision may be on, all matching equally well; `named`: its name means the first of them, too."""

    keys: tuple[K, ...] = ()
    named: bool = True


class WorkFinder(Generic[K]):
    """Finds works by description. A key may have several records of one work: the best match counts."""

    def __init__(self, works: Mapping[K, Iterable[Work]]) -> None:
        self._works = works
        self._known: dict[K, tuple[_Facts, ...]] = {}
        self._results: dict[str, tuple[K, ...]] = {}
        self._descriptions: dict[str, WorkDescription] = {}
        self._compared = 0

    def resolve(self, names: Sequence[K], what: str) -> FoundWorks[K]:
        """Return the works that a decision is on. `names` are the works that its name may mean, the likeliest first.

        >>> from litreview.core.model import Work
        >>> works = {1: "Raids and rescue in port cities", 2: "Raids against brothels: a history"}
        >>> found = WorkFinder({n: [Work(key="", type="book", fields={"title": title})] for n, title in works.items()})
        >>> found.resolve([2], "Chen; 2019; Raids and rescue in port cities").keys, found.resolve([2], "").keys
        ((1,), (2,))
        """
        if not what.strip():
            return FoundWorks(tuple(names[:1]))
        description = self._descriptions.setdefault(what, WorkDescription(what))
        if by_doi := self._by_doi(names, description):
            return FoundWorks(by_doi, by_doi[0] in names)
        fitting = tuple(key for key in names if self.grade(key, description).fits)
        if fitting:
            return FoundWorks(fitting[:1])
        found = self.find(what) or self._corrected(names, description)
        return FoundWorks(found, bool(found) and found[0] in names)

    def fitting(self, names: Sequence[K], what: str) -> tuple[K, ...]:
        """Return which of these works a description fits; all, if it is empty."""
        return tuple(key for key in names if not what or self.grade(key, WorkDescription(what)).fits)

    def grade(self, key: K, description: WorkDescription) -> Grade:
        """Return how well a work matches a description, by its best matching record."""
        if key not in self._known:
            self._known[key] = tuple(map(_facts, self._works[key]))
        facts = self._known[key]
        if description.readings[0].title:
            # records without a title are ignored if another record of the work has one
            facts = tuple(one for one in facts if one.title) or facts
        grades = (_grade(one, description) for one in facts)
        return max(grades, key=_rank, default=Grade(UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, bare=True))

    def find(self, what: str) -> tuple[K, ...]:
        """Return the works proved by title, people and year of a description, in order; of several, the best matches."""
        if what not in self._results:
            description = WorkDescription(what)
            ways = (self._to_the_letter, self._same, self._alike)
            attempts = (self._best(way(description), description) for way in ways)
            self._results[what] = next(filter(None, attempts), ())
        return self._results[what]

    def near(self, what: str, *, most: int = 3) -> tuple[K, ...]:
        """Return the works whose title is in a description, even if other facts contradict, as suggestions for a person."""
        description = WorkDescription(what)
        return (self._with_doi(description) or self._same(description) or self._alike(description))[:most]

    def _best(self, keys: Iterable[K], description: WorkDescription) -> tuple[K, ...]:
        proven = {key: _rank(grade) for key in keys if (grade := self.grade(key, description)).proves}
        return tuple(key for key, rank in proven.items() if rank == max(proven.values()))

    def _with_doi(self, description: WorkDescription) -> tuple[K, ...]:
        if not description.doi:
            return ()
        return tuple(self._dois.get(description.doi, ()))

    def _by_doi(self, names: Sequence[K], description: WorkDescription) -> tuple[K, ...]:
        """Return the works with the described DOI. A book and its chapters may share one: then title, people and year decide."""
        grades = {key: self.grade(key, description) for key in self._with_doi(description)}
        grades = {
            key: grade for key, grade in grades.items() if grade.title or grade.people == grade.year == YES
        }
        named = tuple(key for key in names if key in grades and grades[key].title)
        if named and grades[named[0]].fits:
            return named[:1]
        best = max(map(_rank, grades.values()), default=())
        return tuple(key for key, grade in grades.items() if _rank(grade) == best)

    def _corrected(self, names: Sequence[K], description: WorkDescription) -> tuple[K, ...]:
        """Return the only work with the title whose people or DOI were corrected since.

        The year must agree, since yearly reports have one title and one author. Without the decision's name, the title must be so long
        that no two people write it.
        """
        titled = self._same(description)
        corrected = [
            key
            for key in dict.fromkeys((*names, *titled))
            if self._is_corrected(self.grade(key, description), named=key in names)
        ]
        return tuple(corrected) if len(corrected) == 1 and not set(titled) - set(corrected) else ()

    @staticmethod
    def _is_corrected(grade: Grade, *, named: bool) -> bool:
        if grade.against != 1 or grade.year == NO:
            return False
        if named:
            return grade.distinctive and grade.title >= ALIKE
        return grade.words >= _LONG and grade.title >= SURE and grade.doi != NO

    def _to_the_letter(self, description: WorkDescription) -> tuple[K, ...]:
        return tuple(self._verbatim.get(description.folded_with_doi, ()))

    def _same(self, description: WorkDescription) -> tuple[K, ...]:
        keys: dict[K, None] = {}
        for reading in description.readings:
            keys.update(self._titles.get(reading.title, {}))
        return tuple(keys)

    @cached_property
    def _titles(self) -> Mapping[str, Mapping[K, None]]:
        return self._by(lambda work: fold(work.title))

    @cached_property
    def _dois(self) -> Mapping[str, Mapping[K, None]]:
        return self._by(lambda work: work.doi)

    @cached_property
    def _verbatim(self) -> Mapping[str, Mapping[K, None]]:
        return self._by(lambda work: fold(describe(work)))

    def _by(self, name: Callable[[Work], str]) -> Mapping[str, Mapping[K, None]]:
        """Return an index of the works by one of their texts, without confidential ones, which are found by code only."""
        index: dict[str, dict[K, None]] = {}
        for key, works in self._works.items():
            for work in works:
                if not work.confidential and (text := name(work)):
                    index.setdefault(text, {})[key] = None
        return index

    def _alike(self, description: WorkDescription) -> tuple[K, ...]:
        if self._compared >= _COMPARED or not description.folded_text:
            return ()
        self._compared += 1
        from rapidfuzz import fuzz, process

        shown = {title: title[:_LONGEST] for title in self._titles if is_distinctive(title)}
        found = process.extract(
            description.folded_text, shown, scorer=fuzz.partial_ratio, score_cutoff=SURE, limit=None
        )
        alike = {key for _, _, title in found for key in self._titles[title]}
        return tuple(key for key in self._works if key in alike)


def _rank(grade: Grade) -> tuple[int, ...]:
    """Return a sort key for grades, contradictions first."""
    return (grade.doi, -grade.against, grade.verbatim, grade.title, grade.people + grade.year)
