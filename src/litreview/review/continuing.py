"""Going on with a review that is open: which of its files changed, and the review with the lines that people wrote since.

A window is open for hours. What others write meanwhile (in a terminal, by git) is read before the next question; what cannot have
changed is not computed again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from litreview import decisions as decisions_
from litreview import files
from litreview.evidence.screening import SCREENING_VERBS
from litreview.model import Decision, Problem
from litreview.review.stages import Review

State = Mapping[str, tuple[int, int]]
"""By the path of each file when it was last written and how long it is."""

_PLACE = "decisions/"
_MADE = frozenset({"out", ".git"})
_REFERENCES = "reference"
"""What a decision on a cited reference is called here: it is on no pair of records."""
_SOURCES = (*decisions_.PAIR_VERBS, "set")
_RESTS_ON: Mapping[str, Sequence[str]] = {
    "places": (),
    "keeping": (),
    "_evidence_fields": (),
    **dict.fromkeys(
        (
            "received",
            "_attached",
            "fields",
            "index",
            "record_names",
            "_today",
            "_hidden",
            "_made_up",
            "_listed",
        ),
        decisions_.PAIR_VERBS,
    ),
    **dict.fromkeys(("deduplication", "_corrected", "suggested"), _SOURCES),
    "standing": (*decisions_.PAIR_VERBS, *SCREENING_VERBS),
    **dict.fromkeys(("_tagged", "tags"), (*_SOURCES, "tag", "not-tag")),
    "links": (*_SOURCES, _REFERENCES),
}
"""The stages that are kept if nothing changed that they rest on: by which verbs that is decided, beside the records."""


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
    made = replace(review, decided=tuple(decided))
    if faults is not None:
        told = review.library.problems
        earlier = [one for one in told if one.where.file.startswith(_PLACE)]
        if earlier != [*faults]:
            others = [one for one in told if one not in earlier]
            made = replace(made, library=replace(review.library, problems=(*others, *faults)))
    before = dict(vars(review))  # a stage may be made beside, in another thread
    alike = {
        verbs: _said(review.decided, verbs) == _said(made.decided, verbs)
        for verbs in dict.fromkeys(map(tuple, _RESTS_ON.values()))
    }
    kept = {name for name, verbs in _RESTS_ON.items() if alike[tuple(verbs)]}
    vars(made).update({name: value for name, value in before.items() if name in kept})
    if "received" in before and "received" not in kept:
        vars(made)["received"] = made.merged(before["received"])
    elif "standing" in before and "standing" not in kept:
        vars(made)["standing"] = made.judged(before["standing"])
    return made


def _said(decided: Iterable[Decision], verbs: Sequence[str]) -> Sequence[tuple[str, ...]]:
    """Return the lines by these verbs, and those that may take one back."""
    return [
        (d.when, d.by, d.verb, d.key, d.value, d.what)
        for d in decided
        if verbs and not _about(d).isdisjoint(verbs)
    ]


def _about(decision: Decision) -> frozenset[str]:
    """Return the verb of a decision, of one that takes others back the verbs that these may have: of one on a reference `reference`.

    >>> sorted(_about(Decision(when="", by="a", verb="clear", key="k", value="protect")))
    ['not-tag', 'tag']
    """
    verb, value = decision.verb, decision.value
    if verb == "clear":
        verb, _, value = value.partition(" ")
        if not verb:
            return frozenset((*decisions_.VERBS, _REFERENCES))
        if verb not in decisions_.VERBS:
            return frozenset(("tag", "not-tag"))
    if verb in ("same", "different") and value.strip().startswith(decisions_.REFERENCE):
        return frozenset((_REFERENCES,))
    return frozenset((verb,))


def read_decided(review: Review) -> Review:
    """Return a review with the decisions that its folder holds by now."""
    if review.folder is None:
        return review
    names = decisions_.ConfidentialNames(review.library.records, enriched=review.enriched)
    decided, faults = decisions_.read_decisions(review.folder, names.quotable_row)
    return with_decided(review, decided, faults)
