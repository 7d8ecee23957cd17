"""Results on coverage: the evidence map with its facets, counts of stances and evidence fields, and the overlap of databases.

A count of sources with a code always has two parts, judged or *likely*, and only *suggested*, so that a suggestion never
looks like a judgement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, repeat

from litreview.core.containers import grouped
from litreview.core.model import Tag
from litreview.core.results.screening_flow import STREAMS
from litreview.core.wording import Value, notebook_html

STANCE_SHOWN = {
    "supports": "supports",
    "contradicts": "contradicts",
    "mixed": "mixed",
    "describes": "describes",
    "unclear": "unclear",
    "apart": "counted separately",
    "silent": "no stance noted",
}
"""The parts of a map cell, in this order, with their labels: the stances, sources that are no evidence of an outcome, sources nobody judged."""


UNCODED = "not-coded"
"""The row of a map for sources that no rule read, since they are confidential, and that nobody has coded."""


def stance_part(column: str) -> str:
    """Return the part of a map cell for a column of the assessment; `silent` if the source is in no column, or not judged.

    >>> stance_part("mixed"), stance_part("claim"), stance_part("uncoded"), stance_part("")
    ('mixed', 'apart', 'silent', 'silent')
    """
    if column in STANCE_SHOWN:
        return column
    return "silent" if column in ("", "uncoded", "suggested", "unread") else "apart"


RECOMMENDATION = "recommendation"
"""The group of a codebook whose codes are recommendations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondaryCode(Value):
    """A code below or across the main group: `parent` is the code above it, `""` if it may go with any; `sources` have it.

    `suggested` are those of the sources that have it only as suggested; `group` is the code's group in the codebook.
    """

    code: str
    label: str
    parent: str = ""
    sources: tuple[str, ...] = ()
    suggested: frozenset[str] = frozenset()
    group: str = ""

    @property
    def certainty(self) -> str:
        """How many are judged or likely and how many suggested, in brackets; `""` where none is suggested."""
        return certainty(len(self.sources), len(self.suggested))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets(Value):
    """The properties by which a source can be filtered. A confidential one has only those that may be shown, and no notes of people."""

    year: int | None = None
    status: str = ""
    noted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MainGroup(Value):
    """The codebook's word for codes of its main group, singular and plural: `goal` and `goals` in the built-in one."""

    one: str = "goal"
    many: str = "goals"

    @property
    def a(self) -> str:
        """The word with its article: `a goal`, `an outcome`."""
        return f"{'an' if self.one[:1].lower() in tuple('aeiou') else 'a'} {self.one}"

    @property
    def heading(self) -> str:
        """The word with a capital, for headings and the start of a sentence."""
        return self.one[:1].upper() + self.one[1:]


OTHER_TYPES = "other-types"
"""The column that stands for several rare ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMap(Value):
    """Goal × source type, where a goal is a code of the codebook's main group, which `main` names.

    - `rows`, `columns`: `(code, label)` in the codebook's order; the rows `none` and `unread` come last;
    - `cells`: `(row, column)` to source keys in the order of the sources; an empty cell is absent;
    - `suggested`: `(row, key)` of sources that are in a row only as suggested: nobody judged it, and it is not likely;
    - `confidential`: the keys of sources shown by code only;
    - `standing`: how far the review is screened, in one sentence; `claims`: the keys of claims, which are no evidence of outcomes;
    - `streams`: the stream of each source by key: literature, interview, records or other; the default is literature;
    - `codes`: all codes of the main group in the codebook's order, which determines their colours;
    - `stances`: `(row, key)` to the source's column in the assessment; `topics`: the other codes that sources have, and every recommendation;
    - `facets`: the filter properties of each key; `fields`: `(id, label)` of the evidence fields among them.
    """

    rows: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    cells: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    suggested: frozenset[tuple[str, str]] = frozenset()
    confidential: frozenset[str] = frozenset()
    main: MainGroup = MainGroup()
    standing: str = ""
    claims: frozenset[str] = frozenset()
    streams: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    stances: Mapping[tuple[str, str], str] = field(default_factory=dict)
    topics: tuple[SecondaryCode, ...] = ()
    facets: Mapping[str, Facets] = field(default_factory=dict)
    fields: tuple[tuple[str, str], ...] = ()

    _repr_html_ = notebook_html

    def sources(self, row: str = "", column: str = "") -> tuple[str, ...]:
        """Return the distinct keys in a row, a column, a cell, or (with neither) the whole map."""
        found = (keys for (r, c), keys in self.cells.items() if row in ("", r) and column in ("", c))
        return tuple(dict.fromkeys(chain.from_iterable(found)))

    def count(self, row: str = "", column: str = "") -> int:
        """Return the number of distinct sources in a row, a column, a cell, or the whole map."""
        return len(self.sources(row, column))

    def suggested_keys(self, row: str) -> tuple[str, ...]:
        """Return the sources that are in a row only as suggested."""
        return tuple(key for key in self.sources(row) if (row, key) in self.suggested)

    def suggested_in(self, row: str, keys: Iterable[str]) -> int:
        """Return how many of these sources are in a row only as suggested."""
        return sum((row, key) in self.suggested for key in keys)

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
        """Return header and rows of counts, with totals over distinct sources, as evidence-map.csv has them.

        The columns `suggested…` count those of a cell, and of a row, that are there only as suggested.
        """
        codes = [code for code, _ in self.columns]
        streams = self.mixed_streams
        # a type may be called as a stream is
        header = (
            "goal",
            *codes,
            "total",
            "claims",
            *(f"stream-{name}" for name in streams),
            *(f"suggested-{name}" for name in codes),
            "suggested",
        )
        rows: list[tuple[str | int, ...]] = [
            (
                code or "total",
                *(self.count(code, column) for column in codes),
                self.count(code),
                self.count_claims(code),
                *(self.count_streams(code)[name] for name in streams),
                *(self.suggested_in(code, self.sources(code, column)) if code else "" for column in codes),
                self.suggested_in(code, self.sources(code)) if code else "",
            )
            for code in (*(row for row, _ in self.rows), "")
        ]
        return header, tuple(rows)

    @property
    def mixed_streams(self) -> tuple[str, ...]:
        """The streams of the map's sources, always with literature; empty if there is literature only."""
        counts = self.count_streams()
        names = tuple(name for name in STREAMS if name == "literature" or counts[name])
        return names if len(names) > 1 else ()

    def count_streams(self, row: str = "") -> Counter[str]:
        """Return the number of sources of each stream, in a row or the whole map."""
        keys = self.sources(row)
        return Counter(map(self.streams.get, keys, repeat("literature", len(keys))))

    def part_cell(self, row: str, column: str) -> dict[str, tuple[str, ...]]:
        """Return the sources of a cell by their part, in the order of `STANCE_SHOWN`; parts without a source are absent."""
        keys = self.cells.get((row, column), ())
        parts = {key: stance_part(self.stances.get((row, key), "")) for key in keys}
        return {
            name: mine for name in STANCE_SHOWN if (mine := tuple(key for key in keys if parts[key] == name))
        }

    def with_columns(self, most: int) -> EvidenceMap:
        """Return the map with at most `most` columns: the columns with the fewest sources become one, `other-types`.

        >>> cells = {("protect", kind): (kind,) for kind in ("article", "book", "case")}
        >>> kinds = tuple((kind, kind.title()) for kind in ("article", "book", "case"))
        >>> EvidenceMap(columns=kinds, cells=cells).with_columns(2).columns
        (('article', 'Article'), ('other-types', 'Rarer types'))
        """
        if len(self.columns) <= most:
            return self
        ranked = sorted(self.columns, key=lambda column: -self.count(column=column[0]))
        rare = dict(ranked[most - 1 :])
        cells = grouped(
            ((row, OTHER_TYPES if column in rare else column), key)
            for (row, column), keys in self.cells.items()
            for key in keys
        )
        return replace(
            self,
            columns=(*(one for one in self.columns if one[0] not in rare), (OTHER_TYPES, "Rarer types")),
            cells={cell: tuple(dict.fromkeys(keys)) for cell, keys in cells.items()},
        )

    def gaps(self, row: str) -> tuple[str, ...]:
        """Return the labels of the columns in which a row has no source."""
        return tuple(label for code, label in self.columns if (row, code) not in self.cells)

    def count_claims(self, row: str = "") -> int:
        """Return the number of claims in a row or the whole map."""
        return len(self.claims.intersection(self.sources(row)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceCount(Value):
    """The stances on one goal, each study counted once.

    - `counts`: number of studies by stance, with all six stances; `keys`: source keys by stance;
    - `disputed`: studies on which people differ; `apart`: number of laws by stance;
    - `claims`: number of claims of agencies, vendors and the press by stance (`litreview.stages.evidence.find_claims`);
    - `law`, `claimed`: the keys counted in `apart` and `claims`;
    - `uncoded`: sources with the goal, as people judged or as is likely, and without a stance on it; `suggested`: the same where the
      goal is only suggested.
    """

    goal: str
    counts: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()
    apart: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[str, int] = field(default_factory=dict)
    uncoded: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()

    @property
    def noted_keys(self) -> frozenset[str]:
        """The keys of all sources with a stance on the goal, or tagged with it."""
        voted = (key for keys in self.keys.values() for key in keys)
        return frozenset((*voted, *self.disputed, *self.uncoded, *self.suggested, *self.law, *self.claimed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing(Value):
    """One disagreement of coders: the source, the question, each coder's answer, and whether it is settled."""

    key: str
    question: str
    answers: Mapping[str, str] = field(default_factory=dict)
    state: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount(Value):
    """The counts of one evidence field: the number of sources with each value, and of those on which people differ."""

    label: str
    values: Mapping[str, int] = field(default_factory=dict)
    disputed: int = 0


ALL_DATABASES = "all databases"
"""The name under which all searches together stand beside the single databases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRecall(Value):
    """How many of the works known beforehand a database found: its relative recall, with the 95 % interval of Clopper and Pearson (1934).

    - `known`: the works that `[[search]] known` names, each by the first name there; `found`: those with a record of this database; `keys`: of the found, in order;
    - `low`, `high`: the interval holds if the known works are a random sample of the relevant ones.
    """

    database: str
    known: tuple[str, ...]
    found: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0

    @property
    def recall(self) -> float:
        """The share of known works that were found."""
        return len(self.found) / len(self.known)

    @property
    def missed(self) -> tuple[str, ...]:
        """The known works that were not found."""
        return tuple(name for name in self.known if name not in self.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap(Value):
    """The overlap of databases: the works that each of them found.

    - `databases`: their names, in the order of the searches, then files without a recorded search; `others`: those of them that are no database,
      such files and other methods;
    - `found_in`: by the key of a work, the databases with one of its records; `records`: the number of its records;
    - `by_database`: the number of records from each database;
    - `beside`: the number of further records from each file or database, counted nowhere else since they are no literature: interviews, public
      records, and entries that are or look confidential, such as letters. With `by_database` they are all records;
    - `stages`: the keys of the works at each stage (`sources`, and once somebody screens `screened` and `included`);
    - `recalls`: for each database, and for all together, how many works known beforehand it found; empty if no search names any.
    """

    databases: tuple[str, ...] = ()
    found_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    records: Mapping[str, int] = field(default_factory=dict)
    by_database: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recalls: tuple[SearchRecall, ...] = ()
    others: frozenset[str] = frozenset()

    _repr_html_ = notebook_html

    @property
    def last(self) -> str:
        """The last stage reached: `included`, or `sources` if nobody screens."""
        return next(reversed(list(self.stages)), "sources")

    def combinations(self, stage: str = "sources") -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """Return the works of a stage by the exact set of databases that found them, largest first, as an UpSet plot shows them.

        >>> made = Overlap(databases=("A", "B"), found_in={"x": ("A",), "y": ("A", "B"), "z": ("A",)}, stages={"sources": ("x", "y", "z")})
        >>> made.combinations()
        {('A',): ('x', 'z'), ('A', 'B'): ('y',)}
        """
        by_databases = grouped((self.found_in[key], key) for key in self.stages.get(stage, ()))
        places = {name: n for n, name in enumerate(self.databases)}
        ordered = sorted(
            by_databases, key=lambda one: (-len(by_databases[one]), len(one), [places[name] for name in one])
        )
        return {one: tuple(by_databases[one]) for one in ordered}

    def of(self, database: str, stage: str = "sources") -> tuple[str, ...]:
        """Return the works of a stage that a database found."""
        return tuple(key for key in self.stages.get(stage, ()) if database in self.found_in[key])

    def only(self, database: str, stage: str = "sources") -> tuple[str, ...]:
        """Return the works of a stage that only this database found."""
        return tuple(key for key in self.stages.get(stage, ()) if self.found_in[key] == (database,))

    def shared(self, a: str, b: str, stage: str = "sources") -> int:
        """Return the number of works of a stage that both databases found."""
        return sum({a, b} <= set(self.found_in[key]) for key in self.stages.get(stage, ()))

    def rows(self) -> list[tuple[str, str, int, int, str]]:
        """Return a row per stage and combination: stage, databases, their number, works (records at the stage `records`), keys."""
        combination_rows = [
            (stage, "; ".join(names), len(names), len(keys), "; ".join(keys))
            for stage in self.stages
            for names, keys in self.combinations(stage).items()
        ]
        records: Counter[tuple[str, ...]] = Counter()
        for key, number in self.records.items():
            records[self.found_in[key]] += number
        works = self.combinations("sources")
        first = [
            ("records", "; ".join(names), len(names), number, "; ".join(works[names]))
            for names, number in records.most_common()
        ]
        return first + combination_rows


NOT_READ = "unread"
"""The code of a source of which only the title was seen: a fact, and no answer of which one may be unsure."""


def suggested_pairs(tags: Iterable[Tag]) -> frozenset[tuple[str, str]]:
    """Return the pairs of source and code that are only suggested: no person gave the code, and the answer is not likely.

    >>> machine = Tag(source="a", code="protect", method="rule", state="suggested")
    >>> person = Tag(source="a", code="protect", method="human", coder="ann", state="decided")
    >>> suggested_pairs([machine]), suggested_pairs([machine, person])
    (frozenset({('a', 'protect')}), frozenset())
    """
    states = grouped(((tag.source, tag.code), tag.state) for tag in tags if tag.code != NOT_READ)
    return frozenset(pair for pair, found in states.items() if {*found} == {"suggested"})


def certainty(count: int, suggested: int) -> str:
    """Return in brackets how many of `count` sources are judged or likely, and how many only suggested; `""` where none is.

    >>> certainty(18, 5), certainty(18, 0)
    (' (13 judged or likely, 5 only suggested)', '')
    >>> certainty(5, 5)
    ' (all only suggested)'
    """
    if count and count == suggested:
        return " (all only suggested)"
    return f" ({count - suggested} judged or likely, {suggested} only suggested)" if suggested else ""


def short_count(count: int, suggested: int) -> str:
    """Return a count of sources for a table or a picture; `CERTAINTY` says how it is read.

    >>> short_count(18, 5), short_count(18, 0), short_count(5, 5)
    ('13 + 5', '18', '0 + 5')
    """
    return f"{count - suggested} + {suggested}" if suggested else str(count)


def rests_on_suggestion(codes: Sequence[str], suggested: Collection[str]) -> bool:
    """Return whether the group of a source (its one code, several, or none) would be another without the codes that are only suggested.

    >>> rests_on_suggestion(["a"], ["a"]), rests_on_suggestion(["a", "b"], ["b"]), rests_on_suggestion(["a", "b", "c"], ["c"])
    (True, True, False)
    """
    sure = sum(code not in suggested for code in codes)
    return min(sure, 2) != min(len(codes), 2)


CERTAINTY = "13 + 5 means that 13 are judged by a person or likely, and 5 more are only suggested. Answers that a person should check are not counted."
"""The legend of `short_count`."""
