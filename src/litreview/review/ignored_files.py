"""Problems for files in a review folder that are not read, so that a misspelt name does not lose a file silently."""

from __future__ import annotations

import os
import re
import shlex
import zipfile
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath

from litreview.core import files
from litreview.core.errors import Nearest
from litreview.core.model import Level, Problem, Where
from litreview.core.problems import problem
from litreview.core.sealed import is_private_name, private_part
from litreview.core.wording import plural
from litreview.formats.input_files import IN_PACKETS, ending_of_export
from litreview.formats.readers import NEVER_EXPORTS, detect, endings, holds_references, unread_format
from litreview.judgements import decisions as decisions_
from litreview.review.settings import SETTINGS_FILE

_READ = (SETTINGS_FILE, "findings.toml", "retractions.csv")
_FOLDERS = ("bib", "decisions", "manuscript", "notes", "references")
_SKIPPED_FOLDERS = frozenset({"out", "scripts", "__pycache__", "node_modules"})
"""Folders of generated files, of what is confidential, and of programs."""
_CHECKED_BY_READERS = frozenset({"decisions", "notes", "references"})
"""Folders whose readers report unread files themselves."""
_COMMON_NAMES = frozenset({
    "readme", "license", "licence", "copying", "changelog", "contributing", "citation", "makefile",
    "dockerfile", "thumbs", "desktop", "requirements",
})  # fmt: skip
_COMMON_ENDINGS = frozenset({"", ".md", ".txt", ".rst", ".cff", ".db", ".ini"})
"""Endings of files that describe a folder: README.md, LICENSE, Thumbs.db."""
_WORD_PROCESSED = frozenset({".doc", ".odt", ".rtf", ".pages", ".txt"})
"""Endings of word processors' texts that are not read as manuscripts."""
_QDA_ENDINGS = frozenset({".qdpx", ".qde"})
_MAX_LISTED = 3


def unread_files(
    folder: Path, read: Collection[str], codebook: str, quotable: Callable[[str], bool] = lambda _: True
) -> tuple[Problem, ...]:
    """Return a Problem (LR620) for each unread file in a review; one for a folder with more than three of them.

    `read`: the files that are read, relative to the review; `codebook`: the codebook in litreview.toml; `quotable`: whether the
    beginning of a file name may be shown. Skipped are hidden files, programs, pictures, pages, PDFs, READMEs, packets and the like,
    `out/`, `private/` and `scripts/`. In `manuscript/` only word processors' texts of other formats are reported.
    """
    by_folder: dict[str, list[str]] = {}
    unnamed: dict[str, list[str]] = {}
    coded_projects: list[Problem] = []
    for path in _candidate_files(folder):
        name = files.name_of(path.relative_to(folder).as_posix())
        if name not in read and not (
            name.startswith("manuscript/") and path.suffix.lower() not in _WORD_PROCESSED
        ):
            place = name.rpartition("/")[0]
            shown = name if quotable(path.name.split(".")[0]) else f"{place or '.'}/"
            if path.suffix.lower() in _QDA_ENDINGS:
                coded_projects.append(problem("LR620.coded", Where(file=shown)))
                continue
            (by_folder if shown == name else unnamed).setdefault(place, []).append(name)
    used = Counter(name.rpartition("/")[0] for name in read)
    problems = coded_projects
    for place, names in by_folder.items():
        if place and not used[place] and place not in _FOLDERS and len(names) > _MAX_LISTED:
            count = plural(len(names), "file")
            some = ", ".join(PurePosixPath(name).name for name in names[:_MAX_LISTED])
            level: Level = "warning" if any(_mend_of_export(folder / name) for name in names) else "info"
            problems.append(
                problem("LR620.folder", Where(file=place), level=level, files=count, names=f"{some} …")
            )
        else:
            problems += [_unread_problem(folder, name, codebook) for name in names]
    return (*problems, *(_unnamed_problem(place, names) for place, names in unnamed.items()))


def _unnamed_problem(place: str, names: Sequence[str]) -> Problem:
    """Return the Problem on the files of a folder whose names may not be shown."""
    endings = ", ".join(dict.fromkeys(PurePosixPath(name).suffix.lower() or "no ending" for name in names))
    count = plural(len(names), "file")
    return problem("LR620.unnamed", Where(file=f"{place or '.'}/"), files=count, endings=endings)


def _candidate_files(folder: Path) -> Iterator[Path]:
    """Yield the files that a person may expect to be read, in alphabetical order."""
    for here, folders, names in files.walk(folder):
        top = here == folder
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name.lower() not in _SKIPPED_FOLDERS
            and not is_private_name(name)
            and not (top and name in _CHECKED_BY_READERS)
            and not (here / name / SETTINGS_FILE).is_file()  # another review
        )
        for name in sorted(names):
            path = here / name
            # the name of a link into private/ may be that of what is there
            skipped = _is_skipped(Path(name.lower())) or _is_packet(path)
            if not skipped and not (path.is_symlink() and private_part(path)):
                yield path


def _is_skipped(name: Path) -> bool:
    if name.name.startswith((".", "~$")) or name.name.endswith("~"):
        return True
    return name.suffix in NEVER_EXPORTS or (name.stem in _COMMON_NAMES and name.suffix in _COMMON_ENDINGS)


def _is_packet(path: Path) -> bool:
    """Return whether a file is a packet of litreview: a Problem of it would be in the next one."""
    if path.suffix.lower() != ".zip" or path.is_symlink():
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return set(archive.namelist()) >= IN_PACKETS
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _unread_problem(folder: Path, name: str, codebook: str) -> Problem:
    path, where = folder / name, Where(file=name)
    if near := Nearest(_READ).find(name, cutoff=0.8):
        return problem("LR620.near", where, near=near[0])
    suffix = path.suffix.lower()
    has_codes = suffix == ".toml" and path.is_file() and b"[[code]]" in files.read_bytes(path)
    if has_codes or suffix == ".qdc":
        return problem("LR620.codebook", where, codebook=codebook, name=name)
    if suffix == ".csl":
        return problem("LR620.style", where, name=name)
    if suffix == ".xlsx":
        return problem("LR620.sheet", where)
    if name.startswith("manuscript/"):
        return problem("LR620.manuscript", where, ending=suffix)
    if name.startswith("bib/"):
        # that folder is for exports; a text processor's file may be about them
        return problem("LR620.format", where, level="warning" if suffix in endings() else "info")
    if mend := _mend_of_export(path):
        return problem("LR620.export", where, mend=mend)
    return problem("LR620.file", where)


def _mend_of_export(path: Path) -> str:
    """Return what to do with an unread file whose text looks like references, `""` if it does not."""
    if not path.is_file():
        return ""
    if path.suffix.lower() not in endings():
        return "name it under `sources` in litreview.toml" if ending_of_export(path) else ""
    text = files.read_bytes(path).decode("utf-8", errors="replace")
    if unread_format(text)[1]:
        return "export it as BibTeX, RIS, .nbib, EndNote XML, CSL-JSON or CSV"
    if detect(text) and holds_references(text, path.name):
        return "put it into bib/, or name it under `sources` in litreview.toml"
    return ""


def lone_review_files(paths: Sequence[Path]) -> tuple[Problem, ...]:
    """Return a Problem (LR621) for each review that contains a path, since a file named alone is read without its decisions."""
    reviews = dict.fromkeys(review for path in paths if (review := _review_of(path)) is not None)
    return tuple(
        problem("LR621", Where(file=files.name_of(review / SETTINGS_FILE)), review=files.name_of(review))
        for review in reviews
    )


def lone_notes(paths: Sequence[Path]) -> tuple[Problem, ...]:
    """Return a Problem (LR605) for each note or folder of notes outside a review, named directly or by its folder."""
    commands: dict[str, str] = {}
    for path in (path for path in paths if not private_part(path)):
        if path.suffix.lower() == ".md" and path.is_file() and not files.is_readme(path.name):
            commands[files.name_of(path)] = shlex.quote(files.name_of(path))
        for folder in (path, path / "notes") if path.is_dir() else ():
            notes = [name for name in files.listing(folder, ".md") if not files.is_readme(name.name)]
            if folder.name == "notes" and notes:
                commands[files.name_of(folder)] = f"{shlex.quote(files.name_of(folder))}/*.md"
    return tuple(
        problem("LR605.apart", Where(file=name), shown=command)
        for name, command in commands.items()
        if _review_of(Path(name) / SETTINGS_FILE) is None
    )


def _review_of(path: Path) -> Path | None:
    """Return the review around a path if it has decisions or notes, else None."""
    # as the path was called: a link into a review is another way to name its file
    for place in Path(os.path.abspath(path)).parents:  # noqa: PTH100
        if (place / SETTINGS_FILE).is_file() and not private_part(place):
            has_texts = any(files.files_below(place / "decisions")) or any(
                files.listing(place / "notes", ".md")
            )
            called = place if path.is_absolute() else Path(os.path.relpath(place))
            return called if has_texts else None
    return None


_TEXT_ENDINGS = frozenset({"", ".txt", ".text", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd"})
_DOCUMENTS = frozenset({".doc", ".docx", ".odt", ".rtf", ".pages"})
_REFERENCE_ENDINGS = frozenset({".bib", ".bibtex", ".ris", ".nbib", ".json", ".csv", ".enw", ".xml"})


def unread_file(name: str, ending: str) -> Problem:
    """Return the Problem (LR605) of a file among notes or reference lists whose name has another ending.

    >>> unread_file("notes/Farrell2010Where.txt", ".md").remedy
    '`mv notes/Farrell2010Where.txt notes/Farrell2010Where.md`, in the folder of the review'
    >>> unread_file("notes/Farrell2010Where.docx", ".md").remedy
    'save it as plain text under the name notes/Farrell2010Where.md, or remove it from the folder'
    >>> unread_file("notes/mine.bib", ".md").remedy
    '`mv notes/mine.bib bib/`, in the folder of the review; the text of `annotation` in its entries is printed as their notes'
    """
    place, _, file = name.rpartition("/")
    suffix = PurePosixPath(file).suffix.lower()
    stem = file[: len(file) - len(suffix)].removesuffix(ending)  # an editor may write KEY.md.txt
    key = stem if suffix in _DOCUMENTS else "KEY"
    wanted = f"notes/{key}.md" if ending == ".md" else f"references/{key}.txt"
    top = re.sub(r"^((?:private/)?[^/]*).*", r"\1", place)
    if place and ending == ".md" and suffix in _REFERENCE_ENDINGS:
        home = "private/" if top.startswith("private/") else "bib/"
        return problem("LR605.list", Where(file=name), name=shlex.quote(name), home=home)
    if place and suffix in {*_TEXT_ENDINGS, ".md", ending}:
        row = "LR605.ending" if place == top else "LR605.folder" if suffix == ending else "LR605.typed"
        path = shlex.quote(f"{top}/{stem}{ending}")
        return problem(row, Where(file=name), ending=ending, name=shlex.quote(name), path=path)
    return problem("LR605.document", Where(file=name), ending=ending, wanted=wanted)


# what a note may show
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".pdf"})


def misplaced_files(
    folder: Path, names: decisions_.ConfidentialNames, *, include_confidential: bool
) -> tuple[Problem, ...]:
    """Return a Problem (LR605) for each unread file among notes and reference lists."""
    endings = {"notes": ".md", "private/notes": ".md", "references": ".txt"}
    problems = []
    for place, ending in endings.items():
        if place == "private/notes" and not include_confidential:
            continue
        for path in files.files_below(folder / place):
            is_read = path.parent == folder / place and path.name.endswith(ending)
            if (
                is_read
                or path.suffix.lower() in _PICTURES
                or (private_part(path) and not include_confidential)
            ):
                continue
            name = files.name_of(path.relative_to(folder).as_posix())
            problems.append(unread_file(name if names.quotable(path.name.split(".")[0]) else place, ending))
    return tuple(problems)
