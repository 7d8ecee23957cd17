"""The codebook that the documentation shows is a codebook."""

import re
from pathlib import Path

import pytest

from litreview.core.errors import CodebookError
from litreview.core.model import Record, RecordId, Source, Where
from litreview.judgements.codebook import parse_codebook
from litreview.stages.tagging import tag

PAGE = Path(__file__).parents[2] / "docs" / "codebook.md"


def test_the_example_of_the_docs_works():
    (toml,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    book = parse_codebook(toml)
    record = Record(key="A", type="article", id=RecordId("a:A"), where=Where(file="a"))

    def codes(title):
        made = Source(key="A", type="article", fields={"title": title}, records=(record,))
        return {t.code for t in tag([made], book)} - {"journal-article"}

    assert {"light", "work"} == codes("Sleep of shift workers and blue light")
    assert {"unread"} == codes("In light of light sleep")


BROKEN = """[codebook]
name = "sleep"

[[code]]
id = "light"
group = "cause"
label = "Light"
definition = "Informs how light in the evening affects sleep."
require = "sleep"
siblings = ["wrok"]

[[code.terms]]
wieght = 2
match = ["screen ~ bedtime", "blue light"]

[[code]]
id = "work"
group = "cause"
label = "Work"
"""


def test_the_faults_that_the_docs_show_are_what_is_said():
    with pytest.raises(CodebookError) as caught:
        parse_codebook(BROKEN, "broken.toml")
    assert str(caught.value) in PAGE.read_text(encoding="utf-8")
