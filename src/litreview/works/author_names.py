"""Extracts the surnames of a record's authors from any export format, and compares names of people and organisations.

Names are parsed on reading. Some exports lose what parsing needs: all authors are joined without a separator ("Fjell A. M.Walhovd K. B."),
or separated by commas or semicolons, or the family name comes first without a comma ("Fjell AM"). Those are split here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rapidfuzz.distance import OSA

from litreview.core.libraries import re
from litreview.core.model import Person
from litreview.core.text import fold, surname

# "A. M.Walhovd", "MariaBenatar"; not the capital inside "McCoy", "MacDonald", "DeJong", "VanDyke", "O'Connor"
# (patterns begin with a letter that may begin a name, since that is searched quickly)
# no name has a hundred letters: without that limit each capital of a long word would read the word to its end
_GLUED_CAPITAL = (
    r"(?<=[a-zà-ÿ.].)(?=[\w'’-]{1,99}+[ ,])(?<!\bMc.)(?<!\bMac.)(?<!\bDe.)(?<!\bDi.)(?<!\bDu.)(?<!\bLe.)(?<!\bLa.)(?<!\bVan.)(?<!\bFitz.)"
    # "Basaria SWahlstrom JTDobs AS" (but "van IJzendoorn" is one name)
    r"|(?=[a-zà-ÿ][\w'’-]{0,98}+[ ,])(?:(?<= [A-ZÀ-Þ].)|(?<= [A-ZÀ-Þ]{2}.)|(?<= [A-ZÀ-Þ]{3}.))(?<! I.)"
)
_GLUED = re.compile(rf"([A-ZÀ-Þ])(?:{_GLUED_CAPITAL})")
# "T. E.van Winkelhoff A. J.": tried only where a small letter follows a full stop, since it stops at many more letters
_GLUED_PARTICLE = re.compile(
    rf"([A-ZÀ-Þvdelt])(?:(?<=[A-ZÀ-Þ])(?:{_GLUED_CAPITAL})"
    r"|(?<=\w\..)(?=(?:(?<=v)[ao]n|(?<=d)(?:e[lnr]?|[aiu]|os)|(?<=l)[ae]|(?<=e)l|(?<=t)e[nr])[ A-ZÀ-Þ]))"
)
_SMALL_AFTER_STOP = re.compile(r"\.[vdelt]")
# "Slavin S. A.Lin S. J.": the initials between two names of an unambiguous list
_AFTER_FAMILY = re.compile(r" (?:[A-ZÀ-Þ]\.[ -]?){0,4}[A-ZÀ-Þ]\.(?=[A-ZÀ-Þ]\w|$)")
_MOST_INITIALS, _NO_INITIALS = 4, 3
_INITIALS = re.compile(rf"(?:[A-ZÀ-Þ]\.?[ -]?){{1,{_MOST_INITIALS}}}")
_AND = re.compile(r"(?<!\s)\s+(?:and|&)\s|;", re.IGNORECASE)
# "Fjell A. M.", "Grant Paul J.", the commonest cases of `_LETTERS_TAIL`
_PLAIN_TAIL = re.compile(r"([\w'’-]{2,}(?: [\w'’-]{2,})*?) (?:[A-ZÀ-Þ]\.?[ -]?){1,5}")
_LETTERS_TAIL = re.compile(r"^(.*?[\w'’-]{2})[ ,]+((?:[A-ZÀ-Þ]\.?[ -]?|[^\W\d_]\.[ -]?){1,5})$")
_JUNIOR = re.compile(r",\s*(?:jr|sr|i{2,3}|iv)\b\.?", re.IGNORECASE)
PARTICLES = frozenset(
    ["van", "von", "der", "den", "de", "la", "le", "da", "das", "di", "do", "du", "del", "della", "dos", "ten", "ter", "el", "al", "st"]
)  # fmt: skip
"""Words before a surname in several languages, which are no surnames themselves."""

_NOISE = frozenset(
    ["et", "al", "others", "jr", "sr", "ii", "iii", "iv", "md", "phd", "dr", "prof", "ed", "eds", "and"]
)
_STATES = re.compile(r"\b(?:the )?(?:united states(?: of america)?|u s(?: a)?)(?: |$)")
_NOBODY = frozenset(
    {
        "anonymous", "anon", "unknown", "no authors listed", "no author", "n a", "n n", "s n", "staff", "author", "nan", "none",
        "not available", "",
    }
)  # fmt: skip
_PUBLICATIONS = frozenset(
    [
        "anthology",
        "archive",
        "bulletin",
        "edition",
        "journal",
        "library",
        "magazine",
        "newsletter",
        "proceedings",
        "proposal",
        "record",
    ]
)
"""Words for publications, which programs that read references take for surnames: "ACM's Anthology, P. Edition"."""
_NO_NAME = _NOISE | _NOBODY | _PUBLICATIONS
_DOMAIN = re.compile(r"(?:[\w-]+\.)+(?:com|edu|gov|net|org)")
"""The address of a site in the place of an author: "portal.acm.org"."""


def surnames(authors: Sequence[Person], raw: str, cache: dict[object, Any]) -> tuple[str, ...]:
    """Return the folded surnames in order; `cache` belongs to the batch, in which names and whole lists recur.

    >>> surnames((), "Fjell A. M.Walhovd K. B.", {})
    ('fjell', 'walhovd')
    >>> surnames((), "y. freund, d. p. helmbold, and robert e. schapire.", {})
    ('freund', 'helmbold', 'schapire')
    """
    if "{" in raw and "{" not in (plain := _without_braces(raw)):
        authors, raw = (), plain
    if raw and (len(authors) <= 1 or (_is_no_list(raw) and not any(one.literal for one in authors))):
        # in a tuple, since a list may be a single name, which has its own entry
        known: tuple[str, ...] | None = cache.get((raw,))
        if known is not None:
            return known
        families = _split_plain_glued(raw) or _split_unseparated(raw)
        if families:
            known = cache[(raw,)] = _all_cleaned(families, cache)
            return known
    names: list[str | None] = []
    whole: frozenset[str] | None = None
    for person in authors:
        family = person.family
        if _is_plain(family) and not (person.prefix or person.literal):
            # the result of `_person` for nine in ten, in a fifth of the time of a lookup by the person
            name = family.lower()
            names.append(None if name in _NO_NAME else name)
            continue
        named = False
        if family.isupper() and person.given.istitle():
            whole = _in_capitals(authors, raw) if whole is None else whole
            named = family in whole
        if (person, named) not in cache:
            cache[person, named] = _person(person, named=named)
        names.append(cache[person, named])
    return tuple(filter(None, names))


def _without_braces(raw: str) -> str:
    """Return a list in small letters without the braces that a program put around its last name: "{l wang}"."""
    return _BRACED.sub(r"\1", raw) if raw.islower() else raw


_BRACED = re.compile(r"\{([^\W\d_]{1,3} [^\W\d_][\w'’-]+)\}")


def _is_plain(family: str) -> bool:
    """Return whether a name consists of plain letters that cannot be initials."""
    return family.isascii() and family.isalpha() and (len(family) > _MOST_INITIALS or not family.isupper())


def _in_capitals(authors: Sequence[Person], raw: str) -> frozenset[str]:
    """Return the family names in capitals, before the comma of a name: of three letters, or two in a list with longer ones.

    "KING, Martin" has one, and so has "LI, Wei" next to "ZHANG, Xin"; "RL, BRENT" and "LA, Lucci" are the wrong way round.
    """
    shouted = any(len(one.family) > _MOST_INITIALS and one.family.isupper() for one in authors)
    heads = [name.partition(",")[0].strip() for name in raw.split(" and ") if "," in name]
    return frozenset([head for head in heads if shouted or len(head) >= _NO_INITIALS])


def _person(person: Person, *, named: bool = False) -> str:
    """Return the folded surname of a person; `named`: the family name is known not to be initials."""
    plain = person.given and not (named or person.literal or person.prefix or "." in person.family)
    # "ROES, JANE T.": all in capitals, four letters are a name
    plain = plain and not (len(person.family) >= _MOST_INITIALS and person.given.isupper())
    if plain and _INITIALS.fullmatch(person.family) and not _INITIALS.fullmatch(person.given):
        # "Fjell AM" was parsed as given "Fjell", family "AM", and "Fjell A M" as given "Fjell A"
        return _clean(_before_initials(person.given))
    if person.prefix and not (person.given or person.literal):
        # "van den Bosch M A" was parsed as a family name
        return _clean(fold(f"{person.prefix} {_before_initials(person.family)}"))
    return _clean(surname(person), body=bool(person.literal))


def _before_initials(name: str) -> str:
    """Return a name without the initials behind it."""
    found = _PLAIN_TAIL.fullmatch(name) if name[-1:].isupper() or name.endswith(".") else None
    return found[1] if found else name


def _all_cleaned(names: list[str], cache: dict[object, Any]) -> tuple[str, ...]:
    together = "".join(names)
    if together.isascii() and together.isalpha():
        # letters only, as in most lists: all at once
        plain = " ".join(names).lower().split(" ")
        if _NO_NAME.isdisjoint(plain):
            return tuple(plain)
    return tuple(
        [name for part in names if (name := cache.get(part) or cache.setdefault(part, _clean(part)))]
    )


def _clean(name: str, *, body: bool = False) -> str:
    if name.isascii() and name.isalpha():
        folded = name.lower()
        return "" if folded in _NO_NAME else folded
    folded = fold(name)
    if folded in _NOBODY or folded in _PUBLICATIONS or _DOMAIN.fullmatch(name):
        return ""
    if "united states" in folded or "u s " in folded:
        folded = _STATES.sub("us ", folded).strip()
    words = [word for word in folded.split() if word not in _NOISE]
    if body and len(words) > 3 and words[-1] in acronyms(" ".join(words[:-1])):
        # an organisation followed by its acronym: World Health Organization, WHO
        words.pop()
    return " ".join(words) if body or len(words) > 3 else "".join(words)


def _is_no_list(raw: str) -> bool:
    """Return whether an author field is no BibTeX list: written as running text, or in small letters.

    In "Last, First and Last, First" there are at most as many commas as names.
    """
    if ", and " in raw or ", &" in raw or raw.islower():
        return True
    most = raw.count(" and ") + 1
    return raw.count(",") > most and _JUNIOR.sub("", raw).count(",") > most


def _split_plain_glued(raw: str) -> list[str]:
    """Return the family names of a list that a reference manager joined without separators; empty unless all names are plain.

    >>> _split_plain_glued("Slavin S. A.Lin S. J."), _split_plain_glued("Slavin S. A.van der Lin S. J."), _split_plain_glued("Slavin, S")
    (['Slavin', 'Lin'], [], [])
    """
    if not raw.endswith("."):
        return []
    names = _AFTER_FAMILY.split(raw)
    plain = not names.pop() and "".join(names).replace("-", "").isalpha() and all(map(str.istitle, names))
    return names if plain and len(names[0]) > 1 else []


def _split_unseparated(raw: str) -> list[str]:
    """Return the family names in an author field without `and`; empty if it looks like one name."""
    if "{" in raw:
        return []
    if "," in raw:
        raw = _JUNIOR.sub("", raw)
    parts = _split_at_and(raw)
    if len(parts) > 1:
        return [_family(piece) for part in parts for piece in _split_at_commas(part.strip(" ,"))]
    glued = [name for part in _split_glued(raw) if (name := part.strip())]
    if len(glued) > 1:
        return [_family(piece, glued=True) for piece in glued]
    pieces = _split_at_commas(raw.strip(" ,"))
    # one name, family first and initials after, without a comma
    one = "," not in raw and (raw.islower() or _LETTERS_TAIL.match(raw.strip()))
    return [_family(piece) for piece in pieces] if len(pieces) > 1 or one else []


def _split_at_and(raw: str) -> list[str]:
    """Return the parts between semicolons, "and" and "&"."""
    if ";" in raw or "&" in raw or "and" in raw.lower().split():
        return [stripped for part in _AND.split(raw) if (stripped := part.strip())]
    return [raw]


def _split_glued(raw: str) -> list[str]:
    """Return an author field split where a name begins."""
    glued = _GLUED_PARTICLE if _SMALL_AFTER_STOP.search(raw) else _GLUED
    first, *others = glued.split(raw)
    return [first, *map(str.__add__, others[::2], others[1::2])]


def _split_at_commas(text: str) -> list[str]:
    """Return the names of a list split at commas; a single name `Last, First` stays whole."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return parts
    if len(parts) == 2 and (" " not in parts[0] or " " not in parts[1]):
        return [text]
    names: list[str] = []
    for part in parts:
        if names and _is_initials(part) and "," not in names[-1]:
            names[-1] = f"{names[-1]}, {part}"
        else:
            names.append(part)
    return names


# "J. Wu": letters without a full stop are no initials
_SHORT_NAME = re.compile(r"[^\W\d_]{2}(?![.\w])")


def _is_initials(part: str) -> bool:
    if len(part) > 1 and "." not in part and not part.isupper():
        return False
    if "." in part and _SHORT_NAME.search(part):
        return False
    return re.fullmatch(r"(?:\w\.?[ -]?){1,5}", part) is not None and (len(part) <= 3 or "." in part)


def _family(name: str, *, glued: bool = False) -> str:
    """Return the family name of one name in any order; exports that glue names together write the family name first."""
    if "," in name:
        return name.partition(",")[0]
    name = name.strip()
    # initials end on a capital or a full stop
    if not name[-1:].islower() and (match := _PLAIN_TAIL.fullmatch(name) or _LETTERS_TAIL.match(name)):
        return match.group(1)
    words = name.split()
    if not words:
        return ""
    if glued and "." not in words[0]:
        return words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in PARTICLES:
        start -= 1
    return " ".join(words[start:])


def author_match(a: tuple[str, ...], b: tuple[str, ...]) -> float | None:
    """Return the share of the shorter list of surnames found in the longer one, None if either is empty.

    >>> author_match(("farrell", "pfeffer"), ("farrell", "pfeffer", "bright"))
    1.0
    """
    if not a or not b:
        return None
    if a == b:
        return 1.0
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(long) > _MANY:
        equal = Counter(short) & Counter(long)
        # of a collaboration of thousands, only the first are compared for slips
        matched = equal.total()
        left, rest = _without(short, equal)[:_MANY], _without(long, equal)[:_MANY]
    else:
        rest = list(long)
        left = []
        for name in short:
            if name in rest:
                rest.remove(name)
            else:
                left.append(name)
        matched = len(short) - len(left)
    for name in left:
        close = next((other for other in rest if same_name(name, other)), None)
        if close is not None:
            rest.remove(close)
            matched += 1
    return matched / len(short)


_MANY = 100


def _without(names: Sequence[str], equal: Counter[str]) -> list[str]:
    """Return the names in order without those in `equal`, each removed as many times as it occurs there."""
    rest = equal.copy()
    left = []
    for name in names:
        if rest[name] > 0:
            rest[name] -= 1
        else:
            left.append(name)
    return left


# small words that acronyms skip; not "a" and "de", whose letter some organisations keep
_SMALL = frozenset(["of", "the", "and", "for", "on", "in", "to"])


def acronyms(body: str) -> tuple[str, ...]:
    """Return the acronyms of an organisation, with and without its country.

    >>> acronyms("us department of labor"), acronyms("world health organization")
    (('usdl', 'dl'), ('who', 'who'))
    """
    words = [word for word in body.split() if word not in _SMALL]
    letters = "".join(word if word == "us" else word[0] for word in words)
    return letters, letters.removeprefix("us")


def same_name(a: str, b: str) -> bool:
    """Return whether two folded names of people or organisations are the same except for slips, cuts and initials."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) >= 4 and (long.startswith(short) or long.endswith(short)):
        # "Human Rights Watch, Women's Division"; not Niger and Nigeria
        return " " not in long or f" {short} " in f" {long} "
    if " " in a or " " in b:
        return _is_acronym(short, long) or (" " in short and _same_body(short, long))
    slips = 2 if len(short) >= _LONG else 1
    if len(short) < 4 or len(long) - len(short) > slips:
        return False
    if len(short) < _LONG and a[0] != b[0]:
        # Wang and Yang: one letter is too large a part of a short name
        return False
    return OSA.distance(short, long, score_cutoff=slips) <= slips


_LONG = 7
"""From this number of letters a name may have two slips, or one at its beginning."""


def damaged_name(a: str, b: str) -> bool:
    """Return whether two folded names in one place of two lists may be one name that a program damaged: not equal, but more alike than two people's.

    A foreign letter was read as another, or a ligature was lost.

    >>> damaged_name("guting", "gfiting"), damaged_name("rafiei", "raei"), damaged_name("han", "hu")
    (True, True, False)
    """
    short, long = sorted((a, b), key=len)
    return a != b and len(short) >= _SHORTEST_DAMAGED and a[0] == b[0] and OSA.distance(a, b) * 2 < len(long)


_SHORTEST_DAMAGED = 4


def _is_acronym(short: str, body: str) -> bool:
    """Return whether one name is the other's acronym, or the first letters of it: "CDC", "Centers for Disease Control and Prevention"."""
    return " " not in short and any(
        letters == short or (len(short) > 2 and letters.startswith(short)) for letters in acronyms(body)
    )


def _same_body(short: str, long: str) -> bool:
    """Return whether the names of two organisations differ only in slips: "Governent"; not North and South, Iran and Iraq."""
    one, other = short.split(), long.split()
    if len(one) != len(other):
        return "".join(one) == "".join(other)
    return all(
        x == y
        or (
            min(len(x), len(y)) >= 5
            and x[0] == y[0]
            and OSA.distance(x, y, score_cutoff=1) == 1
            and (len(x) != len(y) or sorted(x) == sorted(y))
        )
        for x, y in zip(one, other, strict=True)
    )


def other_person(a: str, b: str, surname: str) -> bool:
    """Return whether two authors of one surname have different initials: "Wang, Lei" and "Wang, Xiaoming".

    >>> other_person("Wang, Lei", "Wang, Xiaoming", "wang"), other_person("Wang, Lei", "L. Wang", "wang")
    (True, False)
    >>> other_person("Fjell AM", "Fjell, Mary", "fjell"), other_person("Wang, Lei", "Wang", "wang")
    (False, False)
    """
    one, other = _initials(a, surname), _initials(b, surname)
    return bool(one and other) and one.isdisjoint(other)


def other_given_name(a: str, b: str, surname: str) -> bool:
    """Return whether two authors of one surname have different full first names: "Wang, Jing" and "Wang, Jun".

    >>> other_given_name("Wang, Jing", "Wang, Jun", "wang"), other_given_name("Smith, Mike A.", "Smith, M.", "smith")
    (True, False)
    """
    one, other = (
        [
            fold(word)
            for word in _LETTERS.findall(byline)
            if len(word) > 2 and fold(word) not in surname and fold(word) not in _NOISE
        ]
        for byline in (a, b)
    )
    if not one or not other or not set(one).isdisjoint(other):
        return False
    first, second = one[0], other[0]
    alike = first.startswith(second) or second.startswith(first) or OSA.distance(first, second) < 2
    return not alike


def _initials(byline: str, surname: str) -> set[str]:
    letters: set[str] = set()
    for word in _LETTERS.findall(byline):
        folded = fold(word)
        if folded and folded not in surname and folded not in _NOISE:
            letters.update(folded if word.isupper() and len(word) < 4 else folded[0])
    return letters


_LETTERS = re.compile(r"[^\W\d_]+")


def surname_share(a: tuple[str, ...], text: str) -> float:
    """Return the share of surnames that are words of another author field, for names in the wrong order or without commas.

    >>> surname_share(("limayem", "hirt"), "limayem moez hirt sabine gabriele")
    1.0
    """
    words = set(text.split())
    return sum(len(name) > 3 and name in words for name in a) / len(a) if a else 0.0
