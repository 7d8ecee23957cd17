"""No repr, text, frame, pickle, copy or exception of Python's tells a secret of the planted review."""

from planted.speaking import spoken
from planted.still_open import still_open


def test_no_value_tells_a_secret(ground):
    garden = ground.planted.garden
    told = {
        (name, place)
        for name, text in spoken(ground.planted)
        for place in garden.found(text)
        if not still_open(place)
    }
    assert set() == told
