"""Marks in the raw text of a file, also where damage has torn them from their entries.

A mark is looked for by what stands around it, so that an abstract may speak of confidential data; with one slip in the word
its surroundings are whole, and with one slip in these the word is.
"""

from __future__ import annotations

import re

from litreview.confidential.marks import MARK
from litreview.confidential.slips import Place, near_in

# what a name is followed by
_NAME_ENDS = re.compile(r"\s*\S?\s*[={:\"]")
# what a value, a keyword or a cell is between
_CELL_BEGINS = re.compile(r"(?:\A|[,{}\";:\-(\[>|\t\n@.%=])[ ]*\S?[ ]*\Z")
_CELL_ENDS = re.compile(r"[ ]*\S?[ ]*(?:[,;}\])<|\t\n\"]|\Z)")
_DOTTED = re.compile(r"\w\.\Z")
# the tag of a line, damaged or not
_TAGGED = re.compile(r"(?:\A|\n)[ ]{0,3}\S{0,3}[ ]*\S?[ ]*\Z")
_LINE_ENDS = re.compile(r"\W?(?:\n|\Z)")
_OPENS = re.compile(r"""["']?\s*[:=]\s*[{"']*\s*false\s*[}"']*\s*(?=[,;}\n<\t]|\Z)""", re.IGNORECASE)
# a type is no word of a sentence: behind a comma there is no blank
_TYPE_BEGINS = re.compile(r"(?:\A|[,;\t|]|[{\">\n@=:] ?|\w\w {0,2}- ?)\S?\Z")
_TYPE_ENDS = re.compile(r"\S?(?:[,;}\]<|\t\n\"]|\Z)")
_HEADS = re.compile(r"(?<![\w.])@\s*\S?\s*\Z")
# `email = {` is a field
_KEYED = re.compile(r"\s*[^\s\w=]?\s*(?:\{|\(\s*[^\s,(){}=]+,)")
# a code of a participant or of a document, or one with a slip, as the key in a header of BibTeX
# (where its letter is lost or another, the type before it is whole: `year = 2{011,` is none)
_HEAD_CODE = re.compile(
    r"(?:[{(]\W{0,2}(?:\w?I\W?\d{2,4}\w?\W?|I\d\s*)|@\s*\w+\s*[{(]\s*[A-Za-z]?\W?0\d{1,3}|[{(]\W{0,2}(?:PR?|R)\W?\d{0,4}\W{1,2}\d{1,3}\W?),\s*(?:\n|[A-Za-z][\w-]*\s*=)"
)
# elsewhere it is a word of its own, or ends a short line
_CODE = re.compile(
    r"(?<![A-Z0-9])I\d{2,4}(?![a-z0-9.])|^.{0,8}(?<![a-z]{2})I[^\w\n]?\d{1,4}[^\w\n]*$|^[ ]{0,3}(?:ID|LB|%F).{0,5}I[^\w\n]*$"
    r"|(?<![A-Z0-9])PR\d{2,4}-\d{1,3}(?![a-z0-9.])",
    re.MULTILINE,
)
_RIS_TYPE = re.compile(r"(?<![A-Z]{2})[PI]COMM\b|\b[PI]COMM")
_TYPE_WORDS = (
    "interview",
    "personal communication",
    "personal_communication",
    "personalcommunication",
    "perscomm",
)
_SHORT_TYPES = ("pcomm", "icomm", "instantmessage")
_HEADED = (
    *("letter", "personal", "email", "conversation", "correspondence"),
    *("fieldnote", "focusgroup", "oralhistory", "personalcomm", "transcript"),
)


def marks_in(text: str) -> list[int]:
    """Return where something within one slip of the mark `confidential` is in a text as a name, a value or a keyword.

    One that says exactly `false` is none.

    >>> marks_in("title = {A}, confidental = {true}"), marks_in("we used confidential data"), marks_in("confidential = {false}")
    ([13], [], [])
    """
    return sorted({place.start for place in near_in(text, MARK) if _is_mark(text, place)})


def _is_mark(text: str, place: Place) -> bool:
    end = place.start + len(place.found)
    if text[place.start : end].lower() == MARK and _OPENS.match(text, end):
        return False
    before, after = place.before, place.after
    return (
        _NAME_ENDS.match(after) is not None
        or _DOTTED.search(before) is not None
        or (_CELL_BEGINS.search(before) is not None and _CELL_ENDS.match(after) is not None)
        or (_TAGGED.search(before) is not None and _LINE_ENDS.match(after) is not None)
    )


def named_types_in(text: str, *, bibtex: bool = False) -> bool:
    r"""Return whether the type of an interview, or its code, seems to be in a text: as a header, a cell or a tagged line.

    >>> named_types_in("intervew{doe,"), named_types_in("%0 Interview\n"), named_types_in("Interviews with police")
    (True, True, False)
    """
    if _HEAD_CODE.search(text) or (not bibtex and (_CODE.search(text) or _RIS_TYPE.search(text))):
        return True
    return any(
        _heads(place) or (place.word not in _HEADED and _is_cell(place))
        for place in near_in(text, *_TYPE_WORDS, *_SHORT_TYPES, *_HEADED)
        if not (place.found + place.after).startswith("comment")
    )


def _heads(place: Place) -> bool:
    return _HEADS.search(place.before) is not None or _KEYED.match(place.after) is not None


def _is_cell(place: Place) -> bool:
    before, after = place.before, place.after
    cell = _TYPE_BEGINS.search(before) is not None and _TYPE_ENDS.match(after) is not None
    return cell or (_TAGGED.search(before) is not None and _LINE_ENDS.match(after) is not None)


def letters_in(text: str) -> bool:
    """Return whether a letter, an e-mail or a message is in a table as a type: only Zotero's tables mean a private one."""
    return any(map(_is_cell, near_in(text, "letter", "email", "instantmessage")))


def marked_or_near(text: str, *, bibtex: bool = False) -> bool:
    """Return whether a text holds a mark, or something within one slip of one: what holds for a file with a confidential entry holds for it."""
    return bool(marks_in(text)) or named_types_in(text, bibtex=bibtex)
