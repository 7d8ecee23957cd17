"""Settings of the tests: the same examples on every run in CI, new ones on a developer's machine."""

import functools
import gc
import os
import re
from collections import Counter
from doctest import DocTestParser

import pandoc_cache
import pytest
import text_cache
from click.testing import CliRunner
from golden import Text
from hypothesis import HealthCheck, settings

from litreview.cli import main
from litreview.core.reference import reference

# `.ci/run` asks for 20 examples of each exhaustive law
settings.register_profile(
    "litreview",
    derandomize=bool(os.environ.get("CI")),
    max_examples=int(os.environ.get("LITREVIEW_EXAMPLES", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("litreview")


@functools.cache
def may_be_exhaustive(path):
    """Return whether a file of tests names the marker `exhaustive`, or the browser whose tests get it."""
    return re.search("exhaustive|chromium", path.name + path.read_text("utf-8")) is not None


def pytest_ignore_collect(collection_path, config):
    """Do not import what has no exhaustive test where only those are asked for."""
    if config.option.markexpr == "exhaustive" and collection_path.suffix == ".py":
        return not may_be_exhaustive(collection_path) or None
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what opens a real browser; take the marker from the first N cases of a test with `exhaustive(quick=N)`: these stay quick."""
    seen = Counter()
    items[:] = [item for item in items if not is_left_to_docs(item)]
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker(pytest.mark.exhaustive)
            continue
        for mark in item.own_markers:
            if mark.name == "exhaustive" and (quick := mark.kwargs.get("quick", 0)):
                test = item.nodeid.partition("[")[0]
                seen[test] += 1
                if seen[test] <= quick:
                    item.own_markers.remove(mark)
                break
    unseen = {i.path for i in items if i.get_closest_marker("exhaustive") and not may_be_exhaustive(i.path)}
    if unseen:
        raise pytest.UsageError(f"`-m exhaustive` would not collect {', '.join(map(str, sorted(unseen)))}")


def is_left_to_docs(item):
    """Return whether a doctest has only examples of `litreview.core.reference`, which need its part `setup` and run in `tests/docs`; take them out of it."""
    test = getattr(item, "dtest", None)
    if test is not None and "\nExamples\n--------\n" in (test.docstring or ""):
        _, _, text = reference().get(test.name.rpartition(".")[2], ({}, {}, ""))
        # they come last
        test.examples = test.examples[: len(test.examples) - len(DocTestParser().get_examples(text))]
        return not test.examples
    return False


def pytest_collectstart():
    """Look for no cycles while tests are collected: 22,000 of them stay until the end."""
    gc.disable()


def pytest_collection_finish():
    """Look for cycles again, but seldom: each search of the oldest values walks over all collected tests."""
    gc.set_threshold(100_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def cached_pandoc(tmp_path_factory):
    """Start pandoc once for equal calls, and read the PDFs of the demonstration once; the workers of one run share the answers.

    Stores of stages lie there, too: the folder of the user gets none of them.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    os.environ["LITREVIEW_CACHE"] = str(shared / "cache")
    pandoc_cache.install(shared / "pandoc-answers")
    text_cache.install(shared / "texts-read")


@pytest.fixture
def golden(snapshot):
    """The text that was stored for a test."""
    return snapshot.use_extension(Text)


@pytest.fixture
def call(tmp_path, monkeypatch):
    """The command line in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        result = CliRunner().invoke(main, list(words))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
