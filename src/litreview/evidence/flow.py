"""The flow of records into a review, counted as the PRISMA 2020 flow diagram has it.

Page MJ et al., "The PRISMA 2020 statement", BMJ 2021;372:n71, figure 1: identified, duplicates removed, screened, excluded,
sought, not retrieved, assessed, excluded by reason, included. PRISMA assumes a finished review. This one may be under way,
so what nobody has decided, what is unsure and what people dispute is counted in boxes of its own, and the boxes always
add up:

    records = duplicates_removed + sources
    sources = screened + awaiting_screening + left_unscreened
    screened = excluded + unsure + disputed + one_vote + sought
    sought = not_retrieved + awaiting_fulltext + assessed
    assessed = sum(excluded_by_reason) + unsure_fulltext + disputed_fulltext + one_vote_fulltext + included

`left_by_automation`, of those left unscreened, is what PRISMA calls records marked as ineligible by automation tools: nobody excluded them, a
machine had ranked them last when people stopped. They count literature; the other streams stand beside it by number of sources (`documents` are those of the records that agencies gave out
on requests). `included` are reports, `studies_included` the studies
that they report, of which one may have several.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from litreview.evidence.status import AWAITS, judge_status
from litreview.model import Decision, Deduplication, Library, RecordId
from litreview.results import Flow, Identified, Search, Standing
from litreview.sealed import is_private_path
from litreview.verbs import SCREENING_VERBS


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
    by_file: dict[str, list[Search]] = {}
    for search in searches:
        for name in search.exports or ("",):
            hidden = name not in counts and is_private_path(name)
            by_file.setdefault("private" if hidden else name, []).append(search)
    found = [_of_file(file, counts[file], by_file.pop(file, [])) for file in files]
    for file, mine in by_file.items():
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
