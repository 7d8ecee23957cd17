"""Which of the works that a registry answers with is the source: our own linkage says so, and a doubtful one is asked, never taken.

The works that were taken are stored in `enriched/NAME.json`: what one registry said, a work a line, in the order of its own ids. Two runs give
the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from litreview.formats import read_text
from litreview.model import Record, Source
from litreview.results.verification import Judge

Result = Literal["taken", "asked", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What became of a registry's answer on a source: the works that are it (`taken`) or may be it (`asked`), and why.

    `works` and `records` run parallel: the registry's objects, and how they read.
    """

    result: Result
    works: tuple[Mapping[str, Any], ...] = ()
    records: tuple[Record, ...] = ()
    reasons: tuple[str, ...] = ()


def record_of(work: Mapping[str, Any], path: str) -> Record | None:
    """Return a registry's work as our reader reads it; None if that finds no record in it, or a mark that seals it."""
    records = read_text(json.dumps([work], ensure_ascii=False), path).records
    return records[0] if len(records) == 1 and not records[0].confidential else None


def choose(
    source: Source,
    works: Sequence[Mapping[str, Any]],
    judge: Judge,
    *,
    by_identifier: bool = False,
    path: str = "answer.json",
) -> Choice:
    """Return which of the works are the source by the judge's verdicts: those that are `same`, else those to ask about, else none.

    `by_identifier`: the registry was asked for the source's own identifier. What it then has is the source where that says nothing else
    of itself, and a question where its title is another: either the identifier is wrong, or the title.
    """
    pairs = [(work, record) for work in works if (record := record_of(work, path)) is not None]
    said = judge(source, [record for _, record in pairs])
    for verdicts, result in _BY_IDENTIFIER[bool(source.title)] if by_identifier else _RESULTS:
        kept = [(pair, one) for pair, one in zip(pairs, said, strict=True) if one.verdict in verdicts]
        if kept:
            return Choice(
                result=result,
                works=tuple(work for (work, _), _ in kept),
                records=tuple(record for (_, record), _ in kept),
                reasons=tuple("; ".join(one.reasons) for _, one in kept),
            )
    return Choice(result="none", reasons=tuple("; ".join(one.reasons) for one in said))


_Results = tuple[tuple[frozenset[str], Result], ...]
_SAME, _OTHERS = frozenset({"same"}), frozenset({"ask", "different"})
_RESULTS: _Results = ((_SAME, "taken"), (frozenset({"ask"}), "asked"))
_BY_IDENTIFIER: Mapping[bool, _Results] = {
    True: ((_SAME, "taken"), (_OTHERS, "asked")),
    False: ((_SAME | _OTHERS, "taken"),),
}


Work = Mapping[str, Any]
_IDS = ("id", "DOI", "paperId", "doi", "pmid", "PMID", "cluster_id", "oci")
"""Under which names registries say which work an object is, each registry under one of them."""


def identity(work: Work) -> str:
    """Return what a registry calls a work; `""` of what is none.

    >>> identity({"DOI": "10.5555/A", "title": ["A"]}), identity({"id": "https://openalex.org/W1"}), identity({"title": "A"})
    ('10.5555/a', 'https://openalex.org/W1', '')
    """
    name = next((name for name in _IDS if work.get(name)), "")
    # as one line of a table has it
    value = " ".join(str(work.get(name, "")).split())
    return value.lower() if name.lower() == "doi" else value


def digest(work: Work) -> str:
    """Return sixteen hexadecimal digits that stand for a work as it was answered."""
    return hashlib.sha256(_line(work).encode()).hexdigest()[:16]


def _line(work: Work) -> str:
    return json.dumps(work, ensure_ascii=False, sort_keys=True, separators=(", ", ": "))


def parse_works(text: str) -> dict[str, dict[str, Any]]:
    """Return the works of a stored file by what the registry calls them. `ValueError` if it is none that was written here."""
    if not text.strip():
        return {}
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, dict) and identity(each) for each in found):
        raise ValueError("no list of works")
    return {identity(work): work for work in found}


def with_works(present: Mapping[str, Work], works: Iterable[Work]) -> dict[str, Work]:
    """Return the works with others: what a work says anew counts, and what it does not say any more stays.

    A later run may ask for less of it, so that what came first is never lost.

    >>> with_works({"10.5555/a": {"DOI": "10.5555/a", "abstract": "…"}}, [{"DOI": "10.5555/A", "volume": "1"}])
    {'10.5555/a': {'DOI': '10.5555/A', 'abstract': '…', 'volume': '1'}}
    """
    found: dict[str, Work] = dict(present)
    for work in works:
        if key := identity(work):
            found[key] = {**found.get(key, {}), **work}
    return found


def dump_works(works: Mapping[str, Work]) -> str:
    """Return the text of a stored file: a list, a work a line."""
    lines = [_line(works[key]) for key in sorted(works)]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def without_works(data: bytes, ids: Collection[str]) -> tuple[bytes, tuple[int, ...]]:
    """Return a stored file without the works that a registry calls so, and the lines on which they were; as it is if it is none."""
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
