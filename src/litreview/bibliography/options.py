"""What an annotated bibliography is made with, besides its sources and tags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from litreview.codebook import CodebookLike
from litreview.errors import UsageError, near_miss
from litreview.model import Decision, Finding, Record, Source
from litreview.results import Quote, Request
from litreview.wording import short_repr

Grouping = Literal["goal", "type", "year", "code", "finding", "none"]
Audience = Literal["reader", "team"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
"""What `group_by` takes; several, separated by commas, nest. `goal`: the codes of the codebook's main group, which goes by its own
name, too; `code`: its topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BibliographyOptions:
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

    __repr__ = short_repr

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
