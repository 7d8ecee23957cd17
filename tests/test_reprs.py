"""Every value shows itself in one line of at most 200 characters, the same in every run, however much it holds."""

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from test_values import made, public_values

import litreview as lr
from litreview.core.model import Work
from litreview.core.results import Findings
from litreview.core.wording import LONGEST

EXAMPLE = Path(__file__).parents[1] / "examples/over-policing"
LONG = "a line\nwith \x1b[31m marks and \N{RIGHT-TO-LEFT OVERRIDE} turns " * 20


def swollen(value: Any) -> Any:
    """Return a value with every text and list of it made long."""
    if isinstance(value, str):
        return LONG
    if type(value) is tuple and value:
        return tuple(swollen(value[0]) for _ in range(5))
    if type(value) is dict and value:
        return {swollen(f"{key} {n}") if isinstance(key, str) else key: swollen(one) for key, one in value.items() for n in range(5)}  # fmt: skip
    if dataclasses.is_dataclass(value) and not isinstance(value, type) and not isinstance(value, Work):
        copy = object.__new__(type(value))
        for field in dataclasses.fields(value):
            object.__setattr__(copy, field.name, swollen(getattr(value, field.name)))
        return copy
    return value


@pytest.mark.parametrize("kind", public_values(), ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_value_of_any_size_is_one_short_line(kind: type) -> None:
    for value in (made(kind), swollen(made(kind))):
        line = repr(value)
        assert len(line) <= LONGEST
        assert line.isprintable()
        assert kind.__name__ in line


def test_a_work_with_a_long_key_and_title_is_one_short_line() -> None:
    for confidential in (False, True):
        work = Work(key=LONG, type=LONG, fields={"title": LONG}, confidential=confidential)
        assert len(repr(work)) <= LONGEST
        assert repr(work).isprintable()


def test_a_field_that_is_not_to_be_shown_is_not() -> None:
    options = lr.BibliographyOptions(notes={"roe2020": "a made-up note"}, title="Made up")
    assert repr(options) == "BibliographyOptions(title='Made up')"


def test_what_is_empty_or_as_usual_is_left_out() -> None:
    assert repr(lr.Person(family="Gödel", given="Kurt")) == "Person(family='Gödel', given='Kurt')"
    assert repr(Findings()) == "Findings()"


def test_what_a_review_holds_shows_itself_shortly() -> None:
    review = lr.open_review(EXAMPLE)
    for one in (
        review,
        review.settings,
        review.codebook,
        review.register,
        review.findings,
        review.decided[0],
    ):
        assert len(repr(one)) <= LONGEST, type(one)


def test_a_script_that_shows_nothing_loads_no_pages() -> None:
    code = "import sys, litreview as lr; lr.Library(); sys.exit('litreview.review.outputs.notebook' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
