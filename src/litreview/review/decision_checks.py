"""Checks decisions against sources and a codebook, outside a review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litreview import stages
from litreview.core.model import Decision, Problem, Source
from litreview.judgements.codebook import CodebookLike, load_codebook
from litreview.judgements.decisions import rebase


def check_decisions(
    decisions: Sequence[Decision], sources: Iterable[Source], codebook: CodebookLike = None
) -> tuple[Problem, ...]:
    """Return a Problem for each decision that applies to nothing: on no source (`LR042`), or on a code that the codebook lacks (`LR200`)."""
    _, problems = rebase(decisions, tuple(sources))
    return (*problems, *stages.tagging.check_codes(decisions, load_codebook(codebook)))
