"""A review in a window of the browser: the questions of the terminal, each answered by a key or a click.

Nothing leaves the machine. The pages are made here, on the loopback address alone, for whoever has the one-time address that is printed;
every answer is a line in `decisions/NAME.tsv` before the next page is shown. It needs the extra `web` (starlette, uvicorn), which is
imported only when a window is opened.
"""

from litreview.web.server import serve

__all__ = ["serve"]
