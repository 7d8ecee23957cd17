"""Names of periodicals, bodies, parties and courts as legal citations abbreviate them.

The tables in `works` say where they are from; the rules are those of The Indigo Book 2.0 (2022), tables T9, T11, T12 and
T15, a public-domain account of the system that The Bluebook sets out in its tables T6, T7, T10 and T13.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from litreview.bibliography.bluebook.headline import headline
from litreview.bibliography.capitals import out_of_capitals
from litreview.works.journals import names_table

_OMITTED = frozenset(["a", "at", "in", "of", "the"])
_LONGEST = 6
"""The most words that one name in the tables has."""


def _words(text: str, table: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Return the text in pieces, longest names first; the flag says that a piece was abbreviated."""
    words = text.split()
    found: list[tuple[str, bool]] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            name = " ".join(words[at : at + length])
            short = _short(name.strip(",;:."), table)
            if short:
                found.append((short + ("," if name.endswith(",") else ""), True))
                at += length
                break
        else:
            found.append((words[at], False))
            at += 1
    return found


def _short(name: str, table: Mapping[str, str]) -> str:
    """Return the abbreviation of a name, of its singular with an s (`Servs.`, `Dep'ts`), or ""."""
    low = name.casefold().replace("’", "'")
    if low in table:
        return table[low]
    single = table.get(low[:-1]) if low.endswith("s") and len(low) > 4 else None
    if not single or " " in low:
        return ""
    return f"{single[:-1]}s." if single.endswith(".") else f"{single}s"


def abbreviate_journal(name: str) -> str:
    """Return a periodical's name as law reviews abbreviate it; a name already abbreviated stays.

    Small words go, so does what follows a colon, and a name of one word stands as it is. Single capitals close up (`J.L.`), but
    not with one that is part of an institution's name (`St. Louis U. L.J.`).

    >>> abbreviate_journal("Journal of Law and Economics"), abbreviate_journal("Saint Louis University Law Journal")
    ('J.L. & Econ.', 'St. Louis U. L.J.')
    >>> abbreviate_journal("North Carolina Law Review"), abbreviate_journal("The Guardian")
    ('N.C. L. Rev.', 'Guardian')
    >>> abbreviate_journal("J Crim Just"), abbreviate_journal("Ann Health Law")
    ('J. Crim. Just.', 'Annals Health L.')
    """
    name = out_of_capitals(name)
    if re.search(r"\b\w+\.(?:\s|$)", name):
        return " ".join(_pointed(word) for word in name.split())
    kept = _spelled_out(headline(re.sub(r"\s*:.*", "", name).replace(",", "")).split())
    phrases = names_table("institutions.csv", "places.csv")
    whole = [word for word in _joined(kept, phrases) if word.casefold() not in _OMITTED]
    if len(whole) == 1 and whole[0].casefold() not in phrases:
        return whole[0]
    table = names_table("institutions.csv", "places.csv", "words.csv", "words-of-journals.csv")
    pieces: list[tuple[str, bool]] = []
    for place, word in enumerate(whole):
        low = word.casefold()
        if place == 0 and low == "law":
            pieces.append((word, True))
            continue
        entity = low in phrases or low == "university"
        pieces.append((_short(word, table) or word, entity))
    return _close_up(pieces)


def _spelled_out(words: Sequence[str]) -> list[str]:
    """Return the words of a name; those of one that a catalogue has cut without points (`J Emerg Nurs`) in full.

    Such a name holds no small word. One cut word shows it, unless that is an English word as well (`Just`): then it takes two.
    """
    cut = _cut_words()
    shown = sum(2 if cut[word.casefold()][1] else 1 for word in words if word.casefold() in cut)
    if shown < 2 or any(word.casefold() in {*_OMITTED, "and", "&"} for word in words):
        return list(words)
    return [cut.get(word.casefold(), (word, True))[0] for word in words]


def _pointed(word: str) -> str:
    """Return a word of an abbreviated name with its point, which exports drop at the end of a name (`J. Hum. Secur`)."""
    known = _cut_words().get(word.casefold())
    return f"{word}." if known and known[1] else word


@lru_cache(maxsize=1)
def _cut_words() -> Mapping[str, tuple[str, bool]]:
    """Return cut word -> the whole word, and whether the cut one is no English word."""
    text = resources.files("litreview.works").joinpath("words-of-catalogues.csv").read_text(encoding="utf-8")
    rows = csv.reader(line for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0].casefold(): (row[1], row[2] != "word") for row in rows}


def _joined(words: Sequence[str], phrases: Mapping[str, str]) -> list[str]:
    """Return the words, those that make up a name in the tables as one."""
    found: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            name = " ".join(words[at : at + length])
            if length == 1 or name.casefold().replace(" and ", " & ") in phrases:
                found.append(name.replace(" and ", " & ") if length > 1 else name)
                at += length
                break
    return found


def _close_up(pieces: Sequence[tuple[str, bool]]) -> str:
    """Join with spaces, but none between single capitals of which neither is part of an institution's name."""
    text, before = "", False
    for piece, entity in pieces:
        single = bool(re.fullmatch(r"[A-Z]\.", piece)) and not entity
        text += piece if single and before else f" {piece}"
        before = single
    return text.strip()


def abbreviate_institution(name: str) -> str:
    """Return the name of a body with its common words and places abbreviated; a body of one word stands as it is.

    >>> abbreviate_institution("Congressional Research Service"), abbreviate_institution("US Department of Justice")
    ('Cong. Rsch. Serv.', "U.S. Dep't of Just.")
    """
    if len(name.split()) < 2:
        return name
    table = names_table("places.csv", "words.csv")
    said = " ".join(
        "Univ." if short == "U." else short for short, _ in _words(re.sub(r"\bUS\b", "U.S.", name), table)
    )
    return said.replace(" the ", " ") if said.startswith("Univ. of the ") else said


def abbreviate_party(name: str) -> str:
    """Return a party to a case as it is in a citation; the United States alone, and persons, stay.

    >>> abbreviate_party("Agency for International Development"), abbreviate_party("United States")
    ("Agency for Int'l Dev.", 'United States')
    """
    return name if name.casefold() in names_table("places.csv", "words.csv") else abbreviate_institution(name)
