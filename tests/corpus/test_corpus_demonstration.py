"""The demonstration: all of it is invented and says so, it is screened to its end, and its numbers are those counted by hand.

What is counted here is counted from the files as text: no line of litreview reads them.
"""

import csv
import io
import json
import re
import shutil
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.judgements import decisions
from litreview.review.outputs.registry import OUTPUTS

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "demonstration"
STAMP = "Demonstration: invented works, people and decisions"
JUDGE = "demo-adjudicator"
GOALS = ("protect", "prosecute", "prevent")


def lines(stream="literature"):
    """Return the rows of decisions/ on the literature, or on what is in the register, as a spreadsheet has them."""
    rows = [
        row
        for path in sorted((EXAMPLE / "decisions").glob("*.tsv"))
        for row in csv.DictReader(
            io.StringIO(path.read_text(encoding="utf-8")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
    ]
    return [row for row in rows if (stream == "literature") == row["key"].startswith("Demo")]


def verdicts(stage):
    """Return key -> (verb, reason) at a stage: the adjudicator's where there is one, else what both coders said."""
    said = {}
    for row in lines():
        if row["verb"] in ("include", "exclude", "unsure", "not-retrieved") and row["value"] == stage:
            said.setdefault(row["key"], {})[row["by"]] = (row["verb"], row["reason"])
    found = {}
    for key, by in said.items():
        coders = {who: what for who, what in by.items() if who != JUDGE}
        assert set(coders) == {"demo-coder-a", "demo-coder-b"}, key
        agreed = len({verb for verb, _ in coders.values()}) == 1
        assert agreed != (JUDGE in by), key  # the adjudicator speaks where the two differ, and nowhere else
        found[key] = by[JUDGE] if JUDGE in by else coders["demo-coder-a"]
    return found


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """A copy that was run."""
    folder = tmp_path_factory.mktemp("demonstration") / "demonstration"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("out"))
    result = CliRunner().invoke(main, ["run", str(folder)])
    assert result.exit_code == 0, result.output
    return folder / "out"


def test_everything_in_it_is_invented_and_says_so():
    library = lr.read(*EXAMPLE.glob("bib/demo-*"))
    assert not library.problems
    for record in library:
        assert record.key.startswith("Demo"), record.id
        assert record.get("note") == "Invented for demonstration", record.id
        assert record.get("abstract").endswith("Invented for demonstration."), record.id
        assert all(
            p.family.startswith("Demo-") or p.literal.startswith("Invented") for p in record.authors
        ), record.id
        assert (
            record.container or record.get("publisher") or record.get("institution") or record.get("school")
        ).startswith("Invented"), record.id
        assert not record.doi or str(record.doi).startswith("10.5555/demonstration."), record.id
    for path in (EXAMPLE / "notes").glob("*.md"):
        assert path.read_text(encoding="utf-8").rstrip().endswith("Invented for demonstration."), path.name
    findings = tomllib.loads((EXAMPLE / "findings.toml").read_text(encoding="utf-8"))
    assert all("invented" in one["statement"] for one in [*findings["finding"], *findings["recommendation"]])
    assert {row["by"] for row in lines()} == {"demo-coder-a", "demo-coder-b", JUDGE}
    assert {row["by"] for row in lines("register")} == {"demo-coder-c"}
    register = (EXAMPLE / "bib/register.bib").read_text(encoding="utf-8")
    assert register.startswith(
        "% Demonstration: every interview, agency, request and document in this file is invented."
    )
    named = re.findall(r"^  (?:agency|title) = \{(.+)\},$", register, re.MULTILINE)
    assert len(named) == 17
    assert all("Invented" in name for name in named)


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", OUTPUTS)
def test_every_output_shows_the_stamp(name, ran):
    data = (ran / OUTPUTS[name].path).read_bytes()
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = packed.read("word/document.xml")
    empty = name.endswith(".csv") and data.count(b"\n") == 1  # a header, and no row
    assert data.rstrip().endswith(b",stamp") if empty else STAMP.encode() in data


@pytest.mark.exhaustive
def test_a_count_by_hand_agrees_with_the_flow(ran):
    records = {
        "bib/demo-index-a.bib": len(
            re.findall(r"^@ARTICLE", (EXAMPLE / "bib/demo-index-a.bib").read_text(), re.MULTILINE)
        ),
        "bib/demo-index-b.ris": (EXAMPLE / "bib/demo-index-b.ris").read_text().count("\nER  - "),
        "bib/demo-index-c.csv": len((EXAMPLE / "bib/demo-index-c.csv").read_text().splitlines()) - 1,
    }
    settings = tomllib.loads((EXAMPLE / "litreview.toml").read_text(encoding="utf-8"))
    assert {one["file"]: one["hits"] for one in settings["search"]} == records
    abstract, fulltext = verdicts("abstract"), verdicts("fulltext")
    first = Counter(verb for verb, _ in abstract.values())
    last = Counter(verb for verb, _ in fulltext.values())
    reasons = Counter(reason for verb, reason in fulltext.values() if verb == "exclude")
    assert set(fulltext) == {key for key, (verb, _) in abstract.items() if verb == "include"}
    assert set(reasons) == set(settings["screening"]["reasons"])
    flow = json.loads((ran / OUTPUTS["flow.json"].path).read_text(encoding="utf-8"))
    counted = {
        "records": sum(records.values()),
        "duplicates_removed": sum(records.values()) - len(abstract),
        "sources": len(abstract),
        "awaiting_screening": 0,
        "screened": len(abstract),
        "excluded": first["exclude"],
        "sought": first["include"],
        "not_retrieved": last["not-retrieved"],
        "assessed": last["include"] + last["exclude"],
        "excluded_by_reason": {reason: reasons[reason] for reason in settings["screening"]["reasons"]},
        "included": last["include"],
        "pairs_to_judge": 0,
    }
    assert {name: flow[name] for name in counted} == counted
    assert (counted["records"], counted["sources"], counted["included"]) == (42, 30, 13)


def test_every_output_has_these_numbers(ran):
    """Status and reason of each source, and the sentence: 13 reports, of which two are one study by a line of a coder."""
    abstract, fulltext = verdicts("abstract"), verdicts("fulltext")
    status = {"include": "included", "exclude": "excluded", "not-retrieved": "not retrieved"}
    last = {
        key: (status[fulltext[key][0]], "fulltext") if key in fulltext else (status[verb], "abstract")
        for key, (verb, _) in abstract.items()
    }
    with (ran / OUTPUTS["sources.csv"].path).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    literature = {row["key"]: (row["status"], row["stage"]) for row in rows if row["stream"] == "literature"}
    assert literature == last
    with (ran / OUTPUTS["excluded.csv"].path).open(encoding="utf-8", newline="") as stream:
        out = {row["key"]: (row["status"], row["stage"], row["reason"]) for row in csv.DictReader(stream)}
    assert out == {
        key: (
            state,
            stage,
            (fulltext if key in fulltext else abstract)[key][1] if state == "excluded" else "",
        )
        for key, (state, stage) in last.items()
        if state != "included"
    }
    included = {key for key, (state, _) in last.items() if state == "included"}
    versions = [(row["key"], row["value"].split()[1]) for row in lines() if row["verb"] == "related"]
    assert [set(pair) <= included for pair in versions] == [True]
    first, second, away = (
        Counter(last.values())[one]
        for one in (("excluded", "abstract"), ("excluded", "fulltext"), ("not retrieved", "fulltext"))
    )
    told = f"{len(included)} works are included (reports of {len(included) - len(versions)} studies); {len(out)} are left out: {first} on title and abstract, {second} on full text, {away} not retrieved"
    for name in (
        "report.html",
        "evidence-map.html",
        "graph.html",
        "graph.graphml",
        "flow.json",
    ):
        shown = re.sub(
            r"<[^>]+>", " ", (ran / OUTPUTS[name].path).read_text(encoding="utf-8")
        )  # a picture breaks lines
        assert told in " ".join(shown.split()), name
    entries = re.findall(
        r"^@(?!comment)\w+\{([^,]+),",
        (ran / OUTPUTS["library.bib"].path).read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    beside = {row["key"] for row in rows if row["stream"] != "literature"}
    assert set(entries) == included | beside


def test_the_report_counts_the_origins_behind_a_finding(ran):
    """Seven sources support F1, of which an article and the report before it are one study."""
    report = re.sub(r"<[^>]+>|\s+", " ", (ran / OUTPUTS["report.html"].path).read_text(encoding="utf-8"))
    assert "These 7 sources count as 6 independent of each other, as far as the team recorded" in re.sub(
        " +", " ", report
    )


def test_the_table_in_its_readme_is_that_count(ran):
    flow = json.loads((ran / OUTPUTS["flow.json"].path).read_text(encoding="utf-8"))
    rows = re.findall(
        r"^\| (.+) \| (\d+) \|$", (EXAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    names = ("records", "duplicates_removed", "screened", "excluded", "sought", "not_retrieved", "assessed")
    excluded = flow["excluded_by_reason"]
    assert [int(number) for _, number in rows] == [
        *(flow[name] for name in names),
        sum(excluded.values()),
        flow["included"],
    ]
    assert rows[7][0] == "excluded: " + "; ".join(f"{reason} {number}" for reason, number in excluded.items())


def test_goals_and_stances_of_people_are_what_the_tables_say(ran):
    included = {key for key, (verb, _) in verdicts("fulltext").items() if verb == "include"}
    said = {}
    for row in lines():
        if row["verb"] in ("tag", "not-tag") and row["value"] in GOALS:
            said.setdefault((row["key"], row["value"]), {})[row["by"]] = row["verb"]
    assert {key for key, _ in said} == included
    assert all(
        len(by) == 3 if len({v for who, v in by.items() if who != JUDGE}) == 2 else len(by) == 2
        for by in said.values()
    )
    tagged = {slot for slot, by in said.items() if by.get(JUDGE, by["demo-coder-a"]) == "tag"}
    with (ran / OUTPUTS["tags.csv"].path).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    shown = {
        (row["source"], row["code"]) for row in rows if row["code"] in GOALS and row["source"] in included
    }
    assert shown == tagged
    stances = {(row["key"], row["value"].partition("=")[0]) for row in lines() if row["verb"] == "stance"}
    assert stances == tagged


def test_quotes_stand_in_the_abstract_and_nothing_is_left_open(tmp_path):
    texts = {}
    for record in lr.read(*EXAMPLE.glob("bib/demo-*")):
        texts[record.key] = record.get("abstract").lower()
    for row in lines():
        if row["where"] and not re.fullmatch(r"p\. \d+|appendix", row["where"]):
            assert row["where"].lower() in texts[row["key"]], row
    # of what somebody said in confidence only the place is noted, and never a word
    assert all(
        re.fullmatch(r"(?:para|p\.) \d+|", row["where"]) and not row["reason"] for row in lines("register")
    )
    # apart from this repository: how deep its history was copied is no matter of the demonstration
    review = lr.open_review(shutil.copytree(EXAMPLE, tmp_path / "demonstration"))
    assert [str(p) for p in review.problems if p.level != "info" or p.code == "LR045"] == []
    assert review.deduplication.queue == ()


def test_every_line_of_the_adjudicator_settles_a_dispute_of_its_own():
    """Without the adjudicator people differ; with every line nothing is left, and without one of them that slot is."""
    decided, problems = decisions.read_decisions(EXAMPLE)
    assert problems == ()
    # how verdicts of screening are settled is counted above
    settling = [d for d in decided if d.by == JUDGE and d.verb not in ("include", "exclude")]

    def left(lines):
        return [p.key for p in decisions.disputes(decisions.current(lines, [JUDGE]))]

    differing = decisions.disputes(decisions.current(d for d in decided if d.by != JUDGE))
    asked = [p.key for p in differing if not re.search("abstract|fulltext", p.message)]
    assert len(settling) == len(asked) == 6
    assert {d.key for d in settling} == set(asked)
    assert [] == left(decided)
    for one in settling:
        assert [one.key] == left(d for d in decided if d is not one)


def test_findings_rest_on_what_is_in():
    included = {key for key, (verb, _) in verdicts("fulltext").items() if verb == "include"}
    findings = tomllib.loads((EXAMPLE / "findings.toml").read_text(encoding="utf-8"))["finding"]
    sides = [one[side] for one in findings for side in ("supports", "contradicts", "qualifies")]
    named = [item if isinstance(item, str) else item["key"] for side in sides for item in side]
    register = re.findall(r"^@misc\{(.+),$", (EXAMPLE / "bib/register.bib").read_text(), re.MULTILINE)
    assert set(named) <= included | set(register)
    assert {re.sub(r"\d.*", "", key) for key in named if key in register} == {"I", "PR"}
    assert all(any(one[side] for one in findings) for side in ("supports", "contradicts", "qualifies"))


def test_every_work_that_is_in_has_a_text_and_every_link_of_a_finding_is_found_in_it(ran):
    """On the very page that is given; interviews and records have no text that is published."""
    pytest.importorskip("pypdfium2")
    review = lr.open_review(ran.parent)
    included = {key for key, (verb, _) in verdicts("fulltext").items() if verb == "include"}
    assert included == {one.source for one in review.text_matches if not one.fault}
    findings = tomllib.loads((EXAMPLE / "findings.toml").read_text(encoding="utf-8"))["finding"]
    links = [
        one if isinstance(one, dict) else {"key": one}
        for finding in findings
        for side in ("supports", "contradicts", "qualifies")
        for one in finding[side]
    ]
    written = [(one["key"], one["where"], one["quote"]) for one in links if one["key"].startswith("Demo")]
    checked = [
        (one.source, f"p. {one.page}", one.quote)
        for one in review.quote_checks
        if (one.kind, one.verdict) == ("finding", "found")
    ]
    assert sorted(written) == sorted(checked)
    # no export of a work with a text has references: the graph is that of the PDFs
    citing = {one.citing for one in review.links.citations}
    assert {"DemoBeech2019Streets"} == citing - included
    assert 11 == len(review.links.pairs)
    assert included == {
        one.key for one in review.sources if one.key in included and not one.get("references")
    }


@pytest.mark.exhaustive
def test_every_tag_of_a_work_with_a_text_has_a_passage_with_a_page(ran):
    pytest.importorskip("pypdfium2")
    review = lr.open_review(ran.parent)
    texts = {one.source for one in review.text_matches}
    types = {code.id for code in review.codebook.codes if code.group == "type"}
    tags = {(tag.source, tag.code) for tag in review.tags if tag.source in texts and tag.code not in types}
    assert len(tags) >= 85
    found = {
        (one.source, code)
        for code in {code for _, code in tags}
        for one in review.find(f"code:{code}")
        if re.fullmatch(r"p\. \d+", one.where) and one.sentence
    }
    assert set() == tags - found


@pytest.mark.exhaustive
def test_each_page_of_its_texts_says_that_it_is_invented():
    pdfium = pytest.importorskip("pypdfium2")
    for path in (EXAMPLE / "texts").glob("*.pdf"):
        document = pdfium.PdfDocument(path)
        for page in document:
            assert "Invented for demonstration" in page.get_textpage().get_text_range(), path.name
        assert document.get_metadata_value("Author") == ""
