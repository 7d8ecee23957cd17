"""How well the tagger agrees with two coders, and how fast it is.

    python benchmarks/tag.py                 the development half, and the speed
    python benchmarks/tag.py --half unseen   the half that the rules were not written on

Reads `labels_dev.csv`, `sources.bib` and `digests/` of the corpus folder in LITREVIEW_DATA (default ../shared). Gold are the works
that two coders agreed on, or settled. A family (versions of one study) has one vote: its mean. The halves are fixed by
the SHA-256 of the family, or of the key.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import random
import re
import time
from collections import defaultdict
from pathlib import Path

from litreview.codebook import load_codebook
from litreview.model import Record, Source, Where
from litreview.tagging import tag

GOALS = ("protect", "prosecute", "prevent")
PLAIN = {
    "protect": re.compile(
        r"victim|survivor|protect|service|shelter|rescue|trauma|identif|safe harbor|visa", re.IGNORECASE
    ),
    "prosecute": re.compile(
        r"prosecut|police|policing|law enforcement|arrest|convict|investigat|court|criminal|raid|sting",
        re.IGNORECASE,
    ),
    "prevent": re.compile(
        r"prevent|awareness|vulnerab|risk|demand|poverty|public health|education|deter", re.IGNORECASE
    ),
}


def half(row):
    return (
        "dev"
        if int(hashlib.sha256((row["family"] or row["key"]).encode()).hexdigest(), 16) % 2 == 0
        else "unseen"
    )


def corpus(folder):
    """Return sources by key; plain enough a reader for this one tidy file."""
    text = (folder / "sources.bib").read_text(encoding="utf-8")
    sources = {}
    for entry in re.finditer(r"^@(\w+)\{([^,]+),\n(.*?)^\}", text, re.DOTALL | re.MULTILINE):
        fields = {
            name.lower(): re.sub(r"[{}\\]", "", value).replace("``", '"').replace("''", '"')
            for name, value in re.findall(r"^  (\w+) = \{(.*)\},?$", entry[3], re.MULTILINE)
        }
        fields.pop("keywords", None)
        fields.pop("note", None)  # remarks on where the record was seen
        digest = folder / "digests" / f"{entry[2]}.txt"
        if digest.exists():
            fields["abstract"] = digest.read_text(encoding="utf-8").strip()
        record = Record(
            key=entry[2], type=entry[1], id=f"sources.bib:{entry[2]}", where=Where(file="sources.bib")
        )
        sources[entry[2]] = Source(key=entry[2], type=entry[1], fields=fields, records=(record,))
    return sources


def kappa(pairs):
    """Cohen's kappa of weighted pairs (gold, said, weight); 0 where chance agreement is total."""
    n = sum(w for _, _, w in pairs)
    if not n:
        return float("nan")
    agree = sum(w for g, s, w in pairs if g == s) / n
    gold, said = sum(w for g, _, w in pairs if g) / n, sum(w for _, s, w in pairs if s) / n
    chance = gold * said + (1 - gold) * (1 - said)
    return 0.0 if chance == 1 else (agree - chance) / (1 - chance)


def interval(families, rounds=2000):
    """95% interval of kappa, resampling families."""
    rng = random.Random(1)
    groups = [families[name] for name in sorted(families)]
    values = sorted(kappa([p for g in rng.choices(groups, k=len(groups)) for p in g]) for _ in range(rounds))
    return values[int(0.025 * rounds)], values[int(0.975 * rounds)]


def line(name, rows, said, goal):
    families = defaultdict(list)
    sizes = defaultdict(int)
    for row in rows:
        sizes[row["family"] or row["key"]] += 1
    for row in rows:
        vote = row["family"] or row["key"]
        families[vote].append((row[goal] == "1", bool(said[row["key"]]), 1 / sizes[vote]))
    pairs = [p for group in families.values() for p in group]
    tp = sum(w for g, s, w in pairs if g and s)
    fp = sum(w for g, s, w in pairs if s and not g)
    fn = sum(w for g, s, w in pairs if g and not s)
    precision, recall = tp / (tp + fp) if tp + fp else 0.0, tp / (tp + fn) if tp + fn else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    low, high = interval(families)
    print(
        f"  {name:<16} kappa {kappa(pairs):5.2f} [{low:5.2f}, {high:5.2f}]  precision {precision:.2f}  recall {recall:.2f}  F1 {f1:.2f}"
    )


def tf_idf(train, test, sources, goal):
    """Logistic regression on TF-IDF, learned on the other half."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    def words(row):
        return f"{sources[row['key']].title} {sources[row['key']].abstract}"

    model = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
    x = model.fit_transform([words(r) for r in train])
    y = [r[goal] for r in train]
    learned = LogisticRegression(class_weight="balanced", C=10).fit(x, y)
    return {
        r["key"]: p == "1"
        for r, p in zip(test, learned.predict(model.transform([words(r) for r in test])), strict=True)
    }


def agreement(folder, which, show):
    with (folder / "labels_dev.csv").open(encoding="utf-8", newline="") as stream:
        gold = [row for row in csv.DictReader(stream) if row["two_coders"] in {"agreed", "adjudicated"}]
    sources = corpus(folder)
    book = load_codebook()
    ours = {(t.source, t.code): t for t in tag(sources.values(), book)}
    rows = [row for row in gold if half(row) == which]
    train = [row for row in gold if half(row) != which]
    print(f"codebook {book.name} {book.version}; {which} half: {len(rows)} gold works")
    for goal in GOALS:
        try:
            learned = tf_idf(train, rows, sources, goal)
        except ImportError:
            learned = None
        for part, chosen in (
            ("all", rows),
            ("title and digest", [r for r in rows if sources[r["key"]].abstract]),
            ("title only", [r for r in rows if not sources[r["key"]].abstract]),
        ):
            print(f"{goal}, {part}: n={len(chosen)}, {sum(r[goal] == '1' for r in chosen)} have it")
            line("litreview", chosen, {r["key"]: (r["key"], goal) in ours for r in chosen}, goal)
            text = {r["key"]: f"{sources[r['key']].title} {sources[r['key']].abstract}" for r in chosen}
            line("plain term list", chosen, {k: PLAIN[goal].search(v) for k, v in text.items()}, goal)
            if learned:
                line("TF-IDF", chosen, learned, goal)
            else:
                print("  TF-IDF           not run: scikit-learn is not installed")
            line("tag everything", chosen, dict.fromkeys(text, True), goal)
    if show:
        for row in rows:
            wrong = [g for g in GOALS if (row[g] == "1") != ((row["key"], g) in ours)]
            if wrong:
                print("\n" + row["key"], "|", sources[row["key"]].title, "|", sources[row["key"]].abstract)
                for goal in wrong:
                    spans = (
                        [s.text for s in ours[row["key"], goal].spans] if (row["key"], goal) in ours else []
                    )
                    print("   ", "MISSED" if row[goal] == "1" else "WRONG", goal, spans)


def speed(n=10_000):
    """Print the CPU seconds for n made-up abstracts of 200 words, a sixth of them words of the codebook."""
    rng = random.Random(7)
    domain = sorted(
        {
            w.strip("=")
            for c in load_codebook()
            for t in c.terms
            for p in t.pattern.parts
            for x in p
            for w in x
        }
    )
    other = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 11))) for _ in range(30_000)]

    def sentence():
        words = [rng.choice(domain) if rng.random() < 1 / 6 else rng.choice(other) for _ in range(20)]
        return " ".join(words).capitalize() + "."

    made = []
    for i in range(n):
        fields = {
            "title": sentence(),
            "abstract": " ".join(sentence() for _ in range(10)) + " Human trafficking.",
        }
        record = Record(key=f"k{i}", type="article", id=f"m:k{i}", where=Where(file="m"))
        made.append(Source(key=f"k{i}", type="article", fields=fields, records=(record,)))
    started = time.process_time()
    tags = tag(made)
    print(f"{n} made-up abstracts: {time.process_time() - started:.2f} s of CPU, {len(tags)} tags")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("dev", "unseen"), default="dev")
    parser.add_argument("--show", action="store_true", help="the works tagged otherwise than by the coders")
    parser.add_argument("--no-speed", action="store_true")
    args = parser.parse_args()
    folder = Path(os.environ.get("LITREVIEW_DATA", "../shared")) / "corpus"
    if (folder / "labels_dev.csv").exists():
        agreement(folder, args.half, args.show)
    else:
        print(f"agreement not run: no {folder}/labels_dev.csv (set LITREVIEW_DATA)")
    if not args.no_speed:
        speed()


if __name__ == "__main__":
    main()
