"""What the sources of the evidence map can be filtered by: what people noted, and of a confidential one only what may be said."""

import litreview as lr
from litreview.core.model import Decision, Where
from litreview.review.session import Review

# made-up works
BIB = """@article{Ash2001, title = {Services for victims of trafficking}, author = {Ash, A}, year = {2001}, journal = {Made-up Journal}}
@misc{I01, title = {Interview with Planted Person}, year = {2020}, keywords = {confidential}}
"""
SAID = (
    ("Ash2001", "jurisdiction=US-state:CA;US-local"),
    ("Ash2001", "directness@protect=the goal only"),
    ("I01", "jurisdiction=US-state:CA"),
)


def reviewed() -> Review:
    decided = tuple(
        Decision(when=f"2026-01-01T00:00:{n:02}Z", by="ann", verb="set", key=key, value=value, place=Where(file="decisions/ann.tsv", line=n + 1))
        for n, (key, value) in enumerate(SAID)
    )  # fmt: skip
    return Review(library=lr.read_text(BIB.encode(), "made-up.bib"), decided=decided)


def test_a_source_has_its_year_status_and_what_people_noted_of_the_whole_of_it():
    facets = reviewed().evidence_map.facets["Ash2001"]
    assert (2001, "unscreened") == (facets.year, facets.status)
    assert {"jurisdiction": ("US-state:CA", "US-local")} == facets.noted


def test_of_a_confidential_one_neither_its_year_nor_what_people_noted_is_there():
    facets = reviewed().evidence_map.facets["I01"]
    assert (None, {}) == (facets.year, facets.noted)
