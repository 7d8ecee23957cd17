"""How hits become a score, by a formula a reader can redo by hand.

- A hit is worth its term's weight times the weight of its field (a title says more than an abstract).
- A term found again counts half, a quarter, … of its next best hit: a word repeated is not new evidence.
- Terms are summed from the strongest down, each step worth 0.8 of the one before: many weak hints stay weak.
- Generic words ("police" in this field) add at most half a threshold, so they never decide alone.
- Words that speak against the code are subtracted in full.

The score of the total `t` with threshold `h` is `t / (t + h)`: 0.5 at the threshold, towards 1 above it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

REPEAT = 0.5
DECAY = 0.8
GENERIC_SHARE = 0.5


def _repeated(values: Sequence[float]) -> float:
    if len(values) == 1:  # mostly
        return values[0]
    return sum(value * REPEAT**n for n, value in enumerate(sorted(values, reverse=True)[:8]))


def total(
    plain: Mapping[str, Sequence[float]],
    generic: Mapping[str, Sequence[float]],
    against: Mapping[str, Sequence[float]],
    threshold: float,
) -> float:
    """Return the evidence for a code: values of hits per term, of plain, generic and opposing terms.

    >>> total({"T visa": [2.0, 2.0], "shelter": [1.0]}, {}, {}, threshold=2.0)
    3.8
    >>> total({}, {"victim": [1.5, 1.0], "survivor": [1.5]}, {}, threshold=2.0)
    1.0
    """
    evidence = sum(
        value * DECAY**n
        for n, value in enumerate(sorted((_repeated(v) for v in plain.values()), reverse=True))
    )
    weak = sum(_repeated(values) for values in generic.values())
    opposed = sum(_repeated(values) for values in against.values())
    return max(evidence + min(weak, GENERIC_SHARE * threshold) - opposed, 0.0)


def score(evidence: float, threshold: float) -> float:
    """Return the score, 0..1, rounded so that it prints the same everywhere.

    >>> score(2.0, 2.0)
    0.5
    """
    return round(evidence / (evidence + threshold), 4)
