"""What the machine makes of each source and code of the main group, before or beside what people decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from litreview.model import Span
from litreview.wording import short_repr

State = Literal["likely", "suggested", "ask"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalState:
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

    __repr__ = short_repr

    @property
    def doubt(self) -> float:
        """1 where the machine can't tell, 0 where it is sure.

        >>> GoalState(source="a", code="x", state="ask", answer=True, probability=0.5, reason="").doubt
        1.0
        """
        return round(1 - abs(2 * self.probability - 1), 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalStates:
    """How many sources are in each state, by code and answer; and those a person should look at first, the most doubtful first."""

    counts: Mapping[str, Mapping[tuple[State, bool], int]]
    ask: tuple[GoalState, ...] = ()

    __repr__ = short_repr

    @classmethod
    def of(cls, states: Iterable[GoalState], codes: Iterable[str]) -> GoalStates:
        """Return the counts of some states, by code in the order of `codes`."""
        states = tuple(states)
        counts: dict[str, Counter[tuple[State, bool]]] = {code: Counter() for code in codes}
        for one in states:
            counts[one.code][one.state, one.answer] += 1
        asked = [one for one in states if one.state == "ask"]
        return cls(counts=counts, ask=tuple(sorted(asked, key=lambda one: -one.doubt)))
