"""Find the source of a review that a citation in a memo names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from litreview.core.containers import grouped
from litreview.core.model import Decision, RecordId, Source
from litreview.core.text import fold, surname
from litreview.formats.references import ReferenceEntry, cited_reference
from litreview.stages.network.reference_comparison import source_columns
from litreview.stages.network.target_finder import CitableWorks, Finder, judgements
from litreview.works.journals import shortens
from litreview.works.places import address, first_page, volume_of

SMALL_WORDS = frozenset(
    [
        *(
            "see",
            "also",
            "the",
            "of",
            "and",
            "in",
            "on",
            "for",
            "to",
            "supra",
            "note",
            "cf",
            "generally",
            "vgl",
            "et",
            "al",
        ),
        *("jr", "sr", "ii", "iii", "eds", "ed"),
    ]
)
"""Words of a name that do not tell one work from another."""
_SUBTITLE = re.compile(r"[:?!–—]\s|\.\s")


class SourceFinder:
    """Finds the source that a citation names, among `sources`, with what people decided on references."""

    def __init__(self, sources: Sequence[Source], decisions: Sequence[Decision]) -> None:
        table = CitableWorks((source, tuple(source_columns(source))) for source in sources)
        self._by_key = {source.key: source for source in sources}
        self._finder = Finder(table, judgements(decisions, table))
        self._by_sign = grouped((sign, source) for source in sources for sign in _signs(source))

    def find(self, entry: ReferenceEntry) -> tuple[Source | None, str]:
        """Return the source, or `None` and, where one is near, the sentence that names it."""
        reference = cited_reference(entry.text, entry.where, RecordId("memo:memo"), entry.parsed)
        verdict = self._finder.find(reference)
        if verdict.cited and not verdict.ask:
            return self._by_key.get(verdict.cited), ""
        # a work under another volume, year or short title is still that work
        for sign in _signs(entry):
            found = {
                source.key: source
                for source in self._by_sign.get(sign, ())
                if sign[0] == "place" or _one_title(entry, source)
            }
            if len(found) == 1:
                return next(iter(found.values())), ""
        asked = self._by_key.get(verdict.cited)
        if asked and _same_title_by_one_body(entry, asked):
            return asked, ""
        return (
            None,
            f"This may be {asked.key} of the review; its details differ: compare them." if asked else "",
        )


def _signs(work: Source | ReferenceEntry) -> Iterator[tuple[str, ...]]:
    """Yield what may name a work on its own: its address; volume, page and first author; first author and title, up to its subtitle."""
    author = surname(work.authors[0]) if work.authors else ""
    place = volume_of(work.fields.get("volume", "")), first_page(work.fields.get("pages", ""))
    if page := address(work.fields.get("url", "")):
        yield ("address", page)
    if author and all(place):
        yield ("place", author, *place)
    if author and (title := _main_title(work)):
        yield ("title", author, title)


def _main_title(work: Source | ReferenceEntry) -> str:
    return fold(_SUBTITLE.split(work.fields.get("title", ""))[0])


def _one_title(entry: ReferenceEntry, source: Source) -> bool:
    """Return whether the title of one is in that of the other, as a short title is; with two subtitles, two works of one beginning are not."""
    ours, theirs = fold(entry.fields.get("title", "")), fold(source.title)
    return ours in theirs or theirs in ours


def _same_title_by_one_body(entry: ReferenceEntry, source: Source) -> bool:
    """Return whether two works have one title and year, and one organisation, whose name may be abbreviated in one of them."""
    same = fold(entry.fields.get("title", "")) == fold(source.title) and entry.year == source.year
    bodies = [
        {person.literal for person in work.authors if person.literal}
        | {work.fields.get("institution", "")} - {""}
        for work in (entry, source)
    ]
    return same and any(one_body(ours, theirs) for ours in bodies[0] for theirs in bodies[1])


def one_body(a: str, b: str) -> bool:
    """Return whether each word of one name is that of the other, or shortens it.

    >>> one_body("U.S. Dep't of State", "United States Department of State"), one_body("U.S. Dep't of State", "Department of Justice")
    (True, False)
    """
    words = [
        [
            word
            for word in fold(re.sub(r"['’]|\bU\. ?S\.|\bUnited States\b", "", name)).split()
            if word not in SMALL_WORDS
        ]
        for name in (a, b)
    ]
    return len(words[0]) == len(words[1]) > 0 and all(
        shortens(one, other) or shortens(other, one) for one, other in zip(*words, strict=True)
    )
