"""Chooses the right work among a registry's answers, and stores it in `enriched/NAME.json` and the ledger `enriched.tsv`.

Our own linkage decides which work is the source; in doubt it asks a person. `enriched/NAME.json` has the works of one registry, one per
line, in the order of the registry's ids. `enriched.tsv` records each lookup: registry, source, date, identifier and result. It has no text
of an abstract and belongs into git: one line per answer, sorted. Two branches merge by taking the lines of both (`merge=union`), and the
later line counts. Two runs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from litreview.core.containers import grouped, grouped_sets
from litreview.core.model import Problem, Record, Source, Where
from litreview.core.problems import problem
from litreview.core.text import neutralise, restore
from litreview.formats import read_text

if TYPE_CHECKING:
    from litreview.core.results.verification import Judge
    from litreview.providers import What

Result = Literal["taken", "asked", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkChoice:
    """The works among a registry's answers that are the source (`taken`) or may be it (`asked`), and why.

    `works` and `records` run parallel: the registry's objects, and the records parsed from them.
    """

    result: Result
    works: tuple[Mapping[str, Any], ...] = ()
    records: tuple[Record, ...] = ()
    reasons: tuple[str, ...] = ()


def record_of(work: Mapping[str, Any], path: str) -> Record | None:
    """Return a registry's work as a record; None if our reader finds no record in it, or a confidentiality mark."""
    records = read_text(json.dumps([work], ensure_ascii=False), path).records
    return records[0] if len(records) == 1 and not records[0].confidential else None


def choose(
    source: Source,
    works: Sequence[Mapping[str, Any]],
    judge: Judge,
    *,
    by_identifier: bool = False,
    path: str = "answer.json",
) -> WorkChoice:
    """Return which of the works are the source by the judge's verdicts: the `same` ones, else those to ask about, else none.

    `by_identifier`: the lookup was by the source's own identifier. Then the work is the source if the source has no title. If
    the titles differ the work is a question, since either the identifier or the title is wrong.
    """
    pairs = [(work, record) for work in works if (record := record_of(work, path)) is not None]
    judgements = judge(source, [record for _, record in pairs])
    for verdicts, result in _BY_IDENTIFIER[bool(source.title)] if by_identifier else _RESULTS:
        chosen = [(pair, one) for pair, one in zip(pairs, judgements, strict=True) if one.verdict in verdicts]
        if chosen:
            return WorkChoice(
                result=result,
                works=tuple(work for (work, _), _ in chosen),
                records=tuple(record for (_, record), _ in chosen),
                reasons=tuple("; ".join(one.reasons) for _, one in chosen),
            )
    return WorkChoice(result="none", reasons=tuple("; ".join(one.reasons) for one in judgements))


_Results = tuple[tuple[frozenset[str], Result], ...]
_SAME, _OTHERS = frozenset({"same"}), frozenset({"ask", "different"})
_RESULTS: _Results = ((_SAME, "taken"), (frozenset({"ask"}), "asked"))
_BY_IDENTIFIER: Mapping[bool, _Results] = {
    True: ((_SAME, "taken"), (_OTHERS, "asked")),
    False: ((_SAME | _OTHERS, "taken"),),
}


Work = Mapping[str, Any]
_IDS = ("id", "DOI", "paperId", "doi", "pmid", "PMID", "cluster_id", "oci")
"""The names under which registries put the id of a work; each registry uses one of them."""


def identity(work: Work) -> str:
    """Return a registry's id of a work, `""` for an object without one.

    >>> identity({"DOI": "10.5555/A", "title": ["A"]}), identity({"id": "https://openalex.org/W1"}), identity({"title": "A"})
    ('10.5555/a', 'https://openalex.org/W1', '')
    """
    name = next((name for name in _IDS if work.get(name)), "")
    # on one line, as in a cell of a table
    value = " ".join(str(work.get(name, "")).split())
    return value.lower() if name.lower() == "doi" else value


def digest(work: Work) -> str:
    """Return a digest, sixteen hexadecimal digits, of a work as the registry answered it."""
    return hashlib.sha256(_line(work).encode()).hexdigest()[:16]


def _line(work: Work) -> str:
    return json.dumps(work, ensure_ascii=False, sort_keys=True, separators=(", ", ": "))


def parse_works(text: str) -> dict[str, dict[str, Any]]:
    """Return the works of a stored file by the registry's ids. `ValueError` for a file that was not written here."""
    if not text.strip():
        return {}
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, dict) and identity(each) for each in found):
        raise ValueError("no list of works")
    return {identity(work): work for work in found}


def with_works(present: Mapping[str, Work], works: Iterable[Work]) -> dict[str, Work]:
    """Return the works merged with new ones: new values replace old ones, and values that are missing now stay.

    A later run may ask for fewer fields, so earlier values must not be lost.

    >>> with_works({"10.5555/a": {"DOI": "10.5555/a", "abstract": "…"}}, [{"DOI": "10.5555/A", "volume": "1"}])
    {'10.5555/a': {'DOI': '10.5555/A', 'abstract': '…', 'volume': '1'}}
    """
    found: dict[str, Work] = dict(present)
    for work in works:
        if key := identity(work):
            found[key] = {**found.get(key, {}), **work}
    return found


def dump_works(works: Mapping[str, Work]) -> str:
    """Return the text of a stored file: a JSON list, one work per line."""
    lines = [_line(works[key]) for key in sorted(works)]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def without_works(data: bytes, ids: Collection[str]) -> tuple[bytes, tuple[int, ...]]:
    """Return a stored file without the works of these ids, and the lines they were on; any other file is returned unchanged."""
    try:
        text = data.decode("utf-8")
        works = parse_works(text)
    except (ValueError, RecursionError):
        return data, ()
    gone = [work for key, work in works.items() if key in ids]
    if not gone:
        return data, ()
    taken = {_line(work) for work in gone}
    lines = [n for n, line in enumerate(text.split("\n"), start=1) if line.removesuffix(",") in taken]
    return dump_works({key: work for key, work in works.items() if key not in ids}).encode(), tuple(lines)


LEDGER = "enriched.tsv"
_COLUMNS = ("source", "provider", "id", "date", "asked", "result", "what", "fields", "hash")
_LEDGER_RESULTS = ("taken", "asked", "none", "not-found")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrichedEntry:
    """One answer. `id` is the registry's id of the work, or `""`; `asked` is the lookup (`doi:10.5555/a`), as `mark_of` returns it.

    `result`: the work was `taken`, a person is `asked`, `none` of the works offered is it, or it was `not-found`. `what` is the requested
    data; `fields` are those that the source gained; `hash` is a digest of the answer.
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
        """The identity of the entry; of two with the same one the later counts."""
        return self.source, self.provider, self.id, self.asked


def parse_ledger(text: str, path: str = LEDGER) -> tuple[tuple[EnrichedEntry, ...], tuple[Problem, ...]]:
    """Return the entries that count, and a Problem (LR692) for each malformed line."""
    from litreview.providers import provider_names

    known = provider_names()
    found: dict[tuple[str, str, str, str], EnrichedEntry] = {}
    problems = []
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        cells = [restore(cell) for cell in line.rstrip("\r").split("\t")]
        if not line.strip() or tuple(cells) == _COLUMNS:
            continue
        if len(cells) != len(_COLUMNS) or cells[5] not in _LEDGER_RESULTS or cells[1] not in known:
            problems.append(problem("LR692", Where(file=path, line=number), columns=", ".join(_COLUMNS)))
            continue
        entry = _entry(cells)
        if entry.about not in found or found[entry.about].date <= entry.date:
            found[entry.about] = _joined(found.get(entry.about), entry)
    return tuple(sorted(found.values(), key=lambda one: one.about)), tuple(problems)


def _entry(cells: list[str]) -> EnrichedEntry:
    source, provider, id_, date, asked, result, what, fields, hash_ = cells
    return EnrichedEntry(
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


def _joined(old: EnrichedEntry | None, new: EnrichedEntry) -> EnrichedEntry:
    """Return the later of two entries of one identity, with the requested data and gained fields of both."""
    if old is None or old.result != new.result:
        return new
    return EnrichedEntry(
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


def ledger_traces(
    text: str, theirs: Callable[[str], bool]
) -> tuple[tuple[int, ...], Mapping[str, frozenset[str]]]:
    """Return the numbers of lines on sources for which `theirs` is true, and, by registry, the ids of works of these sources alone."""
    lines: list[int] = []
    works: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        cells = [restore(cell) for cell in line.rstrip("\r").split("\t")]
        if len(cells) < 3 or tuple(cells) == _COLUMNS:
            continue
        mine = theirs(cells[0])
        works[mine].add((cells[1], cells[2]))
        lines += [number] if mine else []
    found = grouped_sets((provider, id_) for provider, id_ in works[True] - works[False] if id_)
    return tuple(lines), {name: frozenset(ids) for name, ids in found.items()}


def with_entries(
    present: Iterable[EnrichedEntry], entries: Iterable[EnrichedEntry]
) -> tuple[EnrichedEntry, ...]:
    """Return the entries merged with later ones, one per identity."""
    found = {one.about: one for one in present}
    for one in entries:
        found[one.about] = _joined(found.get(one.about), one)
    return tuple(sorted(found.values(), key=lambda one: one.about))


def by_source(entries: Iterable[EnrichedEntry]) -> Mapping[str, tuple[EnrichedEntry, ...]]:
    """Return the entries of each source."""
    found = grouped((one.source, one) for one in entries)
    return {key: tuple(ones) for key, ones in found.items()}


def dump_ledger(entries: Iterable[EnrichedEntry]) -> str:
    """Return the text of the table, sorted, so that two runs give the same bytes."""
    rows = [
        (e.source, e.provider, e.id, e.date, e.asked, e.result, ",".join(e.what), ",".join(e.fields), e.hash)
        for e in sorted(entries, key=lambda one: one.about)
    ]
    return "".join("\t".join(map(_cell, row)) + "\n" for row in [_COLUMNS, *rows])


def _cell(value: str) -> str:
    return neutralise(" ".join(value.split()))
