"""Sheets: out to a colleague, back in whatever state, and no answer is lost or invented."""

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings, strategies as st

import litreview as lr
from litreview.formats.sheets import Column, Row, Sheet, read_sheet, write_sheet
from litreview.judgements.decisions import current, read_decisions

PATH = "x.xlsx"


def said(folder, by="ben"):
    return {(d.verb, d.key, d.value) for d in current(read_decisions(folder)[0]) if d.by == by}


def fill(path, answers):
    """Fill cells of a workbook: {(column, beginning of a title): answer}."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = {cell.value: cell.column for cell in sheet[1]}
    title = header.get("title") or header["title A"]
    for (name, begins), answer in answers.items():
        (row,) = [
            r for r in range(2, sheet.max_row + 1) if (sheet.cell(r, title).value or "").startswith(begins)
        ]
        sheet.cell(row, header[name]).value = answer
    book.save(path)


def rows(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    header = [cell.value for cell in sheet[1]]
    return [
        dict(zip(header, [cell.value for cell in row], strict=True)) for row in sheet.iter_rows(min_row=2)
    ]


def test_duplicates_go_out_side_by_side_and_come_back(review, run):
    assert 0 == run("sheet", "duplicates", review, "-o", PATH).exit_code
    (row,) = rows(PATH)
    assert "Harbor Review" == row["in A"]
    assert "Social Review" == row["in B"]
    assert "same title" in row["why asked"]
    fill(PATH, {("decision", "Policing"): "Different ", ("reason", "Policing"): "two studies"})
    result = run("decide", "--from", PATH, "--by", "ben", "-C", review)
    assert "1 decision taken in" in result.output
    assert {("different", "Baker2016", "baker")} == said(review)
    assert () == lr.open_review(review).deduplication.queue
    assert "0 rows" in run("sheet", "duplicates", review, "-o", "again.xlsx").output


def test_screening_goes_out_with_its_stage_and_comes_back(review, run):
    run("sheet", "screen", review, "-o", PATH)
    assert {"abstract"} == {row["stage"] for row in rows(PATH)}
    fill(
        PATH,
        {("decision", "Victim"): "include", ("decision", "'=cmd"): "exclude", ("reason", "'=cmd"): "a joke"},
    )
    result = run("decide", "--from", PATH, "--by", "ben", "-C", review)
    assert {("include", "Archer2015", "abstract"), ("exclude", "Dean2014", "abstract")} == said(review)
    assert "2 rows left blank" in result.output
    # abstracts before full texts, unless a stage is named
    found = {}
    for stage in ((), ("--stage", "fulltext")):
        run("sheet", "screen", review, "-o", f"next{len(stage)}.xlsx", "--by", "ben", *stage)
        found[stage] = {row["key"]: row["stage"] for row in rows(f"next{len(stage)}.xlsx")}
    assert [{"Baker2016": "abstract", "baker": "abstract"}, {"Archer2015": "fulltext"}] == [*found.values()]


def test_two_people_screen_apart_and_read_what_both_let_in(review, run):
    def stages(*by):
        Path(PATH).unlink(missing_ok=True)
        run("sheet", "screen", review, "-o", PATH, *by)
        return {row["key"]: row["stage"] for row in rows(PATH)}

    def decide(verb, key, who):
        run("decide", verb, key, "abstract", "--by", who, "-C", review)

    decide("include", "Archer2015", "ann")
    decide("exclude", "Dean2014", "ann")
    assert {"abstract"} == set(stages("--by", "ben").values())
    assert "Dean2014" in stages("--by", "ben")
    decide("include", "Archer2015", "ben")
    decide("include", "Dean2014", "ben")
    found = {**stages("--by", "ben"), **stages("--by", "ben", "--stage", "fulltext")}
    assert "fulltext" == found["Archer2015"]
    assert "Dean2014" not in found, "it waits for the adjudicator"
    assert "fulltext" == stages("--stage", "fulltext")["Archer2015"]


def test_codes_go_out_with_their_words_and_come_back(review, run):
    run("sheet", "tags", review, "-o", PATH)
    (row,) = [row for row in rows(PATH) if row["key"] == "Archer2015"]
    assert "'Victim services' (title)" in row["the words suggest"]
    fill(
        PATH,
        {
            ("code protect", "Victim"): "yes",
            ("code prosecute", "Victim"): False,
            ("other codes", "Victim"): "services; R1",
            ("quote or page", "Victim"): "shelter and legal aid",
        },
    )
    run("decide", "--from", PATH, "--by", "ben", "-C", review)
    assert {("tag", "protect"), ("not-tag", "prosecute"), ("tag", "services"), ("tag", "R1")} == {
        (verb, value) for verb, _, value in said(review)
    }
    (tag,) = [t for t in lr.open_review(review).tags if t.code == "protect" and t.method == "human"]
    assert ["shelter and legal aid"] == [span.text for span in tag.spans]


def test_what_others_coded_is_not_in_the_sheet(review, run):
    run("sheet", "tags", review, "-o", "before.xlsx")
    run("tag", review, "--review", "--by", "ann", keys="n" * 20)
    run("sheet", "tags", review, "-o", "after.xlsx")
    assert rows("before.xlsx") == rows("after.xlsx")


def test_the_same_sheet_twice_adds_nothing(review, run):
    run("sheet", "screen", review, "-o", PATH)
    fill(PATH, {("decision", "Victim"): "include"})
    run("decide", "--from", PATH, "--by", "ben", "-C", review)
    before = (review / "decisions/ben.tsv").read_bytes()
    result = run("decide", "--from", PATH, "--by", "ben", "-C", review)
    assert "0 decisions taken in from 'screen', 1 stood already" in result.output
    assert before == (review / "decisions/ben.tsv").read_bytes()


def test_a_sheet_does_not_overwrite_what_was_decided_since(review, run):
    run("sheet", "screen", review, "-o", PATH)
    fill(PATH, {("decision", "Victim"): "include"})
    run("decide", "--from", PATH, "--by", "ben", "-C", review)
    run("decide", "exclude", "Archer2015", "abstract", "--by", "ben", "-C", review)
    result = run("decide", "--from", PATH, "--by", "ben", "-C", review)
    assert {("exclude", "Archer2015", "abstract")} == said(review)
    assert "LR048" in result.output
    assert "A2" in result.output


def test_a_bad_cell_is_named_and_the_rest_is_taken_in(review, run):
    run("sheet", "tags", review, "-o", PATH)
    fill(
        PATH,
        {
            ("code protect", "Victim"): "yess",
            ("code prevent", "Victim"): "no",
            ("other codes", "Victim"): "servces, R1",
        },
    )
    result = run("decide", "--from", PATH, "--by", "ben", "-C", review)
    assert 1 == result.exit_code
    assert (
        "x.xlsx:2: LR046 error: sheet 'tags', cell A2: 'yess' is not a possible answer; did you mean 'yes'?"
        in result.output
    )
    assert "did you mean 'services'?" in result.output
    assert {("not-tag", "Archer2015", "prevent"), ("tag", "Archer2015", "R1")} == said(review)


def test_a_reason_without_a_decision_is_named(review, run):
    run("sheet", "screen", review, "-o", PATH)
    fill(PATH, {("reason", "Victim"): "great"})
    assert (
        "'great' has no decision next to it"
        in run("decide", "--from", PATH, "--by", "ben", "-C", review).output
    )


def test_an_exclusion_at_full_text_needs_a_reason_of_the_review(review, run):
    run("sheet", "screen", review, "-o", PATH)
    fill(
        PATH,
        {
            ("decision", "Victim"): "exclude",
            ("stage", "Victim"): "fulltext",
            ("reason", "Victim"): "no evidnce",
        },
    )
    result = run("decide", "--from", PATH, "--by", "ben", "-C", review)
    assert "did you mean 'no evidence'?" in result.output
    assert set() == said(review)


def test_no_title_becomes_a_formula(review, run):
    for kind in ("duplicates", "screen", "tags"):
        run("sheet", kind, review, "-o", f"{kind}.xlsx")
        for sheet in openpyxl.load_workbook(f"{kind}.xlsx"):
            for row in sheet.iter_rows():
                for cell in row:
                    assert "f" != cell.data_type
                    assert not str(cell.value or "").startswith(("=", "+", "@"))


def test_the_confidential_are_in_no_sheet_unless_asked_for(review, run):
    for kind in ("screen", "tags"):
        run("sheet", kind, review, "-o", f"{kind}.xlsx")
        with zipfile.ZipFile(f"{kind}.xlsx") as archive:
            assert not any(b"Planted" in archive.read(name) for name in archive.namelist())
    whole = f"{review}/private/out/whole.xlsx"
    run("sheet", "screen", review, "-o", whole, "--include-confidential")
    fill(whole, {("decision", "Interview with Planted"): "include"})
    run("decide", "--from", whole, "--by", "ben", "-C", review)
    assert {("include", "I01", "abstract")} == said(review)
    assert "Planted" not in (review / "decisions/ben.tsv").read_text()


def test_a_person_in_a_confidential_key_is_in_no_decision(review, run):
    (review / "private").mkdir()
    (review / "private/x.bib").write_text(
        "@misc{Planted2019, title = {Notes of a talk with Planted}, author = {Planted, P.}}"
    )
    whole = f"{review}/private/out/whole.xlsx"
    run("sheet", "screen", review, "-o", whole, "--include-confidential")
    fill(whole, {("decision", "Notes of a talk"): "include"})
    run("decide", "--from", whole, "--by", "ben", "-C", review)
    assert "Planted" not in (review / "decisions/ben.tsv").read_text()
    for whole in (False, True):
        opened = lr.open_review(review, include_confidential=whole)
        assert {"include"} == {d.verb for d in opened.decisions if d.by == "ben"}


def test_a_workbook_with_answers_is_never_overwritten(review, run):
    run("sheet", "screen", review, "-o", PATH)
    assert 0 == run("sheet", "screen", review, "-o", PATH).exit_code
    fill(PATH, {("decision", "Victim"): "includ"})
    result = run("sheet", "screen", review, "-o", PATH)
    assert 2 == result.exit_code
    assert "decide --from x.xlsx" in result.output


def test_the_same_review_gives_the_same_bytes(review, run):
    for kind in ("duplicates", "screen", "tags"):
        run("sheet", kind, review, "-o", "one.xlsx")
        run("sheet", kind, review, "-o", "two.xlsx")
        assert Path("one.xlsx").read_bytes() == Path("two.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no .xlsx workbook"),
        (b"a,b\n1,2\n", "no .xlsx workbook"),
        (b"PK\x03\x04broken", "no .xlsx workbook"),
    ],
)
def test_what_is_no_workbook_is_said(review, run, data, why):
    (review / PATH).write_bytes(data)
    result = run("decide", "--from", review / PATH, "--by", "ben", "-C", review)
    assert 2 == result.exit_code
    assert why in result.output


def test_another_workbook_and_a_missing_one_are_said(review, run):
    openpyxl.Workbook().save(PATH)
    assert "hidden id columns" in run("decide", "--from", PATH, "--by", "ben", "-C", review).output
    assert "No such file" in run("decide", "--from", "no.xlsx", "--by", "ben", "-C", review).output
    assert "say VERB and KEY" in run("decide", "--by", "ben", "-C", review).output
    assert "'screen'" in run("sheet", "scren", review, "-o", PATH).output


def made(titles):
    return Sheet(
        kind="screen",
        columns=(
            Column(name="decision", answer=True, choices=("include", "exclude")),
            Column(name="stage", answer=True, choices=("abstract",)),
            Column(name="reason", answer=True),
            Column(name="title"),
        ),
        rows=tuple(
            Row(ids=(f"key{n}",), cells={"title": title, "stage": "abstract"})
            for n, title in enumerate(titles)
        ),
    )


@settings(max_examples=40)
@given(
    st.lists(st.text(max_size=60), min_size=1, max_size=6),
    st.lists(st.sampled_from(["", "include", "exclude"]), min_size=6, max_size=6),
    st.randoms(use_true_random=False),
)
@pytest.mark.exhaustive
def test_answers_find_their_source_however_rows_and_columns_were_moved(titles, answers, random):
    book = openpyxl.load_workbook(io.BytesIO(write_sheet(made(titles))))
    page = book.worksheets[0]
    table = [[cell.value for cell in row] for row in page.iter_rows()]
    place = table[0].index("decision")
    for row, answer in zip(table[1:], answers, strict=False):
        row[place] = answer or None
    body = table[1:]
    random.shuffle(body)
    order = list(range(len(table[0])))
    random.shuffle(order)
    other = openpyxl.Workbook()
    sheet = other.active
    for number, row in enumerate([table[0], *body], start=1):
        for column, old in enumerate(order, start=1):
            cell = sheet.cell(number, column)
            cell.value = row[old]
            if isinstance(row[old], str):
                cell.data_type = "s"
    out = io.BytesIO()
    other.save(out)
    filled, problems = read_sheet(out.getvalue(), PATH)
    assert () == problems
    wanted = {f"key{n}": a for n, (_, a) in enumerate(zip(titles, answers, strict=False)) if a}
    assert wanted == {row.ids[0]: row.answers["decision"] for row in filled.rows}


def test_rows_sorted_without_their_ids_are_refused():
    book = openpyxl.load_workbook(io.BytesIO(write_sheet(made(["First title", "Second title"]))))
    page = book.worksheets[0]
    title = [cell.value for cell in page[1]].index("title") + 1
    page.cell(2, title).value, page.cell(3, title).value = (
        page.cell(3, title).value,
        page.cell(2, title).value,
    )
    page["A2"].value = "include"
    out = io.BytesIO()
    book.save(out)
    filled, problems = read_sheet(out.getvalue(), PATH)
    assert () == filled.rows
    assert ["LR047"] == [p.code for p in problems]
    assert "cell A2" in problems[0].message


def test_a_row_without_an_id_and_a_formula_are_named():
    book = openpyxl.load_workbook(io.BytesIO(write_sheet(made(["First title"]))))
    page = book.worksheets[0]
    page["A9"].value = "include"
    page["A2"].value = '=IF(1,"include","")'
    out = io.BytesIO()
    book.save(out)
    filled, problems = read_sheet(out.getvalue(), PATH)
    assert () == filled.rows
    assert {"LR046", "LR047"} == {p.code for p in problems}


def test_what_a_spreadsheet_took_for_a_date_is_named():
    book = openpyxl.load_workbook(io.BytesIO(write_sheet(made(["First title", "Second title"]))))
    page = book.worksheets[0]
    assert "@" == page["A2"].number_format, (
        "answers are text, so this happens only where someone changed that"
    )
    page["A2"].value, page["C2"].value = "exclude", dt.date(2026, 12, 14)
    page["A3"].value = "include"
    out = io.BytesIO()
    book.save(out)
    filled, problems = read_sheet(out.getvalue(), PATH)
    assert ["include"] == [row.answers["decision"] for row in filled.rows]
    assert "cell C2" in problems[0].message


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_may_have_saved_it_again(review, run, tmp_path):
    run("sheet", "screen", review, "-o", PATH)
    fill(PATH, {("decision", "Victim"): "include", ("decision", "'=cmd"): "unsure"})
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx", "--outdir", "lo", PATH]  # fmt: skip
    made_ = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if "Error" in made_.stderr or "Error" in made_.stdout:
        pytest.skip("this LibreOffice has no spreadsheets")
    run("decide", "--from", f"lo/{PATH}", "--by", "ben", "-C", review)
    assert {("include", "Archer2015", "abstract"), ("unsure", "Dean2014", "abstract")} == said(review)
