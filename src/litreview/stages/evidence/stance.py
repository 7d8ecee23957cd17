"""Stance: what sources found on whether operations further a goal, counted per goal and stream from people's decisions.

Stance is never guessed: a machine's tag says what a source is about, not what it found. Rules of the codebook (0.4, 8a.14,
8a.15): law, guidance and agency claims are counted apart, never as evidence of outcome; versions of one study are one vote.

A claim is what an agency, a vendor or the press says of its own work or repeats: it is shown, and is never evidence of an outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from litreview.core.containers import grouped
from litreview.core.model import Decision, EvidenceNote, Relation, Source, Tag
from litreview.core.results import Assessment, Cell, StanceCount
from litreview.judgements.codebook import UNREAD, Codebook, load_codebook
from litreview.judgements.decisions import STANCES
from litreview.stages.evidence.screening_status import heads
from litreview.works.kinds import KINDS as TYPES, source_type

DESIGNS = ("agency claim", "vendor claim", "guidance")
"""Values of the evidence field `design` that make a source a claim."""
KINDS = {"press-release": "press release", "news": "news"}
"""Kinds of sources that are claims -> what they are called."""


def find_claims(
    sources: Iterable[Source], tags: Iterable[Tag] = (), notes: Iterable[EvidenceNote] = ()
) -> Mapping[str, str]:
    """Return the sources that are claims, by key, and why: the design that people noted, else the kind.

    A design that people noted counts above the kind: a news story that a person found to be an ethnography is none. What is disputed
    makes no claim, and is none either way: then the kind decides.
    """
    tagged = grouped((tag.source, tag.code) for tag in tags if tag.code in TYPES)
    designs = {note.source: note.value for note in notes if note.field == "design" and not note.disputed}
    found = {}
    for source in sources:
        design = designs.get(source.key, "")
        if design in DESIGNS:
            found[source.key] = design
        elif not design:
            kinds = tagged.get(source.key) or [source_type(source)[0]]
            if claimed := [KINDS[kind] for kind in kinds if kind in KINDS]:
                found[source.key] = claimed[0]
    return found


LAW = ("statute", "case")
"""Source types that tell what the law says, not what was found."""


def noted_stances(decisions: Iterable[Decision]) -> Mapping[tuple[str, str], set[str]]:
    """Return the stances that people noted, by goal and source."""
    noted = (
        ((goal, decision.key), stance)
        for decision in decisions
        if decision.verb == "stance"
        for goal, _, stance in [decision.value.partition("=")]
    )
    return {slot: set(stances) for slot, stances in grouped(noted).items()}


def count_stances(
    sources: Iterable[Source],
    tags: Iterable[Tag],
    decisions: Iterable[Decision],
    *,
    related: Iterable[Relation] = (),
    goals: Iterable[str] | None = None,
    claims: Collection[str] | None = None,
) -> tuple[StanceCount, ...]:
    """Return the counts per goal (default: those of the built-in codebook that are on). `decisions` are the current ones, keys those of the sources.

    Members of one family (`related` as version, edition, summary, same data) that agree are one vote; where they differ
    the family is `mixed`, `not-operations` ignored. Law and claims are in counts of their own; `claims` are the keys of the latter
    (default: what kind and tags make one).
    """
    held, every = tuple(sources), tuple(tags)
    if goals is None:
        goals = [code.id for code in load_codebook().goals if code.enabled]
    works = [source.key for source in held]
    told = find_claims(held, every) if claims is None else claims
    mine = {key: set(codes) for key, codes in grouped((tag.source, tag.code) for tag in every).items()}
    said = noted_stances(decisions)
    family = heads(works, related)
    return tuple(_count(goal, works, mine, said, family, told) for goal in goals)


def _count(
    goal: str,
    works: list[str],
    mine: Mapping[str, set[str]],
    said: Mapping[tuple[str, str], set[str]],
    family: Mapping[str, str],
    claims: Collection[str],
) -> StanceCount:
    disputed: list[str] = []
    uncoded: list[str] = []
    apart: dict[str, str] = {}
    claimed: dict[str, str] = {}
    votes: dict[str, dict[str, str]] = {}
    for key in works:
        stances = said.get((goal, key), set())
        if len(stances) > 1:
            disputed.append(key)
        elif not stances:
            if goal in mine.get(key, ()):
                uncoded.append(key)
        elif key in claims:
            claimed[key] = next(iter(stances))
        elif mine.get(key, set()) & set(LAW):
            apart[key] = next(iter(stances))
        else:
            votes.setdefault(family[key], {})[key] = next(iter(stances))
    keys: dict[str, list[str]] = {stance: [] for stance in STANCES}
    counts = dict.fromkeys(STANCES, 0)
    for members in votes.values():
        different = set(members.values())
        if len(different) > 1:
            different -= {"not-operations"}
        stance = next(iter(different)) if len(different) == 1 else "mixed"
        counts[stance] += 1
        keys[stance] += members
    return StanceCount(
        goal=goal,
        counts=counts,
        keys={stance: tuple(found) for stance, found in keys.items()},
        disputed=tuple(disputed),
        apart=_by_stance(apart),
        claims=_by_stance(claimed),
        uncoded=tuple(uncoded),
        law=tuple(apart),
        claimed=tuple(claimed),
    )


def _by_stance(stances: Mapping[str, str]) -> Mapping[str, int]:
    counts = Counter(stances.values())
    return {stance: counts[stance] for stance in STANCES if counts[stance]}


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
    by_stream = grouped((streams.get(source.key, "literature"), source) for source in held)
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
