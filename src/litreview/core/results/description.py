"""A review described from outside: its literature by year, author and country, its methods, what changed, and whether it is sound."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from litreview.core.containers import type_fields
from litreview.core.model import Problem, Where
from litreview.core.wording import Value, plural


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount(Value):
    """How many works are of a year, and how often databases say that they are cited."""

    year: int
    works: int
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorCount(Value):
    """What an author wrote: `fractional` counts a work of four authors as a quarter, `first` those where the author is the first."""

    name: str
    works: int
    fractional: float
    first: int = 0
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCount(Value):
    """How many works came out in a journal, or in a book or series."""

    name: str
    works: int
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryCount(Value):
    """How many works have an author with an address in a country: `alone`, or `together` with other countries."""

    name: str
    works: int
    alone: int
    together: int
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedWork(Value):
    """How often a source is cited: everywhere, as the databases say, and by how many of the sources here."""

    source: str
    label: str
    year: int | None
    times_cited: int | None
    cited_here: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Description:
    """Authors, journals, countries and most cited works of a body of literature, each the most productive first, and its works by year.

    `works` is how many there are. Of those, `undated` have no year, `anonymous` no author and `placeless` no address that names a
    country: they are in none of the rows. `alone` have one author, `international` addresses in two countries or more.
    """

    works: int = 0
    undated: int = 0
    anonymous: int = 0
    placeless: int = 0
    alone: int = 0
    international: int = 0
    authorships: int = 0
    years: tuple[YearCount, ...] = ()
    authors: tuple[AuthorCount, ...] = ()
    journals: tuple[JournalCount, ...] = ()
    countries: tuple[CountryCount, ...] = ()
    most_cited: tuple[CitedWork, ...] = ()

    def __post_init__(self) -> None:
        type_fields(
            self,
            years=YearCount,
            authors=AuthorCount,
            journals=JournalCount,
            countries=CountryCount,
            most_cited=CitedWork,
        )

    def __repr__(self) -> str:
        return (
            f"<Description: {plural(self.works, 'work')}, {plural(len(self.authors), 'author')}, {plural(len(self.journals), 'journal')}, "
            f"{plural(len(self.countries), 'country', 'countries')}>"
        )

    @property
    def growth(self) -> float | None:
        """By what share the works of a year grew from the first year to the last, a year on average; None for a single year.

        (n_last / n_first)^(1 / (last - first)) - 1, the compound rate.
        """
        if len(self.years) < 2:
            return None
        first, last = self.years[0], self.years[-1]
        return float((last.works / first.works) ** (1 / (last.year - first.year)) - 1)

    def rows(self) -> list[tuple[str, float | None]]:
        """Return the main figures, each with what it is called."""
        signed = self.works - self.anonymous
        placed = self.works - self.placeless
        known = [one.times_cited for one in self.most_cited if one.times_cited is not None]
        return [
            ("works", self.works),
            ("first year", self.years[0].year if self.years else None),
            ("last year", self.years[-1].year if self.years else None),
            ("growth a year", self.growth),
            ("journals", len(self.journals)),
            ("authors", len(self.authors)),
            ("authors a work", self.authorships / signed if signed else None),
            ("works of one author", self.alone),
            ("countries", len(self.countries)),
            (
                "share of works with authors of several countries",
                self.international / placed if placed else None,
            ),
            ("times cited a work", sum(known) / len(known) if known else None),
            ("works without year", self.undated),
            ("works without author", self.anonymous),
            ("works without address", self.placeless),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence(Value):
    """One sentence of the methods: the step it is about (`search`, `deduplication`, `screening` …), and its words."""

    about: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods(Value):
    """The methods paragraph. `missing` names what a reader would ask for and the review does not hold, by step: it is never made up."""

    sentences: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The sentences of each step as a paragraph, in order."""
        steps = dict.fromkeys(one.about for one in self.sentences)
        return tuple(" ".join(one.words for one in self.sentences if one.about == step) for step in steps)

    def said(self, about: str) -> str:
        """Return what is said of a step, `""` if nothing is."""
        return " ".join(one.words for one in self.sentences if one.about == about)

    def not_recorded(self, about: str) -> str:
        """Return what the review does not hold of a step, `""` if nothing is missing."""
        return "; ".join(one.words for one in self.missing if one.about == about)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem(Value):
    """An item of a reporting guideline: its number, what it asks for, and what the review holds of it; `""` if that is not recorded."""

    item: str
    asks: str
    answer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(Value):
    """What a review was made of: `files` as (name, records, SHA-256), `people` as (name, judgements on pairs, in screening, on all else)."""

    software: str
    codebook: str
    files: tuple[tuple[str, int, str], ...] = field(default=())
    people: tuple[tuple[str, int, int, int], ...] = field(default=())


InputKind = Literal["file", "registry", "decision", "codebook", "setting", "findings", "note", "manuscript"]
ChangedAspect = Literal[
    "record", "source", "merge", "registry", "field", "tag", "status", "stance", "evidence", "finding", "note"
]
How = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChange(Value):
    """One thing that people put in, took out or changed: a file, a line of decisions, the codebook, a setting.

    - `kind`: `registry` is a file of what one said (`enriched/`), which no search found;
    - `what`: a file's name, the words of a decision, the name of a setting; `how`: `added`, `removed` or `changed`;
    - `where`: where it stands, in the later state if it is there; `detail`: who, when and why of a decision, what changed of a file.
    """

    kind: InputKind
    what: str
    how: How
    where: Where
    detail: str = ""

    @property
    def words(self) -> str:
        """The change in one line.

        >>> InputChange(kind="decision", what="tag Doe2019 protect", how="added", where=Where(file="decisions/ann.tsv", line=3)).words
        'decision added: tag Doe2019 protect (decisions/ann.tsv:3)'
        """
        place = "" if str(self.where) == self.what else f" ({self.where})"
        return f"{self.kind} {self.how}: {self.what}{place}" + (f"; {self.detail}" if self.detail else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputChange(Value):
    """One thing that came out otherwise.

    - `key`: the source (by its later key, where it has one) or the finding; `before`, `after`: `""` where there is nothing;
    - `causes`: the places among `Difference.inputs` of what made it; `direct`: whether these are on the very thing. Where nothing
      is, they are all that could have.
    """

    aspect: ChangedAspect
    key: str
    what: str
    before: str
    after: str
    causes: tuple[int, ...] = ()
    direct: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference(Value):
    """What two states of a review differ in: what went in, and what came out."""

    inputs: tuple[InputChange, ...] = ()
    outputs: tuple[OutputChange, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.inputs and not self.outputs

    def caused_by(self, change: OutputChange) -> tuple[InputChange, ...]:
        """Return what made a change."""
        return tuple(self.inputs[place] for place in change.causes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect(Value):
    """One thing that was looked at: what it is called, what was looked at in words, and what is wrong with it."""

    name: str
    said: str
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCheck(Value):
    """Every aspect of a review that was looked at, in the order in which they are reported."""

    aspects: tuple[Aspect, ...]

    @property
    def faults(self) -> tuple[Problem, ...]:
        """All that is wrong, aspect by aspect."""
        return tuple(fault for aspect in self.aspects for fault in aspect.faults)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults
