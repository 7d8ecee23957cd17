"""An opened review: its inputs, and the value of each stage as an attribute."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview import stages
from litreview.core.containers import TypedTuple
from litreview.core.model import Decision, Library, Problem, Where
from litreview.core.sealed import SEALED, Sealed
from litreview.core.wording import plural, truncate
from litreview.engine import Digests, Evaluator, Explained, Store
from litreview.judgements import decisions as decisions_
from litreview.judgements.codebook import Codebook, load_codebook
from litreview.review import stage_graph as graph_
from litreview.review.interviews import PrivateInterviews
from litreview.review.name_shield import Shield
from litreview.review.private_folder import CodeLine, append_codes
from litreview.review.review_documents import note_key
from litreview.review.settings import Settings
from litreview.review.stage_graph import merging as merging_, settings as settings_
from litreview.review.stage_values import StageValues
from litreview.review.store import FileParser, confidential_digest, digests
from litreview.review.text_library import TextLibrary
from litreview.stages.register import Publication

if TYPE_CHECKING:
    from litreview.core.results.chains import TraceStep
    from litreview.core.results.screening_flow import Only
    from litreview.core.results.texts import TextPassage


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Review(StageValues):
    """An opened review: its inputs, and each stage as an attribute, computed when first needed.

    - `decided`: every decision as written, sealed on confidential sources; `decisions`: those that count, with today's keys;
    - `library`: records as received; `enriched`: records of registries on them; `cited`: records of cited works;
    - `inputs`: the files read, which no output may overwrite; `fresh_codes`: codes still to be stored;
    - `texts`, `lists`: notes and reference lists, without those on confidential sources; `documents`: the manuscript's bytes;
    - `held`: interview material in private/; `register`: what may be published of interviews and requests;
    - `shield`: names that are not repeated; `raw_csv`: write cells without the protection from spreadsheet formulas;
    - `text_library`: the full texts, read when a stage needs them;
    - `taken_over`: values of stages that are taken over instead of computed, as of a packet whose reader lacks what they rest on;
    - `only`: the sources of outputs: evidence (`included`), that and what is pending (`candidates`), or `all`.
    """

    library: Library
    enriched: Library = field(default_factory=Library)
    cited: Library = field(default_factory=Library)
    inputs: Sealed[tuple[Path, ...]] = Sealed(())  # noqa: RUF009 - nothing changes it
    folder: Path | None = None
    settings: Settings = field(default_factory=Settings)
    register: Publication = field(default_factory=Publication)
    held: PrivateInterviews = field(default_factory=PrivateInterviews)
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
    fresh_codes: Sealed[tuple[CodeLine, ...]] = Sealed(())  # noqa: RUF009 - a Sealed is immutable
    shield: Shield = field(default_factory=Shield)
    text_library: TextLibrary = field(default_factory=TextLibrary)
    taken_over: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Seal what people wrote on confidential sources, before any stage or caller sees it."""
        names = decisions_.ConfidentialNames(self.library, self.decided, self.enriched)
        put = partial(object.__setattr__, self)  # the dataclass is frozen
        put("names", names)
        sealed = decisions_.seal_decisions(self.decided, names, self._shown_value)
        put("decided", TypedTuple(sealed, Decision))
        if not self.include_confidential:
            put("settings", self.settings.shown())
            put("texts", _public_texts(self.texts, names))
            put("lists", _public_texts(self.lists, names))
        self._evaluate()

    def _evaluate(
        self,
        earlier: Evaluator | None = None,
        store: Store | None = None,
        known: Digests | None = None,
    ) -> None:
        inputs = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "taken_over"}
        graph = {name: one for name, one in graph_.STAGES.items() if name not in self.taken_over}
        store = earlier.store if earlier else store
        if store and not (earlier and self.library is earlier.inputs["library"]):
            store.begin(confidential_digest(self.library, self.enriched, self.shield.private))
        vars(self)["evaluator"] = Evaluator(
            graph,
            {**inputs, **self.taken_over},
            earlier,
            store=store,
            digests=known or (None if earlier else digests(stored=store is not None)),
        )

    def use_store(self, store: Store, parser: FileParser | None = None) -> None:
        """Use a store for the values of stages; `parser` has parsed the files, and knows the digests of their records."""
        self._evaluate(store=store, known=parser.digests if parser else None)
        vars(self)["parsed"] = parser.explained if parser else ()

    def explain_stages(self) -> Explained:
        """Return for each used stage its name, whether it was reused, read from the store or computed, and why."""
        return (*vars(self).get("parsed", ()), *self.evaluator.explain())

    def __getstate__(self) -> dict[str, Any]:
        # values are computed again where this is unpickled
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        vars(self).update(state)
        self._evaluate()

    def stage_value(self, name: str) -> Any:
        """Return the value of any stage by name. `KeyError` for an unknown name."""
        return self.evaluator.value(name)

    @property
    def evaluator(self) -> Evaluator:
        """The evaluator that computes and caches the stages of this review."""
        made: Evaluator = vars(self)["evaluator"]
        return made

    def with_inputs(self, **changes: Any) -> Review:
        """Return the review with changed inputs, where only dependent stages are computed again."""
        made = replace(self, **changes)
        made._evaluate(self.evaluator)  # noqa: SLF001 - its own kind
        vars(made)["parsed"] = vars(self).get("parsed", ())
        return made

    def copy(self) -> Review:
        """Return a copy with the cached values; the two compute further stages independently."""
        made = copy.copy(self)
        vars(made)["evaluator"] = self.evaluator.copy()
        return made

    def keep_codes(self) -> None:
        """Append new codes of confidential sources to `private/codes.tsv`, before any output uses them."""
        if self.folder is not None:
            append_codes(self.folder, self.fresh_codes)

    def _shown_value(self, decision: Decision) -> str:
        """Return the publishable value of a decision on a confidential source: values listed in the codebook, no typed text."""
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
            code, _, stance = value.partition("=")
            if code in self.codebook.ids:
                return value
            return f"unknown={stance}" if stance in decisions_.STANCES else "unknown"
        return value

    def __repr__(self) -> str:
        size = f"{plural(len(self.library), 'record')} in {plural(len(self.library.files), 'file')}"
        return truncate(f"<Review {self.settings.title[:120]!r}: {size}>")

    def corrects(self, decision: Decision) -> bool:
        """Return whether a decision is a `set` of a field of an entry, and of no evidence field."""
        return merging_.corrects(decision, self.stage_value("evidence_fields"), self.fields)

    def rebase(self, decisions: Iterable[Decision]) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        """Return decisions with today's source keys, and a Problem for each that finds no source."""
        resolved: merging_.Resolved = self.stage_value("decision_index").rebase(
            decisions, self.codebook.shown_setting
        )
        return resolved

    def key_of(self, name: str) -> str:
        """Return today's key of a source by any key, former key or record id, `""` if unknown."""
        return next(iter(decisions_.resolve(name, self.index)), "")

    def trace(self, name: str) -> TraceStep:
        """Return the chain of a recommendation, a finding or a source: down to the passages, and back to the recommendations."""
        from litreview.review.evidence_chain import trace

        return trace(self, name)

    def in_edition(self, style: str) -> str:
        """Return the name of a style; the Bluebook's in the edition that the settings name."""
        return settings_.in_edition(style, self.settings)

    def find(self, words: str) -> tuple[TextPassage, ...]:
        """Return the sentences of full texts that have all of the words on one page, or a phrase in quotation marks, with their pages.

        `code:ID` returns the best sentences on a code from each source that is tagged with it, `finding:ID` those of the sources of a finding,
        or of every source if it names none.
        """
        from litreview.review.text_search import find_passages

        return find_passages(self, words)

    def gaps(self, style: Path | str = "") -> tuple[stages.bibliography.Gap, ...]:
        """Return the data that citations of `chosen` lack in a style, by default the review's, without printing them."""
        name = stages.bibliography.find_style(self.in_edition(str(style)) if style else self.style).name
        return stages.bibliography.find_gaps(self.stage_value("kinds"), name, self.every_record)

    def problems_of_gaps(self, style: Path | str = "") -> Sequence[Problem]:
        """Return the `gaps` as Problems, and a Problem for each journal that is a publisher."""
        works = self.stage_value("kinds")
        gaps = stages.bibliography.gap_problems(self.gaps(style))
        return (
            *stages.bibliography.nameless_works(works),
            *gaps,
            *stages.bibliography.unknown_places(works),
            *stages.bibliography.misplaced_publishers(works),
        )


def _public_texts(texts: Mapping[Where, str], names: decisions_.ConfidentialNames) -> Mapping[Where, str]:
    """Return notes or lists without those on confidential sources; a file name that may be a person's is sealed."""
    public: dict[Where, str] = {}
    for number, (where, text) in enumerate(texts.items(), start=1):
        name = note_key(where)
        if not names.hides(name):
            folder = where.file.rpartition("/")[0]
            if names.quotable(name):
                public[where] = text
            else:
                public[Where(file=f"{folder}/{SEALED}", line=number)] = ""
    return public
