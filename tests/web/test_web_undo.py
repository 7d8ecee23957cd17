"""Undo takes back the latest line of its own desk, also where another desk writes lines of the same verb, and names it."""

import html
import re

import pytest

pytest.importorskip("starlette")

from web.test_web_duplicates import Page, answer, ask

CITING = """\
@article{Fay2021, title = {A study that cites}, author = {Fay, Cora}, year = {2021}, abstract = {Made up.},
  cited-references = {Poe B, 2011, TIDES AND TOWNS, V9, P1}}
@article{Poe2011, title = {Towns beside the tide}, author = {Poe, Bo}, year = {2011}, journal = {Tides and Towns}}
"""


def told(page):
    """What the page says that undo would take back."""
    found = re.search(r"Last answer: (.*?) <button", page.text, re.DOTALL)
    return html.unescape(re.sub("<[^<>]*>", "", found[1])) if found else ""


def undo(browser, place):
    page = ask(browser, place)
    assert page.undo
    return told(page), browser.post(page.action, {"undo": page.undo})


def written(browser, by="ann"):
    return [tuple(row[1:4]) for row in browser.lines(by)]


@pytest.fixture
def references(folder):
    (folder / "bib/citing.bib").write_text(CITING)
    return folder


@pytest.mark.parametrize("again", [False, True])
def test_pairs_and_citations_are_taken_back_each_at_its_desk(references, another, again):
    first = another("ann", references)
    answer(first, ask(first), "n")
    if again:  # in another second, so that what is said is not of one time
        first = another("ann", references)
    done = ask(first, "desk/citations")
    answer(first, done, "n")
    pair, reference = written(first)
    assert "different" == pair[0] == reference[0]
    browser = another("ann", references) if again else first

    line, _ = undo(browser, "desk/duplicates")
    assert line.startswith(f"different {pair[1]} {pair[2]}")
    assert ("clear", pair[1], f"different {pair[2]}") == written(browser)[-1]
    line, _ = undo(browser, "desk/citations") if ask_again(browser) else end(browser, "desk/citations")
    assert reference[2] in line
    assert ("clear", reference[1], f"different {reference[2]}") == written(browser)[-1]
    assert 4 == len(browser.lines())


def ask_again(browser):
    return 'class="answers"' in browser.get("desk/citations").text


def end(browser, place):
    """Undo on the page that says that nothing is left."""
    page = browser.get(place)
    mark = re.search(r'name="undo" value="(\w+)"', page.text)[1]
    return told(page), browser.post(place, {"undo": mark})


@pytest.mark.exhaustive
def test_a_correction_is_not_what_stance_takes_back(demonstration, another):
    from web.test_web_works import correct

    browser = another("zoe", demonstration)
    page = ask(browser, "desk/stance")
    head = html.unescape(re.search(r'name="(value [^"]*)" value="supports"', page.text)[1])
    browser.post(page.action, {**page.form, head: "supports", "keep": "1"})
    correct(browser, re.search(r'<code class="key">([^<]*)</code>', page.text)[1], "year", "1999")
    assert ["stance", "set"] == [row[0] for row in written(browser, "zoe")]
    line, _ = undo(browser, "desk/stance")
    assert line.startswith("stance ")
    assert ["stance", "set", "clear"] == [row[0] for row in written(browser, "zoe")]
    assert written(browser, "zoe")[-1][2].startswith("stance ")


def test_what_settled_a_dispute_is_of_that_desk_alone(folder, another):
    """Ann and Bo differ on a work; the judge screens another as a coder, then settles: each desk takes back its own line."""
    for by, key in (("ann", "i"), ("bo", "e")):
        browser = another(by, folder)
        answer(browser, ask(browser, "desk/screening"), key)
    judge = another("judge", folder)
    page = ask(judge, "desk/screening")
    judge.post(page.action, {"skip": "1"})
    answer(judge, ask(judge, "desk/screening"), "i")
    dispute = ask(judge, "desk/disputes")
    (key,) = re.findall(r'value="(\w)" data-key="\w"><kbd>\w</kbd> exclude<', dispute.text)
    answer(judge, dispute, key)
    own, settled = written(judge, "judge")
    assert own[1] != settled[1]

    later = another("judge", folder)
    line, _ = undo(later, "desk/screening")
    assert line.startswith(f"include {own[1]}")
    line, _ = end(later, "desk/disputes")
    assert line.startswith(f"exclude {settled[1]}")
    assert "dispute" in later.get("desk/disputes").text


def test_the_values_chosen_for_a_merged_entry_go_with_their_pair(browser, another, folder):
    page = ask(browser)
    (column,) = re.findall(r'name="keep-title" value="(\d)"', page.text)
    answer(browser, page, "y", **{"keep-title": column})
    assert ["same", "set"] == [row[0] for row in written(browser)]
    later = another("ann", folder)
    line, done = undo(later, "desk/duplicates")
    assert "same " in line
    assert "set " in line
    assert ["same", "set", "clear", "clear"] == [row[0] for row in written(later)]
    assert Page(done).heading == page.heading


def test_a_settled_abstract_stays_a_line_of_disputes_once_its_full_text_is_judged(demonstration, another):
    """All that the adjudicator of the demonstration said settled something: at no other desk is there anything of it to take back."""
    browser = another("demo-adjudicator", demonstration)
    for name in ("screening", "tags", "stance", "duplicates", "citations"):
        assert "Last answer" not in browser.get(f"desk/{name}").text, name
    assert "Last answer" in browser.get("desk/disputes").text
