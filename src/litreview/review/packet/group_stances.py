"""Stances of interviewees who agreed to be counted with a group only: a packet tells them of the group, and not of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from litreview.core.containers import grouped
from litreview.core.model import Decision
from litreview.core.results.chains import SIDES
from litreview.review.session import Review
from litreview.stages.register import share_values


def _stances(
    review: Review, decisions: Sequence[Decision]
) -> tuple[dict[tuple[str, str], list[int]], dict[tuple[str, str], str]]:
    """Return by interviewee and goal the places of their stances, and what else a packet has of them: register, findings, and who judged what."""
    unnamed = {one.key for one in review.library.records if one.unnamed}
    lines = grouped((one.key.rpartition(":")[2], n) for n, one in enumerate(decisions))
    found = review.stage_value("written_findings").findings
    sides = [(key, one.id, side) for one in found for side in SIDES for key in getattr(one, side)]
    places, alike = {}, {}
    for code in sorted(unnamed & lines.keys()):
        facts = sorted(review.register.fields.get(code, {}).items()), [one for one in sides if one[0] == code]
        goals = grouped((decisions[n].value.partition("=")[0], n) for n in lines[code])
        notes = [one.value for n in lines[code] if (one := decisions[n]).verb == "set"]
        for goal, some in goals.items():
            if own := [n for n in some if decisions[n].verb == "stance"]:
                places[code, goal] = own
                made = [(decisions[n].by, decisions[n].verb) for n in some]
                alike[code, goal] = repr((goal, facts[0], [one[1:] for one in facts[1]], notes, made))
    return places, alike


def share_stances(review: Review, decisions: Sequence[Decision]) -> list[Decision]:
    """Return decisions with the stances of those who are alike in the order of their values, without the place and the reason of each."""
    shown = list(decisions)
    places, alike = _stances(review, decisions)
    own = {one: tuple(decisions[n].value for n in some) for one, some in places.items()}
    for one, values in share_values(own, alike).items():
        for n, value in zip(places[one], values, strict=True):
            shown[n] = replace(shown[n], value=value, where="", reason="")
    return shown


def count_told(review: Review) -> int:
    """Return of how many interviewees who are counted with a group only a stance is told all the same, since all who are alike have it."""
    places, alike = _stances(review, review.decided)
    said = grouped((alike[one], [review.decided[n].value for n in some]) for one, some in places.items())
    return len({code for code, goal in places if len({*map(repr, said[alike[code, goal]])}) == 1})
