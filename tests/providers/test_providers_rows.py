"""What providers are sent and what is read of their answers, a row each; the cache and the user's file. Nobody is asked. The works are made up."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from litreview.core.errors import SettingsError, UsageError
from litreview.core.runtime import cache_folder
from litreview.providers import Access, Answer, By, Query, What, provider
from litreview.providers.connection import (
    access,
    allowance_wait,
    checked_url,
    is_loopback,
    pause,
    retry_after,
    valid_for,
)
from litreview.providers.protocol import ProviderRequest, answer, describe_body, member, objects, parsed, slim
from litreview.providers.response_cache import ANSWERS_FILE, CacheScope, ResponseCache
from litreview.providers.zotero import snapshot

ALL: frozenset[What] = frozenset({"abstracts", "references", "ids", "status"})


def queries(by: By, *values: str, **more: Any) -> list[Query]:
    return [Query(source=value, by=by, value=value, **more) for value in values]


def sent(name: str, asked: list[Query], what: frozenset[What] = ALL) -> list[ProviderRequest]:
    return list(provider(name).requests(asked, what))


def read(name: str, asked: list[Query], value: object, what: frozenset[What] = ALL) -> list[Answer]:
    (request,) = sent(name, asked, what)
    return list(provider(name).answers(request, json.dumps(value).encode()))


@pytest.mark.parametrize(
    ("name", "by", "values", "places"),
    [
        ("crossref", "doi", ["10.5555/a", "10.5555/b"], [("/works", "doi:10.5555/a,doi:10.5555/b")]),
        ("crossref", "doi", ["10.5555/a,b", "10.5555/c"], [("/works", "doi:10.5555/c"), ("/works/10.5555%2Fa%2Cb", "")]),
        ("crossref", "doi", ["10.5555/a,b", "10.5555/c,d"], [("/works/10.5555%2Fa%2Cb", ""), ("/works/10.5555%2Fc%2Cd", "")]),
        ("openalex", "doi", ["10.5555/a", "10.5555/b"], [("/works", "doi:10.5555/a|10.5555/b")]),
        ("openalex", "doi", ["10.5555/a|b", "10.5555/c"], [("/works", "doi:10.5555/c"), ("/works/doi:10.5555%2Fa%7Cb", "")]),
        ("openalex", "doi", ["!10.5555/a", "<10.5555/b", ">10.5555/c"], [("/works/doi:%2110.5555%2Fa", ""), ("/works/doi:%3C10.5555%2Fb", ""), ("/works/doi:%3E10.5555%2Fc", "")]),
        ("openalex", "pmid", ["12"], [("/works", "ids.pmid:12")]),
    ],
)  # fmt: skip
def test_what_parts_a_list_is_asked_for_by_itself(
    name: str, by: By, values: list[str], places: list[tuple[str, str]]
) -> None:
    assert places == [
        (one.path, dict(one.params).get("filter", "")) for one in sent(name, queries(by, *values))
    ]


def test_a_comma_within_a_doi_is_escaped_for_datacite_and_asked_by_itself() -> None:
    found = sent(
        "datacite", queries("doi", "10.5555/a,b", "10.5555/c", "10.5555/d") + queries("arxiv", "2001.1")
    )
    assert ["10.5555/c,10.5555/d", "10.5555/a\\,b", "10.48550/arxiv.2001.1"] == [
        dict(one.params)["ids"] for one in found
    ]


@pytest.mark.parametrize(
    ("name", "more", "params"),
    [
        ("crossref", {}, {"query.bibliographic": "Harbor-tides & Co", "rows": "5"}),
        ("crossref", {"authors": ("Doe", "Roe")}, {"query.author": "Doe Roe"}),
        ("openalex", {"year": 2014}, {"search": "harbor tides co", "filter": "publication_year:2013-2015"}),
        ("semanticscholar", {}, {"query": "Harbor tides & Co"}),
    ],
)  # fmt: skip
def test_a_title_is_sent_as_each_registry_reads_it(
    name: str, more: dict[str, Any], params: dict[str, str]
) -> None:
    (found,) = sent(name, queries("title", "Harbor-tides & Co", **more))
    assert params.items() <= dict(found.params).items()
    assert "GET" == found.method
    assert ("query.author" in dict(found.params)) is ("authors" in more)
    if name == "openalex":
        assert "filter" not in dict(sent(name, queries("title", "Harbor"))[0].params)


def test_what_has_a_body_is_posted() -> None:
    assert ["GET", "POST", "POST", "POST"] == [
        ProviderRequest(path="/", **body).method
        for body in ({}, {"json": {}}, {"json": {"a": 1}}, {"data": (("text", "1 U.S. 1"),)})
    ]
    (found,) = sent("semanticscholar", queries("pmid", "12"))
    assert ("POST", {"ids": ["PMID:12"]}) == (found.method, found.json)


def test_the_answers_to_a_title_are_the_likest_and_to_an_identifier_the_one_that_has_it() -> None:
    works = [
        {"id": f"https://openalex.org/W{n}", "title": f"T{n}", "doi": f"https://doi.org/10.5555/{n}"}
        for n in range(12)
    ]
    (found,) = read("openalex", queries("title", "T"), {"results": works})
    assert [f"T{n}" for n in range(10)] == [one["title"] for one in found.works]
    first, second = read("openalex", queries("doi", "10.5555/3", "10.5555/99"), {"results": works})
    assert (["T3"], "not-found") == ([one["title"] for one in first.works], second.status)
    (found,) = read(
        "crossref", queries("title", "T"), {"message": {"items": [{"DOI": f"10.5555/{n}"} for n in range(7)]}}
    )
    assert [f"10.5555/{n}" for n in range(5)] == [one["DOI"] for one in found.works]


@pytest.mark.parametrize(
    ("ids", "status"),
    [({"DOI": "10.5555/A"}, "found"), ({"DOI": "10.5555/b"}, "not-found"), ({}, "found"), ({"PubMed": "9"}, "found")],
)  # fmt: skip
def test_a_paper_that_says_it_has_another_identifier_is_not_the_one(ids: dict[str, str], status: str) -> None:
    (found,) = read(
        "semanticscholar", queries("doi", "10.5555/a"), [{"paperId": "p", "externalIds": ids, "title": "T"}]
    )
    assert status == found.status
    assert ("T" in [one.get("title") for one in found.works]) is (status == "found")


def test_papers_come_in_the_order_of_the_question_and_each_unknown_one_is_null() -> None:
    found = read("semanticscholar", queries("pmid", "1", "2"), [None, {"paperId": "p", "title": "T"}])
    assert ["not-found", "found"] == [one.status for one in found]
    for wrong in ([None], {"data": []}, [{"paperId": " "}, None], [{"paperId": 3}, None]):
        with pytest.raises(ValueError, match="another shape"):
            read("semanticscholar", queries("pmid", "1", "2"), wrong)


@pytest.mark.parametrize(
    ("case", "item"),
    [
        ({"case_name": "Doe v. Roe", "case_name_full": "Jane Doe v. Roe"}, {"title": "Doe v. Roe"}),
        ({"case_name": " ", "case_name_full": "Jane Doe v. Roe"}, {"title": "Jane Doe v. Roe"}),
        ({"case_name_short": "Doe"}, {"title": "Doe"}),
        ({"date_filed": "2014-05-02"}, {"issued": {"date-parts": [[2014, 5, 2]]}}),
        ({"absolute_url": "/opinion/1/"}, {"URL": "https://www.courtlistener.com/opinion/1/"}),
        ({"absolute_url": "https://a.example/1"}, {"URL": "https://a.example/1"}),
    ],
)  # fmt: skip
def test_a_case_becomes_an_item(case: dict[str, str], item: dict[str, Any]) -> None:
    row = {"status": 200, "citation": "12 F.3d 34", "start_index": 0, "clusters": [{"id": 7, **case}]}
    (found,) = read("courtlistener", queries("citation", "12 F.3d 34"), [row])
    place = {
        "id": "courtlistener-7",
        "type": "legal_case",
        "volume": "12",
        "container-title": "F.3d",
        "page": "34",
    }
    assert place | item == dict(found.works[0])


def test_cases_belong_to_the_line_in_which_their_citation_stands() -> None:
    asked = queries("citation", "1 U.S. 1", "2 U.S. 2")
    rows: list[dict[str, Any]] = [
        {"status": 200, "citation": "1 U.S. 1", "start_index": 0, "clusters": [{"id": 1}]},
        {"status": 200, "citation": "2 U.S. 2", "start_index": 9, "clusters": [{"id": 2}, {"id": 3}]},
    ]
    assert [["courtlistener-1"], ["courtlistener-2", "courtlistener-3"]] == [
        [one["id"] for one in each.works] for each in read("courtlistener", asked, rows)
    ]
    for row in rows:
        del row["start_index"]
    assert [1, 2] == [len(each.works) for each in read("courtlistener", asked, rows)]
    rows[1]["status"] = 429
    assert ["found", "failed"] == [each.status for each in read("courtlistener", asked, rows)]
    rows[0]["clusters"] = None
    assert ["not-found", "failed"] == [each.status for each in read("courtlistener", asked, rows)]
    with pytest.raises(ValueError, match="another shape"):
        read("courtlistener", asked, [{"status": "200"}, {"status": 200}])


@pytest.mark.parametrize(
    ("person", "name"),
    [
        ({"familyName": "Doe", "givenName": "Jane"}, {"family": "Doe", "given": "Jane"}),
        ({"familyName": "Doe"}, {"family": "Doe"}),
        ({"name": "Doe, Jane"}, {"family": "Doe", "given": "Jane"}),
        ({"name": "Doe, Jane", "nameType": "Organizational"}, {"literal": "Doe, Jane"}),
        ({"name": "Harbor Office"}, {"literal": "Harbor Office"}),
    ],
)  # fmt: skip
def test_people_and_bodies_of_datacite(person: dict[str, str], name: dict[str, str]) -> None:
    row = {
        "attributes": {
            "doi": "10.5555/a", "creators": [person], "publicationYear": "2014", "publisher": {"name": "Quay"},
            "titles": [{"title": "Sub", "titleType": "Subtitle"}, {"title": "Main"}],
            "descriptions": [{"description": "How", "descriptionType": "Methods"}, {"description": "What", "descriptionType": "Abstract"}],
            "container": {"title": "Tides", "firstPage": "1", "lastPage": None},
            "relatedIdentifiers": [
                {"relationType": "Cites", "relatedIdentifierType": "DOI", "relatedIdentifier": "10.5555/b"},
                {"relationType": "Cites", "relatedIdentifierType": "URL", "relatedIdentifier": "https://a.example"},
                {"relationType": "IsCitedBy", "relatedIdentifierType": "DOI", "relatedIdentifier": "10.5555/c"},
                {"relationType": "References", "relatedIdentifierType": "DOI", "relatedIdentifier": ""},
            ],
        }
    }  # fmt: skip
    (found,) = read("datacite", queries("doi", "10.5555/A"), {"data": [row]})
    assert {
        "DOI": "10.5555/a", "id": "10.5555/a", "abstract": "What", "author": [name], "container-title": "Tides", "page": "1",
        "publisher": "Quay", "reference": [{"DOI": "10.5555/b"}], "title": "Main", "type": "document",
    } == dict(found.works[0])  # fmt: skip
    (bare,) = read("datacite", queries("doi", "10.5555/a"), {"data": [row]}, frozenset({"ids"}))
    assert not {"abstract", "reference"} & bare.works[0].keys()


@pytest.mark.parametrize(
    ("value", "kept", "left"),
    [
        ([1, None, "", {}, [], 0, "a"], True, [1, 0, "a"]),
        ([{"a": 1}, {"b": 2}], {"a": True}, [{"a": 1}]),
        ("text", {"a": True}, None),
        ({"a": {"x": 1, "y": None}}, True, {"a": {"x": 1}}),
        ({"a": {"x": 1, "y": 2}, "b": 3}, {"a": {"y": True}}, {"a": {"y": 2}}),
    ],
)
def test_what_is_kept_of_an_answer(value: object, kept: object, left: object) -> None:
    assert left == slim(value, kept)


@pytest.mark.parametrize("value", [None, {}, "a", [1], [{}, None], [{}, []]])
def test_what_is_no_list_of_objects_has_another_shape(value: object) -> None:
    with pytest.raises(ValueError, match="another shape"):
        objects(value)
    with pytest.raises(ValueError, match="another shape"):
        member(value, "a")
    assert ({}, {"a": 1}) == objects([{}, {"a": 1}])
    assert 1 == member({"a": {"b": 1}}, "a", "b")


def test_an_answer_is_found_if_a_work_in_it_says_anything() -> None:
    (query,) = queries("title", "T")
    assert ("not-found", ()) == (answer(query, {}).status, answer(query, {}).works)
    assert ("found", ({"a": 1},)) == (answer(query, {}, {"a": 1}).status, answer(query, {}, {"a": 1}).works)


@pytest.mark.parametrize(
    ("body", "wanted", "told"),
    [
        (b" ", "JSON", "an empty answer"), (b"<HTML>", "XML", "a web page instead of XML"), (b"<!DOCTYPE html>", "JSON", "a web page instead of JSON"),
        (b"<a>", "JSON", "a web page instead of JSON"), (b"<a>", "XML", "XML that breaks off or is not sound"), (b"{", "JSON", "JSON that breaks off or is not sound"),
        (b"[", "JSON", "JSON that breaks off or is not sound"), (b"{", "XML", "no XML"), (b"oh", "JSON", "no JSON"),
    ],
)  # fmt: skip
def test_what_came_instead_is_told(body: bytes, wanted: str, told: str) -> None:
    assert told == describe_body(body, wanted)


def test_numbers_that_json_has_not_and_halves_of_signs_are_taken_out() -> None:
    assert {"a": [None, 1.5, None], "b": "é\ufffd", "c": [["x"]]} == parsed(
        b'{"a": [NaN, 1.5, 1e999], "b": "\\u00e9\\ud800", "c": [["x"]]}'
    )


# the cache


@pytest.mark.parametrize(
    ("system", "environ", "folder"),
    [
        ("linux", {"LITREVIEW_CACHE": "/c", "HOME": "/h"}, "/c"),
        ("linux", {"HOME": "/h"}, "/h/.cache/litreview"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/litreview"),
        ("darwin", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/h/Library/Caches/litreview"),
        ("win32", {"HOME": "/h"}, "/h/AppData/Local/litreview/Cache"),
        ("win32", {"HOME": "/h", "LOCALAPPDATA": "/l"}, "/l/litreview/Cache"),
        ("linux", {}, f"{Path.home()}/.cache/litreview"),
    ],
)
def test_where_what_may_be_deleted_lies(
    monkeypatch: pytest.MonkeyPatch, system: str, environ: dict[str, str], folder: str
) -> None:
    monkeypatch.setattr(sys, "platform", system)
    assert Path(folder) == cache_folder(environ)


def test_an_answer_is_kept_under_what_is_asked_however_it_is_written() -> None:
    asked = CacheScope(provider="crossref", url="https://a.example", what=ALL)

    def name(by: By, value: str, **more: Any) -> str:
        return asked.id(Query(source="k", by=by, value=value, **more))

    assert name("doi", "10.5555/A") == name("doi", "https://doi.org/10.5555/a ")
    assert name("openalex", "https://openalex.org/W12") == name("openalex", "w12")
    titles = [name("title", "Tides"), name("title", "tides"), name("title", "Tides", year=2014)]
    titles += [name("title", "Tides", authors=("Doe",)), name("title", "Tides", container="J")]
    assert 5 == len({*titles})
    others = [
        CacheScope(provider="openalex", url=asked.url, what=ALL),
        CacheScope(provider="crossref", url="https://b.example", what=ALL),
    ]
    others.append(CacheScope(provider="crossref", url=asked.url, what=frozenset({"ids"})))
    (query,) = queries("doi", "10.5555/a")
    assert 4 == len({one.id(query) for one in (asked, *others)})
    # answers that an earlier version of the program stored are found again
    what: frozenset[What] = frozenset({"ids", "references"})
    stored = CacheScope(provider="crossref", url="https://a.example", what=what)
    parts = ["crossref", "https://a.example", ["ids", "references"], "doi", "10.5555/a", [], None, ""]
    assert hashlib.sha256(json.dumps(parts).encode()).hexdigest() == stored.id(query)


@pytest.mark.parametrize(
    ("works", "status"),
    [
        ('[{"a": 1}]', "found"), ("[]", "not-found"), ('{"a": 1}', None), ("[1]", None), ('[{"a": 1}, 2]', None), ("[", None), ("null", None),
        ("[" * 9999, None),
    ],
)  # fmt: skip
def test_what_is_damaged_in_the_cache_is_no_answer(tmp_path: Path, works: str, status: str | None) -> None:
    asked, (query,) = CacheScope(provider="crossref", url="u", what=ALL), queries("doi", "10.5555/a")
    with ResponseCache(tmp_path) as cache:
        cache.store(asked, [Answer(query=query, status="found", works=({"x": 1},))], 100.0, 10.0)
        with sqlite3.connect(tmp_path / ANSWERS_FILE) as base:
            base.execute("UPDATE answers SET works = ?", (works,))
        base.close()
        found = cache.get(asked, query, 109.9)
        assert status == (found.status if found else None)
        assert None is cache.get(asked, query, 110.0)


def test_what_was_found_is_kept_longer_and_what_failed_not_at_all(tmp_path: Path) -> None:
    asked, (found, none, failed) = (
        CacheScope(provider="crossref", url="u", what=ALL),
        queries("doi", "10.5/a", "10.5/b", "10.5/c"),
    )
    answers = [
        Answer(query=found, status="found", works=({"x": 1},)),
        Answer(query=none, status="not-found"),
        Answer(query=failed, status="failed", why="w"),
    ]
    day = 86400.0
    with ResponseCache(tmp_path) as cache:
        cache.store(asked, answers, 0.0, None)
        for days, kept in (
            (0, "found not-found"),
            (6.9, "found not-found"),
            (7.1, "found"),
            (29.9, "found"),
            (30.1, ""),
        ):
            told = [
                one.status for query in (found, none, failed) if (one := cache.get(asked, query, days * day))
            ]
            assert kept.split() == told
        assert (0, 1) == (cache.forget(lambda text: "y" in text), cache.forget(lambda text: "x" in text))
        assert None is cache.get(asked, found, 0.0)
        assert cache.get(asked, none, 0.0)


# addresses, keys and the user's file


@pytest.mark.parametrize(
    ("url", "sound"),
    [
        ("https://a.example/", True), ("http://a.example:80/x/", True), ("ftp://a.example", False), ("a.example", False), ("https://", False), ("https://a.example:0", True),
        ("https://a.example:99999", False), ("https://name@a.example", False), ("https://:word@a.example", False), ("https://a.example?x", False), ("https://a.example#x", False), ("https://[a", False),
    ],
)  # fmt: skip
def test_which_addresses_are_sound_and_a_wrong_one_is_not_repeated(url: str, sound: bool) -> None:
    if sound:
        assert url.rstrip("/") == checked_url(f" {url} ", "W")
    else:
        with pytest.raises(UsageError, match=r"^W: (?!.*example)"):
            checked_url(url, "W")


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:1", True), ("http://127.9.0.1", True), ("http://[::1]", True), ("http://localhost:1", True), ("http://10.0.0.1", False),
        ("http://localhost.example", False), ("", False),
    ],
)  # fmt: skip
def test_which_addresses_are_on_this_machine(url: str, here: bool) -> None:
    assert here is is_loopback(url)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("mailto = 3", "has a value that is no text"), ('mailto = "a@b.org"\n[crossref]\nkey = "k"\nurl = 3', r"\[crossref\] has a value that is no text"),
        ("mailto = ", "is no sound TOML"), ('mailto = "nobody"', "an e-mail address is expected there"), ('[openalex]\nkey = "a b"', "a key is expected there"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_users_file_is_told_without_what_it_says(
    tmp_path: Path, text: str, why: str
) -> None:
    (tmp_path / "providers.toml").write_text(text)
    with pytest.raises((SettingsError, UsageError), match=why) as told:
        access(provider("openalex"), environ={}, folder=tmp_path)
    assert "a b" not in str(told.value)


def test_a_key_goes_where_its_owner_said_and_over_no_open_line(tmp_path: Path) -> None:
    (tmp_path / "providers.toml").write_text('mailto = "a@b.org"\n[openalex]\nkey = "k"\n')
    one = provider("openalex")

    def to(url: str = "", **environ: str) -> Access:
        return access(one, url, environ=environ, folder=tmp_path)

    assert Access(url=one.url, key="k", mailto="a@b.org") == to()
    assert Access(url=one.url, key="other", mailto="c@d.org") == to(
        LITREVIEW_OPENALEX_KEY="other", LITREVIEW_MAILTO="c@d.org"
    )
    assert Access(url="https://elsewhere.example") == to("https://elsewhere.example/")
    assert Access(url="https://mine.example", key="k", mailto="a@b.org") == to(
        LITREVIEW_OPENALEX_URL="https://mine.example"
    )
    assert Access(url="http://mine.example") == to(LITREVIEW_OPENALEX_URL="http://mine.example")
    assert Access(url="http://127.0.0.1:1", key="k", mailto="a@b.org") == to(
        LITREVIEW_OPENALEX_URL="http://127.0.0.1:1"
    )
    assert Access(url=one.url) == access(one, environ={}, folder=tmp_path / "none")


MOMENT = "Thu, 01 Jan 1970 00:01:00 GMT"
LEFT, LEFT_USD, RESET = "x-ratelimit-remaining", "x-ratelimit-remaining-usd", "x-ratelimit-reset"


@pytest.mark.parametrize(
    ("ask", "headers", "now", "seconds"),
    [
        (retry_after, {"retry-after": "1.5"}, 0, 1.5), (retry_after, {"retry-after": "250ms"}, 0, 0.25), (retry_after, {"retry-after": "2 m"}, 0, 120.0),
        (retry_after, {"retry-after": MOMENT}, 20, 40.0), (retry_after, {"retry-after": MOMENT}, 90, 0.0), (retry_after, {"retry-after": "soon"}, 0, None),
        (retry_after, {"retry-after": "0"}, 0, 0.0),
        (allowance_wait, {LEFT: "0", RESET: "90"}, 50, 90.0), (allowance_wait, {LEFT: "0"}, 50, 0.0), (allowance_wait, {LEFT: "1", RESET: "90"}, 50, None),
        (allowance_wait, {LEFT_USD: "0", RESET: "90"}, 50, 90.0), (allowance_wait, {LEFT: "0", LEFT_USD: "3"}, 50, 0.0), (allowance_wait, {RESET: "90"}, 50, None),
        (valid_for, {"cache-control": "max-age=60"}, 0, 60.0), (valid_for, {"cache-control": 'Private,Max-Age="5"'}, 0, 5.0),
        (valid_for, {"cache-control": "max-age=60, no-store"}, 0, 0.0), (valid_for, {"cache-control": "s-max-age=60"}, 0, None),
        (valid_for, {"expires": MOMENT}, 20, 40.0), (valid_for, {"expires": MOMENT, "cache-control": "public"}, 90, 0.0),
        (valid_for, {"expires": MOMENT, "cache-control": "max-age=7"}, 20, 7.0), (valid_for, {"expires": "0"}, 0, None),
    ],
)  # fmt: skip
def test_how_long_an_answer_says_to_wait_or_is_valid(
    ask: Any, headers: dict[str, str], now: float, seconds: float | None
) -> None:
    assert seconds == ask(headers, now)


@pytest.mark.parametrize(
    ("limit", "interval", "seconds"),
    [("5", "1s", 0.2), ("50", "1m", 1.2), ("", "1s", None), ("5", "", None), ("0", "1s", None), ("5", "0s", None), ("x", "1s", None)],
)  # fmt: skip
def test_the_pause_between_two_requests(limit: str, interval: str, seconds: float | None) -> None:
    assert seconds == pause({"x-rate-limit-limit": limit, "x-rate-limit-interval": interval})


def test_an_address_in_the_users_file_is_theirs_and_that_of_a_review_goes_before_it(tmp_path: Path) -> None:
    (tmp_path / "providers.toml").write_text(
        '[crossref]\nurl = "https://mine.example/"\nkey = "k"\n[openalex]\nkey = "o"\n'
    )
    one = provider("crossref")
    assert Access(url="https://mine.example", key="k") == access(one, environ={}, folder=tmp_path)
    assert Access(url="https://mine.example", key="k") == access(
        one, "https://mine.example", environ={}, folder=tmp_path
    )
    assert Access(url="https://theirs.example") == access(
        one, "https://theirs.example", environ={}, folder=tmp_path
    )
    assert Access(url=one.url, key="k") == access(one, one.url, environ={}, folder=tmp_path)
    told = {"LITREVIEW_CROSSREF_URL": "https://now.example"}
    assert Access(url="https://now.example", key="k") == access(
        one, "https://theirs.example", environ=told, folder=tmp_path
    )


def test_the_snapshot_of_a_library_has_what_an_export_has_and_the_letters_as_they_are() -> None:
    item = {
        "key": "A", "version": 3, "library": {"id": 1},
        "data": {"key": "A", "title": "Häfen", "dateModified": "2020-01-02T03:04:05Z"},
        "meta": {"parsedDate": "2020-01-02", "numChildren": 3},
    }  # fmt: skip
    text = snapshot([item, {"key": "B", "data": None, "meta": []}])
    assert "Häfen" in text
    first, second = json.loads(text)
    assert ({"parsedDate": "2020-01-02"}, "Häfen") == (first["meta"], first["data"]["title"])
    assert ("B", {}, {}) == (second["key"], second["data"], second["meta"])
    assert snapshot([item]) == snapshot([item | {"library": {"id": 2}, "version": 4}])
