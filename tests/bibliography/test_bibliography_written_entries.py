"""Entries written one by one: documents assembled from them are those that pandoc writes as a whole, and none is of a confidential source."""

import json
import marshal
import zipfile
from io import BytesIO

import pytest

from litreview.core import pandoc
from litreview.core.model import Doi, Person, Record, RecordId, Source, Tag, Where
from litreview.stages.bibliography import BibliographyOptions as Options, cite, compose, render_checked
from litreview.stages.bibliography.layout import blocks_for, entry_trees
from litreview.stages.bibliography.written_entries import put_in_docx, write_entries


def source(key, type_="article", *, confidential=False, doi="", **fields):
    record = Record(
        key=key, type=type_, fields=fields, authors=(Person(family=f"Sørby-{key}", given="Ōe"),), year=2001, doi=Doi(doi),
        confidential=confidential, id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1),
    )  # fmt: skip
    return Source(
        key=key, type=type_, fields=fields, authors=record.authors, year=2001, doi=Doi(doi), confidential=confidential,
        records=(record,),
    )  # fmt: skip


SOURCES = (
    source("a", title="Tides & <!--entry 1--> $1 \\1 ]]>", journal="Sea", doi="10.1000/b&c", url="https://z.org/é?a=1&b=2"),
    source("b", title="Two links of one address", journal="Sea", url="https://z.org/é?a=1&b=2"),
    source("c" * 60, "book", title="A key longer than a bookmark", publisher="Press", doi="10.1000/Ä(x)"),
    source("d", title="None", journal="Sea"),
    source("I01", "interview", confidential=True),
)  # fmt: skip
NOTES = {
    "a": "A note with [a link](https://z.org/é?a=1&b=2), *words*, `code` and see [@b; @I01].\n\nTwo paragraphs.",
    "b": "1. A list\n2. that is numbered [here](https://y.org)\n\n> and a quote",
    "d": "1. Another list",
}
TAGS = tuple(
    Tag(source=key, code=code, method="human", coder="x")
    for key, code in (("a", "protect"), ("a", "prevent"), ("b", "prevent"), ("d", "prevent"))
)
OPTIONS = (
    Options(notes=NOTES),
    Options(notes=NOTES, repeat=True, group_by="goal,type", audience="team"),
    Options(group_by="none", title="<!--entry 0-->", placeholder="Nobody has read it."),
    Options(notes={"a": NOTES["a"]}, group_by="year"),
)


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("style", ["apa", "bluebook"])
def test_a_document_of_written_entries_is_that_of_the_whole(options, style):
    made = compose(cite(SOURCES, style, TAGS), TAGS, options)
    trees = entry_trees(made)
    # in another order and in two batches: an entry is written alike wherever it is
    written = dict(zip(trees[::-1], write_entries(trees[::-1]), strict=True))
    entries = [*write_entries(trees[:1]), *(written[tree] for tree in trees[1:])]
    assert len(trees) == len(entries)
    for format_ in ("html", "docx"):
        whole = render_checked(made, format_)
        assert whole == render_checked(made, format_, entries=entries)
        some = [one if number % 2 else None for number, one in enumerate(entries)]
        assert whole == render_checked(made, format_, entries=some)


@pytest.mark.parametrize("format_", ["html", "md"])
def test_a_note_that_looks_like_the_place_of_an_entry_is_text(format_):
    note = {"d": "The place is `<!--entry 0-->`."}
    made = compose(cite(SOURCES[3:4], "apa"), (), Options(notes=note))
    whole = render_checked(made, format_)
    assert "LR400" not in {one.code for one in whole[1]}
    if format_ == "html":
        assert whole == render_checked(made, format_, entries=write_entries(entry_trees(made)))


def test_pandoc_gets_no_entry_that_is_written():
    made = compose(cite(SOURCES[:1], "apa"), (), Options(notes=NOTES))
    entries = write_entries(entry_trees(made))
    assert "Tides" in json.dumps(blocks_for(made, "html"))
    for to in ("html", "docx"):
        assert "Tides" not in json.dumps(blocks_for(made, to, entries))


def test_no_entry_of_a_confidential_source_or_with_a_numbered_list_is_written_alone():
    trees = entry_trees(compose(cite(SOURCES, "apa", TAGS), TAGS, OPTIONS[0]))
    assert 2 == len(trees)
    assert not any("entry-I01" in marshal.loads(tree.encode("latin-1"))["c"][0][0] for tree in trees)
    assert not any("Another list" in tree for tree in trees)
    assert () == entry_trees(compose(cite(SOURCES, "apa", TAGS), TAGS, OPTIONS[2]))


def test_entries_with_which_pandoc_comes_to_no_end_are_none(monkeypatch):
    def write(*_, **__):
        raise pandoc.PandocUnfinishedError("came to no end")

    trees = entry_trees(compose(cite(SOURCES, "apa"), (), Options()))
    monkeypatch.setattr(pandoc, "write", write)
    assert [None] * len(trees) == write_entries(trees)
    assert [] == write_entries(())


def test_a_document_without_links_stays_as_it_is():
    data = pandoc.write([{"t": "Para", "c": [{"t": "Str", "c": "Tides"}]}], "docx")
    filled = put_in_docx(data, [None])
    with zipfile.ZipFile(BytesIO(data)) as packed:
        assert filled == {name: packed.read(name) for name in filled}
