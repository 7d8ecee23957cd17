"""What a value asks of a room above it is there, and costs nothing until it is asked."""

import subprocess
import sys
from importlib import import_module

import pytest

from litreview import late


@pytest.mark.parametrize("name", late.HOMES)
def test_each_function_is_where_the_table_says(name: str) -> None:
    assert callable(getattr(import_module(late.HOMES[name]), name))


def test_a_script_that_shows_nothing_loads_no_pages() -> None:
    code = "import sys, litreview as lr; lr.Library(); sys.exit('litreview.review.notebook' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
