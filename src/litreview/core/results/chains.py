"""What rests on what: notices, versions of a study, the footing of findings, and what a manuscript does with the sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from litreview.core.containers import grouped
from litreview.core.model import Doi, Finding, Problem, Recommendation, Relation, Where
from litreview.core.results.screening import stream_words
from litreview.core.wording import Value, short_repr

SIDES = ("supports", "contradicts", "qualifies")
"""On which a finding names its sources."""


class Findings(NamedTuple):
    """What a findings.toml says: `findings, recommendations, problems = read_findings(text)`."""

    findings: tuple[Finding, ...] = ()
    recommendations: tuple[Recommendation, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __repr__(self) -> str:
        return short_repr(self)

    @property
    def found(self) -> tuple[Finding, ...]:
        """The findings, without the statements that are yet to be examined."""
        return tuple(finding for finding in self.findings if not finding.is_open)

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
class Notice(Value):
    """A notice on a work, from a Retraction Watch file or a registry: `nature` is Retraction, Correction, Expression of concern or Reinstatement.

    `date` is `YYYY-MM-DD`, or what is known of it. `source` is the key of the source that it is on, where a registry's record of that says so.
    """

    nature: str
    date: str
    doi: str
    pmid: str
    notice_doi: str
    reason: str
    where: Where
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach(Value):
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
class Family(Value):
    """Sources that are versions of one study, the earliest in the review first, and the relations that say so."""

    keys: tuple[str, ...]
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(Value):
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
class Doubt(Value):
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
class Footing(Value):
    """One side of a finding, or of the findings behind a recommendation, held against the review.

    - `sources`: the keys named; `unknown`: names that no source has;
    - `doubts`: by key what speaks against it, the gravest first; what is not in here counts;
    - `notes`: what else there is to say, such as that all is of one origin; `streams`: by key the stream of what is no literature.
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
        """How many are of each stream in words, `3 of the literature, 2 interviews`; `""` where all are literature."""
        counts = Counter(self.streams.get(key, "literature") for key in self.sources)
        return "" if counts.keys() <= {"literature"} else stream_words(counts)

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
class Mention(Value):
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
class Use(Value):
    """A mention and the source it means; `source` is empty where no source has the key."""

    mention: Mention
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage(Value):
    """A recommendation and the manuscript.

    - `cited`, `uncited`: the sources behind its findings that the manuscript cites anywhere, and that it doesn't;
    - `beside`: the sources cited where the text names the recommendation.
    """

    recommendation: str
    cited: tuple[str, ...]
    uncited: tuple[str, ...]
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript(Value):
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
        found = grouped((" / ".join(use.mention.section), use.source) for use in self.uses if use.source)
        return tuple((name, tuple(dict.fromkeys(keys))) for name, keys in found.items())

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
