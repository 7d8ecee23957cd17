"""The chain from sources over findings to recommendations, as a graph.

source --supports--> finding <--rests on-- recommendation
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from litreview.model import Finding
from litreview.results import SIDES, Findings
from litreview.wording import plural

if TYPE_CHECKING:
    import networkx as nx

_EMPTY: dict[str, Any] = {
    "kind": "", "label": "", "statement": "", "goal": "", "stance": "", "cerqual": "", "strength": "", "title": "", "authors": "",
    "year": 0, "type": "", "goals": "", "tags": "", "status": "", "stream": "", "confidential": False, "count": 1,
}  # fmt: skip


def finding_net(found: Findings, works: nx.DiGraph[str], unnamed: Collection[str] = ()) -> nx.DiGraph[str]:
    """Return findings, recommendations and the sources named, with an edge for each thing that one says of another.

    Nodes have `kind` (source, finding, open statement, recommendation), and the same attributes each, empty where they say nothing: `statement`, `goal`,
    `stance`, `cerqual` and `strength` of a finding; what `works` (from `build_graph`) has of a source. A finding is the node `finding:F1`, a
    recommendation `recommendation:R1`, a source its key. An edge has `relation` (supports, contradicts, qualifies, rests on),
    `where` and `quote`. `unnamed` are interviews that no text cites by their code: those on one side of a finding are one node, which says
    how many they are (`count`), and leads to nothing else.
    """
    import networkx as nx

    net: nx.DiGraph[str] = nx.DiGraph()
    for finding in found.findings:
        _add_finding(net, finding, works, unnamed)
    for one in found.recommendations:
        node = f"recommendation:{one.id}"
        net.add_node(node, **_EMPTY | {"kind": "recommendation", "label": one.id, "statement": one.statement})
        for finding in found.bases(one):
            _tie(net, node, f"finding:{finding.id}", "rests on")
    return net


def _add_finding(
    net: nx.DiGraph[str], finding: Finding, works: nx.DiGraph[str], unnamed: Collection[str]
) -> None:
    node = f"finding:{finding.id}"
    said = {name: getattr(finding, name) for name in ("statement", "goal", "stance", "strength")}
    level = finding.cerqual.level if finding.cerqual else ""
    kind = "open statement" if finding.is_open else "finding"
    net.add_node(node, **_EMPTY | said | {"kind": kind, "label": finding.id, "cerqual": level})
    for side in SIDES:
        keys: tuple[str, ...] = getattr(finding, side)
        for key in keys:
            if key not in unnamed:
                told = dict(works.nodes[key]) if key in works else {"label": key}
                own = {name: told[name] for name in _EMPTY if name in told}
                net.add_node(key, **_EMPTY | own | {"kind": "source"})
                passages = [one for one in finding.passages if one.key == key and one.side == side]
                _tie(
                    net,
                    key,
                    node,
                    side,
                    "; ".join(one.where for one in passages if one.where),
                    " | ".join(one.quote for one in passages if one.quote),
                )
        if count := sum(key in unnamed for key in keys):
            group = f"interviews:{finding.id}:{side}"
            label = plural(count, "interview")
            own = {
                "kind": "source",
                "label": label,
                "stream": "interview",
                "confidential": True,
                "count": count,
            }
            net.add_node(group, **_EMPTY | own)
            _tie(net, group, node, side)


def _tie(net: nx.DiGraph[str], a: str, b: str, relation: str, where: str = "", quote: str = "") -> None:
    """Add an edge; to one that is there, for a source on two sides of a finding, what else it says."""
    new = {"relation": relation, "where": where, "quote": quote}
    old = net.edges[a, b] if net.has_edge(a, b) else {}
    net.add_edge(a, b, **{name: "; ".join(filter(None, (old.get(name, ""), new[name]))) for name in new})
