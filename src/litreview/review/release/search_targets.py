"""What is looked for before a publication: the names, addresses and sentences that confidential entries and private files hold."""

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
from litreview.review.release.text_search import SENTENCE, Wanted, emails, is_wanted, phones, sentences, words

NAME = "name"
FAMILY = "family name"
AUTHOR = "author"
"""A name that somebody in private/ has and an author in the literature has, too: whose it is where it stands, nobody can know."""
FILE = "file name"
KEY = "key"
DAY = "day"
WORDS = "words"

_PEOPLE = ("interviewee", "respondent", "participant", "speaker")
_INTERVIEWER = "interviewer"
_SAID = ("abstract", "note", "annote", "annotation", "addendum", "transcript")
_DAY = re.compile(r"(\d{4})-(\d{1,2}|[A-Za-z]{3,9})-(\d{1,2})(?!\d)")
_LIKE_A_NAME = r"[A-Z][\w'.\u2019-]+(?: (?:[a-z]{1,3} )?[A-Z][\w'.\u2019-]*){1,3}"
_NAMED = re.compile(
    rf"^\W{{0,6}}(?i:(interviewers?)|interviewees?|participants?|respondents?|informants?|speakers?|names?|contact|present)\s*[:=]\W{{0,4}}({_LIKE_A_NAME})\W*$",
    re.MULTILINE,
)
_SPEAKS = re.compile(rf"^\W{{0,3}}({_LIKE_A_NAME}) ?:", re.MULTILINE)
_MONTHS = {name: number for number, name in enumerate(MONTHS, start=1)}
_SHORT_QUOTE = 4  # words: fewer are said by anybody
_OFTEN = 3  # lines that begin with a name and a colon: fewer may be headings


@cache
def common_words() -> frozenset[str]:
    """Return words that alone name nobody: those that families are called by too, and those that stand in names of files."""
    text = (files("litreview.review.release") / "words.txt").read_text(encoding="utf-8")
    lines = (line for line in text.split("\n") if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


@dataclass(slots=True)
class Collecting:
    """Gathers what is looked for. `authors` are family names of the literature, `roles` the words for roles: alone they name nobody.

    Without `interviewers` people who are named as such are left out: they are not the person who is looked for.
    """

    authors: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    interviewers: bool = True
    passed: int = 0
    _names: dict[tuple[str, ...], str] = field(default_factory=dict, repr=False)
    _emails: set[str] = field(default_factory=set, repr=False)
    _phones: set[str] = field(default_factory=set, repr=False)
    _sentences: set[int] = field(default_factory=set, repr=False)
    _allowed: set[int] = field(default_factory=set, repr=False)
    _cited: set[tuple[str, ...]] = field(default_factory=set, repr=False)

    def record(self, record: Record) -> None:
        """Take the people of a confidential entry, what it quotes, and its key."""
        if not record.key.startswith("PR"):  # whom a request was sent to is public
            people = [*record.authors, *record.editors]
            for name in (*_PEOPLE, *([_INTERVIEWER] if self.interviewers else [])):
                people += parse_names(record.fields.get(name, ""))
            for person in people:
                self.person(person)
        for name, value in record.fields.items():
            self._contacts(value)
            if name in _SAID:
                self._sentences.update(sentences(words(value)))
        if not is_code(record.key.partition("-")[0]):
            self.stem(record.key, KEY)

    def person(self, person: Person) -> None:
        """Take a name: in its two orders, with initials, and the family name alone where it is no common word and no author's."""
        family = [word for word in words(f"{person.prefix} {person.family}") if word]
        given = words(person.given)
        if person.literal:
            self._phrase(words(person.literal), NAME)
        elif family and given:
            initials = [word[0] for word in given]
            for first in {tuple(given), tuple(given[:1]), tuple(initials), tuple(initials[:1])}:
                self._phrase([*first, *family], NAME)
                self._phrase([*family, *first], NAME)
            self._phrase(["".join(given), *family], NAME)
            for joined in ("".join(given[:1] + family), "".join(family + given[:1])):
                self._alone(joined)
        if family:
            self._alone("".join(family))
            if len(family) > 1:
                self._phrase(family, FAMILY)
                for part in words(person.family):
                    self._alone(part)

    def stem(self, name: str, kind: str) -> None:
        """Take the words of a key, or of the name of a private file: together, or one that is left alone."""
        some = [word for word in words(name) if is_wanted(word, common_words() | self.roles)]
        if len(some) == 1:
            self._alone(some[0], kind)
        elif 1 < len(some) < 6:
            self._phrase(some, kind)
            self._phrase(some[::-1], kind)
            self._alone("".join(some), kind)

    def file(self, path: str) -> None:
        """Take the names of a private file and of the folders it lies in."""
        for part in PurePath(path).parts:
            self.stem(part.partition(".")[0], FILE)

    def text(self, text: str, *, spoken: bool) -> None:
        """Take the addresses in a private text, who it says was present, and, if it was `spoken`, its sentences."""
        self._contacts(text)
        if spoken:
            speakers = Counter(found[1] for found in _SPEAKS.finditer(text))
            labelled = [(found[2], bool(found[1])) for found in _NAMED.finditer(text)]
            named = {name for name, _ in labelled} | {n for n, lines in speakers.items() if lines >= _OFTEN}
            if not self.interviewers:
                named -= {name for name, is_interviewer in labelled if is_interviewer}
            for name in sorted(named):
                self.named(name)
            self._sentences.update(sentences(words(text)))

    def named(self, name: str) -> None:
        """Take a name as it is written."""
        for person in parse_names(name):
            self.person(person)

    def days(self, fields: Mapping[str, str]) -> None:
        """Take the exact days that an entry gives, in the orders in which days are written; a year or a month tells nobody.

        >>> taken = Collecting()
        >>> taken.days({"date": "2020-03-14"})
        >>> ("14", "march", "2020") in taken.wanted().names.reveal()
        True
        """
        values = [value for name, value in fields.items() if name.endswith("date") and name != "urldate"]
        values.append("-".join(fields.get(name, "") for name in ("year", "month", "day")))
        for year, month, day in (found.groups() for value in values for found in _DAY.finditer(value)):
            number = int(month) if month.isdigit() else _MONTHS.get(month.capitalize(), 0)
            if 1 <= number <= len(MONTHS):
                self._day(year, number, int(day))

    def _day(self, year: str, month: int, day: int) -> None:
        name = MONTHS[month - 1].lower()
        for d in {f"{day}", f"{day:02}"}:
            for m in {name, name[:3], f"{month}", f"{month:02}"}:
                for some in ((year, m, d), (d, m, year), (m, d, year)):
                    self._names.setdefault(some, DAY)

    def quote(self, quote: str) -> None:
        """Take a quote of a person, also one that is shorter than a sentence."""
        some = words(quote)
        self._sentences.update(sentences(some))
        if _SHORT_QUOTE <= len(some) < SENTENCE:
            self._names.setdefault(tuple(some), WORDS)

    def literature(self, records: Iterable[Record]) -> None:
        """Mark the names gathered so far that authors of these works have, too."""
        gathered = {word for name in self._names for word in name}
        cited = Collecting()
        for person in (person for record in records for person in (*record.authors, *record.editors)):
            if gathered.issuperset(words(person.family or person.literal)):
                cited.person(person)
        self._cited.update(cited._names)

    def drop_shared(self, others: Collecting) -> None:
        """Drop sentences and addresses that others said as well: the questions and the address of an interviewer."""
        self._sentences -= others._sentences
        self._emails -= others._emails
        self._phones -= others._phones

    def allow(self, quote: str) -> None:
        """Take a quote that may be printed."""
        self._allowed.update(sentences(words(quote)))

    def _contacts(self, text: str) -> None:
        self._emails.update(emails(text))
        self._phones.update(phones(text))

    def _phrase(self, some: list[str], kind: str) -> None:
        telling = [word for word in some if is_wanted(word, common_words() | self.roles)]
        # of a person also where both words are common ones: "Will King" is more than "will"
        whole = kind == NAME and not {"a", "i"} & {some[0], some[-1]}
        if len(some) > 1 and (telling or whole):
            self._names.setdefault(tuple(some), kind)

    def _alone(self, word: str, kind: str = FAMILY) -> None:
        if word in self.authors or not is_wanted(word, common_words() | self.roles):
            self.passed += 1
        else:
            self._names.setdefault((word,), kind)
            plural = f"{word}es" if word.endswith(("s", "x", "z", "ch", "sh")) else f"{word}s"
            if (
                kind == FAMILY
                and plural not in self.authors
                and is_wanted(plural, common_words() | self.roles)
            ):
                self._names.setdefault((plural,), kind)

    @property
    def cited(self) -> int:
        """How many names, in whatever spelling, authors of the literature have as well."""
        return len(self._cited & self._names.keys())

    def wanted(self) -> Wanted:
        """Return all that was gathered, but for the quotes that may be printed."""
        names = {name: AUTHOR if name in self._cited else kind for name, kind in self._names.items()}
        return Wanted(
            names=Sealed(names),
            emails=Sealed(frozenset(self._emails)),
            phones=Sealed(frozenset(self._phones)),
            sentences=Sealed(frozenset(self._sentences - self._allowed)),
        )


def family_names(records: Iterable[Record]) -> frozenset[str]:
    """Return the family names of authors of entries that are not confidential."""
    people = (person for record in records if not record.confidential for person in record.authors)
    return frozenset("".join(words(f"{person.prefix} {person.family}")) for person in people)
