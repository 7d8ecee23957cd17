"""No text makes a stage raise, from reading to the pages. The texts and the stages are in `benchmarks/fuzz_stages.py`. All is made up."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from litreview.core.model import Library, Person, Record, RecordId, Source, Where
from litreview.formats.references import parse_list
from litreview.stages.network import NETS, build_graph, build_net, link, references_of


@pytest.fixture(scope="module")
def stages():
    """The module of the benchmark, which imports its neighbours."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
        yield importlib.import_module("fuzz_stages")


def record(key, **facts):
    return Record(
        key=key, type="article", id=RecordId(f"a.bib:{key}"), where=Where(file="a.bib", line=1), **facts
    )


def source(key, **facts):
    one = record(key, **facts)
    return Source(key=key, type="article", records=(one,), **facts)


@pytest.mark.exhaustive
def test_no_text_of_a_library_makes_a_stage_raise(stages):
    @settings(max_examples=10)
    @given(stages.TEXTS, st.integers(0, 2**31))
    def holds(drawn, number):
        stages.one(drawn, number)

    holds()


@pytest.mark.exhaustive
def test_no_text_in_every_place_at_once_makes_a_stage_raise(stages):
    """Every name, field and reference of three records is the same text, of those that broke something once or look as if they might."""
    texts = [
        "",
        "?",
        "。",
        "\u0301",
        "\u200f",
        "\U0001f600",
        "A",
        "\x00",
        "\ud800",
        "12",
        "A" * 10_000,
        "\n",
        "*",
    ]
    for text in texts:
        people = (Person(family=text, given=text), Person(literal=text), Person())
        fields = dict.fromkeys(stages.FIELDS, text) | {"cited-references": f"{text}, 1999, {text}"}
        records = [
            record(f"k{n}", fields=fields, authors=people, editors=people, year=year, raw=text)
            for n, year in enumerate((1999, 1999, None))
        ]
        stages.through(Library(records=tuple(records)), stages.random.Random(1))


TEXT = st.text(max_size=40) | st.sampled_from(
    ["?", "。", "\u0301", "A", "", "*", "Roe", "Harbors in 1999", "Harbor Review"]
)
YEAR = st.sampled_from(["1999", "2000", "?", ""])
REFERENCES = st.one_of(
    TEXT,
    st.tuples(TEXT, YEAR, TEXT).map(", ".join),
    st.builds("{}, {} ({}). {}. {}, 12(3), 45-67.".format, TEXT, TEXT, YEAR, TEXT, TEXT),
    st.builds("{} {}.; {}, {}, {}, 12, 3, pp. 45-67, ({})".format, TEXT, TEXT, TEXT, TEXT, TEXT, YEAR),
    st.builds('[{{"author": "{}", "year": "{}", "article-title": "{}"}}]'.format, TEXT, YEAR, TEXT),
)
PEOPLE = st.lists(
    st.builds(Person, family=TEXT, given=TEXT, prefix=TEXT) | st.builds(Person, literal=TEXT), max_size=3
).map(tuple)


@pytest.mark.exhaustive
@settings(max_examples=100)
@given(st.lists(st.tuples(TEXT, PEOPLE), max_size=4), st.lists(REFERENCES, max_size=6))
def test_no_name_title_or_reference_makes_linking_raise(works, references):
    held = [
        source(f"k{n}", fields={"title": title, "journal": title}, authors=people, year=1999)
        for n, (title, people) in enumerate(works)
    ]
    citing = source(
        "citing", fields={"references": "\n".join(references), "cited-references": "\n".join(references)}
    )
    listed = parse_list("\n".join(references), citing.records[0])
    links = link([*held, citing], lists={"citing": listed})
    read = [each.reference for each in (*links.citations, *links.queue)] + [
        each for work in links.not_held for each in work.references
    ]
    assert sorted(each.text for each in read) == sorted(
        each.text for each in (*references_of(citing), *listed)
    )
    graph = build_graph([*held, citing], links.citations)
    for name in NETS:
        build_net(name, [*held, citing], links, graph=graph)
