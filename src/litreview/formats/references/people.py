"""Parse the names of a reference, in any order and with any separators: `Roe, A., & Poe, B.`, `Roe A, Poe B`, `A. Roe and B. Poe`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from litreview.core.libraries import re
from litreview.core.model import Person
from litreview.formats.references.tokens import OUTER, classes_of

# a run of commas and blanks must match from its first, or each of them would scan the run again
_ROLE = re.compile(
    r"[(\[]\s*(?:eds?|editors?|hrsg|hg|coords?|dirs?|trans|comps?)\b\.?\s*[)\]]|[,;]?\s+\b(?:eds?|hrsg|editors?|coords?|comps?)\.?\s*$|^[\s(\[]*(?:in:?\s+)?(?:edited by|eds?\.|(?:hrsg|hg)\.(?: vo[nm]| v\.| im auftrag)?|herausgegeben vo[nm]|in:?)\s+"
    r"|^\s*(?:translated by|trans\.(?: by)?|übersetzt von|trad\.)\s+|(?<![,;(\s])[,;(\s]*\b(?:translator|trans)\.?\)?\s*$",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"(?<![,;&\s])[,;&\s]*(?:\band\s+)?(?:\bet\.?\s*al\b\.?|\band others\b|\bu\.\s?a\.|…|\.\.\.).*$",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:[,;]?\s*&|[,;]?\s+(?:and|und|u\.|et|y|e|en|og|och|i)\s)\s*|\s*;\s*|\s*/\s*|\.\s+(?=[A-ZÀ-Þ]{3}[A-ZÀ-Þ'\- ]*,)"
)
_INITIALS = re.compile(r"(?:[A-ZÀ-ÞŠŽŁА-ЯЁ][a-zà-þ]?\.?[\s\-‐–]*){1,5}\.?")
_BRACKETED = re.compile(r"\(((?:[A-ZÀ-Þ][a-zà-þ]?\.[\s\-‐–]?){1,4})\)")
_SHORT = re.compile(r"(?:[A-ZÀ-ÞŠŽŁА-ЯЁ]\.?[\s\-‐–]*){1,4}")
_VANCOUVER = re.compile(
    r"(?P<family>[^\W\d_][^,.]*?)\s+(?P<given>[A-ZÀ-ÞŠŽŁА-ЯЁ]{1,4}|(?:[A-ZÀ-ÞŠŽŁА-ЯЁ]\.[\s\-‐–]?){1,4})\.?"
)
_MIDDLE = re.compile(r"[^\W\d_]{2,}(?:[-\s][^\W\d_]{2,})*(?:\s(?:[A-ZÀ-Þ]\.\s?){1,2})")
_SUFFIX = re.compile(r"(?:jr|sr|ii|iii|iv)\.?", re.IGNORECASE)
# `Ann B. Roe III` without a comma
_RANKED = re.compile(r"(\S+ \S.*) (Jr\.?|Sr\.?|I{2,3}|IV)")
_PARTICLES = r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|zu|af|av|al|el|bin|ibn)\s+)*"
# `Priscilla Van Houtte`: a capital particle before the last word begins the family name
_LAST = re.compile(
    rf"(?P<given>.+?)\s+(?P<family>{_PARTICLES}(?:(?:Van|Von|Vande[nr]|De|Di|Du|La|Della|St\.)\s+(?:de[nr]?\s+)?)?[^\W\d_][\w'’‐\-]*)",
    re.DOTALL,
)
# a family name alone: `de la Cruz`, `St. John`, `Van Buren`
_PARTICLED = re.compile(
    r"(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|ten|ter|zu|St\.|Van|Von|De|Di|Du|La|Della|Vande[nr])\s+)+[^\W\d_a-z][\w'’‐\-]*"
)
_MOST = 4000


def people(text: str) -> tuple[tuple[Person, ...], bool]:
    """Return the persons and organisations that a string names, and whether it has an "et al.".

    >>> [str(person) for person in people("Roe, A. B., & van Poe, C. (Eds.)")[0]]
    ['Roe, A. B.', 'van Poe, C.']
    >>> [str(person) for person in people("Roe, Ann, and Bob Poe.")[0]], [str(person) for person in people("Roe A, Poe BC, et al.")[0]]
    (['Roe, Ann', 'Poe, Bob'], ['Roe, A', 'Poe, BC'])
    >>> people("World Health Organization.")[0]
    (Person(literal='World Health Organization'),)
    """
    # `ROE (A.)`: a French list has the initials in brackets
    bare = _BRACKETED.sub(r"\1", _ROLE.sub(" ", text[:_MOST])).strip()
    others = _OTHERS.search(bare) is not None
    bare = _OTHERS.sub("", bare).strip(OUTER.replace(".", "") + " ")
    if not re.search(r"[^\W\d_]{2}", bare):
        return (), others
    if _is_body(bare):
        return (Person(literal=bare.rstrip(". ")),), others
    found = [person for group in _groups(bare) for person in _persons(group)]
    return tuple(found), others


# German compounds end with what an institution is, and an elided one with a hyphen, as no name of a person does
_COMPOUND = re.compile(
    r"[^,;/]*?(?:\b(?:(?:Zentrum|Amt|Institut|Verband|Verein|Anstalt|Jugendwerk|Rat) (?:für|der|des|zur)\b|\w+es (?:Amt|Institut|Zentrum)\b|\w+(?:amt|ministerium|verwaltung|anstalt|verband|zentrum|institut|behörde)(?:e?s)?)|[Ss]tiftung|[Kk]ommission|[Aa]kademie|[Gg]esellschaft|\w- (?:und|u\.))\b.*",
    re.DOTALL,
)
# who has a name in capitals and no given name is an office or an organisation
_ACRONYM = re.compile(r"[A-ZÄÖÜ]{2,5}")


def is_institution(text: str) -> bool:
    """Return whether a text, perhaps behind `in:`, names an office, an institute or another body alone.

    >>> is_institution("Made-up Foundation,"), is_institution("Amt für Häfen und Raumordnung"), is_institution("Roe, A.")
    (True, True, False)
    """
    return _is_body(re.sub(r"^(?i:in):?\s+", "", text.strip(OUTER)))


def _is_body(text: str) -> bool:
    words = text.split()
    if _ACRONYM.fullmatch(text) or (len(words) > 1 and ";" not in text and _COMPOUND.fullmatch(text)):
        return True
    institutional = any("institution" in classes_of(word.strip(OUTER)) for word in words)
    initials = any(_SHORT.fullmatch(word.strip(",;()")) for word in words if word not in ("A", "U.S.", "U.S"))
    return institutional and not initials and ";" not in text


def _groups(text: str) -> Iterator[list[str]]:
    """Yield the groups that `and`, `&` or a semicolon separate, each as its pieces between commas."""
    for group in _AND.split(text):
        pieces = [piece.strip() for piece in group.split(",")]
        # a name has no figure in it
        if pieces := [piece for piece in pieces if piece.strip(OUTER) and not re.search(r"\d", piece)]:
            yield pieces


def _persons(pieces: Sequence[str]) -> Iterator[Person]:
    """Yield the persons of a group. A piece of initials belongs to the family name before it; of full names only the first is inverted."""
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        following = pieces[i + 1] if i + 1 < len(pieces) else ""
        used = 1
        if following and _is_given(pieces, i):
            suffix = pieces[i + 2] if i + 2 < len(pieces) and _SUFFIX.fullmatch(pieces[i + 2]) else ""
            yield _inverted(piece, following, suffix)
            used = 3 if suffix else 2
        elif following and _SUFFIX.fullmatch(following):
            yield _person(piece, following)
            used = 2
        else:
            yield _person(piece, "")
        i += used


def _is_given(pieces: Sequence[str], i: int) -> bool:
    """Return whether the piece after the `i`-th is the given name to that family name."""
    family, piece = pieces[i], pieces[i + 1]
    if _SUFFIX.fullmatch(piece) or _VANCOUVER.fullmatch(family) or _has_initial(family):
        return False
    # initials, or `Ann B.` behind one word
    if _INITIALS.fullmatch(piece) or (_MIDDLE.fullmatch(piece) and " " not in family):
        return True
    later_pieces = [each for each in pieces[i + 2 :] if not _SUFFIX.fullmatch(each)]
    if i or any(" " not in each for each in later_pieces):
        return False
    # `Roe, Ann` alone or before names in full; `Ann Roe, Bob Poe` are two
    return " " not in piece or (not later_pieces and " " not in family and len(piece.split()) <= 3)


def _has_initial(name: str) -> bool:
    return any(_SHORT.fullmatch(word) and word.endswith(".") for word in name.split())


def _cased(name: str) -> str:
    """Return a family name in capitals with normal case."""
    if len(name) > 2 and name.isupper() and "." not in name:
        return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)
    return name


def _inverted(family: str, given_name: str, suffix: str) -> Person:
    prefix = re.match(_PARTICLES, family)
    front = prefix[0].strip() if prefix and prefix[0] else ""
    bare_family = family[len(front) :].strip() if front else family
    given_name = given_name.strip()
    # a full stop is part of initials alone
    given_name = given_name.rstrip(".") if re.search(r"[a-zà-þ]{2}\.$", given_name) else given_name
    return Person(family=_cased(bare_family), given=given_name, prefix=front, suffix=suffix)


def _person(name: str, suffix: str) -> Person:
    if not suffix and (ranked := _RANKED.fullmatch(name)):
        name, suffix = ranked[1], ranked[2]
    # three capitals before an initial with a full stop are a name, though they could be initials
    if (found := _VANCOUVER.fullmatch(name)) and (
        not _INITIALS.fullmatch(found["family"])
        or (len(found["family"]) > 2 and found["family"].isalpha() and name.endswith("."))
    ):
        return _inverted(found["family"], found["given"].strip(), suffix)
    if _PARTICLED.fullmatch(name):
        return _inverted(name, "", suffix)
    if found := _LAST.fullmatch(
        name.rstrip(". ") if not _INITIALS.fullmatch(name.rsplit(maxsplit=1)[-1]) else name
    ):
        return _inverted(found["family"], found["given"], suffix)
    if " " in name and not suffix:
        # several words of which none is a given name are no person's
        return Person(literal=name)
    return Person(family=_cased(name.rstrip(".")), suffix=suffix)
