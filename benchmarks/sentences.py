"""How many made-up sentences get the answer that a coder gives by the codebook: persons first, harm by the State, costs, law, critique.

    python benchmarks/sentences.py                  counts by theme and author
    python benchmarks/sentences.py --show           also the sentences that are answered otherwise
    python benchmarks/sentences.py --file OTHER.tsv sentences of the same columns that somebody else wrote

`sentences.tsv`: `author`, `theme`, `goals` (the goals it informs, and no others), `topics` (which must be among those suggested), `text`. A text that ends
with a full stop is read as an abstract, any other as a title. It is right if the goals that are answered with a yes, likely or suggested, are these goals,
and all of its topics are found, those of works of other fields (`OTHER_FIELDS`) without any more; *ask* counts as no. The authors and their rounds are named in the file: most were
written when the rules stood, which have since learned from all of them.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from pathlib import Path

from labelled import GOALS

from litreview.core.model import Record, Source, Where
from litreview.judgements.codebook import load_codebook
from litreview.stages.tagging import tag

OTHER_FIELDS = ("c0", "f0", "f1", "h")
TOPICS = {code.id for code in load_codebook() if code.group in {"topic", "recommendation"}}
HERE = Path(__file__).with_name("sentences.tsv")


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def source(n, text):
    fields = {"abstract" if text.endswith(".") else "title": text}
    record = Record(key=f"s{n}", type="misc", id=f"s:{n}", where=Where(file="s"))
    return Source(key=f"s{n}", type="misc", fields=fields, records=(record,))


def answers(rows):
    """Return for each row the codes that its sentence is tagged with."""
    found = defaultdict(set)
    for one in tag([source(n, row["text"]) for n, row in enumerate(rows)]):
        found[one.source].add(one.code)
    return [found[f"s{n}"] for n in range(len(rows))]


def is_right(row, codes):
    """Return whether a sentence has its goals and topics; one of another field has no other topic."""
    goals, topics = set((row["goals"] or "").split()), set((row["topics"] or "").split())
    more = codes & TOPICS - topics if row["author"] in OTHER_FIELDS else set()
    return codes & set(GOALS) == goals and topics <= codes and not more


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--file", type=Path, default=HERE)
    parser.add_argument("--show", action="store_true")
    args = parser.parse_args()
    rows = read(args.file)
    counts = defaultdict(lambda: [0, 0])
    for row, codes in zip(rows, answers(rows), strict=True):
        right = is_right(row, codes)
        for name in (f"{row['author']}: {row['theme']}", "all"):
            counts[name][0] += right
            counts[name][1] += 1
        if args.show and not right:
            print(f"wanted {row['goals']} {row['topics']}, found {' '.join(sorted(codes))}: {row['text']}")
    for name, (right, all_) in counts.items():
        print(f"{name}: {right} of {all_}")


if __name__ == "__main__":
    main()
