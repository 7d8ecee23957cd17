"""Zotero on this machine: a collection is read into a file of the review, and nothing is ever written to it. All works are made up."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from standin.server import Standin
from standin.zotero import Zotero, collection, item

from litreview import open_review, read
from litreview.cli import main
from litreview.providers import zotero
from litreview.providers.transport import read_here


@pytest.fixture
def held(monkeypatch):
    """Zotero, as it stands in; whatever it was asked, it was only read."""
    with Standin() as standin:
        monkeypatch.setenv("LITREVIEW_ZOTERO_URL", standin.environ()["LITREVIEW_ZOTERO_URL"])
        before = json.dumps([standin.zotero.collections, standin.zotero.items])
        yield standin
        assert {"GET"} >= {request["method"] for request in standin.requests}
        assert all(request["body"] == "" for request in standin.requests)
        assert before == json.dumps([standin.zotero.collections, standin.zotero.items])


def run(*words):
    result = CliRunner().invoke(main, ["zotero", *map(str, words)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_collections_are_listed_each_below_the_one_that_holds_it(held):
    assert [
        "Courts (COLLCRTA, 0 items)",
        "Tides (COLLTIDE, 121 items)",
        "  Courts (COLLCRTB, 0 items)",
        "  Ports (COLLPORT, 2 items)",
        "    Quays (COLLQUAY, 1 item)",
    ] == run()[1].splitlines()
    assert ["  Ports (COLLPORT, 2 items)", "    Quays (COLLQUAY, 1 item)"] == run("Ports")[1].splitlines()


def test_a_collection_without_a_name_is_listed_and_one_in_the_bin_or_held_by_none_is_not_lost(held):
    binned = collection("COLLGONE", "Gone")
    binned["data"]["deleted"] = True
    odd = [collection("COLLBARE", "", items=3), collection("COLLLOST", "Lost", "COLLGONE"), binned]
    odd[1]["meta"] = None
    held.zotero.collections.extend(odd)
    try:
        found = {one.key: one for one in zotero.collections()}
    finally:
        del held.zotero.collections[-3:]
    assert "COLLGONE" not in found
    assert (("?",), 3, "") == (found["COLLBARE"].path, found["COLLBARE"].items, found["COLLBARE"].parent)
    assert (("Lost",), None, "") == (
        found["COLLLOST"].path,
        found["COLLLOST"].items,
        found["COLLLOST"].parent,
    )
    assert (("Tides", "Ports", "Quays"), "COLLPORT") == (found["COLLQUAY"].path, found["COLLQUAY"].parent)


@pytest.mark.parametrize("pages", [True, False])
def test_a_collection_is_read_with_those_in_it_page_by_page_or_at_once(held, tmp_path, pages):
    held.zotero.pages = pages
    out = tmp_path / "bib/zotero.json"
    code, _, said = run("Tides", "-o", out)
    assert 0 == code
    assert f"Wrote 123 items of Tides and 3 collections in it to {out}" in said
    library = read(out)
    assert 123 == len(library)
    assert [] == [problem for problem in library.problems if problem.level != "info"]
    assert {f"WORK{n:04}" for n in range(123)} == {record.key for record in library}
    first = library["WORK0000"]
    assert ("article", 2001, "10.5555/tide.0", "Journal of Harbors") == (
        first.type,
        first.year,
        first.doi,
        first.container,
    )
    assert (("tide",), "imported") == (first.keywords, first.get("automatic-tags"))
    asked = [request for request in held.requests if request["path"].endswith("COLLTIDE/items/top")]
    assert [("0", "100"), ("100", "100")][: 2 if pages else 1] == [
        (r["params"]["start"], r["params"]["limit"]) for r in asked
    ]


def test_the_whole_library_is_read_without_notes_attachments_and_the_bin(held, tmp_path):
    run("-o", tmp_path / "z.json")
    text = (tmp_path / "z.json").read_text(encoding="utf-8")
    assert 124 == len(json.loads(text))
    for private in ("A thought", "secret.pdf", "made-up-user", "localhost", "WORK0124"):
        assert private not in text


def test_two_times_give_the_same_bytes_and_a_later_one_says_what_changed(held, tmp_path):
    out = tmp_path / "z.json"
    run("Ports", "-o", out)
    before = out.read_bytes()
    for one in held.zotero.items:
        one["version"] = one["data"]["version"] = 99  # as after a synchronisation
    assert "(0 new, 0 gone since the last time)" in run("Ports", "-o", out)[2]
    assert before == out.read_bytes()
    held.zotero.items[:] = [one for one in held.zotero.items if one["key"] != "WORK0120"]
    held.zotero.items.append(item("WORK0999", title="New", collections=["COLLPORT"]))
    assert "(1 new, 1 gone since the last time)" in run("Ports", "-o", out)[2]
    held.zotero.items[:], held.zotero.collections[:] = Zotero().items, Zotero().collections


def test_what_is_confidential_by_itself_or_by_its_note_is_written_below_private_alone(held, tmp_path):
    code, _, said = run("Quays", "-o", tmp_path / "bib/z.json")
    assert 0 == code
    assert "note: 2 items confidential, and not written" in said
    assert ["WORK0122"] == [one["key"] for one in json.loads((tmp_path / "bib/z.json").read_text())]
    said = run("Quays", "-o", tmp_path / "private/z.json")[2]
    assert "not written" not in said
    assert 3 == len(json.loads((tmp_path / "private/z.json").read_text()))
    assert all(record.confidential for record in read(tmp_path / "private/z.json"))


def test_a_mark_in_a_note_on_no_work_keeps_all_works_of_its_collection(held, tmp_path):
    loose = item("NOTE0009", "note", note="<p>tex.confidential: true</p>", collections=["COLLPORT"])
    held.zotero.items.append(loose)
    assert "Wrote 0 items of Tides/Ports" in run("Ports", "-o", tmp_path / "bib/z.json")[2]
    held.zotero.items.remove(loose)
    assert "Wrote 3 items of Tides/Ports" in run("Ports", "-o", tmp_path / "bib/z.json")[2]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("Tidse", "no collection 'Tidse'; did you mean 'Tides'?"),
        ("courts", "'courts' may be Courts (COLLCRTA), Tides/Courts (COLLCRTB); name one by its key"),
        ("Nothing like it at all", "no collection 'Nothing like it at all'; `litreview zotero` lists them"),
    ],
)
def test_a_collection_that_is_not_there_or_may_be_several_is_named(held, name, why):
    code, _, said = run(name)
    assert (2, True) == (code, why in said)
    # the whole path of one is that one
    assert ["Courts (COLLCRTA, 0 items)"] == run("Courts")[1].splitlines()


@pytest.mark.parametrize("name", ["COLLPORT", "Ports", "ports", "Tides/Ports", "tides/ports"])
def test_a_collection_goes_by_key_name_or_path(held, name):
    assert "COLLPORT" == zotero.find_collection(name, zotero.collections()).key


def test_zotero_that_is_not_running_or_lets_nobody_read_is_told_with_what_to_do(held, tmp_path, monkeypatch):
    held.zotero.allowed = False
    code, _, said = run("-o", tmp_path / "z.json")
    assert (2, True) == (
        code,
        "lets no program read it; allow that in its settings: Edit → Settings → Advanced" in said,
    )
    monkeypatch.setenv("LITREVIEW_ZOTERO_URL", "http://127.0.0.1:9")
    code, _, said = run("-o", tmp_path / "z.json")
    assert (2, True) == (code, "is Zotero running on this machine?" in said)
    assert not (tmp_path / "z.json").exists()
    # another program listens there
    monkeypatch.setenv("LITREVIEW_ZOTERO_URL", held.url("crossref"))
    code, _, said = run()
    assert (2, True) == (
        code,
        "litreview: Zotero: answered with status 4" in said or "no list of items" in said,
    )


@pytest.mark.parametrize("kind", ["html", "empty", "cut", "500", "elsewhere", "large"])
def test_any_answer_is_read_or_refused_in_words(held, tmp_path, kind):
    from standin.faults import parse

    held.faults = parse([kind])
    out = tmp_path / "z.json"
    code, _, said = run("-o", out)
    assert (2, True, False) == (code, said.startswith("litreview: Zotero: "), out.exists())


@pytest.mark.parametrize(
    "value",
    [{}, [1, None], [{"key": 1}], [{"key": "A", "data": []}], [{"key": "A", "data": {"itemType": 3}}], "x"],
)
def test_items_of_any_shape_raise_nothing(held, tmp_path, value):
    before = held.zotero.items
    held.zotero.items = value
    code, _, _ = run("-o", tmp_path / "z.json")
    held.zotero.items = before
    assert code in (0, 2)


def test_collections_that_hold_each_other_come_to_an_end(held):
    before = held.zotero.collections
    held.zotero.collections = [collection("A", "a", "B"), collection("B", "b", "A")]
    assert {"A", "B"} == {
        one.key
        for one in zotero.with_subcollections(
            zotero.find_collection("A", zotero.collections()), zotero.collections()
        )
    }
    held.zotero.collections = before


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("z.bib", None, "written as they are, to a .json file"),
        ("z.json", "@book{a, title = {T}}", "holds something else than items of Zotero"),
        ("z.json", '[{"id": "a", "type": "book"}]', "holds something else than items of Zotero"),
        ("-", None, "a review needs a file"),
    ],
)
def test_no_other_file_is_overwritten(held, tmp_path, monkeypatch, name, text, why):
    monkeypatch.chdir(tmp_path)
    if text is not None:
        Path(name).write_text(text)
    code, _, said = run("Ports", "-o", name)
    assert (2, True) == (code, why in said)
    assert text is None or text == Path(name).read_text()


@pytest.mark.exhaustive
def test_a_review_reads_the_file_as_any_export_and_takes_it_back_as_ris_with_tags(held, tmp_path):
    rev = tmp_path / "rev"
    CliRunner().invoke(main, ["init", str(rev)])
    run("Tides", "-o", rev / "bib/zotero.json")
    assert 123 <= len(open_review(rev).sources)
    CliRunner().invoke(main, ["decide", "tag", "WORK0001", "protect", "--by", "ann", "-C", str(rev)])
    assert 0 == CliRunner().invoke(main, ["tag", str(rev), "-o", str(rev / "back.ris")]).exit_code
    entry = next(
        part
        for part in (rev / "back.ris").read_bytes().decode().split("ER  - ")
        if "ID  - WORK0001\r\n" in part
    )
    assert {"KW  - tide", "KW  - tvpa:protect", "M2  - Citation Key: WORK0001"} <= set(entry.split("\r\n"))


def test_only_this_machine_is_read():
    with pytest.raises(ValueError, match="example"):
        read_here("http://example.org/api", {}, {})
