"""A registry that says anything at all: each answer, with each odd value in each place, is read or refused in words. The works are made up."""

from __future__ import annotations

import copy
import gzip
import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from standin.registries import REGISTRIES
from standin.server import MADE_UP

from litreview.providers import Access, Answer, ProviderRequest, Query, What, provider
from litreview.providers.response_cache import ResponseCache
from litreview.providers.transport import RetryPolicy, query_provider
from litreview.stages.enrichment import dump_works, identity, parse_works

ALL: frozenset[What] = frozenset({"abstracts", "references", "ids", "status"})
ODD = (
    None, 5, 1e400, True, "", "x", "\ud800", "\x00\x1b[31m", "=cmd()", "a\tb\nc", [], {}, [[]], [None], [5], ["x"], [[["x"]]],
    {"x": {"y": [1]}}, [{"x": 1}],
)  # fmt: skip
DOI = Query(source="a", by="doi", value="10.5555/harbor.1")
TITLE = Query(source="a", by="title", value="Harbor inspectors and the quiet quay: a made-up study")
CASE = Query(source="a", by="citation", value="1 U.S. 1")
ASKED = (
    ("openalex", DOI), ("openalex", TITLE), ("crossref", DOI), ("crossref", TITLE), ("semanticscholar", DOI),
    ("semanticscholar", TITLE), ("datacite", DOI), ("courtlistener", CASE),
)  # fmt: skip


def places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a value, the whole of it first; of a list the first element."""
    yield here
    if isinstance(value, dict):
        for name in value:
            yield from places(value[name], (*here, name))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*here, 0))


def with_odd(value: Any, place: tuple[Any, ...], odd: object) -> Any:
    if not place:
        return odd
    made = inner = copy.deepcopy(value)
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = odd
    return made


def sound(name: str, query: Query) -> tuple[ProviderRequest, Any]:
    """A request, and what the registry says to it."""
    make, answer = REGISTRIES[name]
    (request,) = provider(name).requests([query], ALL)
    return request, answer(
        make(MADE_UP[name]()), request.path, dict(request.params) | dict(request.data), request.json
    )


@pytest.mark.parametrize(("name", "query"), ASKED)
@pytest.mark.exhaustive(quick=2)
def test_an_odd_value_anywhere_is_refused_in_words_or_can_be_kept(name: str, query: Query) -> None:
    request, value = sound(name, query)
    read = 0
    for place in places(value):
        for odd in ODD:
            body = json.dumps(with_odd(value, place, odd)).encode()
            try:
                (answer,) = provider(name).answers(request, body)
            except ValueError:
                continue
            read += 1
            for work in answer.works:
                assert "" != identity(work), (place, odd)
                text = dump_works({identity(work): work}).encode().decode()
                assert {identity(work): work} == parse_works(text), (place, odd)
    assert read > 20


class Lying:
    """A server on loopback that gives one answer to everything; a context."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                for name, said in headers.items():
                    self.send_header(name, said)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __exit__(self, *raised: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def asked(url: str, cache: ResponseCache | None = None) -> Answer:
    policy = RetryPolicy(tries=1, sleep=lambda _: None)
    (answer,) = query_provider(provider("openalex"), [DOI], ALL, Access(url=url), cache=cache, policy=policy)
    return answer


@pytest.mark.parametrize(
    "location",
    ["http://[", "file:///etc/hostname", "//registry.invalid/works", "http://127.0.0.1:99999/", "//u:p@127.0.0.1/", "//[x"],
)  # fmt: skip
def test_an_address_that_is_none_of_the_registrys_is_not_asked(location: str) -> None:
    with Lying(302, {"Location": location}, b"") as url:
        assert "sends on to another address" in asked(url).why


@pytest.mark.exhaustive
def test_what_is_packed_twice_is_not_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(b" " * 200_000_000, 9), 9)
    assert len(bomb) < 10_000
    for packed in ("gzip, gzip", "gzip,deflate", "br"):
        with Lying(200, {"Content-Encoding": packed}, bomb) as url:
            assert "packed in a way that was not asked for" in asked(url).why


def test_what_is_nested_too_deep_is_refused_whether_or_not_it_can_be_parsed() -> None:
    for depth in (50, 900, 100_000):
        deep = b'{"x":' * depth + b"1" + b"}" * depth
        with Lying(
            200, {}, b'{"results": [{"id": "https://openalex.org/W1", "biblio": ' + deep + b"}]}"
        ) as url:
            assert "nested too deep" in asked(url).why, depth


def test_half_a_sign_is_kept_as_one_that_can_be_written(tmp_path: Path) -> None:
    work = {
        "id": "https://openalex.org/W1",
        "doi": f"https://doi.org/{DOI.value}",
        "title": "half \ud800 a sign \U0001f600",
    }
    with Lying(200, {}, json.dumps({"results": [work]}).encode()) as url, ResponseCache(tmp_path) as cache:
        answer = asked(url, cache)
    assert ("found", "half \ufffd a sign \U0001f600") == (answer.status, answer.works[0]["title"])
