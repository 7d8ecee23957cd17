"""Asking a provider over the network: the one module that does.

Each request is tried again where that may help (no connection, 408, 429, 5xx, an answer that breaks off or is no JSON), after a pause that doubles
each time and is never shorter than the provider says. What fails in the end is an `Answer` that says why; the others go on. A provider
that fails several times in a row, refuses a key or has no allowance left is asked no more. Answers of one request are kept before the next
is sent, so whoever breaks off and begins again repeats nothing.

The loop of tries is our own: stamina logs the text of what failed, which may hold an address with a key in it. So is what is kept (`kept`):
hishel keeps whole answers under the address asked, key and all, and no batch comes twice.
"""

from __future__ import annotations

import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urljoin, urlsplit

from litreview.providers import connection
from litreview.providers.connection import Connection, is_loopback
from litreview.providers.protocol import Access, Answer, Provider, Query, Request, What, values_of
from litreview.providers.response_cache import Asked, ResponseCache

if TYPE_CHECKING:
    import httpx

_PROGRAM = "litreview-evidence"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
# tried again; of others the answer will be the same
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
# asked for is gzip, once: what is packed twice may be a thousand times a thousand as large, before its size can be seen
_PACKED = frozenset({"", "identity", "gzip"})
# one identifier may spoil a request for many
_SPOILT = frozenset({400, 413, 414, 422})
_SAID = {
    400: "it does not understand the question",
    401: "it wants a valid key",
    402: "the allowance is used up",
    403: "it refuses",
    404: "there is nothing at this address",
    408: "it waited too long",
    413: "too much was asked at once",
    414: "too much was asked at once",
    429: "too many requests",
}


def user_agent() -> str:
    """Return what every request says of who asks: this program, and its version if it is installed."""
    from importlib.metadata import PackageNotFoundError, version

    with contextlib.suppress(PackageNotFoundError):
        return f"{_PROGRAM}/{version(_PROGRAM)}"
    return _PROGRAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How patient a program is: tries of a request, seconds before the second, the longest wait for a provider, how many seconds it may be silent, and
    how many a request may take with all its tries (pauses between them apart), bytes of the largest answer, and after how many requests in a row that
    failed a provider is asked no more.
    """

    tries: int = 4
    first_wait: float = 1.0
    longest_wait: float = 120.0
    timeout: float = 30.0
    deadline: float = 120.0
    largest: int = 64_000_000
    give_up: int = 3
    sleep: Callable[[float], object] = field(default=time.sleep, repr=False)
    now: Callable[[], float] = field(default=time.time, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request that is sent, or would be: without key and e-mail address, which are added last. `attempt` counts from 1."""

    provider: str
    method: str
    url: str
    params: tuple[tuple[str, str], ...]
    json: Any = None
    queries: tuple[Query, ...] = ()
    attempt: int = 1


OnRequest = Callable[[Sent], object]


def ask(
    provider: Provider,
    queries: Sequence[Query],
    what: frozenset[What],
    access: Access,
    *,
    kept: ResponseCache | None = None,
    refresh: bool = False,
    manners: Manners | None = None,
    on_request: OnRequest | None = None,
) -> Iterator[Answer]:
    """Yield one answer to each query: first those that are kept, unless all are to be asked anew (`refresh`), then those of the network.

    `on_request` is called before each request. An `Answer` that `failed` has in `why` what is to be told.
    """
    patience = manners or Manners()
    asked = Asked(provider=provider.name, url=access.url, what=what)
    pending, known = _parted(queries, asked, None if refresh else kept, patience.now())
    yield from known
    askable = [query for query in pending if query.by in provider.asks]
    for query in pending:
        if query.by not in provider.asks:
            yield _failed(query, f"{provider.title} cannot be asked by {query.by}")
    if not askable:
        return
    with _Asking(provider, access, patience, on_request) as asking:
        for request in provider.requests(askable, what):
            yield from _answered(asking, request, asked, kept)


def _parted(
    queries: Sequence[Query], asked: Asked, kept: ResponseCache | None, now: float
) -> tuple[list[Query], list[Answer]]:
    """Return the queries that are still to be asked, and the answers that are kept."""
    pending: list[Query] = []
    known: list[Answer] = []
    for query in queries:
        found = kept.get(asked, query, now) if kept else None
        if found:
            known.append(found)
        else:
            pending.append(query)
    return pending, known


def _answered(
    asking: _Asking, request: Request, asked: Asked, kept: ResponseCache | None
) -> Iterator[Answer]:
    """Yield the answers to a request; one that is spoilt by a part of it is asked in halves."""
    try:
        answers, valid = asking.send(request)
    except _Fault as fault:
        values = values_of(request.queries)
        if fault.spoilt and len(values) > 1:
            halves = (values[: len(values) // 2], values[len(values) // 2 :])
            for half in halves:
                part = [query for query in request.queries if query.value in half]
                for smaller in asking.provider.requests(part, request.what):
                    yield from _answered(asking, smaller, asked, kept)
            return
        yield from (_failed(query, fault.why) for query in request.queries)
        return
    if kept:
        kept.put(asked, answers, asking.manners.now(), valid)
    yield from answers


def _failed(query: Query, why: str) -> Answer:
    return Answer(query=query, status="failed", why=why)


def _sent(provider: Provider, access: Access, request: Request, attempt: int) -> Sent:
    return Sent(
        provider=provider.name,
        method=request.method,
        url=access.url + request.path,
        params=(*request.params, *request.data),
        json=request.json,
        queries=request.queries,
        attempt=attempt,
    )


class _Fault(Exception):  # noqa: N818 - never leaves this module
    """Why a request has no answer. `again`: it may have one later, after so many seconds at least; `spoilt`: its parts may have."""

    def __init__(
        self, why: str, *, again: float | None = None, spoilt: bool = False, final: bool = False
    ) -> None:
        super().__init__(why)
        self.why, self.again, self.spoilt, self.final = why, again, spoilt, final


class _Asking:
    """One provider, asked one request after another: its connection, its pauses, and whether it is still asked."""

    def __init__(
        self, provider: Provider, access: Access, manners: Manners, on_request: OnRequest | None
    ) -> None:
        self.provider, self.manners = provider, manners
        self._access, self._tell = access, on_request or (lambda _: None)
        self._pause = 0.0 if is_loopback(access.url) else provider.terms.pause
        self._next = 0.0
        self._in_a_row = 0
        self._no_more = ""
        self._connection = Connection()
        if provider.terms.key == "required" and not access.key:
            self._no_more = f"{provider.title} wants a key; {provider.terms.key_from}"

    def __enter__(self) -> Self:
        import httpx

        self._exits = contextlib.ExitStack()
        self._exits.enter_context(_silent())
        self._client = self._exits.enter_context(
            httpx.Client(
                headers={
                    "User-Agent": user_agent(),
                    "Accept": "application/json, */*;q=0.5",
                    "Accept-Encoding": "gzip",
                },
                timeout=self.manners.timeout,
                follow_redirects=False,
                # what is on this machine is reached through nobody; elsewhere the user's proxies and certificates count
                trust_env=not is_loopback(self._access.url),
            )
        )
        return self

    def __exit__(self, *raised: object) -> None:
        self._exits.close()

    def send(self, request: Request) -> tuple[list[Answer], float | None]:
        """Return the answers to a request and the seconds for which they are valid. `_Fault` if there are none in the end."""
        if self._no_more:
            raise _Fault(self._no_more)
        try:
            found = self._tried(request)
        except _Fault as fault:
            self._count(fault)
            raise
        self._in_a_row = 0
        return found

    def _count(self, fault: _Fault) -> None:
        self._in_a_row += not fault.spoilt
        if fault.final:
            self._no_more = fault.why
        elif self._in_a_row >= self.manners.give_up:
            self._no_more = f"not asked: {self.provider.title} failed {self._in_a_row} times in a row, at last because: {fault.why}"

    def _tried(self, request: Request) -> tuple[list[Answer], float | None]:
        wait = self.manners.first_wait
        left = self.manners.deadline
        for attempt in range(1, self.manners.tries + 1):
            self._wait()
            begun = time.monotonic()
            try:
                return self._once(request, attempt, left)
            except _Fault as fault:
                left -= time.monotonic() - begun
                if fault.again is None or attempt == self.manners.tries:
                    raise
                if fault.again > self.manners.longest_wait:
                    why = f"{fault.why}, and wants {_time(fault.again)} of rest"
                    raise _Fault(why, final=True) from None
                # by chance, so that many who failed at once do not come again at once
                self._rest(max(fault.again, wait * random.uniform(0.5, 1.0)))  # noqa: S311 - no secret
                wait *= 2
        raise AssertionError

    def _wait(self) -> None:
        ahead = self._next - self.manners.now()
        if ahead > self.manners.longest_wait:
            raise _Fault(
                f"{self.provider.title}: the allowance is used up; there is a new one in {_time(ahead)}",
                final=True,
            )
        if ahead > 0:
            self.manners.sleep(ahead)

    def _rest(self, seconds: float) -> None:
        self._next = max(self._next, self.manners.now() + seconds)

    def _once(self, request: Request, attempt: int, left: float) -> tuple[list[Answer], float | None]:
        """Return the answers of one try, for which so many seconds are left."""
        self._tell(_sent(self.provider, self._access, request, attempt))
        try:
            status, headers, body = self._connection.within(left, lambda: self._fetched(request))
        except TimeoutError:
            seconds = f"{self.manners.deadline:g} seconds"
            why = f"{self.provider.title} gave no whole answer within {seconds}; ask it again later, or name another with --provider"
            raise _Fault(why) from None
        now = self.manners.now()
        pause = connection.pause(headers)
        self._pause = self._pause if pause is None else pause
        self._rest(max(self._pause, connection.used_up(headers, now) or 0.0))
        valid = connection.valid_for(headers, now)
        if any(status == absent and words.encode() in body for absent, words in request.absent):
            return [Answer(query=query, status="not-found") for query in request.queries], valid
        if status != 200:
            self._refused(status, headers, now)
        try:
            return list(self.provider.answers(request, body)), valid
        except ValueError as error:
            raise _Fault(f"{self.provider.title} answered with {error}", again=0.0) from None
        except (AttributeError, LookupError, TypeError):
            # a text in the place of a list, and what else no provider's file has looked for: the others go on
            raise _Fault(f"{self.provider.title} answered with JSON of another shape", again=0.0) from None

    def _refused(self, status: int, headers: Mapping[str, str], now: float) -> NoReturn:
        said = _SAID.get(status, "a fault of its own" if status >= 500 else "it refuses")
        why = f"{self.provider.title} answered with status {status}: {said}"
        if status in {401, 402, 403}:
            raise _Fault("; ".join(filter(None, (why, self.provider.terms.key_from))), final=True)
        if status in _PASSING:
            raise _Fault(why, again=connection.retry_after(headers, now) or 0.0)
        raise _Fault(why, spoilt=status in _SPOILT)

    def _fetched(self, request: Request) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body, of where the provider sends on to, as long as that is its own."""
        sent = self.provider.authorize(request, key=self._access.key, mailto=self._access.mailto)
        url = self._access.url + sent.path
        for _ in range(_MOST_REDIRECTS + 1):
            status, headers, body = self._read(sent, url)
            if status not in _REDIRECTS or sent.method != "GET":
                return status, headers, body
            onward = _onward(url, headers.get("location", ""))
            if urlsplit(onward)[:2] != urlsplit(url)[:2]:
                raise _Fault(f"{self.provider.title} sends on to another address, which is not asked")
            # it says again what was asked, if that is to be asked there
            url, sent = onward, replace(sent, params=()) if "?" in onward else sent
        raise _Fault(f"{self.provider.title} sends on and on")

    def _read(self, request: Request, url: str) -> tuple[int, Mapping[str, str], bytes]:
        import httpx

        body = bytearray()
        try:
            with self._client.stream(
                request.method,
                url,
                params=list(request.params) or None,
                json=request.json,
                data=dict(request.data) or None,
                headers=list(request.headers),
                extensions={"trace": self._connection.trace},
            ) as response:
                if response.headers.get("content-encoding", "").strip().lower() not in _PACKED:
                    raise _Fault(
                        f"{self.provider.title} sent an answer that is packed in a way that was not asked for"
                    )
                for part in response.iter_bytes():
                    body += part
                    if len(body) > self.manners.largest:
                        raise _Fault(f"the answer of {self.provider.title} is too large", spoilt=True)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return response.status_code, headers, bytes(body)
        except httpx.HTTPError as error:
            # its text and its cause are left behind: both may hold the address with a key
            raise _Fault(f"{self.provider.title} {_words(error, self.manners)}", again=0.0) from None
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise _Fault(f"the address of {self.provider.title} cannot be used") from None


def read_here(
    url: str, params: Mapping[str, str], headers: Mapping[str, str], manners: Manners | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """Return status, headers and body of what a program on this machine answers to a GET, the only method there is for it.

    `ConnectionError` says in words why there is no answer; `ValueError` for an address that is not on this machine. Nobody is asked on the way, and
    no answer sends on to another address.
    """
    import httpx

    if not is_loopback(url):
        raise ValueError(url)
    patience = manners or Manners(largest=512_000_000)
    connection = Connection()
    asked = {"User-Agent": user_agent(), "Accept-Encoding": "identity", **headers}

    def answer() -> tuple[int, Mapping[str, str], bytes]:
        body = bytearray()
        with (
            httpx.Client(timeout=patience.timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "GET",
                url,
                params=dict(params),
                headers=asked,
                extensions={"trace": connection.trace},
            ) as response,
        ):
            for part in response.iter_raw():
                body += part
                if len(body) > patience.largest:
                    raise ConnectionError("the answer is too large")
            return response.status_code, {n.lower(): v for n, v in response.headers.items()}, bytes(body)

    try:
        with _silent():
            return connection.within(patience.deadline, answer)
    except TimeoutError:
        raise ConnectionError(f"gave no whole answer within {patience.deadline:g} seconds") from None
    except httpx.HTTPError as error:
        raise ConnectionError(_words(error, patience)) from None


def _onward(url: str, location: str) -> str:
    """Return the address that an answer sends on to; `""` if that is none."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _words(error: httpx.HTTPError, manners: Manners) -> str:
    """Return what happened, in words."""
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return f"was silent for {manners.timeout:g} seconds; ask it again later"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "broke off in the middle of its answer"
    if isinstance(error, httpx.DecodingError):
        return "sent an answer that cannot be unpacked"
    if isinstance(error, httpx.ProxyError):
        return "cannot be reached through the proxy"
    said = str(error).lower()
    if "certificate" in said or "ssl" in said or "tls" in said:
        return "does not prove who it is: its certificate cannot be checked"
    if "name" in said or "address info" in said or "nodename" in said:
        return "cannot be reached: its name is not known; is there a network?"
    return "cannot be reached: there is no connection"


def _time(seconds: float) -> str:
    """Return a time in words.

    >>> _time(5 * 3600 + 60), _time(90)
    ('5 hours', '2 minutes')
    """
    return f"{seconds / 3600:.0f} hours" if seconds > 5400 else f"{seconds / 60:.0f} minutes"


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep httpx from logging addresses, which may hold a key, as long as a provider is asked."""

    def drop(_: logging.LogRecord) -> bool:
        return False

    loggers = [
        logging.getLogger(name)
        for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.proxy")
    ]
    for logger in loggers:
        logger.addFilter(drop)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(drop)
