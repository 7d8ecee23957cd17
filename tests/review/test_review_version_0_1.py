"""A review that version 0.1 wrote opens, and nothing of it is lost. The folder `review-0.1` is invented, and is never edited again."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.core.decision_types import VERBS
from litreview.review import open_review

KEPT = Path(__file__).parent / "review-0.1"
WORKS = (
    *("Alder2014Raids", "Briar2016Charges", "Clover2018Outreach", "Alder2013Forty", "Elder2020Court"),
    *("Fennel2009Essay", "Gorse2019Posters", "Elder2020Second", "Heather2017Cash", "Iris2013Unseen"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A copy: what lies in this repository is never written to, and its history is no matter of the review."""
    return shutil.copytree(KEPT, tmp_path_factory.mktemp("version") / "review-0.1")


@pytest.fixture(scope="module")
def review(folder):
    return open_review(folder)


def lines():
    """The lines of decisions/, as a spreadsheet would have them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((KEPT / "decisions").glob("*.tsv"))]
    return [line.split("\t") for text in texts for line in text.split("\n")[1:] if line]


def test_every_decision_finds_its_work(review):
    written = Counter((line[1], line[2], line[0]) for line in lines())
    assert written.total() == 70
    assert {verb for _, verb, _ in written} == set(VERBS) - {"public", "confidential"}
    assert Counter((one.by, one.verb, one.when) for one in review.decided) == written
    placed, unresolved = review.rebase(review.decided)
    assert unresolved == ()
    assert Counter((one.by, one.verb, one.when) for one in placed) == written
    assert {p.code for p in review.problems} == {
        "LR050",
        "LR521",
        "LR530",
        "LR535",
        "LR537",
        "LR547",
    }


def test_decisions_are_applied(review):
    assert Counter(one.verb for one in review.decisions) == Counter(
        {"include": 27, "tag": 8, "exclude": 5, "set": 5, "different": 4, "stance": 4, "same": 3}
    ) + Counter({"not-retrieved": 2, "not-tag": 1, "related": 1})
    assert tuple(source.key for source in review.sources if source.key in WORKS) == WORKS
    by_key = {source.key: source for source in review.sources}
    assert {record.key for record in by_key["Fennel2009Essay"].records} == {
        "Fennel2009Essay",
        "Fennel2009Wheel",
    }
    assert by_key["Iris2013Unseen"].get("publisher") == "Invented Press"
    assert [source.key for source in review.included] == [*WORKS[:5], "Heather2017Cash", *list(by_key)[10:]]
    judged = {
        (tag.source, tag.code)
        for tag in review.tags
        if tag.method == "human" and tag.source.startswith("Clover")
    }
    assert judged == {("Clover2018Outreach", "protect")}
    assert ("Clover2018Outreach", "Alder2013Forty") in {
        (one.citing, one.cited) for one in review.links.citations
    }


def test_register_notes_findings_and_manuscript_are_there(review):
    assert set(review.register.fields) == {"I01", "I02", "I03", "I04", "I05", "PR01", "PR01-1", "PR02"}
    assert review.register.withdrawn == {"I06"}
    assert [one.code for one in review.requests] == ["PR01", "PR02"]
    assert set(review.notes) == {"Alder2014Raids", "Clover2018Outreach", "Heather2017Cash"}
    assert [(one.id, len(one.supports)) for one in review.findings.findings] == [("F1", 4), ("F2", 1)]
    assert [one.id for one in review.findings.recommendations] == ["R1"]
    assert [one.source for one in review.manuscript.uses] == [
        *("Alder2014Raids", "Clover2018Outreach", "I01", "Briar2016Charges", "Elder2020Court"),
    ]
    assert {code: [quote.words for quote in quotes] for code, quotes in review.quotes.items()} == {
        "I01": ["Nobody asked us what we needed."]
    }


def test_the_code_of_a_sealed_letter_is_the_one_it_had(review):
    kept = (KEPT / "private/codes.tsv").read_text(encoding="utf-8").split("\n")[1].split("\t")[0]
    assert kept in {source.key for source in review.sources if source.confidential}


def test_what_registries_said_fills_what_was_missing(review):
    assert len(review.enriched) == 10
    by_key = {source.key: source for source in review.sources}
    assert by_key["Briar2016Charges"].get("abstract").startswith("All 130 case files opened after")
    assert by_key["Clover2018Outreach"].doi == "10.5555/version.3"
    assert not by_key["Iris2013Unseen"].doi  # two coders said that what was offered is another work
    taken = {
        line.split("\t")[0]
        for line in (KEPT / "enriched.tsv").read_text("utf-8").split("\n")[1:]
        if "\ttaken\t" in line
    }
    assert taken == {"Alder2014Raids", "Briar2016Charges", "Clover2018Outreach", "Elder2020Court", "Iris2013Unseen"}  # fmt: skip


def test_it_is_migrated(folder, review):
    """The settings say their format, once; nothing else changes, and every decision is there."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = [CliRunner().invoke(main, ["init", str(folder), "--migrate"]).output for _ in range(2)]
    assert done == [f"Wrote {folder}/litreview.toml\n", "Nothing to do: it has the present format\n"]
    changed = [path for path, content in before.items() if path.read_bytes() != content]
    assert changed == [folder / "litreview.toml"]
    assert changed[0].read_text("utf-8").replace("\nformat = 1\n", "\n", 1).encode() == before[changed[0]]
    assert open_review(folder).decisions == review.decisions
    assert open_review(folder).settings == review.settings


def test_what_a_later_version_wrote_is_refused(tmp_path):
    (tmp_path / "litreview.toml").write_text("format = 2\n")
    with pytest.raises(
        lr.SettingsError,
        match="written by a later version of litreview, in format 2; this version reads formats up to 1",
    ):
        open_review(tmp_path)
    (tmp_path / "litreview.toml").write_text("format = 1\n")
    (tmp_path / "decisions").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib/a.bib").write_text("@misc{a, title = {Made up}, year = 2000, author = {Roe, A.}}")
    (tmp_path / "decisions/ann.tsv").write_text("# format 2\nwhen\tby\tverb\tkey\n")
    fault = next(one for one in open_review(tmp_path).problems if one.code == "LR040")
    assert ("LR040", "error", "update litreview") == (fault.code, fault.level, fault.remedy)


@pytest.mark.exhaustive
def test_it_runs(folder):
    result = CliRunner().invoke(main, ["run", str(folder)])
    assert result.exit_code == 0, result.output
    assert (folder / "out/report.html").stat().st_size > 10_000
    assert lr.read(folder / "out/library.bib").problems == ()
