"""The example of a code brings up that code, so that no explanation promises what the program does not do."""

from __future__ import annotations

import re

import pytest

from litreview.formats import read_text
from litreview.stages.checks import check, rules

WHOLE = {"author": "{Doe, Jane}", "title": "{On keys}", "journal": "{Journal of Locks}", "year": "{2019}"}
# what an example in words stands for
IN_WORDS = {
    "LR001": " \n",
    "LR002": b"PK\x03\x04\x14\x00\x06\x00",
    "LR003": "@book{a, author = {Gödel, Kurt}, title = {A}}".encode("cp1252"),
    "LR005": "@book{a, title = {On\x00 keys}}",
    "LR013": '@article{Doe2019, title = "On keys,\nyear = 2019}',
    "LR027": "<xml><records><record><titles><title>Smith & Sons</title></titles></record></records></xml>",
    "LR037": "Provider: EBSCOhost\nTY  - BOOK\nTI  - A\nER  - \n",
}
# a folder, a link, two files, the name of a file, or a file of Zotero is needed
ELSEWHERE = {"LR004", "LR008", "LR057", "LR058", "LR074", "LR075", "LR076", "LR086"}
LEVELS = ("info", "warning", "error")
CODES = [code for code in rules() if (code < "LR040" or "LR050" <= code < "LR100") and code not in ELSEWHERE]


def entry(example: str) -> str:
    """Return an article with the fields of an example in place of its own."""
    named = set(re.findall(r"(?:^|, )(\w+) = ", example))
    fields = [f"{name} = {value}" for name, value in WHOLE.items() if name not in named]
    return "@article{Doe2019,\n" + ",\n".join([*fields, example]) + "\n}"


@pytest.mark.parametrize("code", CODES)
def test_an_example_brings_up_its_code(code):
    example = rules()[code].example
    text = IN_WORDS.get(code, example)
    if isinstance(text, str) and re.match(r"[\w-]+ = ", text):
        text = entry(text)
    if isinstance(text, str):
        text = text.replace("@article{Doe2019, …", "@article{Doe2019, title = {On keys}").replace("@book{Doe2019, …", "@book{Doe2019, title = {B}").replace("@artcile{Doe2019, …", "@artcile{Doe2019, title = {On keys}")  # fmt: skip
    library = read_text(text, "example")
    found = [p for p in [*library.problems, *check(library, this_year=2026)] if p.code == code]
    assert found
    # the level in the list is the gravest it comes with
    assert all(LEVELS.index(p.level) <= LEVELS.index(rules()[code].level) for p in found)


@pytest.mark.parametrize("code", sorted(rules()))
def test_what_was_found_in_reading_or_checking_has_an_example_and_a_remedy(code):
    rule = rules()[code]
    assert rule.explanation
    if code < "LR040" or "LR050" <= code < "LR100":
        assert rule.example
        assert rule.remedy
