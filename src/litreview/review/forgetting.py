"""Forgetting what the user's cache folder stores of a review, and looking in its bytes for what should be gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import files
from litreview.errors import OutputError
from litreview.formats.kept import KeptFiles
from litreview.kept import Keeping
from litreview.providers.response_cache import ANSWERS_FILE, ResponseCache, cache_folder

if TYPE_CHECKING:
    from litreview.review.tracing import Tracer


def forget(folder: Path) -> None:
    """Remove all that is stored of a review in the user's cache folder."""
    KeptFiles(cache_folder(), folder).forget_others()
    Keeping(cache_folder(), os.path.realpath(folder)).forget()


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
    kept = KeptFiles(cache_folder(), folder).paths()
    return tuple(
        p for p in (*kept, *Keeping(cache_folder(), os.path.realpath(folder)).paths()) if p.is_file()
    )


def _beside(answers: Path) -> list[Path]:
    """Return the file of answers and the journals that a killed program leaves beside it."""
    return [path for path in answers.parent.glob(f"{answers.name}*") if path.is_file()]
