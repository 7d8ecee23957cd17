"""What two coders settled on the hard distinctions, as made-up summaries; and which of them words cannot carry."""

import tomllib
from pathlib import Path

import pytest

from litreview.core.model import Record, RecordId, Source, Where
from litreview.judgements.codebook import load_codebook
from litreview.stages.tagging import tag

CASES = tomllib.loads((Path(__file__).parent / "settled.toml").read_text(encoding="utf-8"))["case"]
GOALS = {"protect", "prosecute", "prevent"}
BOOK = load_codebook()


@pytest.fixture(scope="module")
def found():
    """Return the goals of each case, with the words that gave them."""
    goals = {case["rule"]: {} for case in CASES}
    sources = []
    for rule, case in zip(goals, CASES, strict=True):
        record = Record(key=rule, type="article", id=RecordId(f"a:{rule}"), where=Where(file="a"))
        fields = {"abstract": case["summary"]}
        sources.append(Source(key=rule, type="article", fields=fields, records=(record,)))
    for made in tag(sources, BOOK):
        if made.code in GOALS:
            goals[made.source][made.code] = [span.text for span in made.spans]
    return goals


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=case["rule"],
            marks=() if case.get("carried", True) else pytest.mark.xfail(reason=case["why"], strict=True),
        )
        for case in CASES
    ],
)
def test_settled(case, found):
    assert set(case["expected"]) == set(found[case["rule"]]), found[case["rule"]]
