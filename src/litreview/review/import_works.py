"""Import of works from reference lists and Zotero; confidential works are not written where git would store them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

from litreview.core import files
from litreview.core.confidential.answers import NO_ANSWERS, ConfidentialityAnswers
from litreview.core.confidential.classification import Verdict, judge
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.raw_marks import marks_in
from litreview.core.errors import OutputError, UsageError
from litreview.core.model import CitedReference, Library, Problem, Record, RecordId, Where
from litreview.core.problems import problem
from litreview.core.sealed import stays_private
from litreview.core.wording import Value, plural
from litreview.formats import public_names, read_objects
from litreview.formats.field_values import KeyAssigner
from litreview.formats.input_files import gather
from litreview.formats.parsing import assemble_library, decode
from litreview.formats.references import (
    ENDINGS,
    DocumentError,
    DocumentPieces,
    ReferenceEntry,
    cited_reference,
    pieces_of_docx,
    pieces_of_text,
    read_pieces,
)
from litreview.providers.zotero import ZoteroWorks, snapshot

_NAME = re.compile(r"[^\s]+\.[A-Za-z]{2,5}")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ReferenceList:
    """What `read_references` returns: a record and a cited reference for each public reference, and the Problems met.

    A sealed or withheld reference becomes a sealed record without cited reference; so does every reference of a list named after the code
    of a participant (`references/I01.txt`).
    """

    library: Library
    references: tuple[CitedReference, ...] = ()

    @property
    def records(self) -> tuple[Record, ...]:
        """The entries, in the order of the list."""
        return self.library.records

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read, or only in part."""
        return self.library.problems

    def __repr__(self) -> str:
        return f"<ReferenceList: {plural(len(self.records), 'entry', 'entries')}, {plural(len(self.problems), 'problem')}>"


def read_references(
    source: Path | str, *, include_confidential: bool = False, public: Sequence[Path | str] = ()
) -> ReferenceList:
    """Return the entries of a reference list: a file (.txt .md .docx .tex), or a text with one or more references.

    `public` names the file if its withheld entries may be shown, as for `read`.

    A string that is one word with an ending, or the name of a file that is there, is taken for a file. Never raises for what is in it;
    `InputError` for a file that is missing.

    >>> [record.key for record in read_references("Roe, A. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5-9.").records]
    ['Roe2001Raids']
    """
    if isinstance(source, Path) or _is_file(source):
        return read_reference_files([source], include_confidential=include_confidential, public=public)
    return read_reference_text(source, "<string>", include_confidential=include_confidential)


def _is_file(text: str) -> bool:
    if "\n" in text or len(text) > 1000:
        return False
    if _NAME.fullmatch(text.strip()) and text.rpartition(".")[2].lower() in ENDINGS:
        return True
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


def read_reference_files(
    paths: Iterable[Path | str], *, include_confidential: bool = False, public: Sequence[Path | str] = ()
) -> ReferenceList:
    """Return the entries of several lists, in order. `UsageError` for a folder, since any file in it could be a list."""
    listed = [*paths]
    for path in listed:
        if Path(path).is_dir():
            raise UsageError(f"{path}: is a folder; name the files that hold reference lists")
    texts = [(name, files.read_bytes(path)) for path, name, _ in gather(listed)]
    answers = ConfidentialityAnswers(public=public_names(public, listed)) if public else NO_ANSWERS
    return _assemble(texts, include_confidential=include_confidential, answers=answers)


def read_reference_text(text: str | bytes, path: str, *, include_confidential: bool = False) -> ReferenceList:
    """Return the entries of one text; messages call it `path`."""
    data = text.encode("utf-8", errors="surrogatepass") if isinstance(text, str) else text
    return _assemble([(path, data)], include_confidential=include_confidential)


def _assemble(
    texts: Sequence[tuple[str, bytes]],
    *,
    include_confidential: bool,
    answers: ConfidentialityAnswers = NO_ANSWERS,
) -> ReferenceList:
    keys = KeyAssigner()
    records: list[Record] = []
    references: list[CitedReference] = []
    problems: list[Problem] = []
    hidden: dict[str, list[tuple[int, int]]] = {}
    for path, data in texts:
        pieces, faults, sealed = split_references(data, path)
        code_named = is_code(PurePath(path).stem)
        entries, parse_problems = read_pieces(pieces, path)
        problems += [*faults, *parse_problems]
        if not entries and not faults:
            problems.append(problem("LR007", Where(file=path)))
        if sealed:
            problems.append(problem("LR305", Where(file=path)))
        if sealed or code_named:
            hidden[path] = [(0, 1 << 30)]
        for entry in entries:
            record = _record(entry, keys, len(records) + 1, path, sealed=sealed or code_named)
            records.append(record)
            references.append(cited_reference(entry.text, entry.where, record.id, entry.parsed))
    names = list(dict.fromkeys(record.where.file for record in records))
    library = assemble_library(
        records, problems, [], hidden, names, include_confidential=include_confidential, answers=answers
    )
    pairs = zip(library.records, references, strict=True)
    return ReferenceList(
        library=library,
        references=tuple(one for record, one in pairs if include_confidential or not record.confidential),
    )


def split_references(data: bytes, path: str) -> tuple[DocumentPieces, list[Problem], bool]:
    """Return the pieces of a file, the Problems met, and whether the whole file must be sealed."""
    ending = path.rpartition(".")[2].lower()
    if ending == "docx" or (data.startswith(b"PK\x03\x04") and b"word/" in data[:4000]):
        try:
            listed = pieces_of_docx(data)
        except DocumentError as error:
            return DocumentPieces(pieces=()), [problem("LR304", Where(file=path), why=error)], False
        return listed, [], any(marks_in(piece.text) for piece in listed.pieces)
    text, problems = decode(data, path)
    if not text.strip():
        return DocumentPieces(pieces=()), problems or decode(b"", path)[1], False
    return pieces_of_text(text, ending), problems, bool(marks_in(text))


def _record(entry: ReferenceEntry, keys: KeyAssigner, position: int, path: str, *, sealed: bool) -> Record:
    key = keys.assign("", _key_fields(entry), position)
    verdict = judge(entry.type, key, entry.fields, path, typed=False)
    if sealed:
        verdict = Verdict(sealed="the list it stands in is confidential")
    return Record(
        key=key,
        type=entry.type,
        fields=entry.fields,
        authors=entry.authors,
        editors=entry.editors,
        year=entry.year,
        doi=entry.doi,
        confidential=verdict.hides,
        withheld=bool(verdict.withheld),
        why=verdict.sealed or verdict.withheld,
        id=RecordId(f"{path}:{key}"),
        where=entry.where,
        raw=entry.text,
        format="reference",
    )


# parties of so many cases that they name none, and what stands before a party
_COMMON_PARTY = re.compile(
    r"\W*(?:United States|U\.S\.|(?:The )?(?:State|People|Commonwealth|City|County)\b|Doe\b|Roe\b)",
    re.IGNORECASE,
)
_BEFORE_PARTY = re.compile(r"(?:In re|Ex parte|(?:In the )?Matter of|Estate of|The)\s+", re.IGNORECASE)


def _key_fields(entry: ReferenceEntry) -> list[tuple[str, str]]:
    """Return the fields from which a key is made; a case is called by its first party, or the second where that is a state or unnamed.

    >>> [read_references(case).records[0].key for case in ("Lochner v. New York, 198 U.S. 45 (1905).", "State v. Madeup, 7 P.3d 9 (2001).")]
    ['Lochner1905', 'Madeup2001']
    """
    fields = dict(entry.fields)
    if entry.type == "jurisdiction" and "author" not in fields:
        parties = re.split(r"\sv[s]?\.?\s", re.sub(r"[{}]", "", fields.get("title", "")))
        named = next((one for one in parties if not _COMMON_PARTY.match(one)), parties[-1])
        words = re.findall(r"[^\W\d_][\w’']+", _BEFORE_PARTY.sub("", named)) or [named]
        fields |= {"author": "{" + words[0] + "}", "title": ""}
    return [*fields.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoteroImport(Value):
    """Result of `write_zotero`: works written, works left out as confidential, and since the last time works new and gone."""

    written: int
    left_out: int
    new: int = 0
    gone: int = 0
    again: bool = False


def write_zotero(works: ZoteroWorks, path: Path | str) -> ZoteroImport:
    """Write works of Zotero to a `.json` file, which is read like any export, and return the counts.

    A work is written only below a folder `private/` if it or a note on it is marked as confidential. If a note without a work has such a
    mark, this holds for every work, since the note may belong to any. An existing file is replaced if it holds items of Zotero;
    `OutputError` for any other.
    """
    place = Path(path)
    if place.suffix.lower() != ".json":
        raise OutputError(
            str(path), "Zotero's items are written as they are, to a .json file, such as bib/zotero.json"
        )
    old_keys = _existing_keys(place)
    unsure = any(marks_in(json.dumps(note)) for note in works.loose)
    private = stays_private(place)
    written = [
        item
        for item in works.items
        if private or not (unsure or _is_confidential(item, works.notes.get(item["key"], ())))
    ]
    files.write_text(place, snapshot(written))
    keys = {item["key"] for item in written}
    return ZoteroImport(
        written=len(written),
        left_out=len(works.items) - len(written),
        new=len(keys - (old_keys or set())),
        gone=len((old_keys or set()) - keys),
        again=old_keys is not None,
    )


def _is_confidential(item: Mapping[str, Any], notes: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a work or a note on it is marked as confidential."""
    return any(record.confidential for record in read_objects([item, *notes]))


def _existing_keys(place: Path) -> set[str] | None:
    """Return the keys of the Zotero items in a file, None without the file. `OutputError` for other content."""
    if not place.exists():
        return None
    try:
        value = json.loads(files.read_bytes(place))
    except (ValueError, RecursionError):
        value = None
    if isinstance(value, list) and all(
        isinstance(one, dict) and isinstance(one.get("key"), str) and isinstance(one.get("data"), dict)
        for one in value
    ):
        return {one["key"] for one in value}
    raise OutputError(
        str(place), "holds something else than items of Zotero, and is never overwritten; name another file"
    )
