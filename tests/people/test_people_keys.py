"""A decision stays with the work it was made on, whatever becomes of keys; nothing that people wrote is overwritten."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from litreview.core.model import Work
from litreview.judgements.decisions import WorkFinder
from litreview.review import open_review

LI = ("Chen, Li", "Raids and rescue in port cities")
WEI = ("Chen, Wei", "Raids against brothels: a history of vice squads")


def ris(*works: tuple[str, str]) -> str:
    return "".join(f"TY  - JOUR\nAU  - {who}\nTI  - {title}\nPY  - 2019\nER  - \n" for who, title in works)


@pytest.fixture
def call(call):
    """The command line in a folder with an empty review in it."""
    call("init", "R")
    Path("R/bib/example.bib").unlink()
    Path("R/notes/Farrell2010Where.md").unlink()
    return call


def decide(call, *words, by="ann"):
    return call("decide", *words, "--by", by, "-C", "R")


def candidates() -> set[str]:
    return {source.title for source in open_review("R").candidates}


def test_a_decision_finds_its_work_when_an_export_is_replaced(call):
    export = Path("R/bib/scopus.ris")
    export.write_text(ris(LI))
    assert 0 == decide(call, "exclude", "Chen2019Raids", "abstract").exit_code
    export.write_text(ris(WEI, LI))
    assert {WEI[1]} == candidates()
    told = call("check", "R").output
    assert "LR049" in told
    assert "Chen2019Raids-2" in told


def test_a_decision_on_a_work_that_is_gone_counts_for_no_other(call):
    export = Path("R/bib/scopus.ris")
    export.write_text(ris(LI))
    decide(call, "exclude", "Chen2019Raids", "abstract")
    export.write_text(ris(WEI))
    assert {WEI[1]} == candidates()
    assert "does not count" in call("check", "R").output


def test_a_file_that_sorts_earlier_takes_no_decision_with_its_key(call):
    Path("R/bib/m.bib").write_text(
        "@article{k, title={Work in the harbor}, author={Archer, Ann}, year=2020}\n"
    )
    decide(call, "tag", "k", "protect")
    Path("R/bib/a.bib").write_text("@article{k, title={Tides of the north}, author={Baker, Bo}, year=2021}\n")
    review = open_review("R")
    tagged = {tag.source for tag in review.tags if tag.method == "human"}
    assert {"Work in the harbor"} == {source.title for source in review.sources if source.key in tagged}


def test_a_pair_is_joined_by_what_it_was_called_then(call):
    export = Path("R/bib/scopus.ris")
    third = ("Chen, Mei", "Harbor raids of another kind")
    export.write_text(ris(LI, third))
    assert 0 == decide(call, "same", "Chen2019Raids", "Chen2019Harbor").exit_code
    export.write_text(ris(WEI, LI, third))
    sources = open_review("R").sources
    assert [{WEI[1]}, {LI[1], third[1]}] == [{record.title for record in s.records} for s in sources]


def test_a_note_on_a_key_of_two_works_is_told(call):
    Path("R/bib/scopus.ris").write_text(ris(WEI, LI))
    Path("R/notes/Chen2019Raids.md").write_text("Found much.\n")
    told = call("check", "R").output
    assert "LR604" in told
    assert "Chen2019Raids, Chen2019Raids-2" in told


def test_a_title_that_was_corrected_or_completed_is_the_same_work():
    said = "Chen; 2019; Raids and rescue in port cities"

    def fits(title: str, what: str) -> bool:
        return bool(
            WorkFinder({"k": [Work(key="k", type="book", fields={"title": title})]}).resolve(["k"], what).keys
        )

    assert fits("Raids and Rescue in Port Cities: Evidence from Four Harbors", said)
    assert fits("Raids & rescue in port-cities", said)
    assert not fits("The history of the vice squad", said)
    assert fits("Anything", "")
    assert fits("", said)


@pytest.fixture
def three(call):
    Path("R/bib/m.bib").write_text(
        "".join(
            f"@article{{{key}, title={{{title}}}, author={{Archer, Ann}}, year=2020}}\n"
            for key, title in (
                ("a", "Work in the harbor"),
                ("b", "Tides of the north"),
                ("c", "Winds of the east"),
            )
        )
    )
    decide(call, "same", "a", "b")
    decide(call, "same", "b", "c")
    return call


def test_a_pair_is_taken_back_by_its_own_two_names(three):
    told = decide(three, "clear", "c", "same b").output
    assert "no longer counts: same b c" in told
    assert [["a", "b"], ["c"]] == [[r.key for r in s.records] for s in open_review("R").sources]
    assert "same a b" not in told
    # either of the two may be named first
    assert 0 == decide(three, "clear", "b", "same a").exit_code
    assert 3 == len(open_review("R").sources)


def test_a_decision_is_told_as_it_was_written(three):
    assert "different a c, by ann" in decide(three, "different", "a", "c").output
    assert 3 == len(open_review("R").decided)


@pytest.mark.parametrize(
    ("option", "name"),
    [
        ("--records", "decisions/ann.tsv"),
        ("--queue", "notes/a.md"),
        ("--values", "litreview.toml"),
        ("--report", "bib/m.bib"),
    ],
)
def test_no_output_overwrites_what_people_wrote(three, option, name):
    Path("R/notes/a.md").write_text("Found much.\n")
    before = Path("R", name).read_bytes()
    refused = three("dedupe", "R", option, f"R/{name}")
    assert 2 == refused.exit_code
    assert "never overwritten" in refused.output
    assert before == Path("R", name).read_bytes()


def renamed(data: bytes, name: str, answer: str) -> bytes:
    book = load_workbook(BytesIO(data))
    for page in book.worksheets:
        for row in page.iter_rows(min_row=1, max_row=5):
            for cell in row:
                if cell.value == "decision":
                    cell.value = name
                    page.cell(cell.row + 1, cell.column).value = answer
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def test_a_sheet_whose_answers_cannot_be_found_is_refused_and_kept(call):
    pair = "@article{{{}, title={{Work in the harbor of four cities}}, author={{Archer, Ann}}, year={}}}\n"
    Path("R/bib/m.bib").write_text(pair.format("a", 2014) + pair.format("b", 2016))
    sheet = Path("d.xlsx")
    assert 0 == call("sheet", "duplicates", "R", "-o", "d.xlsx").exit_code
    data = sheet.read_bytes()
    sheet.write_bytes(renamed(data, "my decision", "same"))
    refused = call("decide", "--from", "d.xlsx", "--by", "ben", "-C", "R")
    assert 2 == refused.exit_code
    assert "no column 'decision' any more" in refused.output
    assert 2 == call("sheet", "duplicates", "R", "-o", "d.xlsx").exit_code
    # a capital and a blank are no other name
    sheet.write_bytes(renamed(data, "Decision ", "same"))
    assert 0 == call("decide", "--from", "d.xlsx", "--by", "ben", "-C", "R").exit_code
    assert 1 == len(open_review("R").sources)


@pytest.mark.exhaustive
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
@pytest.mark.parametrize("words", [["check"], ["dedupe", "--queue", "-"], ["convert", "-o", "-"]])
def test_a_full_disk_is_told_without_a_traceback(three, words):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "litreview", words[0], "R", *words[1:]],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ,
            check=False,
        )
    assert 2 == done.returncode
    told = "litreview: standard output: cannot be written: No space left on device; make room on that disk or write to another, and run it again"
    assert told in done.stderr
    assert "Traceback" not in done.stderr
