"""Which fields of the register may be published: those that at least k people share, in one table and across revisions.

Every combination of published values is that of at least k people (k-anonymity: Samarati P. and Sweeney L., "Protecting privacy when
disclosing information", 1998). All tables are made of these values alone, so a sum, or the difference of two sums, is again of classes of k or
more. What was published earlier is known for good: people who arrive, or of whom more is said than before, are k to each thing that
is new, so the difference of two revisions tells of nobody either. Someone who withdraws is the exception that no rule can hide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

FIELDS = ("role_group", "date", "role", "region", "medium")
"""The fields that tell people apart, the one that readers need most first: the last one is left out first."""
CONSENT = "consent"
"""What an interviewee agreed to shows by how the interview is cited, so it counts as if it were published; it is never left out."""

Values = Mapping[str, str]
Known = tuple[tuple[str, str], ...]


def publish(
    people: Mapping[str, Values], earlier: Iterable[Mapping[str, Values]] = (), k: int = 5
) -> dict[str, dict[str, str]]:
    """Return what may be published of each person, by code: some of the fields, as they are, or none.

    `earlier` is what was published before, the oldest first. Each combination of published values is shared by k people or more, and so
    is each thing that is published of people of whom it was not before. Consent counts: whatever is published of people with one consent, k with
    that consent share.

    >>> five = {f"I0{n}": {"role_group": "prosecutor", "region": str(n)} for n in range(1, 6)}
    >>> publish({**five, "I06": {"role_group": "judge"}})["I01"]
    {}
    >>> publish(five)["I01"], publish(five, k=6)["I01"]
    ({'role_group': 'prosecutor'}, {})
    """
    known = _known(earlier)
    alike: dict[tuple[Known, str], list[str]] = {}
    for code, values in people.items():
        alike.setdefault((known.get(code, ()), values.get(CONSENT, "")), []).append(code)
    classes = [one for group in alike.values() for one in _specialised(group, people, k)]
    found: dict[str, dict[str, str]] = {code: {} for code in people}
    for members, shared in _unsaid(classes, known, k):
        for code in members:
            found[code] = dict(shared)
    return found


def publish_all(versions: Iterable[Mapping[str, Values]], k: int = 5) -> list[dict[str, dict[str, str]]]:
    """Return what was published of each version of a register, each in view of those before it."""
    views: list[dict[str, dict[str, str]]] = []
    for people in versions:
        views.append(publish(people, views, k))
    return views


def small_groups(people: Mapping[str, Values], k: int = 5) -> dict[str, int]:
    """Return the codes whose combination of values, consent included, fewer than k people share, with how many do.

    Nothing is a combination, too, where more is said of others: of those with the same consent, and of all.

    >>> five = {f"I0{n}": {"role": "prosecutor", "consent": "quote"} for n in range(1, 6)}
    >>> small_groups(five), small_groups({**five, "I06": {"consent": "quote"}}), small_groups({**five, "I06": {}})
    ({}, {'I06': 1}, {'I06': 1})
    """
    fields = (*FIELDS, CONSENT)
    combination = {code: tuple(values.get(name, "") for name in fields) for code, values in people.items()}
    held = Counter(combination.values())
    told = {one[-1] for one in held if any(one[:-1])}
    unsaid = sum(n for one, n in held.items() if not any(one[:-1]))
    few = {}
    for code, one in combination.items():
        alike = held[one] if any(one[:-1]) or one[-1] in told else k
        if not any(one[:-1]) and told:
            alike = min(alike, unsaid)
        if alike < k:
            few[code] = alike
    return few


def left_out(people: Mapping[str, Values], published: Mapping[str, Values]) -> dict[str, int]:
    """Return the fields that may not be published as they are, with of how many people, in the order of `FIELDS`."""
    counts = {
        name: sum(bool(values.get(name)) and not published[code].get(name) for code, values in people.items())
        for name in FIELDS
    }
    return {name: n for name, n in counts.items() if n}


def _unsaid(
    classes: list[tuple[Sequence[str], Values]], known: Mapping[str, Known], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Return the classes, with less said of some where fewer than k are left of whom nothing is: a total less the others tells who they are.

    The smallest ones go first. Of whom something was published already it is known whatever is said now, so it stays.
    """
    unsaid = sum(len(members) for members, shared in classes if not shared)
    found = []
    for members, shared in sorted(classes, key=lambda one: (len(one[0]), min(one[0]))):
        hold = bool(shared) and not known.get(members[0]) and 0 < unsaid < k
        unsaid += len(members) * hold
        found.append((members, {} if hold else shared))
    return found


def _known(earlier: Iterable[Mapping[str, Values]]) -> dict[str, Known]:
    """Return everything that was ever published of each person."""
    said: dict[str, set[tuple[str, str]]] = {}
    for view in earlier:
        for code, values in view.items():
            said.setdefault(code, set()).update(values.items())
    return {code: tuple(sorted(values)) for code, values in said.items()}


def _specialised(
    group: Sequence[str], people: Mapping[str, Values], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Return the classes of a group, each of k people or more, with what each shares; of a smaller group nothing."""
    classes: list[tuple[Sequence[str], Values]] = [(group, {})]
    if len(group) < k:
        return classes
    for name in FIELDS:
        classes = [one for members, shared in classes for one in _split(members, shared, name, people, k)]
    return classes


def _split(
    members: Sequence[str], shared: Values, name: str, people: Mapping[str, Values], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Return the classes that a field makes of one: values of k or more, and one class of the rest, which must be as many."""
    by_value: dict[str, list[str]] = {}
    for code in members:
        by_value.setdefault(people[code].get(name, ""), []).append(code)
    rest = by_value.pop("", [])
    kept: list[tuple[str, list[str]]] = []
    for value, codes in sorted(by_value.items(), key=lambda item: (len(item[1]), item[0])):
        if len(codes) < k or 0 < len(rest) < k:  # else what is not said would tell who the few are
            rest = [*rest, *codes]
        else:
            kept.append((value, codes))
    parts: list[tuple[Sequence[str], Values]] = [
        (codes, {**shared, name: value}) for value, codes in sorted(kept)
    ]
    return [*parts, (rest, shared)] if rest else parts
