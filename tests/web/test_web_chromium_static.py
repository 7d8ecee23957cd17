"""The pages that a run writes, in Chromium: their scripts run under the policy they are served with, and their links lead to the desks."""

from web.conftest import faults_of

JUDGE = "demo-adjudicator"


def opened_page(page, name):
    for _ in range(60):  # it is made beside the requests
        answer = page.goto(f"{page.home}page/{name}")
        if answer.status == 200:
            return page
        page.wait_for_timeout(1000)
    raise AssertionError(f"{name} is not made")


def test_each_page_works_as_it_is_served_and_leads_to_the_desks(opened, demonstration):
    (demonstration / f"decisions/{JUDGE}.tsv").unlink()
    page = opened(JUDGE, demonstration, width=390)
    for name in ("duplicates", "map", "report", "appendix", "graph"):
        assert 1 == page.locator(f'a[href$="page/{name}"]').count()
        opened_page(page, name)
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert [] == faults_of(page)
        if name == "duplicates":  # its script shows the search
            assert page.locator("#finder").is_visible()
        if name == "appendix":
            page.get_by_role("link", name="decide").first.click()
            assert "/desk/disputes/" in page.url
            page.go_back()
        if (
            name == "graph" and page.locator("#side button").count()
        ):  # without full texts no source cites another
            page.locator("#side button").first.click()
            page.get_by_role("link", name="everything known of it").click()
            assert "/work/" in page.url
            page.go_back()
        page.get_by_role("link", name="Back to the desks").click()
        assert page.home == page.url
