"""Facts about the titles of a pair."""

from __future__ import annotations

import re
from collections.abc import Callable

from litreview.duplicates import additions
from litreview.duplicates.evidence import Evidence
from litreview.works.titles import TitleChange


def _change(change: TitleChange, means: str) -> Callable[[Evidence], bool]:
    def fact(e: Evidence) -> bool:
        return e.change is change

    fact.__doc__ = means
    return fact


title_added: Callable[[Evidence], bool] = _change(TitleChange.ADDED, "One title continues the other.")
numbers_differ: Callable[[Evidence], bool] = _change(TitleChange.NUMBER, "The titles differ in a number.")
words_differ: Callable[[Evidence], bool] = _change(
    TitleChange.WORDS, "The titles differ in words that matter."
)
other_title: Callable[[Evidence], bool] = _change(TitleChange.OTHER, "The titles have little in common.")


def wording_differs(e: Evidence) -> bool:
    """The titles differ in words that matter, or have little in common."""
    return e.change in (TitleChange.WORDS, TitleChange.OTHER)


def title_begins(e: Evidence) -> bool:
    """One title begins with the whole of the other."""
    return e.a.title.startswith(e.b.title) or e.b.title.startswith(e.a.title)


def same_subject(e: Evidence) -> bool:
    """What the two are about reads alike, their kind of piece left out."""
    return e.a.about.replace(" ", "") == e.b.about.replace(" ", "")


def title_in_notice(e: Evidence) -> bool:
    """Seven in ten of the longer words in the title of the work are in that of the notice."""
    notice, work = (e.a, e.b) if e.a.notice else (e.b, e.a)
    words = {word for word in work.title.split() if len(word) > _SHORT_WORD}
    return len(words.intersection(notice.title.split())) >= 0.7 * len(words)


_SHORT_WORD = 3


def title_of_40(e: Evidence) -> bool:
    """Both titles have forty letters at least."""
    return min(len(e.a.title), len(e.b.title)) >= 40


def title_of_60(e: Evidence) -> bool:
    """Both titles have sixty letters at least."""
    return min(len(e.a.title), len(e.b.title)) >= 60


def two_words(e: Evidence) -> bool:
    """The shorter title has two words at least."""
    return " " in min(e.a.title, e.b.title, key=len)


def narrowed(e: Evidence) -> bool:
    """What the longer title adds begins with a preposition, or says that it is about the other or goes on from it."""
    return additions.narrowed(e.a.title, e.b.title)


def words_within(e: Evidence) -> bool:
    """The words of one title that say something are all in the other; "Act", "Law" and the like say nothing."""
    one, other = (
        {word for word in title.split() if word not in _IN_EVERY_LAW and len(word) > 1}
        for title in (e.a.title, e.b.title)
    )
    return one <= other or other <= one


_IN_EVERY_LAW = frozenset(["act", "law", "public", "of", "the", "a", "an", "no", "title", "division"])


def number_before(e: Evidence) -> bool:
    """One title only has a number before it: "Chapter 3: X", "P-123 X"."""
    return e.specific and 0 < len(_before(e)) <= _WORDS_BEFORE


_WORDS_BEFORE = 2


def only_headed(e: Evidence) -> bool:
    """One title only has the kind of piece before it, as databases wrote of letters: "Letter: X", "Abstract 123: X"."""
    head, *rest = _before(e) or [""]
    return head in _HEADS and all(word.isdecimal() for word in rest)


_HEADS = frozenset(["letter", "letters", "commentary", "abstract", "editorial"])


def _before(e: Evidence) -> list[str]:
    """Return the words that one title has before the whole of the other, none if it ends on something else."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long[: -len(short)].split() if long.endswith(f" {short}") else []


def adds_own_year(e: Evidence) -> bool:
    """The longer title only adds the year in which both came out. A yearly report of that title may say the same."""
    short, long = sorted((e.a.title, e.b.title), key=len)
    return long == f"{short} {e.a.year}"


def serial_title(e: Evidence) -> bool:
    """The title says that it comes out every year, month or week."""
    return _SERIAL.search(e.a.about) is not None


_SERIAL = re.compile(
    r"\b(?:(?:bi|semi)?annual|yearly|biennial|quarterly|(?:bi)?monthly|(?:bi)?weekly|daily|yearbook|newsletter|bulletin"
    r"|(?:recent|new) developments|developments in the law|year in review|review of the year|statistics|census"
    r"|chroniques?|cronicas?|obzor|rechtsprechung(?:subersicht)?|jahresbericht|tatigkeitsbericht|rapport annuel)\b"
)


def periodical(e: Evidence) -> bool:
    """The title is that of a report or a yearbook, which comes again."""
    return _PERIODICAL.search(e.a.about) is not None


_PERIODICAL = re.compile(
    r"\b(?:annual|yearly|biennial|quarterly|yearbook|statistics|reports?|state of the|index|monitor|outlook)\b"
)


def given_again(e: Evidence) -> bool:
    """The title names what is given at every meeting: a tutorial, a panel, a preface."""
    return _GIVEN_AGAIN.search(e.a.title) is not None


_GIVEN_AGAIN = re.compile(
    r"\b(?:tutorials?|panels?|keynotes?|demos?|demonstrations?|overview|reports?|workshops?|(?:mini)?tracks?|sessions?|introduction|preface|proceedings|summary|task|survey|trends)\b"
)
