"""A sealed text shows nothing, whatever is done with it. All names here are made up."""

from __future__ import annotations

import copy
import csv
import io
import json
import pickle

import pytest

from litreview.core.sealed import Sealed

SECRET = "made-up name"


def _csv(held: object) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow([held])
    return stream.getvalue()


def _frame(held: object) -> str:
    import pandas as pd

    frame = pd.DataFrame({"reason": [held]})
    return frame.to_csv() + frame.to_html() + repr(frame) + repr(frame.astype("string"))


@pytest.mark.parametrize(
    "show",
    [
        str,
        repr,
        ascii,
        lambda held: f"{held} {held!r} {held:>20} {held!s:.3}",
        lambda held: "%s %r" % (held, held),  # noqa: UP031 - the class is every way to print
        lambda held: repr([held, {"a": held}, (held,)]),
        lambda held: json.dumps({"reason": held}, default=str),
        lambda held: repr(pickle.dumps([held])),
        lambda held: repr((dir(held), getattr(held, "__dict__", ""), held.__reduce_ex__(4))),
        _csv,
        _frame,
    ],
)  # fmt: skip
def test_it_shows_nothing(show):
    assert SECRET not in show(Sealed(SECRET))


def test_json_refuses_it_without_a_word_of_it():
    with pytest.raises(TypeError) as error:
        json.dumps(Sealed(SECRET))
    assert SECRET not in str(error.value)


def test_equality_and_hash_tell_nothing():
    assert Sealed("a") == Sealed("b")
    assert 1 == len({Sealed("a"), Sealed("b")})
    assert Sealed("a") != "a"


def test_it_is_opened_by_name_alone_and_a_pickle_has_lost_it():
    held = Sealed(SECRET)
    assert SECRET == held.reveal() == copy.deepcopy(held).reveal() == copy.copy(held).reveal()
    with pytest.raises(LookupError) as error:
        pickle.loads(pickle.dumps(held)).reveal()
    assert SECRET not in str(error.value)
    with pytest.raises(AttributeError, match="fixed"):
        held.text = "x"
