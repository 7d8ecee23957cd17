"""The flow of records into a review, counted as the PRISMA 2020 flow diagram has it.

Page MJ et al., "The PRISMA 2020 statement", BMJ 2021;372:n71, figure 1: identified, duplicates removed, screened, excluded,
sought, not retrieved, assessed, excluded by reason, included. PRISMA assumes a finished review. This one may be under way,
so what nobody has decided, what is unsure and what people dispute is counted in boxes of its own, and the boxes always
add up:

    records = duplicates_removed + sources
    sources = screened + awaiting_screening
    screened = excluded + unsure + disputed + sought
    sought = not_retrieved + awaiting_fulltext + assessed
    assessed = sum(excluded_by_reason) + unsure_fulltext + disputed_fulltext + included
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from litreview.confidential import is_private_path
from litreview.evidence.screening import screen
from litreview.model import Decision, Deduplication, Library
from litreview.results import Flow, Identified, Search

_NO_REASON = "no reason given"
_WITHHELD = "reason not shown (confidential)"


def count_flow(
    library: Library,
    deduplication: Deduplication,
    decisions: Iterable[Decision] = (),
    *,
    searches: Iterable[Search] = (),
    reasons: Sequence[str] = (),
) -> Flow:
    """Return the numbers of the flow. `decisions` are the current ones, keys those of today's sources.

    Each file counts once; a search that names no file we read stands with 0 records. `reasons` gives the order in which
    reasons are listed; others follow by count.
    """
    works = deduplication.sources
    states = screen(works, decisions)
    hidden = {work.key for work in works if work.confidential}
    by_abstract = Counter(s.abstract for s in states.values())
    by_fulltext = Counter(s.fulltext for s in states.values() if s.abstract == "include")
    why = Counter(
        s.reason or (_WITHHELD if key in hidden else _NO_REASON)
        for key, s in states.items()
        if s.fulltext == "exclude"
    )
    order = {reason: place for place, reason in enumerate(reasons)}
    listed = sorted(why, key=lambda r: (order.get(r, len(order)), -why[r], r))
    sought = by_abstract["include"]
    return Flow(
        identified=_identified(library, searches),
        records=len(library),
        duplicates_removed=len(library) - len(works),
        sources=len(works),
        awaiting_screening=by_abstract[""],
        screened=len(works) - by_abstract[""],
        excluded=by_abstract["exclude"],
        unsure=by_abstract["unsure"],
        disputed=by_abstract["disputed"],
        sought=sought,
        not_retrieved=by_fulltext["not-retrieved"],
        awaiting_fulltext=by_fulltext[""],
        assessed=sought - by_fulltext["not-retrieved"] - by_fulltext[""],
        excluded_by_reason={reason: why[reason] for reason in listed},
        unsure_fulltext=by_fulltext["unsure"],
        disputed_fulltext=by_fulltext["disputed"],
        included=by_fulltext["include"],
        pairs_to_judge=len(deduplication.queue),
    )


def _identified(library: Library, searches: Iterable[Search]) -> tuple[Identified, ...]:
    counts = Counter(record.where.file for record in library.records)
    files = dict.fromkeys((*library.files, *counts))
    # a sealed record is in the file `private`: the real name could be a person's
    files = dict.fromkeys(file for file in files if file in counts or not is_private_path(file))
    by_file: dict[str, list[Search]] = {}
    for search in searches:
        hidden = search.file not in counts and is_private_path(search.file)
        by_file.setdefault("private" if hidden else search.file, []).append(search)
    found = []
    for file in files:
        mine = by_file.pop(file, [])
        known = [s.hits for s in mine if s.hits is not None]
        found.append(
            Identified(
                file=file,
                records=counts[file],
                database="; ".join(dict.fromkeys(s.database for s in mine if s.database)),
                platform="; ".join(dict.fromkeys(s.platform for s in mine if s.platform)),
                date="; ".join(dict.fromkeys(s.date for s in mine if s.date)),
                hits=sum(known) if known else None,
            )
        )
    for file, mine in by_file.items():
        found += [
            Identified(
                file=file, records=0, database=s.database, platform=s.platform, date=s.date, hits=s.hits
            )
            for s in mine
        ]
    return tuple(found)
