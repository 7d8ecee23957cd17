"""Notes as files: the annotation of one source read and written back (`notes/KEY.md`), and a folder with a Markdown file for each source; never over what a person wrote."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.errors import InputError, OutputError, UnknownKeyError, UsageError
from litreview.core.model import Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.sealed import SEALED
from litreview.core.wording import short_repr
from litreview.judgements.codebook import RESERVED
from litreview.review.name_shield import shielded
from litreview.review.private_folder import ignore_private
from litreview.review.questions.shared import decision_name
from litreview.review.session import Review

if TYPE_CHECKING:
    from litreview.stages.bibliography import Bibliography
    from litreview.stages.bibliography.exports import Facts


_PUBLIC, _PRIVATE = "notes", "private/notes"
_QUOTED_LINES = 3  # lines of what somebody else wrote
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """The annotation of a source as its file has it, with what is between `<!--` and `-->`.

    - `source`: its key; `file`: the file, of a confidential source its folder;
    - `text`: `""` where there is none, and where it is of a confidential source, unless it was asked for (`withheld`);
    - `seen`: a digest of the file, which `save_note` takes: `""` where there is none;
    - `beside`: further notes on the source, under the key of another of its records; they are printed behind one another.
    """

    source: str
    file: str
    text: str = ""
    seen: str = ""
    withheld: bool = False
    beside: tuple[str, ...] = ()

    __repr__ = short_repr


class NoteChangedError(OutputError):
    """A note that is not as it was seen: `note` is what the file has now. Nothing was written."""

    def __init__(self, note: Note, why: str) -> None:
        self.note = note
        super().__init__(note.file, why)


def read_note(review: Review, key: str) -> Note:
    """Return the annotation of a source, whatever of its names it is called by. `UnknownKeyError` if there is no such source."""
    source, path, others = _locate_note(review, key)
    present = _present(path) if path.exists() else b""
    return _note(review, source, path, others, present)


def save_note(review: Review, key: str, text: str, *, seen: str) -> Note:
    """Write the annotation of a source and return it as it is now; a review that is open has it once it is opened anew.

    `seen` is that of the note that was read (`read_note`), `""` where there was none. `NoteChangedError` if the file has changed since:
    nothing is written then. All of it is on the disk when this returns. That of a confidential source goes to `private/notes/`. A file
    or folder that is a link is not followed (`OutputError`).
    """
    source, path, others = _locate_note(review, key)
    new = _clean(text)

    def check(present: bytes) -> None:
        if _digest(present) != seen:
            note = _note(review, source, path, others, present)
            raise NoteChangedError(note, _change_message(note, new))

    if source.confidential:
        review.keep_codes()
        if review.folder is not None:
            ignore_private(review.folder)
    files.replace_text(path, new, check)
    return _note(review, source, path, others, new.encode())


def _clean(text: str) -> str:
    """Return a text as a file holds it: lines that end as lines do, no byte order mark, and a last line that ends."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    plain = plain.encode("utf-8", errors="replace").decode()
    return plain.rstrip() + "\n" if plain.strip() else ""


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if data else ""


def _note(review: Review, source: Source, path: Path, others: tuple[Path, ...], present: bytes) -> Note:
    hidden = source.confidential
    withheld = hidden and not review.include_confidential and bool(present)
    note = Note(
        source=source.key,
        file=_PRIVATE if hidden else f"{_PUBLIC}/{files.name_of(path.name)}",
        text="" if withheld else _clean(_decoded(path, present)),
        # a text that was not shown was not seen
        seen="" if withheld else _digest(present),
        withheld=withheld,
        beside=tuple(f"{_PUBLIC}/{files.name_of(other.name)}" for other in others),
    )
    shown = shielded(review.shield, note)
    return shown if shown.text == note.text else replace(shown, text="", seen="", withheld=True)


def _decoded(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8") from error


def _locate_note(review: Review, key: str) -> tuple[Source, Path, tuple[Path, ...]]:
    """Return a source, the file of its annotation, there or not, and further files with one."""
    if review.folder is None:
        raise UsageError(
            "these PATHS are no review folder, and notes need one to be kept in: `litreview init my-review`"
        )
    source = review.deduplication[key]
    if source.confidential:
        base, folder = review.folder / "private", review.folder / _PRIVATE
        own, found = folder / f"{files.safe_name(decision_name(source))}.md", []
    else:
        base, folder = review.folder, review.folder / _PUBLIC
        # a disk that knows no capitals has KEY.md where Key.md is: only what the folder itself calls so is there
        present = set(os.listdir(folder)) if folder.is_dir() else set()  # noqa: PTH208 - names are all that is needed
        own, *further = _files(review, source, folder)
        found = [path for path in (own, *further) if path.name in present]
    # private/ may be a link to an encrypted disk
    if Path(os.path.realpath(folder)) != Path(os.path.realpath(base)) / "notes":
        raise OutputError(str(folder), "is a link; a note is not written through it")
    path, *others = found or [own]
    if path.is_symlink():
        raise OutputError(str(path), "is a link; edit the file where it lies")
    return source, path, tuple(others)


def _files(review: Review, source: Source, folder: Path) -> Iterator[Path]:
    """Yield where a note on a source may be: its own key first, then the names of its records that mean no other source."""
    seen = set()
    names = (source.key, *source.former_keys, *(n for r in source.records for n in (r.key, r.id)))
    folded = {name.casefold() for name in names}
    keys = [other.key for other in review.sources if other.key.casefold() in folded]
    for name in (other for one in names for other in (one, *review.shield.keys_of_code(one))):
        for file in (f"{files.safe_name(name, keys)}.md", f"{files.safe_name(name)}.md", f"{name}.md"):
            if file in seen or "/" in file or file.startswith(".") or files.is_readme(file):
                continue
            seen.add(file)
            if name == source.key or _is_name_of(review, review.shield.replace_keys(name), source):
                yield folder / file


def _is_name_of(review: Review, name: str, source: Source) -> bool:
    try:
        return review.deduplication[name].key == source.key
    except UnknownKeyError:
        return False


def _present(path: Path) -> bytes:
    if not path.is_file():
        raise OutputError(str(path), "is no file")
    return files.read_bytes(path)


def _change_message(note: Note, new: str) -> str:
    """Return what is to be told of a note that is not as it was seen: the lines that it has, and what was to be written has not."""
    why = "was changed since you read it; nothing was written"
    if note.withheld:
        return f"there is a note on that source already; nothing was written. It is not shown here: edit it in {_PRIVATE if note.file == _PRIVATE else _PUBLIC}/"
    if not note.text:
        return f"{why}: it is empty now, or gone"
    if note.file == _PRIVATE:
        return why
    added = [
        line[2:]
        for line in difflib.ndiff(new.split("\n"), note.text.split("\n"))
        if line.startswith("+ ") and line[2:].strip()
    ]
    told = "; ".join(f"‘{line[:_LONGEST]}’" for line in added[:_QUOTED_LINES])
    more = f" and {len(added) - _QUOTED_LINES} more lines" if len(added) > _QUOTED_LINES else ""
    return f"{why}: it has {told}{more}" if told else f"{why}: lines were taken out"


_READ = ("bib", "decisions", "notes", "references", "manuscript", "private/notes")
"""The folders of a review in which Markdown files or their neighbours are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFiles:
    """What `write_source_files` did: how many files hold what was made now, and the Problems met.

    `unnamed`: interviewees who are counted with a group only, and so have no file; `beside`: files of sources that are not in the bibliography.
    """

    written: int
    unnamed: int
    beside: int
    problems: tuple[Problem, ...] = ()

    __repr__ = short_repr


def write_source_files(review: Review, bibliography: Bibliography, folder: Path | str) -> SourceFiles:
    """Write a Markdown file for each source of the bibliography into a folder, and return what was met.

    What a person wrote below the line in a file that is there is kept. A file whose upper part was edited is left alone, with a Problem (LR409), and
    so is one whose source the review no longer has, or whose key is that of another work now (LR410). `OutputError` for a folder that the review reads.
    """
    from litreview.stages.bibliography.exports import file_names, of_another_work, source_files, with_own_text

    place = Path(folder)
    _check_target(review, place)
    # of all sources, so that a call for some of them calls their files as a call for all does
    names = file_names(source.key for source in review.sources)
    made, bibliography = source_files(
        bibliography, _facts(review, bibliography), names, review.settings.stamp
    )
    files.refuse_overwriting((place / name for name in made), review.inputs.reveal())
    files.make_folder(place)
    problems = []
    left = 0
    with files.locked(place):
        for name, data in made.items():
            target = place / name
            present = files.read_bytes(target) if target.exists() else None
            whole = data + b"\n" if present is None else with_own_text(data, present)
            other = present is not None and whole is not None and of_another_work(data, present)
            if whole is None or other:
                left += 1
                row = "LR410.other" if other else "LR409"
                problems.append(problem(row, Where(file=files.name_of(target))))
            elif whole != present:
                files.write_bytes(target, whole)
        others = _earlier_files(place, made)
    held = set(names.values())
    problems += [
        _orphan_problem(review, path, names, own=own) for path, own in others if path.stem not in held
    ]
    return SourceFiles(
        written=len(made) - left,
        unnamed=len({entry.source.key for entry in bibliography.entries() if entry.source.unnamed}),
        beside=sum(path.stem in held for path, _ in others),
        problems=(*bibliography.problems, *problems),
    )


def _check_target(review: Review, place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise OutputError(str(place), "is a file; one file for each source goes into a folder")
    for part in _READ if review.folder else ():
        if Path(os.path.realpath(place)).is_relative_to(os.path.realpath(Path(review.folder or "", part))):
            raise OutputError(
                str(place), f"lies in {part}/, from which the review is read; name another folder"
            )


def _earlier_files(place: Path, made: Mapping[str, bytes]) -> list[tuple[Path, bool]]:
    """Return the files of ours that were not made now, and whether a person wrote something into each."""
    from litreview.stages.bibliography.exports import has_own_text

    # as the disk names them: where case does not count, KEY.md may be there as key.md
    names = {name.casefold() for name in made}
    held = [path for path in files.listing(place, ".md") if path.name.casefold() not in names]
    return [(path, own) for path in held if (own := has_own_text(files.read_bytes(path))) is not None]


def _orphan_problem(review: Review, path: Path, names: Mapping[str, str], *, own: bool) -> Problem:
    """Return the Problem (LR410) of a file whose source the review no longer has, or has under another key."""
    key = unquote(path.stem)
    # it may be called after what is confidential since
    shown = review.include_confidential or review.names.quotable(key)
    now = review.key_of(key) if shown else ""
    now = f"written to {names[now]}.md" if now == key else now
    return problem(
        "LR410.own" if own else "LR410.gone",
        Where(file=files.name_of(path if shown else path.parent / SEALED)),
        source=f"is {now} now" if now else "is gone",
    )


def _facts(review: Review, bibliography: Bibliography) -> dict[str, Facts]:
    """Return what the review knows of each source of the bibliography, and of those that may be named beside it."""
    from litreview.stages.bibliography.exports import Facts

    sources = {entry.source.key: entry.source for entry in bibliography.entries()}
    main = [code.id for code in review.codebook.goals]
    others = [c.id for c in review.codebook.codes if c.id not in (*main, *RESERVED) and c.group != "type"]
    coded = grouped((tag.source, tag.code) for tag in review.tags)
    said: dict[str, dict[str, set[str]]] = {}
    for decision in review.decisions:
        if decision.verb == "stance":
            code, _, stance = decision.value.partition("=")
            said.setdefault(decision.key, {}).setdefault(code, set()).add(stance)
    decision_name = {key for key, source in sources.items() if not source.confidential}
    pairs = [
        (one.citing, one.cited) for one in review.links.citations if {one.citing, one.cited} <= decision_name
    ]
    cites, cited_by = grouped(pairs), grouped((cited, citing) for citing, cited in pairs)
    return {
        key: Facts(
            goals=tuple(code for code in main if code in coded.get(key, ())),
            topics=tuple(code for code in others if code in coded.get(key, ())),
            status=review.standing.status[key].status,
            stream=review.standing.streams[key],
            stance=tuple(
                f"{code}: {next(iter(stances)) if len(stances) == 1 else 'disputed'}"
                for code, stances in sorted(said.get(key, {}).items())
            ),
            cites=tuple(sorted(set(cites.get(key, ())))),
            cited_by=tuple(sorted(set(cited_by.get(key, ())))),
        )
        for key in sources
    }
