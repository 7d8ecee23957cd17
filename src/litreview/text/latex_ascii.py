r"""LaTeX with letters beyond ASCII to LaTeX in ASCII only, such that `to_unicode` gives the letters back.

Accents become `{\'e}`, letters and signs their command, dashes and quotes their ligature. What LaTeX has no command for
(most scripts of the world) becomes `{\char"738B}`, which XeTeX and LuaTeX print.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from litreview.text.latex import to_unicode
from litreview.text.latex_tables import ACCENTS, SYMBOLS

# a ligature must not run into the same sign beside it
_LIGATURES = (
    (re.compile(r"(?<![-–—])–(?![-–—])"), "--"),
    (re.compile(r"(?<![-–—])—(?![-–—])"), "---"),
    (re.compile(r"(?<![`“])“(?![`“])"), "``"),
    (re.compile(r"(?<!['”])”(?!['”])"), "''"),
)
_BEYOND = re.compile(r"[^\x00-\x7f]")
_MARKS = {mark: command for command, mark in ACCENTS.items() if command != "t"}
# commands that are in running text; the others need math
_TEXT = re.compile(
    r"text\w+|quot\w+|guil\w+|ss|SS|ae|AE|oe|OE|aa|AA|[oOlLijSP]|dh|DH|th|TH|dj|DJ|ng|NG|ldots|dag|ddag|pounds|euro"
)
_COMMANDS = {
    symbol: name for name, symbol in reversed(SYMBOLS.items()) if len(symbol) == 1 and _TEXT.fullmatch(name)
}


def to_ascii(latex: str) -> str:
    r"""Return LaTeX without letters beyond ASCII; it decodes to the same text.

    >>> to_ascii("Gödel, Erdős – 王 α")
    'G{\\"o}del, Erd{\\H{o}}s -- {\\char"738B} {\\ensuremath{\\alpha}}'
    """
    if latex.isascii():
        return latex
    for pattern, ligature in _LIGATURES:
        latex = pattern.sub(ligature, latex)
    return _BEYOND.sub(lambda found: _command(found.group(0)), latex)


@lru_cache(maxsize=8192)
def _command(character: str) -> str:
    for command in _candidates(character):
        if command.isascii() and to_unicode(command) == character:
            return command
    return f'{{\\char"{ord(character):X}}}'


def _candidates(character: str) -> list[str]:
    found = []
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[1] in _MARKS:
        mark = _MARKS[parts[1]]
        letter = {"i": "\\i", "j": "\\j"}.get(parts[0], parts[0])
        found.append(
            f"{{\\{mark}{{{letter}}}}}" if mark.isalpha() or "\\" in letter else f"{{\\{mark}{letter}}}"
        )
    if character == "\u00a0":
        found.append("~")
    if character in _COMMANDS:
        found.append(f"{{\\{_COMMANDS[character]}}}")
    known = _known(character)
    found.append(known if known[:1] == "{" else f"{{{known}}}")
    return found


def _known(character: str) -> str:
    """Return what pylatexenc writes for a character, `""` if it knows nothing."""
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    encoder = UnicodeToLatexEncoder(unknown_char_policy="ignore", unknown_char_warning=False)
    return str(encoder.unicode_to_latex(character))
