"""One file may hold what several searches found: each record counts once, whatever it says and whatever the order of the files.

All works, databases and searches are made up, but for the names of databases and how platforms write them.
"""

from __future__ import annotations

import dataclasses
from itertools import permutations

import pytest
from hypothesis import given, settings, strategies as st

import litreview as lr
from litreview.core.results import Flow, Search
from litreview.core.results.screening_flow import FlowDiagram
from litreview.review.session import Review
from litreview.stages.evidence import check_searches
from litreview.stages.evidence.record_searches import choose_searches, name_databases

MEDLINE, EMBASE = (Search(database=name, file="ovid.ris") for name in ("MEDLINE", "Embase"))


@pytest.mark.parametrize(
    ("named", "searches", "chosen"),
    [
        ("Ovid MEDLINE(R) ALL <1946 to June 14, 2024>", "MEDLINE, Embase", "MEDLINE"),
        ("Embase Classic+Embase <1947 to 2024 June 14>", "MEDLINE, Embase", "Embase"),
        ("Embase <1974 to 2024 June 14>", "Ovid MEDLINE, Ovid Embase", "Ovid Embase"),
        ("Ovid MEDLINE(R) In-Process <2024>", "MEDLINE ALL, MEDLINE In-Process", "MEDLINE In-Process"),
        ("CINAHL with Full Text", "CINAHL, APA PsycInfo", "CINAHL"),
        ("", "MEDLINE, Embase", "MEDLINE or Embase"),
        ("Global Health <1973 to 2024>", "MEDLINE, Embase", "MEDLINE or Embase"),
        ("Ovid", "Ovid MEDLINE, Ovid Embase", "Ovid MEDLINE or Ovid Embase"),
        ("Embase", "MEDLINE", "MEDLINE"),  # no other search names the file
    ],
)
def test_a_record_counts_for_the_search_of_its_database(named: str, searches: str, chosen: str) -> None:
    noted = [Search(database=name, file="a.ris") for name in searches.split(", ")]
    assert chosen == name_databases(choose_searches(named, noted))


def entry(n: int, database: str) -> str:
    """One of three made-up works."""
    fields = [
        f"TI  - Made-up birds of {('a harbor', 'two rivers', 'the northern coast')[n]}",
        f"PY  - 200{n}",
    ]
    fields += [f"AU  - {('Doe', 'Roe', 'Poe')[n]}, Ann", f"DO  - 10.5555/made.up.{n}"] + [
        f"DB  - {database}"
    ] * bool(database)
    return "\n".join(["TY  - JOUR", *fields, "ER  - ", ""])


def review_of(files: dict[str, list[tuple[int, str]]], searches: tuple[Search, ...]) -> Review:
    libraries = [lr.read_text("\n".join(entry(*one) for one in held), name) for name, held in files.items()]
    library = lr.Library(records=tuple(r for one in libraries for r in one.records), files=tuple(files))
    review = Review(library=library)
    return dataclasses.replace(review, settings=dataclasses.replace(review.settings, searches=searches))


HELD = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(["", "Embase <1974>", "Ovid MEDLINE(R)", "Other"])),
    min_size=1,
    max_size=6,
)
HAND = Search(database="citation searching", method="citation searching", file="hand.ris")


def _parts(diagram: FlowDiagram) -> int:
    """Return the records that both columns say were identified."""
    return sum(step.box.number or 0 for step in (*diagram.steps[:1], *diagram.methods[:1]))


def _numbers(flow: Flow) -> object:
    return sorted(dataclasses.astuple(one)[1:] for one in flow.identified), {
        **flow.as_dict(),
        "identified": 0,
    }


@settings(max_examples=15, deadline=None)
@given(HELD, HELD, HELD)
def test_diagram_numbers_and_tables_add_up_in_any_order_of_the_files(
    ovid: list[tuple[int, str]], other: list[tuple[int, str]], hand: list[tuple[int, str]]
) -> None:
    held = {"ovid.ris": ovid, "other.ris": other, "hand.ris": hand}
    found = []
    for names in permutations(held):
        review = review_of({name: held[name] for name in names}, (MEDLINE, EMBASE, HAND))
        flow, diagram = review.flow, review.report_summary.diagram
        assert diagram is not None
        records = sum(map(len, held.values()))
        assert records == flow.records == sum(one.records for one in flow.identified) == _parts(diagram)
        assert records == sum(review.overlap.by_database.values())
        assert records == flow.sources + flow.duplicates_removed
        apart = flow.by_other_methods
        assert apart["records"] == apart.get("sources", 0) + apart.get("duplicates_removed", 0)
        (removed,) = [
            box for box in diagram.steps[0].aside if box.label == "Records removed before screening"
        ]
        others = [box.number or 0 for box in diagram.methods[0].aside if box.label.startswith("Duplicate")]
        assert flow.duplicates_removed == (removed.number or 0) + sum(others)
        assert apart.get("duplicates_removed", 0) == sum(others)
        found.append(_numbers(flow))
    assert all(one == found[0] for one in found)


def test_records_that_name_no_database_are_a_warning_that_says_how_to_split_them() -> None:
    library = lr.read_text(entry(0, "") + entry(1, "Embase <1974>"), "ovid.ris")
    (problem,) = check_searches([MEDLINE, EMBASE], library)
    assert "LR617" == problem.code
    assert "holds 1 record without" in problem.message
    assert "MEDLINE or Embase" in problem.message
    assert "field that names the database" in str(problem)


@pytest.mark.parametrize(("hits", "wrong"), [((1, 1), []), ((2, 1), ["MEDLINE"]), ((1, 2), ["Embase"]), ((2, 0), ["MEDLINE", "Embase"])])  # fmt: skip
def test_hits_are_compared_with_the_records_of_each_database(hits: tuple[int, int], wrong: list[str]) -> None:
    library = lr.read_text(entry(0, "Ovid MEDLINE(R)") + entry(1, "Embase <1974>"), "ovid.ris")
    noted = [dataclasses.replace(one, hits=n) for one, n in zip((MEDLINE, EMBASE), hits, strict=True)]
    found = check_searches(noted, library)
    assert [("LR606", name) for name in wrong] == [(one.code, one.message.partition(":")[0]) for one in found]
