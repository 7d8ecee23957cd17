"""A record holds its texts as one, and nobody sees it."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import tracemalloc
from pathlib import Path

import pytest

import litreview as lr
from litreview import compact as compacting
from litreview import formats, model
from litreview.compact import Layouts, Texts, fields_in, people_in, raw_in, together, written_in
from litreview.formats import parsing
from litreview.model import Fields, Person, Record, RecordId, Where, compact

BIB = sorted(
    path
    for path in (Path(__file__).parents[1] / "bib").iterdir()
    if path.suffix in {".bib", ".csv", ".ris", ".nbib"}
)
NAMES = [each.name for each in dataclasses.fields(Record)]


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch):
    """Hold what is read so from the first record on."""
    monkeypatch.setattr(compacting, "MANY", 0)


@pytest.fixture
def in_full(monkeypatch):
    """What reading gives where each record holds each of its texts by itself."""

    def read(path):
        with monkeypatch.context() as patch:
            patch.setattr(parsing, "compact", lambda *_, **__: None)
            return lr.read(path, root=path.parent)

    return read


def holds_one_text(work):
    return type(model._held_text(work)) is bytes


@pytest.mark.parametrize("path", BIB, ids=lambda path: path.name)
def test_records_say_what_they_would_say_in_full(path, in_full):
    small, full = lr.read(path, root=path.parent), in_full(path)
    assert small == full
    assert [hash(record) for record in small] == [hash(record) for record in full]
    for one, other in zip(small, full, strict=True):
        for name in NAMES:
            assert getattr(one, name) == getattr(other, name), name
        assert list(one.fields) == list(other.fields), "fields keep their order"
        assert list(one.raw_fields) == list(other.raw_fields)
        assert type(one.fields) is type(one.raw_fields) is Fields
        assert repr(one) == repr(other)


def test_only_many_are_held_so(monkeypatch):
    path = next(path for path in BIB if path.suffix == ".bib")
    count = len(lr.read(path))
    for many, held in ((2 * count, False), (count, True)):
        monkeypatch.setattr(compacting, "MANY", many)
        assert held == any(map(holds_one_text, lr.read(path)))


def test_nearly_all_hold_one_text():
    records = [each for path in BIB if path.suffix == ".bib" for each in lr.read(path)]
    assert sum(map(holds_one_text, records)) > 0.95 * len(records)


def test_what_is_confidential_is_never_held_so():
    for record in formats.read_text(
        "@misc{I01, title = {Made up}, confidential = {true}}", include_confidential=True
    ):
        assert record.confidential
        assert not holds_one_text(record)


@pytest.mark.parametrize("path", BIB[:3], ids=lambda path: path.name)
def test_copies_and_pickles_are_equal_and_as_small(path):
    library = lr.read(path)
    assert pickle.loads(pickle.dumps(library)) == library
    for record in library:
        for again in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):
            assert again == record
            assert holds_one_text(again) == holds_one_text(record)
        assert dataclasses.replace(record, year=1) == dataclasses.replace(
            record, fields=dict(record.fields), year=1
        )


def test_sources_share_the_text_of_their_record():
    found = lr.dedupe(formats.read_text("@book{a, title = {Made up}, author = {Doe, Jane}, year = 2001}"))
    source, record = found[0], found[0].records[0]
    assert holds_one_text(source)
    assert model._held_text(source) is model._held_text(record)
    assert source.authors == (Person(family="Doe", given="Jane"),)


def test_texts_of_one_letter_are_told_apart():
    """Python has each bytes of one letter once: what is remembered of one work is not another's."""
    layouts = Layouts()
    made = [Record(key="k", type="book", id=RecordId("k"), where=Where(file="f"), fields={name: value})
            for name, value in [("year", "1"), ("volume", "1"), ("note", ""), ("title", "")]]  # fmt: skip
    for record in made:
        compact(record, layouts)
    assert [dict(record.fields) for record in made] == [
        {"year": "1"},
        {"volume": "1"},
        {"note": ""},
        {"title": ""},
    ]


TEXTS = {
    "nothing": Texts({}, {}),
    "fields alone": Texts({"title": "A", "year": "2001"}, {}),
    "decoded": Texts({"title": "Ä", "year": "1"}, {"title": '{\\"A}', "year": "1"}, '@book{k, title = {{\\"A}}, year = 1}', "k"),
    "no key in it": Texts({"title": "A"}, {"title": "A"}, "TY  - A\r\n", "Doe2001"),
    "other order": Texts({"b": "B", "a": "A"}, {"a": "A", "b": "B"}, "a = {A}, b = {B}", ""),
    "half a letter": Texts({"title": "\ud800"}, {"title": "\ud800"}, "{k, title = {\ud800}", "k"),
    "plain names": Texts({"author": "Doe, Jane and Roe, R."}, {}, authors=(Person(family="Doe", given="Jane"), Person(family="Roe", given="R."))),
    "others": Texts({"author": "Doe, Jane and others"}, {}, authors=(Person(family="Doe", given="Jane"),)),
    "a body": Texts({"editor": "{Made up}"}, {}, editors=(Person(literal="Made up"),)),
    "all parts": Texts({"author": "x"}, {}, authors=(Person(family="a", given="b", prefix="c", suffix="d"),)),
    "commas in a name": Texts({"author": "a, b, c"}, {}, authors=(Person(family="a, b", given="c"),)),
    "names said otherwise": Texts({"author": "Doe, Jane"}, {}, authors=(Person(family="Do", given="e, Jane"),)),
}  # fmt: skip


@pytest.mark.parametrize("texts", TEXTS.values(), ids=TEXTS)
def test_texts_are_taken_apart_as_they_were(texts):
    held = together(texts, Layouts())
    assert held is not None
    assert list(fields_in(*held)) == list(texts.fields.items())
    assert list(written_in(*held)) == list(texts.written.items())
    assert raw_in(*held, texts.key) == texts.raw
    for role, people in (("author", texts.authors), ("editor", texts.editors)):
        parts = [(one.family, one.given, one.prefix, one.suffix, one.literal) for one in people]
        assert list(people_in(*held, role)) == parts


@pytest.mark.parametrize(
    "texts",
    [
        Texts({"title": "a\0b"}, {}),
        Texts({"author": "x"}, {}, authors=(Person(family="a\x1fb"),)),
        Texts({"author": "x"}, {}, authors=(Person(family="a\x1eb"),)),
    ],
)
def test_what_holds_the_marks_between_texts_is_left_as_it_is(texts):
    assert together(texts, Layouts()) is None


def test_entries_of_one_kind_share_a_layout_and_those_of_a_thousand_kinds_take_no_more_than_themselves():
    one = "".join(f"@book{{k{n}, title = {{Made up {n}}}, year = {2000 + n}}}\n\n" for n in range(900))
    layouts = {id(model._held_layout(record)) for record in formats.read_text(one)}
    assert len(layouts) == 1


@pytest.mark.exhaustive
def test_a_thousand_records_take_twice_their_text():
    text = "".join(
        f"@article{{made{n},\n  author = {{Doe, Jane and Roe, Richard}},\n  title = {{A made-up title of some length, {n}}},\n"
        f"  journal = {{Journal of Nothing}},\n  year = {{2001}},\n  pages = {{{n}-{n + 9}}},\n  abstract = {{{'Made up, ' * 60}all}},\n}}\n\n"
        for n in range(1000)
    )  # fmt: skip
    formats.read_text(text)
    tracemalloc.start()
    library = formats.read_text(text)
    held, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(library) == 1000
    assert held < 2 * len(text)
    assert most < 4.5 * len(text)
