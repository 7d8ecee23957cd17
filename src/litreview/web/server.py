"""Server of the window: on 127.0.0.1 only, at a free port, until Ctrl-C or the window's button."""

from __future__ import annotations

import contextlib
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from litreview.core.errors import MissingExtraError

HOST = "127.0.0.1"
_MAX_CONNECTIONS = 64
"""Maximum number of connections; a browser opens six. A newer one replaces an idle one; if all are busy, further requests get status 503."""

_GC_THRESHOLD = 1000
"""Collections of the younger generations before a full garbage collection."""
_SWITCH_INTERVAL = 0.0005
"""Seconds that one thread may run while another waits; Python's default is ten times that."""


def serve(folder: Path | str, by: str, on_ready: Callable[[str], None], *, sample: int = 0) -> None:
    """Serve the window of one person on a review until it is closed. `on_ready` is called with its address, which opens it once.
    With a `sample`, the desk of screening asks that many works drawn at random.

    `UsageError` if the folder is no review or `by` is no name; `MissingExtraError` without the extra `web`.
    """
    try:
        import uvicorn
        from uvicorn.protocols.http.h11_impl import H11Protocol
    except ImportError as error:
        raise MissingExtraError("the window", "starlette uvicorn") from error
    from litreview.review.questions import find_topic
    from litreview.web.access_control import Pass
    from litreview.web.app import make_app
    from litreview.web.pages import templates
    from litreview.web.session import WindowSession

    session = WindowSession(folder, by)
    if sample:
        find_topic("screening").turn(session, {"sample": str(sample)})
    templates()
    # these objects stay until the window is closed: a full garbage collection finds little, while a page waits
    gc.collect()
    gc.set_threshold(*gc.get_threshold()[:2], _GC_THRESHOLD)
    # a page waits for the background threads several times: at each file that it checks
    sys.setswitchinterval(_SWITCH_INTERVAL)
    key = Pass()

    class LimitedConnection(H11Protocol):
        """A connection that is closed while idle if others wait: many hanging connections block nobody."""

        def connection_made(self, transport: Any) -> None:
            if len(self.connections) >= _MAX_CONNECTIONS:
                self.give_way(self.connections)
            self.opened = time.monotonic()
            super().connection_made(transport)

        @staticmethod
        def give_way(connections: Any) -> None:
            """Close the connection that has been waiting for a request the longest."""
            idle = [one for one in connections if one.cycle is None or one.cycle.response_complete]
            if idle:
                longest = min(idle, key=lambda one: one.opened)
                connections.discard(longest)
                longest.transport.abort()

    class Server(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            if self.started:
                port = self.servers[0].sockets[0].getsockname()[1]
                on_ready(f"http://{HOST}:{port}{key.entrance}")

    def end() -> None:
        server.should_exit = True

    server = Server(
        uvicorn.Config(
            make_app(session, key, end),
            host=HOST,
            port=0,
            http=LimitedConnection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            access_log=False,
            log_level="error",
            server_header=False,
            date_header=False,
            proxy_headers=False,  # no header may set the client or the host
            limit_concurrency=_MAX_CONNECTIONS + 1,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=3,
        )
    )
    # uvicorn shuts down at Ctrl-C, and then raises it again
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
