"""Leaves the examples of `litreview.core.reference` to `tests/docs`: in a docstring they need what the part `setup` of that table makes."""

from doctest import DocTestParser
from typing import Any

from litreview.core.reference import reference


def pytest_collection_modifyitems(config: Any, items: list[Any]) -> None:
    """Take the examples of the table out of the doctests, and leave out those that are then empty."""
    read = DocTestParser().get_examples
    added = {one.source for _, _, text in reference().values() for one in read(text)}
    empty = []
    for item in items:
        test = getattr(item, "dtest", None)
        if test is not None and "\nExamples\n--------\n" in (test.docstring or ""):
            test.examples = [one for one in test.examples if one.source not in added]
            empty += [] if test.examples else [item]
    if empty:
        config.hook.pytest_deselected(items=empty)
        left_out = {id(one) for one in empty}
        items[:] = [one for one in items if id(one) not in left_out]
