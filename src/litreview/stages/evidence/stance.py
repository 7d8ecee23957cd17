"""Counts stances: what sources found on whether operations further a goal, per goal and stream, from people's decisions.

Stance is never guessed: a machine's tag gives the subject of a source, not its result. Rules of the codebook (0.4, 8a.14,
8a.15): law, guidance and agency claims are counted separately, never as evidence of outcome; versions of one study are one vote.

A claim is a statement of an agency or a vendor on its own work, or of the press. It is shown, but is never evidence of an outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

from litreview.core.containers import as_tuple, grouped, grouped_sets
from litreview.core.model import Decision, EvidenceNote, Relation, Source, Tag
from litreview.core.results.assessment import FOUND, Assessment, Cell
from litreview.core.results.coverage import StanceCount, suggested_pairs
from litreview.core.results.screening_flow import STREAMS
from litreview.judgements.codebook import UNREAD, Codebook, full_codebook_of
from litreview.judgements.decisions import STANCES
from litreview.stages.evidence.screening_status import heads
from litreview.works.kinds import KINDS as TYPES, source_type

DESIGNS = ("agency claim", "vendor claim", "guidance")
"""Values of the evidence field `design` that make a source a claim."""
KINDS = {"press-release": "press release", "news": "news"}
"""Kinds of sources that are claims -> their printed names."""


def find_claims(
    sources: Iterable[Source], tags: Iterable[Tag] = (), notes: Iterable[EvidenceNote] = ()
) -> Mapping[str, str]:
    """Return the sources that are claims, by key, and why: the design that people noted, else the kind.

    A noted design overrides the kind: a news story that a person found to be an ethnography is no claim. A disputed design is ignored,
    so the kind decides.
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
"""Source types that state the law, not a result."""


def noted_stances(decisions: Iterable[Decision]) -> Mapping[tuple[str, str], set[str]]:
    """Return the stances that people noted, by goal and source."""
    return grouped_sets(
        ((goal, decision.key), stance)
        for decision in decisions
        if decision.verb == "stance"
        for goal, _, stance in [decision.value.partition("=")]
    )


def count_stances(
    sources: Iterable[Source],
    tags: Iterable[Tag],
    decisions: Iterable[Decision],
    *,
    related: Iterable[Relation] = (),
    goals: Iterable[str] | None = None,
    claims: Collection[str] | None = None,
) -> tuple[StanceCount, ...]:
    """Return the counts per goal (default: the enabled ones of the codebook of the tags). `decisions` are the current ones, by key of source.

    Members of one family (`related` as version, edition, summary, same data) that agree are one vote; where they differ
    the family is `mixed`, `not-operations` ignored. Law and claims are in counts of their own; `claims` are the keys of the latter
    (default: by kind and tags).
    """
    all_sources, all_tags = tuple(sources), as_tuple(tags)
    if goals is None:
        goals = [code.id for code in full_codebook_of(all_tags).goals if code.enabled]
    works = [source.key for source in all_sources]
    claimants = find_claims(all_sources, all_tags) if claims is None else claims
    codes = grouped_sets((tag.source, tag.code) for tag in all_tags)
    stances = noted_stances(decisions)
    family = heads(works, related)
    suggested = suggested_pairs(all_tags)
    return tuple(_count(goal, works, codes, suggested, stances, family, claimants) for goal in goals)


def _count(
    goal: str,
    works: list[str],
    codes: Mapping[str, set[str]],
    suggested: Collection[tuple[str, str]],
    noted: Mapping[tuple[str, str], set[str]],
    family: Mapping[str, str],
    claims: Collection[str],
) -> StanceCount:
    disputed: list[str] = []
    uncoded: list[str] = []
    apart: dict[str, str] = {}
    claimed: dict[str, str] = {}
    votes: dict[str, dict[str, str]] = {}
    for key in works:
        stances = noted.get((goal, key), set())
        if len(stances) > 1:
            disputed.append(key)
        elif not stances:
            if goal in codes.get(key, ()):
                uncoded.append(key)
        elif key in claims:
            claimed[key] = next(iter(stances))
        elif codes.get(key, set()) & set(LAW):
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
        uncoded=tuple(key for key in uncoded if (key, goal) not in suggested),
        suggested=tuple(key for key in uncoded if (key, goal) in suggested),
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
    notes: Iterable[EvidenceNote] = (),
) -> Assessment:
    """Return goal × stream × stance of the sources. `streams` and `claims` are by key; `decisions` the current ones; `notes` give designs.

    Rules of the codebook (0.4, 8a.14, 8a.15): versions of one study are one vote. Law and claims are no evidence of an outcome and are
    counted separately, as are disputed sources and sources not about operations. Nothing is guessed. A source about a goal without a noted stance is
    `uncoded`, or `suggested` if its goal is only suggested. A source with only a title is `unread`.
    """
    all_decisions, all_tags, relations = tuple(decisions), tuple(tags), tuple(related)
    sources = tuple(sources)
    used = {tag.code for tag in all_tags}
    goals = [code for code in codebook.goals if code.enabled or code.id in used]
    by_stream = grouped((streams.get(source.key, "literature"), source) for source in sources)
    order = [name for name in STREAMS if name in by_stream]
    unread = {tag.source for tag in all_tags if tag.code == UNREAD}
    cells = {
        (one.goal, stream, column): cell
        for stream in order
        for one in count_stances(
            by_stream[stream],
            all_tags,
            all_decisions,
            related=relations,
            goals=[goal.id for goal in goals],
            claims=claims,
        )
        for column, cell in _cells(one, by_stream[stream], unread).items()
    }
    family = heads([source.key for source in sources], relations)
    shared = Counter(family.values())
    return Assessment(
        goals=tuple((code.id, code.label or code.id) for code in goals),
        streams=tuple(order),
        cells=cells,
        designs=_designs(cells, notes, codebook, family),
        origins={key: first for key, first in family.items() if shared[first] > 1},
        sources={stream: len(by_stream[stream]) for stream in order},
        main=codebook.main,
    )


def _designs(
    cells: Mapping[tuple[str, str, str], Cell],
    notes: Iterable[EvidenceNote],
    codebook: Codebook,
    family: Mapping[str, str],
) -> Mapping[tuple[str, str], Mapping[str, int]]:
    """Return the studies of the literature on each goal and stance by design and appraisal, the versions of one study once."""
    if not {"design", "appraisal"} & {field.id for field in codebook.evidence}:
        return {}
    noted = {
        (note.field, note.source, note.code): "disputed" if note.disputed else note.value for note in notes
    }
    found: dict[tuple[str, str], Counter[str]] = {}
    for (goal, stream, column), cell in cells.items():
        if stream != "literature" or column not in FOUND:
            continue
        members = grouped((family[key], key) for key in cell.sources)
        for keys in members.values():
            design, appraisal = (
                next((noted[slot] for key in keys for slot in ((name, key, goal), (name, key, "")) if slot in noted), "")
                for name in ("design", "appraisal")
            )  # fmt: skip
            words = f"{design or 'of no noted design'} ({f'appraised {appraisal}' if appraisal else 'not appraised'})"
            found.setdefault((goal, column), Counter())[words] += 1
    return {
        slot: dict(sorted(counts.items(), key=lambda row: (-row[1], row[0])))
        for slot, counts in found.items()
    }


def _cells(one: StanceCount, sources: Iterable[Source], unread: Collection[str]) -> Mapping[str, Cell]:
    """Return the non-empty cells of one goal by column; `unread` are the sources with only their title to read."""
    found = {
        _APART.get(stance, stance): Cell(sources=keys, studies=one.counts[stance])
        for stance, keys in one.keys.items()
    }
    apart = {
        "claim": one.claimed,
        "law": one.law,
        "disputed": one.disputed,
        "uncoded": one.uncoded,
        "suggested": one.suggested,
        "unread": tuple(s.key for s in sources if s.key in unread and s.key not in one.noted_keys),
    }
    found |= {column: Cell(sources=keys, studies=len(keys)) for column, keys in apart.items()}
    return {column: cell for column, cell in found.items() if cell.sources}
