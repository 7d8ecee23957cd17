"""The desk of tags: all codes of a source on one page, the codebook at hand, the lines of the terminal. All works are made up."""

import html
import re
import shutil

import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from web.test_web_duplicates import Page

BAD = "<script>alert(1)</script><img src=x onerror=alert(2)>"
WORKS = """\
@article{Shelter, title = {A made-up shelter for trafficking victims}, author = {Doe, Jane}, year = {2001}, abstract = {Victim services and a T visa for trafficked persons.}}
@article{Raids, title = {Police raids on traffickers in a made-up town}, author = {Roe, Ann}, year = {2002}, abstract = {Raids and stings led to arrests and convictions of traffickers.}}
@article{Plain, title = {A made-up town}, author = {Poe, Kim}, year = {2003}, abstract = {On nothing of the kind at all, in plain words.}}
@article{Risk, title = {Awareness and risk}, author = {Loe, Max}, year = {2004}, abstract = {Prevention of human trafficking by awareness campaigns and by fewer risk factors.}}
"""


def review(place, coders=1, more=""):
    (place / "bib").mkdir(parents=True)
    blind = "[coding]\ncoders = 2\n" if coders == 2 else ""
    (place / "litreview.toml").write_text(f'title = "Made up"\nadjudicators = ["judge"]\n{blind}')
    (place / "bib/a.bib").write_text(WORKS + more)
    return place


@pytest.fixture
def folder(tmp_path):
    return review(tmp_path / "review")


def ask(browser):
    return Page(browser.get("desk/tags"))


def codes(page):
    return list(dict.fromkeys(re.findall(r'name="(code [^"]+)"', page.text)))


def answers(page, letters):
    """What is filled in where each letter is the answer to one code, in order; `s` leaves it open."""
    words = {"y": "yes", "n": "no", "s": ""}
    return {name: words[letter] for name, letter in zip(codes(page), letters, strict=True)}


def fill(browser, page, letters, **more):
    return browser.post(page.action, {**page.form, **answers(page, letters), "keep": "1", **more})


def said(place, by="ann"):
    text = (place / f"decisions/{by}.tsv").read_text(encoding="utf-8")
    return [line.split("\t")[1:] for line in text.splitlines()]


def in_terminal(place, keys, by="ann"):
    done = CliRunner().invoke(main, ["tag", str(place), "--review", "--by", by], input=keys)
    assert 0 == done.exit_code, done.output


@pytest.mark.parametrize("coders", [1, 2], ids=["alone", "double coding"])
@pytest.mark.exhaustive(quick=1)
def test_the_lines_are_those_of_the_terminal(tmp_path, another, coders):
    place = review(tmp_path / "mine", coders)
    other = tmp_path / "other"
    shutil.copytree(place, other)
    mine = another("ann", place)
    keys = ""
    for number in range(4):
        page = ask(mine)
        letters = "".join("yn"[(number + n) % 2] for n in range(len(codes(page))))
        keys += letters
        done = fill(mine, page, letters)
        assert 200 == done.status_code
    assert "nothing is left for you to do" in done.text
    in_terminal(other, f"{keys}q")
    assert said(other) == said(place)
    assert {"no" if coders == 2 else "yes"} == {row[-1] for row in said(place)[1:]}


def test_no_to_the_rest_is_the_terminals_no_to_every_code_after_it(browser, folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    page = ask(browser)
    first = codes(page)[0]
    browser.post(page.action, {**page.form, first: "yes", "rest": "1"})
    in_terminal(other, "yxq")
    assert said(other) == said(folder)
    assert ["tag", *["not-tag"] * (len(codes(page)) - 1)] == [row[1] for row in browser.lines()]


def test_all_answers_of_a_page_are_taken_back_together(browser):
    first = ask(browser)
    then = Page(fill(browser, first, "y" * len(codes(first))))
    assert first.heading != then.heading
    back = Page(browser.post(then.action, {"undo": then.undo}))
    assert first.heading == back.heading
    verbs = [row[1] for row in browser.lines()]
    assert ["tag"] * (len(verbs) // 2) + ["clear"] * (len(verbs) // 2) == verbs
    assert "checked" not in back.text


def test_what_is_left_open_is_asked_again_and_what_was_said_is_not(browser, another):
    page = ask(browser)
    letters = "y" + "s" * (len(codes(page)) - 1)
    fill(browser, page, letters)
    assert 1 == len(browser.lines())
    later_ = another("ann")
    assert "<b>4</b> left" in ask(later_).text
    assert codes(page)[1:] == codes(Page(later_.get(page.action)))


def test_an_empty_page_keeps_nothing_and_says_so(browser):
    page = ask(browser)
    done = browser.post(page.action, {**page.form, "keep": "1", "reason": "half a thought"})
    assert 400 == done.status_code
    assert "no code is answered yet" in done.text
    assert 'value="half a thought"' in done.text
    done = browser.post(page.action, {**page.form, codes(page)[0]: "perhaps", "keep": "1"})
    assert 400 == done.status_code
    assert [] == browser.lines()


def test_reason_and_quote_are_kept_with_each_answer(browser):
    page = ask(browser)
    fill(browser, page, "y" + "n" * (len(codes(page)) - 1), reason="it says so", where="p. 3")
    assert {("p. 3", "it says so")} == {(row[4], row[5]) for row in browser.lines()}


def test_other_codes_that_hold_are_named_as_in_a_sheet(browser):
    page = ask(browser)
    letters = "n" * len(codes(page))
    done = fill(browser, page, letters, others="funding; prevalence, funding")
    assert 200 == done.status_code
    assert ["funding", "prevalence"] == [row[3] for row in browser.lines() if row[1] == "tag"]
    assert 'value="funding, prevalence"' in browser.get(page.action).text
    page = Page(done)
    letters = "n" * len(codes(page))
    for others, told in (("fundng", "did you mean"), ("protect", "one of the codes above")):
        refused = fill(browser, page, letters, others=others)
        assert 400 == refused.status_code
        assert told in refused.text
        assert f'value="{others}"' in refused.text
        assert len(letters) == refused.text.count(" checked")
    assert not [row for row in browser.lines() if row[3] == "protect" and row[1] == "tag"]


def test_the_page_of_what_was_answered_shows_the_answers_and_another_takes_their_place(browser):
    page = ask(browser)
    letters = "y" + "n" * (len(codes(page)) - 1)
    fill(browser, page, letters)
    assert 200 == fill(browser, page, letters).status_code  # sent twice
    assert len(letters) == len(browser.lines())
    back = Page(browser.get(page.action))
    assert len(letters) == back.text.count(" checked")
    assert 'value=""' not in back.text.partition('class="codes"')[2].partition("</div>\n<p")[0], (
        "said: open no more"
    )
    fill(browser, back, "n" * len(letters))
    first = codes(page)[0].removeprefix("code ")
    key = browser.lines()[0][2]
    review_ = another_look(browser)
    assert not [d for d in review_ if (d.key, d.value, d.verb) == (key, first, "tag")]


def another_look(browser):
    from litreview.review import open_review

    return open_review(browser.folder).decisions


def test_words_are_marked_codes_explained_and_cases_at_hand(browser):
    page = Page(browser.get(next_of(browser, "Shelter")))
    assert re.search(r"<mark>[^<]*(shelter|victim|services|visa)", page.text, re.IGNORECASE)
    assert "the words suggest it" in page.text
    assert "Human trafficking intervention courts" in page.text
    assert 'data-key="c"' in page.text
    assert re.search(
        r"The most uncertain come first, as learned at \d\d:\d\d from the decisions of ann", page.text
    )


def next_of(browser, key):
    from litreview.review.questions import address_key

    return f"desk/tags/{address_key(f'tags{chr(10)}{key}')}"


def test_in_double_coding_no_word_is_marked_and_no_other_is_named(tmp_path, another):
    place = review(tmp_path / "two", coders=2)
    bo, ann = another("bo", place), another("ann", place)
    for _ in range(4):
        page = ask(bo)
        fill(bo, page, "y" * len(codes(page)))
    seen = []
    for _ in range(4):
        page = ask(ann)
        seen.append(page.heading)
        told = re.sub(r"<[^<>]*>", " ", page.text)
        assert "<mark>" not in page.text
        assert "suggest it" not in told
        assert not re.search(r"\bbo\b", told)
        fill(ann, page, "n" * len(codes(page)))
    assert seen == [re.search(r"title = \{(.*?)\}", line)[1] for line in WORKS.splitlines()]


def test_what_another_coder_says_meanwhile_is_no_change(tmp_path, another):
    place = review(tmp_path / "two", coders=2)
    bo, ann = another("bo", place), another("ann", place)
    page, theirs = ask(ann), ask(bo)
    assert page.heading == theirs.heading
    fill(bo, theirs, "y" * len(codes(theirs)))
    assert 200 == fill(ann, page, "n" * len(codes(page))).status_code
    assert {"not-tag"} == {row[1] for row in ann.lines("ann")}


def test_a_codebook_that_changed_is_shown_before_an_answer_counts(folder, another):
    from litreview.judgements.codebook import codebook_text

    (folder / "own.toml").write_text(codebook_text("tvpa"))
    path = folder / "litreview.toml"
    path.write_text(f'codebook = "own.toml"\n{path.read_text()}')
    mine = another("ann")
    page = ask(mine)
    own = folder / "own.toml"
    own.write_text(own.read_text().replace("how persons trafficked are found", "how people are found"))
    late = fill(mine, page, "y" * len(codes(page)))
    assert 409 == late.status_code
    assert "changed: the codes" in late.text
    assert "how people are found" in late.text
    assert len(codes(page)) == late.text.count(" checked"), "what was chosen is still there"
    assert [] == mine.lines()


def test_hostile_words_are_text(folder, another):
    (folder / "own.toml").write_text(
        f"""[codebook]
name = "own"
[[code]]
id = "bad"
group = "theme"
label = '{BAD}'
definition = '{BAD}'
counts = ['{BAD}']
borderline = [{{ case = '{BAD}', codes = ["bad"] }}]
[[code.terms]]
weight = 2
match = ["raids"]
"""
    )
    (folder / "litreview.toml").write_text('codebook = "own.toml"\n')
    path = folder / "bib/a.bib"
    path.write_text(f"@article{{Bad, title = {{Raids {BAD}}}, abstract = {{Raids {BAD}}}}}\n")
    mine = another("ann")
    page = ask(mine)
    after = fill(mine, page, "y", reason=BAD, where=BAD)
    for text in (page.text, after.text, mine.get(page.action).text):
        assert "<script>" not in text
        assert "<img" not in text
    assert 5 <= html.unescape(page.text).count(BAD)


def test_a_confidential_source_is_not_asked(tmp_path, another):
    secret = "@misc{I01, title = {Talk with Kim Example}, author = {Example, Kim}, note = {interview}, confidential = {true}}\n"
    mine = another("ann", review(tmp_path / "sealed", more=secret))
    page = ask(mine)
    assert "<b>4</b> left" in page.text
    assert "1 confidential source is not shown here" in page.text
    assert "Example" not in page.text


def test_what_is_asked_is_what_the_list_of_questions_asks(demonstration):
    """The desk finds sources without tagging all of them; each has the questions that it has in the list of all."""
    from litreview.review import open_review
    from litreview.review.questions.tags import answered_codes, codes_left, sources_to_code

    review_ = open_review(demonstration)
    for by in ("demo-coder-a", "demo-coder-b", "nobody"):
        said_ = answered_codes(review_, by)
        found = sources_to_code(review_, said_)
        alone = [asked for source in found for asked in codes_left(review_, [source], said_)]
        other = open_review(demonstration)
        assert codes_left(other, other.candidates, said_) == alone


def test_that_no_code_is_suggested_is_no_code_to_judge(tmp_path):
    from litreview.review import open_review
    from litreview.review.questions.tags import codes_left

    (tmp_path / "bib").mkdir()
    words = "We measured gravel in forty rivers of the north over ten years, and it moves faster in summer. "
    entry = f"@article{{a, title = {{Gravel in rivers}}, author = {{Roe, Ann}}, year = 2001, abstract = {{{words * 3}}}}}"
    (tmp_path / "bib/a.bib").write_text(entry)
    review_ = open_review(tmp_path)
    assert "none" in [tag.code for tag in review_.suggested["a"]]
    asked = [code.id for _, code, _ in codes_left(review_, review_.candidates, set())]
    assert ["protect", "prosecute", "prevent"] == asked
