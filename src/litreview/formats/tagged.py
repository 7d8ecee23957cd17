"""Read records of tagged lines (RIS, MEDLINE, Web of Science, EndNote) line by line, with Problems for damaged ones."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from litreview.core.containers import grouped
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.formats.field_values import KeyAssigner, stray_text
from litreview.formats.record_building import RawEntry


@dataclass(slots=True)
class RecordLines:
    """The lines of one record while it is being read, and its text in the file; false while it has no lines."""

    raw: list[str] = field(default_factory=list)
    _tagged: list[tuple[int, str, str]] = field(default_factory=list)
    # continuation lines of the last value, joined only when the value is used
    _more: list[str] = field(default_factory=list)
    # tag -> its values with their places, built on first use
    _by_tag: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self._tagged)

    @property
    def tagged(self) -> list[tuple[int, str, str]]:
        """The lines as `(line, tag, value)`, with continuation lines joined to their value."""
        if self._more:
            number, tag, value = self._tagged[-1]
            self._tagged[-1] = (number, tag, "\n".join(part for part in (value, *self._more) if part))
            self._more.clear()
        return self._tagged

    def add(self, number: int, tag: str, value: str, line: str) -> None:
        """Add a line that begins with a tag."""
        self.tagged.append((number, tag, value))
        self._by_tag.clear()
        self.raw.append(line)

    def continue_value(self, line: str) -> None:
        """Add a line that continues the value before it."""
        self._more.append(line.strip())
        self._by_tag.clear()
        self.raw.append(line)

    def values(self, *tags: str) -> list[str]:
        """Return the values of these tags, in the order of the file."""
        if not self._by_tag:
            self._by_tag = grouped((tag, (place, value)) for place, (_, tag, value) in enumerate(self.tagged))
        if len(tags) == 1:
            return [value for _, value in self._by_tag.get(tags[0], ()) if value]
        found = sorted(pair for tag in dict.fromkeys(tags) for pair in self._by_tag.get(tag, ()))
        return [value for _, value in found if value]

    def has(self, *tags: str) -> bool:
        """Return whether a line with one of these tags has a value."""
        return (
            any(value for tag in tags for _, value in self._by_tag.get(tag, ()))
            if self._by_tag
            else bool(self.values(*tags))
        )

    def entry(self, format: str, type_: str, fields: list[tuple[str, str]], key: str) -> RawEntry:  # noqa: A002 - the field's word
        """Return the raw entry of these lines."""
        return RawEntry(
            key=key, type=type_, fields=fields, line=self.first_line, raw=self.text, format=format
        )

    @property
    def first_line(self) -> int:
        """The line the record starts in."""
        return self._tagged[0][0]

    @property
    def text(self) -> str:
        """The text of the record in the file."""
        return "\n".join(self.raw)


_FULL_TEXT_LINK = re.compile(r"Link to the Ovid Full Text or citation:")
"""The line by which Ovid names a record's address, behind the record's last line."""
_LIST_NUMBER = re.compile(r"\s*\d+\.\s*")
"""A number of a list between records, such as `12.`; it says nothing of a work."""


class RecordCollector:
    """Collects the records of one file of tagged lines: every line ends up in an entry or in a Problem.

    - `make`: turns lines into an entry. `first`: the tag that begins a record.
    - `begin`, `end`: what to add where the first line, or the last (`ER`), is missing. Formats without a last line have no `end`.
    - `names`: whether the first line alone identifies the work, as a PMID does.
    - `once`: tags that occur once in a record; a second one shows that the line between two records was lost.
    - `own`: every record has one of these tags. Lines behind a last line without any of them belong to the record before.
    """

    def __init__(
        self,
        path: str,
        make: Callable[[RecordLines, KeyAssigner, int], RawEntry],
        first: str,
        begin: tuple[str, str],
        end: tuple[str, str] = ("", ""),
        *,
        names: bool = False,
        once: frozenset[str] = frozenset(),
        own: frozenset[str] = frozenset(),
    ) -> None:
        self.lines: RecordLines = RecordLines()
        self.problems: list[Problem] = []
        self._path, self._make, self._first, self._begin, self._end = path, make, first, begin, end
        self._names, self._once, self._own = names, once, own
        # whether the last line of the record was read, and whether the lines behind it belong to it
        self._ended = self._goes_on = False
        self._entries: list[RawEntry] = []
        self._outside: list[int] = []
        self._keys = KeyAssigner()

    def _starts_record(self, following: Sequence[str], start: int, tag_of: Callable[[str], str]) -> bool:
        """Return whether the lines between two blank ones, from `start` on, belong to another record, whose first line is lost.

        They do if they repeat a tag that occurs once in a record.
        """
        if not self.lines:
            return False
        again: set[str] = set()
        for line in itertools.takewhile(str.strip, itertools.islice(following, start, None)):
            tag = tag_of(line)
            if tag == self._first:
                break
            again.update({tag} & self._once)
        return bool(again) and any(tag in again for _, tag, _ in self.lines.tagged)

    def _is_more(self, following: Sequence[str], start: int, tag_of: Callable[[str], str]) -> bool:
        """Return whether the lines behind a record's last line, from `start` on, still belong to it: Ovid's `NL  -`."""
        tags = map(tag_of, itertools.islice(following, start, None))
        until_next = itertools.takewhile(lambda tag: tag not in {self._first, "ER"}, tags)
        return self._own.isdisjoint(until_next)

    def add_outside(self, number: int) -> None:
        """Note a line that belongs to no record."""
        self._outside.append(number)

    def close(self, number: int, *, ended: bool) -> None:
        """End the current record, if there is one; `ended` tells whether its last line was present."""
        lines = self.lines
        self.lines = RecordLines()
        ended, self._ended, self._goes_on = ended or self._ended, False, False
        if not lines:
            return
        if not any(value for _, tag, value in lines.tagged if self._names or tag != self._first):
            self.problems.append(problem("LR038", Where(file=self._path, line=lines.first_line)))
            return
        entry = self._make(lines, self._keys, len(self._entries) + 1)
        is_begun = lines.values(self._first) or lines.tagged[0][1] == self._first
        is_ended = ended or not self._end[0]
        self.problems += [
            problem("LR035.no-edge", Where(file=self._path, line=at), key=entry.key, edge=edge, mend=mend)
            for there, at, (edge, mend) in (
                (is_begun, entry.line, self._begin),
                (is_ended, number, self._end),
            )
            if not there
        ]
        self._report_doubled(lines, entry)
        self._entries.append(entry)

    def _report_doubled(self, lines: RecordLines, entry: RawEntry) -> None:
        """Report a record with two values of a tag that occurs once: two records may have run together."""
        seen: set[str] = set()
        for number, tag, value in lines.tagged:
            if tag in seen and value:
                self.problems.append(
                    problem("LR035.run-together", Where(file=self._path, line=number), key=entry.key, tag=tag)
                )
                return
            if tag in self._once and value:
                seen.add(tag)

    def read(
        self,
        text: str,
        split: Callable[[str], tuple[str, str] | None],
        *,
        seems: Callable[[str], str] | None = None,
        begins: Callable[[RecordLines, str], bool] = lambda *_: False,
        skip: Callable[[int, str, str], bool] = lambda *_: False,
        untagged: Callable[[int, str, bool], bool] | None = None,
    ) -> tuple[list[RawEntry], list[Problem]]:
        """Return the entries and the Problems of a text; the Problem of lines outside of all records comes last.

        `split` returns the tag and the value of a line with a tag. `seems` returns its apparent tag, if that may differ.
        `begins`: whether a tag other than `first` begins a record behind a blank line. `skip` handles a line that belongs to no record
        and returns whether it did. `untagged` handles a line without a tag and returns whether a blank line still follows the record.
        """
        tag_of = seems or (lambda line: (split(line) or ("",))[0])
        untagged = untagged or self._continues
        last, blank = 0, False
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            if not line.strip():
                blank = True
                continue
            found = split(line)
            if blank and tag_of(line) != self._first and self._starts_record(lines, number - 1, tag_of):
                self.close(last, ended=False)
                if found is None and not self._end[0]:
                    # the remains of the first line
                    found = ("stray", line.strip())
            last = number
            if found is None:
                blank = untagged(number, line, blank)
                continue
            if not skip(number, *found):
                if self._ended and not self._goes_on and found[0] != self._first:
                    self._goes_on = self._is_more(lines, number - 1, tag_of)
                    if not self._goes_on:
                        self.close(number, ended=True)
                if found[0] == self._first or (blank and begins(self.lines, found[0])):
                    self.close(number, ended=False)
                self._add_line(number, *found, line)
            blank = False
        self.close(last, ended=False)
        return self._entries, [*self.problems, *stray_text(self._path, self._outside)]

    def _continues(self, number: int, line: str, _: bool) -> bool:
        """Add a line without a tag to the value before it, or note it as text outside of the records."""
        if self.lines and (self._goes_on or not self._ended):
            self.lines.continue_value(line)
        elif self.lines and (link := _FULL_TEXT_LINK.match(line)):
            self.lines.add(number, "=full-text", line[link.end() :].strip(), line)
        elif not _LIST_NUMBER.fullmatch(line):
            self.add_outside(number)
        return False

    def _add_line(self, number: int, tag: str, value: str, line: str) -> None:
        if tag != "ER" or not self._end[0]:
            self.lines.add(number, tag, value, line)
            return
        if value and self.lines:
            self.lines.add(number, tag, value, line)
        elif value:
            self.add_outside(number)
        self._ended = True
        if not self._own:
            self.close(number, ended=True)
