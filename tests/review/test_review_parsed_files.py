"""A file that was parsed before is parsed again only if it changed, and nothing of it is ever stale, or confidential."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import litreview as lr
from litreview.engine import Store
from litreview.formats import read, read_with
from litreview.review import store as stores
from litreview.review.store import FileParser, confidential_digest

TEXT = (
    "@article{Doe2020, title = {Raids and {Rescue}}, author = {Doe, Jane and Roe, R.}, year = 2020}\n\n"
    '@book{Roe2019, title = "Shelter", author = {Roe, R.}, year = 2019, note = {a \\& b}}\n'
)
SEALED = "@misc{I01, title = {An interview}, confidential = {true}}\n"


@pytest.fixture
def small(monkeypatch):
    """Small files are kept, too."""
    monkeypatch.setattr(stores, "MIN_STORED_BYTES", 1)


def again(folder: Path, *paths: Path, hides=lambda record: record.confidential):
    store = Store(folder / "cache" / "stages-x.sqlite")
    library = read_with(FileParser(store, hides), *paths, root=folder, include_confidential=False)
    store.begin(confidential_digest(library, lr.Library(), ()))
    store.forget_unused()
    return library


def stored(folder: Path) -> list[str]:
    with sqlite3.connect(folder / "cache" / "stages-x.sqlite") as base:
        return [name for (name,) in base.execute("SELECT name FROM entries")]


def test_a_file_that_is_the_same_is_not_read_again(tmp_path, small, monkeypatch):
    path = tmp_path / "a.bib"
    path.write_text(TEXT)
    first = again(tmp_path, path)
    monkeypatch.setattr(stores, "parse_all", lambda *_: pytest.fail("was read again"))
    assert first == again(tmp_path, path)
    assert [record.raw for record in first] == [record.raw for record in again(tmp_path, path)]


def test_the_digests_of_records_are_stored_with_a_file_unless_one_is_confidential(tmp_path, small):
    path, cache = tmp_path / "a.bib", Store(tmp_path / "cache" / "stages-x.sqlite")
    for text, names in ((TEXT, ["Doe2020", "Roe2019"]), (TEXT + SEALED, [])):
        path.write_text(text)
        again(tmp_path, path)
        parser = FileParser(cache, lambda record: record.confidential)
        library = read_with(parser, path, root=tmp_path, include_confidential=False)
        known = {id(value): value.key for value, _ in parser.digests._known.values() if hasattr(value, "key")}
        assert names == [known[id(record)] for record in library if id(record) in known]
        for record in library:
            for whole in (True, False):
                assert stores.digests().of(record, whole=whole) == parser.digests.of(record, whole=whole)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(0, len(TEXT)), put=st.sampled_from(["", "x", "{", "}", "\n", "confidential = {true}, "])
)
def test_whatever_changes_what_is_read_is_never_stale(tmp_path, small, at, put):
    path = tmp_path / "a.bib"
    path.write_text(TEXT)
    again(tmp_path, path)
    path.write_text(TEXT[:at] + put + TEXT[at + (not put) :])
    assert read(path, root=tmp_path) == again(tmp_path, path)
    renamed = path.rename(tmp_path / "b.bib")
    assert read(renamed, root=tmp_path) == again(tmp_path, renamed)


def test_a_file_is_read_anew_by_another_version(tmp_path, small, monkeypatch):
    path = tmp_path / "a.bib"
    path.write_text(TEXT)
    again(tmp_path, path)
    before = stored(tmp_path)
    monkeypatch.setattr(stores, "build_fingerprint", lambda *_: "another")
    again(tmp_path, path)
    assert 2 == len({*before, *stored(tmp_path)})


@pytest.mark.parametrize(
    "mark", ["confidential = {true}, ", "keywords = {confidential}, ", "confidental = {yes}, "]
)
def test_nothing_of_a_file_with_a_mark_is_kept_and_what_was_is_gone(tmp_path, small, mark):
    path = tmp_path / "a.bib"
    path.write_text(TEXT)
    again(tmp_path, path)
    assert stored(tmp_path)
    path.write_text(TEXT.replace("title = {Raids", mark + "title = {Raids"))
    again(tmp_path, path)
    assert [] == stored(tmp_path)


def test_nothing_below_private_is_kept(tmp_path, small):
    (tmp_path / "private").mkdir()
    path = tmp_path / "private" / "a.bib"
    path.write_text(TEXT.replace("year = 20", "confidential = {false}, year = 20"))
    assert 2 == len(again(tmp_path, path))
    assert [] == stored(tmp_path)
    (tmp_path / "b.bib").symlink_to(path)
    assert 2 == len(again(tmp_path, tmp_path / "b.bib"))
    assert [] == stored(tmp_path)


@pytest.mark.parametrize("how", ["cut", "bit", "other"])
def test_what_is_damaged_is_read_from_the_file(tmp_path, small, how):
    path = tmp_path / "a.bib"
    path.write_text(TEXT)
    first = again(tmp_path, path)
    with sqlite3.connect(tmp_path / "cache" / "stages-x.sqlite") as base:
        ((data,),) = base.execute("SELECT value FROM entries")
        other = b'["no", "records"]'
        body = {
            "cut": data[: len(data) // 2],
            "bit": data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
            "other": zlib.crc32(other).to_bytes(4, "big") + other,
        }[how]
        base.execute("UPDATE entries SET value = ?", (body,))
    assert first == again(tmp_path, path)


def test_a_file_that_is_changed_while_it_is_read_is_not_stored(tmp_path, small, monkeypatch):
    path = tmp_path / "a.bib"
    path.write_text(TEXT)
    real = stores.parse_all

    def changing(jobs):
        path.write_text(TEXT.replace("Raids", "Frost"))
        return real(jobs)

    monkeypatch.setattr(stores, "parse_all", changing)
    again(tmp_path, path)
    assert [] == stored(tmp_path)


def test_a_folder_that_cannot_be_written_keeps_nothing_and_nothing_is_wrong(tmp_path, small):
    (tmp_path / "cache").write_text("a file")
    path = tmp_path / "a.bib"
    path.write_text(TEXT)
    assert read(path, root=tmp_path) == again(tmp_path, path)


def test_a_withdrawal_forgets_what_was_kept_of_the_review(tmp_path, small, monkeypatch):
    from litreview.review import open_review
    from litreview.review.withdrawal.withdraw import carry_out, plan_withdrawal

    cache = tmp_path / "cache"
    monkeypatch.setenv("LITREVIEW_CACHE", str(cache))
    review = tmp_path / "review"
    (review / "bib").mkdir(parents=True)
    (review / "litreview.toml").write_text('title = "A review"\n')
    (review / "bib" / "a.bib").write_text(TEXT)
    (review / "bib" / "talk.bib").write_text("@interview{I01, title = {Made up}}\n")
    open_review(review)
    assert list(cache.iterdir())
    carry_out(plan_withdrawal(review, "I01"))
    assert [] == list(cache.iterdir())
