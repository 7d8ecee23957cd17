"""The evidence questions of a review: the documents of its manuscript, and what they cite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import files
from litreview.model import Problem, Where
from litreview.problems import problem

if TYPE_CHECKING:
    from litreview.results import Mention


def manuscript_files(folder: Path, open_: Callable[[Path], bool] = Path.exists) -> Mapping[Where, bytes]:
    """Return the bytes of each document under `FOLDER/manuscript/` that can be read, by its place, in alphabetical order.

    `open_` says which may be read: one that is a link to what is private may not.
    """
    from litreview.pandoc import DOCUMENTS

    found = {}
    place = folder / "manuscript"
    everything = (
        [here / name for here, _, names in files.walk(place) for name in names] if place.is_dir() else []
    )
    for path in sorted(everything):
        # `~$review.docx` is what Word leaves beside an open document
        if (
            path.suffix.lower().lstrip(".") in DOCUMENTS
            and path.is_file()
            and open_(path)
            and not path.name.startswith(("~$", "."))
        ):
            found[Where(file=files.name_of(path.relative_to(folder)))] = files.read_bytes(path)
    return found


def read_mentions(
    documents: Mapping[Where, bytes], *, known: Collection[str], ids: Collection[str]
) -> tuple[tuple[Mention, ...], tuple[Problem, ...]]:
    """Return the citations in the documents, in order, and a Problem (LR522) for each that pandoc can't read."""
    from litreview import pandoc
    from litreview.evidence import find_mentions

    found: list[Mention] = []
    problems = []
    for where, data in documents.items():
        ending = where.file.rpartition(".")[2].lower()
        try:
            tree = pandoc.read_document(data, ending)
        except pandoc.PandocError as error:
            problems.append(problem("LR522", where, why=" ".join(error.said.split())[:300]))
            continue
        text = "" if ending == "docx" else data.decode("utf-8", errors="replace")
        found += find_mentions(tree, where.file, text, known=known, ids=ids)
    return tuple(found), tuple(problems)
