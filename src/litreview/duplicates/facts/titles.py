"""Facts about the titles of a pair."""

from __future__ import annotations

import re

from litreview.duplicates import additions
from litreview.duplicates.evidence import Evidence
from litreview.linkage.rules import Facts
from litreview.works.titles import TitleChange


def _title_in_notice(e: Evidence) -> bool:
    notice, work = (e.a, e.b) if e.a.notice else (e.b, e.a)
    words = {word for word in work.title.split() if len(word) > _SHORT_WORD}
    return len(words.intersection(notice.title.split())) >= 0.7 * len(words)


_SHORT_WORD = 3


def _words_within(e: Evidence) -> bool:
    one, other = (
        {word for word in title.split() if word not in _IN_EVERY_LAW and len(word) > 1}
        for title in (e.a.title, e.b.title)
    )
    return one <= other or other <= one


_IN_EVERY_LAW = frozenset(["act", "law", "public", "of", "the", "a", "an", "no", "title", "division"])


_WORDS_BEFORE = 2


def _only_headed(e: Evidence) -> bool:
    head, *rest = _before(e) or [""]
    return head in _HEADS and all(word.isdecimal() for word in rest)


_HEADS = frozenset(["letter", "letters", "commentary", "abstract", "editorial"])


def _before(e: Evidence) -> list[str]:
    """Return the words that one title has before the whole of the other, none if it ends on something else."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long[: -len(short)].split() if long.endswith(f" {short}") else []


def _adds_own_year(e: Evidence) -> bool:
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long == f"{short} {e.a.year}"


_SERIAL = re.compile(
    r"\b(?:(?:bi|semi)?annual|yearly|biennial|quarterly|(?:bi)?monthly|(?:bi)?weekly|daily|yearbook|newsletter|bulletin"
    r"|(?:recent|new) developments|developments in the law|year in review|review of the year|statistics|census"
    r"|chroniques?|cronicas?|obzor|rechtsprechung(?:subersicht)?|jahresbericht|tatigkeitsbericht|rapport annuel)\b"
)


_PERIODICAL = re.compile(
    r"\b(?:annual|yearly|biennial|quarterly|yearbook|statistics|reports?|state of the|index|monitor|outlook)\b"
)


_GIVEN_AGAIN = re.compile(
    r"\b(?:tutorials?|panels?|keynotes?|demos?|demonstrations?|overview|reports?|workshops?|(?:mini)?tracks?|sessions?|introduction|preface|proceedings|summary|task|survey|trends)\b"
)


FACTS: Facts[Evidence] = {
    "wording_differs": (
        "The titles differ in words that matter, or have little in common.",
        lambda e: e.change in (TitleChange.WORDS, TitleChange.OTHER),
    ),
    "title_begins": (
        "One title begins with the whole of the other.",
        lambda e: e.a.title.startswith(e.b.title) or e.b.title.startswith(e.a.title),
    ),
    "same_subject": (
        "What the two are about reads alike, their kind of piece left out.",
        lambda e: e.a.about.replace(" ", "") == e.b.about.replace(" ", ""),
    ),
    "title_in_notice": (
        "Seven in ten of the longer words in the title of the work are in that of the notice.",
        _title_in_notice,
    ),
    "title_of_40": (
        "Both titles have forty letters at least.",
        lambda e: min(len(e.a.title), len(e.b.title)) >= 40,
    ),
    "title_of_60": (
        "Both titles have sixty letters at least.",
        lambda e: min(len(e.a.title), len(e.b.title)) >= 60,
    ),
    "two_words": (
        "The shorter title has two words at least.",
        lambda e: " " in min(e.a.title, e.b.title, key=len),
    ),
    "narrowed": (
        "What the longer title adds begins with a preposition, or says that it is about the other or goes on from it.",
        lambda e: additions.narrowed(e.a.title, e.b.title),
    ),
    "words_within": (
        'The words of one title that say something are all in the other; "Act", "Law" and the like say nothing.',
        _words_within,
    ),
    "number_before": (
        'One title only has a number before it: "Chapter 3: X", "P-123 X".',
        lambda e: e.specific and 0 < len(_before(e)) <= _WORDS_BEFORE,
    ),
    "only_headed": (
        'One title only has the kind of piece before it, as databases wrote of letters: "Letter: X", "Abstract 123: X".',
        _only_headed,
    ),
    "adds_own_year": (
        "The longer title only adds the year in which both came out. A yearly report of that title may say the same.",
        _adds_own_year,
    ),
    "serial_title": (
        "The title says that it comes out every year, month or week.",
        lambda e: _SERIAL.search(e.a.about) is not None,
    ),
    "periodical": (
        "The title is that of a report or a yearbook, which comes again.",
        lambda e: _PERIODICAL.search(e.a.about) is not None,
    ),
    "given_again": (
        "The title names what is given at every meeting: a tutorial, a panel, a preface.",
        lambda e: _GIVEN_AGAIN.search(e.a.title) is not None,
    ),
    "title_added": ("One title continues the other.", lambda e: e.change is TitleChange.ADDED),
    "numbers_differ": ("The titles differ in a number.", lambda e: e.change is TitleChange.NUMBER),
    "words_differ": ("The titles differ in words that matter.", lambda e: e.change is TitleChange.WORDS),
    "other_title": ("The titles have little in common.", lambda e: e.change is TitleChange.OTHER),
}
"""The facts that a clause may name, each with what it means and when it holds."""
