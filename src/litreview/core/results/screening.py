"""Searches, streams, the status of each source, and the flow of records into the review, also as the boxes of a PRISMA 2020 diagram."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from litreview.core.wording import Value, plural

STREAMS = ("literature", "interview", "records", "other")
"""What is found and screened, what people said, what agencies answered, and what else was given: in the order in which all outputs have them."""

_WORDS = {
    "literature": ("of the literature", "of the literature"),
    "interview": ("interview", "interviews"),
    "records": ("public record", "public records"),
    "other": ("other source", "other sources"),
}


def stream_words(counts: Mapping[str, int]) -> str:
    """Return how many sources there are of each stream as a sentence says it, the literature first.

    >>> stream_words({"records": 1, "interview": 2, "literature": 3})
    '3 of the literature, 2 interviews, 1 public record'
    """
    return ", ".join(
        f"{counts[name]} {_WORDS[name][counts[name] != 1]}" for name in STREAMS if counts.get(name)
    )


Phase = Literal["Identification", "Screening", "Included"]
STEPS = ("identified", "sources", "screened", "sought", "assessed", "included")
"""What a box of one's own may stand beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBox(Value):
    """A box that the authors put beside a step (`after`, one of `STEPS`); `number` is None where they give none."""

    label: str
    number: int | None = None
    after: str = "included"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Value):
    """A box: what it counts, how many, and the parts of it. `own` is one that the authors put there, with their number."""

    label: str
    number: int | None = None
    parts: tuple[tuple[str, int], ...] = ()
    own: bool = False

    @property
    def words(self) -> str:
        """The box in one sentence.

        >>> Box(label="Records excluded", number=3, parts=(("no evidence", 2), ("not about it", 1))).words
        'Records excluded: 3 (no evidence: 2; not about it: 1)'
        """
        told = self.label if self.number is None else f"{self.label}: {self.number}"
        parts = "; ".join(f"{name}: {number}" for name, number in self.parts)
        return f"{told} ({parts})" if parts else told


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(Value):
    """One step down the flow, with what leaves it there. `joining` are those that come in from elsewhere before the next step."""

    name: str
    phase: Phase
    box: Box
    aside: tuple[Box, ...] = ()
    joining: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDiagram(Value):
    """The steps from above to below, and beside them the other sources of evidence, which no search found and nobody screened."""

    steps: tuple[Step, ...] = ()
    beside: tuple[Box, ...] = ()
    standing: str = field(default="")

    @property
    def duplicates(self) -> str:
        """How many duplicates were joined by what, `""` if none were: `11 by rules, 1 by people`."""
        boxes = [box for step in self.steps if step.name == "identified" for box in step.aside if not box.own]
        return ", ".join(f"{number} {name}" for box in boxes for name, number in box.parts)

    @property
    def words(self) -> str:
        """All boxes in words, for whoever does not see the picture."""
        boxes = (box for step in self.steps for box in (step.box, *step.joining, *step.aside))
        return ". ".join(box.words for box in (*boxes, *self.beside)) + "."


METHODS: Mapping[str, tuple[str, ...]] = {
    "citation searching": (
        *("citation search", "citation chasing", "citation tracking", "snowballing", "reference lists"),
        *("backward citation searching", "forward citation searching"),
    ),
    "website": ("websites", "web site", "web sites", "web search"),
    "organisation": ("organisations", "organization", "organizations"),
    "hand search": ("hand searching", "handsearching"),
    "contact": ("contacts", "experts", "contact with experts", "personal contact"),
    "other": (),
}
"""Other ways of searching than databases and registers, as the flow diagram of PRISMA 2020 has them, each with what else it is called."""


def method_of(name: str) -> str:
    """Return the method that a name means, `""` for a database.

    >>> method_of("Citation searching"), method_of("snowballing"), method_of("Scopus")
    ('citation searching', 'citation searching', '')
    """
    folded = " ".join(name.casefold().split())
    return next((method for method, others in METHODS.items() if folded in (method, *others)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Value):
    """One search as it was run: what a reader needs to run it again.

    - `strategy`: the words that were searched for, those of `strategy_file` too, once a review has read it;
    - `limits`: what was put on the search beside them, such as years or languages; `hits` is None if it was not noted;
    - `method`: how it was searched if not in a database or register, one of `METHODS`; PRISMA counts its records as those of other methods;
    - `file`, `files`: the exports of this search; `line` is where it is noted.
    """

    database: str
    method: str = ""
    platform: str = ""
    date: str = ""
    strategy: str = ""
    strategy_file: str = ""
    limits: str = ""
    hits: int | None = None
    file: str = ""
    files: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def exports(self) -> tuple[str, ...]:
        """Every file that holds what this search found, each once.

        >>> Search(database="A", file="a.bib", files=("b.bib", "a.bib")).exports
        ('a.bib', 'b.bib')
        """
        return tuple(dict.fromkeys(filter(None, (self.file, *self.files))))


StatusName = Literal["included", "pending", "excluded", "not retrieved", "left unscreened", "unscreened"]
Only = Literal["included", "candidates", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Value):
    """What screening made of a source.

    - `stage`: `abstract` or `fulltext`, where that happened or what it waits for; `""` where nobody screened;
    - `reason`: why it is excluded, or why it is pending (`awaits judgement`, `unsure`, `disputed`, `one vote of 2`).
    """

    status: StatusName
    stage: Literal["", "abstract", "fulltext"] = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """The status as a sentence says it.

        >>> Status(status="pending", stage="fulltext", reason="disputed").words
        'pending (disputed)'
        """
        if self.status == "pending":
            return f"pending ({self.reason})"
        at = {"abstract": "by title and abstract", "fulltext": "by its full text"}.get(self.stage, "")
        said = f"{self.status} {at}" if self.status == "excluded" else self.status
        return f"{said}: {self.reason}" if self.reason else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Value):
    """The status of every source by key, and the sets that follow from it.

    - `streams`: by key; only `literature` is screened, the others always count; `documents`: those that agencies gave out on requests;
    - `screened`: whether anybody has screened; `stopped`: the rule by which screening ended, if it did;
    - `studies`: by key the first report of the same study.
    """

    status: Mapping[str, Status] = field(default_factory=dict)
    streams: Mapping[str, str] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    screened: bool = False
    stopped: str = ""
    studies: Mapping[str, str] = field(default_factory=dict)

    def keys(self, *statuses: StatusName) -> tuple[str, ...]:
        """Return the keys of the literature with one of these statuses, all of it if none is named, in the order of the sources."""
        return tuple(
            key
            for key, one in self.status.items()
            if self.streams.get(key, "literature") == "literature"
            and (not statuses or one.status in statuses)
        )

    @property
    def beside(self) -> Counter[str]:
        """How many sources there are of each other stream."""
        return Counter(name for name in self.streams.values() if name != "literature")

    @property
    def beside_words(self) -> str:
        """The same as a sentence says it: `42 interviews, 19 public records (16 requests, 3 documents)`."""
        counts = self.beside
        told = {name: stream_words({name: counts[name]}) for name in STREAMS if counts[name]}
        if documents := len(self.documents):
            requests = counts["records"] - documents
            parts = [plural(requests, "request")] * bool(requests) + [plural(documents, "document")]
            told["records"] += f" ({', '.join(parts)})"
        return ", ".join(told.values())

    def count_streams(self, keys: Iterable[str]) -> Mapping[str, int]:
        """Return how many of these sources are of each stream."""
        return Counter(self.streams.get(key, "literature") for key in keys)

    @property
    def pending(self) -> frozenset[str]:
        """The keys that await a judgement."""
        return frozenset(self.keys("pending"))

    def chosen(self, only: Only = "included") -> frozenset[str]:
        """Return the keys of what counts as evidence (`included`), of that and what is pending (`candidates`), or of all.

        Where nobody screens, every source counts; so do the other streams.
        """
        if only == "all" or not self.screened:
            return frozenset(self.status)
        judged = self.keys("included", "pending") if only == "candidates" else self.keys("included")
        return frozenset((*judged, *(k for k, name in self.streams.items() if name != "literature")))

    def count_studies(self, keys: Iterable[str]) -> int:
        """Return how many studies these sources report."""
        return len({self.studies.get(key, key) for key in keys})

    @property
    def sentence(self) -> str:
        """What every output says of its sources: `6 included; 379 pending; 32 out (28 title and abstract, …)`."""
        literature = self.keys()
        beside = f"; beside them {self.beside_words}"
        if not self.screened:
            told = f"{plural(len(literature), 'source')}, not screened"
            return told + beside * bool(self.beside)
        included = self.keys("included")
        studies = self.count_studies(included)
        parts = [f"{len(included)} included"]
        if studies != len(included):
            parts[0] += f" (reports of {studies} {'study' if studies == 1 else 'studies'})"
        if pending := len(self.pending):
            parts.append(f"{pending} pending")
        why = {
            "title and abstract": sum(self.status[k].stage == "abstract" for k in self.keys("excluded")),
            "full text": sum(self.status[k].stage == "fulltext" for k in self.keys("excluded")),
            "not retrieved": len(self.keys("not retrieved")),
        }
        if out := sum(why.values()):
            parts.append(f"{out} out ({', '.join(f'{n} {name}' for name, n in why.items() if n)})")
        if left := len(self.keys("left unscreened")):
            parts.append(f"{left} left unscreened")
        return "; ".join(parts) + beside * bool(self.beside)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified(Value):
    """Records from one file, or from one search: `records` were read, `hits` the database said it had; `method` is another way than databases."""

    file: str
    records: int
    database: str = ""
    platform: str = ""
    date: str = ""
    hits: int | None = None
    method: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Value):
    """The numbers of the flow. See `litreview.stages.evidence.screening_status` for how they add up.

    `left_by_automation` are those of `left_unscreened` that a machine had ranked last: all of them, where its suggestions were shown.
    """

    identified: tuple[Identified, ...] = ()
    records: int = 0
    duplicates_removed: int = 0
    sources: int = 0
    awaiting_screening: int = 0
    left_unscreened: int = 0
    left_by_automation: int = 0
    screened: int = 0
    excluded: int = 0
    unsure: int = 0
    disputed: int = 0
    one_vote: int = 0
    sought: int = 0
    not_retrieved: int = 0
    awaiting_fulltext: int = 0
    assessed: int = 0
    excluded_by_reason: Mapping[str, int] = field(default_factory=dict)
    unsure_fulltext: int = 0
    disputed_fulltext: int = 0
    one_vote_fulltext: int = 0
    included: int = 0
    studies_included: int = 0
    pairs_to_judge: int = 0
    beside: Mapping[str, int] = field(default_factory=dict)
    documents: int = 0
    standing: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values, in the order of the flow."""
        return {**asdict(self), "identified": [asdict(item) for item in self.identified]}

    def to_json(self) -> str:
        """Return the numbers as JSON, the same text for the same numbers."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"
