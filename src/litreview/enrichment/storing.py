"""`enriched/NAME.json`: what one registry said, a work a line, in the order of its own ids. Two runs give the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

Work = Mapping[str, Any]
_IDS = ("id", "DOI", "paperId", "doi", "pmid", "PMID", "cluster_id", "oci")
"""Under which names registries say which work an object is, each registry under one of them."""


def identity(work: Work) -> str:
    """Return what a registry calls a work; `""` of what is none.

    >>> identity({"DOI": "10.5555/A", "title": ["A"]}), identity({"id": "https://openalex.org/W1"}), identity({"title": "A"})
    ('10.5555/a', 'https://openalex.org/W1', '')
    """
    name = next((name for name in _IDS if work.get(name)), "")
    # as one line of a table has it
    value = " ".join(str(work.get(name, "")).split())
    return value.lower() if name.lower() == "doi" else value


def digest(work: Work) -> str:
    """Return sixteen hexadecimal digits that stand for a work as it was answered."""
    return hashlib.sha256(_line(work).encode()).hexdigest()[:16]


def _line(work: Work) -> str:
    return json.dumps(work, ensure_ascii=False, sort_keys=True, separators=(", ", ": "))


def parse_works(text: str) -> dict[str, dict[str, Any]]:
    """Return the works of a stored file by what the registry calls them. `ValueError` if it is none that was written here."""
    if not text.strip():
        return {}
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(each, dict) and identity(each) for each in found):
        raise ValueError("no list of works")
    return {identity(work): work for work in found}


def with_works(present: Mapping[str, Work], works: Iterable[Work]) -> dict[str, Work]:
    """Return the works with others: what a work says anew counts, and what it does not say any more stays.

    A later run may ask for less of it, so that what came first is never lost.

    >>> with_works({"10.5555/a": {"DOI": "10.5555/a", "abstract": "…"}}, [{"DOI": "10.5555/A", "volume": "1"}])
    {'10.5555/a': {'DOI': '10.5555/A', 'abstract': '…', 'volume': '1'}}
    """
    found: dict[str, Work] = dict(present)
    for work in works:
        if key := identity(work):
            found[key] = {**found.get(key, {}), **work}
    return found


def dump_works(works: Mapping[str, Work]) -> str:
    """Return the text of a stored file: a list, a work a line."""
    lines = [_line(works[key]) for key in sorted(works)]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def without_works(data: bytes, ids: Collection[str]) -> tuple[bytes, tuple[int, ...]]:
    """Return a stored file without the works that a registry calls so, and the lines on which they were; as it is if it is none."""
    try:
        text = data.decode("utf-8")
        works = parse_works(text)
    except (ValueError, RecursionError):
        return data, ()
    gone = [work for key, work in works.items() if key in ids]
    if not gone:
        return data, ()
    taken = {_line(work) for work in gone}
    lines = [n for n, line in enumerate(text.split("\n"), start=1) if line.removesuffix(",") in taken]
    return dump_works({key: work for key, work in works.items() if key not in ids}).encode(), tuple(lines)
