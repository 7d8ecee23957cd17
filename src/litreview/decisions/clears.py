"""What a `clear` takes back, and of which works: lines of earlier times do not say."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from litreview.decisions.about import both, halves
from litreview.decisions.people import person
from litreview.model import Decision
from litreview.verbs import KINDS, VERBS, split_related


def named_in(clear: Decision) -> tuple[list[str], str]:
    """Return the verb and kind that a `clear` names, and what is behind them: the other of a pair, a code, or nothing.

    >>> named_in(Decision(when="", by="", verb="clear", key="a", value="related edition b"))
    (['related', 'edition'], 'b')
    """
    words = clear.value.split(" ")
    lead = []
    while words and words[0] in (*VERBS, *KINDS, "related"):
        lead.append(words.pop(0))
    return lead, " ".join(words)


def with_borrowed(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the decisions, each `clear` that says nothing of its work with what the same person's line before it says of it.

    Else a line would count again that was taken back, once its work is found by what it says and the `clear` is not.
    """
    everything = tuple(decisions)
    said: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for decision in everything:
        if decision.verb == "clear" or not decision.what:
            continue
        first, second = halves(decision.what)
        said.setdefault((person(decision.by), decision.key), []).append((decision.when, first))
        if second:
            said.setdefault((person(decision.by), other_of(decision)), []).append((decision.when, second))

    def borrowed(by: str, name: str, when: str) -> str:
        return max((one for one in said.get((person(by), name), ()) if one[0] <= when), default=("", ""))[1]

    def filled(clear: Decision) -> Decision:
        first, second = halves(clear.what)
        name = named_in(clear)[1]
        first = first or borrowed(clear.by, clear.key, clear.when)
        second = second or (borrowed(clear.by, name, clear.when) if name else "")
        what = both(first, second)
        return clear if what in ("", clear.what) else dataclasses.replace(clear, what=what)

    return tuple(filled(d) if d.verb == "clear" else d for d in everything)


def other_of(decision: Decision) -> str:
    """Return what a decision on a pair calls the other of the two."""
    return split_related(decision.value)[1] if decision.verb == "related" else decision.value.strip()
