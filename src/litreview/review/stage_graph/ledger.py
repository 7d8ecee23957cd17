"""Stages of the ledger: every number that a review states, with its name, its definition and the rows that it counts.

A new number is a row in one of the functions below. Pages, tables and sentences ask the ledger for it by name, and count nothing themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING

from litreview import stages
from litreview.core.containers import grouped
from litreview.core.model import (
    Correction,
    Decision,
    Deduplication,
    EvidenceNote,
    Links,
    Problem,
    Relation,
    Source,
    Tag,
)
from litreview.core.problems import UNPUBLISHED
from litreview.core.results.coverage import MainGroup, Overlap, suggested_pairs
from litreview.core.results.screening_flow import STREAMS, Flow, Standing
from litreview.engine import stage
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import NONE, RESERVED, UNREAD, Codebook
from litreview.review.stage_graph.merging import DisputedSlot, corrects

if TYPE_CHECKING:
    from litreview.core.results.assessment import Assessment
    from litreview.core.results.chains import Findings
    from litreview.core.results.packets import Ledger, LedgerEntry
    from litreview.core.results.public_records import Request
    from litreview.review.settings import Settings

Row = str | tuple[str, ...]
"""What a number counts: a key or an id, or several of them for a pair or a judgement."""
Counted = tuple[str, str, Iterable[Row]]
"""The name of a number, its definition, and what it counts."""
Lines = tuple[Decision, ...]

DISPUTED = {
    "pair": "on pairs",
    "tag": "on codes",
    "stance": "on stances",
    "screen": "in screening",
    "reason": "on reasons of exclusion",
    "set": "on evidence fields",
    "correction": "on fields of an entry",
}
"""What people may differ on, by the kind of the slot."""
IDLE = ("taken back, changed or settled since", "on a key that no source has", "not understood")
"""Why a line of a person does not count."""


@stage()
def assessment(
    included: tuple[Source, ...],
    tags: tuple[Tag, ...],
    decisions: Lines,
    codebook: Codebook,
    standing: Standing,
    claims: Mapping[str, str],
    related: tuple[Relation, ...],
    evidence: tuple[EvidenceNote, ...],
) -> Assessment:
    """The evidence by goal, stream and stance, of what counts as evidence."""
    found = stages.evidence.assess_sources(
        included,
        tags,
        decisions,
        codebook,
        streams=standing.streams,
        claims=claims,
        related=related,
        notes=evidence,
    )
    return replace(found, standing=standing.sentence)


@stage()
def study_numbers(
    received: Deduplication,
    deduplication: Deduplication,
    included: tuple[Source, ...],
    screening_lines: Lines,
    standing: Standing,
    requests: tuple[Request, ...],
) -> tuple[Counted, ...]:
    """Numbers of records and sources: the flow, the streams, and what counts as evidence."""
    rows = stages.evidence.list_flow(received.sources, screening_lines, standing)
    withheld = {s.key: None for s in received.sources if any(record.withheld for record in s.records)}
    return (
        *((name, definition, rows[field]) for field, (name, definition) in stages.evidence.FLOW.items()),
        (
            "pending",
            "Sources of the literature that await a judgement, by title and abstract or by full text.",
            standing.keys("pending"),
        ),
        (
            "excluded by full text",
            "Assessed sources that were excluded by their full text.",
            [key for key in standing.keys("excluded") if standing.status[key].stage == "fulltext"],
        ),
        *_stream_numbers(standing, requests, withheld),
        ("sources", "Works of every stream, each of one record or more.", standing.status),
        (
            "confidential (shown by code)",
            "Sources that are shown by their code, declared confidential or withheld.",
            [source.key for source in received.sources if source.confidential],
        ),
        (
            "sources that count as evidence",
            "Included sources, or all of the literature before anybody screens, and every source of other streams.",
            [source.key for source in included],
        ),
        (
            "pairs in doubt",
            "Pairs of records of which a person should say whether they are one work.",
            [(match.a, match.b) for match in received.queue],
        ),
        (
            "pairs left to judge",
            "Pairs in doubt, and pairs of a record and a registry's answer of which a person should say the same.",
            [(match.a, match.b) for match in deduplication.queue],
        ),
    )


def _stream_numbers(
    standing: Standing, requests: Sequence[Request], withheld: Mapping[str, None]
) -> tuple[Counted, ...]:
    """Return the numbers of sources that are no literature."""
    streams = grouped((stream, key) for key, stream in standing.streams.items())
    interviews, records, other = (streams.get(name, []) for name in STREAMS if name != "literature")
    return (
        (
            "interviews",
            "Interviews and other personal communications, each under a code of its own.",
            interviews,
        ),
        (
            "interviewees",
            "Interviews, where those that people recorded as of one person (`related … same-data`) are one.",
            dict.fromkeys(standing.studies.get(key, key) for key in interviews),
        ),
        (
            "public records",
            "Requests for public records, documents that agencies gave out on them, and other public records.",
            records,
        ),
        (
            "other confidential sources",
            "Other sources that are declared confidential, such as letters.",
            [key for key in other if key not in withheld],
        ),
        (
            "requests",
            "Requests for public records, sent or not.",
            [key for key in records if key not in standing.documents | standing.other_records],
        ),
        (
            "other public records",
            "Public records that are neither a request nor a document given out on one.",
            standing.other_records,
        ),
        (
            "requests sent",
            "Requests for public records of which the register has the sending, or what followed it.",
            [one.code for one in requests if one.sent],
        ),
        ("documents of agencies", "Documents that agencies gave out on requests.", standing.documents),
        (
            "other sources",
            "Confidential sources of no stream above, and those that are withheld until a person decides.",
            other,
        ),
        (
            "sources withheld",
            "Sources that are withheld until a person says whether they may be shown.",
            withheld,
        ),
    )


@stage()
def coding_numbers(
    included: tuple[Source, ...],
    tags: tuple[Tag, ...],
    codebook: Codebook,
    decisions: Lines,
    assessment: Assessment,
    standing: Standing,
    goal_ids: tuple[str, ...],
    adjudicators: tuple[str, ...],
) -> tuple[Counted, ...]:
    """Numbers of codes and stances, of what counts as evidence."""
    keys = dict.fromkeys(source.key for source in included)
    mine = [tag for tag in tags if tag.source in keys]
    goals = [code.id for code in codebook.goals if code.enabled]
    on_goals = [tag for tag in mine if tag.code in goals]
    return (
        *_goal_numbers(
            on_goals, goals, codebook.main, decisions_.disputed_codes(decisions, goal_ids, adjudicators)
        ),
        *_code_numbers(mine, codebook),
        *_untagged_numbers(
            keys.keys() - {tag.source for tag in on_goals} if goals else set(), mine, codebook.main
        ),
        (
            "sources with a stance",
            f"Sources that count as evidence, of which a person noted a stance on one of the {codebook.main.many}.",
            dict.fromkeys(d.key for d in decisions if d.verb == "stance" and d.key in keys),
        ),
        *_stance_numbers(assessment, standing.studies),
    )


def _goal_numbers(
    tags: Sequence[Tag], goals: Sequence[str], main: MainGroup, disputed: Mapping[str, Sequence[str]]
) -> Iterator[Counted]:
    pairs = dict.fromkeys((tag.source, tag.code) for tag in tags)
    by_goal = grouped((code, key) for key, code in pairs)
    for code in goals:
        differing = [key for key in by_goal.get(code, []) if code in disputed.get(key, ())]
        yield (
            f"disputed {code}",
            f"Sources tagged {code} on which people differ whether they have it.",
            differing,
        )
    suggested = suggested_pairs(tags)
    people = dict.fromkeys((tag.source, tag.code) for tag in tags if tag.method == "human")
    bases = grouped((tag.source, "human" if tag.method == "human" else tag.basis) for tag in tags)
    machine = [pair for pair in pairs if pair not in people]
    yield from (
        ("tags", f"Pairs of a {main.one} and a source that counts as evidence and has it.", pairs),
        ("tags by people", "Tags that a person gave.", people),
        (
            "tags that nobody checked",
            "Tags that the machine gave, likely or suggested, and no person.",
            machine,
        ),
        ("tags that are likely", "Such tags that are likely.", [p for p in machine if p not in suggested]),
        ("tags only suggested", "Such tags that are only suggested.", [p for p in machine if p in suggested]),
        (
            "tagged from the title alone",
            f"Sources that count as evidence and have a {main.one} by the rules, which had only the title to read.",
            [key for key, found in bases.items() if {*found} == {"title"}],
        ),
    )


def _code_numbers(tags: Sequence[Tag], codebook: Codebook) -> Iterator[Counted]:
    """Yield the sources with each code that is no type of source, and those of them that have it only as suggested."""
    by_code = grouped((tag.code, tag.source) for tag in tags)
    suggested = suggested_pairs(tags)
    for code in codebook.codes:
        if code.group == "type" or code.id in RESERVED or not (code.enabled or code.id in by_code):
            continue
        keys = dict.fromkeys(by_code.get(code.id, ()))
        yield f"tagged {code.id}", f"Sources that count as evidence and have the code {code.id}.", keys
        yield (
            f"suggested {code.id}",
            f"Sources tagged {code.id} only as suggested: no person gave the code, and the answer is not likely.",
            [key for key in keys if (key, code.id) in suggested],
        )


def _untagged_numbers(untagged: AbstractSet[str], tags: Sequence[Tag], main: MainGroup) -> Iterator[Counted]:
    none, unread = ({tag.source for tag in tags if tag.code == code} & untagged for code in (NONE, UNREAD))
    yield from (
        ("untagged", f"Sources that count as evidence and have none of the {main.many}.", sorted(untagged)),
        (
            "tagged none",
            f"Untagged sources on none of the {main.many}, as a person or the rules judged.",
            sorted(none),
        ),
        (
            UNREAD,
            "Untagged sources of which nobody and no rule read more than the title.",
            sorted(unread - none),
        ),
        (
            "not coded yet",
            "Untagged sources that are neither: no rule reads confidential ones, and nobody has coded them.",
            sorted(untagged - none - unread),
        ),
    )


def _stance_numbers(found: Assessment, studies: Mapping[str, str]) -> Iterator[Counted]:
    from litreview.core.results.assessment import FOUND

    for (goal, stream, column), cell in found.cells.items():
        in_studies = column in (*FOUND, "not about operations")
        yield (
            f"{goal}, {stream}: {column}",
            f"{'Studies' if in_studies else 'Sources'} of the stream {stream} in the column “{column}” of the evidence on {goal}.",
            dict.fromkeys(studies.get(key, key) for key in cell.sources) if in_studies else cell.sources,
        )


@stage()
def judgement_numbers(
    decided: Lines,
    decisions: Lines,
    lines_by_subject: tuple[Lines, Lines],
    disputed: tuple[DisputedSlot, ...],
    differences: Mapping[tuple[str, str], str],
    evidence: tuple[EvidenceNote, ...],
    corrections: Mapping[str, tuple[Correction, ...]],
    adjudicators: tuple[str, ...],
    evidence_fields: frozenset[str],
    fields: frozenset[str],
    problems: tuple[Problem, ...],
) -> tuple[Counted, ...]:
    """Numbers of people's lines, of what they differ on, and of Problems."""
    pairs = decisions_.current(lines_by_subject[0], adjudicators)
    slots = {slot: lines for slot, lines, settled in disputed if settled is None}
    by_kind = grouped(
        (_dispute_kind(slot, lines, evidence_fields, fields), slot) for slot, lines in slots.items()
    )
    settled = {row: by for row, by in differences.items() if by}
    uncounted = {"LR045", *UNPUBLISHED}
    return (
        ("decisions that count", "Lines of people that count today.", [str(d.place) for d in decisions]),
        *_idle_lines(decided, decisions, problems),
        *_pair_numbers(pairs),
        (
            "evidence fields noted",
            "Values of evidence fields that people noted, each once for each person.",
            [(note.source, note.field, note.value, note.coder) for note in evidence],
        ),
        (
            "sources with evidence fields",
            "Sources of which people noted an evidence field.",
            dict.fromkeys(note.source for note in evidence),
        ),
        (
            "fields corrected",
            "Fields of entries that people corrected.",
            [(key, one.field) for key, made in corrections.items() for one in made],
        ),
        (
            "disputed by people",
            "Questions on which people's answers differ, and that nobody has settled.",
            slots,
        ),
        *(
            (f"disputed {words}", f"Disputed questions {words}.", by_kind.get(kind, []))
            for kind, words in DISPUTED.items()
        ),
        (
            "differences between coders",
            "Questions on which the first or the latest answers of coders differ, settled or not.",
            differences,
        ),
        ("differences settled", "Differences between coders that are settled, by whatever way.", settled),
        (
            "differences settled by an adjudicator",
            "Differences between coders that a line of an adjudicator settles.",
            [row for row, by in settled.items() if by in adjudicators],
        ),
        *(
            (
                f"{level}s",
                f"Problems of the level {level}, without disputes between people and what transcripts alone show.",
                [(p.code, str(p.where)) for p in problems if p.level == level and p.code not in uncounted],
            )
            for level in ("error", "warning", "info")
        ),
    )


def _pair_numbers(pairs: Sequence[Decision]) -> Iterator[Counted]:
    """Yield the pairs that people judged to be two works, and two works that belong together."""
    by_verb = grouped((d.verb, decisions_.slot(d)[1:]) for d in pairs)
    for verb, definition in (
        ("different", "Pairs of records that people called two works."),
        ("related", "Pairs of two works that people called related, such as versions of one study."),
    ):
        yield f"pairs judged {verb}", definition, dict.fromkeys(by_verb.get(verb, ()))


def _dispute_kind(
    slot: tuple[str, ...], lines: Sequence[Decision], evidence_fields: frozenset[str], fields: frozenset[str]
) -> str:
    """Return the kind of a dispute, a key of `DISPUTED`."""
    if corrects(lines[0], evidence_fields, fields):
        return "correction"
    return "reason" if decisions_.disputes_reason(lines) else slot[0]


def _idle_lines(decided: Lines, decisions: Lines, problems: Sequence[Problem]) -> Iterator[Counted]:
    """Yield people's lines that do not count, by reason, each line once."""
    unknown = {p.where for p in problems if p.code == "LR042"}
    lost = unknown & {d.place for d in decided}
    replaced = Counter(d.place for d in decided if d.place not in lost) - Counter(d.place for d in decisions)
    misread = [p.where for p in problems if p.code == "LR040"]
    for reason, places in zip(IDLE, (replaced.elements(), sorted(lost), misread), strict=True):
        yield f"lines {reason}", f"Lines of people that do not count: {reason}.", map(str, places)


def _search_facts(settings: Settings, overlap: Overlap) -> Iterator[Counted]:
    """Yield what searches say of known works, and the changes of the protocol."""
    together = overlap.recalls[-1:]
    known = [("known", name) for one in together for name in one.known]
    found = [("known", name) for one in together for name in one.found]
    changes = [(one.date, one.change) for one in settings.amendments]
    yield from (
        ("works known beforehand", "Works that searches name as known (`[[search]] known`).", known),
        ("known works found", "Such works of which a search has a record.", found),
        ("amendments", "Changes of the protocol (`[[amendment]]`).", changes),
    )


@stage()
def ledger(
    study_numbers: tuple[Counted, ...],
    coding_numbers: tuple[Counted, ...],
    judgement_numbers: tuple[Counted, ...],
    links: Links,
    findings: Findings,
    checked_findings: stages.evidence.FindingCheck,
    flow: Flow,
    overlap: Overlap,
    settings: Settings,
    sources: tuple[Source, ...],
    standing: Standing,
) -> Ledger:
    """Every number of the review, with its definition and the rows that it counts; those of confidential sources are not listed."""
    from litreview.core.results.packets import Ledger

    searched = [one for one in settings.searches if not one.method]
    more: tuple[Counted, ...] = (
        ("searches", "Searches of databases that litreview.toml records.", [(one.database, one.date) for one in searched]),
        ("databases", "Databases of these searches.", dict.fromkeys(one.database for one in searched)),
        *_search_facts(settings, overlap),
        ("files of the literature", "Files with a record of the literature.", [one.file for one in flow.identified if one.records]),
        ("citations", "Pairs of a citing and another, cited source, each once whatever number of references says so.", links.pairs),
        ("works cited but not held", "Works that sources cite and the review does not hold.", [one.key for one in links.not_held]),
        ("findings", "Findings of findings.toml, without open statements.", [one.id for one in findings.found]),
        ("findings with a source", "Findings that name a source on one of their sides.", [one.id for one in findings.found if one.sources]),
        ("statements not held", "Statements of findings.toml that the tags and stances of their sources do not hold.", sorted(checked_findings.unheld)),
        ("links of findings", "Sources on the sides of findings that anyone may read, each once a side.", checked_findings.links),
        ("links with place and quote", "Such sources with the place and the quote that the side rests on.", checked_findings.shown),
        ("open statements", "Statements of findings.toml that are yet to be examined.", [one.id for one in findings.open]),
        ("recommendations", "Recommendations of findings.toml.", [one.id for one in findings.recommendations]),
    )  # fmt: skip
    sealed = frozenset(name for source in sources if source.confidential for name in _names(source))
    keys = standing.streams
    return Ledger(
        entries=tuple(
            _entry(name, definition, list(rows), sealed, keys)
            for name, definition, rows in (*study_numbers, *coding_numbers, *judgement_numbers, *more)
        )
    )


def _names(source: Source) -> Iterator[str]:
    yield source.key
    yield from (record.id for record in source.records)


def _entry(
    name: str, definition: str, rows: Sequence[Row], sealed: frozenset[str], streams: Mapping[str, str]
) -> LedgerEntry:
    from litreview.core.results.packets import LedgerEntry

    parts = [(row,) if isinstance(row, str) else row for row in rows]
    return LedgerEntry(
        name=name,
        value=len(parts),
        definition=definition,
        rows=tuple(" ".join(row) for row in parts if sealed.isdisjoint(row)),
        streams=dict(Counter(streams[row[0]] for row in parts if len(row) == 1 and row[0] in streams)),
    )
