"""Passages of a text beside the question: found by the words of its codes, turned and taken by key, and in no page that goes out."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main

pytest.importorskip("pypdfium2")

TEXTS = Path(__file__).parents[2] / "examples/demonstration/texts"
KEY = "DemoAsh2014Raids"
CODEBOOK = """\
[codebook]
name = "made-up"
main_group = "theme"

[[code]]
id = "charges"
group = "theme"
label = "Charges"
definition = "What courts were asked to decide."

[[code.terms]]
weight = 2
match = ["trafficking charge ~6 trafficker", "prostitution"]

[[code]]
id = "figures"
group = "theme"
label = "Figures"
definition = "How complete the numbers are, and what they leave out."
"""
FINDING = f"""\
[[finding]]
id = "F1"
statement = "Some operations led to a charge."
stance = "supports"
supports = [{{key = "{KEY}", where = "p. 12", quote = "Six operations led to a trafficking charge"}}]
"""
CHARGE = "Six operations led to a trafficking charge against a trafficker."


@pytest.fixture
def folder(tmp_path) -> Path:
    return review_with_text(tmp_path)


def review_with_text(tmp_path: Path) -> Path:
    """Return a review of one made-up work with a PDF, and a codebook of two codes, the second without words of its own."""
    made = tmp_path / "review"
    (made / "bib").mkdir(parents=True)
    (made / "texts").mkdir()
    (made / "litreview.toml").write_text(
        'title = "Made up"\ncodebook = "own.toml"\n[screening]\nreasons = ["no"]\n'
    )
    (made / "own.toml").write_text(CODEBOOK)
    (made / "findings.toml").write_text(FINDING)
    (made / "bib/a.bib").write_text(
        f"@article{{{KEY}, title = {{What raids find: persons identified in forty operations of an invented county}}, author = {{Demo-Ash, Ada}}, "
        "year = {2014}, journal = {Invented Journal}}\n"
    )
    shutil.copy(TEXTS / f"{KEY}.pdf", made / "texts")
    return made


def run(*words: str, typed: str = "") -> str:
    done = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


def written(folder: Path, by: str = "ann") -> list[dict[str, str]]:
    text = (folder / f"decisions/{by}.tsv").read_text()
    return list(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_sentence_with_the_words_of_a_code_comes_first_with_its_printed_page(folder):
    review = lr.open_review(folder)
    first, *others = review.find("finding:F1")
    assert ("p. 12", CHARGE) == (first.where, first.sentence)
    assert f"p. 12: “{CHARGE}”" == first.quoted
    assert len(others) <= 4
    # the sentence is in its text between what is shown before and after it, and a heading is set apart by a dash
    text = " ".join(
        " ".join(page.text.split()) for page in review.text_library.pages(review.text_matches[0].digest)
    )
    for one in (first, *others):
        assert f"{one.before} {one.sentence} {one.after}".strip().replace(" — ", " ") in text
    with pytest.raises(lr.UsageError, match="no code is called 'charge'; did you mean 'charges'"):
        review.find("code:charge")


@pytest.mark.exhaustive
def test_a_code_without_terms_is_looked_for_by_its_definition(folder):
    from litreview.review.text_passages import passages_on

    review = lr.open_review(folder)
    figures = next(code for code in review.codebook.codes if code.id == "figures")
    assert (
        "All numbers are complete for one county and five years."
        == passages_on(review, KEY, (figures, ""))[0].sentence
    )
    assert () == passages_on(review, KEY, (None, "zebra crossing"))


def test_in_the_terminal_keys_turn_and_take_passages(folder):
    """`.` next, `,` back, `+` takes, and another `+` takes it back; the next code begins without any."""
    out = run("tag", folder, "--review", "--by", "ann", typed=".,+y n")
    assert f"p. 12 (1 of 3): {CHARGE}" not in out  # words before and after it are shown, too
    assert "p. 12 (1 of " in out
    assert f"[{CHARGE}]" in out
    assert "p. 12: used for the next answer" in out
    said = {row["value"]: (row["verb"], row["where"]) for row in written(folder)}
    assert {"charges": ("tag", f"p. 12: “{CHARGE}”"), "figures": ("not-tag", "")} == said
    assert ["found"] * 2 == [one.verdict for one in lr.open_review(folder).quote_checks]
    out = run("tag", folder, "--review", "--by", "bea", typed="++y q")
    assert "p. 12: not used" in out
    assert [""] == [row["where"] for row in written(folder, "bea")]


@pytest.mark.exhaustive
def test_at_full_text_a_passage_is_kept_with_the_answer(folder):
    run("decide", "include", KEY, "abstract", "--by", "ann", "-C", folder)
    out = run("decide", "--ask", "screening", "--by", "ann", "-C", folder, typed="+i x")
    assert "+" in out.split("[", 1)[1]
    last = written(folder)[-1]
    assert ("include", "fulltext") == (last["verb"], last["value"])
    assert last["where"].startswith("p. 1")


@pytest.mark.exhaustive
def test_a_sheet_quotes_passages_and_no_more_of_a_work_than_may_be_quoted(folder, tmp_path):
    import openpyxl

    run("sheet", "tags", folder, "-o", tmp_path / "tags.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "tags.xlsx").active.iter_rows(values_only=True))
    head = next(row for row in rows if "passages of its text" in row)
    cell = rows[rows.index(head) + 1][head.index("passages of its text")]
    assert f"p. 12: “{CHARGE}”" in cell.split("\n")
    assert len(cell.split()) <= 300
    shutil.rmtree(folder / "texts")
    run("sheet", "tags", folder, "-o", tmp_path / "none.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "none.xlsx").active.iter_rows(values_only=True)
    assert not any("passages of its text" in row for row in rows)


@pytest.mark.exhaustive
def test_passages_are_the_same_whatever_others_answered(folder):
    before = lr.open_review(folder).find("finding:F1")
    run("decide", "tag", KEY, "charges", "--by", "bea", "-C", folder)
    assert before == lr.open_review(folder).find("finding:F1")


@pytest.mark.exhaustive
def test_found_sentences_are_written_as_csv_and_json(folder, tmp_path):
    out = tmp_path / "found.csv"
    run("find", "charge*", folder, "-o", out)
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    found = json.loads(run("find", "charge*", folder, "--json"))
    assert [one["sentence"] for one in found] == [row["sentence"] for row in rows]
    assert {
        "source": KEY,
        "page": "12",
        "numbering": "printed",
        "place": "2",
        "sentence": CHARGE,
        "file": f"texts/{KEY}.pdf",
    } in rows
    line = next(line for line in run("find", "finding:F1", folder).split("\n") if CHARGE in line)
    assert f'  {{key = "{KEY}", where = "p. 12", quote = "{CHARGE}"}}' == line


@pytest.mark.exhaustive
def test_no_page_that_goes_out_has_words_of_a_text(folder, tmp_path):
    run("decide", "tag", KEY, "charges", "--by", "ann", "-C", folder)
    run("run", folder)
    run("sheet", "tags", folder, "--by", "bea", "-o", tmp_path / "desk.html")
    pages = [path for path in (*(folder / "out").rglob("*"), tmp_path / "desk.html") if path.is_file()]
    assert len(pages) > 5
    assert [] == [path for path in pages if b"in massage businesses" in path.read_bytes()]


@pytest.mark.exhaustive
def test_a_page_is_drawn_and_a_hostile_one_is_not():
    from litreview.formats.documents.page_image import page_image

    data = (TEXTS / f"{KEY}.pdf").read_bytes()
    assert page_image(data, 1).startswith(b"\x89PNG")
    assert page_image(data, 1) != page_image(data, 2)
    for broken in (data[:2000], b"%PDF-1.7\n" + bytes(range(256)) * 40, b""):
        assert b"" == page_image(broken, 0)
    assert b"" == page_image(data, 3)


@pytest.mark.exhaustive
def test_the_pdfs_of_the_demonstration_are_made_of_their_sources():
    """Of another version of typst the bytes may be others: then what they say is compared by nobody here."""
    import importlib.metadata
    import runpy

    made = runpy.run_path(str(TEXTS / "make_texts.py"))
    sources = made["sources"]()
    assert {path.stem for path in sources} == {path.stem for path in TEXTS.glob("*.pdf")}
    assert all(path.with_suffix(".pdf").stat().st_size <= 30_000 for path in sources)
    if importlib.metadata.version("typst") == "0.15.2":
        assert [] == [
            path.name for path in sources if made["make_pdf"](path) != path.with_suffix(".pdf").read_bytes()
        ]
