"""A review that was opened: what was read, and the value of each stage as an attribute."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview.core.containers import TypedTuple
from litreview.core.model import Decision, Library, Problem, Where
from litreview.core.sealed import SEALED, Sealed
from litreview.core.wording import plural, truncate
from litreview.engine import Evaluator, Explained, Store
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
from litreview.review.store import confidential_digest, digests
from litreview.stages.register import Publication

if TYPE_CHECKING:
    from litreview.core.results import Only
    from litreview.stages.bibliography import Gap


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Review(StageValues):
    """A review that was opened: what was read, and each stage as an attribute, computed when first asked for.

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

    def __post_init__(self) -> None:
        """Seal what people wrote on confidential sources, before any stage or anyone else sees it."""
        names = decisions_.ConfidentialNames(self.library, self.decided, self.enriched)
        put = partial(object.__setattr__, self)  # frozen from here on
        put("names", names)
        sealed = decisions_.seal_decisions(self.decided, names, self._shown_value)
        put("decided", TypedTuple(sealed, Decision))
        if not self.include_confidential:
            put("settings", self.settings.shown())
            put("texts", _public_texts(self.texts, names))
            put("lists", _public_texts(self.lists, names))
        self._evaluate()

    def _evaluate(self, earlier: Evaluator | None = None, store: Store | None = None) -> None:
        inputs = {one.name: getattr(self, one.name) for one in fields(self)}
        store = earlier.store if earlier else store
        if store and not (earlier and self.library is earlier.inputs["library"]):
            store.begin(confidential_digest(self.library, self.enriched, self.shield.private))
        vars(self)["evaluator"] = Evaluator(
            graph_.STAGES, inputs, earlier, store=store, digests=None if earlier else digests()
        )

    def use_store(self, store: Store, parsed: Explained = ()) -> None:
        """Look up the values of stages in a store, and store there those that are computed. `parsed` is what was done to parse the files."""
        self._evaluate(store=store)
        vars(self)["parsed"] = parsed

    def explain_stages(self) -> Explained:
        """Return of each stage that was asked for its name, whether it was reused, from the store or made anew, and why."""
        return (*vars(self).get("parsed", ()), *self.evaluator.explain())

    def __getstate__(self) -> dict[str, Any]:
        # values are computed again where this is unpickled
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        vars(self).update(state)
        self._evaluate()

    def stage_value(self, name: str) -> Any:
        """Return the value of any stage by name. `KeyError` if there is none of that name."""
        return self.evaluator.value(name)

    @property
    def evaluator(self) -> Evaluator:
        """What computes the stages of this review and holds their values."""
        made: Evaluator = vars(self)["evaluator"]
        return made

    def with_inputs(self, **changes: Any) -> Review:
        """Return the review with other inputs, in which only the stages that rest on a changed one are computed again."""
        made = replace(self, **changes)
        made._evaluate(self.evaluator)  # noqa: SLF001 - its own kind
        vars(made)["parsed"] = vars(self).get("parsed", ())
        return made

    def copy(self) -> Review:
        """Return the same review with the values that are there; what is computed in one of the two is not in the other."""
        made = copy.copy(self)
        vars(made)["evaluator"] = self.evaluator.copy()
        return made

    def keep_codes(self) -> None:
        """Write the codes of confidential sources that are not kept yet to `private/codes.tsv`: before anything names them."""
        if self.folder is not None:
            append_codes(self.folder, self.fresh_codes)

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
            code, _, stance = value.partition("=")
            if code in self.codebook.ids:
                return value
            return f"unknown={stance}" if stance in decisions_.STANCES else "unknown"
        return value

    def __repr__(self) -> str:
        held = f"{plural(len(self.library), 'record')} in {plural(len(self.library.files), 'file')}"
        return truncate(f"<Review {self.settings.title[:120]!r}: {held}>")

    def corrects(self, decision: Decision) -> bool:
        """Return whether a decision is a `set` of a field of an entry, and of no evidence field."""
        return merging_.corrects(decision, self.stage_value("evidence_fields"), self.fields)

    def rebase(self, decisions: Iterable[Decision]) -> tuple[tuple[Decision, ...], tuple[Problem, ...]]:
        """Return decisions in terms of today's source keys, and a Problem for each that is on none."""
        found: merging_.Resolved = self.stage_value("decision_index").rebase(
            decisions, self.codebook.shown_setting
        )
        return found

    def key_of(self, name: str) -> str:
        """Return the key that the source of a key, a former key or a record id has today, `""` if there is none."""
        return next(iter(decisions_.resolve(name, self.index)), "")

    def in_edition(self, style: str) -> str:
        """Return the name of a style; the Bluebook's in the edition that the settings name."""
        return settings_.in_edition(style, self.settings)

    def gaps(self, style: Path | str = "") -> tuple[Gap, ...]:
        """Return what the citations of `chosen` lack in a style, by default that of the review, without printing them."""
        from litreview.stages.bibliography import find_gaps, find_style

        name = find_style(self.in_edition(str(style)) if style else self.style).name
        return find_gaps(self.stage_value("kinds"), name, self.every_record)

    def problems_of_gaps(self, style: Path | str = "") -> Sequence[Problem]:
        """Return what `gaps` found as Problems, and a Problem for each journal that is a publisher."""
        from litreview.stages.bibliography import gap_problems, misplaced_publishers

        return (*gap_problems(self.gaps(style)), *misplaced_publishers(self.stage_value("kinds")))


def _public_texts(texts: Mapping[Where, str], names: decisions_.ConfidentialNames) -> Mapping[Where, str]:
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
