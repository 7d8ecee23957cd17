"""Learning from decisions: predicts codes and relevance of works that nobody has decided, for tagging and for screening.

`features` turns texts into numbers, `regression` learns from decisions on top of an offset, and `sampling` bounds what a search
missed by a random sample. The same decisions always give the same numbers.
"""

from litreview.stages.learning.features import (
    Features,
    Numbering,
    find_words,
    read_features,
    words_of,
)
from litreview.stages.learning.regression import Learned, balanced, chances, folds, kappa, learn

__all__ = [
    "Features",
    "Learned",
    "Numbering",
    "balanced",
    "chances",
    "find_words",
    "folds",
    "kappa",
    "learn",
    "read_features",
    "words_of",
]
