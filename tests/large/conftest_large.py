"""Records that meet every stage of a large deduplication, from the tables of hard cases, and what memory makes of them."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from litreview.core.model import RecordId, Where
from litreview.formats import dumps, read_text
from litreview.formats.tables import csv_named, queue_rows, records_rows, values_rows
from litreview.stages.duplicates import dedupe

# the hard pairs, and the journals with two names, are there already
sys.path.append(str(Path(__file__).parents[1] / "duplicates"))
from test_duplicates_hard_pairs import PAIRS, record
from test_duplicates_journals import open_pair, shown


def in_file(records, file):
    """Return records as those of a file, each on a line of its own, ids and keys from their places."""
    return [
        replace(one, id=RecordId(f"{file}:{one.key}#{n}"), where=Where(file=file, line=n))
        for n, one in enumerate(records, 1)
    ]


def hard_records(every=1, shared=130):
    """Return made-up records: hard pairs (of `every` so many one), a title that many share, columns, copies, keys that clash, a retraction."""
    pairs = [
        record(f"{pair['id']}-{side}", pair["base"] | pair[side])
        for pair in PAIRS[::every]
        for side in ("a", "b")
    ]
    many = [
        record(
            f"many{n}",
            {"title": "Notes on the tides of a made up harbor", "author": f"Archer{n % 7}, A", "pages": f"{n}-{n + 3}", "volume": f"{n % 3}"},
        )
        for n in range(shared)
    ]  # fmt: skip
    column = [
        record(f"column{n}", {"title": "Harbor notes", "journal": "Tides", "author": "Roe, R", "year": f"{2000 + n // 2}"})
        for n in range(8)
    ]  # fmt: skip
    clashing = [
        record(key, {"title": f"A work called {n}"})
        for n, key in enumerate(["k", "k-2", "k", "k", "k b", "k-b"])
    ]
    retracted = [
        record(f"retracted{n}", {"title": f"{mark}Of lighthouses and their keepers in winter", "author": "Dean, Di", "year": "2011", "volume": "4", "pages": "7-19", "journal": "Tides", "groups": "Read"})
        for n, mark in enumerate(["", "RETRACTED: "])
    ]  # fmt: skip
    one = [*pairs, *many, *column, *shown(), *open_pair(), *clashing, *retracted]
    copied = [each for each in one[::9] if each.title]
    return [*in_file(one, "x.bib"), *in_file(copied, "b.ris")]


def files_from_memory(found, format_="bib"):
    """Return what `dedupe` writes, by name."""
    return {
        "library": dumps(found.sources, format_).encode(),
        "records": csv_named("records", records_rows(found)),
        "values": csv_named("values", values_rows(found)),
        "queue": csv_named("queue", queue_rows(found.queue)),
    }


def files_of(found, folder):
    """Return what a large deduplication writes, by name."""
    folder.mkdir(exist_ok=True)
    found.write(folder / "library")
    for name in ("records", "values", "queue"):
        found.write_table(name, folder / name)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="session")
def hard():
    return hard_records()


@pytest.fixture(scope="session")
def from_memory(hard):
    return dedupe(hard)


def as_export(records):
    """Return records as the text of a BibTeX file, and what reading it gives."""
    text = dumps(records)
    return text, read_text(text, "export.bib")
