"""The page of a work in Chromium: looked for, corrected, annotated, on a narrow screen and without a script."""

from web.test_web_works import place, rows


def test_a_work_is_found_corrected_and_annotated_in_chromium(opened, folder):
    page = opened(width=390)
    page.click("nav >> text=Source")
    page.fill("#q", "harbor patrols")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.click("text=Doe 2001. Harbor patrols")
    with page.expect_navigation():
        page.get_by_role("link", name="correct its year").click()
    page.fill("#value", "2014")
    page.fill("#reason", "title page")
    page.get_by_role("button", name="Save this correction").click()
    assert "year is ‘2014’" in page.inner_text("main")
    page.go_back()
    assert "The value is now ‘2014’" in page.inner_text("#correct")
    assert "value" == page.evaluate("document.activeElement.id")
    page.click("text=Leave it as it is")
    page.fill("#text", "Found *much*.")
    page.get_by_role("button", name="Preview").click()
    assert "much" == page.inner_text(".preview em")
    page.get_by_role("button", name="Save the annotation").click()
    assert "is saved" in page.inner_text(".said-now")
    page.get_by_role("button", name="Take it back").click()
    assert "no longer counts" in page.inner_text(".said-now")
    assert "Found *much*.\n" == (folder / "notes/Doe2001.md").read_text()
    assert ["set", "clear"] == [row[1] for row in rows(folder)[1:]]


def test_all_of_it_works_without_a_script(opened, folder):
    page = opened(script=False)
    page.goto(f"{page.home}{place('Doe2001', '?field=year')}")
    page.fill("#value", "2014")
    page.get_by_role("button", name="Save this correction").click()
    page.fill("#text", "Short.")
    page.get_by_role("button", name="Save the annotation").click()
    assert "Short.\n" == (folder / "notes/Doe2001.md").read_text()
    assert ["set"] == [row[1] for row in rows(folder)[1:]]


def test_back_shows_what_was_sent_and_sends_nothing(opened, folder):
    page = opened()
    page.goto(f"{page.home}{place('Doe2001', '?field=year')}")
    page.get_by_role("button", name="Save this correction").click()
    page.locator(".refused:focus").wait_for()
    page.goto(f"{page.home}{place('Doe2001')}")
    page.fill("#text", "Found *much*.")
    page.get_by_role("button", name="Preview").click()
    page.locator(".preview:focus").wait_for()
    page.fill("#text", "Found more.")
    page.get_by_role("button", name="Preview").click()
    page.click("nav >> text=Overview")
    page.go_back()
    assert "Found more." == page.inner_text(".preview p:last-child")
    page.go_back()
    assert "much" == page.inner_text(".preview em")
    page.reload()
    assert "much" == page.inner_text(".preview em")
    page.get_by_role("button", name="Save the annotation").click()
    page.locator(".said-now:focus").wait_for()
    page.go_back()
    # it was saved since, and the page is that of now
    assert 0 == page.locator(".preview").count()
    page.go_back()
    page.go_back()
    assert "is already ‘2001’" in page.inner_text(".refused")
    assert not (folder / "decisions/ann.tsv").exists()
