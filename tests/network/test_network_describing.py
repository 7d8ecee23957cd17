"""Who writes, where, from which countries and how often cited: beside a count by hand, and beside the text of a real export."""

from __future__ import annotations

import os
import re
import tarfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import litreview as lr
from litreview.core.model import Source
from litreview.stages.network.describing import countries_of, times_cited
from litreview.works.places import countries, country

Make = Callable[..., Source]
ARCHIVE = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data" / "bib" / "real-bib-files.tar.xz"

# Made up. Roe wrote A and B, with Poe in B; C has no author, no address and no year. A and B are of one journal, written twice.
MADE_UP = """@article{A, author={Roe, Ann}, title={Raids on a made up port}, journal={PORT ISSUES}, year={2001}, volume={1}, pages={1-9},
  Times-Cited={8}, affiliation={Roe, A (Corresponding Author), Univ Ghent, Ghent, Belgium.}}
@article{B, author={Roe, A. and Poe, Jordan}, title={A made up harbour}, journal={Port Issues}, year={2003}, volume={2}, pages={2-9},
  note={Cited By :5}, affiliation={University of Ghent, Ghent, Belgium; Port School, Cambridge, MA 02139 USA},
  Cited-References={Roe A, 2001, PORT ISSUES, V1, P1}}
@misc{C, title={Made up mud on the quay}, howpublished={A leaflet}}
"""


def described(text: str) -> lr.Description:
    sources = lr.dedupe(lr.read_text(text, "a.bib")).sources
    return lr.describe(sources, lr.link(sources))


def test_a_count_by_hand() -> None:
    found = described(MADE_UP)
    assert (3, 1, 1, 1) == (found.works, found.undated, found.anonymous, found.placeless)
    assert (1, 1, 3) == (found.alone, found.international, found.authorships)
    assert [("Roe, A.", 2, 1.5, 2, 13), ("Poe, J.", 1, 0.5, 0, 5)] == [
        (one.name, one.works, one.fractional, one.first, one.times_cited) for one in found.authors
    ]
    assert [("PORT ISSUES", 2, 13)] == [(one.name, one.works, one.times_cited) for one in found.journals[:1]]
    assert [("Belgium", 2, 1, 1, 13), ("United States", 1, 0, 1, 5)] == [
        (one.name, one.works, one.alone, one.together, one.times_cited) for one in found.countries
    ]
    assert [(2001, 1, 8), (2003, 1, 5)] == [(one.year, one.works, one.times_cited) for one in found.years]
    assert [("A", "Roe 2001", 8, 1), ("B", "Roe 2003", 5, 0)] == [
        (one.source, one.label, one.times_cited, one.cited_here) for one in found.most_cited
    ]
    assert 0 == found.growth
    figures = dict(found.rows())
    assert (1.5, 0.5, 6.5) == tuple(
        figures[name]
        for name in (
            "authors a work",
            "share of works with authors of several countries",
            "times cited a work",
        )
    )


def test_each_part_is_a_table() -> None:
    found = described(MADE_UP)
    assert ["figure", "value"] == [*lr.to_frame(found)]
    for part in (found.authors, found.journals, found.countries, found.years, found.most_cited):
        frame = lr.to_frame(part)
        assert len(part) == len(frame)
        assert "times_cited" in frame
    assert [2, 1] == [*lr.to_frame(found.authors)["works"]]


@pytest.mark.parametrize("stage", ["link", "describe"])
def test_records_that_were_not_deduplicated_are_refused_in_words(stage: str) -> None:
    library = lr.read_text(MADE_UP, "a.bib")
    with pytest.raises(
        lr.UsageError, match=rf"{stage} takes Sources .*, not a Library: {stage}\(dedupe\(library\)\)"
    ):
        getattr(lr, stage)(library)


def test_nothing_at_all_is_described_too() -> None:
    found = lr.describe(())
    assert (0, (), None) == (found.works, found.authors, found.growth)
    assert 14 == len(lr.to_frame(found))


def test_of_an_interview_nothing_is_told_but_that_it_is_there() -> None:
    text = (
        MADE_UP
        + "@misc{I01, author={Doe, Jane}, title={Interview}, year={2024}, affiliation={Univ X, Rome, Italy}}\n"
    )
    found = described(text)
    assert (4, 2) == (found.works, found.undated)
    assert "Doe" not in repr(found.authors)
    assert "Italy" not in repr(found.countries)
    assert "I01" not in repr(found.most_cited)


WORD = st.sampled_from(["Roe, A.", "Roe, B.", "Poe, A.", "Doe, C."])
WORKS = st.lists(
    st.tuples(st.lists(WORD, max_size=4, unique=True), st.integers(1990, 2000), st.integers(0, 9)), max_size=8
)


@given(WORKS)
def test_every_work_is_counted_once_in_each_table(works: list[tuple[list[str], int, int]]) -> None:
    """Of a work the shares of its authors are one, and the years hold every work that has one."""
    text = "".join(
        f"@article{{K{n}, author={{{' and '.join(people)}}}, title={{Made up {n}}}, year={{{year}}}, times-cited={{{times}}}}}\n"
        for n, (people, year, times) in enumerate(works)
    )
    sources = [source_of(record) for record in lr.read_text(text, "a.bib")]
    found = lr.describe(sources)
    signed = found.works - found.anonymous
    assert signed == pytest.approx(sum(one.fractional for one in found.authors), abs=1e-4)
    assert signed == sum(one.first for one in found.authors)
    assert found.authorships == sum(one.works for one in found.authors)
    assert found.works - found.undated == sum(one.works for one in found.years)
    assert sum(times for *_, times in works) == sum(one.times_cited for one in found.years)


def source_of(record: lr.Record) -> lr.Source:
    return lr.Source(
        key=record.key,
        type=record.type,
        fields=record.fields,
        authors=record.authors,
        year=record.year,
        records=(record,),
    )


@pytest.mark.parametrize(
    ("addresses", "named"),
    [
        ("Univ Leeds, Leeds LS2 9JT, W Yorkshire, England.", ("United Kingdom",)),
        ("[Roe, Chad; Poe, Jordan] Univ Nairobi, Nairobi, Kenya.", ("Kenya",)),
        ("Roe, Chad; Poe, Jordan, Univ Nairobi, Nairobi, Kenya.", ("Kenya",)),
        ("Peking Univ, Beijing, Peoples R China.\nUniv Hong Kong, Hong Kong.", ("China", "Hong Kong")),
        ("Law School, Boston, MA, USA. jane@x.example", ("United States",)),
        ("Dept of Law, Oxford, UK; Dept of Law, Paris, France.", ("United Kingdom", "France")),
        ("Department of Law, New Mexico State University", ()),
        ("", ()),
    ],
)
def test_the_countries_of_addresses(addresses: str, named: tuple[str, ...]) -> None:
    assert named == countries(addresses)


@given(st.text())
def test_any_text_names_countries_of_the_table_or_none(text: str) -> None:
    assert all(name == country(name) for name in countries(text))


def test_a_real_export_beside_its_own_text() -> None:
    if not ARCHIVE.exists():
        pytest.skip(f"no {ARCHIVE}: set LITREVIEW_DATA")
    with tarfile.open(ARCHIVE) as archive:
        stream = archive.extractfile("Valdecy+pybibx/assets__bibs__wos_m.bib")
        assert stream
        text = stream.read().decode("utf-8-sig")
    found = described(text)
    years = Counter(int(year) for year in re.findall(r"^Year = \{(\d{4})\}", text, re.MULTILINE))
    assert dict(sorted(years.items())) == {one.year: one.works for one in found.years}
    times = [int(number) for number in re.findall(r"^Times-Cited = \{(\d+)\}", text, re.MULTILINE)]
    assert sorted(times, reverse=True) == [one.times_cited for one in found.most_cited]
    # an address ends with its country, after a comma or a postal code
    ends = [
        {
            re.sub(r".*\d ?[A-Z]* |\.$", "", line.rpartition(", ")[2])
            for line in " ".join(field.split()).replace(". ", ".\n").splitlines()
        }
        for field in re.findall(r"^Affiliation = \{(.*?)\},$", text, re.MULTILINE | re.DOTALL)
    ]
    for name, written in (("Spain", "Spain"), ("Argentina", "Argentina"), ("China", "Peoples R China")):
        assert sum(written in each for each in ends) == next(
            one.works for one in found.countries if one.name == name
        )


# ---------------------------------------------------------------- table by table


@pytest.mark.parametrize(
    ("records", "times"),
    [
        ([{}], None),
        ([{"times-cited": "8"}], 8),
        ([{"times-cited": "0"}], 0),
        ([{"times-cited": "8", "times-cited-all": "11", "cited-by": "9"}], 11),
        ([{"times-cited": "8"}, {"cited-by": "12"}], 12),
        ([{"times-cited": "about 8"}], None),
        ([{"times-cited": "-8"}], None),
        ([{"times-cited": "²"}], None),
        ([{"times-cited": "12345678"}], 12345678),
        ([{"times-cited": "123456789"}], None),
        ([{"note": "Cited By :5"}], 5),
        ([{"note": "cited by: 5; Export Date: 1"}], 5),
        ([{"note": "Cited by 5"}], 5),
        ([{"note": "uncited by 5"}], None),
        ([{"note": "Cited By :5", "times-cited": "3"}], 5),
        ([{"note": "Cited by many"}], None),
    ],
)
def test_how_often_databases_say_that_a_work_is_cited(
    make: Make, records: list[dict[str, str]], times: int | None
) -> None:
    work = make("A")
    (record,) = work.records
    assert times == times_cited(replace(work, records=tuple(replace(record, fields=one) for one in records)))


def test_countries_are_named_once_in_the_order_of_the_records(make: Make) -> None:
    (record,) = make("A").records
    given_ = [
        {"affiliation": "Ghent, Belgium; Paris, France"},
        {"affiliations": "Oslo, Norway; Ghent, Belgium"},
        {},
    ]
    work = replace(make("A"), records=tuple(replace(record, fields=one) for one in given_))
    assert ("Belgium", "France", "Norway") == countries_of(work)
    assert () == countries_of(make("A"))


def times(count: str) -> dict[str, str]:
    return {"times-cited": count}


def of(*works: Source, cites: str = "") -> lr.Description:
    links = [
        lr.Citation(citing=a, cited=b, method="key", confidence=1.0, reference=lr.CitedReference(text="x", where=lr.Where(file="a"), record=works[0].records[0].id))
        for a, b in cites.split()
    ]  # fmt: skip
    return lr.describe(works, lr.Links(citations=tuple(links)))


def test_what_nobody_signed_dated_or_placed_is_counted(make: Make) -> None:
    found = of(
        make("A", author="Roe, Ann", year="2001", affiliation="Ghent, Belgium"),
        make("B", author="Roe, Ann and Poe, Bo", year="2001", affiliation="Ghent, Belgium; Paris, France"),
        make("C"),
        make("D", author="Roe, Ann and Roe, A."),
    )
    assert (4, 2, 1, 2) == (found.works, found.undated, found.anonymous, found.placeless)
    assert (2, 1, 4) == (found.alone, found.international, found.authorships)
    assert [(2001, 2)] == [(one.year, one.works) for one in found.years]


def test_years_are_in_order_with_the_citations_of_their_works(make: Make) -> None:
    found = of(
        make("A", year="2005", **times("2")),
        make("B", year="1999"),
        make("C", year="2005", **times("3")),
        make("D", **times("9")),
    )
    assert [(1999, 1, 0), (2005, 2, 5)] == [(one.year, one.works, one.times_cited) for one in found.years]


def test_authors_are_in_order_of_works_then_of_shares_then_of_the_alphabet(make: Make) -> None:
    found = of(
        make("A", author="Moe, Cy and Roe, Ann and Poe, Bo", **times("2")),
        make("B", author="Roe, Ann and Moe, C.", **times("3")),
        make("C", author="Zoe, Di"),
        make("D", author="Yoe, Ed"),
        make("E", author="Roe, A. and Poe, B."),
        make("F", author="Poe, B."),
    )
    assert [
        ("Poe, B.", 3, 1.833333, 1, 2),
        ("Roe, A.", 3, 1.333333, 2, 5),
        ("Moe, C.", 2, 0.833333, 1, 5),
        ("Yoe, E.", 1, 1.0, 1, 0),
        ("Zoe, D.", 1, 1.0, 1, 0),
    ] == [(one.name, one.works, one.fractional, one.first, one.times_cited) for one in found.authors]


def test_a_journal_is_named_as_it_is_written_most_often(make: Make) -> None:
    names = ["PORT ISSUES", "Port  Issues", "Port Issues", "Quay Notes", "Anchor Notes", "Mud", "mud"]
    found = of(*(make(f"W{n}", journal=name, **times(str(n))) for n, name in enumerate(names)), make("Z"))
    assert [("Port Issues", 3, 3), ("Mud", 2, 11), ("Anchor Notes", 1, 4), ("Quay Notes", 1, 3)] == [
        (one.name, one.works, one.times_cited) for one in found.journals
    ]


def test_countries_are_in_order_of_works_and_tell_who_was_alone(make: Make) -> None:
    found = of(
        make("A", affiliation="Ghent, Belgium; Paris, France", **times("1")),
        make("B", affiliation="Paris, France; Lyon, France", **times("2")),
        make("C", affiliation="Oslo, Norway"),
        make("D", affiliation="Bonn, Germany; Oslo, Norway; Ghent, Belgium"),
    )
    assert [
        ("Belgium", 2, 0, 2, 1),
        ("France", 2, 1, 1, 3),
        ("Norway", 2, 1, 1, 0),
        ("Germany", 1, 0, 1, 0),
    ] == [(one.name, one.works, one.alone, one.together, one.times_cited) for one in found.countries]


def test_the_most_cited_are_those_of_databases_then_those_cited_here(make: Make) -> None:
    works = [
        make("A", year="2001"), make("B", **times("0")), make("C", **times("5")), make("D", **times("5")), make("E"), make("F"), make("G"),
    ]  # fmt: skip
    found = of(*works, cites="AD BD AA EF XG AB EB GF")
    assert [("D", 5, 2), ("C", 5, 0), ("B", 0, 2), ("F", None, 2)] == [
        (one.source, one.times_cited, one.cited_here) for one in found.most_cited
    ]
