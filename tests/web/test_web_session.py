"""The state of a window: what was answered, what of it still counts, and what is read again when the disk has changed."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import FrozenInstanceError

import pytest

pytest.importorskip("starlette")

from litreview.core.errors import UsageError
from litreview.review.questions import screening
from litreview.web.session import _REMEMBERED_BASES, WindowSession


@pytest.fixture
def session(folder):
    made = WindowSession(folder, "ann")
    made.look("tags")
    return made


def answer(session, question, *said, desk="tags"):
    """Give an answer at a desk: verb, key and value of each line."""
    session.desk = desk
    session.write(question, [session.writer.draft(*one) for one in said])


def told(lines):
    return [(d.verb, d.key, d.value) for d in lines]


def other(folder, *rows, by="ben"):
    """Write lines of another person, and make the file newer than it was."""
    path = folder / f"decisions/{by}.tsv"
    path.parent.mkdir(exist_ok=True)
    lines = "".join(f"2026-01-02T00:00:00Z\t{by}\t{row}\n" for row in rows)
    path.write_text(f"when\tby\tverb\tkey\tvalue\n{lines}")
    os.utime(path, ns=(10**9 * (1 + len(rows)),) * 2)


TAG, NOT, PREVENT = (
    ("tag", "Doe2001", "protect"),
    ("not-tag", "Roe2002", "protect"),
    ("tag", "Doe2001", "prevent"),
)


def test_an_answer_is_given_at_its_desk_and_no_longer_put_off(session):
    session.skipped["tags"] = {"q1": None, "q2": None}
    answer(session, "q1", TAG, PREVENT)
    assert {("tags", "q1"): [TAG, PREVENT]} == {
        about: told(lines) for about, lines in session.answers.items()
    }
    assert ["q2"] == [*session.skipped["tags"]]
    assert [TAG, PREVENT] == session.answer_values()
    session.desk = "screening"
    assert [] == session.answer_values()
    assert not session.patient


def test_undo_takes_back_what_was_said_last_at_a_desk(session):
    answer(session, "q1", TAG)
    answer(session, "q2", NOT)
    answer(session, "q3", ("include", "Doe2001", "abstract"), desk="screening")

    def last(desk):
        verbs = {"tags": ("tag", "not-tag"), "screening": ("include",), "stance": ("stance",)}[desk]
        return session.last(desk, lambda d: d.verb in verbs, lambda _: False)

    assert ([NOT], [("include", "Doe2001", "abstract")], []) == (
        told(last("tags")),
        told(last("screening")),
        told(last("stance")),
    )
    assert "q2" == session.take_back(last("tags"))
    assert [TAG] == told(last("tags"))
    assert [("tags", "q1"), ("screening", "q3")] == [*session.answers]
    assert [TAG, ("include", "Doe2001", "abstract")] == told(session.lines())


def test_of_what_was_said_before_the_window_lines_of_one_time_and_key_go_together(folder):
    path = folder / "decisions/ann.tsv"
    path.parent.mkdir()
    rows = (
        "1\tann\ttag\tDoe2001\tprotect",
        "2\tann\ttag\tDoe2001\tprevent",
        "2\tann\tset\tDoe2001\tyear=2002",
        "2\tann\ttag\tRoe2002\tprotect",
        "1\tann\tinclude\tDoe2001\tabstract",
    )
    path.write_text(
        "when\tby\tverb\tkey\tvalue\n"
        + "".join(f"2026-01-01T00:00:0{row}\n".replace("\tann", "Z\tann", 1) for row in rows)
    )
    session = WindowSession(folder, "ann")

    def last(key, beside=lambda _: False):
        return told(session.last("tags", lambda d: d.verb == "tag" and d.key == key, beside))

    assert [PREVENT] == last("Doe2001")
    assert [PREVENT, ("set", "Doe2001", "year=2002")] == last("Doe2001", lambda d: d.verb == "set")
    assert [("tag", "Roe2002", "protect")] == last("Roe2002", lambda d: d.verb == "set")
    assert [] == last("Nobody")


def test_what_is_taken_back_from_before_the_window_is_read_again(folder):
    first = WindowSession(folder, "ann")
    answer(first, "q1", TAG)
    second = WindowSession(folder, "ann")
    second.look("tags")
    number = second.generation
    assert "" == second.take_back(second.last("tags", lambda _: True, lambda _: False))
    assert number < second.generation
    assert [] == [*second.lines()]


def test_others_are_heard_as_they_wrote_and_this_person_as_it_counts(folder, session):
    other(folder, "tag\tRoe2002\tprotect", "not-tag\tRoe2002\tprotect")
    session.look("tags")
    answer(session, "q1", TAG)
    assert [("tag", "Roe2002", "protect"), NOT, TAG] == told(session.lines())
    session.take_back(session.last("tags", lambda _: True, lambda _: False))
    assert [("tag", "Roe2002", "protect"), NOT] == told(session.lines())


def test_only_what_changed_is_read_again(folder, session):
    number, library = session.generation, session.review.library
    session.look("tags")
    assert number == session.generation
    answer(session, "q1", TAG)
    session.look("tags")
    assert (number, 1) == (session.generation, len(session.answers)), "what was written here is no news"
    other(folder, "tag\tRoe2002\tprotect")
    session.look("tags")
    assert (number + 1, 0, True) == (
        session.generation,
        len(session.answers),
        session.review.library is library,
    )
    bib = folder / "bib/a.bib"
    bib.write_text(bib.read_text().replace("{2001}", "{2003}"))
    os.utime(bib, ns=(10**9, 10**9))
    session.look("tags")
    assert (number + 2, False) == (session.generation, session.review.library is library)
    assert 2003 == next(source.year for source in session.review.sources if source.key == "Doe2001")


@pytest.mark.parametrize(("desk", "anew"), [("tags", False), ("", True), ("screening", True)])
def test_what_was_answered_has_its_consequences_at_another_desk(session, desk, anew):
    answer(session, "q1", TAG)
    number = session.generation
    session.look(desk)
    assert anew == (number < session.generation)
    assert anew == (not session.answers)
    assert (desk or "tags") == session.desk


def test_a_stage_is_made_once_and_had_from_then_on(session):
    session.patient = True
    assert not session.review.evaluator.has("problems")
    assert session.ready("problems")
    made = session.review.problems
    assert made is session.compute(session.snapshot, "problems").problems


def test_what_is_computed_is_seen_at_the_next_request_whole_and_not_before(session):
    shown = session.snapshot
    with ThreadPoolExecutor(1) as beside:
        review = beside.submit(session.compute, shown, "tags", "links").result()
    assert session.snapshot is shown
    assert [False, False] == [session.review.evaluator.has(name) for name in ("tags", "links")]
    problems = session.review.problems
    session.look("tags")
    assert [True, True] == [session.review.evaluator.has(name) for name in ("tags", "links")]
    assert review.stage_value("tags") is session.review.stage_value("tags")
    assert problems is session.review.problems, "what a request computed is not computed again"
    assert shown.generation == session.snapshot.generation
    with pytest.raises(FrozenInstanceError):
        shown.generation = 2


def test_a_stage_is_computed_once_though_nobody_has_asked_for_it_since(session):
    first = session.compute(session.snapshot, "tags")
    again = session.compute(session.snapshot, "tags", "links")
    assert first.stage_value("tags") is again.stage_value("tags")


def test_what_is_computed_of_an_earlier_reading_is_not_shown(folder, session):
    old = session.snapshot
    other(folder, "tag\tRoe2002\tprotect")
    session.look("tags")
    session.compute(old, "tags")
    session.look("tags")
    assert old.generation + 1 == session.snapshot.generation
    assert not session.review.evaluator.has("tags")


def test_the_review_as_it_was_is_kept_while_its_tags_are_made_anew(folder, session):
    assert session.before is None
    was = session.compute(session.snapshot, "tags", "links")
    other(folder, "tag\tRoe2002\tprotect")
    session.look("tags")
    assert session.before is not None
    assert was is session.before.review


def test_a_sample_is_drawn_and_left(session):
    screening.TOPIC.turn(session, {"sample": "1"})
    assert (1, True) == (session.sample.size, session.sample.left > 1)
    screening.TOPIC.turn(session, {"sample": "0"})
    assert session.sample is None


def test_what_a_question_rested_on_is_remembered_of_the_last_ones(session):
    for number in range(_REMEMBERED_BASES + 1):
        session.remember_basis(f"d{number}", {"it": str(number)})
    assert session.basis("d0") is None
    assert [{"it": "1"}, {"it": "200"}] == [session.basis("d1"), session.basis("d200")]


def test_a_form_that_was_not_kept_is_told_of_until_something_is(session):
    name = session.store_reply("q1", "why", {"answer": "y"})
    assert name != session.store_reply("q2", "why", {"answer": "y"})
    assert name != session.store_reply("q1", "why", {"answer": "n"})
    assert name == session.store_reply("q1", "other", {"answer": "y"})
    assert ("other", {"answer": "y"}) == session.stored_reply(name)
    session.forget_replies("q2")
    assert "other" == session.stored_reply(name)[0]
    session.forget_replies("q1")
    assert (None, {}) == session.stored_reply(name)


def test_a_window_is_of_a_review_and_a_person(tmp_path, folder):
    with pytest.raises(UsageError):
        WindowSession(folder, " ")
    with pytest.raises(UsageError):
        WindowSession(tmp_path / "none", "ann")
    assert "reviewer-a" == WindowSession(folder, "Reviewer A").by
