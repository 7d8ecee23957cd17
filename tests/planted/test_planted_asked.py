"""`--include-confidential` writes below private/ and nowhere else; nothing is printed."""

from planted.doing import perform
from planted.runs import few_runs


def test_what_is_asked_for_by_name_stays_below_private(ground):
    done = [(run, found) for run in few_runs() if run.asked and (found := perform(run, ground)) is not None]
    assert [] == [f"{run.name}: {fault}" for run, (_, fault) in done if fault]
    assert [] == [leak for _, (leaks, _) in done for leak in leaks]
