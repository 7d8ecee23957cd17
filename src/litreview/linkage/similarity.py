"""Pairwise similarity of text columns: rapidfuzz over whole columns, on all cores."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

LONGEST = 1000
"""Characters compared: a title of 1 MB must not cost 1 MB squared."""


def similarity(
    texts: Sequence[str],
    a: npt.NDArray[np.int64],
    b: npt.NDArray[np.int64],
    *,
    least: float = 0.0,
) -> npt.NDArray[np.float32]:
    """Return the similarity of `texts[a[i]]` and `texts[b[i]]` for each i, 0..1; below `least` it is 0.

    The measure is the normalised indel similarity (`rapidfuzz.fuzz.ratio`): twice the longest common subsequence
    over the length of both.

    >>> import numpy as np
    >>> similarity(["police", "policy", ""], np.array([0, 0]), np.array([1, 2])).round(2).tolist()
    [0.8299999833106995, 0.0]
    """
    import numpy as np
    from rapidfuzz import fuzz, process

    if not len(a):
        return np.empty(0, dtype=np.float32)
    short = [text if len(text) <= LONGEST else text[:LONGEST] for text in texts]
    scores = process.cpdist(
        [short[i] for i in a.tolist()],
        [short[i] for i in b.tolist()],
        scorer=fuzz.ratio,
        score_cutoff=least * 100,
        dtype=np.float32,
        workers=-1,
    )
    scores /= 100
    # two empty texts are equal for rapidfuzz; for us there is nothing to compare
    empty = np.fromiter((not text for text in short), dtype=bool, count=len(short))
    scores[empty[a] | empty[b]] = 0
    return scores
