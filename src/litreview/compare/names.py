"""The surnames of a record's authors, whatever format an export wrote them in.

Names are parsed on reading. Some exports lose what parsing needs: all authors glued into one ("Fjell A. M.Walhovd K. B."),
separated by commas or semicolons, the family name first without a comma ("Fjell AM"). Those are taken apart here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from litreview.model import Person
from litreview.text import fold, surname

__all__ = ["author_match", "named_in", "surnames"]

# "A. M.Walhovd", "MariaBenatar"; not the capital inside "McCoy", "MacDonald", "DeJong", "VanDyke", "O'Connor"
# (what rejects most positions is asked first)
_GLUED = re.compile(
    r"(?=[A-ZÀ-Þ])(?<=[a-zà-ÿ.])(?=.[\w'’-]+[ ,])(?<!\bMc)(?<!\bMac)(?<!\bDe)(?<!\bDi)(?<!\bDu)(?<!\bLe)(?<!\bLa)(?<!\bVan)(?<!\bFitz)"
)
_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?[ -]?){1,4}")
_AND = re.compile(r"\s+(?:and|&)\s+|\s*;\s*", re.IGNORECASE)
# "Fjell A. M.", the commonest case of `_LETTERS_TAIL`
_PLAIN_TAIL = re.compile(r"([\w'’-]{2,}) (?:[A-ZÀ-Þ]\.?[ -]?){1,5}")
_LETTERS_TAIL = re.compile(r"^(.*?[\w'’-]{2,})[ ,]+((?:[A-ZÀ-Þ]\.?[ -]?){1,5})$")
_NOISE = frozenset(
    ["et", "al", "others", "jr", "sr", "ii", "iii", "iv", "md", "phd", "dr", "prof", "ed", "eds", "and"]
)
_STATES = re.compile(r"\b(?:the )?(?:united states(?: of america)?|u s(?: a)?)(?: |$)")
_NOBODY = frozenset(
    {"anonymous", "anon", "unknown", "no authors listed", "n a", "author", "nan", "none", "not available", ""}
)


def surnames(authors: Sequence[Person], raw: str, cache: dict[object, str]) -> tuple[str, ...]:
    """Return the folded surnames in order; `cache` is the batch's own, names come back often.

    >>> surnames((), "Fjell A. M.Walhovd K. B.", {})
    ('fjell', 'walhovd')
    """
    if len(authors) <= 1:
        found = _taken_apart(raw) if raw else ()
        if found:
            return tuple(name for part in found if (name := _cleaned(_family(part), cache)))
    names = []
    for person in authors:
        known = cache.get(person)
        if known is None:
            known = cache[person] = _person(person)
        if known:
            names.append(known)
    return tuple(names)


def _person(person: Person) -> str:
    plain = person.given and not (person.literal or person.prefix or "." in person.family)
    if plain and _INITIALS.fullmatch(person.family) and not _INITIALS.fullmatch(person.given):
        # "Fjell AM" was parsed as given "Fjell", family "AM"
        return _clean(person.given)
    return _clean(surname(person), body=bool(person.literal))


def _cleaned(name: str, cache: dict[object, str]) -> str:
    known = cache.get(name)
    if known is None:
        known = cache[name] = _clean(name)
    return known


def _clean(name: str, *, body: bool = False) -> str:
    folded = fold(name)
    if folded in _NOBODY:
        return ""
    if "united states" in folded or "u s " in folded:
        folded = _STATES.sub("us ", folded).strip()
    words = [word for word in folded.split() if word not in _NOISE]
    return " ".join(words) if body or len(words) > 3 else "".join(words)


def _taken_apart(raw: str) -> list[str]:
    """Return the names in an author field that was not separated by `and`, or nothing if it looks like one name."""
    if len(raw) > 20_000:
        raw = raw[:20_000]
    if "{" in raw:
        return []
    if ";" in raw or "&" in raw or "and" in raw.lower():
        parts = [part for part in _AND.split(raw) if part.strip()]
        if len(parts) > 1:
            return [piece for part in parts for piece in _commas(part.strip(" ,"))]
    glued = [part.strip() for part in _GLUED.split(raw) if part.strip()]
    if len(glued) > 1:
        return glued
    pieces = _commas(raw.strip(" ,"))
    if len(pieces) > 1:
        return pieces
    # one name, family first and initials after, without a comma
    return pieces if "," not in raw and _LETTERS_TAIL.match(raw.strip()) else []


def _commas(text: str) -> list[str]:
    """Return the names of a list separated by commas; one name `Last, First` stays one."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return parts
    if all(_is_initials(part) for part in parts[1::2]):
        return [", ".join(parts[i : i + 2]) for i in range(0, len(parts), 2)]
    if len(parts) == 2 and " " not in parts[0]:
        return [text]
    return parts


def _is_initials(part: str) -> bool:
    return re.fullmatch(r"(?:\w\.?[ -]?){1,4}(?:jr\.?)?", part) is not None and (
        len(part) <= 3 or "." in part
    )


def _family(name: str) -> str:
    """Return the family name of one name in any order."""
    family, comma, _ = name.partition(",")
    if comma:
        return family
    found = _PLAIN_TAIL.fullmatch(name) or _LETTERS_TAIL.match(name)
    if found:
        return found.group(1)
    words = name.split()
    if len(words) == 2 and name[:1].isupper() and "." not in name:
        # "Benatar Michael": exports that glue names write the family name first
        return words[0]
    return words[-1] if words and "." in words[0] else (words[0] if words else "")


def author_match(a: tuple[str, ...], b: tuple[str, ...]) -> float | None:
    """Return the share of the shorter list of surnames found in the longer one, or None where one list is empty.

    >>> author_match(("farrell", "pfeffer"), ("farrell", "pfeffer", "bright"))
    1.0
    """
    if not a or not b:
        return None
    if a == b:
        return 1.0
    short, long = sorted((a, b), key=len)
    rest = list(long)
    found = 0.0
    left = []
    for name in short:
        if name in rest:
            rest.remove(name)
            found += 1
        else:
            left.append(name)
    for name in left:
        close = next((other for other in rest if _same_name(name, other)), None)
        if close is not None:
            rest.remove(close)
            found += 1
    return found / len(short)


_SMALL = frozenset(["of", "the", "and", "for", "on", "in", "to"])


def _acronyms(body: str) -> tuple[str, ...]:
    """Return the ways a body is shortened to initials, with and without its country."""
    words = [word for word in body.split() if word not in _SMALL]
    letters = "".join(word if word == "us" else word[0] for word in words)
    return letters, letters.removeprefix("us")


def _same_name(a: str, b: str) -> bool:
    from rapidfuzz.distance import OSA

    if min(len(a), len(b)) >= 4 and (a.endswith(b) or b.endswith(a) or a.startswith(b) or b.startswith(a)):
        return True
    if " " in a or " " in b:
        short, long = sorted((a, b), key=len)
        return short in _acronyms(long)
    distance = OSA.distance(a, b, score_cutoff=2)
    shorter = min(len(a), len(b))
    return distance <= 1 if 4 <= shorter < 7 else (distance <= 2 if shorter >= 7 else False)


def named_in(a: tuple[str, ...], text: str) -> bool:
    """Return whether a surname stands as a word in another author field: names in the wrong order, or without commas."""
    words = set(text.split())
    return any(len(name) > 3 and name in words for name in a)
