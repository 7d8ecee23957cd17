"""Writes a graph as GraphML, GEXF, Cytoscape JSON, CSV, DOT, Pajek, VOSviewer or SVG. The same graph gives the same bytes.

An undirected net (`litreview.stages.network.networks`) has the same formats, except the picture.

GraphML has the bytes that networkx writes, without a tree of every attribute in memory; networkx itself declares the attributes and their
types. U. Brandes et al., GraphML progress report: structural layer proposal, 2002.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from litreview.core.errors import UsageError, near_miss
from litreview.core.files import write_bytes
from litreview.core.libraries import nx
from litreview.core.text import neutralise
from litreview.formats.csv_rows import csv_text
from litreview.stages.network.layouts import draw_timeline

if TYPE_CHECKING:
    Net = nx.Graph[str]

Shown = Callable[[str], str]
Nodes = Iterable[tuple[str, dict[str, Any]]]
Edges = Iterable[tuple[str, str, dict[str, Any]]]
GraphFormat = Literal["graphml", "gexf", "json", "csv", "dot", "net", "txt", "svg"]

DATE = "2000-01-01"  # GEXF wants a date of change; a fixed one keeps the bytes equal
EDGE_COLUMNS = ("source", "target", "method", "confidence", "references")
NET_EDGE_COLUMNS = ("source", "target", "weight", "association")
NET_NODE_COLUMNS = ("id", "label", "count")
FINDING_EDGE_COLUMNS = ("source", "target", "relation", "where", "quote")
FINDING_NODE_COLUMNS = (
    "id", "kind", "label", "statement", "goal", "stance", "cerqual", "strength", "title", "authors", "year", "type", "status", "stream",
    "count",
)  # fmt: skip
NODE_COLUMNS = (
    "id",
    "label",
    "title",
    "authors",
    "year",
    "type",
    "goals",
    "tags",
    "suggested",
    "confidential",
    "cited",
    "cites",
    "pagerank",
)
# XML 1.0 has no place for these
_NUMBERS = frozenset([int, float, bool])
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def graph_format(path: Path | str, formats: Iterable[str] = ()) -> str:
    """Return the format for the ending of a path; `graphml` for `-`. `UsageError` for an unknown ending.

    `formats` are the endings that the caller can write, GRAPH_FORMATS if empty.

    >>> graph_format("out/graph.GEXF")
    'gexf'
    """
    if str(path) == "-":
        return "graphml"
    known = tuple(formats) or GRAPH_FORMATS
    ending = Path(path).suffix.lower().lstrip(".")
    if ending not in known:
        raise UsageError(
            f"{path}: no graph format '.{ending}'; one of {', '.join(f'.{f}' for f in known)}{near_miss(ending, known)}"
        )
    return ending


def export_graph(graph: Net, path: Path | str) -> None:
    """Write the graph to `path` in the format of its ending (see `dump_graph`). `UsageError` for an unknown ending.

    Two formats have a second file. With edges in a `.csv`, the nodes are in `NAME-nodes.csv` (Gephi's two tables). With a VOSviewer network in a
    `.txt`, its map is in `NAME-map.txt`.
    """
    for name, data in dump_files(graph, path).items():
        write_bytes(name, data)


def dump_files(graph: Net, path: Path | str, *, raw_csv: bool = False) -> dict[Path, bytes]:
    """Return the bytes of each file for the graph at this path, the second file first. `raw_csv`: see `dump_graph`."""
    target = Path(path)
    ending = graph_format(target)
    found = {one: dump_graph(graph, COMPANIONS[ending], raw_csv=raw_csv) for one in companion_files(target)}
    found[target] = dump_graph(graph, ending, raw_csv=raw_csv)
    return found


def companion_files(path: Path | str) -> tuple[Path, ...]:
    """Return the second files that a graph written to this path has.

    >>> [str(path) for path in companion_files("graph.csv")], companion_files("graph.dot")
    (['graph-nodes.csv'], ())
    """
    target = Path(path)
    suffix = COMPANIONS.get(target.suffix.lower().lstrip("."))
    return (target.with_name(f"{target.stem}-{suffix}"),) if suffix else ()


def dump_graph(graph: nx.Graph[str], format: GraphFormat | str, *, raw_csv: bool = False) -> bytes:  # noqa: A002 - the word of the public interface
    """Return the graph as bytes in one of FORMATS.

    - `graphml`, `gexf`: read back by networkx with every attribute.
    - `json`: Cytoscape's, read back by `networkx.cytoscape_graph`.
    - `csv`: the edges; `nodes.csv`: the nodes. Formulas of spreadsheets are neutralised unless `raw_csv`.
    - `dot`: Graphviz; `net`: Pajek (keys and arcs, or edges); `svg`: a timeline for print.
    - `txt`, `map.txt`: VOSviewer's network and map file (VOSviewer manual 1.6.20, section 4). It has no directions, so two sources that
      cite each other have one link.
    - `zip`: both tables in one file.
    """
    name = format.lower().lstrip(".")
    writer = FORMATS.get(name)
    if writer is None:
        raise UsageError(
            f"no graph format '{format}'; one of {', '.join(FORMATS)}{near_miss(format, FORMATS)}"
        )
    if raw_csv and name in _TABLES:
        return _TABLES[name](_clean(graph), str)
    if name == "svg":
        return _svg(graph)
    if name == "graphml" and _is_regular(graph) and all(key.isprintable() for key in graph):
        return _graphml(*_ordered(graph))
    return writer(_clean(graph))


def _clean(graph: Net) -> Net:
    """Return a copy in sorted order, with only characters that every format allows."""
    result, nodes, edges = _ordered(graph)
    result.add_nodes_from(nodes)
    result.add_edges_from(edges)
    return result


def _ordered(graph: Net) -> tuple[Net, Nodes, Edges]:
    """Return an empty graph of this kind, and the nodes and edges in sorted order, all with only characters that every format allows."""

    def tidy(value: Any) -> Any:
        # printable text has none of them, and the check is fast
        return _CONTROL.sub("\ufffd", value) if isinstance(value, str) and not value.isprintable() else value

    def tidied(data: Any) -> Any:
        for value in data.values():
            # numbers, and texts that stay as they are, are nearly all: the same attributes, without a copy
            if not (type(value) in _NUMBERS or (type(value) is str and value.isprintable())):
                return {name: tidy(value) for name, value in data.items()}
        return data

    result: Net = nx.DiGraph() if graph.is_directed() else nx.Graph()
    result.graph.update(tidied(graph.graph))
    nodes: Any = graph.nodes
    names = {key: tidy(key) for key in graph}
    edges = graph.edges(data=True)
    ends: Iterable[Any] = edges if graph.is_directed() else ((*sorted((a, b)), data) for a, b, data in edges)
    ordered = sorted(ends, key=itemgetter(0, 1))
    return (
        result,
        [(names[key], tidied(nodes[key])) for key in sorted(graph)],
        [(names[a], names[b], tidied(data)) for a, b, data in ordered],
    )


def _gexf(graph: Net) -> bytes:
    labelled = graph.copy()
    for key, data in labelled.nodes(data=True):
        data.setdefault("label", key)
    text = "\n".join(nx.generate_gexf(labelled))
    # neither the day nor the version of networkx changes the file
    text = re.sub(r"<creator>[^<]*</creator>", "<creator>litreview</creator>", text)
    return (re.sub(r'lastmodifieddate="[^"]*"', f'lastmodifieddate="{DATE}"', text) + "\n").encode()


def _json(graph: Net) -> bytes:
    return (json.dumps(nx.cytoscape_data(graph), ensure_ascii=False, indent=1) + "\n").encode()


def _table(columns: tuple[str, ...], rows: list[dict[str, Any]], shown: Shown) -> bytes:
    cells = ([row.get(column, "") for column in columns] for row in rows)
    texts = ([shown(cell) if isinstance(cell, str) else cell for cell in row] for row in cells)
    return csv_text([columns, *texts]).encode()


def _is_chain(graph: Net) -> bool:
    """Return whether a graph is of findings, recommendations and sources (`litreview.stages.network.citation_graph`)."""
    return any("kind" in data for _, data in graph.nodes(data=True))


def _edges(graph: Net, shown: Shown = neutralise) -> bytes:
    of_works = EDGE_COLUMNS if graph.is_directed() else NET_EDGE_COLUMNS
    columns = FINDING_EDGE_COLUMNS if _is_chain(graph) else of_works
    return _table(
        columns, [{"source": a, "target": b, **data} for a, b, data in graph.edges(data=True)], shown
    )


def _nodes(graph: Net, shown: Shown = neutralise) -> bytes:
    rows: list[dict[str, Any]] = [{"id": key, **data} for key, data in graph.nodes(data=True)]
    # where works that are not held are among the nodes
    held_column = ("held",) if any("held" in row for row in rows) else ()
    for row in rows if held_column else ():
        row["held"] = str(bool(row.get("held"))).lower()
    if not graph.is_directed():
        return _table((*NET_NODE_COLUMNS, *held_column), rows, shown)
    for row in rows:
        row["year"] = row.get("year") or ""
        row["confidential"] = str(bool(row.get("confidential"))).lower()
    if _is_chain(graph):
        return _table(FINDING_NODE_COLUMNS, rows, shown)
    if any("place" in row for row in rows):  # along the main path
        return _table(
            ("place", *NODE_COLUMNS), sorted(rows, key=lambda row: row.get("place", len(rows))), shown
        )
    return _table((*NODE_COLUMNS, *held_column), rows, shown)


def _zip(graph: Net, shown: Shown = neutralise) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("nodes.csv", _nodes(graph, shown)), ("edges.csv", _edges(graph, shown))):
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
    return stream.getvalue()


def _dot_quote(text: Any) -> str:
    # DOT, "ID": a double-quoted string, in which only the quote is escaped; a backslash would start an escape in a label
    return (
        '"' + str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ") + '"'
    )


def _dot(graph: Net) -> bytes:
    arrow = "->" if graph.is_directed() else "--"
    lines = [
        f"{'di' * graph.is_directed()}graph citations {{",
        "  rankdir=RL;",
        "  node [shape=box, fontname=sans];",
    ]
    nodes = ((_dot_quote(key), data) for key, data in graph.nodes(data=True))
    edges = ((f"{_dot_quote(a)} {arrow} {_dot_quote(b)}", data) for a, b, data in graph.edges(data=True))
    for name, data in (*nodes, *edges):
        inside = ", ".join(f"{attribute}={_dot_quote(value)}" for attribute, value in data.items())
        lines.append(f"  {name} [{inside}];")
    return ("\n".join(lines) + "\n}\n").encode()


def _pajek(graph: Net) -> bytes:
    number = {key: position for position, key in enumerate(graph, 1)}
    lines = [f"*Vertices {len(number)}"]
    # Pajek has no escape for the quote in a label
    labels = (" ".join(key.split()).replace('"', "'") for key in number)
    lines += [f'{position} "{label}"' for position, label in enumerate(labels, 1)]
    lines.append("*Arcs" if graph.is_directed() else "*Edges")
    lines += [f"{number[a]} {number[b]} {_strength(data)}" for a, b, data in graph.edges(data=True)]
    return ("\n".join(lines) + "\n").encode()


def _strength(data: dict[str, Any]) -> int:
    return int(data.get("weight") or data.get("references") or 1)


def _vos_network(graph: Net) -> bytes:
    number = {key: position for position, key in enumerate(graph, 1)}
    links: dict[tuple[int, int], int] = {}
    for a, b, data in graph.edges(data=True):
        low, high = sorted((number[a], number[b]))
        links[low, high] = links.get((low, high), 0) + _strength(data)
    return "".join(f"{a}\t{b}\t{strength}\n" for (a, b), strength in sorted(links.items())).encode()


def _vos_map(graph: Net, shown: Shown = neutralise) -> bytes:
    head = (
        ("id", "label", "description", "weight<Citations>", "score<Year>")
        if graph.is_directed()
        else ("id", "label", "description", "weight<Sources>")
    )
    lines = ["\t".join(head)]
    for position, key in enumerate(graph, 1):
        data = graph.nodes[key]
        title = f"{data.get('label') or key}: {data['title']}" if data.get("title") else key
        cells = [
            str(position),
            str(data.get("label") or key),
            title,
            str(data.get("cited", data.get("count", 0))),
        ]
        if graph.is_directed():
            # VOSviewer leaves an item without a score uncoloured
            cells.append(str(data.get("year") or ""))
        lines.append("\t".join(shown(re.sub(r"\s+", " ", cell)) for cell in cells))
    return ("\n".join(lines) + "\n").encode()


def _svg(graph: Net) -> bytes:
    if not graph.is_directed():
        raise UsageError(
            "a picture is drawn of the citations only; write .graphml or .txt and open it in Gephi or VOSviewer"
        )

    return draw_timeline(nx.DiGraph(_clean(graph), **graph.graph)).encode()


_SPECIAL = frozenset({"id", "node_default", "edge_default"})
_MARKED = re.compile(r'[&<>"\r\n\t]|[^\x00-\x7f]').search
"""Finds characters that must be escaped."""
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
)


def graphml(graph: Any) -> bytes:
    r"""Return a graph as GraphML in UTF-8, with the names of attributes as their ids.

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("Doe2020", "Roe2019")], standing="unscreened")
    >>> graphml(graph).decode() == "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"
    True
    """
    if not _is_regular(graph):
        return ("\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n").encode()
    return _graphml(graph, graph.nodes(data=True), graph.edges(data=True))


def _is_regular(graph: Any) -> bool:
    return bool(graph) and _SPECIAL.isdisjoint(graph.graph)


def _graphml(empty: Any, nodes: Nodes, edges: Edges) -> bytes:
    """Return nodes and edges as GraphML, with the attributes of a graph; it may be empty."""
    frame = "\n".join(nx.generate_graphml(_outline(empty, nodes, edges), named_key_ids=True))
    head, _, rest = frame.partition("  <graph ")
    opening, _, _ = rest.partition(">\n")
    body = _body(empty, nodes, edges)
    return "".join([head, f"  <graph {opening}>\n", *body, "  </graph>\n</graphml>\n"]).encode()


def _outline(graph: Any, nodes: Nodes, edges: Edges) -> Any:
    """Return a small graph with the attributes of this one, in the order of, and with the types at, their first occurrence."""
    small = graph.__class__(**graph.graph)
    for number, data in enumerate(_new(data for _, data in nodes)):
        small.add_node((number,), **data)
    for number, data in enumerate(_new(data for *_, data in edges)):
        small.add_edge((number, "from"), (number, "to"), **data)
    small.add_node("one")
    return small


def _new(attributes: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the attributes of each node or edge with a new attribute, or a new type for one."""
    alike: set[tuple[Any, ...]] = set()
    seen: set[tuple[str, type]] = set()
    for data in attributes:
        if (types := (*data, *map(type, data.values()))) not in alike:
            alike.add(types)
            kinds = {(name, type(value)) for name, value in data.items()}
            if not kinds <= seen:
                seen |= kinds
                yield data


def _body(graph: Any, nodes: Nodes, edges: Edges) -> Iterator[str]:
    names: dict[Any, str] = {}
    for node, data in nodes:
        names[node] = _attribute(node)
        yield f'    <node id="{names[node]}"{_element_body("node", data)}'
    # most edges have the attributes of another; 1 and 1.0 are written differently
    rests: dict[Any, str] = {}
    for a, b, data in edges:
        values = (*data.items(), *map(type, data.values()))
        rest = rests.get(values)
        if rest is None:
            rest = rests[values] = _element_body("edge", data)
        yield f'    <edge source="{names[a]}" target="{names[b]}"{rest}'
    yield from (f"    {one}\n" for one in _data(graph.graph))


def _element_body(name: str, data: Mapping[str, Any]) -> str:
    """Return the rest of an element, behind its attributes."""
    if not data:
        return " />\n"
    inner = "\n      ".join(_data(data))
    return f">\n      {inner}\n    </{name}>\n"


def _data(data: Mapping[str, Any]) -> list[str]:
    return [
        f"{_start(name)}>{text}</data>" if (text := _text(str(value))) else f"{_start(name)} />"
        for name, value in data.items()
    ]


@cache
def _start(name: str) -> str:
    return f'<data key="{_attribute(name)}"'


def _text(text: str) -> str:
    if not _MARKED(text):
        return text
    # the lines of a text end as those of the file do
    return _ascii(text.replace("\r\n", "\n").replace("\r", "\n").translate(_TEXT))


def _attribute(value: object) -> str:
    text = str(value)
    return _ascii(text.translate(_ATTRIBUTE)) if _MARKED(text) else text


def _ascii(text: str) -> str:
    return text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode()


FORMATS: dict[str, Callable[[Net], bytes]] = {
    "graphml": graphml,
    "gexf": _gexf,
    "json": _json,
    "csv": _edges,
    "nodes.csv": _nodes,
    "zip": _zip,
    "dot": _dot,
    "net": _pajek,
    "txt": _vos_network,
    "map.txt": _vos_map,
    "svg": _svg,
}
"""The writer of each format, by name (the ending of the file)."""

_TABLES: dict[str, Callable[[Net, Shown], bytes]] = {
    "csv": _edges,
    "nodes.csv": _nodes,
    "zip": _zip,
    "map.txt": _vos_map,
}

COMPANIONS = {"csv": "nodes.csv", "txt": "map.txt"}
"""Endings with a second file, and the ending of its name."""

GRAPH_FORMATS: tuple[GraphFormat, ...] = get_args(GraphFormat)
"""The endings of formats, in the order of the help text."""
