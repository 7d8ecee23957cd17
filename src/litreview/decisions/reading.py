"""Reading the files of decisions of a review."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from litreview import files
from litreview.containers import TypedTuple
from litreview.decisions.lines import in_future, is_mark, now, parse
from litreview.decisions.people import Files
from litreview.errors import InputError
from litreview.model import Decision, Problem, Where
from litreview.problems import problem
from litreview.verbs import ANSWERS

_MAY_ANSWER = re.compile(rb"\t(?:public|confidential)\t")


def read_decisions(
    folder: Path | str, quotable: Callable[[Sequence[str]], bool] = lambda _: True
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return all decisions under `FOLDER/decisions/`, also in folders in it, and the Problems met (`quotable` as in `parse`).

    Answers on what only looks confidential are not among them: they count before anything is read (`read_answers`). Files count in alphabetical order. Each is one person's, who is called as it is (`Files`). One that is not read, as its ending is not
    .tsv, is a Problem.
    """
    return _read(folder, quotable, answers=False)


def read_answers(folder: Path | str) -> tuple[Decision, ...]:
    """Return the answers on what only looks confidential that stand, oldest first: what a person took back is left out."""
    paths = [path for path in files.below(Path(folder) / "decisions") if path.suffix.lower() == ".tsv"]
    # most reviews have none, and decisions may be many
    if not any(_MAY_ANSWER.search(files.read_bytes(path)) for path in paths if not files.is_stream(path)):
        return ()
    lines = _read(folder, lambda _: False, answers=True)[0]
    standing: list[Decision] = []
    for line in sorted(lines, key=lambda line: line.when):
        if line.verb != "clear":
            standing.append(line)
        else:
            standing = [d for d in standing if (d.by, d.key, d.verb) != (line.by, line.key, line.value)]
    return tuple(standing)


def _read(
    folder: Path | str, quotable: Callable[[Sequence[str]], bool], *, answers: bool
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    found: list[Decision] = []
    problems: list[Problem] = []
    present = now()
    people = Files(quotable)
    for path in files.below(Path(folder) / "decisions"):
        name = files.name_of(path.relative_to(folder).as_posix())
        if path.suffix.lower() != ".tsv":
            ending = f"ends in {path.suffix}" if path.suffix else "has no ending"
            problems.append(problem("LR041.ending", Where(file=name), ending=ending))
            continue
        if files.is_stream(path):
            problems.append(problem("LR041.stream", Where(file=name)))
            continue
        data = files.read_bytes(path)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.append(problem("LR041.bytes", Where(file=name), byte=error.start))
            continue
        more, faults = parse(text, name, quotable)
        more, named = people.take(more, path.stem, name)
        found += (decision for decision in more if _is_answer(decision) == answers)
        problems += [*faults, *named, *map(_from_the_future, (d for d in more if in_future(d.when, present)))]
    return TypedTuple(found, Decision), TypedTuple(problems, Problem)


def find_conflicts(folder: Path | str) -> tuple[Where, ...]:
    """Return where git has left the marks of a conflict under `FOLDER/decisions/`: the first of each file. What can't be read has none."""
    found = []
    for path in files.below(Path(folder) / "decisions"):
        try:
            lines = files.read_bytes(path).split(b"\n") if path.suffix.lower() == ".tsv" else []
        except InputError:
            continue
        if line := next((n for n, one in enumerate(lines, start=1) if is_mark(one.decode("latin-1"))), 0):
            found.append(Where(file=files.name_of(path.relative_to(folder).as_posix()), line=line))
    return tuple(found)


def _from_the_future(decision: Decision) -> Problem:
    return problem("LR044", decision.place, when=decision.when)


def _is_answer(decision: Decision) -> bool:
    """Return whether a decision is an answer on what only looks confidential, or takes one back."""
    return decision.verb in ANSWERS or (decision.verb == "clear" and decision.value in ANSWERS)
