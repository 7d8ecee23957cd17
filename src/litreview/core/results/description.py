"""Results that describe a review: its literature by year, author and country, its methods, its changes, and its check."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from litreview.core.containers import type_fields
from litreview.core.model import Problem, Where
from litreview.core.wording import Value, plural


@dataclass(frozen=True, slots=True, kw_only=True)
class YearCount(Value):
    """The number of works of a year, and their citations according to databases."""

    year: int
    works: int
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorCount(Value):
    """The works of an author: `fractional` counts a work of four authors as a quarter, `first` those with the author first."""

    name: str
    works: int
    fractional: float
    first: int = 0
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCount(Value):
    """The number of works in a journal, book or series."""

    name: str
    works: int
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryCount(Value):
    """The number of works with an author's address in a country: `alone`, or `together` with other countries."""

    name: str
    works: int
    alone: int
    together: int
    times_cited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedWork(Value):
    """The citations of a source: in all, according to databases, and by how many of the sources here."""

    source: str
    label: str
    year: int | None
    times_cited: int | None
    cited_here: int


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Description:
    """Authors, journals, countries and most cited works of a body of literature, the largest first, and its works by year.

    `works` is their number. Of these, `undated` have no year, `anonymous` no author and `placeless` no address with a
    country, and are not counted in the rows. `alone` have one author, `international` addresses in two countries or more.
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
        """The average yearly growth of the number of works, as a share, from the first year to the last; None for a single year.

        (n_last / n_first)^(1 / (last - first)) - 1, the compound rate.
        """
        if len(self.years) < 2:
            return None
        first, last = self.years[0], self.years[-1]
        return float((last.works / first.works) ** (1 / (last.year - first.year)) - 1)

    def rows(self) -> list[tuple[str, float | None]]:
        """Return the main figures with their labels."""
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
class MethodsSentence(Value):
    """One sentence of the methods: its step (`search`, `deduplication`, `screening` …) and its words."""

    about: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Methods(Value):
    """The methods paragraph. `missing` names facts that readers expect and the review does not record, by step; none is invented."""

    sentences: tuple[MethodsSentence, ...] = ()
    missing: tuple[MethodsSentence, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The sentences of each step as a paragraph, in order."""
        steps = dict.fromkeys(one.about for one in self.sentences)
        return tuple(" ".join(one.words for one in self.sentences if one.about == step) for step in steps)

    def text_of(self, about: str) -> str:
        """Return the sentences of a step, `""` without any."""
        return " ".join(one.words for one in self.sentences if one.about == about)

    def not_recorded(self, about: str) -> str:
        """Return the facts of a step that the review does not record, `""` if nothing is missing."""
        return "; ".join(one.words for one in self.missing if one.about == about)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistItem(Value):
    """An item of a reporting guideline: its number, its question, and the review's answer, `""` if that is not recorded.

    `setting` says where it would be recorded.
    """

    item: str
    asks: str
    answer: str = ""
    setting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made(Value):
    """The inputs of a review: `files` as (name, records, SHA-256), `people` as (name, judgements on pairs, in screening, on all else)."""

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
    """One input that people added, removed or changed: a file, a line of decisions, the codebook, a setting.

    - `kind`: `registry` is a file of answers from registries (`enriched/`), not of a search;
    - `what`: a file's name, the words of a decision, the name of a setting; `how`: `added`, `removed` or `changed`;
    - `where`: its place, in the later state if it is there; `detail`: who, when and why of a decision, the changes of a file.
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
    """One output that changed.

    - `key`: the source (by its later key, where it has one) or the finding; `before`, `after`: `""` where there is nothing;
    - `causes`: indices in `Difference.inputs` of the changes behind it; `direct`: whether these concern the same source or finding. If none
      does, `causes` has every change that could be behind it.
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
    """The difference between two states of a review: changed inputs and changed outputs."""

    inputs: tuple[InputChange, ...] = ()
    outputs: tuple[OutputChange, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.inputs and not self.outputs

    def caused_by(self, change: OutputChange) -> tuple[InputChange, ...]:
        """Return the input changes behind an output change."""
        return tuple(self.inputs[place] for place in change.causes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect(Value):
    """One checked aspect: its name, the check in words, and its faults."""

    name: str
    said: str
    faults: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCheck(Value):
    """All checked aspects of a review, in the order of the report."""

    aspects: tuple[Aspect, ...]

    @property
    def faults(self) -> tuple[Problem, ...]:
        """All faults, aspect by aspect."""
        return tuple(fault for aspect in self.aspects for fault in aspect.faults)

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults
