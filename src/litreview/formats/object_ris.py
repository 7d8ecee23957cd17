"""Records of rispy, dictionaries with its names of the tags (`rispy.tags` in `words.tsv`), as raw entries of RIS."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from litreview.formats.building import RawEntry
from litreview.formats.object_values import as_text, is_list
from litreview.formats.ris import to_entry
from litreview.formats.tagged import KeyGiver, Lines
from litreview.formats.words import words
from litreview.model import Problem, Where
from litreview.problems import problem

_TAGS = words("rispy.tags")
_TAG = re.compile(r"[A-Z][A-Z0-9]")


def is_ris(value: Any) -> bool:
    """Return whether an object is a record of rispy: it says its type, or is a record without one, by other names that only it has."""
    return isinstance(value, Mapping) and (
        "type_of_reference" in value or bool(_OWN & value.keys()) or "unknown_tag" in value
    )


_OWN = frozenset(
    {
        "first_authors",
        "secondary_authors",
        "primary_title",
        "secondary_title",
        "alternate_title3",
        "notes_abstract",
    }
)


def entries_of_ris(
    numbered: Sequence[tuple[int, Any]], path: str
) -> tuple[str, dict[int, int], list[RawEntry], list[Problem]]:
    """Return the records as the text of a RIS file, the line that each begins in, their raw entries and the Problems met."""
    texts: list[str] = []
    starts: dict[int, int] = {}
    entries: list[RawEntry] = []
    problems: list[Problem] = []
    keys = KeyGiver()
    line = 1
    for number, value in numbered:
        starts[number] = line
        lines = Lines()
        own: list[tuple[str, str]] = []
        for tag, text in _tagged(value, own):
            lines.add(line + len(lines.raw), tag, text, f"{tag}  - {' '.join(text.split())}")
        if not lines.has(*{tag for _, tag, _ in lines.tagged} - {"TY"}) and not own:
            problems.append(problem("LR038", Where(file=path, line=line)))
        else:
            entry = to_entry(lines, keys, len(entries) + 1)
            entry.fields += own
            entries.append(entry)
        raw = "\n".join(
            [*lines.raw, *(f"M2  - tex.{name}: {' '.join(text.split())}" for name, text in own), "ER  - ", ""]
        )
        texts.append(raw)
        line += raw.count("\n") + 1
    return "\n".join(texts), starts, entries, problems


def _tagged(value: Mapping[str, Any], own: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield the lines of a record, its type first; what it has under names of somebody's own goes to `own`."""
    yield "TY", as_text(value.get("type_of_reference")) or "GEN"
    for name, held in value.items():
        tag = _TAGS.get(str(name), "")
        if tag in {"TY", "ER"}:
            continue
        if name == "unknown_tag" and isinstance(held, Mapping):
            for unknown, values in held.items():
                yield from _lines(str(unknown), values)
        elif tag:
            yield from _lines(tag, held)
        elif _TAG.fullmatch(str(name)):
            # `rispy.load(…, mapping=…)` may leave the tags as they are
            yield from _lines(str(name), held)
        else:
            own.append((str(name), as_text(held)))


def _lines(tag: str, held: Any) -> Iterator[tuple[str, str]]:
    for each in held if is_list(held) else [held]:
        if text := as_text(each).strip():
            yield (tag, text) if _TAG.fullmatch(tag) else ("N1", f"{tag}: {text}")
