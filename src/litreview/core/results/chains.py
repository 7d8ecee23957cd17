"""Results on dependence: notices, versions of a study, the sources behind findings, and the citations of a manuscript."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from litreview.core.containers import grouped
from litreview.core.model import Doi, Finding, Problem, Recommendation, Relation, Where
from litreview.core.results.screening_flow import stream_words
from litreview.core.wording import Value, listed, short_repr

SIDES = ("supports", "contradicts", "qualifies")
"""The sides on which a finding names its sources."""
UNHELD = "not held"
"""The state of a finding that the review's judgements do not hold."""


class Findings(NamedTuple):
    """The content of a findings.toml: `findings, recommendations, problems = read_findings(text)`."""

    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return short_repr(self)

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings that the review's judgements hold."""
        return tuple(finding for finding in self.findings if not finding.state)

    @property
    def unheld(self) -> tuple[Finding, ...]:
        """The findings that the review's judgements do not hold: some source is not what its side says."""
        return tuple(finding for finding in self.findings if finding.state == UNHELD)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The statements that are yet to be examined (`state = "open"`)."""
        return tuple(finding for finding in self.findings if finding.is_open)

    def bases(self, one: Recommendation) -> tuple[Finding, ...]:
        """Return the findings that a recommendation rests on: those it names, then those that name it."""
        by_id = {finding.id: finding for finding in self.findings}
        named = dict.fromkeys((*one.findings, *(f.id for f in self.findings if one.id in f.recommendations)))
        return tuple(by_id[id_] for id_ in named if id_ in by_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceStep(Value):
    """One step of the chain from a recommendation to the passages it rests on, with the steps after it.

    - `kind`: what it is: recommendation, finding (as `Finding.kind` says), source, passage, judgement, text;
    - `relation`: how it belongs to the step before it, such as `supports`; `name`: its id or key; `words`: what it says;
    - `where`: its file and line, as text; `""` where the file is confidential.
    """

    kind: str
    name: str = ""
    words: str = ""
    relation: str = ""
    where: str = ""
    steps: tuple[TraceStep, ...] = ()

    @property
    def line(self) -> str:
        """The step as one line, without the steps after it."""
        named = " ".join(filter(None, (self.relation, self.kind, self.name)))
        text = f"{named}: {self.words}" if self.words else named
        return f"{text} ({self.where})" if self.where else text

    def __str__(self) -> str:
        return "\n".join([self.line, *(f"  {line}" for step in self.steps for line in str(step).split("\n"))])

    def as_dict(self) -> dict[str, Any]:
        """Return the step and those after it as values of JSON."""
        return {name: getattr(self, name) for name in ("kind", "name", "words", "relation", "where")} | {
            "steps": [step.as_dict() for step in self.steps]
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Value):
    """A notice on a work, from a Retraction Watch file or a registry: `nature` is Retraction, Correction, Expression of concern or Reinstatement.

    `date` is `YYYY-MM-DD`, or the part of it that is known; `citation` is how a record cites the notice; `on_another`: the record is the notice itself. `source` is the key of its source, if a registry's record of that source has the notice.
    """

    nature: str
    date: str
    doi: str
    pmid: str
    notice_doi: str
    reason: str
    where: Where
    source: str = ""
    citation: str = ""
    on_another: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach(Value):
    """A source with its notices, the earliest first, and everything that depends on it.

    - `citing`: sources that cite it; `beyond`: sources that cite those, at any distance;
    - `findings`: ids of findings that name it on any side; `recommendations`: ids of those based on these findings.
    """

    source: str
    notices: tuple[Notice, ...]
    citing: tuple[str, ...]
    beyond: tuple[str, ...]
    findings: tuple[str, ...]
    recommendations: tuple[str, ...]

    @property
    def standing(self) -> str:
        """The nature of the latest notice, in lower case."""
        return self.notices[-1].nature.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family(Value):
    """Sources that are versions of one study, the earliest in the review first, and the relations between them."""

    keys: tuple[str, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(Value):
    """The independent origins of one side of a finding.

    - `sources`: the keys named; `origins`: the same keys, grouped by origin;
    - `perhaps`: the number of groups related by a rule and not judged by a person; the number of origins may be lower by as many;
    - `citing`: pairs of sources of different origins, the first citing the second.
    """

    finding: str
    side: str
    sources: tuple[str, ...]
    origins: tuple[tuple[str, ...], ...]
    perhaps: int
    citing: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt(Value):
    """A reason against one source of a finding.

    - `kind`: why it does not count, a key of `_DOUBTS`; `weighed` is a claim on another side than that of support, and no fault;
    - `words`: the same with its reason.
    """

    kind: str
    words: str


_DOUBTS = {
    "excluded": ("is excluded", "are excluded"),
    "not retrieved": ("is not retrieved", "are not retrieved"),
    "left unscreened": ("is left unscreened", "are left unscreened"),
    "pending": ("is pending", "are pending"),
    "claim": ("is a claim", "are claims"),
    "weighed": ("is a claim", "are claims"),
    "no": ("is not about it", "are not about it"),
    "untagged": ("is not tagged by a person", "are not tagged by a person"),
    "disputed": ("is disputed", "are disputed"),
    "title": ("is judged by its title alone", "are judged by their titles alone"),
    "silent": ("has no stance", "have no stance"),
    "contrary": ("has another stance", "have another stance"),
    "passage": ("has no place and quote", "have no place and quote"),
    "quote": ("lacks the quote in its text", "lack the quote in their texts"),
    "unknown": ("is no known source", "are no known sources"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Footing(Value):
    """One side of a finding, or of the findings behind a recommendation, checked against the review.

    - `sources`: the keys named; `unknown`: names that no source has;
    - `doubts`: the doubts on each key, the gravest first; a key without doubts counts;
    - `notes`: further remarks, such as that all sources have one origin; `streams`: the stream of each key that is no literature.
    """

    of: str
    side: str
    sources: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    doubts: Mapping[str, tuple[Doubt, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    streams: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_stream(self) -> str:
        """The number of sources of each stream in words, `3 works, 2 interviews`; `""` if all are literature."""
        counts = Counter(self.streams.get(key, "literature") for key in self.sources)
        return "" if counts.keys() <= {"literature"} else stream_words(counts)

    @property
    def named(self) -> int:
        """The number of names, including those that no source has."""
        return len(self.sources) + len(self.unknown)

    @property
    def counting(self) -> tuple[str, ...]:
        """The keys of those that count as evidence."""
        return tuple(key for key in self.sources if not self.doubts.get(key))

    @property
    def faults(self) -> Mapping[str, tuple[Doubt, ...]]:
        """The doubts by key for which the finding is not held."""
        found = {key: tuple(d for d in doubts if d.kind != "weighed") for key, doubts in self.doubts.items()}
        return {key: doubts for key, doubts in found.items() if doubts}

    @property
    def reserve(self) -> str:
        """The caveats on the number of sources: `1 is excluded, 1 is a claim`, each source by its gravest doubt; `""` without doubts."""
        first = [self.doubts[key][0].kind for key in self.sources if self.doubts.get(key)]
        counts = Counter([*first, *["unknown"] * len(self.unknown)])
        text = ", ".join(
            f"{counts[kind]} {_DOUBTS[kind][counts[kind] != 1]}" for kind in _DOUBTS if counts[kind]
        )
        return text and text + "; none counts as evidence" * (not self.counting)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention(Value):
    """One citation of one work in the manuscript.

    - `key`: as written, without the intent; `doi` and `title` are known only of a Word file's Zotero items;
    - `intent`: the CiTO property, `""` if the citation has none; `section`: the headings above, outermost first;
    - `named`: the ids of recommendations in the same sentence or in a heading above.
    """

    key: str
    where: Where
    intent: str = ""
    section: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    doi: Doi = Doi("")  # noqa: RUF009 - an immutable string
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Use(Value):
    """A mention and its source; `source` is empty if no source has the key."""

    mention: Mention
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Value):
    """The citations of a recommendation's sources in the manuscript.

    - `cited`, `uncited`: the sources behind its findings that the manuscript cites somewhere, and those that it doesn't;
    - `beside`: the sources cited next to the recommendation's name in the text.
    """

    recommendation: str
    cited: tuple[str, ...]
    uncited: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript(Value):
    """The citations of a manuscript. `unused` has the included sources that it never cites, in their order."""

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
        """Return the keys of the sources cited in each section that cites any."""
        by_section = grouped((" / ".join(use.mention.section), use.source) for use in self.uses if use.source)
        return tuple((name, tuple(dict.fromkeys(keys))) for name, keys in by_section.items())

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Value):
    """What would be different if judgements, studies, coders, merges, files or streams had been otherwise.

    - `causes`: what must all be otherwise for it, with their names; `to`: what a judgement is changed to, `""` if it is only taken back;
    - `drops`: the sources that no longer count then, as balance and key; `adds`: the origins that count in addition, as balance, side and study;
    - `choices`: the sources whose place it decides, as balance and key: of the reversals that share one, at most one comes about. Without
      any, it comes about whenever its causes do.
    """

    kind: str
    causes: Mapping[str, str]
    to: str = ""
    drops: frozenset[tuple[str, str]] = frozenset()
    adds: frozenset[tuple[str, str, str]] = frozenset()
    choices: frozenset[tuple[str, str]] = frozenset()

    @property
    def balances(self) -> frozenset[str]:
        """The balances that it changes."""
        return frozenset(name for name, *_ in (*self.drops, *self.adds))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its causes, each with what it is changed to."""
        return tuple(f"{name}, to {self.to}" if self.to else name for name in self.causes.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingStress(Value):
    """What it takes to change a finding or a recommendation.

    - `supporting`, `contradicting`: the number of independent origins that count on each side; `stands`: `held` is True, and more sources support
      than contradict it;
    - `held`: the judgements of its sources hold it, or one of its findings; otherwise `why` gives the reason;
    - `smallest`: by kind the names of the smallest set of reversals after which it no longer stands, None if no set does that; a kind with nothing to reverse is absent;
    - `alone`: by kind each reversal that changes it alone; `fragile`: the number of judgements that would each, if reversed, make a finding not held;
    - `goal_balance`: how the results of all coded sources on its goal are divided; `conflicts`: a description of what in the review contradicts it
      beyond its own sources;
    - `rests_on`: how much of its support is of one kind, as text, with the ids of the findings concerned.
    """

    id: str
    supporting: int
    contradicting: int
    stands: bool
    smallest: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    alone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    held: bool = True
    why: str = ""
    fragile: int = 0
    goal_balance: str = ""
    conflicts: tuple[str, ...] = ()
    rests_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def basis(self, most: int | None = None) -> str:
        """Return what it rests on as one text, with at most so many ids in each part."""
        return "; ".join(f"{listed(ids, most)} {words}".strip() for words, ids in self.rests_on.items())
