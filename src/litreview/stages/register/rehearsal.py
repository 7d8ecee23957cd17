"""Re-identification rehearsed: which people of a list remain possible for each code, by all that is public of the code.

A person remains possible unless a public fact of the code differs from what the list says of the person. Codes that are publicly of one
person have the facts of all of them. Where the list has everybody who was interviewed, no two others are one person, which excludes more:
a person remains possible if some assignment of all interviewees to different people has that pair (Régin 1994, "A filtering algorithm for
constraints of difference in CSPs": the pairs of some maximum matching).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from litreview.core.containers import grouped
from litreview.core.libraries import nx, special
from litreview.core.text.person_names import fold
from litreview.core.wording import Value
from litreview.stages.register.k_anonymity import FIELDS
from litreview.stages.register.known_people import DAY, plain

Facts = Mapping[str, frozenset[str]]
"""What is public of a code: by field every value that was ever shown; `before`: days by which the interview had taken place;
by code of the codebook `yes`, `no` and stances."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONG = 4
"""Letters of a word that is looked for whatever its case; a shorter one only if it begins with a capital, as names do."""
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "Ø": "Oe", "Å": "Aa"})  # fmt: skip
"""Letters that are written as two where a keyboard lacks them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed(Value):
    """The result for one code: the people of the list who remain possible.

    `possible`: by the facts. `exclusive`: also because no two interviewees are one person, if the list has everybody; as `possible` if it
    cannot, for then `may_be_complete` is false. `named`: people with a word that is in a published quote of the code. `coarsen`: the field
    whose omission leaves most people possible, and how many; `""` where no field alone excludes anybody. `fewest`: how many are possible if versions
    of the register differ in a field and the value that fits the fewest is right, as when a region was made coarser.
    """

    code: str
    fields: tuple[str, ...]
    possible: tuple[int, ...]
    exclusive: tuple[int, ...]
    may_be_complete: bool = True
    named: tuple[int, ...] = ()
    coarsen: str = ""
    then: int = 0
    fewest: int = 0


def rehearse(
    facts: Mapping[str, Facts],
    people: Sequence[Mapping[str, str]],
    quotes: Mapping[str, Sequence[str]],
    *,
    same: Mapping[str, str] | None = None,
    codes: Collection[str] = (),
) -> tuple[Rehearsed, ...]:
    """Return for each code the `people` who remain possible, as positions in the list.

    A field that the list lacks, or leaves empty for a person, excludes nobody. Words of the list's other columns are looked for in `quotes`;
    `codes` are columns that are no such ones. `same` maps each code to the code that represents all codes of that person.

    >>> known = [{"role": "officer", "name": "Ann Harborlight"}, {"role": "judge", "name": "Bo Poe"}, {"role": ""}]
    >>> (one,) = rehearse({"I01": {"role": frozenset({"officer"})}}, known, {"I01": ["Harborlight asked me."]})
    >>> one.possible, one.named, (one.coarsen, one.then)
    ((0, 2), (0,), ('role', 3))
    """
    listed = people
    people = [{name: plain(value) for name, value in row.items()} for row in listed]
    interviewees = grouped(((same or {}).get(code, code), code) for code in facts)
    public = {one: _joined([_finest(facts[code]) for code in own]) for one, own in interviewees.items()}
    fits = {one: _possible(shown, people) for one, shown in public.items()}
    exclusive = exclusive_pairs(fits)
    compared = {*FIELDS, *codes, *(name for shown in facts.values() for name in shown)}
    words = [_own_words(row, compared) for row in listed]
    results = []
    for one, own in interviewees.items():
        said = {word for code in own for quote in quotes.get(code, ()) for word in _name_words(quote)}
        named = tuple(n for n in range(len(people)) if said & words[n])
        results += [
            Rehearsed(
                code=code,
                fields=tuple(sorted(public[one])),
                possible=fits[one],
                exclusive=exclusive.get(one, fits[one]),
                may_be_complete=bool(exclusive),
                named=named,
                **_without_one(public[one], people, len(fits[one])),
            )
            for code in own
        ]
    return tuple(sorted(results, key=lambda each: each.code))


def _own_words(row: Mapping[str, str], compared: Collection[str]) -> set[str]:
    """Return the words of a row outside of the fields that are `compared`."""
    return {word for name, value in row.items() if name not in compared for word in _name_words(value)}


def _name_words(text: str) -> Iterator[str]:
    """Yield the words that may be of a name, without accents and as they are written without such letters.

    >>> sorted(set(_name_words("Lee met me at Müller's.")))
    ['lee', 'mueller', 'muller']
    """
    for word in _WORD.findall(unicodedata.normalize("NFC", text)):
        if len(word) >= _LONG or not word[0].islower():
            yield from (fold(word), fold(word.translate(_TWO_LETTERS)))


def _finest(shown: Facts) -> dict[str, frozenset[str]]:
    """Return the facts of a code as they are compared: of a date that was made coarser the finer one, of days the first."""
    found = {name: frozenset(map(plain, values)) for name, values in shown.items()}
    dates = found.get("date", frozenset())
    finest = {one for one in dates if not any(other != one and other.startswith(one) for other in dates)}
    days = sorted(found.get("before", ()))[:1]
    return {
        **found,
        **({"date": frozenset(finest)} if dates else {}),
        **({"before": frozenset(days)} if days else {}),
    }


def _joined(some: Sequence[Facts]) -> Facts:
    """Return the facts of several codes of one person, who was interviewed by the last of the days."""
    found = {
        name: frozenset().union(*(shown.get(name, ()) for shown in some)) for shown in some for name in shown
    }
    return {**found, **({"before": frozenset({max(found["before"])})} if "before" in found else {})}


def _possible(shown: Facts, people: Sequence[Mapping[str, str]]) -> tuple[int, ...]:
    return tuple(n for n, row in enumerate(people) if all(_agrees(name, shown[name], row) for name in shown))


def _without_one(shown: Facts, people: Sequence[Mapping[str, str]], possible: int) -> dict[str, Any]:
    """Return `coarsen`, `then` and `fewest` of a result: what changes without a field, or without all but one of its values."""
    without = {
        name: len(_possible({n: values for n, values in shown.items() if n != name}, people))
        for name in shown
    }
    best = max(sorted(without), key=lambda name: without[name], default="")
    alone = (
        len(_possible({**shown, name: frozenset({value})}, people))
        for name in FIELDS
        if len(shown.get(name, ())) > 1
        for value in shown[name]
    )
    then = max(possible, without.get(best, 0))
    return {
        "coarsen": best if then > possible else "",
        "then": then,
        "fewest": min((possible, *filter(None, alone))),
    }


def _agrees(name: str, values: Iterable[str], row: Mapping[str, str]) -> bool:
    """Return whether what the list says of a person agrees with what was shown of a field: of values that differ, either may be right."""
    own = row.get("date" if name == "before" else name, "")
    if not own:
        return True
    if name == "before":
        return not DAY.fullmatch(own) or all(own <= day for day in values)
    if name == "date":  # a month agrees with each of its days
        return any(own.startswith(value) or value.startswith(own) for value in values)
    stances = [value for value in values if value not in ("yes", "no")]
    if "yes" in values and not stances and name not in FIELDS:
        return own != "no" or "no" in values  # whoever spoke about a code may have said anything
    return own in values


def ordered_fields(facts: Mapping[str, Facts]) -> list[str]:
    """Return the fields that follow the numbers of the codes, as where groups take turns, or one comes after the other.

    At some distance more pairs of codes then share a value than the same codes in random order would: by a binomial test at each distance,
    with one false alarm in a thousand for all of them together (Bonferroni).

    >>> turns = {f"I{n:02}": {"role": frozenset({("judge", "officer", "nurse")[n % 3]})} for n in range(30)}
    >>> ordered_fields(turns), ordered_fields({**turns, "I31": {}, "I32": {}})
    (['role'], ['role'])
    """
    return [name for name in FIELDS if _follows_numbers({
        int(code[1:]): shown[name] for code, shown in facts.items() if name in shown and code[1:].isdecimal()
    })]  # fmt: skip


def _follows_numbers(values: Mapping[int, frozenset[str]]) -> bool:
    n, counts = len(values), Counter(values.values())
    share = sum(count * (count - 1) for count in counts.values()) / max(1, n * (n - 1))
    pairs = grouped((b - a, values[a] == values[b]) for a, b in combinations(sorted(values), 2))
    return 0 < share < 1 and any(
        sum(same) and special.bdtrc(sum(same) - 1, len(same), share) < 0.001 / len(pairs)
        for same in pairs.values()
    )


def exclusive_pairs(fits: Mapping[str, Sequence[int]]) -> dict[str, tuple[int, ...]]:
    """Return the pairs that are in some assignment of all codes to different people; empty if there is no such assignment.

    >>> exclusive_pairs({"I01": (0,), "I02": (0, 1), "I03": (0, 1, 2, 3)})
    {'I01': (0,), 'I02': (1,), 'I03': (2, 3)}
    """
    whole = nx.Graph((code, person) for code, persons in fits.items() for person in persons)
    whole.add_nodes_from(fits)
    matched = nx.bipartite.hopcroft_karp_matching(whole, list(fits))
    if any(code not in matched for code in fits):
        return {}
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
