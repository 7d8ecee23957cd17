"""Records what made out/: the versions of libraries and of pandoc, this program, and a digest of what it read.

A difference is laid to a library only where the program and all it read are the same, and the versions are not.
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from litreview.core import files, pandoc
from litreview.core.pandoc import PandocError
from litreview.core.runtime import package_digest
from litreview.core.sealed import private_part
from litreview.review.session import Review

RunRecord = Mapping[str, str]
"""`litreview` and `inputs`, digests of the program and of what was read; and the version of each library, by its name."""

_OWN = ("litreview", "inputs")
_WRITTEN = frozenset({".git", ".gitignore", ".gitattributes", "codes.tsv", "log.tsv", "salts.tsv"})
"""Files among the inputs that a run itself writes, or that say nothing of a work."""
LIBRARIES = (
    "anyascii", "bibtexparser", "click", "holidays", "httpx", "igraph", "jinja2", "markupsafe", "networkx",
    "numpy", "openpyxl", "pandas", "pyahocorasick", "pylatexenc", "pypandoc_binary", "pypdf", "python-stdnum",
    "rapidfuzz", "rich", "scipy", "snowballstemmer", "typst",
)  # fmt: skip
"""What litreview depends on, and its extras that make outputs: `pdf`, `documents`, `graph`."""


def record_of(review: Review) -> RunRecord:
    """Return the record of a run on this review with the libraries that are installed here."""
    return {"litreview": package_digest(), "inputs": _inputs_digest(review), **versions()}


@cache
def versions() -> Mapping[str, str]:
    """Return the versions of Python, of pandoc, and of each library that may make an output; "none" for one that is not installed."""
    try:
        pandoc_version = pandoc.version().rpartition(" ")[2]
    except PandocError:
        pandoc_version = "none"
    found = {"python": platform.python_version(), "pandoc": pandoc_version}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "none"
    return found


def changed_versions(then: RunRecord, now: RunRecord) -> tuple[str, ...]:
    """Return each library of another version in words, where it alone can have made a difference; nothing where more differs, or nothing.

    >>> same = {"litreview": "a", "inputs": "b"}
    >>> changed_versions({**same, "numpy": "2.1"}, {**same, "numpy": "2.2"})
    ('numpy 2.1 then, 2.2 now',)
    >>> changed_versions({**same, "numpy": "2.1"}, {**same, "inputs": "c", "numpy": "2.2"})
    ()
    """
    if any(not then.get(name) or then.get(name) != now.get(name) for name in _OWN):
        return ()
    names = sorted({*then, *now} - {*_OWN})
    pairs = ((name, then.get(name, "none"), now.get(name, "none")) for name in names)
    return tuple(f"{name} {before} then, {after} now" for name, before, after in pairs if before != after)


def _inputs_digest(review: Review) -> str:
    """Return a digest of all that a review read. Of private files it covers size and time alone: words could be guessed from a digest."""
    digest = hashlib.sha256(f"{review.raw_csv}\0".encode())
    for name, path in _named_files(review.inputs.reveal(), review.folder):
        if private_part(path):
            stat = path.stat()
            digest.update(f"private {stat.st_size} {stat.st_mtime_ns}\0".encode())
        else:
            data = hashlib.sha256(files.read_bytes(path)).hexdigest()
            digest.update(f"{name}\0{data}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()


def _named_files(paths: Iterable[Path], folder: Path | None) -> list[tuple[str, Path]]:
    """Return the files in order, each by its path in the review, or its name where it lies elsewhere.

    Git's own files are left out, and those that a run itself writes below private/.
    """
    found = {
        path: path.relative_to(folder).as_posix() if folder and path.is_relative_to(folder) else path.name
        for path in paths
    }
    return sorted(
        (name, path)
        for path, name in found.items()
        if path.is_file() and not _WRITTEN.intersection((path.name, *path.parts))
    )
