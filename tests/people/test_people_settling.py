"""Settling disputes as a task: a sheet and a terminal for the adjudicator, and nobody else."""

import openpyxl
import pytest

import litreview as lr
from litreview.judgements.decisions import current, read_decisions
from litreview.review.coder_disputes import find_disputes, open_disputes
from people.test_people_sheets import PATH, fill, rows

LINES = (
    ("tag", "Archer2015", "protect", "ann"),
    ("not-tag", "Archer2015", "protect", "bob"),
    ("stance", "Archer2015", "protect=supports", "ann"),
    ("stance", "Archer2015", "protect=mixed", "bob"),
    ("set", "Archer2015", "design=ethnography", "ann"),
    ("set", "Archer2015", "design=mixed", "bob"),
    ("include", "Dean2014", "abstract", "ann"),
    ("exclude", "Dean2014", "abstract", "bob"),
    ("include", "Archer2015", "fulltext", "ann"),
    ("same", "Baker2016", "baker", "ann"),
    ("different", "baker", "Baker2016", "bob"),
    ("tag", "I01", "protect", "ann"),
    ("not-tag", "I01", "protect", "bob"),
    ("tag", "Archer2015", "prosecute", "ann"),
)


@pytest.fixture
def disputed(review, run):
    """Seven disputes of ann and bob, an exclusion at full text among them, and one judgement that stands alone."""
    for verb, key, value, by in LINES:
        assert (
            0
            == run(
                "decide", verb, key, value, "--by", by, "--reason", f"{by} wrote why", "-C", review
            ).exit_code
        )
    run("decide", "exclude", "Archer2015", "fulltext", "--by", "bob", "--reason", "no evidence", "-C", review)
    return review


def standing(review):
    return {(d.verb, d.key, d.value) for d in current(read_decisions(review)[0]) if d.by == "judge"}


@pytest.mark.exhaustive
def test_a_row_has_the_work_what_each_said_and_its_own_answers(disputed, run):
    assert "7 rows" in run("sheet", "disputes", disputed, "-o", PATH, "--by", "judge").output
    found = {row["litreview dispute"]: row for row in rows(PATH) if row["key"] == "Archer2015"}
    assert {"tag protect", "stance protect", "set design", "screen fulltext"} == set(found)
    tag = found["tag protect"]
    assert ("yes\nann wrote why", "no\nbob wrote why") == (tag["said by ann"], tag["said by bob"])
    assert tag["title"].startswith("Victim services")
    assert "yes" == tag["litreview choice 1"]
    assert "no" == tag["litreview choice 2"]
    assert "supports" == found["stance protect"]["litreview choice 1"], "what someone said comes first"
    choices = {
        value for name, value in found["screen fulltext"].items() if name.startswith("litreview choice")
    }
    assert {"include", "exclude: no evidence", "exclude: not about trafficking"} <= choices
    (pair,) = [row for row in rows(PATH) if row["litreview dispute"].startswith("pair")]
    assert "Policing the margins" in pair["other entry"]


@pytest.mark.exhaustive
def test_each_cell_offers_the_answers_of_its_own_row(disputed, run):
    """The rule points at hidden cells of the row, so that it is right after sorting."""
    run("sheet", "disputes", disputed, "-o", PATH)
    sheet = openpyxl.load_workbook(PATH).worksheets[0]
    header = {cell.value: cell.column_letter for cell in sheet[1]}
    (rule,) = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    first, _, last = rule.formula1.partition(":")
    assert f"${header['litreview choice 1']}2" == first
    assert last.startswith("$")
    assert last.endswith("2")
    assert "$2" not in rule.formula1
    assert "A2:A8" == str(rule.sqref)


@pytest.mark.exhaustive(quick=1)
def test_a_filled_sheet_settles(disputed, run):
    run("sheet", "disputes", disputed, "-o", PATH)
    book = openpyxl.load_workbook(PATH)
    sheet = book.worksheets[0]
    header = {cell.value: cell.column for cell in sheet[1]}
    answers = {
        "tag protect": "No ",
        "stance protect": "unclear",
        "set design": "ethnography",
        "screen abstract": "include",
        "screen fulltext": "exclude: no evidence",
    }
    for row in range(2, sheet.max_row + 1):
        topic = sheet.cell(row, header["litreview dispute"]).value
        answer = "related" if topic.startswith("pair") else answers.get(topic)
        if sheet.cell(row, header["key"]).value != "I01":
            sheet.cell(row, header["decision"]).value = answer
    book.save(PATH)
    result = run("decide", "--from", PATH, "--by", "judge", "-C", disputed)
    assert "6 decisions taken in from 'disputes'" in result.output, result.output
    assert {
        ("not-tag", "Archer2015", "protect"),
        ("stance", "Archer2015", "protect=unclear"),
        ("set", "Archer2015", "design=ethnography"),
        ("include", "Dean2014", "abstract"),
        ("exclude", "Archer2015", "fulltext"),
        ("related", "Baker2016", "related baker"),
    } == standing(disputed)
    review = lr.open_review(disputed)
    assert ["I01"] == [one.key for one in open_disputes(review)]
    assert "settled by judge: no" in {one.state for one in find_disputes(review)}
    again = run("decide", "--from", PATH, "--by", "judge", "-C", disputed)
    assert "0 decisions taken in from 'disputes', 6 stood already" in again.output


@pytest.mark.exhaustive
def test_an_answer_that_is_none_is_named_and_the_rest_is_taken(disputed, run):
    run("sheet", "disputes", disputed, "-o", PATH)
    fill(PATH, {("decision", "'=cmd"): "incldue"})
    result = run("decide", "--from", PATH, "--by", "judge", "-C", disputed)
    assert 1 == result.exit_code
    assert "'incldue' is not a possible answer; did you mean 'include'?" in result.output


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize(
    "words", [("decide", "--ask", "disputes"), ("decide", "--from", PATH), ("sheet", "disputes")]
)
def test_only_an_adjudicator_settles_and_others_are_told_why_not(disputed, run, words):
    run("sheet", "disputes", disputed, "-o", PATH)
    place = (disputed, "-o", "other.xlsx") if words[0] == "sheet" else ("-C", disputed)
    result = run(*words, "--by", "bob", *place, keys="1")
    assert 2 == result.exit_code
    assert "bob can't settle disputes: litreview.toml names judge" in result.output
    settings = disputed / "litreview.toml"
    settings.write_text(settings.read_text().replace('adjudicators = ["judge"]\n', ""))
    result = run(*words, "--by", "bob", *place, keys="1")
    assert 2 == result.exit_code
    assert 'write adjudicators = ["NAME"] into litreview.toml' in result.output
    assert set() == standing(disputed)


def test_in_the_terminal_one_key_settles_one(disputed, run):
    result = run("decide", "--ask", "disputes", "--by", "judge", "-C", disputed, keys="2ssnq")
    assert "ann: include; ann wrote why" in result.output
    assert "bob: exclude: no evidence" in result.output
    said = read_decisions(disputed)[0]
    assert ["exclude", "not-tag"] == [d.verb for d in said if d.by == "judge"]
    (line,) = [d for d in said if d.by == "judge" and d.verb == "exclude"]
    assert ("Archer2015", "fulltext", "no evidence", "no") == (line.key, line.value, line.reason, line.shown)
    assert "Planted" not in result.output


@pytest.mark.exhaustive
def test_what_is_confidential_is_asked_by_its_code(disputed, run):
    result = run("decide", "--ask", "disputes", "--by", "judge", "-C", disputed, keys="s" * 30)
    assert "I01 (misc, confidential)" in result.output
    assert "Planted" not in result.output
    run("sheet", "disputes", disputed, "-o", PATH)
    (row,) = [row for row in rows(PATH) if row["key"] == "I01"]
    assert ("yes", "no", None) == (row["said by ann"], row["said by bob"], row["title"])


@pytest.mark.exhaustive
def test_what_was_settled_is_not_asked_again(disputed, run):
    run("decide", "tag", "Archer2015", "protect", "--by", "judge", "-C", disputed)
    run("sheet", "disputes", disputed, "-o", PATH)
    assert "tag protect" not in {row["litreview dispute"] for row in rows(PATH) if row["key"] == "Archer2015"}


@pytest.mark.exhaustive
def test_in_the_appendix_disputes_are_a_table_at_the_end(disputed, run):
    run("decide", "tag", "Archer2015", "protect", "--by", "judge", "-C", disputed)
    run("run", disputed)
    report, appendix = (
        (disputed / "out" / path).read_text(encoding="utf-8")
        for path in ("report.html", "pages/appendix.html")
    )
    text, team = report + appendix, appendix.partition('<section id="team">')[2]
    assert "LR045" not in text
    readers = report.replace("Planned", "").replace("cannot", "")
    assert "ann" not in readers, "who decided how many stands with what the review was made of"
    assert "settled by judge: yes" in team
    assert '<th scope="col">ann</th><th scope="col">bob</th><th scope="col">State</th>' in team
    assert 7 == team.count('<th scope="row">')
    assert "Planted" not in text


@pytest.mark.exhaustive
def test_screening_in_the_terminal_goes_through_both_stages(review, run):
    out = run("decide", "--ask", "screening", "--by", "ann", "-C", review, keys="iemsq").output
    assert "include, from title and abstract?" in out
    assert "1 confidential source is not shown here" in out
    said = [(d.verb, d.key, d.value, d.shown) for d in read_decisions(review)[0]]
    assert [
        ("include", "Archer2015", "abstract", "no"),
        ("exclude", "Baker2016", "abstract", "no"),
    ] == said[:2], "nothing was learned yet"
    assert [("unsure", "abstract", "yes")] == [(verb, stage, shown) for verb, _, stage, shown in said[2:]]
    assert "likely" in out or "can't tell" in out
    # abstracts before full texts, unless a stage is named
    words = ("decide", "--ask", "screening", "--stage", "fulltext", "--by", "ann", "-C", review)
    out = run(*words, keys="2q").output
    assert "include, from the full text?" in out
    (last,) = [d for d in read_decisions(review)[0] if d.value == "fulltext"]
    assert ("exclude", "Archer2015", "no evidence") == (last.verb, last.key, last.reason)


@pytest.mark.exhaustive
def test_duplicates_are_asked_as_by_dedupe(review, run):
    asked = run("decide", "--ask", "duplicates", "--by", "ann", "-C", review, keys="q").output
    same = run("dedupe", review, "--review", "--by", "ann", keys="q").output
    assert asked == same.partition("\nd.bib")[0] or asked in same
    assert "one work?" in asked
