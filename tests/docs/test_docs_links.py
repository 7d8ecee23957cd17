"""Every link of the README and the docs to a file leads somewhere, and every anchor is a heading or an id of that page."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "examples").glob("*/README.md")),
]
LINK = re.compile(r"\]\((?!\w+:)([^)\s]*)\)")
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]+`|<!--.*?-->", re.MULTILINE | re.DOTALL)


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors of a page, as GitHub and MyST make them of headings."""
    text = CODE.sub(lambda m: m[0].strip("`") if "\n" not in m[0] else "", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#{1,6} (.*)", text, re.MULTILINE)
    slugs = [re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-") for title in titles]
    return frozenset([*slugs, *re.findall(r'<a id="([^"]+)"', text)])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if name.startswith(("notebooks/", "_")):
            continue  # made by the build
        assert target.exists(), link
        if anchor and target.suffix == ".md":
            assert anchor in anchors(target), link


def test_there_are_at_most_25_pages_and_each_is_in_the_list():
    pages = {page.stem for page in (ROOT / "docs").glob("*.md")}
    assert len(pages) <= 25
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    assert pages - {"index"} == set(re.findall(r"^[a-z-]+$", index, re.MULTILINE))
