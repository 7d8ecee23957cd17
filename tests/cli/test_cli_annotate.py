"""`annotate`: what stands below an entry, annotations that are missing, a reference document."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from litreview.cli import main

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
EXAMPLE = str(EXAMPLES / "over-policing")
INVENTED = str(EXAMPLES / "demonstration")


def run(*arguments: str | Path, of: str = EXAMPLE) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["annotate", of, *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stderr


@pytest.mark.exhaustive
def test_tags_stances_and_citations_stand_below_the_entry(tmp_path: Path) -> None:
    assert run("-o", tmp_path / "a.md", "--for", "team", of=INVENTED)[0] == 0
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "protect, by " in text
    assert "On protect: " in text
    assert "Cited by " in text
    assert "Recommendations served: R1, " in text
    assert "citation style APA; " in text


@pytest.mark.exhaustive
def test_what_rules_suggest_stands_below_an_entry_that_nobody_judged(tmp_path: Path) -> None:
    assert run("-o", tmp_path / "a.md", "--for", "team")[0] == 0
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    assert "protect, by rule" in text
    assert "unread, by rule: only the title was there to read" in text
    assert "Cited by " in text
    assert "On protect: " not in text
    assert "Recommendations served" not in text


@pytest.mark.exhaustive
def test_what_is_handed_in_says_nothing_of_the_workshop(tmp_path: Path) -> None:
    assert (
        run("-o", tmp_path / "a.md", "--author", "Ann Roe", "--course", "A clinic", "--date", "May 1")[0] == 0
    )
    text = (tmp_path / "a.md").read_text(encoding="utf-8")
    title, block, heading = text.split("\n\n")[:3]
    assert "# Do police operations further" in title
    assert ["A clinic", "Ann Roe", "May 1"] == block.replace("\\", "").split("\n")
    assert "Protect" in heading
    assert not re.search(
        r"\(\d+ sources?\)|annotated|, by rule|[Nn]ot read|[Nn]ot tagged|screened",
        "\n".join(re.findall("(?m)^(?![><]).*", text)),
    )
    assert 1 == text.count("A national study of twelve counties"), "each source once"


def test_the_option_that_was_before_names_the_one_that_is_now(tmp_path: Path) -> None:
    code, said = run("-o", tmp_path / "a.md", "--show-tags")
    assert (code, "--for team" in said) == (2, True)


def test_the_title_block_is_that_of_the_review_unless_it_is_given(tmp_path: Path) -> None:
    review = tmp_path / "rev"
    CliRunner().invoke(main, ["init", str(review)])
    settings = review / "litreview.toml"
    text = settings.read_text(encoding="utf-8")
    text = text.replace('author = ""', 'author = ["Ann Roe", "Bo Poe", "Cy Moe"]', 1).replace(
        'date = ""', "date = 2026-05-01", 1
    )
    settings.write_text(text.replace('course = ""', 'cuorse = "Law"', 1), encoding="utf-8")

    def written(*more: str) -> tuple[list[str], str]:
        result = CliRunner().invoke(main, ["annotate", str(review), "-o", "-", *more])
        assert result.exit_code == 0, result.stderr
        return result.stdout.split("\n\n")[:2], result.stderr

    head, said = written()
    assert ["# Rev", "Ann Roe, Bo Poe and Cy Moe\\\nMay 1, 2026"] == head
    assert "no setting 'cuorse'; did you mean 'course'?" in said
    assert ["# On raids", "Ann Roe, Bo Poe and Cy Moe\\\nSpring"] == written(
        "--title", "On raids", "--date", "Spring"
    )[0]


@pytest.mark.exhaustive
def test_missing_annotations_are_named_and_the_document_is_written(tmp_path: Path) -> None:
    code, said = run("-o", tmp_path / "a.md", "--require-annotations")
    assert code == 1
    named = said.count("LR402 error: ")
    assert named > 300
    assert "more LR402" not in said
    assert (tmp_path / "a.md").exists()


def test_a_code_that_no_source_has_is_told(tmp_path: Path) -> None:
    code, said = run("-o", tmp_path / "a.md", "--code", "partner")
    assert code == 0
    assert "no source has the code 'partner'" in said


@pytest.mark.exhaustive
def test_groups_nest(tmp_path: Path) -> None:
    assert run("-o", tmp_path / "a.md", "--group-by", "goal,type")[0] == 0
    assert "\n### " in (tmp_path / "a.md").read_text(encoding="utf-8")
    code, said = run("-o", tmp_path / "b.md", "--group-by", "gaol")
    assert (code, "did you mean 'goal'" in said or "one of group" in said) == (2, True)


@pytest.mark.parametrize(
    ("out", "reference", "why"),
    [
        ("a.docx", "none.docx", "no such file"),
        ("a.html", EXAMPLE, "not to .html"),
        ("a.docx", __file__, "is no .docx document"),
    ],
)
@pytest.mark.exhaustive
def test_a_reference_document_that_does_not_serve(tmp_path: Path, out: str, reference: str, why: str) -> None:
    code, said = run("-o", tmp_path / out, "--reference", reference)
    assert code == 2
    assert why in said


@pytest.mark.exhaustive
def test_a_reference_document_gives_its_styles_and_pages(tmp_path: Path) -> None:
    """A school's typeface, an annotation of its own and its footer; what it lacks is ours."""
    import zipfile

    from litreview.stages.bibliography.word_processor import repack

    def school(name: str, content: bytes) -> bytes:
        if name != "word/styles.xml":
            return content
        text = re.sub(
            r'<w:style [^>]*w:styleId="CrossReference".*?</w:style>', "", content.decode(), flags=re.DOTALL
        )
        return (
            text.replace("Times New Roman", "Georgia")
            .replace('<w:ind w:left="720"/>', '<w:ind w:left="333"/>')
            .encode()
        )

    assert run("-o", tmp_path / "own.docx", "--only", "annotated")[0] == 0
    (tmp_path / "school.docx").write_bytes(repack((tmp_path / "own.docx").read_bytes(), school))
    code, said = run(
        "-o", tmp_path / "a.docx", "--only", "annotated", "--reference", tmp_path / "school.docx"
    )
    assert (code, "LR400" in said) == (0, False)
    made = zipfile.ZipFile(tmp_path / "a.docx")
    styles = {
        name: style
        for style in re.findall(r"<w:style\b.*?</w:style>", made.read("word/styles.xml").decode(), re.DOTALL)
        for name in re.findall(r'w:styleId="([^"]+)"', style)
    }
    assert "Georgia" in styles["Normal"]
    assert 'w:left="333"' in styles["Annotation"]
    assert 'w:left="720"' in styles["CrossReference"], "ours"
    assert "footerReference" in made.read("word/document.xml").decode()
    assert " PAGE " in made.read("word/footer1.xml").decode()


@pytest.mark.exhaustive
def test_a_document_that_somebody_edited_is_not_overwritten_without_force(tmp_path: Path) -> None:
    made, review = tmp_path / "a.md", str(Path(INVENTED))
    assert [0, 0] == [run("-o", made, of=review)[0], run("-o", made, "--group-by", "none", of=review)[0]]
    ours = made.read_bytes()
    made.write_bytes(ours + b"A sentence of mine.")
    code, told = run("-o", made, of=review)
    assert (1, True, False) == (
        code,
        "LR601 error: this file was edited by hand" in " ".join(told.split()),
        f"Wrote {made}" in told,
    )
    assert made.read_bytes().endswith(b"A sentence of mine.")
    assert 0 == run("-o", made, "--group-by", "none", "--force", of=review)[0]
    assert ours == made.read_bytes()


def test_a_file_of_another_program_is_not_overwritten(tmp_path: Path) -> None:
    made = tmp_path / "a.md"
    made.write_text("A chapter.", encoding="utf-8")
    assert 1 == run("-o", made, of=INVENTED)[0]
    assert "A chapter." == made.read_text(encoding="utf-8")
