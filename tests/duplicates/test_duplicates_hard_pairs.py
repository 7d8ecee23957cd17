"""A table of hard pairs: none is merged wrongly, none that is plain is missed."""

import tomllib
from pathlib import Path

import pytest

from litreview.core.model import Record, RecordId, Where
from litreview.core.text import doi, parse_names, year
from litreview.linkage import record_columns
from litreview.stages.duplicates import dedupe, judge

PAIRS = tomllib.loads((Path(__file__).parent / "hard_pairs.toml").read_text("utf-8"))["pair"]


def record(id_: str, fields: dict[str, str]) -> Record:
    fields = {name: value for name, value in fields.items() if value}
    type_ = fields.pop("entrytype", "article")
    return Record(
        key=id_,
        type=type_,
        fields=fields,
        authors=parse_names(fields.get("author", "")),
        year=year(fields.get("year", "")),
        doi=doi(fields.get("doi", "")),
        id=RecordId(f"x.bib:{id_}"),
        where=Where(file="x.bib", line=1),
    )


def test_the_table_is_long_enough_and_its_ids_are_its_own():
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS) >= 80


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair["id"])
@pytest.mark.parametrize("turned", [False, True])
def test_hard_pair(pair, turned):
    sides = [record("a", pair["base"] | pair["a"]), record("b", pair["base"] | pair["b"])]
    if turned:
        sides.reverse()
    result = dedupe(sides)
    merged = len(result.sources) == 1
    if pair["expected"] == "same":
        assert merged, result.queue
        assert all(match.reasons for match in result.clusters[0].matches)
    else:
        assert not merged, result.clusters[0].matches[0].reasons
    if pair["expected"] == "ask":
        assert [match.verdict for match in result.queue] == ["ask"]


def test_every_verdict_reads_as_a_sentence():
    from rapidfuzz import fuzz

    for pair in PAIRS:
        a, b = (record_columns(record(side, pair["base"] | pair[side]), {}, side) for side in "ab")
        found = judge(a, b, fuzz.ratio(a.title, b.title) / 100)
        assert found.reasons
        assert all(reason.strip() for reason in found.reasons)
