"""A server that never ends is left at the deadline, whatever it sends; one that is slow and ends before it is waited for."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import socketserver
import threading
import time
from collections.abc import Callable, Iterator

import httpx  # noqa: F401 - loaded first, so that loading it is in no measured time
import pytest

from litreview.core.errors import InputError
from litreview.providers import Access, Answer, Query, provider, transport, zotero
from litreview.providers.connection import HttpConnection
from litreview.providers.transport import RetryPolicy, query_provider, read_here

Send = Callable[[bytes], object]
DEADLINE = 0.5
PATIENT = 5.0  # seconds of silence: never what ends a request here
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
_WORK = {"DOI": "10.5555/harbor.1", "title": ["Harbor inspectors"]}
_BODY = json.dumps({"message": {"items": [_WORK], "total-results": 1}}).encode()


def drip_headers(send: Send) -> None:
    """A header of which a byte comes now and then."""
    send(_HEAD + b"X-Slow: ")
    while True:
        send(b"x")
        time.sleep(0.02)


def only_continue(send: Send) -> None:
    """`100 Continue` for ever, and no answer behind it."""
    while True:
        send(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.001)


def chunk_extensions(send: Send) -> None:
    """Chunks of one byte, each with an extension."""
    send(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        send(b"1;" + b"x" * 200 + b"\r\n \r\n")
        time.sleep(0.005)


def one_extension(send: Send) -> None:
    """One chunk whose extension has no end."""
    send(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n1;")
    while True:
        send(b"x")
        time.sleep(0.02)


def empty_blocks(send: Send) -> None:
    """Packed data that hold nothing: each block of gzip is empty."""
    send(_HEAD + b"Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n")
    block = gzip.compress(b"")[:10]
    while True:
        send(f"{len(block):x}\r\n".encode() + block + b"\r\n")
        block = b"\x00\x00\x00\xff\xff"  # a stored block of no bytes, which is not the last
        time.sleep(0.001)


def drip_body(send: Send) -> None:
    """A body of which a byte comes now and then."""
    send(_HEAD + b"Content-Length: 1000000\r\n\r\n")
    while True:
        send(b" ")
        time.sleep(0.02)


def nothing(_: Send) -> None:
    """Silence."""
    time.sleep(30 * DEADLINE)


def elsewhere(send: Send) -> None:
    """Answers that send on, each in less than the deadline."""
    time.sleep(0.7 * DEADLINE)
    send(b"HTTP/1.1 302 Found\r\nLocation: ?again\r\nContent-Length: 0\r\n\r\n")


ENDLESS = (
    drip_headers,
    only_continue,
    chunk_extensions,
    one_extension,
    empty_blocks,
    drip_body,
    nothing,
    elsewhere,
)


def slow(send: Send) -> None:
    """A whole answer in pieces, in less than the deadline."""
    send(_HEAD + f"Content-Length: {len(_BODY)}\r\n\r\n".encode())
    for start in range(0, len(_BODY), 20):
        send(_BODY[start : start + 20])
        time.sleep(0.02)


@contextlib.contextmanager
def serving(answer: Callable[[Send], None]) -> Iterator[tuple[str, list[float]]]:
    """Yield the address of a server that answers so, and when each connection ended."""
    ended: list[float] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                while b"\r\n\r\n" in self.request.recv(65536):
                    answer(self.request.sendall)
            except OSError:
                ended.append(time.monotonic())

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", ended
        finally:
            server.shutdown()
            thread.join()


def asked(url: str, deadline: float = DEADLINE, titles: int = 1) -> list[Answer]:
    policy = RetryPolicy(timeout=PATIENT, deadline=deadline, sleep=lambda _: None)
    queries = [Query(source=f"s{n}", by="title", value=f"Harbor inspectors {n}") for n in range(titles)]
    return list(
        query_provider(provider("crossref"), queries, frozenset({"ids"}), Access(url=url), policy=policy)
    )


def within(seconds: float, begun: float) -> bool:
    return time.monotonic() - begun < seconds


@pytest.mark.parametrize("answer", ENDLESS)
@pytest.mark.exhaustive(quick=2)
def test_an_answer_without_end_is_left_at_the_deadline(answer: Callable[[Send], None]) -> None:
    with serving(answer) as (url, ended):
        begun = time.monotonic()
        (found,) = asked(url)
        assert within(3 * DEADLINE, begun)
        assert (
            "Crossref gave no whole answer within 0.5 seconds; ask it again later, or name another with --provider"
            == found.why
        )
        while answer not in (nothing, elsewhere) and not ended and within(6 * DEADLINE, begun):
            time.sleep(0.01)
    # the connection is closed, not only left
    assert ended or answer in (nothing, elsewhere)


@pytest.mark.exhaustive
def test_a_registry_without_end_is_asked_three_times_and_then_no_more() -> None:
    with serving(drip_body) as (url, _):
        begun = time.monotonic()
        answers = asked(url, deadline=0.2, titles=6)
    assert within(5.0, begun)  # three times 0.2 seconds, and a busy machine; the answer itself has no end
    assert ["failed"] * 6 == [each.status for each in answers]
    assert answers[-1].why.startswith("not asked: Crossref failed 3 times in a row, at last because: ")


def test_all_tries_of_a_request_share_its_deadline() -> None:
    def silent_then_gone(send: Send) -> None:
        time.sleep(0.6 * DEADLINE)
        raise ConnectionResetError

    with serving(silent_then_gone) as (url, _):
        begun = time.monotonic()
        (found,) = asked(url)
    assert within(2 * DEADLINE, begun)
    assert "within 0.5 seconds" in found.why


def test_a_slow_answer_that_ends_before_the_deadline_is_read() -> None:
    with serving(slow) as (url, _):
        answers = asked(url, deadline=20.0, titles=3)
    assert ["found"] * 3 == [each.status for each in answers]


def test_a_handshake_without_end_is_left_at_the_deadline() -> None:
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                while True:  # a record of TLS that says how long it is, and comes byte by byte
                    self.request.sendall(b"\x16\x03\x03\x40\x00")
                    time.sleep(0.02)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        begun = time.monotonic()
        (found,) = asked(f"https://127.0.0.1:{server.server_address[1]}")
        assert within(3 * DEADLINE, begun)
        assert "failed" == found.status
        server.shutdown()


def test_a_name_that_is_never_resolved_is_left_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: over.wait(20))
    begun = time.monotonic()
    (found,) = asked("https://registry.example.org")
    over.set()
    assert within(3 * DEADLINE, begun)
    assert "within 0.5 seconds" in found.why


# its answers are not unpacked, and it sends nobody on
@pytest.mark.parametrize("answer", [each for each in ENDLESS if each not in (empty_blocks, elsewhere)])
@pytest.mark.exhaustive(quick=2)
def test_the_zotero_of_this_machine_is_left_at_the_deadline(answer: Callable[[Send], None]) -> None:
    with serving(answer) as (url, _):
        begun = time.monotonic()
        with pytest.raises(ConnectionError, match=r"gave no whole answer within 0\.5 seconds"):
            read_here(url, {}, {}, RetryPolicy(timeout=PATIENT, deadline=DEADLINE))
        assert within(3 * DEADLINE, begun)


def test_a_zotero_without_end_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "RetryPolicy", lambda **more: RetryPolicy(**{**more, "deadline": 0.2}))
    with serving(drip_headers) as (url, _):
        monkeypatch.setenv("LITREVIEW_ZOTERO_URL", url)
        with pytest.raises(InputError) as told:
            zotero.collections()
    assert "Zotero: gave no whole answer within 0.2 seconds at http://127.0.0.1:" in str(told.value)
    assert "is Zotero running on this machine?" in str(told.value)


def test_a_zotero_with_pages_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = itertools.count(2)

    def page(send: Send) -> None:
        number = next(numbers)
        body = json.dumps([{"key": f"K{number}", "data": {"name": "x"}}]).encode()
        head = f"Total-Results: {10**number}\r\nContent-Length: {len(body)}\r\n\r\n"
        send(_HEAD + head.encode() + body)

    with serving(page) as (url, _):
        monkeypatch.setenv("LITREVIEW_ZOTERO_URL", url)
        with pytest.raises(
            InputError, match="says that it has 10,000,000 items or more; does something else"
        ):
            zotero.collections()


def test_what_a_request_raises_is_raised_where_its_answer_is_waited_for() -> None:
    def request() -> int:
        raise LookupError("nothing here")

    with pytest.raises(LookupError, match="nothing here"):
        HttpConnection().within(5.0, request)
    assert 7 == HttpConnection().within(5.0, lambda: 7)
