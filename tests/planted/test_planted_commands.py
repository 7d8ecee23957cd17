"""No command tells a secret of the planted review, whatever its options: neither printed nor in a file outside private/."""

import pytest

from litreview.cli.group import COMMANDS
from planted.doing import perform
from planted.runs import few_runs


def _tell(ground, runs):
    done = [(run, found) for run in runs if (found := perform(run, ground)) is not None]
    assert [] == [f"{run.name}: {fault}" for run, (_, fault) in done if fault]
    return [leak for _, (leaks, _) in done for leak in leaks]


@pytest.mark.exhaustive(quick=2)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_tells_no_secret(ground, command):
    runs = [run for run in few_runs() if run.words[0] == command]
    assert runs
    assert [] == _tell(ground, runs)
