"""The headline as a query: what the sources of each stream found on each goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.results.coverage import MainGroup
from litreview.wording import notebook_html, short_repr

FOUND = ("supports", "contradicts", "mixed", "describes", "unclear")
"""Cells of what was found: a stance that people gave to evidence of an outcome."""
APART = ("claim", "law", "disputed", "not about operations", "uncoded", "unread")
"""Cells of what is no evidence of an outcome, or not judged yet."""

_NAMES = {
    "literature": ("study", "studies"),
    "interview": ("interview", "interviews"),
    "records": ("public record", "public records"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: the keys of its sources, in their order, and how many studies they report."""

    sources: tuple[str, ...] = ()
    studies: int = 0

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Goal × stream × what was found. Each source is in one cell per goal, or not about that goal and in none.

    - `goals`: `(code, label)`; `streams`: those that hold a source; `cells`: `(goal, stream, column)` to a `Cell`, empty ones absent;
    - columns are the stances (`FOUND`) and what stands apart (`APART`): claims, law, disputed, not about operations, tagged and without a
      stance, not read yet;
    - `sources`: how many were asked, by stream; `filters`: what they were chosen by; `standing`: how far the review is screened.
    """

    goals: tuple[tuple[str, str], ...] = ()
    streams: tuple[str, ...] = ()
    cells: Mapping[tuple[str, str, str], Cell] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    standing: str = ""
    main: MainGroup = field(default_factory=MainGroup)

    __repr__ = short_repr

    _repr_html_ = notebook_html

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns: stances, then what stands apart."""
        return (*FOUND, *APART)

    @property
    def columns_held(self) -> tuple[str, ...]:
        """The columns that hold a source."""
        return tuple(name for name in self.columns if any(name == column for _, _, column in self.cells))

    def cell(self, goal: str, stream: str, column: str) -> Cell:
        """Return a cell, an empty one where there is none."""
        return self.cells.get((goal, stream, column), Cell())

    def count(self, goal: str, *columns: str, stream: str = "") -> int:
        """Return how many studies are in the cells of a goal, of one stream or of all."""
        return sum(
            one.studies
            for (g, s, column), one in self.cells.items()
            if g == goal and column in columns and stream in ("", s)
        )

    def sentence(self, goal: str) -> str:
        """Return what the review found on a goal, in one sentence; each stream by itself, for an interview is no study.

        >>> one = {("protect", "literature", "supports"): Cell(sources=("a",), studies=1)}
        >>> Assessment(goals=(("protect", "Protect"),), streams=("literature",), cells=one).sentence("protect")
        'Protect: of 1 study with a finding, 1 supports, 0 contradict, 0 mixed.'
        """
        parts = [told for stream in self.streams if (told := self._told(goal, stream))] or ["nothing found"]
        beside = [f"{n} {column}" for column in APART if (n := self.count(goal, column))]
        parts += [f"apart: {', '.join(beside)}"] * bool(beside)
        return f"{dict(self.goals).get(goal, goal)}: {'; '.join(parts)}."

    def _told(self, goal: str, stream: str) -> str:
        """Return what was found on a goal in one stream, `""` if nothing was."""
        counts = {column: self.count(goal, column, stream=stream) for column in FOUND}
        found = sum(counts.values())
        if not found:
            return ""
        verbs = [
            f"{counts[verb]} {verb if counts[verb] == 1 else verb[:-1]}"
            for verb in ("supports", "contradicts")
        ]
        more = [f"{counts[name]} {name}" for name in ("describes", "unclear") if counts[name]]
        one, many = _NAMES.get(stream, ("source", "sources"))
        told = ", ".join([*verbs, f"{counts['mixed']} mixed", *more])
        return f"of {found} {one if found == 1 else many} with a finding, {told}"

    def rows(self) -> list[tuple[str, str, str, int, int, str]]:
        """Return a row per cell: goal, stream, column, studies, sources, and the keys."""
        return [
            (goal, stream, column, one.studies, len(one.sources), "; ".join(one.sources))
            for goal, _ in self.goals
            for stream in self.streams
            for column in self.columns
            if (one := self.cells.get((goal, stream, column)))
        ]
