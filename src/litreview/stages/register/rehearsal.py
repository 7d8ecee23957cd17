"""Re-identification rehearsed: which people of a list remain possible for each code, by all that is public of the code.

A person remains possible unless a public fact of the code differs from what the list says of the person. Where the list has everybody who was
interviewed, no two codes are one person, which excludes more: a person remains possible if some assignment of all codes to different people
has that pair (Régin 1994, "A filtering algorithm for constraints of difference in CSPs": the pairs of some maximum matching).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from litreview.core.wording import Value
from litreview.stages.register.k_anonymity import FIELDS

Facts = Mapping[str, frozenset[str]]
"""What is public of a code: by field every value that was ever shown; `before`: days by which the interview had taken place;
by code of the codebook `yes`, `no` and stances."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed(Value):
    """The result for one code: the rows of the list that remain possible.

    `possible`: by the facts. `exclusive`: also because no two codes are one person, if the list has everybody; as `possible` where it cannot.
    `named`: rows with a word that is in a published quote of the code. `coarsen`: the field whose omission leaves most people possible,
    and how many; `""` where no field excludes anybody.
    """

    code: str
    fields: tuple[str, ...]
    possible: tuple[int, ...]
    exclusive: tuple[int, ...]
    named: tuple[int, ...] = ()
    coarsen: str = ""
    then: int = 0


def rehearse(
    facts: Mapping[str, Facts],
    people: Sequence[Mapping[str, str]],
    quotes: Mapping[str, Sequence[str]],
) -> tuple[Rehearsed, ...]:
    """Return for each code the `people` who remain possible, as positions in the list.

    A field that the list lacks, or leaves empty for a person, excludes nobody. Words of the list's other columns are looked for in `quotes`.

    >>> known = [{"role": "officer", "name": "Ann Harborlight"}, {"role": "judge", "name": "Bo Poe"}, {"role": ""}]
    >>> (one,) = rehearse({"I01": {"role": frozenset({"officer"})}}, known, {"I01": ["Harborlight asked me."]})
    >>> one.possible, one.named, (one.coarsen, one.then)
    ((0, 2), (0,), ('role', 3))
    """
    fits = {code: _possible(shown, people) for code, shown in facts.items()}
    exclusive = exclusive_pairs(fits)
    compared = {*FIELDS, *(name for shown in facts.values() for name in shown)}
    words = [_own_words(row, compared) for row in people]
    found = []
    for code, shown in facts.items():
        without = {
            name: len(_possible({n: values for n, values in shown.items() if n != name}, people))
            for name in shown
        }
        best = max(sorted(without), key=lambda name: without[name], default="")
        helps = bool(best) and without[best] > len(fits[code])
        said = {word for quote in quotes.get(code, ()) for word in _WORD.findall(quote.casefold())}
        found.append(
            Rehearsed(
                code=code,
                fields=tuple(sorted(shown)),
                possible=fits[code],
                exclusive=exclusive[code],
                named=tuple(n for n in range(len(people)) if said & words[n]),
                coarsen=best if helps else "",
                then=without[best] if helps else len(fits[code]),
            )
        )
    return tuple(found)


def _own_words(row: Mapping[str, str], compared: Collection[str]) -> set[str]:
    """Return the words of a row outside of the fields that are `compared`."""
    return {
        word
        for name, value in row.items()
        if name not in compared
        for word in _WORD.findall(value.casefold())
    }


def _possible(shown: Facts, people: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
    return tuple(n for n, row in enumerate(people) if all(_agrees(name, shown[name], row) for name in shown))


def _agrees(name: str, values: frozenset[str], row: Mapping[str, str]) -> bool:
    """Return whether what the list says of a person agrees with what was shown of a field."""
    own = row.get("date" if name == "before" else name, "").strip().casefold()
    if not own:
        return True
    if name == "before":
        return not _DAY.fullmatch(own) or all(own <= day for day in values)
    if name not in FIELDS:  # people may differ on what somebody said
        return own in values
    # of a value that was made coarser the finer one counts; of two that differ, either may be right
    finest = {
        value.casefold() for value in values if not any(v != value and v.startswith(value) for v in values)
    }
    if name == "date":  # a month agrees with each of its days
        return any(own.startswith(value) or value.startswith(own) for value in finest)
    return own in finest


def exclusive_pairs(fits: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """Return the pairs that are in some assignment of all codes to different people; `fits` itself if there is no such assignment.

    >>> exclusive_pairs({"I01": (0,), "I02": (0, 1), "I03": (0, 1, 2, 3)})
    {'I01': (0,), 'I02': (1,), 'I03': (2, 3)}
    """
    import networkx as nx

    whole = nx.Graph((code, person) for code, persons in fits.items() for person in persons)
    whole.add_nodes_from(fits)
    matched = nx.bipartite.hopcroft_karp_matching(whole, list(fits))
    if any(code not in matched for code in fits):
        return {code: tuple(persons) for code, persons in fits.items()}
    # a pair may be exchanged along an alternating circle, or along an alternating path that begins at a person without a code
    ways = nx.DiGraph(
        (code, person) if matched[code] == person else (person, code)
        for code, persons in fits.items()
        for person in persons
    )
    circle = {node: n for n, part in enumerate(nx.strongly_connected_components(ways)) for node in part}
    reached: set[object] = set()
    for person in set(ways) - set(fits):
        if person not in matched:
            reached |= {person, *nx.descendants(ways, person)}
    return {
        code: tuple(
            person
            for person in persons
            if matched[code] == person or circle[code] == circle[person] or person in reached
        )
        for code, persons in fits.items()
    }
