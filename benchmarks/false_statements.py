"""False statements put into reviews and entries as a user could, in four rooms: how many the program names, and how many true twins it accuses.

    python benchmarks/false_statements.py             # findings, numbers, citations and sources, and the clean example
    python benchmarks/false_statements.py sources     # that room alone

Each room has a file `planted_ROOM.py` with `CASES`, whose functions make one false statement in an empty folder and return the line that names
it, and `CLEAN`, their true twins. The example `examples/demonstration` says nothing false: no warning or error may be printed for it.
Exits with 1 if a false statement goes unnamed, or a true one is accused.
"""

from __future__ import annotations

import argparse
import importlib
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from click.testing import CliRunner

from litreview.cli import main as litreview

ROOMS = ("findings", "numbers", "citations", "sources")
HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples/demonstration"
_ALARM = re.compile(r"\bLR\d{3}\b.* (?:warning|error):|\b(?:warning|error) +LR\d{3}\b")

Case = tuple[str, Callable[[Path], str | None]]


def lines_of(cases: Iterable[Case]) -> list[tuple[str, str | None]]:
    """Return each case's name with the line that it returns, each in a folder of its own."""
    found = []
    for name, case in cases:
        with tempfile.TemporaryDirectory() as place:
            found.append((name, case(Path(place))))
    return found


def of_room(room: str) -> int:
    """Print what is named and accused in a room, and return how many cases went wrong."""
    if not (HERE / f"planted_{room}.py").is_file():
        print(f"{room}: not run: there is no planted_{room}.py")
        return 0
    planted = importlib.import_module(f"planted_{room}")
    false, true = lines_of(planted.CASES), lines_of(planted.CLEAN)
    unnamed = [name for name, line in false if line is None]
    accused = [(name, line) for name, line in true if line is not None]
    print(
        f"{room}: {len(false) - len(unnamed)} of {len(false)} false statements named, {len(accused)} of {len(true)} true ones accused"
    )
    for name in unnamed:
        print(f"    not named: {name}")
    for name, line in accused:
        print(f"    accused: {name}: {line}")
    return len(unnamed) + len(accused)


def of_example() -> int:
    """Print and return how many warnings and errors are printed for the example."""
    alarms = []
    with tempfile.TemporaryDirectory() as place:
        copy = Path(shutil.copytree(EXAMPLE, Path(place) / "review"))
        for words in (["check"], ["verify"], ["run", "--check"]):
            result = CliRunner().invoke(litreview, [*words, str(copy)])
            alarms += [line for line in result.output.split("\n") if _ALARM.search(line)]
            if result.exit_code:
                alarms.append(f"{' '.join(words)} ends with {result.exit_code}")
    print(f"examples/demonstration: {len(alarms)} alarms")
    for line in alarms:
        print(f"    {line}")
    return len(alarms)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("rooms", nargs="*", help="these rooms alone")
    rooms = parser.parse_args().rooms
    wrong = sum(map(of_room, rooms or ROOMS))
    if not rooms:
        wrong += of_example()
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
