"""What each key does in a walk through questions, with three made-up questions on two works and a desk that writes nothing."""

import io
import sys
from types import SimpleNamespace

import pytest

from litreview.cli import prompts
from litreview.cli.prompts import Walk, WalkResult, console
from litreview.review.questions import Choice, Question, QuestionPart, QuestionTopic, QuestionView, Session
from litreview.review.questions.shared import Lesson


class DecisionWriter:
    """Keeps drafts in memory, as `(verb, key, value, reason, where, shown)`."""

    def __init__(self):
        self.written, self.taken_back = [], []

    def draft(self, verb, key, value, reason="", where="", shown=""):
        return SimpleNamespace(verb=verb, key=key, value=value, reason=reason, where=where, shown=shown)

    def write(self, drafts):
        self.written += [(d.verb, d.key, d.value, d.reason, d.where, d.shown) for d in drafts]

    def take_back(self, drafts):
        self.taken_back += [(d.key, d.value) for d in drafts]


def step(group, code, *, help_="", moot=lambda _: "", **more):
    """Return a question of one key; its work is shown as `<group>`."""
    choices = {
        "y": Choice(label="yes", decision=("tag", group, code), reason="read"),
        "n": Choice(label="no", decision=("not-tag", group, code)),
        "r": Choice(label="no to the rest", decision=("not-tag", group, code), rest=True),
    }
    part = QuestionPart(prompt=f"{code}?", choices=choices, help=help_)
    seen = QuestionView(
        heading=f"<{group}>", prompt="", context="of it", parts=(part,), **({"suggested": "no"} | more)
    )
    return Question(about=f"{group} {code}", works=(), group=group, item=moot, shows=lambda _: seen)


def settled(given):
    """The last question is idle once the first was answered with yes."""
    return "settled" if ("tag", "a", "p") in given else ""


def three(**more):
    return [step("a", "p", **more), step("a", "q"), step("b", "p", moot=settled)]


TOPIC = QuestionTopic(
    name="works",
    title="Works",
    noun="work",
    find=lambda _: (),
    owns=lambda _, __: False,
    rests=lambda _, __: {},
    nothing=lambda _: "",
    learned_from="what was said",
    moot=lambda _, question, given: question.item(given),
)


@pytest.fixture
def asked(monkeypatch, capsys):
    def ask(keys, steps, learn=None):
        monkeypatch.setattr(sys, "stdin", io.StringIO(keys))
        desk, session = DecisionWriter(), Session(SimpleNamespace(decided=()), "ann")
        session.lessons = lambda _: SimpleNamespace(after=learn) if learn else None
        done = Walk(session, TOPIC, steps, desk, console()).run()
        return done, desk, capsys.readouterr().out

    return ask


@pytest.mark.parametrize(
    ("keys", "told", "written", "taken_back"),
    [
        ("nnn", "3 answered, 0 skipped, 0 left", ["ap-", "aq-", "bp-"], []),
        ("n n\n n x", "3 answered, 0 skipped, 0 left", ["ap-", "aq-", "bp-"], []),
        ("NyS", "2 answered, 1 skipped, 0 left", ["ap-", "aq+"], []),
        ("yn", "2 answered, 0 skipped, 1 settled by other answers, 0 left", ["ap+", "aq-"], []),
        ("yny", "2 answered, 0 skipped, 1 settled by other answers, 0 left", ["ap+", "aq-"], []),
        ("yq", "1 answered, 0 skipped, 1 settled by other answers, 1 left", ["ap+"], []),
        ("", "0 answered, 0 skipped, 3 left", [], []),
        ("sss", "0 answered, 3 skipped, 0 left", [], []),
        ("rq", "2 answered, 0 skipped, 1 left", ["ap-", "aq-"], []),
        ("rn", "3 answered, 0 skipped, 0 left", ["ap-", "aq-", "bp-"], []),
        ("ruq", "0 answered, 0 skipped, 3 left", ["ap-", "aq-"], ["ap", "aq"]),
        ("nrq", "2 answered, 0 skipped, 1 left", ["ap-", "aq-"], []),
        ("nrr", "3 answered, 0 skipped, 0 left", ["ap-", "aq-", "bp-"], []),
        ("unq", "1 answered, 0 skipped, 2 left", ["ap-"], []),
        ("suuq", "0 answered, 0 skipped, 3 left", [], []),
        ("nnnuyq", "3 answered, 0 skipped, 0 left", ["ap-", "aq-", "bp-", "bp+"], ["bp"]),
        ("nnnuq", "2 answered, 0 skipped, 1 left", ["ap-", "aq-", "bp-"], ["bp"]),
        ("ynuuq", "0 answered, 0 skipped, 3 left", ["ap+", "aq-"], ["aq", "ap"]),
        ("x?q", "0 answered, 0 skipped, 3 left", [], []),
    ],
)
def test_each_key_is_one_answer_and_the_end_says_how_it_went(asked, keys, told, written, taken_back):
    done, desk, _ = asked(keys, three())
    assert told == str(done)
    assert written == [f"{d[1]}{d[2]}{'+' if d[0] == 'tag' else '-'}" for d in desk.written]
    assert taken_back == ["".join(one) for one in desk.taken_back]


@pytest.mark.parametrize(
    ("keys", "parts", "never"),
    [
        ("q", ["work 1 of 2", "<a>", "p?  [y/n/r/s/u/q/?] q quit: every answer so far is saved"], ["work 2"]),
        ("nq", ["no (saved)", "q?  ["], ["work 2"]),
        ("nnq", ["work 2 of 2", "<b>"], ["That was the last one"]),
        ("nnnq", ["That was the last one.  [u undo, any other key: done] q done"], ["quit: every"]),
        ("uq", ["no answer of this session is left to undo"], ["u undone"]),
        ("nuq", ["u undone"], ["is left to undo", "back to the"]),
        ("suq", ["skipped", "back to the skipped question"], ["u undone"]),
        ("xq", ["x is not a key here; ? lists the keys"], ["  y  yes"]),
        ("?q", ["What p means", "  y  yes\n  n  no\n  r  no to the rest\n  s  skip"], ["is not a key here"]),
        ("n?q", ["q?  [y/n/r/s/u/q/?] ? \n  y  yes"], ["What p means"]),
        ("\x1bq", ["is not a key here"], ["\x1b"]),
    ],
)  # fmt: skip
def test_each_key_says_what_it_did(asked, keys, parts, never):
    _, _, out = asked(keys, three(help_="What p means."))
    assert [] == [part for part in parts if part not in out]
    assert [] == [part for part in never if part in out]


def test_a_topic_is_shown_once_and_again_when_it_is_come_back_to(asked):
    _, _, out = asked("nnuq", three())
    assert ["<a>", "<b>", "<a>"] == [line for line in out.split("\n") if line.startswith("<")]


def test_a_key_that_is_no_letter_is_not_repeated_at_the_end(asked):
    _, _, out = asked("nnn\x1b", three())
    assert "\x1b" not in out
    assert out.rstrip().endswith("done")


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, "no"),
        ({"suggested": "yes"}, "yes"),
        ({"suggested": "seen"}, "no"),
        ({"suggested": "seen", "expected": "likely"}, "yes"),
    ],
)
def test_an_answer_notes_where_it_was_given_why_and_whether_a_suggestion_was_there(asked, more, shown):
    _, desk, out = asked("yq", three(note="sample 1", **more))
    assert [("tag", "a", "p", "read", "sample 1", shown)] == desk.written
    assert ("likely, learned from what was said" in out) == ("expected" in more)


def test_what_was_learned_orders_what_is_left_and_is_told_once(asked):
    steps = [step(topic, "p") for topic in "abcd"]
    given = []

    def learn(answers):
        given.append(list(answers))
        return Lesson(summary=f"learned {len(given)}", order={"c": 0, "b": 1})

    _, _, out = asked("nnsn", steps, learn=learn)
    assert ["<a>", "<c>", "<b>", "<d>"] == [line for line in out.split("\n") if line.startswith("<")]
    assert [1, 2] == [len(one) for one in given], "a skipped work teaches nothing"
    assert [1, 1] == [out.count(f"learned {n}") for n in (1, 2)]
    assert out.index("learned 1") < out.index("<c>")
    assert "work 2 of 4" in out


def test_what_is_taken_back_is_asked_again_before_what_was_learned_orders_anything(asked):
    steps = [step(topic, "p") for topic in "abc"]
    _, _, out = asked("nuq", steps, learn=lambda _: Lesson(summary="", order={"c": 0}))
    assert ["<a>", "<c>", "<a>"] == [line for line in out.split("\n") if line.startswith("<")]


def test_an_answer_that_a_later_one_settles_stays_an_answer(asked):
    steps = [step("a", "p", moot=lambda given: "settled" * (len(given) > 1)), step("b", "p")]
    assert "2 answered, 0 skipped, 0 left" == str(asked("nn", steps)[0])


def test_nothing_is_asked_where_there_is_nothing(asked):
    done, desk, out = asked("y", [])
    assert WalkResult(answered=0, skipped=0, idle=0, left=0) == done
    assert ([], "") == (desk.written, out)


@pytest.mark.parametrize(
    ("pressed", "key"), [("y", "y"), (EOFError(), "q"), (KeyboardInterrupt(), "q")], ids=str
)
def test_in_a_terminal_one_press_is_a_key(monkeypatch, pressed, key):
    def getchar():
        if isinstance(pressed, BaseException):
            raise pressed
        return pressed

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr(prompts.click, "getchar", getchar)
    assert key == prompts._read_key()
