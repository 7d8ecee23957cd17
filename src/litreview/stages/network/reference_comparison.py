"""Compares references with works and with each other: their columns, and how well authors, titles and containers agree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, product
from typing import Any, Literal

from litreview.core import text as textual
from litreview.core.libraries import distance, fuzz
from litreview.core.model import CitedReference, Doi, Person, Source, Work
from litreview.formats.references.reference_strings import dois
from litreview.linkage import RecordColumns
from litreview.linkage.columns import pages_of
from litreview.works.author_names import PARTICLES, acronyms
from litreview.works.journals import comparison_container, is_meeting, may_be_same_container, shortens
from litreview.works.law import legal_keys, place_in_fields
from litreview.works.missing_values import records_as_corrected
from litreview.works.places import first_page, volume_of

CUT = 20
"""Letters to which Web of Science truncates the title of a book."""

CONTAINERS = (
    "journal", "journaltitle", "shortjournal", "journal-iso", "abbrev_source_title", "booktitle", "maintitle", "series", "institution",
    "reporter",
)  # fmt: skip
LEGAL = ("title", "number", "note", "type", "howpublished")
_DAY = re.compile(r" ((?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))$")
_ISSUE = re.compile(r"\.issue-\d")
# the words that Web of Science drops from the title of a book: fewer than ISO 4 drops from the name of a journal
_LEFT_OUT = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "is", "of", "on", "or", "the", "to", "with"]
)


def _work_dois(reference: CitedReference) -> frozenset[str]:
    """Return the DOIs of a reference without those of whole issues."""
    named = (*dois(reference.text), reference.doi)
    return frozenset(doi for doi in named if doi and not _ISSUE.search(doi))


def reference_columns(reference: CitedReference) -> RecordColumns:
    """Return the columns of a reference for comparison, with every part folded once."""
    title, container = textual.fold(reference.title), textual.fold(reference.container)
    volume, page = volume_of(reference.volume), first_page(reference.page)
    # Web of Science puts the title of a book, whole or cut to twenty letters, where the journal stands
    book = not title and len(reference.container) in (CUT - 1, CUT)
    cut = container if not title and (not volume or len(reference.container) == CUT) else title
    name, day = reference.container, ""
    if not (title or volume or page):
        if match := _DAY.search(container):
            # a newspaper, with month and day
            name, day = container[: match.start()], match[1]
        elif (
            not name.isupper() and len(container.split()) >= 4 and not is_meeting(comparison_container(name))
        ):
            title, name = container, ""
    # without the year that parts them, title and container are one
    whole = reference.container or ("" if reference.year else reference.title)
    return RecordColumns(
        id=reference.key,
        text=textual.fold(reference.text),
        kind="book" if book else "",
        title=title,
        cut=_without_small_words(cut),
        year=reference.year or 0,
        container=comparison_container(whole),
        containers=tuple(filter(None, [comparison_container(name)])),
        dates=frozenset(filter(None, [day])),
        volume=volume,
        page=page,
        dois=_work_dois(reference),
        # an article that names a statute in its title has a place of its own
        laws=() if volume and page else legal_keys(reference.text)[:1],
        **_people(reference.authors),
    )


def lookup_dois(reference: CitedReference) -> tuple[Doi, ...]:
    """Return the DOIs of a reference for lookup, including those of a whole issue."""
    return dois(reference.text) or ((reference.doi,) if reference.doi else ())


def is_unparsed(one: RecordColumns) -> bool:
    """Return whether author or title could not be parsed from a long reference.

    Examples are catalogues and copied title pages: `Title: … Author(s): …`, or a title and names with nothing between them.
    """
    parsed = one.authors and one.title
    return not parsed and not (one.volume and one.page) and len(one.text.split()) >= 8


def source_columns(source: Source) -> Iterator[RecordColumns]:
    """Yield the columns of a source as merged, then of each record with another title, year or first author.

    A reference may cite a work by a title that was not chosen in merging, such as its short title, or by another form of a name: WoS has
    `Antonella, Certa` where Scopus has `Certa, A.`
    """
    records = records_as_corrected(source)
    fields = [source.fields, *(record.fields for record in records)]
    containers = (
        comparison_container(values[name]) for values in fields for name in CONTAINERS if values.get(name)
    )
    dates = (textual.issued(values)[5:].replace("-", "") for values in fields)
    get = source.get
    merged = RecordColumns(
        id=source.key,
        year=source.year or 0,
        containers=tuple(dict.fromkeys(filter(None, containers))),
        dates=frozenset(date for date in dates if len(date) == len("mmdd")),
        volume=volume_of(get("volume")),
        page=pages_of(get)[0],
        dois=_dois(source),
        laws=legal_keys(" ".join(filter(None, (*map(get, LEGAL), place_in_fields(source))))),
        **_people(source.authors or source.editors),
        **_titles(source.title),
    )
    yield merged
    seen = {(merged.title, merged.year, *merged.authors[:1])}
    for record in records if len(records) > 1 else ():
        work: Work = record if record.authors else source
        form = merged._replace(
            year=record.year or merged.year, **_people(work.authors or work.editors), **_titles(record.title)
        )
        name = (form.title, form.year, *form.authors[:1])
        if form.title and name not in seen:
            seen.add(name)
            yield form


def _dois(source: Source) -> frozenset[Doi]:
    """Return the DOIs of a source and of its records, including those that were not chosen."""
    if any(one.field == "doi" for one in source.corrected):
        return frozenset(filter(None, (source.doi,)))  # the DOIs of the records are wrong
    own = [source.doi, *(record.doi for record in (*source.records, *source.enriched))]
    others = (doi for value in source.values if value.field == "doi" for doi in dois(value.value))
    return frozenset(doi for doi in chain(own, others) if doi)


def _titles(text: str) -> dict[str, Any]:
    title = textual.fold(text)
    # a translated title is in brackets behind (Scopus): both are compared through the main title
    main = textual.fold(re.split(r"[:?[]|\s[-–—]\s|\.\s", text)[0])
    return {"title": title, "main": main if main != title else "", "cut": _without_small_words(title)}


def _people(people: tuple[Person, ...]) -> dict[str, Any]:
    # a name without a letter or figure (`?`) says nothing; initials are beside their surnames
    surnames = [textual.surname(person) for person in people]
    named = [(name, one) for name, one in zip(surnames, people, strict=True) if name and not one.literal]
    return {
        "authors": tuple(name for name, _ in named),
        "initials": tuple(textual.fold(person.given)[:1] for _, person in named),
        "bodies": tuple(name for p in people if p.literal and (name := textual.fold(p.literal))),
        "forms": _forms(surnames[0], people[0]) if people else (),
        "others": frozenset(
            form
            for name, person in zip(surnames[1:], people[1:], strict=True)
            for form in _forms(name, person)
        ),
    }


def _forms(folded: str, person: Person) -> tuple[str, ...]:
    """Return the forms of a name for looking up its work, from its folded surname.

    WoS has names from SciELO as `Costa Helder Gomes` and `Hogle Linda F`, so the first word is a form, too.
    """
    if not folded:
        return ()
    head = folded.partition(" ")[0]
    tails = surname_keys(folded)[: 1 if person.literal else None]
    return tuple(dict.fromkeys((*tails, *([] if head in PARTICLES else [head]))))


@lru_cache(maxsize=100_000)
def surname_keys(name: str) -> tuple[str, ...]:
    """Return the lookup forms of a folded surname: the whole name and each shorter tail, without spaces.

    Databases differ in which words they count as the surname: `Antonio Gomez-Ruiz`, `Gomez-Ruiz` and `GomezRuiz` are one name.

    >>> surname_keys("antonio gomez ruiz")
    ('antoniogomezruiz', 'gomezruiz', 'ruiz')

    A tail of one letter is an initial, but a whole name of one letter is a name, such as the Korean `O`: only an empty name has no form.
    """
    parts = name.split()
    if len(parts) < 2:  # mostly
        return tuple(parts)
    tails = ["".join(parts[start:]) for start in range(len(parts))]
    return tuple(dict.fromkeys([*tails[:1], *[tail for tail in tails[1:] if len(tail) > 1]]))


def _without_small_words(title: str) -> str:
    return " ".join([word for word in title.split() if word not in _LEFT_OUT])


Agreement = Literal["same", "unknown", "other"]
ALIKE = 0.92
"""Similarity from which two titles count as one."""

_OTHER_WORD = 0.87
"""The most that titles are similar where one has another word than the other: so alike, only a place or a person makes them one."""

VERSION_WORDS = (
    "executive summary", "technical report", "book review", "review of", "reply to", "response to", "comment on", "erratum", "corrigendum",
    "testimony", "fact sheet", "errata",
)  # fmt: skip
"""Words that distinguish versions of a work: both sides must have them, or neither."""


def versions(text: str, title: str) -> set[str]:
    """Return the words in a text that name a version.

    `review of` counts only in the title, since it may be in the name of a journal.
    """
    return {word for word in VERSION_WORDS if f" {word} " in f" {title if word == 'review of' else text} "}


# ------------------------------------------------------------------ authors


def author_of_work(a: RecordColumns, b: RecordColumns) -> float:
    """Return how certain it is that the author of a reference is an author of a work. 1: surname and initial agree; .9: surname or body; .8: a later
    author; .5: a misspelling; 0: unknown; -1: another author.
    """
    found = _surname(a, b) if a.authors else _body(a, b)
    return (found if found > 0 else _in_text(a, b) or found) if a.title else found


def _surname(a: RecordColumns, b: RecordColumns) -> float:
    if not b.authors:
        return 0.8 if any(f" {a.authors[0]} " in f" {body} " for body in b.bodies) else 0.0
    mine = surname_keys(a.authors[0])
    for position, name in enumerate(b.authors):
        theirs = surname_keys(name)
        if mine[0] in theirs or theirs[0] in mine:
            one, other = a.initials[0], b.initials[position]
            if one and other and one != other:
                # `Gomez-Ruiz JA` against `Antonio Gomez-Ruiz, Jose`; otherwise another person of that name
                return 0.8 if len(theirs) > 1 or len(mine) > 1 else -1.0
            return 0.8 if position else 1.0 if one and other else 0.9
    return _misspelled(mine[0], surname_keys(b.authors[0])[0]) if len(mine[0]) >= 4 else -1.0


def _misspelled(a: str, b: str) -> float:
    return 0.5 if fuzz.ratio(a, b) >= 80 else -1.0


def _body(a: RecordColumns, b: RecordColumns) -> float:
    same = any(fuzz.token_set_ratio(name, body) >= 90 for body in a.bodies[:1] for name in b.bodies)
    return 0.9 if same else 0.0


def _in_text(a: RecordColumns, b: RecordColumns) -> float:
    """Return how surely the work's authors are anywhere in the string outside the title: parsing misses names in plain styles."""
    rest = f" {a.text} ".replace(f" {b.title} ", "  ")
    for position, name in enumerate(b.authors):
        # a name of one letter stands anywhere as an initial
        if len(name) > 1 and f" {name} " in rest:
            return 0.8 if position else 0.9
    for body in b.bodies:
        # `U.S. Government Accountability Office` is GAO, and `United States` where it is written out
        short = body.removeprefix("u s ").removeprefix("us ").removeprefix("united states ")
        names = {body, short, *(letters for letters in acronyms(body) if len(letters) > 2)}
        if any(f" {name} " in rest for name in names):
            return 0.8
    return 0.0


def author_of_reference(a: RecordColumns, b: RecordColumns) -> float:
    """Return how well the authors of two references agree.

    1: the first author agrees; .8: a later one, or swapped names; .5: similar spelling; 0: unknown; -1: another author.
    """
    if not a.forms or not b.forms:
        return 0.0
    one, other = a.initials[0] if a.initials else "", b.initials[0] if b.initials else ""
    if not set(a.forms).isdisjoint(b.forms):
        return 1.0 if not one or not other or one == other else 0.8
    if not a.others.isdisjoint(b.forms) or not b.others.isdisjoint(a.forms):
        return 0.8
    # `Vahid, B.` for `Balali V`: given and family name were exchanged
    if one == b.forms[0][0] and other == a.forms[0][0]:
        return 0.8
    short = min(len(a.forms[0]), len(b.forms[0]))
    return _misspelled(a.forms[0], b.forms[0]) if short >= 5 else -1.0


# ------------------------------------------------------------------ titles


def title_in_reference(a: RecordColumns, b: RecordColumns) -> tuple[float, bool]:
    """Return the similarity of the titles of a reference and a work, and whether the reference's is much longer."""
    text, title, words = f" {a.text} ", b.title, len(a.title.split())
    if a.title == a.text and f" {title} " not in text:
        # the string could not be parsed: then only the whole title, letter for letter, is evidence
        return 0.0, False
    whole = fuzz.ratio(a.title, title) / 100
    held = f" {title} " in text
    other = not held and whole >= 0.8 and has_other_word(a.title, title)
    if whole >= 0.95 and not other:
        return whole, False
    longer = len(a.title) > len(title) + 12
    if held:
        return 1.0, longer and not a.title.endswith(title)
    if other:
        return min(whole, _OTHER_WORD), False
    if len(title.split()) >= 4 and len(title) < len(a.text):
        inside = fuzz.partial_ratio(title, a.text, score_cutoff=88) / 100
        if inside:
            return max(whole, inside - 0.01), longer
    if len(b.main.split()) >= 4 and f" {b.main} " in text:
        return max(whole, 0.9), False
    # a title that was cut, or a translated one, `English [Original]`, of which the reference has one
    inside = fuzz.partial_ratio(a.title, title, score_cutoff=94) / 100 if words >= 5 else 0.0
    return max(whole, inside - 0.1), False


def has_other_word(a: str, b: str) -> bool:
    """Return whether a word of one title stands where the other has a word that is no spelling of it.

    Then they are two titles of one form, such as a series has for each of its towns, however many letters they share.

    >>> has_other_word("school streets in berlin", "school streets in seoul"), has_other_word("labour in ports", "labor in ports a study")
    (True, False)
    """
    ours, theirs = a.split(), b.split()
    pairs = (
        (ours[one.src_pos], theirs[one.dest_pos])
        for one in distance.Levenshtein.editops(ours, theirs)
        if one.tag == "replace"
    )
    return any(min(map(len, pair)) >= 4 and fuzz.ratio(*pair) <= 60 for pair in pairs)


def titles_alike(a: RecordColumns, b: RecordColumns) -> float | None:
    """Return the similarity of the titles of two references, None if one has no title."""
    if not a.title or not b.title:
        return None
    whole = fuzz.ratio(a.title, b.title) / 100
    short, long = sorted((a.title, b.title), key=len)
    # one with its subtitle or, where the year is missing, with its journal
    inside = len(short.split()) >= 5 and f" {short} " in f" {long} "
    return max(whole, ALIKE) if inside else whole


def cut_agrees(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether one title is the other truncated to twenty letters, also with abbreviated words (`HDB EVALUATING INFRA`)."""
    short, long = sorted((a.cut, b.cut), key=len)
    if len(short) < 10:
        return False
    if long.replace(" ", "").startswith(short.replace(" ", "")[: CUT - 1]):
        return len(short.split()) > 1 or short == long
    words, full = short.split(), long.split()
    if not 2 <= len(words) <= len(full):
        return False
    *whole, last = words
    return full[len(whole)].startswith(last) and all(map(shortens, whole, full))


# ------------------------------------------------------------------ places


def same_place(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether both have the same volume and first page, of any journal."""
    return bool(a.volume) and a.volume == b.volume and bool(a.page) and a.page == b.page


def container_agrees(a: RecordColumns, b: RecordColumns, known: dict[tuple[str, str], bool]) -> Agreement:
    """Return whether journal or book agree; `known` caches which names abbreviate which."""
    one, other = a.container, b.container
    if one.endswith(f" {other}") or other.endswith(f" {one}"):
        # the end of a title holds the journal where the year between them is missing
        return "same"
    ours, theirs = ((one,), (other,)) if b.text else (a.containers, b.containers)
    pairs = [pair for pair in product(ours, theirs) if all(pair)]
    for pair in pairs:
        if pair not in known:
            known[pair] = may_be_same_container(*pair)
    return "unknown" if not pairs else "same" if any(map(known.__getitem__, pairs)) else "other"
