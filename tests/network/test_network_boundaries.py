"""References at the edge of a rule: one letter, one word or one part less, and they are read or linked otherwise. All works are made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from litreview.core.model import Source
from litreview.formats.references.reference_strings import parse_plain, parse_scopus
from litreview.stages.network import link

Make = Callable[..., Source]


@pytest.mark.parametrize(
    ("a", "b", "works"),
    [
        ("Poe B, 1999, TRAFFICKING", "Poe, B., (1999) Trafficking and slavery in ports, , Press", 2),
        ("Poe B, 1999, TRAFFICKING SLAVE", "Poe, B., (1999) Trafficking slavery in ports, , Press", 1),
        ("Poe B, 1999, TRAFFICKING", "Poe, B., (1999) Trafficking, , Press", 1),
        ("Poe B, 1999, HDB EVALUATING TESTS", "Poe, B., Something made up (1999) Handbook of evaluating tests", 2),
        ("Poe B, 1999, J EVALUATING TEST", "Poe, B., Something made up (1999) Journal of evaluating tests", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("turned", [False, True])
def test_a_cut_title_is_of_one_work(make: Make, a: str, b: str, works: int, turned: bool) -> None:
    first, second = ("B", "A") if turned else ("A", "B")
    sources = sorted(
        (make(first, cited_references=a), make(second, references=b)), key=lambda source: source.key
    )
    assert works == len(link(sources).not_held)


@pytest.mark.parametrize(("one", "other", "works"), [("x", "x", 1), ("x", "y", 2)])
def test_one_doi_is_one_work_whatever_its_years(make: Make, one: str, other: str, works: int) -> None:
    refs = [
        f"Poe B, {year}, J TESTS, V7, P12, DOI 10.1000/{doi}" for year, doi in ((1999, one), (2006, other))
    ]
    assert works == len(link([make(f"S{i}", cited_references=text) for i, text in enumerate(refs)]).not_held)


@pytest.mark.parametrize(
    "tail",
    [
        "Journal of Tests, 7, , pp. 12-20, (1999)",
        "Journal of Tests, 7, pp. 12-20, doi:10.1000/x, (1999)",
        "Journal of Tests, 7, pp. 12-20, https://x.example, (1999)",
        "Journal of Tests, 7, 2, pp. 12-20, (1999)",
    ],
)
def test_empty_parts_and_addresses_behind_a_reference_hide_no_page(tail: str) -> None:
    found = parse_scopus(f"Poe B., Something made up, {tail}")
    assert found is not None
    assert ("Something made up", "Journal of Tests", "7", "12") == (
        found.title,
        found.container,
        found.volume,
        found.page,
    )


def test_the_journal_between_volume_and_page_is_the_container() -> None:
    found = parse_plain("Roe AM. Raids on a made up port. Notes, 44 Made Up Review 120 (2008).")
    assert ("Raids on a made up port", "Made Up Review", "44", "120") == (
        found.title,
        found.container,
        found.volume,
        found.page,
    )
    without = parse_plain("Roe AM. Raids on a made up port. Notes on ports, in the year 2008")
    assert "Notes on ports, in the year 2008" == without.container


@pytest.mark.parametrize(
    ("family", "cited", "goes"),
    [
        ("Smith", "Smyth", "linked"),
        ("Smith", "Smothe", "queue"),
        ("Roie", "Roi", "queue"),
        ("Roi", "Roie", "linked"),
    ],
)
def test_a_name_with_one_slip_of_five_letters_is_the_same(
    make: Make, family: str, cited: str, goes: str
) -> None:
    held = make(
        "Held", author=f"{family}, Ann", year="2008", title="Raids on every made up port", journal="Journal of Made Up Policing",
        volume="4", pages="191--209",
    )  # fmt: skip
    found = link([held, make("Citing", cited_references=f"{cited} A, 2008, J MADE UP POLICING, V4, P191")])
    assert goes == ("linked" if found.citations else "queue" if found.queue else "not held")
