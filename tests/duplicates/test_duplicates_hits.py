"""Which of the works that a registry offers is the source: one, a question, or none. The works are made up."""

import pytest

from litreview.formats import read_text
from litreview.stages.duplicates import dedupe, judge_hits


def work(
    title: str,
    author: str = "Archer, Ann and Baker, Bo",
    year: str = "2015",
    type_: str = "article",
    **more: str,
):
    fields = {"title": title, "author": author, "year": year, **more}
    text = ",\n".join(f"{name} = {{{value}}}" for name, value in fields.items() if value)
    (record,) = read_text(f"@{type_}{{k,\n{text}\n}}").records
    return record


HARBOR = "Policing the margins of four harbor cities"
HIT = {"journal": "Journal of Made-up Tides", "volume": "12", "pages": "1--20", "doi": "10.5555/tides.1"}
OTHER = work("Fishing rights in two valleys", "Cole, Cy", "2011", doi="10.5555/tides.2")


def verdicts(source, *hits) -> list[str]:
    return [one.verdict for one in judge_hits(dedupe([source]).sources[0], hits)]


@pytest.mark.parametrize(
    ("title", "year"),
    [
        (HARBOR, "2015"),
        ("Policing the margins of four harbro cities", "2015"),
        (HARBOR, "2014"),
        (HARBOR, "2016"),
        (HARBOR, ""),
    ],
)
def test_a_slip_in_title_or_year_is_no_other_work(title, year):
    assert ["same", "different"] == verdicts(work(title, year=year), work(HARBOR, **HIT), OTHER)


def test_a_subtitle_that_was_lost_is_no_other_work():
    assert ["same"] == verdicts(work(HARBOR), work(f"{HARBOR}: A made-up evaluation", **HIT))


def test_two_works_of_one_title_are_a_question():
    twin = work(HARBOR, journal="Made-up Proceedings", volume="3", pages="77--90", doi="10.5555/tides.3")
    assert ["ask", "ask"] == verdicts(work(HARBOR), work(HARBOR, **HIT), twin)


def test_the_one_that_has_the_sources_doi_is_it_whatever_is_beside_it():
    twin = work(HARBOR, journal="Made-up Proceedings", volume="3", pages="77--90", doi="10.5555/tides.3")
    assert ["same", "ask"] == verdicts(work(HARBOR, doi="10.5555/tides.1"), work(HARBOR, **HIT), twin)


def test_a_title_that_every_book_has_is_never_taken_from_another_book():
    said = verdicts(work("Introduction", year="2014"), work("Introduction", **HIT))
    assert ["different"] == said


@pytest.mark.parametrize(
    "hit",
    [
        work(HARBOR, "Dunn, Di and Egan, Ed", **HIT),
        work(HARBOR, year="2009", **HIT),
        work("Policing the center of nine lake towns", **HIT),
    ],
)
def test_another_author_another_time_or_another_title_is_never_taken(hit):
    assert "same" not in verdicts(work(HARBOR), hit)


@pytest.mark.parametrize(
    ("source", "hit"),
    [
        (work(HARBOR, doi="10.5555/tides.9"), work(HARBOR, year="2016", **HIT)),
        (
            work(HARBOR, journal="Annals of Nowhere", volume="3", pages="77--90"),
            work(HARBOR, year="2016", **HIT),
        ),
        (work(HARBOR, type_="phdthesis", school="Made-up University"), work(HARBOR, year="2016", **HIT)),
        (work(f"{HARBOR}, part 1"), work(f"{HARBOR}, part 2", **HIT)),
        (work(HARBOR), work(f"Correction to: {HARBOR}", **HIT)),
    ],
)
def test_nothing_outweighs_a_contradiction(source, hit):
    assert "same" not in verdicts(source, hit)


def test_nothing_offered_is_nothing_judged():
    assert () == judge_hits(dedupe([work(HARBOR)]).sources[0], ())
