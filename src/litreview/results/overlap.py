"""What databases share: which works each of them found, alone or with others, at each stage of a review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.wording import notebook_html, short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
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

    __repr__ = short_repr

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
        found: dict[tuple[str, ...], list[str]] = {}
        for key in self.stages.get(stage, ()):
            found.setdefault(self.found_in[key], []).append(key)
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
