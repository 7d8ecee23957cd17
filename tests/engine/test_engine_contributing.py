"""A stage is added by one function, as CONTRIBUTING shows it."""

import re
import textwrap
from pathlib import Path

import litreview as lr
from litreview.core.model import Source
from litreview.engine import Evaluator, Stage, graph, stage
from litreview.review.stage_graph import STAGES

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
ENTRIES = "@article{Doe2001, title = {Raids}, year = {2001}}\n@article{Roe2002, title = {Raids at night}, year = {2002}}\n"


def test_the_stage_of_the_page_is_computed_and_reused():
    text = CONTRIBUTING.read_text(encoding="utf-8").partition("## Add a stage\n")[2].partition("\n## ")[0]
    (code,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    named = {"stage": stage, "Source": Source}
    exec(textwrap.dedent(code), named)
    added = named["longest_title"]
    assert isinstance(added, Stage)
    review = lr.Review(library=lr.read_text(ENTRIES, "a.bib"))
    stages = graph([*STAGES.values(), added])
    first = Evaluator(stages, review.evaluator.inputs)
    assert "Raids at night" == first.value("longest_title")
    then = Evaluator(stages, {**review.evaluator.inputs, "raw_csv": True}, first)
    assert "Raids at night" == then.value("longest_title")
    assert "reused" == {name: done for name, done, _ in then.explain()}["longest_title"]


def test_every_stage_needs_what_there_is():
    inputs = lr.Review(library=lr.Library()).evaluator.inputs
    missing = {need for one in STAGES.values() for need in one.needs} - STAGES.keys() - inputs.keys()
    assert set() == missing
