"""What a provider is: a registry that is asked of works, as two functions without a network; and what all of them do alike.

    queries --requests()--> Requests --(transport)--> bodies --answers()--> Answers

A provider says which addresses answer a batch of queries, and what came back says of each. It reads and writes nothing: whoever
has a body, from the network, a file or a test, can have its answers. Alike are batches, reading JSON, slimming a work, and giving each query its answer.
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

By = Literal["doi", "pmid", "openalex", "arxiv", "isbn", "citation", "title"]
"""What a work is asked by: an identifier, a legal citation (`410 U.S. 113`), or its title with what goes with it."""

IDENTIFIERS: tuple[By, ...] = ("doi", "pmid", "openalex", "arxiv", "isbn", "citation")
"""What may be sent once a provider is named; a title needs a consent of its own."""

What = Literal["abstracts", "references", "ids", "status"]
"""What is asked for: abstracts; the works cited; DOI, ISSN, volume, pages, type; retractions, corrections, open access."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question on one source, with nothing but what would be sent.

    `value` is the identifier, or the title. `authors` (family names), `year` and `container` go with a title only.
    `source` is the key of the source, which is never sent.
    """

    source: str
    by: By
    value: str
    authors: tuple[str, ...] = ()
    year: int | None = None
    container: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request for a batch of queries: `path` below the provider's base address, and the body if it is a POST.

    `absent`: statuses, each with words of the body, by which this provider says that it has none of what is asked: `(404, "Resource not
    found")`. Any other status than 200 says that it could not be asked: a 404 of a wrong address is no word on a work.
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
        """How it is sent."""
        return "POST" if self.json is not None or self.data else "GET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a provider said to a query: the works it has, slimmed and likest first, as objects that the reader named by its `format` reads.

    They are the provider's own JSON objects, or, of one whose objects no reader knows, items of CSL-JSON.

    `found` by an identifier has one work. `not-found`: the provider was asked and has none, which says nothing of whether the work
    exists. `failed`: it could not be asked, or its answer not be read; `why` says so in words.
    """

    query: Query
    status: Literal["found", "not-found", "failed"]
    works: tuple[Mapping[str, Any], ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How a provider wishes to be asked, and where that is written.

    `batch`: queries by identifier in one request. `pause`: seconds between two requests. `key`: whether it wants a key, `key_from`
    where a key is had. `page`: its documentation, `read` the day it was read.
    """

    batch: int = 1
    pause: float = 0.1
    key: Literal["no", "optional", "required"] = "no"
    key_from: str = ""
    page: str = ""
    read: str = ""


Place = tuple[Literal["params", "data", "headers"], str, str]
"""Where in a request something is sent, under which name, and as what: `("headers", "Authorization", "Token {}")`."""


@dataclass(frozen=True, kw_only=True)
class Provider(ABC):
    """A registry: what it is, what it can be asked, and the functions that ask and read it.

    - `name`: what settings and options call it; `title`: what people call it; `url`: its base address, without a slash at the end;
    - `format`: the reader of `litreview.formats` that reads its works;
    - `asks`: what it can be asked by; `gives`: what it can be asked for; `terms`: how it wishes to be asked;
    - `key_in`: where it reads the key of who asks; `mailto_in`: where the address by which it can write to them.
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
    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[Request]:
        """Yield the requests that ask `queries`, each in exactly one of them."""

    @abstractmethod
    def answers(self, request: Request, body: bytes) -> Iterator[Answer]:
        """Yield one answer to each query of the request. `ValueError` if the body is none of this provider's."""

    def authorize(self, request: Request, *, key: str, mailto: str) -> Request:
        """Return the request as it is sent by who has this key and address: both stay out of what is cached and shown."""
        for place, said in ((self.key_in, key), (self.mailto_in, mailto)):
            if place is not None and said:
                part, name, form = place
                more: dict[str, Any] = {part: (*getattr(request, part), (name, form.format(said)))}
                request = replace(request, **more)
        return request


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How this machine reaches a provider: its base address, and what its user was given by it; no `repr` shows the key."""

    url: str
    key: str = field(default="", repr=False)
    mailto: str = field(default="", repr=False)


_WORD = re.compile(r"\w+")
# how deep what registries answer may be nested: their works are six deep
_DEEPEST = 40
_TOO_DEEP = "JSON nested too deep"
# what of an answer is shown when it cannot be read
_BEGINNING = 30


def batches(queries: Iterable[Query], size: int) -> Iterator[tuple[Query, ...]]:
    """Yield the queries in batches of up to `size` different values: who asks the same is in the same batch.

    >>> [[q.source for q in batch] for batch in batches([Query(source=s, by="doi", value=v) for s, v in ("aX", "bY", "cX")], 1)]
    [['a', 'c'], ['b']]
    """
    by_value: dict[str, list[Query]] = {}
    for query in queries:
        by_value.setdefault(query.value, []).append(query)
    values = list(by_value)
    for start in range(0, len(values), size):
        yield tuple(query for value in values[start : start + size] for query in by_value[value])


def values_of(queries: Iterable[Query]) -> tuple[str, ...]:
    """Return the different values of queries, in order."""
    return tuple(dict.fromkeys(query.value for query in queries))


def asked_by(queries: Iterable[Query], by: By) -> tuple[Query, ...]:
    """Return the queries that ask by one kind of identifier."""
    return tuple(query for query in queries if query.by == by)


def parsed(body: bytes) -> Any:
    """Return the value of a JSON body; `ValueError`, which says what it is instead, if it is none."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=lambda _: None)
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    except ValueError:
        raise ValueError(instead(body, "JSON")) from None
    return _writable(value, _DEEPEST)


def _writable(value: Any, depth: int) -> Any:
    """Return a value as it can be kept: without halves of signs, which no file takes, and without numbers that JSON has not."""
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


def instead(body: bytes, wanted: str) -> str:
    """Return what a body is that is not what was wanted."""
    beginning = body.lstrip()[:_BEGINNING].decode("utf-8", errors="replace")
    if not beginning:
        return "an empty answer"
    if re.match(r"<(?:!doctype )?html", beginning, re.IGNORECASE) or (
        beginning[0] == "<" and wanted == "JSON"
    ):
        return f"a web page instead of {wanted}"
    if beginning[0] in ("<" if wanted == "XML" else "{["):
        return f"{wanted} that breaks off or is not sound"
    return f"no {wanted}"


def objects(value: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the objects of a list; `ValueError` if it is no list, or has anything else in it."""
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise ValueError("JSON of another shape")
    return tuple(value)


def member(value: Any, *names: str) -> Any:
    """Return what an object has under a name, and so on inwards; `ValueError` if there is no such object."""
    for name in names:
        if not isinstance(value, dict) or name not in value:
            raise ValueError("JSON of another shape")
        value = value[name]
    return value


def kept_for(
    what: Iterable[What], always: Mapping[str, Any], more: Mapping[What, Mapping[str, Any]]
) -> Mapping[str, Any]:
    """Return what is kept of a work: what always is, and more for each thing that is asked for."""
    return {**always, **{name: kept for each in sorted(what) for name, kept in more[each].items()}}


def slim(value: Any, kept: Any) -> Any:
    """Return a value with only what is kept of it, names in alphabetical order, without what says nothing.

    >>> slim({"b": [{"x": 1, "y": 2}], "a": "A", "c": 3, "d": None}, {"a": True, "b": {"x": True}, "d": True})
    {'a': 'A', 'b': [{'x': 1}]}
    """
    if isinstance(value, list):
        found = [slim(each, kept) for each in value]
        return [each for each in found if each not in (None, "", {}, [])]
    if not isinstance(value, dict):
        # a text or a number in the place of an object says nothing that a reader looks for
        return value if kept is True else None
    names = value if kept is True else value.keys() & kept.keys()
    said = {name: slim(value[name], True if kept is True else kept[name]) for name in sorted(names)}
    return {name: each for name, each in said.items() if each not in (None, "", {}, [])}


def filled(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of an object, names in alphabetical order."""
    return {name: value[name] for name in sorted(value) if value[name] not in (None, "", {}, [])}


def answers_by(
    queries: Sequence[Query],
    works: Sequence[Mapping[str, Any]],
    ids: Callable[[Mapping[str, Any]], Iterable[str]],
) -> Iterator[Answer]:
    """Yield the answer to each query by an identifier: the first of the works that has it among its `ids`, each as `plain` has it."""
    having: dict[str, Mapping[str, Any]] = {}
    for work in works:
        for identity in ids(work):
            having.setdefault(identity, work)
    for query in queries:
        yield answer(query, having.get(plain(query.by, query.value), {}))


def answer(query: Query, *works: Mapping[str, Any]) -> Answer:
    """Return what was found, without empty works."""
    found = tuple(work for work in works if work)
    return Answer(query=query, status="found" if found else "not-found", works=found)


_PLAIN: Mapping[By, Callable[[str], str]] = {
    "doi": text.doi,
    "pmid": text.pmid,
    "arxiv": text.arxiv,
    "isbn": text.isbn,
}


def plain(by: By, value: str) -> str:
    """Return an identifier as it is compared, in small letters and without an address around it.

    >>> plain("doi", "https://doi.org/10.1000/ABC"), plain("openalex", "https://openalex.org/W12"), plain("pmid", "PMID: 0123")
    ('10.1000/abc', 'w12', '123')
    """
    value = value.strip()
    known = _PLAIN[by](value) if by in _PLAIN else ""
    return known or value.rstrip("/").rsplit("openalex.org/", 1)[-1].lower()


def search_words(title: str) -> str:
    """Return the words of a title for a search: without markup, and without signs or capitals that it may take for an order.

    >>> search_words('Is "Stop AND Search" (really) a <i>remedy</i>?')
    'is stop and search really a remedy'
    """
    return " ".join(_WORD.findall(text.from_html(title).lower()))
