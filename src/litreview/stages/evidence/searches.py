"""Checks the searches that a review records against the files that were read, since an error here spoils the whole flow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from litreview.core.containers import grouped
from litreview.core.decision_types import FORM, SCREENING_VERBS
from litreview.core.errors import near_miss
from litreview.core.model import Decision, Library, Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.results.screening_flow import Amendment, Search
from litreview.core.sealed import SETTINGS_FILE, is_private_path
from litreview.core.text.dates import impossible, year
from litreview.core.wording import noun, plural
from litreview.stages.evidence.record_searches import name_databases, searches_by_record


def check_searches(searches: Iterable[Search], library: Library, today: str = "") -> tuple[Problem, ...]:
    """Return a Problem for each search with an impossible date (LR608), an unread file (LR607), or hits that differ from the
    number of records read (LR606).

    Searches that name one file share its records, each by the database that it names (LR617 where some name none), and a search of several
    files has those of all. Searches without a file, or with one
    below `private/`, are not counted. `today` (`YYYY-MM-DD`) is by default the present day.
    """
    noted = tuple(searches)
    # one day later, since it may be tomorrow already where the search was run
    last = today or (datetime.now(UTC) + timedelta(days=1)).strftime("%Y-%m-%d")
    found = [fault for search in noted for fault in _date(search, last)]
    found_by = searches_by_record(library.records, noted)
    counts = Counter((record.where.file, found_by[record.id]) for record in library.records)
    for names, mine in _together(noted):
        choices: Counter[tuple[Search, ...]] = Counter()
        for (file, some), number in counts.items():
            choices[some] += number * (file in names)
        found += _files(names, mine, library.files, +choices)
    return tuple(found)


def _together(searches: Iterable[Search]) -> Sequence[tuple[list[str], list[Search]]]:
    """Return groups of files with their searches: searches that share a file are in one group."""
    groups: list[tuple[list[str], list[Search]]] = []
    for search in searches:
        names = list(search.exports)
        if not names or any(map(is_private_path, names)):
            continue
        touching = [group for group in groups if set(group[0]) & set(names)]
        groups = [group for group in groups if group not in touching]
        files = dict.fromkeys([name for group in touching for name in group[0]] + names)
        groups.append(([*files], [*(one for group in touching for one in group[1]), search]))
    return groups


def _date(search: Search, last: str) -> Iterator[Problem]:
    if not search.date:
        return
    if wrong := impossible(search.date):
        yield problem(
            "LR608.none", Where(file=SETTINGS_FILE, line=search.line), database=search.database, wrong=wrong
        )
    elif year(search.date) is None:
        yield problem(
            "LR608.year",
            Where(file=SETTINGS_FILE, line=search.line),
            database=search.database,
            date=search.date,
        )
    elif search.date[:10] > last[: len(search.date[:10])] and search.date[:4].isdecimal():
        yield problem(
            "LR608.future",
            Where(file=SETTINGS_FILE, line=search.line),
            database=search.database,
            date=search.date,
        )


def _files(
    names: Sequence[str], mine: Sequence[Search], files: Sequence[str], counts: Counter[tuple[Search, ...]]
) -> Iterator[Problem]:
    for file in names:
        if file in files:
            continue
        near = near_miss(file, [name for name in files if not is_private_path(name)])
        first = next(search for search in mine if file in search.exports)
        yield problem(
            "LR607", Where(file=SETTINGS_FILE, line=first.line), database=first.database, file=file, near=near
        )
    if set(names) <= set(files):
        held = f"{' and '.join(names)} {noun(len(names), 'holds', 'hold')}"
        yield from _undecided(held, mine, counts)
        yield from _differing_hits(held, mine, counts)


def _undecided(held: str, mine: Sequence[Search], counts: Counter[tuple[Search, ...]]) -> Iterator[Problem]:
    """Yield a Problem for records that do not say which of several databases found them."""
    where = Where(file=SETTINGS_FILE, line=mine[0].line)
    for some, number in counts.items():
        if len({one.database for one in some}) > 1:
            either = name_databases(some)
            yield problem("LR617", where, held=held, records=plural(number, "record"), either=either)


def _differing_hits(
    held: str, mine: Sequence[Search], counts: Counter[tuple[Search, ...]]
) -> Iterator[Problem]:
    """Yield a Problem for hits that differ from the records; searches are compared one by one where each record tells which found it."""
    is_told = all(len(some) == 1 for some in counts)
    for some in [(one,) for one in mine] if is_told else [tuple(mine)]:
        hits = [search.hits for search in some if search.hits is not None]
        records = counts[some] if is_told else counts.total()
        if len(hits) != len(some) or sum(hits) == records:
            continue
        claim = (
            f"hits is {hits[0]}" if len(some) == 1 else f"{len(some)} searches with {sum(hits)} hits in all"
        )
        yield problem(
            "LR606",
            Where(file=SETTINGS_FILE, line=some[0].line),
            database=some[0].database,
            expected=claim,
            held=held,
            records=plural(records, "record") + " of it" * (len(some) < len(mine)),
        )


_JUDGEMENTS = (*SCREENING_VERBS, "tag", "not-tag", "stance")
_ISO = re.compile(r"\d{4}(-\d\d){0,2}")


def check_order(
    searches: Iterable[Search],
    amendments: Iterable[Amendment],
    sources: Iterable[Source],
    decisions: Iterable[Decision],
) -> Iterator[Problem]:
    """Yield a Problem for judgements before the searches that found their works (LR624), and for changes of the protocol after judgements (LR625).

    Nobody can judge a work before a search has found it. `when` is in UTC, so a single day may be a difference of time zones. A work of which a
    record is of no search with a date says nothing.
    """
    judgements = (one for one in decisions if one.when and one.verb in _JUDGEMENTS)
    made = sorted(judgements, key=lambda one: (one.when, one.place))
    found = _first_searches(sources, searches)
    early = grouped(
        ((one.by, found[one.key].date, found[one.key].database), one)
        for one in made
        if one.key in found and _is_before(one.when, found[one.key].date)
    )
    for (_, day, database), some in early.items():
        yield problem(
            "LR624",
            some[0].place,
            count=plural(len(some), "judgement"),
            database=database,
            are=noun(len(some), "is", "are"),
            day=day,
            when=some[0].when[:10],
        )
    for one in amendments:
        if before := [each.when for each in made if each.when[:10] < one.date]:
            where = Where(file=SETTINGS_FILE, line=one.line)
            yield problem(
                "LR625", where, day=one.date, count=plural(len(before), "judgement"), when=before[0][:10]
            )


def _first_searches(sources: Iterable[Source], searches: Iterable[Search]) -> dict[str, Search]:
    """Return the first of the searches that may have found each source, by its key, if all of them have a date."""
    works = tuple(sources)
    found_by = searches_by_record((record for source in works for record in source.records), searches)
    by_key = ((source.key, [found_by[record.id] for record in source.records]) for source in works)
    return {
        key: min((one for some in each for one in some), key=lambda one: one.date)
        for key, each in by_key
        if each and all(some and all(_ISO.fullmatch(one.date) for one in some) for some in each)
    }


def _is_before(when: str, day: str) -> bool:
    """Return whether a moment is before a day, month or year wherever on earth somebody wrote it down."""
    latest = datetime.strptime(when, FORM).replace(tzinfo=UTC) + timedelta(days=1)
    return latest.date().isoformat()[: len(day)] < day
