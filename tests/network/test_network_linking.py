"""Linking: tiers, abstention, decisions, works not held; and the real links of the sample corpus."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from conftest import BIB

import litreview as lr
from litreview.core.model import Decision, Source
from litreview.formats.references import parse_list
from litreview.stages.network import link, missing_records, references_of

Make = Callable[..., Source]


@pytest.fixture
def target(make: Make) -> Source:
    return make(
        "Roe2008",
        author="Roe, Ann and Poe, Bo",
        year="2008",
        title="A made up study of quite different tests",
        journal="Journal of Made Up Tests",
        volume="4",
        pages="91--99",
        doi="10.1000/roe.1",
    )


@pytest.mark.parametrize(
    ("text", "method"),
    [
        ("Xyz A, 2008, J MADE UP TESTS, V4, P91, DOI 10.1000/ROE.1", "doi"),
        ("Roe A, 2008, J MADE UP TESTS, V4, P91", "fields"),
        ("Roe A, 2007, J MADE UP TESTS, V4, P91", "fuzzy"),
        ("ROE AB, 2008, J MADE UP TEST, V4", "fuzzy"),
    ],
)
def test_tiers(make: Make, target: Source, text: str, method: str) -> None:
    links = link([target, make("Citing", cited_references=text)])
    assert [("Citing", "Roe2008", method)] == [(c.citing, c.cited, c.method) for c in links]


@pytest.mark.parametrize(
    "text",
    [
        "Roe B, 2008, J MADE UP TESTS, V4, P91",  # another initial
        "Moe A, 2008, J MADE UP TESTS, V4, P91",  # another author in the same place
        "Roe A, 2008, CRIMINOLOGY, V4, P91",  # another journal
        "Roe A, 2008, J MADE UP TESTS",  # no place
    ],
)
def test_conflicts_go_to_a_person(make: Make, target: Source, text: str) -> None:
    links = link([target, make("Citing", cited_references=text)])
    assert links.citations == ()
    assert len(links.queue) + len(links.not_held) == 1


def test_a_tie_is_never_broken(make: Make, target: Source) -> None:
    twin = make(
        "Twin",
        author="Roe, Ann",
        year="2008",
        title="Another",
        journal="Journal of Made Up Tests",
        volume="4",
        pages="91",
    )
    links = link([target, twin, make("Citing", cited_references="Roe A, 2008, J MADE UP TESTS, V4, P91")])
    assert links.citations == ()
    assert len(links.queue) == 1


def test_report_and_its_summary_stay_apart(make: Make) -> None:
    report = make("Report", author="Roe, Ann", year="2008", title="A made up study of quite different tests")
    summary = make(
        "Summary",
        author="Roe, Ann",
        year="2008",
        title="A made up study of quite different tests: Executive Summary",
    )
    text = "Roe, A., A made up study of quite different tests: Executive Summary (2008) Body"
    assert [c.cited for c in link([report, summary, make("Citing", references=text)])] == ["Summary"]
    assert link([report, make("Citing", references=text)]).citations == ()


def test_statutes_and_cases_by_their_citation(make: Make) -> None:
    act = make(
        "TVPA2000",
        "misc",
        title="Trafficking Victims Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464",
        year="2000",
    )
    case = make(
        "Jungers2013", "misc", title="United States v. Jungers, 702 F.3d 1066 (8th Cir. 2013)", year="2013"
    )
    citing = make(
        "Citing", references="TVPA, Publ. L. No. 106-386, § 103 (2000).\nU.S. v. Jungers, 702 F. 3d 1066"
    )
    assert ["TVPA2000", "Jungers2013"] == [c.cited for c in link([act, case, citing])]


def test_a_decision_wins(make: Make, target: Source) -> None:
    text = "Roe A, 2008, J MADE UP TESTS, V4, P91"
    citing = make("Citing", cited_references=f"{text}\nOdd B, 1999, ELSEWHERE")
    when = "2026-01-01T00:00:00Z"
    no = Decision(when=when, by="a", verb="different", key="Roe2008", value=f"ref:{text}")
    yes = Decision(when=when, by="a", verb="same", key="Roe2008", value="ref: Odd B, 1999, ELSEWHERE")
    links = link([target, citing], [no, yes])
    assert [("Odd B, 1999, ELSEWHERE", "human", 1.0)] == [
        (c.reference.text, c.method, c.confidence) for c in links
    ]
    assert [text] == [w.references[0].text for w in links.not_held]


@pytest.mark.parametrize(
    ("text", "linked"), [("Roe A, 2008, SER TESTS PROOFS, P91", 1), ("Roe A, 2008, OTHER J, V9, P91", 0)]
)
def test_a_chapter_is_named_by_its_series(make: Make, text: str, linked: int) -> None:
    """A reference without a volume is no article of another journal."""
    chapter = make(
        "Roe2008",
        "incollection",
        author="Roe, Ann",
        year="2008",
        title="T",
        booktitle="All the Evidence",
        pages="91--99",
    )
    assert len(link([chapter, make("Citing", cited_references=text)])) == linked


CATALOGUED = (
    "NCJ 1 Title: A made up study of quite different tests, Author(s): Ann Roe; Published: 2008; Pages: 94",
    "A made up study of quite different tests Ann Roe Bo Poe University of Nowhere May 2008",
)


@pytest.mark.parametrize("text", CATALOGUED)
def test_a_whole_title_in_a_run_of_words(make: Make, target: Source, text: str) -> None:
    assert len(link([target, make("Citing", references=f"{text}\n.\n.")])) == 1


@pytest.mark.parametrize("text", CATALOGUED)
def test_a_run_of_words_by_others_or_with_another_title_is_not_linked(
    make: Make, target: Source, text: str
) -> None:
    for other in (
        text.replace("Roe", "Moe").replace("Poe", "Moe"),
        text.replace("quite different", "rather other"),
    ):
        assert link([target, make("Citing", references=f"{other}\n.\n.")]).citations == ()


def test_a_reference_on_which_people_differ_is_queued(make: Make, target: Source) -> None:
    text = "Odd B, 1999, ELSEWHERE"
    when = "2026-01-01T00:00:00Z"
    said = [
        Decision(when=when, by=by, verb=verb, key="Roe2008", value=f"ref:{text}")
        for by, verb in (("a", "same"), ("b", "different"))
    ]
    links = link([target, make("Citing", cited_references=text)], said)
    assert links.citations == ()
    assert [text] == [c.reference.text for c in links.queue]


def test_a_decision_on_two_sources_says_nothing_of_references(make: Make, target: Source) -> None:
    citing = make("Citing", cited_references="Roe A, 2008, J MADE UP TESTS, V4, P91")
    no = Decision(when="2026-01-01T00:00:00Z", by="a", verb="different", key="Roe2008", value="Citing")
    assert len(link([target, citing], [no])) == 1


def test_a_list_beside_the_records_is_linked_too(make: Make, target: Source) -> None:
    citing = make("Citing")
    listed = parse_list(
        "References\n\nRoe, A., & Poe, B. (2008). A made up study of quite different tests. Journal of Made Up\n"
        "  Tests, 4, 91-99.\n\nMoe, C. (2001). Another. Press.",
        citing.records[0],
        path="references/Citing.txt",
    )
    links = link([target, citing], lists={"Citing": listed})
    assert [("Citing", "Roe2008", 3)] == [(c.citing, c.cited, c.reference.where.line) for c in links]
    assert [("Citing",)] == [work.cited_by for work in links.not_held]


def test_a_reference_to_itself_is_queued(make: Make) -> None:
    source = make(
        "Roe2008",
        author="Roe, Ann",
        year="2008",
        title="T",
        doi="10.1000/roe.1",
        cited_references="Roe A, 2008, X, DOI 10.1000/roe.1",
    )
    assert len(link([source]).queue) == 1


def test_a_work_not_held_counts_once_across_formats(make: Make) -> None:
    wos = make("W", cited_references="Poe B, 1999, J TESTS, V7, P12, DOI 10.1000/poe")
    scopus = make(
        "S",
        references="Poe, B., Roe, A., Something that was made up (1999) Journal of Tests, 7 (1), pp. 12-20",
    )
    titled = make("S2", references="Poe B.; Roe A., Something that was made up, Journal of Tests, (1999)")
    (work,) = link([wos, scopus, titled]).not_held
    assert work.cited_by == ("S", "S2", "W")
    assert work.references[0].title == "Something that was made up"


@pytest.mark.parametrize(
    ("wos", "scopus"),
    [
        (
            "Poe Bo Ann, 1999, J Tests, V7, P12",
            "Poe, B.A., Something made up (1999) Journal of Tests, 7 (1), pp. 12-20",
        ),
        (
            "Poe B, 1999, J TESTS, V7, P12",
            "Poe, B., Something that was made up Journal of Tests, 7, pp. 12-20.",
        ),
        ("Poe B, 1999, J TESTS, V7, P12", "Poe, B., Something made up (2001) Journal of Tests, 7, pp. 12-20"),
        ("Poe B, 1999, J TESTS, V7, P12", "Bo, P., Something made up (1999) Journal of Tests, 7, pp. 12-20"),
        (
            "Poewell B, 1999, J TESTS, V7, P12",
            "Poewells, B., Something (1999) Journal of Tests, 7, pp. 12-20",
        ),
        ("Poe B, 1999, INT SER TESTS, V78, P133", "Poe, B., A chapter (1999) Book of All Tests, pp. 133-153"),
        (
            "Poe B, 1999, HDB EVALUATING TESTS",
            "Poe, B., (1999) Handbook for Evaluating Tests and Proofs, , Press",
        ),
        (
            "Poe B, 1999, NONADDITIVE TESTS OR",
            "Poe, B., (1999) Non-additive tests of orders and ranks, , Press",
        ),
        ("Poe B, 1999, J TESTS", "Poe, B., Something made up (1999) Journal of Tests"),
    ],
)
def test_what_two_formats_say_of_one_work(make: Make, wos: str, scopus: str) -> None:
    """Names turned round, misspelled or written out; a missing or mistyped year; series for book; cut titles; in press."""
    (work,) = link([make("W", cited_references=wos), make("S", references=scopus)]).not_held
    assert work.cited_by == ("S", "W")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (
            "Poe, B., Roe, A., The made up book of tests (1999) Press",
            "Poe, B., Moe, C., The made up book of tests (1999) Press",
        ),
        ("Poe, B., The made up book (1999), Press", "Poe, B., The made up book (2005), Press"),
        (
            "Poe, B., One (1999) Journal of Tests, 7, pp. 12-20",
            "Roe, A., Two (1999) Journal of Tests, 7, pp. 12-13",
        ),
        (
            "Poe, B., One made up (1999) Series of Tests, 7, pp. 1-20",
            "Poe, B., Two made up (1999) Series of Tests, 7",
        ),
    ],
)
def test_works_that_stay_apart(make: Make, a: str, b: str) -> None:
    """Other co-authors, another edition, two pieces on one page, a volume and a chapter in it."""
    assert len(link([make("A", references=a), make("B", references=b)]).not_held) == 2


def test_a_reference_without_a_year_ties_no_two_editions(make: Make) -> None:
    title = "A made up handbook of tests and of proofs"
    lists = [f"Poe, B., {title} (1999), Press", f"Poe, B., {title}", f"Poe, B., {title} (2009), Press"]
    works = link([make(f"S{i}", references=text) for i, text in enumerate(lists)]).not_held
    assert len(works) == 2


def test_works_not_held_as_entries(make: Make) -> None:
    """What is written is read back: authors, title, place, and the words in which the work was cited."""
    from litreview.formats import dumps, read_text

    text = "Poe, B., van der Roe, A., Something that was made up (1999) Journal of Tests, 7 (1), pp. 12-20"
    sources = [make("A", references=f"{text}; Odd things, unparsed & all"), make("B", references=text)]
    works = link(sources).not_held
    first, second = read_text(dumps(missing_records(works), "bib").encode(), "not-held.bib").records
    assert ["Poe", "van der Roe"] == [person.family for person in first.authors]
    assert ("Something that was made up", 1999, "Journal of Tests", "7", "12") == (
        first.title,
        first.year,
        first.container,
        first.get("volume"),
        first.get("pages"),
    )
    assert first.get("note").startswith("cited by 2 (A, B) as: Poe, B.")
    assert "unparsed & all" in second.get("note")


def test_two_dois_are_two_works(make: Make) -> None:
    a = make(
        "A",
        cited_references="Poe B, 1999, J TESTS, V7, P12, DOI 10.1000/one\nPoe B, 1999, J TESTS, V7, P12, DOI 10.1000/two",
    )
    assert len(link([a]).not_held) == 2


def test_a_sealed_source_links_by_key_alone() -> None:
    from litreview.formats import read_text

    text = "@interview{I01, author={Name, Planted}, year={2008}, cites={Two}}\n@article{Two, title={Made up}, cites={I01}}"
    sources = [
        Source(key=r.key, type=r.type, fields=r.fields, confidential=r.confidential, records=(r,))
        for r in read_text(text, "a.bib")
    ]
    assert [("Two", "I01")] == [(c.citing, c.cited) for c in link(sources)]


def test_every_reference_is_in_exactly_one_place(corpus: tuple[Source, ...]) -> None:
    links = link(corpus)
    placed = [c.reference for c in (*links.citations, *links.queue)] + [
        r for w in links.not_held for r in w.references
    ]
    assert Counter(placed) == Counter(r for source in corpus for r in references_of(source))


def test_the_real_links_of_the_sample_corpus_and_nothing_else(corpus: tuple[Source, ...]) -> None:
    with (BIB / "citations.csv").open(encoding="utf-8") as stream:
        truth = {(row["citing"], row["cited"]) for row in csv.DictReader(stream)}
    assert truth == {(c.citing, c.cited) for c in link(corpus)}


def test_a_title_that_was_not_chosen_is_known_too(make: Make) -> None:
    """Made up: who cites a treaty by its short title saw the record that has it."""
    by = {"author": "{United Ports}", "year": "2000"}
    long = make(
        "long", "misc", title="Protocol to Protect Persons in Harbors, Supplementing the Rules on Ports", **by
    )
    short = make("short", "misc", title="Protocol to Protect Persons in Harbors", **by)
    merged = replace(long, records=(*long.records, *short.records), former_keys=("short",))
    text = "United Ports, (2000) Protocol to Protect Persons in Harbors, Palermo"
    citing = make("citing", author="Doe, Ann", year="2021", title="Factors", references=text)
    assert [c.cited for c in link([merged, citing]).citations] == ["long"]


def test_a_book_is_one_work_with_and_without_the_small_words_of_its_title(make: Make) -> None:
    """Web of Science leaves them out in some of its references."""
    titled = make("A", references="Poe, B., (1991) The Raids for Value, , Made Up Press")
    shortened = [
        make("B", cited_references="Poe B, 1991, THE RAIDS FOR VALUE"),
        make("C", cited_references="Poe B, 1991, RAIDS VALUE"),
    ]
    assert [("A", "B", "C")] == [work.cited_by for work in link([titled, *shortened]).not_held]


def test_an_encoded_doi_leads_to_the_work_with_the_plain_one(make: Make) -> None:
    work = make("Roe", title="Raids", doi="10.1000/S01%2805%291")
    found = link([work, make("A", references="A reference that says little, 10.1000/S01(05)1")])
    assert [("A", "Roe", "doi")] == [(c.citing, c.cited, c.method) for c in found]


BERLIN = "Bus electrification and children's health in Berlin"
SEOUL = "Bus electrification and children's health in Seoul"


@pytest.mark.parametrize(
    "reference",
    [
        f"Patel, J. P. (2008). {BERLIN}. Urban Studies.",
        f"Patel, J. P., & Roe, R. (2008). {BERLIN}. Urban Studies, 45(2), 11-20.",
        f"Patel, J.P., Roe, R., 2008. {BERLIN}. Urban Stud. 45, 11–20.",
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_a_title_comes_before_another_of_its_form_in_any_order(reference: str, order: int) -> None:
    """The works are invented."""
    rows = [
        {"title": BERLIN, "author": "Patel, J. P.", "year": 2008, "journal": "Urban Studies", "id": "berlin"},
        {"title": SEOUL, "author": "Patel, Wei", "year": 2008, "journal": "Urban Studies", "id": "seoul"},
    ]
    citing = {"title": "Citing", "author": "Zed, Q.", "year": 2024, "references": reference, "id": "zed"}
    records = [lr.Record.from_fields(row) for row in (*rows[::order], citing)]
    assert [("zed", "berlin")] == [(one.citing, one.cited) for one in lr.link(lr.dedupe(records)).citations]
    alone = lr.link(lr.dedupe([records[-1], lr.Record.from_fields(rows[1])]))
    assert () == alone.citations
