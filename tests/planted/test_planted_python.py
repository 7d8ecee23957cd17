"""No repr, text, frame, pickle, copy or exception of Python's tells a secret of the planted review."""

import pytest

from planted.speaking import spoken


@pytest.mark.exhaustive
def test_no_value_tells_a_secret(ground):
    garden = ground.planted.garden
    told = {(name, place) for name, text in spoken(ground.planted) for place in garden.found(text)}
    assert set() == told
