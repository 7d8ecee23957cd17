"""Fixtures of the tests of large deduplications: the records of `conftest_large`."""

import pytest

pytest.importorskip("duckdb", reason="the extra `large` is not installed: duckdb")
pytest.importorskip("pyarrow", reason="the extra `large` is not installed: pyarrow")

from conftest_large import from_memory, hard  # noqa: F401 - fixtures
