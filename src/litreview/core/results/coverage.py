"""What the sources say on the goals, and what databases share: the evidence map, stances, evidence fields, overlap of searches.

Facets tell the sources of a map apart: sub-codes, year, status, and what people noted of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.core.containers import grouped
from litreview.core.results.screening import STREAMS
from litreview.core.wording import Value, notebook_html

STANCE_SHOWN = {
    "supports": "supports",
    "contradicts": "contradicts",
    "mixed": "mixed",
    "describes": "describes",
    "unclear": "unclear",
    "apart": "counted apart",
    "silent": "no stance noted",
}
"""How the sources of a cell are parted, in this order, and what each part is called: stances, what is no evidence of an outcome, what nobody judged."""


def stance_part(column: str) -> str:
    """Return the part of a cell that a column of an assessment belongs to, `silent` for what is in none.

    >>> stance_part("mixed"), stance_part("claim"), stance_part("uncoded"), stance_part("")
    ('mixed', 'apart', 'silent', 'silent')
    """
    if column in STANCE_SHOWN:
        return column
    return "silent" if column in ("", "uncoded", "unread") else "apart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Value):
    """A code below the main group, or across it: `parent` is the code it is under, `""` if it may go with each; `sources` have it."""

    code: str
    label: str
    parent: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets(Value):
    """What one source can be filtered by. Of a confidential one, only what may be said of it: no year that is not told, nothing that people noted."""

    year: int | None = None
    status: str = ""
    noted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MainGroup(Value):
    """What a codebook calls the codes of its main group, one and many: `goal` and `goals` in the built-in one."""

    one: str = "goal"
    many: str = "goals"

    @property
    def a(self) -> str:
        """The word with its article: `a goal`, `an outcome`."""
        return f"{'an' if self.one[:1].lower() in tuple('aeiou') else 'a'} {self.one}"

    @property
    def heading(self) -> str:
        """The word as it begins a column or a sentence."""
        return self.one[:1].upper() + self.one[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMap(Value):
    """Goal × source type, where a goal is a code of the codebook's main group, which `main` names.

    - `rows`, `columns`: `(code, label)` in the codebook's order; the rows `none` and `unread` come last;
    - `cells`: `(row, column)` to source keys in the order of the sources; an empty cell is absent;
    - `confidential`: the keys of sources shown by code only;
    - `standing`: how far the review is screened, in one sentence; `claims`: the keys of claims, which are no evidence of outcomes;
    - `streams`: the stream of each source by key: literature, interview, records or other; what has none is literature;
    - `codes`: all codes of the main group in the codebook's order, which gives each its colour;
    - `stances`: `(row, key)` to the column of the assessment that the source is in; `topics`: the other codes that sources have;
    - `facets`: by key what a source can be filtered by; `fields`: `(id, label)` of what people noted.
    """

    rows: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    cells: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    confidential: frozenset[str] = frozenset()
    main: MainGroup = MainGroup()
    standing: str = ""
    claims: frozenset[str] = frozenset()
    streams: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    stances: Mapping[tuple[str, str], str] = field(default_factory=dict)
    topics: tuple[Topic, ...] = ()
    facets: Mapping[str, Facets] = field(default_factory=dict)
    fields: tuple[tuple[str, str], ...] = ()

    _repr_html_ = notebook_html

    def sources(self, row: str = "", column: str = "") -> tuple[str, ...]:
        """Return the distinct keys in a row, a column, a cell, or (with neither) the whole map."""
        return tuple(
            dict.fromkeys(
                key
                for (r, c), keys in self.cells.items()
                if row in ("", r) and column in ("", c)
                for key in keys
            )
        )

    def count(self, row: str = "", column: str = "") -> int:
        """Return the number of distinct sources in a row, a column, a cell, or the whole map."""
        return len(self.sources(row, column))

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
        """Return header and rows of counts, with totals over distinct sources, as evidence-map.csv has them."""
        codes = [code for code, _ in self.columns]
        streams = self.beside_literature
        # a type may be called as a stream is
        header = ("goal", *codes, "total", "claims", *(f"stream-{name}" for name in streams))
        rows: list[tuple[str | int, ...]] = [
            (
                code or "total",
                *(self.count(code, column) for column in codes),
                self.count(code),
                self.count_claims(code),
                *(self.count_streams(code)[name] for name in streams),
            )
            for code in (*(row for row, _ in self.rows), "")
        ]
        return header, tuple(rows)

    @property
    def beside_literature(self) -> tuple[str, ...]:
        """The streams of which the map holds sources, literature among them; none if it holds literature alone."""
        held = self.count_streams()
        names = tuple(name for name in STREAMS if name == "literature" or held[name])
        return names if len(names) > 1 else ()

    def count_streams(self, row: str = "") -> Counter[str]:
        """Return how many of the sources in a row, or in the whole map, are of each stream."""
        return Counter(self.streams.get(key, "literature") for key in self.sources(row))

    def part_cell(self, row: str, column: str) -> dict[str, tuple[str, ...]]:
        """Return the sources of a cell by what they found on its goal, in the order of `STANCE_SHOWN`; parts without a source are absent."""
        keys = self.cells.get((row, column), ())
        parts = {key: stance_part(self.stances.get((row, key), "")) for key in keys}
        return {
            name: mine for name in STANCE_SHOWN if (mine := tuple(key for key in keys if parts[key] == name))
        }

    def gaps(self, row: str) -> tuple[str, ...]:
        """Return the labels of the columns of which a row has no source."""
        return tuple(label for code, label in self.columns if (row, code) not in self.cells)

    def count_claims(self, row: str = "") -> int:
        """Return how many of the sources in a row, or in the whole map, are claims."""
        return len(self.claims.intersection(self.sources(row)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceCount(Value):
    """The stances on one goal, each study counted once.

    - `counts`: stance to number of studies, all six stances present; `keys`: stance to the source keys behind it;
    - `disputed`: studies on which people differ; `apart`: law by stance;
    - `claims`: claims of agencies, vendors and the press by stance (`litreview.stages.evidence.find_claims`);
    - `law`, `claimed`: the keys behind `apart` and `claims`;
    - `uncoded`: sources tagged with the goal on which nobody has noted a stance.
    """

    goal: str
    counts: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()
    apart: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[str, int] = field(default_factory=dict)
    uncoded: tuple[str, ...] = ()
    law: tuple[str, ...] = ()
    claimed: tuple[str, ...] = ()

    @property
    def told(self) -> frozenset[str]:
        """The keys of all sources of which something was said on the goal, by people or by a tag."""
        voted = (key for keys in self.keys.values() for key in keys)
        return frozenset((*voted, *self.disputed, *self.uncoded, *self.law, *self.claimed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing(Value):
    """One thing of which coders say different things: the source, the question, the answer of each, and whether it is settled."""

    key: str
    question: str
    answers: Mapping[str, str] = field(default_factory=dict)
    state: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount(Value):
    """What people noted in one evidence field: how many sources have each value, and on how many people differ."""

    label: str
    values: Mapping[str, int] = field(default_factory=dict)
    disputed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap(Value):
    """Databases, and what was found in which of them.

    - `databases`: their names, in the order of the searches, then files of which no search is noted;
    - `found_in`: by the key of a work the databases that hold one of its records; `records`: how many records it has;
    - `by_database`: how many records each database gave;
    - `beside`: how many records each file or database gave that are in no other number here, since they are of no literature: interviews, public
      records, and what is marked or taken as confidential, such as the type of a letter. With `by_database` they are all records there are;
    - `stages`: the keys of the works at each stage (`sources`, and once somebody screens `screened` and `included`).
    """

    databases: tuple[str, ...] = ()
    found_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    records: Mapping[str, int] = field(default_factory=dict)
    by_database: Mapping[str, int] = field(default_factory=dict)
    beside: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    _repr_html_ = notebook_html

    @property
    def last(self) -> str:
        """The last stage that there is: `included`, or `sources` where nobody screens."""
        return next(reversed(list(self.stages)), "sources")

    def combinations(self, stage: str = "sources") -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """Return the works of a stage by the exact set of databases that found them: what an UpSet plot shows, largest first.

        >>> made = Overlap(databases=("A", "B"), found_in={"x": ("A",), "y": ("A", "B"), "z": ("A",)}, stages={"sources": ("x", "y", "z")})
        >>> made.combinations()
        {('A',): ('x', 'z'), ('A', 'B'): ('y',)}
        """
        found = grouped((self.found_in[key], key) for key in self.stages.get(stage, ()))
        places = {name: n for n, name in enumerate(self.databases)}
        ordered = sorted(found, key=lambda one: (-len(found[one]), len(one), [places[name] for name in one]))
        return {one: tuple(found[one]) for one in ordered}

    def of(self, database: str, stage: str = "sources") -> tuple[str, ...]:
        """Return the works of a stage that a database found."""
        return tuple(key for key in self.stages.get(stage, ()) if database in self.found_in[key])

    def only(self, database: str, stage: str = "sources") -> tuple[str, ...]:
        """Return the works of a stage that no other database found: without it they are lost."""
        return tuple(key for key in self.stages.get(stage, ()) if self.found_in[key] == (database,))

    def shared(self, a: str, b: str, stage: str = "sources") -> int:
        """Return how many works of a stage two databases both found; how many one found where it is named twice."""
        return sum({a, b} <= set(self.found_in[key]) for key in self.stages.get(stage, ()))

    def rows(self) -> list[tuple[str, str, int, int, str]]:
        """Return a row per stage and combination: stage, databases, how many these are, works (records at the stage `records`), keys."""
        told = [
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
        return first + told
