"""A review counts what was coded in transcripts that never leave private/, and a copy without it says that they are kept private."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from qda.building import Code, Coded, Text, qdpx

from litreview.cli import main
from litreview.review import open_review
from litreview.review.outputs.registry import OUTPUTS

CODES = (Code("Aims", (Code("Protect", (Code("zzhid her shelter"),)), Code("prosecute")), codable=False),)
INTERVIEWS = [f"I{n:02}" for n in range(1, 25)]
SETTINGS = """title = "Made up"
[confidential]
role_group = ["police", "services"]
"""


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def coded(code, n):
    """The codings of one invented talk: protect in all of both groups but six each, by two coders in turn."""
    number = INTERVIEWS.index(code) % 12
    by = "Ann" if number % 2 else "Zzhid Invented"
    return Text(
        f"{code} transcript.txt",
        [Coded("zzhid her shelter", by)] if number < 6 or number < n else [],
        text="zzhid talk",
        selected="zzhid words",
    )


@pytest.fixture
def folder(tmp_path):
    rev = tmp_path / "rev"
    for name in ("bib", "private/transcripts", "private/zzhid talks", "decisions"):
        (rev / name).mkdir(parents=True)
    (rev / "litreview.toml").write_text(SETTINGS)
    group = ["police", "services"]
    (rev / "bib/register.bib").write_text(
        "".join(
            f"@misc{{{code}, entrysubtype = {{interview}}, role_group = {{{group[n // 12]}}}, consent = {{{'quote' if n < 12 else 'paraphrase'}}}}}\n"
            for n, code in enumerate(INTERVIEWS)
        )
        + "@misc{I90, withdrawn = {true}}\n"
    )
    (rev / "bib/a.bib").write_text("@article{A2020, title = {Made up}, author = {Doe, Di}, year = 2020}\n")
    (rev / "private/zzhid talks/zzhid project.qdpx").write_bytes(
        qdpx([coded(c, 10) for c in INTERVIEWS], CODES)
    )
    (rev / "private/transcripts/I01.txt").write_text("zzhid one\n\nzz two\n\nzz three\n")
    (rev / "private/quotes.tsv").write_text(
        "code\tspan\tconsent\tquote\nI01\tpara 2\tquote\tNobody <b>asked</b> us.\nI24\tpara 1\tquote\tzz words\nI02\tpara 1\tparaphrase\tzz words\n"
    )
    (rev / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
        "2026-01-01T00:00:00Z\tann\tset\tI01\tdesign=ethnography\tpara 3\tzz why\t\t\n"
        "2026-01-01T00:00:01Z\tann\ttag\tI01\tprotect\tpara 300\t\t\t\n"
        "2026-01-01T00:00:02Z\tann\ttag\tI02\tprotect\tpara 300\t\t\t\n"
        "2026-01-01T00:00:03Z\tann\ttag\tI02\tprosecute\tzz words\t\t\t\n"
    )
    return rev


def table(path):
    return list(csv.reader(io.StringIO(path.read_text())))


def everything(out):
    return "\n".join(
        path.read_text(errors="replace")
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.suffix != ".docx"
    )


@pytest.mark.exhaustive
def test_codings_are_counted_by_code_role_group_and_coder(folder):
    run("run", folder)
    assert [
        ["code", "role_group", "coder", "interviews", "codings", "withheld"],
        ["protect", "all", "all", "", "", "all but fewer than 5"],
    ] == table(folder / "out/tables/codings.csv")
    (folder / "private/zzhid talks/zzhid project.qdpx").write_bytes(
        qdpx([coded(c, 6) for c in INTERVIEWS], CODES)
    )
    run("run", folder)
    assert [
        ["protect", "all", "all", "12", "12", ""],
        ["protect", "police", "all", "6", "6", ""],
        ["protect", "services", "all", "6", "6", ""],
        ["protect", "all", "ann", "6", "6", ""],
        ["protect", "all", "coder-1", "6", "6", ""],
    ] == table(folder / "out/tables/codings.csv")[1:]
    page = (folder / "out/report.html").read_text()
    assert "police 6, services 6" in page
    assert "ann 6, coder-1 6" in page


@pytest.mark.exhaustive
def test_a_quote_with_consent_is_in_report_and_bibliography_and_no_other(folder):
    result = run("run", folder)
    for name in ("report.html", "bibliography.html"):
        page = (folder / f"out/{OUTPUTS[name].path}").read_text()
        assert 1 == page.count("“Nobody &lt;b&gt;asked&lt;/b&gt; us.” (I01, para 2)"), name
    shown = run("annotate", folder, "-o", "-").output
    assert "Nobody" in shown
    assert ["LR656"] == [  # how long a transcript is, nothing published tells
        row[2] for row in table(folder / "out/tables/problems.csv") if row[2].startswith("LR65")
    ]
    assert "zzhid" not in everything(folder / "out").lower()
    assert "zzhid" not in (result.output + shown + run("check", folder, "--all").output).lower()


@pytest.mark.exhaustive
def test_a_copy_without_private_says_so_and_counts_the_same(folder, tmp_path):
    clone = tmp_path / "clone"
    shutil.copytree(folder, clone, ignore=lambda _, names: [n for n in names if n == "private"])
    run("run", folder)
    run("run", clone)
    assert [["", "all", "all", "", "", "kept private"]] == table(clone / "out/tables/codings.csv")[1:]
    page = (clone / "out/report.html").read_text()
    assert "Kept private." in page
    assert "24 interviews" in page
    assert "Nobody &lt;b" not in everything(clone / "out")
    for name in ("sources.csv", "tags.csv", "evidence.csv", "records.csv"):
        assert (folder / f"out/{OUTPUTS[name].path}").read_text() == (
            clone / f"out/{OUTPUTS[name].path}"
        ).read_text()


@pytest.mark.exhaustive
def test_a_passage_is_shown_and_words_are_not(folder):
    run("run", folder)
    assert [["I01", "design", "", "ethnography", "ann", "para 3", "", "false"]] == table(
        folder / "out/tables/evidence.csv"
    )[1:]
    first = run("decide", "tag", "I03", "protect", "--by", "ann", "--where", "lines 40-44", "-C", folder)
    second = run(
        "decide", "tag", "I04", "protect", "--by", "ann", "--where", "zzhid words of hers", "-C", folder
    )
    assert "note:" not in first.output
    assert "git keeps it" in second.output
    assert "para 12, lines 40-44 or p. 3" in second.output
    kept = {d.key: d.where for d in open_review(folder).decided if d.key in ("I03", "I04")}
    assert "lines 40-44" == kept["I03"]
    assert "<sealed>" == str(kept["I04"])


def test_only_a_passage_of_a_transcript_that_is_there_is_checked(folder):
    said = [str(p) for p in open_review(folder).problems if p.code == "LR654"]
    assert 1 == len(said)
    assert (
        "decisions/ann.tsv:3: LR654 warning: para 300 of I01 does not exist: the transcript has fewer paragraphs"
        in said[0]
    )


def test_what_cannot_be_read_or_placed_is_told_without_its_name(folder):
    (folder / "private/zzhid broken.qdpx").write_bytes(b"PK\x03\x04zzhid")
    (folder / "private/zzhid codes.qdc").write_text("<zzhid/>")
    (folder / "private/transcripts/zzhid invented.txt").write_text("zzhid")
    (folder / "private/transcripts/I90.md").write_text("zzhid")
    (folder / "private/transcripts/I99.md").write_text("zzhid")
    problems = [p for p in open_review(folder).problems if p.code in ("LR650", "LR651", "LR653")]
    assert ["LR650", "LR650", "LR651", "LR653"] == [p.code for p in problems]
    assert {"private/<sealed>"} == {p.where.file for p in problems}
    assert "zzhid" not in "".join(map(str, problems))
    assert 1 == run("run", folder).exit_code


def test_a_project_outside_of_private_is_warned_of(folder):
    (folder / "bib/talks.qdpx").write_bytes(qdpx([], CODES))
    (folder / "codes.qdc").write_text("<CodeBook/>")
    said = {p.where.file: p.level for p in open_review(folder).problems if p.code == "LR620"}
    assert {"bib/": "warning", "./": "info"} == said  # their names may be those of people


def test_private_may_be_a_link_and_hold_links(folder, tmp_path):
    (folder / "private").rename(tmp_path / "vault")
    Path(folder / "private").symlink_to(tmp_path / "vault")
    assert open_review(folder).codings.counts
    assert ["I01"] == list(open_review(folder).quotes)
