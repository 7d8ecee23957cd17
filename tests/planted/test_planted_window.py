"""No page of the window on the planted review shows a secret, at no desk, whatever is answered there."""

import re
import shutil

import pytest

pytest.importorskip("starlette")

from web.conftest import patience  # noqa: F401 - each page waits until what it shows is made

_MOST = 12  # questions of a desk


def _told(ground, name, answer):
    text = f"{answer.headers}\n{answer.text}"
    tags = re.sub(r"<[^<>]*>", "", text)
    return [(name, leak) for part in (text, tags) for leak in ground.planted.garden.found(part).items()]


@pytest.mark.exhaustive
@pytest.mark.parametrize("by", ["probe", "judge"])
def test_no_page_shows_a_secret(ground, tmp_path, by):
    from web.conftest import Browser

    from litreview.core.decision_types import TOPICS

    place = tmp_path / "review"
    shutil.copytree(ground.planted.folder, place, symlinks=True)
    mine = Browser(place, by).enter()
    try:
        leaks = _told(ground, "overview", mine.get())
        for name in TOPICS:
            page = mine.get(f"desk/{name}")
            for _ in range(_MOST):
                leaks += _told(ground, name, page)
                action = re.search(r'action="[^"]*?(desk/[^"]+)" class="answers"', page.text)
                if not action:
                    break
                asked = re.search(r'name="asked" value="(\w+)"', page.text)[1]
                keys = re.findall(r'name="answer" value="([^"]+)"', page.text)
                leaks += _told(ground, name, mine.post(action[1], {"asked": "x", "answer": "y"}))
                form = {"asked": asked, "answer": keys[0]} if keys else {"asked": asked, "skip": "1"}
                page = mine.post(action[1], form)
        assert [] == leaks
    finally:
        mine.client.close()


@pytest.mark.exhaustive
@pytest.mark.parametrize("by", ["probe", "judge"])
def test_no_page_of_a_work_shows_a_secret(ground, tmp_path, by):
    from web.conftest import Browser

    from litreview.web.pages import work_address

    place = tmp_path / "review"
    shutil.copytree(ground.planted.folder, place, symlinks=True)
    mine = Browser(place, by).enter()
    try:
        leaks = _told(ground, "search", mine.get("source"))
        for source in mine.session.review.sources:
            at = f"work/{work_address(source.key)}"
            leaks += _told(ground, source.key, mine.get(f"{at}?field=title"))
            if source.confidential:
                for form in (
                    {"text": "x", "seen": "", "save": "1"},
                    {"field": "title", "value": "x", "set": "1"},
                ):
                    leaks += _told(ground, source.key, mine.post(at, form))
        assert [] == leaks
    finally:
        mine.client.close()


@pytest.mark.parametrize("by", ["probe", "judge"])
@pytest.mark.exhaustive
def test_no_page_that_a_run_writes_shows_a_secret_when_it_is_served(ground, tmp_path, by):
    from web.conftest import Browser

    from litreview.web.overview import STATIC, withheld

    place = tmp_path / "review"
    shutil.copytree(ground.planted.folder, place, symlinks=True)
    mine = Browser(place, by).enter()
    try:
        leaks = _told(ground, "overview", mine.get())
        for name in STATIC:
            page = mine.get(f"page/{name}")
            assert (403 if withheld(mine.session, name) else 200) == page.status_code
            leaks += _told(ground, name, page)
        assert [] == leaks
    finally:
        mine.client.close()
