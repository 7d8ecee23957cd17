"""Which counts of people may be published: those from which no number below k can be had, by whatever adding and taking away.

People who are counted fall into parts (here those who have a code and those who have not, of each role group; those coded by one coder, by the
other, by both). If every part is 0 or at least k, so is every sum of parts and every difference that is a number of people. A breakdown
is published whole or not at all: with one cell left out, the total would give it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping


def all_large(parts: Iterable[int], k: int) -> bool:
    """Return whether each part is 0 or at least k.

    >>> all_large([0, 5, 12], 5), all_large([4, 12], 5)
    (True, False)
    """
    return all(part == 0 or part >= k for part in parts)


def withheld(count: int, of: int, k: int) -> str:
    """Return in words why a number of people out of all may not be published, `""` if it may.

    Who is not among nearly all is one of a few as well.

    >>> withheld(12, 42, 5), withheld(3, 42, 5), withheld(40, 42, 5)
    ('', 'fewer than 5', 'all but fewer than 5')
    """
    if all_large([count, of - count], k):
        return ""
    return f"fewer than {k}" if count < k else f"all but fewer than {k}"


def group_counts(having: Collection[str], groups: Mapping[str, str], k: int) -> Mapping[str, int] | None:
    """Return how many of each group have something; None where that may not be published. `groups` are those of all people.

    How large each group is, is known from the register: so those who have it not must be none, or k, as well.

    >>> people = {f"I{n:02}": "services" if n < 6 else "police" for n in range(12)}
    >>> group_counts([f"I{n:02}" for n in range(6)], people, 5)
    {'police': 0, 'services': 6}
    >>> group_counts([f"I{n:02}" for n in range(7)], people, 5) is None
    True
    """
    size = Counter(groups.values())
    have = Counter(groups[person] for person in having)
    if not all_large([n for group in size for n in (have[group], size[group] - have[group])], k):
        return None
    return {group: have[group] for group in sorted(size)}


def coder_counts(by: Mapping[str, Collection[str]], of: int, k: int) -> Mapping[str, int] | None:
    """Return how many people each coder gave a code to; None where that may not be published.

    `by` are the coders of each person who has the code, `of` is the number of all people. Two coders may have coded one person: from their numbers and the
    total follows how many only one of them coded, so it is asked of each set of coders.

    >>> coder_counts({f"I{n}": ["ann"] for n in range(6)}, 42, 5)
    {'ann': 6}
    >>> coder_counts({f"I{n}": ["ann", "ben"] if n else ["ann"] for n in range(6)}, 42, 5) is None
    True
    """
    together = Counter(frozenset(coders) for coders in by.values())
    if not all_large([*together.values(), of - len(by)], k):
        return None
    return dict(sorted(Counter(coder for coders in by.values() for coder in set(coders)).items()))
