"""The command against a stand-in: consent, what is sent and to whom, every fault, a second run, and a kill in the middle. The works are made up."""

import functools
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner
from standin.faults import Faults
from standin.made_up import WORKS
from standin.server import Standin, process

from litreview.cli import main
from litreview.providers import provider_names, providers, transport

SETTINGS = 'title = "Made-up harbors"\n'
ENTRY = "@article{{w{n}, title = {{{title}}}, author = {{{author}}}, year = {{{year}}}{doi}}}\n"


def bib(with_doi=True):
    """The made-up works as a bare export."""
    return "".join(
        ENTRY.format(
            n=work.number,
            title=work.title,
            author=" and ".join(f"{family}, {given}" for given, family in work.authors),
            year=work.year,
            doi=f", doi = {{{work.doi}}}" if with_doi else "",
        )
        for work in WORKS
    )


@pytest.fixture
def review(tmp_path, monkeypatch):
    folder = tmp_path / "review"
    (folder / "bib").mkdir(parents=True)
    (folder / "litreview.toml").write_text(SETTINGS)
    (folder / "bib/a.bib").write_text(bib())
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def standin(monkeypatch):
    with Standin() as running:
        for name, value in running.environ().items():
            monkeypatch.setenv(name, value)
        yield running


def enrich(*words, typed=""):
    result = CliRunner().invoke(main, ["enrich", *map(str, words)], input=typed)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_nothing_is_sent_unless_a_registry_is_named(review, standin):
    result = enrich(review)
    assert 2 == result.exit_code
    assert "nothing was sent: no registry is named" in result.stderr
    assert "--provider" in result.stderr
    assert [] == standin.requests
    assert not (review / "enriched").exists()


@pytest.mark.parametrize("words", [["--provider", "openalex"], []])
def test_naming_one_in_the_call_or_in_the_settings_is_consent_to_identifiers(review, standin, words):
    if not words:
        (review / "litreview.toml").write_text(SETTINGS + '[enrich]\nproviders = ["openalex"]\n')
    (review / "bib/b.bib").write_text(
        "@article{x, title = {A title that stays here}, author = {Doe, Jane}, year = {2001}}"
    )
    result = enrich(review, *words)
    assert 0 == result.exit_code, result.output
    assert {"openalex"} == {request["provider"] for request in standin.requests}
    assert "title that stays" not in json.dumps(standin.requests)
    assert "abstract" in result.output


def test_a_dry_run_says_what_to_whom_and_whom_not_and_sends_nothing(review, standin):
    result = enrich(review, "--provider", "crossref", "--dry-run")
    assert f"Crossref (127.0.0.1:{standin.port}) would be asked about {len(WORKS)} sources" in result.output
    assert "10.5555/harbor.1" in result.output
    assert "Nothing was sent." in result.output
    assert [] == standin.requests
    assert not (review / "enriched").exists()


def test_a_dry_run_as_json(review, standin):
    (shown,) = json.loads(enrich(review, "--provider", "crossref", "--dry-run", "--json").output)
    assert {"provider": "crossref", "host": f"127.0.0.1:{standin.port}"}.items() <= shown.items()
    assert len(WORKS) == len(shown["asked"])


@pytest.mark.parametrize("with_yes", [True, False])
def test_titles_are_shown_first_and_sent_only_if_somebody_agrees(review, standin, with_yes):
    (review / "bib/a.bib").write_text(bib(with_doi=False))
    result = enrich(review, "--provider", "crossref", "--by-title", *["--yes"] * with_yes)
    assert "Ferry timetables and the myth of Tuesday" in result.output
    assert (0 if with_yes else 2) == result.exit_code
    assert with_yes == bool(standin.requests)


def test_sources_are_found_by_title_and_a_second_run_asks_nothing(review, standin):
    (review / "bib/a.bib").write_text(bib(with_doi=False))
    found = json.loads(enrich(review, "--provider", "crossref", "--by-title", "--yes", "--json").stdout)
    results = found["providers"]["crossref"]
    assert len(WORKS) == results["requests"]
    assert results["taken"] >= len(WORKS) - 2
    number = len(standin.requests)
    before = {path: path.read_bytes() for path in review.rglob("*") if path.is_file()}
    enrich(review, "--provider", "crossref", "--by-title", "--yes")
    assert number == len(standin.requests)
    assert before == {path: path.read_bytes() for path in review.rglob("*") if path.is_file()}


@pytest.mark.exhaustive
def test_what_came_back_is_in_the_library_with_its_provenance_and_out_again_when_it_is_deleted(
    review, standin
):
    (review / "bib/a.bib").write_text(bib(with_doi=False))
    CliRunner().invoke(main, ["run", str(review)])
    bare = (review / "out/library.bib").read_bytes()
    enrich(review, "--provider", "crossref", "--provider", "openalex", "--by-title", "--yes")
    assert 0 == CliRunner().invoke(main, ["run", str(review)]).exit_code
    library = (review / "out/library.bib").read_text()
    assert "how invented inspectors look at an invented quay" in library
    assert "10.5555/harbor.1" in library
    values = (review / "out/tables/values.csv").read_text()
    assert "enriched/crossref.json" in values
    assert "LR530" in (review / "out/tables/problems.csv").read_text()  # one of them was taken back
    assert (
        "fields" in (review / "out/tables/citations.csv").read_text()
        or "doi" in (review / "out/tables/citations.csv").read_text()
    )
    shutil.rmtree(review / "enriched")
    (review / "enriched.tsv").unlink()
    CliRunner().invoke(main, ["run", str(review)])
    assert bare == (review / "out/library.bib").read_bytes()


def test_refresh_asks_anew_what_the_review_has_by_now(review, standin):
    enrich(review, "--provider", "crossref")
    number = len(standin.requests)
    enrich(review, "--provider", "crossref", "--refresh")
    assert len(standin.requests) > number
    works = json.loads((review / "enriched/crossref.json").read_text())
    assert any("abstract" in work for work in works)


def test_files_that_are_no_review_name_a_folder_beside_them(review, standin, tmp_path):
    file = review / "bib/a.bib"
    assert "-o found" in enrich(file, "--provider", "openalex").stderr
    assert "beside it" in enrich(review / "bib", "--provider", "openalex", "-o", review / "bib/found").stderr
    assert [] == standin.requests
    enrich(file, "--provider", "openalex", "-o", tmp_path / "found")
    assert {"openalex.json", "openalex-cited.json", ".gitignore"} >= {
        p.name for p in (tmp_path / "found/enriched").iterdir()
    }
    assert (tmp_path / "found/enriched.tsv").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--provider", "openalx"], "did you mean 'openalex'"),
        (["--provider", "openalex", "--what", "abstract"], "did you mean 'abstracts'"),
        (["--provider", "openalex", "-o", "x"], "own folder"),
    ],
)
def test_a_slip_is_named(review, standin, words, said):
    result = enrich(review, *words)
    assert (2, True) == (result.exit_code, said in result.stderr)
    assert [] == standin.requests


@pytest.mark.parametrize("kind", ["404", "429", "500", "cut", "html", "hang-up", "empty"])
def test_a_fault_is_a_problem_that_names_what_is_missing_and_the_rest_goes_on(
    review, standin, kind, monkeypatch
):
    impatient = functools.partial(transport.RetryPolicy, sleep=lambda _seconds: None)
    monkeypatch.setattr(transport, "RetryPolicy", impatient)
    standin.faults = Faults(always=kind)
    with Standin() as sound:
        monkeypatch.setenv("LITREVIEW_CROSSREF_URL", sound.url("crossref"))
        result = enrich(review, "--provider", "semanticscholar", "--provider", "crossref", "--json")
    assert 1 == result.exit_code
    found = json.loads(result.output)
    assert {"LR690"} == {problem["code"] for problem in found["problems"]}
    assert len(WORKS) == len({problem["key"] for problem in found["problems"]})
    assert all("Semantic Scholar" in problem["message"] for problem in found["problems"])
    assert found["providers"]["crossref"]["taken"] >= len(WORKS) - 2


@pytest.mark.exhaustive
def test_a_passing_fault_is_none(review, standin):
    standin.faults = Faults(at={1: "429", 2: "500", 3: "slow"}, slow=0.1)
    found = json.loads(enrich(review, "--provider", "crossref", "--json").output)
    assert [] == found["problems"]


@pytest.mark.exhaustive
@pytest.mark.parametrize("after", [2, 5])
def test_whoever_is_killed_in_the_middle_repeats_no_request_that_was_answered(review, tmp_path, after):
    (review / "bib/a.bib").write_text(bib(with_doi=False))
    command = [
        *(sys.executable, "-m", "litreview", "enrich", str(review)),
        *("--provider", "crossref", "--by-title", "--yes", "--json"),
    ]
    with process(tmp_path, "--fault", f"slow@{after + 1}", "--slow", "30") as (environ, record):
        env = {**os.environ, **environ, "LITREVIEW_CACHE": str(tmp_path / "cache")}
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as running:
            until = time.monotonic() + 60
            while time.monotonic() < until and (
                not record.exists() or len(record.read_text().splitlines()) <= after
            ):
                time.sleep(0.05)
            running.send_signal(signal.SIGKILL)
        first = record.read_text().splitlines()
        assert [] == list((review / "enriched").glob("*.json"))
        subprocess.run(command, env=env, check=False, stdout=subprocess.PIPE, timeout=60)
        asked = [
            json.loads(line)["params"]["query.bibliographic"] for line in record.read_text().splitlines()
        ]
    answered, again = asked[:after], asked[len(first) :]
    assert set(answered).isdisjoint(again)
    assert {work.title for work in WORKS} == {*answered, *again}
    works = json.loads((review / "enriched/crossref.json").read_text())
    assert len(works) >= len(WORKS) - 2
    assert not (review / "enriched/unfinished.jsonl").exists()


@pytest.mark.exhaustive
def test_of_two_calls_at_once_neither_loses_what_the_other_was_answered(review, tmp_path):
    command = [sys.executable, "-m", "litreview", "enrich", str(review), "--json"]
    with process(tmp_path) as (environ, record):
        env = {**os.environ, **environ, "LITREVIEW_CACHE": str(tmp_path / "cache")}
        running = [
            subprocess.Popen([*command, "--provider", name], env=env, stdout=subprocess.DEVNULL)
            for name in ("crossref", "openalex")
        ]
        assert [0, 0] == [each.wait(60) for each in running]
    rows = [line.split("\t") for line in (review / "enriched.tsv").read_text().splitlines()[1:]]
    assert {"crossref", "openalex"} == {row[1] for row in rows}
    assert record.exists()


def test_every_registry_is_asked_at_its_own_address_and_nowhere_else(review, standin):
    words = [word for name in provider_names() for word in ("--provider", name)]
    enrich(review, *words, "--by-title", "--yes")
    # PubMed by the numbers that OpenAlex gave; none of these works is a case
    expected = {row.name for row in providers() if row.asks != {"citation"}}
    assert expected == {request["provider"] for request in standin.requests}
    assert {f"127.0.0.1:{standin.port}"} == {request["headers"]["host"] for request in standin.requests}
