"""What a notebook shows of the values."""

from pathlib import Path

import litreview as lr

BIB = Path(__file__).resolve().parents[1] / "bib"


def test_a_library_shows_how_much_there_is_not_all_of_it() -> None:
    library = lr.read(BIB)
    assert (
        repr(library)
        == f"<Library: {len(library)} records, {len(library.problems)} problems, {len(library.files)} files>"
    )
    found = lr.dedupe(library)
    assert repr(found).startswith(f"<Deduplication: {len(found)} sources, ")
    assert repr(lr.link(found.sources)).startswith("<Links: 117 citations, 0 not held, ")
