"""Which source a note belongs to: its file is named after a key."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from litreview import files
from litreview.model import Problem, Where
from litreview.problems import problem


def note_key(where: Where) -> str:
    """Return the key that the file name of a note or a reference list stands for.

    >>> note_key(Where(file="notes/Farrell%3A2012.md"))
    'Farrell:2012'
    """
    return unquote(Path(where.file).name.removesuffix(".md").removesuffix(".txt"))


def without_comments(text: str) -> str:
    """Return a note without its `<!-- … -->`: that is how Markdown says that something is not to be printed.

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
    """Return the keys that a note cites in brackets, each once. A name with an @ in running text may be anyone's.

    >>> cited_keys("As [see @Doe2012, p. 3; -@Roe:2013]. `[@code]`, [a link](mailto:me@b.org), @handle.")
    ('Doe2012', 'Roe:2013')
    """
    groups = _BRACKETS.findall(_CODE.sub("", text))
    return tuple(dict.fromkeys(braced or bare for group in groups for braced, bare in _KEY.findall(group)))


def dead_citation(where: Where, name: str, near: Sequence[str], *, out: str = "") -> Problem:
    """Return the Problem (LR405) of a key cited in a note that no source has, or whose source `out` the bibliography does not hold."""
    if out:
        return problem("LR405.left-out", where, key=name, why=out)
    return problem("LR405.near" if near else "LR405.unknown", where, key=name, near=", ".join(near))


def unknown_key(where: Where, near: Sequence[str]) -> Problem:
    """Return the Problem of a note (LR602) or a reference list (LR300) whose source is not there."""
    listed = where.file.startswith("references/")
    remedy = f"nearest keys: {', '.join(near)}" if near else "rename the file after a key of the sources"
    return problem("LR300" if listed else "LR602", where, remedy=remedy)


def not_printed(key: str, status: str) -> Problem:
    """Return the Problem (LR408) of a note on a source that the bibliography leaves out, for it is of that status."""
    return problem("LR408.left-out", Where(file=f"notes/{files.safe_name(key)}.md"), key=key, status=status)


def contested(where: Where, name: str, keys: Sequence[str]) -> Problem:
    """Return the Problem (LR604) of a note or a reference list whose key several works were given."""
    return problem(
        "LR604",
        where,
        key=keys[0],
        count=len(keys),
        name=name,
        keys=", ".join(keys),
        other=keys[1],
    )


_TYPED = frozenset({"", ".txt", ".text", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd"})
_DOCUMENTS = frozenset({".doc", ".docx", ".odt", ".rtf", ".pages"})
_LISTS = frozenset({".bib", ".bibtex", ".ris", ".nbib", ".json", ".csv", ".enw", ".xml"})


def unread_file(name: str, ending: str) -> Problem:
    """Return the Problem (LR605) of a file in a folder of notes or reference lists that is none by its name.

    >>> unread_file("notes/Farrell2010Where.txt", ".md").remedy
    '`mv notes/Farrell2010Where.txt notes/Farrell2010Where.md`, in the folder of the review'
    >>> unread_file("notes/Farrell2010Where.docx", ".md").remedy
    'save it as plain text under the name notes/Farrell2010Where.md, or take it out of the folder'
    >>> unread_file("notes/mine.bib", ".md").remedy
    '`mv notes/mine.bib bib/`, in the folder of the review; what its entries have in `annotation` is printed as their notes'
    """
    place, _, file = name.rpartition("/")
    suffix = PurePosixPath(file).suffix.lower()
    stem = file[: len(file) - len(suffix)].removesuffix(ending)  # an editor may write KEY.md.txt
    key = stem if suffix in _DOCUMENTS else "KEY"
    wanted = f"notes/{key}.md" if ending == ".md" else f"references/{key}.txt"
    top = re.sub(r"^((?:private/)?[^/]*).*", r"\1", place)
    if place and ending == ".md" and suffix in _LISTS:
        home = "private/" if top.startswith("private/") else "bib/"
        return problem("LR605.list", Where(file=name), name=shlex.quote(name), home=home)
    if place and suffix in {*_TYPED, ".md", ending}:
        row = "LR605.ending" if place == top else "LR605.folder" if suffix == ending else "LR605.typed"
        path = shlex.quote(f"{top}/{stem}{ending}")
        return problem(row, Where(file=name), ending=ending, name=shlex.quote(name), path=path)
    return problem("LR605.document", Where(file=name), ending=ending, wanted=wanted)
