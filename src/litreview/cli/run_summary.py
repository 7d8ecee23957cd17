"""Summary that `run` prints: what was read and written, problems by kind, and what to do next, in 24 lines beside a dispute shown whole."""

from __future__ import annotations

import os
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from litreview import review as review_
from litreview.cli import common
from litreview.core.containers import grouped
from litreview.core.sealed import SETTINGS_FILE, is_private_path
from litreview.core.wording import plural
from litreview.works.databases import database_of_record

if TYPE_CHECKING:
    from litreview.core.model import Problem
    from litreview.review import Review

_DISPUTE = "LR045"
_OTHER_SUBJECT = "LR622"
_UNREAD = ("LR006", "LR620")
_WIDTH = 80
_LABEL = 13
_FIRST_FILES = ("report.html", "bibliography.docx", "library.bib")
"""The outputs that a reader opens first, if the run wrote them."""
_STEPS = 3
"""Maximum number of next steps."""
_LINES = 24
_FAULTS = 4
"""Lines that problems have at least."""


def print_summary(
    review: Review, written: Sequence[str], problems: Sequence[Problem], changed: str = ""
) -> None:
    """Print the summary of a run; `written` are the paths of its files below out/, `changed` says which tags changed."""
    if common.called_with(common.QUIET):
        common.print_problems(problems, review)
        return

    folder = os.path.relpath(review.folder or ".")
    if folder.startswith(".."):  # a path from the root is easier to read and to copy
        folder = os.path.realpath(folder)
    out = Path(folder) / ("private/out" if review.include_confidential else "out")
    head = [review.settings.title or folder]
    more = (("changed", changed),) if changed else ()
    for label, text in (*review_.short_rows(review), *more, *_notice_rows(problems)):
        head += _wrapped(f"  {label:<{_LABEL}}", text)
    files = [f"Wrote {plural(len(written), 'file')} to {out}. Open first:"]
    files += [f"  {out / name}" for name in _FIRST_FILES if name in written]
    limit = _LINES - bool(review.library.confidential_summary())
    short = limit - len(head) - len(files) - _FAULTS
    steps = list(_next_steps(review, folder, problems))[: min(_STEPS, max(1, short // 2))]
    tail = ["Next:", *(line for step in steps for line in step)] if steps else []
    room = limit - len(head) - len(files) - len(tail)
    faults = problem_lines(problems, review, max(_FAULTS, room), folder)
    blank = room - len(faults) >= 3
    if common.called_with(common.VERBOSE):
        common.print_problems(problems, review)
        faults = []
    for lines, err in ((head, False), (files, False), (faults, True), (tail, False)):
        common.echo_lines([""] * (blank and lines is not head and bool(lines)) + lines, err=err)
    common.print_hidden(review)


def _notice_rows(problems: Sequence[Problem]) -> Iterator[tuple[str, str]]:
    """Yield what changes every number above: files that may be exports and are not read, and a codebook on another subject."""
    unread = grouped(
        (one.remedy, one.where.file)
        for one in problems
        if one.code in _UNREAD and one.level != "info" and not is_private_path(one.where.file)
    )
    for remedy, names in unread.items():
        yield "not read", f"{', '.join(names[:_STEPS])}{' …' * (len(names) > _STEPS)}; {remedy}"
    for one in problems:
        if one.code == _OTHER_SUBJECT:
            yield "codebook", f"{one.message}; {one.remedy}"


def problem_lines(problems: Sequence[Problem], review: Review, lines: int, folder: str) -> list[str]:
    """Return at most `lines` lines on errors and warnings: one for each kind, the most frequent first, and a Problem that is alone of its kind whole while there is room."""
    from litreview.core.problems import rules

    disputes = [one for one in problems if one.code == _DISPUTE]
    faults = [one for one in problems if one.level != "info" and one.code != _OTHER_SUBJECT]
    found = grouped(((one.level, one.code), one) for one in (*disputes, *faults))
    if not found:
        return []
    # errors first, then what people dispute, then the most frequent
    kinds = dict(
        sorted(found.items(), key=lambda of: (of[0][0] != "error", of[0][1] != _DISPUTE, -len(of[1])))
    )
    counts = Counter(one.level for one in problems)
    total = " and ".join(
        [plural(counts[level], level) for level in ("error", "warning") if counts[level]]
        + [plural(len(disputes), "dispute")] * bool(disputes)
    )
    head = [f"{total} (`litreview {_listing_command(kinds, review, folder)}` lists them):"]
    format_problem = common.problem_formatter(review)
    left = max(lines - len(head), 1)
    body: list[str] = []
    for shown, ((level, code), members) in enumerate(kinds.items()):
        others = len(kinds) - shown - 1
        entry = [f"{len(members):>6}  {code}  {rules()[code].title}"[:_WIDTH]]
        if len(members) == 1 and not review.include_confidential:  # a terminal is not below private/
            whole = _wrapped("     1  ", format_problem(members[0]))
            fits = len(whole) + min(others, 1) <= left
            entry = whole if fits or level == "error" or code == _DISPUTE else entry
        if left <= 1 and others:
            body.append(f"        and {plural(others + 1, 'other kind')}")
            break
        body += entry
        left -= len(entry)
    return head + body


def _listing_command(kinds: Iterable[tuple[str, str]], review: Review, folder: str) -> str:
    """Return the command that lists Problems of all these kinds: `check` composes no bibliography, and has none of it."""
    known = {one.code for one in review.problems}
    is_checked = known.issuperset(code for _, code in kinds)
    return f"check {shlex.quote(folder)}" if is_checked else f"run {shlex.quote(folder)} --verbose"


def _wrapped(margin: str, text: str) -> list[str]:
    """Return lines of at most 80 columns, the following ones below the first."""
    import textwrap

    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=margin,
        subsequent_indent=" " * len(margin),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _next_steps(review: Review, folder: str, problems: Iterable[Problem]) -> Iterator[tuple[str, str]]:
    """Yield what is worth doing next, each with a command that works as printed."""
    at = "" if folder == "." else f" -C {shlex.quote(folder)}"

    of = review.ledger
    if not of["records of the literature"]:
        yield "  Put exports into bib/, then run again:", f"    litreview run {shlex.quote(folder)}"
        return
    disputed = of["disputed by title and abstract"] + of["disputed by full text"]
    questions = {
        "disputes": (sum(review_.count_disputes(review).values()), "dispute", "between people to settle"),
        "duplicates": (of["pairs left to judge"], "pair", "that may be duplicates"),
        "screening": (max(of["not screened yet"], of["pending"] - disputed), "work", "to screen"),
    }
    for topic, (number, noun, what) in questions.items():
        if number:
            command = f"    litreview decide --ask {topic} --by {_person(review, topic)}{at}"
            yield f"  {plural(number, noun)} {what}:", command
    yield from _unrecorded_searches(review)
    if any(of[f"suggested {code.id}"] for code in review.codebook.goals if code.enabled):
        yield (
            "  Tags that nobody has checked, in a window of your browser:",
            f"    litreview review {shlex.quote(folder)} --by {_person(review)}",
        )
    if any(one.code == "LR406" for one in problems):
        yield (
            "  What registries could add to citations; nothing is sent:",
            f"    litreview enrich {shlex.quote(folder)} --provider openalex --dry-run",
        )


def _person(review: Review, topic: str = "") -> str:
    """Return the name for a command: the adjudicator of disputes, else one to be filled in where people decide already."""
    judges = review.settings.adjudicators
    if topic == "disputes" and len(judges) == 1:
        return shlex.quote(judges[0])
    return "YOUR-NAME" if review.decisions else "reviewer-a"


def _unrecorded_searches(review: Review) -> Iterator[tuple[str, str]]:
    """Yield the files without a search, and the database that each names, for [[search]]."""
    files = [
        one.file
        for one in review.flow.identified
        if one.records and not one.database and not is_private_path(one.file)
    ]
    if not files:
        return
    named = {
        file: sorted({database_of_record(one) for one in records if not one.confidential} - {""})
        for file, records in grouped((one.where.file, one) for one in review.library.records).items()
    }
    shown = [f"{file} ({' and '.join(named[file]) or 'names no database'})" for file in files[:_STEPS]]
    more = f" and {len(files) - _STEPS} more" * (len(files) > _STEPS)
    yield (
        f"  {plural(len(files), 'file')} without a [[search]] in {SETTINGS_FILE}; say where each comes from:",
        "\n".join(_wrapped("    ", ", ".join(shown) + more)),
    )
