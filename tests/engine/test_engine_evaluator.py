"""The evaluator: each stage is computed once, and again only where what it needs has changed."""

from dataclasses import dataclass, field
from graphlib import CycleError
from threading import Thread

import pytest
from hypothesis import given, strategies as st

from litreview.core.sealed import Sealed
from litreview.engine import Evaluator, Previous, graph, is_same, stage


def stages(log):
    """Return a small graph; each stage writes its name into `log` when it is computed."""

    @stage()
    def words(text):
        log.append("words")
        return tuple(text.split())

    @stage()
    def count(words):
        log.append("count")
        return len(words)

    @stage()
    def shout(words, mark):
        log.append("shout")
        return tuple(word.upper() + mark for word in words)

    @stage(lazy=["shout"])
    def line(count, shout):
        log.append("line")
        return " ".join(shout()) if count > 2 else "few"

    @stage()
    def running(words, previous):
        log.append("running")
        return (previous.value if previous else 0) + len(words)

    return graph([running, line, shout, count, words])


def test_a_stage_is_computed_when_first_asked_for_and_once():
    log = []
    made = Evaluator(stages(log), {"text": "a b c", "mark": "!"})
    assert ("A! B! C!", "A! B! C!") == (made.value("line"), made.value("line"))
    assert ["words", "count", "line", "shout"] == log


@pytest.mark.parametrize(
    ("text", "mark", "again"),
    [
        ("a b c", "!", []),
        ("a  b c", "!", ["words"]),  # the same words: what needs them is reused
        ("a b d", "!", ["words", "count", "shout", "line"]),
        ("a b c", "?", ["shout", "line"]),
        ("a b", "!", ["words", "count", "line"]),
    ],
)
def test_only_what_rests_on_a_change_is_computed_again(text, mark, again):
    log = []
    every = stages(log)
    first = Evaluator(every, {"text": "a b c", "mark": "!"})
    first.value("line")
    log.clear()
    then = Evaluator(every, {"text": text, "mark": mark}, first)
    fresh = Evaluator(stages([]), {"text": text, "mark": mark})
    assert fresh.value("line") == then.value("line")
    assert sorted(again) == sorted(log)


def test_a_lazy_need_that_was_not_asked_for_changes_nothing():
    log = []
    every = stages(log)
    first = Evaluator(every, {"text": "a b", "mark": "!"})
    assert "few" == first.value("line")
    log.clear()
    assert "few" == Evaluator(every, {"text": "a b", "mark": "?"}, first).value("line")
    assert [] == log


def test_a_stage_that_nobody_asked_for_in_between_still_goes_on_from_before():
    log = []
    every = stages(log)
    first = Evaluator(every, {"text": "a b c", "mark": "!"})
    first.value("count")
    between = Evaluator(every, {"text": "x", "mark": "!"}, first)
    log.clear()
    assert 3 == Evaluator(every, {"text": "a b c", "mark": "!"}, between).value("count")
    assert [] == log


def test_a_stage_may_go_on_from_what_it_returned_before():
    every = stages([])
    first = Evaluator(every, {"text": "a b", "mark": ""})
    assert 2 == first.value("running")
    assert 5 == Evaluator(every, {"text": "a b c", "mark": ""}, first).value("running")
    assert 2 == Evaluator(every, {"text": "a b", "mark": "?"}, first).value("running")
    changed = []

    @stage()
    def kept(text, previous):
        changed.append(previous and (previous.value, previous.changed))
        return text

    first = Evaluator(graph([kept]), {"text": "a"})
    first.value("kept")
    Evaluator(graph([kept]), {"text": "b"}, first).value("kept")
    assert [None, ("a", {"text"})] == changed
    assert Previous("a", frozenset()) == Previous("a", frozenset())


def test_each_stage_says_what_was_done_and_why():
    every = stages([])
    first = Evaluator(every, {"text": "a b c", "mark": "!"})
    first.value("count")
    why = "it lives in memory alone"
    assert (("words", "made anew", why), ("count", "made anew", why)) == first.explain()
    then = Evaluator(every, {"text": "a  b c", "mark": "!"}, first)
    then.value("count")
    assert (
        ("words", "made anew", "text changed; the value is the same"),
        ("count", "reused", "nothing that it needs changed"),
    ) == then.explain()


def test_a_copy_has_its_own_values_until_they_are_adopted():
    every = stages([])
    first = Evaluator(every, {"text": "a", "mark": ""})
    assert 1 == first.value("count")
    copy = first.copy()
    assert copy.has("count")
    assert ("A",) == copy.value("shout")
    assert not first.has("shout")
    first.adopt(copy)
    assert first.has("shout")
    assert first.value("shout") is copy.value("shout")


def test_several_threads_compute_a_stage_once():
    log = []
    made = Evaluator(stages(log), {"text": "a b c", "mark": "!"})
    threads = [Thread(target=made.value, args=("line",)) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert ["words", "count", "line", "shout"] == log


def test_a_graph_without_sense_is_refused():
    @stage()
    def a(b):
        return b

    @stage()
    def b(a):
        return a

    with pytest.raises(CycleError):
        graph([a, b])
    with pytest.raises(ValueError, match="two stages are called a"):
        graph([a, stage()(a.make)])
    with pytest.raises(ValueError, match="no parameter c"):
        stage(lazy=["c"])(a.make)
    with pytest.raises(ValueError, match="no parameter c"):
        stage(each="c")(a.make)
    with pytest.raises(ValueError, match="none of it can be lazy"):
        stage(lazy=["b"], each="b")(a.make)
    with pytest.raises(ValueError, match="both a stage and an input: a"):
        Evaluator(graph([a]), {"a": 1})
    with pytest.raises(KeyError):
        Evaluator(graph([a]), {}).value("c")


@dataclass(frozen=True)
class Apart:
    shown: int
    beside: object = field(default=0, compare=False)


VALUES = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.builds(Apart, st.integers(0, 2))
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner, inner),
        st.dictionaries(st.text(max_size=2), inner, max_size=3),
        st.builds(Sealed, inner),
        st.builds(Apart, st.integers(0, 2), inner),
    ),
    max_leaves=8,
)


def spelled(value):
    """Return a value as text, all the way down, sealed values too."""
    if isinstance(value, Sealed):
        return f"Sealed({spelled(value.reveal())})"
    if isinstance(value, Apart):
        return f"Apart({value.shown}, {spelled(value.beside)})"
    if isinstance(value, dict):
        return f"dict({[(key, spelled(one)) for key, one in value.items()]})"
    if isinstance(value, list | tuple):
        return f"{type(value).__name__}({[spelled(one) for one in value]})"
    return repr(value)


@given(VALUES, VALUES)
def test_two_values_are_the_same_if_they_hold_the_same(a, b):
    assert (spelled(a) == spelled(b)) == is_same(a, b)
    assert is_same(a, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Sealed("a"), Sealed("b")),
        (Apart(1, "a"), Apart(1, "b")),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ((1,), [1]),
        (object(), object()),
        (1, True),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_equality_takes_for_one_is_told_apart(a, b):
    assert not is_same(a, b)


def test_a_stage_is_an_attribute_whose_value_is_asked_for():
    @stage()
    def doubled(number):
        """Twice the number."""
        return 2 * number

    class Held:
        twice = doubled

        def stage_value(self, name):
            return Evaluator(graph([doubled]), {"number": 4}).value(name)

    assert 8 == Held().twice
    assert "Twice the number." == Held.twice.__doc__
    assert (6, "<Stage doubled(number)>") == (doubled(3), repr(doubled))


def test_stages_of_one_function_share_the_values_of_items():
    asked = []

    def shouted(words):
        asked.extend(words)
        return [word.upper() for word in words]

    @stage(each="words", part="shouted")
    def first(words):
        return shouted(words)

    @stage(each="others", part="shouted")
    def second(others):
        return shouted(others)

    made = Evaluator(graph([first, second]), {"words": ("a", "b"), "others": ("b", "c")})
    assert (("A", "B"), ("B", "C")) == (made.value("first"), made.value("second"))
    assert ["a", "b", "c"] == asked
