"""The interface of providers, two functions without a network, and helpers that all providers share.

    queries --requests()--> Requests --(transport)--> bodies --answers()--> Answers

A provider builds the requests for a batch of queries, and reads the answer to each query from the body of a response. It does no input or
output: a body may come from the network, a file or a test. The helpers make batches, read JSON, slim works, and match answers with queries.
"""

from __future__ import annotations

import json
import math
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from litreview.core import text
from litreview.core.containers import first_by_key, grouped

By = Literal["doi", "pmid", "openalex", "arxiv", "isbn", "citation", "title"]
"""The key of a query: an identifier, a legal citation (`410 U.S. 113`), or a title with authors, year and container."""

IDENTIFIERS: tuple[By, ...] = ("doi", "pmid", "openalex", "arxiv", "isbn", "citation")
"""Keys that may be sent once a provider is named; titles need a separate consent."""

What = Literal["abstracts", "references", "ids", "status"]
"""The metadata to request: abstracts; the works cited; DOI, ISSN, volume, pages, type; retractions, corrections, open access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question about one source, with only what would be sent.

    `value`: the identifier or the title. `authors` (family names), `year` and `container` accompany a title only.
    `source`: the key of the source, which is never sent.
    """

    source: str
    by: By
    value: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    container: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRequest:
    """One request for a batch of queries: `path` below the provider's base address, and the body of a POST.

    `absent`: statuses with words of the body that mean "not found", such as `(404, "Resource not found")`. Any other status than 200 is a
    failure: a 404 for a wrong address says nothing about a work.
    """

    path: str
    params: tuple[tuple[str, str], ...] = ()
    json: Any = None
    data: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    queries: tuple[Query, ...] = ()
    what: frozenset[What] = frozenset()
    absent: tuple[tuple[int, str], ...] = ()

    @property
    def method(self) -> Literal["GET", "POST"]:
        """The HTTP method."""
        return "POST" if self.json is not None or self.data else "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A provider's answer to a query: slimmed works, the best match first, as objects for the reader that its `format` names.

    They are the provider's own JSON objects, or items of CSL-JSON if no reader knows its objects.

    - `found`: by an identifier, one work.
    - `not-found`: the provider has no such work, which may exist all the same.
    - `failed`: there was no answer, or an unreadable one; `why` describes the failure.
    """

    query: Query
    status: Literal["found", "not-found", "failed"]
    works: tuple[Mapping[str, Any], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of use of a provider, and their source.

    `batch`: queries by identifier in one request. `pause`: seconds between two requests. `key`: whether it requires a key. `key_from`:
    where to get one. `page`: its documentation. `read`: the day that was read.
    """

    batch: int = 1
    pause: float = 0.1
    key: Literal["no", "optional", "required"] = "no"
    key_from: str = ""
    page: str = ""
    read: str = ""


Place = tuple[Literal["params", "data", "headers"], str, str]
"""Part of a request, name, and template of a value: `("headers", "Authorization", "Token {}")`."""


@dataclass(frozen=True, kw_only=True)
class Provider(ABC):
    """A registry: its names and abilities, and the functions that build requests and read answers.

    - `name`: its name in settings and options. `title`: its name for people. `url`: its base address, without a slash at the end.
    - `format`: the reader of `litreview.formats` for its works.
    - `asks`: the keys of queries it understands. `gives`: the metadata it has. `terms`: its terms of use.
    - `key_in`: the place of the user's key in a request. `mailto_in`: that of the user's e-mail address.
    """

    name: str
    title: str
    url: str
    format: str
    asks: frozenset[By]
    gives: frozenset[What]
    terms: Terms
    key_in: Place | None = None
    mailto_in: Place | None = None

    @abstractmethod
    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[ProviderRequest]:
        """Yield requests for the queries, each query in exactly one."""

    @abstractmethod
    def answers(self, request: ProviderRequest, body: bytes) -> Iterator[Answer]:
        """Yield one answer per query of the request. `ValueError` if the body is not this provider's."""

    def authorize(self, request: ProviderRequest, *, key: str, mailto: str) -> ProviderRequest:
        """Return the request with the user's key and e-mail address, which are neither cached nor shown."""
        for place, value in ((self.key_in, key), (self.mailto_in, mailto)):
            if place is not None and value:
                part, name, form = place
                more: dict[str, Any] = {part: (*getattr(request, part), (name, form.format(value)))}
                request = replace(request, **more)
        return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """A provider's base address, and the user's key and e-mail address, which no `repr` shows."""

    url: str
    key: str = field(default="", repr=False)
    mailto: str = field(default="", repr=False)


_WORD = re.compile(r"\w+")
# the deepest nesting of a registry's JSON; works have six levels
_DEEPEST = 40
_TOO_DEEP = "JSON nested too deep"
# characters of an answer to inspect when it cannot be read
_BEGINNING = 30


def batches(queries: Iterable[Query], size: int) -> Iterator[tuple[Query, ...]]:
    """Yield the queries in batches of up to `size` different values; queries with equal values share a batch.

    >>> [[q.source for q in batch] for batch in batches([Query(source=s, by="doi", value=v) for s, v in ("aX", "bY", "cX")], 1)]
    [['a', 'c'], ['b']]
    """
    by_value = grouped((query.value, query) for query in queries)
    values = list(by_value)
    for start in range(0, len(values), size):
        yield tuple(query for value in values[start : start + size] for query in by_value[value])


def values_of(queries: Iterable[Query]) -> tuple[str, ...]:
    """Return the different values of queries, in order."""
    return tuple(dict.fromkeys(query.value for query in queries))


def queries_by(queries: Iterable[Query], by: By) -> tuple[Query, ...]:
    """Return the queries by one kind of identifier."""
    return tuple(query for query in queries if query.by == by)


def parsed(body: bytes) -> Any:
    """Return the value of a JSON body; `ValueError`, with a description of the content, for any other body."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=lambda _: None)
    except (RecursionError, ValueError) as error:
        deep = isinstance(error, RecursionError)
        raise ValueError(_TOO_DEEP if deep else describe_body(body, "JSON")) from None
    return _writable(value, _DEEPEST)


def _writable(value: Any, depth: int) -> Any:
    """Return a value that can be stored, without lone surrogates, which files cannot hold, and without numbers that JSON lacks."""
    if depth == 0:
        raise ValueError(_TOO_DEEP)
    if isinstance(value, str):
        return (
            value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        )
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [_writable(each, depth - 1) for each in value]
    if isinstance(value, dict):
        return {_writable(name, depth - 1): _writable(each, depth - 1) for name, each in value.items()}
    return value


def describe_body(body: bytes, expected: str) -> str:
    """Describe a body that is not what was expected."""
    beginning = body.lstrip()[:_BEGINNING].decode("utf-8", errors="replace")
    if not beginning:
        return "an empty answer"
    if re.match(r"<(?:!doctype )?html", beginning, re.IGNORECASE) or (
        beginning[0] == "<" and expected == "JSON"
    ):
        return f"a web page instead of {expected}"
    if beginning[0] in ("<" if expected == "XML" else "{["):
        return f"{expected} that breaks off or is not sound"
    return f"no {expected}"


def objects(value: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the objects of a list; `ValueError` if it is no list, or has anything else in it."""
    check_shape(isinstance(value, list) and all(isinstance(each, dict) for each in value))
    return tuple(value)


def member(value: Any, *names: str) -> Any:
    """Return the value under a path of names in nested objects; `ValueError` if it does not exist."""
    for name in names:
        check_shape(isinstance(value, dict) and name in value)
        value = value[name]
    return value


def fields_for(
    what: Iterable[What], always: Mapping[str, Any], more: Mapping[What, Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return the fields to keep of a work: those of `always`, and those for each kind of metadata requested."""
    return {**always, **{name: inner for each in sorted(what) for name, inner in more[each].items()}}


def slim(value: Any, fields: Any) -> Any:
    """Return a value with only the given fields, names in alphabetical order, without empty values.

    >>> slim({"b": [{"x": 1, "y": 2}], "a": "A", "c": 3, "d": None}, {"a": True, "b": {"x": True}, "d": True})
    {'a': 'A', 'b': [{'x': 1}]}
    """
    if isinstance(value, list):
        found = [slim(each, fields) for each in value]
        return [each for each in found if each not in (None, "", {}, [])]
    if not isinstance(value, dict):
        # readers do not use a text or a number in the place of an object
        return value if fields is True else None
    names = value if fields is True else value.keys() & fields.keys()
    slimmed = {name: slim(value[name], True if fields is True else fields[name]) for name in sorted(names)}
    return {name: each for name, each in slimmed.items() if each not in (None, "", {}, [])}


def filled(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object without empty values, names in alphabetical order."""
    return {name: value[name] for name in sorted(value) if value[name] not in (None, "", {}, [])}


def check_shape(holds: object) -> None:
    """Raise `ValueError` unless what must hold of a registry's JSON does."""
    if not holds:
        raise ValueError("JSON of another shape")


def answers_by(
    queries: Sequence[Query],
    works: Sequence[Mapping[str, Any]],
    ids: Callable[[Mapping[str, Any]], Iterable[str]],
    likest: int = 0,
) -> Iterator[Answer]:
    """Yield the answer to each query: the first work with its identifier among its `ids`, which must be in the form of `plain`.

    A query by a title is the only one of its request; its answer has the `likest` first works.
    """
    works_by_id = first_by_key((identity, work) for work in works for identity in ids(work))
    for query in queries:
        by_id = works_by_id.get(plain(query.by, query.value), {})
        yield answer(query, *(works[:likest] if query.by == "title" else [by_id]))


def answer(query: Query, *works: Mapping[str, Any]) -> Answer:
    """Return the answer to a query with the works found; empty works are dropped."""
    found = tuple(work for work in works if work)
    return Answer(query=query, status="found" if found else "not-found", works=found)


_PLAIN: Mapping[By, Callable[[str], str]] = {
    "doi": text.doi,
    "pmid": text.pmid,
    "arxiv": text.arxiv,
    "isbn": text.isbn,
}


def plain(by: By, value: str) -> str:
    """Return an identifier in the form for comparison, in lower case and without its address.

    >>> plain("doi", "https://doi.org/10.1000/ABC"), plain("openalex", "https://openalex.org/W12"), plain("pmid", "PMID: 0123")
    ('10.1000/abc', 'w12', '123')
    """
    value = value.strip()
    known = _PLAIN[by](value) if by in _PLAIN else ""
    return known or value.rstrip("/").rsplit("openalex.org/", 1)[-1].lower()


def search_words(title: str) -> str:
    """Return the words of a title for a search, without markup and without signs or capitals that might act as operators.

    >>> search_words('Is "Stop AND Search" (really) a <i>remedy</i>?')
    'is stop and search really a remedy'
    """
    return " ".join(_WORD.findall(text.from_html(title).lower()))
