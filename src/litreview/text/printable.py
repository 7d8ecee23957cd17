"""Text from a file as it may be printed in a terminal: what is in a record is hostile until shown otherwise."""

from __future__ import annotations

import re

# ESC and the other controls move the cursor, rename the window or answer for the reader; the bidirectional overrides let a
# title reorder the text around it (Unicode TR 36); line separators break a row of a table
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return text of the same length in which nothing commands the terminal.

    >>> printable("a\x1b[2Jb\tc")
    'a�[2Jb\tc'
    """
    return _CONTROLS.sub("\ufffd", text)


def without_controls(text: str) -> str:
    r"""Return text without characters that command a terminal, or make a file binary to git; blanks and ends of lines stay blanks.

    >>> without_controls("a\x00\x1b[2Jb\tc\n"), without_controls("a\x0cb\u2028c")
    ('a[2Jb\tc\n', 'a b c')
    """
    if text.isprintable():
        return text
    return _CONTROLS.sub(lambda found: found[0] if found[0] == "\r" else " " * found[0].isspace(), text)


def escaped(text: str) -> str:
    r"""Return JSON that means the same, in which nothing commands the terminal.

    >>> escaped('{"a": "\x9b2J"}')
    '{"a": "\\u009b2J"}'
    """
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
