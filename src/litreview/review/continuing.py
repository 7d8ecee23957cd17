"""Going on with a review that is open: which of its files changed, and the review with the lines that people wrote since.

A window is open for hours. What others write meanwhile (in a terminal, by git) is read before the next question; what cannot have
changed is not computed again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from litreview import decisions as decisions_
from litreview import files
from litreview.model import Decision, Problem
from litreview.review.session import Review

State = Mapping[str, tuple[int, int]]
"""By the path of each file when it was last written and how long it is."""

_PLACE = "decisions/"
_MADE = frozenset({"out", ".git"})


def state_of(folder: Path, more: Iterable[Path] = ()) -> State:
    """Return the files of a review as they are, but for what is generated; `more` are inputs that may lie elsewhere."""
    found: dict[str, tuple[int, int]] = {}
    for here, folders, names in files.walk(folder):
        inner = here == folder or here == folder / "private"
        folders[:] = [name for name in folders if not (inner and name in _MADE) and not name.startswith(".")]
        found.update(_stat(here / name) for name in names if not name.startswith(".litreview-"))
    found.update(_stat(path) for path in more)
    return {name: state for name, state in found.items() if state != (0, -1)}


def _stat(path: Path) -> tuple[str, tuple[int, int]]:
    try:
        found = path.stat()
    except OSError:
        return os.fspath(path), (0, -1)
    return os.fspath(path), (found.st_mtime_ns, found.st_size)


def changed(before: State, now: State) -> tuple[str, ...]:
    """Return the files that are new, gone or written since.

    >>> changed({"a": (1, 5), "b": (1, 5)}, {"a": (2, 5), "c": (1, 5)})
    ('a', 'b', 'c')
    """
    names = {*before, *now}
    return tuple(sorted(name for name in names if before.get(name) != now.get(name)))


def with_decided(
    review: Review, decided: Sequence[Decision], faults: Sequence[Problem] | None = None
) -> Review:
    """Return a review with other lines of decisions, in which only what rests on them is computed anew; `faults` are those of their files."""
    inputs: dict[str, Any] = {"decided": tuple(decided)}
    problems = review.library.problems
    earlier = [one for one in problems if one.where.file.startswith(_PLACE)]
    if faults is not None and earlier != [*faults]:
        others = [one for one in problems if one not in earlier]
        inputs["library"] = replace(review.library, problems=(*others, *faults))
    return review.with_inputs(**inputs)


def read_decided(review: Review) -> Review:
    """Return a review with the decisions that its folder holds by now."""
    if review.folder is None:
        return review
    names = decisions_.ConfidentialNames(review.library.records, enriched=review.enriched)
    decided, faults = decisions_.read_decisions(review.folder, names.quotable_row)
    return with_decided(review, decided, faults)
