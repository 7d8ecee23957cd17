"""The answers of a review on what only looks confidential, as they count: they are read before its sources."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from litreview import decisions as decisions_
from litreview import files
from litreview.confidential.answers import Answers
from litreview.model import Decision, Problem, Where
from litreview.problems import problem
from litreview.register import REGISTER_FILE, read_register
from litreview.review.settings import Settings
from litreview.wording import plural


def answers_of(folder: Path, settings: Settings) -> tuple[Answers, tuple[Problem, ...]]:
    """Return the answers of a review that count and the codes its register lists, and a warning (LR613) for each person whose `public` does not count."""
    lines = decisions_.read_answers(folder)
    stewards = {decisions_.person(name) for name in settings.stewards}
    judges = stewards or {decisions_.person(name) for name in settings.adjudicators}
    counting: list[Decision] = []
    refused: dict[str, list[Decision]] = {}
    for line in lines:
        if line.verb == "public" and stewards and decisions_.person(line.by) not in stewards:
            refused.setdefault(line.by, []).append(line)
        else:
            counting.append(line)
    register = folder / REGISTER_FILE
    listed = (
        read_register(files.read_bytes(register), settings.confidential).entries if register.is_file() else ()
    )
    answers = Answers(
        lines=tuple(counting),
        judges=frozenset(line.by for line in counting if decisions_.person(line.by) in judges),
        listed=frozenset(listed),
    )
    return answers, tuple(_refused(by, these, settings.stewards) for by, these in refused.items())


def _refused(by: str, lines: Sequence[Decision], stewards: Sequence[str]) -> Problem:
    count = plural(len(lines), "answer `public`", "answers `public`")
    return problem(
        "LR613",
        Where(file=lines[0].place.file, line=lines[0].place.line),
        answers=count,
        by=by,
        stewards=", ".join(stewards),
    )
