"""What each provider asks, and what it reads: laws over all of them, and what is special to one. The works are made up."""

from __future__ import annotations

import json
import lzma
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st
from standin import made_up

from litreview.core.errors import UsageError
from litreview.providers import (
    IDENTIFIERS,
    Answer,
    By,
    Provider,
    ProviderRequest,
    Query,
    What,
    provider,
    providers,
)
from litreview.providers.crossref import CROSSREF, slim_crossref
from litreview.providers.openalex import OPENALEX, slim_openalex
from litreview.providers.semanticscholar import SEMANTICSCHOLAR, slim_semanticscholar

ALL: frozenset[What] = frozenset({"abstracts", "references", "ids", "status"})
DATA = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "data/providers"
NO_ANSWERS = (
    "an empty answer",
    "a web page instead of JSON",
    "no JSON",
    "JSON that breaks off or is not sound",
    "JSON nested too deep",
    "JSON of another shape",
    "no XML",
    "XML that breaks off or is not sound",
)
each_provider = pytest.mark.parametrize("asked", providers(), ids=lambda row: row.name)


def by_doi(*values: str) -> list[Query]:
    return [Query(source=f"s{number}", by="doi", value=value) for number, value in enumerate(values)]


def by_name(asked: Provider, *values: str) -> list[Query]:
    """Queries by the first kind of identifier that a provider is asked by."""
    by = next(by for by in IDENTIFIERS if by in asked.asks)
    return [Query(source=f"s{number}", by=by, value=value) for number, value in enumerate(values)]


def one(asked: Provider, queries: Sequence[Query], what: frozenset[What] = ALL) -> ProviderRequest:
    (request,) = asked.requests(queries, what)
    return request


def read(asked: Provider, request: ProviderRequest, value: Any) -> list[Answer]:
    return list(asked.answers(request, json.dumps(value).encode()))


@st.composite
def queries(draw: st.DrawFn) -> list[Query]:
    kinds: list[By] = ["doi", "pmid", "openalex", "arxiv", "citation", "title"]
    said = draw(
        st.lists(
            st.tuples(st.sampled_from(kinds), st.text("10.5/ab,|!é-", min_size=1, max_size=9)), max_size=130
        )
    )
    return [Query(source=f"s{number}", by=by, value=value) for number, (by, value) in enumerate(said)]


@each_provider
@given(asked_for=queries())
def test_each_query_that_a_provider_is_asked_is_in_exactly_one_request(
    asked: Provider, asked_for: list[Query]
) -> None:
    asked_for = [query for query in asked_for if query.by in asked.asks]
    found = [query.source for request in asked.requests(asked_for, ALL) for query in request.queries]
    assert sorted(query.source for query in asked_for) == sorted(found)


@each_provider
@given(asked_for=queries())
def test_no_request_says_the_key_of_a_source(asked: Provider, asked_for: list[Query]) -> None:
    named = [
        Query(source="MyKey2020", by=query.by, value=query.value)
        for query in asked_for
        if query.by in asked.asks
    ]
    for request in asked.requests(named, ALL):
        assert (
            "MyKey2020" not in f"{request.path}{request.params}{request.json}{request.data}{request.headers}"
        )


@each_provider
def test_a_batch_is_no_larger_than_the_terms_say(asked: Provider) -> None:
    sizes = [
        len(request.queries)
        for request in asked.requests(by_name(asked, *(f"10.5555/{n}" for n in range(1000))), ALL)
    ]
    assert asked.terms.batch == max(sizes)
    assert -(-1000 // asked.terms.batch) == len(sizes)


@each_provider
@given(
    body=st.binary(max_size=200)
    | st.sampled_from(
        [
            b"",
            b"null",
            b"[]",
            b"{}",
            b"[null]",
            b'{"message": {"items": 3}}',
            b'{"results": [7]}',
            b"[" * 99_999,
        ]
    )
)
def test_a_body_that_is_no_answer_is_a_value_error_and_never_a_work(asked: Provider, body: bytes) -> None:
    request = one(asked, by_name(asked, "10.5555/a", "10.5555/b"))
    try:
        found = [answer.status for answer in asked.answers(request, body)]
    except ValueError as error:
        found = [str(error)]
    # an empty page is an answer
    empty_page = [["not-found"] * 2] if b"[]" in body.replace(b" ", b"") else []
    assert found in (*([why] for why in NO_ANSWERS), *empty_page)


@each_provider
def test_a_web_page_is_called_a_web_page(asked: Provider) -> None:
    with pytest.raises(ValueError, match=r"a web page instead of (JSON|XML)"):
        list(asked.answers(one(asked, by_name(asked, "10.5555/a")), b"<!doctype html><title>Sign in</title>"))


@each_provider
def test_the_key_is_in_no_request_but_the_authorized_one(asked: Provider) -> None:
    request = one(asked, by_name(asked, "10.5555/a"))
    assert "SECRET" not in repr(request)
    assert ("SECRET" in repr(asked.authorize(request, key="SECRET", mailto=""))) == (asked.name != "datacite")
    assert request == asked.authorize(request, key="", mailto="")


@each_provider
def test_titles_are_asked_with_nothing_but_what_the_query_says(asked: Provider) -> None:
    if "title" not in asked.asks:
        assert [] == list(asked.requests([Query(source="s", by="title", value="The quiet quay")], ALL))
        return
    query = Query(source="s", by="title", value='The "quiet" quay', authors=("Quillfeather",), year=2014)
    request = one(asked, [query])
    said = " ".join(value for _, value in request.params)
    assert "quay" in said
    assert (query,) == request.queries


WORKS: dict[str, tuple[Callable[[], list[dict[str, Any]]], Callable[[Any, Any], Any]]] = {
    "crossref": (made_up.crossref, slim_crossref),
    "openalex": (made_up.openalex, slim_openalex),
    "semanticscholar": (made_up.semanticscholar, slim_semanticscholar),
}


@pytest.mark.parametrize("name", WORKS)
def test_slimming_twice_changes_nothing_and_keeps_the_order(name: str) -> None:
    works, slim = WORKS[name]
    for work in works():
        slimmed = slim(work, ALL)
        assert json.dumps(slimmed) == json.dumps(slim(slimmed, ALL))
        assert list(slimmed) == sorted(slimmed)
        assert len(json.dumps(slimmed)) < len(json.dumps(work))


@pytest.mark.parametrize(
    ("name", "what", "member"),
    [
        ("crossref", "abstracts", "abstract"),
        ("crossref", "references", "reference"),
        ("crossref", "status", "license"),
        ("openalex", "abstracts", "abstract_inverted_index"),
        ("openalex", "references", "referenced_works"),
        ("openalex", "status", "open_access"),
        ("semanticscholar", "abstracts", "abstract"),
        ("semanticscholar", "references", "references"),
        ("semanticscholar", "status", "openAccessPdf"),
    ],
)
def test_what_was_not_asked_for_is_neither_selected_nor_kept(name: str, what: What, member: str) -> None:
    works, slim = WORKS[name]
    assert member in slim(works()[0], ALL)
    assert member not in slim(works()[0], ALL - {what})
    asked = provider(name)
    selected = [
        value
        for key, value in one(asked, by_doi("10.5555/a"), ALL - {what}).params
        if key in {"select", "fields"}
    ]
    assert member not in [word.split(".")[0] for word in ",".join(selected).split(",")]


def test_crossref_answers_each_of_a_batch_whatever_the_order() -> None:
    request = one(CROSSREF, by_doi("10.5555/harbor.2", "10.5555/none", "10.5555/HARBOR.1"))
    assert "doi:10.5555/harbor.2,doi:10.5555/none,doi:10.5555/HARBOR.1" == dict(request.params)["filter"]
    found = read(
        CROSSREF, request, {"status": "ok", "message": {"total-results": 2, "items": made_up.crossref()[:2]}}
    )
    assert ["found", "not-found", "found"] == [answer.status for answer in found]
    assert "Lighthouse keepers as first responders" == found[0].works[0]["title"][0]


def test_a_doi_with_a_comma_is_asked_of_crossref_by_itself() -> None:
    request = one(CROSSREF, by_doi("10.5555/comma,5"))
    assert "/works/10.5555%2Fcomma%2C5" == request.path
    (found,) = read(CROSSREF, request, {"status": "ok", "message": made_up.crossref()[4]})
    assert "10.5555/comma,5" == found.works[0]["DOI"]


def test_crossref_keeps_who_retracted_a_work_and_who_says_so() -> None:
    slimmed = slim_crossref(made_up.crossref()[2], ALL)
    assert [("retraction", "publisher"), ("retraction", "retraction-watch")] == [
        (each["type"], each["source"]) for each in slimmed["updated-by"]
    ]


def test_openalex_is_asked_by_each_kind_of_identifier_apart() -> None:
    mixed = [
        Query(source="a", by="doi", value="10.5555/a"),
        Query(source="b", by="pmid", value="90000001"),
        Query(source="c", by="openalex", value="W7000002"),
    ]
    filters = [dict(request.params)["filter"] for request in OPENALEX.requests(mixed, ALL)]
    assert ["doi:10.5555/a", "ids.pmid:90000001", "ids.openalex:W7000002"] == filters


@pytest.mark.parametrize(
    ("by", "value"),
    [
        ("doi", "10.5555/harbor.1"),
        ("pmid", "90000001"),
        ("openalex", "W7000001"),
        ("openalex", "https://openalex.org/W7000001"),
    ],
)
def test_openalex_answers_by_each_kind_of_identifier(by: By, value: str) -> None:
    request = one(OPENALEX, [Query(source="a", by=by, value=value)])
    (found,) = read(OPENALEX, request, {"meta": {"count": 1}, "results": made_up.openalex()[:2]})
    assert "https://openalex.org/W7000001" == found.works[0]["id"]


def test_a_title_is_searched_in_openalex_in_the_years_around_its_own() -> None:
    request = one(OPENALEX, [Query(source="a", by="title", value="Stop AND Search?", year=2014)])
    assert {"search": "stop and search", "filter": "publication_year:2013-2015"}.items() <= dict(
        request.params
    ).items()


def test_semantic_scholar_answers_a_batch_by_its_order() -> None:
    request = one(SEMANTICSCHOLAR, by_doi("10.5555/none", "10.5555/harbor.1", "10.5555/none"))
    assert {"ids": ["DOI:10.5555/none", "DOI:10.5555/harbor.1"]} == request.json
    found = read(SEMANTICSCHOLAR, request, [None, made_up.semanticscholar()[0]])
    assert {"s0": "not-found", "s2": "not-found", "s1": "found"} == {
        answer.query.source: answer.status for answer in found
    }


def test_a_paper_that_says_it_has_another_doi_is_not_the_one_asked_for() -> None:
    request = one(SEMANTICSCHOLAR, by_doi("10.5555/harbor.2"))
    (found,) = read(SEMANTICSCHOLAR, request, [made_up.semanticscholar()[0]])
    assert "not-found" == found.status


def test_a_batch_that_is_too_short_is_no_answer() -> None:
    with pytest.raises(ValueError, match="JSON of another shape"):
        read(SEMANTICSCHOLAR, one(SEMANTICSCHOLAR, by_doi("10.5555/a", "10.5555/b")), [None])


def test_a_provider_that_is_not_there_is_refused_with_the_name_that_is_near() -> None:
    assert "crossref" == provider("Crossref").name
    with pytest.raises(UsageError, match=r"no provider 'crosref'; one of .*did you mean 'crossref'"):
        provider("crosref")


def test_names_of_providers_are_words_that_settings_and_variables_can_be_called_by() -> None:
    assert all(row.name.isalpha() and row.name.islower() for row in providers())
    assert len(providers()) == len({row.name for row in providers()})


def _real(name: str) -> list[dict[str, Any]]:
    place = DATA / name
    if not place.exists():
        pytest.skip(f"{name} of LITREVIEW_DATA is not here: real answers were not read")
    with lzma.open(place, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.exhaustive
def test_every_real_work_of_crossref_is_found_by_its_doi() -> None:
    works = _real("crossref_works.jsonl.xz")
    by_key = {work["DOI"].lower(): work for work in works}
    for request in CROSSREF.requests(by_doi(*by_key), ALL):
        asked = [by_key[query.value] for query in request.queries]
        value = {
            "message": {"items": asked} if len(asked) > 1 or "filter" in dict(request.params) else asked[0]
        }
        found = read(CROSSREF, request, value)
        assert ["found"] * len(asked) == [answer.status for answer in found]


@pytest.mark.exhaustive
def test_every_real_paper_of_semantic_scholar_is_found_by_its_doi() -> None:
    papers = {
        paper["externalIds"]["DOI"].lower(): paper
        for paper in _real("semanticscholar_papers.jsonl.xz")
        if "DOI" in paper["externalIds"]
    }
    for request in SEMANTICSCHOLAR.requests(by_doi(*papers), ALL):
        found = read(SEMANTICSCHOLAR, request, [papers[query.value] for query in request.queries])
        assert ["found"] * len(found) == [answer.status for answer in found]
