"""Deduplication on the gold-labelled sets: records wrongly removed, duplicates left, queue, pair F1, seconds.

    python benchmarks/dedupe.py                      # every set
    python benchmarks/dedupe.py cardiac --errors     # one set, and what went wrong in it
    python benchmarks/dedupe.py cora-200             # the first 200 records of a set

The sets stand outside the project, in the folder named by LITREVIEW_DATA (default ../shared). Rules were tuned on
cytology_screening, neuroimaging, respiratory, the first half of srsr and, for references as they stand in running text, the
first half of cora; the errors of cardiac, digital_work and misq_baseline were read too (`read`), and some general rules found there.
depression_a, misq_mixed_a and dblp_acm_a are halves whose other halves are kept back. What is left (the second halves) only checks
the rules. A set is read as a user's table is (`formats.read_text`), so what is mended in columns is measured, too.

`wrong`, `left` and `F1` are counted by the gold standard as it is. `wrong*`, `left*` and `F1*` leave out the pairs of it that are wrong:
those listed in gold_faults.toml, and two kinds found by rule (`faulty`). In `F1*` of cora, which joins the versions of a work in
some groups and parts them in others, pairs of versions count neither way (`set_aside`). `answered` are the questions that a person
answers until the last duplicate in the queue is found, `F1 then` is what comes of the answers, by the gold as it is.

    python benchmarks/dedupe.py dblp_scholar_a       # a set of which only some pairs are labelled

prints precision and recall over these pairs, before any answer and after more and more answers of a person who is right. The person judges the
samples of classes first, decides what they allow, and goes on with the queue; pairs without a label are not asked.
"""

from __future__ import annotations

import argparse
import csv
import io
import lzma
import re
import resource
import time
import tomllib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from random import Random

from data_folder import FOLDER, need

from litreview.core.model import Record, RecordId
from litreview.formats import read_text
from litreview.review.questions.duplicate_classes import ClassPair, sampled_classes
from litreview.review.questions.duplicates import CandidatePair, implied_reason
from litreview.stages.duplicates import dedupe

SETS = (
    "cytology_screening", "neuroimaging", "respiratory", "srsr-first-half", "cora-first-half", "cardiac", "digital_work",
    "misq_baseline", "depression_a", "misq_mixed_a", "dblp_acm_a", "srsr-second-half", "cora-second-half", "cora", "srsr",
)  # fmt: skip
TUNED = {
    "cytology_screening": "yes", "neuroimaging": "yes", "respiratory": "yes", "srsr-first-half": "yes", "cora-first-half": "yes",
    "cardiac": "read", "digital_work": "read", "misq_baseline": "read", "depression_a": "yes", "misq_mixed_a": "yes", "dblp_acm_a": "yes", "srsr": "half", "cora": "half",
}  # fmt: skip


MISNAMED = {("respiratory", "number")}
"""Columns that hold something else than they say: the number of the row is no issue."""


def to_records(rows: list[dict[str, str]], name: str) -> list[Record]:
    """Return the Records of a set's rows, read as a user's table is; ids are those of the gold standard."""
    table = io.StringIO()
    columns = [column for column in rows[0] if (name, column) not in MISNAMED]
    writer = csv.DictWriter(table, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    library = read_text(table.getvalue(), f"{name}.csv", include_confidential=True)
    assert [row["id"] for row in rows] == [record.key for record in library]
    return [replace(record, id=RecordId(record.key)) for record in library]


def load_records(name: str, sample: int | None = None) -> list[Record]:
    """Return the records of a set, of half of it (`cora-first-half`), of its first records (`cora-200`), or of a sample."""
    base, _, part = name.partition("-")
    folder = FOLDER / "data/dedup" / base
    csv.field_size_limit(10**9)
    if not (folder / "records.csv.xz").exists():  # exports as they came
        exports = sorted(folder.glob("*.ris.xz"))
        return [
            record for path in exports for record in read_text(lzma.decompress(path.read_bytes()), path.stem)
        ]
    with lzma.open(folder / "records.csv.xz", "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    first = int(part) if part.isdigit() else len(rows) // 2
    rows = rows[first:] if part == "second-half" else rows[:first] if part else rows
    if sample is not None and sample < len(rows):
        rows = [rows[number] for number in sorted(Random(4).sample(range(len(rows)), sample))]
    return to_records(rows, base)


def load(name: str, sample: int | None = None) -> tuple[list[Record], set[tuple[str, str]]]:
    """Return the records that `load_records` returns, and the gold pairs among them."""
    folder = FOLDER / "data/dedup" / name.partition("-")[0]
    records = load_records(name, sample)
    ids = {record.id for record in records}
    with (folder / "gold.csv").open(encoding="utf-8", newline="") as file:
        gold = {
            tuple(sorted((r["id1"], r["id2"]))) for r in csv.DictReader(file) if {r["id1"], r["id2"]} <= ids
        }
    return records, gold


def gold_groups(gold: set[tuple[str, str]]) -> dict[str, str]:
    """Return for each record in a gold pair the smallest id of its group."""
    parent: dict[str, str] = {}

    def root(x: str) -> str:
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for a, b in gold:
        x, y = root(a), root(b)
        parent[max(x, y)] = min(x, y)
    return {x: root(x) for x in list(parent)}


UPDATED = re.compile(r"cochrane database|bmj clin(?:ical)? evid", re.IGNORECASE)
COCHRANE = re.compile(r"10\.1002/14651858\.[a-z]{2}\d+")
CORRECTION = re.compile(
    r"^\W*(?:erratum|errata|corrigend|correction)|\(vol\.? \w+,? (?:art\.? no\.?|pg) .{1,20}\d{4}\)\W*$",
    re.IGNORECASE,
)


def faulty(a: Record, b: Record) -> bool:
    """Return whether a gold pair is one of two kinds that the project counts as two works.

    Versions of one review (Cochrane; BMJ Clinical Evidence, which is written anew every few years) have their own searches, in
    part their own authors, and DOIs; a notice of correction is not its article.
    """
    first, second = (one.doi.lower() if one.doi else "" for one in (a, b))
    if first and first == second:
        return False
    updated = all(UPDATED.search(one.container) for one in (a, b))
    if updated and a.year and b.year and a.year != b.year:
        return True
    if not first or not second:
        return False
    if COCHRANE.match(first) and COCHRANE.match(second):
        return True
    return len({bool(CORRECTION.search(one.fields.get("title", ""))) for one in (a, b)}) == 2


STAGES = (
    ("report", re.compile(r"tech|\brep(?:ort)?\b|thesis|manuscript|unpublished|submitted", re.IGNORECASE)),
    ("meeting", re.compile(r"proc|conf|symp|work(?:shop)?\b|wkshp|meeting|colt|stoc|focs|advances in neural", re.IGNORECASE)),
    ("journal", re.compile(r"\w{3}")),
)  # fmt: skip


def stage(record: Record) -> str:
    """Return where a reference of cora says that the work appeared: `report`, `meeting`, `journal`, or "" if it doesn't say."""
    container = " ".join(record.fields.get(name, "") for name in ("journal", "volume"))
    return next((name for name, pattern in STAGES if pattern.search(container)), "")


def set_aside(name: str, a: Record, b: Record) -> bool:
    """Return whether a pair is left out of F1*: in cora, the paper of a meeting and its report or article in a journal.

    The gold standard counts them as one work in some groups (523: COLT 1991 and Machine Learning 1994) and as two in others (285
    and 402: EuroCOLT 1995 and J. Comput. Syst. Sci. 1997). The project keeps them apart, related as versions.
    """
    first, second = stage(a), stage(b)
    return name.startswith("cora") and first != second and bool(first and second)


def mended(name: str, records: list[Record], gold: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the gold pairs without those that are wrong, and with those that are missing."""
    by_id = {record.id: record for record in records}
    pairs = {(a, b) for a, b in gold if not faulty(by_id[a], by_id[b])}
    faults = tomllib.loads(Path(__file__).with_name("gold_faults.toml").read_text("utf-8"))["fault"]
    for fault in faults:
        if fault["set"] != name.partition("-")[0]:
            continue
        alone = set(fault.get("apart", ()))
        pairs = {(a, b) for a, b in pairs if (a in alone) == (b in alone)}
        together = [i for i in fault.get("together", ()) if i in by_id]
        groups = [{one for pair in pairs if i in pair for one in pair} | {i} for i in together]
        for one, other in combinations(groups, 2):
            pairs |= {(min(a, b), max(a, b)) for a in one for b in other if a != b}
    return pairs


def measure(name: str, *, errors: bool = False) -> dict[str, object]:
    """Return the figures of one set. Wrongly removed and left are counted in records, as bib-dedupe counts them."""
    records, gold = load(name)
    group_of = gold_groups(gold)
    wall, cpu = time.perf_counter(), time.process_time()
    result = dedupe(records)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    met = blocking_recall(result, gold)
    home = {record: number for number, cluster in enumerate(result.clusters) for record in cluster.records}
    assert sorted(home) == sorted(record.id for record in records), "records in = records accounted for"
    wrong, left = removed_and_left(result, home, group_of)
    better = removed_and_left(result, home, gold_groups(mended(name, records, gold)))
    f1 = f1_by_gold(home, group_of)
    f1_mended = pair_f1(name, records, gold, result)
    ranks = [
        rank
        for rank, match in enumerate(result.queue, start=1)
        if group_of.get(match.a, match.a) == group_of.get(match.b, match.b)
    ]
    answered, f1_answered = answer(records, result, group_of)
    if errors:
        show_errors(records, group_of, home, result)
    return {
        "set": name, "tuned": TUNED.get(name, ""), "records": len(records), "wrong": wrong, "left": left,
        "wrong*": better[0], "left*": better[1],
        "in queue": len(ranks), "queue": len(result.queue), "last rank": max(ranks, default=0), "answered": answered, "F1": f"{f1:.4f}", "F1*": f"{f1_mended:.4f}", "F1 then": f"{f1_answered:.4f}",
        "blocked": f"{met:.4f}",
        "wall s": f"{wall:.2f}", "cpu s": f"{cpu:.2f}",
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip


def f1_by_gold(home: Mapping[str, Hashable], group_of: dict[str, str]) -> float:
    """Return the F1 of the pairs of records in one cluster (`home` names it), by the gold standard as it is."""

    def pairs(sizes: Iterable[int]) -> int:
        return sum(n * (n - 1) // 2 for n in sizes)

    true, found = pairs(Counter(group_of.values()).values()), pairs(Counter(home.values()).values())
    right = pairs(Counter((number, group_of.get(one, one)) for one, number in home.items()).values())
    return 2 * right / (true + found) if true + found else 1.0


def answer(records: list[Record], result, group_of: dict[str, str]) -> tuple[int, float]:
    """Return how many questions a person answers until the last duplicate of the queue is found, and the pair F1 then.

    They are answered in order, by the gold standard; what other answers imply is not asked, as in `litreview dedupe --review`.
    """
    by_id = {record.id: record for record in records}
    homes = {record.id: source.key for source in result.sources for record in source.records}
    given: list[tuple[str, str, str]] = []
    last = 0
    for match in result.queue:
        question = CandidatePair(
            match=match,
            records=(by_id[match.a], by_id[match.b]),
            names=(match.a, match.b),
            sources=(homes[match.a], homes[match.b]),
        )
        if implied_reason(question, given, homes):
            continue
        same = group_of.get(match.a, match.a) == group_of.get(match.b, match.b)
        given.append(("same" if same else "different", match.a, match.b))
        last = len(given) if same else last
    joined = gold_groups({(homes[a], homes[b]) for verb, a, b in given if verb == "same"})
    return last, f1_by_gold({one: joined.get(key, key) for one, key in homes.items()}, group_of)


def pair_f1(name: str, records: list[Record], gold: set[tuple[str, str]], result) -> float:
    """Return the F1 of pairs by the mended gold standard, without the pairs that are set aside."""
    by_id = {record.id: record for record in records}

    def counted(pairs):
        return {pair for pair in pairs if not set_aside(name, *(by_id[one] for one in pair))}

    true = counted(mended(name, records, gold))
    found = counted(pair for cluster in result.clusters for pair in combinations(sorted(cluster.records), 2))
    return 2 * len(true & found) / (len(true) + len(found)) if true or found else 1.0


def removed_and_left(result, home: dict[str, int], group_of: dict[str, str]) -> tuple[int, int]:
    """Return the records wrongly removed and the duplicates left."""
    wrong = 0
    for cluster in result.clusters:
        wrong += len({group_of.get(r, r) for r in cluster.records}) - 1
    parts: dict[str, set[int]] = {}
    for record, group in group_of.items():
        parts.setdefault(group, set()).add(home[record])
    return wrong, sum(len(homes) - 1 for homes in parts.values())


def blocking_recall(result, gold: set[tuple[str, str]]) -> float:
    """Return the share of the gold pairs that share a blocking key, of those whose records both have a title."""
    compared = result.compared
    place = {entry.id: number for number, entry in enumerate(compared.entries) if entry.title}
    pairs = {tuple(sorted((place[a], place[b]))) for a, b in gold if a in place and b in place}
    blocks = set(zip(compared.blocks.a.tolist(), compared.blocks.b.tolist(), strict=True))
    return len(pairs & blocks) / len(pairs) if pairs else 1.0


def show_errors(records, group_of, home, result) -> None:
    """Print each wrong merge and each duplicate left, with the reasons."""
    from rapidfuzz import fuzz

    from litreview.linkage import record_columns
    from litreview.stages.duplicates import judge

    by_id = {record.id: record for record in records}

    def line(i: str) -> str:
        e = record_columns(by_id[i], {}, i)
        return f"    {i} {e.title[:110]} | {','.join(e.authors)[:40]} {e.year} | {e.container[:40]} v{e.volume} n{e.number} p{e.page}-{e.last} {e.doi} {e.kind} {e.notice} abs={bool(e.abstract)}"

    for cluster in result.clusters:
        if len({group_of.get(r, r) for r in cluster.records}) > 1:
            print("WRONG", [m.reasons for m in cluster.matches])
            for r in cluster.records:
                print(line(r), "gold", group_of.get(r))
    members: dict[str, list[str]] = {}
    for record, group in group_of.items():
        members.setdefault(group, []).append(record)
    for group in sorted(members):
        homes: dict[int, str] = {}
        for record in sorted(members[group]):
            homes.setdefault(home[record], record)
        if len(homes) > 1:
            print("LEFT")
            ids = list(homes.values())
            for r in ids:
                print(line(r))
            a, b = record_columns(by_id[ids[0]], {}, ids[0]), record_columns(by_id[ids[1]], {}, ids[1])
            print("     ", judge(a, b, fuzz.ratio(a.title, b.title) / 100))


def labels_of(name: str) -> dict[tuple[str, str], bool] | None:
    """Return whether each labelled pair is one work, None for a set that is labelled whole."""
    path = FOLDER / "data/dedup" / name / "labelled_pairs.csv"
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["id1"], row["id2"]): row["label"] == "1" for row in csv.DictReader(file)}


def measure_labelled(name: str, labels: dict[tuple[str, str], bool], every: int = 50) -> None:
    """Print precision and recall over the labelled pairs after no, 50, 100 … answers."""
    records = load_records(name)
    result = dedupe(records)
    source = {record.id: one for one in result.sources for record in one.records}
    between: dict[frozenset[str], bool] = {}
    for (a, b), same in labels.items():
        ends = frozenset((source[a].key, source[b].key))
        between[ends] = between.get(ends, False) or same
    by_id = {record.id: record for record in records}
    asked = {(m.a, m.b): m for m in result.queue if frozenset((source[m.a].key, source[m.b].key)) in between}
    truth = {names: between[frozenset(source[one].key for one in names)] for names in asked}
    pairs = [
        ClassPair(
            names=names, rule=match.rule, records=tuple(by_id[one] for one in names),
            works=tuple(source[one].records for one in names), sources=tuple(source[one].key for one in names),
        )
        for names, match in asked.items()
        if not match.against
    ]  # fmt: skip
    answers: list[list[tuple[str, str]]] = []
    said = dict(truth)
    left = dict.fromkeys(asked)
    for one in sampled_classes(pairs, (), 0.02):
        answers += [[names] for names in one.drawn]
        if len({truth[names] for names in one.drawn}) == 1:
            answers[-1] += one.rest
            said |= dict.fromkeys(one.rest, truth[one.drawn[0]])
            print(
                f"{one.sample.reason}: {sum(truth[n] != truth[one.drawn[0]] for n in one.rest)} of {len(one.rest)} are wrong ({one.words})"
            )
            left = {names: None for names in left if names not in one.rest}
        left = {names: None for names in left if names not in one.drawn}
    answers += [[names] for names in left]
    print(
        f"{name}: {len(records)} records, {len(labels)} labelled pairs, {len(result.queue)} questions, {len(asked)} of them labelled"
    )
    for number in range(0, len(answers) + every, every):
        given = [names for step in answers[:number] for names in step]
        # what a sample shows of its class is taken over by the person, right or wrong
        same = {tuple(sorted(source[one].key for one in names)) for names in given if said[names]}
        joined = gold_groups(same)
        home = {one: joined.get(source[one].key, source[one].key) for one in by_id}
        found = [labelled for (a, b), labelled in labels.items() if home[a] == home[b]]
        right, true = sum(found), sum(labels.values())
        print(
            f"{min(number, len(answers)):6} answers  P {right / max(len(found), 1):.4f}  R {right / true:.4f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    need("data/dedup")
    partly = {name: labels for name in options.sets if (labels := labels_of(name)) is not None}
    for name, labels in partly.items():
        measure_labelled(name, labels)
    for number, name in enumerate(name for name in options.sets if name not in partly):
        row = measure(name, errors=options.errors)
        if number == 0:
            print("  ".join(f"{title:>10}" for title in row))
        print("  ".join(f"{value!s:>10}" for value in row.values()), flush=True)


if __name__ == "__main__":
    main()
