"""Learning from decisions: predicts codes and relevance of works that nobody has decided, for tagging and for screening.

`features` turns texts into numbers, `regression` learns from decisions on top of an offset, and `sampling` bounds what a search
missed by a random sample. The same decisions always give the same numbers.
"""

from typing import TYPE_CHECKING

from litreview.core.runtime import lazy_names
from litreview.stages.learning.features import (
    Features,
    Numbering,
    find_words,
    read_features,
    words_of,
)
from litreview.stages.learning.regression import Learned, balanced, chances, folds, kappa, learn

if TYPE_CHECKING:
    from litreview.stages.learning.sampling import (
        RISK,
        Claim,
        bound,
        claim,
        draw,
        p_of_lower_recall,
        size_for,
    )

__getattr__ = lazy_names(
    __name__, {"sampling": ("RISK", "Claim", "bound", "claim", "draw", "p_of_lower_recall", "size_for")}
)

__all__ = [
    "RISK",
    "Claim",
    "Features",
    "Learned",
    "Numbering",
    "balanced",
    "bound",
    "chances",
    "claim",
    "draw",
    "find_words",
    "folds",
    "kappa",
    "learn",
    "p_of_lower_recall",
    "read_features",
    "size_for",
    "words_of",
]
