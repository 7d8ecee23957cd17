"""A registry was asked about a source, and then its entry is marked confidential: nothing of the answer is read, and it can be taken out. All is made up."""

import json

import pytest
from click.testing import CliRunner
from standin.server import Standin

from litreview.cli import main
from litreview.review import open_review
from litreview.stages.enrichment import parse_works

OPEN = "@article{w1, title={Tides and their tables in four harbors}, author={Dean, Di}, year={2016}, doi={10.5555/tides}}\n"
SEALED = "@article{Quay2017Secret, title={What a made-up witness said on quays}, author={Quay, Qi}, year={2017}, doi={10.5555/quays}%s}\n"
TWIN = "@article{w3, title={What a made-up witness said on quays}, author={Other, Ann}, year={2017}}\n"
WORDS = ("Quay2017Secret", "10.5555/quays", "witness", "Sealedword", "W22")
WORKS = {
    "openalex": [
        {"id": f"https://openalex.org/W{n}", "doi": f"https://doi.org/{doi}", "title": title, "publication_year": year, "type": "article",
         "authorships": [{"author": {"display_name": who}}], "abstract_inverted_index": {word: [0]}, "referenced_works": []}
        for n, doi, title, year, who, word in (
            (11, "10.5555/tides", "Tides and their tables in four harbors", 2016, "Di Dean", "Openword"),
            (22, "10.5555/quays", "What a made-up witness said on quays", 2017, "Qi Quay", "Sealedword"),
        )
    ],
    "crossref": [
        {"DOI": doi, "title": [title], "issued": {"date-parts": [[year]]}, "type": "journal-article", "author": [{"family": who}],
         "abstract": word}
        for doi, title, year, who, word in (
            ("10.5555/tides", "Tides and their tables in four harbors", 2016, "Dean", "Openword"),
            ("10.5555/quays", "What a made-up witness said on quays", 2017, "Quay", "Sealedword"),
        )
    ],
}  # fmt: skip


def run(*words):
    result = CliRunner().invoke(main, list(map(str, words)))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture(params=["openalex", "crossref"])
def asked(request, tmp_path, monkeypatch):
    """A review of which a registry was asked, and of which an entry was marked since."""
    folder = tmp_path / "review"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text('title = "Made up"\n')
    (folder / "bib/a.bib").write_text(OPEN + SEALED % "")
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    with Standin(works=WORKS) as standin:
        for name, value in standin.environ().items():
            monkeypatch.setenv(name, value)
        assert 0 == run("enrich", folder, "--provider", request.param).exit_code
        assert all(word in held(folder) for word in ("Quay2017Secret", "10.5555/quays", "Sealedword"))
        (folder / "bib/a.bib").write_text(OPEN + SEALED % ", confidential={true}")
        standin.requests.clear()
        yield folder, standin


def held(folder):
    """What lies in the folder of what registries said."""
    texts = [folder / "enriched.tsv", *(folder / "enriched").glob("*.json*")]
    return "".join(path.read_text() for path in texts if path.exists())


@pytest.mark.exhaustive
def test_what_was_answered_is_read_no_more_and_said_with_its_line(asked):
    folder, _ = asked
    (folder / "bib/b.bib").write_text(TWIN)  # what the answer would be asked about
    review = open_review(folder)
    told = [p for p in review.problems if p.code == "LR686"]
    lines = (folder / "enriched.tsv").read_text().split("\n")
    assert [n for n, line in enumerate(lines, 1) if "Quay2017Secret" in line] == [p.where.line for p in told]
    assert ["w1"] == [one.source for one in review.deduplication.attached]
    assert 1 == run("check", folder).exit_code
    assert 1 == run("check", "--release", folder).exit_code
    run("run", folder)
    (folder / "bib/b.bib").unlink()
    run("run", folder)
    out = b"".join(path.read_bytes() for path in (folder / "out").rglob("*.*"))
    assert [] == [word for word in WORDS if word.encode() in out]
    assert b"Openword" in out


@pytest.mark.parametrize("consent", [False, True])
def test_the_next_call_takes_it_out_and_asks_nobody_about_it(asked, consent):
    folder, standin = asked
    result = run("enrich", folder, *(("--provider", "openalex") if consent else ()))
    assert "took out 1 line of enriched.tsv" in result.stderr
    assert [] == [
        word for word in WORDS if word in held(folder) + json.dumps(standin.requests) + result.output
    ]
    assert "Openword" in held(folder)
    assert "LR686" not in {p.code for p in open_review(folder).problems}
    assert "LR681" not in {p.code for p in open_review(folder).problems}
    if not consent:
        assert 2 == result.exit_code
        assert [] == standin.requests


def test_a_dry_run_changes_nothing(asked):
    folder, _ = asked
    before = held(folder)
    run("enrich", folder, "--provider", "openalex", "--dry-run")
    assert before == held(folder)


@pytest.mark.exhaustive
def test_who_withdraws_is_taken_out_of_the_answers_too(asked):
    folder, _ = asked
    run("run", folder)
    (sealed,) = [source for source in open_review(folder).sources if source.confidential]
    result = run("withdraw", sealed.key, "-C", folder, "--yes")
    assert 0 == result.exit_code, result.output
    assert "the answers of registries about it are removed (1)" in result.output
    assert [] == [word for word in WORDS if word in held(folder)]
    (path,) = (folder / "enriched").glob("*.json")
    assert 1 == len(parse_works(path.read_text()))


def test_a_work_that_is_a_public_sources_too_stays(asked):
    folder, standin = asked
    (folder / "bib/a.bib").write_text(OPEN + SEALED % "" + (SEALED % "").replace("Quay2017Secret", "w5"))
    ledger = folder / "enriched.tsv"
    line = next(line for line in ledger.read_text().split("\n") if line.startswith("Quay2017Secret"))
    ledger.write_text(ledger.read_text() + line.replace("Quay2017Secret", "w5") + "\n")
    (folder / "bib/a.bib").write_text(OPEN + SEALED % ", confidential={true}")
    run("enrich", folder)
    assert "Quay2017Secret" not in held(folder)
    assert "Sealedword" in held(folder)
    assert [] == standin.requests


def test_an_answer_on_who_withdrew_that_comes_back_is_named(asked):
    folder, _ = asked
    ledger = folder / "enriched.tsv"
    ledger.write_text(ledger.read_text().replace("Quay2017Secret", "I07"))
    (folder / "bib/a.bib").write_text(OPEN)
    (folder / "bib/register.bib").write_text("@misc{I07, withdrawn = {true}}\n")
    found = [p.message for p in open_review(folder).problems if p.code == "LR660"]
    assert "this file has answers of registries about I07 again, although that person withdrew" in found
    assert 0 == run("withdraw", "I07", "-C", folder, "--yes").exit_code
    assert [] == [p for p in open_review(folder).problems if p.code == "LR660"]
