"""What the stages of evidence return: the values that the review keeps and that pages and tables show.

They are below the rooms that make them, so that a page need not know how a number was counted. As in `litreview.model`, every
value is frozen, keyword-only and slotted; nothing here reads a file, compares or decides.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from litreview.model import Doi, Problem, Relation, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """One search as it was run: what a reader needs to run it again. `hits` is None if it was not noted; `line` is where it is noted."""

    database: str
    platform: str = ""
    date: str = ""
    strategy: str = ""
    hits: int | None = None
    file: str = ""
    line: int = field(default=0, compare=False)


StatusName = Literal["included", "pending", "excluded", "not retrieved", "left unscreened", "unscreened"]
Only = Literal["included", "candidates", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
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


_WORDS = {"interview": "interview", "records": "public record", "other": "other source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The status of every source by key, and the sets that follow from it.

    - `streams`: by key; only `literature` is screened, the others always count;
    - `screened`: whether anybody has screened; `stopped`: the rule by which screening ended, if it did;
    - `studies`: by key the first report of the same study.
    """

    status: Mapping[str, Status] = field(default_factory=dict)
    streams: Mapping[str, str] = field(default_factory=dict)
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
    def beside(self) -> Mapping[str, int]:
        """How many sources there are of each other stream."""
        return Counter(name for name in self.streams.values() if name != "literature")

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
        beside = "; beside them " + ", ".join(
            f"{n} {_WORDS[name]}{'s' * (n != 1)}" for name, n in sorted(self.beside.items())
        )
        if not self.screened:
            told = f"{len(literature)} source{'s' * (len(literature) != 1)}, not screened"
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
class Identified:
    """Records from one file, or from one search: `records` were read, `hits` the database said it had."""

    file: str
    records: int
    database: str = ""
    platform: str = ""
    date: str = ""
    hits: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """The numbers of the flow. See `litreview.evidence.flow` for how they add up."""

    identified: tuple[Identified, ...] = ()
    records: int = 0
    duplicates_removed: int = 0
    sources: int = 0
    awaiting_screening: int = 0
    left_unscreened: int = 0
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
    standing: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the numbers as plain values, in the order of the flow."""
        return {**asdict(self), "identified": [asdict(item) for item in self.identified]}

    def to_json(self) -> str:
        """Return the numbers as JSON, the same text for the same numbers."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class MainGroup:
    """What a codebook calls the codes of its main group, one and many: `goal` and `goals` in the built-in one."""

    one: str = "goal"
    many: str = "goals"

    @property
    def a(self) -> str:
        """The word with its article: `a goal`, `an outcome`."""
        return f"{'an' if self.one[:1].lower() in tuple('aeiou') else 'a'} {self.one}"

    @property
    def heading(self) -> str:
        """The word as it begins a column or a sentence."""
        return self.one[:1].upper() + self.one[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMap:
    """Goal × source type, where a goal is a code of the codebook's main group, which `main` names.

    - `rows`, `columns`: `(code, label)` in the codebook's order; the rows `none` and `unread` come last;
    - `cells`: `(row, column)` to source keys in the order of the sources; an empty cell is absent;
    - `confidential`: the keys of sources shown by code only;
    - `standing`: how far the review is screened, in one sentence; `claims`: the keys of claims, which are no evidence of outcomes.
    """

    rows: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str], ...] = ()
    cells: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    confidential: frozenset[str] = frozenset()
    main: MainGroup = MainGroup()
    standing: str = ""
    claims: frozenset[str] = frozenset()

    def sources(self, row: str = "", column: str = "") -> tuple[str, ...]:
        """Return the distinct keys in a row, a column, a cell, or (with neither) the whole map."""
        return tuple(
            dict.fromkeys(
                key
                for (r, c), keys in self.cells.items()
                if row in ("", r) and column in ("", c)
                for key in keys
            )
        )

    def count(self, row: str = "", column: str = "") -> int:
        """Return the number of distinct sources in a row, a column, a cell, or the whole map."""
        return len(self.sources(row, column))

    def table(self) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
        """Return header and rows of counts, with totals over distinct sources, as evidence-map.csv has them."""
        header = ("goal", *(code for code, _ in self.columns), "total", "claims")
        codes = [code for code, _ in self.columns]
        rows: list[tuple[str | int, ...]] = [
            (row, *(self.count(row, c) for c in codes), self.count(row), self.count_claims(row))
            for row, _ in self.rows
        ]
        total = (*(self.count(column=c) for c in codes), self.count(), self.count_claims())
        return header, (*rows, ("total", *total))

    def count_claims(self, row: str = "") -> int:
        """Return how many of the sources in a row, or in the whole map, are claims."""
        return len(self.claims.intersection(self.sources(row)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceCount:
    """The stances on one goal, each study counted once.

    - `counts`: stance to number of studies, all six stances present; `keys`: stance to the source keys behind it;
    - `disputed`: studies on which people differ; `apart`: law by stance;
    - `claims`: claims of agencies, vendors and the press by stance (`litreview.evidence.find_claims`);
    - `uncoded`: sources tagged with the goal on which nobody has noted a stance.
    """

    goal: str
    counts: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()
    apart: Mapping[str, int] = field(default_factory=dict)
    claims: Mapping[str, int] = field(default_factory=dict)
    uncoded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """One thing of which coders say different things: the source, the question, the answer of each, and whether it is settled."""

    key: str
    question: str
    answers: Mapping[str, str] = field(default_factory=dict)
    state: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldCount:
    """What people noted in one evidence field: how many sources have each value, and on how many people differ."""

    label: str
    values: Mapping[str, int] = field(default_factory=dict)
    disputed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice on a work, from a Retraction Watch file: `nature` is Retraction, Correction, Expression of concern or Reinstatement; `date` is `YYYY-MM-DD`."""

    nature: str
    date: str
    doi: str
    pmid: str
    notice_doi: str
    reason: str
    where: Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A source with its notices, the earliest first, and what rests on it.

    - `citing`: sources that cite it; `beyond`: sources that cite those, at any distance;
    - `findings`: ids of findings that name it on any side; `recommendations`: ids of those that rest on these findings.
    """

    source: str
    notices: tuple[Notice, ...]
    citing: tuple[str, ...]
    beyond: tuple[str, ...]
    findings: tuple[str, ...]
    recommendations: tuple[str, ...]

    @property
    def standing(self) -> str:
        """What holds today: the nature of the latest notice, in lower case."""
        return self.notices[-1].nature.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Sources that are versions of one study, the earliest in the review first, and the relations that say so."""

    keys: tuple[str, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """One side of a finding.

    - `sources`: the keys named; `origins`: the same, grouped: each group is one origin;
    - `perhaps`: groups that a rule relates and no person has judged: the number of origins may be lower by so many;
    - `citing`: pairs of sources of different origins of which the first cites the second.
    """

    finding: str
    side: str
    sources: tuple[str, ...]
    origins: tuple[tuple[str, ...], ...]
    perhaps: int
    citing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What speaks against one source of a finding.

    - `kind`: why it does not count (`excluded`, `not retrieved`, `left unscreened`, `pending`, `claim`, `unknown`), or `contrary`: it
      counts, and its stance says the contrary;
    - `words`: the same with its reason.
    """

    kind: str
    words: str


_DOUBTS = {
    "excluded": ("excluded", "excluded"),
    "not retrieved": ("not retrieved", "not retrieved"),
    "left unscreened": ("left unscreened", "left unscreened"),
    "pending": ("pending", "pending"),
    "claim": ("a claim", "claims"),
    "contrary": ("whose stance says the contrary", "whose stances say the contrary"),
    "unknown": ("that no source is", "that no source is"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing:
    """One side of a finding, or of the findings behind a recommendation, held against the review.

    - `sources`: the keys named; `unknown`: names that no source has;
    - `doubts`: by key what speaks against it, the gravest first; what is not in here counts;
    - `notes`: what else there is to say, such as that all is of one origin.
    """

    of: str
    side: str
    sources: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    doubts: Mapping[str, tuple[Doubt, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def named(self) -> int:
        """How many sources are named, those that no source is too."""
        return len(self.sources) + len(self.unknown)

    @property
    def counting(self) -> tuple[str, ...]:
        """The keys of those that count as evidence."""
        return tuple(
            k for k in self.sources if all(doubt.kind == "contrary" for doubt in self.doubts.get(k, ()))
        )

    @property
    def reserve(self) -> str:
        """What is to be said of the number: `1 excluded, 1 a claim`, each source by its gravest doubt; `""` if nothing is."""
        first = [self.doubts[key][0].kind for key in self.sources if self.doubts.get(key)]
        counts = Counter([*first, *["unknown"] * len(self.unknown)])
        told = ", ".join(
            f"{counts[kind]} {_DOUBTS[kind][counts[kind] != 1]}" for kind in _DOUBTS if counts[kind]
        )
        return told and told + "; none counts as evidence" * (not self.counting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One citation of one work in the manuscript.

    - `key`: as written, without the intent; `doi` and `title` are known of a Word file's Zotero items only;
    - `intent`: the CiTO property, `""` if none is said; `section`: the headings above, outermost first;
    - `named`: the ids among those asked for that are in the same sentence or in a heading above.
    """

    key: str
    where: Where
    intent: str = ""
    section: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    doi: Doi = Doi("")  # noqa: RUF009 - an immutable string
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A mention and the source it means; `source` is empty where no source has the key."""

    mention: Mention
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A recommendation and the manuscript.

    - `cited`, `uncited`: the sources behind its findings that the manuscript cites anywhere, and that it doesn't;
    - `beside`: the sources cited where the text names the recommendation.
    """

    recommendation: str
    cited: tuple[str, ...]
    uncited: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """What a manuscript does with the sources. `unused` are the included sources that it never cites, in their order."""

    files: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    unused: tuple[str, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def cited(self) -> tuple[str, ...]:
        """The keys of the sources cited, in order of first mention."""
        return tuple(dict.fromkeys(use.source for use in self.uses if use.source))

    @property
    def undefined(self) -> tuple[Mention, ...]:
        """The mentions whose key no source has."""
        return tuple(use.mention for use in self.uses if not use.source)

    def sections(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return each section that cites something, and the keys of the sources cited there."""
        found: dict[str, dict[str, None]] = {}
        for use in self.uses:
            if use.source:
                found.setdefault(" / ".join(use.mention.section), {})[use.source] = None
        return tuple((name, tuple(keys)) for name, keys in found.items())

    def rows(self) -> Iterable[tuple[str, str, str, str, int | None, str, str, str]]:
        """Yield the rows of manuscript.csv: `status,key,source,file,line,section,recommendations,intent`."""
        for use in self.uses:
            m = use.mention
            yield (
                "cited" if use.source else "undefined",
                m.key,
                use.source,
                m.where.file,
                m.where.line or None,
                " / ".join(m.section),
                "; ".join(m.named),
                m.intent,
            )
        for key in self.unused:
            yield ("unused", key, key, "", None, "", "", "")
