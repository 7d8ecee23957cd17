"""The guard and the memory of a window by themselves: each rule on both sides of its limit."""

from __future__ import annotations

import asyncio
import os
import sys
from threading import Event
from types import SimpleNamespace

import pytest

pytest.importorskip("starlette")

from litreview.core.model import Where
from litreview.web import access_control, background
from litreview.web.access_control import (
    LARGEST,
    SECURITY,
    Guard,
    Pass,
    bare_page,
    is_own_policy,
    of_another_user,
)
from litreview.web.background import BackgroundValue
from litreview.web.overview import _agreement_row, group_problems
from litreview.web.question_flow import changes
from litreview.web.session import _store_limited
from litreview.web.work_page import _one_place, _same_text, _seen_digest, _title_prefix

HOST = {"host": "127.0.0.1:8765"}
POLICY = b"default-src 'none'; style-src 'sha256-a+/='; script-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def ask(headers, *, method="GET", path="", bodies=((b"", False),), key=None, more=(), kind="http"):
    """Return what a guard answers: the status, its headers, its body, and the bodies that the window behind it was handed."""
    key, handed, said = key or Pass(), [], []

    async def window(scope, receive, send):
        handed.append((await receive())["body"] if scope["type"] == "http" else scope["type"])
        await send(
            {
                "type": "http.response.start",
                "status": 299,
                "headers": [(b"Cache-Control", b"public"), (b"x-own", b"1"), *more],
            }
        )
        await send({"type": "http.response.body", "body": b"in"})

    waiting = [*bodies]

    async def receive():
        if not waiting:
            return {"type": "http.disconnect"}
        body, goes_on = waiting.pop(0)
        return {"type": "http.request", "body": body, "more_body": goes_on}

    async def send(message):
        said.append(message)

    scope = {
        "type": kind, "method": method, "path": path or key.home, "server": ("127.0.0.1", 8765), "client": None,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }  # fmt: skip
    asyncio.run(Guard(window, key)(scope, receive, send))
    start = next((one for one in said if one["type"] == "http.response.start"), {})
    return (
        start.get("status"),
        start.get("headers", []),
        b"".join(one.get("body", b"") for one in said),
        handed,
        said,
    )


def inside(key, **more):
    return [*(HOST | more).items(), ("cookie", f"other=1; litreview={key.cookie}; last=2")]


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", {}, 299),
        ("GET", {"host": "localhost:8765"}, 299),
        ("GET", {"host": "localhost:80"}, 403),
        ("PUT", {}, 405),
        ("GET", {"sec-fetch-site": "same-origin"}, 299),
        ("GET", {"sec-fetch-site": "none"}, 299),
        ("GET", {"sec-fetch-site": "same-site"}, 403),
        ("POST", {}, 403),
        ("POST", {"sec-fetch-site": "same-origin"}, 299),
        ("POST", {"origin": "http://127.0.0.1:8765"}, 299),
        ("POST", {"origin": "http://localhost:8765"}, 403),
        ("POST", {"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, 403),
        ("GET", {"origin": "http://evil.example"}, 299),
        ("GET", {"content-length": "x"}, 400),
        ("GET", {"content-length": "-1"}, 400),
        ("GET", {"content-length": str(LARGEST)}, 299),
        ("GET", {"content-length": str(LARGEST + 1)}, 413),
    ],
)
def test_what_may_pass(method, headers, status):
    key = Pass()
    assert status == ask(inside(key, **headers), method=method, key=key)[0]


def test_a_header_that_is_given_twice_is_none_of_ours():
    key = Pass()
    assert 403 == ask([*inside(key), ("host", HOST["host"])], key=key)[0]
    assert 403 == ask([*inside(key), *[("sec-fetch-site", "none")] * 2], key=key)[0]


def test_the_entrance_is_open_once_and_by_reading_alone():
    key = Pass()
    site = {"sec-fetch-site": "none"}
    assert 403 == ask((HOST | site).items(), method="POST", path=key.entrance, key=key)[0]
    assert not key.used
    status, headers, _, handed, _ = ask(HOST.items(), path=key.entrance, key=key)
    assert (303, [], True) == (status, handed, key.used)
    assert key.cookie.encode() in dict(headers)[b"set-cookie"]
    assert 403 == ask(HOST.items(), path=key.entrance, key=key)[0]
    status, headers, _, handed, _ = ask(inside(key), path=key.entrance, key=key)
    assert (303, key.home.encode(), []) == (status, dict(headers)[b"location"], handed)


def test_a_body_is_handed_on_whole_up_to_the_limit():
    key = Pass()
    headers = inside(key, **{"sec-fetch-site": "same-origin"})

    def post(*bodies):
        return ask(headers, method="POST", bodies=bodies, key=key)

    assert [b"ab"] == post((b"a", True), (b"b", False))[3]
    half = b"x" * (LARGEST // 2)
    assert 299 == post((half, True), (half, False))[0]
    assert (413, []) == post((half, True), (half + b"x", True), (b"never", False))[::3]
    assert (None, []) == post((b"a", True))[::3], "who went away is answered nothing"
    # of what is read nothing is asked for
    assert [b""] == ask(inside(key), bodies=((b"never", False),), key=key)[3]


def test_every_answer_has_our_headers_once_and_its_own_beside_them():
    key = Pass()
    headers = ask(inside(key), key=key)[1]
    names = [name.lower() for name, _ in headers]
    assert all(1 == names.count(name) and value in dict(headers).values() for name, value in SECURITY)
    assert b"public" not in dict(headers).values()
    assert b"x-own" in names
    for own, kept in ((POLICY, True), (b"default-src *", False)):
        found = ask(inside(key), key=key, more=[(b"content-security-policy", own)])[1]
        assert (
            [own]
            if kept
            else [dict(SECURITY)[b"content-security-policy"]]
            == [value for name, value in found if name == b"content-security-policy"]
        )
    assert is_own_policy(b"Content-Security-Policy", POLICY)
    assert not is_own_policy(b"x", POLICY)
    assert not is_own_policy(b"content-security-policy", POLICY + b" *")


def test_no_other_protocol_is_spoken_and_the_window_begins_and_ends():
    assert ["lifespan"] == ask([], kind="lifespan")[3]
    *_, handed, said = ask([], kind="websocket")
    assert ([], [1008]) == (handed, [one["code"] for one in said])


def test_a_page_of_ours_marks_what_is_to_be_typed():
    assert "<p>Type <code>x</code> and <code>y</code>.</p>" in bare_page("Type `x` and `y`.")


THEIRS, OURS = ("127.0.0.1", 5), ("127.0.0.1", 6)


def test_whose_a_connection_is_is_asked_in_both_tables(monkeypatch):
    mine = os.getuid()
    monkeypatch.setattr(access_control.Path, "read_text", lambda path, **_: path.name)
    for owners, other in (
        ({"tcp": mine}, False), ({"tcp": 0}, False), ({"tcp": mine + 7}, True), ({"tcp6": mine + 7}, True), ({}, False),
        ({"tcp": mine, "tcp6": mine + 7}, False), ({"our end": mine}, True),
    ):  # fmt: skip
        monkeypatch.setattr(
            access_control,
            "owner_of",
            lambda table, near, _, owners=owners: owners.get(table if near == THEIRS else "our end"),
        )
        assert (other and sys.platform == "linux") == of_another_user(THEIRS, OURS)
    assert not of_another_user(None, OURS)
    assert not of_another_user(THEIRS, None)


def test_no_more_is_held_than_there_may_be_and_what_is_held_again_is_the_last():
    held: dict[str, int] = {}
    for name, value in (("a", 1), ("b", 2), ("a", 3), ("c", 4)):
        _store_limited(held, name, value, 2)
    assert [("a", 3), ("c", 4)] == [*held.items()]


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"a": "x"}, {"a": "x"}, []),
        ({"a": "x", "b": "y"}, {"a": "z", "c": "y"}, ["changed: a", "removed: b", "new: c"]),
        ({}, {"c": "y"}, ["new: c"]),
        (None, {"c": "y"}, ["the page is very old, or comes from a window that was closed"]),
    ],
)
def test_what_changed_since_a_page_was_shown(before, now, told):
    assert told == changes(before, now)


def test_a_page_that_has_waited_for_what_is_made_does_not_wait_for_it_again(monkeypatch):
    monkeypatch.setattr(background, "WAIT", 0.01)
    some, go, begun = BackgroundValue[int](), Event(), []

    def make(before):
        begun.append(before)
        go.wait(60)
        return len(begun)

    for _ in range(3):
        assert some.get("x", make) is None
        assert (False, "") == (some.current, some.at)
    assert [None] == begun
    go.set()
    monkeypatch.setattr(background, "WAIT", 60.0)
    while some.get("x", make) is None:
        pass
    assert (True, [None]) == (some.current, begun)
    assert 5 == len(some.at)


def test_the_problems_of_one_code_are_one_group_in_their_order_and_some_are_shown():
    found = [SimpleNamespace(level="error", code="LR001")] * 30 + [
        SimpleNamespace(level="info", code="LR002")
    ]
    review = SimpleNamespace(
        problems=found, settings=SimpleNamespace(adjudicators=("ann",), screeners=2, blind=True), decisions=()
    )
    groups = group_problems(review, "ann")
    assert [("LR001", "error", 30, 25), ("LR002", "info", 1, 1)] == [
        (one.code, one.level, one.count, len(one.shown)) for one in groups
    ]


@pytest.mark.parametrize(
    ("percent", "kappas", "shown"),
    [
        (None, 1, ("protect", "1,200", "", "0.5", "0.7")),
        (0.614, 1, ("protect", "1,200", "61%", "0.5", "0.7")),
        (0.0, 2, ("protect", "1,200", "0%", "", "0.7")),
    ],
)
def test_kappa_is_shown_of_two_coders_alone(percent, kappas, shown):
    pairs = [SimpleNamespace(kappa="0.5 (0.1 to 0.9)")] * kappas
    assert shown == _agreement_row(
        SimpleNamespace(about="protect", n=1200, percent=percent, kappas=pairs, alpha="0.7 (0.2 to 0.9)")
    )


def test_what_a_work_page_says_of_a_form():
    assert ("Saved: ", "", "") == (
        _title_prefix("note", None),
        _title_prefix("", None),
        _title_prefix("odd", None),
    )
    assert ("Not saved: ", "Preview: ") == (
        _title_prefix("note", SimpleNamespace(why="x")),
        _title_prefix("note", SimpleNamespace(why="")),
    )
    note, other = SimpleNamespace(seen="now"), SimpleNamespace(note=None)
    assert ("now", "", "then") == (
        _seen_digest(note, {}, None),
        _seen_digest(None, {}, None),
        _seen_digest(note, {"seen": "then"}, other),
    )
    assert "now" == _seen_digest(note, {"seen": "then"}, SimpleNamespace(note=note))
    assert _same_text("a  b\n", "a b")
    assert not _same_text("a b", "ab")
    one, two = (SimpleNamespace(where=Where(file="a.bib", line=n)) for n in (1, 2))
    assert Where(file="a.bib", line=1) == _one_place(SimpleNamespace(fields=[one, one]))
    assert _one_place(SimpleNamespace(fields=[one, two])) is None
