"""Entries that read in one way only are not taken apart by bibtexparser: what is read is what it would have given."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from litreview.formats import bibtex_blocks
from litreview.formats.parsing import parse

FILES = sorted((Path(__file__).parents[2] / "bib").glob("*.bib"))
PIECES = (
    *("{", "}", '"', ",", "=", "\n", "@", "\\", "%", "#", "(", ")", " ", "1", "a", "\\}", "\\{", "={", "},"),
    *("@article{", "\n@book{x,\n", "@comment{"),
)


def in_full(text, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(bibtex_blocks, "REGULAR", re.compile("(?!)"))
        return parse(text.encode(), "made-up.bib")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_short_way_reads_what_the_long_one_does(path, monkeypatch):
    text = path.read_text(encoding="utf-8")
    assert parse(text.encode(), "made-up.bib") == in_full(text, monkeypatch)


@pytest.mark.exhaustive
def test_damage_is_read_as_the_long_way_does(monkeypatch):
    rng = random.Random(23)
    entries = [each for path in FILES for each in re.split(r"\n(?=@)", path.read_text(encoding="utf-8"))]
    for _ in range(300):
        text = "\n".join(rng.choices(entries, k=3))
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(text))
            text = text[:at] + rng.choice([*PIECES, ""]) + text[at + rng.randint(0, 2) :]
        assert parse(text.encode(), "made-up.bib") == in_full(text, monkeypatch), text


@pytest.mark.parametrize(
    "entry",
    [
        "@book{a, title = {A {Made} up title}, year = 2001}",
        '@book{ a ,\n  title = "A {title}",\n year={2001} , }',
        "@misc{a,}",
    ],
)
def test_a_regular_entry_takes_the_short_way(entry):
    regular = bibtex_blocks.REGULAR.match(entry, entry.index("{") + 1) is not None
    assert regular == ('"A {' not in entry), "quotes with braces have more than one reading"
