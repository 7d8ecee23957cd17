"""Cache of what pandoc and Typst answer in one run of the tests: equal calls start one process, in whichever worker comes first."""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from litreview.core import pandoc, processes
from litreview.stages.bibliography import rendering

IGNORED = frozenset({"folder", "limit", "name", "patience", "seconds", "stop"})
"""Arguments that change no answer: where files lie, how long pandoc may take."""
FUNCTIONS = {
    pandoc: ("_cite_in", "_read_notes", "read_document", "convert_page", "write"),
    rendering: ("compile_pngs",),
}


def install(folder: Path) -> None:
    """Wrap the functions that call pandoc or Typst, so that equal calls are answered from `folder`."""
    folder.mkdir(exist_ok=True)
    originals = (processes.finish, processes.started, pandoc._run, pandoc._program)

    def untouched() -> bool:
        """Return whether no test has replaced the process itself."""
        return originals == (processes.finish, processes.started, pandoc._run, pandoc._program)

    for module, names in FUNCTIONS.items():
        for name in names:
            setattr(module, name, _cached(getattr(module, name), folder, untouched))


def _cached(function: Callable[..., Any], folder: Path, untouched: Callable[[], bool]) -> Callable[..., Any]:
    names = function.__code__.co_varnames[
        : function.__code__.co_argcount + function.__code__.co_kwonlyargcount
    ]

    @functools.wraps(function)
    def cached(*arguments: Any, **options: Any) -> Any:
        values = dict(zip(names, arguments, strict=False)) | options
        asked = {name: value for name, value in values.items() if name not in IGNORED}
        # the answer rests on a file beside the arguments, or a test has set what pandoc is
        if not untouched() or any("doc=" in word for word in values.get("arguments", ())):
            return function(*arguments, **options)
        around = (os.environ.get("SOURCE_DATE_EPOCH"), os.environ.get("PYPANDOC_PANDOC"))
        key = hashlib.sha256(pickle.dumps((function.__name__, sorted(asked.items()), around))).hexdigest()
        path = folder / key
        with suppress(FileNotFoundError):
            return pickle.loads(path.read_bytes())
        found = function(*arguments, **options)
        # notes that came to no end are asked again
        if function.__name__ != "_read_notes" or len(found) == len(values["texts"]):
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as whole:
                pickle.dump(found, whole)
            Path(whole.name).replace(path)
        return found

    return cached
