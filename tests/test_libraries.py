"""What is loaded late: libraries, modules of a package, patterns."""

from __future__ import annotations

import gc
import pickle
import pkgutil
import re as python_re
import subprocess
import sys
from importlib import import_module

import pytest

import litreview
from litreview.core import libraries
from litreview.core.libraries import re
from litreview.stages import evidence

LIBRARIES = ("scipy", "pandas", "networkx", "jinja2", "httpx", "rich", "openpyxl", "pypandoc")
"""Libraries that tagging a few entries does not need, and that take longer to import than it takes."""
TYPES = tuple(
    f"litreview.core.results.{name}" for name in ("chains", "description", "packets", "verification")
)
"""Results that tagging does not have: each of their types costs half a millisecond."""


@pytest.mark.parametrize(
    ("pattern", "flags"), [(r"(\d+)a", python_re.IGNORECASE), (r"[^\W_]+", 0), (rb"\x00.", python_re.DOTALL)]
)
def test_a_pattern_is_compiled_when_it_is_used_and_answers_as_one_that_was_compiled_before(pattern, flags):
    text = "é12A b\n\x00" if isinstance(pattern, str) else b"a\x00\nb"
    late, known = re.compile(pattern, flags), python_re.compile(pattern, flags)
    assert late.pattern == known.pattern
    assert "search" not in vars(late)
    assert [m.span() for m in known.finditer(text)] == [m.span() for m in late.finditer(text)]
    assert (known.flags, known.groups) == (late.flags, late.groups)
    assert known.split(text) == pickle.loads(pickle.dumps(late)).split(text)


def test_a_pattern_that_is_none_is_refused_when_it_is_used():
    with pytest.raises(python_re.error):
        re.compile("(").search("a")
    with pytest.raises(AttributeError):
        _ = re.compile("a").searched


@pytest.mark.exhaustive
def test_every_pattern_of_the_program_compiles():
    for module in pkgutil.walk_packages(litreview.__path__, "litreview."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    patterns = [one for one in gc.get_objects() if type(one) is libraries._Pattern]
    assert len(patterns) > 500
    assert all(one.flags >= 0 for one in patterns)


def test_a_package_finds_its_modules_and_their_names_on_first_use():
    assert evidence.flow.count_flow is evidence.count_flow
    assert callable(evidence.stress)
    with pytest.raises(AttributeError, match=r"litreview\.stages\.evidence.*'flaw'"):
        _ = evidence.flaw


def test_tagging_a_few_entries_loads_nothing_that_it_does_not_need(tmp_path):
    path = tmp_path / "a.bib"
    path.write_text("@book{a, title = {Raids on brothels}, year = 2001, author = {An Invented Person}}")
    code = (
        "import sys; from litreview.cli import main; main(sys.argv[1:], standalone_mode=False); "
        f"print('LOADED', sorted({set(LIBRARIES + TYPES)!r} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "tag", path, "-o", tmp_path / "b.bib"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "LOADED []" in done.stdout
