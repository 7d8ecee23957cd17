"""Commitments to sealed entries: a reader learns nothing of an entry, and its author cannot change it without being found out.

A commitment is the HMAC with SHA-256 of what is entered and of the digests of its transcripts, keyed by 256 random bits that stay in `private/salts.tsv`. Without them every guess at
a name fails. The salts stay, so that the same review gives the same packet.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from litreview.core import files
from litreview.core.containers import grouped
from litreview.core.errors import InputError, UsageError
from litreview.core.model import Record
from litreview.review.interviews import TRANSCRIPTS, transcripts
from litreview.review.packet.contents import digest, parse_json
from litreview.review.packet.values import from_plain
from litreview.review.private_folder import salts_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A sealed source with its salt, and the `entries` as they are written."""

    code: str
    salt: str
    entries: tuple[str, ...]


def commitment(salt: str, code: str, entries: Iterable[str]) -> str:
    """Return the commitment to the entries of a code."""
    message = json.dumps([code, *entries], ensure_ascii=True).encode()
    return hmac.new(bytes.fromhex(salt), message, hashlib.sha256).hexdigest()


def sealed_entries(folder: Path, codes: Iterable[str]) -> dict[str, list[str]]:
    """Return the present text of each sealed entry by its code, and the digests of its transcripts, for the codes in `codes`."""
    from litreview.review.folder import open_folder

    full = open_folder(folder, include_confidential=True)
    by_code = grouped((r.code or r.key, r) for r in full.library.records if r.confidential)
    wanted = set(codes)
    files_of = grouped((path.stem, path) for path in transcripts(folder / "private" / TRANSCRIPTS))
    return {
        code: [
            *sorted(map(_text, records)),
            *(f"{path.name} {digest(files.read_bytes(path))}" for path in files_of.get(code, ())),
        ]
        for code, records in by_code.items()
        if code in wanted
    }


def _text(record: Record) -> str:
    """Return an entry as written; of one without a text, such as a row of a table, its fields."""
    return record.raw or json.dumps([record.type, record.key, sorted(record.raw_fields.items())])


def commit(folder: Path, codes: Iterable[str]) -> dict[str, str]:
    """Return the commitment to each sealed source of a review, by its code."""
    entries = sealed_entries(folder, codes)
    salts = salts_of(folder, entries)
    return {code: commitment(salts[code], code, entries[code]) for code in sorted(entries)}


def open_entry(folder: Path, code: str, codes: Iterable[str]) -> Opening:
    """Return the opening of one sealed source. `UsageError` for a code that no sealed source of the packet has."""
    entries = sealed_entries(folder, [code] if code in set(codes) else ())
    if code not in entries:
        raise UsageError(f"no sealed entry has the code {code!r}; out/tables/sources.csv lists the codes")
    return Opening(code=code, salt=salts_of(folder, [code])[code], entries=tuple(entries[code]))


def read_opening(data: bytes, path: str) -> Opening:
    """Return the opening that a file has. `InputError` for another kind of file."""
    try:
        opening: Opening = from_plain(Opening, parse_json(data))
        if re.fullmatch(r"[0-9a-f]{64}", opening.salt):
            return opening
    except (ValueError, TypeError):
        pass
    raise InputError(path, "is no opening; `litreview packet --open CODE` writes one")


def is_opened(commitments: Mapping[str, str], opening: Opening) -> bool:
    """Return whether an opening is what was committed to.

    >>> own = Opening(code="I07", salt="00" * 32, entries=("@interview{I07}",))
    >>> is_opened({"I07": commitment("00" * 32, "I07", ["@interview{I07}"])}, own)
    True
    """
    own = commitment(opening.salt, opening.code, opening.entries)
    return hmac.compare_digest(commitments.get(opening.code, "").encode(), own.encode())
