"""How well the tagger agrees with two coders, and how fast it is.

    python benchmarks/tag.py                 the development half, source types, speed and memory
    python benchmarks/tag.py --half unseen   the half that the rules were not written on

Reads `labels_dev.csv`, `sources.bib` and `digests/` of the corpus folder in LITREVIEW_DATA (default ../shared). Gold are the works
that two coders agreed on, or settled; works with a digest and works with no more than a title are told apart. A family
(versions of one study) has one vote: its mean. The halves are fixed by the SHA-256 of the family, or of the key. Works that one
coder labelled from the title are a third, weaker set; families with a work in the unseen half are left out of it.

Beside the tagger stand:

- plain term list: a handful of stems per goal, tagged where one of them stands, as anyone would begin;
- codebook words: every word of the tagger's own codebook for the goal, in any inflection, tagged where one stands: what
  scopes, weights, nearness and contexts add is the difference;
- TF-IDF: logistic regression on words and word pairs, ten-fold over all gold works, a family never on both sides;
- tag everything.

`titles.tsv` beside this file holds titles and summaries such as the field has, most of them made up or given from memory (none is cited).
Each round of them was given its goals by the codebook, by one person who knew the rules, before the rules of that day were run on it; the
rules then learned from it. They show that a change breaks nothing; they are no measure of works unseen.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
import tracemalloc
from collections import Counter, defaultdict

from data_folder import find
from labelled import GOALS, corpus, family, half, read_labels, titles

from litreview.core.model import Record, Source, Where
from litreview.judgements.codebook import load_codebook
from litreview.stages.tagging import tag
from litreview.stages.tagging.codebook_rules import rules_of
from litreview.stages.tagging.matcher import Matcher
from litreview.stages.tagging.tagger import text_basis
from litreview.works.kinds import source_type

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
TYPES = {"book-chapter": "chapter", "news-blog": "news", "book-review": "journal-article"}  # other names


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


def tf_idf(gold, texts, goal, folds=10):
    """Return what logistic regression on TF-IDF says of each gold work, learned without its fold."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    def fold(row):
        return int(hashlib.sha256(f"fold {family(row)}".encode()).hexdigest(), 16) % folds

    said = {}
    for n in range(folds):
        train = [row for row in gold if fold(row) != n]
        test = [row for row in gold if fold(row) == n]
        if not test:
            continue
        model = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, stop_words="english")
        x = model.fit_transform([texts[row["key"]] for row in train])
        learned = LogisticRegression(class_weight="balanced", C=10).fit(x, [row[goal] for row in train])
        found = learned.predict(model.transform([texts[row["key"]] for row in test]))
        said |= {row["key"]: p == "1" for row, p in zip(test, found, strict=True)}
    return said


def codebook_words(book, texts, goal):
    """Return whether any term of the goal stands in a text, whatever its weight, scope or context."""
    matcher = Matcher([term.pattern for term in book.find(goal).terms if term.weight > 0])
    return {key: bool(matcher.find(text)) for key, text in texts.items()}


def agreement(folder, which, show):
    rows, gold, one = read_labels(folder)
    sources = corpus(folder)
    texts = {key: f"{source.title}. {source.abstract}" for key, source in sources.items()}
    book = load_codebook()
    ours = {(t.source, t.code): t for t in tag(sources.values(), book)}
    chosen = [row for row in gold if half(row) == which]
    print(f"codebook {book.name} {book.version}; {which} half: {len(chosen)} gold works")
    parts = [
        ("all", chosen),
        ("title and digest", [r for r in chosen if sources[r["key"]].abstract]),
        ("title only", [r for r in chosen if not sources[r["key"]].abstract]),
    ]
    if which == "dev":
        parts.append(("title only, one coder", one))
    for goal in GOALS:
        words = codebook_words(book, texts, goal)
        try:
            learned = tf_idf(gold, texts, goal)
        except ImportError:
            learned = None
        for part, some in parts:
            keys = [row["key"] for row in some]
            print(f"{goal}, {part}: n={len(some)}, {sum(row[goal] == '1' for row in some)} have it")
            line("litreview", some, {key: (key, goal) in ours for key in keys}, goal)
            line("plain term list", some, {key: PLAIN[goal].search(texts[key]) for key in keys}, goal)
            line("codebook words", some, words, goal)
            if learned is None:
                print("  TF-IDF           not run: scikit-learn is not installed")
            elif some is not one:
                line("TF-IDF", some, learned, goal)
            line("tag everything", some, dict.fromkeys(keys, True), goal)
    types(rows, sources)
    if show:
        show_errors(chosen, sources, ours)


def types(rows, sources):
    """Print how often the type of source is the coder's. 'report' names no kind of body, so it can't be compared."""
    pairs = Counter()
    for row in rows:
        label = row["source_type"].replace("_", "-")
        if label != "report":
            pairs[TYPES.get(label, label), source_type(sources[row["key"]])[0]] += 1
    n, right = sum(pairs.values()), sum(count for (a, b), count in pairs.items() if a == b)
    print(f"source types: {right} of {n} as the coder ({right / n:.0%})")
    for (label, said), count in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        if label != said:
            print(f"  {label} taken as {said}: {count}")


def show_errors(rows, sources, ours):
    for row in rows:
        wrong = [g for g in GOALS if (row[g] == "1") != ((row["key"], g) in ours)]
        if wrong:
            print("\n" + row["key"], "|", sources[row["key"]].title, "|", sources[row["key"]].abstract)
            for goal in wrong:
                found = ours.get((row["key"], goal))
                spans = [span.text for span in found.spans] if found else []
                print("   ", "MISSED" if row[goal] == "1" else "WRONG", goal, spans)


def rounds():
    """Print kappa of the rules, and of a plain term list, on each round of written titles."""
    examples = titles()
    ours = {(t.source, t.code) for t in tag([example.source for example in examples])}
    for name in sorted({example.half for example in examples}):
        own = [example for example in examples if example.half == name]
        told = []
        for goal in GOALS:
            gold = [goal in e.goals for e in own]
            said = [(e.source.key, goal) in ours for e in own]
            plain = [bool(PLAIN[goal].search(f"{e.source.title}. {e.source.abstract}")) for e in own]
            ones = [1] * len(own)
            told.append(
                f"{goal} {kappa(list(zip(gold, said, ones, strict=True))):.2f} "
                f"({kappa(list(zip(gold, plain, ones, strict=True))):.2f})"
            )
        print(f"titles, round {name}: n={len(own)}; kappa (plain term list): {', '.join(told)}")


def made_up(n):
    """Yield n sources with made-up abstracts of 200 words, a sixth of them words of the codebook."""
    rng = random.Random(7)
    domain = sorted(
        {
            w.strip("=")
            for c in load_codebook()
            for t in c.terms
            for p in t.pattern.parts
            for x in p
            for g in x
            for w in g.split("_")
        }
    )
    other = ["".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=rng.randint(2, 11))) for _ in range(30_000)]

    def sentence():
        words = [rng.choice(domain) if rng.random() < 1 / 6 else rng.choice(other) for _ in range(20)]
        return " ".join(words).capitalize() + "."

    for i in range(n):
        fields = {
            "title": sentence(),
            "abstract": " ".join(sentence() for _ in range(10)) + " Human trafficking.",
        }
        record = Record(key=f"k{i}", type="article", id=f"m:k{i}", where=Where(file="m"))
        yield Source(key=f"k{i}", type="article", fields=fields, records=(record,))


def speed(n):
    made = list(made_up(n))
    for name, run in (("rules", by_rules), ("rules and prior", tag)):
        times = []
        for _ in range(3):
            started = time.process_time()
            found = run(made)
            times.append(time.process_time() - started)
        print(
            f"{n} made-up abstracts, {name}: {sorted(times)[1]:.2f} s of CPU (median of 3: "
            f"{', '.join(f'{t:.2f}' for t in times)}), {len(found)} found"
        )


def by_rules(made):
    rules = rules_of(load_codebook())
    return [one for source in made for one in rules.read(source, text_basis(source)).tags]


def memory(count):
    """Print what the tagger needs beyond its sources and the tags it returns, for a few and for four times as many."""
    for n in (count // 10, 4 * count // 10):
        made = list(made_up(n))
        tracemalloc.start()
        tags = tag(made)
        held, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(
            f"{n} abstracts: {(peak - held) / 1e6:.1f} MB beyond the {len(tags)} tags ({held / 1e6:.0f} MB)"
        )


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", choices=("dev", "unseen"), default="dev")
    parser.add_argument("--show", action="store_true", help="the works tagged otherwise than by the coders")
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--count", type=int, default=10_000, help="made-up abstracts to measure speed with")
    args = parser.parse_args()
    if args.show and args.half == "unseen":
        parser.error("the single works of the unseen half stay unseen, or it is none")
    labels = find("corpus/labels_dev.csv")
    if labels:
        agreement(labels.parent, args.half, args.show)
    if args.half == "dev":
        rounds()
    if not args.no_speed:
        speed(args.count)
        memory(args.count)


if __name__ == "__main__":
    main()
