"""The page of one work: found by a search and from each desk; a field is corrected there, and the annotation written."""

import html
import re
import shutil

import pytest

pytest.importorskip("starlette")

from click.testing import CliRunner

from litreview.cli import main
from litreview.review import open_review
from litreview.web.pages import work_address

BAD = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def place(key, more=""):
    return f"work/{work_address(key)}{more}"


def hidden(text, name):
    return re.search(rf'name="{name}" value="([^"]*)"', text)[1]


def plain(text):
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", text)).split())


def correct(browser, key, field, value, **more):
    asked = (
        {} if "asked" in more else {"asked": hidden(browser.get(place(key, f"?field={field}")).text, "asked")}
    )
    return browser.post(place(key), {**asked, "field": field, "value": value, "set": "1", **more})


def write(browser, key, text, seen=None, **more):
    seen = hidden(browser.get(place(key)).text, "seen") if seen is None else seen
    return browser.post(place(key), {"text": text, "seen": seen, "save": "1", **more})


def rows(folder, by="ann"):
    text = (folder / f"decisions/{by}.tsv").read_text(encoding="utf-8")
    return [line.split("\t")[1:] for line in text.splitlines()]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("raids roe", {"Roe2002"}),
        ("2001 HARBOR", {"Doe2001"}),
        ("roe2002", {"Roe2002"}),
        ("it is not withheld", set()),
    ],
)
def test_a_work_is_found_by_words_of_title_author_year_and_key(browser, asked, found):
    text = browser.get("source", params={"q": asked}).text
    links = re.findall(r'href="[^"]*?work/(\w+)"', text)
    assert sorted(map(work_address, found)) == sorted(links)
    assert f'value="{asked}"' in text
    assert all(200 == browser.get(f"work/{one}").status_code for one in links)


def test_every_desk_leads_to_the_works_it_asks_about(browser):
    text = browser.get("desk/duplicates").text
    keys = [f"{name}{end}" for name in ("Harbor", "Meadow", "Quarry") for end in ("1", "-1")]
    assert 2 == sum(f'href="{browser.home}{place(key)}"' in text for key in keys)
    assert f'href="{browser.home}source"' in text


def test_a_page_has_what_the_review_knows_of_a_work(demonstration, another):
    review = open_review(demonstration)
    mine = another("demo-adjudicator", demonstration)
    for source in review.sources[::7]:
        text = plain(mine.get(place(source.key)).text)
        for record in source.records:
            assert source.confidential or str(record.where) in text
        for tag in review.tags:
            if tag.source == source.key:
                assert tag.code in text
        for one in review.decisions:
            if one.key == source.key:
                assert f"{one.by}:" in text
        raw = mine.get(place(source.key)).text
        for one in review.links.citations:
            if source.key in (one.citing, one.cited):
                other = one.cited if one.citing == source.key else one.citing
                assert f'href="{mine.home}{place(other)}"' in raw


def test_a_correction_is_the_line_of_the_terminal_and_holds_at_once(browser, folder, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    page = browser.get(place("Doe2001", "?field=year")).text
    assert "The value is now ‘2001’" in plain(page)
    done = correct(browser, "Doe2001", "year", "2014", reason="title page", where="p. 1")
    assert "year is ‘2014’ and was ‘2001’: title page" in plain(done.text)
    words = [
        "decide",
        "set",
        "Doe2001",
        "year=2014",
        "--by",
        "ann",
        "--reason",
        "title page",
        "--where",
        "p. 1",
    ]
    assert 0 == CliRunner().invoke(main, [*words, "-C", str(other)]).exit_code
    assert rows(other) == rows(folder)
    assert 2014 == open_review(folder).deduplication["Doe2001"].year
    assert "2014" in browser.get("source", params={"q": "harbor patrols"}).text


def test_a_correction_is_taken_back_and_the_button_takes_nothing_more(browser, folder):
    done = correct(browser, "Doe2001", "year", "2014")
    mark = hidden(done.text, "undo")
    for _ in range(2):
        after = browser.post(place("Doe2001"), {"undo": mark})
        assert "You corrected" not in after.text
    assert ["set", "clear"] == [row[1] for row in browser.lines()]
    assert 2001 == open_review(folder).deduplication["Doe2001"].year


def test_what_is_no_value_is_refused_with_its_words_and_what_was_typed_stays(browser):
    done = correct(browser, "Doe2001", "year", "20144", reason="half a thought")
    assert 400 == done.status_code
    assert "is a year in four digits" in plain(done.text)
    assert "20144</textarea>" in done.text
    assert 'value="half a thought"' in done.text
    assert 400 == correct(browser, "Doe2001", "year", "2001").status_code  # as it is
    assert 400 == correct(browser, "Doe2001", "year", " ").status_code
    for field in ("confidential", "annotation", "no-such", "design", "references"):
        assert 400 == correct(browser, "Doe2001", field, "survey", asked="").status_code
    assert [] == browser.lines()


def test_that_a_work_has_none_is_said_by_its_own_button(browser, folder):
    asked = hidden(browser.get(place("Doe2001", "?field=volume")).text, "asked")
    browser.post(place("Doe2001"), {"asked": asked, "field": "volume", "value": "3", "none": "1"})
    assert ["volume="] == [row[3] for row in browser.lines()]
    assert "" == open_review(folder).deduplication["Doe2001"].get("volume")


def test_a_correction_of_what_has_changed_is_refused_and_a_form_sent_twice_is_one_line(
    browser, folder, another
):
    asked = hidden(browser.get(place("Doe2001", "?field=year")).text, "asked")
    correct(another("bo"), "Doe2001", "title", "Harbor patrols")
    form = {"asked": asked, "field": "year", "value": "2014", "set": "1"}
    late = browser.post(place("Doe2001"), form)
    assert 409 == late.status_code
    assert "changed: the entry Doe2001" in late.text
    assert [] == browser.lines()
    form["asked"] = hidden(late.text, "asked")
    assert 200 == browser.post(place("Doe2001"), form).status_code
    assert 200 == browser.post(place("Doe2001"), form).status_code
    assert 1 == len(browser.lines())


def test_two_who_correct_differently_are_told_that_neither_holds(browser, another):
    correct(another("bo"), "Doe2001", "year", "2013")
    done = correct(browser, "Doe2001", "year", "2014")
    assert "year is not ‘2014’ yet: somebody else gave another value" in plain(done.text)


def test_an_annotation_is_previewed_saved_and_read_again(browser, folder):
    text = "Found *much*.\n\n- see [@Roe2002, p. 3]\n\n<!-- ask Ann -->"
    shown = write(browser, "Doe2001", text, save="", preview="1")
    assert not (folder / "notes").exists() or not list((folder / "notes").glob("Doe*"))
    preview = re.search(r'class="preview".*?</div>', shown.text, re.DOTALL)[0]
    assert "<em>much</em>" in preview
    assert "Roe 2002" in preview
    assert "ask Ann" not in preview
    assert text in html.unescape(shown.text)
    done = write(browser, "Doe2001", text)
    assert "The annotation is saved" in done.text
    assert f"{text}\n" == (folder / "notes/Doe2001.md").read_text(encoding="utf-8")
    assert text in html.unescape(browser.get(place("Doe2001")).text)
    assert text.partition("<!--")[0].strip() in open_review(folder).notes["Doe2001"]


def test_an_annotation_is_never_written_over_what_another_wrote(browser, folder):
    seen = hidden(browser.get(place("Doe2001")).text, "seen")
    path = folder / "notes/Doe2001.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("What Bo wrote.\n")
    late = write(browser, "Doe2001", "What Ann typed.", seen=seen)
    assert 409 == late.status_code
    assert "What Bo wrote.\n" == path.read_text()
    told = plain(late.text)
    assert "What Bo wrote." in told
    assert "What Ann typed.</textarea>" in late.text
    assert "Copy from that what should stay" in told
    done = write(browser, "Doe2001", "Both of it.", seen=hidden(late.text, "seen"))
    assert 200 == done.status_code
    assert "Both of it.\n" == path.read_text()
    # sent twice, it is what the file has
    assert 200 == write(browser, "Doe2001", "Both of it.", seen=hidden(late.text, "seen")).status_code


def test_a_saved_annotation_does_not_read_the_review_again(browser):
    number = browser.session.generation
    write(browser, "Doe2001", "Short.")
    browser.get(place("Roe2002"))
    assert number == browser.session.generation


def test_an_annotation_that_is_too_long_is_kept_in_the_page(browser, folder):
    done = write(browser, "Doe2001", "ж" * 60_001)
    assert 400 == done.status_code
    assert "ж" * 60_001 in done.text
    assert not (folder / "notes/Doe2001.md").exists()


def test_hostile_words_are_text(folder, another):
    path = folder / "bib/a.bib"
    path.write_text(
        f"@article{{Bad, title = {{Raids {BAD}}}, author = {{{BAD}, A}}, year = {{1999}}, note = {{{BAD}}}}}\n"
    )
    mine = another("ann")
    texts = [mine.get("source", params={"q": BAD}).text, mine.get("source").text]
    texts.append(correct(mine, "Bad", "journal", BAD, reason=BAD, where=BAD).text)
    markdown = f"{BAD} [a](javascript:alert(1)) ![b](http://evil.example/x.png) `{BAD}`"
    texts += [
        write(mine, "Bad", markdown, save="", preview="1").text,
        write(mine, "Bad", f"</textarea>{BAD}").text,
    ]
    texts.append(mine.get(place("Bad", f"?field={BAD}&kept={BAD}")).text)
    for text in texts:
        assert "<script>" not in text
        assert not re.search(r"<img|src=.?http|href=.?javascript", text)


def test_an_address_of_no_work_is_said_to_be_none(browser):
    for key in ("nowhere", "a.bib", "%2e%2e%2fa.bib"):
        assert 404 == browser.get(f"work/{key}").status_code
        assert 404 == browser.post(f"work/{key}", {"text": "x"}).status_code


def test_of_a_confidential_source_a_page_has_its_code_and_nothing_is_written(folder, another):
    (folder / "bib/i.bib").write_text(
        "@misc{I01, title = {Talk with Kim Planted}, author = {Planted, Kim}, note = {interview}, confidential = {true}}\n"
    )
    (folder / "private/notes").mkdir(parents=True)
    (folder / "private/notes/I01.md").write_text("Kim Planted said much.")
    mine = another("ann")
    assert place("I01") in mine.get("source", params={"q": "i01"}).text
    assert place("I01") not in mine.get("source", params={"q": "planted"}).text
    pages = [mine.get("source"), mine.get(place("I01"))]
    pages += [
        mine.post(place("I01"), form)
        for form in (
            {"text": "x", "seen": "", "save": "1"},
            {"text": "x", "preview": "1"},
            {"field": "year", "value": "1999"},
        )
    ]
    assert [400] * 3 == [one.status_code for one in pages[2:]]
    for one in pages:
        assert "Planted" not in one.text
        assert "said much" not in one.text
    assert "Kim Planted said much." == (folder / "private/notes/I01.md").read_text()
    assert [] == mine.lines()


def test_who_screens_or_codes_apart_sees_nothing_of_the_others(folder, another):
    (folder / "decisions").mkdir()
    (folder / "decisions/bo.tsv").write_text(
        "when\tby\tverb\tkey\tvalue\n2026-01-01T00:00:00Z\tbo\texclude\tDoe2001\tabstract\n2026-01-01T00:00:00Z\tbo\ttag\tDoe2001\tprotect\n"
    )
    text = plain(another("ann").get(place("Doe2001")).text)
    assert "exclude" not in text
    assert "bo: tag Doe2001 protect" in text  # codes are not given apart here
    assert "bo: exclude" in plain(another("judge").get(place("Doe2001")).text)
    settings = folder / "litreview.toml"
    settings.write_text(f"{settings.read_text()}[coding]\ncoders = 2\n")
    assert not re.search(r"\bbo\b", plain(another("ann").get(place("Doe2001")).text))


def test_a_work_has_its_problems_and_a_link_to_each_field_to_correct(folder, another):
    (folder / "bib/faulty.bib").write_text(
        "@article{Low2003, title = {Made-up <script>alert(1)</script> tides}, author = {Low, Ina}, year = {20033}, pages = {9--1}}\n"
    )
    browser = another("ann", folder)
    text = browser.get(place("Low2003")).text
    section = text.partition('<h2 id="problems">')[2].partition("<h2")[0]
    assert "<script>alert" not in section
    for code, link in (
        ("LR051", '?field=year#correct">correct its year'),
        ("LR056", '?field=pages#correct">correct its pages'),
        ("LR050", '?field=journal#correct">add its journal'),
    ):
        (item,) = (one for one in section.split("<li>") if code in one)
        assert f'href="{browser.home}{place("Low2003")}{link}</a>' in item
    assert "bib/faulty.bib:1" in section
    assert "Correct its pages" in browser.get(place("Low2003", "?field=pages")).text
    assert "None." in plain(
        browser.get(place("Doe2001")).text.partition('<h2 id="problems">')[2].partition("<h2")[0]
    )


@pytest.mark.exhaustive
def test_problems_of_a_work_tell_nothing_of_what_others_said_while_they_judge_apart(demonstration, another):
    (demonstration / "decisions/demo-adjudicator.tsv").unlink()
    key = next(one.key for one in open_review(demonstration).problems if one.code == "LR045")
    assert "LR045" in another("demo-adjudicator", demonstration).get(place(key)).text
    assert "LR045" not in another("demo-coder-a", demonstration).get(place(key)).text


def test_a_field_of_biblatex_is_corrected_under_its_first_name(folder, another):
    (folder / "bib/b.bib").write_text(
        "@article{Poe2003, title = {A made-up dam}, author = {Poe, Kim}, date = {2003}, journaltitle = {Tide}, issue = {2}}\n"
    )
    browser = another()
    page = browser.get(place("Poe2003", "?field=journal")).text
    assert "The value is now ‘Tide’" in plain(page)
    assert {"author", "title", "date", "journal", "number"} == set(re.findall(r'\?field=(\w+)"', page))
    assert "<option>journal</option>" not in page
    assert 400 == correct(browser, "Poe2003", "journal", "Tide").status_code
    assert "journal is ‘Tides’ and was ‘Tide’" in plain(correct(browser, "Poe2003", "journal", "Tides").text)
    assert "The value is now ‘Tides’" in plain(browser.get(place("Poe2003", "?field=journal")).text)


FINDING = """[[finding]]
id = "F1"
statement = "Made-up raids find few."
goal = "protect"
stance = "contradicts"
supports = ["Roe2002"]
[[recommendation]]
id = "R1"
statement = "Fewer made-up raids."
findings = ["F1"]
"""


def test_the_page_of_a_work_leads_to_the_recommendations_and_the_overview_asks_for_the_passage(
    folder, another
):
    (folder / "findings.toml").write_text(FINDING)
    browser = another("judge")
    text = plain(browser.get(place("Roe2002")).text)
    assert "Recommendations that rest on it: R1" in text
    assert "supports finding not held F1: Made-up raids find few. (findings.toml:1)" in text
    assert "against it: no person noted its stance on protect" in text
    assert "leads to recommendation R1: Fewer made-up raids. (findings.toml:7)" in text
    asked = "finding F1 gives no place and quote for Roe2002"
    assert asked in plain(browser.get("problems").text)
    assert asked in plain(browser.get().text)


def test_whoever_judges_independently_is_not_told_what_others_judged(folder, another):
    settings = folder / "litreview.toml"
    settings.write_text(f"{settings.read_text()}[coding]\ncoders = 2\n")
    (folder / "findings.toml").write_text(FINDING)
    text = plain(another("ann").get(place("Roe2002")).text)
    assert "supports finding F1: Made-up raids find few." in text
    for word in ("not held", "against it", "stance on protect"):
        assert word not in text
