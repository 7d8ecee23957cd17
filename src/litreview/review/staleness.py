"""Whether out/ holds what a run would write now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from litreview import files
from litreview.model import Problem, Where
from litreview.plurals import plural
from litreview.problems import problem
from litreview.review.output import edited_by_hand, make_outputs, read_hashes
from litreview.review.outputs import OUTPUTS
from litreview.review.session import Review


def compare_out(review: Review) -> tuple[str, tuple[Problem, ...]]:
    """Return in words what was compared, and a Problem for each file of out/ that a run would write otherwise. Nothing is written.

    Every output is made anew and compared byte by byte. One that differs is a person's edit (LR601) if it is not as a run left it, by the
    digests kept beside it; else it is out of date (LR670). Where there is no out/, as in a clone, nothing is stale.
    """
    out = (review.folder or Path()) / "out"
    kept = read_hashes(out)
    if not out.is_dir() or not any((out / name).exists() for name in kept):
        return "there is none to be out of date: it is generated, and git ignores it", ()
    if review.fresh_codes.reveal():
        return (
            "not compared: some confidential sources have their codes from a run that was not made here",
            (),
        )
    made = make_outputs(review)
    there = {name: files.read_bytes(out / name) for name in made if (out / name).is_file()}
    faults = [_fault(name, data, there, kept) for name, data in made.items() if there.get(name) != data]
    # with that of what changed when something last did: a run that changes nothing leaves it
    known = {one.path for one in OUTPUTS.values()}
    faults += [
        problem("LR670.left", Where(file=f"out/{name}"))
        for name in sorted(kept)
        if name not in known and (out / name).is_file()
    ]
    said = f"{plural(len(made), 'file')} made anew and compared: {len(made) - sum(there.get(n) != d for n, d in made.items())} are what a run would write"
    return said, tuple(faults)


def _fault(
    name: str, data: bytes, there: Mapping[str, bytes], kept: Mapping[str, tuple[str, ...]]
) -> Problem:
    if name not in there:
        return problem("LR670.missing", Where(file=f"out/{name}"))
    if hashlib.sha256(there[name]).hexdigest() not in kept.get(name, ()):
        return edited_by_hand(f"out/{name}")
    line = _first_difference(there[name], data)
    return problem("LR670.other", Where(file=f"out/{name}"), line=line)


def _first_difference(old: bytes, new: bytes) -> str:
    """Return where two texts first differ, `""` for what is no text."""
    if old[:2] == b"PK":
        return ""
    lines = zip(old.split(b"\n"), new.split(b"\n"), strict=False)
    line = next(
        (n for n, (a, b) in enumerate(lines, 1) if a != b), min(old.count(b"\n"), new.count(b"\n")) + 2
    )
    return f", from line {line} on"
