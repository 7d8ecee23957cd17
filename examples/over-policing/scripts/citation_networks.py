"""Rank the sources, find communities, couplings and works that are missing, for Gephi: `python citation_networks.py [FOLDER]`"""

import sys
from pathlib import Path

import litreview as lr

OUT = Path(*sys.argv[1:] or ["out"])
BIB = Path(__file__).parents[3] / "bib"

sources = lr.dedupe(lr.read(BIB / "scopus.bib", BIB / "wos.bib")).sources
links = lr.link(sources)
graph = lr.build_graph(sources, links, not_in_library=links.not_in_library)
found = lr.measures(graph)
for name, values in (("community", found.community), ("in_degree", found.in_degree)):
    for key, value in values.items():
        graph.nodes[key][name] = value
for key in sorted(found.pagerank, key=lambda key: -found.pagerank[key])[:10]:
    print(f"{found.pagerank[key]:.4f}  community {found.community[key]:>2}  {graph.nodes[key]['label']}")
OUT.mkdir(exist_ok=True)
lr.export_graph(graph, OUT / "citations.gexf")
lr.export_graph(lr.build_net("coupling", sources, links), OUT / "coupling.gexf")
lr.to_frame(links.not_held).to_csv(OUT / "missing.csv", index=False)
