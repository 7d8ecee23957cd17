"""Programs that are started: given all their input however slowly they read it, and ended when nobody waits for them any more."""

import sys
import threading
import time

import pytest

from litreview.core.processes import TooLongError, finish

SLOW = [sys.executable, "-c", "import sys, time; time.sleep(0.5); print(len(sys.stdin.buffer.read()))"]
DEAF = [sys.executable, "-c", "import time; time.sleep(0.5)"]
ENDLESS = [sys.executable, "-c", "import time; time.sleep(60)"]
MUCH = b"x" * 3_000_000
"""More than a pipe holds."""


@pytest.mark.parametrize("stop", [None, threading.Event()])
@pytest.mark.exhaustive(quick=1)
def test_a_program_that_is_slow_to_read_gets_all_of_its_input(stop):
    assert str(len(MUCH)) == finish(SLOW, MUCH, seconds=30, stop=stop).out.decode().strip()


@pytest.mark.parametrize("stop", [None, threading.Event()])
@pytest.mark.exhaustive(quick=1)
def test_a_program_may_end_without_having_read_its_input(stop):
    assert 0 == finish(DEAF, MUCH, seconds=30, stop=stop).code


def test_a_program_that_does_not_end_is_ended():
    began = time.monotonic()
    with pytest.raises(TooLongError):
        finish(ENDLESS, MUCH, seconds=0.3)
    assert time.monotonic() - began < 20
