"""Flow of records: what each number of the PRISMA 2020 flow diagram counts.

The flow follows the PRISMA 2020 flow diagram (Page MJ et al., "The PRISMA 2020 statement", BMJ 2021;372:n71, figure 1):
identified, duplicates removed, screened, excluded, sought, not retrieved, assessed, excluded by reason, included. PRISMA assumes a
finished review, but this one may be under way. So undecided, unsure and disputed sources have boxes of their own,
and the boxes always add up:

    records = duplicates_removed + sources
    sources = screened + one_vote + awaiting_screening + left_unscreened
    screened = excluded + unsure + disputed + sought
    sought = not_retrieved + awaiting_fulltext + one_vote_fulltext + assessed
    assessed = sum(excluded_by_reason) + unsure_fulltext + disputed_fulltext + included

Where two people judge each source, one who has judged it leaves it `one_vote`: it is neither screened nor assessed until both have.
`left_by_automation`, a part of those left unscreened, are PRISMA's records marked as ineligible by automation tools: nobody excluded
them, but a machine had ranked them last when people stopped. The boxes count literature; `beside` counts the sources of other streams
(`documents` are the records that agencies released on requests). `included` are reports, `studies_included` their studies, each with
one or more reports.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from litreview.core.containers import grouped
from litreview.core.decision_types import SCREENING_VERBS
from litreview.core.model import Decision, Deduplication, Library, RecordId, Source
from litreview.core.results.screening_flow import Flow, Identified, Search, Standing
from litreview.core.sealed import is_private_path
from litreview.stages.evidence.record_searches import (
    FoundBy,
    name_databases,
    searches_by_file,
    searches_by_record,
)
from litreview.stages.evidence.screening_status import AWAITS, judge_status

FLOW: Mapping[str, tuple[str, str]] = {
    "records": ("records of the literature", "Records of the literature in the files that were read."),
    "duplicates_removed": ("duplicates merged", "Records of the literature beyond the first of each source."),
    "sources": ("sources of the literature", "Works of the literature, each of one record or more."),
    "awaiting_screening": (
        "not screened yet",
        "Sources of the literature whose title and abstract nobody has judged.",
    ),
    "left_unscreened": (
        "left unscreened",
        "Sources of the literature that nobody had judged when screening was stopped.",
    ),
    "left_by_automation": (
        "left unscreened by automation",
        "Sources left unscreened that a machine had ranked last.",
    ),
    "screened": (
        "screened",
        "Sources of the literature that as many people as the review asks judged by title and abstract, or beyond.",
    ),
    "excluded": (
        "excluded by title and abstract",
        "Screened sources that were excluded by their title and abstract.",
    ),
    "unsure": (
        "unsure by title and abstract",
        "Screened sources on whose title and abstract people are unsure.",
    ),
    "disputed": (
        "disputed by title and abstract",
        "Screened sources on whose title and abstract people differ.",
    ),
    "one_vote": (
        "one vote by title and abstract",
        "Sources of the literature whose title and abstract only one of two people judged.",
    ),
    "sought": ("sought in full text", "Screened sources that passed title and abstract."),
    "not_retrieved": ("not retrieved", "Sources sought in full text that nobody could obtain."),
    "awaiting_fulltext": (
        "full text not judged yet",
        "Sources sought in full text whose full text nobody has judged.",
    ),
    "assessed": (
        "assessed in full text",
        "Sources sought in full text whose full text as many people as the review asks judged.",
    ),
    "unsure_fulltext": ("unsure by full text", "Assessed sources on whose full text people are unsure."),
    "disputed_fulltext": ("disputed by full text", "Assessed sources on whose full text people differ."),
    "one_vote_fulltext": (
        "one vote by full text",
        "Sources sought in full text whose full text only one of two people judged.",
    ),
    "included": ("included", "Sources of the literature that were included by their full text."),
    "studies_included": (
        "studies included",
        "Studies that the included sources report, versions of one study counted once.",
    ),
}
"""The counts of the flow, each with its name in the ledger and its definition."""


def list_flow(
    works: Iterable[Source], decisions: Iterable[Decision], standing: Standing
) -> dict[str, tuple[str, ...]]:
    """Return what each number of `FLOW` counts: record ids, keys of sources, and for a study the key of its first report."""
    literature = standing.keys()
    inside = set(literature)
    records = [[record.id for record in work.records] for work in works if work.key in inside]
    by_status = grouped(
        ((one.status, one.stage, one.reason), key) for key in literature for one in [standing.status[key]]
    )

    def keys(status: str, stage: str = "", reason: str = "") -> tuple[str, ...]:
        return tuple(
            key
            for (name, at, why), mine in by_status.items()
            if name == status and stage in ("", at) and why.startswith(reason)
            for key in mine
        )

    def without(all_: Iterable[str], *out: Iterable[str]) -> tuple[str, ...]:
        left = set().union(*out)
        return tuple(key for key in all_ if key not in left)

    waiting = (*keys("unscreened"), *keys("pending", "abstract", AWAITS))
    left, not_retrieved = keys("left unscreened"), keys("not retrieved")
    awaiting_fulltext = keys("pending", "fulltext", AWAITS)
    one_vote, one_vote_fulltext = (keys("pending", stage, "one vote") for stage in ("abstract", "fulltext"))
    sought = tuple(key for key in literature if standing.status[key].stage == "fulltext")
    included = standing.keys("included")
    return {
        "records": tuple(id_ for ids in records for id_ in ids),
        "duplicates_removed": tuple(id_ for ids in records for id_ in ids[1:]),
        "sources": literature,
        "awaiting_screening": waiting,
        "left_unscreened": left,
        "left_by_automation": left if _is_ranked(decisions) else (),
        "screened": without(literature, waiting, one_vote, left),
        "excluded": keys("excluded", "abstract"),
        "unsure": keys("pending", "abstract", "unsure"),
        "disputed": keys("pending", "abstract", "disputed"),
        "one_vote": one_vote,
        "sought": sought,
        "not_retrieved": not_retrieved,
        "awaiting_fulltext": awaiting_fulltext,
        "assessed": without(sought, not_retrieved, awaiting_fulltext, one_vote_fulltext),
        "unsure_fulltext": keys("pending", "fulltext", "unsure"),
        "disputed_fulltext": keys("pending", "fulltext", "disputed"),
        "one_vote_fulltext": one_vote_fulltext,
        "included": included,
        "studies_included": tuple(dict.fromkeys(standing.studies.get(key, key) for key in included)),
    }


def count_flow(
    library: Library,
    deduplication: Deduplication,
    decisions: Iterable[Decision] = (),
    *,
    searches: Iterable[Search] = (),
    reasons: Sequence[str] = (),
    standing: Standing | None = None,
) -> Flow:
    """Return the numbers of the flow. `standing` has the status of each source; without it the `decisions` give it, for one screener.

    Each file counts once; a search without a file that was read has 0 records. `reasons` gives the order in which
    reasons are listed; others follow by count.
    """
    works = deduplication.sources
    lines = tuple(decisions)
    stand = standing or judge_status(works, lines, related=deduplication.related)
    others = {source.key for source in works}.difference(stand.keys())
    rows = list_flow(works, lines, stand)
    out = ((stand.status[key], key) for key in stand.keys("excluded"))
    by_reason = grouped((one.reason, key) for one, key in out if one.stage == "fulltext")
    why = {reason: len(keys) for reason, keys in by_reason.items()}
    order = {reason: place for place, reason in enumerate(reasons)}
    listed = sorted(why, key=lambda r: (order.get(r, len(order)), -why[r], r))
    noted = tuple(searches)
    identified = _identified(
        library, noted, {record.id for work in works if work.key in others for record in work.records}
    )
    found_by = searches_by_record(library.records, noted)
    earlier = previous_works(works, found_by) | {
        id_ for id_, mine in found_by.items() if _is_of_previous(mine)
    }
    apart = _found_by_other_methods(works, found_by) - earlier
    # a new report of a study that the previous version included is no new study
    known = {stand.studies.get(key, key) for key in rows["included"] if key in earlier}

    def part(of: Mapping[str, Sequence[str]], inside: Collection[str]) -> dict[str, int]:
        """Return the part of each count whose rows are among these; counts without any are left out.

        Which of a work's records is its first is an accident of the files' order, so that duplicates are the records less the works.
        """
        counts = {name: sum(row in inside for row in found) for name, found in of.items()}
        if "duplicates_removed" in counts:
            counts["duplicates_removed"] = counts["records"] - counts["sources"]
        return {name: n for name, n in counts.items() if n}

    listed_reasons = {reason: by_reason[reason] for reason in listed}
    return Flow(
        identified=identified,
        by_other_methods=part(rows, apart),
        reasons_other_methods=part(listed_reasons, apart),
        by_previous=part(rows, earlier) | ({"studies_included": len(known)} if known else {}),
        reasons_previous=part(listed_reasons, earlier),
        excluded_by_reason={reason: why[reason] for reason in listed},
        pairs_to_judge=len(deduplication.queue),
        beside=dict(sorted(stand.other_streams.items())),
        documents=len(stand.documents),
        other_records=len(stand.other_records),
        standing=stand.sentence,
        **{name: len(rows[name]) for name in FLOW},
    )


def previous_works(works: Iterable[Source], found: FoundBy) -> frozenset[str]:
    """Return the keys of the works of the version that this review updates: its searches alone found one of their records."""
    return frozenset(
        work.key for work in works if any(_is_of_previous(found.get(r.id, ())) for r in work.records)
    )


def _is_of_previous(searches: Sequence[Search]) -> bool:
    return bool(searches) and all(one.previous for one in searches)


def _found_by_other_methods(works: Iterable[Source], found: FoundBy) -> frozenset[str]:
    """Return the records that came from no database or register, and the works of which that holds for every record."""
    others = {id_ for id_, mine in found.items() if mine and all(one.method for one in mine)}
    every = [work for work in works if work.records and all(r.id in others for r in work.records)]
    return frozenset((*others, *(work.key for work in every)))


def _is_ranked(decisions: Iterable[Decision]) -> bool:
    """Return whether a machine's suggestions were shown during screening, so that its ranking decided which works came last."""
    return any(d.verb in SCREENING_VERBS and d.shown == "yes" for d in decisions)


def _identified(
    library: Library, searches: Sequence[Search], excluded: Collection[RecordId] = ()
) -> tuple[Identified, ...]:
    """Return a row for each file and each choice of its searches that may have found a record, and for searches without a file that was read."""
    records = [record for record in library.records if record.id not in excluded]
    held = searches_by_record(library.records, searches)
    counts = Counter((record.where.file, held[record.id]) for record in records)
    inside = dict.fromkeys(file for file, _ in counts)
    other = {record.where.file for record in library.records} - inside.keys()
    files = dict.fromkeys(file for file in (*library.files, *inside) if file not in other)
    files = dict.fromkeys(file for file in files if file in inside or not is_private_path(file))
    by_file = searches_by_file(searches, inside)
    found: list[Identified] = []
    for file in files:
        mine = by_file.pop(file, [])
        found += _of_file(file, {some: n for (name, some), n in counts.items() if name == file}, mine)
    for file, mine in by_file.items():
        found += [_row(file, 0, [one], [one]) for one in mine]
    return tuple(found)


def _of_file(
    file: str, counts: Mapping[tuple[Search, ...], int], searches: Sequence[Search]
) -> Iterator[Identified]:
    """Yield a row for each choice of searches that found records of a file, in the order of the searches, then for those that found none."""
    places = {search: n for n, search in enumerate(searches)}
    choices = sorted(counts, key=lambda some: (len(some), [places[one] for one in some]))
    inside = {one for some in choices for one in some}
    choices += [(one,) for one in places if one not in inside]
    reported: set[Search] = set()
    for some in choices or [()]:
        # the hits of a search are reported once, in the first row that may hold its records
        yield _row(file, counts.get(some, 0), some, [one for one in some if one not in reported])
        reported |= {*some}


def _row(file: str, records: int, searches: Sequence[Search], reporting: Sequence[Search]) -> Identified:
    """Return the counts and searches of one row; records that a database may have found, too, count as those of a database."""
    # the hits of a search with several files belong to no single file
    known = [s.hits for s in reporting if s.hits is not None and len(s.exports) < 2]
    methods = dict.fromkeys(s.method for s in searches)
    return Identified(
        file=file,
        records=records,
        database=name_databases(searches),
        platform="; ".join(dict.fromkeys(s.platform for s in searches if s.platform)),
        date="; ".join(dict.fromkeys(s.date for s in searches if s.date)),
        hits=sum(known) if known else None,
        method="" if "" in methods else "; ".join(methods),
        register=bool(searches) and all(s.register for s in searches),
        previous=_is_of_previous(searches),
    )
