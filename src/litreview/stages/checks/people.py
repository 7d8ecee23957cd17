"""Rules about names: lists with gaps, several people read as one, and texts that are no names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litreview.core.libraries import re
from litreview.core.model import Level, Person, Problem, Record
from litreview.core.wording import plural
from litreview.stages.checks.record_problems import problem, shown

_FIELDS = ("author", "editor")
_BRACED = re.compile(r"\{[^{}]*\}")
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_ENTITY = re.compile(r"&#?\w{1,8};")
# the second part of `Last, Jr, First`: generations, and the degrees and orders people put there
_SUFFIX = re.compile(r"(?i)(?:jr|sr|i{1,3}|iv|vi{0,3}|esq|ph\.?\s?d|[a-z]{1,4}|(?:[a-z]\.\s?){2,4})\.?")
# biblatex's other way of writing names, `family=Doe, given=Jane`
_EXTENDED = re.compile(r"\b(?:family|given)\s*=")
_INITIAL_BEHIND = re.compile(r"[^\W\d_].*\w\s[A-Z]\.?")
_INITIALS = re.compile(r"(?:[A-Z]\.?[ -]?)+")
_LISTS = frozenset({"bibtex", "table"})
"""The formats in which one field holds all names; elsewhere each name has a place of its own."""
_ADDRESS = re.compile(r"(?i)[^\s@]+@[^\s@]+\.\w+|https?://|\bwww\.")


def _name_fields(record: Record) -> Iterator[tuple[str, str, tuple[Person, ...]]]:
    """Yield each field of names with its text as written, braced parts replaced by x, and the persons read from it."""
    for name, persons in zip(_FIELDS, (record.authors, record.editors), strict=True):
        text = record.raw_fields.get(name, "") or record.get(name)
        if text:
            while (outside := _BRACED.sub("x", text)) != text:
                text = outside
            yield name, text, persons


_HOLES = {
    "LR060.et-al": r"(?i)\bet\.? al\b",
    "LR060.and": r"(?i)(?:^\W*and\s|\band\s+and\b|\sand\W*$)",
    "LR060.others": r"(?i)\band\s+others\s+and\b|,\s*(?:and\s+)?others\W*$",
}


def holes_in_names(record: Record) -> Iterator[Problem]:
    """Give LR060 for a list of names with a hole in it, or with `et al.` where BibTeX wants `and others`.

    BibTeX has one way to say that a list goes on, ` and others` at its end (btxdoc, 3.2); all else is a person to it.
    """
    for name, text, _ in _name_fields(record):
        if wording := next((wording for wording, hole in _HOLES.items() if re.search(hole, text)), ""):
            yield problem(record, wording, field=name)


def names_that_are_none(record: Record) -> Iterator[Problem]:
    """Give LR061 for a digit, an e-mail address or a web address in a person's name, or an initial behind the family name.

    Superscripts of affiliations and addresses stick to names when a page is copied. Bodies may have digits (9/11 Commission).
    `Doe J, A.` is `Doe, J. A.` with a comma out of place: no family name ends in an initial before other initials (Malcolm X has a name).
    """
    for name, written, persons in _name_fields(record):
        if _EXTENDED.search(written):
            continue
        for person in persons:
            text = person.display
            if _ADDRESS.search(text):
                wording = "LR061.address"
            elif not person.literal and person.given and any(c.isdecimal() for c in text):
                wording = "LR061.digit"
            elif _INITIAL_BEHIND.fullmatch(person.family) and _INITIALS.fullmatch(person.given):
                wording = "LR061.initial"
            else:
                continue
            yield problem(record, wording, field=name, text=shown(text))
            break


def run_together_names(record: Record) -> Iterator[Problem]:
    """Give LR062 for several people that are read as one: `&` between them, or commas.

    BibTeX parts names with ` and ` only, and takes `A, B, C` for last name, Jr, first name (btxdoc, 3.2). `Jane Doe, Richard Roe` may be two
    people, and `García Márquez, Gabriel José` is one: a person who knows them must decide. No family name begins with an initial.
    """
    for name, text, persons in _name_fields(record):
        if _EXTENDED.search(text):
            continue
        ampersand = next((p for p in persons if not p.literal and "&" in p.display), None)
        odd = next((p for p in persons if p.suffix and not _SUFFIX.fullmatch(p.suffix)), None)
        if ampersand:
            yield problem(record, "LR062.ampersand", field=name, person=shown(ampersand.display))
        elif odd:
            yield problem(record, "LR062.suffix", field=name, person=shown(str(odd)))
        elif record.format in _LISTS and len(persons) == 1 and _is_perhaps_two(text):
            yield problem(record, "LR062.two", level=_level_of_two(text), field=name, person=shown(text))
        elif record.format == "bibtex" and any(part.count(",") > 2 for part in _split(text)):
            yield problem(record, "LR062.commas", field=name, names=plural(len(persons), "name"))


def _is_perhaps_two(text: str) -> bool:
    """Return whether a name with one comma may be two names, each with first and last name in this order.

    >>> [_is_perhaps_two(name) for name in ("Jane Doe, Richard Roe", "Doe, Richard", "Doe Roe, Jane A.", "van der Doe, Jane Ann")]
    [True, False, False, False]
    """
    before, comma, after = text.partition(",")
    words = (*before.split(), *after.split())
    is_pair = bool(comma) and "," not in after and min(len(before.split()), len(after.split())) > 1
    return is_pair and not _INITIALS.fullmatch(words[-1]) and all(word[0].isupper() for word in words)


def _level_of_two(text: str) -> Level:
    return "warning" if _INITIALS.fullmatch(text.split(maxsplit=1)[0]) else "info"


def _split(text: str) -> Iterable[str]:
    return (part for piece in _AND.split(text) for part in piece.split(";"))


def names_with_semicolons(record: Record) -> Iterator[Problem]:
    """Give LR063 for names parted by semicolons: litreview reads the list, BibTeX takes it for one name."""
    if record.format != "bibtex":
        return
    for name, text, persons in _name_fields(record):
        if len(persons) > 1 and ";" in _ENTITY.sub("", text):
            yield problem(record, "LR063", field=name, count=len(persons))


def names_in_capitals(record: Record) -> Iterator[Problem]:
    """Give LR064 for a list of names that is all in capitals: styles print it in capitals, and particles such as `van` cannot be told.

    Initials, short names (LI, NG) and names without a first name (UNICEF) say nothing about it.
    """
    for name, _, persons in _name_fields(record):
        families = [person.family for person in persons if person.given]
        if families and all(map(str.isupper, families)) and max(map(len, families)) >= 5:
            yield problem(record, "LR064", field=name)
