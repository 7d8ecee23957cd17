"""Finds declared marks in the raw text of a file, also where damage has torn them from their entries.

A mark is recognised by the characters around it, so that an abstract may speak of confidential data. One slip is allowed, either in the
word or in its surroundings.
"""

from __future__ import annotations

from litreview.core.confidential.classification import MARK, NEGATIVE
from litreview.core.confidential.mark_words import Place, near_in, places
from litreview.core.libraries import re

# what a name is followed by
_NAME_ENDS = re.compile(r"\s*\S?\s*[={:\"]")
# what a value, a keyword or a cell is between
_CELL_BEGINS = re.compile(r"(?:\A|\nk1|[,{}\";:\-(\[>|\t\n@.%=])[ ]*\S?[ ]*\Z")
_CELL_ENDS = re.compile(r"[ ]*\S?[ ]*(?:[,;}\])<|\t\n\"]|\Z)")
_DOTTED = re.compile(r"\w\.\Z")
_LISTED_BEFORE, _LISTED_AFTER = re.compile(r"[a-z],\s\Z"), re.compile(r",\s[a-z]")
_OTHER_FIELD = re.compile(r"=|[A-Z0-9]{2}\s{1,3}-|%\w ")
# the tag of a line, damaged or not
_TAGGED = re.compile(r"(?:\A|\n)[ ]{0,3}\S{0,3}[ ]*\S?[ ]*\Z")
_LINE_ENDS = re.compile(r"\W?(?:a?\n|\Z|[a-z][a-z0-9] {1,3}-|\S?[a-z]\d|\S?%\S )")
_OPENS = re.compile(rf"""["']?\s*[:=]\s*[{{"']*\s*{NEGATIVE}\s*[}}"']*\s*(?=[,;}}\n<\t]|\Z)""", re.IGNORECASE)
# a type is no word of a sentence: behind a comma there is no blank
_TYPE_BEGINS = re.compile(r"(?:\A|[,;\t|]|[{\">\n@=:] ?|\w\w {0,2}- ?)\S?\Z")
_TYPE_ENDS = re.compile(r"\S?(?:[,;}\]<|\t\n\"]|\Z)| (?:[,;|\t\n]|\Z)")
_HEADS = re.compile(r"(?<![\w.])@\s*\S?\s*\Z")
# the tag of a type, with one slip at most: `TY  -`, `%0`, `M3  -`, `RT `
_TYPE_TAG = re.compile(r"(?:\A|\n)[ \t]{0,3}(?:(?:t\S?|\S?y|ty\S|\S{0,2}ty|m3)(?:[ \t]{0,3}[^\s\w]|[ \t]{2,4})[ \t]*|(?:\S?rt\S?|r[^e]?t?|tr|[^aiu\s]?t)\s{0,3}|\S?%\s?\S{0,2}[ \t]*|\S?0[ \t]+)\S?\Z")  # fmt: skip
_EDGES = "\"'{}[]()<>,;:=-"
_IN_A_WORD = re.compile(r"\w\w\Z")
# `email = {` is a field
_KEYED = re.compile(r"\s*[^\s\w=]?\s*(?:\{|\(\s*[^\s,(){}=]+,)")
# `transcript {API}` is of a title
_BEFORE_A_FIELD = re.compile(r"\s*[^\s\w=]?\s*[{(][^,(){}=]*(?:,|\s[\w-]+\s*=|\Z)")
_RIS_TYPE = re.compile(r"(?<![A-Z]{2})[PI]COMM\b|\b[PI]COMM|^[ ]{0,3}(?:T\S?|\S?Y|TY\S)\W{1,5}(?:PERS|INTV)\b", re.MULTILINE)  # fmt: skip
_LINE_TYPES = places("line-type") | {"personal communication"}
_HEAD_TYPES = places("head-type")


def marks_in(text: str) -> list[int]:
    """Return the offsets of the mark `confidential`, or of a text one slip away, as a name, a value or a keyword.

    A mark with the exact value `false`, `no` or `0` is left out.

    >>> marks_in("title = {A}, confidental = {true}"), marks_in("we used confidential data"), marks_in("confidential = {false}")
    ([13], [], [])
    """
    return sorted({place.start for place in near_in(text, MARK) if _is_mark(text, place)})


def marks_in_sentences(value: str) -> int:
    """Return how many marks in a value are words of a list in a sentence; 0 if the value has traces of another field.

    >>> marks_in_sentences("a free, confidential, local test"), marks_in_sentences("A test KW  - free, confidential, local")
    (1, 0)
    """
    if _OTHER_FIELD.search(value):
        return 0
    listed = (place for place in near_in(value, MARK) if _is_between(_LISTED_BEFORE, place, _LISTED_AFTER))
    return len({place.start for place in listed if _is_mark(value, place)})


def _is_mark(text: str, place: Place) -> bool:
    end = place.start + len(place.found)
    if text[place.start : end].lower() == MARK and _OPENS.match(text, end):
        return False
    return (
        _NAME_ENDS.match(place.after) is not None
        or _DOTTED.search(place.before) is not None
        or _is_between(_CELL_BEGINS, place, _CELL_ENDS)
        or _is_between(_TAGGED, place, _LINE_ENDS)
    )


def _is_between(begin: re.Pattern[str], place: Place, end: re.Pattern[str]) -> bool:
    return begin.search(place.before) is not None and end.match(place.after) is not None


def named_types_in(text: str, *, cells: bool = False, whole: bool = False) -> bool:
    r"""Return whether a text has the type of an interview, or one slip from it, as a header, a tagged line or one of the `cells` of a table.

    In a `whole` entry the reader has already judged the type, also with a slip in its letters. Then only the exact word counts,
    or one that may have lost a letter to a character of the format.

    >>> named_types_in("intervew{doe,"), named_types_in("%0 Interview\n"), named_types_in("KW  - Interview\n"), named_types_in("a,Interview,b", cells=True)
    (True, True, False, True)
    >>> named_types_in("% 0 Interview\n"), named_types_in("%\n Interview\n")
    (True, True)
    >>> named_types_in("intervew{doe,", whole=True), named_types_in("%0 Interview0%A Doe", whole=True)
    (False, True)
    >>> [named_types_in(text, whole=True) for text in ("title={A transcript {API}}", "transcript {doe,", "transcript{doe title={A}")]
    [False, True, True]
    """
    if _RIS_TYPE.search(text):
        return True
    return any(
        _heads(place, _BEFORE_A_FIELD if whole else _KEYED)
        or (cells and _is_cell(place) and not (whole and place.before[-1:].isspace()))
        or (place.word in _LINE_TYPES and _is_between(_TYPE_TAG, place, _LINE_ENDS))
        for place in near_in(text, *_LINE_TYPES, *_HEAD_TYPES)
        if not (place.found + place.after).startswith("comment")
        and not (whole and place.found != place.word and place.found.strip(_EDGES).isalpha())
    )


def _heads(place: Place, opens: re.Pattern[str]) -> bool:
    # a newsletter is no letter
    keyed = opens.match(place.after) is not None and not _IN_A_WORD.search(place.before)
    return keyed or _HEADS.search(place.before) is not None


def _is_cell(place: Place) -> bool:
    # one slip is in the word or around it, not both: Emily is no e-mail
    if place.found != place.word and (place.before[-1:].isalnum() or place.after[:1].isalnum()):
        return False
    return _is_between(_TYPE_BEGINS, place, _TYPE_ENDS) or _is_between(_TAGGED, place, _LINE_ENDS)


def marked_or_near(text: str, *, cells: bool = False) -> bool:
    """Return whether a text holds a declared mark, or something within one slip of one."""
    return bool(marks_in(text)) or named_types_in(text, cells=cells)
