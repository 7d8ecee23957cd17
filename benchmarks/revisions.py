"""What versions of a register tell together: random registers are published version after version, and whoever holds all versions looks for few people.

    python benchmarks/revisions.py                    # 20,000 registers of two versions: interviews are added
    python benchmarks/revisions.py --versions 5       # up to five, in which people also withdraw, change their consent or are described anew

A register fails where something is shown of people whom the versions together tell from all but fewer than k: those who were added alone,
those whose consent changed alone, those of whom something appeared alone. Exit 1 if one fails.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter

from litreview.stages.register.k_anonymity import publish_all

VALUES = {
    "role_group": ("law enforcement", "services"),
    "role": ("officer", "agent", "case manager"),
    "date": ("2019", "2020"),
    "region": ("West", "South", ""),
    "medium": ("video", ""),
    "consent": ("quote", "quote", "quote", "paraphrase"),
}
State = dict[str, dict[str, str]]


def draw(rng: random.Random, versions: int) -> list[State]:
    """Return the states of a register: the fields it has are drawn once, people are added; with more than two versions they change and withdraw as well."""
    fields = [name for name in VALUES if rng.random() < 0.4] or ["role"]

    def person() -> dict[str, str]:
        return {name: rng.choice(VALUES[name]) for name in fields}

    numbers = iter(range(1, 1000))
    people = {f"I{next(numbers):03}": person() for _ in range(rng.randint(5, 25))}
    states = [dict(people)]
    for _ in range(1 if versions == 2 else rng.randint(1, versions - 1)):
        if versions > 2:
            people = {code: who for code, who in people.items() if rng.random() > 0.03}
            for code in people:
                if rng.random() < 0.04:
                    people[code] = person()
        people |= {f"I{next(numbers):03}": person() for _ in range(rng.randint(1, 10))}
        states.append(dict(people))
    return states


def told_apart(states: list[State], views: list[State], k: int) -> tuple[bool, bool]:
    """Return whether fewer than k of those whom a version adds share what it shows of them, and whether all versions together tell fewer than k apart."""
    added = together = False
    past: dict[str, tuple[object, ...]] = {}
    for number, view in enumerate(views):
        shown = {code: tuple(sorted(values.items())) for code, values in view.items()}
        new = Counter(shown[code] for code in shown if number and code not in states[number - 1])
        added |= any(what and n < k for what, n in new.items())
        known = {
            code: (*past.get(code, (None,) * number), (shown[code], states[number][code].get("consent", "")))
            for code in shown
        }
        alike = Counter(known.values())
        together |= any(shown[code] and alike[known[code]] < k for code in shown)
        gone = {code: (*what, None) for code, what in past.items() if code not in known}
        past = known | gone
    return added, together


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=20_000, help="registers (default: 20000)")
    parser.add_argument("--versions", type=int, default=2, help="of each (default: 2)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("-k", type=int, default=5)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    began = time.process_time()
    added = together = people = shown = 0
    for _ in range(options.count):
        states = draw(rng, options.versions)
        views = publish_all(states, options.k)
        few, apart = told_apart(states, views, options.k)
        added += few
        together += apart
        people += len(states[-1])
        shown += sum(map(bool, views[-1].values()))
    print(
        f"{options.count} registers of up to {options.versions} versions, k = {options.k}: in {added} fewer than k of those added share what is shown of them; "
        f"in {together} all versions together tell fewer than k apart; the last version shows something of {shown / people:.1%} of {people} people; "
        f"{time.process_time() - began:.0f} s of CPU"
    )
    return 1 if added or together else 0


if __name__ == "__main__":
    sys.exit(main())
