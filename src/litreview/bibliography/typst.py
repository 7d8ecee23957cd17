"""A PDF of a Typst document, and a picture in points made of one in lines: set by a Python of its own, for the library can't be stopped from within."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path

from litreview import processes
from litreview.errors import LitreviewError, MissingExtraError
from litreview.processes import scratch_folder

_PPI = "300"
# the first argument is where the library lies: nothing of the folder one is in is looked at
_CHILD = """
import datetime, pathlib, sys
sys.path.insert(0, sys.argv[1])
import typst
sys.path.pop(0)
folder, moment = sys.argv[2], datetime.datetime.fromtimestamp(int(sys.argv[3]), datetime.UTC)
try:
    made = typst.compile(
        str(pathlib.Path(folder, "main.typ")), root=folder, timestamp=moment, format=sys.argv[4], ppi=float(sys.argv[5])
    )
except Exception as error:
    sys.exit(str(error))
pathlib.Path(folder, "made").write_bytes(made)
"""


def compile_pdf(source: str, moment: dt.datetime, seconds: float) -> bytes:
    """Return the PDF of a Typst document, dated `moment`.

    `TooLongError` if it is not set within `seconds`, `LitreviewError` if Typst refuses it, `MissingExtraError` without typst.
    """
    return _compile({"main.typ": source}, "pdf", moment, seconds)


def compile_png(picture: str, seconds: float = 60) -> bytes:
    """Return an SVG as a PNG, fine enough for print. Errors as for `compile_pdf`."""
    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image("picture.svg", width: 16cm)\n'
    moment = dt.datetime.fromtimestamp(0, dt.UTC)  # a PNG bears none
    return _compile({"main.typ": page, "picture.svg": picture}, "png", moment, seconds)


def _compile(texts: Mapping[str, str], kind: str, moment: dt.datetime, seconds: float) -> bytes:
    library = importlib.util.find_spec("typst")
    if library is None or library.origin is None:
        raise MissingExtraError("PDF", "typst")
    with scratch_folder() as folder:
        for name, text in texts.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        place = str(Path(library.origin).parent.parent)
        command = [
            sys.executable,
            "-P",
            "-c",
            _CHILD,
            place,
            folder,
            str(int(moment.timestamp())),
            kind,
            _PPI,
        ]
        try:
            done = processes.finish(command, seconds=seconds, name="typst")
        except OSError as error:
            raise LitreviewError(f"the PDF could not be set: {error}") from error
        if done.code:
            said = done.said.strip().splitlines() or [f"exit {done.code}"]
            raise LitreviewError(f"the PDF could not be set: {said[0]}")
        return Path(folder, "made").read_bytes()
