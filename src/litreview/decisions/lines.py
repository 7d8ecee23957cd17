"""Lines of a decisions file: which verbs there are, what each needs, reading, writing and appending.

Columns: `when by verb key value where reason what shown`; files of earlier times have no `shown`. A row that can't be understood is a Problem; nothing that is in a file
is ever changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from litreview import files
from litreview.errors import DecisionSyntaxError, InputError, near_miss
from litreview.model import VERBS, Decision, Level, Problem, Where
from litreview.text.cells import neutralise, restore

COLUMNS = ("when", "by", "verb", "key", "value", "where", "reason", "what", "shown")
SHOWN = ("", "yes", "no")
"""What `shown` holds: whether a suggestion of the machine was shown when the decision was made, nothing where that is unknown."""
PAIR_VERBS = ("same", "different", "related")
KINDS = ("version", "edition", "summary", "same-data", "review-of")
STANCES = ("supports", "contradicts", "mixed", "describes", "not-operations", "unclear")
REFERENCE = "ref:"
STAGES = ("abstract", "fulltext")

_UNQUOTED = (
    "a line that can't be understood; it may be about a confidential source, so nothing of it is shown"
)
_LOOK = "`litreview check --explain LR040` says what a line needs"
_WHEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_FORM = "%Y-%m-%dT%H:%M:%SZ"
_CODER = re.compile(r"[\w][\w.@-]*")
_SET = re.compile(r"([\w-]+)(?:@([\w-]+))?=\s*\S.*", re.DOTALL)


def now() -> str:
    """Return the present in the form of the `when` column: UTC, with seconds."""
    return datetime.now(UTC).strftime(_FORM)


def second_after(when: str) -> str:
    """Return the second after `when`. `OverflowError` at the end of time.

    >>> second_after("2026-01-31T23:59:59Z")
    '2026-02-01T00:00:00Z'
    """
    return (datetime.strptime(when, _FORM).replace(tzinfo=UTC) + timedelta(seconds=1)).strftime(_FORM)


def in_future(when: str, present: str = "") -> bool:
    """Return whether a time is so far ahead that only a wrong clock explains it: by more than a day.

    A day, because a local time written as UTC is up to 14 hours ahead. `present` is now if not given.

    >>> in_future("2026-02-01T20:00:00Z", "2026-02-01T09:00:00Z"), in_future("2031-02-01T09:00:00Z", "2026-02-01T09:00:00Z")
    (False, True)
    """
    today = datetime.strptime(present or now(), _FORM).replace(tzinfo=UTC)
    return datetime.strptime(when, _FORM).replace(tzinfo=UTC) - today > timedelta(days=1)


def _is_time(when: str) -> bool:
    try:
        datetime.strptime(when, _FORM).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def coder_name(given: str) -> str:
    """Return the name under which a person's decisions are kept: as given if it can name a file, else in small letters and hyphens.

    It is `""` where no letter or digit is left, and for what looks like a path.

    >>> coder_name("reviewer-a"), coder_name("Reviewer A"), coder_name("Ben"), coder_name("../ben")
    ('reviewer-a', 'reviewer-a', 'Ben', '')
    """
    name = unicodedata.normalize("NFC", given.strip())
    if _CODER.fullmatch(name):
        return name
    return "" if re.search(r"[/\\]", name) else re.sub(r"[^\w@-]+", "-", name.lower()).strip("-")


def names_reference(decision: Decision) -> bool:
    """Return whether a `same` or `different` is about a cited reference: its value is `ref:` and the text or DOI of one."""
    return decision.verb in ("same", "different") and decision.value.startswith(REFERENCE)


def split_related(value: str) -> tuple[str, str]:
    """Return kind and other key of a `related` value; kind `related` if none is given.

    >>> split_related("edition Finklea2014Sex"), split_related("Finklea2014Sex")
    (('edition', 'Finklea2014Sex'), ('related', 'Finklea2014Sex'))
    """
    kind, _, other = value.strip().partition(" ")
    return (kind, other.strip()) if other else ("related", kind)


def _fault(decision: Decision) -> str:
    """Return what is wrong with a decision as it is written, `""` if nothing."""
    verb = decision.verb
    if not _WHEN.fullmatch(decision.when) or not _is_time(decision.when):
        return f"'when' is '{decision.when}'; write UTC with seconds, such as 2026-01-31T09:30:00Z"
    if not _CODER.fullmatch(decision.by):
        near = coder_name(decision.by)
        hint = f", such as {near}" if near else ""
        return f"'by' is '{decision.by}'; name the reviewer in letters, digits, '.', '-', '_' or '@'{hint}"
    if verb not in VERBS:
        return f"unknown verb '{verb}'; one of {', '.join(VERBS)}{near_miss(verb, VERBS)}"
    if not decision.key:
        return f"no key; '{verb}' says it of one source"
    if decision.shown not in SHOWN:
        # the text is not repeated: it may be that of another column
        return "'shown' is neither yes nor no nor empty; a tab inside a text?"
    return _VALUE_FAULTS[verb](decision) if verb in _VALUE_FAULTS else ""


def _pair_fault(decision: Decision) -> str:
    verb, other = decision.verb, decision.value
    if verb == "related":
        kind, other = split_related(other)
        if not other:
            return "'related' needs KIND and the other key as its value, such as 'edition Finklea2014Sex'"
        if kind not in (*KINDS, "related"):
            return f"unknown kind '{kind}'; one of {', '.join(KINDS)}{near_miss(kind, KINDS)}"
    if not other:
        return f"'{verb}' needs the other key as its value"
    return f"'{verb}' names '{other}' twice; it needs two keys" if decision.key == other else ""


def _code_fault(decision: Decision) -> str:
    return "" if decision.value else f"'{decision.verb}' needs a code as its value, such as 'protect'"


def _stance_fault(decision: Decision) -> str:
    code, _, stance = decision.value.partition("=")
    if code and stance in STANCES:
        return ""
    return f"stance is '{decision.value}'; write CODE=one of {', '.join(STANCES)}{near_miss(stance, STANCES)}"


def _stage_fault(decision: Decision) -> str:
    if decision.value in STAGES:
        return ""
    near = near_miss(decision.value, STAGES)
    return f"'{decision.verb}' needs a stage as its value: {' or '.join(STAGES)}{near}"


def _field_fault(decision: Decision) -> str:
    # the value is not repeated: it may be about a confidential source, whose words are not to be shown
    needs = "'set' needs FIELD=VALUE or FIELD@CODE=VALUE as its value, such as design=ethnography"
    return "" if _SET.fullmatch(decision.value) else needs


_VALUE_FAULTS: Mapping[str, Callable[[Decision], str]] = {
    **dict.fromkeys(PAIR_VERBS, _pair_fault),
    **dict.fromkeys(("tag", "not-tag"), _code_fault),
    **dict.fromkeys(("include", "exclude", "unsure", "not-retrieved"), _stage_fault),
    "stance": _stance_fault,
    "set": _field_fault,
}
"""What a verb asks of its value; `clear` and others ask nothing."""


def validate(decision: Decision) -> Decision:
    """Return the decision if it can be written down; `DecisionSyntaxError` says why not."""
    if why := _fault(decision):
        raise DecisionSyntaxError(decision.place.file, decision.place.line, why)
    return decision


def parse(
    text: str, path: str = "<string>", quotable: Callable[[Sequence[str]], bool] = lambda _: True
) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
    """Return the decisions in a TSV, in order, and the rows that could not be understood as Problems.

    `quotable` says of the cells of such a row whether its Problem may repeat them (`ConfidentialNames.quotable_row`).
    A byte order mark, CRLF, blank lines, a repeated or missing header and rows in any order are read. Quotes are text.
    """
    found: list[Decision] = []
    problems: list[Problem] = []
    columns: Sequence[str] = COLUMNS
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        row = line.rstrip("\r")
        if not row.strip() or row.startswith("#"):
            continue
        cells = [restore(cell.strip()) for cell in row.split("\t")]
        where = Where(file=path, line=number)
        if _names_columns(cells):
            # a row of nine may have come below a header of eight when two copies were united
            columns = COLUMNS if tuple(cells) == COLUMNS[: len(cells)] else cells
            continue
        if any(cells[len(columns) :]):
            problems.append(
                problem(
                    where,
                    "LR040",
                    "error",
                    f"{len(cells)} columns where {len(columns)} are named; "
                    "a tab inside a text? columns are " + ", ".join(columns),
                )
            )
            continue
        named = {name: cell for name, cell in zip(columns, cells, strict=False) if name in COLUMNS}
        decision = Decision(
            **{**dict.fromkeys(("when", "by", "verb", "key"), ""), **named},
            place=where,
        )
        if why := _fault(decision):
            if quotable(cells):
                problems.append(problem(where, "LR040", "error", why, key=decision.key))
            else:
                problems.append(problem(where, "LR040", "error", _UNQUOTED, remedy=_LOOK))
        else:
            found.append(decision)
    return tuple(found), tuple(problems)


def _names_columns(cells: Sequence[str]) -> bool:
    return {"when", "verb", "key"}.issubset(map(str.strip, cells))


def problem(
    where: Where, code: str, level: Level, message: str, *, remedy: str = "", key: str = ""
) -> Problem:
    """Return a Problem; a shorter way to write one."""
    return Problem(where=where, code=code, level=level, message=message, remedy=remedy, key=key)


def _row(decision: Decision) -> str:
    cells = (str(getattr(decision, name)) for name in COLUMNS)
    # the table may be opened in a spreadsheet, and a title that a record gave is in it
    return "\t".join(neutralise(re.sub(r"[\t\r\n]+", " ", cell).strip()) for cell in cells) + "\n"


def dumps(decisions: Iterable[Decision]) -> str:
    """Return the TSV of decisions, header first; `parse` gives them back."""
    return "\t".join(COLUMNS) + "\n" + "".join(map(_row, decisions))


def append(folder: Path | str, *decisions: Decision) -> Path:
    """Append decisions of one person to `FOLDER/decisions/BY.tsv`, all or none of them, and return that path.

    What is there stays as it is, to the byte. Where its columns are in another order, ours are named again first.
    """
    for decision in decisions:
        validate(decision)
    path = Path(folder) / "decisions" / f"{decisions[0].by}.tsv"
    rows = "".join(map(_row, decisions))
    files.append_text(path, lambda present: _bridge(present, path) + rows)
    return path


def _bridge(present: bytes, path: Path) -> str:
    """Return what must be between the end of a file and a new row: a line end, the header, both or nothing."""
    try:
        lines = present.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"is not UTF-8 (byte {error.start}); save it as UTF-8 first") from error
    header = "\t".join(COLUMNS)
    named = [line.strip() for line in lines if _names_columns(line.split("\t"))]
    ends = "\n" if present and not present.endswith(b"\n") else ""
    return ends if named and named[-1] == header else f"{ends}{header}\n"
