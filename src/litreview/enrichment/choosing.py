"""Which of the works that a registry answers with is the source: our own linkage says so, and a doubtful one is asked, never taken."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
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
