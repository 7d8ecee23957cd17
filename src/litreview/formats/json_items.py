"""Read the items of a JSON text, each with its line and its text, so that one broken item costs no other.

A text may hold several values: two concatenated exports (`cat a.json b.json`), pages of an API, one object a line. Lists
and objects that wrap a list of records are searched. Unreadable text becomes a Problem, and reading continues at the next record.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from litreview.core.libraries import re
from litreview.core.model import Problem, Where
from litreview.core.problems import problem
from litreview.core.text import from_html
from litreview.formats.field_values import KeyAssigner, stray_text
from litreview.formats.record_building import RawEntry
from litreview.formats.vocabularies import terms

_BLANK = re.compile(r"[\s,\ufeff\x1e]*")
_PAIR = re.compile(r'"((?:[^"\\\n]|\\.)*)"\s*:\s*')
_ENDS_VALUE = re.compile(r"\s*(?:[,\]}]|\Z|\n)")
_OBJECT = re.compile(r"\{")
# wrappers have a few facts about the search before their list
_MOST_FACTS = 50
_FACTS = terms("json.facts")
# characters that the decoder may read in vain, as a multiple of the text's length
_MOST_TRIES = 30
_DEEPEST = 6_000
_TOO_DEEP = "nested too deep"
_WIDEST_MARGIN = 40


Make = Callable[[Mapping[str, Any], KeyAssigner, int, int, str], RawEntry]
"""Makes an entry: (object, keys assigned so far, number of the record, its line, its text) -> entry."""


def read_items(
    text: str,
    path: str,
    make: Make,
    *,
    what: str,
    signs: tuple[str, ...],
    inner: tuple[str, ...],
    whole: Callable[[Mapping[str, Any]], bool],
) -> tuple[list[RawEntry], list[Problem]]:
    """Return the raw entries of all lists and objects of a text, and the Problems met: each object is an entry or a Problem.

    `what`: the word for a record in messages. `signs`: every record has one of these names. `inner`: the names of the list in a
    wrapper, such as a page of an API. `whole`: returns whether an object is certainly a record; after broken text, reading
    continues at the next such object.
    """
    walk = _Walk(text, path, inner, whole)
    walk.run()
    problems = [*walk.problems, *stray_text(path, walk.outside)]
    entries: list[RawEntry] = []
    keys = KeyAssigner()
    for value, line, raw in walk.found:
        if not (isinstance(value, dict) and any(map(value.get, signs))):
            problems.append(problem("LR025.no-record", Where(file=path, line=line), what=what))
            continue
        try:
            entries.append(make(value, keys, len(entries) + 1, line, raw))
        except RecursionError:
            problems.append(problem("LR025.no-sound-json", Where(file=path, line=line), why=_TOO_DEEP))
    return entries, problems


class _Uncounted(str):
    """A text whose line ends cannot be counted: `JSONDecodeError` counts the lines before it, which is slow with many errors."""

    __slots__ = ()

    def count(self, *_: object) -> int:
        """Return 0."""
        return 0

    def rfind(self, *_: object) -> int:
        """Return -1."""
        return -1


class _Walk:
    """Reads a text from beginning to end. `_inside` is the stack of open lists and wrappers: `[`, `{`, or `{?` for an unsound one."""

    def __init__(
        self, text: str, path: str, inner: tuple[str, ...], whole: Callable[[Mapping[str, Any]], bool]
    ) -> None:
        self.found: list[tuple[Any, int, str]] = []
        self.problems: list[Problem] = []
        self.outside: list[int] = []
        self._text, self._path, self._inner, self._whole = text, path, inner, whole
        self._at, self._line, self._counted = 0, 1, 0
        self._inside: list[str] = []
        self._again: list[str] = []
        self._tries = _MOST_TRIES * len(text) + 100_000
        self._decode = json.JSONDecoder(object_pairs_hook=self._object_of).raw_decode

    def run(self) -> None:
        text = self._text
        while True:
            blank = _BLANK.match(text, self._at)
            self._at = blank.end() if blank else self._at
            if self._at >= len(text):
                return
            try:
                self._step(text[self._at])
            except (ValueError, RecursionError) as error:
                self._fault(error)

    def _step(self, sign: str) -> None:
        if sign == "{":
            self._read_object()
        elif sign == "[":
            self._inside.append(sign)
            self._at += 1
        elif sign in "]}":
            if self._inside and (self._inside[-1] == "[") == (sign == "]"):
                self._inside.pop()
            self._at += 1
        else:
            self._read_value()

    def _read_object(self) -> None:
        at = self._at
        self._again.clear()
        try:
            value, end = self._decode(self._text, at)
        except (ValueError, RecursionError):
            if "[" in self._inside or not self._wraps_list(at):
                raise
            self._inside.append("{?")
            self._at += 1
            return
        if self._is_wrapper(value):
            self._inside.append("{")
            self._at += 1
            return
        self._add_item(value, end)

    def _read_value(self) -> None:
        """Read text that begins neither a list nor an object: a pair of a wrapper, a bare value, or the remains of broken text."""
        text, at = self._text, self._at
        pair = _PAIR.match(text, at)
        if pair and self._inside and self._inside[-1] != "[":
            self._read_pair(pair)
            return
        value, end = self._decode(text, at)
        if not _ENDS_VALUE.match(text, end):
            raise ValueError("an item without its opening brace" if pair else "text between the items")
        self._add_item(value, end)

    def _read_pair(self, pair: re.Match[str]) -> None:
        """Read a name and its value in a wrapper: the records, or a fact about the search, such as their number."""
        if not self._leads_on(pair):
            value, end = self._decode(self._text, pair.end())
            if not self._has_records(pair[1], value):
                if self._inside[-1] == "{?" or (pair[1] not in _FACTS and any(_leaves(value, ()))):
                    self.outside += range(self._line_of(self._at), self._line_of(end) + 1)
                self._at = end
                return
        self._at = pair.end()

    def _add_item(self, value: Any, end: int) -> None:
        line = self._line_of(self._at)
        if self._again:
            names = ", ".join(map(repr, dict.fromkeys(self._again)))
            self.problems.append(problem("LR017.names-again", Where(file=self._path, line=line), names=names))
            self._again.clear()
        self.found.append((value, line, self._text[self._at : end]))
        self._at = end

    def _fault(self, error: Exception) -> None:
        """Report unreadable text at the current place, and continue at the next object that is certainly a record."""
        if not isinstance(self._text, _Uncounted):
            self._text = _Uncounted(self._text)
        line = self._line_of(self._at)
        why = getattr(error, "msg", "") or str(error)
        why = _TOO_DEEP if isinstance(error, RecursionError) else why
        following = self._next_record()
        why += "; nothing behind it could be read" if self._tries < 0 else ""
        self.problems.append(problem("LR025.no-sound-json", Where(file=self._path, line=line), why=why))
        self._at = following

    def _next_record(self) -> int:
        text = self._text
        margin = self._margin(self._at)
        for start in _OBJECT.finditer(text, self._at + 1):
            at = start.start()
            same_margin = margin is not None and margin == self._margin(at)
            try:
                value, end = self._decode(text, at)
                if self._whole(value) or self._is_wrapper(value) or (same_margin and value):
                    return at
            except (ValueError, RecursionError) as error:
                if same_margin or ("[" not in self._inside and self._wraps_list(at)):
                    # broken like the one before; it gets its own Problem
                    return at
                self._tries -= getattr(error, "pos", at + _DEEPEST) - at
                if self._tries < 0:
                    break
                continue
            self._tries -= end - at
        return len(text)

    def _margin(self, at: int) -> str | None:
        """Return the indentation of an object, None if other text precedes it in its line."""
        near = self._text[max(0, at - _WIDEST_MARGIN) : at]
        before = near.rpartition("\n")[2]
        begins = len(before) < len(near) or at < _WIDEST_MARGIN
        return before if begins and not before.strip() else None

    def _is_wrapper(self, value: Mapping[str, Any]) -> bool:
        """Return whether an object contains records and is not a record itself."""
        return not self._whole(value) and any(self._has_records(name, each) for name, each in value.items())

    def _has_records(self, name: str, value: Any) -> bool:
        """Return whether a value holds the records of a wrapper, under any name: a list, one record, or another wrapper."""
        if isinstance(value, list):
            return name in self._inner or any(map(self._is_record, value[:_MOST_FACTS]))
        return self._is_record(value) or (isinstance(value, dict) and self._is_wrapper(value))

    def _is_record(self, value: Any) -> bool:
        return isinstance(value, dict) and self._whole(value)

    def _leads_on(self, pair: re.Match[str]) -> bool:
        """Return whether the name of a pair announces records: a list, or the answer of the Crossref API."""
        sign = self._text[pair.end() : pair.end() + 1]
        return (pair[1] in self._inner and sign == "[") or (pair[1] == "message" and sign == "{")

    def _wraps_list(self, at: int) -> bool:
        """Return whether an unsound object begins like a wrapper."""
        facts: dict[str, Any] = {}
        at += 1
        for _ in range(_MOST_FACTS):
            blank = _BLANK.match(self._text, at)
            pair = _PAIR.match(self._text, blank.end() if blank else at)
            if pair is None:
                return False
            if self._leads_on(pair):
                return not self._whole(facts)
            try:
                facts[pair[1]], end = self._decode(self._text, pair.end())
            except (ValueError, RecursionError):
                return False
            at = end
        return False

    def _line_of(self, at: int) -> int:
        self._line += str.count(self._text, "\n", self._counted, at)
        self._counted = at
        return self._line

    def _object_of(self, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
        """Return the object of these pairs. Repeated names keep all their values, under numbered names (`litreview-2-title`)."""
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        prefixes = [*prefixes_of(name for name, _ in pairs)]
        self._again += [name for (name, _), prefix in zip(pairs, prefixes, strict=True) if prefix]
        return {prefix + name: each for (name, each), prefix in zip(pairs, prefixes, strict=True)}


def prefixes_of(names: Iterable[str]) -> Iterator[str]:
    """Yield a prefix for each name: `""`, and for a name that comes again one with its number.

    >>> list(prefixes_of(["title", "year", "title"]))
    ['', '', 'litreview-2-']
    """
    times: Counter[str] = Counter()
    for name in names:
        times[name] += 1
        yield "" if times[name] == 1 else f"litreview-{times[name]}-"


def leftovers(
    value: Mapping[str, Any],
    fields: Sequence[tuple[str, str]],
    known: frozenset[str],
    other_texts: Sequence[str] = (),
) -> str:
    """Return the values of a record's object that its fields lack, one line each, with their paths.

    A value is covered if each of its words is in a field or in `other_texts`. Paths with a name in `known` are skipped.

    >>> leftovers({"author": [{"family": "Doe", "ORCID": "0000-1"}]}, [("author", "Doe")], frozenset())
    'author.0.ORCID: 0000-1'
    """
    covered = {
        word for text in (*other_texts, *(text for _, text in fields)) for word in _WORDS.findall(text)
    }
    return "\n".join(
        f"{'.'.join(place)}: {' '.join(text.split())}"
        for place, text in _leaves(value, ())
        if not known.intersection(place) and not covered.issuperset(_WORDS.findall(text))
    )


_WORDS = re.compile(r"\w+")


def _leaves(value: Any, place: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, (*place, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _leaves(each, (*place, str(number)))


def plain_json(value: Any) -> str:
    """Return a value as one line of JSON without HTML tags and entities, so that it stays sound JSON when the field is decoded.

    >>> plain_json([{"title": "Harbors &amp; <i>quays</i>"}])
    '[{"title": "Harbors & quays"}]'
    """
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return from_html(value)
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def text_of(value: Any) -> str:
    """Return a text or a number in the form of a field, `""` for anything else.

    >>> text_of(" a "), text_of(7), text_of(True), text_of(None), text_of(["a"])
    ('a', '7', 'true', '', '')
    """
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).strip() if isinstance(value, str | int | float) else ""


def text_or_json(value: Any) -> str:
    """Return a value in the form of a field: a text, a number, or a list or object as JSON; `""` for an empty value."""
    deep = isinstance(value, dict | list) and value
    return json.dumps(value, ensure_ascii=False) if deep else text_of(value)
