"""Who may speak with the window: nobody without the cookie, nobody from elsewhere, nothing too long; and what each answer tells a browser."""

import re
import sys

import pytest

pytest.importorskip("starlette")

EVERYWHERE = ("", "desk/duplicates", "asset/window.css", "asset/keys.js", "open/other", "nowhere")


@pytest.mark.parametrize("place", EVERYWHERE)
def test_nothing_is_there_without_the_cookie(browser, place):
    browser.client.cookies.clear()
    answer = browser.get(place)
    assert 403 == answer.status_code
    assert "Made" not in answer.text
    assert "can be used once" in answer.text


def test_the_token_opens_the_window_once(another):
    mine = another("ann")
    mine.client.cookies.clear()
    assert 403 == mine.client.get(mine.key.entrance).status_code
    assert "set-cookie" not in mine.client.get(mine.key.entrance).headers


def test_who_is_in_may_go_back_to_the_address(browser):
    answer = browser.client.get(browser.key.entrance, follow_redirects=False)
    assert (303, browser.home) == (answer.status_code, answer.headers["location"])


def test_a_wrong_token_uses_nothing_up(outside):
    mine = outside()
    for token in ("", "x", mine.key.token[:-1], mine.key.token + "x", "é"):
        assert 403 == mine.get(f"open/{token}").status_code
    assert 403 == mine.client.post(mine.key.entrance).status_code
    mine.enter()


def test_the_cookie_is_for_this_site_and_its_pages_alone(outside):
    mine = outside()
    said = mine.client.get(mine.key.entrance, follow_redirects=False).headers["set-cookie"]
    assert f"Path={mine.home}; HttpOnly; SameSite=Strict" in said
    assert len(mine.home) > 12
    assert mine.key.cookie not in repr(mine.key)
    assert mine.key.token not in repr(mine.key)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8765",
        "127.0.0.1",
        "127.0.0.1:80",
        "127.0.0.1:8765.evil.example",
        "[::1]:8765",
        "",
    ],
)
def test_another_host_is_refused(browser, host):
    for place in EVERYWHERE:
        assert 403 == browser.get(place, headers={"Host": host}).status_code


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
def test_another_site_is_refused(browser, site):
    assert 403 == browser.get("", headers={"Sec-Fetch-Site": site}).status_code
    assert 403 == browser.post("done", headers={"Sec-Fetch-Site": site}).status_code
    assert [] == browser.ended


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://127.0.0.1:80", "null", "https://127.0.0.1:8765", "file://"]
)
def test_a_form_of_another_origin_is_refused(browser, origin):
    for site in ("same-origin", ""):
        answer = browser.post("done", headers={"Origin": origin, "Sec-Fetch-Site": site})
        assert 403 == answer.status_code
    assert [] == browser.ended


@pytest.mark.exhaustive
def test_a_form_that_says_nothing_of_where_it_comes_from_is_refused(browser):
    assert 403 == browser.post("done", headers={"Sec-Fetch-Site": ""}).status_code
    assert (
        200
        == browser.post("done", headers={"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:8765"}).status_code
    )
    assert [True] == browser.ended


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT", "HEAD"])
def test_pages_are_read_and_forms_sent_and_nothing_else(browser, method):
    assert 405 == browser.client.request(method, browser.home).status_code


def test_a_long_body_is_refused_whether_it_says_its_length_or_not(browser):
    def pieces():
        for _ in range(160):
            yield b"x" * 65_536

    assert 413 == browser.client.post(f"{browser.home}done", content=b"x" * 10_000_000).status_code
    assert 413 == browser.client.post(f"{browser.home}done", content=pieces()).status_code
    assert 400 == browser.post("done", {f"f{n}": "1" for n in range(500)}).status_code
    assert [] == browser.ended


@pytest.mark.parametrize(
    "place",
    [
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "asset/../guard.py",
        "asset/..%2fguard.py",
        "asset/%2e%2e/guard.py",
        "asset/litreview.toml",
        "desk/../litreview.toml",
        "desk/..%2flitreview.toml",
        "desk/duplicates/..%2f..%2flitreview.toml",
        "desk/duplicates/%00",
        "desk/nowhere",
        "desk/duplicates/%f0%28%8c%28",
        "//etc/passwd",
    ],
)
def test_no_part_of_an_address_is_a_path(browser, place):
    for answer in (browser.get(place), browser.post(place, {"answer": "y"})):
        assert answer.status_code in (403, 404, 405, 409)
        assert "root:" not in answer.text
        assert "adjudicators" not in answer.text
    assert [] == browser.lines()


@pytest.mark.parametrize("place", EVERYWHERE)
def test_every_answer_tells_the_browser_what_it_may_do(browser, place):
    for cookie in (True, False):
        if not cookie:
            browser.client.cookies.clear()
        headers = browser.get(place).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert ("no-store", "nosniff", "DENY") == (
            headers["cache-control"],
            headers["x-content-type-options"],
            headers["x-frame-options"],
        )


def test_no_page_has_a_script_or_a_style_of_its_own(browser):
    import re

    for place in ("", "desk/duplicates"):
        text = browser.get(place).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", text)
        assert {"lang", "viewport"} <= set(re.findall(r"lang|viewport", text))


_TABLE = """\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:BBAA 0100007F:A0A1 06 00000000:00000000 00:00000000 00000000     0        0 0 1
   1: 0100007F:BBAA 0100007F:A0A0 06 00000000:00000000 00:00000000 00000000     0        0 0 1
   2: 0100007F:BBAA 0100007F:A0A0 01 00000000:00000000 00:00000000 00000000  1000        0 123 1
   3: 0100007F:A0A0 0100007F:BBAA 01 00000000:00000000 00:00000000 00000000     7        0 124 1
   4: 0000000000000000FFFF00000200007F:BBAA 0000000000000000FFFF00000100007F:A0A0 01 00000000:00000000 00:00000000 00000000     9        0 125 1
   5: 0100007F:BBAB 0100007F:A0A0 06 00000000:00000000 00:00000000 00000000     0        0 0 1
"""


@pytest.mark.skipif(
    sys.byteorder != "little", reason="the table is as a machine of the other order writes it"
)
@pytest.mark.parametrize(
    ("client", "owner"),
    [
        (("127.0.0.1", 0xBBAA), 1000),
        (("127.0.0.2", 0xBBAA), 9),
        (("127.0.0.1", 1), None),
        (("127.0.0.1", 0xBBAB), None),
    ],
)
def test_whose_a_connection_is_stands_in_the_table_of_the_kernel(client, owner):
    from litreview.web.access_control import owner_of

    assert owner == owner_of(_TABLE, client, ("127.0.0.1", 0xA0A0))


def test_what_commands_a_terminal_is_not_written(browser):
    """A control character in a reason, in whatever field."""
    import re

    text = browser.get("desk/duplicates").text
    action = re.search(r'action="[^"]*?(desk/[^"]+)" class="answers"', text)[1]
    asked = re.search(r'name="asked" value="(\w+)"', text)[1]
    browser.post(action, {"asked": asked, "answer": "n", "reason": "a\x00b\x1b[31m\x9bc"})
    written = (browser.folder / "decisions/ann.tsv").read_text(encoding="utf-8")
    assert "a\ufffdb\ufffd[31m\ufffdc" in written
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", written)


@pytest.mark.parametrize(
    "held",
    [None, "", "ssh-ed25519 AAAA me@home\n", "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"],
)
def test_through_a_link_is_written_to_decisions_alone(browser, tmp_path, held):
    """A link that came with a review may lead to any file of this user."""
    target = tmp_path / "target"
    if held is not None:
        target.write_text(held, encoding="utf-8")
    (browser.folder / "decisions").mkdir()
    (browser.folder / "decisions/ann.tsv").symlink_to(target)
    text = browser.get("desk/duplicates").text
    action = re.search(r'action="[^"]*?(desk/[^"]+)" class="answers"', text)[1]
    asked = re.search(r'name="asked" value="(\w+)"', text)[1]
    answer = browser.post(action, {"asked": asked, "answer": "n"})
    if held and held.startswith("when"):
        assert 200 == answer.status_code
        assert 2 == target.read_text(encoding="utf-8").count("\n")
    else:
        assert 409 == answer.status_code
        assert "cannot be saved now" in answer.text
        assert held == (target.read_text(encoding="utf-8") if target.exists() else None)


def test_a_line_of_another_day_says_the_day_and_one_yet_to_come_is_warned_of(browser):
    (browser.folder / "decisions").mkdir()
    header = "when\tby\tverb\tkey\tvalue\twhere\treason\twhat\tshown\n"
    path = browser.folder / "decisions/ann.tsv"
    path.write_text(
        f"{header}2024-02-03T04:05:06Z\tann\tdifferent\tHarbor1\tHarbor-1\t\t\t\t\n", encoding="utf-8"
    )
    text = browser.get("desk/duplicates").text
    assert "2024-02-03 04:05 UTC" in text
    assert "in the future" not in text
    path.write_text(
        f"{header}2999-02-03T04:05:06Z\tann\tdifferent\tHarbor1\tHarbor-1\t\t\t\t\n", encoding="utf-8"
    )
    assert "in the future" in browser.get("desk/duplicates").text


def test_what_is_to_be_typed_is_marked_and_no_backtick_is_shown(browser):
    for place in ("", "problems", "desk/duplicates", "desk/disputes", "desk/screening"):
        assert "`" not in browser.get(place).text


@pytest.mark.parametrize(
    ("to", "form"),
    [
        ("desk/duplicates/{pair}", {"answer": "y"}),
        ("desk/duplicates/{pair}", {"answer": "none"}),
        ("desk/duplicates/{pair}", {"skip": "1"}),
        ("desk/duplicates/{pair}", {"undo": "none"}),
        ("desk/duplicates/none", {"answer": "y"}),
        ("desk/duplicates", {"undo": "none"}),
        ("desk/disputes", {"answer": "y"}),
        ("work/{work}", {"text": "x", "preview": "1", "seen": ""}),
        ("work/{work}", {"text": "x", "save": "1", "seen": "another"}),
        ("work/{work}", {"field": "year", "value": ""}),
        ("work/{work}", {"field": "year", "value": "1999", "asked": "another"}),
        ("work/none", {"text": "x"}),
    ],
)
def test_a_form_is_answered_by_the_address_of_a_page(browser, to, form):
    """A page that answers a form is one that Back can't show: a browser asks whether to send the form again."""
    work = re.search(r"work/(\w+)", browser.get("source").text)[1]
    pair = re.search(r"desk/duplicates/(\w+)", str(browser.get("desk/duplicates").url))[1]
    sent = browser.post(to.format(work=work, pair=pair), form, follow_redirects=False)
    assert 303 == sent.status_code
    before = browser.lines()
    shown, again = (browser.client.get(sent.headers["location"]) for _ in range(2))
    assert shown.text == again.text
    assert before == browser.lines()


@pytest.mark.parametrize(("step", "why"), [("write", "no space is left"), ("look", "are being merged")])
def test_a_form_that_could_not_be_kept_is_there_again(browser, monkeypatch, step, why):
    from litreview.core.errors import OutputError
    from litreview.web.background import NotReadyError
    from litreview.web.session import WindowSession

    page = browser.get("desk/duplicates")
    asked = re.search(r'name="asked" value="(\w+)"', page.text)[1]
    place = str(page.url).partition(browser.home)[2]
    errors = {"write": OutputError("decisions/ann.tsv", why), "look": NotReadyError(f"Works {why}.")}

    def fail(*_, **__):
        raise errors[step]

    with monkeypatch.context() as context:
        context.setattr(WindowSession, step, fail)
        sent = browser.post(
            place, {"answer": "y", "asked": asked, "reason": "as printed"}, follow_redirects=False
        )
    assert 303 == sent.status_code
    told = browser.client.get(sent.headers["location"])
    assert 409 == told.status_code
    assert why in told.text
    assert "Nothing on this page was saved" in told.text
    assert 'value="as printed"' in told.text
    assert [] == browser.lines()
