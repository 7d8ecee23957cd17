"""Which program this is: what was kept or begun by another version of it is not gone on from."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def build_fingerprint(*libraries: str) -> str:
    """Return what tells this program from any other: the versions of Python and of these libraries, and when each of its own files was written."""
    told = hashlib.sha256(f"{sys.version}\0".encode())
    for name in libraries:
        with contextlib.suppress(PackageNotFoundError):
            told.update(f"{name} {version(name)}\0".encode())
    for path in sorted(_PACKAGE.rglob("*")):
        # what Python compiled is written by running it
        if path.suffix not in (".pyc", "") and path.is_file():
            stat = path.stat()
            told.update(f"{path.relative_to(_PACKAGE)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return told.hexdigest()
