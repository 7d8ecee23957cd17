"""`litreview references`: each reference an entry, each line accounted for, nothing written over, nothing confidential shown."""

import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import litreview as lr
from litreview.cli import main
from litreview.formats.references import RAW

LIST = """References

[1] Roe, A., & Poe, B. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5–9.
[2] Roe A, Poe B. Ports and
    raids. J Tests. 2002;5(2):7-12. doi:10.5555/ports.2
[3] The ports were closed.
[4] United States v. Madeup, 702 F.3d 1066, 1070 (8th Cir. 2013).
"""
WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{}</w:body></w:document>'
NOTES = '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:footnotes>'


def call(*words: object, typed: str | bytes = "") -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


def paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def document(paragraphs: str, notes: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", WORD.format(paragraphs))
        if notes:
            archive.writestr("word/footnotes.xml", NOTES.format(notes))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list.txt").write_text(LIST, encoding="utf-8")
    return tmp_path


def test_a_list_becomes_entries_and_what_is_none_is_named(folder: Path) -> None:
    result = call("references", "list.txt", "-o", "refs.bib")
    assert 0 == result.exit_code
    assert "Wrote 3 entries to refs.bib" in result.stderr
    assert (
        "list.txt:6: LR301 warning: no reference was recognised in 'The ports were closed.'" in result.stderr
    )
    one, two, three = lr.read("refs.bib").records
    assert ("article", "5–9", "4", 2001) == (one.type, one.get("pages"), one.get("volume"), one.year)
    assert ("Ports and raids", "10.5555/ports.2", "7–12") == (two.title, two.doi, two.get("pages"))
    assert ("jurisdiction", "F.3d", "8th Cir.") == (three.type, three.get("reporter"), three.get("court"))
    assert LIST.split("\n")[2].removeprefix("[1] ") == one.get(RAW)


@pytest.mark.parametrize("ending", ["bib", "ris", "json", "csv"])
def test_every_format_holds_every_entry_and_its_string(folder: Path, ending: str) -> None:
    call("references", "list.txt", "-o", f"refs.{ending}")
    found = lr.read(f"refs.{ending}")
    assert ["Roe2001Raids", "Roe2002Ports", "Madeup2013"] == [record.key for record in found]
    assert "Ports and raids." in found.records[1].get(RAW)


def test_a_list_that_is_pasted_in(folder: Path) -> None:
    result = call("references", "-", "-o", "-", typed=LIST)
    assert "@jurisdiction{" in result.stdout
    told = call("references", "-", "-o", "refs.json", "--json", typed=LIST)
    assert (3, ["LR301"]) == (
        json.loads(told.stdout)["entries"],
        [p["code"] for p in json.loads(told.stdout)["problems"]],
    )


def test_what_is_read_is_not_written_over(folder: Path) -> None:
    before = Path("list.txt").read_bytes()
    Path("link.bib").symlink_to("list.txt")
    for output in ("list.txt", "link.bib"):
        assert 2 == call("references", "list.txt", "-o", output).exit_code
    assert before == Path("list.txt").read_bytes()


def test_folders_and_files_that_are_missing_are_wrong_usage(folder: Path) -> None:
    assert "is a folder; name the files" in call("references", ".", "-o", "x.bib").stderr
    assert "did you mean 'list.txt'" in call("references", "lst.txt", "-o", "x.bib").stderr
    assert 2 == call("references", "list.txt", "-o", "x.xyz").exit_code
    assert 2 == call("references", "-", "list.txt", "-o", "x.bib").exit_code


def test_a_docx_is_read_below_its_heading_and_in_its_notes(folder: Path) -> None:
    Path("a.docx").write_bytes(
        document(
            paragraph("Ports, as is well known, were raided.")
            + paragraph("References", "Heading1")
            + paragraph("Roe, A. (2001). Raids on a made-up port. Journal of Tests, 4(1), 5–9.")
            + paragraph("Appendix", "Heading1")
            + paragraph("More of it."),
            '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>'
            '<w:footnote w:id="1">'
            + paragraph("See, e.g., Ann Roe, A Title in Law, 19 Am. U. J. Tests 7 (2011); see also 22 U.S.C. § 7102 (2012).")
            + '</w:footnote><w:footnote w:id="2">' + paragraph("Id. at 9.") + "</w:footnote>",
        )
    )  # fmt: skip
    found = lr.read_references(Path("a.docx"))
    assert ["Raids on a made-up port", "A Title in Law", "22 U.S.C. § 7102"] == [
        r.title for r in found.records
    ]
    assert [3, 1, 1] == [record.where.line for record in found.records]
    assert [("LR303", 1), ("LR302", 2)] == [(p.code, p.where.line) for p in found.problems]
    assert 3 == len(found.references)


def test_a_docx_without_heading_or_notes_is_a_list(folder: Path) -> None:
    Path("a.docx").write_bytes(
        document(paragraph("Roe, A. (2001). Raids. Press.") + paragraph("Poe, B. (2002). Ports. Press."))
    )
    assert ["Raids", "Ports"] == [record.title for record in lr.read_references("a.docx").records]


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 half a word/ document",
        document("")[:-30],
        document("<w:p>"),
        document("<!DOCTYPE a>"),
        b"PK\x03\x04",
    ],
)
def test_a_damaged_docx_is_named(folder: Path, data: bytes) -> None:
    Path("a.docx").write_bytes(data)
    result = call("references", "a.docx", "-o", "refs.bib")
    assert (1, True) == (result.exit_code, "a.docx: LR304 error: this .docx can't be read" in result.stderr)


def test_what_a_tracked_change_took_out_is_no_text(folder: Path) -> None:
    kept = "<w:p><w:r><w:t>Roe, A. (2001). </w:t></w:r><w:del><w:r><w:delText>Old</w:delText><w:t>Old</w:t></w:r></w:del><w:r><w:t>Raids. Press.</w:t></w:r></w:p>"
    Path("a.docx").write_bytes(document(kept))
    assert "Roe, A. (2001). Raids. Press." == lr.read_references("a.docx").records[0].get(RAW)


def test_the_bibliography_and_the_notes_of_latex(folder: Path) -> None:
    Path("a.tex").write_text(
        "\\begin{document}\nText of a manuscript.\\footnote{See Roe, A. (2001). \\emph{Raids}. Harbor Press.}\n% \\bibitem{no} None\n"
        "\\begin{thebibliography}{9}\n\\bibitem{poe} B. Poe. \\newblock {\\em Ports and\n  piers}. \\newblock Harbor Press, 2002.\n"
        "\\bibitem[Noe(2003)]{noe} C. No\\'e. Piers. \\textit{Journal of Tests}, 4:5--9, 2003.\n\\end{thebibliography}\n\\end{document}\n"
    )
    found = lr.read_references("a.tex")
    assert [("Raids", 2), ("Ports and piers", 5), ("Piers", 7)] == [
        (r.title, r.where.line) for r in found.records
    ]
    assert "Noé" in found.records[2].get("author")


def test_the_list_and_the_notes_of_markdown() -> None:
    text = (
        "# On ports\n\nProse of 2001.[^1]\n\n[^1]: See Roe, A. (2001). *Raids*. Harbor Press.\n    Id. at 7.\n\n## References\n\n"
        "- Poe, B. (2002). *Ports*. Harbor Press. <https://example.org/p>\n- Noe, C. (2003). [Piers](https://example.org/n). Harbor Press.\n\n## Annex\n\nMore.\n"
    )
    Path("a.md").write_text(text)
    found = lr.read_references("a.md")
    assert {"Ports": 10, "Piers": 11, "Raids": 5} == {r.title: r.where.line for r in found.records}
    assert "https://example.org/n" == next(r for r in found.records if r.title == "Piers").get("url")
    assert [("LR303", 1), ("LR302", 5)] == [(p.code, p.where.line) for p in found.problems]


def test_what_was_told_in_confidence_is_sealed(folder: Path) -> None:
    told = "Whisper, W. (2019, May 3). On ports [Telephone interview].\nZeta said so in an interview.\nRoe, A. (2001). Ports. Press.\n"
    found = lr.read_references(told)
    assert [True, False] == [record.confidential for record in found.records]
    assert ["Roe, A. (2001). Ports. Press."] == [one.text for one in found.references]
    result = call("references", "-", "-o", "-", typed=told)
    assert not any(name in result.output for name in ("Whisper", "Zeta"))
    shown = lr.read_references(told, include_confidential=True)
    assert "Whisper" in shown.records[0].get("author")


@pytest.mark.parametrize("name", ["private/list.txt", "references/I07.txt"])
def test_a_list_below_private_or_called_by_a_code_is_sealed(folder: Path, name: str) -> None:
    Path(name).parent.mkdir()
    Path(name).write_text("Whisper, W. (2019). Ports. Harbor Press.\nZeta said so.\n")
    entries = call("references", name, "-o", "-")
    report = call("references", name, "-o", "refs.bib", "--json")
    assert 1 == json.loads(report.stdout)["entries"]
    assert not any(word in entries.output + report.output for word in ("Whisper", "Zeta"))


def test_a_list_with_a_mark_is_sealed_whole() -> None:
    found = lr.read_references(
        "Whisper, W. (2019). Ports. Harbor Press.\nconfidential: true\nZeta said so.\n"
    )
    assert [True] == [record.confidential for record in found.records]
    assert "LR305" in {problem.code for problem in found.problems}
    assert not any(word in str(problem) for problem in found.problems for word in ("Whisper", "Zeta"))


def test_what_is_withheld_of_a_list_is_shown_where_it_is_said_to_be_public(folder: Path) -> None:
    doubtful = "Boder, David P. (1949): I Did Not Interview the Dead, Urbana, Ill."
    sealed = "G. Roe. Personal communication, September 1995."
    Path("list.txt").write_text(f"{doubtful}\n{sealed}\n", encoding="utf-8")
    asked = call("references", "list.txt", "-o", "a.bib")
    assert "LR082" in asked.stderr
    assert "Boder" not in asked.output + Path("a.bib").read_text(encoding="utf-8")
    call("references", "list.txt", "-o", "b.bib", "--public", "list.txt")
    written = Path("b.bib").read_text(encoding="utf-8")
    assert "Boder" in written
    assert "1995" not in written
    # the list was named as public, and so is what is written of it
    assert [False, False] == [record.withheld for record in lr.read("b.bib")]
    assert 2 == call("references", "-", "-o", "-", "--public", "list.txt", typed=sealed).exit_code


def test_a_file_without_a_reference_says_so(folder: Path) -> None:
    Path("none.txt").write_text("\n\n")
    assert "LR001" in call("references", "none.txt", "-o", "x.bib").stderr
    Path("none.txt").write_text("References\n")
    assert "LR007" in call("references", "none.txt", "-o", "x.bib").stderr
    Path("none.txt").write_bytes(b"%PDF-1.4 more")
    assert 1 == call("references", "none.txt", "-o", "x.bib").exit_code
