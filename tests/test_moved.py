"""Modules are found under the paths they had in version 0.1, and a warning names where they are now."""

import importlib
import pickle
import subprocess
import sys
import warnings
from importlib.resources import files

import pandas as pd
import pytest

import litreview as lr
from litreview.core.moved import NAMESPACES, new_path

ROWS = [
    line.split("\t")
    for line in files("litreview.core").joinpath("moved.tsv").read_text("utf-8").split("\n")[1:]
    if line
]


@pytest.fixture(autouse=True)
def _names_of_the_package():
    """Take the module `litreview.agreement` out again, which stands in the place of the function of that name."""
    yield
    lr.__dict__.pop("agreement", None)


@pytest.mark.parametrize(("old", "new"), ROWS)
def test_every_old_path_is_the_new_module(old, new):
    for name in [
        one for one in sys.modules if one == f"litreview.{old}" or one.startswith(f"litreview.{old}.")
    ]:
        assert type(sys.modules[name]).__name__ == "_Moved", f"{name} exists, so its row is never read"
        del sys.modules[name]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        module = importlib.import_module(f"litreview.{old}")
    warned = f"litreview.{old} is now litreview.{new}" in {str(one.message) for one in caught}
    # namespaces are meant to be imported so
    assert warned != (old in NAMESPACES)
    now = importlib.import_module(f"litreview.{new}")
    assert all(
        getattr(module, name) is value for name, value in vars(now).items() if not name.startswith("__")
    )


def test_a_value_pickled_under_an_old_path_is_read():
    person = lr.Person(family="WHO")
    stored = pickle.dumps(person, protocol=0).replace(b"litreview.core.model", b"litreview.model")
    assert b"litreview.core" not in stored
    sys.modules.pop("litreview.model", None)
    with pytest.warns(DeprecationWarning, match="is now litreview.core.model"):
        read = pickle.loads(stored)
    assert person == read


def test_a_module_inside_a_room_that_moved_is_found():
    code = "from litreview.duplicates.verdict import RULES; from litreview.duplicates import verdict; print(verdict.RULES is RULES, verdict.__doc__ is not None)"
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True
    )
    assert "True True\n" == done.stdout


@pytest.mark.parametrize("name", ["litreview.nothing", "litreview.stages.nothing", "elsewhere.duplicates"])
def test_what_never_was_is_not_found(name):
    assert "" == new_path(name)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)


def test_a_module_of_old_does_not_hide_the_function_of_its_name():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module("litreview.agreement")
    frame = pd.DataFrame({"work": [1, 1], "who": ["ann", "ben"], "said": [1, 1]})
    assert lr.agreement(frame, item="work", coder="who", value="said").percent == 1
