r"""Converts LaTeX, and the HTML that databases leave behind, to Unicode; and text to LaTeX, in Unicode or ASCII.

Decoding is one pass over the special characters of a value; one without any is returned unchanged. An unescaped `%` is a percent sign, never a
comment, so that nothing is cut off. An unknown command keeps its argument, or itself if it has none.
In ASCII, accents become `{\'e}`, letters and signs their command, dashes and quotes their ligature. A character without a LaTeX command
(most scripts of the world) becomes `{\char"738B}`, which XeTeX and LuaTeX print.
"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from litreview.core.libraries import re
from litreview.core.text.latex_tables import (
    ACCENTS,
    FORMATTING,
    OPERATORS,
    PUNCTUATION,
    SUBSCRIPTS,
    SUPERSCRIPTS,
    SYMBOLS,
)

_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"""
      (?:
      \\(?:url|path|nolinkurl)\s*\{{(?P<url>[^{{}}]*)\}}
    | \\(?:href|foreignlanguage|textcolor|bibinfo|bibfield|raisebox)\s*\{{[^{{}}]*\}}\s*(?P<second>(?=\{{))
    | (?P<nothing>\\(?:noopsort|selectlanguage|hspace|vspace|SortNoop|label)\s*\*?\{{[^{{}}]*\}})
    | \\(?P<accent>["'`^~=.])\s*\{{\s*(?P<bare>\}})
    | \\(?P<mark>["'`^~=.])(?:\s*\{{\s*(?P<a>\\[ij](?![a-zA-Z])|{_LETTER})\s*\}}?|\{{\\(?P<a3>[ij])\}}|(?P<a2>\\[ij](?![a-zA-Z])|{_LETTER}))
    | \\(?P<letter>[cvHukrdbt])(?:\s*\{{\s*(?P<b>\\[ij](?![a-zA-Z])|{_LETTER})\s*\}}?|\s+(?P<b2>\\[ij](?![a-zA-Z])|{_LETTER}))
    | \{{?\\&\}}?(?P<entity>\#?\w{{1,31}};)
    | \\(?P<escaped>[&%$\#_{{}}])
    | \\char\s*(?P<code>"[0-9A-Fa-f]{{1,6}}|'[0-7]{{1,7}}|[0-9]{{1,7}})[ ]?
    | \\symbol\s*\{{\s*(?P<code2>"[0-9A-Fa-f]{{1,6}}|'[0-7]{{1,7}}|[0-9]{{1,7}})\s*\}}
    | \\(?P<command>[a-zA-Z]+)\*?(?P<after>[ \t\n]*(?:\{{\}})?)
    | \\(?P<other>[\s\S])
    | \$(?P<math>(?=\S)(?:[^$\\]|\\[\s\S]){{0,400}}?(?<=[^\s\\]))\$(?!\d)
    | (?P<brace>[{{}}])
    | (?P<dashes>-{{2,}})
    | (?P<quotes>``|'')
    | (?P<tie>~)
    )""",
    re.VERBOSE,
)
# where a token may begin; the second for values without two of - ` ' in a row
_PAIRED = re.compile(r"[\\{}$~`'-]")
_SINGLE = re.compile(r"[\\{}$~]")
_ENTITY = re.compile(r"&(?<!\\&)(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TAG = re.compile(
    r"</?(?:(?:i|b|u|em|strong|sub|sup|span|small|scp|sc|tt|font|italic|bold|inf|a|title|sec|list|list-item|ext-link|xref|inline-formula"
    r"|tex-math|alternatives|underline|monospace)|(?P<block>p|br|div|h[1-6]|li|ul|ol|hr)|(?:jats|mml|ce|sb|m|mi|mn|mo):?[\w-]*)"
    r"(?:\s[^<>]{0,400})?/?>",
    re.IGNORECASE,
)
_DISGUISED = re.compile(
    r"\{?(?:\$(?P<sign>[<>])\$|\\text(?P<word>less|greater)(?![a-zA-Z])(?:\{\}|\s(?=\S))?|\\ensuremath\{(?P<in>[<>])\})\}?"
)
_SCRIPT = re.compile(r"([_^])\s*(?:\{([^{}]*)\}|(\w))")
# a run of backslashes, taken from its beginning only
_BACKSLASHES = r"(?:\{\\+|(?<!\\)\\+)"
_UMLAUTS = frozenset("aeiouyAEIOUY") | {"\\i", "\\j", "i", "j"}
NO_BRACES = str.maketrans("", "", "{}")


def to_unicode(value: str) -> str:
    r"""Return the value with LaTeX commands, HTML entities and tags decoded to characters.

    >>> to_unicode(r"{\"U}ber $\alpha_{2}$ \& 100% {World}")
    'Über α₂ & 100% World'
    >>> to_unicode("Smith &amp; Sons <i>v.</i> Doe")
    'Smith & Sons v. Doe'
    """
    if _is_plain(value):
        return value
    if "&" in value or "<" in value or "less" in value:
        value = from_html(value)
    if "\\" not in value and "$" not in value and "{}" not in value:
        # most values with a special character have plain braces and nothing else
        value = value.replace("{", "").replace("}", "")
        if "~" not in value and not _has_pair(value):
            return value
    return _decoded(value)


def _is_plain(value: str) -> bool:
    """Return whether there is nothing to decode: ten substring tests cost a twentieth of a pattern's search."""
    return not (
        "{" in value
        or "\\" in value
        or "}" in value
        or "&" in value
        or "$" in value
        or "~" in value
        or "<" in value
        or _has_pair(value)
    )


def _has_pair(value: str) -> bool:
    return "--" in value or "``" in value or "''" in value


def _decoded(value: str) -> str:
    """Return the value with each token replaced, jumping from special to special character, since searching `_TOKEN` is slow."""
    special = _PAIRED if _has_pair(value) else _SINGLE
    parts: list[str] = []
    last = at = 0
    while start := special.search(value, at):
        token = _TOKEN.match(value, start.start())
        if token is None:
            at = start.end()
            continue
        if last < token.start():
            parts.append(value[last : token.start()])
        read = _READERS.get(token.lastgroup or "")
        parts.append(read(token) if read else "")
        last = at = token.end()
    if not parts:
        return value
    parts.append(value[last:])
    return "".join(parts)


def verbatim(value: str) -> str:
    r"""Return a URL, path or identifier without the escapes that some exporters add; everything else stays.

    >>> verbatim(r"\url{http://a.org/x{\_}y\%20z}")
    'http://a.org/x_y%20z'
    """
    if "&amp;" in value:
        value = re.sub(r"&(?:amp;)+", "&", value)
    if "\\" not in value and "{" not in value and "}" not in value and "$" not in value:
        return value.strip()
    value = re.sub(r"\\(?:url|path|nolinkurl|href)\s*(?=\{)", "", value)
    # escaped more than once: all layers at once
    value = re.sub(rf"{_BACKSLASHES}(?:textasciitilde|~)(?:\{{\}}|\s)?\}}?|\{{?\$\\sim\$\}}?", "~", value)
    value = re.sub(r"(?:\{\$+|(?<!\$)\$+)([<>])\$+\}?", r"\1", value)
    value = re.sub(
        rf"{_BACKSLASHES}text(less|greater|underscore)(?:\{{\}}|\s)?\}}?",
        lambda m: {"less": "<", "greater": ">"}.get(m[1], "_"),
        value,
    )
    value = re.sub(rf"{_BACKSLASHES}([_%#&$])\}}?", r"\1", value)
    return value.translate(NO_BRACES).strip()


def to_latex(value: str) -> str:
    r"""Return the value escaped for LaTeX, so that `to_unicode(to_latex(v)) == v`.

    >>> to_latex("100% & more_{x}")
    '100\\% \\& more\\_\\{x\\}'
    """
    if _UNSAFE.search(value) is None:
        return value
    return _UNSAFE.sub(_escape, value)


# begins with one set of characters, which is searched in a third of the time that alternatives take
_UNSAFE = re.compile(r"[\\{}$%&#_~^<\u00a0–—“”\-`'](?:(?<![\-`'])|(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?='))")
_ESCAPES = {
    "\\": r"{\textbackslash}", "{": r"\{", "}": r"\}", "$": r"\$", "%": r"\%", "&": r"\&{}", "#": r"\#", "_": r"\_",
    "~": r"{\textasciitilde}", "^": r"{\textasciicircum}", "-": "-{}", "`": "`{}", "'": "'{}", "\u00a0": "~",
    "<": "<{}",
}  # fmt: skip


def _escape(found: re.Match[str]) -> str:
    character = found.group(0)
    following = found.string[found.end() : found.end() + 1]
    if character == "&" and not (following.isalnum() or following == "#"):
        return r"\&"
    if character == "<" and not (following.isalpha() or following == "/"):
        return "<"
    return _ESCAPES.get(character, character)


def from_html(value: str) -> str:
    """Return the value without HTML tags, and with entities decoded.

    >>> from_html("Smith &amp; Sons <i>v.</i> Doe, p<0.05")
    'Smith & Sons v. Doe, p<0.05'
    """
    if "&" not in value and "<" not in value and "less" not in value:
        return value
    if "less" in value or "$<$" in value or "{<}" in value:
        value = _DISGUISED.sub(
            lambda found: found["sign"] or found["in"] or ("<" if found["word"] == "less" else ">"), value
        )
    if "&" in value:
        # twice: databases escape what was escaped already (&amp;lt;)
        for _ in range(2):
            plainer = _ENTITY.sub(_entity, value)
            if plainer == value:
                break
            value = plainer
    if "<" in value:
        plain = _TAG.sub(_without_tag, value)
        # a value of nothing but tags is kept: it may be somebody's text
        value = plain if plain.strip() or not value.strip() else value
    return value


def _entity(found: re.Match[str]) -> str:
    text = html.unescape(found.group(0))
    # a brace or backslash from an entity is a character, not LaTeX
    return {"{": r"\{", "}": r"\}", "\\": r"\textbackslash{}", "$": r"\$", "~": r"\textasciitilde{}"}.get(
        text, text
    )


def _without_tag(found: re.Match[str]) -> str:
    if not found["block"]:
        return ""
    start, end, text = found.start(), found.end(), found.string
    alone = (start == 0 or text[start - 1].isspace()) or (end == len(text) or text[end : end + 1].isspace())
    return "" if alone else " "


def _compose(letter: str, mark: str) -> str:
    # an accent takes the place of the dot
    base = {"\\i": "i", "\\j": "j", "ı": "i", "ȷ": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", base + ACCENTS[mark])


def _accented(found: re.Match[str]) -> str:
    letter = found[found.lastgroup or 0]
    # an escaped quotation mark: \\"hi\\"
    quotes = found["mark"] == '"' and letter not in _UMLAUTS
    return f'"{letter}' if quotes else _compose(letter, found["mark"])


def _numbered(code: str) -> str:
    """Return the character of a TeX number (`"41`, `'101`, `65`), `""` if it is not allowed in text."""
    base = {'"': 16, "'": 8}.get(code[0], 10)
    number = int(code.lstrip("\"'"), base)
    allowed = 0x20 <= number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF
    return chr(number) if allowed else ""


def _command(found: re.Match[str]) -> str:
    name, after = found["command"], found["after"]
    symbol = SYMBOLS.get(name)
    if symbol is not None:
        return symbol
    if name in FORMATTING:
        return ""
    if name in OPERATORS:
        return f"{name}{after}"
    symbol = _looked_up(name)
    if symbol:
        return symbol
    if after.endswith("{}"):
        return f"\\{name}"
    following = found.string[found.end() : found.end() + 1]
    return "" if following == "{" else f"\\{name}{after}"


@lru_cache(maxsize=4096)
def _looked_up(name: str) -> str:
    """Return the characters pylatexenc knows for a command without arguments, or `""`."""
    from pylatexenc import latex2text

    spec = latex2text.get_default_latex_context_db().get_macro_spec(name)
    text = getattr(spec, "simplify_repl", None)
    return text if isinstance(text, str) and "%" not in text else ""


# a half is 1/2, not 12
_FRACTION = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")


def _math(content: str) -> str:
    content = _FRACTION.sub(r"\1/\2", content)
    content = _SCRIPT.sub(_script, content)
    content = re.sub(
        r"(?<=[\w)])(\\[a-zA-Z]+)", lambda m: f" {m[1]}" if m[1][1:] in OPERATORS else m[1], content
    )
    return re.sub(r"\s+", " ", _decoded(content)).strip()


def _script(found: re.Match[str]) -> str:
    sign, inner = found[1], found[2] if found[2] is not None else found[3]
    table = SUBSCRIPTS if sign == "_" else SUPERSCRIPTS
    text = inner.strip()
    if text and all(ord(character) in table for character in text):
        return text.translate(table)
    return f"{sign}{inner}"


_READERS: Mapping[str, Callable[[re.Match[str]], str]] = {
    "a": _accented,
    "a2": _accented,
    "a3": _accented,
    "b": lambda found: _compose(found["b"], found["letter"]),
    "b2": lambda found: _compose(found["b2"], found["letter"]),
    "escaped": lambda found: found["escaped"],
    "dashes": lambda found: {2: "–", 3: "—"}.get(len(found["dashes"]), found["dashes"]),
    "quotes": lambda found: "“" if found["quotes"] == "``" else "”",
    "tie": lambda _: "\u00a0",
    "after": _command,
    "math": lambda found: _math(found["math"]),
    "entity": lambda found: html.unescape(f"&{found['entity']}"),
    "other": lambda found: PUNCTUATION.get(found["other"], found["other"]),
    "code": lambda found: _numbered(found["code"]) or found[0],
    "code2": lambda found: _numbered(found["code2"]) or found[0],
    "bare": lambda found: found["accent"],
    "url": lambda found: found["url"],
}
"""The decoder of each group of `_TOKEN`; tokens of other groups are dropped."""


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
    r"""Return LaTeX in ASCII only, which decodes to the same text.

    >>> to_ascii("Gödel, Erdős – 王 α")
    'G{\\"o}del, Erd{\\H{o}}s -- {\\char"738B} {\\ensuremath{\\alpha}}'
    """
    if latex.isascii():
        return latex
    for pattern, ligature in _LIGATURES:
        latex = pattern.sub(ligature, latex)
    return _BEYOND.sub(lambda found: _ascii_command(found.group(0)), latex)


@lru_cache(maxsize=8192)
def _ascii_command(character: str) -> str:
    for command in _candidates(character):
        if command.isascii() and to_unicode(command) == character:
            return command
    return f'{{\\char"{ord(character):X}}}'


def _candidates(character: str) -> Iterator[str]:
    parts = unicodedata.normalize("NFD", character)
    if len(parts) == 2 and parts[1] in _MARKS:
        mark = _MARKS[parts[1]]
        letter = {"i": "\\i", "j": "\\j"}.get(parts[0], parts[0])
        yield f"{{\\{mark}{{{letter}}}}}" if mark.isalpha() or "\\" in letter else f"{{\\{mark}{letter}}}"
    if character == "\u00a0":
        yield "~"
    if character in _COMMANDS:
        yield f"{{\\{_COMMANDS[character]}}}"
    known = _known(character)
    yield known if known[:1] == "{" else f"{{{known}}}"


def _known(character: str) -> str:
    """Return pylatexenc's LaTeX for a character, `""` if it has none."""
    from pylatexenc.latexencode import UnicodeToLatexEncoder

    encoder = UnicodeToLatexEncoder(unknown_char_policy="ignore", unknown_char_warning=False)
    return str(encoder.unicode_to_latex(character))
