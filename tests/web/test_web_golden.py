"""What two people read in the window on a made-up review, step by step, as it was when a person last looked at it: each page as plain text,
after the first of a test by what differs from the page before."""

import difflib
import html
import re
from itertools import pairwise

import pytest
from golden import page as stored

pytest.importorskip("starlette")

from web.test_web_works import place

ENTRIES = """\
@article{Gray2010, title = {Convictions after raids on brothels: trafficking cases in two made-up courts}, author = {Gray, Lea and Moss, Ida}, year = {2010},
  journal = {Made-up Law Review}, volume = {4}, number = {2}, pages = {10--31}, doi = {10.5555/made.up.1}, keywords = {prosecution; trafficking},
  abstract = {Prosecutors indicted traffickers after raids. Victims were detained, and few received services or continued presence.}}
@misc{Fern2012, title = {Hotline calls by survivors of trafficking}, author = {{Made-up Hotline}}, year = {2012}, url = {https://example.org/calls}}
@article{Fay2021, title = {A study that cites}, author = {Fay, Cora}, year = {2021}, abstract = {Training of police to identify victims of trafficking.},
  cited-references = {Poe B, 2011, TIDES AND TOWNS, V9, P1; Gray L, 2010, MADE UP LAW REV, V4, P10; Nobody N, 1999, NOT HELD}}
@article{Poe2011, title = {Towns beside the tide}, author = {Poe, Bo}, year = {2011}, journal = {Tides and Towns}}
@article{twice, title = {Towns beside the tide}, author = {Poe, Bo}, year = {2011}, journal = {Tides and Towns}}
"""
REGISTER = """\
@misc{I01, entrysubtype = {interview}, role = {nurse}}
"""
SETTINGS = """\
title = "Made <up>"
codebook = "tvpa"
adjudicators = ["judge"]
[screening]
screeners = 2
reasons = ["not about tides"]
[confidential]
k = 2
role = ["nurse"]
"""
BLOCKS = r"(?i)</?(?:p|h\d|li|ul|ol|tr|table|caption|dl|dt|dd|div|section|form|fieldset|legend|details|summary|main|header|nav|aside|footer|textarea|select|pre)\b[^>]*>"


def read(answer, browser):
    """Return a page as a person reads it: status, place, title, and the text with its links, fields and buttons; digests and times left out."""
    text = answer.text
    title = re.search(r"<title>(.*?)</title>", text, re.DOTALL)[1]
    main = re.search(r"<main.*?</main>", text, re.DOTALL)[0]
    main = re.sub(
        r'<button[^>]*?name="(\w+)"[^>]*?value="([^"]*)"[^>]*>(.*?)</button>',
        r"[\3: \1=\2]",
        main,
        flags=re.DOTALL,
    )
    main = re.sub(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', r"\2 <\1>", main, flags=re.DOTALL).replace(
        "<h1", "\n<h1"
    )
    main = re.sub(r"<(?:input|option)\b([^>]*)>", r"{\1}", main)
    main = re.sub(r"<mark[^>]*>(.*?)</mark>", r"**\1**", main)
    main = re.sub(r"</t[dh]>", " | ", main)
    main = re.sub(BLOCKS, "\n", main)
    main = re.sub(
        r"<(?!/?work|/?desk)[a-zA-Z/!][^<>]*>",
        lambda tag: tag[0] if tag[0].startswith(f"<{browser.home}") else "",
        main,
    )
    main = re.sub(r"/[\w-]{12}/(?=\W|desk|work|page|source|problems)", "HOME/", html.unescape(main))
    main = re.sub(r"\b[0-9a-f]{16,64}\b", "DIGEST", main)
    main = re.sub(r"\b\d\d:\d\d\b", "TIME", re.sub(r"\d{4}-\d\d-\d\dT[\d:]+Z?", "WHEN", main))
    lines = (" ".join(line.split()) for line in main.split("\n"))
    where = re.sub(r"told=\w+", "told=", str(answer.url).partition(browser.home)[2])
    return [
        f"== {answer.status_code} {re.sub('[0-9a-f]{12,64}', 'KEY', where)}: {html.unescape(title)}",
        *(line for line in lines if line),
        "",
    ]


def differing(lines):
    """Return the first page as it is, and each later one by its lines that the page before had not, and how many of that one are gone."""
    pages = [page.split("\n") for page in "\n".join(lines).split("\n== ")]
    kept = pages[0]
    for before, page in pairwise(pages):
        changes = [*difflib.ndiff(before[1:], page[1:])]
        gone = sum(each.startswith("- ") for each in changes)
        kept += [f"== {page[0]}", f"({gone} lines of the page before are gone)"]
        kept += [each for each in changes if each.startswith("+ ")]
    return kept


def submit(browser, shown, **form):
    """Send the form of a question's page."""
    action = re.search(r'action="[^"]*?(desk/[^"]+)" class="answers"', shown.text)
    asked = re.search(r'name="asked" value="(\w+)"', shown.text)
    return browser.post(action[1], {"asked": asked[1], "keep-title": "1", **form})


@pytest.fixture
def review(folder):
    (folder / "bib/b.bib").write_text(ENTRIES)
    (folder / "bib/register.bib").write_text(REGISTER)
    (folder / "litreview.toml").write_text(SETTINGS)
    (folder / "notes").mkdir()
    (folder / "notes/Gray2010.md").write_text("What was found, see @Poe2011.\n")
    return folder


@pytest.mark.parametrize("desk", ["duplicates", "citations", "screening", "tags", "stance"])
def test_a_desk(desk, review, another, golden):
    """A question, put off, refused, answered, the next, undone."""
    browser = another("ann", review)
    first = browser.get(f"desk/{desk}")
    seen = read(first, browser)
    if 'class="answers"' in first.text:
        second = submit(browser, first, skip="1")
        seen += read(second, browser)
        seen += read(submit(browser, first, answer="no such answer", reason="typed"), browser)
        pressed = re.search(r'name="answer"[^>]*value="(\w+)"|value="(\w+)"[^>]*name="answer"', second.text)
        form = (
            {"answer": pressed[1] or pressed[2], "reason": "a reason"}
            if pressed
            else {"rest": "1", "reason": "a reason"}
        )
        seen += read(submit(browser, second, **form), browser)
        seen += ["written:", *map(" | ".join, browser.lines()), ""]
        later = browser.get(f"desk/{desk}")
        undo = re.findall(r'name="undo" value="(\w+)"', later.text)
        seen += read(browser.post(f"desk/{desk}", {"undo": undo[0]}), browser) if undo else ["no undo"]
        seen += ["written:", *map(" | ".join, browser.lines()), ""]
    seen += read(browser.get(f"desk/{desk}/unknown"), browser)
    assert golden == stored(differing(seen))


def test_overview_problems_and_search(review, another, golden):
    (review / "bib/broken.bib").write_text("@article{a, title = {no end <script>\n")
    browser = another("ann", review)
    seen = read(another("judge", review).get(), browser)
    for where in (
        "",
        "problems",
        "source",
        "source?q=tide+poe",
        "source?q=nothing",
        "page/none",
        "page/report",
    ):
        seen += read(browser.get(where), browser)
    assert golden == stored(differing(seen))


def test_a_work(review, another, golden):
    """A work's page, a correction refused, made, changed, undone; and an annotation shown, stored, and refused after another wrote."""
    browser = another("ann", review)
    key = "Gray2010"
    seen = read(browser.get(place(key)), browser) + read(browser.get(place(key, "?field=year")), browser)
    asked = re.search(r'name="asked" value="(\w+)"', browser.get(place(key, "?field=year")).text)[1]
    correction = {
        "asked": asked,
        "field": "year",
        "value": "2009",
        "set": "1",
        "reason": "the cover",
        "where": "p. 1",
    }
    for change in ({"value": " "}, {"field": "nonsense"}, {"value": "2010"}, {"asked": "0"}, {}):
        seen += read(browser.post(place(key), {**correction, **change}), browser)
    undo = re.findall(r'name="undo" value="(\w+)"', browser.get(place(key)).text)
    seen += read(browser.post(place(key), {"undo": undo[0]}), browser)
    note = re.search(r'name="seen" value="(\w*)"', browser.get(place(key)).text)[1]
    typed = {"text": "It cites @Fern2012 and @I01, and <b>more</b>.\n", "seen": note}
    seen += read(browser.post(place(key), {**typed, "preview": "1"}), browser)
    (review / "notes/Gray2010.md").write_text("Somebody else wrote this.\n")
    seen += read(browser.post(place(key), {**typed, "save": "1"}), browser)
    note = re.search(r'name="seen" value="(\w*)"', browser.get(place(key)).text)[1]
    seen += read(browser.post(place(key), {**typed, "seen": note, "save": "1"}), browser)
    seen += read(browser.post(place(key), {"odd": "1"}), browser) + read(browser.get("work/unknown"), browser)
    seen += ["written:", *map(" | ".join, browser.lines()), (review / "notes/Gray2010.md").read_text()]
    assert golden == stored(differing(seen))
