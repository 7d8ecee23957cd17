"""The packet of the made-up review, made once."""

import pytest

from litreview.review import open_folder
from litreview.review.packet import make_packet


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """The packet of the made-up review, and its folder, which no test changes."""
    from packet.test_packet import written

    folder = written(tmp_path_factory.mktemp("packet") / "review")
    return make_packet(open_folder(folder)), folder
