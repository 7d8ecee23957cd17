"""Makes text harmless for display: cells that a spreadsheet would run, and characters that a terminal would obey.

After OWASP, "CSV Injection": a cell is a formula if it starts with `=`, `+`, `-`, `@`, tab or carriage return; some spreadsheets
also take the full-width forms, and look past blanks, quotes and a leading line feed. In countries with a decimal comma, many spreadsheets begin a
cell after each `;` or tab, and after a line end.
"""

from __future__ import annotations

from litreview.core.libraries import re

# blanks of every kind, characters without width, quotes, control characters: a spreadsheet may drop them before it looks
_DROPPED = r"""(?:[^\S\t\r\n]|["\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u2060-\u206f\ufeff\ufffd])"""
_SIGN = r"[=+\-@＝＋－＠]"
# A cell may begin at the start or after one of ; tab CR LF. None of these, and no apostrophe, is dropped or is a sign. So
# an apostrophe put in one place changes no other, and `restore` finds the same places, each with one more.
_PLACE = re.compile(rf"(?:\A|(?<=[;\t\r\n]))(?='*{_DROPPED}*{_SIGN})|\A(?='*[\t\r\n])")
_MADE = re.compile(rf"(?:\A|(?<=[;\t\r\n]))'(?='*{_DROPPED}*{_SIGN})|\A'(?='*[\t\r\n])")
_CELL_ENDS = re.compile(r"[;\t\r\n]")


def neutralise(cell: str) -> str:
    """Return the cell with an apostrophe at each place where a spreadsheet would see a formula. `restore` removes them.

    >>> neutralise("=1+1"), neutralise("plain"), neutralise("Doe; =1+1"), neutralise("12-14"), restore(neutralise("'=1"))
    ("'=1+1", 'plain', "Doe;' =1+1", '12-14', "'=1")
    """
    # most cells begin with a letter or a digit, and no other begins within them
    plain = cell[:1].isalnum() and not _CELL_ENDS.search(cell)
    return cell if plain else _PLACE.sub("'", cell)


def restore(cell: str) -> str:
    """Return the cell as it was before `neutralise`.

    >>> restore("Doe;' =1+1"), restore("'tis")
    ('Doe; =1+1', "'tis")
    """
    # an apostrophe within a word is the usual one
    begins = "'" in cell and (cell[0] == "'" or any(mark in cell for mark in (";'", "\n'", "\t'", "\r'")))
    return _MADE.sub("", cell) if begins else cell


# ESC and the other controls move the cursor, rename the window or answer for the reader; the bidirectional overrides let a
# title reorder the text around it (Unicode TR 36); line separators break a row of a table
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return text of the same length, with control characters for a terminal replaced.

    >>> printable("a\x1b[2Jb\tc")
    'a�[2Jb\tc'
    """
    return _CONTROLS.sub("\ufffd", text)


def without_controls(text: str) -> str:
    r"""Return text without characters that control a terminal, or make a file binary to git; blanks and line ends become or stay blanks.

    >>> without_controls("a\x00\x1b[2Jb\tc\n"), without_controls("a\x0cb\u2028c")
    ('a[2Jb\tc\n', 'a b c')
    """
    if text.isprintable():
        return text
    return _CONTROLS.sub(lambda match: match[0] if match[0] == "\r" else " " * match[0].isspace(), text)


def escaped(text: str) -> str:
    r"""Return equivalent JSON, with control characters for a terminal escaped.

    >>> escaped('{"a": "\x9b2J"}')
    '{"a": "\\u009b2J"}'
    """
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
