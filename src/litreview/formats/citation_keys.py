"""Give records new citation keys, made by a pattern whose language an extension adds; the old keys stay in `ids`.

An extension of the group `litreview.keys` is a function (text) -> `KeyPattern`, with a `UsageError` for a text that it does not understand.
`examples/extension_better_bibtex` has the language of Better BibTeX.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Protocol

from litreview.core.containers import grouped_sets
from litreview.core.errors import MissingExtraError, UsageError
from litreview.core.extensions import extensions
from litreview.core.model import Record, Work

_KEYED = ("crossref", "xdata", "xref", "related", "entryset", "cites")
"""Fields that name other entries by their keys."""


class KeyPattern(Protocol):
    """A pattern of citation keys."""

    def key(self, work: Work) -> str:
        """Return the key of a work, `""` if the work has nothing that the pattern names."""

    def keys(self, key: str) -> Iterator[str]:
        """Yield a key, and without end what it becomes where it is taken."""


@cache
def key_languages() -> Mapping[str, Any]:
    """Return the languages of patterns that extensions add, by name; none comes with litreview."""
    return extensions("keys", ())


def parse_pattern(text: str) -> KeyPattern:
    """Parse a pattern. `MissingExtraError` if no extension has a language for it, `UsageError` if several have, or for a fault in it."""
    languages = key_languages()
    if not languages:
        raise MissingExtraError("--keys", "./examples/extension_better_bibtex  # in a clone of litreview")
    if len(languages) > 1:
        raise UsageError(
            f"several extensions read patterns of keys: {', '.join(languages)}; uninstall all but one"
        )
    pattern: KeyPattern = next(iter(languages.values()))(text)
    return pattern


def with_keys(records: Iterable[Record], pattern: KeyPattern) -> tuple[Record, ...]:
    """Return the records with keys by the pattern. The old key goes into the field `ids`, where biblatex and this program still find it.

    Of several records with one key, the first gets the plain key, the next get the suffixes `a`, `b` … `z`, `aa`. No record gets the old
    key of another, since citations of that key would then mean another work. Confidential records, and those to which the pattern gives
    no key, keep their keys. Fields that name other entries are updated.
    """
    every = tuple(records)
    owners = grouped_sets((name.lower(), record.id) for record in every for name in (record.key, *record.ids))
    taken: set[str] = set()
    renamed: dict[tuple[str, str], str] = {}
    keys = []
    for record in every:
        pattern_key = "" if record.confidential else pattern.key(record)
        key = pattern_key and next(
            name
            for name in pattern.keys(pattern_key)
            if name.lower() not in taken and owners.get(name.lower(), {record.id}) == {record.id}
        )
        keys.append(key or record.key)
        taken.add(keys[-1].lower())
        renamed.setdefault((record.where.file, record.key), keys[-1])
    return tuple(_with_key(record, key, renamed) for record, key in zip(every, keys, strict=True))


def _with_key(record: Record, key: str, keys: Mapping[tuple[str, str], str]) -> Record:
    if record.confidential:
        return record
    fields = dict(record.fields)
    for name in _KEYED:
        if name in fields:
            old_keys = [part.strip() for part in fields[name].split(",")]
            fields[name] = ",".join(keys.get((record.where.file, each), each) for each in old_keys)
    if key != record.key:
        fields["ids"] = ",".join(
            each for each in dict.fromkeys((record.key, *record.ids)) if each and each != key
        )
    return replace(record, key=key, fields={name: value for name, value in fields.items() if value})
