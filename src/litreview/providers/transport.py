"""Send providers' requests over the network; no other module uses it.

A request is retried where that may help: after no connection, 408, 429, 5xx, an answer that breaks off or is no JSON. The pause doubles
each time and is never shorter than the provider demands. A final failure becomes an `Answer` with a reason, and other requests continue.
No more requests go to a provider that fails several times in a row, refuses a key or has no allowance left. The answers of one request
are cached before the next is sent, so an interrupted run repeats nothing.

This module has its own loop of retries: stamina logs the text of errors, which may hold an address with a key. It also has its own cache
(`response_cache`): hishel stores whole answers under the requested address, with the key, and the same batch never recurs.
"""

from __future__ import annotations

import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urljoin, urlsplit

from litreview.providers import connection
from litreview.providers.connection import HttpConnection, is_loopback
from litreview.providers.protocol import Access, Answer, Provider, ProviderRequest, Query, What, values_of
from litreview.providers.response_cache import CacheScope, ResponseCache

if TYPE_CHECKING:
    import httpx

_PROGRAM = "litreview-evidence"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 3
# statuses that are retried; others would give the same answer
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
# only gzip is accepted, once: doubly compressed data may grow by a factor of a million before its size is known
_PACKED = frozenset({"", "identity", "gzip"})
# statuses that one invalid identifier may cause for a whole batch
_SPOILT = frozenset({400, 413, 414, 422})
_STATUS_REASONS = {
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
    """Return the header User-Agent: this program, and its version if it is installed."""
    from importlib.metadata import PackageNotFoundError, version

    with contextlib.suppress(PackageNotFoundError):
        return f"{_PROGRAM}/{version(_PROGRAM)}"
    return _PROGRAM


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Limits of requests and retries; times are in seconds.

    - `tries`: attempts per request. `first_wait`: pause before the second. `longest_wait`: longest pause that a provider may demand.
    - `timeout`: how long a provider may be silent. `deadline`: time of a request with all its attempts, without pauses.
    - `largest`: bytes of the largest answer. `give_up`: failures in a row after which no more requests are sent.
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
class SentRequest:
    """A request that is sent, or would be, without key and e-mail address, which are added last. `attempt` counts from 1."""

    provider: str
    method: str
    url: str
    params: tuple[tuple[str, str], ...]
    json: Any = None
    queries: tuple[Query, ...] = ()
    attempt: int = 1


OnRequest = Callable[[SentRequest], object]


def query_provider(
    provider: Provider,
    queries: Sequence[Query],
    what: frozenset[What],
    access: Access,
    *,
    cache: ResponseCache | None = None,
    refresh: bool = False,
    policy: RetryPolicy | None = None,
    on_request: OnRequest | None = None,
) -> Iterator[Answer]:
    """Yield one answer to each query: first those in the cache (none with `refresh`), then those from the network.

    `on_request` is called before each request. A failed `Answer` has a message in `why`.
    """
    policy = policy or RetryPolicy()
    scope = CacheScope(provider=provider.name, url=access.url, what=what)
    pending, known = _split_cached(queries, scope, None if refresh else cache, policy.now())
    yield from known
    askable = [query for query in pending if query.by in provider.asks]
    for query in pending:
        if query.by not in provider.asks:
            yield _failed(query, f"{provider.title} cannot be asked by {query.by}")
    if not askable:
        return
    with _ProviderSession(provider, access, policy, on_request) as session:
        for request in provider.requests(askable, what):
            yield from _request_answers(session, request, scope, cache)


def _split_cached(
    queries: Sequence[Query], scope: CacheScope, cache: ResponseCache | None, now: float
) -> tuple[list[Query], list[Answer]]:
    """Return the queries without a cached answer, and the cached answers to the others."""
    found = [(query, cache.get(scope, query, now) if cache else None) for query in queries]
    return [query for query, known in found if not known], [known for _, known in found if known]


def _request_answers(
    session: _ProviderSession, request: ProviderRequest, scope: CacheScope, cache: ResponseCache | None
) -> Iterator[Answer]:
    """Yield the answers to a request; if one of its queries may spoil it, send it again in halves."""
    try:
        answers, valid = session.send(request)
    except _Fault as fault:
        values = values_of(request.queries)
        if fault.spoilt and len(values) > 1:
            halves = (values[: len(values) // 2], values[len(values) // 2 :])
            for half in halves:
                part = [query for query in request.queries if query.value in half]
                for smaller in session.provider.requests(part, request.what):
                    yield from _request_answers(session, smaller, scope, cache)
            return
        yield from (_failed(query, fault.why) for query in request.queries)
        return
    if cache:
        cache.store(scope, answers, session.policy.now(), valid)
    yield from answers


def _failed(query: Query, why: str) -> Answer:
    return Answer(query=query, status="failed", why=why)


class _Fault(Exception):  # noqa: N818 - never leaves this module
    """Why a request has no answer.

    `again`: seconds after which a retry may succeed. `spoilt`: parts of the request may succeed. `final`: send no more requests.
    """

    def __init__(
        self, why: str, *, again: float | None = None, spoilt: bool = False, final: bool = False
    ) -> None:
        super().__init__(why)
        self.why, self.again, self.spoilt, self.final = why, again, spoilt, final


class _ProviderSession:
    """A session of requests to one provider: its connection, its pauses, and whether it still gets requests."""

    def __init__(
        self, provider: Provider, access: Access, policy: RetryPolicy, on_request: OnRequest | None
    ) -> None:
        self.provider, self.policy = provider, policy
        self._access, self._tell = access, on_request or (lambda _: None)
        self._pause = 0.0 if is_loopback(access.url) else provider.terms.pause
        self._next = 0.0
        self._in_a_row = 0
        self._no_more = ""
        self._connection = HttpConnection()
        if provider.terms.key == "required" and not access.key:
            self._no_more = f"{provider.title} wants a key; {provider.terms.key_from}"

    def __enter__(self) -> Self:
        import httpx

        self._exits = contextlib.ExitStack()
        self._exits.enter_context(_without_logging())
        self._client = self._exits.enter_context(
            httpx.Client(
                headers={
                    "User-Agent": user_agent(),
                    "Accept": "application/json, */*;q=0.5",
                    "Accept-Encoding": "gzip",
                },
                timeout=self.policy.timeout,
                follow_redirects=False,
                # no proxy for this machine; elsewhere the user's proxies and certificates apply
                trust_env=not is_loopback(self._access.url),
            )
        )
        return self

    def __exit__(self, *raised: object) -> None:
        self._exits.close()

    def send(self, request: ProviderRequest) -> tuple[list[Answer], float | None]:
        """Return the answers to a request and the seconds for which they are valid. `_Fault` if all attempts fail."""
        if self._no_more:
            raise _Fault(self._no_more)
        try:
            found = self._send_with_retries(request)
        except _Fault as fault:
            self._count(fault)
            raise
        self._in_a_row = 0
        return found

    def _count(self, fault: _Fault) -> None:
        self._in_a_row += not fault.spoilt
        if fault.final:
            self._no_more = fault.why
        elif self._in_a_row >= self.policy.give_up:
            self._no_more = f"not asked: {self.provider.title} failed {self._in_a_row} times in a row, at last because: {fault.why}"

    def _send_with_retries(self, request: ProviderRequest) -> tuple[list[Answer], float | None]:
        wait = self.policy.first_wait
        left = self.policy.deadline
        for attempt in range(1, self.policy.tries + 1):
            self._wait()
            begun = time.monotonic()
            try:
                return self._try_once(request, attempt, left)
            except _Fault as fault:
                left -= time.monotonic() - begun
                if fault.again is None or attempt == self.policy.tries:
                    raise
                if fault.again > self.policy.longest_wait:
                    why = f"{fault.why}, and wants {_duration(fault.again)} of rest"
                    raise _Fault(why, final=True) from None
                # random, so that many clients that failed at once do not retry at once
                self._postpone(max(fault.again, wait * random.uniform(0.5, 1.0)))  # noqa: S311 - no secret
                wait *= 2
        raise AssertionError

    def _wait(self) -> None:
        ahead = self._next - self.policy.now()
        if ahead > self.policy.longest_wait:
            raise _Fault(
                f"{self.provider.title}: the allowance is used up; there is a new one in {_duration(ahead)}",
                final=True,
            )
        if ahead > 0:
            self.policy.sleep(ahead)

    def _postpone(self, seconds: float) -> None:
        self._next = max(self._next, self.policy.now() + seconds)

    def _try_once(
        self, request: ProviderRequest, attempt: int, left: float
    ) -> tuple[list[Answer], float | None]:
        """Return the answers of one attempt, with `left` seconds until the deadline."""
        self._tell(
            SentRequest(
                provider=self.provider.name,
                method=request.method,
                url=self._access.url + request.path,
                params=(*request.params, *request.data),
                json=request.json,
                queries=request.queries,
                attempt=attempt,
            )
        )
        try:
            status, headers, body = self._connection.within(left, lambda: self._fetch(request))
        except TimeoutError:
            seconds = f"{self.policy.deadline:g} seconds"
            why = f"{self.provider.title} gave no whole answer within {seconds}; ask it again later, or name another with --provider"
            raise _Fault(why) from None
        now = self.policy.now()
        pause = connection.pause(headers)
        self._pause = self._pause if pause is None else pause
        self._postpone(max(self._pause, connection.allowance_wait(headers, now) or 0.0))
        valid = connection.valid_for(headers, now)
        if any(status == absent and words.encode() in body for absent, words in request.absent):
            return [Answer(query=query, status="not-found") for query in request.queries], valid
        if status != 200:
            self._raise_refusal(status, headers, now)
        try:
            return list(self.provider.answers(request, body)), valid
        except ValueError as error:
            raise _Fault(f"{self.provider.title} answered with {error}", again=0.0) from None
        except (AttributeError, LookupError, TypeError):
            # content that the provider's module does not expect, such as a text in the place of a list: other requests continue
            raise _Fault(f"{self.provider.title} answered with JSON of another shape", again=0.0) from None

    def _raise_refusal(self, status: int, headers: Mapping[str, str], now: float) -> NoReturn:
        reason = _STATUS_REASONS.get(status, "a fault of its own" if status >= 500 else "it refuses")
        why = f"{self.provider.title} answered with status {status}: {reason}"
        if status in {401, 402, 403}:
            raise _Fault("; ".join(filter(None, (why, self.provider.terms.key_from))), final=True)
        if status in _PASSING:
            raise _Fault(why, again=connection.retry_after(headers, now) or 0.0)
        raise _Fault(why, spoilt=status in _SPOILT)

    def _fetch(self, request: ProviderRequest) -> tuple[int, Mapping[str, str], bytes]:
        """Return status, headers and body, following redirects to the provider's own addresses."""
        sent = self.provider.authorize(request, key=self._access.key, mailto=self._access.mailto)
        url = self._access.url + sent.path
        for _ in range(_MOST_REDIRECTS + 1):
            status, headers, body = self._read(sent, url)
            if status not in _REDIRECTS or sent.method != "GET":
                return status, headers, body
            onward = _redirect_target(url, headers.get("location", ""))
            if urlsplit(onward)[:2] != urlsplit(url)[:2]:
                raise _Fault(f"{self.provider.title} sends on to another address, which is not asked")
            # a redirect with a query replaces the parameters
            url, sent = onward, replace(sent, params=()) if "?" in onward else sent
        raise _Fault(f"{self.provider.title} sends on and on")

    def _read(self, request: ProviderRequest, url: str) -> tuple[int, Mapping[str, str], bytes]:
        import httpx

        try:
            with self._client.stream(
                request.method,
                url,
                params=list(request.params) or None,
                json=request.json,
                data=dict(request.data),
                headers=list(request.headers),
                extensions={"trace": self._connection.trace},
            ) as response:
                if response.headers.get("content-encoding", "").strip().lower() not in _PACKED:
                    raise _Fault(
                        f"{self.provider.title} sent an answer that is packed in a way that was not asked for"
                    )
                too_large = _Fault(f"the answer of {self.provider.title} is too large", spoilt=True)
                body = _joined(response.iter_bytes(), self.policy.largest, too_large)
                headers = {name.lower(): value for name, value in response.headers.items()}
                return response.status_code, headers, body
        except httpx.HTTPError as error:
            # the error's text and cause are dropped: both may hold the address with a key
            raise _Fault(f"{self.provider.title} {_error_text(error, self.policy)}", again=0.0) from None
        except (httpx.InvalidURL, UnicodeError, ValueError):
            raise _Fault(f"the address of {self.provider.title} cannot be used") from None


def read_here(
    url: str, params: Mapping[str, str], headers: Mapping[str, str], policy: RetryPolicy | None = None
) -> tuple[int, Mapping[str, str], bytes]:
    """Return status, headers and body of a GET to a program on this machine; other methods are not supported.

    `ConnectionError` with a description if there is no answer; `ValueError` for an address on another machine. Uses no proxy, and
    follows no redirects.
    """
    import httpx

    if not is_loopback(url):
        raise ValueError(url)
    limits = policy or RetryPolicy(largest=512_000_000)
    connection = HttpConnection()
    all_headers = {"User-Agent": user_agent(), "Accept-Encoding": "identity", **headers}

    def answer() -> tuple[int, Mapping[str, str], bytes]:
        with (
            httpx.Client(timeout=limits.timeout, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "GET", url, params=dict(params), headers=all_headers, extensions={"trace": connection.trace}
            ) as response,
        ):
            body = _joined(response.iter_raw(), limits.largest, ConnectionError("the answer is too large"))
            return response.status_code, {n.lower(): v for n, v in response.headers.items()}, body

    try:
        with _without_logging():
            return connection.within(limits.deadline, answer)
    except TimeoutError:
        raise ConnectionError(f"gave no whole answer within {limits.deadline:g} seconds") from None
    except httpx.HTTPError as error:
        raise ConnectionError(_error_text(error, limits)) from None


def _joined(parts: Iterable[bytes], largest: int, too_large: Exception) -> bytes:
    """Return the parts of a body as one; raises `too_large` as soon as they are longer than `largest`."""
    body = bytearray()
    for part in parts:
        body += part
        if len(body) > largest:
            raise too_large
    return bytes(body)


def _redirect_target(url: str, location: str) -> str:
    """Return the address of a redirect, `""` for an invalid one."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


_BY_KIND = (
    (("TimeoutException",), "was silent for {seconds:g} seconds; ask it again later"),
    (("RemoteProtocolError", "ReadError"), "broke off in the middle of its answer"),
    (("DecodingError",), "sent an answer that cannot be unpacked"),
    (("ProxyError",), "cannot be reached through the proxy"),
)
"""What an error of httpx is called in a message, by the name of its class."""
_BY_TEXT = (
    (("certificate", "ssl", "tls"), "does not prove who it is: its certificate cannot be checked"),
    (("name", "address info"), "cannot be reached: its name is not known; is there a network?"),
    (("",), "cannot be reached: there is no connection"),
)
"""What any other error is called, by what its text has; the last fits all."""


def _error_text(error: httpx.HTTPError, policy: RetryPolicy) -> str:
    """Describe an error without its text, which may hold an address with a key."""
    kinds = {one.__name__ for one in type(error).__mro__}
    error_text = str(error).lower()
    by_kind = [words for names, words in _BY_KIND if not kinds.isdisjoint(names)]
    by_text = [words for signs, words in _BY_TEXT if any(sign in error_text for sign in signs)]
    return (by_kind or by_text)[0].format(seconds=policy.timeout)


def _duration(seconds: float) -> str:
    """Format a duration in hours or minutes.

    >>> _duration(5 * 3600 + 60), _duration(90)
    ('5 hours', '2 minutes')
    """
    return f"{seconds / 3600:.0f} hours" if seconds > 5400 else f"{seconds / 60:.0f} minutes"


@contextlib.contextmanager
def _without_logging() -> Iterator[None]:
    """Suppress httpx's log messages in this block: they contain addresses, which may hold a key."""

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
