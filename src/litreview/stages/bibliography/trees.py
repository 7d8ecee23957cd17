"""Builds the pieces of a pandoc syntax tree, reads their text, and removes what an annotation may not hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from litreview.core.pandoc import Block, Inline

_STYLED = {"Emph", "Strong", "Underline", "Strikeout", "Superscript", "Subscript", "SmallCaps"}
_SAFE_LINK = re.compile(r"(?:https?://|ftp://|mailto:)[^\s<>\"]+$", re.IGNORECASE)
# XML 1.0 forbids these; a DOCX that holds one does not open
_FORBIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)

# the full stop of a title, but not of an initial, an abbreviation or an ellipsis
_CLOSING_STOP = re.compile(
    r"(?<=[\w)\]”’\"'])(?<!\b\w)(?<!\b(?:Co|Jr|Sr|No|al|vs))(?<!\b(?:Inc|Ltd|etc|Rev))(?<!\bCorp)\.$"
)


def safe_text(text: str) -> str:
    """Return the text without characters that no document can hold."""
    # fast path: a printable text has no forbidden character
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def quoted(text: str) -> str:
    """Return the text with TeX's quotations, a backtick and an apostrophe, as typographic quotation marks.

    >>> quoted("policing `sex trafficking' in `Rio's` code")
    "policing ‘sex trafficking’ in `Rio's` code"
    """
    return re.sub(r"(?<![\w`])`(\w[^`']*)'(?!\w*`)", r"‘\1’", text)


def printed_title(text: str) -> str:
    """Return a title for a citation: `quoted`, and without the full stop that PubMed and others add.

    >>> printed_title("Who is counted."), printed_title("Raids in the U.S."), printed_title("And then..."), printed_title("Doe v. Roe Inc.")
    ('Who is counted', 'Raids in the U.S.', 'And then...', 'Doe v. Roe Inc.')
    """
    return _CLOSING_STOP.sub("", quoted(text).rstrip())


def words(text: str) -> list[Inline]:
    """Return the text as inlines, one `Str` a word."""
    return [
        {"t": "Space"} if part.isspace() and "\xa0" not in part else {"t": "Str", "c": part}
        for part in re.split(r"([ \t\r\n]+)", safe_text(text))
        if part
    ]


def joined(several: Iterable[Sequence[Inline]], by: Sequence[Inline]) -> list[Inline]:
    """Return the inlines of `several` in one list, with `by` between them."""
    return [inline for index, one in enumerate(several) for inline in (*(by if index else ()), *one)]


_PAIRS = {"(": ")", "[": "]"}


def bracketed(inlines: Sequence[Inline], opens: str = "(") -> list[Inline]:
    """Return inlines in brackets."""
    return [*words(opens), *inlines, *words(_PAIRS[opens])]


def without_brackets(inlines: Sequence[Inline]) -> tuple[str, list[Inline]]:
    """Return the opening bracket around inlines and what is within. Without one, return `""` and all of them."""
    if not inlines or inlines[0]["t"] != "Str" or inlines[-1]["t"] != "Str":
        return "", list(inlines)
    first, last = inlines[0]["c"], inlines[-1]["c"]
    if not first or _PAIRS.get(first[0]) != last[-1:]:
        return "", list(inlines)
    if len(inlines) == 1:
        return first[0], words(first[1:-1])
    return first[0], [*words(first[1:]), *inlines[1:-1], *words(last[:-1])]


def emph(inlines: Sequence[Inline]) -> Inline:
    """Return the inlines in italics."""
    return {"t": "Emph", "c": list(inlines)}


def strong(inlines: Sequence[Inline]) -> Inline:
    """Return the inlines in bold."""
    return {"t": "Strong", "c": list(inlines)}


def small_caps(inlines: Sequence[Inline]) -> Inline:
    """Return the inlines in small capitals."""
    return {"t": "SmallCaps", "c": list(inlines)}


def link(inlines: Sequence[Inline], target: str) -> Inline:
    """Return a link, or a plain span if the target is neither a web nor a mail address."""
    if not _SAFE_LINK.match(target):
        return span(inlines)
    return {"t": "Link", "c": [["", [], []], list(inlines), [target, ""]]}


def inner_link(inlines: Sequence[Inline], name: str) -> Inline:
    """Return a link to an anchor of the same document."""
    return {"t": "Link", "c": [["", [], []], list(inlines), [f"#{name}", ""]]}


def span(inlines: Sequence[Inline], *, name: str = "") -> Inline:
    """Return a span with an id."""
    return {"t": "Span", "c": [[name, [], []], list(inlines)]}


def para(inlines: Sequence[Inline]) -> Block:
    """Return a paragraph."""
    return {"t": "Para", "c": list(inlines)}


def header(level: int, inlines: Sequence[Inline], name: str = "") -> Block:
    """Return a heading."""
    return {"t": "Header", "c": [level, [name, [], []], list(inlines)]}


def div(
    blocks: Sequence[Block],
    *,
    name: str = "",
    classes: Sequence[str] = (),
    style: str = "",
) -> Block:
    """Return a division; `style` is a paragraph style of a word processor."""
    attributes = [["custom-style", style]] if style else []
    return {"t": "Div", "c": [[name, list(classes), attributes], list(blocks)]}


def raw_block(format_: str, text: str) -> Block:
    """Return markup of our own in one format. Never call it with text from a record or a note."""
    return {"t": "RawBlock", "c": [format_, text]}


def raw_inline(format_: str, text: str) -> Inline:
    """Return markup of our own within a line. Never call it with text from a record or a note."""
    return {"t": "RawInline", "c": [format_, text]}


def plain_text(node: Any) -> str:
    """Return the text of a tree, as one line."""
    found: list[str] = []
    _gather([node], found)
    return "".join(found)


def _gather(nodes: Iterable[Any], found: list[str]) -> None:
    """Append the text of each node to `found`: one list for all is twice as fast as a text for each node."""
    for node in nodes:
        if isinstance(node, list):
            _gather(node, found)
        elif isinstance(node, dict):
            kind, content = node.get("t"), node.get("c")
            if kind == "Str":
                found.append(str(content))
            elif kind in _BLANKS:
                found.append(" ")
            elif kind in _VERBATIM and isinstance(content, list):
                found.append(str(content[1]))
            elif kind == "Quoted" and isinstance(content, list):
                found.append(f"“{plain_text(content[1])}”")
            elif kind not in _RAW:
                _gather(content if isinstance(content, list) else [content], found)
                found += [" "] * (kind in _PARAGRAPHS)


_BLANKS = frozenset({"Space", "SoftBreak", "LineBreak"})
_VERBATIM = frozenset({"Code", "Math", "CodeBlock"})
_RAW = frozenset({"RawInline", "RawBlock"})
_PARAGRAPHS = frozenset({"Para", "Plain", "Header"})


def clean_inlines(
    inlines: Iterable[Inline],
    *,
    restore: Callable[[str], str] = safe_text,
    resolve: Callable[[list[dict[str, Any]], list[Inline]], list[Inline]] | None = None,
) -> list[Inline]:
    """Return the inlines with no raw markup, no image, no id or class, and links only to web and mail addresses.

    `restore` is applied to each text that is not printable ASCII; `resolve` turns the citations of a `[@key]` into inlines.
    """

    def linked(content: Any) -> list[Inline]:
        inner = several(content[1])
        made = link(inner, safe_text(restore(content[2][0])))
        return [made] if made["t"] == "Link" else inner

    def noted(blocks: Any) -> list[Inline]:
        lines = [
            clean_inlines(block["c"], restore=restore, resolve=unbracketed) for block in blocks if block["t"] in ("Para", "Plain")
        ]  # fmt: skip
        others = [words(plain_text(block).strip()) for block in blocks if block["t"] not in ("Para", "Plain")]
        return [{"t": "Space"}, *words("("), *joined([*lines, *others], words(" ")), *words(")")]

    def unbracketed(citations: list[dict[str, Any]], shown: list[Inline]) -> list[Inline]:
        return without_brackets(resolve(citations, shown))[1] if resolve else several(shown)

    cleaners: Mapping[str, Callable[[Any], list[Inline]]] = {
        "Code": lambda content: [{"t": "Code", "c": [["", [], []], safe_text(str(content[1]))]}],
        "RawInline": lambda content: words(str(content[1])),
        "Math": lambda content: words(str(content[1])),
        # a footnote becomes a parenthesis: the tree is cut up and regrouped
        "Note": noted,
        # a numeric style prints the number in a margin of its own; here it is the first word
        "Span": lambda content: [
            *several(content[1]),
            *([{"t": "Space"}] if "csl-left-margin" in content[0][1] else []),
        ],
        "Quoted": lambda content: [{"t": "Quoted", "c": [content[0], several(content[1])]}],
        "Link": linked,
        "Cite": lambda content: resolve(content[0], several(content[1])) if resolve else several(content[1]),
        # of an image its words: a picture would be a request
        "Image": lambda content: several(content[1]),
    }

    def cleaned(node: Inline) -> list[Inline]:
        kind, content = node["t"], node.get("c")
        if content is None:
            return [node]
        if kind in _STYLED:
            return [{"t": kind, "c": several(content)}]
        return cleaners[kind](content) if kind in cleaners else words(plain_text(node))

    def several(nodes: Iterable[Inline]) -> list[Inline]:
        found: list[Inline] = []
        for node in nodes:
            content = node.get("c")
            if content is None or (type(content) is str and content.isascii() and content.isprintable()):
                # most of a citation: a space, or a word that stays as it is
                found += [node] if content is None or node["t"] == "Str" else cleaned(node)
            elif node["t"] == "Str":
                found.append({"t": "Str", "c": restore(str(content))})
            else:
                found += cleaned(node)
        return found

    return several(inlines)


def clean_blocks(
    blocks: Iterable[Block],
    resolve: Callable[[list[dict[str, Any]], list[Inline]], list[Inline]] | None = None,
) -> list[Block]:
    """Return the blocks of a note with only what an annotation may hold: paragraphs, lists, quotes, code, tables.

    A heading becomes a bold paragraph, so that a note cannot add to the outline of the document.
    """

    def inline(nodes: Iterable[Inline]) -> list[Inline]:
        return clean_inlines(nodes, resolve=resolve)

    cleaners: Mapping[str, Callable[[Any], list[Block]]] = {
        "Para": lambda content: [para(inline(content))],
        "Plain": lambda content: [{"t": "Plain", "c": inline(content)}],
        "Header": lambda content: [para([strong(inline(content[2]))])],
        "BlockQuote": lambda content: [{"t": "BlockQuote", "c": several(content)}],
        "BulletList": lambda content: [{"t": "BulletList", "c": [several(item) for item in content]}],
        "OrderedList": lambda content: [
            {"t": "OrderedList", "c": [content[0], [several(item) for item in content[1]]]}
        ],
        "CodeBlock": lambda content: [{"t": "CodeBlock", "c": [["", [], []], safe_text(content[1])]}],
        "Div": lambda content: several(content[1]),
        "LineBlock": lambda content: [para([*inline(line), {"t": "LineBreak"}]) for line in content],
    }

    def cleaned(node: Block) -> list[Block]:
        kind, content = node["t"], node.get("c")
        if not content:  # a rule, or an empty block
            return []
        if kind in cleaners:
            return cleaners[kind](content)
        text = plain_text(content).strip()
        return [para(words(text))] if text else []

    def several(nodes: Iterable[Block]) -> list[Block]:
        return [found for node in nodes for found in cleaned(node)]

    return several(blocks)
