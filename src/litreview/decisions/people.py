"""Who decided: a person is one person whatever the case of the name, and is called as their file is."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from litreview.model import Decision, Problem, Where
from litreview.problems import problem
from litreview.verbs import coder_name
from litreview.wording import plural


def person(name: str) -> str:
    """Return what is the same for all spellings of a person's name.

    >>> person("Clara") == person("CLARA"), person("Clara") == person("Klara")
    (True, False)
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def spelled(name: str, known: Iterable[str]) -> str:
    """Return a name as the first of the known ones of the same person is spelled, else as it is.

    >>> spelled("CLARA", ["ben", "Clara"]), spelled("dora", ["ben"])
    ('Clara', 'dora')
    """
    return next((one for one in known if person(one) == person(name)), name)


class Files:
    """The files of decisions as they are read, one after the other: each is one person's, whose name is that of the file."""

    def __init__(self, quotable: Callable[[Sequence[str]], bool] = lambda _: True) -> None:
        self._owners: dict[str, tuple[str, str]] = {}
        self._quotable = quotable

    def take(
        self, decisions: Sequence[Decision], stem: str, path: str
    ) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        """Return the decisions of a file as its owner's, and a Problem for each other name or spelling in it, with its first line."""
        own = coder_name(stem)
        if not own:
            return tuple(decisions), ()
        owner, first = self._owners.setdefault(person(own), (own, path))
        problems = []
        if owner != own:
            problems.append(_two_files(path, own, owner, first))
        named = Counter(decision.by for decision in decisions)
        lines = {decision.by: decision.place for decision in reversed(decisions)}
        for by, count in named.items():
            if person(by) != person(own):
                shown = by if self._quotable([by]) else ""  # in a line that slipped, it may be a key
                problems.append(_other_person(lines[by], shown, owner, count))
            elif by not in (own, owner):
                problems.append(_spelled_otherwise(lines[by], by, owner))
        return tuple(dataclasses.replace(decision, by=owner) for decision in decisions), tuple(problems)


def _two_files(path: str, own: str, owner: str, first: str) -> Problem:
    return problem("LR612.files", Where(file=path), own=own, owner=owner, first=first)


def _spelled_otherwise(place: Where, by: str, owner: str) -> Problem:
    return problem("LR612.column", place, by=by, owner=owner)


def _other_person(place: Where, by: str, owner: str, count: int) -> Problem:
    named = f"'{by}'" if by else "another name"
    lines = plural(count, "line has", "lines have")
    return problem("LR611", place, lines=lines, named=named, owner=owner, who=by or "NAME")


def as_spelled(
    names: Sequence[str], known: Sequence[str], path: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return names of a setting as the files of these people are called, and an info Problem (LR612) for each that was spelled otherwise."""
    found = tuple(spelled(name, known) for name in names)
    return found, tuple(
        problem("LR612.setting", Where(file=path), name=name, other=other)
        for name, other in zip(names, found, strict=True)
        if name != other
    )
