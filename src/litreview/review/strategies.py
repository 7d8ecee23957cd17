"""The files in which the strategies of searches stand: texts of the review, read as they are."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from litreview import files
from litreview.errors import near_miss
from litreview.model import Problem, Where
from litreview.problems import problem
from litreview.results import Search
from litreview.review.settings import SETTINGS_FILE
from litreview.sealed import is_private_path, private_part

_OTHERS = frozenset({"decisions", "notes", "references", "manuscript", "out", "."})
_MOST = 200_000
"""Characters of a strategy: the longest that databases take are a tenth of it."""


def read_strategies(
    folder: Path,
    searches: Iterable[Search],
    taken: Iterable[str] = (),
    *,
    include_confidential: bool = False,
) -> tuple[tuple[Search, ...], tuple[Problem, ...]]:
    """Return the searches with the text of their `strategy_file` in `strategy`, and a Problem (LR609) for each that can't be read.

    A file outside of the review is not read, nor one that is private by whatever way it is reached, nor what is read as something else
    (`taken`, notes, decisions): that may hold what is confidential. A search whose file is not read names none.
    """
    others = {os.path.realpath(folder / name) for name in taken}
    found, problems = [], []
    for search in searches:
        text, why = "", ""
        if search.strategy_file:
            text, why = _text(folder, search.strategy_file, others, include_confidential=include_confidential)
        if why:
            where = Where(file=SETTINGS_FILE, line=search.line)
            problems.append(problem("LR609", where, database=search.database, why=why))
        strategy = "\n".join(filter(None, (search.strategy, text)))
        found.append(replace(search, strategy=strategy, strategy_file="" if why else search.strategy_file))
    return tuple(found), tuple(problems)


def _text(folder: Path, name: str, others: Collection[str], *, include_confidential: bool) -> tuple[str, str]:
    """Return what a file holds, and why it can't be read."""
    if "\0" in name:
        return "", "names a strategy, and no file can be called so"
    path = folder / name
    if is_private_path(name) or private_part(path):
        if not include_confidential:
            return "", "names a strategy below private/, which is not read"
    elif not (real := Path(os.path.realpath(path))).is_relative_to(root := os.path.realpath(folder)):
        return "", f"names the strategy '{name}', which lies outside of the review"
    elif str(real) in others or real.relative_to(root).as_posix().partition("/")[0] in _OTHERS:
        return "", f"names the strategy '{name}', which is read as something else"
    if not path.is_file():
        near = near_miss(name, _beside(folder, path))
        return "", f"names the strategy '{name}', and there is no such file{near}"
    try:
        text = files.read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", f"names the strategy '{name}', which is no text in UTF-8"
    if len(text) > _MOST:
        return (
            "",
            f"names the strategy '{name}', which is longer than any strategy ({len(text):,} characters)",
        )
    return "\n".join(text.split("\r\n")).strip(), ""


def _beside(folder: Path, path: Path) -> list[str]:
    """Return the texts of the folder where a file was looked for, as litreview.toml would name them."""
    if not path.parent.is_dir() or private_part(path):
        return []
    return [
        files.name_of(one.relative_to(folder).as_posix())
        for one in files.listing(path.parent, ".txt")
        if one.is_relative_to(folder) and not private_part(one)
    ]
