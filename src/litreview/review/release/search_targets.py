"""Collector of search terms: names, addresses and sentences from confidential entries and private files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from litreview.core.confidential.codes import is_code
from litreview.core.model import Person, Record
from litreview.core.sealed import Sealed
from litreview.core.text import MONTHS, parse_names
from litreview.review.release.text_search import (
    QUOTE,
    SearchTerms,
    digests,
    emails,
    is_searchable,
    phones,
    words,
)

NAME = "name"
FAMILY = "family name"
AUTHOR = "author"
"""A name that a person in private/ shares with an author in the literature: nobody can know whose it is."""
FILE = "file name"
KEY = "key"
DAY = "day"
WORDS = "words"

_PEOPLE = ("interviewee", "respondent", "participant", "speaker")
_INTERVIEWER = "interviewer"
_QUOTING_FIELDS = ("abstract", "note", "annote", "annotation", "addendum", "transcript")
_DAY = re.compile(r"(\d{4})-(\d{1,2}|[A-Za-z]{3,9})-(\d{1,2})(?!\d)")
_LIKE_A_NAME = r"[A-Z][\w'.\u2019-]+(?: (?:[a-z]{1,3} )?[A-Z][\w'.\u2019-]*){1,3}"
_LABELLED = re.compile(
    rf"^\W{{0,6}}(?i:(interviewers?)|interviewees?|participants?|respondents?|informants?|speakers?|names?|contact|present)\s*[:=]\W{{0,4}}({_LIKE_A_NAME})\W*$",
    re.MULTILINE,
)
_SPEAKER = re.compile(rf"^\W{{0,3}}({_LIKE_A_NAME}) ?:", re.MULTILINE)
_MONTHS = {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
_SHORT_QUOTE = 4  # words: fewer are said by anybody
_MIN_LINES = 3  # lines that begin with a name and a colon: fewer may be headings


@cache
def common_words() -> frozenset[str]:
    """Return words that identify nobody on their own: common words that are also family names, and words in names of files."""
    text = (files("litreview.review.release") / "words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.split("\n") if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@dataclass(slots=True)
class TermCollector:
    """Collects search terms. `authors` are family names of the literature, `roles` the words for roles: alone they identify nobody.

    Without `interviewers`, people who are labelled as interviewers are left out. `public`: rows of people who were left out, since a table
    says that their names may be published.
    """

    authors: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    interviewers: bool = True
    skipped: int = 0
    public: int = 0
    _names: dict[tuple[str, ...], str] = field(default_factory=dict, repr=False)
    _emails: set[str] = field(default_factory=set, repr=False)
    _phones: set[str] = field(default_factory=set, repr=False)
    _sentences: set[int] = field(default_factory=set, repr=False)
    _allowed: set[int] = field(default_factory=set, repr=False)
    _cited: set[tuple[str, ...]] = field(default_factory=set, repr=False)

    def add_record(self, record: Record) -> None:
        """Add the people of a confidential entry, its quotes, and its key."""
        if not record.key.startswith("PR"):  # the addressee of a request is public
            names = (*_PEOPLE, *([_INTERVIEWER] if self.interviewers else []))
            others = (person for name in names for person in parse_names(record.fields.get(name, "")))
            for person in (*record.authors, *record.editors, *others):
                self.add_person(person)
        for name, value in record.fields.items():
            self._add_contacts(value)
            if name in _QUOTING_FIELDS:
                self._sentences.update(digests(words(value)))
        if not is_code(record.key.partition("-")[0]):
            self.add_stem(record.key, KEY)

    def add_person(self, person: Person, *, alone: bool = True) -> None:
        """Add a name: in both orders, with initials, and with `alone` the family name alone, unless it is a common word or an author's."""
        family = [word for word in words(f"{person.prefix} {person.family}") if word]
        given_names = words(person.given)
        if person.literal:
            self._add_phrase(words(person.literal), NAME)
        elif family and given_names:
            initials = [word[0] for word in given_names]
            for first in {tuple(given_names), tuple(given_names[:1]), tuple(initials), tuple(initials[:1])}:
                self._add_phrase([*first, *family], NAME)
                self._add_phrase([*family, *first], NAME)
            self._add_phrase(["".join(given_names), *family], NAME)
            for joined in ("".join(given_names[:1] + family), "".join(family + given_names[:1])):
                self._add_word(joined)
        if family and alone:
            self._add_word("".join(family))
            if len(family) > 1:
                self._add_phrase(family, FAMILY)
                for part in words(person.family):
                    self._add_word(part)

    def add_stem(self, name: str, kind: str) -> None:
        """Add the words of a key, or of the name of a private file: together, or a single one."""
        some = [word for word in words(name) if is_searchable(word, common_words() | self.roles)]
        if len(some) == 1:
            self._add_word(some[0], kind)
        elif 1 < len(some) < 6:
            self._add_phrase(some, kind)
            self._add_phrase(some[::-1], kind)
            self._add_word("".join(some), kind)

    def add_file(self, path: str) -> None:
        """Add the names of a private file and of the folders it lies in."""
        for part in PurePath(path).parts:
            self.add_stem(part.partition(".")[0], FILE)

    def add_text(self, text: str, *, spoken: bool) -> None:
        """Add the addresses in a private text and, if it was `spoken`, its speakers, labelled people and sentences."""
        self._add_contacts(text)
        if spoken:
            speakers = Counter(found[1] for found in _SPEAKER.finditer(text))
            labelled = [(found[2], bool(found[1])) for found in _LABELLED.finditer(text)]
            names = {name for name, _ in labelled} | {
                n for n, lines in speakers.items() if lines >= _MIN_LINES
            }
            if not self.interviewers:
                names -= {name for name, is_interviewer in labelled if is_interviewer}
            for name in sorted(names):
                self.add_name(name)
            self._sentences.update(digests(words(text)))

    def add_name(self, name: str, *, alone: bool = True) -> None:
        """Parse a name and add it, the family name alone only with `alone`."""
        for person in parse_names(name):
            self.add_person(person, alone=alone)

    def add_days(self, fields: Mapping[str, str]) -> None:
        """Add the exact days of an entry, in the orders in which days are written; a year or a month identifies nobody.

        >>> collector = TermCollector()
        >>> collector.add_days({"date": "2020-03-14"})
        >>> ("14", "march", "2020") in collector.search_terms().names.reveal()
        True
        """
        values = [value for name, value in fields.items() if name.endswith("date") and name != "urldate"]
        values.append("-".join(fields.get(name, "") for name in ("year", "month", "day")))
        for year, month, day in (found.groups() for value in values for found in _DAY.finditer(value)):
            number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
            if 1 <= number <= len(MONTHS):
                self._add_day(year, number, int(day))

    def _add_day(self, year: str, month: int, day: int) -> None:
        name = MONTHS[month - 1].lower()
        for d in {f"{day}", f"{day:02}"}:
            for m in {name, name[:3], f"{month}", f"{month:02}"}:
                for some in ((year, m, d), (d, m, year), (m, d, year)):
                    self._names.setdefault(some, DAY)

    def add_quote(self, quote: str) -> None:
        """Add a quote of a person, even one that is shorter than a sentence."""
        some = words(quote)
        self._sentences.update(digests(some))
        if _SHORT_QUOTE <= len(some) < QUOTE:
            self._names.setdefault(tuple(some), WORDS)

    def mark_authors(self, records: Iterable[Record]) -> None:
        """Mark the collected names that authors of these works share."""
        gathered = {word for name in self._names for word in name}
        cited = TermCollector()
        for person in (person for record in records for person in (*record.authors, *record.editors)):
            if gathered.issuperset(words(person.family or person.literal)):
                cited.add_person(person)
        self._cited.update(cited._names)

    def drop_shared(self, others: TermCollector) -> None:
        """Drop sentences and addresses that others have as well: the questions and the address of an interviewer."""
        self._sentences -= others._sentences
        self._emails -= others._emails
        self._phones -= others._phones

    def allow_quote(self, quote: str) -> None:
        """Exclude a quote that may be printed from the search."""
        self._allowed.update(digests(words(quote)))

    def _add_contacts(self, text: str) -> None:
        self._emails.update(emails(text))
        self._phones.update(phones(text))

    def _add_phrase(self, some: list[str], kind: str) -> None:
        identifying = [word for word in some if is_searchable(word, common_words() | self.roles)]
        # of a person also where both words are common ones: "Will King" is more than "will"
        is_full_name = kind == NAME and not {"a", "i"} & {some[0], some[-1]}
        if len(some) > 1 and (identifying or is_full_name):
            self._names.setdefault(tuple(some), kind)

    def _add_word(self, word: str, kind: str = FAMILY) -> None:
        if word in self.authors or not is_searchable(word, common_words() | self.roles):
            self.skipped += 1
        else:
            self._names.setdefault((word,), kind)
            plural = f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
            if (
                kind == FAMILY
                and plural not in self.authors
                and is_searchable(plural, common_words() | self.roles)
            ):
                self._names.setdefault((plural,), kind)

    @property
    def cited(self) -> int:
        """The number of names, in all spellings, that authors of the literature share."""
        return len(self._cited & self._names.keys())

    def search_terms(self) -> SearchTerms:
        """Return the collected terms, except the quotes that may be printed."""
        names = {name: AUTHOR if name in self._cited else kind for name, kind in self._names.items()}
        return SearchTerms(
            names=Sealed(names),
            emails=Sealed(frozenset(self._emails)),
            phones=Sealed(frozenset(self._phones)),
            sentences=Sealed(frozenset(self._sentences - self._allowed)),
        )


def family_names(records: Iterable[Record]) -> frozenset[str]:
    """Return the family names of authors of entries that are not confidential."""
    people = (person for record in records if not record.confidential for person in record.authors)
    return frozenset("".join(words(f"{person.prefix} {person.family}")) for person in people)
