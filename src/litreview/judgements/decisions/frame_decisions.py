"""Reads decisions from a DataFrame of judgements, as another tool or a notebook holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from litreview.core.containers import TypedTuple, is_absent
from litreview.core.decision_types import SCREENING_VERBS, coder_name
from litreview.core.errors import UsageError
from litreview.core.model import Decision, Problem, Where
from litreview.core.problems import problem
from litreview.judgements.agreement import columns_of

if TYPE_CHECKING:
    import pandas as pd

_YES = frozenset({"1", "1.0", "true", "yes", "y"})
_NO = frozenset({"0", "0.0", "false", "no", "n"})


def decisions_from_frame(
    frame: pd.DataFrame, *, item: str, coder: str, value: str, about: str, name: str = "<frame>"
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions in the rows of a DataFrame, and a Problem for each row that is not a decision.

    Rows without a value are no judgements, and are left out. The decisions have no dates; an invalid row is a Problem (`LR040`).

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"key": ["Doe2001", "Roe2004"], "by": "ann", "raid": [True, None]})
    >>> decisions, problems = decisions_from_frame(frame, item="key", coder="by", value="raid", about="protect")
    >>> [(one.verb, one.key, one.value) for one in decisions], problems
    ([('tag', 'Doe2001', 'protect')], ())
    """
    decisions: list[Decision] = []
    problems: list[Problem] = []
    for line, (key, by, said) in enumerate(
        zip(*columns_of(frame, "decisions_from_frame", item, coder, value), strict=True), 2
    ):
        if is_absent(said) or not str(said).strip():
            continue
        place = Where(file=name, line=line)
        person, which = ("" if is_absent(one) else str(one).strip() for one in (by, key))
        try:
            verb, meant = _verb_and_value(about, str(said).strip())
            decisions.append(
                Decision(by=coder_name(person) or person or " ", verb=verb, key=which, value=meant)
            )
        except UsageError as error:
            problems.append(problem("LR040.line", place, why=str(error), key=which))
    return TypedTuple(decisions, Decision), TypedTuple(problems, Problem)


def _verb_and_value(about: str, said: str) -> tuple[str, str]:
    """Return the verb and the value of a decision on a question."""
    kind, _, what = about.partition(" ")
    answer = _ANSWERS.get(said.lower(), "")
    if kind in ("stance", "field") and what:
        return ("stance" if kind == "stance" else "set"), f"{what}={said}"
    if kind == "screen" and what:
        verb = {"yes": "include", "no": "exclude"}.get(answer, said.lower())
        if verb not in SCREENING_VERBS:
            raise UsageError(
                f"'{said}' is no answer; write one of {', '.join(SCREENING_VERBS)}, or yes or no"
            )
        return verb, what
    if not answer:
        raise UsageError(f"'{said}' is no answer on a code; write yes or no")
    return ("tag" if answer == "yes" else "not-tag"), about


_ANSWERS: Mapping[str, Any] = {**dict.fromkeys(_YES, "yes"), **dict.fromkeys(_NO, "no")}
