"""The graph as a file: GraphML, GEXF, Cytoscape JSON, CSV, DOT, Pajek, SVG. Same graph, same bytes."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview.errors import UsageError, near_miss
from litreview.files import write_bytes
from litreview.text import neutralise

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["GRAPH_FORMATS", "dump_graph", "export_graph", "graph_format"]

DATE = "2000-01-01"  # GEXF wants a date of change; a fixed one keeps the bytes equal
EDGE_COLUMNS = ("source", "target", "method", "confidence", "references")
NODE_COLUMNS = (
    "id",
    "label",
    "title",
    "authors",
    "year",
    "type",
    "goals",
    "tags",
    "confidential",
    "cited",
    "cites",
    "pagerank",
)
# XML 1.0 has no place for these
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def graph_format(path: Path | str, formats: Iterable[str] = ()) -> str:
    """Return the format that the ending of a path names; `graphml` for `-`. `UsageError` for an ending not known.

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
            f"{path}: no graph format '.{ending}'{near_miss(ending, known)}; one of {', '.join(f'.{f}' for f in known)}"
        )
    return ending


def export_graph(graph: nx.DiGraph[str], path: Path | str) -> None:
    """Write the graph to `path` in the format of its ending (see `dump_graph`). `UsageError` for an ending not known.

    A `.csv` gets two files: the edges at `path`, the nodes beside it as `NAME-nodes.csv` (Gephi's two tables).
    """
    target = Path(path)
    ending = graph_format(target)
    data = dump_graph(graph, ending)
    if ending == "csv":
        write_bytes(target.with_name(f"{target.stem}-nodes.csv"), dump_graph(graph, "nodes.csv"))
    write_bytes(target, data)


def dump_graph(graph: nx.DiGraph[str], format: str) -> bytes:  # noqa: A002 - the word of the public interface
    """Return the graph as bytes in one of FORMATS.

    - `graphml`, `gexf`: read back by networkx with every attribute;
    - `json`: Cytoscape's, read back by `networkx.cytoscape_graph`;
    - `csv`: the edges; `nodes.csv`: the nodes; cells that a spreadsheet would run are neutralised;
    - `dot`: Graphviz; `net`: Pajek (keys and arcs); `svg`: a timeline for print;
    - `zip`: both tables in one file.
    """
    writer = FORMATS.get(format.lower().lstrip("."))
    if writer is None:
        raise UsageError(
            f"no graph format '{format}'{near_miss(format, FORMATS)}; one of {', '.join(FORMATS)}"
        )
    return writer(_clean(graph))


def _clean(graph: nx.DiGraph[str]) -> nx.DiGraph[str]:
    """Return a copy in sorted order whose texts every format can hold."""
    import networkx as nx

    def tidy(value: Any) -> Any:
        return _CONTROL.sub("\ufffd", value) if isinstance(value, str) else value

    result: nx.DiGraph[str] = nx.DiGraph()
    for key in sorted(graph):
        result.add_node(tidy(key), **{name: tidy(value) for name, value in graph.nodes[key].items()})
    for a, b in sorted(graph.edges()):
        result.add_edge(tidy(a), tidy(b), **{name: tidy(value) for name, value in graph.edges[a, b].items()})
    return result


def _graphml(graph: nx.DiGraph[str]) -> bytes:
    import networkx as nx

    return ("\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n").encode()


def _gexf(graph: nx.DiGraph[str]) -> bytes:
    import networkx as nx

    labelled = graph.copy()
    for key, data in labelled.nodes(data=True):
        data.setdefault("label", key)
    text = "\n".join(nx.generate_gexf(labelled))
    return (re.sub(r'lastmodifieddate="[^"]*"', f'lastmodifieddate="{DATE}"', text) + "\n").encode()


def _json(graph: nx.DiGraph[str]) -> bytes:
    import networkx as nx

    return (json.dumps(nx.cytoscape_data(graph), ensure_ascii=False, indent=1) + "\n").encode()


def _table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        cells = [row.get(column, "") for column in columns]
        writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in cells])
    return stream.getvalue().encode()


def _edges(graph: nx.DiGraph[str]) -> bytes:
    return _table(EDGE_COLUMNS, [{"source": a, "target": b, **data} for a, b, data in graph.edges(data=True)])


def _nodes(graph: nx.DiGraph[str]) -> bytes:
    rows = [{"id": key, **data} for key, data in graph.nodes(data=True)]
    for row in rows:
        row["year"] = row.get("year") or ""
        row["confidential"] = str(bool(row.get("confidential"))).lower()
    return _table(NODE_COLUMNS, rows)


def _zip(graph: nx.DiGraph[str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (("nodes.csv", _nodes(graph)), ("edges.csv", _edges(graph))):
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data)
    return stream.getvalue()


def _dot_quote(text: Any) -> str:
    # DOT, "ID": a double-quoted string, in which only the quote is escaped; a backslash would start an escape in a label
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'


def _dot(graph: nx.DiGraph[str]) -> bytes:
    lines = ["digraph citations {", "  rankdir=RL;", "  node [shape=box, fontname=sans];"]
    for key, data in graph.nodes(data=True):
        inside = ", ".join(f"{name}={_dot_quote(value)}" for name, value in data.items())
        lines.append(f"  {_dot_quote(key)} [{inside}];")
    for a, b, data in graph.edges(data=True):
        inside = ", ".join(f"{name}={_dot_quote(value)}" for name, value in data.items())
        lines.append(f"  {_dot_quote(a)} -> {_dot_quote(b)} [{inside}];")
    return ("\n".join(lines) + "\n}\n").encode()


def _pajek(graph: nx.DiGraph[str]) -> bytes:
    number = {key: position for position, key in enumerate(graph, 1)}
    lines = [f"*Vertices {len(number)}"]
    # Pajek has no escape for the quote in a label
    lines += [f'{position} "{key.replace(chr(34), chr(39))}"' for key, position in number.items()]
    lines.append("*Arcs")
    lines += [f"{number[a]} {number[b]} {data.get('references', 1)}" for a, b, data in graph.edges(data=True)]
    return ("\n".join(lines) + "\n").encode()


def _svg(graph: nx.DiGraph[str]) -> bytes:
    from litreview.network.timeline import draw_timeline

    return draw_timeline(graph).encode()


FORMATS: dict[str, Callable[[nx.DiGraph[str]], bytes]] = {
    "graphml": _graphml,
    "gexf": _gexf,
    "json": _json,
    "csv": _edges,
    "nodes.csv": _nodes,
    "zip": _zip,
    "dot": _dot,
    "net": _pajek,
    "svg": _svg,
}
"""Each format's name (the ending of the file) and its writer."""

GRAPH_FORMATS = ("graphml", "gexf", "json", "csv", "dot", "net", "svg")
"""The endings that name a format, in the order help shows them."""
