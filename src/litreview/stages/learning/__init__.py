"""Learning from decisions: predicts codes and relevance of works that nobody has decided, for tagging and for screening.

`features` turns texts into numbers, `regression` learns from decisions on top of an offset, and `sampling` bounds what a search
missed by a random sample. The same decisions always give the same numbers.
"""

from litreview.stages.learning.features import (
    Features as Features,
    Numbering as Numbering,
    find_words as find_words,
    read_features as read_features,
    words_of as words_of,
)
from litreview.stages.learning.regression import (
    Learned as Learned,
    balanced as balanced,
    chances as chances,
    folds as folds,
    kappa as kappa,
    learn as learn,
)
