"""Every desk and page of the window in Chromium: no serious fault at two widths, light and dark; walked by Tab, Enter and Space alone."""

import re

import pytest

from web.conftest import COLOURS, PAIRS, faults_of
from web.test_web_citations import DOUBTFUL, WORKS
from web.test_web_works import place

SIZES = (1280, 390)
SCHEMES = ("light", "dark")
RAIDS = (
    "@article{Raids%(n)s, title = {Police raids on traffickers in %(n)s}, author = {Poe, Kim}, year = {2004}, "
    "journal = {%(n)s Tides}, abstract = {Raids led to arrests and convictions of traffickers.}}\n"
)
DESKS = ("duplicates", "screening", "tags", "stance", "citations", "disputes")
HEADER = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"


@pytest.fixture
def folder(tmp_path):
    """A review of which each desk has something to ask of `judge`; every work is made up."""
    made = tmp_path / "review"
    (made / "bib").mkdir(parents=True)
    (made / "decisions").mkdir()
    (made / "litreview.toml").write_text('title = "Made up"\nadjudicators = ["judge"]\n')
    pairs = "".join(PAIRS % {"n": name, "t": "tides"} for name in ("Harbor", "Meadow"))
    raids = "".join(RAIDS % {"n": name} for name in ("Quarry", "Forest"))
    (made / "bib/a.bib").write_text(WORKS.replace("REFS", DOUBTFUL) + pairs + raids)
    for by, verb in (("ann", "tag"), ("bo", "not-tag")):
        said = (
            f"2026-01-02T03:04:05Z\t{by}\t{verb}\tRaids{n}\tprosecute\t\tas I read it\t\t\n"
            for n in ("Quarry", "Forest")
        )
        (made / f"decisions/{by}.tsv").write_text(HEADER + "".join(said))
    return made


def states(page):
    """Bring the page to each thing the window can show, one after the other, and yield what that is called."""
    yield "overview"
    work = place("Loe2013")
    for at in (
        "problems",
        "source?q=raids",
        "source?q=zzz",
        work,
        f"{work}?field=author",
        "desk/duplicates/none",
    ):
        page.goto(f"{page.home}{at}")
        yield at
    page.fill("#text", "Found *much*, see [@Doe2012].") if page.goto(f"{page.home}{work}") else None
    with page.expect_navigation():
        page.get_by_role("button", name="Preview").click()
    yield "a preview"
    with page.expect_navigation():
        page.get_by_role("button", name="Save the annotation").click()
    yield "an annotation that was saved"
    page.goto(f"{page.home}{work}?field=year")
    with page.expect_navigation():
        page.get_by_role("button", name="Save this correction").click()
    yield "a correction that was refused"
    page.goto(f"{page.home}{work}?field=year")
    page.fill("#value", "2014")
    with page.expect_navigation():
        page.get_by_role("button", name="Save this correction").click()
    yield "a correction"
    for desk in DESKS:
        page.goto(f"{page.home}desk/{desk}")
        assert page.locator("form.answers").count(), desk
        for key in "?c":
            page.keyboard.press(key)
        yield desk
    for desk in ("stance", "tags"):
        page.goto(f"{page.home}desk/{desk}")
        with page.expect_navigation(url=re.compile("told=")):
            page.keyboard.press("k")
        yield f"{desk}, refused"
    page.goto(f"{page.home}desk/citations")
    with page.expect_navigation(url=re.compile("citations$")):
        page.keyboard.press("y")
    yield "citations, at the end"
    page.keyboard.press("u")
    page.wait_for_url(re.compile("citations/"))
    with page.expect_navigation(url=re.compile("citations$")):
        page.keyboard.press("y")
    page.go_back()
    yield "citations, back at what was answered"
    page.context.clear_cookies()
    page.goto(page.home)
    yield "who is not let in"


def test_no_page_has_a_serious_fault(opened):
    page = opened("judge")
    found = {}
    for name in states(page):
        for width in SIZES:
            page.set_viewport_size({"width": width, "height": 844})
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                found[name, width, scheme] = faults_of(page, *(COLOURS if scheme == "dark" else ()))
    assert {} == {at: faults for at, faults in found.items() if faults}


FOCUS = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), drawn = getComputedStyle(e);
    return {tag: e.localName, name: (e.labels?.[0] ?? e).innerText.trim(), field: e.name ?? "", form: e.form?.className ?? "",
            ring: drawn.outlineStyle !== "none" && parseFloat(drawn.outlineWidth) > 1 && box.width > 0,
            seen: box.top < innerHeight && box.bottom > 0};
}"""


def tab_to(page, wanted):
    """Press Tab until what is in focus is wanted; each that it comes to is on the screen, and marked."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        if at["tag"] == "body":
            continue
        assert at["seen"], at
        assert at["ring"], at
        if wanted(at):
            return at
    raise AssertionError("Tab does not lead there")


def answer_by_tab(page, desk):
    """Give an answer to what is asked, by Tab, Space and Enter."""
    if desk == "stance":
        names = [
            one.get_attribute("name") for one in page.locator("fieldset").locator("input:first-of-type").all()
        ]
        for name in dict.fromkeys(names):
            tab_to(page, lambda at, name=name: at["field"] == name)
            page.keyboard.press("Space")
    wanted = {"screening": "e exclude", "tags": "x No", "stance": "k Save"}.get(desk, "n ")
    tab_to(
        page,
        lambda at: (
            at["tag"] == "button"
            and at["form"] == "answers"
            and re.sub(r"\s+", " ", at["name"]).startswith(wanted)
        ),
    )
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.parametrize("desk", DESKS)
def test_a_desk_is_walked_by_tab_from_the_address_to_the_last_answer(opened, desk):
    page = opened("judge")
    assert "Skip to content" == tab_to(page, lambda _: True)["name"]
    tab_to(page, lambda at: at["name"].casefold() == desk)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for number in range(30):
        page.locator("h1:focus").wait_for()
        at = page.evaluate(FOCUS)
        # what was asked or said last is in focus: what is read aloud, and where Tab goes on
        assert ("h1", page.inner_text("h1")) == (at["tag"], at["name"])
        if "nothing is left" in at["name"]:
            break
        if number == 1:
            page.locator("#told:not(:empty)").wait_for(state="attached")
            assert re.match(r"\d+ left\. Last answer: ", page.inner_text("#told"))
        answer_by_tab(page, desk)
    assert number
    assert "nothing is left" in page.inner_text("h1")
