"""What is made beside the requests: a page shows what was ready last, waits once, and is told what went wrong."""

from threading import Event, Timer

import pytest

from litreview.web import background
from litreview.web.background import BackgroundValue


def test_it_is_made_once_for_what_it_rests_on_and_from_the_one_before():
    some = BackgroundValue[list[int]]()
    made = []

    def make(number):
        made.append(number)
        return lambda before: [*(before or ()), number]

    assert [1] == some.get("a", make(1))
    assert [1] == some.get("a", make(2))
    assert [1, 3] == some.get("b", make(3))
    assert some.current


def test_while_it_is_made_the_one_before_is_shown_and_a_page_waits_once(monkeypatch):
    some, go = BackgroundValue[str](), Event()
    assert "old" == some.get(1, lambda _: "old")
    monkeypatch.setattr(background, "WAIT", 0.01)
    for _ in range(3):
        assert "old" == some.get(2, lambda _: (go.wait(60), "new")[1])
        assert not some.current
    monkeypatch.setattr(background, "WAIT", 60.0)
    assert "old" == some.get(2, lambda _: "never"), "waited for already"
    go.set()
    # one answer later: what was being made is ready, and what is asked for is begun
    assert some.get(3, lambda before: f"{before}er") in ("new", "newer")
    while not some.current:
        shown = some.get(3, lambda before: f"{before}er")
    assert "newer" == shown


def test_at_first_there_is_nothing_to_show_and_a_page_waits_once(monkeypatch):
    some, go = BackgroundValue[str](), Event()
    monkeypatch.setattr(background, "WAIT", 0.01)
    assert some.get(1, lambda _: (go.wait(60), "made")[1]) is None
    monkeypatch.setattr(background, "WAIT", 60.0)
    assert some.get(1, lambda _: "never") is None
    go.set()


def test_who_is_patient_gets_what_they_asked_for():
    seconds, go = [0.01], Event()
    some = BackgroundValue[str](lambda: seconds[0])
    assert some.get(1, lambda _: (go.wait(60), "old")[1]) is None
    Timer(0.1, go.set).start()
    seconds[0] = None
    assert "new" == some.get(2, lambda _: "new")
    assert some.current


def test_what_goes_wrong_is_raised_where_it_is_asked_for_and_tried_again():
    some = BackgroundValue[int]()
    with pytest.raises(ZeroDivisionError):
        some.get(1, lambda _: 1 // 0)
    assert 2 == some.get(2, lambda _: 2)
