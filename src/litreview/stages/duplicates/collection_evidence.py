"""Evidence from the whole collection: a title is unique or recurs every year; two names belong to one journal.

The verdict on a pair depends on its two records alone, and is cached. The evidence here depends on all records, so it is computed again
each time. It concerns few pairs: those with short titles, and those whose journals have two names.

No list of journals knows that "Zhonghua Yi Xue Za Zhi" is the "National Medical Journal of China", and the letters do not show it. Pairs that
are proven one work without the journal do show it, if there are enough of them and nothing in the collection contradicts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations

from litreview.core.containers import grouped, grouped_sets
from litreview.core.model import Record, Verdict
from litreview.core.text import fold
from litreview.linkage import RecordColumns
from litreview.stages.duplicates.evidence import has_genre_word, is_recurring_title
from litreview.stages.duplicates.title_noise import letters_of
from litreview.stages.duplicates.verdict import Judgement, Pair, Preprints, judge
from litreview.works.author_names import author_match
from litreview.works.journals import is_meeting, same_container, shortens
from litreview.works.titles import NUMBER_WORDS

_YEARS = 3
"""Years of one journal in which a short title must recur to count as the title of a column."""

_COLUMN = "a title that comes back in other years of the journal"


def revise_by_collection(
    records: Sequence[Record],
    entries: Sequence[RecordColumns],
    judged: Mapping[Pair, Judgement],
    preprints: Preprints,
) -> dict[Pair, Judgement]:
    """Return the judgements, with pairs of short titles and pairs under two names of one journal judged again.

    Two names that many proven pairs share are one journal (`names_of_one_journal`). A title that is unique in the collection, with the same
    authors in the same year, proves one work. Two titles that are merely alike prove none where each is that of another record too
    (`judge_as_two_titles`). A title that recurs in three years of one journal ("Book Review Column") proves nothing. A question about such a pair is
    dropped, and a proof by its title alone becomes a question.
    """
    found = dict(judged)
    two_names = _pairs_under_two_names(records, entries, judged)
    for pair in two_names:
        found[pair] = _rejudge_pair(entries, pair, preprints, two_names)
    by_title = [pair for pair, one in found.items() if one.rule in BY_TITLE]
    alike = [pair for pair, one in found.items() if one.verdict == "same" and one.rule in BY_LIKENESS]
    titles = {letters_of(entries[position].title) for pair in (*by_title, *alike) for position in pair}
    if not titles:
        return found
    members = _by_letters(entries, titles)
    for pair in alike:
        if _are_two_titles(entries, pair, members):
            found[pair] = judge_as_two_titles(found[pair])
    columns = {letters for letters, group in members.items() if is_column([entries[i] for i in group])}
    for pair in by_title:
        both = sorted({letters_of(entries[position].title) for position in pair})
        if not columns.isdisjoint(both):
            found[pair] = judge_as_column(found[pair])
        elif found[pair].verdict == "ask" and _is_once(records, entries, both, members):
            found[pair] = _rejudge_pair(entries, pair, preprints, two_names, once=True)
    return found


def _is_once(
    records: Sequence[Record],
    entries: Sequence[RecordColumns],
    titles: Sequence[str],
    members: Mapping[str, Sequence[int]],
) -> bool:
    """Return whether the collection has one work of a title, in whatever spelling of it."""
    group = [position for title in titles for position in members[title]]
    return is_unique_title([entries[i] for i in group], [records[i].where.file for i in group])


def _are_two_titles(
    entries: Sequence[RecordColumns], pair: Pair, members: Mapping[str, Sequence[int]]
) -> bool:
    """Return whether each of two titles is that of another record with a year (`judge_as_two_titles`)."""
    ends = [entries[position] for position in pair]
    one, other = (letters_of(end.title) for end in ends)
    dated = min(sum(entries[i].year > 0 for i in members[letters]) for letters in (one, other))
    return dated > all(end.year for end in ends) and one not in other and other not in one


def _by_letters(entries: Sequence[RecordColumns], titles: Container[str]) -> Mapping[str, Sequence[int]]:
    """Return the positions of the records with one of `titles`, by the letters of the title."""
    return grouped(
        (letters, position)
        for position, entry in enumerate(entries)
        if (letters := letters_of(entry.title)) in titles
    )


_NAMES = "the collection shows these two names for one journal in {count} proven pairs"


def _pairs_under_two_names(
    records: Sequence[Record], entries: Sequence[RecordColumns], judged: Mapping[Pair, Judgement]
) -> dict[Pair, int]:
    """Return the unproven pairs under two names of one journal, each with the number of proven pairs that show the names."""
    names = names_of_one_journal(records, entries, judged)
    if not names:
        return {}
    return {
        (a, b): names[two]
        for (a, b), one in judged.items()
        if one.verdict != "same" and (two := names_of(entries[a], entries[b])) in names
    }


def _rejudge_pair(
    entries: Sequence[RecordColumns],
    pair: Pair,
    preprints: Preprints,
    two_names: Mapping[Pair, int],
    *,
    once: bool = False,
) -> Judgement:
    """Return the judgement on a pair with the evidence of the collection."""
    a, b = (entries[position] for position in pair)
    return rejudge(a, b, preprints, once=once, proven_pairs=two_names.get(pair, 0))


def rejudge(
    a: RecordColumns, b: RecordColumns, preprints: Preprints, *, once: bool, proven_pairs: int
) -> Judgement:
    """Return the judgement on two records with the evidence of the collection.

    `once`: their title is unique; `proven_pairs`: how many pairs show their journals' names as one.
    """
    one = judge(a, b, preprints=preprints, once=once, one_journal=bool(proven_pairs))
    return replace(one, reasons=(*one.reasons, _NAMES.format(count=proven_pairs))) if proven_pairs else one


BY_TITLE = frozenset(["title", "journal", "nothing-against", "unsigned", "undated"])
"""Rules that may rest on title and authors alone."""


BY_LIKENESS = frozenset(["title-from-memory"])
"""Rules that rest on titles that are alike and not the same."""

_BOTH_TITLES = "but the collection has other records of each of the two titles"


def judge_as_two_titles(one: Judgement) -> Judgement:
    """Return the judgement on a pair of which each title is that of another record with a year as well: a proof becomes a question.

    A reference without a year names the work whose title it has. Of two records with a year, each title must be that of another record too. One
    title within the other is that without a subtitle.
    """
    return replace(one, verdict="ask", reasons=(*one.reasons, _BOTH_TITLES), contradicts=True)


def judge_as_column(one: Judgement) -> Judgement:
    """Return the judgement on a pair whose title is that of a column: a proof becomes a question, a question becomes `different`."""
    verdict: Verdict = "ask" if one.verdict == "same" else "different"
    return replace(one, verdict=verdict, reasons=(*one.reasons, _COLUMN), rule="column", kind=None)


def is_column(group: Sequence[RecordColumns]) -> bool:
    """Return whether records have the short title of a column: it recurs in three years of one journal."""
    if len(group) < _YEARS or len(group[0].title) > _LONGEST_NAME:
        return False
    years = grouped_sets((entry.container, entry.year) for entry in group if entry.year and entry.container)
    return any(len(found) >= _YEARS for found in years.values())


_LONGEST_NAME = 40
"""Letters in the name of a column at most; a longer title in three years is one work with three different years."""


def is_unique_title(group: Sequence[RecordColumns], files: Sequence[str]) -> bool:
    """Return whether a title that is no column's belongs to one work in the collection; a short one with a genre word may be a column's.

    Its records are two, or one in each file, all of one year and by the same people. Of a long title, or one that several people sign in each
    record, there may be more, if no two of them name other years or other people.
    """
    title = group[0].title
    recurs = is_recurring_title(title) or (has_genre_word(title) and len(title) <= _LONGEST_NAME)
    if recurs or (" " not in title and len(group[0].authors) < 2):
        return False
    signed = {(entry.year, frozenset(entry.authors)) for entry in group}
    if len(group) == 2 or (len(set(files)) == len(group) and len(signed) == 1):
        return True
    signed_by_several = len(title) >= SIGNED_TITLE and all(len(entry.authors) > 1 for entry in group)
    long = len(title) >= LONG_TITLE or signed_by_several
    return long and len(group) <= MOST_OF_ONE and _may_be_one_work(group)


MOST_OF_ONE = 40
"""Records of one title that are compared with each other at most."""


def _may_be_one_work(group: Sequence[RecordColumns]) -> bool:
    """Return whether no two dated records of one title name other years or other people; a single name beside lists of several is a slip.

    A record without a year says of its authors at most that a program read them badly: no work of other people is known by it.
    """
    dated = [entry for entry in group if entry.year]
    if len({entry.year for entry in dated}) > 1:
        return False
    lists = sorted({entry.authors for entry in dated or group if entry.authors})
    lists = [one for one in lists if len(one) > 1] or lists
    return all((author_match(one, other) or 0) > _HALF for one, other in combinations(lists, 2))


_HALF = 0.5


Names = tuple[str, str]

ENOUGH = 3
"""Number of places (volume and page) at which proven pairs must show two names: one or two may be errors."""


def names_of_one_journal(
    records: Sequence[Record], entries: Sequence[RecordColumns], judged: Mapping[Pair, Judgement]
) -> dict[Names, int]:
    """Return the pairs of names, each in alphabetical order, that belong to one journal, with the number of places that show it.

    A pair of records shows two names if it is proven one work and volume and first page are the same. Neither name may
    have the letter or number of a part that the other lacks ("Series A"). For a meeting's name, whose proceedings have no volumes, the evidence is a
    long title by the same several people in both in one year.

    Two names are not one journal's in three cases. One of them is shown with a third that does not match the other ("Mutat Res" for each of
    several "Mutation Research: …"). Or a title by the same people is in both in one year, in two volumes. Or the same pages of the same
    volume and year hold two works.
    """
    places: dict[Names, set[str]] = {}
    against: list[Names] = []
    for (x, y), one in judged.items():
        if shown := names_shown(entries[x], entries[y], (records[x].container, records[y].container), one):
            places.setdefault(shown[0], set()).add(shown[1])
        elif names := names_refuted(entries[x], entries[y], one):
            against.append(names)
    return proven_names({names: len(seen) for names, seen in places.items()}, against, lambda _: entries)


def names_shown(
    a: RecordColumns, b: RecordColumns, containers: tuple[str, str], one: Judgement
) -> tuple[Names, str] | None:
    """Return the two names for one journal that a pair shows, and the place that shows it; None if it shows none.

    `containers` are the names as written.
    """
    if one.verdict == "same" and _at_one_place(a, b) and (names := _two_names(a, b)):
        return None if _name_other_parts(*containers) else (names, f"{a.volume}\x01{a.page}")
    names = _meeting_names(a, b)
    return (names, letters_of(a.title)) if names and one.verdict != "different" and a.year == b.year else None


def proven_names(
    places: Mapping[Names, int],
    against: Iterable[Names],
    entries: Callable[[set[str]], Iterable[RecordColumns]],
) -> dict[Names, int]:
    """Return the pairs of names that belong to one journal, with the number of places that show it.

    `places` has that number for all names that a pair shows, and `against` the names that pairs refute (`names_refuted`). `entries` returns
    the entries in any of some journals.
    """
    found = {names: count for names, count in places.items() if count >= ENOUGH}
    if not found:
        return {}
    among = {name for names in found for name in names}
    journals = (names for names in places if not any(map(is_meeting, names)))
    ruled_out = {*_ambiguous(journals), *against, *_on_the_same_pages(entries(among), among)}
    return {names: count for names, count in found.items() if names not in ruled_out}


def names_of(a: RecordColumns, b: RecordColumns) -> Names:
    """Return the names of the journals of two records, in alphabetical order; those of meetings without the number of the meeting."""
    one, other = _series(a.container), _series(b.container)
    return (one, other) if one < other else (other, one)


@lru_cache(maxsize=1 << 14)
def _series(container: str) -> str:
    """Return the name of a container; that of a meeting without its number and year.

    >>> _series("proceedings 26th international conference very"), _series("journal of 2 harbors")
    ('proceedings international conference very', 'journal of 2 harbors')
    """
    if not is_meeting(container):
        return container
    return " ".join(word for word in container.split() if not (word[0].isdecimal() or word in NUMBER_WORDS))


def _two_names(a: RecordColumns, b: RecordColumns) -> Names | None:
    """Return the journal names of two records; None if they are known to be one journal, or one is a meeting."""
    if a.container == b.container or same_container(a.container, b.container) is not False:
        return None
    return None if is_meeting(a.container) or is_meeting(b.container) else names_of(a, b)


def _meeting_names(a: RecordColumns, b: RecordColumns) -> Names | None:
    """Return two names, at least one of a meeting, under which a long title of the same several people is dated; else None."""
    if not (a.container and b.container and a.year and b.year) or same_container(a.container, b.container):
        return None
    if not (is_meeting(a.container) or is_meeting(b.container)) or len(a.authors) < _SEVERAL:
        return None
    one_title = len(a.title) >= LONG_TITLE and letters_of(a.title) == letters_of(b.title)
    return names_of(a, b) if one_title and a.authors == b.authors else None


_SEVERAL = 2


def _at_one_place(a: RecordColumns, b: RecordColumns) -> bool:
    return a.volume == b.volume != "" and a.page == b.page != ""


_PART_MARK = re.compile(r"[a-z]|\d+|i{2,3}|iv|vi{1,3}")
_LONE_LETTER = re.compile(r"\b[a-z]\b")


def _name_other_parts(one: str, other: str) -> bool:
    """Return whether one of two names has the mark of a part: a letter or number that abbreviates no word of the other.

    >>> _name_other_parts("J Trauma", "Journal of Trauma"), _name_other_parts("Am J Med Genet A", "American Journal of Medical Genetics")
    (False, True)
    """
    a, b = _words(one), _words(other)
    return _has_part_mark(a, b) or _has_part_mark(b, a)


def _words(name: str) -> list[str]:
    """Return the words of a name without single lower-case letters, small words in some language: "Eksperimental'naia i klinicheskaia"."""
    return fold(name if name.islower() else _LONE_LETTER.sub(" ", name)).split()


def _has_part_mark(words: Sequence[str], other: Sequence[str]) -> bool:
    at = 0
    for word in words:
        here = next((i for i in range(at, len(other)) if shortens(word, other[i])), None)
        if here is not None:
            at = here + 1
        elif _PART_MARK.fullmatch(word):
            return True
    return False


def _ambiguous(pairs: Iterable[Names]) -> Iterator[Names]:
    """Yield the pairs with a name that is also shown with another name of a different journal."""
    partners = grouped(ends for a, b in pairs for ends in ((a, b), (b, a)))
    for name, others in partners.items():
        for two in combinations(sorted(set(others)), 2):
            if not same_container(*two):
                for other in two:
                    yield (name, other) if name < other else (other, name)


def names_refuted(a: RecordColumns, b: RecordColumns, one: Judgement) -> Names | None:
    """Return two names that are two journals: a title by the same people is in both in one year, in two volumes; else None."""
    if a.title != b.title or len(a.title) < LONG_TITLE:
        return None
    if a.year != b.year and (names := _meeting_names(a, b)):
        return names
    if one.verdict == "same" or not (a.year == b.year != 0 and a.authors == b.authors != ()):
        return None
    return _two_names(a, b) if a.volume and b.volume and a.volume != b.volume else None


SIGNED_TITLE = 15
"""Letters from which a title that several people sign is no column's."""

LONG_TITLE = 25
"""Letters from which a title is too long to recur in each volume of a year."""


def _on_the_same_pages(entries: Iterable[RecordColumns], among: Container[str]) -> Iterator[Names]:
    """Yield the names with different works on the same pages of the same volume and year: two journals with the same numbering."""
    pages = grouped(
        ((one.year, one.volume, one.page, one.last), one)
        for one in entries
        if one.container in among and one.year and one.volume and one.page != one.last != "" and one.authors
    )
    for group in pages.values():
        for a, b in combinations(group, 2):
            if a.container != b.container and a.title != b.title and set(a.authors).isdisjoint(b.authors):
                yield names_of(a, b)
