"""Merge three exports, count what they share, write one file without duplicates: `python overlap_of_databases.py [FOLDER]`"""

import sys
from pathlib import Path

import litreview as lr

OUT = Path(*sys.argv[1:] or ["out"])
BIB = Path(__file__).parents[3] / "bib"

library = lr.read(BIB / "scopus.bib", BIB / "wos.bib", BIB / "zotero-library.bib")
shared = lr.overlap(library)
counts = lr.overlap_matrix(shared)
print(
    f"{len(library)} records of {len(shared.found_in)} works; works that two databases share:\n\n{counts}\n"
)
print(lr.to_frame(shared).query("stage == 'sources'")[["databases", "count"]].to_string(index=False))

OUT.mkdir(exist_ok=True)
lr.write(lr.dedupe(library).sources, OUT / "merged.bib")
