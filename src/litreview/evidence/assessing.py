"""What the sources of each stream found on each goal: the headline of a review as a query over its judgements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from litreview.codebook import UNREAD, Codebook
from litreview.evidence.stance import count_stances
from litreview.model import Decision, Relation, Source, Tag
from litreview.results import Assessment, Cell, StanceCount

_APART = {"not-operations": "not about operations"}


def assess_sources(
    sources: Iterable[Source],
    tags: Iterable[Tag],
    decisions: Iterable[Decision],
    codebook: Codebook,
    *,
    streams: Mapping[str, str],
    claims: Mapping[str, str],
    related: Iterable[Relation] = (),
) -> Assessment:
    """Return goal × stream × stance of the sources. `streams` and `claims` are by key; `decisions` the current ones.

    Rules of the codebook (0.4, 8a.14, 8a.15): versions of one study are one vote; law and claims are no evidence of an outcome and counted
    apart; so is what people dispute, and what is not about operations. Nothing is guessed: a source that is about a goal and on which
    nobody noted a stance is `uncoded`, one of which only the title could be read `unread`.
    """
    held, said, every, relations = tuple(sources), tuple(decisions), tuple(tags), tuple(related)
    goals = [code for code in codebook.goals if code.enabled or any(t.code == code.id for t in every)]
    by_stream: dict[str, list[Source]] = {}
    for source in held:
        by_stream.setdefault(streams.get(source.key, "literature"), []).append(source)
    order = [name for name in ("literature", "interview", "records", "other") if name in by_stream]
    unread = {tag.source for tag in every if tag.code == UNREAD}
    cells: dict[tuple[str, str, str], Cell] = {}
    for stream in order:
        mine = by_stream[stream]
        counts = count_stances(
            mine, every, said, related=relations, goals=[g.id for g in goals], claims=claims
        )
        for one in counts:
            silent = tuple(s.key for s in mine if s.key in unread and s.key not in one.told)
            for column, cell in _cells(one, silent).items():
                cells[one.goal, stream, column] = cell
    return Assessment(
        goals=tuple((code.id, code.label or code.id) for code in goals),
        streams=tuple(order),
        cells=cells,
        sources={stream: len(by_stream[stream]) for stream in order},
        main=codebook.main,
    )


def _cells(one: StanceCount, unread: tuple[str, ...]) -> Mapping[str, Cell]:
    """Return the cells of one goal by column, those that hold a source."""
    found = {
        _APART.get(stance, stance): Cell(sources=keys, studies=one.counts[stance])
        for stance, keys in one.keys.items()
    }
    apart = {
        "claim": one.claimed,
        "law": one.law,
        "disputed": one.disputed,
        "uncoded": one.uncoded,
        "unread": unread,
    }
    found |= {column: Cell(sources=keys, studies=len(keys)) for column, keys in apart.items()}
    return {column: cell for column, cell in found.items() if cell.sources}
