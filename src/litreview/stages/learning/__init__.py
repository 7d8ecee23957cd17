"""What decisions teach of works that nobody has decided: one engine for codes and for screening.

Texts become numbers (`features`), decisions move what was known before them (`regression`), and a random sample bounds what is still
unfound (`sampling`). The same decisions always give the same numbers.
"""

from litreview.stages.learning.features import (
    Features,
    Numbering,
    find_words,
    read_features,
)
from litreview.stages.learning.regression import Learned, balanced, chances, folds, kappa, learn
from litreview.stages.learning.sampling import RISK, Claim, bound, claim, draw, size_for

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
    "read_features",
    "size_for",
]
