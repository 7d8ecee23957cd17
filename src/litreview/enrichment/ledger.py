"""`enriched.tsv`: which registry was asked about which source when, by what, and what came of it. It has no text of an abstract, and goes into git.

One line an answer, sorted; two branches that both asked are merged by taking the lines of both (`merge=union`), and the later line counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.providers import NAMES, What
from litreview.text import neutralise, restore

LEDGER = "enriched.tsv"
_COLUMNS = ("source", "provider", "id", "date", "asked", "result", "what", "fields", "hash")
_RESULTS = ("taken", "asked", "none", "not-found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One answer. `id` is the registry's word for the work, "" where it has none; `asked`: by what (`doi:10.5555/a`), as `mark_of` says.

    `result`: the work was `taken`, a person is `asked`, `none` of the works offered is it, or it was `not-found`. `what` was asked for;
    `fields` are what the source gained; `hash` stands for the answer.
    """

    source: str
    provider: str
    id: str = ""
    date: str = ""
    asked: str = ""
    result: str = "not-found"
    what: tuple[What, ...] = ()
    fields: tuple[str, ...] = ()
    hash: str = ""

    @property
    def about(self) -> tuple[str, str, str, str]:
        """What the entry is on; of two on one thing the later counts."""
        return self.source, self.provider, self.id, self.asked


def parse_ledger(text: str, path: str = LEDGER) -> tuple[tuple[Entry, ...], tuple[Problem, ...]]:
    """Return the entries that count, and a Problem (LR692) for each line that is none."""
    found: dict[tuple[str, str, str, str], Entry] = {}
    problems = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        cells = [restore(cell) for cell in line.rstrip("\r").split("\t")]
        if not line.strip() or tuple(cells) == _COLUMNS:
            continue
        if len(cells) != len(_COLUMNS) or cells[5] not in _RESULTS or cells[1] not in NAMES:
            problems.append(problem("LR692", Where(file=path, line=number), columns=", ".join(_COLUMNS)))
            continue
        entry = _entry(cells)
        if entry.about not in found or found[entry.about].date <= entry.date:
            found[entry.about] = _joined(found.get(entry.about), entry)
    return tuple(sorted(found.values(), key=lambda one: one.about)), tuple(problems)


def _entry(cells: list[str]) -> Entry:
    source, provider, id_, date, asked, result, what, fields, hash_ = cells
    return Entry(
        source=source,
        provider=provider,
        id=id_,
        date=date,
        asked=asked,
        result=result,
        what=cast("tuple[What, ...]", tuple(filter(None, what.split(",")))),
        fields=tuple(filter(None, fields.split(","))),
        hash=hash_,
    )


def _joined(old: Entry | None, new: Entry) -> Entry:
    """Return the later of two entries on one thing, with what both were asked for and both gave."""
    if old is None or old.result != new.result:
        return new
    return Entry(
        source=new.source,
        provider=new.provider,
        id=new.id,
        date=new.date,
        asked=new.asked,
        result=new.result,
        what=tuple(sorted({*old.what, *new.what})),
        fields=tuple(sorted({*old.fields, *new.fields})),
        hash=new.hash,
    )


def said_of(text: str, theirs: Callable[[str], bool]) -> tuple[tuple[int, ...], Mapping[str, frozenset[str]]]:
    """Return the lines on sources of which `theirs` holds, and, by registry, what it calls the works of these sources and of no others."""
    lines: list[int] = []
    works: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        cells = [restore(cell) for cell in line.rstrip("\r").split("\t")]
        if len(cells) < 3 or tuple(cells) == _COLUMNS:
            continue
        mine = theirs(cells[0])
        works[mine].add((cells[1], cells[2]))
        lines += [number] if mine else []
    found: dict[str, set[str]] = {}
    for provider, id_ in works[True] - works[False]:
        if id_:
            found.setdefault(provider, set()).add(id_)
    return tuple(lines), {name: frozenset(ids) for name, ids in found.items()}


def with_entries(present: Iterable[Entry], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries with later ones, each thing once."""
    found = {one.about: one for one in present}
    for one in entries:
        found[one.about] = _joined(found.get(one.about), one)
    return tuple(sorted(found.values(), key=lambda one: one.about))


def by_source(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    """Return the entries of each source."""
    found: dict[str, list[Entry]] = {}
    for one in entries:
        found.setdefault(one.source, []).append(one)
    return {key: tuple(ones) for key, ones in found.items()}


def dump_ledger(entries: Iterable[Entry]) -> str:
    """Return the text of the table, sorted, so that two runs give the same bytes."""
    rows = [
        (e.source, e.provider, e.id, e.date, e.asked, e.result, ",".join(e.what), ",".join(e.fields), e.hash)
        for e in sorted(entries, key=lambda one: one.about)
    ]
    return "".join("\t".join(map(_cell, row)) + "\n" for row in [_COLUMNS, *rows])


def _cell(value: str) -> str:
    return neutralise(" ".join(value.split()))
