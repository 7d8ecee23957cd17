"""The planted review, laid out once for each process that runs tests."""

import pytest

from planted.doing import lay


@pytest.fixture(scope="session")
def ground(tmp_path_factory):
    return lay(tmp_path_factory.mktemp("planted"))
