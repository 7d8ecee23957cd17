"""Page of the citation graph: one file, drawn on a canvas at precomputed positions.

Years run from left to right. Works with no citation to or from the review are counted; list and picture show them on request, because
hundreds of lone dots would hide the few linked ones. If no work cites another there is no picture, and the page says why. Everything in
the picture can also be reached without a mouse, through the search and the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from statistics import median
from typing import Any

from litreview.core.containers import grouped
from litreview.core.results.coverage import MainGroup, rests_on_suggestion, short_count
from litreview.core.text import drawing
from litreview.core.text.drawing import cut
from litreview.core.wording import plural
from litreview.pages.page import NOWHERE, Ways, page

# longest texts on the page; a field may be of any size
LABEL, TITLE, AUTHORS, CONTAINER, QUOTE, TAGS = 60, 300, 200, 160, 80, 24
_ROWS = 12
"""Maximum number of rows of each part of the profile."""


def graph_page(
    nodes: Iterable[Mapping[str, Any]],
    edges: Iterable[Mapping[str, Any]],
    title: str,
    *,
    codes: Sequence[str] = (),
    main: MainGroup = MainGroup(),  # noqa: B008 - frozen
    standing: str = "",
    whole: tuple[int, int] = (0, 0),
    listed: int | None = None,
    ways: Ways = NOWHERE,
) -> str:
    """Return the page, with dots coloured by the codes of the main group, in the order of `codes`; `main` names them.

    A node has `key`, `x`, `y` and may have `label`, `title`, `authors`, `year`, `type`, `container`, `url`, `goals`, `suggested` and `tags`. `goals` are
    code ids, in a list or joined by `;`, and `suggested` those codes that are only suggested; `tags` are pairs of code and quotation. An edge has `source` (citing) and `target` (cited), which
    are keys of nodes. Confidential nodes have only key and type.

    - `standing`: how far the review is screened; `ways`: the links to the pages of the sources.
    - `whole`: the numbers of sources and citations of the full graph, if this is its most cited part.
    - `listed`: how many sources came with a list of references, None if unknown. Without a citation the page says why, and lists the sources.
    """
    node_list = list(nodes)
    place = {str(node["key"]): number for number, node in enumerate(node_list)}
    ends = [(place.get(str(edge["source"]), -1), place.get(str(edge["target"]), -1)) for edge in edges]
    pairs = [pair for pair in ends if min(pair) >= 0]
    linked = {end for pair in pairs for end in pair}
    goals = [_codes(node.get("goals")) for node in node_list]
    places = drawing.place_colours(codes, chain.from_iterable(goals))
    data = _columns(node_list)
    data |= _groups(goals, data["suggested"], places, main)
    data |= {"source": [a for a, _ in pairs], "target": [b for _, b in pairs]}
    if ways.works:
        data["open"] = [ways.works.get(key, "") for key in data["key"]]
    return page(
        "graph.html.j2",
        title=title,
        standing=standing,
        styles=("graph.css",),
        script="graph.js" if pairs else "",
        wide=bool(pairs),
        hues=bool(pairs),
        data=data,
        hue=[*(f"h{places[group]}" for group in data["groups"] if group in places), "h-several", "h-none"],
        listed=listed,
        counts=_group_counts(data, linked),
        rings=sum(data["ring"][number] for number in linked),
        profile=_profile(data, main) if 2 * len(linked) < len(node_list) else (),
        count=len(node_list),
        whole=whole if whole > (len(node_list), len(pairs)) else (),
        links=len(pairs),
        linked=len(linked),
        ways=ways,
    )


def _columns(nodes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a list for each field of the nodes, which takes half the size of a list of nodes."""
    return {
        "key": [str(node["key"]) for node in nodes],
        "label": [cut(str(node.get("label") or node["key"]), LABEL) for node in nodes],
        "title": [cut(str(node.get("title") or ""), TITLE) for node in nodes],
        "authors": [cut(str(node.get("authors") or ""), AUTHORS) for node in nodes],
        "container": [cut(str(node.get("container") or ""), CONTAINER) for node in nodes],
        "type": [str(node.get("type") or "") for node in nodes],
        "year": [int(node.get("year") or 0) for node in nodes],
        "url": [_url(node.get("url")) for node in nodes],
        "tags": [_tags(node.get("tags") or ()) for node in nodes],
        "suggested": [_codes(node.get("suggested")) for node in nodes],
        "x": [float(node["x"]) for node in nodes],
        "y": [float(node["y"]) for node in nodes],
        "years": _years(nodes),
    }


def _groups(
    goals: Sequence[Sequence[str]],
    suggested: Sequence[Sequence[str]],
    places: Mapping[str, int],
    main: MainGroup,
) -> dict[str, Any]:
    """Return the group of each node (its goal, several, none), whether it rests on a suggestion, and the groups with their colours."""
    met = {goal for node_goals in goals for goal in node_goals}
    groups = [code for code in places if code in met]
    several, none = len(groups), len(groups) + 1
    ways: dict[tuple[str, ...], int] = {(goal,): number for number, goal in enumerate(groups)} | {(): none}
    return {
        "group": [ways.get(tuple(node_goals), several) for node_goals in goals],
        "ring": [int(rests_on_suggestion(*pair)) for pair in zip(goals, suggested, strict=True)],
        "groups": [*groups, f"several {main.many}", f"no {main.one} tagged"],
        "colours": [*(drawing.LIGHT[places[group]] for group in groups), drawing.SEVERAL, drawing.NONE],
        "dark": [*(drawing.DARK[places[group]] for group in groups), drawing.SEVERAL_DARK, drawing.NONE_DARK],
    }


def _group_counts(data: Mapping[str, Any], linked: Iterable[int]) -> list[str]:
    """Return the number of linked nodes of each group, what rests on a suggestion apart."""
    found = [(data["group"][number], data["ring"][number]) for number in linked]
    of_group = Counter(group for group, _ in found)
    rings = Counter(group for group, ring in found if ring)
    return [short_count(of_group[group], rings[group]) for group in range(len(data["groups"]))]


def _titled_count(titled: int, whole: int) -> str:
    """Return how many works are counted, and of how many, where some have no title."""
    return plural(titled, "work") + ("" if titled == whole else f" with a title, of {whole}")


def _profile(data: Mapping[str, Any], main: MainGroup) -> Sequence[tuple[str, Sequence[tuple[str, int]]]]:
    """Return when and where the works appeared and what they are on, as counts under a heading each."""
    years = [year for year in data["year"] if year]
    width = next(
        width for width in (1, 5, 10, 50, 100, 1000) if len({year // width for year in years}) <= _ROWS
    )
    spans = Counter(year - year % width for year in years)
    places = Counter(filter(None, data["container"])).most_common()
    names = [f"{year} to {year + width - 1}" if width > 1 else str(year) for year in sorted(spans)]
    undated = sum(bool(title) and not year for title, year in zip(data["title"], data["year"], strict=True))
    counted = [*zip(names, (spans[year] for year in sorted(spans)), strict=True)]
    # a confidential source has key and type alone: its goals are not shown, and it is not one without
    groups = Counter(group for group, title in zip(data["group"], data["title"], strict=True) if title)
    dated, placed = sum(spans.values()), sum(count for _, count in places)
    return (
        (
            f"Years of {plural(dated, 'work')}",
            [*counted, *([("no year", undated)] if undated and counted else [])],
        ),
        (
            f"Where {plural(placed, 'work')} appeared",
            sorted(places, key=lambda row: (-row[1], row[0]))[:_ROWS],
        ),
        (
            f"{main.many.capitalize()} of {_titled_count(sum(groups.values()), len(data['title']))}",
            [
                (name, groups[number])
                for number, name in enumerate(data["groups"])
                if groups[number] and len(data["groups"]) > 2
            ],
        ),
    )


def _url(value: object) -> str:
    text = str(value or "").strip()
    return text if text.lower().startswith(("http://", "https://")) and len(text) < 500 else ""


def _codes(found: Any) -> list[str]:
    """Return codes that are in a list or joined by `;`."""
    return [code for code in (found.split(";") if isinstance(found, str) else map(str, found or ())) if code]


def _tags(tags: Iterable[Any]) -> list[list[str]]:
    pairs = [(tag, "") if isinstance(tag, str) else tag for tag in tags]
    return [[cut(str(pair[0]), LABEL), cut(str(pair[1]), QUOTE)] for pair in pairs[:TAGS]]


def _years(nodes: Sequence[Mapping[str, Any]]) -> list[list[float]]:
    """Return `[year, x]` for each year, ordered by x; year 0 is for works without a year."""
    places = grouped((int(node.get("year") or 0), float(node["x"])) for node in nodes)
    known = {year: median(xs) for year, xs in places.items() if year}
    # linked undated works are placed at a plausible year; only a separate column gets a label
    alone = [x for x in places.get(0, ()) if all(abs(x - other) > 1 for other in known.values())]
    rows = [[float(year), x] for year, x in known.items()]
    if alone:
        rows.append([0.0, median(alone)])
    return sorted(rows, key=lambda row: (row[1], row[0]))
