"""42 interviews and 16 requests are as many in every output of the demonstration, with and without what is kept private.

Every person, word and file that is put below `private/` here is made up. The register is read as text: no line of litreview counts it.
"""

import csv
import io
import json
import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

import litreview as lr
from litreview.cli import main
from litreview.review.outputs.registry import OUTPUTS

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "demonstration"
REGISTER = EXAMPLE / "bib/register.bib"
SECRET = "Zebulon Madeup"
"""Who is named in each private file, and nowhere else."""
pytestmark = pytest.mark.exhaustive  # each output of three reviews is written


def entries():
    """Return the fields of each entry of the register, by code."""
    text = REGISTER.read_text(encoding="utf-8")
    found = re.findall(r"^@misc\{([^,]+),\n(.*?)^\}", text, re.MULTILINE | re.DOTALL)
    return {code: dict(re.findall(r"^  (\w+) = \{(.*)\},$", body, re.MULTILINE)) for code, body in found}


INTERVIEWS = {code for code in entries() if code.startswith("I")}
REQUESTS = {code for code in entries() if code.startswith("PR") and "-" not in code}
DOCUMENTS = {code for code in entries() if "-" in code}
STREAMS = {"interview": INTERVIEWS, "records": REQUESTS | DOCUMENTS}


def keep_private(folder):
    """Put an invented private/ into a review: who each person is, a transcript and a note of each, letters of requests."""
    place = folder / "private"
    for name in ("transcripts", "notes", "letters"):
        (place / name).mkdir(parents=True)
    people = []
    for code in sorted(INTERVIEWS):
        people.append(
            f"@misc{{{code},\n  author = {{{SECRET} {code}}},\n  title = {{Talk with {SECRET} of {code}}},\n"
            f"  date = {{2025-02-03}},\n  entrysubtype = {{interview}},\n}}\n"
        )
        (place / f"transcripts/{code}.txt").write_text(f"{SECRET}: nobody said this.\n\n" * 60)
        (place / f"notes/{code}.md").write_text(f"{SECRET} was never met.\n")
    for code in sorted(REQUESTS):
        people.append(
            f"@misc{{{code},\n  title = {{Request of {SECRET}}},\n  note = {{asked by {SECRET}}},\n}}\n"
        )
        (place / f"letters/{code}.txt").write_text(f"Dear {SECRET}, this was never sent.\n")
    (place / "people.bib").write_text("\n".join(people))
    (place / f"{SECRET}.bib").write_text(f"@misc{{I02,\n  note = {{a second file on {SECRET}}},\n}}\n")


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """The folder of each of two copies, with and without private/, and what `run` printed and told as JSON."""
    found = {}
    for name in ("with", "without"):
        folder = tmp_path_factory.mktemp(name) / "demonstration"
        shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("out", "private"))
        if name == "with":
            keep_private(folder)
        told = CliRunner().invoke(main, ["run", str(folder)])
        as_json = CliRunner().invoke(main, ["run", str(folder), "--json"])
        assert (told.exit_code, as_json.exit_code) == (0, 0), told.output
        found[name] = (folder, told.output, json.loads(as_json.stdout))
    return found


def by_stream(codes):
    """Return how many interviews, requests and documents there are among some keys."""
    counts = Counter(
        "interview" if code in INTERVIEWS else "request" if code in REQUESTS else "document"
        for code in codes
        if code in INTERVIEWS | REQUESTS | DOCUMENTS
    )
    return counts["interview"], counts["request"], counts["document"]


def rows_of(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def text_of(path):
    """Return the words of a page, or of a Word file, in one line."""
    data = path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = packed.read("word/document.xml").replace(b"</w:p>", b" ")
            return " ".join(re.sub(r"<[^>]+>", "", data.decode()).split())
    return " ".join(re.sub(r"<[^>]+>", " ", data.decode()).split())


def of_goal(goal):
    """Return how many interviews and public records a person gave a goal, counted in the file of decisions."""
    lines = (EXAMPLE / "decisions/demo-coder-c.tsv").read_text(encoding="utf-8").splitlines()
    keys = {
        cells[3] for cells in (line.split("\t") for line in lines) if (cells[2], cells[4]) == ("tag", goal)
    }
    return len(keys & INTERVIEWS), len(keys - INTERVIEWS)


WANTED = (42, 16, 3)


def test_the_register_as_written_has_forty_two_and_sixteen():
    assert by_stream(entries()) == WANTED
    assert entries()["PR03-1"]["released"] == "true"
    assert {code for code in DOCUMENTS if "title" not in entries()[code]} == {"PR03-2", "PR08-1"}


@pytest.mark.exhaustive
def test_five_share_everything_that_is_said_of_an_interviewee_and_all_of_it_is_published(runs):
    """Consent counts here, too, which is published of nobody."""
    said = {code: fields for code, fields in entries().items() if code in INTERVIEWS}
    alike = Counter(tuple(sorted(fields.items())) for fields in said.values())
    assert min(alike.values()) >= 5
    assert {fields["consent"] for fields in said.values()} == {"quote", "paraphrase", "group only"}
    for folder, _, told in runs.values():
        review = lr.open_review(folder)
        shown = {
            code: {**review.register.fields[code], "consent": review.register.consent[code]} for code in said
        }
        assert shown == {
            code: {name: value for name, value in fields.items() if name != "entrysubtype"}
            for code, fields in said.items()
        }
        codes = {problem["code"] for problem in told["problems"]}
        assert codes.isdisjoint({"LR630", "LR631", "LR632", "LR633", "LR634", "LR635"})


@pytest.mark.parametrize("name", ["with", "without"])
@pytest.mark.exhaustive
def test_every_output_counts_them_alike(name, runs):
    folder, printed, told = runs[name]
    out = folder / "out"
    flow = json.loads((out / "graph/flow.json").read_text(encoding="utf-8"))
    graphml = (out / "graph/graph.graphml").read_text(encoding="utf-8")
    drawn = (out / "pages/graph.html").read_text(encoding="utf-8")
    entry = r"^@(?!comment)\w+\{([^,]+),$"
    keys = {
        "all.bib": re.findall(entry, (out / "tables/all.bib").read_text(encoding="utf-8"), re.MULTILINE),
        "library.bib": re.findall(entry, (out / "library.bib").read_text(encoding="utf-8"), re.MULTILINE),
        "library.ris": re.findall(
            r"^ID  - (\S+)", (out / "tables/library.ris").read_text(encoding="utf-8"), re.MULTILINE
        ),
        "register.bib": re.findall(
            entry, (out / "tables/register.bib").read_text(encoding="utf-8"), re.MULTILINE
        ),
        "sources.csv": [row["key"] for row in rows_of(out / "tables/sources.csv")],
        "records.csv": {row["source"] for row in rows_of(out / "tables/records.csv")},
        "tags.csv": {row["source"] for row in rows_of(out / "tables/tags.csv")},
        "graph.graphml": re.findall(r'<node id="([^"]+)"', graphml),
        "graph.html": json.loads(re.findall(r'"key":(\[[^\]]*\])', drawn)[0]),
    }
    assert {file: by_stream(found) for file, found in keys.items()} == dict.fromkeys(keys, WANTED)
    assert (
        flow["beside"]["interview"],
        flow["beside"]["records"] - flow["documents"],
        flow["documents"],
    ) == WANTED
    streams = Counter(row["stream"] for row in rows_of(out / "tables/sources.csv"))
    assert streams == {"literature": 30, "interview": 42, "records": 19}
    beside = "The review also has 42 interviews and 19 public records (16 requests, 3 documents)"
    pages = (
        "report.html",
        "report.docx",
        "evidence-map.html",
        "graph.html",
    )
    assert {page: beside in text_of(out / OUTPUTS[page].path) for page in pages} == dict.fromkeys(pages, True)
    assert beside in flow["standing"]
    assert beside in graphml
    assert beside in told["summary"]["screening"]
    parted = "91 (30 works, 42 interviews, 19 public records)"
    assert parted == told["summary"]["sources"]
    assert beside in " ".join(printed.split())
    for file in ("bibliography.html", "bibliography.docx"):
        assert beside not in text_of(out / OUTPUTS[file].path), "what one hands in counts nothing"
        assert "Interviews Cited by participant code" in text_of(out / OUTPUTS[file].path)
        assert "Public records Answers to public records requests" in text_of(out / OUTPUTS[file].path)
    assert (
        len(re.findall(r"<p>Interview[ ,]", (out / "pages/bibliography.html").read_text(encoding="utf-8")))
        == 42
    )
    report = text_of(out / "report.html")
    assert "42 interviews and 19 public records (16 requests, 3 documents). 74 sources" in report
    assert "All sources 13 42 19 74" in text_of(out / "pages/evidence-map.html")
    assert "All sources 13 42 19 74" in report
    # none of them is among the records that searches identified
    named = ("records of the literature", "duplicates merged", "sources of the literature")
    assert (flow["records"], *(told["summary"][name] for name in named)) == (42, "42", "12", "30")
    assert "register" not in {one["file"] for one in flow["identified"]}


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", ["with", "without"])
@pytest.mark.parametrize(("goal", "literature"), [("protect", 10), ("prosecute", 7), ("prevent", 3)])
def test_each_goal_has_as_many_of_each_stream_in_every_output(name, goal, literature, runs):
    """Counted by hand: those of the file of decisions. Those of the literature are the ones without interviews."""
    folder, _, told = runs[name]
    interviews, records = of_goal(goal)
    total = literature + interviews + records
    tagged = {row["source"] for row in rows_of(folder / "out/tables/tags.csv") if row["code"] == goal}
    assert (interviews, records) == (len(tagged & INTERVIEWS), len(tagged & (REQUESTS | DOCUMENTS)))
    said = told["summary"][f"tagged {goal}"]
    words = (
        f" ({literature} works, {interviews} interviews{f', {records} public records' if records else ''})"
    )
    assert said == f"{total}{words}"
    for file in ("report.html", "evidence-map.html"):
        label = {"protect": "Protect", "prosecute": "Prosecute", "prevent": "Prevent"}[goal]
        assert f"{label} {literature} {interviews} {records} {total}" in text_of(
            folder / "out" / OUTPUTS[file].path
        )
    done = folder.parent / f"{goal}.csv"
    assert CliRunner().invoke(main, ["evidence-map", str(folder), "-o", str(done)]).exit_code == 0
    (row,) = [row for row in rows_of(done) if row["goal"] == goal]
    assert [literature, interviews, records, total] == [
        int(row[column]) for column in ("stream-literature", "stream-interview", "stream-records", "total")
    ]


def test_stances_of_the_literature_are_its_own(runs):
    """Each stream has a table of its own; what was said in interviews is added to no number of studies."""
    lines = (EXAMPLE / "decisions/demo-coder-c.tsv").read_text(encoding="utf-8").splitlines()
    # the documents of one request are one origin
    origins = {
        (
            "interview" if cells[3] in INTERVIEWS else "records",
            *cells[4].split("="),
            cells[3].partition("-")[0],
        )
        for cells in (line.split("\t") for line in lines)
        if cells[2] == "stance"
    }
    said = Counter(origin[:3] for origin in origins)
    for folder, _, _ in runs.values():
        page = (folder / "out/report.html").read_text(encoding="utf-8")
        tables = re.findall(
            r"<caption>((?:Studies|Interviews|Public records) by [^<]+)</caption>(.*?)</table>",
            page,
            re.DOTALL,
        )
        assert [caption.split(" by ")[0] for caption, _ in tables] == [
            "Studies",
            "Interviews",
            "Public records",
        ]
        for (_, table), stream in zip(tables[1:], ("interview", "records"), strict=True):
            head, *rows = [re.findall(r"<t[hd][^>]*>([^<]*)<", row) for row in table.split("<tr>")[1:]]
            assert {row[0] for row in rows} == {"Protect", "Prosecute", "Prevent"}
            for row in rows:
                named = {"not about operations": "not-operations"}
                wanted = [said[stream, row[0].lower(), named.get(stance, stance)] for stance in head[1:]]
                assert [int(cell) for cell in row[1:]] == wanted
        studies = [re.findall(r"<td[^>]*>(\d+)<", row) for row in tables[0][1].split("<tr>")[2:]]
        # ten, seven and three sources: two are reports of one study, the claim of an agency is apart
        assert [sum(map(int, row)) for row in studies] == [8, 5, 3]


def test_each_side_of_a_finding_says_of_which_stream_its_sources_are(runs):
    for folder, _, _ in runs.values():
        report = text_of(folder / "out/report.html")
        assert "Supported by 7 3 works, 3 interviews, 1 public record" in report
        assert "Contradicted by 2 , of which 1 is a claim 1 work, 1 interview" in report


TOLD_APART = {
    ".litreview-hashes.json",
    "records.csv",
    "sources.csv",
    "problems.csv",
    "report.html",
    "appendix.html",
    "report.docx",
    "codings.csv",
}
"""What tells of the files read, or says that a number is kept private."""


def test_without_private_nothing_is_lost_and_with_it_nothing_is_told(runs):
    """All files are alike but for what tells of the files read: how many records a source has, and where they are."""
    (with_it, _, told_with), (without, _, told_without) = runs["with"], runs["without"]
    names = {path.name for path in (without / "out").rglob("*.*")}
    assert names == {path.name for path in (with_it / "out").rglob("*.*")}
    for name in names - TOLD_APART:
        assert (with_it / "out" / OUTPUTS[name].path).read_bytes() == (
            without / "out" / OUTPUTS[name].path
        ).read_bytes(), name
    assert "kept private" in (without / "out/tables/codings.csv").read_text(encoding="utf-8")
    for file in ("report.html", "report.docx"):
        assert "Kept private. The review has 42 interviews." in text_of(without / "out" / OUTPUTS[file].path)
    files = {"records", "files"}
    first, second = (
        [
            {name: cell for name, cell in row.items() if name not in files}
            for row in rows_of(folder / "out/tables/sources.csv")
        ]
        for folder in (with_it, without)
    )
    assert first == second
    faults = [[p for p in told["problems"] if p["code"] != "LR008"] for told in (told_with, told_without)]
    assert faults[0] == faults[1]
    shown = [{**told["summary"], "problems": ""} for told in (told_with, told_without)]
    assert shown[0] == shown[1]
    for folder, _, told in runs.values():
        assert {problem["code"] for problem in told["problems"]}.isdisjoint(
            {"LR042", "LR610", "LR611", "LR612"}
        )
        review = lr.open_review(folder)
        on_register = {decision.key for decision in review.decisions} & set(entries())
        assert by_stream(on_register) == WANTED
        for path in (folder / "out").rglob("*.*"):
            data = path.read_bytes() if path.suffix != ".docx" else text_of(path).encode()
            assert SECRET.encode() not in data, path.name
            assert b"Madeup" not in data, path.name


OUTCOMES = {
    "full": "PR02 PR12",
    "partial": "PR01 PR03 PR08 PR16",
    "denied": "PR06",
    "in litigation": "PR05",
    "no records": "PR07",
    "Glomar": "PR09",
    "referred": "PR11",
    "fee-barred": "PR10",
    "no answer": "PR04 PR14",
    "pending": "PR15",
    "withdrawn": "PR13",
}
"""What came of each request, read from its events by hand."""
LATE = {"PR02", "PR04", "PR14"}


def test_requests_came_to_what_their_events_say_and_a_document_shows_once_it_is_released(runs):
    for folder, _, _ in runs.values():
        rows = {row["code"]: row for row in rows_of(folder / "out/tables/requests.csv")}
        assert {code: name for name, codes in OUTCOMES.items() for code in codes.split()} == {
            code: row["outcome"] for code, row in rows.items()
        }
        assert {code for code, row in rows.items() if row["determine"] == "late"} == LATE
        held = {code: (row["documents_held"], row["documents_released"]) for code, row in rows.items()}
        assert {code: found for code, found in held.items() if found != ("0", "0")} == {
            "PR03": ("2", "1"),
            "PR08": ("1", "0"),
        }
        report = text_of(folder / "out/report.html")
        title = entries()["PR03-1"]["title"]
        assert f"PR03-1, {title} (2022)" in report
        assert "PR03-2, a document given out on request PR03 (2022), sealed" in report
        for file in ("bibliography.html", "bibliography.docx"):
            cited = text_of(folder / "out" / OUTPUTS[file].path)
            assert title in cited
            assert "PR03-2. Public records response (confidential)." in cited
