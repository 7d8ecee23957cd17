"""Stages for single settings, so that a changed title does not recompute merging or tagging."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from litreview import stages
from litreview.engine import stage

if TYPE_CHECKING:
    from litreview.core.results.texts import QuoteLimits
    from litreview.judgements.codebook import Codebook
    from litreview.review.settings import Settings


@stage()
def preprints(settings: Settings) -> Literal["same", "ask", "different"]:
    """Whether a preprint and its article are one work."""
    return cast("Literal['same', 'ask', 'different']", settings.preprints)


@stage()
def quote_limits(settings: Settings) -> QuoteLimits:
    """How much of a work may be quoted."""
    return settings.quote_limits


@stage()
def databases(settings: Settings) -> tuple[str, ...]:
    """The files or patterns whose values are preferred in a merge."""
    return settings.databases


@stage()
def adjudicators(settings: Settings) -> tuple[str, ...]:
    """The people who settle disputes."""
    return settings.adjudicators


@stage()
def ranked_reasons(settings: Settings) -> tuple[str, ...]:
    """The reasons by which the first counts where people exclude a full text for different ones."""
    return settings.ranked_reasons


@stage()
def evidence_fields(codebook: Codebook) -> frozenset[str]:
    """The evidence fields of the codebook, which a `set` means before fields of entries with the same name."""
    return frozenset(field.id for field in codebook.evidence)


@stage()
def title_block(settings: Settings) -> dict[str, Any]:
    """The title block above a bibliography of this review, as options of one."""
    return {"title": settings.title or "Annotated bibliography", **settings.document}


@stage()
def style(settings: Settings, folder: Path | None) -> str:
    """The citation style; a .csl file is named relative to the review."""
    if folder and settings.style.endswith(".csl"):
        return str(folder / settings.style)
    return in_edition(settings.style, settings)


def in_edition(name: str, settings: Settings) -> str:
    """Return the name of a style; the Bluebook's in the edition that the settings name."""
    return stages.bibliography.styles.in_edition(name, settings.edition)
