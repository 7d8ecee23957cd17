"""Where in a source to look: pages and sections, from people's decisions and from the first line of a note.

One form for both: `p. 187`, `pp. 160-162, 187`, `at 187`; `§ 103(a)(1)` in an act. A decision says it in `where`, a note in its first
line, with nothing else on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from litreview.model import Decision, Source
from litreview.sealed import shown

_PAGE = r"\d+(?:\s*[-–]\s*\d+)?"
_PAGES = re.compile(rf"(?:at|pp?\.?)\s*({_PAGE}(?:\s*,\s*{_PAGE})*)", re.IGNORECASE)
_SECTION = re.compile(r"(§\s*\d\w*(?:[-–]\d+)?(?:\(\w+\))*)")


def names_of(source: Source) -> tuple[str, ...]:
    """Return what a note or a citation may call a source: its key, former keys, the ids of its records."""
    return (source.key, *source.former_keys, *(record.id for record in source.records))


def note_of(source: Source, notes: Mapping[str, str]) -> str:
    """Return the note of a source as it was written, `""` if there is none."""
    return next((text for name in names_of(source) if (text := notes.get(name, "").strip())), "")


def split_note(text: str) -> tuple[str, str]:
    r"""Return the place that a note names in its first line, and the rest of it.

    >>> split_note("p. 187\n\nThe iconic victim.")
    ('187', 'The iconic victim.')
    >>> split_note("At 12 a child was found.")
    ('', 'At 12 a child was found.')
    """
    first, _, rest = text.strip().partition("\n")
    places = _places(first)
    return (", ".join(places), rest.strip()) if places else ("", text.strip())


def _places(text: str) -> list[str]:
    """Return the pages or the section that a text consists of; none if it says anything else."""
    if section := _SECTION.fullmatch(text.strip()):
        return [re.sub(r"^§\s*", "§ ", section[1])]
    pages = _PAGES.fullmatch(text.strip())
    return [re.sub(r"\s*[-–]\s*", "–", page.strip()) for page in pages[1].split(",")] if pages else []


def _rank(place: str) -> tuple[bool, int, str]:
    number = re.search(r"\d+", place)
    return place.startswith("§"), int(number[0]) if number else 0, place


def pinpoints(
    sources: Iterable[Source], decisions: Iterable[Decision] = (), notes: Mapping[str, str] | None = None
) -> Mapping[str, tuple[str, ...]]:
    """Return key -> the pages and sections to point at, in order, each once."""
    found: dict[str, set[str]] = defaultdict(set)
    for decision in decisions:
        found[decision.key].update(_places(shown(decision.where)))
    for source in sources:
        if notes and not source.confidential:
            found[source.key].update(_places(note_of(source, notes).partition("\n")[0]))
    return {key: tuple(sorted(places, key=_rank)) for key, places in found.items() if places}
