"""Every public name has an example in the library reference, and it runs."""

import doctest
import inspect
import re
from pathlib import Path

import pytest

import litreview as lr
from litreview.core.reference import reference

ROOT = Path(__file__).parents[2]
EXAMPLES = {name: text for name, (_, _, text) in reference().items() if name != "parameters"}


def test_every_public_name_has_an_example_that_uses_it_and_no_other_is_there():
    assert sorted({*EXAMPLES} - {"setup"}) == lr.__all__
    assert {name for name, text in EXAMPLES.items() if ">>> " not in text} == set()


def test_help_explains_every_parameter_and_names_nothing_private():
    functions = {name: value for name in lr.__all__ if inspect.isfunction(value := getattr(lr, name))}
    missing = []
    for name, value in functions.items():
        described, used = (
            {**reference()["parameters"][0], **reference()[name][0]},
            inspect.signature(value).parameters,
        )
        missing += [f"{name}.{one}" for one in used if one not in described]
        missing += [f"{name}: {one}" for one in {*reference()[name][0]} - {*used}]
    assert missing == []
    documented = {
        name: value.__doc__
        for name in lr.__all__
        if inspect.isfunction(value := getattr(lr, name)) or inspect.isclass(value)
    }
    assert [name for name, text in documented.items() if text.count("\nExamples\n--------\n") != 1] == []
    assert [name for name in functions if documented[name].count("\nReturns\n-------\n") != 1] == []
    assert [
        name for name in functions if re.search(r"\b_[A-Za-z]", documented[name].partition("Examples")[0])
    ] == []


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    """What the examples find: they run in their order, since some read what others wrote."""
    names = {"DEMONSTRATION": ROOT / "examples/demonstration", "FOLDER": tmp_path_factory.mktemp("folder")}
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    told: dict[str, list[str]] = {}
    for name, text in EXAMPLES.items():
        test = doctest.DocTestParser().get_doctest(text, names, name, "reference.txt", 0)
        runner.run(test, out=told.setdefault(name, []).append, clear_globs=False)
        names.update(test.globs)
    return told


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [*EXAMPLES])
def test_the_example_says_what_it_says(said, name):
    assert said[name] == []


def test_an_example_that_is_wrong_would_be_told():
    test = doctest.DocTestParser().get_doctest(">>> 1\n2\n", {}, "wrong", "x", 0)
    told = []
    doctest.DocTestRunner().run(test, out=told.append)
    assert re.search("Expected:\\s+2", "".join(told))
