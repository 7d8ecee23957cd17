"""The full texts of a review: read once, kept with their pages and a word index in the review's store, and searched there.

It uses the store of the stages, which is replaced when something becomes confidential, and removed when a person withdraws. Without a store, as
for a review that is read with what is confidential, everything stays in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from litreview import stages
from litreview.core.errors import LitreviewError, UsageError
from litreview.core.progress import counted
from litreview.core.results.texts import TextFacts, TextFile, TextMatch, TextPage
from litreview.core.runtime import build_fingerprint
from litreview.core.sealed import Sealed
from litreview.engine import Codec, Store
from litreview.review.name_shield import Shield, shielded
from litreview.review.text_files import FoundTexts, neutral_name

if TYPE_CHECKING:
    from litreview.formats.documents.text_read import TextRead

_TABLES = (
    "CREATE TABLE IF NOT EXISTS text_facts (digest TEXT PRIMARY KEY, value BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS text_pages (id INTEGER PRIMARY KEY, digest TEXT, number INTEGER, text TEXT, notes TEXT)",
    "CREATE INDEX IF NOT EXISTS text_pages_of ON text_pages (digest, number)",
    """CREATE VIRTUAL TABLE IF NOT EXISTS text_index USING fts5 (text, notes, content='text_pages', content_rowid='id',
    tokenize='porter unicode61 remove_diacritics 2')""",
)
_REMOVALS = (
    """INSERT INTO text_index (text_index, rowid, text, notes)
    SELECT 'delete', id, text, notes FROM text_pages WHERE digest = ?""",
    "DELETE FROM text_pages WHERE digest = ?",
    "DELETE FROM text_facts WHERE digest = ?",
)
_MARKS = ("\ue000", "\ue001")
_ERRORS = (sqlite3.Error, OSError, LitreviewError)
_SOME = 500
_CODEC: Codec[TextFacts] = Codec(TextFacts)


Result = TypeVar("Result")


class FoundPage(NamedTuple):
    """A page with searched words: the digest of its file, its place, its text and its notes, and the places of the words in both."""

    digest: str
    number: int
    text: str
    words: Sequence[int]


class TextLibrary:
    """The files with full texts of a review. `is_public` says which may be kept before it is known whose text they are."""

    def __init__(
        self,
        found: FoundTexts | None = None,
        store: Store | None = None,
        shield: Shield | None = None,
        is_public: Callable[[str], bool] = lambda _: True,
    ) -> None:
        found = found or FoundTexts()
        self._paths: Sealed[Mapping[str, Path]] = Sealed(found.paths)
        self._linked = found.linked
        self.absent: Mapping[str, str] = found.absent
        self.private: int = found.private
        self._shield = shield or Shield()
        # names that are not repeated are taken out of what is read, which is then not kept
        self._store = None if self._shield else store
        self._is_public = is_public
        self._memory: sqlite3.Connection | None = None
        self._unsettled: dict[str, TextRead] = {}
        self._files: tuple[TextFile, ...] | None = None
        self._named: dict[str, str] = {}
        self._facts: dict[str, TextFacts] = {}
        self._stored: set[str] = set()
        self.unstored: str = ""
        """Why the store failed, so that texts are read anew in each run; `""` if it did not."""

    def __reduce__(self) -> tuple[type[TextLibrary], tuple[()]]:
        # a pickle has no texts, as it has no paths
        return TextLibrary, ()

    def __copy__(self) -> TextLibrary:
        return self

    def __deepcopy__(self, _memo: object) -> TextLibrary:
        return self

    def __bool__(self) -> bool:
        return bool(self._paths.reveal())

    def __repr__(self) -> str:
        return f"<TextLibrary: {len(self._paths.reveal())} files>"

    def paths(self) -> tuple[Path, ...]:
        """Return the paths of the files, which no output may overwrite."""
        return tuple(self._paths.reveal().values())

    def names(self) -> tuple[str, ...]:
        """Return the names of the files, which are not shown."""
        return tuple(self._paths.reveal())

    def files(self) -> tuple[TextFile, ...]:
        """Return the files with the digests of their bytes, `""` for one that can't be read.

        A file whose name may be that of a person is called after its digest.
        """
        if self._files is None:
            found = []
            for name, path in self._paths.reveal().items():
                digest, linked = _digest(path), self._linked.get(name, ())
                shown = name if linked or self._is_public(name) else neutral_name(name, digest)
                self._named[shown] = name
                found.append(TextFile(name=shown, digest=digest, linked=linked))
            self._files = tuple(found)
        return self._files

    def shown(self, match: TextMatch) -> str:
        """Return the name of a file as it may be shown: its own if it is known whose text it may be."""
        return self._named.get(match.file, match.file) if match.source or match.asked else match.file

    def facts(self) -> tuple[tuple[TextFile, TextFacts], ...]:
        """Return each file with what it says of itself; what is not kept is read now."""
        everything = self.files()
        if everything and not self._facts:
            digests = {file.digest for file in everything} - {""}
            self._forget_others(digests)
            self._facts = self._stored_facts(digests)
            self._read([file for file in everything if file.digest and file.digest not in self._facts])
        unread = TextFacts(fault="unreadable")
        return tuple((file, self._facts.get(file.digest, unread)) for file in everything)

    def store_settled(self, digests: Iterable[str]) -> None:
        """Store these texts: those whose source was unknown when they were read wait in memory."""
        for digest in digests:
            if read := self._unsettled.pop(digest, None):
                self._store_text(digest, read)

    def pages(self, digest: str) -> tuple[TextPage, ...]:
        """Return the pages of a file, empty for one that is not kept."""
        if digest in self._unsettled:
            return tuple(TextPage(page.text, page.notes) for page in self._unsettled[digest].pages)
        rows = self._in_base(
            lambda base: base.execute(
                "SELECT text, notes FROM text_pages WHERE digest = ? ORDER BY number", (_key(digest),)
            ).fetchall()
        )
        return tuple(TextPage(*row) for row in rows)

    def page_image(self, name: str, number: int) -> bytes:
        """Return a page of a PDF, counted from 0, as PNG; `b""` if it can't be drawn. `name`: as `files` returns it."""
        from litreview.formats.documents.page_image import page_image

        path = self._paths.reveal().get(self._named.get(name, name))
        return page_image(_bytes(path), number) if path else b""

    def search(self, words: str) -> Iterator[FoundPage]:
        """Yield the pages with all of the words, or with the phrases in quotation marks; `port*` finds every ending."""
        query = as_query(words)
        rows = self._in_base(
            lambda base: base.execute(
                "SELECT p.digest, p.number, highlight(text_index, 0, ?, ?), highlight(text_index, 1, ?, ?) "
                "FROM text_index JOIN text_pages AS p ON p.id = text_index.rowid WHERE text_index MATCH ? ORDER BY p.digest, p.number",
                (*_MARKS, *_MARKS, query),
            ).fetchall()
        )
        for digest, number, text, notes in rows:
            for marked in (text, notes):
                places, bare = _unmarked(marked)
                if places:
                    yield FoundPage(digest.partition(":")[2], number, bare, places)

    def _read(self, wanted: Sequence[TextFile]) -> None:
        paths = self._paths.reveal()
        once = list({file.digest: file for file in wanted}.values())
        public = {file.digest for file in wanted if file.name in paths}

        def job(file: TextFile) -> Callable[[], tuple[str, bytes]]:
            path = paths[self._named[file.name]]
            return lambda: (path.suffix.lower(), _bytes(path))

        if not once:
            return
        from litreview.formats.documents.full_text import read_documents

        reads = read_documents([job(file) for file in once])
        for place, read in counted("reading full texts", reads, len(once)):
            digest = once[place].digest
            text = shielded(self._shield, read, people=True)
            self._facts[digest] = stages.texts.facts_of(text)
            # what may be installed later, or be a person's, is not kept
            if digest in public and read.fault != "no-reader":
                self._store_text(digest, text)
            else:
                self._unsettled[digest] = text

    def _store_text(self, digest: str, read: TextRead) -> None:
        def write(base: sqlite3.Connection) -> None:
            for statement in _REMOVALS:
                base.execute(statement, (_key(digest),))
            for number, page in enumerate(read.pages):
                row = base.execute(
                    "INSERT INTO text_pages (digest, number, text, notes) VALUES (?, ?, ?, ?)",
                    (_key(digest), number, page.text, page.notes),
                )
                base.execute(
                    "INSERT INTO text_index (rowid, text, notes) VALUES (?, ?, ?)",
                    (row.lastrowid, page.text, page.notes),
                )
            base.execute(
                "INSERT OR REPLACE INTO text_facts VALUES (?, ?)",
                (_key(digest), _CODEC.encode(self._facts[digest])),
            )

        self._in_base(write)
        self._stored.add(digest)

    def _stored_facts(self, digests: Collection[str]) -> dict[str, TextFacts]:
        found: dict[str, TextFacts] = {}
        wanted = sorted(digests)
        for start in range(0, len(wanted), _SOME):
            keys = [_key(digest) for digest in wanted[start : start + _SOME]]
            marks = ",".join("?" * len(keys))
            query = f"SELECT digest, value FROM text_facts WHERE digest IN ({marks})"  # noqa: S608 - question marks
            rows = self._in_base(partial(_rows, query, keys))
            # bytes of another version are read anew
            with contextlib.suppress(LookupError, TypeError, ValueError):
                values = _CODEC.decode_all([value for _, value in rows])
                found |= {key.partition(":")[2]: value for (key, _), value in zip(rows, values, strict=True)}
        self._stored |= found.keys()
        return found

    def _forget_others(self, digests: Collection[str]) -> None:
        """Remove the stored texts of files that are gone, and those stored by another version."""
        keys = {_key(digest) for digest in digests}

        def remove(base: sqlite3.Connection) -> None:
            kept = base.execute("SELECT digest FROM text_facts UNION SELECT digest FROM text_pages")
            for gone in kept.fetchall():
                if gone[0] not in keys:
                    for statement in _REMOVALS:
                        base.execute(statement, gone)

        self._in_base(remove)

    def _in_base(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Return what is done in the store, or in a database in memory without one.

        A store that fails (a full disk, damage, replaced by another program) is used no more: what was in it is read anew into memory.
        """
        if self._store is not None:
            try:
                with self._store.writing() as base:
                    _make_tables(base)
                    return work(base)
            except _ERRORS as error:
                lost, self._stored, self._store = self._stored, set(), None
                if lost or not isinstance(error, FileNotFoundError):
                    self.unstored = " ".join(str(error).split()) or type(error).__name__
                self._read([file for file in self._files or () if file.digest in lost])
        if self._memory is None:
            self._memory = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
            _make_tables(self._memory)
        return work(self._memory)


def _rows(query: str, values: Sequence[str], base: sqlite3.Connection) -> list[tuple[str, bytes]]:
    return base.execute(query, values).fetchall()


def _make_tables(base: sqlite3.Connection) -> None:
    new = not base.execute("SELECT 1 FROM sqlite_master WHERE name = 'text_index'").fetchone()
    for table in _TABLES if new else ():
        base.execute(table)
    if new:
        with contextlib.suppress(sqlite3.Error):  # before SQLite 3.42
            base.execute("INSERT INTO text_index (text_index, rank) VALUES ('secure-delete', 1)")


def _key(digest: str) -> str:
    return f"{build_fingerprint('pypdfium2')[:16]}:{digest}"


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=20)).hexdigest()
    except OSError:
        return ""


def _bytes(path: Path) -> bytes:
    from litreview.formats.documents.text_read import MAX_BYTES

    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError:
        return b""


def _unmarked(text: str) -> tuple[list[int], str]:
    """Return the places of marked words, and the text without marks."""
    places: list[int] = []
    parts = text.split(_MARKS[0])
    at = len(parts[0])
    for part in parts[1:]:
        places.append(at)
        at += len(part) - part.count(_MARKS[1])
    return places, text.replace(_MARKS[0], "").replace(_MARKS[1], "")


def as_query(words: str) -> str:
    """Return searched words as the index reads them; nothing in them is a command of its own. `UsageError` for no word.

    >>> as_query('overtime "back wages" port*')
    '"overtime" "back wages" "port"*'
    """
    parts = re.findall(r'"[^"]+"|[^\s"]+', re.sub("[“”„]", '"', words))
    wanted = [
        (" ".join(re.findall(r"[\w’]+", part.replace("'", "’"))), "*" * part.endswith("*")) for part in parts
    ]
    if not any(letters for letters, _ in wanted):
        raise UsageError("name a word to find, such as overtime, or a phrase in quotation marks")
    return " ".join(f'"{letters}"{star}' for letters, star in wanted if letters)
