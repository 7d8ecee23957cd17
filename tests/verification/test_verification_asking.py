"""`litreview verify` against a stand-in: consent, what is sent, what comes of each answer, faults, a second run. The works are made up."""

import csv
import dataclasses
import functools
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from standin.faults import Faults
from standin.made_up import WORKS
from standin.server import Standin

from litreview.cli import main
from litreview.providers import transport

HARBOR, KEEPERS, FERRY, LANTERN = WORKS[:4]


def entry(key, work, **other):
    fields = {
        "title": work.title,
        "author": " and ".join(f"{family}, {given}" for given, family in work.authors),
        "journal": work.journal,
        "volume": work.volume,
        "year": str(work.year),
        "doi": work.doi,
    } | other
    return (
        f"@article{{{key}, "
        + ", ".join(f"{name} = {{{value}}}" for name, value in fields.items() if value)
        + "}\n"
    )


@pytest.fixture
def standin(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    with Standin() as running:
        for name, value in running.environ().items():
            monkeypatch.setenv(name, value)
        yield running


def verify(text, *words):
    Path("a.bib").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(main, ["verify", "a.bib", *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def verdicts(text, *words):
    found = json.loads(verify(text, "--json", *words).stdout)["verdicts"]
    return {one["source"]: one for one in found}


def test_nobody_is_asked_unless_named(standin):
    assert 0 == verify(entry("a", HARBOR)).exit_code
    assert 2 == verify(entry("a", HARBOR), "--by-title").exit_code
    assert [] == standin.requests


@pytest.mark.parametrize("provider", ["crossref", "openalex", "semanticscholar"])
def test_what_is_registered_as_described_is_confirmed(standin, provider):
    (one,) = verdicts(entry("a", HARBOR), "--provider", provider).values()
    assert "confirmed" == one["verdict"]
    ((registry, found_by),) = {(has["registry"], has["found_by"]) for has in one["confirmations"]}
    assert (provider, f"doi {HARBOR.doi}") == (registry, found_by)
    assert {"title", "author", "year", "doi"} <= {*one["confirmations"][0]["fields"]}


def test_a_doi_of_another_work_is_a_contradiction(standin):
    result = verify(
        entry("a", HARBOR, doi=LANTERN.doi.replace("lantern.4", "ferry.3")), "--provider", "crossref"
    )
    assert 1 == result.exit_code
    assert f"DOI {FERRY.doi} is registered for another work: “{FERRY.title}” (crossref)" in result.output


def test_a_field_that_differs_is_shown_with_both_sides_and_ends_with_0(standin):
    text = entry("a", HARBOR, year="2004", volume="12")
    result = verify(text, "--provider", "crossref", "-o", "v.csv")
    assert 0 == result.exit_code
    assert (
        "LR751 warning: the registry's entry for 'a' differs: year '2004', crossref has '2014'"
        in result.output
    )
    rows = csv.DictReader(Path("v.csv").read_text(encoding="utf-8").split("\n"))
    assert ("year", "2004", "2014") in {(row["field"], row["ours"], row["theirs"]) for row in rows}


def test_an_entry_mixed_of_two_works_differs_field_by_field(standin):
    # the title and the journal of one work, the people of another
    mixed = entry("a", LANTERN, author="Vantongeren, Ileana", doi="")
    (one,) = verdicts(mixed, "--provider", "crossref", "--by-title", "--yes").values()
    assert ("differs", True) == (one["verdict"], one["another"])
    assert ["author"] == [each["field"] for each in one["differences"] if not each["slight"]]


def test_what_was_retracted_is_said(standin):
    result = verify(entry("a", FERRY), "--provider", "crossref")
    assert 0 == result.exit_code
    assert "LR753 warning: 'a': retracted, says crossref" in result.output


def test_not_found_is_said_where_it_should_be_and_is_called_no_fault(standin):
    invented = dataclasses.replace(HARBOR, doi="", title="A work that no registry has at all")
    result = verify(entry("a", invented), "--provider", "crossref", "--by-title", "--yes")
    assert 0 == result.exit_code
    assert "1  not found where it should be" in result.output
    assert "a registry without a work does not prove that the work does not exist" in result.output


REPORT = "@techreport{r, title = {A made-up report on quays}, institution = {Harbor Office}, year = {2014}}\n"
STATUTE = "@misc{s, title = {Made-Up Harbors Act}, number = {Pub. L. 80-386}, year = {2000}}\n"
LETTER = "@misc{l, title = {Letter to the author}, howpublished = {Letter to the author}, year = {2014}}\n"


def test_of_what_nobody_registers_nothing_can_be_known(standin):
    found = verdicts(REPORT + STATUTE + LETTER, "--provider", "crossref", "--by-title", "--yes")
    assert {"unknown"} == {one["verdict"] for one in found.values()}
    sent = json.dumps([request["params"] for request in standin.requests])
    assert "A made-up report on quays" in sent
    assert "Harbors Act" not in sent
    assert "Letter" not in sent


def test_titles_are_sent_only_of_what_no_number_confirms_and_after_a_yes(standin):
    text = entry("a", HARBOR) + entry("b", KEEPERS, doi="")
    assert 2 == verify(text, "--provider", "crossref", "--by-title").exit_code
    assert [] == standin.requests
    found = verdicts(text, "--provider", "crossref", "--by-title", "--yes")
    assert {"a": "confirmed", "b": "confirmed"} == {key: one["verdict"] for key, one in found.items()}
    sent = json.dumps(standin.requests)
    assert KEEPERS.title in sent
    assert HARBOR.title not in sent


def test_a_second_run_asks_nothing(standin):
    text = entry("a", HARBOR) + entry("b", KEEPERS, doi="")
    first = verify(text, "--provider", "crossref", "--by-title", "--yes").output
    asked = len(standin.requests)
    assert asked > 0
    assert first == verify(text, "--provider", "crossref", "--by-title", "--yes").output
    assert asked == len(standin.requests)


def test_a_dry_run_sends_nothing(standin):
    result = verify(entry("a", HARBOR), "--provider", "crossref", "--by-title", "--dry-run")
    assert 0 == result.exit_code
    assert "Nothing was sent" in result.output
    assert [] == standin.requests


def test_a_registry_that_fails_is_named_and_the_other_is_asked(standin, monkeypatch):
    monkeypatch.setattr(
        transport, "RetryPolicy", functools.partial(transport.RetryPolicy, sleep=lambda _seconds: None)
    )
    standin.faults = Faults(always="html")
    result = verify(entry("a", HARBOR, year="2061"), "--provider", "crossref")
    assert 1 == result.exit_code
    assert "LR750 error: 'a': the year 2061 is in the future" in result.output
    assert "LR754 warning: 'a': a registry could not be asked (crossref: " in result.output
    with Standin() as sound:
        monkeypatch.setenv("LITREVIEW_OPENALEX_URL", sound.url("openalex"))
        result = verify(entry("a", HARBOR), "--provider", "crossref", "--provider", "openalex")
    assert 0 == result.exit_code
    assert "1  confirmed" in result.output


def test_a_registry_that_is_not_over_in_time_is_named_with_what_to_do(standin, monkeypatch):
    monkeypatch.setattr(transport, "RetryPolicy", functools.partial(transport.RetryPolicy, deadline=0.2))
    standin.faults = Faults(always="slow", slow=2.0)
    result = verify(entry("a", HARBOR), "--provider", "crossref")
    assert 0 == result.exit_code
    assert "Crossref gave no whole answer within 0.2 seconds; ask it again later" in result.output


def test_what_a_registry_filled_in_is_not_confirmed_by_it(standin, tmp_path):
    (tmp_path / "review/bib").mkdir(parents=True)
    (tmp_path / "review/litreview.toml").write_text('title = "Made up"\n')
    bare = entry("a", HARBOR, doi="", journal="", volume="")
    (tmp_path / "review/bib/a.bib").write_text(bare, encoding="utf-8")
    enriched = CliRunner().invoke(main, ["enrich", "review", "--provider", "crossref", "--by-title", "--yes"])
    assert 0 == enriched.exit_code, enriched.output
    standin.requests.clear()
    found = json.loads(
        CliRunner().invoke(main, ["verify", "review", "--provider", "crossref", "--json"]).stdout
    )
    assert [] == standin.requests
    assert ["no registry was asked"] == [one["why"] for one in found["verdicts"]]


CASE = "@jurisdiction{{c, title = {{{title}}}, {cited}, year = {{2014}}}}\n"
IN_FIELDS = "reporter = {U.S.}, volume = {572}, pages = {17}"


@pytest.mark.parametrize(
    ("title", "cited", "verdict"),
    [
        ("Quillfeather v. Harbor of Nowhere", IN_FIELDS, "confirmed"),
        ("Quillfeather v. Nowhere Harbor, et al.", "number = {572 U.S. 17}", "confirmed"),
        ("Ostrander v. Ferry of Elsewhere", IN_FIELDS, "contradictory"),
        ("Ostrander v. Ferry of Elsewhere", "number = {572 U.S. 18}", "not-found"),
        ("Ostrander v. Ferry of Elsewhere", "note = {unreported}", "unknown"),
    ],
)
def test_a_case_is_looked_up_by_its_citation(standin, monkeypatch, title, cited, verdict):
    monkeypatch.setenv("LITREVIEW_COURTLISTENER_KEY", "made-up")
    (one,) = verdicts(CASE.format(title=title, cited=cited), "--provider", "courtlistener").values()
    assert verdict == one["verdict"]
