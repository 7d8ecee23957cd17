"""Of each class of questions: how many pairs were asked in the labelled sets, and how many of them were one work.

    python benchmarks/shares.py                # what is expected of one half of the sets by the other, both ways
    python benchmarks/shares.py --write        # and src/litreview/stages/duplicates/shares.tsv, of all sets

The order of the questions rests on these shares. They are counted on the sets of dedupe.py that the rules were made on; of a class a set
counts for twenty pairs at most, so that one kind of damage, of which a set is full, does not decide alone.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path

from data_folder import need
from dedupe import gold_groups, load, mended

from litreview.stages.duplicates import dedupe, results

SETS = (
    "cytology_screening", "depression_a", "neuroimaging", "misq_mixed_a", "respiratory", "dblp_acm_a", "cardiac", "cora",
    "digital_work", "srsr", "misq_baseline",
)  # fmt: skip
MOST = 20
TABLE = Path(__file__).parents[1] / "src" / "litreview" / "stages" / "duplicates" / "shares.tsv"
Seen = list[tuple[tuple[str, str], bool]]


def asked(name: str) -> Seen:
    """Return the class of each question of a set, and whether the pair is one work."""
    records, gold = load(name)
    group_of = gold_groups(mended(name, records, gold))
    return [
        (results.question_class(match), group_of.get(match.a, match.a) == group_of.get(match.b, match.b))
        for match in dedupe(records).queue
    ]


def counted(sets: list[Seen]) -> dict[tuple[str, str], tuple[int, int]]:
    """Return pairs asked and pairs of one work by class."""
    found: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for seen in sets:
        each, same = Counter(one for one, _ in seen), Counter(one for one, true in seen if true)
        for one, number in each.items():
            share = min(1.0, MOST / number)
            found[one][0] += round(number * share)
            found[one][1] += round(same[one] * share)
    return {one: (number, same) for one, (number, same) in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--sets", nargs="+", default=SETS)
    options = parser.parse_args()
    need("data/dedup")
    seen = {name: asked(name) for name in options.sets}
    print(f"{'set':>20}  asked  one work  expected  said 10 % left at  truly left")
    for half in (0, 1):
        counts = counted([seen[name] for number, name in enumerate(options.sets) if number % 2 != half])
        for name in options.sets[half::2]:
            show(name, seen[name], counts)
    if options.write:
        rows = [
            f"{rule}\t{against}\t{n}\t{same}"
            for (rule, against), (n, same) in sorted(counted(list(seen.values())).items())
        ]
        TABLE.write_text("\n".join(["rule\tagainst\tasked\tsame", *rows, ""]), encoding="utf-8")


def show(name: str, seen: Seen, counts: dict[tuple[str, str], tuple[int, int]]) -> None:
    """Print what the other half of the sets lets expect of a set, beside what is so."""
    ordered = sorted(
        ((results.expected_share(one, counts), true) for one, true in seen), key=lambda row: -row[0]
    )
    left = list(results.remaining([chance for chance, _ in ordered]))
    stop = next((rank for rank, share in enumerate(left, 1) if share <= 0.1), len(left))
    true = sum(true for _, true in ordered)
    behind = sum(true for _, true in ordered[stop:]) / true if true else 0.0
    expected = sum(chance for chance, _ in ordered)
    print(f"{name:>20}  {len(seen):5}  {true:8}  {expected:8.1f}  {stop:18}  {behind:8.1%}")


if __name__ == "__main__":
    main()
