"""Serving the window: on 127.0.0.1 alone, at a free port, until Ctrl-C or the window's button."""

from __future__ import annotations

import contextlib
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from litreview.core.errors import MissingExtraError
from litreview.web.access_control import Pass

HOST = "127.0.0.1"
_AT_ONCE = 64
"""Connections at a time; a browser opens six. One that sends nothing gives way to a newer one; if all are at work, what comes beyond is told to come again."""

_SELDOM = 1000
"""How often what is new is looked through for cycles before all is."""
_TURN = 0.0005
"""Seconds for which one thread may go on while another waits; Python's own is ten times that."""


def serve(folder: Path | str, by: str, told: Callable[[str], None], *, sample: int = 0) -> None:
    """Serve the window of one person on a review until it is ended. `told` is given its address, which opens it once.
    With a `sample` the desk of screening asks so many works drawn at random.

    `UsageError` if the folder is no review or `by` is no name; `MissingExtraError` where the extra `web` is not installed.
    """
    try:
        import uvicorn
        from uvicorn.protocols.http.h11_impl import H11Protocol
    except ImportError as error:
        raise MissingExtraError("the window", "'litreview-evidence[web]'") from error
    from litreview.review.questions import find_topic
    from litreview.web.app import make_app
    from litreview.web.pages import templates
    from litreview.web.session import WindowSession

    session = WindowSession(folder, by)
    if sample:
        find_topic("screening").turn(session, {"sample": str(sample)})
    templates()
    # what is here stays until the window is closed: little use to look through all of it for cycles, while a page waits
    gc.collect()
    gc.set_threshold(*gc.get_threshold()[:2], _SELDOM)
    # a page waits for its turn beside what is made meanwhile, several times: each file that it looks at
    sys.setswitchinterval(_TURN)
    key = Pass()

    class Connection(H11Protocol):
        """A connection that gives way while it asks nothing: who opens many and lets them hang keeps nobody out."""

        def connection_made(self, transport: Any) -> None:
            if len(self.connections) >= _AT_ONCE:
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
                told(f"http://{HOST}:{port}{key.entrance}")

    def end() -> None:
        server.should_exit = True

    server = Server(
        uvicorn.Config(
            make_app(session, key, end),
            host=HOST,
            port=0,
            http=Connection,
            ws="none",
            loop="asyncio",
            lifespan="off",
            access_log=False,
            log_level="error",
            server_header=False,
            date_header=False,
            proxy_headers=False,  # no header says who asks, or for what host
            limit_concurrency=_AT_ONCE + 1,
            timeout_keep_alive=30,
            timeout_graceful_shutdown=3,
        )
    )
    # uvicorn ends what it does at Ctrl-C, and then lets it through
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
