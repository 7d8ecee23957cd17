"""The desk of disputes: for adjudicators alone, with what each said, and settled by a line like any other."""

import html
import shutil

import pytest
from click.testing import CliRunner

from litreview.cli import main
from litreview.review import open_review
from litreview.review.questions.disputes import find_disputes, open_disputes
from web.test_web_duplicates import Page, answer, ask

pytest.importorskip("starlette")

JUDGE = "demo-adjudicator"
PLACE = "desk/disputes"


@pytest.fixture
def unsettled(demonstration):
    """The demonstration before its adjudicator came: every dispute is open."""
    (demonstration / f"decisions/{JUDGE}.tsv").unlink()
    assert len(open_disputes(open_review(demonstration))) >= 5
    return demonstration


def rows(folder):
    text = (folder / f"decisions/{JUDGE}.tsv").read_text(encoding="utf-8")
    return [line.split("\t")[1:] for line in text.splitlines()]


@pytest.mark.exhaustive
def test_who_is_no_adjudicator_is_told_and_sees_none(unsettled, another):
    mine = another("demo-coder-a", unsettled)
    refused = mine.get(PLACE)
    assert 403 == refused.status_code
    assert "settle disputes" in html.unescape(refused.text)
    assert 403 == mine.post(PLACE, {"answer": "y"}).status_code
    assert f'href="{mine.home}{PLACE}"' not in mine.get().text
    judge = another(JUDGE, unsettled)
    assert f'href="{judge.home}{PLACE}"' in judge.get().text


@pytest.mark.exhaustive
def test_every_dispute_is_settled_with_the_lines_of_the_terminal(unsettled, another, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(unsettled, other)
    mine = another(JUDGE, unsettled)
    many = len(open_disputes(open_review(unsettled)))
    typed = ""
    for _ in range(many):
        page = ask(mine, PLACE)
        keys = [k for k in ("y", "1", "i") if f'name="answer" value="{k}"' in page.text]
        typed += keys[0]
        assert 200 == answer(mine, page, keys[0]).status_code
    assert "nothing is left" in mine.get(PLACE).text
    assert () == open_disputes(open_review(unsettled))
    CliRunner().invoke(main, ["decide", "--ask", "disputes", "--by", JUDGE, "-C", str(other)], input=typed)
    assert rows(other) == rows(unsettled)
    assert many == len(rows(unsettled)) - 1


@pytest.mark.exhaustive
def test_what_each_said_is_there_with_reasons_and_how_the_like_was_settled(unsettled, another):
    mine = another(JUDGE, unsettled)
    one = open_disputes(mine.session.review)[0]
    page = ask(mine, PLACE)
    text = html.unescape(page.text)
    for said in one.said:
        assert said.by in text
    answer(mine, page, "y" if 'value="y"' in page.text else "1", reason="as the codebook has it")
    assert "as the codebook has it" == mine.lines(JUDGE)[0][5]
    later = another(JUDGE, unsettled)
    seen = ""
    for _ in range(len(open_disputes(later.session.review))):
        page = ask(later, PLACE)
        seen += html.unescape(page.text)
        later.post(page.action, {**page.form, "skip": "1"})
    assert "as the codebook has it" in seen


@pytest.mark.exhaustive
def test_an_answer_is_refused_when_a_coder_changes_what_they_said(unsettled, another):
    from litreview.review.decide import DecisionWriter

    mine = another(JUDGE, unsettled)
    page = ask(mine, PLACE)
    one = open_disputes(mine.session.review)[0]
    desk = DecisionWriter(open_review(unsettled), one.said[0].by)
    said = one.said[0]
    desk.write([desk.draft(said.verb, said.key, said.value, reason=str(said.reason), where="p. 3")])
    late = answer(mine, page, "y" if 'value="y"' in page.text else "1")
    assert 409 == late.status_code
    assert f"changed: what {said.by} said" in late.text
    assert [] == mine.lines(JUDGE)


@pytest.mark.exhaustive
def test_undo_opens_a_dispute_again(unsettled, another):
    mine = another(JUDGE, unsettled)
    page = ask(mine, PLACE)
    then = Page(answer(mine, page, "y" if 'value="y"' in page.text else "1"))
    many = len(open_disputes(open_review(unsettled)))
    mine.post(then.action, {"undo": then.undo})
    assert many + 1 == len(open_disputes(open_review(unsettled)))


def test_a_confidential_source_is_shown_by_its_code(unsettled, another):
    disputed = [
        "2026-01-01T00:00:00Z\tdemo-coder-a\ttag\tI01\tprotect\t\tzq words\t",
        "2026-01-01T00:00:00Z\tdemo-coder-b\tnot-tag\tI01\tprotect\t\tzq more words\t",
    ]
    for line in disputed:
        path = unsettled / f"decisions/{line.split(chr(9))[1]}.tsv"
        path.write_text(path.read_text() + line + "\n")
    mine = another(JUDGE, unsettled)
    assert any(one.source.key == "I01" for one in find_disputes(mine.session.review))
    for _ in range(len(open_disputes(mine.session.review))):
        page = ask(mine, PLACE)
        assert "zq" not in page.text.replace(mine.home, "/")  # which is random
        mine.post(page.action, {**page.form, "skip": "1"})
        if page.heading == "I01":
            break
    else:
        pytest.fail("I01 was not asked")
