"""A list that was pasted as HTML: its text, a line for each paragraph or item, with the lines where they stood."""

from __future__ import annotations

import html
import re

_TAG = re.compile(
    r"</?(?P<name>html|head|body|p|br|div|li|ol|ul|dl|dt|dd|tr|td|table|tbody|h[1-6]|section|article|i|em|b|strong|span|a|u|sup|sub|font|cite|small|nobr|blockquote)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_IN_LINE = frozenset(
    {"i", "em", "b", "strong", "span", "a", "u", "sup", "sub", "font", "cite", "small", "nobr"}
)
_ADDRESS = re.compile(
    r"<a\s[^<>]{0,1000}?href=[\"'](?P<address>https?://[^\"'<>\s]+)[\"'][^<>]{0,1000}>(?P<words>[^<>]{0,1000})</a>",
    re.IGNORECASE,
)


def holds_markup(text: str) -> bool:
    """Return whether a text is HTML: an element is opened and closed in it.

    >>> holds_markup("<li>Roe, A. <i>Ports</i>.</li>"), holds_markup("Roe, A. Ports. <https://example.org>, p < 0.05")
    (True, False)
    """
    found = {match[0].split()[0].lower().rstrip(">") for match in _TAG.finditer(text)}
    return any(f"</{tag[1:]}" in found for tag in found)


def without_markup(text: str) -> tuple[str, list[int]]:
    r"""Return the text without its elements, and for each of its lines the number of the line where it stood. The address of a link stays.

    >>> without_markup("<ol><li>Roe &amp; Poe, <i>Ports</i></li><li>Moe</li></ol>")
    ('\nRoe & Poe, Ports\nMoe\n', [1, 1, 1, 1])
    """
    lines: list[str] = []
    origins: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        for bare in re.split("\n+", _TAG.sub(_parting, _ADDRESS.sub(_linked, line))):
            lines.append(html.unescape(bare))
            origins.append(number)
    return "\n".join(lines), origins


def _parting(found: re.Match[str]) -> str:
    return "" if found["name"].lower() in _IN_LINE else "\n"


def _linked(found: re.Match[str]) -> str:
    shown, address = found["words"], found["address"]
    return shown if address in shown else f"{shown} {address}"
