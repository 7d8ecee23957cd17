"""The JSON Schemas are those of the tables in the code, and hold what the examples write, and nothing that litreview would not know."""

import csv
import json
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = [
    ROOT / "examples/demonstration",
    ROOT / "examples/over-policing",
    ROOT / "tests/review/review-0.1",
]


@pytest.fixture(scope="module")
def schemas():
    sys.path.insert(0, str(ROOT / "docs"))
    import make_schemas

    yield make_schemas
    sys.path.remove(str(ROOT / "docs"))
    del sys.modules["make_schemas"]


def errors(schemas, name, value):
    plain = json.loads(json.dumps(value, default=str))  # days of TOML are texts in JSON
    return [f"{one.json_path}: {one.message}" for one in jsonschema.Draft202012Validator(json.loads(schemas.text(name))).iter_errors(plain)]  # fmt: skip


@pytest.mark.parametrize("name", ["litreview", "findings", "codebook", "decisions"])
def test_the_files_are_what_the_code_says(schemas, name):
    assert schemas.text(name) == (ROOT / f"docs/schemas/{name}.schema.json").read_text(encoding="utf-8")
    jsonschema.Draft202012Validator.check_schema(json.loads(schemas.text(name)))


def test_what_the_examples_write_is_valid(schemas):
    for review in EXAMPLES:
        for name in ("litreview", "findings"):
            path = review / f"{name}.toml"
            if path.exists():
                assert [] == errors(schemas, name, tomllib.loads(path.read_text(encoding="utf-8"))), path
        for path in (review / "decisions").glob("*.tsv"):
            lines = path.read_text(encoding="utf-8").split("\n")
            rows = [*csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")]
            assert [] == errors(schemas, "decisions", rows), path
    for path in (
        ROOT / "src/litreview/judgements/codebook/tvpa.toml",
        *(ROOT / "examples").rglob("*codebook*.toml"),
    ):
        assert [] == errors(schemas, "codebook", tomllib.loads(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize(
    ("name", "written", "where"),
    [
        ("litreview", 'titel = "A"', "$"),
        ("litreview", "format = 2", "$.format"),
        ("litreview", "[screening]\nscreeners = 3", "$.screening.screeners"),
        ("litreview", '[[search]]\ndatabase = "A"\nhits = "six"', "$.search[0].hits"),
        ("findings", '[[finding]]\nid = "F1"\nstatement = "A"\nstance = "for"', "$.finding[0].stance"),
        ("codebook", '[[code]]\nid = "a"\ngroup = "g"\nlabel = "A"\nterm = 1', "$.code[0]"),
    ],
)
def test_what_is_wrong_is_found_at_its_place(schemas, name, written, where):
    assert [where] == [one.split(":")[0] for one in errors(schemas, name, tomllib.loads(written))]
