"""Values come back from their bytes as they were, what is sealed has none, and what is damaged is no value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, Self

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.sparse import csr_matrix

from litreview.core.containers import TypedTuple
from litreview.core.model import Decision, Person, Problem, Record, RecordId, Where
from litreview.core.sealed import Sealed
from litreview.engine import Codec
from litreview.stages.learning import Features
from litreview.stages.learning.features import array_from_plain, array_to_plain

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=[]))


class Pair(NamedTuple):
    first: str
    second: tuple[int, ...]


@dataclass(frozen=True)
class Held:
    text: str
    number: int | None = None
    pairs: dict[str, Pair] = field(default_factory=dict)
    people: tuple[Person, ...] = ()
    side: Literal["a", "b"] = "a"
    editor: Person | None = None
    made: int = field(init=False, default=0)


def back(kind: Any, value: Any) -> Any:
    codec: Codec[Any] = Codec(kind)
    return codec.decode(codec.encode(value))


@given(ANY_TEXT)
def test_every_text_comes_back_halves_of_surrogates_too(text: str) -> None:
    assert text == back(str, text)
    assert {text: [text]} == back(dict[str, list[str]], {text: [text]})


def test_two_halves_do_not_become_one_letter() -> None:
    assert 2 == len(back(str, "\ud83d\ude00"))


@given(st.integers(), st.floats(allow_nan=False))
def test_every_number_comes_back(whole: int, real: float) -> None:
    assert (whole, real, 10**400 + whole) == back(tuple[int, float, int], (whole, real, 10**400 + whole))


@given(st.lists(st.tuples(ANY_TEXT, st.lists(st.integers()))), st.none() | st.integers())
def test_values_of_dataclasses_and_tuples_come_back(rows: list[Any], number: int | None) -> None:
    pairs = {name: Pair(name, tuple(numbers)) for name, numbers in rows}
    value = Held("x", number, pairs, tuple(Person(family=name) for name, _ in rows), "b")
    assert value == back(Held, value)
    edited = replace(value, editor=Person(family="Roe"))
    assert [value, edited, value] == back(list[Held], [value, edited, value])
    found = back(tuple[Held, ...], TypedTuple((value,), Held))
    assert (value,) == found
    assert isinstance(found[0].pairs.get("x", Pair("", ())), Pair)


@dataclass(frozen=True, slots=True)
class Known:
    """A value of which there is one of each name."""

    name: str

    def __new__(cls, name: str) -> Self:
        return KNOWN.setdefault(name, object.__new__(cls))


KNOWN: dict[str, Any] = {}


def test_a_dataclass_that_makes_its_own_values_makes_those_that_come_back() -> None:
    assert back(Known, Known("a")) is Known("a")


def test_sets_come_back_and_have_one_order() -> None:
    codec: Codec[frozenset[str]] = Codec(frozenset[str])
    assert {"b", "a"} == codec.decode(codec.encode(frozenset("ba")))
    assert codec.encode(frozenset("abc")) == codec.encode(frozenset("cba"))


def test_a_record_comes_back_with_its_fields() -> None:
    record = Record(
        key="a", type="book", fields={"title": "A"}, raw_fields={"title": "{A}"}, id=RecordId("a.bib:a"),
        where=Where(file="a.bib", line=3), repeated=(("note", "b"),), raw="@book{a}", authors=(Person(family="Doe"),),
    )  # fmt: skip
    found = back(Record, record)
    assert record == found
    assert type(record.fields) is type(found.fields)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (str, Sealed("a made-up secret")),
        (Any, [Sealed("a made-up secret")]),
        (Sealed[str], Sealed("a made-up secret")),
        (dict[str, Any], {"a": {"b": Sealed("a made-up secret")}}),
        (tuple[Sealed[str], ...], (Sealed("a made-up secret"),)),
        (
            Decision,
            Decision(by="a", verb="include", key="I01", value="abstract", reason=Sealed("a made-up secret")),
        ),
    ],
    ids=str,
)
def test_what_is_sealed_refuses_to_be_written(kind: Any, value: Any) -> None:
    with pytest.raises(TypeError):
        Codec(kind).encode(value)


def test_what_may_not_be_stored_and_other_kinds_are_refused() -> None:
    with pytest.raises(ValueError, match="may not"):
        Codec(str, may=lambda text: text != "no").encode("no")
    with pytest.raises(TypeError, match="is no Where"):
        Codec(Where).encode(Problem(where=Where(file="a"), code="LR001", level="info", message="x"))
    for kind in (complex, int | Where | Person, object()):
        with pytest.raises(TypeError, match="codec"):
            Codec(kind).encode(b"")


WHERE = Codec(Where).encode(Where(file="a", line=1))
NO_VALUES = [
    b"",
    b"[",
    b"{}",
    b"[1]",
    b"\xff",
    b"null",
    WHERE[:-1],
    Codec(Any).encode({}),
    Codec(Any).encode([1]),
]


@pytest.mark.parametrize("data", NO_VALUES)
def test_bytes_of_no_value_are_refused(data: bytes) -> None:
    with pytest.raises((LookupError, TypeError, ValueError)):
        Codec(Where).decode(data)


@pytest.mark.parametrize("kind", ["<f8", "<i4", "<i8", "|b1"])
def test_an_array_comes_back_to_the_bit(kind: str) -> None:
    array = np.array([[0, 1, 2], [3, 4, 5]]).astype(kind)
    found = array_from_plain(array_to_plain(array))
    assert array.dtype == found.dtype
    assert (array == found).all()
    assert array.shape == found.shape


def test_features_come_back_and_can_be_written_to() -> None:
    table = csr_matrix(np.array([[0.1, 0.0], [0.2, 0.3]]))
    found = back(Features, Features(table=table, names=("a", "b c")))
    assert (table != found.table).nnz == 0
    assert ("a", "b c") == found.names
    found.table.data[0] = 1.0


@pytest.mark.parametrize("value", [[], None, 7, {}], ids=str)
def test_what_is_no_text_is_not_read_as_one(value: Any) -> None:
    with pytest.raises(TypeError):
        Codec(str).decode(Codec(Any).encode(value))


def test_numbers_of_numpy_are_stored_as_numbers() -> None:
    assert [0.5, {"a": 2.0}] == back(list[Any], [np.float64(0.5), {"a": np.float64(2.0)}])
    for kind in (float, float | None, Any):
        assert type(back(kind, np.float64(0.5))) is float
    with pytest.raises(TypeError):
        Codec(int).encode(np.int64(1))


@pytest.mark.parametrize("kind", [int | list[int] | dict[str, int], list[int] | str, object()])
def test_a_kind_that_would_not_come_back_has_no_codec(kind: Any) -> None:
    with pytest.raises(TypeError, match="no codec"):
        Codec(kind).encode([1])
