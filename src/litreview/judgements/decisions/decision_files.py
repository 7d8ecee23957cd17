"""Reads, writes and appends the lines of decision files, and assigns each file to its person.

Columns: `when by verb key value where reason what shown`; older files lack `shown`. An invalid row is a Problem; existing content
of a file is never changed. Each file belongs to the person of its name; case makes no difference.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from litreview.core import files
from litreview.core.containers import TypedTuple
from litreview.core.decision_types import ANSWERS, FORM, REFERENCE, TEXT, coder_name, fault
from litreview.core.errors import DecisionSyntaxError, InputError, OutputError, UsageError
from litreview.core.model import Decision, Problem, Where
from litreview.core.problems import problem
from litreview.core.text.display import neutralise, restore, without_controls
from litreview.core.wording import plural


def person(name: str) -> str:
    """Return a person's name in a form that is equal for all its spellings.

    >>> person("Clara") == person("CLARA"), person("Clara") == person("Klara")
    (True, False)
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def spelled(name: str, known: Iterable[str]) -> str:
    """Return a name in the spelling of the first known name of the same person; an unknown one unchanged.

    >>> spelled("CLARA", ["ben", "Clara"]), spelled("dora", ["ben"])
    ('Clara', 'dora')
    """
    return next((one for one in known if person(one) == person(name)), name)


class DecisionFiles:
    """Assigns decision files, as they are read, to their owners: the person named by the file."""

    def __init__(self, quotable: Callable[[Sequence[str]], bool] = lambda _: True) -> None:
        self._owners: dict[str, tuple[str, str]] = {}
        self._quotable = quotable

    def assign(
        self, decisions: Sequence[Decision], stem: str, path: str
    ) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        """Return the decisions of a file with `by` set to its owner, and a Problem at the first line of each other name or spelling."""
        own = coder_name(stem)
        if not own:
            return tuple(decisions), ()
        owner, first = self._owners.setdefault(person(own), (own, path))
        problems = []
        if owner != own:
            problems.append(problem("LR612.files", Where(file=path), own=own, owner=owner, first=first))
        named = Counter(decision.by for decision in decisions)
        lines = {decision.by: decision.place for decision in reversed(decisions)}
        for by, count in named.items():
            if person(by) != person(own):
                shown = by if self._quotable([by]) else ""  # in a line with shifted columns it may be a key
                problems.append(_other_person(lines[by], shown, owner, count))
            elif by not in (own, owner):
                problems.append(problem("LR612.column", lines[by], by=by, owner=owner))
        return tuple(dataclasses.replace(decision, by=owner) for decision in decisions), tuple(problems)


def _other_person(place: Where, by: str, owner: str, count: int) -> Problem:
    named = f"'{by}'" if by else "another name"
    lines = plural(count, "line has", "lines have")
    return problem("LR611", place, lines=lines, named=named, owner=owner, who=by or "NAME")


def as_spelled(
    names: Sequence[str], known: Sequence[str], path: str
) -> tuple[tuple[str, ...], tuple[Problem, ...]]:
    """Return names of a setting in the spelling of these people's files, and an info Problem (LR612) for each other spelling."""
    spellings = tuple(spelled(name, known) for name in names)
    return spellings, tuple(
        problem("LR612.setting", Where(file=path), name=name, other=other)
        for name, other in zip(names, spellings, strict=True)
        if name != other
    )


COLUMNS = ("when", "by", "verb", "key", "value", "where", "reason", "what", "shown")
_MARK = re.compile(r"(<<<<<<<|>>>>>>>|\|\|\|\|\|\|\|)( |$)|=======$")


def utc_now() -> str:
    """Return the present time in the form of the `when` column: UTC, with seconds."""
    return datetime.now(UTC).strftime(FORM)


def second_after(when: str) -> str:
    """Return the second after `when`. `OverflowError` at the end of time.

    >>> second_after("2026-01-31T23:59:59Z")
    '2026-02-01T00:00:00Z'
    """
    return (datetime.strptime(when, FORM).replace(tzinfo=UTC) + timedelta(seconds=1)).strftime(FORM)


def in_future(when: str, present: str = "") -> bool:
    """Return whether a time is more than a day ahead, which only a wrong clock explains.

    A local time written as UTC is up to 14 hours ahead. `present` defaults to the present time.

    >>> in_future("2026-02-01T20:00:00Z", "2026-02-01T09:00:00Z"), in_future("2031-02-01T09:00:00Z", "2026-02-01T09:00:00Z")
    (False, True)
    """
    today = datetime.strptime(present or utc_now(), FORM).replace(tzinfo=UTC)
    return datetime.strptime(when, FORM).replace(tzinfo=UTC) - today > timedelta(days=1)


def names_reference(decision: Decision) -> bool:
    """Return whether a `same` or `different` is about a cited reference: its value is `ref:` with a reference's text or DOI."""
    return decision.verb in ("same", "different") and decision.value.startswith(REFERENCE)


def names_text(decision: Decision) -> bool:
    """Return whether a `same` or `different` is about a file with a full text: its value is `text:` with the name of the file."""
    return decision.verb in ("same", "different") and decision.value.startswith(TEXT)


def names_object(decision: Decision) -> bool:
    """Return whether a `same` or `different` is about a reference or a text, and so about no pair of records."""
    return names_reference(decision) or names_text(decision)


def validate(decision: Decision) -> Decision:
    """Return the decision unchanged; `DecisionSyntaxError` if it can't be written down."""
    if why := _fault(decision):
        raise DecisionSyntaxError(decision.place.file, decision.place.line, why)
    return decision


def _fault(d: Decision) -> str:
    return fault(d.when, d.by, d.verb, d.key, d.value, d.shown)


def parse(
    text: str, path: str = "<string>", quotable: Callable[[Sequence[str]], bool] = lambda _: True
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions in a TSV, in order, and a Problem for each invalid row.

    `quotable` tests whether the Problem of a row may quote its cells (`ConfidentialNames.quotable_row`).
    A byte order mark, CRLF, blank lines, a repeated or missing header and rows in any order are accepted. Quotes are text.
    """
    decisions: list[Decision] = []
    problems: list[Problem] = []
    columns: Sequence[str] = COLUMNS
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        row = line.rstrip("\r")
        if later := _LATER_FORMAT.match(row):
            problems.append(problem("LR040.format", Where(file=path, line=number), format=later[1], known=1))
        if not row.strip() or row.startswith("#"):
            continue
        cells = [restore(cell.strip()) for cell in row.split("\t")]
        where = Where(file=path, line=number)
        if is_mark(row):
            problems.append(problem("LR040.conflict", where))
            continue
        if _names_columns(cells):
            # after a merge of two copies, a row of nine cells may come after a header of eight
            columns = COLUMNS if tuple(cells) == COLUMNS[: len(cells)] else cells
            continue
        if any(cells[len(columns) :]):
            problems.append(
                problem(
                    "LR040.columns",
                    where,
                    columns=plural(len(cells), "column"),
                    named=len(columns),
                    names=", ".join(columns),
                )
            )
            continue
        named = {name: cell for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
        # values are checked below, where faults become Problems with a line
        cells_by_name: Any = {**dict.fromkeys(("when", "by", "verb", "key"), ""), **named}
        if cells_by_name["verb"] == "stance":
            code, equals, stance = cells_by_name.get("value", "").partition("=")
            cells_by_name["value"] = f"{code.strip()}{equals}{stance.strip().lower()}"
        decision = Decision(**cells_by_name, place=where)
        if why := _fault(decision):
            if quotable(cells):
                problems.append(problem("LR040.line", where, key=decision.key, why=why))
            else:
                problems.append(problem("LR040.hidden", where))
        else:
            decisions.append(decision)
    return tuple(decisions), tuple(problems)


_LATER_FORMAT = re.compile(r"#\s*format\s*=?\s*(?!1\b)(\d+)")
"""The line by which a file of decisions would say a later format than this, which needs none."""


def is_mark(line: str) -> bool:
    """Return whether a line is one of git's conflict markers.

    >>> is_mark("<<<<<<< HEAD"), is_mark("======="), is_mark("<<<<<<<< eight")
    (True, True, False)
    """
    return _MARK.match(line.rstrip("\r")) is not None


def _names_columns(cells: Sequence[str]) -> bool:
    return {"when", "verb", "key"}.issubset(map(str.strip, cells))


def _row(decision: Decision) -> str:
    # an undecodable byte of the command line is written as `\\udce9`
    cells = (str(getattr(decision, name)).encode("utf-8", "backslashreplace").decode() for name in COLUMNS)
    # the table may be opened in a spreadsheet, and contains titles from records
    return (
        "\t".join(neutralise(re.sub(r"[\t\r\n]+", " ", without_controls(cell)).strip()) for cell in cells)
        + "\n"
    )


def dumps(decisions: Iterable[Decision]) -> str:
    """Return the TSV of decisions, header first; `parse` reads it."""
    return "\t".join(COLUMNS) + "\n" + "".join(map(_row, decisions))


def append(folder: Path | str, *decisions: Decision) -> Path:
    """Append decisions of one person to `FOLDER/decisions/BY.tsv`, all or none of them, and return that path.

    An undated one gets the present time. Existing content stays unchanged, to the byte. If its columns are in another order, a new
    header is written first.
    """
    if not decisions:
        raise UsageError(
            "append_decisions takes a decision or several, not none: append_decisions(folder, decision)"
        )
    present = utc_now()
    decisions = tuple(one if one.when else replace(one, when=present) for one in decisions)
    for decision in decisions:
        validate(decision)
    path = Path(folder) / "decisions" / f"{decisions[0].by}.tsv"
    rows = "".join(map(_row, decisions))
    files.append_text(path, lambda present: _bridge(present, path) + rows)
    return path


def _bridge(present: bytes, path: Path) -> str:
    """Return the text needed between the end of a file and a new row: a line end, the header, both or nothing."""
    try:
        lines = present.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8 first") from error
    header = "\t".join(COLUMNS)
    named = [line.strip() for line in lines if _names_columns(line.split("\t"))]
    if not named and path.is_symlink():
        # git can create links, and one may lead to any file of this user
        raise OutputError(str(path), "is a link to a file that holds no decisions; nothing was written")
    ends = "\n" if present and not present.endswith(b"\n") else ""
    return ends if named and named[-1] == header else f"{ends}{header}\n"


_MAY_ANSWER = re.compile(rb"\t(?:public|confidential)\t")


def read_decisions(
    folder: Path | str, quotable: Callable[[Sequence[str]], bool] = lambda _: True
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return all decisions in `FOLDER/decisions/` and its subfolders, and the Problems found (`quotable` as in `parse`).

    Answers on entries that only look confidential are left out: they are needed before anything is read (`read_answers`). Files are read in
    alphabetical order, each as one person's (`DecisionFiles`). A file with another ending than .tsv is not read, and is a Problem.
    """
    return _read(folder, quotable, answers=False)


def read_answers(folder: Path | str) -> tuple[Decision, ...]:
    """Return the answers on entries that only look confidential, oldest first, without those undone by a `clear`."""
    paths = [path for path in files.files_below(Path(folder) / "decisions") if path.suffix.lower() == ".tsv"]
    # most reviews have no answers, and decisions may be many
    if not any(_MAY_ANSWER.search(files.read_bytes(path)) for path in paths if not files.is_stream(path)):
        return ()
    lines = _read(folder, lambda _: False, answers=True)[0]
    standing: list[Decision] = []
    for line in sorted(lines, key=lambda line: line.when):
        if line.verb != "clear":
            standing.append(line)
        else:
            standing = [d for d in standing if (d.by, d.key, d.verb) != (line.by, line.key, line.value)]
    return tuple(standing)


def _read(
    folder: Path | str, quotable: Callable[[Sequence[str]], bool], *, answers: bool
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    decisions: list[Decision] = []
    problems: list[Problem] = []
    present = utc_now()
    people = DecisionFiles(quotable)
    for path in files.files_below(Path(folder) / "decisions"):
        name = files.name_of(path.relative_to(folder).as_posix())
        if path.suffix.lower() != ".tsv":
            ending = f"ends in {path.suffix}" if path.suffix else "has no ending"
            problems.append(problem("LR041.ending", Where(file=name), ending=ending))
            continue
        if files.is_stream(path):
            problems.append(problem("LR041.stream", Where(file=name)))
            continue
        data = files.read_bytes(path)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            problems.append(problem("LR041.bytes", Where(file=name), byte=error.start))
            continue
        more, faults = parse(text, name, quotable)
        more, named = people.assign(more, path.stem, name)
        decisions += (decision for decision in more if _is_answer(decision) == answers)
        problems += [*faults, *named]
        problems += (problem("LR044", d.place, when=d.when) for d in more if in_future(d.when, present))
    return TypedTuple(decisions, Decision), TypedTuple(problems, Problem)


def find_conflicts(folder: Path | str) -> tuple[Where, ...]:
    """Return the place of the first git conflict marker in each file of `FOLDER/decisions/`; unreadable files are skipped."""
    places = []
    for path in files.files_below(Path(folder) / "decisions"):
        try:
            lines = files.read_bytes(path).split(b"\n") if path.suffix.lower() == ".tsv" else []
        except InputError:
            continue
        if line := next((n for n, one in enumerate(lines, start=1) if is_mark(one.decode("latin-1"))), 0):
            places.append(Where(file=files.name_of(path.relative_to(folder).as_posix()), line=line))
    return tuple(places)


def _is_answer(decision: Decision) -> bool:
    """Return whether a decision is an answer on an entry that only looks confidential, or undoes one."""
    return decision.verb in ANSWERS or (decision.verb == "clear" and decision.value in ANSWERS)
