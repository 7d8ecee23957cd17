"""Whether two names of proceedings mean the same series of meetings.

Proceedings have no fixed title: one meeting is cited as "Proc. 36th Annual Symposium on Foundations of Computer Science",
"IEEE Symposium on Foundations of Comp. Sci., pages", or by an acronym. What names the meeting is its subject; year, number,
society and the words for "meeting" and "proceedings" come and go.
"""

from __future__ import annotations

import re

__all__ = ["is_meeting", "same_meeting"]

_MEETING = (
    "proc", "conf", "symp", "workshop", "congr", "meeting", "colloq", "annual meet", "preproc",
)  # fmt: skip
_IS_MEETING = re.compile(
    r"^(?:proc(?:s|eedings?)?|proceed|conf|conferences?|symp|sympos(?:ium|ia)?|workshops?|works|wkshp|congress|meeting|colloqui(?:um|a)|conferencia|congreso|tagung)$"
)
_COMES_AND_GOES = re.compile(
    r"^(?:\d.*|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|twent(?:y|ieth)"
    r"|thirt(?:y|ieth)|fort(?:y|ieth)|fift(?:y|ieth)|st|nd|rd|th|pre|acm|ieee|aaai|ifip|siam|usenix|aisel|annual|annu|ann|biennial|int|intl|intern"
    r"|internat(?:ional)?|international|national|joint|volume|vol|pages|pp|extended|abstracts?|selected|papers|held|press|publ|publishers?|appear|appeared"
    r"|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sept?\w*|oct\w*|nov\w*|dec\w*)$"
)
# series in which the proceedings of many meetings appear: they say nothing about the meeting
_SERIES = re.compile(
    r"^(?:lecture notes|lncs|lnai|lect notes|advances|adv|communications computer|ceur|springer|new series)\b"
)


def is_meeting(words: list[str]) -> bool:
    """Return whether the words of a container are of proceedings: "proc acm symp theory comput"."""
    return any(_IS_MEETING.match(word) for word in words)


def same_meeting(a: list[str], b: list[str]) -> bool | None:
    """Return whether two containers, one of them at least of proceedings, name one series of meetings; None if it can't be told.

    >>> one = "proceedings twenty fifth annual acm symposium theory computing".split()
    >>> same_meeting(one, "acm symp theory comput".split()), same_meeting(one, "conference learning theory".split())
    (True, False)
    >>> same_meeting("icis 2010 proceedings".split(), "thirty first international conference information systems".split())
    True
    >>> same_meeting(one, "proc stoc".split()) is None
    True
    """
    if a == b:
        return True
    subject, other = _subject(a), _subject(b)
    short, long = sorted((subject, other), key=lambda words: (len(words), words))
    if not short or _SERIES.match(" ".join(a)) or _SERIES.match(" ".join(b)):
        return None
    if _acronym(a, b) or _acronym(b, a):
        return True
    if is_meeting(a) != is_meeting(b):
        # a meeting's proceedings and a journal: "Machine Learning: Proceedings of the 13th …" is not "Machine Learning"
        known = len(short) > 1 and _within(short, long) and "journal" not in " ".join((*a, *b))
        return None if known or len(short) == 1 and short[0] not in long else False
    if len(short) > 1 or short == long:
        if _within(short, long):
            return True
        return False
    return None


def _subject(words: list[str]) -> list[str]:
    return [word for word in words if not _IS_MEETING.match(word) and not _COMES_AND_GOES.match(word)]


def _acronym(words: list[str], other: list[str]) -> bool:
    """Return whether a word of one is made of the initials of the other: "ICIS", "International Conference on Information Systems"."""
    letters = "".join(word[0] for word in other if word not in _NOT_IN_ACRONYM and not word[0].isdigit())
    return len(letters) > 2 and any(
        len(name) > 2 and letters.endswith(name) for word in words if (name := word.rstrip("0123456789"))
    )


_NOT_IN_ACRONYM = frozenset(
    [
        "proceedings",
        "proc",
        "annual",
        "acm",
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
    ]
)


def _within(short: list[str], long: list[str]) -> bool:
    """Return whether the words of one are in the other, in order, each perhaps cut: "theory comput" in "theory computing"."""
    rest = iter(long)
    return all(any(other.startswith(word) or word.startswith(other) for other in rest) for word in short)
