"""Folders for what other programs read and write for us: gone when their use ends, also if we were killed in between.

They may hold what is confidential, when that was asked for. Each is held by a lock as long as it is used; one that nobody holds was left
by a program that was ended, and the next that needs such a folder removes it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from litreview.errors import no_room

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_PREFIX = "litreview-scratch-"


@contextlib.contextmanager
def scratch_folder() -> Iterator[str]:
    """Yield the path of a new folder that only this user can read; it and all in it is removed behind the `with`."""
    _sweep()
    while True:
        folder = tempfile.mkdtemp(prefix=_PREFIX)
        held = _hold(folder)
        # between its making and its lock another program may have taken it for one that was left
        if Path(folder).is_dir():
            break
    try:
        yield folder
    except OSError as error:
        # what a write raises on a full disk does not say where that was
        if no_room(error):
            error.filename = error.filename or folder
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if held is not None:
            os.close(held)


def _sweep() -> None:
    """Remove the folders of this user whose programs are gone. Where there are no locks, none is: it may be in use."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            held = _hold(str(folder))
            if held is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(held)


def _hold(folder: str) -> int | None:
    """Return the handle of a folder that is locked until it is closed, None if another program holds it."""
    if fcntl is None:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
