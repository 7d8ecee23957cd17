"""Browser window on a review: the questions of the terminal, each answered by a key or a click.

Nothing leaves the machine. The server listens on the loopback address only, and needs the one-time address that is printed;
every answer is a line in `decisions/NAME.tsv` before the next page is shown. The extra `web` (starlette, uvicorn) is
imported only when a window is opened.
"""

from litreview.web.server import serve

__all__ = ["serve"]
