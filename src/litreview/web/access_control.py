"""Who may speak with the window: requests from this machine, to this address, from its own pages, with the key of this session.

Each of these holds alone, so that a fault in one opens nothing:

- `Host` must be the address we listen at: a name that an attacker's server lets point at 127.0.0.1 (DNS rebinding) is refused;
- a form must come from our own pages, by `Sec-Fetch-Site` or else by `Origin`: another site can't post in a person's name;
- the token is taken from a program of this user alone, where the system says whose a connection is (Linux): other users can read the
  address in the list of processes while a browser is started with it;
- everything needs the cookie, which is given once for the token in the address that is opened. It is `SameSite=Strict` and `HttpOnly`, and
  bound to a path that cannot be guessed: browsers send cookies to every port of a host, so that without it a server of another user of
  this machine could be shown ours;
- what a page may load is `'self'` alone: no inline script, no other host, no frame. A page that a run writes, too, has a policy of its own,
  which names its one script and its style by digest, and is no wider.
"""

from __future__ import annotations

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

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

COOKIE = "litreview"
LARGEST = 1024 * 1024
"""Bytes of a form: what an annotation of `works.LONGEST` characters may come to, each of them as up to twelve."""
SECURITY: Headers = [
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
_REFUSED = {
    400: "This request can't be read.",
    403: "This window is not open to you: its address can be used once, by the browser that it was opened in. "
    "In the terminal, end `litreview review` with Ctrl-C and start it again.",
    405: "Pages are read and forms are sent here, and nothing else.",
    413: "That is too long: nothing was kept.",
}


@dataclass(slots=True)
class Pass:
    """The secrets of one session: the path that its pages are below, the token that opens it once, the cookie that is given for it."""

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
    """An ASGI application that lets to another what may pass, and adds to every answer what a browser must keep to."""

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
        guarded = _guarded(send)
        headers = _Headers(scope)
        if status := self._refusal(scope, headers):
            await _say(guarded, status)
        elif self._enters(scope):
            self.key.used = True
            cookie = f"{COOKIE}={self.key.cookie}; Path={self.key.home}; HttpOnly; SameSite=Strict"
            await _redirect(guarded, self.key.home, [(b"set-cookie", cookie.encode())])
        elif not _same(headers.cookie(), self.key.cookie):
            await _say(guarded, 403)
        elif scope["path"].startswith(f"{self.key.home}open/"):  # gone back to, by whom it was opened for
            await _redirect(guarded, self.key.home, [])
        else:
            await self._pass(scope, receive, guarded)

    def _refusal(self, scope: Scope, headers: _Headers) -> int:
        """Return with which status a request is refused whoever sent it, 0 if it is not."""
        port = (scope.get("server") or ("", 0))[1]
        if headers["host"] not in {f"127.0.0.1:{port}", f"localhost:{port}"}:
            return 403
        if scope["method"] not in ("GET", "POST"):
            return 405
        site, origin = headers["sec-fetch-site"], headers["origin"]
        if site and site not in _OURS:
            return 403
        if scope["method"] == "POST":
            # an old browser that says nothing of the site says the origin; one that says neither is no browser of ours
            if not site and not origin:
                return 403
            if origin and origin != f"http://{headers['host']}":
                return 403
        length = headers["content-length"]
        if length and not length.isdecimal():
            return 400
        return 413 if length and int(length) > LARGEST else 0

    def _enters(self, scope: Scope) -> bool:
        """Return whether this is the first use of the token."""
        right = _same(scope["path"], self.key.entrance)
        return (
            right
            and scope["method"] == "GET"
            and not self.key.used
            and not of_another_user(scope.get("client"))
        )

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the whole body, unless it is too long, and hand it on."""
        body = b""
        more = scope["method"] == "POST"
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > LARGEST:
                await _say(send, 413)
                return
        waiting = [{"type": "http.request", "body": body, "more_body": False}]

        async def handed_on() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, handed_on, send)


class _Headers:
    """The headers of a request by name; one that is given twice is none of ours, and counts as empty."""

    def __init__(self, scope: Scope) -> None:
        self._all: dict[str, list[str]] = {}
        for name, value in scope["headers"]:
            self._all.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1"))

    def __getitem__(self, name: str) -> str:
        values = self._all.get(name, [])
        if len(values) > 1:
            return "\0"  # like nothing that is allowed
        return values[0] if values else ""

    def cookie(self) -> str:
        """Return our cookie, `""` if there is none."""
        for part in "; ".join(self._all.get("cookie", [])).split(";"):
            name, _, value = part.strip().partition("=")
            if name == COOKIE:
                return value
        return ""


def of_another_user(client: tuple[str, int] | None) -> bool:
    """Return whether a connection comes from a program of another user, who is not root; False where the system does not say."""
    if client is None or not sys.platform.startswith("linux"):
        return False
    for table in ("tcp", "tcp6"):  # a socket of the sixth version can speak to an address of the fourth
        try:
            text = Path(f"/proc/self/net/{table}").read_text(encoding="ascii")
        except OSError:
            continue
        if (owner := owner_of(text, *client)) is not None:
            return owner not in (0, os.getuid())
    return False


def owner_of(table: str, address: str, port: int) -> int | None:
    """Return the user whose socket has an address and a port, by the kernel's table of sockets (proc(5), /proc/net/tcp); None: not in it."""
    # the kernel writes the four bytes as a number of this machine
    number = int.from_bytes(IPv4Address(address).packed, sys.byteorder)
    wanted = f"{number:08X}:{port:04X}"
    rows = (line.split() for line in table.splitlines()[1:])
    return next((int(row[7]) for row in rows if len(row) > 7 and row[1].endswith(wanted)), None)


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def _guarded(send: Send) -> Send:
    async def with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            said = message.get("headers", [])
            own = {b"content-security-policy" for name, value in said if is_own_policy(name, value)}
            security = [one for one in SECURITY if one[0] not in own]
            ours = {name for name, _ in security}
            message = {
                **message,
                "headers": [*(one for one in said if one[0].lower() not in ours), *security],
            }
        await send(message)

    return with_headers


def bare_page(told: str) -> str:
    """Return a page that says one thing in our words and holds nothing of a review: not even a style is loaded."""
    words = re.sub("`([^`]*)`", r"<code>\1</code>", told)
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
    """Return whether a header is the policy of a page whose script and style are within it: these two by digest, and nothing else."""
    return name.lower() == b"content-security-policy" and _OWN_POLICY.fullmatch(value) is not None


async def _say(send: Send, status: int) -> None:
    body = bare_page(_REFUSED[status]).encode()
    headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _redirect(send: Send, place: str, more: Headers) -> None:
    headers = [(b"location", place.encode()), (b"content-length", b"0"), *more]
    await send({"type": "http.response.start", "status": 303, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
