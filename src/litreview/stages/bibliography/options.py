"""Options of an annotated bibliography, and the pinpoints (pages, sections) that notes and decisions name.

A pinpoint is written `p. 187`, `pp. 160-162, 187`, `at 187`, or `§ 103(a)(1)` in an act. A decision has it in `where`, a note alone
in its first line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from litreview.core.containers import grouped
from litreview.core.errors import UsageError, near_miss
from litreview.core.model import Decision, Finding, Record, Source
from litreview.core.results.assessment import Quote
from litreview.core.results.public_records import Request
from litreview.core.sealed import shown
from litreview.core.wording import Value
from litreview.judgements.codebook import CodebookLike

Grouping = Literal["goal", "type", "year", "code", "finding", "none"]
Audience = Literal["reader", "team"]
Order = Literal["style", "bluebook"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
"""What `group_by` takes; several, separated by commas, nest. `goal`: the codes of the codebook's main group, which goes by its own
name, too; `code`: its topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyOptions(Value):
    """How sources are chosen, grouped and annotated. Every value has a default.

    - `title`, `author`, `institution`, `course`, `date`: The title block, each as printed.
    - `audience`: `reader` prints a document to hand in. `team` adds counts and unread sources, and below each annotation its tags
      with their words, stances, evidence fields, the recommendations it serves and how many cite it (`cited_by`).
    - `repeat`: Print a source under each of its headings, instead of under the first with "Also under".
    - `notes`: Key, former key or record id -> Markdown. The first line may be a page.
    - `group_by`: See `GROUPINGS`. `code`: Only the sources with this tag, under its headings.
    - `order`: `style`, or `bluebook`: by the kind of authority, from constitutions to web pages (`authorities`).
    - `codebook`: Gives headings, their order and lead texts; it may be a file (default: the built-in one).
    - `findings`: For the grouping by finding, each with its passages, and for the recommendations that a source serves.
    - `decisions`: The current ones. A page in `where` is the pinpoint of a legal citation.
    - `requests`: The records requests among the sources, by which they are cited.
    - `quotes`: Key of an interview -> quotes that may be printed below its entry, with its code.
    - `standing`: The sentence for the team on how far screening has come (`Standing.sentence`).
    - `mentioned`: Works that annotations may cite though they are not printed.
    - `placeholder`: Text to print instead of a missing annotation (default: nothing).
    - `require_annotations`: An error (`LR402`) for each source without one.
    - `require_complete`: An error (`LR406`) instead of a warning for each fact that a citation lacks in its style.
    - `records`: Every record that was read, searched for what a source lacks.
    """

    title: str = "Annotated bibliography"
    author: str = ""
    institution: str = ""
    course: str = ""
    date: str = ""
    audience: Audience = "reader"
    repeat: bool = False
    group_by: Grouping | str = "goal"
    order: Order = "style"
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
        """Raise `UsageError` for an unknown audience, and for notes that are not a mapping."""
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
    """Return all names by which notes and citations may name a source: its key, former keys, the ids of its records."""
    return (source.key, *source.former_keys, *(record.id for record in source.records))


def note_of(source: Source, notes: Mapping[str, str]) -> str:
    """Return the note of a source as written, `""` if it has no note."""
    return next((text for name in names_of(source) if (text := notes.get(name, "").strip())), "")


def split_note(text: str) -> tuple[str, str]:
    r"""Return the pinpoint in the first line of a note, and the rest of the note.

    >>> split_note("p. 187\n\nThe iconic victim.")
    ('187', 'The iconic victim.')
    >>> split_note("At 12 a child was found.")
    ('', 'At 12 a child was found.')
    """
    first, _, rest = text.strip().partition("\n")
    places = _places(first)
    return (", ".join(places), rest.strip()) if places else ("", text.strip())


def _places(text: str) -> list[str]:
    """Return the pages or the section that a text consists of; an empty list if it has any other words."""
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
    """Return the pages and sections to point at by key, in order, each once."""
    texts = [(decision.key, shown(decision.where)) for decision in decisions]
    noted = (source for source in sources if notes and not source.confidential)
    texts += [(source.key, note_of(source, notes or {}).partition("\n")[0]) for source in noted]
    found = grouped((key, place) for key, text in texts for place in _places(text))
    return {key: tuple(sorted(set(places), key=_rank)) for key, places in found.items()}
