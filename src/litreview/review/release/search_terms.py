"""Search terms of people: what confidential entries, transcripts, quotes, codes and earlier versions say of all of them, or of one who withdraws.

The terms are held in memory, sealed, as long as one command lasts.
"""

from __future__ import annotations

import csv
import glob
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.confidential.answers import NO_ANSWERS, ConfidentialityAnswers
from litreview.core.confidential.classification import evidence
from litreview.core.errors import InputError, LitreviewError
from litreview.core.model import Record
from litreview.core.sealed import is_private_name, private_folders
from litreview.formats import read_text, read_with
from litreview.formats.documents import open_document
from litreview.formats.readers import ENDINGS
from litreview.review.private_folder import LOG_FILE, read_codes
from litreview.review.release.search_targets import KEY, Collecting, family_names
from litreview.review.release.text_search import Wanted
from litreview.review.settings import SETTINGS_FILE, Settings, parse_settings
from litreview.review.withdrawal.file_edits import CODE, Names
from litreview.stages.register import REGISTER_FILE, RegisterVocabulary, consent_in, read_register

_LARGEST = 200_000_000
_QUOTES = "private/quotes.tsv"
_WRITTEN = (Path("out"), Path("withdrawn"))
_NAME_COLUMNS = frozenset(
    {"name", "full name", "interviewee", "participant", "respondent", "person", "contact"}
)
_FAMILY_COLUMNS = frozenset({"family", "family name", "last name", "surname", "lastname"})
_GIVEN_COLUMNS = frozenset({"given", "given name", "first name", "forename", "firstname"})


def read_limited(path: Path) -> tuple[bytes, str]:
    """Return what is in a file, or why it was not read."""
    try:
        if path.stat().st_size > _LARGEST:
            return b"", "files of more than 200 MB"
        return files.read_bytes(path), ""
    except (InputError, OSError):
        return b"", "files that cannot be read"


def settings_of(folder: Path) -> Settings:
    """Return the settings of a review; those that nothing says where they can't be read."""
    path = folder / SETTINGS_FILE
    try:
        text = files.read_bytes(path).decode("utf-8-sig", errors="replace") if path.is_file() else ""
        return parse_settings(text, SETTINGS_FILE)[0]
    except LitreviewError:  # `check` says what is wrong with it
        return Settings()


def all_records(folder: Path, answers: ConfidentialityAnswers = NO_ANSWERS) -> tuple[Record, ...]:
    """Return every entry of the review, the confidential ones whole; they are held as long as this lasts."""
    places = [path for path in (folder / "bib", *private_folders(folder)) if path.is_dir()]
    places += [path for path in sorted(folder.glob("*")) if path.suffix.lower() in (".bib", ".ris")]
    for name in settings_of(folder).sources:
        places += map(Path, sorted(glob.glob(str(folder / name))))  # noqa: PTH207 - the pattern may be absolute
    if not places:
        return ()
    return read_with(None, *places, root=folder, include_confidential=True, answers=answers).records


def collect(
    folder: Path, records: Sequence[Record], vocabulary: RegisterVocabulary, *, interviewers: bool = True
) -> tuple[Collecting, int]:
    """Return what is to be looked for, with or without interviewers, and how many private files could not be opened."""
    said = (*vocabulary.role, *vocabulary.role_group, *vocabulary.medium, *vocabulary.region)
    collecting = Collecting(
        authors=family_names(records),
        roles=frozenset(word for one in said for word in re.findall(r"[a-z]+", one.lower())),
        interviewers=interviewers,
    )
    for record in records:
        if record.confidential:
            collecting.record(record)
    closed = 0
    for name, path in private_files(folder):
        collecting.file(name)
        if name in (
            "codes.tsv",
            "quotes.tsv",
            "shield.txt",
            LOG_FILE.rpartition("/")[2],
        ) or path.suffix.lower() in (".bib", ".ris"):
            continue
        data, why = read_limited(path)
        opened = open_document(data)
        closed += bool(why or opened.unread)
        spoken = (
            path.suffix.lower() not in {*ENDINGS, ".tsv", ".csv", ".json", ".toml"}
            or path.suffix.lower() == ".txt"
        )
        for part in opened.parts:
            collecting.text(part.text, spoken=spoken)
    _keys(folder, collecting)
    _quotes(folder, collecting, vocabulary)
    collecting.literature(published(records))
    return collecting, closed


def private_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below private/, wherever that is in the folder, by their path in it, but for what our commands write there, and what is hidden."""
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


def _keys(folder: Path, collecting: Collecting) -> None:
    """Take the keys that `private/codes.tsv` has codes for: also of entries that are gone."""
    for line in read_codes(folder):
        if line.file:  # of a public source whose key holds a name that is not repeated there is none
            collecting.stem(line.key, KEY)


def _quotes(folder: Path, collecting: Collecting, vocabulary: RegisterVocabulary) -> None:
    """Take the quotes of `private/quotes.tsv`: those that row and register let be printed are allowed, others looked for."""
    register = folder / REGISTER_FILE
    entries = read_register(files.read_bytes(register), vocabulary).entries if register.is_file() else {}
    for cells in _quote_rows(folder):
        quote = cells.get("quote", "")
        entry = entries.get(cells.get("code", ""))
        allowed = consent_in(entry.consent, vocabulary.publication) if entry and not entry.withdrawn else ""
        if allowed == cells.get("consent") == "quote":
            collecting.allow(quote)
        else:
            collecting.text(quote, spoken=True)


def _quote_rows(folder: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of `private/quotes.tsv` by column; none of a table without code, consent and quote."""
    path = folder / _QUOTES
    data = files.read_bytes(path) if path.is_file() else b""
    rows = [line.split("\t") for line in data.decode("utf-8-sig", errors="replace").split("\n")]
    columns = {name.strip(): n for n, name in enumerate(rows[0])}
    if {"code", "quote"} <= columns.keys():
        for row in rows[1:]:
            yield {name: row[n].strip() for name, n in columns.items() if n < len(row)}


def person_terms(folder: Path, names: Names) -> tuple[Wanted, int]:
    """Return all that is known of one person, as search terms, and how many of their private files could not be opened.

    It is taken from entries of their code or keys, also in git's history, from private files called after them, their rows of private
    tables and their quotes. Interviewers are not theirs, nor are sentences and addresses that another's transcript has, too.
    """
    records = all_records(folder)
    others = Collecting()
    theirs = Collecting(authors=family_names(published(records)), interviewers=False)
    keys = {names.code, *names.keys.reveal()}
    for record in (*(r for r in records if r.key in keys), *_earlier_records(folder, keys)):
        theirs.record(record)
        theirs.days(record.fields)
    for key in names.keys.reveal():
        theirs.stem(key, KEY)
    closed = 0
    for name, path in private_files(folder):
        is_theirs = names.in_path(name)
        if is_theirs:
            theirs.file(name)
        if not is_theirs and not (CODE.search(name) or CODE.search(name.upper())):
            _rows(theirs, path, names)
            continue
        data, why = read_limited(path)
        opened = open_document(data)
        closed += is_theirs and bool(why or opened.unread)
        for part in opened.parts:
            (theirs if is_theirs else others).text(part.text, spoken=True)
    theirs.drop_shared(others)
    _own_quotes(folder, theirs, names)
    return theirs.wanted(), closed


def published(records: Sequence[Record]) -> tuple[Record, ...]:
    """Return the records that are publications: not sealed, and with a DOI, a publisher, a journal or the like."""
    return tuple(r for r in records if not r.confidential and evidence(r.type, r.fields.items()))


def _earlier_records(folder: Path, keys: set[str]) -> Iterator[Record]:
    """Yield the entries of a person that commits of any branch brought: also those that were renamed or sealed since."""
    found: list[Record] = []

    def collect_entries(path: str, data: bytes) -> bool:
        if path.lower().endswith(".bib") and any(key.encode() in data for key in keys):
            found.extend(r for r in read_text(data, path, include_confidential=True).records if r.key in keys)
        return False

    history.search_history(folder, text=collect_entries)
    yield from found


def _rows(theirs: Collecting, path: Path, names: Names) -> None:
    """Take the name and the addresses that a private table has in a row of the code."""
    if path.suffix.lower() not in (".csv", ".tsv"):
        return
    data, _ = read_limited(path)
    text = data.decode("utf-8-sig", errors="replace")
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ";" if ";" in text.partition("\n")[0] else ","
    for row in csv.DictReader(io.StringIO(text), delimiter=delimiter, restval=""):
        cells = {str(name).strip().lower(): value for name, value in row.items() if isinstance(value, str)}
        if any(names.in_cell(value.encode("utf-8", "replace")) for value in cells.values()):
            for value in cells.values():
                theirs.text(value, spoken=False)
            for person in _people(cells):
                theirs.named(person)


def _people(cells: Mapping[str, str]) -> Iterator[str]:
    """Yield the names that a row of a table gives, in one column or in two."""
    yield from (cells[name] for name in cells.keys() & _NAME_COLUMNS)
    family = " ".join(cells[name] for name in sorted(cells.keys() & _FAMILY_COLUMNS))
    given = " ".join(cells[name] for name in sorted(cells.keys() & _GIVEN_COLUMNS))
    if family:
        yield f"{family}, {given}" if given else family


def _own_quotes(folder: Path, theirs: Collecting, names: Names) -> None:
    """Take the quotes of one person: who withdraws takes back the consent to them, too."""
    for cells in _quote_rows(folder):
        if names.in_cell(cells.get("code", "").encode("utf-8", "replace")):
            theirs.quote(cells.get("quote", ""))
