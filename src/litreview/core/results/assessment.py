"""Counts of codes: what the sources of each stream found on each goal, who decided a code, and how often interviews were coded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from litreview.core.model import Span
from litreview.core.results.coverage import MainGroup
from litreview.core.wording import Value, notebook_html

State = Literal["likely", "suggested", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalState(Value):
    """The machine's answer on one code of one source, and how sure it is.

    - `state`: `likely` (rules and model agree, and answers like it have held where they were tested), `suggested`, or `ask` (a person
      should look first);
    - `answer`: whether it takes the source to have the code; `probability`: that it has the code, calibrated, whatever the answer;
    - `reason`: in words, for a no as for a yes; `spans`: the words of the source that it rests on, the rules' and then the model's.
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
        """1 where the machine can't tell, 0 where it is sure.

        >>> GoalState(source="a", code="x", state="ask", answer=True, probability=0.5, reason="").doubt
        1.0
        """
        return round(1 - abs(2 * self.probability - 1), 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalStates(Value):
    """How many sources are in each state, by code and answer; and those a person should look at first, the most doubtful first."""

    counts: Mapping[str, Mapping[tuple[State, bool], int]]
    ask: tuple[GoalState, ...] = ()

    @classmethod
    def of(cls, states: Iterable[GoalState], codes: Iterable[str]) -> GoalStates:
        """Return the counts of some states, by code in the order of `codes`."""
        states = tuple(states)
        counts: dict[str, Counter[tuple[State, bool]]] = {code: Counter() for code in codes}
        for one in states:
            counts[one.code][one.state, one.answer] += 1
        asked = [one for one in states if one.state == "ask"]
        return cls(counts=counts, ask=tuple(sorted(asked, key=lambda one: -one.doubt)))


ALL = "all"
"""The role group or coder of a row that counts all of them."""
NOT_STATED = "not stated"
"""The role group of interviewees of whom the register says none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingCount(Value):
    """How many interviews have a code, in how many codings; of one role group or one coder where it says which.

    `interviews` and `codings` are None where a number would tell of too few people; `withheld` says so in words.
    """

    code: str
    role_group: str = ALL
    coder: str = ALL
    interviews: int | None = None
    codings: int | None = None
    withheld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codings(Value):
    """What coded transcripts say, in numbers that are of at least `k` people each.

    `interviews` is how many the review has; `kept_private`: this copy of the review has no `private/`, so that nothing could be counted.
    """

    counts: tuple[CodingCount, ...] = ()
    interviews: int = 0
    k: int = 5
    kept_private: bool = False

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes that any interview has, in the order of the codebook."""
        return tuple(dict.fromkeys(count.code for count in self.counts))

    def total(self, code: str) -> CodingCount:
        """Return the row of a code that counts all role groups and coders."""
        return next(c for c in self.counts if (c.code, c.role_group, c.coder) == (code, ALL, ALL))

    def by_role_group(self, code: str) -> tuple[CodingCount, ...]:
        """Return the rows of a code by role group; none where they are withheld."""
        return tuple(c for c in self.counts if c.code == code and c.role_group != ALL)

    def by_coder(self, code: str) -> tuple[CodingCount, ...]:
        """Return the rows of a code by coder; none where they are withheld."""
        return tuple(c for c in self.counts if c.code == code and c.coder != ALL)

    def rows(self) -> Iterator[tuple[str, str, str, int | None, int | None, str]]:
        """Yield the table: code, role group, coder, interviews, codings, and what is withheld."""
        if self.kept_private:
            yield ("", ALL, ALL, None, None, "kept private")
        for c in self.counts:
            yield (c.code, c.role_group, c.coder, c.interviews, c.codings, c.withheld)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote(Value):
    """Words of an interviewee that may be printed, with the code. `span` is a place in the transcript, such as `para 12`."""

    code: str
    words: str
    span: str = ""

    @property
    def printed(self) -> str:
        """The quote as one line: “…” (I07, para 12)."""
        words = " ".join(self.words.split()).strip('“”"')
        return f"“{words}” ({', '.join(filter(None, (self.code, self.span)))})"


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
class Cell(Value):
    """One cell: the keys of its sources, in their order, and how many studies they report."""

    sources: tuple[str, ...] = ()
    studies: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Value):
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
