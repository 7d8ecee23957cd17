"""The digests of what runs wrote to a folder of outputs: by them a file that a person edited is told from ours."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from litreview import files

HASHES = ".litreview-hashes.json"


def digest_of(path: Path) -> str:
    """Return the digest of a file, `""` if it is not there."""
    return hashlib.sha256(files.read_bytes(path)).hexdigest() if path.exists() else ""


def read_hashes(out: Path) -> Mapping[str, tuple[str, ...]]:
    """Return by the name of a file in a folder of outputs the digests that are ours."""
    try:
        found = json.loads((out / HASHES).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: tuple(map(str, kept if isinstance(kept, list) else [kept])) for name, kept in found.items()}


def generated(out: Path) -> dict[str, bool]:
    """Return by name each file that runs made in a folder of outputs, and whether it is as it was made: False if a person edited it."""
    known = read_hashes(out)
    return {
        name: digest_of(out / name) in digests for name, digests in known.items() if (out / name).is_file()
    }


def keep_hashes(out: Path, hashes: Mapping[str, Sequence[str]]) -> None:
    """Write which digests are ours by the name of a file."""
    kept = {name: list(dict.fromkeys(digests)) for name, digests in hashes.items()}
    files.write_text(out / HASHES, json.dumps(kept, indent=2, sort_keys=True) + "\n")
