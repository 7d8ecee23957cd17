"""False findings are named and their true twins are not: the cases of `benchmarks/planted_findings.py`."""

import importlib.util
import sys
from pathlib import Path

import pytest

PLACE = Path(__file__).parents[2] / "benchmarks/planted_findings.py"
spec = importlib.util.spec_from_file_location("planted_findings", PLACE)
planted = importlib.util.module_from_spec(spec)
sys.modules["planted_findings"] = planted
spec.loader.exec_module(planted)
pytestmark = pytest.mark.exhaustive


@pytest.mark.parametrize(("name", "run"), planted.CASES, ids=[name for name, _ in planted.CASES])
def test_a_false_finding_is_named(tmp_path, name, run):
    line = run(tmp_path)
    assert line
    assert line.startswith("findings.toml:")
    assert "F1" in line or "LR507" in line


@pytest.mark.parametrize(("name", "run"), planted.CLEAN, ids=[name for name, _ in planted.CLEAN])
def test_a_true_finding_is_not_accused(tmp_path, name, run):
    assert run(tmp_path) is None
