"""Documents of a review other than sources: notes and reference lists named after a key, manuscript, search strategies."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from litreview.core import files
from litreview.core.errors import near_miss
from litreview.core.libraries import re
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.sealed import is_private_path, private_part
from litreview.review.settings import SETTINGS_FILE

if TYPE_CHECKING:
    from litreview.core.results.chains import Mention
    from litreview.core.results.screening_flow import Search


def note_key(where: Where) -> str:
    """Return the source key in the file name of a note or reference list.

    >>> note_key(Where(file="notes/Farrell%3A2012.md"))
    'Farrell:2012'
    """
    return unquote(Path(where.file).name.removesuffix(".md").removesuffix(".txt"))


def without_comments(text: str) -> str:
    """Return a note without its HTML comments, which Markdown does not print.

    >>> without_comments("Found much. <!-- ask Ann --> Cannot show why.")
    'Found much.  Cannot show why.'
    """
    parts = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[at:start])
        at = end + 3
    return "".join([*parts, text[at:]])


_CODE = re.compile(r"(`{3,}|~{3,}).*?\1|`[^`\n]*`", re.DOTALL)
_BRACKETS = re.compile(r"(?<!\\)\[([^\[\]]*@[^\[\]]*)\](?![(\[:])")
_KEY = re.compile(r"(?:^|(?<=[\s;]))-?@(?:\{([^{}\s]+)\}|(\w(?:\w|[:.#$%&+?<>~/-](?=\w))*))")


def cited_keys(text: str) -> tuple[str, ...]:
    """Return the keys cited in brackets, each once; an @name in running text may be a handle.

    >>> cited_keys("As [see @Doe2012, p. 3; -@Roe:2013]. `[@code]`, [a link](mailto:me@b.org), @handle.")
    ('Doe2012', 'Roe:2013')
    """
    groups = _BRACKETS.findall(_CODE.sub("", text))
    return tuple(dict.fromkeys(braced or bare for group in groups for braced, bare in _KEY.findall(group)))


def dead_citation(where: Where, name: str, near: Sequence[str], *, out: str = "") -> Problem:
    """Return the Problem (LR405) of a cited key without a source, or with one that the bibliography leaves out (`out` says why)."""
    if out:
        return problem("LR405.left-out", where, key=name, why=out)
    return problem("LR405.near" if near else "LR405.unknown", where, key=name, near=", ".join(near))


def unknown_key(where: Where, near: Sequence[str], number: int = 0) -> Problem:
    """Return the Problem of a note (LR602) or reference list (LR300) without a source; `number`: the place of a file that is not named."""
    listed = where.file.startswith("references/")
    remedy = f"nearest keys: {', '.join(near)}" if near else "rename the file after a key of the sources"
    unnamed = f" (file {number} in alphabetical order; its name may be that of a person)" * bool(number)
    return problem("LR300" if listed else "LR602", where, which=unnamed, remedy=remedy)


def unprinted_note(key: str, status: str) -> Problem:
    """Return the Problem (LR408) of a note on a source whose status keeps it out of the bibliography."""
    return problem("LR408.left-out", Where(file=f"notes/{files.safe_name(key)}.md"), key=key, status=status)


def ambiguous_key(where: Where, name: str, keys: Sequence[str]) -> Problem:
    """Return the Problem (LR604) of a note or reference list whose key several works have."""
    return problem(
        "LR604",
        where,
        key=keys[0],
        count=len(keys),
        name=name,
        keys=", ".join(keys),
        other=keys[1],
    )


def manuscript_files(folder: Path, open_: Callable[[Path], bool] = Path.exists) -> Mapping[Where, bytes]:
    """Return the bytes of each readable document under `FOLDER/manuscript/` by place, in alphabetical order.

    `open_` says which may be read: not a link into private/.
    """
    from litreview.core.pandoc import DOCUMENTS

    manuscript = folder / "manuscript"
    paths = (
        [here / name for here, _, names in files.walk(manuscript) for name in names]
        if manuscript.is_dir()
        else []
    )
    return {
        Where(file=files.name_of(path.relative_to(folder))): files.read_bytes(path)
        for path in sorted(paths)
        # `~$review.docx` is what Word leaves beside an open document
        if path.suffix.lower().lstrip(".") in DOCUMENTS
        and path.is_file()
        and open_(path)
        and not path.name.startswith(("~$", "."))
    }


def read_mentions(
    documents: Mapping[Where, bytes], *, known: Collection[str], ids: Collection[str]
) -> tuple[tuple[Mention, ...], tuple[Problem, ...]]:
    """Return the citations in the documents, in order, and a Problem (LR522) for each that pandoc can't read."""
    from litreview.core import pandoc
    from litreview.stages.evidence.manuscript_citations import find_mentions

    mentions: list[Mention] = []
    problems = []
    for where, data in documents.items():
        ending = where.file.rpartition(".")[2].lower()
        try:
            tree = pandoc.read_document(data, ending)
        except pandoc.PandocError as error:
            problems.append(problem("LR522", where, why=" ".join(error.message.split())[:300]))
            continue
        text = "" if ending == "docx" else data.decode("utf-8", errors="replace")
        mentions += find_mentions(tree, where.file, text, known=known, ids=ids)
    return tuple(mentions), tuple(problems)


_RESERVED_FOLDERS = frozenset({"decisions", "notes", "references", "manuscript", "out", "."})
_MAX_LETTERS = 200_000
"""Most characters of a strategy; the longest that databases take have a tenth of it."""


def read_strategies(
    folder: Path,
    searches: Iterable[Search],
    taken: Iterable[str] = (),
    *,
    include_confidential: bool = False,
) -> tuple[tuple[Search, ...], tuple[Problem, ...]]:
    """Return the searches with the text of their `strategy_file` in `strategy`, and a Problem (LR609) for each that can't be read.

    Three kinds of files are not read, since they may be confidential: those outside the review, private ones, and those read as something
    else (`taken`, notes, decisions). A search whose file is not read gets an empty `strategy_file`.
    """
    taken_paths = {os.path.realpath(folder / name) for name in taken}
    read_searches, problems = [], []
    for search in searches:
        text, why = "", ""
        if search.strategy_file:
            text, why = _strategy_text(
                folder, search.strategy_file, taken_paths, include_confidential=include_confidential
            )
        if why:
            where = Where(file=SETTINGS_FILE, line=search.line)
            problems.append(problem("LR609", where, database=search.database, why=why))
        strategy = "\n".join(filter(None, (search.strategy, text)))
        read_searches.append(
            replace(search, strategy=strategy, strategy_file="" if why else search.strategy_file)
        )
    return tuple(read_searches), tuple(problems)


def _strategy_text(
    folder: Path, name: str, others: Collection[str], *, include_confidential: bool
) -> tuple[str, str]:
    """Return the text of a strategy file, and the reason if it can't be read."""
    if "\0" in name:
        return "", "names a strategy, and no file can be called so"
    path = folder / name
    if is_private_path(name) or private_part(path):
        if not include_confidential:
            return "", "names a strategy below private/, which is not read"
    elif not (real := Path(os.path.realpath(path))).is_relative_to(root := os.path.realpath(folder)):
        return "", f"names the strategy '{name}', which lies outside of the review"
    elif str(real) in others or real.relative_to(root).as_posix().partition("/")[0] in _RESERVED_FOLDERS:
        return "", f"names the strategy '{name}', which is read as something else"
    if not path.is_file():
        near = near_miss(name, _text_file_names(folder, path))
        return "", f"names the strategy '{name}', and there is no such file{near}"
    try:
        text = files.read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", f"names the strategy '{name}', which is no text in UTF-8"
    if len(text) > _MAX_LETTERS:
        return (
            "",
            f"names the strategy '{name}', which is longer than any strategy ({len(text):,} characters)",
        )
    return "\n".join(text.split("\r\n")).strip(), ""


def _text_file_names(folder: Path, path: Path) -> list[str]:
    """Return the .txt files in the folder of a missing file, as litreview.toml would name them."""
    if not path.parent.is_dir() or private_part(path):
        return []
    return [
        files.name_of(one.relative_to(folder).as_posix())
        for one in files.listing(path.parent, ".txt")
        if one.is_relative_to(folder) and not private_part(one)
    ]
