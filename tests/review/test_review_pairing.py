"""Which entries of two states of a review are the same, and what of a registry's file belongs to which work."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

import litreview as lr
from litreview.core.model import Record, RecordId, Where
from litreview.review import (
    Review,
    enriched_files as registry_records,
    ignored_files,
    import_works as importing,
    revisions,
)
from litreview.stages.enrichment import EnrichedEntry


@cache
def state(*entries):
    """Return a review of entries, each KEY, title and what else it has."""
    text = "".join(
        f"@article{{{key}, title = {{{title}}}, author = {{Doe, Ann}}{more}}}\n"
        for key, title, more in entries
    )
    return Review(library=lr.read_text(text, "a.bib"))


PATROLS = ("Doe2001", "Harbor patrols and their records", ", year = {2001}")
RAIDS = ("Roe2002", "Raids and services in three towns", ", year = {2002}")


@pytest.mark.parametrize(
    ("before", "after", "paired"),
    [
        ([PATROLS, RAIDS], [PATROLS, RAIDS], {"Doe2001": "Doe2001", "Roe2002": "Roe2002"}),
        # by another key, the same in every field
        ([PATROLS], [("New", *PATROLS[1:])], {"Doe2001": "New"}),
        # another field, the same title and year
        (
            [PATROLS],
            [("New", PATROLS[1], ", year = {2001}, volume = {3}")],
            {"Doe2001": "New"},
        ),
        # another year: by its key, for it is one title
        ([PATROLS], [("Doe2001", PATROLS[1], ", year = {2003}")], {"Doe2001": "Doe2001"}),
        ([PATROLS], [("New", PATROLS[1], ", year = {2003}")], {}),
        # another title: by its key, for it has one DOI
        (
            [("Doe2001", "Harbor patrols", ", doi = {10.1000/x}")],
            [("Doe2001", "Patrols of a harbor", ", doi = {10.1000/x}")],
            {"Doe2001": "Doe2001"},
        ),
        ([PATROLS], [("Doe2001", RAIDS[1], ", year = {2002}")], {}),
        # what was called so before is another entry now, and goes on by another key
        (
            [PATROLS, RAIDS],
            [("Doe2001", *RAIDS[1:]), ("New", *PATROLS[1:])],
            {"Doe2001": "New", "Roe2002": "Doe2001"},
        ),
    ],
)
def test_entries_are_paired_by_what_they_say_then_by_their_title_then_by_their_key(before, after, paired):
    old, new = state(*before), state(*after)
    found = revisions.pair_records(old, new)
    names = {record.id: record.key for record in old.library}
    assert paired == {names[id_]: record.key for id_, record in found.records.items()}
    assert {key: key for key in names.values()} | paired == {
        key: found.current_key(key) for key in names.values()
    }


@pytest.mark.parametrize(
    ("before", "after", "lost", "came", "changed"),
    [
        ([PATROLS], [PATROLS], [], [], []),
        ([PATROLS], [], ["Doe2001"], [], []),
        ([], [PATROLS], [], ["Doe2001"], []),
        ([PATROLS], [("Doe2001", PATROLS[1], ", year = {2001}, volume = {3}")], [], [], ["Doe2001"]),
        # by another key it went and came, so that a reader of keys finds both
        ([PATROLS], [("New", *PATROLS[1:])], ["Doe2001"], ["New"], []),
        ([PATROLS, RAIDS], [RAIDS], ["Doe2001"], [], []),
    ],
)
def test_what_went_came_and_changed(before, after, lost, came, changed):
    found = revisions.record_changes(revisions.pair_records(state(*before), state(*after)))
    assert [lost, came, changed] == [[key for _, key in part] for part in found]


def confidential(key, **fields):
    return Record(
        id=RecordId(f"private:{key}"),
        key=key,
        type="misc",
        fields=fields,
        where=Where(file="private", line=1),
        confidential=True,
    )


def plain(key, *, doi=None, file="a.bib", **fields):
    return Record(
        id=RecordId(f"{file}:{key}"),
        key=key,
        type="article",
        fields=fields,
        where=Where(file=file, line=1),
        doi=doi,
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (confidential("I01"), confidential("I02"), True),
        (confidential("I01"), plain("I01"), False),
        (plain("a", doi="10.1/x"), plain("a", doi="10.1/x", title="Other"), True),
        (plain("a", title="Ä Bee!"), plain("a", title="a bee"), True),
        (plain("a", title="Bee", doi="10.1/x"), plain("a", title="Wasp", doi="10.1/y"), False),
    ],
)
def test_of_two_entries_by_one_key_it_is_known_whether_they_are_one_work(one, other, same):
    assert same == revisions._is_same_work(one, other)


# answers of registries


@pytest.mark.parametrize(
    ("ids", "key", "more", "of"),
    [
        (["https://openalex.org/W1"], "W1", {}, True),
        (["https://openalex.org/W1/"], "W1", {}, True),
        (["https://openalex.org/W1"], "W2", {}, False),
        (["10.1000/x"], "k", {"doi": "10.1000/x"}, True),
        (["17"], "k", {"pmid": "17"}, True),
        (["W1"], "k", {"openalex": "W1"}, True),
        ([], "W1", {}, False),
    ],
)
def test_which_records_of_a_registry_are_of_a_work(ids, key, more, of):
    record = plain(key, file="enriched/openalex.json", **more)
    assert of == registry_records._is_any_of(record, {"openalex": frozenset(ids)})
    assert not registry_records._is_any_of(record, {"crossref": frozenset(ids)})


def entry(source, *fields, id_="W1"):
    return EnrichedEntry(
        source=source,
        provider="openalex",
        id=id_,
        date="2026-01-01",
        asked="doi",
        what=(),
        result="taken",
        fields=fields,
    )


@pytest.mark.parametrize(
    ("gone", "whole", "told"),
    [
        (
            [entry("a")],
            True,
            "this file is not here, but enriched.tsv lists answers of openalex about 1 source",
        ),
        (
            [entry("a", "abstract", "pages"), entry("b", "abstract"), entry("b", "doi", id_="W2")],
            False,
            "this file lacks 3 works, but enriched.tsv lists answers of openalex about 2 sources (abstract of 2, doi of 1, pages of 1)",
        ),
        (
            [entry("a", "abstract")],
            False,
            "this file lacks 1 work, but enriched.tsv lists answers of openalex about 1 source (abstract of 1)",
        ),
    ],
)
def test_what_a_copy_lacks_of_a_registry_is_counted(gone, whole, told):
    assert told == registry_records._missing_problem("openalex", gone, whole=whole).message


def test_a_second_work_by_one_name_has_a_number():
    records = [plain("x", openalex="W1"), plain("y", openalex="W1"), plain("z", doi="10.1/z")]
    named = [*registry_records._with_registry_ids(replace(record, format="openalex") for record in records)]
    assert ["W1", "W1", "10.1/z"] == [record.key for record in named]
    assert ["a.bib:W1", "a.bib:W1#2", "a.bib:10.1/z"] == [record.id for record in named]


# files that nobody reads


@pytest.mark.parametrize(
    ("name", "passed"),
    [
        ("readme.md", True),
        ("readme", True),
        ("readme.docx", False),
        ("license.txt", True),
        ("thumbs.db", True),
        ("notes.txt", False),
        (".hidden.bib", True),
        ("~$paper.docx", True),
        ("a.bib~", True),
        ("script.py", True),
        ("scan.pdf", True),
        ("export.enw", False),
    ],
)
def test_what_is_passed_over_is_known_by_its_name(name, passed):
    assert passed == ignored_files._is_skipped(Path(name))


@pytest.mark.parametrize(
    ("name", "told", "level"),
    [
        ("finding.toml", "this file is not read, but its name is nearly 'findings.toml'", "warning"),
        ("codes.toml", "this codebook is not read, because litreview.toml names 'tvpa'", "info"),
        ("other.toml", "this file is not read", "info"),
        ("codes.qdc", "this codebook is not read, because litreview.toml names 'tvpa'", "info"),
        ("mine.csl", "this citation style is not read", "info"),
        ("for-ben.xlsx", "this workbook is not read by itself", "info"),
        ("manuscript/a.odt", "this file is not read, because its name ends in .odt", "info"),
        ("bib/export.enw", "this file is not read, because its format is not known", "warning"),
        ("raids/bib", "this file is not read", "info"),
        (
            "coded.qdpx",
            "this coded project is not read, because it has transcripts and is not in private/",
            "warning",
        ),
    ],
)
def test_a_file_that_nobody_reads_is_told_of_by_what_it_may_be(tmp_path, name, told, level):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text('[[code]]\nid = "x"\n' if name == "codes.toml" else "x")
    (problem,) = ignored_files.unread_files(tmp_path, [], "tvpa")
    assert (name, told, level) == (problem.where.file, problem.message, problem.level)


def test_a_manuscript_in_a_format_that_is_no_document_is_told_of_and_a_picture_in_it_is_not(tmp_path):
    (tmp_path / "manuscript").mkdir()
    for name in ("a.doc", "a.docx", "table.csv"):
        (tmp_path / "manuscript" / name).write_text("x")
    assert ["manuscript/a.doc"] == [
        one.where.file for one in ignored_files.unread_files(tmp_path, [], "tvpa")
    ]


@pytest.mark.parametrize(
    ("folder", "number", "read", "told"),
    [
        ("exports", 4, [], ["exports"]),
        ("exports", 3, [], ["exports/0.enw", "exports/1.enw", "exports/2.enw"]),
        ("exports", 4, ["exports/0.enw"], ["exports/1.enw", "exports/2.enw", "exports/3.enw"]),
        ("bib", 4, [], ["bib/0.enw", "bib/1.enw", "bib/2.enw", "bib/3.enw"]),
        ("out", 4, [], []),
        ("notes", 4, [], []),
    ],
)
def test_a_folder_of_which_nothing_is_read_is_told_of_once(tmp_path, folder, number, read, told):
    (tmp_path / folder).mkdir()
    for n in range(number):
        (tmp_path / folder / f"{n}.enw").write_text("x")
    assert told == [one.where.file for one in ignored_files.unread_files(tmp_path, read, "tvpa")]


def test_a_name_that_may_be_a_persons_is_not_shown(tmp_path):
    (tmp_path / "sub").mkdir()
    for name in ("ann-roe.enw", "sub/ann-roe.enw"):
        (tmp_path / name).write_text("x")
    assert ["./", "sub/"] == [
        one.where.file
        for one in ignored_files.unread_files(tmp_path, [], "tvpa", lambda name: name != "ann-roe")
    ]


def test_another_review_in_the_folder_is_none_of_its_files(tmp_path):
    for name, file in (("other", "litreview.toml"), ("other", "a.enw"), ("plain", "a.enw")):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / file).write_text("")
    assert ["plain/a.enw"] == [one.where.file for one in ignored_files.unread_files(tmp_path, [], "tvpa")]


@pytest.mark.parametrize(
    ("held", "called"),
    [("decisions/ann.tsv", True), ("notes/Doe2001.md", True), ("notes/Doe2001.txt", False), ("", False)],
)
def test_a_review_with_decisions_or_notes_is_found_from_its_files(tmp_path, held, called):
    (tmp_path / "bib").mkdir()
    (tmp_path / "litreview.toml").write_text("")
    if held:
        (tmp_path / held).parent.mkdir()
        (tmp_path / held).write_text("")
    paths = [tmp_path / "bib/a.bib", tmp_path / "bib/b.bib"]
    assert [f"{tmp_path.as_posix()}/litreview.toml"] * called == [
        one.where.file for one in ignored_files.lone_review_files(paths)
    ]


# Zotero


def item(key, **data):
    return {"key": key, "version": 1, "data": {"key": key, "itemType": "book", "title": f"Book {key}"} | data}


def works(*items, loose=()):
    return SimpleNamespace(items=items, notes={}, loose=loose)


def test_what_is_new_and_gone_is_counted_from_the_second_time_on(tmp_path):
    place = tmp_path / "zotero.json"
    first = importing.write_zotero(works(item("A"), item("B")), place)
    assert (2, 0, False) == (first.written, first.left_out, first.again)
    again = importing.write_zotero(works(item("B"), item("C"), item("D")), place)
    assert (3, 2, 1, True) == (again.written, again.new, again.gone, again.again)


@pytest.mark.parametrize(("folder", "left_out"), [("bib", 1), ("private", 0)])
def test_what_is_confidential_in_zotero_is_written_below_private_alone(tmp_path, folder, left_out):
    found = works(item("A"), item("B", tags=[{"tag": "confidential"}]))
    taken = importing.write_zotero(found, tmp_path / folder / "zotero.json")
    assert (2 - left_out, left_out) == (taken.written, taken.left_out)


@pytest.mark.parametrize(
    "text",
    ["[1]", "{}", "no json", '[{"key": "A"}]', '[{"key": 1, "data": {}}]', '[{"key": "A", "data": []}]'],
)
def test_a_file_that_holds_something_else_is_not_overwritten(tmp_path, text):
    place = tmp_path / "mine.json"
    place.write_text(text)
    with pytest.raises(lr.OutputError, match="never overwritten"):
        importing.write_zotero(works(item("A")), place)
    assert text == place.read_text()
