"""Search terms of a review's people, or of one who withdraws, from confidential entries, transcripts, quotes, codes and earlier versions.

The terms stay in memory, sealed, while one command runs.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.confidential.answers import NO_ANSWERS, ConfidentialityAnswers
from litreview.core.confidential.classification import evidence
from litreview.core.errors import InputError, LitreviewError
from litreview.core.model import Record
from litreview.core.sealed import is_private_name, private_folders
from litreview.formats import read_text, read_with
from litreview.formats.csv_rows import column_name, rows
from litreview.formats.documents import open_document
from litreview.formats.readers import endings
from litreview.formats.sheets.workbook_reader import page_texts
from litreview.review.private_folder import LOG_FILE, read_codes
from litreview.review.release.search_targets import KEY, TermCollector, family_names
from litreview.review.release.text_search import SearchTerms
from litreview.review.settings import SETTINGS_FILE, Settings, parse_settings
from litreview.review.withdrawal.file_edits import CODE, Names
from litreview.stages.register import REGISTER_FILE, RegisterVocabulary, consent_in, read_register

_LARGEST = 200_000_000
_QUOTES = "private/quotes.tsv"
_WRITTEN = (Path("out"), Path("withdrawn"))
_NAME_COLUMNS = frozenset(
    f"{who}{what}"
    for who in ("", "full ", "interviewee ", "participant ", "respondent ", "person ", "contact ", "speaker ")
    for what in ("", "name", "full name")
) - {""}
_FAMILY_COLUMNS = frozenset({"family", "family name", "last name", "surname", "lastname"})
_GIVEN_COLUMNS = frozenset({"given", "given name", "first name", "forename", "firstname"})
_TABLES = frozenset({".csv", ".tsv", ".xlsx"})
PUBLIC = "public"
"""The column of a private table with `yes` for a person whose name may be published, such as an official; never for one with a code."""


def read_limited(path: Path) -> tuple[bytes, str]:
    """Return the content of a file, or why it was not read."""
    try:
        if path.stat().st_size > _LARGEST:
            return b"", "files of more than 200 MB"
        return files.read_bytes(path), ""
    except (InputError, OSError):
        return b"", "files that cannot be read"


def read_existing(path: Path) -> bytes:
    """Return the content of a file, nothing without one."""
    return files.read_bytes(path) if path.is_file() else b""


def settings_of(folder: Path) -> Settings:
    """Return the settings of a review, the defaults if they cannot be read."""
    try:
        text = read_existing(folder / SETTINGS_FILE).decode("utf-8-sig", errors="replace")
        return parse_settings(text, SETTINGS_FILE)[0]
    except LitreviewError:  # `check` says what is wrong with it
        return Settings()


def all_records(folder: Path, answers: ConfidentialityAnswers = NO_ANSWERS) -> tuple[Record, ...]:
    """Return every entry of the review, the confidential ones in full."""
    places = [path for path in (folder / "bib", *private_folders(folder)) if path.is_dir()]
    places += [path for path in sorted(folder.glob("*")) if path.suffix.lower() in (".bib", ".ris")]
    for name in settings_of(folder).sources:
        places += map(Path, sorted(glob.glob(str(folder / name))))  # noqa: PTH207 - the pattern may be absolute
    if not places:
        return ()
    return read_with(None, *places, root=folder, include_confidential=True, answers=answers).records


def collect_terms(
    folder: Path, records: Sequence[Record], vocabulary: RegisterVocabulary, *, interviewers: bool = True
) -> tuple[TermCollector, int]:
    """Collect the search terms of a folder, with or without interviewers; also return how many private files could not be opened."""
    descriptions = (*vocabulary.role, *vocabulary.role_group, *vocabulary.medium, *vocabulary.region)
    collector = TermCollector(
        authors=family_names(records),
        roles=frozenset(word for words in descriptions for word in re.findall(r"[a-z]+", words.lower())),
        interviewers=interviewers,
    )
    for record in (record for record in records if record.confidential):
        collector.add_record(record)
    closed = 0
    for name, path in private_files(folder):
        collector.add_file(name)
        if name in (
            "codes.tsv",
            "salts.tsv",
            "quotes.tsv",
            "shield.txt",
            LOG_FILE.rpartition("/")[2],
        ) or path.suffix.lower() in (".bib", ".ris"):
            continue
        data, why = read_limited(path)
        opened = open_document(data)
        closed += bool(why or opened.unread)
        spoken = (
            path.suffix.lower() not in {*endings(), ".tsv", ".csv", ".json", ".toml"}
            or path.suffix.lower() == ".txt"
        )
        for part in opened.parts:
            collector.add_text(part.text, spoken=spoken)
        for cells in _table_rows(path, data):
            # in a row without a code, as of a roster, the family name alone may be anybody's
            has_code = any(CODE.search(cell) or CODE.search(cell.upper()) for cell in cells.values())
            is_public = not has_code and cells.get(PUBLIC, "").casefold() == "yes"
            collector.public += is_public
            for person in () if is_public else _names_in_row(cells):
                collector.add_name(person, alone=has_code)
    _add_keys(folder, collector)
    _add_quotes(folder, collector, vocabulary)
    collector.mark_authors(publications(records))
    return collector, closed


def private_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below every folder private/, by their path in it, except hidden files and those that our commands write there."""
    for top, folders, _ in os.walk(folder, followlinks=False):
        privates = [Path(top, name) for name in folders if is_private_name(name)]
        folders[:] = [name for name in folders if not name.startswith(".") and not is_private_name(name)]
        for private in privates:
            for here, below, names in os.walk(private, followlinks=False):
                inside = Path(here).relative_to(private)
                below[:] = [n for n in below if not n.startswith(".") and (inside / n) not in _WRITTEN]
                for name in names:
                    path = Path(here, name)
                    if not name.startswith(".") and path.is_file():
                        yield (inside / name).as_posix(), path


def _add_keys(folder: Path, collector: TermCollector) -> None:
    """Add the keys that `private/codes.tsv` has codes for, including keys of entries that are gone."""
    for line in read_codes(folder):
        if line.file:  # without a file: a public source whose key holds a name
            collector.add_stem(line.key, KEY)


def _add_quotes(folder: Path, collector: TermCollector, vocabulary: RegisterVocabulary) -> None:
    """Add the quotes of `private/quotes.tsv`; those that row and register allow to be printed are not searched for."""
    entries = read_register(read_existing(folder / REGISTER_FILE), vocabulary).entries
    for cells in _quote_rows(folder):
        quote = cells.get("quote", "")
        entry = entries.get(cells.get("code", ""))
        allowed = consent_in(entry.consent, vocabulary.publication) if entry and not entry.withdrawn else ""
        if allowed == cells.get("consent") == "quote":
            collector.allow_quote(quote)
        else:
            collector.add_text(quote, spoken=True)


def _quote_rows(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of `private/quotes.tsv` by column; none if the columns code or quote are missing."""
    text = read_existing(folder / _QUOTES).decode("utf-8-sig", errors="replace")
    rows = [line.split("\t") for line in text.split("\n")]
    columns = {name.strip(): n for n, name in enumerate(rows[0])}
    if {"code", "quote"} <= columns.keys():
        for row in rows[1:]:
            yield {name: row[n].strip() for name, n in columns.items() if n < len(row)}


def person_terms(folder: Path, names: Names) -> tuple[SearchTerms, int]:
    """Collect the search terms of one person; also return how many of their private files could not be opened.

    The terms come from entries of their code or keys, also in git's history, from private files named after them, their rows of private
    tables and their quotes. Interviewers are left out, as are sentences and addresses that another's transcript has, too.
    """
    records = all_records(folder)
    others = TermCollector()
    theirs = TermCollector(authors=family_names(publications(records)), interviewers=False)
    keys = {names.code, *names.keys.reveal()}
    for record in (*(r for r in records if r.key in keys), *_earlier_records(folder, keys)):
        theirs.add_record(record)
        theirs.add_days(record.fields)
    for key in names.keys.reveal():
        theirs.add_stem(key, KEY)
    closed = 0
    for name, path in private_files(folder):
        is_theirs = names.in_path(name)
        if is_theirs:
            theirs.add_file(name)
        if not is_theirs and not (CODE.search(name) or CODE.search(name.upper())):
            _add_table_rows(theirs, path, names)
            continue
        data, why = read_limited(path)
        opened = open_document(data)
        closed += is_theirs and bool(why or opened.unread)
        for part in opened.parts:
            (theirs if is_theirs else others).add_text(part.text, spoken=True)
    theirs.drop_shared(others)
    _add_quotes_of_person(folder, theirs, names)
    return theirs.search_terms(), closed


def publications(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return the records that are publications: not sealed, and with a DOI, a publisher, a journal or the like."""
    return tuple(r for r in records if not r.confidential and evidence(r.type, r.fields.items()))


def _earlier_records(folder: Path, keys: set[str]) -> list[Record]:
    """Yield the entries of a person in the commits of any branch, including entries that were renamed or sealed since."""
    found: list[Record] = []

    def collect_entries(path: str, data: bytes) -> bool:
        if path.lower().endswith(".bib") and any(key.encode() in data for key in keys):
            found.extend(r for r in read_text(data, path, include_confidential=True).records if r.key in keys)
        return False

    history.search_history(folder, text=collect_entries)
    return found


def _add_table_rows(theirs: TermCollector, path: Path, names: Names) -> None:
    """Add names and addresses from the rows of a private table that hold the code."""
    data, _ = read_limited(path) if path.suffix.lower() in _TABLES else (b"", "")
    for cells in _table_rows(path, data):
        if any(names.in_cell(value.encode("utf-8", "replace")) for value in cells.values()):
            for value in cells.values():
                theirs.add_text(value, spoken=False)
            for person in _names_in_row(cells):
                theirs.add_name(person)


def _table_rows(path: Path, data: bytes) -> Iterator[dict[str, str]]:
    """Yield the rows of a private table by column; nothing of another file."""
    if path.suffix.lower() not in _TABLES:
        return
    texts = [data.decode("utf-8-sig", errors="replace")]
    if data[:2] == b"PK":
        with suppress(InputError):
            texts = [*page_texts(data, path.name)]
    for header, *table in ([cells for _, cells, *_ in rows(text)] or [[]] for text in texts):
        columns = [*map(column_name, header)]
        for cells in table:
            yield dict(zip(columns, (" ".join(cell.split()) for cell in cells), strict=False))


def _names_in_row(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield the names in a row of a table, from one column or from two."""
    yield from (cells[name] for name in sorted(cells.keys() & _NAME_COLUMNS))
    family = " ".join(cells[name] for name in sorted(cells.keys() & _FAMILY_COLUMNS))
    given_names = " ".join(cells[name] for name in sorted(cells.keys() & _GIVEN_COLUMNS))
    if family:
        yield f"{family}, {given_names}" if given_names else family


def _add_quotes_of_person(folder: Path, theirs: TermCollector, names: Names) -> None:
    """Add the quotes of one person: a withdrawal includes the consent to them."""
    for cells in _quote_rows(folder):
        if names.in_cell(cells.get("code", "").encode("utf-8", "replace")):
            theirs.add_quote(cells.get("quote", ""))
