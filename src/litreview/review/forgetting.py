"""Forgetting what the user's cache folder stores of a review, and looking in its bytes for what should be gone."""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import files
from litreview.engine.store import paths_of
from litreview.errors import OutputError
from litreview.providers.response_cache import ANSWERS_FILE, ResponseCache, cache_folder
from litreview.review.stores import store_path

if TYPE_CHECKING:
    from litreview.review.tracing import Tracer


def forget(folder: Path) -> None:
    """Remove all that is stored of a review in the user's cache folder."""
    for path in _stored(folder):
        with contextlib.suppress(OSError):
            path.unlink()


def purge(folder: Path, tracer: Tracer) -> tuple[str, ...]:
    """Remove what the cache folder stores of a review, and answers of registries that hold what is looked for; return what is left.

    What is left is a file that could not be removed, or whose bytes still hold something.
    """
    forget(folder)
    answers = cache_folder() / ANSWERS_FILE
    if answers.is_file() and tracer.search_bytes(files.read_bytes(answers)):
        try:
            with ResponseCache(cache_folder()) as kept:
                kept.forget(tracer.search_text)
        except OutputError:
            return (*map(str, _stored(folder)), str(answers))
    left = [path for path in _stored(folder) if path.is_file()]
    left += [path for path in _beside(answers) if tracer.search_bytes(files.read_bytes(path))]
    return tuple(map(str, left))


def _stored(folder: Path) -> tuple[Path, ...]:
    """Return the files in which something of a review is stored, by this version or an earlier one."""
    place = os.path.realpath(folder)
    written = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()
    earlier = cache_folder() / f"values-{written[:20]}.sqlite"
    files_ = cache_folder() / "files-1" / hashlib.sha256(os.fsencode(place)).hexdigest()[:32]
    found = [*paths_of(store_path(folder)), *paths_of(earlier)]
    if files_.is_dir():
        found += files_.iterdir()
    return tuple(path for path in found if path.is_file())


def _beside(answers: Path) -> list[Path]:
    """Return the file of answers and the journals that a killed program leaves beside it."""
    return [path for path in answers.parent.glob(f"{answers.name}*") if path.is_file()]
