r"""Names as BibTeX and the databases write them.

The rules for `First von Last`, `von Last, First` and `von Last, Jr, First` are those of BibTeX (O. Patashnik,
"BibTeXing", 1988, section 4; N. Markey, "Tame the BeaST", section 11). A list is split on the raw text and decoded part by
part, because only the raw braces say that `{Barnes and Noble}` is one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from sys import intern

from litreview.model import Person
from litreview.text.folding import fold
from litreview.text.latex import to_latex, to_unicode
from litreview.text.name_parts import ET_AL_TAIL, OTHERS, clean, outside, persons_of

# a run of blanks is begun at its first: from each of them, it would be read to its end again
_AND = re.compile(r"(?<!\s)\s+and(?=\s)|^\s*and(?=\s)|(?<!\s)\s+and\s*$", re.IGNORECASE)
# how a list that is not complete may end: a quick look before the list is split
_OTHERS_END = ("others", "al", "al.", "alii", "...", "…")
# "Family, Given" of capitalised words: nine names in ten, and nothing in them to decide
_UPPER = r"[A-ZÀ-ÖØ-ÞĀ-ĂĄĆČĎĐĒĘĚĞĢĪĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŤŪŮŰŹŻŽ]"
_SIMPLE = re.compile(
    rf"({_UPPER}[^\W\d_]*[^\W\d_A-Z](?:[-'’][^\W\d_]+)*),\ ({_UPPER}[^\W\d_]+|{_UPPER}(?:[^\W\d_]+|\.)(?:[ -]{_UPPER}(?:\.|[^\W\d_]*[^\W\d_A-Z]))*)"
)
_ODD = re.compile(r"[^\w\s.,'’-]")
_SPECIAL = re.compile(r"\{\\(?:[^{}]{0,12}(?:\{[^{}]{0,8}\})?|[A-Za-z]{3,24}(?:\{\\?[A-Za-z]{1,24}\})?)\s*\}")


def parse_names(raw: str) -> tuple[Person, ...]:
    r"""Return the persons of a raw BibTeX name list. `and others` and `et al.` give no person (see `and_others`).

    >>> [person.display for person in parse_names(r"van Beethoven, Ludwig and {Barnes and Noble} and G{\"o}del, Kurt")]
    ['Ludwig van Beethoven', 'Barnes and Noble', 'Kurt Gödel']
    >>> [str(person) for person in parse_names("Smith JA; Doe, B., Jr.")]
    ['Smith, JA', 'Doe, Jr., B.']
    """
    persons: list[Person] = []
    for name in _split_list(_with_letters(_one_space(raw))):
        persons.extend(_stable(name))
    return tuple(persons)


def _one_space(raw: str) -> str:
    """Return the list with each run of white space as one space: many spaces cost a pattern many looks."""
    return raw if raw.isprintable() and "  " not in raw else " ".join(raw.split())


def _with_letters(raw: str) -> str:
    r"""Return the list with its special characters (`{\\"o}`) as letters: what braces are left protect words."""
    if "\\" not in raw:
        return raw
    return _SPECIAL.sub(_letter, raw)


def _letter(found: re.Match[str]) -> str:
    letter = to_unicode(found.group(0))
    # `{\\#–}` is a sign and a dash: a body in braces, as it is written for one
    sign = letter[:1].isascii() and not letter[:1].isalnum()
    return letter if letter.isalpha() or not (letter.isascii() or sign) else found.group(0)


def _stable(name: str) -> Iterable[Person]:
    """Return the persons of one entry of a list, each such that it is read back from what is written for it."""
    simple = _SIMPLE.fullmatch(name)
    if simple:
        return (Person(family=intern(simple[1]), given=intern(simple[2])),)
    persons = persons_of(name)
    if _ODD.search(name) is None:
        return persons
    return [person if person.literal else _settled(person, name) for person in persons]


def _reread(text: str) -> list[Person]:
    return [person for name in _split_list(_with_letters(text)) for person in persons_of(name)]


def _settled(person: Person, name: str) -> Person:
    """Return the person as it is read back from what is written for it; one that never settles is kept as it stands."""
    for _ in range(3):
        again = _reread(_format(person, encode=True))
        if again == [person]:
            return person
        if len(again) != 1:
            break
        person = again[0]
    return Person(literal=clean(name).replace("{", "").replace("}", ""))


def and_others(raw: str) -> bool:
    """Return whether a name list says that it is not complete.

    >>> and_others("Doe, Jane and others"), and_others("Doe, Jane")
    (True, False)
    """
    raw = _one_space(raw)
    if not raw.rstrip("; ")[-6:].lower().endswith(_OTHERS_END):
        return False
    names = _split_list(raw)
    return bool(names) and bool(OTHERS.fullmatch(names[-1]) or ET_AL_TAIL.search(names[-1]))


def format_names(persons: Iterable[Person], *, others: bool = False, encode: bool = False) -> str:
    """Return a BibTeX name list that `parse_names` reads back as the same persons; `encode` escapes LaTeX."""
    return " and ".join(
        [*(_format(person, encode=encode) for person in persons), *(["others"] if others else [])]
    )


def surname(person: Person) -> str:
    """Return the folded family name with its prefix, or the folded body."""
    return fold(person.literal or f"{person.prefix} {person.family}")


def _format(person: Person, *, encode: bool) -> str:
    code = to_latex if encode else str
    plain = str(person)
    if _SIMPLE.fullmatch(plain):
        return plain
    if person.literal:
        return f"{{{code(person.literal)}}}"
    if _reread(to_latex(plain)) == [person]:
        return code(plain)
    parts = [f"{{{code(person.family)}}}"]
    if person.prefix:
        parts[0] = f"{code(person.prefix)} {parts[0]}"
    if person.suffix:
        parts.append(f"{{{code(person.suffix)}}}")
    parts.append(f"{{{code(person.given)}}}" if person.given else "{}")
    return ", ".join(parts)


def _split_list(raw: str) -> list[str]:
    """Return the names of a list: split at `and`, and at `;`, outside braces."""
    if "{" not in raw:
        pieces = _AND.split(raw)
        if ";" in raw:
            pieces = [part for piece in pieces for part in _at_semicolons(piece)]
    else:
        pieces = []
        for piece in outside(raw, _AND):
            pieces.extend(_at_semicolons(piece) if ";" in piece else [piece])
    return [name for piece in pieces if (name := piece.strip().strip(";").strip())]


def _at_semicolons(piece: str) -> list[str]:
    # `&amp;` ends in a semicolon too; an `and` after one is part of the list ("Doe, J.; and Roe, R.")
    parts = outside(piece, re.compile(r"(?<!&amp)(?<!&[lg]t)(?<!&#\d\d)(?<!&#\d\d\d);"))
    return [re.sub(r"^\s*and(?:\s+|$)", "", part) for part in parts]
