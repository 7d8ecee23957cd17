"""What the whole collection shows: a title is there once, or comes back every year; two names are one journal's.

A pair's verdict depends on its two records alone, and is kept for the next time. What is seen here depends on all records, so it is looked at
anew each time, of the few pairs whose titles say too little or whose journals have two names.

No list of journals knows that "Zhonghua Yi Xue Za Zhi" is the "National Medical Journal of China", and no likeness of letters tells. Pairs
that are proven one work without the journal do, if there are enough of them and nothing in the collection speaks against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from litreview.core.model import Record, Verdict
from litreview.core.text import fold
from litreview.linkage import RecordColumns, likeness
from litreview.stages.duplicates.evidence import comes_back, names_a_piece
from litreview.stages.duplicates.verdict import Judgement, Preprints, judge
from litreview.works.journals import is_meeting, same_container, shortens

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
    members = _by_letters(entries, {_letters(entries[position].title) for pair in asked for position in pair})
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


def _by_letters(entries: Sequence[RecordColumns], titles: Container[str]) -> Mapping[str, Sequence[int]]:
    """Return the positions of the records that have one of some titles, by its letters."""
    members: dict[str, list[int]] = {}
    for position, entry in enumerate(entries):
        if (letters := _letters(entry.title)) in titles:
            members.setdefault(letters, []).append(position)
    return members


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
    one = judge(a, b, likeness(a.title, b.title), preprints, once=once, one_journal=bool(shown))
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


Names = tuple[str, str]

ENOUGH = 3
"""Places at which proven pairs must show two names: one or two may be slips."""


def names_of_one_journal(
    records: Sequence[Record], entries: Sequence[RecordColumns], judged: Mapping[Pair, Judgement]
) -> dict[Names, int]:
    """Return the pairs of names, in order of the alphabet, that are one journal's, each with the number of places that show it.

    A pair of records shows two names if it is proven one work, volume and first page are the same, neither name is a meeting's, and
    neither has a letter or number of a part that the other lacks ("Series A"). Two names are not one journal's if one of them is
    shown with a third that the other does not go with ("Mutat Res" for each of several "Mutation Research: …"), if a title by the same
    people is in both in one year in two volumes, or if the same pages of the same volume and year hold two works.
    """
    places: dict[Names, set[tuple[str, str]]] = {}
    against: list[Names] = []
    for (x, y), one in judged.items():
        if names := shown(entries[x], entries[y], (records[x].container, records[y].container), one):
            places.setdefault(names, set()).add((entries[x].volume, entries[x].page))
        elif names := refuted(entries[x], entries[y], one):
            against.append(names)
    return proven_names({names: len(seen) for names, seen in places.items()}, against, lambda _: entries)


def shown(a: RecordColumns, b: RecordColumns, containers: tuple[str, str], one: Judgement) -> Names | None:
    """Return the two names for one journal that a pair shows, None if it shows none; `containers` are the names as they stand."""
    if one.verdict != "same" or not _at_one_place(a, b):
        return None
    names = _two_names(a, b)
    return names if names and not _parts(*containers) else None


def proven_names(
    places: Mapping[Names, int],
    against: Iterable[Names],
    entries: Callable[[set[str]], Iterable[RecordColumns]],
) -> dict[Names, int]:
    """Return the pairs of names that are one journal's, with the number of places that show it.

    `places` has that number for all names that a pair shows, `against` what pairs speak against (`refuted`), and `entries` gives those
    that are in one of some journals.
    """
    found = {names: count for names, count in places.items() if count >= ENOUGH}
    if not found:
        return {}
    among = {name for names in found for name in names}
    ruled_out = {*_ambiguous(places), *against, *_parallel(entries(among), among)}
    return {names: count for names, count in found.items() if names not in ruled_out}


def names_of(a: RecordColumns, b: RecordColumns) -> Names:
    """Return the names of the journals of two records, in order of the alphabet."""
    return (a.container, b.container) if a.container < b.container else (b.container, a.container)


def _two_names(a: RecordColumns, b: RecordColumns) -> Names | None:
    """Return the names of two records that are not known to be one journal's; None if they are, or one is a meeting's."""
    if a.container == b.container or same_container(a.container, b.container) is not False:
        return None
    return None if is_meeting(a.container) or is_meeting(b.container) else names_of(a, b)


def _at_one_place(a: RecordColumns, b: RecordColumns) -> bool:
    return a.volume == b.volume != "" and a.page == b.page != ""


_OF_PART = re.compile(r"[a-z]|\d+|i{2,3}|iv|vi{1,3}")
_LONE = re.compile(r"\b[a-z]\b")


def _parts(one: str, other: str) -> bool:
    """Return whether one of two names has a letter or number that begins or shortens no word of the other: that of a part.

    >>> _parts("J Trauma", "Journal of Trauma"), _parts("Am J Med Genet A", "American Journal of Medical Genetics")
    (False, True)
    """
    a, b = _words(one), _words(other)
    return _lone(a, b) or _lone(b, a)


def _words(name: str) -> list[str]:
    """Return the words of a name, without the letters that are a small word in some language: "Eksperimental'naia i klinicheskaia"."""
    return fold(name if name.islower() else _LONE.sub(" ", name)).split()


def _lone(words: Sequence[str], other: Sequence[str]) -> bool:
    at = 0
    for word in words:
        here = next((i for i in range(at, len(other)) if shortens(word, other[i])), None)
        if here is not None:
            at = here + 1
        elif _OF_PART.fullmatch(word):
            return True
    return False


def _ambiguous(shown: Iterable[Names]) -> Iterator[Names]:
    """Yield the names of which one is shown with two others that do not go together."""
    beside: dict[str, set[str]] = {}
    for one, other in shown:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    for name, others in beside.items():
        for two in combinations(sorted(others), 2):
            if not same_container(*two):
                for other in two:
                    yield (name, other) if name < other else (other, name)


def refuted(a: RecordColumns, b: RecordColumns, one: Judgement) -> Names | None:
    """Return the names under which a title by the same people appeared in one year in two volumes: a report in one, the article in the other."""
    if one.verdict == "same" or a.title != b.title or len(a.title) < _LONG_TITLE:
        return None
    if not (a.year == b.year != 0 and a.authors == b.authors != ()):
        return None
    return _two_names(a, b) if a.volume and b.volume and a.volume != b.volume else None


_LONG_TITLE = 25
"""Letters of a title that no editor gives to something in each of the volumes of a year."""


def _parallel(entries: Iterable[RecordColumns], among: Container[str]) -> Iterator[Names]:
    """Yield the names that have different works on the same pages of the same volume and year: two journals that count alike."""
    pages: dict[tuple[object, ...], list[RecordColumns]] = {}
    for one in entries:
        if one.container in among and one.year and one.volume and one.page != one.last != "" and one.authors:
            pages.setdefault((one.year, one.volume, one.page, one.last), []).append(one)
    for group in pages.values():
        for a, b in combinations(group, 2):
            if a.container != b.container and a.title != b.title and set(a.authors).isdisjoint(b.authors):
                yield names_of(a, b)
