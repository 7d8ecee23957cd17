"""What DuckDB makes of records is what memory makes of them, whatever ends a run in between."""

import csv
import errno
import io
import json
import os
import re
import sys
import threading
from collections import Counter

import pytest
from conftest_large import as_export, files_from_memory, files_of, hard_records, in_file, record

from litreview.cli import deduplication as merging
from litreview.core.errors import MissingExtraError, OutputError, UsageError
from litreview.core.files import lock_if_exists, locked
from litreview.core.model import Library
from litreview.engine.large import dedupe_large as stage, deduplicated, part_reader
from litreview.engine.large.duckdb_engine import DuckDB, NoRoomError, WorkingFilesError, room
from litreview.engine.large.workers import WorkerError
from litreview.formats import read
from litreview.formats.tables import csv_named, tags_rows
from litreview.stages.duplicates import dedupe
from litreview.stages.duplicates.collection_evidence import SIGNED_TITLE
from litreview.stages.tagging import tag


@pytest.mark.exhaustive
def test_files_problems_and_clusters_are_those_from_memory(hard, from_memory, tmp_path):
    with deduplicated(hard, tmp_path / "work") as found:
        assert files_from_memory(from_memory) == files_of(found, tmp_path / "out")
        assert sorted(map(str, from_memory.problems)) == sorted(map(str, found.problems()))
        assert [cluster.records for cluster in from_memory.clusters] == list(found.clusters())
        assert len(from_memory.related) == found.counts()["related"] > 10
        # the records meet every stage: what a table has none of is not tested
        assert all(next(found.engine.rows(f"SELECT count(*) > 0 FROM {name}"))[0] for name in MET)


@pytest.mark.exhaustive
def test_a_few_of_each_kind_give_what_memory_makes_of_them(tmp_path):
    some = hard_records(every=13, shared=4)
    expected = dedupe(some)
    with deduplicated(some, tmp_path / "work", workers=1) as found:
        assert files_from_memory(expected) == files_of(found, tmp_path / "out")
        assert sorted(map(str, expected.problems)) == sorted(map(str, found.problems()))
        assert [cluster.records for cluster in expected.clusters] == list(found.clusters())
        assert (len(expected.related), len(expected.queue)) == (
            found.counts()["related"],
            found.counts()["queue"],
        )
        tags = tag(expected.sources)
        counts = found.write_tags(tmp_path / "tags.csv")
        assert csv_named("tags", tags_rows(tags)) == (tmp_path / "tags.csv").read_bytes()
        assert counts == Counter(code for _, code in {(one.source, one.code) for one in tags})
        met = [name for name in MET if next(found.engine.rows(f"SELECT count(*) > 0 FROM {name}"))[0]]
        assert [name for name in MET if name != "in_large"] == met


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("count", "title"),
    [
        (3, "Harbor lights in the north"),
        (3, "Harbor lights with sirens"),
        (3, "Harbor lights"),
        (3, "b c d f g h k m p q r t w"),
        (40, "Harbor lights in the north"),
        (41, "Harbor lights in the north"),
    ],
)
def test_a_title_that_one_file_has_often_is_there_once_as_in_memory(count, title, tmp_path):
    """Of a title that several people sign, up to 40 records of one file may be one work: what `perhaps_once` leaves out is not asked again."""
    some = in_file(
        [
            record(f"r{n}", {"title": title, "author": "Roe, R and Doe, Di", "year": "2004", "journal": f"Tides {n % 3}"})
            for n in range(count)
        ],
        "x.bib",
    )  # fmt: skip
    expected = dedupe(some)
    with deduplicated(some, tmp_path / "work", workers=1) as found:
        assert files_from_memory(expected) == files_of(found, tmp_path / "out")
        asked_again = next(found.engine.rows("SELECT count(*) FROM again"))[0]
        assert (asked_again > 0) == (count <= 40 and len(title) >= SIGNED_TITLE)


MET = (
    "in_large", "journals", "named", "rubrics", "of_columns", "there_once", "again", "copied", "own_keys", "components", "clusters",
)  # fmt: skip


@pytest.fixture
def export(hard, tmp_path):
    # a file in which something is withheld is not read in stretches
    public = [record for record in hard if not any(read.confidential for read in as_export([record])[1])]
    assert len(public) > len(hard) * 0.9
    text, library = as_export([*public, *public[:40]])
    assert not library.problems or library.problems[0].level != "error"
    path = tmp_path / "exports" / "export.bib"
    path.parent.mkdir()
    path.write_text(text)
    return path


@pytest.mark.exhaustive
def test_a_file_read_in_stretches_by_several_processes_gives_what_it_gives_whole(
    export, tmp_path, monkeypatch
):
    monkeypatch.setattr(stage, "PART_SIZE", 20_000)
    library = read(export)
    expected = dedupe(library)
    with deduplicated([export], tmp_path / "work", workers=2) as found:
        assert files_from_memory(expected) == files_of(found, tmp_path / "out")
        assert sorted(map(str, [*library.problems, *expected.problems])) == sorted(map(str, found.problems()))


class Ended(BaseException):
    """What a signal would be."""


@pytest.mark.exhaustive
def test_a_run_that_was_ended_goes_on_to_the_same_result(hard, from_memory, tmp_path):
    work = tmp_path / "work"
    for at in ("verdicts", "clusters", "one entry for each work"):

        def end(name, at=at):
            if name == at:
                raise Ended

        with pytest.raises(Ended), deduplicated(hard, work, report=end):
            pass
        made = {path.name for path in work.iterdir()}
        assert "entries" in made
    again = []
    with deduplicated(hard, work, report=again.append) as found:
        assert files_from_memory(from_memory) == files_of(found, tmp_path / "out")
    assert again == ["one entry for each work"]


@pytest.mark.exhaustive
def test_tables_of_other_records_or_options_are_not_gone_on_from(hard, tmp_path):
    work = tmp_path / "work"
    few = hard[:30]
    for given, preprints in ((few, "ask"), (few, "same"), (hard[:31], "same")):
        expected = dedupe(given, preprints=preprints)
        with deduplicated(given, work, preprints=preprints) as found:
            assert files_from_memory(expected) == files_of(found, tmp_path / "out")


def test_duckdb_has_memory_by_what_is_read_and_threads_by_its_memory(tmp_path):
    # with more threads than that it ends on pairs of wide rows (a million records, 400 MB, two threads)
    with DuckDB(tmp_path / "work", memory=700, workers=16) as ducks:
        assert [(2,)] == list(ducks.rows("SELECT current_setting('threads')"))
    export = tmp_path / "export.bib"
    for size, memory in ((10, 400), (3_000_000_000, 1_000), (60_000_000_000, 2_000)):
        with export.open("wb") as file:
            file.truncate(size)  # takes no room
        assert memory == stage.memory_for([export])
    assert stage.memory_for(iter([])) == 2_000


@pytest.mark.exhaustive
def test_a_statement_that_needs_more_memory_than_duckdb_has_is_given_it(tmp_path):
    limit = "SELECT current_setting('memory_limit')"
    with DuckDB(tmp_path / "work", memory=20, workers=1) as ducks:
        assert [("19.0 MiB",)] == list(ducks.rows(limit))
        # a list of one row can't be written to the disk in pieces
        ducks.table("listed", "SELECT list(n) AS every FROM range(4_000_000) AS numbers(n)")
        assert [(4_000_000,)] == list(ducks.rows("SELECT len(every) FROM listed"))
        assert [("19.0 MiB",)] != list(ducks.rows(limit))


def test_nothing_makes_empty_files(tmp_path):
    with deduplicated([], tmp_path / "work") as found:
        assert files_from_memory(dedupe(Library())) == files_of(found, tmp_path / "out")


@pytest.mark.exhaustive
@pytest.mark.parametrize("format_", ["ris", "json", "csv"])
def test_every_format_is_written_as_from_memory(hard, format_, tmp_path):
    some = hard[:12]
    with deduplicated(some, tmp_path / "work", format=format_) as found:
        assert files_from_memory(dedupe(some), format_) == files_of(found, tmp_path / "out")


def test_a_folder_with_something_else_is_left_alone(hard, tmp_path):
    other = tmp_path / "notes.txt"
    other.write_text("mine")
    with pytest.raises(UsageError, match="no working folder"), deduplicated(hard[:1], tmp_path):
        pass
    assert other.read_text() == "mine"


def test_a_full_disk_is_told_in_words_and_what_is_full_elsewhere_is_not_it(tmp_path):
    full = os.strerror(errno.ENOSPC)
    duckdb = pytest.importorskip("duckdb")
    for fault in (OSError(errno.ENOSPC, full), duckdb.IOException(f"IO Error: {full}"), WorkerError(full)):
        with pytest.raises(NoRoomError, match="goes on from what is there"), room(tmp_path):
            raise fault
    for fault in (OutputError("out.bib", full), OSError("another")):
        with pytest.raises(type(fault)) as raised, room(tmp_path):
            raise fault
        assert raised.value is fault


@pytest.mark.exhaustive
@pytest.mark.parametrize("damage", [b"", b"PAR1", b"no Parquet at all" * 40])
def test_a_damaged_working_file_is_told_in_words_whichever_it_is(damage, hard, tmp_path):
    work = tmp_path / "work"
    with deduplicated(hard[:40], work) as found:
        expected = files_of(found, tmp_path / "out")
    told = []
    for part in sorted(work.glob("*/*.parquet")):
        sound = part.read_bytes()
        part.write_bytes(damage)
        try:
            with deduplicated(hard[:40], work) as found:
                assert expected == files_of(found, tmp_path / "out")  # nothing needed it any more
        except WorkingFilesError as fault:
            told.append(str(fault))
        # the records are stored anew, from where they came
        if part.parent.name != "stored":
            part.write_bytes(sound)
    assert all(said.startswith(f"{work}: ") and "remove that folder" in said for said in told)
    assert len(told) > 20


def test_without_the_packages_no_folder_is_made(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(MissingExtraError), deduplicated([], tmp_path / "work"):
        pass
    assert not (tmp_path / "work").exists()


def test_the_folder_of_a_run_is_not_taken_away_by_one_that_ended(tmp_path):
    work = tmp_path / "work"
    work.mkdir()

    def ended():
        with merging._work_folder(work, kept=False):
            pass

    thread = threading.Thread(target=ended)
    with locked(work):
        thread.start()
        thread.join(0.3)
        assert work.is_dir()
    thread.join()
    assert not work.exists()


def test_a_folder_that_another_run_took_away_while_one_waited_is_not_held_any_more(tmp_path):
    """A third run may be in a new one of that name: nobody may take that away."""
    work, found = tmp_path / "work", []

    def wait():
        with lock_if_exists(work) as is_there:
            found.append(is_there)
        with merging._work_folder(work, kept=False):
            pass

    for again in (False, True):
        work.mkdir()
        thread = threading.Thread(target=wait)
        with locked(work):
            thread.start()
            thread.join(0.3)
            work.rename(tmp_path / f"taken-{again}")
            if again:
                work.mkdir()
                (work / "of another run").mkdir()
        thread.join()
    assert [False, False] == found
    assert (work / "of another run").is_dir()


def test_problems_are_numbered_in_their_order(tmp_path):
    """An engine may give rows of one number in any order."""
    file = tmp_path / "a.bib"
    file.write_text("".join(f"@book{{k{n % 30}, title={{One {n}}}, year=}}\n" for n in range(90)))
    numbers = [
        row["seq"] for row in part_reader._rows((), [(0, one, True) for one in read(file).problems], part=2)
    ]
    assert len(numbers) > 1
    assert sorted(set(numbers)) == numbers
    with deduplicated([file], tmp_path / "work") as found:
        assert list(map(str, read(file).problems)) == [str(p) for p in found.problems() if p.code != "LR100"]


@pytest.mark.exhaustive
def test_a_key_that_comes_again_in_another_part_is_told_as_of_the_whole_file(tmp_path, monkeypatch):
    monkeypatch.setattr(stage, "PART_SIZE", 300)
    again = ["k", "k", "k#2", "k", "other", "k#2", "k", "k", "other", "k"]
    texts = [
        "".join(f"@book{{{name}{n}, title = {{Filler {n}}}, year = }}\n" for n in range(9)) for name in "fgh"
    ]
    files = [tmp_path / name for name in ("a.bib", "interviews.bib")]
    for file in files:
        file.write_text("".join(f"{text}@book{{{key}, title = {{One {key}}}}}\n" for key in again for text in ("", texts[len(key) % 3])) + "@book{last, title = {Last}}\n" * 2)  # fmt: skip
    with deduplicated(files, tmp_path / "work") as found:
        told = [str(one) for one in found.problems() if one.code not in ("LR020", "LR074", "LR100")]
    expected = read(*files).problems
    assert len([one for one in expected if one.code == "LR018"]) > 10
    assert [str(one) for one in expected if one.code not in ("LR020", "LR074")] == told


def without_keys(records, suffix):
    """Return records as exports of most providers have them: few have a key, and some of these look like made-up ones."""
    rows = [
        {
            "key": one.key if n % 9 == 0 else "Archer0Notes-2" if n % 31 == 0 else "",
            "title": one.title, "year": str(one.year or ""),
            **{name: one.get(name) for name in ("author", "journal", "volume", "pages", "doi")},
        }
        for n, one in enumerate(records)
    ]  # fmt: skip
    if suffix == ".csv":
        held = io.StringIO()
        table = csv.DictWriter(held, rows[0], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
        return held.getvalue()
    if suffix == ".json":
        return json.dumps([item(row) for row in rows], indent=1)
    tags = {
        "key": "ID",
        "title": "TI",
        "year": "PY",
        "journal": "JO",
        "volume": "VL",
        "pages": "SP",
        "doi": "DO",
    }
    lines = []
    for row in rows:
        lines += ["TY  - JOUR", *(f"AU  - {name}" for name in row["author"].split(" and ") if name)]
        lines += [*(f"{tag}  - {row[name]}" for name, tag in tags.items() if row[name]), "ER  - ", ""]
    return "\n".join(lines)


def item(row):
    """Return a row as an item of CSL-JSON."""
    names = [name.partition(", ") for name in row["author"].split(" and ") if name]
    said = {"type": "article-journal", "title": row["title"], "volume": row["volume"], "page": row["pages"], "DOI": row["doi"]}  # fmt: skip
    said |= {"id": row["key"], "container-title": row["journal"]}
    made = {name: value for name, value in said.items() if value}
    made["author"] = [{"family": family, "given": given} for family, _, given in names]
    return made | ({"issued": {"date-parts": [[int(row["year"])]]}} if row["year"] else {})


@pytest.mark.exhaustive
@pytest.mark.parametrize("suffix", [".ris", ".csv", ".json"])
def test_records_without_keys_get_those_of_the_whole_file(hard, suffix, tmp_path, monkeypatch):
    path = tmp_path / f"export{suffix}"
    # the same works once more at the end, so that made-up keys come again in other parts
    path.write_text(without_keys([*hard[::3], *hard[:240:3]], suffix))
    library = read(path)
    assert len([one for one in library if re.fullmatch(r"[A-Z].*-\d+", one.key)]) > 60
    monkeypatch.setattr(stage, "PART_SIZE", 4_000)
    expected = dedupe(library)
    with deduplicated([path], tmp_path / "work") as found:
        assert next(found.engine.rows("SELECT max(seq) FROM stored"))[0] >> part_reader.PART > 5
        assert files_from_memory(expected) == files_of(found, tmp_path / "out")
        told = [str(one) for one in found.problems() if one.code == "LR018"]
    assert [str(one) for one in library.problems if one.code == "LR018"] == told


@pytest.mark.exhaustive
def test_tags_and_their_counts_are_those_from_memory(hard, from_memory, tmp_path):
    tags = tag(from_memory.sources)
    with deduplicated(hard, tmp_path / "work") as found:
        counts = found.write_tags(tmp_path / "tags.csv")
    assert csv_named("tags", tags_rows(tags)) == (tmp_path / "tags.csv").read_bytes()
    assert counts == Counter(code for _, code in {(one.source, one.code) for one in tags})
