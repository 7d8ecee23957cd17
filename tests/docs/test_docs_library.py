"""Every public name has an example in the library reference, and it runs."""

import doctest
import re
import tomllib
from pathlib import Path

import pytest

import litreview as lr

ROOT = Path(__file__).parents[2]
TABLE = tomllib.loads((ROOT / "docs/public-names.toml").read_text(encoding="utf-8"))


def test_every_public_name_has_an_example_that_uses_it_and_no_other_is_there():
    assert sorted(TABLE["examples"]) == lr.__all__
    assert {name for name, text in TABLE["examples"].items() if ">>> " not in text} == set()


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What the examples find: they run in their order, since some read what others wrote."""
    names = {"DEMONSTRATION": ROOT / "examples/demonstration", "FOLDER": tmp_path_factory.mktemp("folder")}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    told: dict[str, list[str]] = {}
    for name, text in {"setup": TABLE["setup"], **TABLE["examples"]}.items():
        test = doctest.DocTestParser().get_doctest(text, names, name, "public-names.toml", 0)
        runner.run(test, out=told.setdefault(name, []).append, clear_globs=False)
        names.update(test.globs)
    return told


@pytest.mark.exhaustive(quick=1)
@pytest.mark.parametrize("name", ["setup", *TABLE["examples"]])
def test_the_example_says_what_it_says(said, name):
    assert said[name] == []


def test_an_example_that_is_wrong_would_be_told():
    test = doctest.DocTestParser().get_doctest(">>> 1\n2\n", {}, "wrong", "x", 0)
    told = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert re.search("Expected:\\s+2", "".join(told))
