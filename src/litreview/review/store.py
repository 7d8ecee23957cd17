"""The store of a review's computed values: its path, digests, what is never stored, and removal."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview.core import files
from litreview.core.errors import LitreviewError, OutputError
from litreview.core.extensions import extension_packages
from litreview.core.model import Library, Record, Source, Work
from litreview.core.runtime import build_fingerprint, cache_folder
from litreview.core.sealed import private_part
from litreview.engine import Codec, Digests, Evaluator, Explained, Store, graph, stage
from litreview.engine.codec import to_json
from litreview.engine.digest import DigestInput, Rule
from litreview.engine.store import FILES, paths_of
from litreview.formats.parallel import Job, parse_all
from litreview.formats.parsing import Parsed
from litreview.judgements.codebook import Codebook

if TYPE_CHECKING:
    from litreview.review.withdrawal.traces import Tracer

_LIBRARIES = (
    "anyascii", "bibtexparser", "numpy", "openpyxl", "pyahocorasick", "pylatexenc", "python-stdnum", "rispy", "scipy",
    "snowballstemmer",
)  # fmt: skip
"""Libraries whose versions a value may depend on."""
MIN_STORED_BYTES = 100_000
"""Bytes; parsing a smaller file is as fast as a look-up in the store."""
MAX_STORED_BYTES = 100_000_000
"""Bytes; a stored file takes about three times its size on the disk."""


def store_path(folder: Path | str) -> Path:
    """Return the path of the file with the stored stages of a review."""
    name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()[:20]
    return cache_folder() / f"{FILES}{name}.sqlite"


def confidential_digest(library: Library, enriched: Library, private: Sequence[int]) -> str:
    """Return a digest of the confidential part of a review; when it changes, everything stored is discarded.

    It covers codes, which may be shown, and `private`, the fingerprint of private/ (`Shield.private`).
    """
    confidential_parts = [
        (record.key, record.code, record.where.file if not record.confidential else "", record.hidden)
        for record in (*library.records, *enriched.records)
        if record.confidential or record.hidden
    ]
    return hashlib.sha256(to_json([sorted(confidential_parts), private])).hexdigest()


def digests(*, stored: bool = True) -> Digests:
    """Return the digest rules for values of a review, and for this version of the program if values are `stored`."""
    rules: dict[type, Rule] = {Source: _source, Record: _record, Codebook: _codebook, File: _file}
    return Digests(rules, build_fingerprint(*_LIBRARIES, *extension_packages()) if stored else "")


def _source(source: Source) -> DigestInput:
    hidden = any(one.confidential for one in (source, *source.records, *source.enriched))
    own = [source.key, source.former_keys, [one.field for one in source.corrected]]
    # most sources say what their one record says, and that has its digest from the file
    values = (
        [] if len(source.records) == 1 and _says_the_same(source, source.records[0]) else _work_values(source)
    )
    return DigestInput(
        [*own, *values],
        parts=source.records,
        extras=source.enriched,
        hidden=source.key if hidden else "",
    )


def _says_the_same(one: Work, other: Work) -> bool:
    """Return whether the values of two works are the same, whatever their keys."""
    return (one.type, one.year, one.doi, one.unnamed, one.authors, one.editors) == (
        other.type, other.year, other.doi, other.unnamed, other.authors, other.editors,
    ) and one.fields == other.fields  # fmt: skip


def _record(record: Record) -> DigestInput:
    return DigestInput(
        [*_work_values(record), record.id, {**record.raw_fields}, record.format],
        details=lambda: [
            record.where.file, record.where.line, record.repeated, record.raw, record.code, record.why, record.hidden,
        ],
        hidden=record.key if record.confidential else "",
    )  # fmt: skip


def _codebook(book: Codebook) -> DigestInput:
    return DigestInput([book.name, book.version])


def _work_values(work: Work) -> list[Any]:
    """Return the content of a work as JSON values."""
    people = [(p.family, p.given, p.prefix, p.suffix, p.literal) for p in (*work.authors, *work.editors)]
    identity = [work.key, work.type, work.year, work.doi, work.unnamed]
    return [*identity, {**work.fields}, len(work.authors), people]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to parse, with a digest of its bytes; `""` for a private or small file, which is not stored."""

    job: Job
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFile:
    """The content of a file, and whether it may be stored: it has no confidential record and did not change while it was read.

    `digests`: of the content and of the whole of each record, if it may be stored.
    """

    found: Parsed
    storable: bool = True
    digests: Sequence[tuple[str, str]] = ()


def _file(file: File) -> DigestInput:
    return DigestInput(
        [file.job.name, file.job.met, file.content], hidden="" if file.content else file.job.name
    )


class FileParser:
    """Parses the files of a review that are not in its store. `hides`: whether an answer makes a record confidential."""

    def __init__(self, store: Store, hides: Any) -> None:
        self._store = store
        self._hides = hides
        self.digests: Digests = digests()
        self.explained: Explained = ()

    def __call__(self, jobs: Sequence[Job]) -> list[Parsed]:
        """Return the parsed content of each file, in order. `InputError` for an unreadable file."""

        @stage(each="files", codec=Codec(ParsedFile, may=lambda value: value.storable))
        def parsed_files(files: Sequence[File]) -> list[ParsedFile]:
            """What each file holds, as records and Problems."""
            found = parse_all([file.job for file in files])
            return [self._parsed(file, one) for file, one in zip(files, found, strict=True)]

        inputs = {"files": tuple(File(job=job, content=_content(job)) for job in jobs)}
        made = Evaluator(graph([parsed_files]), inputs, store=self._store, digests=self.digests)
        values: tuple[ParsedFile, ...] = made.value("parsed_files")
        self.explained = made.explain()
        for one in values:
            for record, known in zip(one.found[0], one.digests, strict=bool(one.digests)):
                self.digests.know(record, *known)
        return [one.found for one in values]

    def _parsed(self, file: File, found: Parsed) -> ParsedFile:
        """Return the content of a file; with the digests of its records if it may be stored."""
        if not (file.content and self._is_public(found) and _content(file.job) == file.content):
            return ParsedFile(found=found, storable=False)
        both = [(self.digests.of(one, whole=False).name, self.digests.of(one).name) for one in found[0]]
        return ParsedFile(found=found, digests=both)

    def _is_public(self, found: Parsed) -> bool:
        records, _, _, hidden = found
        return not hidden and not any(
            one.confidential or one.sealed or one.hidden or self._hides(one) for one in records
        )


def _content(job: Job) -> str:
    """Return the digest of a file's bytes; `""` for a file that is not stored."""
    path = Path(job.path)
    try:
        if private_part(path) or not MIN_STORED_BYTES <= path.stat().st_size <= MAX_STORED_BYTES:
            return ""
        return hashlib.sha256(files.read_bytes(path)).hexdigest()
    except (OSError, LitreviewError):
        return ""


def forget(folder: Path) -> None:
    """Remove everything stored on a review in the user's cache folder."""
    for path in _stored_files(folder):
        with contextlib.suppress(OSError):
            path.unlink()


def purge(folder: Path, tracer: Tracer) -> tuple[str, ...]:
    """Remove a review's stored values and cached answers of registries with the searched texts; return the remaining files.

    A file remains if it could not be removed, or if its bytes still contain a searched text.
    """
    from litreview.providers.response_cache import ANSWERS_FILE, ResponseCache

    forget(folder)
    answers = cache_folder() / ANSWERS_FILE
    if answers.is_file() and tracer.search_bytes(files.read_bytes(answers)):
        try:
            with ResponseCache(cache_folder()) as cache:
                cache.forget(tracer.search_text)
        except OutputError:
            return (*map(str, _stored_files(folder)), str(answers))
    remaining = [path for path in _stored_files(folder) if path.is_file()]
    # with the journals that a killed program leaves
    remaining += [
        path
        for path in answers.parent.glob(f"{answers.name}*")
        if path.is_file() and tracer.search_bytes(files.read_bytes(path))
    ]
    return tuple(map(str, remaining))


def _stored_files(folder: Path) -> tuple[Path, ...]:
    """Return the files where this or an earlier version stored something on a review."""
    folder_path = os.path.realpath(folder)
    written = hashlib.sha256(folder_path.encode("utf-8", "surrogatepass")).hexdigest()
    earlier = cache_folder() / f"values-{written[:20]}.sqlite"
    files_ = cache_folder() / "files-1" / hashlib.sha256(os.fsencode(folder_path)).hexdigest()[:32]
    paths = [*paths_of(store_path(folder)), *paths_of(earlier)]
    if files_.is_dir():
        paths += files_.iterdir()
    return tuple(path for path in paths if path.is_file())
