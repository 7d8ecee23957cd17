"""The stages of a review, each computed once, when first asked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from litreview import decisions as decisions_
from litreview.brief import clip
from litreview.codebook import RESERVED, Codebook, load_codebook
from litreview.confidential.codes import is_code
from litreview.errors import Nearest
from litreview.items import Items
from litreview.model import (
    CitedReference,
    Correction,
    Decision,
    Deduplication,
    EvidenceNote,
    Library,
    Links,
    Problem,
    Record,
    RecordId,
    Source,
    Tag,
    Where,
)
from litreview.plurals import plural
from litreview.register import Interviewees, Publication
from litreview.results import SIDES
from litreview.review.codes import Kept, keep
from litreview.review.held import Held
from litreview.review.notes import cited_keys, contested, dead_citation, not_printed, note_key, unknown_key
from litreview.review.settings import SETTINGS_FILE, Settings
from litreview.review.shielding import Shield, shielded
from litreview.sealed import SEALED, Sealed
from litreview.withdrawal import CODE

if TYPE_CHECKING:
    import networkx as nx

    from litreview.agreement import Agreement
    from litreview.bibliography import Bibliography, Gap
    from litreview.duplicates import Corrected
    from litreview.kept import Keeping
    from litreview.results import (
        Codings,
        Echo,
        EvidenceMap,
        Family,
        Findings,
        Flow,
        Footing,
        GoalState,
        Manuscript,
        Only,
        Overlap,
        Quote,
        Reach,
        Request,
        Standing,
    )
    from litreview.tagging import Learner, Suggestions
    from litreview.tagging.rules import Weighed


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Review:
    """A review that was opened: what was read, and each stage as an attribute.

    `decided` is every decision as written, sealed where it is on a confidential source, as notes and lists of one are left out unless
    asked for; `decisions` are those that count, in terms of today's sources. `library` is what was received, `enriched` what registries say of
    it, and `cited` what they say of works that are cited. `fresh_codes` are yet to be kept. `inputs` are the
    files read, which no output may overwrite; `lists` are reference lists typed or copied from a source, `documents` the bytes of the manuscript.
    `held` is what private/ has of interviews beside sources, `shield` the names that are not repeated. `register` is what may be published of interviews and requests. `raw_csv`: tables are written as they are, without what keeps a spreadsheet from running a cell. `only` says which sources outputs
    are about: what counts as evidence (`included`), that and what is pending (`candidates`), or `all`.
    """

    library: Library
    enriched: Library = field(default_factory=Library)
    cited: Library = field(default_factory=Library)
    inputs: Sealed[tuple[Path, ...]] = Sealed(())  # noqa: RUF009 - nothing changes it
    folder: Path | None = None
    settings: Settings = field(default_factory=Settings)
    register: Publication = field(default_factory=Publication)
    held: Held = field(default_factory=Held)
    decided: tuple[Decision, ...] = ()
    codebook: Codebook = field(default_factory=load_codebook)
    texts: Mapping[Where, str] = field(default_factory=dict)
    findings_text: str = ""
    lists: Mapping[Where, str] = field(default_factory=dict)
    documents: Sealed[Mapping[Where, bytes]] = field(default_factory=lambda: Sealed({}))
    retractions_text: str = ""
    names: decisions_.ConfidentialNames = field(init=False)
    include_confidential: bool = False
    raw_csv: bool = False
    only: Only = "included"
    fresh_codes: Sealed[tuple[Kept, ...]] = Sealed(())  # noqa: RUF009 - a Sealed is immutable
    shield: Shield = field(default_factory=Shield)

    def __post_init__(self) -> None:
        """Seal what people wrote on confidential sources, before any stage or anyone else sees it."""
        names = decisions_.ConfidentialNames(self.library, self.decided, self.enriched)
        put = partial(object.__setattr__, self)  # frozen from here on
        put("names", names)
        sealed = decisions_.seal_decisions(self.decided, names, self._shown_value)
        put("decided", Items(sealed, Decision))
        if not self.include_confidential:
            put("settings", self.settings.shown())
            put("texts", _open_texts(self.texts, names))
            put("lists", _open_texts(self.lists, names))

    def keep_codes(self) -> None:
        """Write the codes of confidential sources that are not kept yet to `private/codes.tsv`: before anything names them."""
        if self.folder is not None:
            keep(self.folder, self.fresh_codes)

    def _shown_value(self, decision: Decision) -> str:
        """Return the value of a decision on a confidential source as it may be shown: what the codebook lists, and nothing typed."""
        verb, value = decision.verb, decision.value
        if verb == "clear":
            verb, _, value = value.partition(" ")
            if verb in decisions_.VERBS:
                about = replace(decision, verb=verb, value=value.strip())
                return f"{verb} {self._shown_value(about) if about.value else ''}".rstrip()
            return self._shown_value(replace(decision, verb="tag", value=decision.value))
        if verb == "set":
            known = value in {field.id for field in self.codebook.evidence}
            return value if known else self.codebook.shown_setting(value)
        if verb in ("tag", "not-tag", "stance"):
            code, _, said = value.partition("=")
            return (
                value
                if code in self.codebook.ids
                else f"unknown={said}"
                if said in decisions_.STANCES
                else "unknown"
            )
        return value

    def __repr__(self) -> str:
        held = f"{plural(len(self.library), 'record')} in {plural(len(self.library.files), 'file')}"
        return clip(f"<Review {self.settings.title[:120]!r}: {held}>")

    @property
    def _preprints(self) -> Literal["same", "ask", "different"]:
        return cast("Literal['same', 'ask', 'different']", self.settings.preprints)

    @cached_property
    def received(self) -> Deduplication:
        """The deduplication of what was received alone: the partition, what screening made of it and what is counted rest on nothing else."""
        return self.merged()

    def merged(self, known: Deduplication | None = None) -> Deduplication:
        """Return what `received` is; what was compared in `known`, an earlier one, is not compared again."""
        from litreview.duplicates import dedupe

        standing = [
            d for d in self._standing if d.verb in decisions_.PAIR_VERBS and not decisions_.names_enriched(d)
        ]
        return dedupe(
            self.library,
            standing,
            preprints=self._preprints,
            prefer=self.settings.databases,
            known=known,
        )

    @cached_property
    def deduplication(self) -> Deduplication:
        """The sources as people corrected them, with what registries say of them, the clusters behind them and the queue for a person."""
        made = self._corrected.sources
        changed = any(source.corrected for source in made)
        return replace(self._attached, sources=made) if changed else self._attached

    @cached_property
    def _attached(self) -> Deduplication:
        from litreview.duplicates import attach

        said = [d for d in self._standing if decisions_.names_enriched(d)]
        on_records = self.places.on_records(said)
        return attach(self.received, self.enriched, on_records, preprints=self._preprints)

    @cached_property
    def _corrected(self) -> Corrected:
        from litreview.duplicates import correct

        return correct(self._attached.sources, self.decisions, self._evidence_fields)

    @cached_property
    def _evidence_fields(self) -> frozenset[str]:
        """What the codebook calls its evidence fields: a `set` of such a name is on that, though an entry may have a field called so."""
        return frozenset(field.id for field in self.codebook.evidence)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The fields of an entry that a `set` can correct; one that the codebook declares as an evidence field is not among them."""
        from litreview.duplicates import field_names

        return field_names(self._attached.sources) - self._evidence_fields

    def corrects(self, decision: Decision) -> bool:
        """Return whether a decision is a `set` of a field of an entry, and of no evidence field."""
        if decision.verb != "set":
            return False
        from litreview.duplicates import is_bibliographic, split_setting

        name = split_setting(decision.value)[0]
        return name not in self._evidence_fields and is_bibliographic(name, self.fields)

    @property
    def corrections(self) -> Mapping[str, tuple[Correction, ...]]:
        """What people corrected, by source key."""
        return {source.key: source.corrected for source in self.sources if source.corrected}

    @property
    def _unknown_databases(self) -> tuple[Problem, ...]:
        """A warning (LR603) for each name under `databases` that no file has."""
        from litreview.duplicates import preference

        return tuple(
            Problem(
                where=Where(file=SETTINGS_FILE),
                code="LR603",
                level="warning",
                message=f"databases names '{name}', and no file that was read is called so",
                remedy="write it as under `sources`, or as a pattern such as bib/scopus*.bib",
            )
            for name in self.settings.databases
            if all(preference(file, (name,)) for file in self.library.files)
        )

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source, in the order of its earliest record."""
        return self.deduplication.sources

    @cached_property
    def _standing(self) -> tuple[Decision, ...]:
        """The decisions that count as they were written, of pairs by the two records that each is on, whatever it calls them."""
        on_records = self.places.on_records(self.decided)
        written = {id(placed): decision for placed, decision in zip(on_records, self.decided, strict=True)}
        return tuple(written[id(d)] for d in decisions_.current(on_records, self.settings.adjudicators))

    @cached_property
    def places(self) -> decisions_.Places:
        """The records by what decisions call them."""
        return decisions_.Places(self.library, self.enriched)

    def rebase(self, decisions: Iterable[Decision]) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        """Return decisions in terms of today's source keys, and a Problem for each that is on none."""
        return self._today.rebase(decisions, self.codebook.shown_setting)

    @cached_property
    def _today(self) -> decisions_.Today:
        """The sources as decisions find them. Of what was received: what a registry adds to a source makes no name mean another."""
        return decisions_.Today(self.received.sources, tuple(self.library), tuple(self.enriched))

    @cached_property
    def _rebased(self) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        return self.rebase(self.decided)

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions that count, each with the key that its source has today.

        A decision on `Doe2012a` is returned with the key `Doe2012` if the two records are one source by now. Of two decisions of one person
        on one thing, only the later is returned.
        """
        # of pairs those that count on records: once records are merged, several pairs have one source at both ends
        pairs = {(d.place, d.by, d.when) for d in self._standing if d.verb in decisions_.PAIR_VERBS}
        said = self._rebased[0]
        others = [decision for decision in said if decision.verb not in decisions_.PAIR_VERBS]
        standing = {id(decision) for decision in decisions_.current(others, self.settings.adjudicators)}
        counting = (
            d
            for d in said
            if id(d) in standing or (d.verb in decisions_.PAIR_VERBS and (d.place, d.by, d.when) in pairs)
        )
        return Items(counting, Decision)

    @cached_property
    def agreement(self) -> tuple[Agreement, ...]:
        """How far coders agree on each code, stance, evidence field and stage, and where they do not."""
        from litreview.agreement import measure_agreement

        return measure_agreement(
            [d for d in decisions_.current(self._rebased[0]) if not self.corrects(d)],
            [code.id for code in self.codebook.goals],
            adjudicators=self.settings.adjudicators,
            prefix=f"{self.codebook.name}:",
        )

    @cached_property
    def standing(self) -> Standing:
        """The status of every source: what counts as evidence, what is pending, what is out, and the sentence that says so."""
        return self.judged()

    def judged(self, known: Standing | None = None) -> Standing:
        """Return what `standing` is; what kind of evidence each source is, is taken from `known`, an earlier one of the same sources."""
        from litreview.evidence import judge_status

        return judge_status(
            self.received.sources,
            self.decisions,
            screeners=self.settings.screeners,
            adjudicators=self.settings.adjudicators,
            stopped=self.settings.stopped,
            related=self.deduplication.related,
            streams=known.streams if known else None,
        )

    def _chosen(self, only: Only) -> tuple[Source, ...]:
        keys = self.standing.chosen(only)
        return Items((source for source in self.sources if source.key in keys), Source)

    @cached_property
    def included(self) -> tuple[Source, ...]:
        """What counts as evidence: once screening has begun what was judged in by its full text, before that every source."""
        return self._chosen("included")

    @cached_property
    def candidates(self) -> tuple[Source, ...]:
        """What counts as evidence, and what still awaits a judgement."""
        return self._chosen("candidates")

    @cached_property
    def chosen(self) -> tuple[Source, ...]:
        """The sources that outputs are about: those named by `only`."""
        return self._chosen(self.only)

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """The tags of every source, people's before the machine's."""
        return self._tagged[0]

    @cached_property
    def _tagged(self) -> tuple[tuple[Tag, ...], Mapping[str, Mapping[str, Weighed]]]:
        """The tags, and what the words for each goal weigh: each source is read once for both."""
        from litreview.tagging.tagger import tag_and_weigh

        return tag_and_weigh(self.sources, self.codebook, self.decisions, self.keeping)

    @cached_property
    def goal_states(self) -> tuple[GoalState, ...]:
        """What the machine makes of each source and goal on which nobody has decided.

        Where several people code apart from each other, nothing is learned from what one of them has decided, and no reason names it.
        """
        from litreview.tagging import judge_goals

        alone = self.settings.coders < 2
        learned = alone and any(d.verb in ("tag", "not-tag") for d in self.decisions)
        return judge_goals(
            self.sources,
            self.codebook,
            self.decisions,
            odds=self.learner.odds(self.decisions) if learned else None,
            weights=self._tagged[1],
            model=self._modelled,
            name_decided=alone,
            keeping=self.keeping,
        )

    @cached_property
    def _modelled(self) -> Mapping[str, Mapping[str, float]]:
        """What the shipped model alone says of each source: each is read once for all that asks it."""
        from litreview.tagging.states import model_odds

        return model_odds(self.sources, self.codebook, self.keeping)

    @cached_property
    def evidence(self) -> tuple[EvidenceNote, ...]:
        """What people noted of the sources in the evidence fields of the codebook."""
        from litreview.evidence import note_evidence

        return note_evidence(self.sources, self.decisions, self.codebook)

    @cached_property
    def claims(self) -> Mapping[str, str]:
        """The sources that are claims of an agency, a vendor or the press, by key, and why: no evidence of an outcome."""
        from litreview.evidence import find_claims

        return find_claims(self.sources, self.tags, self.evidence)

    @cached_property
    def suggested(self) -> dict[str, tuple[Tag, ...]]:
        """What the rules alone say of sources, by key, of those that were asked about: `litreview.review.asking.suggestions` adds to it."""
        return {}

    @cached_property
    def learner(self) -> Learner:
        """The candidates, read once, so that decisions are learned from in a moment."""
        from litreview.tagging import Learner

        return Learner(
            self.candidates,
            self.codebook,
            self.deduplication.related,
            weights=self._tagged[1],
            model=self._modelled,
            keeping=self.keeping,
        )

    @cached_property
    def suggestions(self) -> Suggestions:
        """What was learned from people's decisions of the candidates they have not coded yet."""
        return self.learner.suggest(self.decisions)

    @cached_property
    def links(self) -> Links:
        """The citations among the sources, and the works they cite that the review does not hold."""
        from litreview.network import link

        return link(self.sources, self.decisions, self._listed[0], self.cited, keeping=self.keeping)

    @cached_property
    def record_names(self) -> Mapping[RecordId, str]:
        """What a decision calls each record, those of registries by their ids."""
        own = {record.id: str(record.id) for record in self.enriched}
        return own | {**decisions_.record_names(self.received.sources)}

    @cached_property
    def index(self) -> Mapping[str, tuple[str, ...]]:
        """Every name of a source, its key today first among what it may mean."""
        return decisions_.key_index(self.received.sources, self.library)

    def key_of(self, name: str) -> str:
        """Return the key that the source of a key, a former key or a record id has today, `""` if there is none."""
        return next(iter(decisions_.resolve(name, self.index)), "")

    @cached_property
    def _hidden(self) -> frozenset[str]:
        """The keys of confidential sources."""
        return frozenset(source.key for source in self.sources if source.confidential)

    @cached_property
    def _listed(self) -> tuple[Mapping[str, tuple[CitedReference, ...]], tuple[Problem, ...]]:
        """The reference lists beside the records, by source key; a Problem for each that belongs to no source, and for what counts as no citation."""
        from litreview.references import earlier_citations, hidden_references, parse_list

        placed, unplaced = self._placed(self.lists)
        problems = [*unplaced]
        first = {source.key: source.records[0] for source in self.sources}
        found: dict[str, tuple[CitedReference, ...]] = {}
        for key, where, text in placed:
            found[key] = (*found.get(key, ()), *parse_list(text, first[key], path=where.file))
            problems += earlier_citations(text, path=where.file)
            problems += hidden_references(text, path=where.file)
        return found, tuple(problems)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """The citation graph of what counts as evidence, or what else `only` names: an edge from the citing to the cited source."""
        from litreview.network import build_graph

        codes = [code.id for code in self.codebook.goals]
        graph = build_graph(self.chosen, self.links.citations, self.tags, codes, self.codebook.main)
        graph.graph["standing"] = self.standing.sentence
        named = self.named_by
        for key, data in graph.nodes.items():
            data["status"] = self.standing.status[key].status
            data["stream"] = self.standing.streams[key]
            data["findings"] = "; ".join(named.get(key, ()))
        return graph

    @cached_property
    def unnamed(self) -> frozenset[str]:
        """The keys of interviews that no text cites by their code: who was interviewed agreed to be counted with a group only."""
        return frozenset(source.key for source in self.sources if source.unnamed)

    @cached_property
    def named_by(self) -> Mapping[str, Sequence[str]]:
        """What each source does in which finding, as `F1: supports`; nothing of a source whose code no text cites."""
        found: dict[str, list[str]] = {}
        for finding in self.findings.findings:
            for side in SIDES:
                for key in getattr(finding, side):
                    if key not in self.unnamed:
                        found.setdefault(key, []).append(f"{finding.id}: {side}")
        return found

    @cached_property
    def finding_graph(self) -> nx.DiGraph[str]:
        """Findings, recommendations and the sources they rest on, what is out too: an edge for each thing that one says of another."""
        from litreview.network import build_graph, finding_net

        codes = [code.id for code in self.codebook.goals]
        named = [source for source in self.sources if source.key in self.named_by]
        works = build_graph(named, (), self.tags, codes, self.codebook.main)
        for key, data in works.nodes.items():
            data["status"] = self.standing.status[key].status
            data["stream"] = self.standing.streams[key]
        return finding_net(self.findings, works, self.unnamed)

    @cached_property
    def _made_up(self) -> Mapping[str, Sequence[str]]:
        """The keys that were made up for a second Doe2020 (Doe2020-2), under the key that was given."""
        found: dict[str, list[str]] = {}
        for source in self.sources:
            name, dash, number = source.key.rpartition("-")
            if dash and re.fullmatch(r"\d+", number):
                found.setdefault(name, []).append(source.key)
        return found

    def _given_too(self, name: str, keys: Sequence[str]) -> tuple[str, ...]:
        """Return the keys of all sources that were given a key, that of a record or one made up, if there are several."""
        found = tuple(dict.fromkeys([*keys, *self._made_up.get(name, ())]))
        return found if len(found) > 1 else ()

    def _nameable(self, where: Where, number: int, near: Sequence[str]) -> Where:
        """Return the place of a file whose key no source has, without its name unless that is like a key, or a code.

        It may be called after a person in `private/`, which is missing in the copies of others.
        """
        if near or self.include_confidential or is_code(note_key(where)):
            return where
        return Where(file=f"{where.file.rpartition('/')[0]}/{SEALED}", line=number)

    def _placed(
        self, texts: Mapping[Where, str]
    ) -> tuple[Sequence[tuple[str, Where, str]], tuple[Problem, ...]]:
        """Return the files named after a source, with its key, and a Problem for each that is named after none or after several."""
        nearest = Nearest(sorted(self.index) if texts else ())
        found = []
        problems = []
        for number, (where, text) in enumerate(texts.items(), start=1):
            name = note_key(where)
            keys = decisions_.resolve(name, self.index)
            if not keys:
                near = nearest.find(name, cutoff=0.6)
                problems.append(unknown_key(self._nameable(where, number, near), near))
            # what somebody says in confidence to have read tells who it was
            elif text.strip() and (keys[0] not in self._hidden or self.include_confidential):
                if given := self._given_too(name, keys):
                    problems.append(contested(where, name, given))
                found.append((keys[0], where, text))
        return found, tuple(problems)

    @cached_property
    def _noted(self) -> tuple[Mapping[str, str], tuple[Problem, ...]]:
        placed, problems = self._placed(self.texts)
        notes: dict[str, list[str]] = {}
        for key, _, text in placed:
            # two records of one source may each have had a note: neither is dropped
            notes.setdefault(key, []).append(text.strip())
        return {key: "\n\n".join(texts) for key, texts in notes.items()}, problems

    @cached_property
    def _dead_citations(self) -> tuple[Problem, ...]:
        """A Problem (LR405) for each key cited in a note that leads to nothing in the bibliography."""
        cited = [(where, name) for _, where, text in self._placed(self.texts)[0] for name in cited_keys(text)]
        names = [name for name in self.index if ":" not in name]  # not the record ids, FILE:KEY
        nearest = Nearest(sorted(names) if cited else ())
        printed = {source.key for source in self.chosen} if cited else set()
        problems = []
        for where, name in cited:
            keys = decisions_.resolve(name, self.index)
            if not keys:
                near = nearest.find(name, cutoff=0.6)
                problems.append(dead_citation(where, self.names.published(name), near))
            elif keys[0] not in printed:
                problems.append(
                    dead_citation(where, name, (), out=f"{keys[0]} is {self.standing.status[keys[0]].status}")
                )
        return tuple(problems)

    @property
    def problems_of_notes(self) -> tuple[Problem, ...]:
        """What is wrong with notes: named after no source or after several, or citing what leads nowhere."""
        return (*self._noted[1], *self._dead_citations)

    @property
    def notes_printed(self) -> Mapping[str, str]:
        """The notes on the sources that are among `chosen`."""
        keys = {source.key for source in self.chosen}
        return {key: text for key, text in self.notes.items() if key in keys}

    @property
    def notes_not_printed(self) -> tuple[Problem, ...]:
        """A Problem (LR408) for each note on a source that is not among `chosen`."""
        printed = self.notes_printed
        left_out = [key for key in self.notes if key not in printed]
        return tuple(not_printed(key, self.standing.status[key].status) for key in left_out)

    @property
    def _cited_by_people(self) -> Sequence[tuple[Where, str]]:
        """Where notes, findings and the manuscript name a source, and which."""
        noted = [(w, n) for _, w, text in self._placed(self.texts)[0] for n in cited_keys(text)]
        named = [(where, keys[0]) for where, name in noted if (keys := decisions_.resolve(name, self.index))]
        # "as I07 said" is printed as it stands
        named += [
            (where, code) for _, where, text in self._placed(self.texts)[0] for code in CODE.findall(text)
        ]
        for finding in self.findings.findings:
            sides = (*finding.supports, *finding.contradicts, *finding.qualifies)
            named += [
                (Where(file="findings.toml", line=finding.lines.get(k, finding.line)), k) for k in sides
            ]
        return [*named, *((use.mention.where, use.source) for use in self.manuscript.uses)]

    @property
    def notes(self) -> Mapping[str, str]:
        """The annotation of each source that has one, by source key."""
        return self._noted[0]

    @cached_property
    def findings(self) -> Findings:
        """The findings and recommendations of findings.toml, their keys those of today's sources.

        The words of interviewees are in none but as far as they may be printed, and an assessment by GRADE-CERQual is only on those it is for.
        """
        from litreview.evidence import hold_confidence, read_findings, seal_passages

        found = read_findings(
            self.findings_text,
            "findings.toml",
            lambda key: decisions_.resolve(key, self.index),
            goals=[code.id for code in self.codebook.goals],
            main=self.codebook.main,
            shown=self.names.published,
        )
        streams = self.standing.streams
        allowed = {code: {q.words: q.span for q in quotes} for code, quotes in self.quotes.items()}
        found = seal_passages(found, self.sources, streams, allowed, absent=self.held.absent)
        return hold_confidence(found, self.evidence, streams)

    @cached_property
    def manuscript(self) -> Manuscript:
        """What the manuscript does with the sources: cited, undefined and unused keys, by section and recommendation."""
        from litreview.evidence import compare_manuscript
        from litreview.review.questions import read_mentions

        own = {source.key for source in self.sources}
        # not the record ids, FILE:KEY
        known = [name for name in self.index if ":" not in name or name in own]
        mentions, problems = shielded(
            self.shield,
            read_mentions(
                self.documents.reveal(),
                known=[*known, *self.shield.keys.reveal()],
                ids=[one.id for one in self.findings.recommendations],
            ),
        )
        found = compare_manuscript(
            mentions,
            self.sources,
            lambda key: decisions_.resolve(key, self.index),
            included={source.key for source in self.included},
            status=self.standing.status,
            findings=self.findings.findings,
            recommendations=self.findings.recommendations,
            files=[where.file for where in self.documents.reveal()],
            shown=self.names.published,
        )
        return replace(found, problems=(*problems, *found.problems))

    @cached_property
    def echoes(self) -> tuple[Echo, ...]:
        """How many independent origins are behind each side of each finding, of the sources that count as evidence."""
        from litreview.evidence import count_origins

        counted = self.standing.chosen()

        def kept(keys: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(key for key in keys if key in counted)

        findings = [
            replace(
                f, supports=kept(f.supports), contradicts=kept(f.contradicts), qualifies=kept(f.qualifies)
            )
            for f in self.findings.findings
        ]
        return count_origins(findings, self.deduplication.related, self.links.citations)

    @cached_property
    def _held(self) -> tuple[tuple[Footing, ...], tuple[Problem, ...]]:
        from litreview.evidence import check_findings

        return check_findings(
            self.findings.findings,
            self.findings.recommendations,
            self.standing,
            decisions=self.decisions,
            claims=self.claims,
            echoes=self.echoes,
        )

    @property
    def footings(self) -> tuple[Footing, ...]:
        """Each side of each finding held against the review: what counts, and what speaks against the rest."""
        return self._held[0]

    @cached_property
    def families(self) -> tuple[Family, ...]:
        """The studies of which the review holds several versions."""
        from litreview.evidence import families

        return families(self.sources, self.deduplication.related)

    @cached_property
    def _noticed(self) -> tuple[tuple[Reach, ...], tuple[Problem, ...]]:
        from litreview.evidence import find_reach, reach_problems, read_notices, registry_notices

        homes = {one.record.id: one.source for one in self.deduplication.attached}
        told = tuple(registry_notices(self.enriched, homes))
        if not self.retractions_text and not told:
            return (), ()
        notices, problems = read_notices(self.retractions_text) if self.retractions_text else ((), ())
        reaches = find_reach(
            self.sources,
            (*notices, *told),
            self.links.citations,
            self.findings.findings,
            self.findings.recommendations,
        )
        return reaches, (*problems, *reach_problems(reaches, self.sources))

    @cached_property
    def _interviewees(self) -> Interviewees:
        """The interviews of the review by code, whether their sources are in the register or below private/ alone."""
        codes = [s.key for s in self.sources if s.confidential and s.key.startswith("I") and is_code(s.key)]
        groups = {code: self.register.fields.get(code, {}).get("role_group", "") for code in codes}
        outside = frozenset() if self.include_confidential else self.register.outside & groups.keys()
        return Interviewees(role_groups=groups, withdrawn=self.register.withdrawn, outside=outside)

    @cached_property
    def _coded(self) -> tuple[Codings, tuple[Problem, ...]]:
        from litreview.register import count_codings

        labels = {c.id: c.label for c in self.codebook if c.id not in RESERVED and c.group != "type"}
        projects = self.held.projects.reveal() if self.held.projects else ()
        coders = {decision.by for decision in self.decided}
        found, problems = count_codings(
            projects, self._interviewees, labels, coders, self.settings.confidential.k
        )
        return replace(found, kept_private=self.held.absent and found.interviews > 0), problems

    @property
    def codings(self) -> Codings:
        """How often interviews were coded, as counted in the REFI-QDA projects below private/, as far as it may be published."""
        return self._coded[0]

    @cached_property
    def _quoted(self) -> tuple[tuple[Quote, ...], tuple[Problem, ...]]:
        from litreview.register import read_quotes

        text = self.shield.text(self.held.quotes.reveal()) if self.held.quotes else ""
        return read_quotes(text, self.register.allowed, self._interviewees)

    @property
    def quotes(self) -> Mapping[str, tuple[Quote, ...]]:
        """The words of interviewees that may be printed, by code."""
        from litreview.register import by_code

        return by_code(self._quoted[0])

    @property
    def _on_transcripts(self) -> tuple[Problem, ...]:
        from litreview.register import check_passages, check_transcripts

        lengths = self.held.lengths.reveal() if self.held.lengths else {}
        return (
            *self.held.problems,
            *self._coded[1],
            *self._quoted[1],
            *check_passages(self.decisions, lengths),
            *check_transcripts(lengths, self._interviewees),
        )

    @property
    def reaches(self) -> tuple[Reach, ...]:
        """The sources that were retracted or corrected, and what rests on them."""
        return self._noticed[0]

    @cached_property
    def _asked(self) -> tuple[tuple[Request, ...], tuple[Problem, ...]]:
        from litreview.register import read_requests

        return read_requests(self.sources, self.settings.as_of)

    @property
    def requests(self) -> tuple[Request, ...]:
        """The records requests among the sources: what happened to each on which day, what the law asked, and what came of it."""
        return self._asked[0]

    @cached_property
    def flow(self) -> Flow:
        """The flow of records into the review, as PRISMA 2020 counts it."""
        from litreview.evidence import count_flow

        return count_flow(
            self.library,
            self.received,
            self.decisions,
            searches=self.settings.searches,
            reasons=self.settings.reasons,
            standing=self.standing,
        )

    @cached_property
    def overlap(self) -> Overlap:
        """Which databases found which works of the literature, alone and together, at every stage."""
        from litreview.evidence import count_overlap

        return count_overlap(self.received.sources, self.settings.searches, self.standing)

    @cached_property
    def evidence_map(self) -> EvidenceMap:
        """Goal by source type, over what counts as evidence, or what else `only` names."""
        from litreview.evidence import map_evidence
        from litreview.review.mapping import describe_map

        return describe_map(self, map_evidence(self.chosen, self.tags, self.codebook))

    @cached_property
    def provisional_map(self) -> EvidenceMap:
        """The same over what is pending and in no other number: provisional."""
        from litreview.evidence import map_evidence

        keys = self.standing.pending - {source.key for source in self.chosen}
        waiting = [source for source in self.candidates if source.key in keys]
        return map_evidence(waiting, self.tags, self.codebook)

    @cached_property
    def bibliography(self) -> Bibliography:
        """The annotated bibliography of what counts as evidence, or what else `only` names, cited once, in no format yet."""
        from litreview.bibliography import BibliographyOptions, cite, compose
        from litreview.bibliography.notes import with_mentioned

        options = BibliographyOptions(
            **self.title_block,
            notes=self.notes,
            codebook=self.codebook,
            findings=self.findings.findings,
            mentioned=self.sources,
            standing=self.standing.sentence,
            quotes=self.quotes,
            records=self.every_record,
        )
        cited = cite(
            self.chosen,
            self.style,
            self.tags,
            self.decisions,
            self.notes,
            self.requests,
            kept=self.keeping,
        )
        made = compose(with_mentioned(cited, options, self.style, self.tags), self.tags, options)
        # what notes cite is among the problems of the review, with the file of the note
        own = tuple(p for p in made.problems if p.code != "LR405" or p.key not in self.notes)
        return replace(made, problems=own)

    @property
    def title_block(self) -> dict[str, Any]:
        """What stands above a bibliography of this review, as the options of one."""
        return {"title": self.settings.title or "Annotated bibliography", **self.settings.document}

    def gaps(self, style: Path | str = "") -> tuple[Gap, ...]:
        """Return what the citations of `chosen` lack in a style, by default that of the review, without printing them."""
        from litreview.bibliography import find_gaps, find_style

        return find_gaps(
            self._kinds,
            find_style(self.in_edition(str(style)) if style else self.style).name,
            self.every_record,
        )

    def problems_of_gaps(self, style: Path | str = "") -> tuple[Problem, ...]:
        """Return what `gaps` found as Problems, and a Problem for each journal that is a publisher."""
        from litreview.bibliography import gap_problems, misplaced_publishers

        return (*gap_problems(self.gaps(style)), *misplaced_publishers(self._kinds))

    @property
    def every_record(self) -> tuple[Record, ...]:
        """Every record that was read: of the sources, of registries on them, and of works cited."""
        return (*self.library.records, *self.enriched.records, *self.cited.records)

    @cached_property
    def _kinds(self) -> tuple[tuple[Source, str], ...]:
        """What kind of work each of `chosen` is."""
        from litreview.works.kinds import kind_of

        tags: dict[str, list[Tag]] = {}
        for tag in self.tags:
            tags.setdefault(tag.source, []).append(tag)
        return tuple((source, kind_of(source, tags.get(source.key, ()))) for source in self.chosen)

    @cached_property
    def keeping(self) -> Keeping | None:
        """What the last run of this folder kept; of one that was opened with what is confidential nothing is kept."""
        from litreview.kept import Keeping
        from litreview.providers.kept import cache_folder

        if self.folder is None or self.include_confidential:
            return None
        return Keeping(cache_folder(), os.path.realpath(self.folder))

    @property
    def style(self) -> str:
        """The citation style; a .csl file is named relative to the review."""
        named = self.settings.style
        if self.folder and named.endswith(".csl"):
            return str(self.folder / named)
        return self.in_edition(named)

    def in_edition(self, style: str) -> str:
        """Return the name of a style; the Bluebook's in the edition that the settings name."""
        from litreview.bibliography.styles import in_edition

        return in_edition(style, self.settings.edition)

    @property
    def _checked(self) -> tuple[Problem, ...]:
        """What is wrong with the records that were read. Confidential ones are not looked into."""
        from litreview.checks import check
        from litreview.kept import once, problems_read, problems_written

        latest = datetime.now(UTC).year
        return once(
            self.keeping,
            "checks",
            self.received.sources,
            lambda: check(self.library, this_year=latest),
            rests_on=[latest],
            write=problems_written,
            read=problems_read,
        )

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Every Problem of every stage, errors first, then by place."""
        from litreview.evidence import (
            check_quotes,
            check_screening,
            check_searches,
            check_settings,
            check_streams,
        )
        from litreview.register import check_consent
        from litreview.tagging import check_codes

        hidden = self._hidden
        found = [
            *self.library.problems,
            *self.enriched.problems,
            *self._checked,
            *self._unknown_databases,
            *check_searches(self.settings.searches, self.library),
            *self.deduplication.problems,
            *self._rebased[1],
            *decisions_.disputes(self.decisions, self.settings.adjudicators),
            *check_codes(self.decisions, self.codebook),
            *check_screening(self.decisions, self.settings.reasons, hidden),
            *check_streams(self.sources, self.decisions, self.standing),
            *check_settings([d for d in self.decisions if not self.corrects(d)], self.codebook, hidden),
            *self._corrected.problems,
            *self.problems_of_notes,
            *check_consent(self._cited_by_people, self.sources, self.register.withdrawn),
            *self.findings.problems,
            *check_quotes(self.findings.findings, self.sources, self.notes),
            *self._held[1],
            *self.manuscript.problems,
            *self._noticed[1],
            *self._asked[1],
            *self._on_transcripts,
            *self.links.problems,
            *self._listed[1],
        ]
        rank = {"error": 0, "warning": 1, "info": 2}
        return Items(
            sorted(dict.fromkeys(found), key=lambda p: (rank[p.level], p.code, p.where, p.message)), Problem
        )


def _open_texts(texts: Mapping[Where, str], names: decisions_.ConfidentialNames) -> Mapping[Where, str]:
    """Return the notes or lists without those of confidential sources. A file that may be called after one has no name."""
    found: dict[Where, str] = {}
    for number, (where, text) in enumerate(texts.items(), start=1):
        name = note_key(where)
        if not names.hides(name):
            folder = where.file.rpartition("/")[0]
            if names.quotable(name):
                found[where] = text
            else:
                found[Where(file=f"{folder}/{SEALED}", line=number)] = ""
    return found
