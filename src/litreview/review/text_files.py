"""Files with full texts of a review: in `texts/`, in the folders of `[texts] folders`, and those that entries name.

A path in an entry comes from somebody else's machine as often as not. So it is looked up by its end (`ABCD1234/x.pdf`), and only files in the
review, beside the entry, or in a folder that the settings name are read.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.model import Record
from litreview.core.sealed import private_part
from litreview.formats.documents.text_read import ENDINGS

FOLDER = "texts"
_FIELDS = ("file", "localfile", "pdf")
_UNESCAPED = re.compile(r"\\([:;\\])")
_STORAGE = re.compile(r"[A-Z0-9]{8}")
_MOST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTexts:
    """The files by their names, the ids of the records whose entries name each, and how many named files are not here.

    `private`: the number of files below private/, which are left alone.
    """

    paths: Mapping[str, Path] = field(default_factory=dict, repr=False)
    linked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    private: int = 0


def find_texts(
    folder: Path, folders: Sequence[str], records: Iterable[Record], *, include_confidential: bool = False
) -> FoundTexts:
    """Return the files with full texts of a review. Nothing below private/ is among them, unless it is asked for."""
    paths: dict[str, Path] = {}
    storage: dict[str, Path] = {}
    for place, prefix in _folders(folder, folders):
        for path in _files_below(place):
            named = f"{prefix}/{path.relative_to(place).as_posix()}"
            (storage if _is_storage(place) else paths).setdefault(files.name_of(named), path)
    every = {**paths, **storage}
    by_end = grouped((end, name) for name in every for end in dict.fromkeys(_path_ends(name)))
    linked: dict[str, list[str]] = {}
    absent: dict[str, str] = {}
    for record in records:
        for written in [] if record.confidential else _named_paths(record):
            name, here = _resolve(written, record, folder, every, by_end)
            if here is None:
                absent.setdefault(record.id, written)
                continue
            paths.setdefault(name, here)
            linked.setdefault(name, []).append(record.id)
    shown = {name: path for name, path in paths.items() if include_confidential or not private_part(path)}
    return FoundTexts(
        paths=dict(sorted(shown.items())),
        linked={name: tuple(dict.fromkeys(ids)) for name, ids in linked.items() if name in shown},
        absent=absent,
        private=len(paths) - len(shown),
    )


def _folders(folder: Path, named: Sequence[str]) -> Iterator[tuple[Path, str]]:
    """Yield each folder with texts, and what the names of its files begin with."""
    yield folder / FOLDER, FOLDER
    yield folder / "private" / FOLDER, f"private/{FOLDER}"
    root = Path(os.path.realpath(folder))
    for one in named:
        place = Path(os.path.realpath(folder / Path(one).expanduser()))
        yield place, place.relative_to(root).as_posix() if place.is_relative_to(root) else place.name


def _files_below(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    count = 0
    for here, inner, names in files.walk(folder):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            if (
                name.lower().endswith(ENDINGS)
                and not name.startswith((".", "~$"))
                and not files.is_readme(name)
            ):
                count += 1
                if count > _MOST:
                    return
                yield here / name


def _is_storage(folder: Path) -> bool:
    """Return whether a folder is Zotero's own: it holds the files of every collection, so only those that entries name are read."""
    if folder.name != "storage":
        return False
    names = [one.name for one in folder.iterdir() if one.is_dir()][:50]
    return bool(names) and all(_STORAGE.fullmatch(name) for name in names)


def _named_paths(record: Record) -> Collection[str]:
    """Return the paths of texts that an entry names, as JabRef, Zotero, Better BibTeX and Mendeley write them."""
    values = filter(None, (record.get(name) for name in _FIELDS))
    return dict.fromkeys(path for value in values for path in split_file_field(value))


def split_file_field(value: str) -> Sequence[str]:
    r"""Return the paths in a `file` field, with `/` between folders.

    >>> split_file_field(r"Full Text:files/1/x.pdf:application/pdf;Snapshot:files/2/y.html:text/html")
    ['files/1/x.pdf', 'files/2/y.html']
    >>> split_file_field(r":C\:\\Papers\\Doe 2010.pdf:PDF"), split_file_field("/home/me/Zotero/storage/ABCD1234/z.pdf")
    (['C:/Papers/Doe 2010.pdf'], ['/home/me/Zotero/storage/ABCD1234/z.pdf'])
    """
    value = value.replace("{\\_}", "_").replace("$\\backslash$", "\\").replace("\\_", "_")
    found = []
    for item in re.split(r"(?<!\\);", value):
        parts = [_UNESCAPED.sub(r"\1", part).strip() for part in re.split(r"(?<!\\):", item)]
        paths = [part for part in parts if part.lower().endswith(ENDINGS)]
        # `x.pdf:storage/ABCD/x.pdf:application/pdf`: the first part is a description
        found += paths[-1:]
    return [path.replace("\\", "/") for path in dict.fromkeys(found)]


def _path_ends(path: str) -> tuple[str, str]:
    """Return the last two parts of a path, and its last part: what precedes them differs from machine to machine.

    >>> _path_ends("/home/me/Zotero/storage/ABCD1234/x.pdf")
    ('ABCD1234/x.pdf', 'x.pdf')
    """
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", "..")]
    return "/".join(parts[-2:]), "".join(parts[-1:])


def _resolve(
    written: str, record: Record, folder: Path, every: Mapping[str, Path], by_end: Mapping[str, Sequence[str]]
) -> tuple[str, Path | None]:
    """Return the name and the path of a file that an entry names, None if it is not here or several may be meant."""
    root = Path(os.path.realpath(folder))
    for base in (folder / Path(record.where.file).parent, folder, folder / FOLDER):
        path = base / written
        real = Path(os.path.realpath(path))
        # nothing outside of the review is read because an entry names it
        if real.is_relative_to(root) and path.is_file():
            name = files.name_of(os.path.relpath(path, folder).replace(os.sep, "/"))
            return name, path
    name = next((one[0] for end in _path_ends(written) if len(one := by_end.get(end, ())) == 1), "")
    return name, every.get(name)


def neutral_name(name: str, digest: str) -> str:
    """Return the path of a text called after its digest (`texts/text-9f86d08188.pdf`): the name of the file may be that of a person."""
    path = PurePosixPath(name)
    return str(path.with_name(f"text-{digest[:10]}{path.suffix.lower()}"))


def text_digest(data: bytes) -> str:
    """Return the digest by which a text is called: `b2sum -l 160` prints the same."""
    return hashlib.blake2b(data, digest_size=20).hexdigest()
