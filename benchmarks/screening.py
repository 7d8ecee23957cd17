"""Screening by rank: how much work it saves beside ASReview's ELAS u4, and whether the stopping rule keeps its promise.

    python benchmarks/screening.py                       work saved, on the sets of the data folder, four starts each
    python benchmarks/screening.py --peer asreview-env/bin/python    the same beside ELAS u4, from the same starts (peer_asreview.py)
    python benchmarks/screening.py --stopping            200 simulated reviews that stop by a random sample

Reads `data/screening/` of the folder in LITREVIEW_DATA (default ../shared): Kitchenham (1,704 works, 45 relevant), nudging (1,847,
100), ADHD (851, 20) and Bannach-Brown (1,993, 280). A review
begins with one relevant and one irrelevant work, drawn at random by the number of the start; then the likeliest is screened, a model is learned
from all answers, and so on until all relevant works are found. Ours learns after each of the first 200 answers and then after every fifth, ELAS u4 after each.

- loss: that of ASReview 2 (`asreview.metrics.loss`): the area between the best possible recall curve and this one, as a share of the area there is;
- WSS@95: work saved over sampling at a recall of 95 % (A. M. Cohen and others, JAMIA 2006): the share of works not read by then, less 5 %.

Features are turned so that there are as many as works (the same inner products, and so the same models), which makes a thousand refits quick.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import lzma
import random
import subprocess
import time
from pathlib import Path

import numpy as np
from data_folder import need
from scipy.sparse import csr_matrix

from litreview.core.model import Record, Source, Where
from litreview.stages.evidence.stopping import fit, text_parts
from litreview.stages.learning import Features, read_features
from litreview.stages.learning.sampling import RISK, claim, draw, p_of_lower_recall, size_for

SETS = {
    "kitchenham": ("Document Title", "Abstract", "label", "yes"),
    "nudging": ("title", "abstract", "included", "1"),
    "adhd": ("title", "abstract", "label_included", "1"),
    "bannach": ("title", "abstract", "label_included", "1"),
}
EACH, THEN = 200, 5  # a model is learned after each answer up to so many, then after every few


def read(folder, name, count):
    """Return titles and abstracts, and whether each work is relevant; of `count` works, where it is given, a quarter is."""
    data = lzma.decompress((folder / f"{name}.csv.xz").read_bytes())
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    title, abstract, label, yes = SETS[name]
    rows = list(csv.DictReader(io.StringIO(text)))
    if count:
        relevant = [row for row in rows if row[label] == yes][: count // 4]
        rows = [*relevant, *[row for row in rows if row[label] != yes][: count - len(relevant)]]
    return [(row[title], row[abstract]) for row in rows], np.array([row[label] == yes for row in rows])


def starts(labels, count):
    """Return for each start a relevant and an irrelevant work."""
    found = []
    for seed in range(count):
        rng = random.Random(seed)
        found.append(
            [rng.choice([n for n, yes in enumerate(labels) if yes == want]) for want in (True, False)]
        )
    return found


def turned(features):
    """Return features with the same inner products in as many columns as there are works."""
    lengths, vectors = np.linalg.eigh((features.table @ features.table.T).toarray())
    kept = lengths > 1e-9
    return Features(table=csr_matrix(vectors[:, kept] * np.sqrt(lengths[kept])), names=())


def simulate(features, labels, start, until=None):
    """Return the order in which a review is screened, until all relevant works are found or `until` says so."""
    order = list(start)
    left = np.ones(len(labels), dtype=bool)
    left[order] = False
    while labels[left].any() and not (until and until(order)):
        learned = fit(features, order, labels[order])
        places = np.flatnonzero(left)
        scores = features.table[places] @ learned.weights
        best = places[np.argsort(-scores, kind="stable")[: 1 if len(order) < EACH else THEN]]
        order += best.tolist()
        left[best] = False
    return order


def loss(order, labels):
    n, relevant = len(labels), int(labels.sum())
    found = np.zeros(n)
    found[: len(order)] = labels[order]
    return (relevant * (n - (relevant - 1) / 2) - np.cumsum(found).sum()) / (relevant * (n - relevant))


def wss(order, labels, recall=0.95):
    read_by_then = int(np.argmax(np.cumsum(labels[order]) >= recall * labels.sum())) + 1
    return recall - read_by_then / len(labels)


def told(who, orders, labels):
    losses, saved = [loss(o, labels) for o in orders], [wss(o, labels) for o in orders]
    print(
        f"  {who:<12} loss {np.mean(losses):.4f} ({min(losses):.4f} to {max(losses):.4f})   "
        f"WSS@95 {np.mean(saved):.4f} ({min(saved):.4f} to {max(saved):.4f})",
        flush=True,
    )
    return float(np.mean(losses)), float(np.mean(saved))


def peer(python, texts, labels, begun):
    """Return the orders of ELAS u4, run in an environment of its own; none where that has no asreview."""
    given = {"texts": texts, "labels": [int(yes) for yes in labels], "starts": begun}
    script = Path(__file__).with_name("peer_asreview.py")
    done = subprocess.run(
        [python, script], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    if done.stdout.startswith("not run:"):
        print(done.stdout.strip(), flush=True)
        return []
    return json.loads(done.stdout)


def features_of(texts):
    works = []
    for n, (title, abstract) in enumerate(texts):
        record = Record(key=f"w{n}", type="article", id=f"s:w{n}", where=Where(file="s"))
        fields = {"title": title, "abstract": abstract}
        works.append(Source(key=f"w{n}", type="article", fields=fields, records=(record,)))
    return turned(read_features([text_parts(work) for work in works]))


def saved(sets, python, orders_of, count):
    means = {}
    for name, (texts, labels) in sets.items():
        begun = starts(labels, count)
        print(f"{name}: {len(labels)} works, {labels.sum()} relevant, {len(begun)} starts")
        started = time.process_time()
        orders = orders_of(name, texts, labels, begun)
        means.setdefault("litreview", []).append(told("litreview", orders, labels))
        print(f"    {time.process_time() - started:.0f} s of CPU")
        theirs = peer(python, texts, labels, begun) if python else []
        if theirs:
            means.setdefault("ELAS u4", []).append(told("ELAS u4", theirs, labels))
    for who, pairs in means.items():
        print(
            f"mean of all, {who}: loss {np.mean([a for a, _ in pairs]):.4f}, WSS@95 {np.mean([b for _, b in pairs]):.4f}"
        )


def stop(order, labels, recall, quiet, seed):
    """Return one review that stops by the rule: what was claimed, what is true, the share of works read, how many samples.

    By rank until `quiet` irrelevant works in a row; then a sample of the size that would do if it held nothing relevant; if the claim is too
    weak, on by rank until as many in a row again, and another sample.
    """
    n = len(labels)
    order = order + [
        w for w in range(n) if w not in set(order)
    ]  # once all is found the order makes no difference
    screened, at, samples = set(), 0, 0
    while True:
        run = 0
        while run < quiet and at < n:
            run = 0 if labels[order[at]] else run + 1
            screened.add(order[at])
            at += 1
        left = [w for w in order if w not in screened]
        known = int(labels[list(screened)].sum())
        samples += 1
        size = size_for(known=known, left=len(left), recall=recall, number=samples)
        if not left or size is None:
            return 1.0, 1.0, 1.0, samples  # everything was read
        drawn = [int(name) for name in draw(map(str, left), size, f"{seed} {samples}")]
        found = int(labels[drawn].sum())
        screened |= set(drawn)
        made = claim(known=known + found, left=len(left), size=size, found=found, number=samples)
        if made.recall >= recall:
            return made.recall, (known + found) / labels.sum(), len(screened) / n, samples


def stopping(sets, orders_of, count, reviews):
    for recall in (0.95, 0.9, 0.8):
        for name, (texts, labels) in sets.items():
            begun = starts(labels, count)
            orders = orders_of(name, texts, labels, begun)
            done = [stop(orders[n % len(orders)], labels, recall, 50, f"{name} {n}") for n in range(reviews)]
            held = sum(truth >= said for said, truth, _, _ in done)
            print(
                f"{name}, to claim {recall:.0%}: held in {held} of {reviews} reviews ({held / reviews:.1%}); true recall {np.mean([t for _, t, _, _ in done]):.3f} in the "
                f"mean, {min(t for _, t, _, _ in done):.3f} at least; {np.mean([r for _, _, r, _ in done]):.0%} of the works read, "
                f"{np.mean([s for *_, s in done]):.1f} samples",
                flush=True,
            )


def by_order(sets, orders_of, count):
    """Print what the rule of Callaghan and Müller-Hansen says: it is asked after every ten works, and screening stops where it first allows it."""
    for recall in (0.95, 0.9, 0.8):
        for name, (texts, labels) in sets.items():
            done = []
            for order in orders_of(name, texts, labels, starts(labels, count)):
                answers = [bool(labels[one]) for one in order]
                answers += [False] * (len(labels) - len(answers))
                for at in (*range(50, len(labels), 10), len(labels)):
                    p = p_of_lower_recall(answers[:at], len(labels), recall)
                    if p is not None and p < RISK:
                        break
                done.append((sum(answers[:at]) / labels.sum(), at / len(labels)))
            held = sum(truth >= recall for truth, _ in done)
            print(
                f"{name}, to claim {recall:.0%} by the order alone: held in {held} of {len(done)} orders; true recall {np.mean([t for t, _ in done]):.3f} in "
                f"the mean, {min(t for t, _ in done):.3f} at least; {np.mean([r for _, r in done]):.0%} of the works read",
                flush=True,
            )


def fixed(sets, orders_of, count, reviews):
    """Print whether what one sample of a given size says of the rest is true: after 50 irrelevant works in a row by rank, and with half of all unfound."""
    for name, (texts, labels) in sets.items():
        orders = orders_of(name, texts, labels, starts(labels, count))
        for when in ("after 50 irrelevant works in a row", "with half of all unfound"):
            for size in (50, 100, 200, 400):
                held, said, true = 0, [], []
                for n in range(reviews):
                    order = orders[n % len(orders)]
                    if when.startswith("after"):
                        places = (at for at in range(50, len(order)) if not labels[order[at - 50 : at]].any())
                    else:
                        places = (
                            at for at in range(len(order)) if labels[order[:at]].sum() >= labels.sum() / 2
                        )
                    at = next(places, len(order))
                    left = sorted(set(range(len(labels))) - set(order[:at]))
                    drawn = [int(w) for w in draw(map(str, left), size, f"{name} {when} {size} {n}")]
                    found = int(labels[drawn].sum())
                    known = int(labels[order[:at]].sum()) + found
                    made = claim(known=known, left=len(left), size=size, found=found)
                    said.append(made.recall)
                    true.append(known / labels.sum())
                    held += true[-1] >= said[-1]
                print(
                    f"{name}, {when}, one sample of {size}: a recall of {np.mean(said):.2f} claimed in the mean, {np.mean(true):.2f} true; "
                    f"it held in {held} of {reviews} reviews ({held / reviews:.1%})",
                    flush=True,
                )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer", help="a Python that has asreview 3")
    parser.add_argument("--stopping", action="store_true")
    parser.add_argument("--starts", type=int, default=4, help="simulated reviews of each set")
    parser.add_argument("--reviews", type=int, default=200, help="that stop by a sample")
    parser.add_argument(
        "--count", type=int, help="the first works of each set alone, a quarter of them relevant"
    )
    parser.add_argument("--orders", type=Path, help="keep the simulated orders here, and take them from here")
    args = parser.parse_args()
    folder = need("data/screening")
    sets = {name: read(folder, name, args.count) for name in SETS}
    kept = json.loads(args.orders.read_text()) if args.orders and args.orders.exists() else {}

    def orders_of(name, texts, labels, begun):
        if name not in kept:
            features = features_of(texts)
            kept[name] = [simulate(features, labels, start) for start in begun]
            if args.orders:
                args.orders.write_text(json.dumps(kept))
        return kept[name]

    if args.stopping:
        by_order(sets, orders_of, args.starts)
        fixed(sets, orders_of, args.starts, args.reviews)
        stopping(sets, orders_of, args.starts, args.reviews)
    else:
        saved(sets, args.peer, orders_of, args.starts)


if __name__ == "__main__":
    main()
