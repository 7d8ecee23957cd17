"""A folder with one Markdown file for each source: made anew where it is ours, and never over what a person wrote."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from litreview import files
from litreview.codebook import RESERVED
from litreview.errors import OutputError
from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.review.session import Review
from litreview.sealed import SEALED
from litreview.wording import short_repr

if TYPE_CHECKING:
    from litreview.bibliography import Bibliography
    from litreview.bibliography.source_files import Facts

_READ = ("bib", "decisions", "notes", "references", "manuscript", "private/notes")
"""The folders of a review in which Markdown files or their neighbours are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFiles:
    """What `write_source_files` did: how many files hold what was made now, and the Problems met.

    `unnamed`: interviewees who are counted with a group only, and so have no file; `beside`: files of sources that are not in the bibliography.
    """

    written: int
    unnamed: int
    beside: int
    problems: tuple[Problem, ...] = ()

    __repr__ = short_repr


def write_source_files(review: Review, bibliography: Bibliography, folder: Path | str) -> SourceFiles:
    """Write a Markdown file for each source of the bibliography into a folder, and return what was met.

    What a person wrote below the line in a file that is there is kept. A file whose upper part was edited is left alone, with a Problem (LR409), and
    so is one whose source the review no longer has, or whose key is that of another work now (LR410). `OutputError` for a folder that the review reads.
    """
    from litreview.bibliography.source_files import file_names, of_another_work, source_files, with_own_text

    place = Path(folder)
    _refuse(review, place)
    # of all sources, so that a call for some of them calls their files as a call for all does
    names = file_names(source.key for source in review.sources)
    made, bibliography = source_files(
        bibliography, _facts(review, bibliography), names, review.settings.stamp
    )
    files.refuse_overwriting((place / name for name in made), review.inputs.reveal())
    files.make_folder(place)
    problems = []
    left = 0
    with files.locked(place):
        for name, data in made.items():
            target = place / name
            present = files.read_bytes(target) if target.exists() else None
            whole = data + b"\n" if present is None else with_own_text(data, present)
            other = present is not None and whole is not None and of_another_work(data, present)
            if whole is None or other:
                left += 1
                row = "LR410.other" if other else "LR409"
                problems.append(problem(row, Where(file=files.name_of(target))))
            elif whole != present:
                files.write_bytes(target, whole)
        others = _others(place, made)
    held = set(names.values())
    problems += [_gone(review, path, names, own=own) for path, own in others if path.stem not in held]
    return SourceFiles(
        written=len(made) - left,
        unnamed=len({entry.source.key for entry in bibliography.entries() if entry.source.unnamed}),
        beside=sum(path.stem in held for path, _ in others),
        problems=(*bibliography.problems, *problems),
    )


def _refuse(review: Review, place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise OutputError(str(place), "is a file; one file for each source goes into a folder")
    for part in _READ if review.folder else ():
        if Path(os.path.realpath(place)).is_relative_to(os.path.realpath(Path(review.folder or "", part))):
            raise OutputError(
                str(place), f"lies in {part}/, from which the review is read; name another folder"
            )


def _others(place: Path, made: Mapping[str, bytes]) -> list[tuple[Path, bool]]:
    """Return the files of ours that were not made now, and whether a person wrote something into each."""
    from litreview.bibliography.source_files import has_own_text

    # as the disk names them: where case does not count, KEY.md may be there as key.md
    names = {name.casefold() for name in made}
    held = [path for path in files.listing(place, ".md") if path.name.casefold() not in names]
    return [(path, own) for path in held if (own := has_own_text(files.read_bytes(path))) is not None]


def _gone(review: Review, path: Path, names: Mapping[str, str], *, own: bool) -> Problem:
    """Return the Problem (LR410) of a file whose source the review no longer has, or has under another key."""
    key = unquote(path.stem)
    # it may be called after what is confidential since
    shown = review.include_confidential or review.names.quotable(key)
    now = review.key_of(key) if shown else ""
    now = f"written to {names[now]}.md" if now == key else now
    return problem(
        "LR410.own" if own else "LR410.gone",
        Where(file=files.name_of(path if shown else path.parent / SEALED)),
        source=f"is {now} now" if now else "is gone",
    )


def _facts(review: Review, bibliography: Bibliography) -> dict[str, Facts]:
    """Return what the review knows of each source of the bibliography, and of those that may be named beside it."""
    from litreview.bibliography.source_files import Facts

    sources = {entry.source.key: entry.source for entry in bibliography.entries()}
    main = [code.id for code in review.codebook.goals]
    others = [c.id for c in review.codebook.codes if c.id not in (*main, *RESERVED) and c.group != "type"]
    coded: dict[str, set[str]] = {}
    for tag in review.tags:
        coded.setdefault(tag.source, set()).add(tag.code)
    said: dict[str, dict[str, set[str]]] = {}
    for decision in review.decisions:
        if decision.verb == "stance":
            code, _, stance = decision.value.partition("=")
            said.setdefault(decision.key, {}).setdefault(code, set()).add(stance)
    cites: dict[str, list[str]] = {}
    cited_by: dict[str, list[str]] = {}
    named = {key for key, source in sources.items() if not source.confidential}
    for citation in review.links.citations:
        if {citation.citing, citation.cited} <= named:
            cites.setdefault(citation.citing, []).append(citation.cited)
            cited_by.setdefault(citation.cited, []).append(citation.citing)
    return {
        key: Facts(
            goals=tuple(code for code in main if code in coded.get(key, ())),
            topics=tuple(code for code in others if code in coded.get(key, ())),
            status=review.standing.status[key].status,
            stream=review.standing.streams[key],
            stance=tuple(
                f"{code}: {next(iter(stances)) if len(stances) == 1 else 'disputed'}"
                for code, stances in sorted(said.get(key, {}).items())
            ),
            cites=tuple(sorted(set(cites.get(key, ())))),
            cited_by=tuple(sorted(set(cited_by.get(key, ())))),
        )
        for key in sources
    }
