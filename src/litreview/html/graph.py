"""The citation graph as a page: one file, drawn on a canvas at positions computed beforehand.

The year runs from left to right. Works with no citation to or from the review are counted and listed; the picture shows
them when asked, because hundreds of lone dots hide the few that are linked. Everything in the picture can also be reached
through the search and the list beside it, which need no mouse.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from statistics import median
from typing import Any

from litreview.html.page import Html, attribute, embed, escape, page

__all__ = ["graph_page"]

# Okabe, M. and Ito, K. (2008), Color Universal Design: told apart by most people with a colour-vision deficiency
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e6a100", "#56b4e9", "#7a5c2e", "#994f00")
DARK = ("#4ba3e3", "#ff8a3d", "#2ec79a", "#e79cc6", "#f0c040", "#8fd0f5", "#c2a26a", "#d08a4a")
REST, REST_DARK = ("#6f5aa8", "#8d949e"), ("#b39ee8", "#757d88")  # several goals, none
TITLE, AUTHORS, CONTAINER, QUOTE, TAGS = (
    300,
    200,
    160,
    80,
    24,
)  # longest texts on the page; a field may be of any size


def graph_page(nodes: Iterable[Mapping[str, Any]], edges: Iterable[Mapping[str, Any]], title: str) -> str:
    """Return the page.

    A node has `key`, `x`, `y` and may have `label`, `title`, `authors`, `year`, `type`, `container`, `url`, `goals` (code ids, in a
    list or joined by `;`) and `tags` (pairs of code and quotation). An edge has `source` (citing) and `target` (cited), which
    are keys of nodes. Nodes that are confidential come with key and type only.
    """
    held = list(nodes)
    place = {str(node["key"]): number for number, node in enumerate(held)}
    pairs = [
        (place[str(edge["source"])], place[str(edge["target"])])
        for edge in edges
        if str(edge["source"]) in place and str(edge["target"]) in place
    ]
    goals = [_goals(node) for node in held]
    groups = list(dict.fromkeys(goal for found in goals for goal in found))
    order = [g for g in ("protect", "prosecute", "prevent", "partner") if g in groups]
    groups = [*order, *sorted(set(groups) - set(order))]
    number = [
        groups.index(found[0]) if len(found) == 1 else len(groups) + (0 if found else 1) for found in goals
    ]
    names = [*groups, "several goals", "no goal tagged"]
    linked = {end for pair in pairs for end in pair}
    data = {
        "key": [str(node["key"]) for node in held],
        "label": [str(node.get("label") or node["key"])[:60] for node in held],
        "title": [_cut(node.get("title"), TITLE) for node in held],
        "authors": [_cut(node.get("authors"), AUTHORS) for node in held],
        "container": [_cut(node.get("container"), CONTAINER) for node in held],
        "type": [str(node.get("type") or "") for node in held],
        "year": [int(node.get("year") or 0) for node in held],
        "url": [_url(node.get("url")) for node in held],
        "tags": [_tags(node.get("tags") or ()) for node in held],
        "group": number,
        "groups": names,
        "colours": [*(COLOURS[i % len(COLOURS)] for i in range(len(groups))), *REST],
        "dark": [*(DARK[i % len(DARK)] for i in range(len(groups))), *REST_DARK],
        "x": [float(node["x"]) for node in held],
        "y": [float(node["y"]) for node in held],
        "years": _years(held),
        "source": [a for a, _ in pairs],
        "target": [b for _, b in pairs],
    }
    body = _body(title, names, data, number, len(held), len(pairs), len(linked))
    return page(
        title,
        Html(body + embed("graph-data", data)),
        style=_asset("graph.css"),
        script=_asset("graph.js"),
        wide=True,
    )


def _asset(name: str) -> str:
    return files("litreview.html").joinpath(name).read_text(encoding="utf-8")


def _cut(value: object, most: int) -> str:
    text = " ".join(str(value or "").split())
    return text if len(text) <= most else text[: most - 1] + "…"


def _url(value: object) -> str:
    text = str(value or "").strip()
    return text if text.lower().startswith(("http://", "https://")) and len(text) < 500 else ""


def _goals(node: Mapping[str, Any]) -> list[str]:
    found = node.get("goals") or ()
    return [goal for goal in (found.split(";") if isinstance(found, str) else map(str, found)) if goal]


def _tags(tags: Iterable[Any]) -> list[list[str]]:
    found = []
    for tag in tags:
        code, why = (tag, "") if isinstance(tag, str) else (tag[0], tag[1])
        found.append([_cut(code, 60), _cut(why, QUOTE)])
    return found[:TAGS]


def _years(nodes: Sequence[Mapping[str, Any]]) -> list[list[float]]:
    """Return `[year, x]` for each year, by x; 0 stands for the works without one."""
    places: dict[int, list[float]] = {}
    for node in nodes:
        places.setdefault(int(node.get("year") or 0), []).append(float(node["x"]))
    known = {year: median(xs) for year, xs in places.items() if year}
    # undated works that are linked stand under a year that fits; only a column of their own gets a name
    alone = [x for x in places.get(0, ()) if all(abs(x - other) > 1 for other in known.values())]
    rows = [[float(year), x] for year, x in known.items()]
    if alone:
        rows.append([0.0, median(alone)])
    return sorted(rows, key=lambda row: (row[1], row[0]))


def _body(
    title: str,
    names: Sequence[str],
    data: Mapping[str, Any],
    number: Sequence[int],
    count: int,
    links: int,
    linked: int,
) -> str:
    chips = "".join(
        f'<label class="chip"><input type="checkbox" checked data-group="{i}">'
        f'<svg viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5"{attribute("fill", data["colours"][i])}/></svg>'
        f'{escape(name)} <span class="c">{number.count(i)}</span></label>'
        for i, name in enumerate(names)
        if i in number
    )
    return f"""<h1>{escape(title)}</h1>
<p class="soft">{count} sources, {links} citations among them. {linked} sources cite or are cited within the review;
{count - linked} have no link to another source. A larger dot is cited by more sources; an arrow points to the work that is cited.</p>
<div class="bar no-print"><input type="search" id="query" placeholder="Search author, title, key  ( / )" aria-label="Search sources" autocomplete="off">
{chips}
<label class="chip"><input type="checkbox" id="alone">also the {count - linked} without a link</label></div>
<div class="stage"><div class="view">
<canvas id="graph" tabindex="0" role="application" aria-label="Citation graph. Arrow keys walk from source to source, Enter reads the details, plus and minus zoom, 0 shows all. The list beside it holds the same sources.">{count} sources, {links} citations</canvas>
<div class="hint"><span id="status" role="status" aria-live="polite"></span></div>
<div class="zoom"><button type="button" id="in" aria-label="Zoom in">+</button><button type="button" id="out" aria-label="Zoom out">−</button><button type="button" id="fit">Show all</button></div>
</div><section class="side" id="side" aria-label="Sources"></section></div>
<noscript><p>This page draws with a script of its own. Without it, graph.graphml holds the same graph.</p></noscript>
"""
