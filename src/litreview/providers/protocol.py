"""What a provider is: a registry that is asked of works, as two functions without a network.

    queries --requests()--> Requests --(transport)--> bodies --answers()--> Answers

A provider says which addresses answer a batch of queries, and what came back says of each. It reads and writes nothing: whoever
has a body, from the network, a file or a test, can have its answers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

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


@dataclass(frozen=True, kw_only=True)
class Provider(ABC):
    """A registry: what it is, what it can be asked, and the three functions that ask and read it.

    - `name`: what settings and options call it; `title`: what people call it; `url`: its base address, without a slash at the end;
    - `format`: the reader of `litreview.formats` that reads its works;
    - `asks`: what it can be asked by; `gives`: what it can be asked for; `terms`: how it wishes to be asked.
    """

    name: str
    title: str
    url: str
    format: str
    asks: frozenset[By]
    gives: frozenset[What]
    terms: Terms

    @abstractmethod
    def requests(self, queries: Sequence[Query], what: frozenset[What]) -> Iterator[Request]:
        """Yield the requests that ask `queries`, each in exactly one of them."""

    @abstractmethod
    def answers(self, request: Request, body: bytes) -> Iterator[Answer]:
        """Yield one answer to each query of the request. `ValueError` if the body is none of this provider's."""

    @abstractmethod
    def authorize(self, request: Request, *, key: str, mailto: str) -> Request:
        """Return the request as it is sent by who has this key and address: both stay out of what is cached and shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How this machine reaches a provider: its base address, and what its user was given by it; no `repr` shows the key."""

    url: str
    key: str = field(default="", repr=False)
    mailto: str = field(default="", repr=False)
