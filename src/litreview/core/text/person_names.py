"""Parses and formats names as BibTeX and databases write them, and folds text for comparison.

The rules for `First von Last`, `von Last, First` and `von Last, Jr, First` are those of BibTeX (O. Patashnik,
"BibTeXing", 1988, section 4; N. Markey, "Tame the BeaST", section 11); those for `family=Doe, given=Jane` are biblatex's
(manual, "Name Data", extended format). Other forms are those of databases. A list is split as raw text and decoded part by
part, because only the raw braces show that `{Barnes and Noble}` is one name.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from sys import intern

from anyascii import anyascii

from litreview.core.libraries import re
from litreview.core.model import Person
from litreview.core.text.latex import NO_BRACES, to_latex, to_unicode

# ASCII to lower-case letters and digits, all else to a space; mapping bytes takes a third of the time of mapping letters
_PLAIN = bytes(ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256))


def fold(text: str) -> str:
    """Return the text transliterated to ASCII, lower case, each run of anything else one space.

    >>> fold("Gödel,  Escher — Bach!")
    'godel escher bach'

    Law: `fold(fold(text)) == fold(text)`.
    """
    return " ".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """Return the words of the folded text.

    >>> folded_words("Gödel,  Escher — Bach!")
    ['godel', 'escher', 'bach']
    """
    if not text.isascii():
        text = anyascii(text)
    return text.encode("ascii").translate(_PLAIN).decode("ascii").split()


OTHERS = re.compile(r"(?:others|et\.?\s*al\.?|et\s+alii|\.\.\.|…)", re.IGNORECASE)
ET_AL_TAIL = re.compile(r"[,;]?(?<!\s)\s+(?:et\.?\s+al\.?|and others)\s*$", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|j\.r|i{2,3}|iv)\.?", re.IGNORECASE)
_ROMAN_OR_JR = re.compile(r"(?:[JS]r\.?|I{2,3}|IV)")
_INITIALS = re.compile(r"(?:[^\W\d_a-zß-ÿ]\.?[\s~-]*){1,4}")
_VANCOUVER = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž]{1,3}|(?:[A-ZÀ-ÖØ-ÞĀ-Ž]\.){1,4}")
BODY = re.compile(
    r"\b(?:organi[sz]ations?|departments?|dept|univ(?:ersity|ersité|ersität|ersidad)|offices?|ministry|committees?|bureau|agency|"
    r"councils?|association|institutes?|commission|cent(?:er|re)s?|foundation|congress|senate|courts?|administration|"
    r"society|federation|coalition|network|project|alliance|task force|inc|llc|ltd|corp(?:oration)?|company|consortium|"
    r"collaboration|working group|group|team|service|services|bank|nations|government|states|police|union|league|authority|"
    r"program(?:me)?|division|assembly|parliament|legislature|library|press|house of|board|initiative|campaign|clinic|fund)\b",
    re.IGNORECASE,
)


def persons_of(name: str) -> list[Person]:
    """Return the person of one entry of a list; several if commas separate them, none for `et al.`.

    >>> [str(person) for person in persons_of("Doe, J., Roe, B.")]
    ['Doe, J.', 'Roe, B.']
    >>> persons_of("given=Jo, prefix=de la, family=Roe")[0].display
    'Jo de la Roe'
    """
    name = ET_AL_TAIL.sub("", name)
    if not name or OTHERS.fullmatch(name):
        return []
    if _wholly_braced(name):
        body = clean(name)
        return [Person(literal=body)] if body else []
    parts = [part.strip() for part in outside(name, _COMMA)]
    if "family" in name and "=" in name and _NAMED_PART.match(parts[0]):
        return [_from_named_parts(parts)]
    if len(parts) == 1:
        return [_without_comma(name)]
    if len(parts) == 2 and not parts[1]:
        # a trailing comma is how RIS marks a body
        return [_body_or_family(parts[0])]
    return _of_parts(name, [part for part in parts if part])


def _of_parts(name: str, parts: list[str]) -> list[Person]:
    """Return the persons of a name with commas."""
    if len(parts) < 2:
        return [_body_or_family(part) for part in parts]
    if all(_is_vancouver(part) for part in parts):
        return [_without_comma(part) for part in parts]
    if len(parts) < 4 and "{" not in name and _is_body_and_office(parts):
        return [Person(literal=clean(name))]
    if len(parts) == 2:
        return [_von_last(parts[0], "", parts[1])]
    if len(parts) == 3:
        last_is_suffix = _SUFFIX.fullmatch(parts[2]) and not _SUFFIX.fullmatch(parts[1])
        suffix, given = parts[:0:-1] if last_is_suffix else parts[1:]
        return [_von_last(parts[0], suffix, given)]
    return _of_many_parts(name, parts)


def _is_body_and_office(parts: list[str]) -> bool:
    """Return whether what stands before the first comma is a body, and behind it one of its offices, and no given name.

    No family name has a word of a body beside "of", "for" or "on"; without them it may have one (`Court Brown, W. M.`), but no given name has.

    >>> [_is_body_and_office(name.split(", ")) for name in ("Council of Made-up States, Justice Center", "Made-up Rights Agency, Press Office")]
    [True, True]
    >>> [_is_body_and_office(name.split(", ")) for name in ("Council, Ann", "Court Brown, W. M.", "van der Bank, Ann", "Roe, Office of")]
    [False, False, False, False]
    """
    body, *rest = parts
    named = BODY.search(body) is not None and " " in body
    return named and (_IN_BODY.search(body) is not None or BODY.search(" ".join(rest)) is not None)


_IN_BODY = re.compile(r" (?:of|for|on) ")


def _of_many_parts(name: str, parts: list[str]) -> list[Person]:
    """Return the persons of four parts or more: BibTeX has no such name, so it is a list of `Family, Given`, or a body."""
    suffix = next((part for part in parts[1:] if _SUFFIX.fullmatch(part)), "")
    initials = all(_INITIALS.fullmatch(part) for part in parts[1::2])
    if len(parts) % 2 == 0 and (initials or not (suffix or BODY.search(name))):
        return [_von_last(family, "", given) for family, given in zip(parts[::2], parts[1::2], strict=True)]
    rest = [part for part in parts[1:] if part != suffix]
    return [_von_last(parts[0], suffix, ", ".join(rest), keep_commas=True)]


_COMMA = re.compile(",")
_NAMED_PART = re.compile(r"[a-z][a-z-]*\s*=")


def _from_named_parts(parts: list[str]) -> Person:
    """Return the person that biblatex's extended format describes: `given=Jo, prefix=de la, family=Roe`."""
    values: dict[str, str] = {}
    name = ""
    for part in parts:
        if _NAMED_PART.match(part):
            name, _, value = (each.strip() for each in part.partition("="))
            values[name] = clean(value.strip('"'))
        else:
            # a comma inside of a value
            values[name] = f"{values[name]}, {clean(part)}".strip('"')
    prefix, family = values.get("prefix", ""), values.get("family", "")
    if prefix.endswith(("-", "'", "’")):
        # al-Hakim is one word, as in `al-Hakim, Tawfiq`
        prefix, family = "", prefix + family
    return Person(
        family=family or values.get("given", ""),
        given=values.get("given", "") if family else "",
        prefix=prefix,
        suffix=values.get("suffix", ""),
    )


def _is_vancouver(part: str) -> bool:
    words = part.split()
    return (
        2 <= len(words) <= 4
        and not words[-2][:1].islower()
        and _VANCOUVER.fullmatch(words[-1].replace("-", "")) is not None
        and all(len(word) > 1 and any(c.islower() for c in word) for word in words[:-1])
    )


def _wholly_braced(name: str) -> bool:
    if not (name.startswith("{") and name.endswith("}")):
        return False
    depth = 0
    for index, character in enumerate(name):
        if character == "{" and name[index - 1 : index] != "\\":
            depth += 1
        elif character == "}" and name[index - 1 : index] != "\\":
            depth -= 1
            if depth == 0:
                return index == len(name) - 1
    return False


def clean(text: str) -> str:
    """Return a name, or a part of one, decoded to one line of Unicode."""
    # in a name list braces only ever mark a body: a brace that is a character would be taken for one
    return " ".join(to_unicode(text).translate(NO_BRACES).split())


def _body_or_family(text: str) -> Person:
    value = clean(text)
    return Person(literal=value) if " " in value else Person(family=value)


def _words(text: str) -> list[str]:
    """Return the words of a raw name, split at spaces and ties outside braces."""
    return [word for word in outside(text, _SPACE) if word]


_SPACE = re.compile(r"(?:\s|(?<!\\)~)+")


def _is_lower(word: str) -> bool:
    """Return whether a word is a `von`: its first letter outside plain braces is lower case (special characters count)."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    first = next(
        (
            c
            for c in (to_unicode(word) if "\\" in word or "&" in word or "<" in word else word)
            if c.isalpha()
        ),
        "",
    )
    return first.islower()


def _without_comma(name: str) -> Person:
    words = _words(name)
    if len(words) == 1:
        return Person(family=clean(name))
    if BODY.search(name) and "{" not in name:
        return Person(literal=clean(name))
    suffix = words.pop() if len(words) > 2 and _ROMAN_OR_JR.fullmatch(words[-1]) else ""
    if _is_vancouver(" ".join(words)) and "{" not in name:
        family, given = " ".join(words[:-1]), words[-1]
        return _von_last(family, suffix, given)
    lower = [index for index, word in enumerate(words[:-1]) if _is_lower(word)]
    if lower:
        first, last = lower[0], lower[-1] + 1
        split = (words[:first], words[first:last], words[last:])
    else:
        split = (words[:-1], [], words[-1:])
    given_words, prefix, family_words = split
    return Person(
        family=clean(" ".join(family_words)),
        given=clean(" ".join(given_words)),
        prefix=clean(" ".join(prefix)),
        suffix=clean(suffix),
    )


def _von_last(last: str, suffix: str, given: str, *, keep_commas: bool = False) -> Person:
    words = _words(last)
    if not suffix and len(words) > 1 and _ROMAN_OR_JR.fullmatch(words[-1]):
        suffix = words.pop()
    if not suffix and not keep_commas:
        given_words = given.split()
        if len(given_words) > 1 and re.fullmatch(r"[JS]r\.?|I{2,3}", given_words[-1]):
            suffix, given = given_words[-1], " ".join(given_words[:-1])
    split = 0
    for index, word in enumerate(words[:-1]):
        if _is_lower(word):
            split = index + 1
        elif index == 0:
            break
    return Person(
        family=clean(" ".join(words[split:])),
        given=clean(given),
        prefix=clean(" ".join(words[:split])),
        suffix=clean(suffix),
    )


def outside(text: str, separator: re.Pattern[str]) -> list[str]:
    """Return the text split at separators outside braces."""
    if "{" not in text:
        return separator.split(text)
    pieces: list[str] = []
    last = 0
    for match in separator.finditer(_masked(text)):
        pieces.append(text[last : match.start()])
        last = match.end()
    return [*pieces, text[last:]]


def _masked(text: str) -> str:
    """Return the text with braces and their content as NUL characters, where no separator matches."""
    if "\\" not in text:
        # innermost braces first; names have fewer than three levels
        masked = text
        for _ in range(3):
            masked = _INNERMOST.sub(lambda match: "\0" * len(match.group(0)), masked)
            if "{" not in masked:
                return masked
    depth, characters = 0, list(text)
    escaped = False
    for index, character in enumerate(text):
        if depth:
            characters[index] = "\0"
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == "{":
            depth += 1
            characters[index] = "\0"
        elif character == "}":
            depth = max(0, depth - 1)
    return "".join(characters)


_INNERMOST = re.compile(r"\{[^{}]*\}")


# a match begins at the first blank of a run; starting at each one would read the run again and again
_AND = re.compile(r"(?<!\s)\s+and(?=\s)|^\s*and(?=\s)|(?<!\s)\s+and\s*$", re.IGNORECASE)
# possible ends of an incomplete list: a quick test before the list is split
_OTHERS_END = ("others", "al", "al.", "alii", "...", "…")
# "Family, Given" of capitalised words: nine names in ten, which are unambiguous
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
    return canonical_names(raw)[0]


def canonical_names(raw: str) -> tuple[tuple[Person, ...], str]:
    """Return the persons of a raw name list, and the list that `format_names` makes of them.

    >>> canonical_names("Jane Doe; {Office of Data}; et al.")[1]
    'Doe, Jane and {Office of Data} and others'
    """
    names = [_stable(name) for name in _split_list(_with_letters(_one_space(raw)))]
    texts = [text for _, text in names if text] + (["others"] if and_others(raw) else [])
    return tuple([person for persons, _ in names for person in persons]), " and ".join(texts)


def _one_space(raw: str) -> str:
    """Return the list with each run of white space as one space, since long runs are slow to match."""
    return raw if raw.isprintable() and "  " not in raw else " ".join(raw.split())


def _with_letters(raw: str) -> str:
    r"""Return the list with special characters (`{\\"o}`) as letters, so that the remaining braces protect words."""
    if "\\" not in raw:
        return raw
    return _SPECIAL.sub(_letter, raw)


def _letter(found: re.Match[str]) -> str:
    letter = to_unicode(found.group(0))
    # `{\\#–}` is a sign and a dash: a body in braces, as it is written for one
    sign = letter[:1].isascii() and not letter[:1].isalnum()
    return letter if letter.isalpha() or not (letter.isascii() or sign) else found.group(0)


# a person wrote several works, and a work has several records
@lru_cache(maxsize=65_536)
def _stable(name: str) -> tuple[tuple[Person, ...], str]:
    """Return the persons of one entry of a list, each in a form that survives writing and reading again, and their canonical list."""
    simple = _SIMPLE.fullmatch(name)
    if simple:
        return (Person(family=intern(simple[1]), given=intern(simple[2])),), name
    persons = persons_of(name)
    if _ODD.search(name) is not None:
        persons = [person if person.literal else _settled(person, name) for person in persons]
    return (*persons,), format_names(persons)


def _reread(text: str) -> list[Person]:
    return [person for name in _split_list(_with_letters(text)) for person in persons_of(name)]


def _settled(person: Person, name: str) -> Person:
    """Return the person in a form that survives writing and reading again; as `literal` if there is no such form."""
    for _ in range(3):
        again = _reread(_format(person, encode=True))
        if again == [person]:
            return person
        if len(again) != 1:
            break
        person = again[0]
    return Person(literal=clean(name).replace("{", "").replace("}", ""))


def and_others(raw: str) -> bool:
    """Return whether a name list is marked as incomplete (`and others`, `et al.`).

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


def given_with_dots(person: Person) -> str:
    """Return the given names with each run of two or three capitals as that many initials: styles take a word for one initial.

    Medical databases and Google Scholar write initials so. A given name is not in capitals if the family name is not. Capitals in a family name
    prove nothing (`LI, WEI`); a generation or degree after a name is not a given name.

    >>> [given_with_dots(Person(family="Garboden", given=text)) for text in ("Philip ME", "PME", "Philip III", "Ann MD", "Al")]
    ['Philip M. E.', 'P. M. E.', 'Philip III', 'Ann MD', 'Al']
    """
    words = person.given.split()
    if person.family.isupper() or not any(map(str.isupper, words)):
        return person.given
    return " ".join(
        [
            _spaced_initials(word) if word.isupper() and not (n and _BEHIND.fullmatch(word)) else word
            for n, word in enumerate(words)
        ]
    )


def _spaced_initials(word: str) -> str:
    return " ".join(f"{letter}." for letter in word) if word.isalpha() and 1 < len(word) < 4 else word


# generations and degrees behind a given name; `Ann MD` may be either, and stays as it is
_BEHIND = re.compile(r"[IVX]{2,3}|[JS]R|MD|JD|DDS|ESQ|LL[BM]|MBA|MPH|MSW|RN")


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
        lower = f" {raw.lower()} "
        usual = raw.isprintable() and lower.count(" and") == raw.count(" and ") and " and and " not in lower
        pieces = raw.split(" and ") if usual else _AND.split(raw)
        if ";" in raw:
            pieces = [part for piece in pieces for part in _at_semicolons(piece)]
    else:
        split = outside(raw, _AND)
        pieces = [part for piece in split for part in (_at_semicolons(piece) if ";" in piece else [piece])]
    if ";" in raw:
        pieces = [piece.strip().strip(";") for piece in pieces]
    return [name for piece in pieces if (name := piece.strip())]


def _at_semicolons(piece: str) -> list[str]:
    # `&amp;` ends in a semicolon too; an `and` after one is part of the list ("Doe, J.; and Roe, R.")
    parts = outside(piece, re.compile(r"(?<!&amp)(?<!&[lg]t)(?<!&#\d\d)(?<!&#\d\d\d);"))
    return [re.sub(r"^\s*and(?:\s+|$)", "", part) for part in parts]
