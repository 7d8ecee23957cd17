"""Archive of a packet: the same files are the same bytes, and what is read from a stranger's archive is bounded.

Files are stored, not compressed: nothing unpacks to more than it is, and no version of a library changes a byte. Nothing is written to disk.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import re
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from litreview.core import files
from litreview.core.errors import InputError
from litreview.core.wording import holding
from litreview.review.packet.contents import Members

MAX_BYTES = 500_000_000
MAX_FILES = 500
SUMS = "SHA256SUMS"
"""The file with the digest of every other file, and of each line of records and decisions."""
_NAME = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}/){0,3}[A-Za-z0-9_-][A-Za-z0-9._-]{0,80}")
_CENTRAL = b"PK\x01\x02"
_FAULTS = (
    zipfile.BadZipFile, struct.error, NotImplementedError, ValueError, LookupError, EOFError, RuntimeError, OSError,
)  # fmt: skip
"""What `zipfile` raises for damaged archives."""


def pack(members: Mapping[str, bytes]) -> bytes:
    """Return an archive of files in the order of their names, uncompressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(members):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system, info.external_attr = 3, 0o644 << 16
            archive.writestr(info, members[name])
    return target.getvalue()


def read_packet(path: Path) -> bytes:
    """Return the bytes of a packet. `InputError` for a file that is larger than one may be."""
    try:
        too_large = path.stat().st_size > MAX_BYTES
    except OSError:
        too_large = False
    if too_large:
        raise InputError(str(path), f"is larger than {MAX_BYTES // 1_000_000} MB, which no packet is")
    return files.read_bytes(path)


def unpack(data: bytes, name: str = "<packet>") -> Members:
    """Return the files of an archive. `InputError` for one that is compressed, encrypted, repeats a file or names a place elsewhere."""
    # the files of documents within have such a mark each, too
    if data.count(_CENTRAL) > 100 * MAX_FILES:
        raise InputError(name, "is no packet: it has too many files")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data), name)
            return {one.filename: _stored_bytes(data, one) for one in entries}
    except _FAULTS as error:
        if isinstance(error, InputError):
            raise
        raise InputError(name, f"is no readable packet ({type(error).__name__})") from error


def _stored_bytes(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a stored file, also where its checksum is wrong: the digests then say which line was changed."""
    at = entry.header_offset
    name, extra = struct.unpack("<HH", data[at + 26 : at + 30])
    start = at + 30 + name + extra
    return data[start : start + entry.file_size]


def _check_entries(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    names = [one.filename for one in entries]
    is_stored = all(one.compress_type == zipfile.ZIP_STORED and not one.flag_bits & 1 for one in entries)
    # files that overlap would make more of a small archive
    fits = all(one.file_size == one.compress_size for one in entries) and size >= sum(
        one.file_size for one in entries
    )
    faults = (
        (len(entries) > MAX_FILES, f"it has more than {MAX_FILES} files"),
        (len({one.casefold() for one in names}) < len(names), "it has two files of one name"),
        (not all(map(_NAME.fullmatch, names)), "a file in it has a name that no packet has, such as a path to elsewhere"),
        (not is_stored, "a file in it is compressed or encrypted, and those of a packet are stored"),
        (not fits, "the sizes of its files are not those of the archive"),
    )  # fmt: skip
    for why in holding(*faults):
        raise InputError(name, f"is no packet: {why}")


def checksums(members: Mapping[str, bytes]) -> bytes:
    """Return the digest of each file but this one, and of each line of records and decisions, as `sha256sum` writes them."""
    return "".join(f"{digest}  {name}\n" for name, digest in _digests(members)).encode()


def _digests(members: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    for name, data in sorted(members.items()):
        if name == SUMS:
            continue
        yield name, hashlib.sha256(data).hexdigest()
        if name.endswith(".jsonl"):
            for number, line in enumerate(data.removesuffix(b"\n").split(b"\n") if data else (), 1):
                yield f"{name}:{number}", hashlib.sha256(line).hexdigest()


def changed_members(members: Mapping[str, bytes]) -> list[tuple[str, str]]:
    """Return each file or line that is not what `SHA256SUMS` lists, and how: `changed`, `added`, `missing` or `in another place`.

    Lines are compared by their digests, whatever their numbers: one that was dropped or moved changes no other.
    """
    if SUMS not in members:
        return [(SUMS, "missing")]
    present, listed = dict(_digests(members)), dict(_listed(members[SUMS]))
    found = [
        (name, "changed" if name in present and name in listed else "added" if name in present else "missing")
        for name in sorted({*present, *listed})
        if ":" not in name and present.get(name) != listed.get(name)
    ]
    found += _changed_lines(listed, present)
    return found or [(SUMS, "changed")] * (members[SUMS] != checksums(members))


def _changed_lines(listed: Mapping[str, str], present: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    before, now = (
        {name: one for name, one in digests.items() if ":" in name} for digests in (listed, present)
    )
    lost, fresh = _unmatched(before, now), _unmatched(now, before)
    for name in lost:
        yield name, "changed" if name in fresh else "missing"
    for name in fresh:
        if name not in lost:
            yield name, "added"
    in_order = (digest for name, digest in before.items() if name not in lost)
    there = ((name, digest) for name, digest in now.items() if name not in fresh)
    moved = (name for (name, digest), old in zip(there, in_order, strict=True) if digest != old)
    for name in itertools.islice(moved, 1):
        yield name, "in another place"


def _unmatched(lines: Mapping[str, str], others: Mapping[str, str]) -> dict[str, None]:
    """Return the lines whose digest no line of the others has, by name and in order."""
    left = Counter(others.values())
    left.subtract(lines.values())
    found: dict[str, None] = {}
    for name, digest in reversed([*lines.items()]):
        if left[digest] < 0:
            left[digest] += 1
            found[name] = None
    return dict(reversed(found.items()))


def _listed(data: bytes) -> Iterator[tuple[str, str]]:
    for line in data.decode("utf-8", "replace").split("\n"):
        digest, _, name = line.partition("  ")
        if name:
            yield name, digest
