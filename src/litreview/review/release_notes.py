"""What a publication of a review would hand on beside its people: answers of registries, licensed abstracts, the times of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from litreview import files
from litreview.decisions import parse, shown_when
from litreview.model import Problem, Record, Where
from litreview.problems import problem
from litreview.release.licences import licensed_abstracts
from litreview.review.answers import FOLDER
from litreview.review.settings import Settings
from litreview.wording import noun, plural

_WITH_ABSTRACTS = "out/tables/all.bib, out/library.bib and out/tables/library.ris"


def registries(names: Sequence[str]) -> Iterator[Problem]:
    """Yield the answers of registries that would be published: abstracts are publishers' text."""
    told = [name for name in names if name.startswith(f"{FOLDER}/") and name.endswith((".json", ".jsonl"))]
    if told:
        yield problem("LR685", Where(file=FOLDER), files=plural(len(told), "file"))


def decision_times(folder: Path, names: Sequence[str]) -> Iterator[Problem]:
    """Yield, by file, which lines of decisions say to the second when somebody judged what has a sealed code: outputs say the month."""
    for name in names:
        if not (name.startswith("decisions/") and name.endswith(".tsv") and (folder / name).is_file()):
            continue
        lines = parse(files.read_bytes(folder / name).decode("utf-8", errors="replace"), name)[0]
        told = [line.place.line for line in lines if shown_when(line) != line.when]
        if told:
            where = Where(file=files.name_of(name), line=told[0])
            yield problem("LR669", where, lines=f"{noun(len(told), 'line', 'lines')} {_ranges(told)}")


def _ranges(numbers: Sequence[int]) -> str:
    """Return rising numbers in words, those in a row as a range.

    >>> _ranges([2, 3, 4, 7, 9, 10])
    '2-4, 7, 9-10'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def licensed(records: Iterable[Record], settings: Settings, names: Sequence[str]) -> Iterator[Problem]:
    """Yield a note for each file with abstracts that a database licenses: out/ repeats them."""
    searched = {file: f"{one.database}; {one.platform}" for one in settings.searches for file in one.exports}
    for file, database, number in licensed_abstracts(records, searched):
        where = "this file and " if file in names else ""
        yield problem(
            "LR687",
            Where(file=files.name_of(file)),
            abstracts=plural(number, "abstract"),
            database=database,
            files=f"{where}{_WITH_ABSTRACTS}",
        )
