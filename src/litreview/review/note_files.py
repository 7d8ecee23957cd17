"""Markdown files of a review: annotations (`notes/KEY.md`) read and saved, and a folder with one file per source.

Text that a person wrote is never overwritten.
"""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from litreview.core import files
from litreview.core.containers import grouped, grouped_sets
from litreview.core.errors import InputError, OutputError, UnknownKeyError, UsageError
from litreview.core.model import Decision, Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.sealed import SEALED
from litreview.core.wording import Value
from litreview.judgements.codebook import RESERVED
from litreview.review.name_shield import shielded
from litreview.review.private_folder import ignore_private
from litreview.review.questions.shared import decision_name
from litreview.review.session import Review

if TYPE_CHECKING:
    from litreview.stages.bibliography import Bibliography
    from litreview.stages.bibliography.csl_and_markdown import ReviewFacts


_PUBLIC, _PRIVATE = "notes", "private/notes"
_QUOTED_LINES = 3  # lines shown of another person's text
_LONGEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Value):
    """The annotation of a source as in its file, with HTML comments.

    - `source`: its key; `file`: the file, of a confidential source its folder;
    - `text`: the note, `""` without one, or if it is on a confidential source and not asked for (`withheld`);
    - `seen`: a digest of the file for `save_note`, `""` without a file;
    - `beside`: further notes on the source, under keys of its other records; they are printed one after another.
    """

    source: str
    file: str
    text: str = ""
    seen: str = ""
    withheld: bool = False
    beside: tuple[str, ...] = ()


class NoteChangedError(OutputError):
    """A note changed since it was read: `note` is the current one, and nothing was written."""

    def __init__(self, note: Note, why: str) -> None:
        self.note = note
        super().__init__(note.file, why)


def read_note(review: Review, key: str) -> Note:
    """Return the annotation of a source by any of its names. `UnknownKeyError` for an unknown name."""
    source, path, others = _locate_note(review, key)
    present = _present(path) if path.exists() else b""
    return _note(review, source, path, others, present)


def save_note(review: Review, key: str, text: str, *, seen: str) -> Note:
    """Write the annotation of a source and return it; an open review shows it after being opened again.

    `seen`: the digest from `read_note`, `""` if there was no note. `NoteChangedError` if the file has changed since; then nothing
    is written. The text is on the disk when this returns. A note on a confidential source goes to `private/notes/`. `OutputError` for
    a file or folder that is a link.
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
    """Return a text with Unix line ends, a final line end, and no byte order mark."""
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
        # a withheld text gives no digest
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
    """Return a source, the path of its annotation (which need not exist), and further files with notes on it."""
    if review.folder is None:
        raise UsageError(
            "these PATHS are no review folder, and notes need one to be kept in: `litreview init my-review`"
        )
    source = review.deduplication[key]
    if source.confidential:
        base, folder = review.folder / "private", review.folder / _PRIVATE
        own_path, present_files = folder / f"{files.safe_name(decision_name(source))}.md", []
    else:
        base, folder = review.folder, review.folder / _PUBLIC
        # on a case-insensitive disk KEY.md exists where Key.md is: compare the names that the folder lists
        present_names = set(os.listdir(folder)) if folder.is_dir() else set()  # noqa: PTH208 - names are all that is needed
        own_path, *further = _files(review, source, folder)
        present_files = [path for path in (own_path, *further) if path.name in present_names]
    # private/ may be a link to an encrypted disk
    if Path(os.path.realpath(folder)) != Path(os.path.realpath(base)) / "notes":
        raise OutputError(str(folder), "is a link; a note is not written through it")
    path, *others = present_files or [own_path]
    if path.is_symlink():
        raise OutputError(str(path), "is a link; edit the file where it lies")
    return source, path, tuple(others)


def _files(review: Review, source: Source, folder: Path) -> Iterator[Path]:
    """Yield the possible paths of a note: the source's key first, then names of its records that mean no other source."""
    tried = set()
    names = (source.key, *source.former_keys, *(n for r in source.records for n in (r.key, r.id)))
    folded = {name.casefold() for name in names}
    keys = [other.key for other in review.sources if other.key.casefold() in folded]
    for name in (other for one in names for other in (one, *review.shield.keys_of_code(one))):
        for file in (f"{files.safe_name(name, keys)}.md", f"{files.safe_name(name)}.md", f"{name}.md"):
            if file in tried or "/" in file or file.startswith(".") or files.is_readme(file):
                continue
            tried.add(file)
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
    """Return the message for a note changed since it was read, with lines that the new text lacks."""
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
    quoted = "; ".join(f"‘{line[:_LONGEST]}’" for line in added[:_QUOTED_LINES])
    more = f" and {len(added) - _QUOTED_LINES} more lines" if len(added) > _QUOTED_LINES else ""
    return f"{why}: it has {quoted}{more}" if quoted else f"{why}: lines were taken out"


_READ = ("bib", "decisions", "notes", "references", "manuscript", "private/notes")
"""The folders of a review in which Markdown files or their neighbours are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFiles(Value):
    """Result of `write_source_files`: files that are up to date now, and the Problems met.

    `unnamed`: interviewees counted with a group only, who have no file; `beside`: files of sources outside the bibliography.
    """

    written: int
    unnamed: int
    beside: int
    problems: tuple[Problem, ...] = ()


def write_source_files(review: Review, bibliography: Bibliography, folder: Path | str) -> SourceFiles:
    """Write a Markdown file for each source of the bibliography into a folder, and return the result.

    Text below the line in an existing file, written by a person, stays. Left alone with a Problem are a file whose upper part was edited
    (LR409), and one whose source is gone or whose key now belongs to another work (LR410). `OutputError` for a folder that the review reads.
    """
    from litreview.stages.bibliography.csl_and_markdown import (
        file_names,
        of_another_work,
        source_files,
        with_own_text,
    )

    place = Path(folder)
    _check_target(review, place)
    # named among all sources, so that a call for some gives the same file names
    names = file_names(source.key for source in review.sources)
    file_texts, bibliography = source_files(
        bibliography, _facts(review, bibliography), names, review.settings.stamp
    )
    files.refuse_overwriting((place / name for name in file_texts), review.inputs.reveal())
    files.make_folder(place)
    problems = []
    left_alone = 0
    with files.locked(place):
        for name, data in file_texts.items():
            target = place / name
            old_text = files.read_bytes(target) if target.exists() else None
            new_text = data + b"\n" if old_text is None else with_own_text(data, old_text)
            is_other_work = old_text is not None and new_text is not None and of_another_work(data, old_text)
            if new_text is None or is_other_work:
                left_alone += 1
                row = "LR410.other" if is_other_work else "LR409"
                problems.append(problem(row, Where(file=files.name_of(target))))
            elif new_text != old_text:
                files.write_bytes(target, new_text)
        earlier = _earlier_files(place, file_texts)
    known = set(names.values())
    problems += [
        _orphan_problem(review, path, names, own=own) for path, own in earlier if path.stem not in known
    ]
    return SourceFiles(
        written=len(file_texts) - left_alone,
        unnamed=len({entry.source.key for entry in bibliography.entries() if entry.source.unnamed}),
        beside=sum(path.stem in known for path, _ in earlier),
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


def _earlier_files(place: Path, file_texts: Mapping[str, bytes]) -> list[tuple[Path, bool]]:
    """Return earlier files of ours outside this call, each with whether a person wrote into it."""
    from litreview.stages.bibliography.csl_and_markdown import has_own_text

    # on a case-insensitive disk KEY.md may be listed as key.md
    names = {name.casefold() for name in file_texts}
    earlier = [path for path in files.listing(place, ".md") if path.name.casefold() not in names]
    return [(path, own) for path in earlier if (own := has_own_text(files.read_bytes(path))) is not None]


def _orphan_problem(review: Review, path: Path, names: Mapping[str, str], *, own: bool) -> Problem:
    """Return the Problem (LR410) of a file whose source the review no longer has, or has under another key."""
    key = unquote(path.stem)
    # the name may be that of a source that is confidential by now
    quotable = review.include_confidential or review.names.quotable(key)
    current = review.key_of(key) if quotable else ""
    current = f"written to {names[current]}.md" if current == key else current
    return problem(
        "LR410.own" if own else "LR410.gone",
        Where(file=files.name_of(path if quotable else path.parent / SEALED)),
        source=f"is {current} now" if current else "is gone",
    )


def _stances(decisions: Iterable[Decision]) -> Mapping[str, tuple[str, ...]]:
    """Return the stances on each source by its key, such as `protect: supports`; `disputed` where people differ."""
    parts = ((d.key, d.value.partition("=")) for d in decisions if d.verb == "stance")
    found = grouped_sets(((key, code), stance) for key, (code, _, stance) in parts)
    words = grouped(
        (key, f"{code}: {next(iter(stances)) if len(stances) == 1 else 'disputed'}")
        for (key, code), stances in sorted(found.items())
    )
    return {key: tuple(listed) for key, listed in words.items()}


def _facts(review: Review, bibliography: Bibliography) -> dict[str, ReviewFacts]:
    """Return goals, topics, status, stances and citations of each source of the bibliography."""
    from litreview.stages.bibliography.csl_and_markdown import ReviewFacts

    sources = {entry.source.key: entry.source for entry in bibliography.entries()}
    goals = [code.id for code in review.codebook.goals]
    topics = [c.id for c in review.codebook.codes if c.id not in (*goals, *RESERVED) and c.group != "type"]
    codes_of = grouped((tag.source, tag.code) for tag in review.tags)
    stances_of = _stances(review.decisions)
    public = {key for key, source in sources.items() if not source.confidential}
    pairs = [pair for pair in review.links.pairs if public.issuperset(pair)]
    cites, cited_by = grouped(pairs), grouped((cited, citing) for citing, cited in pairs)
    return {
        key: ReviewFacts(
            goals=tuple(code for code in goals if code in codes_of.get(key, ())),
            topics=tuple(code for code in topics if code in codes_of.get(key, ())),
            status=review.standing.status[key].status,
            stream=review.standing.streams[key],
            stance=stances_of.get(key, ()),
            cites=tuple(sorted(set(cites.get(key, ())))),
            cited_by=tuple(sorted(set(cited_by.get(key, ())))),
        )
        for key in sources
    }
