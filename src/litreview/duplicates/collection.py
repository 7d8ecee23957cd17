"""What the whole collection shows: a title is there once, or comes back every year; two names are one journal's.

A pair's verdict depends on its two records alone, and is kept for the next time. What is seen here depends on all records, so it is looked at
anew each time, of the few pairs whose titles say too little or whose journals have two names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from litreview.duplicates.evidence import comes_back, names_a_piece
from litreview.duplicates.journals import names_of, names_of_one_journal
from litreview.duplicates.verdict import Judgement, Preprints, judge
from litreview.linkage import RecordColumns
from litreview.model import Record, Verdict

Pair = tuple[int, int]

_YEARS = 3
"""Years of one journal in which a short title is found if it is that of a column."""

_COLUMN = "a title that comes back in other years of the journal"


def seen_together(
    records: Sequence[Record],
    entries: Sequence[RecordColumns],
    judged: Mapping[Pair, Judgement],
    preprints: Preprints,
) -> dict[Pair, Judgement]:
    """Return the judgements, those made anew that rest on a short title, and those on records whose journals have two names.

    Two names that many proven pairs share are one journal (`names_of_one_journal`). A title that is in the collection once, with the same
    authors in the same year, is enough. One that comes back in three years of one journal ("Book Review Column") names nothing: such a
    pair is not asked, and what would be one work by its title alone is asked.
    """
    found = dict(judged)
    named = _renamed(records, entries, judged)
    for pair in named:
        found[pair] = _again(entries, pair, preprints, named)
    asked = [pair for pair, one in found.items() if one.rule in BY_TITLE]
    if not asked:
        return found
    titles = {_letters(entries[position].title) for pair in asked for position in pair}
    members: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        if (letters := _letters(entry.title)) in titles:
            members.setdefault(letters, []).append(position)
    columns = {letters for letters, group in members.items() if is_column([entries[i] for i in group])}
    for pair in asked:
        a, b = (entries[position] for position in pair)
        both = {_letters(a.title), _letters(b.title)}
        if not columns.isdisjoint(both):
            found[pair] = of_column(found[pair])
        elif found[pair].verdict == "ask":
            group = [i for t in sorted(both) for i in members[t]]
            if is_there_once([entries[i] for i in group], [records[i].where.file for i in group]):
                found[pair] = _again(entries, pair, preprints, named, once=True)
    return found


_NAMES = "the collection shows these two names for one journal in {count} proven pairs"


def _renamed(
    records: Sequence[Record], entries: Sequence[RecordColumns], judged: Mapping[Pair, Judgement]
) -> dict[Pair, int]:
    """Return the pairs not proven yet whose journals have two names of one journal, each with the number of proven pairs that show it."""
    names = names_of_one_journal(records, entries, judged)
    if not names:
        return {}
    open_pairs = ((pair, one) for pair, one in judged.items() if one.verdict != "same")
    both = ((pair, names_of(entries[pair[0]], entries[pair[1]])) for pair, _ in open_pairs)
    return {pair: names[two] for pair, two in both if two in names}


def _again(
    entries: Sequence[RecordColumns],
    pair: Pair,
    preprints: Preprints,
    named: Mapping[Pair, int],
    *,
    once: bool = False,
) -> Judgement:
    """Return the judgement on a pair with what the collection shows of it."""
    a, b = (entries[position] for position in pair)
    return judged_again(a, b, preprints, once=once, shown=named.get(pair, 0))


def judged_again(
    a: RecordColumns, b: RecordColumns, preprints: Preprints, *, once: bool, shown: int
) -> Judgement:
    """Return the judgement on two records, whose title may be there `once`, and whose journals' names may be one in `shown` proven pairs."""
    one = judge(a, b, _likeness(a, b), preprints, once=once, one_journal=bool(shown))
    return replace(one, reasons=(*one.reasons, _NAMES.format(count=shown))) if shown else one


BY_TITLE = frozenset(["title", "journal", "nothing-against", "unsigned", "undated"])
"""Rules that a pair may owe to its title and authors alone."""


def _letters(title: str) -> str:
    return title.replace(" ", "")


def of_column(one: Judgement) -> Judgement:
    """Return what a judgement is worth where the title of a pair is that of a column."""
    verdict: Verdict = "ask" if one.verdict == "same" else "different"
    return replace(one, verdict=verdict, reasons=(*one.reasons, _COLUMN), rule="column", kind=None)


def is_column(group: Sequence[RecordColumns]) -> bool:
    """Return whether the title of some records is in three years of one journal, and short."""
    if len(group) < _YEARS or len(group[0].title) > _LONGEST_NAME:
        return False
    years: dict[str, set[int]] = {}
    for entry in group:
        if entry.year and entry.container:
            years.setdefault(entry.container, set()).add(entry.year)
    return any(len(found) >= _YEARS for found in years.values())


_LONGEST_NAME = 40
"""Letters of the name of a column; a longer title in three years is one work whose year is written in three ways."""


def is_there_once(group: Sequence[RecordColumns], files: Sequence[str]) -> bool:
    """Return whether the records of a title are two, or one in each file, all of one year and by the same people; and it names no kind of piece."""
    title = group[0].title
    if names_a_piece(title) or comes_back(title) or (" " not in title and len(group[0].authors) < 2):
        return False
    signed = {(entry.year, frozenset(entry.authors)) for entry in group}
    return len(group) == 2 or (len(set(files)) == len(group) and len(signed) == 1)


def _likeness(a: RecordColumns, b: RecordColumns) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(a.title[:1000], b.title[:1000]) / 100
