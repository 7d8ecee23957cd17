"""A review with requests of one wording: no questions, one type in every output, and days as on a sheet made by hand. All is made up."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.errors import SettingsError
from litreview.formats.tables import TABLES
from litreview.review.outputs.registry import OUTPUTS
from litreview.review.outputs.writing import write_out
from litreview.stages.bibliography import cite
from litreview.stages.tagging.tagger import score_rules
from litreview.works.kinds import is_request, kind_of

TITLE = "All records on raids, arrests and rescue of victims in anti-trafficking operations since 2015"
COURSES = (
    ("federal", "foia", "2020-01-15 sent; 2020-01-20 received; 2020-01-22 acknowledged; 2020-03-20 determination: partial; 2020-04-20 documents"),
    ("city", "cpra", "2020-01-15 sent"),
    ("state", "foil", "2020-01-15 sent; 2020-01-22 acknowledged; 2020-06-01 closed"),
    ("federal", "foia", "2020-01-15 sent; 2020-02-12 determination: denied"),
)  # fmt: skip
TYPES = ("misc", "techreport", "report", "online", "unpublished", "manual", "booklet", "misc")
CODES = [f"PR{n:02}" for n in range(1, 9)]
NAMED = [f"harbor{n}" for n in range(9, 17)]
REQUESTS = [*CODES, *NAMED]


def entry(n: int, key: str) -> str:
    level, law, events = COURSES[n % 4]
    named = "" if key.startswith("PR") else "entrysubtype = {Records request}, "
    return (
        f"@{TYPES[n % 8]}{{{key}, {named}title = {{{TITLE}}}, agency = {{Police Department of Harbor {n}}}, level = {{{level}}}, "
        f"institution = {{Police Department}}, law = {{{law}}}, events = {{{events}}}, confidential = {{false}}}}\n"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("requests")
    (made / "bib").mkdir()
    (made / "decisions").mkdir()
    (made / "litreview.toml").write_text('title = "Made up"\n[requests]\nas_of = "2021-03-01"\n')
    (made / "bib/a.bib").write_text(
        "".join(entry(n, key) for n, key in enumerate(REQUESTS))
        + "@report{PR01-1, title = {Made-up memo on raids to protect victims of trafficking}, institution = {Harbor}, year = {2019}, released = {true}}\n"
        + "@report{PR01-2, title = {Zebsecret}, institution = {Harbor}, year = {2019}}\n"
    )
    (made / "decisions/ann.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\n"
        "2026-01-01T00:00:00Z\tann\ttag\tPR01\tprotect\tp. 2\tthe answer says so\t\n"
    )
    return made


@pytest.fixture(scope="module")
def review(folder):
    return lr.open_review(folder)


@pytest.fixture(scope="module")
def out(folder, review):
    write_out(review)
    return folder / "out"


def rows(out: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / OUTPUTS[name].path).read_text(encoding="utf-8"))))


def test_sixteen_requests_of_one_wording_are_no_pair_and_no_question(review):
    assert 18 == len(review.sources)
    assert () == review.deduplication.queue
    assert () == review.deduplication.related
    assert [] == [len(source.records) for source in review.sources if len(source.records) > 1]


def test_one_code_in_two_files_is_one_request():
    texts = (entry(0, "PR01"), entry(0, "PR01").replace("Harbor 0", "Harbour 0"))
    records = [r for n, t in enumerate(texts) for r in lr.read_text(t, f"bib/{n}.bib")]
    assert 1 == len(lr.dedupe(records).sources)
    # nor does a key that is given twice, without a title, make a document (PR03-2) of a request
    bare = "".join(f"@misc{{PR03, agency = {{Harbor {n}}}, events = {{2020-01-15 sent}}}}\n" for n in (1, 2))
    assert ["PR03"] == [one.key for one in lr.dedupe(lr.read_text(bare, "bib/a.bib")).sources]
    # a copy of one letter under another code is another request
    records = [r for n, k in enumerate(("PR01", "PR02")) for r in lr.read_text(entry(0, k), f"bib/{n}.bib")]
    assert 2 == len(lr.dedupe(records).sources)


def test_the_table_of_days_is_that_made_by_hand(out):
    by_hand = list(
        csv.DictReader(
            (Path(__file__).parent / "days-of-requests.csv").read_text(encoding="utf-8").splitlines()
        )
    )
    made = {row["code"]: row for row in rows(out, "requests.csv")}
    assert REQUESTS == list(made)
    for row in by_hand:
        found = made[row["code"]]
        days = (
            "received",
            "acknowledged",
            "extended",
            "partial_answer",
            "determination",
            "documents",
            "closed",
        )
        assert row == {name: found[f"{name}_days" if name in days else name] for name in row}
    assert ("1", "2") == (made["PR01"]["documents_released"], made["PR01"]["documents_held"])


def test_a_frame_of_requests_is_the_table(review):
    frame = lr.to_frame(review.requests)
    assert list(TABLES["requests"].columns) == list(frame.columns)
    assert 16 == len(frame)
    assert 65 == frame.set_index("code").loc["PR01", "determination_days"]


def test_every_output_has_one_type_for_all_sixteen(review, out):
    of = {source.key: source for source in review.sources}
    assert {"misc"} == {of[key].type for key in REQUESTS}
    sources = {row["key"]: row for row in rows(out, "sources.csv")}
    assert {("misc", "records-response", "records")} == {
        (sources[key]["type"], sources[key]["source_type"], sources[key]["stream"]) for key in REQUESTS
    }
    tags = [(row["source"], row["code"], row["method"]) for row in rows(out, "tags.csv")]
    assert {(key, "records-response", "rule") for key in REQUESTS} | {("PR01", "protect", "human")} == {
        tag for tag in tags if tag[0] in REQUESTS
    }
    for name in ("library.bib", "all.bib", "library.ris"):
        read = {record.key: record for record in lr.read(out / OUTPUTS[name].path)}
        assert {("misc", True, "records-response")} == {
            (read[key].type, is_request(read[key]), kind_of(read[key])) for key in REQUESTS
        }, name
    ris = (out / "tables/library.ris").read_text(encoding="utf-8")
    assert {"GEN"} == {re.search(rf"TY  - (\w+)\s+ID  - {key}\b", ris)[1] for key in REQUESTS}
    csl = {item["id"]: item["type"] for item in json.loads(lr.dumps([of[key] for key in REQUESTS], "json"))}
    assert {"document"} == {csl[key] for key in REQUESTS}
    table = {row["id"]: row["type"] for row in csv.DictReader(io.StringIO(lr.dumps(review.sources, "csv")))}
    assert {"misc"} == {table[key] for key in REQUESTS}
    graph = review.graph
    assert {("misc", "records-response")} == {
        (graph.nodes[key]["type"], graph.nodes[key]["tags"].replace("protect;", "").replace(";protect", ""))
        for key in REQUESTS
    }
    assert {"records-response"} == {
        column for (_, column), keys in review.evidence_map.cells.items() if {*keys} & {*REQUESTS}
    }
    assert {"records": 18} == json.loads((out / "graph/flow.json").read_text())["beside"]
    cited = cite(review.chosen, review.style, review.tags)
    sections = {entry.source.key: (entry.section, entry.kind) for entry in cited.entries}
    assert {("records", "records-response")} == {sections[key] for key in REQUESTS}
    page = (out / "pages/bibliography.html").read_text(encoding="utf-8")
    _, _, public = page.partition("Public records")
    assert all(f"Harbor {n}" in public for n in range(16))
    with zipfile.ZipFile(out / "bibliography.docx") as packed:
        words = re.sub(r"<[^>]+>", "", packed.read("word/document.xml").decode())
    assert all(f"Harbor {n}" in words.partition("Public records")[2] for n in range(16))
    assert REQUESTS == [row["code"] for row in rows(out, "requests.csv")]
    assert [] == rows(out, "queue.csv")
    assert "government" not in (out / "pages/evidence-map.html").read_text(encoding="utf-8").lower()


def test_the_question_is_never_tagged_and_the_answer_may_be(review):
    mine = {tag.code for tag in review.tags if tag.source == "PR02"}
    assert {"records-response"} == mine
    assert ("protect", "human") in {(t.code, t.method) for t in review.tags if t.source == "PR01"}
    # what was released is read like any other work
    assert "protect" in {tag.code for tag in review.tags if tag.source == "PR01-1"}
    # of what is no request the same words are tagged
    [other] = lr.dedupe(
        lr.read_text(entry(0, "harbor1").replace("entrysubtype = {Records request}, ", ""), "a.bib")
    ).sources
    assert {"protect", "prosecute"} & {tag.code for tag in lr.tag([other])}
    assert {} == score_rules([s for s in review.sources if s.key == "PR02"]).get("PR02", {})


def test_what_is_not_released_is_in_no_output(folder, out):
    for path in out.rglob("*.*"):
        data = path.read_bytes()
        if path.suffix == ".docx":
            with zipfile.ZipFile(path) as packed:
                data = b"".join(packed.read(name) for name in packed.namelist())
        assert b"Zebsecret" not in data, path.name


def test_the_report_shows_days_law_and_silence(out):
    page = (out / "report.html").read_text(encoding="utf-8")
    section = page.partition('<section id="requests">')[2].partition("</section>")[0]
    assert "Of 16 records requests, 8 were decided, 4 got no reply at all" in section
    # the picture says in words what it shows
    label = re.search(r'aria-label="(Days from sending[^"]+)"', section)[1]
    assert "PR01: sent, day 0, received, day 5" in label
    assert "due on day 34; partial" in label
    assert "PR02: sent, day 0; due on day 12; no answer" in label
    assert 16 == section.count('class="course')
    assert 4 == section.count("course silent")
    assert "Outcomes by level of government" in section
    assert "Outcomes by agency" in section
    assert 'class="asked"' not in lr_page_without_requests()


def lr_page_without_requests() -> str:
    from litreview.pages.report import ReportSummary, report_page

    return report_page(ReportSummary(title="Nothing asked"))


def test_problems_of_requests_are_the_reviews(folder, tmp_path):
    (tmp_path / "bib").mkdir()
    (tmp_path / "litreview.toml").write_text("[requests]\nas_of = 2021-03-01\nasof = 1\n")
    (tmp_path / "bib/a.bib").write_text(
        "@misc{PR01, title = {T}, agency = {Harbor}, sent = {2020-01-15}, answered = {2019-01-15}, outcome = {fulll}}\n"
    )
    found = lr.open_review(tmp_path).problems
    assert {"LR640", "LR642"} <= {problem.code for problem in found}
    assert "did you mean 'as_of'?" in next(p.message for p in found if p.code == "LR600")


@pytest.mark.parametrize("said", ['as_of = "2021-02-30"', "as_of = 3", 'as_of = "soon"'])
def test_a_day_of_the_review_that_is_none_is_told_with_its_line(tmp_path, said):
    (tmp_path / "bib").mkdir()
    (tmp_path / "litreview.toml").write_text(f"[requests]\n{said}\n")
    with pytest.raises(SettingsError, match=r"litreview.toml:2: as_of is"):
        lr.open_review(tmp_path)


def test_every_output_is_looked_at():
    assert "requests.csv" in OUTPUTS
