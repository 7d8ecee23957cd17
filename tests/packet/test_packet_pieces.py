"""The pieces of a check of a packet one by one: values as JSON and back, files, numbers, commitments and quotes. All are made up."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, Literal

import numpy as np
import pytest

from litreview.core.model import Doi, Source, Where
from litreview.core.results.packets import LedgerEntry
from litreview.core.results.texts import QuoteCheck
from litreview.core.sealed import Sealed
from litreview.judgements.codebook.values import Pattern, parse_pattern
from litreview.review.packet import check, reader_texts
from litreview.review.packet.contents import to_json
from litreview.review.packet.values import from_plain, to_plain

HERE = Where(file="a.bib", line=3)


@pytest.mark.parametrize(
    ("kind", "value", "plain"),
    [
        (int, 1, 1), (bool, True, True), (str, "a", "a"), (float, 1.5, 1.5), (float, 2.0, 2.0), (None, None, None), (Doi, Doi("10.5/a"), "10.5/a"),
        (date, date(2026, 1, 2), "2026-01-02"), (Pattern, parse_pattern("port raid"), "port raid"), (Literal["a", "b"], "b", "b"),
        (int | None, None, None), (int | None, 3, 3), (int | str, "a", "a"),
        (Where, HERE, {"file": "a.bib", "line": 3}), (Where, Where(file="a.bib"), {"file": "a.bib"}),
        (tuple[int, ...], (1, 2), [1, 2]), (tuple[int, str], (1, "a"), [1, "a"]), (frozenset[str], frozenset("ba"), ["a", "b"]), (list[int], [], []),
        (dict[str, int], {"a": 1}, {"a": 1}), (dict[tuple[str, str], int], {("a", "b"): 1}, [[["a", "b"], 1]]),
        (dict[Where, int], {HERE: 1}, [[{"file": "a.bib", "line": 3}, 1]]),
    ],
)  # fmt: skip
def test_a_value_is_the_same_after_it_was_written(kind: Any, value: Any, plain: Any) -> None:
    assert plain == to_plain(value)
    again = from_plain(kind, plain)
    assert (value, type(value)) == (again, type(again))


@pytest.mark.parametrize(
    ("kind", "plain"),
    [
        (int, True), (int, "1"), (int, 1.0), (bool, 1), (str, 1), (float, "1"), (float, True), (None, []), (date, "2026-13-01"), (date, 3), (Pattern, 3),
        (Literal["a", "b"], "c"), (int | None, "a"), (Where, {"file": "a", "odd": 1}), (Where, []), (Where, {"file": 3}), (Where, {}),
        (tuple[int, ...], {"a": 1}), (tuple[int, str], [1]), (tuple[int, str], [1, "a", 2]), (tuple[int, ...], ["a"]), (dict[str, int], [1]),
        (dict[str, int], "ab"), (set[int] | Sealed[str], "x"), (complex, [1]),
    ],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(kind: Any, plain: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        from_plain(kind, plain)


@pytest.mark.parametrize("value", [Sealed("x"), object(), b"x", np.array(["a"]), [Sealed("x")], Where])
def test_what_has_no_form_is_not_written(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        to_plain(value)


def test_numbers_of_numpy_are_plain_numbers() -> None:
    assert [1, 1.5, True] == to_plain([np.int64(1), np.float64(1.5), np.bool_(1)])


@pytest.mark.parametrize(
    ("members", "made", "said"),
    [
        ({"out/a": b"1"}, {"out/a": b"1"}, []),
        ({"out/a": b"1\n2"}, {"out/a": b"1\n3"}, [("page", "out/a", "recomputed, it differs, from line 2 on")]),
        ({"bib/a": b"1"}, {"bib/a": b"2"}, [("bytes", "bib/a", "it is not written as packets are, from line 1 on")]),
        ({}, {"out/a": b"1"}, [("page", "out/a", "not in the packet")]),
        ({"out/a": b"1"}, {}, [("page", "out/a", "nothing in the packet makes it")]),
        ({"more.txt": b"1"}, {}, []),
        ({"ledger.json": b"1"}, {"ledger.json": b"2"}, []),
        ({"out/b": b"1", "out/a": b"1"}, {}, [("page", "out/a", "nothing in the packet makes it"), ("page", "out/b", "nothing in the packet makes it")]),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_is_made_from_the_packet(members: Any, made: Any, said: list[Any]) -> None:
    assert said == [(one.kind, one.what, one.detail) for one in check._different_files(members, made)]


def entry(name: str, value: int, **more: Any) -> LedgerEntry:
    return LedgerEntry(name=name, value=value, definition="", **more)


@pytest.mark.parametrize(
    ("stated", "own", "same_bytes", "said"),
    [
        ([entry("a", 1)], [entry("a", 1)], True, []),
        ([entry("a", 1)], [entry("a", 1)], False, [("ledger.json", "recomputed, it differs")]),
        ([entry("a", 2)], [entry("a", 1)], False, [("a", "2 in the packet, recomputed 1")]),
        ([], [entry("a", 1)], False, [("a", "not in the packet; recomputed 1")]),
        ([entry("a", 1), entry("b", 2)], [entry("a", 1)], True, [("b", "no number of this review")]),
        (
            [entry("a", 1, rows=("x",))],
            [entry("a", 1, rows=("y",))],
            False,
            [("a", "recomputed, it counts other rows")],
        ),
    ],
)
def test_a_number_that_is_another_when_recomputed(
    stated: Any, own: Any, same_bytes: bool, said: list[Any]
) -> None:
    review: Any = SimpleNamespace(ledger=own)
    made = {"ledger.json": b"1"}
    found = check._different_numbers({"ledger.json": b"1" if same_bytes else b"2"}, stated, made, review)
    assert said == [(one.what, one.detail) for one in found]


GOOD, OTHER = "0" * 64, "1" * 64


@pytest.mark.parametrize(
    ("codes", "stated", "wrong"),
    [
        ([], {}, []),
        (["I07"], {"I07": GOOD}, []),
        (["I07", "I08"], {"I07": GOOD, "I08": OTHER}, []),
        (["I07"], {}, ["no commitment for I07"]),
        ([], {"I07": GOOD}, ["commitment for I07, which the review does not have"]),
        (["I07"], {"I07": "x" * 64}, ["that of I07 is no commitment (not 64 hex digits)"]),
        (["I07"], {"I07": "0" * 63}, ["that of I07 is no commitment (not 64 hex digits)"]),
        (["I07", "I08"], {"I07": GOOD, "I08": GOOD}, ["the same commitment twice (I07, I08)"]),
    ],
)
def test_what_is_wrong_with_commitments(
    codes: Any, stated: Any, wrong: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "sealed_codes", lambda _: codes)
    review: Any = None
    written = to_json(dict(sorted(stated.items())))
    assert wrong == check._wrong_commitments({"commitments.json": written}, stated, review)
    odd = check._wrong_commitments({"commitments.json": written + b" "}, stated, review)
    assert (wrong or ["it is not written as packets are"]) == odd


def quote(words: str = "They left.", **more: Any) -> QuoteCheck:
    return QuoteCheck(**{"source": "a", "quote": words, "where": HERE, "verdict": "found"} | more)


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (None, "there is no such quote"),
        (quote(), "it is found"),
        (quote(page="7", numbering="printed"), "it is found on p. 7"),
        (quote(page="7", numbering="printed", said="p. 8"), "it is found on p. 7 and given as p. 8"),
        (quote(verdict="differently"), "it is found in other words"),
        (quote(verdict="missing", said="p. 8"), "it is missing and given as p. 8"),
    ],
)
def test_where_a_quote_is_in_words(one: QuoteCheck | None, words: str) -> None:
    assert words == reader_texts._found_in_words(one)


def test_a_quote_that_is_elsewhere_than_the_packet_says() -> None:
    own, stated = (
        {("p", "a", "q"): quote()},
        {("p", "a", "q"): quote(verdict="missing"), ("r", "a", "q"): quote()},
    )
    assert [
        ("p", "the packet says that it is missing; looked up in the text, it is found"),
        ("r", "the packet says that it is found; looked up in the text, there is no such quote"),
    ] == [(one.what, one.detail) for one in reader_texts._misplaced(own, stated)]
    assert [] == [*reader_texts._misplaced(own, dict(own))]


def test_why_a_text_is_not_looked_into() -> None:
    reasons = reader_texts._reasons(["texts/a.pdf", "texts/b.pdf"], ["mine/a.pdf", "c.pdf"])
    assert {
        "texts/a.pdf": "your text a.pdf has another digest",
        "texts/b.pdf": "your folder has no text with this digest",
    } == reasons


@pytest.mark.parametrize(
    ("more", "whole"),
    [({}, True), ({"confidential": True}, False), ({"fields": {"abstract": f"sha256:{GOOD}"}}, False), ({"fields": {"abstract": "They left."}}, True)],
)  # fmt: skip
def test_a_source_of_which_a_reader_has_everything(more: dict[str, Any], whole: bool) -> None:
    assert whole is check._is_whole(
        Source(**{"key": "k", "type": "book", "fields": {}, "records": ()} | more)
    )
