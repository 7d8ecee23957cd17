"""An extension of litreview: citation keys by a pattern of Better BibTeX for Zotero, for `litreview convert --keys`."""

from litreview_better_bibtex.pattern import parse_pattern

__all__ = ["parse_pattern"]
