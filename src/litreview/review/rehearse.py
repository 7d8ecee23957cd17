"""The rehearsal of a re-identification: what is public of each interviewee, held against a list of people whom a stranger may know."""

from __future__ import annotations

import csv
import io
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from litreview.core import files, git_history as history
from litreview.core.errors import InputError, UsageError
from litreview.core.model import Decision
from litreview.core.sealed import is_private_path
from litreview.formats.tables import csv_table
from litreview.review.interviews import published_facts
from litreview.review.private_folder import ignore_private
from litreview.review.session import Review
from litreview.stages.register import Rehearsed, rehearse

RESULT = "private/out/rehearsal.csv"
"""The file of the result: it names rows of the list, and so stays below private/."""
JUDGED = {"tag": "yes", "not-tag": "no", "stance": "yes"}
"""Judgements on single interviewees, and what each says of whether they spoke about a code."""
_HEADER = (
    "code",
    "public_fields",
    "possible",
    "possible_if_all_listed",
    "rows",
    "rows_with_words_in_quotes",
    "leave_out",
    "then_possible",
)


def read_known(path: Path | str) -> tuple[Mapping[str, str], ...]:
    """Return the rows of a CSV list of known people. `InputError` for a file that is no such list."""
    text = files.read_bytes(Path(path)).decode("utf-8-sig", errors="replace")
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows:
        raise InputError(
            str(path),
            "has no row; write a line of columns, such as name,role,region,date, and a line a person",
        )
    return tuple(
        {name.strip().lower(): value or "" for name, value in row.items() if isinstance(value, str)}
        for row in rows
    )


def rehearse_publication(review: Review, known: Path | str) -> tuple[Rehearsed, ...]:
    """Return for each interviewee which people of a list remain possible, by outputs, committed versions, judgements and their days, and quotes.

    `UsageError` outside of a review folder, and for a list that lies in the review but not below private/.
    """
    if review.folder is None:
        raise UsageError("only a review folder has interviewees; name the folder")
    place, folder = (Path(os.path.realpath(path)) for path in (known, review.folder))
    if place.is_relative_to(folder) and not is_private_path(place.relative_to(folder).as_posix()):
        raise UsageError(
            f"{known}: a list of people lies below private/ of the review, or outside of it; move it"
        )
    quotes = {code: [quote.words for quote in some] for code, some in review.quotes.items()}
    return rehearse(_facts(review, folder), read_known(known), quotes)


def _facts(review: Review, folder: Path) -> dict[str, dict[str, frozenset[str]]]:
    """Return what is public of each interviewee: fields of the outputs and of committed versions, days of committed decisions, tags and stances."""
    codes = {code for code in review.register.consent if code not in review.register.withdrawn}
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for people in (review.register.fields, *published_facts(folder, review.settings)):
        for code in codes.intersection(people):
            for name, value in people[code].items():
                if value and name != "consent":
                    found[code][name].add(value)
    for code, day in _days(review, folder):
        found[code]["before"].add(day)
    for code, about, value in _judgements(review, folder):
        found[code][about].add(value)
    return {code: {name: frozenset(values) for name, values in found[code].items()} for code in sorted(codes)}


def _days(review: Review, folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the first day of a decision on each interviewee in files that git publishes, or that would be handed on without git."""
    first: dict[str, str] = {}
    for code, one, in_public_file in _decisions(review, folder):
        if one.when and in_public_file:
            first[code] = min(one.when[:10], first.get(code, "9999"))
    return iter(first.items())


def _judgements(review: Review, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield what people judged of each interviewee: a code of the codebook, and `yes`, `no` or the stance. Outputs print that by code."""
    for code, one, in_public_file in _decisions(review, folder):
        about, _, stance = one.value.removeprefix(f"{review.codebook.name}:").lower().partition("=")
        if one.verb in JUDGED and (in_public_file or code not in review.unnamed):
            yield from ((code, about, value) for value in (JUDGED[one.verb], stance) if value)


def _decisions(review: Review, folder: Path) -> Iterator[tuple[str, Decision, bool]]:
    """Yield the decisions on each interviewee, and whether each is in a file that is published."""
    public = history.publishable_files(folder)
    for one in review.decisions:
        code = one.key.rpartition(":")[2]
        if code in review.register.consent:
            yield code, one, public is None or one.place.file in public


def hidden_versions(review: Review) -> str:
    """Return in words why versions that others may have were not looked at, `""` if all were."""
    git = history.repository_state(review.folder or Path())
    return git.caveat if git.shallow or git.partial else ""


def write_rehearsal(review: Review, found: Sequence[Rehearsed]) -> Path:
    """Write the result below private/, and return its path. Rows of the list are numbered as in the file, the header being row 1."""
    assert review.folder is not None
    ignore_private(review.folder)
    rows = [
        (
            one.code,
            " ".join(one.fields),
            len(one.possible),
            len(one.exclusive),
            " ".join(str(n + 2) for n in one.exclusive),
            " ".join(str(n + 2) for n in one.named),
            one.coarsen,
            one.then,
        )
        for one in found
    ]
    target = review.folder / RESULT
    files.make_folder(target.parent)
    files.write_bytes(target, csv_table(_HEADER, rows))
    return target
