"""The folder `private/` of a review: codes of confidential sources, access log, answers on withheld entries, safety checks.

Interviews have codes of their own (`I01`). Any other confidential key may be a person's name, so it is shown as a random code. A number
would pass to another source when a file is added, and a digest can be guessed from a list of names.
Columns of `private/codes.tsv`: `code file key digest` (of the entry's text). Lines are only appended, there and in `private/log.tsv`.
"""

from __future__ import annotations

import dataclasses
import getpass
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from litreview.core import files, git_history as history
from litreview.core.confidential.answers import ConfidentialityAnswers
from litreview.core.confidential.codes import is_code
from litreview.core.confidential.redaction import digest, in_order_of_codes
from litreview.core.containers import first_by_key, grouped
from litreview.core.libraries import re
from litreview.core.model import Decision, Problem, Record, RecordId, Where
from litreview.core.problems import problem
from litreview.core.sealed import Sealed, is_private_path, private_folders, ways
from litreview.core.wording import plural
from litreview.judgements import decisions as decisions_
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.stages.register import REGISTER_FILE, read_register

CODES_FILE = "private/codes.tsv"
SALTS_FILE = "private/salts.tsv"
ACCOUNTS = "private/withdrawn"
_HEAD = ("code", "file", "key", "digest")
_LETTERS = "bcdfghjkmnpqrstvwxz"  # no vowels, so no words
_CODE = re.compile(rf"confidential-[{_LETTERS}]{{6}}")
# the key that `formats` gives an entry without one: a number, which changes when an entry is added before it
_NUMBERED = re.compile(r"entry\d+")


class CodeLine(NamedTuple):
    """One line of `private/codes.tsv`: a code and its record."""

    code: str
    file: str
    key: str
    digest: str


def read_codes(folder: Path) -> tuple[CodeLine, ...]:
    """Return the lines of `private/codes.tsv` in order, without malformed codes."""
    path = folder / CODES_FILE
    if not path.is_file():
        return ()
    return _parse(files.read_bytes(path))


def _parse(data: bytes) -> tuple[CodeLine, ...]:
    text = data.decode("utf-8-sig", errors="replace")
    rows = (line.rstrip("\r").split("\t") for line in text.split("\n"))
    return tuple(CodeLine(*row[:4]) for row in rows if len(row) >= len(_HEAD) and _CODE.fullmatch(row[0]))


def assign_codes(
    records: Iterable[Record], stored: Sequence[CodeLine]
) -> tuple[tuple[Record, ...], Sealed[tuple[CodeLine, ...]]]:
    """Return the records with their codes, and the lines to append to the file.

    A code stays with its record when files are added or reordered. It also stays when the text changes (matched by file and key), or when
    the file or key changes (matched by text). An ambiguous match gives a new code: no code ever passes to another record.
    """
    all_records = tuple(records)
    identities = {n: _identity(r) for n, r in enumerate(all_records) if r.confidential and not is_code(r.key)}
    if not identities:
        return all_records, Sealed(())
    code_of = _match_codes(identities, stored)
    lines = [CodeLine(code_of.setdefault(n, draw_code()), *record) for n, record in identities.items()]
    new_lines = [line for line in lines if line not in set(stored)]
    coded = tuple(_with_code(r, code_of[n]) if n in code_of else r for n, r in enumerate(all_records))
    return in_order_of_codes(coded), Sealed(tuple(new_lines))


class _Identity(NamedTuple):
    file: str
    key: str
    digest: str


def _identity(record: Record) -> _Identity:
    if not all(record.sealed) or not record.sealed:
        return _Identity(
            *map(_cell, (record.where.file, record.key, digest(record.raw) if record.raw else ""))
        )
    key, id_, text = (name.reveal() for name in record.sealed)
    return _Identity(*map(_cell, (id_[: id_.rfind(f":{key}")], key, text)))


def _cell(text: str) -> str:
    """Return a text in a form that fits a cell and reads back unchanged."""
    return " ".join(text.encode("utf-8", errors="replace").decode("utf-8").split())


def _match_codes(identities: dict[int, _Identity], stored: Sequence[CodeLine]) -> dict[int, str]:
    """Return the stored code of each record, matched by its surest sign that no other record or code shares."""
    signs: tuple[Callable[[_Identity | CodeLine], tuple[str, ...]], ...] = (
        lambda identity: (identity.file, identity.key, identity.digest) if identity.digest else (),
        lambda identity: (identity.file, identity.key) if not _NUMBERED.fullmatch(identity.key) else (),
        lambda identity: (identity.digest,) if identity.digest else (),
    )
    code_of: dict[int, str] = {}
    used: set[str] = set()
    for sign in signs:
        # a sign that two records share identifies neither, even if one already has its code
        shared = Counter(filter(None, map(sign, identities.values())))
        codes = grouped(dict.fromkeys((sign(line), line.code) for line in stored))
        for number, identity in identities.items():
            mark = sign(identity)
            if number in code_of or not mark or shared[mark] > 1:
                continue
            free_codes = [code for code in codes.get(mark, ()) if code not in used]
            if len(free_codes) == 1:
                code_of[number] = free_codes[0]
                used.add(free_codes[0])
    return code_of


def code_line_of(record: Record, stored: Sequence[CodeLine]) -> CodeLine:
    """Return the stored line of a record, shown or not, else one with a new code."""
    identity = _identity(record)
    stored_line = next((line for line in stored if tuple(line[1:]) == identity), None)
    return stored_line or CodeLine(record.code or draw_code(), *identity)


def draw_code() -> str:
    """Return a new random code, without vowels so that it is no word."""
    return "confidential-" + "".join(secrets.choice(_LETTERS) for _ in range(6))


def _with_code(record: Record, code: str) -> Record:
    if not record.sealed:
        return dataclasses.replace(record, code=code)
    return dataclasses.replace(record, key=code, code=code, id=RecordId(f"{record.where.file}:{code}"))


def append_codes(folder: Path, new_lines: Sealed[tuple[CodeLine, ...]]) -> None:
    """Append missing lines to `private/codes.tsv`."""
    lines = new_lines.reveal()
    if not lines or set(lines) <= set(read_codes(folder)):
        return
    path = folder / CODES_FILE
    ignore_private(folder)
    files.append_text(path, lambda present: _new_code_lines(present, lines))


def ignore_private(folder: Path) -> None:
    """Write `private/.gitignore`, so that git ignores the folder whatever else is configured."""
    ignore = folder / "private/.gitignore"
    if not ignore.exists():
        files.write_text(ignore, "# what is confidential stays out of git\n*\n")


def _new_code_lines(present: bytes, lines: Sequence[CodeLine]) -> str:
    """Return the text to append to the file of codes: a header if it is empty, and the missing lines."""
    present_lines = set(_parse(present))
    rows = ["\t".join(line) for line in lines if line not in present_lines]
    return _rows_to_append(present, _HEAD, rows)


def _rows_to_append(present: bytes, head: Sequence[str], rows: Iterable[str]) -> str:
    """Return the text to append to a table: a header if it is empty, and the rows."""
    begun = "" if present else "\t".join(head) + "\n"
    gap = "\n" if present and not present.endswith(b"\n") else ""
    return begun + gap + "".join(f"{row}\n" for row in rows)


_SALTS_HEAD = ("code", "salt")


def salts_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return a salt of 256 random bits for each name, from `private/salts.tsv`; the missing ones are drawn and appended there first."""
    path = folder / SALTS_FILE
    wanted = sorted(set(names))

    def missing_lines(present: bytes) -> str:
        known = _parse_salts(present)
        rows = [f"{name}\t{secrets.token_hex(32)}" for name in wanted if name not in known]
        return _rows_to_append(present, _SALTS_HEAD, rows)

    known = _parse_salts(files.read_bytes(path)) if path.is_file() else {}
    if wanted and not known.keys() >= set(wanted):
        ignore_private(folder)
        files.append_text(path, missing_lines)
        known = _parse_salts(files.read_bytes(path))
    return {name: known[name] for name in wanted}


def _parse_salts(data: bytes) -> dict[str, str]:
    """Return the salts of a file by name; a later line of a name does not replace an earlier one."""
    rows = (line.split("\t") for line in data.decode("utf-8-sig", errors="replace").split("\n"))
    return first_by_key(
        (row[0], row[1].strip())
        for row in rows
        if len(row) == len(_SALTS_HEAD) and re.fullmatch(r"[0-9a-f]{64}", row[1].strip())
    )


LOG_FILE = "private/log.tsv"
_LOG_HEAD = ("when", "who", "command", "output")


def log_access(folder: Path, command: str, outputs: Sequence[str]) -> None:
    """Append a line on an access to confidential sources: time, user, command, and output files."""
    cells = (datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), _user(), command, ", ".join(outputs))
    line = "\t".join(" ".join(files.name_of(cell).split()) for cell in cells)
    ignore_private(folder)
    files.append_text(folder / LOG_FILE, lambda present: _rows_to_append(present, _LOG_HEAD, [line]))


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a container may have no name for its user
        return "unknown"


_SYNCED = (
    ("OneDrive", re.compile(r"onedrive(?: ?[-(].*)?", re.IGNORECASE)),
    ("iCloud", re.compile(r"icloud ?drive.*|mobile documents|com~apple~clouddocs", re.IGNORECASE)),
    ("Dropbox", re.compile(r"dropbox(?: ?[-(].*)?", re.IGNORECASE)),
    ("Google Drive", re.compile(r"google ?drive(?:[ -].*)?|my drive", re.IGNORECASE)),
)


def private_problems(folder: Path, retain_until: date | None) -> tuple[Problem, ...]:
    """Return warnings for private folders in a synchronised folder (LR694), tracked by git (LR695), or kept too long (LR693)."""
    privates = [
        place
        for place in private_folders(folder)
        if any(name != ".gitignore" for _, _, names in os.walk(place) for name in names)
    ]
    return (*_kept_too_long(privates, retain_until), *_synced(privates), *_tracked(folder, privates))


def synced_by(path: Path) -> str:
    """Return the service that synchronises a folder, recognised by names of parent folders; `""` for none.

    >>> synced_by(Path("/home/a/OneDrive - University/review/private")), synced_by(Path("/home/a/reviews/private"))
    ('OneDrive', '')
    """
    return next((name for name, mark in _SYNCED for part in path.parts if mark.fullmatch(part)), "")


def _kept_too_long(privates: list[Path], retain_until: date | None) -> Iterator[Problem]:
    if privates and retain_until is not None and retain_until < datetime.now(UTC).date():
        yield problem("LR693", Where(file=SETTINGS_FILE), retain_until=retain_until)


def _synced(privates: list[Path]) -> Iterator[Problem]:
    services = {synced_by(Path(way)) for place in privates for way in ways(place)}
    for service in sorted(services - {""}):
        yield problem("LR694", Where(file="private"), service=service)


def _tracked(folder: Path, privates: list[Path]) -> Iterator[Problem]:
    try:
        tracked = (
            [name for name in (history.tracked_files(folder) or ()) if is_private_path(name)]
            if privates
            else []
        )
    except history.HistoryError:  # the register's own check reports this
        return
    if tracked:
        yield problem("LR695", Where(file="private"), files=plural(len(tracked), "file"))


def valid_answers(folder: Path, settings: Settings) -> tuple[ConfidentialityAnswers, tuple[Problem, ...]]:
    """Return the valid answers on confidentiality with the codes of the register, and a warning (LR613) for each person whose `public` is void."""
    lines = decisions_.read_answers(folder)
    stewards = {decisions_.person(name) for name in settings.stewards}
    judges = stewards or {decisions_.person(name) for name in settings.adjudicators}
    void = [
        line
        for line in lines
        if line.verb == "public" and stewards and decisions_.person(line.by) not in stewards
    ]
    refused = grouped((line.by, line) for line in void)
    counting = [line for line in lines if line not in void]
    register = folder / REGISTER_FILE
    listed = (
        read_register(files.read_bytes(register), settings.confidential).entries if register.is_file() else ()
    )
    answers = ConfidentialityAnswers(
        lines=tuple(counting),
        judges=frozenset(line.by for line in counting if decisions_.person(line.by) in judges),
        listed=frozenset(listed),
    )
    return answers, tuple(_refused_problem(by, these, settings.stewards) for by, these in refused.items())


def _refused_problem(by: str, lines: Sequence[Decision], stewards: Sequence[str]) -> Problem:
    count = plural(len(lines), "answer `public`", "answers `public`")
    return problem(
        "LR613",
        Where(file=lines[0].place.file, line=lines[0].place.line),
        answers=count,
        by=by,
        stewards=", ".join(stewards),
    )
