"""Which fields of the register may be published: those that at least k people share, in one version and in all versions together.

The rule (k-anonymity: Samarati P. and Sweeney L., "Protecting privacy when disclosing information", 1998, held over time): people belong
together if every earlier version showed the same of them (the same fields, the same consent, or that they were not in it), and their consent
is the same now. Of such a group each class of k or more shows what it shares; a group of fewer than k shows nothing.

Why this holds for any register: let the history of a person be what each version so far showed. All members of a class have one history: their
group had one before, and now they show the same. So whoever holds all versions finds k people or more behind any history that ends with something
shown. Whoever holds only some of the versions, or tables made of them, tells fewer histories apart, and these are unions of the former. The proof
asks nothing of the values, so it is true whatever people arrive, withdraw, change their consent or are described anew.

What was published stays published, for a group that shares it goes on to share it. Where fewer than k of a group are left, because others
withdrew or changed their consent, nothing is shown of those who are left. That somebody withdrew or changed a consent can be seen, and nothing else
of them beyond what k shared before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

FIELDS = ("role_group", "date", "role", "region", "medium")
"""The fields that tell people apart, the one that readers need most first: the last one is left out first."""
CONSENT = "consent"
"""What an interviewee agreed to shows by how the interview is cited, so it counts as if it were published; it is never left out."""

Values = Mapping[str, str]
Seen = tuple[tuple[str, str], ...] | None
"""What a version showed of somebody; None of somebody who was not in it."""


def publish(
    people: Mapping[str, Values], earlier: Iterable[Mapping[str, Values]] = (), k: int = 5
) -> dict[str, dict[str, str]]:
    """Return what may be published of each person, by code: some of the fields, as they are, or none.

    `earlier` is what each version before showed (`seen`). Something is shown only of people whose whole history, with what is shown now,
    k or more of them share.

    >>> five = {f"I0{n}": {"role_group": "prosecutor", "region": str(n)} for n in range(1, 6)}
    >>> publish({**five, "I06": {"role_group": "judge"}})["I01"]
    {}
    >>> publish(five)["I01"], publish(five, k=6)["I01"]
    ({'role_group': 'prosecutor'}, {})
    >>> four = {code: five[code] for code in sorted(five)[:4]}
    >>> publish(five, [seen(four, publish(four))])["I05"]  # who came alone is not told by what appears
    {}
    """
    versions = tuple(earlier)
    alike: dict[tuple[Seen, ...], dict[str, list[str]]] = {}
    for code, values in people.items():
        by_consent = alike.setdefault(_history(code, versions), {})
        by_consent.setdefault(values.get(CONSENT, ""), []).append(code)
    found: dict[str, dict[str, str]] = {code: {} for code in people}
    for history, by_consent in alike.items():
        classes = [one for group in by_consent.values() for one in _specialised(group, people, k)]
        for members, shared in classes if _is_described(history) else _unsaid(classes, k):
            for code in members:
                found[code] = dict(shared)
    return found


def seen(people: Mapping[str, Values], published: Mapping[str, Values]) -> dict[str, dict[str, str]]:
    """Return what a version shows of each person in it: the published fields, and the consent, which shows by how they are cited."""
    return {
        code: {**published[code], CONSENT: values[CONSENT]} if values.get(CONSENT) else dict(published[code])
        for code, values in people.items()
    }


def publish_all(versions: Iterable[Mapping[str, Values]], k: int = 5) -> list[dict[str, dict[str, str]]]:
    """Return what is published of each version of a register, each in view of those before it."""
    views: list[dict[str, dict[str, str]]] = []
    earlier: list[dict[str, dict[str, str]]] = []
    for people in versions:
        views.append(publish(people, earlier, k))
        earlier.append(seen(people, views[-1]))
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


def told_together(versions: Sequence[Mapping[str, Values]], k: int = 5) -> frozenset[str]:
    """Return the codes that versions of a register, read whole and one beside the other, tell from all but fewer than k people.

    >>> five = {f"I0{n}": {"role": "prosecutor"} for n in range(1, 6)}
    >>> sorted(told_together([five, {**five, "I06": {"role": "prosecutor"}}])), told_together([five, five])
    (['I06'], frozenset())
    """
    found: set[str] = set()
    for number, people in enumerate(versions, start=1):
        history = {code: _history(code, versions[:number]) for code in people}
        held = Counter(history.values())
        found |= {c for c in people if held[history[c]] < k and any(people[c].get(name) for name in FIELDS)}
    return frozenset(found)


def left_out(people: Mapping[str, Values], published: Mapping[str, Values]) -> dict[str, int]:
    """Return the fields that may not be published as they are, with of how many people, in the order of `FIELDS`."""
    counts = {
        name: sum(bool(values.get(name)) and not published[code].get(name) for code, values in people.items())
        for name in FIELDS
    }
    return {name: n for name, n in counts.items() if n}


def _unsaid(classes: list[tuple[Sequence[str], Values]], k: int) -> list[tuple[Sequence[str], Values]]:
    """Return the classes of one history, with nothing said of some more where fewer than k are left of whom nothing is.

    A total less the others would tell who they are. The smallest classes go first.
    """
    unsaid = sum(len(members) for members, shared in classes if not shared)
    found = []
    for members, shared in sorted(classes, key=lambda one: (len(one[0]), min(one[0]))):
        hold = bool(shared) and 0 < unsaid < k
        unsaid += len(members) * hold
        found.append((members, {} if hold else shared))
    return found


def _history(code: str, versions: Iterable[Mapping[str, Values]]) -> tuple[Seen, ...]:
    """Return what each version showed of somebody."""
    return tuple(tuple(sorted(version[code].items())) if code in version else None for version in versions)


def _is_described(history: Iterable[Seen]) -> bool:
    """Return whether any version showed more than a code and a consent: that is known whatever is shown now, so it stays."""
    return any(name != CONSENT for shown in history for name, _ in shown or ())


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
