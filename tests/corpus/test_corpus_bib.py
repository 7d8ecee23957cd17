"""The sample corpus in bib/: 399 real works, laid out as exports, with the truth to test against."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from pybtex import errors as pybtex_errors  # type: ignore[import-untyped]  # ships no type information
from pybtex.database import BibliographyData  # type: ignore[import-untyped]
from pybtex.database.input.bibtex import Parser  # type: ignore[import-untyped]

from litreview.core.model import Deduplication
from litreview.formats import read

BIB = Path(__file__).resolve().parents[2] / "bib"
FILES = sorted(BIB.glob("*.bib"))
REFERENCE_FIELDS = ("references", "cited-references", "cites")


def rows(name: str) -> list[dict[str, str]]:
    with (BIB / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def parse(path: Path) -> BibliographyData:
    """pybtex, strict: anything odd in the file raises."""
    previous = pybtex_errors.strict
    pybtex_errors.set_strict_mode(True)
    try:
        return Parser().parse_string(path.read_text(encoding="utf-8"))
    finally:
        pybtex_errors.set_strict_mode(previous)


@pytest.fixture(scope="module")
def parsed() -> dict[str, BibliographyData]:
    return {path.name: parse(path) for path in FILES}


def works_of(cluster_rows: list[dict[str, str]]) -> dict[tuple[str, str], str]:
    return {(row["file"], row["key"]): row["work"] for row in cluster_rows}


def test_there_are_399_works() -> None:
    """Every work has a record under its own key, the key that labels and citations use."""
    clusters = rows("clusters.csv")
    works = {row["work"] for row in clusters}
    assert len(works) == 399
    assert works == {row["work"] for row in clusters if row["key"] == row["work"]}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_parses(path: Path) -> None:
    """pybtex and bibtexparser read the same keys, neither finds a fault, and no field stands twice in an entry."""
    oracle = parse(path)
    library = parse_string(path.read_text(encoding="utf-8"), parse_stack=[])
    assert not library.failed_blocks
    assert sorted(oracle.entries) == sorted(entry.key for entry in library.entries)
    for entry in library.entries:
        names = [field.key.lower() for field in entry.fields]
        assert len(names) == len(set(names)), entry.key


@pytest.mark.parametrize("name", ["clusters.csv", "provenance.csv"])
def test_each_record_is_accounted_for_once(name: str, parsed: dict[str, BibliographyData]) -> None:
    counted = Counter((row["file"], row["key"]) for row in rows(name))
    assert counted == Counter((file, key) for file, data in parsed.items() for key in data.entries)


def test_works_recur_across_files() -> None:
    """The corpus is worth deduplicating: well over a hundred records repeat a work, most of them from another file."""
    clusters = rows("clusters.csv")
    assert len(clusters) - 399 >= 120
    files = defaultdict(set)
    for row in clusters:
        files[row["work"]].add(row["file"])
    assert sum(len(found) > 1 for found in files.values()) >= 120


def test_provenance_names_a_place_and_says_what_is_unverified() -> None:
    """28 works are not fully verified; each says which fact."""
    provenance = rows("provenance.csv")
    assert all(row["where_seen"] for row in provenance)
    assert all(row["record"] == f"{row['file']}:{row['key']}" for row in provenance)
    unverified = [row for row in provenance if row["verified"] == "no"]
    assert len({row["work"] for row in unverified}) == 28
    assert all(row["note"] for row in unverified)


def test_near_duplicates_are_other_works() -> None:
    """27 pairs that look alike: both sides are there, as two works."""
    works = {row["work"] for row in rows("clusters.csv")}
    pairs = [(row["work_a"], row["work_b"]) for row in rows("near-duplicates.csv")]
    assert len(pairs) == len(set(pairs)) == 27
    for a, b in pairs:
        assert {a, b} <= works
        assert a != b


def test_abstracts_are_ours(parsed: dict[str, BibliographyData]) -> None:
    """No abstract was copied: each one is marked as a summary by the authors of litreview, and is short."""
    found = 0
    for data in parsed.values():
        for key, entry in data.entries.items():
            if "abstract" in entry.fields:
                found += 1
                assert "summary by the litreview authors" in entry.fields.get("abstractnote", ""), key
                assert len(entry.fields["abstract"]) < 400, key
    assert found == 32


def test_no_entry_is_an_interview() -> None:
    """The corpus holds published works: nothing in it is sealed or withheld, and no field of it is."""
    assert [] == [r.where for r in read(*FILES) if r.confidential or r.hidden]


def test_no_invented_identifiers(parsed: dict[str, BibliographyData]) -> None:
    """What only the database could know is left out, not made up."""
    invented = {"unique-id", "pmid", "eid", "affiliation", "times-cited", "issn", "researcherid-numbers"}
    for data in parsed.values():
        for key, entry in data.entries.items():
            assert not invented & {name.lower() for name in entry.fields}, key
            assert "cited by" not in entry.fields.get("note", "").lower(), key


def test_every_citation_stands_in_a_references_field(parsed: dict[str, BibliographyData]) -> None:
    """117 real links; each citing work has one record with as many references as it has links, and they are those works.

    A reference is recognised by its DOI, its key, or by year and first author (or, for a body, title) of the cited work.
    """
    works = works_of(rows("clusters.csv"))
    written = reference_fields()
    records: dict[str, list[Any]] = defaultdict(list)
    lists: dict[str, list[str]] = defaultdict(list)
    for record, work in works.items():
        records[work].append(parsed[record[0]].entries[record[1]])
        lists[work] += written.get(record, [])
    wanted = defaultdict(list)
    for row in rows("citations.csv"):
        wanted[row["citing"]].append(row["cited"])
    assert sum(map(len, wanted.values())) == 117
    for citing, cited in wanted.items():
        assert len(lists[citing]) == 1, citing
        references = split(lists[citing][0])
        assert len(references) == len(cited), citing
        for work in cited:
            hits = [r for r in references if any(mentions(r, work, entry) for entry in records[work])]
            assert hits, (citing, work)


def reference_fields() -> dict[tuple[str, str], list[str]]:
    """Record -> its fields of cited references as written: pybtex would join the lines."""
    found = defaultdict(list)
    for path in FILES:
        for entry in parse_string(path.read_text(encoding="utf-8"), parse_stack=[]).entries:
            for field in entry.fields:
                if field.key.lower() in REFERENCE_FIELDS:
                    found[path.name, entry.key].append(field.value)
    return found


def split(text: str) -> list[str]:
    """One reference per line (Web of Science), per `; ` (Scopus), per comma (JabRef keys), else one."""
    text = text.strip("{} \n")
    if re.fullmatch(r"[\w:-]+(?:,[\w:-]+)*", text):
        return text.split(",")
    lines = re.split(r"(?<=\.)\n\s*", text)
    return [part for line in lines for part in line.split("; ")]


def mentions(reference: str, work: str, entry: Any) -> bool:
    fields = entry.fields
    if reference == work or (fields.get("doi") and fields["doi"].lower() in reference.lower()):
        return True
    plain = letters(reference)
    title = letters(fields.get("title", ""))[:30]
    if title and title in plain:
        return True
    people = entry.persons.get("author", [])
    name = letters(" ".join(people[0].prelast_names + people[0].last_names)) if people else ""
    year = fields.get("year", fields.get("date", ""))[:4]
    return bool(name) and plain.startswith(name) and year in reference


def letters(text: str) -> str:
    from anyascii import anyascii

    plain = re.sub(r"""\\['"`~^]|\\[&$%]|[{}]""", "", text)
    return re.sub(r"[^a-z0-9]", "", anyascii(plain).lower())


@pytest.fixture(scope="module")
def found() -> Deduplication:
    from litreview.formats import read
    from litreview.stages.duplicates import dedupe

    return dedupe(read(*FILES, root=BIB))


def source_of(found: Deduplication) -> dict[tuple[str, str], str]:
    return {
        (Path(record.where.file).name, record.key): source.key
        for source in found.sources
        for record in source.records
    }


def test_the_folder_reads_as_its_bibliographies() -> None:
    """The tables beside them have no titles: they are no bibliographies, and a folder does not read them as such."""
    from litreview.formats import read

    assert sorted((Path(r.where.file).name, r.key) for r in read(BIB)) == sorted(
        works_of(rows("clusters.csv"))
    )


def test_dedupe_accounts_for_every_record(found: Deduplication) -> None:
    assert sorted(source_of(found)) == sorted(works_of(rows("clusters.csv")))


ASKED = {
    "chuangRescuingTraffickingIdeological2010": "title cut short",
    "unitednationsProtocolPreventSuppress": "a longer title, no year",
    "usaid-v-osi:2013": "no title",
    "Bales1999": "no subtitle, and there are other editions",
    "anthonyRampsIntersectionsExit2018": "a longer title",
    "boyerWhoPaysPrice": "no year",
    "dankEstimatingSizeStructure": "no year",
    "LockedInteractions": "no authors, no year",
    "songBetweenSharpRock": "no journal, no year",
}
"""Records that say so little that a careful program asks a person about them."""


def test_dedupe_finds_every_true_pair(found: Deduplication) -> None:
    """Without any decision by a person: merged, or (a record that says too little) asked about."""
    sources = source_of(found)
    home = {str(record.id): source.key for source in found.sources for record in source.records}
    asked = {frozenset((home[match.a], home[match.b])) for match in found.queue}
    by_work = defaultdict(list)
    for record, work in works_of(rows("clusters.csv")).items():
        by_work[work].append(record)
    missed = []
    for records in by_work.values():
        for a, b in itertools.combinations(records, 2):
            if sources[a] == sources[b]:
                continue
            thin = [record for record in (a, b) if record[1] in ASKED]
            # a thin record is found once a person is asked about it and any other record of its work
            others = {sources[record] for record in records}
            if not any(frozenset((sources[t], other)) in asked for t in thin for other in others):
                missed.append(f"{':'.join(a)} and {':'.join(b)}")
    assert missed == []


def test_dedupe_merges_no_two_works(found: Deduplication) -> None:
    """Near-duplicates, and any other two works, stay apart."""
    works = works_of(rows("clusters.csv"))
    held = defaultdict(set)
    for record, source in source_of(found).items():
        held[source].add(works[record])
    assert [sorted(mixed) for mixed in held.values() if len(mixed) > 1] == []
