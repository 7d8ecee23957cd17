"""The skeleton of every page: doctype, policy, styles, and the helpers that keep text from becoming markup.

What stands in a `.bib` file is hostile. The rule: a `str` is text and is escaped by whoever puts it into a page; an `Html`
has been escaped already. `page` writes a Content-Security-Policy that names the page's own style and script by their
digest, so that markup which slipped through could still run nothing, load nothing and send nothing.

A style attribute is blocked by that policy: use classes, SVG attributes, or set styles from the script.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, NewType
from urllib.parse import urlsplit

__all__ = ["Html", "attribute", "embed", "escape", "html_table", "join", "link", "page", "table"]

Html = NewType("Html", str)
"""Markup: every piece of text in it has been escaped."""

# C0 controls other than tab and line ends, lone surrogates and non-characters can't stand in HTML or UTF-8; the bidirectional
# overrides would let a title reorder the text around it
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


def escape(text: object) -> Html:
    """Return text as markup that shows it, fit for content and for a quoted attribute.

    >>> escape('<b> & "x"')
    '&lt;b&gt; &amp; &quot;x&quot;'
    """
    return Html(html.escape(_UNPRINTABLE.sub("\ufffd", str(text)), quote=True))


def join(parts: Iterable[Html], separator: str = "") -> Html:
    """Return the pieces of markup in one, with plain text between them."""
    return Html(escape(separator).join(parts))


def attribute(name: str, value: object) -> Html:
    """Return ` name="value"`, escaped, or nothing for an empty value.

    >>> attribute("title", 'say "hi"')
    ' title="say &quot;hi&quot;"'
    """
    return Html(f' {name}="{escape(value)}"') if value not in ("", None) else Html("")


def link(url: str, text: str = "") -> Html:
    """Return a link if the address is http or https; else the text alone (`javascript:` and the like never pass).

    >>> link("javascript:alert(1)", "click")
    'click'
    """
    label = escape(text or url)
    cleaned = _UNPRINTABLE.sub("", url.strip())
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return label
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc or re.search(r"\s", cleaned):
        return label
    return Html(f'<a href="{escape(cleaned)}" rel="noopener noreferrer" target="_blank">{label}</a>')


def embed(name: str, value: Any) -> Html:
    r"""Return JSON data that the page's script reads by `id`; nothing in it can end the element.

    >>> embed("data", ["</script>"])
    '<script type="application/json" id="data">["\\u003c/script\\u003e"]</script>'
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    # a lone surrogate has no UTF-8 form
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return Html(f'<script type="application/json" id="{escape(name)}">{text}</script>')


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    numeric: Sequence[int] = (),
    class_: str = "",
) -> Html:
    """Return an accessible table: a caption, scoped headers, the first cell of a row as its header.

    Cells are text and get escaped; `html_table` takes cells that are markup already.
    `numeric` holds the columns to align right.
    """
    return html_table(
        caption, header, ([escape(c) for c in row] for row in rows), numeric=numeric, class_=class_
    )


def html_table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Html]],
    *,
    numeric: Sequence[int] = (),
    class_: str = "",
) -> Html:
    """Return the same as `table`, of cells that are markup already."""

    def cell(tag: str, column: int, content: str, scope: str = "") -> str:
        # a day broken at its hyphens is hard to read
        number = ' class="n"' if column in numeric else ' class="date"' if _DAY.fullmatch(content) else ""
        return f"<{tag}{attribute('scope', scope)}{number}>{content}</{tag}>"

    head = "".join(cell("th", i, escape(name), "col") for i, name in enumerate(header))
    body = "\n".join(
        "<tr>"
        + "".join(
            cell("th" if i == 0 else "td", i, content, "row" if i == 0 else "")
            for i, content in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return Html(
        f'<div class="scroll"><table{attribute("class", class_)}><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table></div>"
    )


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii") + "'"


def page(title: str, body: Html, *, style: str = "", script: str = "", wide: bool = False) -> str:
    """Return a whole HTML page. `style` and `script` are our own constants, never text from a file.

    `script` runs once the page is there; without it no script may run at all.
    """
    css = BASE_CSS + style
    policy = "; ".join(
        (
            "default-src 'none'",
            f"style-src {_digest(css)}",
            f"script-src {_digest(script) if script else chr(39) + 'none' + chr(39)}",
            "img-src data:",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    running = f"<script>{script}</script>\n" if script else ""
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="generator" content="litreview">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{css}</style>\n</head>\n"
        f'<body>\n<a class="skip" href="#content">Skip to content</a>\n'
        f'<main id="content"{attribute("class", "wide" if wide else "")}>\n{body}\n</main>\n{running}</body>\n</html>\n'
    )


BASE_CSS = """
:root{--paper:#fbfaf7;--card:#fff;--ink:#1c2430;--soft:#5a6472;--line:#dcd9d1;--accent:#1f5f8b;--accent-ink:#fff;--wash:#eef3f6;
--error:#a3241b;--warning:#8a5a00;--info:#2b5d86;--good:#22663f;--focus:#b8520a;
--serif:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua",Georgia,serif;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif}
@media(prefers-color-scheme:dark){:root{--paper:#14181e;--card:#1b2129;--ink:#e6e4de;--soft:#a1a9b4;--line:#343c47;--accent:#7db7e0;
--accent-ink:#10151b;--wash:#202833;--error:#ff9d92;--warning:#f0c060;--info:#8fc3ea;--good:#86d3a5;--focus:#ffb066}}
*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);font:16px/1.55 var(--sans)}
body{margin:0}
main{max-width:62rem;margin:0 auto;padding:2rem 1.25rem 4rem}
main.wide{max-width:none}
h1,h2,h3{font-family:var(--serif);line-height:1.2;font-weight:600;text-wrap:balance}
h1{font-size:2rem;margin:0 0 .4rem}
h2{font-size:1.4rem;margin:2.6rem 0 .6rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1.08rem;margin:1.4rem 0 .4rem}
p{margin:.5rem 0;max-width:46rem}
a{color:var(--accent)}
.lead{font-family:var(--serif);font-size:1.15rem;color:var(--soft)}
.soft,small{color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:.8rem 0;font-size:.93rem;min-width:min(100%,28rem)}
caption{text-align:left;color:var(--soft);font-size:.88rem;padding:0 0 .35rem}
th,td{text-align:left;vertical-align:top;padding:.38rem .75rem .38rem 0;border-bottom:1px solid var(--line);font-weight:400;
unicode-bidi:isolate;overflow-wrap:anywhere}
tbody th{overflow-wrap:break-word}
thead th{font-weight:600;border-bottom:2px solid var(--line);overflow-wrap:normal}
.date{white-space:nowrap}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:normal}
code,.key{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.88em;overflow-wrap:anywhere}
ul,ol{padding-left:1.3rem;margin:.4rem 0}
li{margin:.15rem 0;unicode-bidi:isolate;overflow-wrap:anywhere}
details{margin:.5rem 0}
summary{cursor:pointer}
button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:.35rem;padding:.25rem .6rem}
button{cursor:pointer}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.4rem .8rem;z-index:9}
.error{color:var(--error)}.warning{color:var(--warning)}.info{color:var(--info)}
@media(prefers-reduced-motion:reduce){*{transition:none!important;animation:none!important}}
@media print{:root{--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--accent:#1f5f8b;--accent-ink:#fff;--wash:#f3f3f3;
--error:#8a1c14;--warning:#6b4600;--info:#1f4a6b;--good:#1d5535}
html{font-size:10.5pt}main{max-width:none;padding:0}.skip,.no-print{display:none}a{color:inherit}
h2,h3{break-after:avoid}tr,li,figure{break-inside:avoid}thead{display:table-header-group}}
"""
