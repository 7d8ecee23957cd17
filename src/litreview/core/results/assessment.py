"""Results on codes: suggested codes, counts of coded interviews, and the evidence of each stream on each goal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Literal

from litreview.core.containers import grouped
from litreview.core.model import Span
from litreview.core.results.coverage import MainGroup
from litreview.core.wording import Value, enumerate_words, notebook_html, plural

State = Literal["likely", "suggested", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalState(Value):
    """The machine's answer on one code of one source, with its probability.

    - `state`: `likely` (rules and model agree, and similar answers proved right when tested), `suggested`, or `ask` (a person
      should look first);
    - `answer`: whether the source has the code; `probability`: calibrated probability that it has, whatever the answer;
    - `reason`: in words, for a no as for a yes; `spans`: the words of the source behind it, the rules' and then the model's.
    """

    source: str
    code: str
    state: State
    answer: bool
    probability: float
    reason: str
    spans: tuple[Span, ...] = ()

    @property
    def doubt(self) -> float:
        """The uncertainty: 1 at probability one half, 0 where the machine is sure.

        >>> GoalState(source="a", code="x", state="ask", answer=True, probability=0.5, reason="").doubt
        1.0
        """
        return round(1 - abs(2 * self.probability - 1), 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalStates(Value):
    """The number of sources by code, state and answer; and the states to ask a person about, the most uncertain first."""

    counts: Mapping[str, Mapping[tuple[State, bool], int]]
    ask: tuple[GoalState, ...] = ()

    @classmethod
    def of(cls, states: Iterable[GoalState], codes: Iterable[str]) -> GoalStates:
        """Return the counts of the states, by code in the order of `codes`."""
        states = tuple(states)
        counts: dict[str, Counter[tuple[State, bool]]] = {code: Counter() for code in codes}
        for one in states:
            counts[one.code][one.state, one.answer] += 1
        to_ask = [one for one in states if one.state == "ask"]
        return cls(counts=counts, ask=tuple(sorted(to_ask, key=lambda one: -one.doubt)))


ALL = "all"
"""The role group or coder in a row of totals."""
NOT_STATED = "not stated"
"""The role group of interviewees without one in the register."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingCount(Value):
    """The number of interviews with a code, and of codings, in all or for one role group or coder.

    A number in `interviews` or `codings` that would reveal too few people is None; then `withheld` gives the reason.
    """

    code: str
    role_group: str = ALL
    coder: str = ALL
    interviews: int | None = None
    codings: int | None = None
    withheld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codings(Value):
    """The counts of coded transcripts, each of at least `k` people.

    `interviews` is the number in the review; `kept_private`: this copy of the review has no `private/`, so nothing could be counted.
    """

    counts: tuple[CodingCount, ...] = ()
    interviews: int = 0
    k: int = 5
    kept_private: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the counted interviews, in the order of the codebook."""
        return tuple(dict.fromkeys(count.code for count in self.counts))

    def total(self, code: str) -> CodingCount:
        """Return the total of a code over all role groups and coders."""
        return next(c for c in self.counts if (c.code, c.role_group, c.coder) == (code, ALL, ALL))

    def by_role_group(self, code: str) -> tuple[CodingCount, ...]:
        """Return the rows of a code by role group; none where they are withheld."""
        return tuple(c for c in self.counts if c.code == code and c.role_group != ALL)

    def by_coder(self, code: str) -> tuple[CodingCount, ...]:
        """Return the rows of a code by coder; none where they are withheld."""
        return tuple(c for c in self.counts if c.code == code and c.coder != ALL)

    def rows(self) -> Iterator[tuple[str, str, str, int | None, int | None, str]]:
        """Yield the rows of the table: code, role group, coder, interviews, codings, and why numbers are withheld."""
        if self.kept_private:
            yield ("", ALL, ALL, None, None, "kept private")
        for c in self.counts:
            yield (c.code, c.role_group, c.coder, c.interviews, c.codings, c.withheld)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Value):
    """A printable quote of an interviewee, by code. `span` is a place in the transcript, such as `para 12`."""

    code: str
    words: str
    span: str = ""

    @property
    def printed(self) -> str:
        """The quote as one line: “…” (I07, para 12)."""
        words = " ".join(self.words.split()).strip('“”"')
        return f"“{words}” ({', '.join(filter(None, (self.code, self.span)))})"


FOUND = ("supports", "contradicts", "mixed", "describes", "unclear")
"""Columns for evidence of an outcome: the stances that people gave it."""
APART = ("claim", "law", "disputed", "not about operations", "uncoded", "suggested", "unread")
"""Columns for sources that are no evidence of an outcome, or not judged yet."""

_NOT_YET = {
    "uncoded": "not coded yet",
    "suggested": "only suggested by the machine",
    "unread": "known by title only",
}
"""Columns of sources that nobody has judged, and what a sentence says of them."""

_NAMES = {
    "literature": ("study", "studies"),
    "interview": ("interview", "interviews"),
    "records": ("public record", "public records"),
}


_DIRECTIONLESS = {
    "mixed": ("is mixed", "are mixed"),
    "describes": ("only describes", "only describe"),
    "unclear": ("is unclear", "are unclear"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell(Value):
    """One cell: the keys of its sources, in their order, and the number of studies they report."""

    sources: tuple[str, ...] = ()
    studies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Value):
    """The sources by goal, stream and finding. For each goal a source is in one cell, or in none if it is not about that goal.

    - `goals`: `(code, label)`; `streams`: those with a source; `cells`: `(goal, stream, column)` to a `Cell`, empty ones absent;
    - columns are the stances (`FOUND`) and the rest (`APART`): claims, law, disputed, not about operations, tagged without a
      stance (`uncoded` where a person or a likely answer tagged them, `suggested` where the tag is only suggested), not read yet;
    - `designs`: `(goal, column)` to the studies of the literature by design and appraisal, in words; empty where the codebook has neither;
    - `origins`: the first source of the study, request or person for each source that shares one with another;
    - `sources`: the number of sources by stream; `filters`: the filters that chose them; `standing`: how far the review is screened.
    """

    goals: tuple[tuple[str, str], ...] = ()
    streams: tuple[str, ...] = ()
    cells: Mapping[tuple[str, str, str], Cell] = field(default_factory=dict)
    designs: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    origins: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    filters: tuple[str, ...] = ()
    standing: str = ""
    main: MainGroup = field(default_factory=MainGroup)

    _repr_html_ = notebook_html

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns: the stances, then those of `APART`."""
        return (*FOUND, *APART)

    @property
    def filled_columns(self) -> tuple[str, ...]:
        """The columns with at least one source."""
        return tuple(name for name in self.columns if any(name == column for _, _, column in self.cells))

    def cell(self, goal: str, stream: str, column: str) -> Cell:
        """Return a cell; an empty one if it is absent."""
        return self.cells.get((goal, stream, column), Cell())

    def count(self, goal: str, *columns: str, stream: str = "") -> int:
        """Return the number of studies in the cells of a goal, of one stream or of all."""
        return sum(
            one.studies
            for (g, s, column), one in self.cells.items()
            if g == goal and column in columns and stream in ("", s)
        )

    def sentence(self, goal: str) -> str:
        """Return the evidence on a goal in words, stream by stream, since an interview is no study.

        It says how many are not coded and how many not read, if any: a direction without them is half a number.

        It says that nothing was found only where people judged what there is. Otherwise it says how many sources nobody has coded or read.

        >>> one = {("protect", "literature", "supports"): Cell(sources=("a",), studies=1)}
        >>> Assessment(goals=(("protect", "Protect"),), streams=("literature",), cells=one).sentence("protect")
        'Protect: Of 1 study with a result, 1 supports, none contradicts.'
        """
        parts = list(filter(None, (self._stream_text(goal, stream) for stream in self.streams)))
        left_out: Sequence[str] = APART
        if not parts:
            left_out = tuple(column for column in APART if column not in _NOT_YET)
            waiting = [(n, words) for column, words in _NOT_YET.items() if (n := self.count(goal, column))]
            counted = [f"{n if at else plural(n, 'source')} {words}" for at, (n, words) in enumerate(waiting)]
            judged = self.count(goal, *left_out)
            none = "no source reports a result" if judged else "no source has a stance on it yet"
            parts = [f"no result is coded yet ({', '.join(counted)})" if waiting else none]
        uncounted = [
            f"{n} {_NOT_YET.get(column, column)}" for column in left_out if (n := self.count(goal, column))
        ]
        if uncounted:
            parts.append(f"Left out: {', '.join(uncounted)}")
        return f"{dict(self.goals).get(goal, goal)}: {'. '.join(parts)}."

    @property
    def design_rows(self) -> tuple[tuple[str, str, int, str], ...]:
        """A row for each design and appraisal: goal, direction, number of studies, design and appraisal in words."""
        return tuple(
            (label, column, n, words)
            for goal, label in self.goals
            for column in FOUND
            for words, n in self.designs.get((goal, column), {}).items()
        )

    def bar(self, goal: str, stream: str, width: int = 600) -> tuple[tuple[str, int, int, int], ...]:
        """Return the parts of a bar of the results on a goal: column, number of studies, left edge and width, which are whole and sum to `width`.

        >>> one = {("protect", "literature", name): Cell(studies=n) for name, n in (("supports", 1), ("mixed", 2))}
        >>> Assessment(cells=one).bar("protect", "literature", 90)
        (('supports', 1, 0, 30), ('mixed', 2, 30, 60))
        """
        counts = [(column, n) for column in FOUND if (n := self.count(goal, column, stream=stream))]
        total = sum(n for _, n in counts)
        edges = [0, *(round(width * upto / total) for upto in accumulate(n for _, n in counts))]
        return tuple(
            (column, n, left, right - left)
            for (column, n), left, right in zip(counts, edges, edges[1:], strict=False)
        )

    def _stream_text(self, goal: str, stream: str) -> str:
        """Return the counts of one stream on a goal in words, `""` without evidence of an outcome."""
        counts = {column: self.count(goal, column, stream=stream) for column in FOUND}
        total = sum(counts.values())
        if not total:
            return ""
        verbs = [
            f"{counts[verb] or 'none'} {verb if counts[verb] < 2 else verb[:-1]}"
            for verb in ("supports", "contradicts")
        ]
        more = [
            f"{counts[name]} {words if counts[name] > 1 else one}"
            for name, (one, words) in _DIRECTIONLESS.items()
            if counts[name]
        ]
        one, many = _NAMES.get(stream, ("source", "sources"))
        result = " with a result" * (stream == "literature")
        return f"Of {plural(total, one, many)}{result}{self._shared_text(goal, stream, total)}, {', '.join([*verbs, *more])}"

    def _shared_text(self, goal: str, stream: str, total: int) -> str:
        """Return in words how many sources have these results, and which documents are of one request, `""` if each counts once."""
        keys = [key for column in FOUND for key in self.cell(goal, stream, column).sources]
        if len(keys) <= total:
            return ""
        if stream == "interview":
            return f" ({len(keys)} interviews; those with one person count once)"
        if stream != "records":
            return f" in {len(keys)} {'works' if stream == 'literature' else 'sources'}"
        shared = grouped((self.origins.get(key, key), key) for key in keys).values()
        said = [
            f"{enumerate_words(some)} are of one {'request' if len({key.rpartition('-')[0] for key in some} - {''}) == 1 else 'origin'}"
            for some in shared
            if len(some) > 1
        ]
        return f" ({len(keys)} documents; {'; '.join(said)} and count once)"

    def rows(self) -> list[tuple[str, str, str, int, int, str]]:
        """Return a row per cell: goal, stream, column, studies, sources, and the keys."""
        return [
            (goal, stream, column, one.studies, len(one.sources), "; ".join(one.sources))
            for goal, _ in self.goals
            for stream in self.streams
            for column in self.columns
            if (one := self.cells.get((goal, stream, column)))
        ]
