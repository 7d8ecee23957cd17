"""What an annotated bibliography is made with besides its sources and tags, and the pages that notes and decisions point at.

One form for both: `p. 187`, `pp. 160-162, 187`, `at 187`; `§ 103(a)(1)` in an act. A decision says it in `where`, a note in its first
line, with nothing else on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Decision, Finding, Record, Source
from litreview.core.results import Quote, Request
from litreview.core.sealed import shown
from litreview.core.wording import Value
from litreview.judgements.codebook import CodebookLike

Grouping = Literal["goal", "type", "year", "code", "finding", "none"]
Audience = Literal["reader", "team"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
"""What `group_by` takes; several, separated by commas, nest. `goal`: the codes of the codebook's main group, which goes by its own
name, too; `code`: its topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyOptions(Value):
    """How sources are chosen, grouped and annotated. Every value has a default.

    - `title`, `author`, `institution`, `course`, `date`: what stands above the document, each as it is printed;
    - `audience`: `reader` prints what one hands in; `team` also counts, what was not read, and below each annotation the tags with
      their words, stances, evidence fields, the recommendations that the source serves and how many cite it (`cited_by`);
    - `repeat`: print a source that has several headings under each, in place of under its first with "Also under";
    - `notes`: key, former key or record id -> Markdown; its first line may be the page it speaks of;
    - `group_by`: see `GROUPINGS`; `code`: only the sources with this tag, under its headings alone;
    - `codebook`: gives headings, their order and lead texts (default: the built-in one); it may be its file; `findings`: for the grouping by finding (each with its passages), and what a source serves;
    - `decisions`: the current ones; a page in `where` is the pinpoint of a legal citation;
    - `requests`: the records requests among the sources, by which they are cited;
    - `quotes`: key of an interview -> what may be printed of it, with its code, below its entry;
    - `standing`: what to tell the team of how far the review is screened (`Standing.sentence`);
    - `mentioned`: works that annotations may cite though they are not printed;
    - `placeholder`: what to print where there is no annotation (default: nothing);
    - `require_annotations`: an error (`LR402`) for each source without one;
    - `require_complete`: an error (`LR406`) for each thing that a citation lacks in its style, in place of a warning;
    - `records`: every record that was read, where what a source lacks is looked for.
    """

    title: str = "Annotated bibliography"
    author: str = ""
    institution: str = ""
    course: str = ""
    date: str = ""
    audience: Audience = "reader"
    repeat: bool = False
    group_by: Grouping | str = "goal"
    code: str = ""
    notes: Mapping[str, str] = field(default_factory=dict, repr=False)
    codebook: CodebookLike = field(default=None, repr=False)
    findings: Sequence[Finding] = ()
    decisions: Sequence[Decision] = field(default=(), repr=False)
    requests: Sequence[Request] = field(default=(), repr=False)
    cited_by: Mapping[str, int] = field(default_factory=dict, repr=False)
    quotes: Mapping[str, Sequence[Quote]] = field(default_factory=dict, repr=False)
    standing: str = ""
    mentioned: Sequence[Source] = field(default=(), repr=False)
    placeholder: str = ""
    require_annotations: bool = False
    require_complete: bool = False
    records: Sequence[Record] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        """Refuse a file where the notes are expected, and an audience that is none."""
        if self.audience not in AUDIENCES:
            raise UsageError(
                f"no audience {self.audience!r}; one of {', '.join(AUDIENCES)}{near_miss(str(self.audience), AUDIENCES)}"
            )
        if not isinstance(self.notes, Mapping):
            raise UsageError(
                "notes are given as key -> Markdown; those of a folder are read with its review "
                "(`litreview.open_review(folder).notes`), and what a .bib file has in `annotation` is printed without being given here"
            )


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
