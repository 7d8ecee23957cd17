"""Who is asked about, by what, and who never. The works are made up."""

from dataclasses import replace

import pytest

from litreview.formats import read_text
from litreview.providers import provider
from litreview.stages.duplicates import dedupe
from litreview.stages.enrichment import EnrichedEntry
from litreview.stages.enrichment.registry_queries import questions, what_is_missing

OPENALEX, CROSSREF = provider("openalex"), provider("crossref")
ALL = frozenset({"abstracts", "references", "ids", "status"})
BARE = "title = {Made-up tides in nine harbors}, author = {Archer, Ann and Baker, Bo}, year = {2015}"


def sources(text: str, path: str = "bib/a.bib"):
    return dedupe(read_text(text, path)).sources


def asked(text: str, provider_=OPENALEX, *, path: str = "bib/a.bib", **more):
    found = questions(sources(text, path), provider_, what=ALL, **more)
    return [(q.by, q.value) for q in found.queries], [why for _, why in found.left]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("doi = {10.5555/TIDES.1}", ("doi", "10.5555/tides.1")),
        ("pmid = {90000001}", ("pmid", "90000001")),
        ("openalex = {https://openalex.org/W123}", ("openalex", "W123")),
        ("doi = {10.5555/tides.1}, pmid = {90000001}", ("doi", "10.5555/tides.1")),
    ],
)
def test_a_source_is_asked_about_by_its_surest_identifier(fields, expected):
    assert ([expected], []) == asked(f"@article{{a, {BARE}, {fields}}}", by_title=True)


def test_a_title_is_asked_by_only_where_that_is_allowed():
    text = f"@article{{a, {BARE}}}"
    assert ([], ["title"]) == asked(text)
    (query,) = questions(sources(text), OPENALEX, what=ALL, by_title=True).queries
    assert ("title", "Made-up tides in nine harbors", ("Archer", "Baker"), 2015) == (
        query.by, query.value, query.authors, query.year,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("@article{a, confidential = {true}, TITLE, doi = {10.5555/a}}", "confidential"),
        ("@misc{I07, confidential = {false}, TITLE, doi = {10.5555/a}}", "interview"),
        ("@misc{PR03, confidential = {false}, TITLE, doi = {10.5555/a}}", "request"),
        ("@misc{PR03-2, confidential = {false}, TITLE}", "confidential"),
        ("@misc{PR03-2, confidential = {false}, TITLE, doi = {10.5555/a}}", "document"),
        ("@misc{a, entrysubtype = {records request}, TITLE, doi = {10.5555/a}}", "request"),
        (
            "@misc{a, confidential = {false}, note = {Interview by telephone}, TITLE, doi = {10.5555/a}}",
            "letter",
        ),
        ("@misc{a, howpublished = {Response to FOIA request 12}, TITLE, doi = {10.5555/a}}", "document"),
        ("@letter{a, confidential = {false}, TITLE, doi = {10.5555/a}}", "interview"),
        (
            "@misc{a, confidential = {false}, howpublished = {Letter to the made-up board}, TITLE, doi = {10.5555/a}}",
            "letter",
        ),
        ("@misc{a, confidential = {false}, note = {Pers. comm.}, TITLE, doi = {10.5555/a}}", "letter"),
        ("@unpublished{a, TITLE, doi = {10.5555/a}}", "unpublished"),
        ("@misc{a, note = {Unpublished manuscript}, address = {Made-up Town}, TITLE}", "unpublished"),
        ("@article{a, note = {Key informant, Ohio}, TITLE, doi = {10.5555/a}}", "spoken"),
        ("@misc{a, title = {Made-up Act, Pub. L. No. 199-386}}", "statute"),
        ("@misc{a, title = {Doe v. Made-up Harbor}, number = {999 F.3d 123}}", "case"),
    ],
)
def test_of_whom_no_registry_is_asked(entry, why):
    found, left = asked(entry.replace("TITLE", BARE), by_title=True)
    assert ([], [why]) == (found, left)


def test_what_lies_below_private_is_never_asked_about_even_where_it_may_be_shown():
    text = f"@article{{a, confidential = {{false}}, {BARE}, doi = {{10.5555/a}}}}"
    assert ([], ["confidential"]) == asked(text, path="private/a.bib", by_title=True)


def test_a_source_is_never_asked_about_if_one_of_its_records_must_not_be():
    text = f"@article{{a, {BARE}, doi = {{10.5555/a}}}}"
    (source,) = sources(text)
    second = replace(source.records[0], where=replace(source.records[0].where, file="private/b.bib"))
    held = replace(source, records=(*source.records, second))
    assert (("a", "confidential"),) == questions([held], OPENALEX, what=ALL).left


def test_what_says_all_that_was_asked_for_is_not_asked_about():
    text = f"@article{{a, {BARE}, doi = {{10.5555/a}}, abstract = {{Made up.}}}}"
    found = questions(sources(text), OPENALEX, what=frozenset({"abstracts"}))
    assert (("a", "has it"),) == found.left


def entry(**more):
    return EnrichedEntry(
        **{"source": "a", "provider": "openalex", "date": "2026-01-31", "what": tuple(sorted(ALL)), **more}
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ((), 1),
        ((entry(asked="doi:10.5555/a", result="not-found"),), 0),
        ((entry(asked="doi:10.5555/b", result="not-found"),), 1),
        ((entry(asked="doi:10.5555/b", result="taken"),), 0),
        ((entry(asked="doi:10.5555/a", result="not-found", what=("abstracts",)),), 1),
        ((entry(asked="doi:10.5555/a", result="not-found", provider="crossref"),), 1),
    ],
)
def test_what_was_asked_is_not_asked_again_unless_by_another_name_or_for_more(known, expected):
    text = f"@article{{a, {BARE}, doi = {{10.5555/a}}}}"
    found = questions(sources(text), OPENALEX, what=ALL, known={"a": known})
    assert expected == len(found.queries)


def test_every_source_is_asked_about_or_left_with_a_reason():
    text = f"@article{{a, {BARE}, doi = {{10.5555/a}}}} @book{{b, title = {{Short}}}} @misc{{I01, title = {{X}}}}"
    given = sources(text)
    found = questions(given, CROSSREF, what=ALL, by_title=True)
    assert sorted(s.key for s in given) == sorted(
        [*(q.source for q in found.queries), *(key for key, _ in found.left)]
    )


def test_status_is_always_missing_for_it_comes_after_the_export():
    (source,) = sources(
        f"@article{{a, {BARE}, doi = {{10.5555/a}}, volume = {{1}}, pages = {{1--2}}, issn = {{1234-5679}}, abstract = {{X.}}, references = {{Y.}}}}"
    )
    assert frozenset({"status"}) == what_is_missing(source)


@pytest.mark.parametrize(
    "fields",
    [
        "number = {572 U.S. 17}",
        "reporter = {U.S.}, volume = {572}, pages = {17--29}",
        "title = {A v. B, 572 U.S. 17}",
    ],
)
def test_a_case_is_asked_about_by_volume_reporter_and_page_in_one_field_or_in_three(fields):
    text = f"@jurisdiction{{c, {fields}, year = {{2014}}}}"
    assert ([("citation", "572 U.S. 17")], []) == asked(text, provider("courtlistener"))
