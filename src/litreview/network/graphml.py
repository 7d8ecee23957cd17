"""A graph as GraphML, node for node: the bytes that networkx writes, without a tree of every attribute in memory.

U. Brandes et al., GraphML progress report: structural layer proposal, 2002; what attributes there are, and their types, networkx itself says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

_SPECIAL = frozenset({"id", "node_default", "edge_default"})
_MARKED = re.compile(r'[&<>"\r\n\t]|[^\x00-\x7f]').search
"""Finds what is not written as it is."""
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#09;"}
)


def graphml(graph: Any) -> bytes:
    r"""Return a graph as GraphML in UTF-8; attributes are named as they are called.

    >>> import networkx as nx
    >>> graph = nx.DiGraph([("Doe2020", "Roe2019")], standing="unscreened")
    >>> graphml(graph).decode() == "\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n"
    True
    """
    import networkx as nx

    if not graph or not _SPECIAL.isdisjoint(graph.graph):
        return ("\n".join(nx.generate_graphml(graph, named_key_ids=True)) + "\n").encode()
    frame = "\n".join(nx.generate_graphml(_outline(graph), named_key_ids=True))
    head, _, rest = frame.partition("  <graph ")
    opening, _, _ = rest.partition(">\n")
    return "".join([head, f"  <graph {opening}>\n", *_body(graph), "  </graph>\n</graphml>\n"]).encode()


def _outline(graph: Any) -> Any:
    """Return a graph with the attributes of this one, each in the order in which, and of the types of which, they first come."""
    small = graph.__class__(**graph.graph)
    for number, data in enumerate(_new(data for _, data in graph.nodes(data=True))):
        small.add_node((number,), **data)
    for number, data in enumerate(_new(data for *_, data in graph.edges(data=True))):
        small.add_edge((number, "from"), (number, "to"), **data)
    small.add_node("one")
    return small


def _new(given: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the attributes of those that have one, or a type of one, which none before them had."""
    seen: set[tuple[str, type]] = set()
    for data in given:
        kinds = {(name, type(value)) for name, value in data.items()}
        if not kinds <= seen:
            seen |= kinds
            yield data


def _body(graph: Any) -> Iterator[str]:
    for node, data in graph.nodes(data=True):
        yield _element(f'    <node id="{_attribute(node)}"', "node", data)
    for a, b, data in graph.edges(data=True):
        yield _element(f'    <edge source="{_attribute(a)}" target="{_attribute(b)}"', "edge", data)
    yield from (f"    {one}\n" for one in _data(graph.graph))


def _element(start: str, name: str, data: Mapping[str, Any]) -> str:
    if not data:
        return f"{start} />\n"
    inner = "".join(f"      {one}\n" for one in _data(data))
    return f"{start}>\n{inner}    </{name}>\n"


def _data(data: Mapping[str, Any]) -> Iterator[str]:
    for name, value in data.items():
        text = _text(str(value))
        yield f"{_start(name)}>{text}</data>" if text else f"{_start(name)} />"


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
