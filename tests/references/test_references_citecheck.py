"""The footnotes of a made-up memo, half of them with a planted fault, held against a made-up review."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from click.testing import CliRunner, Result

from litreview.cli import main
from litreview.formats.references import pieces_of_docx

BIB = """
@article{Roe2011, title={Harbors and Raids}, author={Roe, Ann}, journal={Made-Up Law Review}, volume=19, pages={1247--1290}, year=2011}
@book{Poe2001, title={The Closed Port}, author={Poe, Bob}, year=2001, pagetotal={240}, publisher={Harbor Press}}
@jurisdiction{Madeup2013, title={United States v. Madeup}, volume=702, reporter={F.3d}, pages={1066}, court={8th Cir.}, year=2013}
@article{Moe2019, title={Counting Docks}, author={Moe, Dana}, journal={Journal of Tests}, volume=4, number=1, pages={5--30}, year=2019}
@incollection{Noe2010, title={Piers at Night}, author={Noe, Carl}, booktitle={Numbers and Harms}, editor={Poe, Bob}, pages={101--130}, year=2010}
@legislation{HarborAct2000, title={Harbor Protection Act of 2000}, number={Pub. L. No. 106-386}, year=2000}
@report{GAO2007, title={Human Ports: Better Data Needed}, author={{Port Accountability Office}}, institution={PAO}, year=2007, pagetotal={64}}
"""
TEXT = """Harbors and Raids

Ann Roe

The harbor was raided four times in one year, and nobody who worked there was asked. The police counted the doors they opened, not the people behind them.
Of the ninety women in the sample, seventeen had been held against their will. The others had come to the port for work.
"""
# the sentence in front of the mark, the note, and what is said of the fault in it, "" for none
MEMO = (
    ("", "Ann Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247, 1250 (2011).", ""),
    ("", "Id. at 1252.", ""),
    ("", "See Bob Poe, The Closed Port 23 (2001).", ""),
    ("", "Id.", ""),
    ("", "Id. at 24–25; see also United States v. Madeup, 702 F.3d 1066, 1070 (8th Cir. 2013).", ""),
    ("", "Id. at 7.", "ambiguous: note 5 cites 2"),
    ("", "Roe, supra note 1, at 1260.", ""),
    ("", "Id. at 1320.", "outside the work"),
    ("", "Poe, supra note 3, at 200.", ""),
    ("", "Poe, supra note 3, at 300.", "which has 240 pages"),
    ("", "Roe, supra note 3, at 1251.", "Note 3 does not cite Roe; it is cited in note 1"),
    ("", "Madeup, 702 F.3d at 1071.", ""),
    ("", "Madeup, 702 F.3d at 1020.", "Page 1020 is outside the work"),
    ("", "Madeup, 703 F.3d at 1071.", "No note before cites a case at 703 F.3d"),
    ("", "Harris, 702 F.3d at 1071.", "is United States v. Madeup"),
    ("", "Dana Moe, Counting Docks, 4 J. Tests 5, 9 (2019).", ""),
    ("", "Dana Moe, Counting Docks, 5 J. Tests 5, 9 (2019).", "volume is 5 here, and 4"),
    ("", "Moe, supra note 16, at 12.", ""),
    ("", "Moe, supra note 40, at 12.", "Note 40 does not come before"),
    ("", "Moe, supra note 20, at 12.", "Note 20 does not cite Moe"),
    ("", "Carl Noe, Piers at Night, in Numbers and Harms 101, 110 (Bob Poe ed., 2010).", ""),
    ("", "Carl Noe, Piers at Night, in Numbers and Harms 101, 190 (Bob Poe ed., 2010).", "Page 190 is outside"),
    ("", "Harbor Protection Act of 2000, Pub. L. No. 106-386, 114 Stat. 1464.", ""),
    ("", "22 U.S.C. § 7102 (2018).", ""),
    ("", "Id. § 7105.", ""),
    ("", "Dana Roe, Quays Unbuilt 7 (2099).", "in the future"),
    ("", "Quinn Zoe, An Absent Work, 3 Made-Up L. Rev. 9, 12 (1999).", ""),
    ("", "Zoe, supra note 27, at 14.", ""),
    ("", "Zoe, supra note 27, at 4.", "Page 4 is outside"),
    ("", "Quinn Zoe, An Absent Work, 3 Made-Up L. Rev. 9, 12 (1999).", ""),
    ("She writes that “nobody who worked there was asked.”", "Roe, supra note 1, at 1250.", ""),
    ("She writes that “nobody who worked there was ever asked.”", "Roe, supra note 1, at 1250.", "differs from the text"),
    ("She adds: “the raids were a great success for all concerned.”", "Roe, supra note 1.", "is not in the text"),
    ("", "Roe, supra note 1, at 1251 (“seventeen had been held against their will”).", ""),
    ("", "Roe, supra note 1, at 1251 (“seventy had been held against their will”).", "differs from the text"),
    ("", "Ann Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247, 1251 (2011) (“the tide was high and the moon was full”).", "is not in the text"),
    ("", "Ann Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247, 1251 (2012).", "year is 2012 here, and 2011"),
    ("", "Ann Roe, Harbors and Raids, 19 Made-Up L. Rev. 1248, 1251 (2011).", "first page is 1248 here, and 1247"),
    ("", "The port was closed in 2004.", ""),
    ("", "Id. at 9.", "which cites nothing"),
    ("", "See, e.g., Poe, supra note 3, at 12; Moe, supra note 16, at 7; Roe, supra note 1, at 1280.", ""),
    ("", "Id.", "cites 3 works"),
    ("", "Port Accountability Office, Human Ports: Better Data Needed 12 (2007).", ""),
    ("", "Port Accountability Office, supra note 43, at 99.", "which has 64 pages"),
    ("", "Port Accountability Office, supra note 43, at 60–61.", ""),
    ("", "Poe, supra note 3, at 30–21.", "run backwards"),
    ("", "See supra Part II.A.", ""),
    ("", "Accord United States v. Madeup, 702 F.3d 1066, 1070 (8th Cir. 2013).", ""),
    ("", "Id. at 1069 (quoting Bob Poe, The Closed Port 44 (2001)).", ""),
    ("", "Poe, supra, at 55.", ""),
    ("", "Fox, supra, at 55.", "do not cite Fox"),
    ("", "Moe, supra note 16.", ""),
    ("", "Noe, supra note 77, at 102.", "Note 77 does not come before"),
    ("", "Noe, supra note 21, at 102.", ""),
    ("", "Noe, supra note 21, at 99.", "Page 99 is outside"),
    ("", "But see Dana Moe, Counting Docks, 4 J. Tests 5, 31 (2019).", "Page 31 is outside"),
    ("", "Pub. L. No. 106-386 (1987).", "1987"),
    ("", "Ann Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247 (2011); id. at 1248.", ""),
    ("", "Id. at 1291.", "outside the work"),
    ("", "Dana Moe, Counting Docks, 4 J. Tests 5 (2018).", "year is 2018 here, and 2019"),
)  # fmt: skip
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx(rows=MEMO) -> bytes:
    """Return the memo as Word writes it; the notes are stored in another order than that of their marks."""
    text = "".join(
        f'<w:p><w:r><w:t>{escape(before)}</w:t></w:r><w:r><w:footnoteReference w:id="{place}"/></w:r><w:r><w:t> More.</w:t></w:r></w:p>'
        for place, (before, _, _) in enumerate(rows, 1)
    )
    notes = "".join(
        f'<w:footnote w:id="{place}"><w:p><w:r><w:t>{escape(note)}</w:t></w:r></w:p></w:footnote>'
        for place, (_, note, _) in reversed([*enumerate(rows, 1)])
    )
    parts = {
        "[Content_Types].xml": "<Types></Types>",
        "word/_rels/document.xml.rels": "<Relationships></Relationships>",
        "word/document.xml": f"<w:document {_W}><w:body>{text}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {_W}>{notes}</w:footnotes>",
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


@pytest.fixture(scope="module")
def checked(tmp_path_factory) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("citecheck")
    review = folder / "review"
    (review / "bib").mkdir(parents=True)
    (review / "texts").mkdir()
    (review / "litreview.toml").write_text('title = "Made up"\n', encoding="utf-8")
    (review / "bib/all.bib").write_text(BIB, encoding="utf-8")
    (review / "texts/Roe2011.txt").write_text(TEXT, encoding="utf-8")
    (folder / "memo.docx").write_bytes(_docx())
    outputs = [
        "-o",
        str(folder / "c.csv"),
        "--html",
        str(folder / "c.html"),
        "--docx",
        str(folder / "marked.docx"),
    ]
    return folder, CliRunner().invoke(
        main, ["citecheck", str(folder / "memo.docx"), str(review), "--json", *outputs]
    )


def test_each_planted_fault_is_named_and_no_other(checked: tuple[Path, Result]) -> None:
    _, result = checked
    assert 1 == result.exit_code, result.output
    rows = json.loads(result.stdout)
    told = {
        n: " ".join(row["faults"] for row in rows if row["note"] == str(n)).strip()
        for n in range(1, len(MEMO) + 1)
    }
    assert (60, 30) == (len(MEMO), sum(bool(fault) for _, _, fault in MEMO))
    wrong = {
        n: (note, fault, told[n])
        for n, (_, note, fault) in enumerate(MEMO, 1)
        if (fault not in told[n] if fault else told[n])
    }
    assert {} == wrong


def test_the_table_and_the_page_have_every_citation(checked: tuple[Path, Result]) -> None:
    folder, _ = checked
    rows = list(csv.DictReader(io.StringIO((folder / "c.csv").read_text(encoding="utf-8-sig"))))
    assert {str(n) for n in range(1, 61)} - {"39"} == {row["note"] for row in rows}
    assert [("held", "Roe2011", "1"), ("held", "Poe2001", "3")] == [
        (r["verdict"], r["source"], r["cited_in"]) for r in rows if r["note"] in ("7", "9")
    ]
    assert ("exact", "different") == tuple(
        row["quote_verdict"] for row in rows if row["note"] in ("31", "32")
    )
    assert {"within the memo", "not held", "impossible", "unresolved", "held"} == {
        row["verdict"] for row in rows
    }
    page = (folder / "c.html").read_text(encoding="utf-8")
    assert all(escape(row["citation"]) in page.replace("&#39;", "'") for row in rows)


def test_the_memo_has_a_comment_at_each_note_with_a_fault_and_is_else_the_same(
    checked: tuple[Path, Result],
) -> None:
    folder, _ = checked
    marked = (folder / "marked.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        body = archive.read("word/document.xml").decode("utf-8")
        comments = archive.read("word/comments.xml").decode("utf-8")
        assert "/word/comments.xml" in archive.read("[Content_Types].xml").decode("utf-8")
    assert 30 == body.count("<w:commentReference ") == comments.count("<w:comment ")
    assert 30 == body.count("<w:commentRangeStart ") == body.count("<w:commentRangeEnd ")
    # the sixth note is the first with a fault
    assert (
        body.index('w:id="6"')
        < body.index('<w:commentReference w:id="0"/>')
        < body.index('w:footnoteReference w:id="7"')
    )
    assert pieces_of_docx(_docx()) == pieces_of_docx(marked)


def test_without_a_review_back_references_are_followed_all_the_same(tmp_path: Path) -> None:
    memo = tmp_path / "memo.md"
    memo.write_text(
        "One.[^1] Two.[^2]\n\n[^1]: Ann Roe, Ports 9 (2001).\n[^2]: Poe, supra note 1, at 3.\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["citecheck", str(memo), "--all"])
    assert 1 == result.exit_code
    assert "note 1: Ann Roe, Ports 9 (2001).\n  not held: Roe 2001, p. 9" in result.stdout
    assert "Note 1 does not cite Poe." in result.stdout


def test_in_the_folder_of_a_review_a_memo_is_compared_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("memo.md").write_text("So.[^1]\n\n[^1]: Ilse Quarrey, A Made-Up Tide, 3 Tides 1, 2 (2001).\n")
    entry = "@article{roe, title = {A made-up tide}, author = {Quarrey, Ilse}, year = {2001}, journal = {Tides}, volume = {3}, pages = {1--9}}"
    Path("a.bib").write_text(entry)
    alone = CliRunner().invoke(main, ["citecheck", "memo.md"])
    assert "1 not compared with a review" in alone.output
    assert "litreview citecheck memo.md DIR" in alone.output
    Path("litreview.toml").write_text('title = "Tides"\nsources = ["a.bib"]\n')
    assert "1 of works in the review" in CliRunner().invoke(main, ["citecheck", "memo.md"]).output


def test_marks_are_for_word_documents(tmp_path: Path) -> None:
    (tmp_path / "memo.md").write_text("Nothing.", encoding="utf-8")
    result = CliRunner().invoke(
        main, ["citecheck", str(tmp_path / "memo.md"), "--docx", str(tmp_path / "a.docx")]
    )
    assert 2 == result.exit_code
    assert "--docx marks a memo that is a .docx" in result.output


OTHER_FORMS = """
@jurisdiction{madeup, title={Madeup v. Harbor}, volume={702}, reporter={F.3d}, pages={1066}, year={2013}}
@legislation{code, title={Dock trafficking}, volume={18}, publication={U.S.C.}, section={1591}, year={2018}}
@article{roe, author={Roe, Ann M.}, title={Harbors and Raids: Understanding the Failures of Docks}, journal={Made-Up Law Review}, volume={19}, pages={1247--1290}, year={2009-2010}}
@article{fox, author={Fox, Dana}, title={The Social Construction of Raids}, journal={Made-Up Politics}, volume={3}, pages={5--30}, year={2007}}
@report{state, author={{U.S. Department of Harbors}}, title={Docks in Persons Report}, year={2021}, institution={U.S. Department of Harbors}}
@misc{page, author={Zoe, Quinn}, title={Opinion | The Children of the Port}, year={2020}, url={https://example.org/2020/12/port.html}}
@book{poe, author={Poe, Bob}, title={The Closed Port: A Long History}, year={2020}}
"""


@pytest.mark.parametrize(
    ("note", "source", "faults"),
    [
        ("Madeup v. Harbor, 702 F.3d 1066, 1070 (2013).", "madeup", ""),
        ("18 U.S.C. § 1591(a) (2018).", "code", ""),
        ("Ann M. Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247, 1250 (2010).", "roe", ""),
        ("Ann M. Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247, 4000 (2010).", "roe", "Page 4000 is outside"),
        ("Ann M. Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247 (2013).", "roe", "The year is 2013 here"),
        ("U.S. Dep't of Harbors, Docks in Persons Report 45 (2021).", "state", ""),
        ("U.S. Dep't of Justice, Docks in Persons Report 45 (2021).", "U S Dep T Of Justice 2021", "may be state"),
        ("Quinn Zoe, The Children of the Port, Made-Up Times (Dec. 4, 2020), https://www.example.org/2020/12/port.html.", "page", ""),
        ("Bob Poe, The Closed Port 100 (2010).", "poe", "The year is 2010 here, and 2020"),
        ("Bob Poe, The Closed Port: Another View 100 (2010).", "Poe 2010", ""),
        ("Tides of the Other Docks, https://www.example.org/2020/12/port.html.", "Tides of the Other Docks", ""),
    ],
)  # fmt: skip
def test_a_work_is_found_under_the_forms_that_notes_give_it(
    tmp_path: Path, note: str, source: str, faults: str
) -> None:
    (tmp_path / "all.bib").write_text(OTHER_FORMS, encoding="utf-8")
    (tmp_path / "memo.txt").write_text(f"1. {note}\n", encoding="utf-8")
    result = CliRunner().invoke(
        main, ["citecheck", str(tmp_path / "memo.txt"), str(tmp_path / "all.bib"), "--json"]
    )
    (row,) = json.loads(result.stdout)
    assert source == row["source"]
    assert faults in row["faults"] if faults else row["faults"] == ""


@pytest.mark.parametrize(
    ("later", "source"),
    [
        ("Roe, supra note 1, at 1250.", "roe"),
        ("Roe, Harbors, supra note 1, at 1250.", "roe"),
        ("Fox & Moe, supra note 1, at 7.", "fox"),
        # one word of the title is not the author
        ("Doe, Harbors and Raids, supra note 1.", ""),
        ("Roe, Rescuing Ships, supra note 1.", ""),
        ("Moe, supra note 1.", ""),
        ("HAR Report, supra note 1, at 3.", "fox"),
    ],
)
def test_supra_means_the_work_that_has_the_author_and_the_short_title(
    tmp_path: Path, later: str, source: str
) -> None:
    (tmp_path / "all.bib").write_text(OTHER_FORMS, encoding="utf-8")
    notes = (
        "Ann M. Roe, Harbors and Raids, 19 Made-Up L. Rev. 1247 (2010); "
        "Dana Fox, The Social Construction of Raids, 3 Made-Up Pol. 5 (2007) [hereinafter HAR Report]."
    )
    (tmp_path / "memo.txt").write_text(f"1. {notes}\n2. {later}\n", encoding="utf-8")
    result = CliRunner().invoke(
        main, ["citecheck", str(tmp_path / "memo.txt"), str(tmp_path / "all.bib"), "--json"]
    )
    *_, row = json.loads(result.stdout)
    assert (source, "" if source else "unresolved") == (row["source"], row["verdict"].replace("held", ""))


def test_works_that_the_review_does_not_have_are_named(tmp_path: Path) -> None:
    (tmp_path / "all.bib").write_text(OTHER_FORMS, encoding="utf-8")
    (tmp_path / "memo.txt").write_text(
        "1. Ilse Quarrey, A Made-Up Tide, 3 Tides 1 (2001).\n", encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["citecheck", str(tmp_path / "memo.txt"), str(tmp_path / "all.bib")])
    assert "Not in the review: Quarrey 2001 (note 1)." in result.stdout


@pytest.mark.parametrize(
    ("note", "faults"),
    [
        ("Roe, A. (2011). Harbors and raids. Made-Up Law Review, 19(2), 1–4, p. 45.", "Page 45 is outside the work"),
        ("Roe, A. (2011). Harbors and raids. Made-Up Law Review, 19(2), pp. 1–4.", ""),
    ],
)  # fmt: skip
def test_a_page_behind_the_pages_of_the_work_is_a_place_in_it(tmp_path: Path, note: str, faults: str) -> None:
    (tmp_path / "all.bib").write_text(
        "@article{Roe2011, title={Harbors and Raids}, author={Roe, Ann}, journal={Made-Up Law Review}, volume=19, pages={1--4}, year=2011}",
        encoding="utf-8",
    )
    (tmp_path / "memo.txt").write_text(f"1. {note}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["citecheck", str(tmp_path / "memo.txt"), str(tmp_path), "--json"])
    (row,) = json.loads(result.stdout)
    assert "Roe2011" == row["source"]
    assert faults in row["faults"] if faults else row["faults"] == ""


def test_an_interview_is_withheld_and_an_excluded_work_named_as_such(tmp_path: Path) -> None:
    (tmp_path / "decisions").mkdir()
    (tmp_path / "litreview.toml").write_text('title = "Made up"\nsources = ["all.bib"]\n', encoding="utf-8")
    (tmp_path / "all.bib").write_text(BIB, encoding="utf-8")
    (tmp_path / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\n2026-03-10T10:00:00Z\tann\texclude\tMoe2019\tabstract\t\tother topic\n",
        encoding="utf-8",
    )
    (tmp_path / "memo.txt").write_text(
        "1. Interview with a dock worker, in Harbor City (Mar. 3, 2021).\n2. Dana Moe, Counting Docks, 4 J. Tests 5, 9 (2019).\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(main, ["citecheck", str(tmp_path / "memo.txt"), str(tmp_path), "--json"])
    hidden, excluded = json.loads(result.stdout)
    assert ("1", "withheld", "") == (hidden["note"], hidden["verdict"], hidden["citation"])
    assert "dock worker" not in result.output
    assert ("held", "excluded from the review") == (excluded["verdict"], excluded["findings"])
