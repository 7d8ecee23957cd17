"""A review with full texts: whose they are, what they add, where words stand, and that nothing of them leaves."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner
from texts import layouts

import litreview as lr
from litreview.cli import main
from litreview.review.store import forget, store_path

pytest.importorskip("pypdfium2")
typst = pytest.importorskip("typst")

SOURCES = f"""
@article{{Brightwater2012, author = {{Brightwater, Ann}}, title = {{{layouts.TITLE}}}, journal = {{Harbour Law Review}}, year = {{2012}}}}
@article{{Doe2001, author = {{Doe, Jane}}, title = {{Raids and What They Leave Behind}}, journal = {{Journal of Made-up Law}}, volume = {{12}}, pages = {{201--233}}, year = {{2001}}}}
"""


def make_review(folder: Path, bib: str = SOURCES) -> Path:
    (folder / "bib").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "litreview.toml").write_text('title = "Made up"\n')
    (folder / "bib/a.bib").write_text(bib)
    return folder


def write_pdf(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(typst.compile(text.encode()))


def test_a_text_gives_abstract_pages_references_and_quotes(tmp_path, monkeypatch):
    """One made-up work in two columns, called `scan.pdf`: it is matched by its first page, and read once."""
    folder = make_review(tmp_path / "r")
    write_pdf(folder / "texts/scan.pdf", layouts.two_columns())
    (folder / "findings.toml").write_text(
        f"""[[finding]]
id = "F1"
statement = "Hours are written down wrong."
stance = "describes"
supports = [
  {{key = "Brightwater2012", where = "p. 77", quote = "{layouts.sentence(3)}"}},
  {{key = "Brightwater2012", where = "p. 80", quote = "{layouts.sentence(2)}"}},
  {{key = "Brightwater2012", where = "p. 77", quote = "Nobody was ever at the harbour in the long winter of that year"}},
]
"""
    )
    review = lr.open_review(folder)
    assert [("Brightwater2012", "linkage", "")] == [(m.source, m.how, m.fault) for m in review.text_matches]
    work = review.deduplication["Brightwater2012"]
    assert layouts.ABSTRACT == work.abstract
    assert ["texts/scan.pdf#page=1"] == [one.where.file for one in work.filled]
    assert [("Brightwater2012", "Doe2001")] == list(review.links.pairs)
    assert ["found", "found", "missing"] == [one.verdict for one in review.quote_checks]
    said = [
        (problem.code, problem.message) for problem in review.problems if problem.code in ("LR542", "LR703")
    ]
    assert ["LR542", "LR703"] == [code for code, _ in said]
    assert "the full text in the review does not have the quoted words" in said[0][1]
    assert "is on p. 77 of Brightwater2012, but p. 80 is cited" in said[1][1]
    passages = review.find('"orchard 3"')
    assert [("Brightwater2012", "p. 77", layouts.sentence(3))] == [
        (p.source, p.where, p.sentence) for p in passages[:1]
    ]
    monkeypatch.setattr("litreview.formats.documents.full_text.read_documents", None)
    assert passages == lr.open_review(folder).find('"orchard 3"')
    forget(folder)
    assert not store_path(folder).is_file()


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    ("layout", "page", "numbering"),
    [
        (layouts.law_review, "20", "printed"),
        (layouts.two_columns, "7", "printed"),
        (layouts.report, "", "printed"),
    ],
)
def test_every_sentence_is_found_on_its_printed_page(tmp_path, layout, page, numbering):
    from litreview.stages.texts import check_quote

    folder = make_review(tmp_path / "r")
    write_pdf(folder / "texts/Brightwater2012.pdf", layout())
    review = lr.open_review(folder)
    labels, how = review.stage_value("page_numbers")["texts/Brightwater2012.pdf"]
    pages = review.text_library.pages(review.text_matches[0].digest)
    placed = [check_quote(layouts.sentence(n), pages) for n in range(1, 61)]
    assert numbering == how
    assert {"found"} == {one.verdict for one in placed}
    numbers = [int(labels[one.page]) for one in placed]
    assert numbers == sorted(numbers)
    assert all(labels[one.page].startswith(page) for one in placed)
    assert layouts.ABSTRACT == review.deduplication["Brightwater2012"].abstract


def test_texts_of_confidential_sources_and_below_private_are_not_read(tmp_path, monkeypatch):
    confidential = "@misc{I01, author = {Zqvok, Ann}, title = {Interview}, howpublished = {Interview by telephone}, year = 2019, confidential = {true}}\n"
    folder = make_review(tmp_path / "r", SOURCES + confidential)
    (folder / "private/texts").mkdir(parents=True)
    for name in ("texts/I01.txt", "private/texts/Doe2001.txt", "texts/Interview Zqvok.txt"):
        (folder / name).write_text("The secret word is zqvokbrim. " * 20)
    (folder / "texts/Doe2001.txt").symlink_to("../private/texts/Doe2001.txt")
    (folder / "texts/Brightwater2012.txt").write_text(f"{layouts.TITLE}\n\n{layouts.sentence(1)}\n")
    runner = CliRunner()
    for words in (
        ["texts", str(folder), "--all"],
        ["texts", str(folder), "--json"],
        ["find", "zqvokbrim", str(folder)],
        ["check", str(folder), "--all"],
    ):
        output = runner.invoke(main, words).output
        assert "zqvok" not in output.lower()
    assert ["Brightwater2012"] == [one.source for one in lr.open_review(folder).find("pickers")]
    store = store_path(folder)
    assert b"zqvok" not in store.read_bytes().lower()
    assert b"pickers" in store.read_bytes()


@pytest.mark.exhaustive
def test_nothing_of_a_text_but_its_abstract_is_in_out(tmp_path):
    folder = make_review(tmp_path / "r")
    words = f"{layouts.TITLE}\n\nAnn Brightwater\n\nAbstract\n\n{layouts.ABSTRACT}\n\n1 Introduction\n\nThe zqvokbrim of the orchard.\n"
    (folder / "texts/Brightwater2012.md").write_text(words)
    result = CliRunner().invoke(main, ["texts", str(folder), "--json"])
    assert [("Brightwater2012", "name")] == [
        (one["source"], one["how"]) for one in json.loads(result.output)["texts"]
    ]
    lr.write_out(lr.open_review(folder))
    written = [path for path in (folder / "out").rglob("*") if path.is_file()]
    assert written
    assert [] == [path for path in written if b"zqvokbrim" in path.read_bytes()]
    assert any(layouts.ABSTRACT[:40].encode() in path.read_bytes() for path in written)


def test_init_keeps_texts_out_of_git(tmp_path):
    lr.init_review(tmp_path / "r")
    assert "texts/" in (tmp_path / "r/.gitignore").read_text().split("\n")


@pytest.mark.parametrize(
    ("field", "place"),
    [
        (":papers/x y.pdf:PDF", "papers/x y.pdf"),
        (
            "Full Text PDF:files/12/Doe - 2001 - Raids.pdf:application/pdf",
            "bib/files/12/Doe - 2001 - Raids.pdf",
        ),
        ("/home/me/Zotero/storage/ABCD1234/r.pdf", "zotero/storage/ABCD1234/r.pdf"),
        (
            r"r.pdf:C\:\\Users\\me\\Zotero\\storage\\ABCD1234\\r.pdf:application/pdf",
            "zotero/storage/ABCD1234/r.pdf",
        ),
        ("../../../etc/secret.pdf", ""),
    ],
)
def test_the_files_that_entries_name_are_found_and_none_outside(tmp_path, field, place):
    from litreview.review.text_files import find_texts

    folder = make_review(tmp_path / "a/b/r")
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/secret.pdf").write_bytes(b"%PDF-")
    if place:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(b"%PDF-")
    (folder / "zotero/storage/ZZZZ9999").mkdir(parents=True, exist_ok=True)
    (folder / "zotero/storage/ZZZZ9999/other.pdf").write_bytes(b"%PDF-")
    records = lr.read_text(
        f"@article{{Doe2001, author = {{Doe, Jane}}, title = {{Raids}}, journal = {{J}}, year = 2001, file = {{{field}}}}}",
        "bib/a.bib",
    ).records
    found = find_texts(folder, ("zotero/storage",), records)
    assert [place] * bool(place) == list(found.paths)
    assert bool(place) == (records[0].id in {id_ for ids in found.linked.values() for id_ in ids})


@pytest.mark.exhaustive
def test_a_store_that_fails_loses_nothing_and_is_named(tmp_path, monkeypatch):
    """The store works while texts are read, and not any more when a quote is looked up: the texts are read anew, and a Problem says so."""
    from litreview.engine import Store

    folder = make_review(tmp_path / "r")
    (folder / "texts/Brightwater2012.txt").write_text(f"{layouts.TITLE}\n\n{layouts.sentence(1)}\n")
    review = lr.open_review(folder)
    assert 1 == len(review.text_matches)
    passages = review.find("orchard")
    assert passages

    def full(_self):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Store, "writing", full)
    assert passages == review.find("orchard")
    assert ["LR705"] == [one.code for one in review.problems if one.code == "LR705"]


def test_without_the_extra_one_line_names_it_and_what_is_missing(tmp_path, monkeypatch):
    from litreview.formats.documents import pdf_text

    monkeypatch.setattr(pdf_text, "is_installed", lambda: False)
    folder = make_review(tmp_path / "r")
    (folder / "texts/Doe2001.pdf").write_bytes(b"%PDF-1.7\n")
    (told,) = (str(one) for one in lr.open_review(folder).problems if one.code.startswith("LR700"))
    assert all(words in told for words in ("1 PDF", "citations are missing", "pip install pypdfium2"))


def test_what_was_read_before_ctrl_c_is_not_read_again(tmp_path, monkeypatch):
    from litreview.stages import texts

    folder = make_review(tmp_path / "r")
    for key in ("Brightwater2012", "Doe2001"):
        (folder / f"texts/{key}.txt").write_text(f"{key}\n\n{layouts.sentence(1)}\n")
    read, facts_of = [], texts.facts_of

    def interrupted(text):
        if read and read[0] != text.title and len(read) == 1:
            read.append("")
            raise KeyboardInterrupt
        read.append(text.title)
        return facts_of(text)

    monkeypatch.setattr(texts, "facts_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        _ = lr.open_review(folder).text_matches
    assert ["Brightwater2012", "Doe2001"] == sorted(one.source for one in lr.open_review(folder).text_matches)
    first, _, again = read
    assert {"Brightwater2012", "Doe2001"} == {first, again}


LONG = " ".join(f"word{n}" for n in range(70))
LIMITED = """
@article{Doe2001, author = {Doe, Jane}, title = {Raids and What They Leave Behind}, journal = {Journal of Made-up Law}, year = {2001}}
@jurisdiction{Roe1973, title = {Doe v. Roe}, year = {1973}}
@report{GAO2015, author = {{U.S. Government Accountability Office}}, title = {Agencies and Farms}, institution = {U.S. Government Accountability Office}, year = {2015}}
"""


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"LR704.long": 1}),
        ("work_words = 65", {"LR704.long": 1, "LR704.work": 1}),
        ("quote_words = 80", {}),
    ],
)
def test_long_quotes_of_works_under_copyright_are_named(tmp_path, settings, expected):
    folder = make_review(tmp_path / "r", LIMITED)
    (folder / "litreview.toml").write_text(f'title = "Made up"\n[texts]\n{settings}\n')
    quotes = ", ".join(
        f'{{key = "{key}", where = "p. 1", quote = "{LONG}"}}' for key in ("Doe2001", "Roe1973", "GAO2015")
    )
    (folder / "findings.toml").write_text(
        f'[[finding]]\nid = "F1"\nstatement = "Words."\nstance = "describes"\nsupports = [{quotes}]\n'
    )
    said = [one.message for one in lr.open_review(folder).problems if one.code == "LR704"]
    assert expected == {
        row: count
        for row, words in (("LR704.long", "in one piece"), ("LR704.work", "together"))
        if (count := sum(words in one and "Doe2001" in one for one in said))
    }
    assert sum(expected.values()) == len(said)


def test_a_release_names_full_texts_and_abstracts_read_from_them(tmp_path):
    from litreview.review.release.exposure import check_release

    folder = make_review(tmp_path / "r")
    (folder / "texts/Brightwater2012.txt").write_text("Zqvok met us on the farm.")
    (folder / "out").mkdir()
    (folder / "out/values.csv").write_text("Doe2001,abstract,We ask.,texts/a.pdf#page=1\n")
    subprocess.run(["git", "init", "-q", folder], check=True)
    named = {
        one.code: (one.where.file, one.message)
        for one in check_release(folder).problems
        if one.code in ("LR688", "LR689")
    }
    assert {"LR688": "texts", "LR689": "out"} == {code: file for code, (file, _) in named.items()}
    assert not any("Brightwater2012" in message for _, message in named.values())
    (folder / ".gitignore").write_text("texts/\nout/\n")
    assert not {"LR688", "LR689"} & {one.code for one in check_release(folder).problems}


@pytest.mark.exhaustive
def test_columns_that_are_stored_row_by_row_are_read_one_after_the_other(tmp_path):
    """Each row of a grid is a line of the left column and its neighbour: no sentence of the left one may run on into the right one."""
    from litreview.formats.documents.full_text import read_documents

    words = " ".join(layouts.sentence(n) for n in range(1, 61))
    lines = textwrap.wrap(words, 46)
    half = len(lines) // 2
    cells = ",".join(f"[{a}],[{b}]" for a, b in zip(lines[:half], lines[half : 2 * half], strict=True))
    source = f'#set page(paper: "a2")\n#set text(size: 9pt)\n#grid(columns: (8cm, 8cm), gutter: 5pt, {cells})'
    write_pdf(tmp_path / "a.pdf", source)
    ((_, read),) = read_documents([lambda: (".pdf", (tmp_path / "a.pdf").read_bytes())])
    text = " ".join(read.pages[0].text.split())
    assert " ".join(lines[: 2 * half]) == text
