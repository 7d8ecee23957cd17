"""Screening: studies and their versions, where each source is at each stage, its status, and the flow of records.

Two people who differ are a state of its own (`disputed`), not a vote; an adjudicator's line settles it (applied by
`litreview.judgements.decisions.current`, whose result is what these functions take). Where each source is to be judged by two, the word of one
is `one-vote` until the other has judged.

Literature is screened, other streams (interviews, public records) are not. Where nobody screens, every source counts and every output
says that it was not screened; once screening has begun, only what was judged in by its full text does.

The flow is counted as the PRISMA 2020 flow diagram has it (Page MJ et al., "The PRISMA 2020 statement", BMJ 2021;372:n71, figure 1):
identified, duplicates removed, screened, excluded, sought, not retrieved, assessed, excluded by reason, included. PRISMA assumes a
finished review. This one may be under way, so what nobody has decided, what is unsure and what people dispute is counted in boxes of
its own, and the boxes always add up:

    records = duplicates_removed + sources
    sources = screened + awaiting_screening + left_unscreened
    screened = excluded + unsure + disputed + one_vote + sought
    sought = not_retrieved + awaiting_fulltext + assessed
    assessed = sum(excluded_by_reason) + unsure_fulltext + disputed_fulltext + one_vote_fulltext + included

`left_by_automation`, of those left unscreened, is what PRISMA calls records marked as ineligible by automation tools: nobody excluded
them, a machine had ranked them last when people stopped. They count literature; the other streams stand beside it by number of sources
(`documents` are those of the records that agencies gave out on requests). `included` are reports, `studies_included` the studies
that they report, of which one may have several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from litreview import linkage
from litreview.core.containers import TypedTuple, grouped
from litreview.core.decision_types import SCREENING_VERBS, ScreeningVerb
from litreview.core.errors import near_miss
from litreview.core.model import (
    Citation,
    Decision,
    Deduplication,
    Finding,
    Library,
    Problem,
    RecordId,
    Relation,
    Source,
)
from litreview.core.problems import problem
from litreview.core.results import SIDES, Echo, Family, Flow, Identified, Search, Standing, Status
from litreview.core.sealed import is_private_path, shown
from litreview.core.wording import Value
from litreview.works.kinds import answers_request, stream

ONE_STUDY = ("version", "edition", "summary", "same-data")
"""The kinds of relation that make two sources one study. A review of a work is a voice of its own."""


def heads(works: Iterable[str], related: Iterable[Relation]) -> Mapping[str, str]:
    """Return the head of each source's family, the earliest source in it."""
    return linkage.heads(works, ((each.a, each.b) for each in related if each.kind in ONE_STUDY))


def families(sources: Iterable[Source], related: Iterable[Relation]) -> tuple[Family, ...]:
    """Return the studies of which the review holds several versions, in the order of the sources."""
    links = tuple(related)
    head = heads((source.key for source in sources), links)
    members = grouped((first, key) for key, first in head.items())
    said = grouped(
        (head[relation.a], relation)
        for relation in links
        if relation.kind in ONE_STUDY and relation.a in head and relation.b in head
    )
    return TypedTuple(
        (
            Family(keys=tuple(keys), relations=tuple(said.get(first, ())))
            for first, keys in members.items()
            if len(keys) > 1
        ),
        Family,
    )


def count_origins(
    findings: Iterable[Finding], related: Iterable[Relation], citations: Iterable[Citation] = ()
) -> tuple[Echo, ...]:
    """Return one Echo for each side of each finding that names a source. `related` and `citations` name sources by key."""
    links = tuple(related)
    cited = grouped((citation.citing, citation.cited) for citation in citations)
    judged = [relation for relation in links if relation.by != "rule"]
    everything = tuple(findings)
    # versions that the finding does not name may still tie two that it does
    every = dict.fromkeys(key for finding in everything for key in finding.sources)
    every |= dict.fromkeys(end for relation in links for end in (relation.a, relation.b))
    head, loose = heads(every, judged), heads(every, links)
    found = []
    for finding in everything:
        for side in SIDES:
            keys: tuple[str, ...] = getattr(finding, side)
            if not keys:
                continue
            place = {key: number for number, key in enumerate(keys)}
            groups = grouped((head[key], key) for key in keys)
            found.append(
                Echo(
                    finding=finding.id,
                    side=side,
                    sources=keys,
                    origins=tuple(map(tuple, groups.values())),
                    perhaps=len(groups) - len({loose[key] for key in keys}),
                    citing=tuple(
                        (a, b)
                        for a in keys
                        for b in sorted(place.keys() & cited.get(a, ()), key=place.__getitem__)
                        if head[a] != head[b]
                    ),
                )
            )
    return TypedTuple(found, Echo)


State = Literal["", ScreeningVerb, "disputed", "one-vote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening(Value):
    """Where a source stands: the state at each stage (`""` is undecided), and why it was excluded, if it was."""

    abstract: State = ""
    fulltext: State = ""
    reason: str = ""


def screen(
    sources: Iterable[Source],
    decisions: Iterable[Decision],
    *,
    screeners: int = 1,
    adjudicators: Collection[str] = (),
) -> Mapping[str, Screening]:
    """Return where each source stands, by key. `decisions` are the current ones, keys those of the sources.

    A word on the full text implies that the abstract passed. That a text could not be had concerns the full text, at
    whatever stage it was noted, and one who looked for it is enough. To include or exclude takes `screeners` people who say so, or
    one adjudicator.
    """
    said = grouped(
        ((d.key, "fulltext" if d.verb == "not-retrieved" else d.value), d)
        for d in decisions
        if d.verb in SCREENING_VERBS
    )
    judged = {key for key, _ in said}
    nothing_said = Screening()
    found: dict[str, Screening] = {}
    for source in sources:
        if source.key not in judged:
            found[source.key] = nothing_said
            continue
        fulltext = _state(said.get((source.key, "fulltext"), ()), screeners, adjudicators)
        early = _state(said.get((source.key, "abstract"), ()), screeners, adjudicators)
        abstract: State = "include" if fulltext else early
        last = said.get((source.key, "fulltext" if fulltext else "abstract"), ())
        words = (shown(d.reason) for d in last if "exclude" in (fulltext, abstract))
        reason = next(filter(None, words), "")
        found[source.key] = Screening(abstract=abstract, fulltext=fulltext, reason=reason)
    return found


def _state(decisions: Sequence[Decision], screeners: int, adjudicators: Collection[str]) -> State:
    verbs = {d.verb for d in decisions}
    states = [verb for verb in SCREENING_VERBS if verb in verbs]
    if len(states) > 1:
        return "disputed"
    people = {d.by for d in decisions}
    enough = len(people) >= screeners or not people.isdisjoint(adjudicators)
    return next(iter(states), "") if enough or verbs <= {"unsure", "not-retrieved"} else "one-vote"


def check_screening(
    decisions: Iterable[Decision], reasons: Sequence[str], confidential: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Return a Problem (LR510) for each full-text exclusion whose reason is not one of the review's.

    `confidential` are keys whose reasons are not shown; nothing is said about them.
    """
    hidden = set(confidential)
    listed = ", ".join(reasons)
    remedy = f"one of {listed}" if reasons else "list them in litreview.toml, under [screening] reasons"
    return tuple(
        problem(
            "LR510",
            d.place,
            key=d.key,
            why=f"has the reason '{shown(d.reason)}'{near_miss(shown(d.reason), reasons)}"
            if shown(d.reason)
            else "gives no reason",
            remedy=remedy,
        )
        for d in decisions
        if d.verb == "exclude"
        and d.value == "fulltext"
        and d.key not in hidden
        and shown(d.reason) not in reasons
    )


AWAITS = "awaits judgement"
"""Why a source is pending on which nobody has said anything yet."""
NO_REASON = "no reason given"
WITHHELD = "reason not shown (confidential)"


def judge_status(
    sources: Iterable[Source],
    decisions: Iterable[Decision],
    *,
    screeners: int = 1,
    adjudicators: Collection[str] = (),
    stopped: str = "",
    related: Iterable[Relation] = (),
    streams: Mapping[str, str] | None = None,
) -> Standing:
    """Return the status of every source. `decisions` are the current ones, keys those of the sources.

    `screeners` people must agree on a source; `stopped` is the rule by which screening was ended, `""` if it goes on: what nobody judged
    by then is left unscreened, not pending. `related` says which sources are reports of one study; `streams` are those of these very sources, if
    they are known.
    """
    works = tuple(sources)
    if streams is None:
        streams = {work.key: stream(work) for work in works}
    literature = [work for work in works if streams[work.key] == "literature"]
    said = [d for d in decisions if d.verb in SCREENING_VERBS and streams.get(d.key) == "literature"]
    hidden = {work.key for work in works if work.confidential}
    found = {work.key: Status(status="unscreened") for work in works}
    if said:
        states = screen(literature, said, screeners=screeners, adjudicators=adjudicators)
        for key, state in states.items():
            found[key] = _status(state, screeners, stopped=bool(stopped), withheld=key in hidden)
    return Standing(
        status=found,
        streams=streams,
        documents=frozenset(work.key for work in works if answers_request(work)),
        screened=bool(said),
        stopped=stopped,
        studies=dict(heads([work.key for work in works], related)),
    )


_PENDING = {"": AWAITS, "unsure": "unsure", "disputed": "disputed"}


def _status(state: Screening, screeners: int, *, stopped: bool, withheld: bool) -> Status:
    stage: Literal["abstract", "fulltext"] = "fulltext" if state.abstract == "include" else "abstract"
    last = state.fulltext if stage == "fulltext" else state.abstract
    if last == "include":
        return Status(status="included", stage=stage)
    if last == "not-retrieved":
        return Status(status="not retrieved", stage=stage)
    if last == "exclude":
        reason = state.reason or (WITHHELD if withheld else NO_REASON)
        return Status(status="excluded", stage=stage, reason=reason)
    if stopped and not last and stage == "abstract":
        return Status(status="left unscreened", stage=stage)
    return Status(status="pending", stage=stage, reason=_PENDING.get(last) or f"one vote of {screeners}")


def check_streams(
    sources: Iterable[Source], decisions: Iterable[Decision], standing: Standing
) -> tuple[Problem, ...]:
    """Return a Problem (LR511) for each screening decision on what is not screened: it stays in its file and changes nothing."""
    known = {source.key for source in sources}
    return tuple(
        problem(
            "LR511",
            d.place,
            key=d.key,
            verb=d.verb,
            stream=standing.streams[d.key],
            value=d.value,
            by=d.by,
        )
        for d in decisions
        if d.verb in SCREENING_VERBS and d.key in known and standing.streams[d.key] != "literature"
    )


def count_flow(
    library: Library,
    deduplication: Deduplication,
    decisions: Iterable[Decision] = (),
    *,
    searches: Iterable[Search] = (),
    reasons: Sequence[str] = (),
    standing: Standing | None = None,
) -> Flow:
    """Return the numbers of the flow. `standing` says where each source stands; without it the `decisions` do, one screener each.

    Each file counts once; a search that names no file we read stands with 0 records. `reasons` gives the order in which
    reasons are listed; others follow by count.
    """
    works = deduplication.sources
    lines = tuple(decisions)
    stand = standing or judge_status(works, lines, related=deduplication.related)
    literature = stand.keys()
    beside = set(stand.status) - set(literature)
    apart = sum(len(work.records) for work in works if work.key in beside)
    told = Counter((one.status, one.stage, one.reason) for one in map(stand.status.__getitem__, literature))

    def count(status: str, stage: str = "", *reasons_: str) -> int:
        return sum(
            n
            for (name, at, why), n in told.items()
            if name == status and stage in ("", at) and (not reasons_ or why.startswith(reasons_))
        )

    why = {
        reason: n for (name, stage, reason), n in told.items() if (name, stage) == ("excluded", "fulltext")
    }
    order = {reason: place for place, reason in enumerate(reasons)}
    listed = sorted(why, key=lambda r: (order.get(r, len(order)), -why[r], r))
    sought = sum(n for (_, stage, _), n in told.items() if stage == "fulltext")
    waiting = count("unscreened") + count("pending", "abstract", AWAITS)
    left = count("left unscreened")
    awaiting_fulltext = count("pending", "fulltext", AWAITS)
    included = stand.keys("included")
    return Flow(
        identified=_identified(
            library, searches, {r.id for w in works if w.key in beside for r in w.records}
        ),
        records=len(library) - apart,
        duplicates_removed=len(library) - apart - len(literature),
        sources=len(literature),
        awaiting_screening=waiting,
        left_unscreened=left,
        left_by_automation=left if _is_ranked(lines) else 0,
        screened=len(literature) - waiting - left,
        excluded=count("excluded", "abstract"),
        unsure=count("pending", "abstract", "unsure"),
        disputed=count("pending", "abstract", "disputed"),
        one_vote=count("pending", "abstract", "one vote"),
        sought=sought,
        not_retrieved=count("not retrieved"),
        awaiting_fulltext=awaiting_fulltext,
        assessed=sought - count("not retrieved") - awaiting_fulltext,
        excluded_by_reason={reason: why[reason] for reason in listed},
        unsure_fulltext=count("pending", "fulltext", "unsure"),
        disputed_fulltext=count("pending", "fulltext", "disputed"),
        one_vote_fulltext=count("pending", "fulltext", "one vote"),
        included=len(included),
        studies_included=stand.count_studies(included),
        pairs_to_judge=len(deduplication.queue),
        beside=dict(sorted(stand.beside.items())),
        documents=len(stand.documents),
        standing=stand.sentence,
    )


def _is_ranked(decisions: Iterable[Decision]) -> bool:
    """Return whether a machine's suggestions were shown while works were screened, so that it chose what came last."""
    return any(d.verb in SCREENING_VERBS and d.shown == "yes" for d in decisions)


def _identified(
    library: Library, searches: Iterable[Search], beside: Collection[RecordId]
) -> tuple[Identified, ...]:
    counts = Counter(record.where.file for record in library.records if record.id not in beside)
    other = {record.where.file for record in library.records if record.id in beside} - set(counts)
    files = dict.fromkeys(file for file in (*library.files, *counts) if file not in other)
    # a sealed record is in the file `private`: the real name could be a person's
    files = dict.fromkeys(file for file in files if file in counts or not is_private_path(file))
    by_file = grouped(
        ("private" if name not in counts and is_private_path(name) else name, search)
        for search in searches
        for name in search.exports or ("",)
    )
    found = [_of_file(file, counts[file], by_file.pop(file, [])) for file in files]
    found += [
        Identified(
            file=file,
            records=0,
            database=s.database,
            platform=s.platform,
            date=s.date,
            hits=s.hits,
            method=s.method,
        )
        for file, mine in by_file.items()
        for s in mine
    ]
    return tuple(found)


def _of_file(file: str, records: int, searches: Sequence[Search]) -> Identified:
    """Return what one file gave, and by which searches; records that a database found too are those of a database."""
    # the hits of a search in several files are those of no single one
    known = [s.hits for s in searches if s.hits is not None and len(s.exports) == 1]
    methods = dict.fromkeys(s.method for s in searches)
    return Identified(
        file=file,
        records=records,
        database="; ".join(dict.fromkeys(s.database for s in searches if s.database)),
        platform="; ".join(dict.fromkeys(s.platform for s in searches if s.platform)),
        date="; ".join(dict.fromkeys(s.date for s in searches if s.date)),
        hits=sum(known) if known else None,
        method="" if "" in methods else "; ".join(methods),
    )
