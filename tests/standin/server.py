"""The stand-in as a server on loopback: in a thread of the test (`Standin`), or as a process of its own (`process`).

Each registry has the first part of the path as its name: `http://127.0.0.1:PORT/crossref/works?…`. Each request is written down as one
line of JSON. No real registry is ever asked.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import lzma
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from standin import made_up
from standin.faults import Faults
from standin.registries import REGISTRIES, Refusal, Registry
from standin.zotero import Zotero

MADE_UP = {
    "crossref": made_up.crossref,
    "openalex": made_up.openalex,
    "semanticscholar": made_up.semanticscholar,
    "pubmed": made_up.pubmed,
    "datacite": made_up.datacite,
    "courtlistener": made_up.courtlistener,
}
_HERE = Path(__file__).parent


def load(path: Path | str) -> list[dict[str, Any]]:
    """Return the objects of a file: a list, one object, or one a line; packed by xz or not."""
    data = Path(path).read_bytes()
    text = (lzma.decompress(data) if str(path).endswith(".xz") else data).decode()
    try:
        value = json.loads(text)
    except ValueError:
        value = [json.loads(line) for line in text.split("\n") if line.strip()]
    return value if isinstance(value, list) else [value]


@dataclass(kw_only=True)
class Standin:
    """The server; a context. `requests` are those met, `works` the objects of each registry: made-up ones, unless others are given.

    `keys`: registries that want a key, and it. `allowance`: how many requests OpenAlex answers before it says that nothing is left.
    """

    works: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    record: Path | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    allowance: int = 100_000
    reset: str = "3600"
    packed: bool = True
    headers: Mapping[str, str] = field(default_factory=dict)
    requests: list[dict[str, Any]] = field(default_factory=list)
    zotero: Zotero = field(default_factory=Zotero)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self.registries: dict[str, Registry] = {
            name: make(self.works[name] if name in self.works else MADE_UP[name]())
            for name, (make, _) in REGISTRIES.items()
        }
        standin = self

        class Handler(_Handler):
            at = standin

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    def __enter__(self) -> Self:
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def url(self, name: str) -> str:
        """Return the base address of a registry."""
        return f"http://127.0.0.1:{self.port}/{name}"

    def environ(self) -> dict[str, str]:
        """Return the variables by which litreview asks here."""
        return environ(self.port)

    def met(self, request: dict[str, Any]) -> int:
        """Write a request down, and return its number."""
        with self._lock:
            self.requests.append(request)
            if self.record:
                with self.record.open("a", encoding="utf-8") as lines:
                    lines.write(json.dumps(request) + "\n")
            return len(self.requests)


def environ(port: int) -> dict[str, str]:
    """Return the variables by which litreview asks a stand-in on this port."""
    names = (*REGISTRIES, "zotero")
    return {f"LITREVIEW_{name.upper()}_URL": f"http://127.0.0.1:{port}/{name}" for name in names}


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        # a program that asks may be killed in a test, which is no fault of this one
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    at: Standin

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 - as http.server calls them

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _answer(self, body: bytes) -> None:
        parts = urlsplit(self.path)
        name, _, rest = parts.path.lstrip("/").partition("/")
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        if "form-urlencoded" in self.headers.get("Content-Type", ""):
            params |= dict(parse_qsl(body.decode(), keep_blank_values=True))
            body = b""
        request = {
            "provider": name, "method": self.command, "path": f"/{rest}", "params": params, "body": body.decode(errors="replace"),
            "headers": {key.lower(): value for key, value in self.headers.items()},
        }  # fmt: skip
        number = self.at.met(request)
        kind = self.at.faults.of(number)
        if kind == "slow":
            time.sleep(self.at.faults.slow)
        with contextlib.suppress(ConnectionError):
            if kind and kind != "slow":
                self._fault(kind, name)
            else:
                self._sound(name, f"/{rest}", params, body)

    def _sound(self, name: str, path: str, params: Mapping[str, str], body: bytes) -> None:
        if name == "zotero":
            status, value, extra = (
                self.at.zotero.answer(path, params) if self.command == "GET" else (400, "read only", {})
            )
            self._send(status, value, name, extra)
            return
        if name not in REGISTRIES:
            self._send(404, "no such registry")
            return
        key = self.at.keys.get(name, "")
        token = self.headers.get("Authorization", "").removeprefix("Token ")
        if key and key not in {params.get("api_key", ""), self.headers.get("x-api-key", ""), token}:
            self._send(401, {"error": "Invalid or missing API key"}, name)
            return
        try:
            value = REGISTRIES[name][1](
                self.at.registries[name], path, params, json.loads(body) if body else None
            )
        except Refusal as refusal:
            self._send(refusal.status, refusal.body, name)
            return
        self._send(200, value, name)

    def _send(
        self, status: int, value: object, name: str = "", extra: Mapping[str, str] | None = None
    ) -> None:
        kind = "text/plain" if isinstance(value, str) else "application/json"
        data = (value if isinstance(value, str) else json.dumps(value)).encode()
        if isinstance(value, str) and value.startswith("<"):
            kind = "text/xml" if value.startswith("<?xml") else "text/html"
        self.send_response(status)
        if self.at.packed and "gzip" in self.headers.get("Accept-Encoding", ""):
            data = gzip.compress(data, 1)
            self.send_header("Content-Encoding", "gzip")
        if self.close_connection:
            # or whoever asks next would ask on a connection that is about to be closed
            self.send_header("Connection", "close")
        for each, said in {**self._limits(name), **self.at.headers, **(extra or {})}.items():
            self.send_header(each, said)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _limits(self, name: str) -> dict[str, str]:
        if name == "crossref":
            return {"x-rate-limit-limit": "5000", "x-rate-limit-interval": "1s", "x-api-pool": "public"}
        if name == "openalex":
            left = max(0, self.at.allowance - sum(each["provider"] == name for each in self.at.requests))
            return {
                "x-ratelimit-limit": str(self.at.allowance),
                "x-ratelimit-remaining": str(left),
                "x-ratelimit-reset": self.at.reset,
            }
        return {}

    def _fault(self, kind: str, name: str) -> None:
        self.close_connection = True
        if kind == "429":
            self._send(
                429, {"message": "Too Many Requests"}, name, {"Retry-After": self.at.faults.retry_after}
            )
        elif kind.isdigit():
            self._send(int(kind), {"error": "an error"}, name)
        elif kind == "html":
            self._send(200, "<!doctype html><html><title>Please wait</title></html>", name)
        elif kind == "empty":
            self._send(200, "", name)
        elif kind == "elsewhere":
            self._send(302, "", name, {"Location": "http://registry.invalid/works"})
        elif kind == "loop":
            self._send(302, "", name, {"Location": self.path})
        elif kind == "cut":
            self._unsound(b'{"status": "ok", "message": {"items": [{"DOI": "10.5555/cu', announced=9_999)
        elif kind == "large":
            self._unsound(b"[" + b" " * 3_000_000, announced=3_000_001)

    def _unsound(self, data: bytes, announced: int) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(announced))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)


@contextlib.contextmanager
def process(folder: Path, *words: str) -> Iterator[tuple[dict[str, str], Path]]:
    """Run `python -m standin` with these words, and yield the variables for litreview and the file of the requests met."""
    port_file, record = folder / "standin.port", folder / "standin.jsonl"
    port_file.unlink(missing_ok=True)
    path = os.pathsep.join([str(_HERE.parent), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    command = [
        sys.executable,
        "-m",
        "standin",
        "--port-file",
        str(port_file),
        "--record",
        str(record),
        *words,
    ]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}) as running:
        try:
            until = time.monotonic() + 60
            while not port_file.exists():
                if running.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the stand-in did not start")
                time.sleep(0.02)
            yield environ(int(port_file.read_text())), record
        finally:
            running.terminate()
