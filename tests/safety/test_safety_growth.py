"""Time grows with the length of the input: for what once grew with its square, and for one input of each reader, stage and page.

The whole table is printed by `benchmarks/growth.py`, where the inputs are.
"""

import importlib.util
import sys
from pathlib import Path

import pytest

_PLACE = Path(__file__).parents[2] / "benchmarks" / "growth.py"
_SPEC = importlib.util.spec_from_file_location("litreview_growth", _PLACE)
assert _SPEC is not None
assert _SPEC.loader is not None
growth = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = growth
_SPEC.loader.exec_module(growth)

CASES = {case.name: case for case in growth.cases()}
ONCE_SQUARE = (
    "ris: DOIs",
    "ris: DA and PY",
    "ris: JF and JO",
    "ris: M1 and IS",
    "bibtex: entries without key",
    "bibtex: JabRef trees left open",
    "bibtex: tabs in title",
    "tag: a long abstract",
    "dedupe: many authors",
)
ONE_OF_EACH = (
    "bibtex: entries left open",
    "medline: records",
    "enw: records",
    "wos: records",
    "wos-table: rows",
    "table: rows",
    "csl: items",
    "openalex: works",
    "endnote-xml: records",
    "check: equal records",
    "dedupe: one title",
    "link: many references",
    "page: duplicates: equal records",
    "decisions: one key",
)


@pytest.mark.parametrize("name", [*ONCE_SQUARE, *ONE_OF_EACH])
def test_twice_the_length_takes_twice_the_time(name):
    # a third look, for a machine that was busy with other things in the first two
    found = [growth.measure(CASES[name], least=0.02, runs=1)]
    while found[-1].ratio > growth.MOST and len(found) < 3:
        found.append(growth.measure(CASES[name], least=0.04, runs=2))
    assert min(each.ratio for each in found) <= growth.MOST, found
