"""Time grows with the length of the input: for what once grew with its square, and for one input of each reader, stage and page.

The whole table is printed by `benchmarks/growth.py`, where the inputs are.
"""

import importlib.util
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from litreview.core.errors import Nearest, near_miss
from litreview.core.model import Work
from litreview.judgements.decisions import WorkFinder

pytestmark = pytest.mark.exhaustive

_PLACE = Path(__file__).parents[2] / "benchmarks" / "growth.py"
_SPEC = importlib.util.spec_from_file_location("litreview_growth", _PLACE)
assert _SPEC is not None
assert _SPEC.loader is not None
growth = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = growth
sys.path.insert(0, str(_PLACE.parent))
_SPEC.loader.exec_module(growth)
sys.path.remove(str(_PLACE.parent))

PLACES = dict(growth.growth_nasty.places())
_MOST = 4**1.3
CASES = {case.name: case for case in growth.cases()}
ONCE_SQUARE = (
    "ris: DOIs",
    "ris: DA and PY",
    "ris: JF and JO",
    "ris: M1 and IS",
    "bibtex: entries without key",
    "bibtex: JabRef trees left open",
    "bibtex: entries left open in one line",
    "bibtex: tabs in title",
    "tag: a long abstract",
    "dedupe: many authors",
    "decisions: on keys that mean another work now",
    "decisions: as many cleared as said",
    "decisions: a chain of pairs",
    "notes: comments left open",
    "notes: of unknown keys",
    "findings: unknown keys, each on a line",
    "manuscript: keys that stand nowhere in the text",
    "manuscript: recommendations",
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
    "decisions: on unknown keys",
)


@pytest.fixture(scope="module")
def apart():
    """A process with nothing in its memory: here the collector would walk through what all tests before have left, again and again."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


def measure(name, least, runs):
    return growth.measure(CASES[name], least=least, runs=runs)


@pytest.mark.parametrize("name", [*ONCE_SQUARE, *ONE_OF_EACH])
def test_twice_the_length_takes_twice_the_time(name, apart):
    # a third look, for a machine that was busy with other things in the first two
    found = [apart.submit(measure, name, 0.02, 1).result()]
    while found[-1].ratio > growth.MOST and len(found) < 3:
        found.append(apart.submit(measure, name, 0.04, 2).result())
    assert min(each.ratio for each in found) <= growth.MOST, found


def too_fast(place, size):
    """Return the repeated texts that take more than 6 times as long at four times a size: by more than the 1.3rd power of their length."""
    make = PLACES[place]
    found = []
    # a twelfth at each place, another one at the next; `benchmarks/growth.py` tries every text at every place
    for what, pattern in [*growth.growth_nasty.PATTERNS.items()][[*PLACES].index(place) % 12 :: 12]:

        def seconds(length, text=pattern):
            job = make(text, max(1, length // len(text)))
            start = time.process_time()
            job()
            return time.process_time() - start

        short, long = seconds(size), seconds(4 * size)
        if long > 0.1 and long > _MOST * short:
            # once more at four times the length: what grows too fast does so there, too, and a busy machine or a first call does not
            short, long = seconds(4 * size), seconds(16 * size)
        if long > 0.1 and long > _MOST * short:
            found.append((what, round(short, 2), round(long, 2)))
    return found


@pytest.mark.parametrize("place", PLACES)
def test_a_text_that_is_repeated_takes_time_that_grows_with_its_length(place, apart):
    # what is read as JSON and is none is over sooner; an entry for each repeat takes longest
    size = 12_000 if place.startswith("json,") or "record" in place else 500 if " line" in place else 2_000
    assert [] == apart.submit(too_fast, place, size).result()


def test_of_many_unknown_names_the_first_are_told_what_is_near():
    nearest = Nearest([f"Doe{n}" for n in range(1_000)])
    assert ["Doe77"] == nearest.find("Doe-77", most=1, cutoff=0.9)
    assert [[]] * 5 == [nearest.find(f"Doe-{n}") for n in range(1_000)][-5:]
    assert ["Doe77"] == nearest.find("Doe-77", most=1, cutoff=0.9)


def test_a_text_too_long_to_be_a_name_is_near_to_nothing():
    assert near_miss("x" * 100_000, ["x" * 100_001]) == ""


def test_a_moved_work_is_found_by_its_whole_title_however_many_have_moved():
    def held(*titles: str) -> WorkFinder[int]:
        return WorkFinder(
            {n: [Work(key="", type="book", fields={"title": title})] for n, title in enumerate(titles)}
        )

    works = held(*(f"Reported acts of the year {n}; a report" for n in range(1_000)))
    for n in range(1_000):
        assert (n,) == works.find(f"Doe, Jane; 2001; Reported acts of the year {n}; a report")
    assert (0,) == held("Raids in four port cities").find("Doe; 2001; Raid in four port cities")
