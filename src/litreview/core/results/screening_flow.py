"""Results of screening: searches, streams, the status of each source, and the flow of records, also as boxes of a PRISMA 2020 diagram."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from litreview.core.decision_types import StatusName
from litreview.core.wording import Value, enumerate_words, noun, plural

STREAMS = ("literature", "interview", "records", "other")
"""The streams of sources, in the order of all outputs: literature that is screened, interviews, agencies' public records, and others."""

_WORDS = {
    "literature": ("work", "works"),
    "interview": ("interview", "interviews"),
    "records": ("public record", "public records"),
    "other": ("other source", "other sources"),
}


def stream_words(counts: Mapping[str, int]) -> str:
    """Return the number of sources of each stream in words, the literature first.

    >>> stream_words({"records": 1, "interview": 2, "literature": 3})
    '3 works, 2 interviews, 1 public record'
    """
    return ", ".join(
        f"{counts[name]} {_WORDS[name][counts[name] != 1]}" for name in STREAMS if counts.get(name)
    )


Phase = Literal["Identification", "Screening", "Included"]
STEPS = ("identified", "sources", "screened", "sought", "assessed", "included")
"""The steps next to which authors may put a box of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBox(Value):
    """A box that the authors add next to a step (`after`, one of `STEPS`); `number`: None if they give none."""

    label: str
    number: int | None = None
    after: str = "included"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box(Value):
    """A box of the flow diagram: label, number and parts. `own`: the authors added it, with their own number."""

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
        text = self.label if self.number is None else f"{self.label}: {self.number}"
        parts = "; ".join(f"{name}: {number}" for name, number in self.parts)
        return f"{text} ({parts})" if parts else text


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowStep(Value):
    """One step of the flow. `aside` has the boxes of records that leave here, `joining` those that come in before the next step."""

    name: str
    phase: Phase
    box: Box
    aside: tuple[Box, ...] = ()
    joining: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowDiagram(Value):
    """The steps from top to bottom, and columns at their side.

    - `methods`: the steps of what other methods than databases and registers found; the last leads to what is included.
    - `beside`: the other sources of evidence, which were neither searched for nor screened.
    - `duplicates`: the number of merged duplicates by who merged them, `11 by rules, 1 by people`; `""` without duplicates.
    """

    steps: tuple[FlowStep, ...] = ()
    beside: tuple[Box, ...] = ()
    methods: tuple[FlowStep, ...] = ()
    standing: str = field(default="")
    duplicates: str = ""

    @property
    def headings(self) -> tuple[str, str]:
        """The headings of the two columns of searches, those of an updated review if there is a total."""
        new = "new " * any(step.name == "total" for step in self.steps)
        return (
            f"Identification of {new}studies via databases and registers",
            f"Identification of {new}studies via other methods",
        )

    @property
    def words(self) -> str:
        """All boxes in words, as an alternative text for the picture."""
        first, second = self.headings
        texts = [first, *_box_words(self.steps)] if self.steps else []
        texts += [second, *_box_words(self.methods)] if self.methods else []
        return ". ".join([*texts, *(box.words for box in self.beside)]) + "."


def _box_words(steps: Iterable[FlowStep]) -> list[str]:
    return [box.words for step in steps for box in (step.box, *step.aside, *step.joining)]


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
"""Search methods other than databases and registers, as in the PRISMA 2020 flow diagram, each with its synonyms."""


def method_of(name: str) -> str:
    """Return the search method with this name or synonym, `""` for a database.

    >>> method_of("Citation searching"), method_of("snowballing"), method_of("Scopus")
    ('citation searching', 'citation searching', '')
    """
    folded = " ".join(name.casefold().split())
    return next((method for method, others in METHODS.items() if folded in (method, *others)), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search(Value):
    """One search as it was run, so that a reader can repeat it.

    - `strategy`: the search terms, including those of `strategy_file`, once a review has read it;
    - `limits`: further limits, such as years or languages; `hits`: None if not recorded;
    - `method`: one of `METHODS`, if it was no database or register; PRISMA counts such records separately;
    - `register`: it was a register of studies, not a database, as `method = "register"` says;
    - `previous`: it was run for the version that this review updates;
    - `known`: works, by DOI or key, that the authors knew beforehand and that the search must find;
    - `filters`, `reused`, `updates`, `peer_review`: published filters, earlier strategies taken over, how it was updated, and who
      reviewed the strategy (PRESS), as PRISMA-S asks;
    - `file`, `files`: the exports of this search; `line` is its line in the settings.
    """

    database: str
    method: str = ""
    platform: str = ""
    date: str = ""
    strategy: str = ""
    strategy_file: str = ""
    limits: str = ""
    filters: str = ""
    reused: str = ""
    updates: str = ""
    peer_review: str = ""
    register: bool = False
    previous: bool = False
    hits: int | None = None
    file: str = ""
    files: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)

    @property
    def exports(self) -> tuple[str, ...]:
        """All export files of this search, each once.

        >>> Search(database="A", file="a.bib", files=("b.bib", "a.bib")).exports
        ('a.bib', 'b.bib')
        """
        return tuple(dict.fromkeys(filter(None, (self.file, *self.files))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment(Value):
    """A change of the protocol: its day (`YYYY-MM-DD`), what changed and why; `line` is its line in the settings."""

    date: str
    change: str
    reason: str = ""
    line: int = field(default=0, compare=False)


Only = Literal["included", "candidates", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status(Value):
    """The result of screening for one source.

    - `stage`: the stage, `abstract` or `fulltext`, at which it was decided or which it awaits; `""` if nobody screened;
    - `reason`: why it is excluded, or why it is pending (`awaits judgement`, `unsure`, `disputed`, `one vote of 2`).
    """

    status: StatusName
    stage: Literal["", "abstract", "fulltext"] = ""
    reason: str = ""

    @property
    def words(self) -> str:
        """The status in words.

        >>> Status(status="pending", stage="fulltext", reason="disputed").words
        'pending (disputed)'
        """
        if self.status == "pending":
            return f"pending ({self.reason})"
        at = {"abstract": "by title and abstract", "fulltext": "by its full text"}.get(self.stage, "")
        text = f"{self.status} {at}" if self.status == "excluded" else self.status
        return f"{text}: {self.reason}" if self.reason else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Value):
    """The status of every source by key, and the sets that follow from it.

    - `streams`: by key; only `literature` is screened, the others always count; `documents`: keys of documents that agencies released on requests,
      `other_records`: of public records that are neither a request nor such a document;
    - `screened`: whether anybody has screened; `stopped`: the rule that ended screening, if one did;
    - `studies`: by key, the first report of the same study.
    """

    status: Mapping[str, Status] = field(default_factory=dict)
    streams: Mapping[str, str] = field(default_factory=dict)
    documents: frozenset[str] = frozenset()
    other_records: frozenset[str] = frozenset()
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
    def other_streams(self) -> Counter[str]:
        """The number of sources of each stream other than literature."""
        return Counter(name for name in self.streams.values() if name != "literature")

    @property
    def other_streams_words(self) -> str:
        """The other streams in words: `42 interviews and 19 public records (16 requests, 3 documents)`."""
        counts = self.other_streams
        texts = {name: stream_words({name: counts[name]}) for name in STREAMS if counts[name]}
        documents, others = len(self.documents), len(self.other_records)
        if documents or others:
            parts = {
                "request": counts["records"] - documents - others,
                "document": documents,
                "other": others,
            }
            named = (plural(n, name, "others" if name == "other" else "") for name, n in parts.items() if n)
            texts["records"] += f" ({', '.join(named)})"
        return enumerate_words(texts.values())

    @property
    def pending(self) -> frozenset[str]:
        """The keys of sources that await a judgement."""
        return frozenset(self.keys("pending"))

    def chosen(self, only: Only = "included") -> frozenset[str]:
        """Return the keys of sources that count as evidence (`included`), these and the pending ones (`candidates`), or all.

        If nobody screens, every source counts; sources of other streams always count.
        """
        if only == "all" or not self.screened:
            return frozenset(self.status)
        judged = self.keys("included", "pending") if only == "candidates" else self.keys("included")
        return frozenset((*judged, *(k for k, name in self.streams.items() if name != "literature")))

    def count_studies(self, keys: Iterable[str]) -> int:
        """Return the number of studies that these sources report."""
        return len({self.studies.get(key, key) for key in keys})

    @property
    def sentence(self) -> str:
        """The state of screening, as every output prints it: `6 works are included; 379 are pending; 32 are left out: 28 on title …`."""
        literature, others = self.keys(), self.other_streams_words
        if not self.screened:
            return f"{plural(len(literature), 'source')}, none screened yet" + f", and {others}" * bool(
                others
            )
        included = self.keys("included")
        studies = self.count_studies(included)
        parts = [f"{plural(len(included), 'work')} {noun(len(included), 'is', 'are')} included"]
        if studies != len(included):
            parts[0] += f" (reports of {studies} {'study' if studies == 1 else 'studies'})"
        if pending := len(self.pending):
            reasons = Counter(self.status[key].reason for key in self.pending)
            votes = [f"{n} with {reason}" for reason, n in sorted(reasons.items()) if "vote" in reason]
            parts.append(
                f"{pending} {noun(pending, 'is', 'are')} pending" + f" ({', '.join(votes)})" * bool(votes)
            )
        why = {
            "on title and abstract": sum(self.status[k].stage == "abstract" for k in self.keys("excluded")),
            "on full text": sum(self.status[k].stage == "fulltext" for k in self.keys("excluded")),
            "not retrieved": len(self.keys("not retrieved")),
        }
        if out := sum(why.values()):
            reasons_out = ", ".join(f"{n} {name}" for name, n in why.items() if n)
            parts.append(f"{out} {noun(out, 'is', 'are')} left out: {reasons_out}")
        if left := len(self.keys("left unscreened")):
            parts.append(f"{left} {noun(left, 'is', 'are')} left unscreened")
        return "; ".join(parts) + f". The review also has {others}" * bool(others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified(Value):
    """Records of one file or search: `records` were read, the database reported `hits`; `method` is set if it was no database.

    `register`: every search of it was of a register of studies. `previous`: every search of it was run for the version that this review updates.
    """

    file: str
    records: int
    database: str = ""
    platform: str = ""
    date: str = ""
    hits: int | None = None
    method: str = ""
    register: bool = False
    previous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Value):
    """The numbers of the flow. See `litreview.stages.evidence.flow` for how they add up.

    `by_other_methods` has the part of each count that only other methods than databases and registers found, `reasons_other_methods` that of
    each reason. `by_previous` and `reasons_previous` have the part of the version that this review updates, which is in none of the parts before. `left_by_automation` counts those of `left_unscreened` that a machine had ranked last: all of them, if its suggestions were shown.
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
    other_records: int = 0
    by_other_methods: Mapping[str, int] = field(default_factory=dict)
    reasons_other_methods: Mapping[str, int] = field(default_factory=dict)
    by_previous: Mapping[str, int] = field(default_factory=dict)
    reasons_previous: Mapping[str, int] = field(default_factory=dict)
    standing: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values, in the order of the flow."""
        return {**asdict(self), "identified": [asdict(item) for item in self.identified]}

    def to_json(self) -> str:
        """Return the numbers as JSON, the same text for the same numbers."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"
