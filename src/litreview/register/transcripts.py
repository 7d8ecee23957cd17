"""Transcripts of interviews: how long each is, so that a decision on a passage can be held against it. No word is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from litreview.model import Decision, Problem
from litreview.problems import problem
from litreview.register.codings import PLACE, Interviewees
from litreview.text.spans import read_passage

_BLANK = re.compile(r"\n[^\S\n]*\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """How many paragraphs and lines a transcript has. Paragraphs have an empty line between them; lines are counted with the empty ones."""

    paragraphs: int
    lines: int


def measure(text: str) -> Length:
    r"""Return the length of a transcript.

    >>> measure("Asked.\n\nAnswered\nat length.\n")
    Length(paragraphs=2, lines=4)
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n\ufeff")
    blocks = sum(bool(block.strip()) for block in _BLANK.split(plain))
    return Length(paragraphs=blocks, lines=plain.count("\n") + 1 if plain else 0)


def check_passages(decisions: Iterable[Decision], lengths: Mapping[str, Length]) -> Iterator[Problem]:
    """Yield a Problem (LR654) for each decision on a passage that the transcript of its interview does not have."""
    for decision in decisions:
        passage = read_passage(decision.where) if isinstance(decision.where, str) else None
        length = lengths.get(decision.key)
        if passage is None or length is None or passage.unit == "page":
            continue
        most = length.paragraphs if passage.unit == "paragraph" else length.lines
        if passage.last > most:
            yield problem(
                "LR654",
                decision.place,
                key=decision.key,
                where=decision.where,
                unit=passage.unit,
            )


def check_transcripts(codes: Iterable[str], interviews: Interviewees) -> Iterator[Problem]:
    """Yield a Problem (LR653) for each transcript of somebody whom the review does not have."""
    for code in (code for code in codes if code.startswith("I")):
        # of who withdrew LR660 says that something is here again
        if code not in interviews.role_groups and code not in interviews.withdrawn:
            yield problem("LR653.transcript", PLACE, key=code)
