"""Results on full texts: the content of a file, its source, and the place of words in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from litreview.core.model import Record, Where
from litreview.core.wording import Value

TextFault = Literal[
    "", "encrypted", "damaged", "scanned", "garbled", "too-large", "too-long", "no-reader", "unreadable"
]
MAX_WORDS = 60
"""Words of a text that are shown at most."""
MOST_PASSAGES = 5
"""Passages of a text that are shown with a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLimits(Value):
    """How much of a work may be quoted: words of one quote, words of all quotes of a work, and percent of a work with a text in the review.

    All quotes of a work may have its words, or its percent where that is more.
    """

    words: int = MAX_WORDS
    of_work: int = 300
    percent: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFile(Value):
    """A file with a full text: its name in the review, the digest of its bytes, and the records whose entry names it."""

    name: str
    digest: str = ""
    linked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts(Value):
    """What is known of a text without its pages.

    - `titles`: what may be its title, likeliest first; `head`: its first lines; `dois`: those on its first pages;
    - `own_names`: what a statute says that it may be cited as;
    - `printed`, `labels`: for each page the number printed on it, and the label in the file;
    - `abstract` with the place of its page; `references`: the lines of its reference list.
    """

    fault: TextFault = ""
    characters: int = 0
    titles: tuple[str, ...] = ()
    head: str = field(default="", repr=False)
    own_names: tuple[str, ...] = ()
    dois: tuple[str, ...] = ()
    printed: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    abstract: str = field(default="", repr=False)
    abstract_page: int = 0
    references: str = field(default="", repr=False)

    @property
    def words(self) -> int:
        """About how many words it has."""
        return self.characters // 6

    @property
    def pages(self) -> int:
        """The number of pages; 1 for a document without pages."""
        return len(self.printed)


class TextPage(NamedTuple):
    """The text of a page, and the notes below it."""

    text: str
    notes: str = ""


class TextFit(NamedTuple):
    """What linkage says of a text: the source it is of, those that a person decides on, and the reasons."""

    source: str = ""
    asked: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


FitRecords = Callable[[Sequence[Record]], Sequence[TextFit]]
"""A function that says of each record which source it is."""

How = Literal["", "person", "name", "entry", "linkage"]
HOW: Mapping[How, str] = {
    "person": "a person said so",
    "name": "called after its key",
    "entry": "named in its entry",
    "linkage": "by what its first pages say",
    "": "no source found",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TextMatch(Value):
    """The source of a file, `""` for none, how that is known, and the sources that a person decides on.

    `rival`: another source that its first pages name, where name or entry say otherwise.
    """

    file: str
    digest: str = ""
    source: str = ""
    how: How = ""
    reasons: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    rival: str = ""
    fault: TextFault = ""


Numbering = Literal["printed", "label", "counted", "own", "place", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPassage(Value):
    """A sentence of a text with searched words: source key (`""` for a text of none), page, sentence and file.

    `numbering`: how the page is known: `printed` on it, a `label` of the file, `counted` from the pages of the entry, printed in
    numbers of its `own` (an author's manuscript), or its `place` in the file; `""` for a document without pages.
    `before`, `after`: the words around it, `about`: the code or finding that it was looked for.
    """

    source: str
    page: str
    sentence: str
    file: str
    numbering: Numbering = ""
    place: int = 0
    before: str = ""
    after: str = ""
    about: str = ""

    @property
    def where(self) -> str:
        """The page as one cites it."""
        return page_words(self.page, self.numbering)

    @property
    def quoted(self) -> str:
        """Page and words, as they are written into a decision.

        >>> TextPassage(source="Doe2001", page="3", sentence="They said “no”.", file="a.pdf", numbering="printed").quoted
        'p. 3: “They said ‘no’.”'
        """
        words = self.sentence.translate(_INNER_QUOTES)
        return f"{self.where}: “{words}”" if self.where else f"“{words}”"


_INNER_QUOTES = str.maketrans('“”„"«»', "‘’‚'‹›")


def page_words(page: str, numbering: Numbering) -> str:
    """Return a page in words.

    >>> page_words("214", "printed"), page_words("3", "place"), page_words("12", "own"), page_words("", "")
    ('p. 214', 'page 3 of the file', 'p. 12 of the manuscript', '')
    """
    if not page:
        return ""
    return {"place": f"page {page} of the file", "own": f"p. {page} of the manuscript"}.get(
        numbering, f"p. {page}"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteCheck(Value):
    """A quote held against the text of its source: `found`, found `differently` (`shown` says how), or `missing`.

    `where` is the place of the quote, `said` the page that a person gave, `page` the one where the words are. `turned` are words around the
    quote in its sentence, or left out of it, that turn its sense, such as `no evidence that …`.
    """

    source: str
    quote: str
    where: Where
    verdict: Literal["found", "differently", "missing"] = "missing"
    said: str = ""
    page: str = ""
    numbering: Numbering = ""
    shown: str = ""
    turned: str = ""
    kind: Literal["finding", "decision", "note"] = "finding"
