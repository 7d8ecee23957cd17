"""Access control of the window that `litreview review` opens: requests from this machine, to this address, from its own pages, with its cookie.

Each of these checks is independent, so that a fault in one opens nothing:

- `Host` must be the address we listen at. A name that an attacker's server points at 127.0.0.1 (DNS rebinding) is refused.
- A form must come from our own pages, according to `Sec-Fetch-Site` and `Origin`, one of which must be present. Another site can't post in a
  person's name.
- Other users can read the address, and its token, in the list of processes while a browser is started with it. So on Linux, which says whose a
  connection is, the token is accepted only from this user (or root).
- Every page needs the cookie, which is set once for the token in the opened address. It is `SameSite=Strict` and `HttpOnly`, and
  bound to a path that cannot be guessed. Browsers send cookies to every port of a host, so that without the path another user's
  server on this machine could receive ours.
- A page may load only from `'self'`: no inline script, no other host, no frame. A page that a run writes has its own policy,
  which names its one script and its style by digest, and allows no more.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import re
import secrets
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Address = tuple[str, int]

COOKIE = "litreview"
LARGEST = 1024 * 1024
"""Maximum bytes of a form: an annotation of `work_page.LONGEST` characters, each encoded in up to twelve bytes."""
SECURITY = [
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    # not no-referrer: with it browsers send `Origin: null` with a form of our own
    (b"referrer-policy", b"same-origin"),
]
_OURS = frozenset({"same-origin", "none"})
_TIME_WAIT = "06"
_REFUSED = {
    400: "This request cannot be read.",
    403: "You cannot open this window here: its address can be used once, by one browser. "
    "In the terminal, stop `litreview review` with Ctrl-C and start it again.",
    405: "This window only shows pages and takes forms.",
    413: "That is too long. Nothing was saved.",
}


@dataclass(slots=True)
class Pass:
    """The secrets of one session: the path above its pages, the token that opens it once, and the cookie that replaces the token."""

    room: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    used: bool = False

    @property
    def home(self) -> str:
        """The path of the first page."""
        return f"/{self.room}/"

    @property
    def entrance(self) -> str:
        """The path that opens the window, once."""
        return f"/{self.room}/open/{self.token}"


class Guard:
    """ASGI middleware that forwards allowed requests to another application, and adds security headers to every answer."""

    def __init__(self, app: App, key: Pass) -> None:
        self.app: App = app
        self.key: Pass = key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":  # no other protocol is spoken here
            await send({"type": "websocket.close", "code": 1008})
            return
        guarded = _with_security_headers(send)
        answer: App = RedirectResponse(self.key.home, 303)
        if status := self._refusal(scope):
            answer = _refused(status)
        elif self._is_entrance(scope):
            self.key.used = True
            cookie = f"{COOKIE}={self.key.cookie}; Path={self.key.home}; HttpOnly; SameSite=Strict"
            answer = RedirectResponse(self.key.home, 303, {"set-cookie": cookie})
        elif not _is_same(_cookie(scope), self.key.cookie):
            answer = _refused(403)
        elif not scope["path"].startswith(
            f"{self.key.home}open/"
        ):  # else the browser went back to the entrance
            answer = self._forward
        await answer(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> int:
        """Return the status with which a request is refused regardless of its sender, 0 if it is not refused."""
        port, host = (scope.get("server") or ("", 0))[1], _header(scope, "host")
        if host not in {f"127.0.0.1:{port}", f"localhost:{port}"}:
            return 403
        if scope["method"] not in ("GET", "POST"):
            return 405
        site, origin = _header(scope, "sec-fetch-site"), _header(scope, "origin")
        if site and site not in _OURS:
            return 403
        # an old browser without `Sec-Fetch-Site` sends `Origin`; a form with neither is refused
        if scope["method"] == "POST" and origin != f"http://{host}" and (origin or not site):
            return 403
        length = _header(scope, "content-length")
        if length and not length.isdecimal():
            return 400
        return 413 if length and int(length) > LARGEST else 0

    def _is_entrance(self, scope: Scope) -> bool:
        """Return whether this is the first use of the token."""
        right = _is_same(scope["path"], self.key.entrance)
        return (
            right
            and scope["method"] == "GET"
            and not self.key.used
            and not of_another_user(scope.get("client"), scope.get("server"))
        )

    async def _forward(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, refuse it if it is too long, and forward the request."""
        body = b""
        more = scope["method"] == "POST"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > LARGEST:
                await _refused(413)(scope, receive, send)
                return
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def buffered_receive() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, buffered_receive, send)


def _header(scope: Scope, name: str) -> str:
    """Return the value of a header, `""` without one; one that occurs twice has a value that no check accepts."""
    values = Headers(scope=scope).getlist(name)
    return "\0" if len(values) > 1 else "".join(values)


def _cookie(scope: Scope) -> str:
    """Return the value of our cookie, the first of them, `""` without one."""
    cookies = "; ".join(Headers(scope=scope).getlist("cookie")).split(";")
    pairs = (cookie.strip().partition("=") for cookie in cookies)
    return next((value for name, _, value in pairs if name == COOKIE), "")


def of_another_user(client: Address | None, server: Address | None) -> bool:
    """Return whether a connection comes from a program of another user, except root; False if the system does not say."""
    if client is None or server is None or not sys.platform.startswith("linux"):
        return False
    tables = []
    for name in ("tcp", "tcp6"):  # an IPv6 socket can connect to an IPv4 address
        with contextlib.suppress(OSError):
            tables.append(Path(f"/proc/self/net/{name}").read_text(encoding="ascii"))
    for table in tables:
        if (owner := owner_of(table, client, server)) is not None:
            return owner not in (0, os.getuid())
    # a table that has our end and lacks theirs was read while it changed
    return any(owner_of(table, server, client) is not None for table in tables)


def owner_of(table: str, near: Address, far: Address) -> int | None:
    """Return the user id of the socket that connects an address to another in the kernel's table (proc(5), /proc/net/tcp); None without it."""
    # the kernel writes the four bytes as a number in native byte order
    ends = [
        f"{int.from_bytes(IPv4Address(address).packed, sys.byteorder):08X}:{port:04X}"
        for address, port in (near, far)
    ]
    for row in map(str.split, table.splitlines()[1:]):
        # what waits for late packets has no owner: the kernel writes 0
        if len(row) > 7 and row[1].endswith(ends[0]) and row[2].endswith(ends[1]) and row[3] != _TIME_WAIT:
            return int(row[7])
    return None


def _is_same(value: str, expected: str) -> bool:
    return hmac.compare_digest(value.encode("utf-8", "replace"), expected.encode())


def _with_security_headers(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent = message.get("headers", [])
            own = {b"content-security-policy" for name, value in sent if is_own_policy(name, value)}
            security = [one for one in SECURITY if one[0] not in own]
            ours = {name for name, _ in security}
            message = {
                **message,
                "headers": [*(one for one in sent if one[0].lower() not in ours), *security],
            }
        await send(message)

    return with_headers


def bare_page(message: str) -> str:
    """Return a page with one message and nothing of a review, not even a style."""
    words = re.sub("`([^`]*)`", r"<code>\1</code>", message)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>litreview</title></head>'
        f"<body><main><h1>litreview</h1><p>{words}</p></main></body></html>\n"
    )


_OWN_POLICY = re.compile(
    rb"default-src 'none'; style-src 'sha256-[\w+/=]+'; script-src ('none'|'sha256-[\w+/=]+'); img-src data:; base-uri 'none'; "
    rb"form-action 'none'; frame-ancestors 'none'"
)


def is_own_policy(name: bytes, value: bytes) -> bool:
    """Return whether a header is the policy of a self-contained page: its script and style by digest, and nothing else."""
    return name.lower() == b"content-security-policy" and _OWN_POLICY.fullmatch(value) is not None


def _refused(status: int) -> App:
    """Return the answer to a refused request."""
    return HTMLResponse(bare_page(_REFUSED[status]), status)
