"""Compares names of journals, books, series and meetings, and recognises publishers.

ISO 4 shortens a word by dropping its end ("Infect" for "Infectious") and drops articles and prepositions. So an abbreviation
can be recognised without a list of journals: each of its words begins a word of the full name, in order. Words that are
contracted instead ("natl", "dept", "Int'l") are in `abbreviations.tsv` and `words.csv`.

Proceedings have no fixed title: one meeting is cited as "Proc. 36th Annual Symposium on Foundations of Computer Science", as
"IEEE Symp. Found. Comp. Sci.", or by an acronym. A meeting is identified by its subject; year, number, society and the words
for "meeting" and "proceedings" vary.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from litreview.core.libraries import fuzz, re
from litreview.core.text import fold
from litreview.works import rows

# "Free Press" and "Daily Press" are newspapers: a press alone is not enough
_ENDS = re.compile(
    r"\b(?:university press|publishing(?: group| house)?|publishers?|publications|verlag|(?:inc|llc|ltd|limited|bv|gmbh))$"
)


@cache
def _names() -> frozenset[str]:
    return frozenset(fold(row[0]) for row in rows("publishers.csv"))


def is_publisher(name: str) -> bool:
    """Return whether a name is a publisher's: a known one, or one with such a word at its end.

    >>> is_publisher("SPRINGER"), is_publisher("Sage Publications, Inc."), is_publisher("Springer Journal of Law")
    (True, True, False)
    >>> is_publisher("Detroit Free Press"), is_publisher("Nature")
    (False, False)
    """
    folded = fold(name)
    return folded in _names() or bool(_ENDS.search(folded))


_MEETING = re.compile(
    r"\b(?:proc(?:s|eedings?)?|proceed|conf|conferences?|symp|sympos(?:ium|ia)?|workshops?|wkshp|congress|meeting|colloqui(?:um|a)"
    r"|conferencia|congreso|tagung)\b"
    # "colt 96", "stoc93": an acronym and a year
    r"|^[a-z]{3,8} ?(?:19|20)?\d\d(?: pp?)?$"
    # series of proceedings only
    r"|^(?:lecture notes|lect notes|lncs|lnai|ceur)\b|^(?:adv|advances) (?:neural|cryptology|knowledge discovery|database technology)\b"
)
# journals that call themselves proceedings of a society
_NAMED_JOURNAL = re.compile(
    r"^proc(?:eedings?)? (?:(?:natl|national) (?:acad|inst|sci)|ieee$|(?:royal |roy |r )?soc|royal|amer|am |biol|nutr|lond|inst|cambridge)|\bjournal\b"
)
_COMES_AND_GOES = re.compile(
    r"^(?:\d.*|[ivx]{1,4}|advances|adv|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|twent(?:y|ieth)"
    r"|thirt(?:y|ieth)|fort(?:y|ieth)|fift(?:y|ieth)|st|nd|rd|th|pre|acm|ieee|aaai|ifip|siam|usenix|annual|annu|ann|biennial"
    r"|int|intl|intern|internat|international|national|joint|volume|vol|pages|pp|extended|abstracts?|selected|papers|held|press"
    r"|publ|publishers?|appear|appeared|jan\w*|feb\w*|mar|march|apr|april|may|june?|july?|aug|august|sept?\w*|oct\w*|nov\w*|dec\w*)$"
)
# series with the proceedings of many meetings don't identify a meeting
_SERIES = re.compile(
    r"^(?:lecture notes|lncs|lnai|lect notes|communications computer|ceur|springer|new series)\b"
)
# a society whose name means one series of meetings; ACM, IEEE and USENIX have many
_SOCIETIES = frozenset(["aaai"])
_NOT_IN_ACRONYM = re.compile(
    r"^(?:\d.*|proceedings|proc|annual|acm|ieee|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)$"
)


@lru_cache(maxsize=1 << 12)
def is_meeting(container: str) -> bool:
    """Return whether a comparison container names the proceedings of a meeting, not a journal.

    >>> is_meeting("proc acm symp theory comput"), is_meeting("proceedings national academy sciences")
    (True, False)
    """
    return _MEETING.search(container) is not None and _NAMED_JOURNAL.search(container) is None


@lru_cache(maxsize=1 << 12)
def same_meeting(a: str, b: str) -> bool | None:
    """Return whether two comparison containers, at least one of proceedings, name one series of meetings; None if unclear.

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
    short, long = sorted(
        (meeting_subject(a), meeting_subject(b)), key=lambda subject: (len(subject), subject)
    )
    if not short:
        # "AAAI-93", "Proceedings of AAAI, Washington": only the acronym of a society, and perhaps a place
        return True if len(long) < 2 and _society(words) & _society(others) else None
    if _is_meeting_acronym(words, others) or _is_meeting_acronym(others, words):
        return True
    if len(short) == 1:
        # "VLDB Conference, Hong Kong"; but a workshop beside the conference is another meeting
        beside = (_WORKSHOP.search(a) is None) != (_WORKSHOP.search(b) is None)
        return True if short == long or (short[0] in long and is_acronym(short[0]) and not beside) else None
    # "Machine Learning" may be the journal, or mean "Machine Learning: Proceedings of the Thirteenth …"
    one_kind = is_meeting(a) == is_meeting(b)
    return (True if one_kind else None) if _within(short, long) else False


# and the special interest groups of ACM: "sigmod"
_SPELT_OUT = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,6}|sig(?!ma|h|n)[a-z]{2,7}")
_WORKSHOP = re.compile(r"\b(?:workshops?|wkshp)\b")


def is_acronym(name: str) -> bool:
    """Return whether a name is an acronym that cannot be a word: "vldb"."""
    return _SPELT_OUT.fullmatch(name) is not None


def may_be_acronym_of_meeting(name: str, meeting: str) -> bool:
    """Return whether a name is an acronym that may be that of a meeting, whose name may be cut off.

    >>> may_be_acronym_of_meeting("vldb", "proceedings 26th international conference very large")
    True
    >>> may_be_acronym_of_meeting("bmj", "proceedings 26th international conference very large")
    False
    """
    letters = "".join(word[0] for word in meeting_subject(meeting))
    # "Proc." alone is of any meeting; a name that was read badly has the letters within it, or the acronym: "Proc. ofVLDB", "Internal Conf. on Very Large …"
    fits = name.startswith(letters) or name[:3] in letters or name in meeting.replace(" ", "")
    return fits and is_acronym(name)


def is_newsletter_of_meeting(name: str, meeting: str) -> bool:
    """Return whether a name is that of the newsletter of a society, which prints the proceedings of its meeting as one of its issues.

    >>> is_newsletter_of_meeting("acm sigplan notices", "sigplan conference"), is_newsletter_of_meeting("vldb journal", "vldb conference")
    (True, False)
    """
    subject = meeting_subject(meeting)
    words = [word for word in name.split() if word not in _SOCIETY]
    return len(words) > 1 and words[1] in _NEWSLETTERS and subject == words[:1]


_NEWSLETTERS = frozenset(["record", "notices", "newsletter", "bulletin", "forum", "review"])


def _society(words: list[str]) -> frozenset[str]:
    return _SOCIETIES.intersection(word.rstrip("0123456789") for word in words)


def meeting_subject(container: str) -> list[str]:
    """Return the words of a comparison container that tell a meeting from others."""
    return [
        word for word in container.split() if not _MEETING.fullmatch(word) and not _COMES_AND_GOES.match(word)
    ]


def _is_meeting_acronym(words: list[str], other: list[str]) -> bool:
    """Return whether a word of one name is the acronym of the other: "ICIS", "International Conference on Information Systems"."""
    letters = "".join([word[0] for word in other if not _NOT_IN_ACRONYM.match(word)])
    return len(letters) > 2 and any(
        len(name) > 2 and letters.endswith(name) for word in words if (name := word.rstrip("0123456789"))
    )


def _within(short: list[str], long: list[str]) -> bool:
    """Return whether the words of one name occur in the other in order, possibly shortened: "theory comput" in "theory computing"."""
    rest = iter(long)
    return all(
        any(
            word == other
            or (len(min(word, other, key=len)) > 2 and (other.startswith(word) or word.startswith(other)))
            for other in rest
        )
        for word in short
    )


SMALL_WORDS = frozenset(
    ["the", "of", "and", "for", "in", "on", "to", "a", "an", "de", "la", "le", "les", "des", "du", "et", "und", "der", "die", "das", "fur",
     "del", "di", "e", "y", "en", "i", "och", "og", "s"]
)  # fmt: skip
"""Words that ISO 4 drops from journal names: articles, prepositions and conjunctions of several languages."""

_TAIL = re.compile(
    r"\s*[\(\[](?:online|print|internet|electronic(?: resource)?|[^)\]]*(?:ed\.?|usa|uk|england|[12]\d{3}|united kingdom|united states|switzerland|netherlands|germany|basel))[\)\]]",
    re.IGNORECASE,
)
# "Omega-Int. J. Manage. Sci.": a subtitle set off by a hyphen
_SUBTITLE = re.compile(r"(?<=\w)-\s?(?:Int\w*\.? |Q\w*\.? |Eur\w*\.? )?J(?:ournal|\.) .*$", re.IGNORECASE)
_ACRONYM = re.compile(r"\s*\([A-Z][A-Z&]{1,8}\)\s*$")
_AFTER = re.compile(
    r"\s+(?::|=|/)\s+(?!proc(?:eedings|\b)).*$|[.,]\s*conference\s*:.*$|\s*[.,]\s*(?:conference|meeting) (?:publication|abstracts?)\s*:.*$|\s*:\s*(?:official|the official|an official|offizielles|organ)\b.*$",
    re.IGNORECASE,
)


# "Artificial Intelligence, in press": the state of the work, not its place
_STATE = re.compile(
    r"\s*[.,;(\[]\s*(?:forthcoming|in press|to (?:appear|be(?: published)?)|accepted|submitted|ahead of print)[\s.,;)\]]*$",
    re.IGNORECASE,
)

# "SIGMOD Record, September": the month of an issue
_MONTH = re.compile(
    r"\s*[.,;(]\s*(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|tember|ober|ember)?\.?(?: \d{1,4})?[\s.)]*$",
    re.IGNORECASE,
)

# what is left of an address: "stanford.edu/pub/papers", "http://…"
_ADDRESS = re.compile(
    r"\s*(?:(?:https?|ftp):|(?:\w[\w-]*\s?\.\s?)+(?:edu|com|org|net|gov|fr|de|uk)\s?(?:/|$))", re.IGNORECASE
)
# "VLDB Journal, vol. 10, no. 1", "VLDB Journal 6 (2)", "SIGMOD Record Special Issue on …": the issue, not the name; one number may be that of a part
_PLACE_AFTER = re.compile(
    r"(?<=\w)[\s.,;(]+(?:(?:vol(?:ume)?[\s.]*|no[\s.]*)\d+|\d+[\s.,;:(]+\d+)(?:[\s.,;:(]+(?:no[\s.]*|issue[\s.]*|pp?[\s.]*)?\d+)*\)?$|(?<=\w)[\s.,;(]+special issue\b.*$",
    re.IGNORECASE,
)


PARENT = "~"
"""Begins what stands for a container of which only the key in a file is known."""


@lru_cache(maxsize=1 << 14)
def comparison_container(name: str) -> str:
    """Return the significant words of a container, folded, with contractions written out. Results are cached, since journals recur.

    >>> comparison_container("The Journal of Infectious Diseases (Online)")
    'journal infectious diseases'
    """
    if not name or _ADDRESS.match(name) or name.casefold().strip(" .") in _SOCIETY:
        # "ACM" is who published it
        return ""
    if name.rstrip().endswith(("…", "...")):
        # a truncated name is used if at least three whole words are left
        whole = name.rstrip(" .…").split()[:-1]
        name = " ".join(whole) if len(whole) > 2 else ""
    if "(" in name or "[" in name:
        name = _ACRONYM.sub("", _TAIL.sub("", name))
    if ":" in name or "/" in name or "=" in name:
        name = _AFTER.sub("", name)
    name = _MONTH.sub("", _STATE.sub("", name))
    if "'" in name or "’" in name:
        name = _CONTRACTED.sub(
            lambda match: _by_apostrophe().get(match[0].casefold().replace("’", "'"), match[0]), name
        )
    if "-" in name:
        name = _SUBTITLE.sub("", name)
    if name[-1:].isdecimal() or name[-1:] == ")" or "ssue" in name:
        name = _PLACE_AFTER.sub("", name)
    return " ".join([CONTRACTIONS.get(word, word) for word in fold(name).split() if word not in SMALL_WORDS])


@lru_cache(maxsize=16)
def names_table(*names: str) -> Mapping[str, str]:
    """Return the abbreviation of each name, in lower case, from tables in this folder (`words.csv`, `places.csv` …).

    Earlier tables take precedence over later ones.
    """
    table: dict[str, str] = {}
    for name in reversed(names):
        table |= {row[0].casefold(): row[1] for row in rows(name)}
    return table


CONTRACTIONS = {
    _row[0]: _row[1]
    for line in files("litreview.works").joinpath("abbreviations.tsv").read_text("utf-8").split("\n")
    if line and not line.startswith("#") and (_row := line.split("\t"))
}
"""The word of each contraction in `abbreviations.tsv`."""
_CONTRACTED = re.compile(r"[^\W\d_]+['’][^\W\d_]+")


@lru_cache(maxsize=1)
def _by_apostrophe() -> Mapping[str, str]:
    """Return the word of each contraction with an apostrophe in legal citations ("int'l"); the shortest of several ("Env't")."""
    words = sorted(names_table("words.csv").items(), key=lambda row: -len(row[0]))
    return {short.casefold(): word for word, short in words if "'" in short}


@lru_cache(maxsize=1 << 14)
def same_container(a: str, b: str) -> bool | None:
    """Return whether two comparison containers name the same journal, book or series; None if one is missing or unclear.

    Results are cached, since a pair of names recurs with every article of a journal.

    >>> same_container("j infect dis", "journal infectious diseases")
    True
    >>> same_container("social work", "social work research")
    False
    >>> same_container("pflugers arch", "pflugers archiv european journal physiology")
    True
    >>> same_container("acm tods", "acm transactions database systems tods")
    True
    """
    if a == b or _is_unnamed(a) or _is_unnamed(b):
        return _same_key(a, b)
    words_a, words_b = a.split(), b.split()
    if len(words_a) == len(words_b) and _aligned(words_a, words_b):
        return True
    short, long = sorted((words_a, words_b), key=lambda words: (len(words), words))
    if _acronym(short, long) or _acronym_first(words_a, words_b) or _acronym_first(words_b, words_a):
        return True
    if short[0] == long[0] and short[0] in _SOCIETY and _acronym(short[1:], long[1:]):
        return True
    if (words_a[0] in _SOCIETY) != (words_b[0] in _SOCIETY) and len(short) > 1:
        return same_container(
            a.removeprefix("acm ").removeprefix("ieee "), b.removeprefix("acm ").removeprefix("ieee ")
        )
    if is_meeting(a) or is_meeting(b):
        return same_meeting(a, b)

    if fuzz.ratio(a, b) >= 93 or "".join(words_a) == "".join(words_b) or _continues(short, long):
        return True
    one, other = _bare_name(words_a), _bare_name(words_b)
    return (
        len(one) + len(other) < len(short) + len(long)
        and same_container(" ".join(one), " ".join(other)) is True
    )


def _is_unnamed(container: str) -> bool:
    return container[:1] in {"", PARENT}


def _same_key(a: str, b: str) -> bool | None:
    """Compare two containers of which one is missing or only a key: two keys tell the books of one file apart; another file has keys of its own."""
    if a == b:
        return bool(a) or None
    return False if a and a.rpartition(" ")[0] == b.rpartition(" ")[0] and PARENT in a[0] + b[:1] else None


def _acronym(short: list[str], long: list[str]) -> bool:
    """Return whether one name is the first letters of the other ("PNAS"; its full name ends "… of the United States of America")."""
    if len(short) != 1 or len(long) < 3:
        return False
    first_letters = "".join([word[0] for word in long])
    if short[0] == first_letters:
        return True
    # "TODS" has the letter of a small word that the name is compared without: "Transactions on Database Systems"
    with_small = short[0][:1] + short[0][1:].replace("o", "")
    return len(short[0]) > 3 and (first_letters.startswith(short[0]) or with_small == first_letters)


def _bare_name(words: list[str]) -> list[str]:
    """Return the words of a name with the acronym in place of the name that it follows or abbreviates: "ACM Transactions on Database Systems TODS"."""
    own = words[1:] if words[0] in _SOCIETY else words
    return [*words[: len(words) - len(own)], *own[:-1]] if _acronym(own[-1:], own[:-1]) else words


def _continues(short: list[str], long: list[str]) -> bool:
    """Return whether one name continues the other with a place, a society or a subtitle ("…: European Journal of Physiology").

    "Circulation" is not "Circulation Research", so the shorter must have three words, or the rest be a subtitle.
    """
    rest = long[len(short) :]
    enough = len(short) >= 3 or (len(short) == 2 and len(rest) > 1 and not _JOURNAL.isdisjoint(rest[1:]))
    return enough and _aligned(short, long[: len(short)])


_SOCIETY = frozenset(["acm", "ieee"])
_JOURNAL = frozenset(["journal", "zeitschrift", "revue", "revista", "rivista", "magazine", "tijdschrift"])


def _aligned(words: list[str], other: list[str]) -> bool:
    """Return whether each pair of words at the same position has one as the beginning of the other."""
    return all(x.startswith(y) or y.startswith(x) for x, y in zip(words, other, strict=True))


def _acronym_first(words: list[str], other: list[str]) -> bool:
    """Return whether the first word is the acronym of the rest, and the other name is that rest ("JPEN: Journal of …")."""
    if len(words) < 3:
        return False
    rest = words[1:]
    return words[0] == "".join(word[0] for word in rest) and (
        other == rest or (len(other) == len(rest) and _aligned(rest, other))
    )


def may_be_same_container(a: str, b: str) -> bool:
    """Return whether two comparison containers may name one journal: they are the same, or one freely abbreviates the other.

    Databases shorten names as they like ("BIOCHEMISTRY-US"), so use this only for pairs that agree in author, year and place.

    >>> may_be_same_container("eur j oper res", "european journal operational research"), may_be_same_container("j econ", "journal criminology")
    (True, False)
    """
    return same_container(a, b) is True or _abbreviates(a, b) or _abbreviates(b, a)


def _abbreviates(short: str, long: str) -> bool:
    """Return whether the words of one name shorten words of the other, in order; words may be left out."""
    cut, full = short.split(), long.split()
    if not cut or not full:
        return False
    if len(cut) == 1 and len(full) > 1 and cut[0] == "".join(word[0] for word in full):
        return True
    position = matched = 0
    for word in cut:
        while position < len(full) and not shortens(word, full[position]):
            position += 1
        if position == len(full):
            # databases append place and section: `BIOCHEMISTRY-US`, `J BIOMECH ENG-T ASME`
            return matched >= 2 or (matched == 1 and len(cut) == 2 and len(word) <= 3)
        matched += 1
        position += 1
    # at least the first significant word is covered
    return shortens(cut[0], full[0]) or matched >= 2


def shortens(word: str, full: str) -> bool:
    """Return whether a word is a shortened or contracted form of another: `intl`, `int` and `international`.

    >>> shortens("intl", "international"), shortens("econ", "criminology")
    (True, False)
    """
    if not full.startswith(word[0]):
        return False
    if full.startswith(word) or word.startswith(full):
        return True
    letters = iter(full)
    return all(letter in letters for letter in word)
