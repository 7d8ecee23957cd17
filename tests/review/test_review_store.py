"""A run that looks up what the one before made writes the same as one that makes all of it, whatever was decided or edited between them."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from litreview.core import pandoc
from litreview.review import open_review, store as stores
from litreview.review.outputs.registry import OUTPUTS
from litreview.stages.bibliography import citeproc_batch
from litreview.stages.tagging import codebook_rules

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "demonstration"
NAMES = (
    "library.bib", "library.ris", "all.bib", "tags.csv", "citations.csv", "not-held.csv", "problems.csv", "bibliography.html",
)  # fmt: skip
TITLE, SECRET = "title={", "a made-up word of Zebra"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LITREVIEW_CACHE", str(tmp_path / "cache"))
    return Path(shutil.copytree(EXAMPLE, tmp_path / "review"))


def made(folder: Path, *, look: bool = True) -> dict[str, bytes]:
    review = open_review(folder)
    if not look:
        review = replace(review)  # the same inputs, and no store
        assert review.evaluator.store is None
    found = {name: OUTPUTS[name].make(review) for name in NAMES}
    review.evaluator.end_run()
    return found


def store(folder: Path) -> Path:
    """Return the file in which values of the one review are stored."""
    (found,) = (folder.parent / "cache").glob("stages-*.sqlite")
    return found


def names(folder: Path) -> set[str]:
    with sqlite3.connect(store(folder)) as base:
        return {row[0] for row in base.execute("SELECT name FROM entries")}


def change(folder: Path, random: Random, number: int) -> None:
    """Decide something, or edit an export, a note or the codebook."""
    keys = [source.key for source in open_review(folder).sources if not source.confidential]
    one, other = random.sample(keys, 2)
    code = random.choice(["protect", "prosecute", "prevent", "none"])
    verb, value = random.choice([("tag", code), ("not-tag", code), ("same", other), ("different", other)])
    with (folder / "decisions" / "demo-coder-a.tsv").open("a", encoding="utf-8") as file:
        file.write(f"2031-01-01T00:00:{number:02}Z\tdemo-coder-a\t{verb}\t{one}\t{value}\t\tmade up\t\n")
    edited = random.choice(sorted((folder / "bib").glob("demo-*")))
    text = edited.read_text(encoding="utf-8")
    place = random.choice([at for at, letter in enumerate(text) if letter == "e"])
    text = text[:place] + random.choice("aou") + text[place + 1 :]
    edited.write_text("\n" * (edited.suffix == ".bib") + text, encoding="utf-8")
    (folder / "notes" / f"{one}.md").write_text(f"A made-up note, {number}.\n", encoding="utf-8")


@pytest.mark.exhaustive
def test_a_run_with_what_is_kept_is_the_same_as_one_without(folder: Path) -> None:
    random = Random(21)
    for number in range(4):
        assert made(folder, look=False) == made(folder)
        change(folder, random, number)
    assert made(folder) == made(folder), "all is kept"


@pytest.mark.exhaustive
def test_only_what_has_changed_is_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(folder)
    read: list[str] = []
    real = codebook_rules.Rules.read

    def counting(self, source, basis):
        read.append(source.key)
        return real(self, source, basis)

    monkeypatch.setattr(codebook_rules.Rules, "read", counting)
    made(folder)
    assert [] == [key for key in read if not key.startswith(("I", "PR"))]
    path = folder / "bib" / "demo-index-a.bib"
    path.write_text(path.read_text().replace(TITLE, f"{TITLE}Another ", 1))
    made(folder)
    assert 1 == len({key for key in read if not key.startswith(("I", "PR"))})


@pytest.mark.exhaustive
def test_a_bibliography_is_printed_once_and_after_a_change_in_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []
    real = pandoc.cite_several

    def counting(parts):
        given.append(sum(len(items) for items, _ in parts))
        return real(parts)

    monkeypatch.setattr(citeproc_batch, "AT_ONCE", 10)
    monkeypatch.setattr(pandoc, "cite_several", counting)
    made(folder)
    whole = sum(given)
    given.clear()
    made(folder)
    made(folder)
    assert 0 == sum(given)
    path = folder / "bib" / "demo-index-a.bib"
    path.write_text(
        path.read_text().replace("volume={1}", "volume={91}", 1).replace(TITLE, f"{TITLE}Another ", 1)
    )
    made(folder)
    assert 0 < sum(given) < whole, given


@pytest.mark.exhaustive
def test_a_command_takes_from_the_store_what_the_one_before_stored(folder: Path, call) -> None:
    call("run", str(folder))
    stages = json.loads(call("run", str(folder), "--raw-csv", "--json", "--explain-stages").stdout)["stages"]
    assert "from the store" in {one["done"] for one in stages}


@pytest.mark.exhaustive
def test_another_version_looks_nothing_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made(folder)
    before = names(folder)
    monkeypatch.setattr(stores, "build_fingerprint", lambda *_: "another")
    made(folder)
    assert 2 * len(before) == len(names(folder)), "what the version before stored is beside"


@pytest.mark.exhaustive
def test_nothing_confidential_is_stored_and_what_is_sealed_is_gone(folder: Path) -> None:
    path = folder / "bib" / "demo-index-a.bib"
    text = path.read_text().replace("note={Invented", f"note={{{SECRET} Invented", 1)
    path.write_text(text)
    made(folder)
    assert SECRET.encode() in store(folder).read_bytes()
    path.write_text(text.replace(f"note={{{SECRET}", f"confidential={{true}}, note={{{SECRET}", 1))
    made(folder)
    assert SECRET.encode() not in store(folder).read_bytes()
    before = store(folder).read_bytes()
    review = open_review(folder, include_confidential=True)
    assert review.evaluator.store is None
    assert review.links
    assert before == store(folder).read_bytes()


@pytest.mark.exhaustive
@pytest.mark.parametrize("damage", [b"no database", b""], ids=["damaged", "empty"])
def test_what_is_damaged_is_begun_anew(folder: Path, damage: bytes) -> None:
    expected = made(folder, look=False)
    made(folder)
    store(folder).write_bytes(damage)
    assert expected == made(folder)
    assert expected == made(folder)
    assert names(folder)


@pytest.mark.exhaustive
def test_values_that_are_none_are_made_anew(folder: Path) -> None:
    expected = made(folder)
    for value in (b"7", b"null", b"true"):
        with sqlite3.connect(store(folder)) as base:
            base.execute("UPDATE entries SET value = ?", (zlib.crc32(value).to_bytes(4, "big") + value,))
        assert expected == made(folder)
