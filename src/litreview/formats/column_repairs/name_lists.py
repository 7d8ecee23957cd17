"""Repair lists of names whose separators an export lost, or which use unusual separators."""

from __future__ import annotations

from litreview.core.libraries import re
from litreview.core.text.person_names import BODY
from litreview.formats.column_repairs.repair import ColumnRepair, EntryRow
from litreview.works.author_names import PARTICLES

_COLUMNS = ("author", "editor")
_LETTER, _CAPITAL, _SMALL = r"[^\W\d_]", r"[A-ZÀ-ÖØ-ÞĀŁŚŠŽŻ]", r"[a-zß-öø-ÿ]"

# --- Jin Z. L., Gao N. without separators: JinZ.L.GaoN.

# a letter with a full stop; Zh., Iu. and Kh. are single letters of other alphabets
_INITIALS = rf"{_CAPITAL}{_SMALL}?\.(?:[ -]?{_CAPITAL}{_SMALL}?\.)*"
_SUFFIX = rf"(?: ?(?:Jr|Sr|III|II|IV)\b\.?|(?:Jr|Sr|III|II|IV)(?={_CAPITAL}{_SMALL}))?"
_GLUED = re.compile(
    rf"(?P<family>'?{_LETTER}[^.;,&{{}}\\\d()\[\]/:\"]*?{_LETTER}['’]?)(?P<blank> ?)(?P<given>{_INITIALS})(?P<suffix>{_SUFFIX})\.?"
)
# the last of a list that lost its last full stop, or was cut
_GLUED_LAST = re.compile(rf"(?P<family>'?{_LETTER}[\w'’ -]*{_SMALL})(?P<given>{_CAPITAL}{{0,2}})(?P<suffix>)")
_GLUED_PARTICLE = re.compile(rf"({'|'.join(sorted(PARTICLES, key=len, reverse=True))})(?={_CAPITAL})")
_AND = re.compile(r"\sand\s|[;,&{}\\]")
_ELSE = re.compile(r"[;&{}\\]")
# nine lists in ten match these simple patterns
_FAMILY, _GIVEN = r"[A-Z][a-z]+(?:-[A-Z][a-z]+)?", r"(?:[A-Z]\. ?)*[A-Z]\."
_PLAIN = re.compile(rf"({_FAMILY}) ?({_GIVEN})")
_PLAINLY_GLUED = re.compile(rf"(?:{_FAMILY} ?{_GIVEN})+")
# FangJingChenRongTang: nothing shows which two words form a name
_RUN_ON = re.compile(rf"[^\s,;]*{_SMALL}{_CAPITAL}[^\s,;]*$")
_INITIAL_NEXT = re.compile(r"\.(?=\w)")
_JUNIOR_BEHIND = re.compile(r"(.+) (Jr|Sr)")


def _glued(names: str) -> list[re.Match[str]]:
    """Return the names of a list without separators, an empty list for any other text."""
    if "." not in names or _AND.search(names):
        return []
    found: list[re.Match[str]] = []
    at = 0
    while at < len(names):
        name = _GLUED.match(names, at) or (_GLUED_LAST.fullmatch(names, at) if found else None)
        if name is None:
            return []
        found.append(name)
        at = name.end()
    return found


def _is_glued(row: EntryRow, column: str) -> bool | None:
    found = _glued(row.letters(column).strip())
    if len(found) == 1 and found[0]["blank"]:
        # `Doe J. R.` is one name, whatever the other cells are
        return None
    return bool(found)


def _unglued(row: EntryRow, column: str) -> dict[str, str]:
    names = row.letters(column).strip()
    if _PLAINLY_GLUED.fullmatch(names):
        return {
            column: " and ".join(
                [f"{family}, {_spaced(initials)}" for family, initials in _PLAIN.findall(names)]
            )
        }
    found = _glued(names)
    return {column: " and ".join(map(_family_first, found))} if found else {}


def _family_first(found: re.Match[str]) -> str:
    """Return a name in BibTeX's form, with a blank behind a particle that was glued to the family name."""
    family = found["family"].strip()
    if family[0].islower():
        family = _GLUED_PARTICLE.sub(r"\1 ", family, count=1)
    junior = _JUNIOR_BEHIND.fullmatch(family)
    family, suffix = (junior[1], junior[2]) if junior else (family, found["suffix"].strip())
    return ", ".join(filter(None, (family, suffix, _spaced(found["given"]))))


def _spaced(initials: str) -> str:
    """Return initials with blanks between them.

    >>> _spaced("J.R."), _spaced("K.-W."), _spaced("J. R.")
    ('J. R.', 'K.-W.', 'J. R.')
    """
    return initials if len(initials) < 3 else _INITIAL_NEXT.sub(". ", initials)


# --- A. Bell, C. Diaz, E. F. Gomez: commas between whole names

# a run of blanks must match from its first, or each blank would scan the run again
_COMMA = re.compile(r",(?:\s*and\s)?\s*|(?<!\s)\s+(?:,(?:\s*and\s)?\s*|and\s+)")
_SUFFIX_ALONE = re.compile(r"(?:[JS]r|I{2,3}|IV|Ph\.? ?D|MD)\.?")


def _whole_names(names: str) -> list[str]:
    """Split a list at its commas, but keep a suffix with the name before it."""
    parts: list[str] = []
    for part in _COMMA.split(names.strip(" ,")):
        if parts and _SUFFIX_ALONE.fullmatch(part):
            parts[-1] = f"{parts[-1]} {part}"
        elif part:
            parts.append(part)
    return parts


def _has_whole_names(row: EntryRow, column: str) -> bool | None:
    names = row.letters(column)
    if "," not in names or _ELSE.search(names):
        return None
    lists = (
        [_whole_names(part) for part in names.split(" and ")] if " and " in names else [_whole_names(names)]
    )
    if any(len(part.split()) < 2 for parts in lists if len(parts) > 1 for part in parts):
        # `Doe, Jane`
        return False
    # `van der Doe, Jane Ann` is one name
    return True if any(len(parts) > 2 for parts in lists) else None


def _parted_by_commas(row: EntryRow, column: str) -> dict[str, str]:
    names = row.letters(column)
    return {} if "," not in names or _ELSE.search(names) else {column: " and ".join(_whole_names(names))}


# --- Spears and Barki: families alone

_BODY_WORDS = re.compile(r"(?i)\b(?:of|for|the|on|in|de|und|et)\b|[()&/]")


def _joined(row: EntryRow, column: str) -> list[str]:
    """Return the names in a value that a reader took for one organisation because of its `and`."""
    names = row.get(column)
    inside = _unbraced(row, names) if " and " in names else names
    return inside.split(" and ") if inside != names else []


def _unbraced(row: EntryRow, names: str) -> str:
    """Return names without the braces that a reader added; in BibTeX a person wrote the braces."""
    has_reader_braces = (
        row.entry.format != "bibtex" and names.startswith("{") and names.find("}") == len(names) - 1
    )
    return names[1:-1] if has_reader_braces else names


def _has_joined(row: EntryRow, column: str) -> bool | None:
    names = row.get(column)
    if parts := _joined(row, column):
        are_families = all(part.isalpha() and part.istitle() for part in parts)
        return True if are_families or all("," in part for part in parts) else None
    if ";" in names:
        return False
    return (
        True
        if row.entry.format == "table"
        and " and " in names
        and all("," in part for part in names.split(" and "))
        else None
    )


def _parted_by_and(row: EntryRow, column: str) -> dict[str, str]:
    parts = [part.strip() for part in _joined(row, column)]
    names = " and ".join(parts)
    is_body = BODY.search(names) or _BODY_WORDS.search(names) or not all(part[:1].isupper() for part in parts)
    return {} if not parts or is_body else {column: names}


# --- PESTANA MH and SANCHEZ AV: initials behind the family

_INITIALS_BEHIND = re.compile(
    r"(?P<family>[A-ZÀ-Þ][A-ZÀ-Þ'’-]+(?: [A-ZÀ-Þ'’-]{2,})*) (?P<given>[A-ZÀ-Þ]{1,4}(?:-[A-ZÀ-Þ])?)(?: (?P<suffix>JR|SR|II|III))?\.?"
)
_SOUNDS = re.compile(r"[AEIOUY]")
_BETWEEN = re.compile(r"[;,]\s*|(?<!\s)\s+(?:[;,]\s*|and\s+)")


def _names_with_initials(names: str) -> list[re.Match[str] | None]:
    return [_INITIALS_BEHIND.fullmatch(part) for part in _BETWEEN.split(names.strip(" ;,")) if part]


def _has_initials_behind(row: EntryRow, column: str) -> bool | None:
    names = _unbraced(row, row.get(column))
    found = _names_with_initials(names)
    if not found or not all(found):
        return None if " " not in names else False
    # `MARY LEE` ends on a word; initials are single, or are no word
    return True if any(name and not _SOUNDS.search(name["given"][1:]) for name in found) else None


def _with_comma(row: EntryRow, column: str) -> dict[str, str]:
    names = _names_with_initials(_unbraced(row, row.get(column)))
    found = [name for name in names if name]
    if not found or len(found) < len(names):
        return {}
    parts = [(name["family"], name["suffix"], name["given"]) for name in found]
    return {column: " and ".join(", ".join(filter(None, each)) for each in parts)}


NAME_REPAIRS = (
    # in no language a capital with a full stop follows a small letter directly: Jin Z. L., not JinZ.L.
    ColumnRepair(
        fault="LR077", columns=_COLUMNS, is_damaged=_is_glued, read=_unglued, is_unreadable=_RUN_ON.match,
        one="a list of names with nothing between them", many="{} lists of names with nothing between them",
    ),
    # `Last, First` has a single word on one side of most commas; a list whose three parts all have a blank is one of whole names
    ColumnRepair(
        fault="LR077", columns=_COLUMNS, sign=re.compile(r"[^,]+,").match, is_damaged=_has_whole_names, read=_parted_by_commas, min_share=0.8,
        one="a list of whole names with commas between them", many="{} lists of whole names with commas between them",
    ),
    # where `and` separates persons in the other cells of a column, it is not part of an organisation's name in these
    ColumnRepair(
        fault="LR077", columns=_COLUMNS, sign=re.compile(r"\{").match, is_damaged=_has_joined, read=_parted_by_and,
        one="a list of family names", many="{} lists of family names",
    ),
    # one cell in capitals may be `MARY LEE`; where all cells of a column end with one to four letters, these are initials
    ColumnRepair(
        fault="LR077", columns=_COLUMNS, sign=re.compile(r"\{?[A-ZÀ-Þ]{2}").match, is_damaged=_has_initials_behind, read=_with_comma, min_share=0.8,
        one="a list of names with their initials behind", many="{} lists of names with their initials behind",
    ),
)  # fmt: skip
