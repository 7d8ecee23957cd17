"""Whether two names of proceedings mean the same series of meetings.

Proceedings have no fixed title: one meeting is cited as "Proc. 36th Annual Symposium on Foundations of Computer Science", as
"IEEE Symp. Found. Comp. Sci.", or by an acronym. What names the meeting is its subject; year, number, society and the words
for "meeting" and "proceedings" come and go.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MEETING = re.compile(
    r"\b(?:proc(?:s|eedings?)?|proceed|conf|conferences?|symp|sympos(?:ium|ia)?|workshops?|wkshp|congress|meeting|colloqui(?:um|a)"
    r"|conferencia|congreso|tagung)\b"
    # "colt 96", "stoc93": an acronym and a year
    r"|^[a-z]{3,8} ?(?:19|20)?\d\d(?: pp?)?$"
    # series that hold nothing but proceedings
    r"|^(?:lecture notes|lect notes|lncs|lnai|ceur)\b|^(?:adv|advances) (?:neural|cryptology|knowledge discovery|database technology)\b"
)
# journals that call themselves proceedings of a society
_JOURNAL = re.compile(
    r"^proc(?:eedings?)? (?:(?:natl|national) (?:acad|inst|sci)|ieee$|(?:royal |roy |r )?soc|royal|amer|am |biol|nutr|lond|inst|cambridge)|\bjournal\b"
)
_COMES_AND_GOES = re.compile(
    r"^(?:\d.*|[ivx]{1,4}|advances|adv|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|twent(?:y|ieth)"
    r"|thirt(?:y|ieth)|fort(?:y|ieth)|fift(?:y|ieth)|st|nd|rd|th|pre|acm|ieee|aaai|ifip|siam|usenix|annual|annu|ann|biennial"
    r"|int|intl|intern|internat|international|national|joint|volume|vol|pages|pp|extended|abstracts?|selected|papers|held|press"
    r"|publ|publishers?|appear|appeared|jan\w*|feb\w*|mar|march|apr|april|may|june?|july?|aug|august|sept?\w*|oct\w*|nov\w*|dec\w*)$"
)
# series in which the proceedings of many meetings appear say nothing about the meeting
_SERIES = re.compile(
    r"^(?:lecture notes|lncs|lnai|lect notes|communications computer|ceur|springer|new series)\b"
)
# a society that gave its name to one series of meetings; ACM, IEEE and USENIX hold many
_SOCIETIES = frozenset(["aaai"])
_NOT_IN_ACRONYM = re.compile(
    r"^(?:\d.*|proceedings|proc|annual|acm|ieee|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)$"
)


@lru_cache(maxsize=1 << 12)
def is_meeting(container: str) -> bool:
    """Return whether a comparison container is of the proceedings of a meeting, not a journal.

    >>> is_meeting("proc acm symp theory comput"), is_meeting("proceedings national academy sciences")
    (True, False)
    """
    return _MEETING.search(container) is not None and _JOURNAL.search(container) is None


@lru_cache(maxsize=1 << 12)
def same_meeting(a: str, b: str) -> bool | None:
    """Return whether two comparison containers, one of proceedings at least, name one series of meetings; None if it can't be told.

    >>> one = "proceedings twenty fifth annual acm symposium theory computing"
    >>> same_meeting(one, "acm symp theory comput"), same_meeting(one, "conference learning theory")
    (True, False)
    >>> same_meeting("icis 2010 proceedings", "thirty first international conference information systems")
    True
    >>> same_meeting(one, "proc stoc") is None
    True
    """
    if _SERIES.match(a) or _SERIES.match(b):
        return None
    words, others = a.split(), b.split()
    short, long = sorted((_subject(words), _subject(others)), key=lambda subject: (len(subject), subject))
    if not short:
        # "AAAI-93", "Proceedings of AAAI, Washington": nothing but the acronym of a society, and perhaps a place
        return True if len(long) < 2 and _society(words) & _society(others) else None
    if _acronym(words, others) or _acronym(others, words):
        return True
    if len(short) == 1:
        return True if short == long else None
    # "Machine Learning" may be the journal, or mean "Machine Learning: Proceedings of the Thirteenth …"
    one_kind = is_meeting(a) == is_meeting(b)
    return (True if one_kind else None) if _within(short, long) else False


def _society(words: list[str]) -> frozenset[str]:
    return _SOCIETIES.intersection(word.rstrip("0123456789") for word in words)


def _subject(words: list[str]) -> list[str]:
    return [word for word in words if not _MEETING.fullmatch(word) and not _COMES_AND_GOES.match(word)]


def _acronym(words: list[str], other: list[str]) -> bool:
    """Return whether a word of one is the initials of the other: "ICIS", "International Conference on Information Systems"."""
    letters = "".join([word[0] for word in other if not _NOT_IN_ACRONYM.match(word)])
    return len(letters) > 2 and any(
        len(name) > 2 and letters.endswith(name) for word in words if (name := word.rstrip("0123456789"))
    )


def _within(short: list[str], long: list[str]) -> bool:
    """Return whether the words of one are in the other, in order, each perhaps cut: "theory comput" in "theory computing"."""
    rest = iter(long)
    return all(
        any(
            word == other
            or (len(min(word, other, key=len)) > 2 and (other.startswith(word) or word.startswith(other)))
            for other in rest
        )
        for word in short
    )
