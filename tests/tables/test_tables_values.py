"""Every public value has a table, an empty one the same columns as a full one."""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from test_values import made, public_values

import litreview as lr
from litreview.core.containers import TypedTuple
from litreview.core.sealed import Sealed
from litreview.formats.tables import TABLES
from litreview.formats.tables.frames import to_frame

BIB = Path(__file__).parents[2] / "bib"
NO_TABLE = (lr.Review, lr.Library, lr.Deduplication, lr.Links, lr.Overlap)
"""What is not one row: a review has many tables, the others are made of what has one; an overlap's parts must fit each other."""
VALUES = [kind for kind in public_values() if dataclasses.is_dataclass(kind) and kind not in NO_TABLE]


@pytest.fixture(scope="module")
def found() -> lr.Deduplication:
    return lr.dedupe(lr.read(BIB / "pubmed.bib", BIB / "reports.bib"))


@pytest.fixture(scope="module")
def tags(found: lr.Deduplication) -> tuple[lr.Tag, ...]:
    return lr.tag(found.sources)


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_value_has_a_table_and_none_of_it_the_same_columns(kind: type) -> None:
    value = made(kind)
    full, empty = to_frame((value,)), to_frame(TypedTuple((), kind))
    assert len(full.columns)
    assert list(full.columns) == list(empty.columns)
    assert [str(dtype) for dtype in full.dtypes] == [str(dtype) for dtype in empty.dtypes]
    assert len(to_frame(value).columns)


def test_an_empty_stage_keeps_the_columns_of_its_table() -> None:
    library = lr.Library()
    none, links = lr.dedupe(library), lr.link(())
    review = lr.Review(library=library)
    cases = {
        "library": library.records, "problems": lr.check(library), "sources": none.sources, "queue": none.queue, "tags": lr.tag(()), "citations": links.citations,
        "not_held": links.not_held, "goals": lr.judge_goals(()), "agreement": lr.measure_agreement(()), "verified": lr.verify(library), "decisions": review.decisions,
        "evidence": review.evidence, "requests": review.requests,
    }  # fmt: skip
    for name, value in cases.items():
        assert value == ()
        assert list(TABLES[name].columns) == [each for each in to_frame(value).columns if each != "group"], (
            name
        )
    assert list(to_frame(none.queue[:3]).columns) == list(TABLES["queue"].columns)
    for value in (
        none.clusters,
        none.related,
        none.attached,
        review.echoes,
        review.footings,
        review.families,
    ):
        assert len(to_frame(value).columns) > 1


def test_a_plain_empty_list_is_told_by_the_name_of_its_table() -> None:
    assert list(TABLES["queue"].columns) == list(to_frame([], table="queue").columns)
    with pytest.raises(lr.UsageError, match="table='tags'"):
        to_frame([])
    with pytest.raises(lr.UsageError, match="did you mean 'queue'"):
        to_frame((), table="qeue")


def test_a_value_gives_each_of_its_tables_by_name(found: lr.Deduplication) -> None:
    assert len(to_frame(found, table="records")) == sum(len(source.records) for source in found)
    assert len(to_frame(found, table="values")) == sum(len(source.values) for source in found)
    assert len(to_frame(found, table="clusters")) == len(found)
    assert list(to_frame(lr.Links(), table="not_held").columns) == list(TABLES["not_held"].columns)
    with pytest.raises(lr.UsageError, match="no table 'quue'; did you mean 'queue'"):
        to_frame(found, table="quue")


def test_absent_texts_are_absent(found: lr.Deduplication) -> None:
    frame = to_frame(found)
    assert not (frame.select_dtypes("string") == "").any(axis=None)
    assert frame["reason"].isna().all()
    assert frame["doi"].isna().sum() == sum(not source.doi for source in found)


def test_tags_fill_the_columns_of_sources_and_say_their_group(found, tags) -> None:
    frame = to_frame(found, tags=tags)
    informed = {tag.source for tag in tags if tag.code in ("protect", "prosecute", "prevent")}
    assert informed
    assert informed <= set(frame.loc[frame["goals"].notna(), "key"])
    groups = to_frame(tags).drop_duplicates("code").set_index("code")["group"]
    book = lr.load_codebook()
    assert {tag.code: book.find(tag.code).group for tag in tags} == groups.to_dict()


def test_a_codebook_of_ones_own_says_what_a_goal_is(found) -> None:
    first = found.sources[0].key
    own = lr.parse_codebook(
        '[codebook]\nname = "made-up"\nmain_group = "question"\n'
        '[[code]]\nid = "cost"\ngroup = "question"\nlabel = "Cost"\ndefinition = "What it costs."\n'
    )
    mine = (lr.Tag(source=first, code="cost", method="human", coder="roe"),)
    assert to_frame(mine, codebook=own)["group"].tolist() == ["question"]
    assert to_frame(found, tags=mine, codebook=own)["goals"].dropna().tolist() == ["cost"]
    # the built-in codebook does not know the code; nothing is lost
    assert to_frame(mine)["group"].isna().all()
    assert to_frame(mine)["code"].tolist() == ["cost"]


def test_further_fields_are_columns_on_request() -> None:
    library = lr.read_text(
        "@article{a, title={A}, abstract={Words.}, my-note={x}, times-cited={12}}\n@article{b, title={B}}\n",
        "made-up.bib",
    )
    frame = to_frame(library, fields=["abstract", "My-Note", "times cited", "title"])
    assert frame["abstract"].tolist()[:1] == ["Words."]
    assert frame["abstract"].isna().tolist() == [False, True]
    assert (frame["times cited"].dtype, frame["times cited"][0]) == (pd.Int64Dtype(), 12)
    assert frame["My-Note"][0] == "x"
    assert list(frame.columns).count("title") == 1
    with pytest.raises(lr.UsageError, match="no work has a field 'my-note2'; did you mean 'my-note'"):
        to_frame(library, fields=["my-note2"])
    with pytest.raises(lr.UsageError, match="not of a Problem"):
        to_frame(library.problems, fields=["abstract"])


def test_a_closed_column_is_a_category_that_loses_nothing(tags) -> None:
    methods = to_frame(tags)["method"]
    assert list(methods.cat.categories) == ["rule", "human", "model"]
    odd = dataclasses.replace(tags[0], method="oracle")
    assert {*to_frame([odd])["method"]} == {"oracle"}


def test_what_is_sealed_is_in_no_cell() -> None:
    made_up = lr.Decision(
        by="ann", verb="include", key="I01", value="abstract", reason=Sealed("a made-up secret")
    )
    assert "secret" not in to_frame([made_up]).to_csv()
    record = lr.read_text("@interview{I01, title={A made-up secret}}", "made-up.bib").records[0]
    assert "secret" not in to_frame([lr.Attachment(record=record)]).to_csv()


def test_a_flow_is_its_numbers() -> None:
    frame = to_frame(lr.open_review(BIB.parent / "examples/over-policing").flow)
    total = frame.query("number == 'records'")["count"].item()
    assert total == frame.query("number == 'identified'")["count"].sum()
