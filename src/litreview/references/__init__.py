"""A reference string, or a list of them, taken into its parts: author, title, container, date, volume, pages, …

`parsing` reads the layouts that can be told by their marks, and quickly; `label` any other, by weights that were learnt.
"""

from __future__ import annotations

from litreview.references.cutting import Piece, cut, split_references
from litreview.references.labelling import Part, label
from litreview.references.lists import cited_reference, parse_list

__all__ = ["Part", "Piece", "cited_reference", "cut", "label", "parse_list", "split_references"]
