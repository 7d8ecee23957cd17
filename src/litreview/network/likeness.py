"""How well authors, titles and containers of a reference agree with those of a work, and with those of another reference."""

from __future__ import annotations

from itertools import product
from typing import Literal

from litreview.linkage import RecordColumns
from litreview.network.entries import CUT, surname_keys
from litreview.works.journals import may_be_same_container, shortens
from litreview.works.names import acronyms

Agreement = Literal["same", "unknown", "other"]
ALIKE = 0.92
"""Titles that differ by less are one title."""

VERSION_WORDS = (
    "executive summary", "technical report", "book review", "review of", "reply to", "response to", "comment on", "erratum", "corrigendum",
    "testimony", "fact sheet", "errata",
)  # fmt: skip
"""Words that tell one version of a work from another: they must be on both sides or on neither."""


def versions(text: str, title: str) -> set[str]:
    """Return the words in a text that name a version.

    `review of` counts in the title only: a journal may be called a review of something.
    """
    return {word for word in VERSION_WORDS if f" {word} " in f" {title if word == 'review of' else text} "}


# ------------------------------------------------------------------ authors


def author_of_work(a: RecordColumns, b: RecordColumns) -> float:
    """Return how surely the author of a reference is one of a work.

    1 surname and initial, .9 surname or body, .8 a later author, .5 a misspelling, 0 unknown, -1 another.
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
    from rapidfuzz import fuzz

    return 0.5 if fuzz.ratio(a, b) >= 80 else -1.0


def _body(a: RecordColumns, b: RecordColumns) -> float:
    from rapidfuzz import fuzz

    same = any(fuzz.token_set_ratio(name, body) >= 90 for body in a.bodies[:1] for name in b.bodies)
    return 0.9 if same else 0.0


def _in_text(a: RecordColumns, b: RecordColumns) -> float:
    """Look for the work's authors anywhere in the string outside the title: plain styles hide names well."""
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

    1 the first, .8 a later one or a name turned round, .5 spelled alike, 0 unknown, -1 another.
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
    """Return how alike the titles of a reference and a work are, and whether the reference's holds much more than the work's."""
    from rapidfuzz import fuzz

    text, title, words = f" {a.text} ", b.title, len(a.title.split())
    if a.title == a.text and f" {title} " not in text:
        # nothing was told apart in the string: then only the whole title, letter for letter, is evidence
        return 0.0, False
    whole = fuzz.ratio(a.title, title) / 100
    if whole >= 0.95:
        return whole, False
    longer = len(a.title) > len(title) + 12
    if f" {title} " in text:
        return 1.0, longer and not a.title.endswith(title)
    if len(title.split()) >= 4 and len(title) < len(a.text):
        inside = fuzz.partial_ratio(title, a.text, score_cutoff=88) / 100
        if inside:
            return max(whole, inside - 0.01), longer
    if len(b.main.split()) >= 4 and f" {b.main} " in text:
        return max(whole, 0.9), False
    # a title that was cut, or a translated one, `English [Original]`, of which the reference has one
    inside = fuzz.partial_ratio(a.title, title, score_cutoff=94) / 100 if words >= 5 else 0.0
    return max(whole, inside - 0.1), False


def titles_alike(a: RecordColumns, b: RecordColumns) -> float | None:
    """Return how alike the titles of two references are, None if one has none."""
    from rapidfuzz import fuzz

    if not a.title or not b.title:
        return None
    whole = fuzz.ratio(a.title, b.title) / 100
    short, long = sorted((a.title, b.title), key=len)
    # one with its subtitle or, where the year is missing, with its journal
    inside = len(short.split()) >= 5 and f" {short} " in f" {long} "
    return max(whole, ALIKE) if inside else whole


def cut_agrees(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether one title is the other cut to twenty letters, words in it shortened (`HDB EVALUATING INFRA`)."""
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


def at_one_place(a: RecordColumns, b: RecordColumns) -> bool:
    """Return whether both name the same volume and first page, of whatever journal."""
    return bool(a.volume) and a.volume == b.volume and bool(a.page) and a.page == b.page


def container_agrees(a: RecordColumns, b: RecordColumns, known: dict[tuple[str, str], bool]) -> Agreement:
    """Return whether journal or book agree; `known` remembers which names abbreviate which."""
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
