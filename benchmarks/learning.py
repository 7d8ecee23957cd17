"""Learning curves: how well codes are known after 0, 20, 50, 100 and 200 decisions, chosen at random or the most doubtful first, with and without
what was known before them.

    python benchmarks/learning.py                       the works of the corpus folder, with the built-in codebook
    python benchmarks/learning.py --sdg benchmark.csv   texts of the SDG Classification Benchmark, with six codes of half a dozen words each
    python benchmarks/learning.py --sdg benchmark.csv --picture docs/images/learning-curves.svg

Five folds, a family in one of them: decisions are made on the works of four, kappa is measured on those of the fifth, and is the mean of the codes. What
is known of the corpus before any decision comes from the rules and from a prior that was learned from the written titles and the codebook alone
(`train_prior.py`): the shipped one has learned from these very works. Where a set has fewer works than decisions, all are decided.

The SDG Classification Benchmark (https://github.com/SDGClassification/benchmark, MIT) has 1,247 texts of a few sentences that experts judged on one goal
each. Taken are those on goals 3, 4, 5, 6, 7 and 14; a text has the code of its goal if they said so, and no other. The words of the codes below were
written from the names of the goals, before any text was read. Its file is not part of this project.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import random
from pathlib import Path

import numpy as np
from data_folder import find

from litreview.core.model import Decision, Record, Source, Where
from litreview.judgements.codebook import load_codebook, parse_codebook
from litreview.stages.learning import balanced, kappa, learn
from litreview.stages.tagging import Learner

STEPS = (0, 20, 50, 100, 200)
FOLDS = 5
BATCH = 5
SDG = {
    "3": ("health", ["health", "disease", "mortality", "hospital", "patient", "vaccine|vaccination", "HIV"]),
    "4": ("education", ["education", "school", "student", "teacher", "literacy", "university", "learning"]),
    "5": ("gender", ["gender", "woman", "girl", "female", "equality", "feminist"]),
    "6": ("water", ["water", "sanitation", "wastewater", "river", "groundwater", "irrigation"]),
    "7": ("energy", ["energy", "electricity", "renewable", "solar", "power plant", "fuel"]),
    "14": ("ocean", ["ocean", "sea", "marine", "fishery|fishing|fish", "coastal", "coral"]),
}


def sdg_book():
    """Return a codebook with a code for each goal: a definition and half a dozen words, as anybody would begin."""
    codes = [
        f'[[code]]\nid = "{name}"\ngroup = "goal"\nlabel = "{name}"\ndefinition = "Is on {name}."\n'
        f"[[code.terms]]\nweight = 1.4\nmatch = {words}\n"
        for name, words in SDG.values()
    ]
    return parse_codebook('[codebook]\nname = "sdg"\n' + "".join(codes).replace("'", '"'))


def sdg_works(path):
    """Return texts as sources, the codes of each, and its fold's name."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["sdg"] in SDG]
    works, truth = {}, {}
    for row in rows:
        record = Record(key=row["id"], type="article", id=f"b:{row['id']}", where=Where(file="b"))
        works[row["id"]] = Source(
            key=row["id"], type="article", fields={"abstract": row["text"]}, records=(record,)
        )
        truth.setdefault(row["id"], set()).update({SDG[row["sdg"]][0]} if row["label"] == "True" else ())
    return list(works.values()), truth, {key: key for key in works}


def corpus_works(folder, count):
    """Return the coded works of the corpus folder (the first of them, where `count` is given), the goals of each, its family, and what was known before any decision."""
    from labelled import GOALS, coded, titles
    from train_prior import PREFIX, basis_of, calibrated, crossed, learn, sums, unfitted_rules

    from litreview.stages.tagging.goal_states import calibrate
    from litreview.stages.tagging.tokens import text_of

    examples, written = coded(folder)[:count], titles()
    line = calibrated(written, crossed(written), unfitted_rules(written))
    prior = learn(written)
    said = {e.source.key: prior.log_odds(text_of(e.source, PREFIX)) for e in examples}
    added = sums(examples, said, unfitted_rules(examples))
    known = {
        e.source.key: {goal: calibrate(line[goal, basis_of(e)], float(added[goal][n])) for goal in GOALS}
        for n, e in enumerate(examples)
    }
    works = [e.source for e in examples]
    return (
        works,
        {e.source.key: set(e.goals) for e in examples},
        {e.source.key: e.family for e in examples},
        known,
    )


def fold(name):
    return int(hashlib.sha256(f"curve {name}".encode()).hexdigest(), 16) % FOLDS


def decided(keys, truth, codes):
    return [
        Decision(when="", by="a", verb="tag" if code in truth[key] else "not-tag", key=key, value=code)
        for key in keys
        for code in codes
    ]


def curve(learner, pool, test, truth, *, doubt, seed):
    """Return by number of decisions the model's (said, true) of each code on the test works."""
    pool = random.Random(seed).sample(pool, len(pool))
    place = {work.key: n for n, work in enumerate(learner.works)}
    said = {}
    chosen = []
    models = learner.learn()
    for step in STEPS:
        while len(chosen) < min(step, len(pool)):
            left = set(pool) - set(chosen)
            if doubt:
                models = learner.learn(decided(chosen, truth, learner.codes))
                order = [one.source for one in learner.queue(models) if one.source in left]
            else:
                order = [key for key in pool if key in left]
            chosen += order[: min(BATCH, step - len(chosen))]
        models = learner.learn(decided(chosen, truth, learner.codes))
        said[step] = [
            (
                one.code,
                bool(one.chances[place[key]] >= 0.5),
                one.code in truth[key],
                float(one.chances[place[key]]),
            )
            for one in models
            for key in test
        ]
    return said


class Plain(Learner):
    """The same regression without anything known before, yes and no balanced as anybody would."""

    def _fit(self, code, known, answers):  # noqa: ARG002 - the signature is the learner's
        yes = np.array(answers, dtype=bool)
        return learn(
            self._features.table[list(known)],
            yes,
            np.zeros(len(yes)),
            strength=10.0,
            weights=balanced(yes, 1.0),
            bias_penalty=1.0,
        )


def curves(works, book, truth, family, known, seeds):
    """Return rows: order, prior, decisions, mean kappa of the codes, their kappas, and the Brier score."""
    zero = {key: dict.fromkeys([c.id for c in book.goals], 0.0) for key in truth}
    rows = []
    for prior, start in (("prior", known), ("no prior", zero)):
        learner = (Learner if prior == "prior" else Plain)(works, book, known=start)
        for order in ("doubt", "random"):
            found = {step: [] for step in STEPS}
            for n in range(FOLDS):
                test = [key for key in truth if fold(family[key]) == n]
                pool = [key for key in truth if fold(family[key]) != n]
                for seed in range(seeds):
                    for step, said in curve(
                        learner, pool, test, truth, doubt=order == "doubt", seed=seed
                    ).items():
                        found[step] += said
            for step, said in found.items():
                each = {
                    code: kappa(
                        [t for c, _, t, _ in said if c == code], [s for c, s, _, _ in said if c == code]
                    )
                    for code in learner.codes
                }
                brier = sum((p - t) ** 2 for _, _, t, p in said) / len(said)
                rows.append((prior, order, step, sum(each.values()) / len(each), each, brier))
    return rows


def report(name, rows, pool):
    print(f"{name}: mean kappa (Brier score) after decisions")
    print(f"  {'':<22}" + "".join(f"{step if step < pool else f'all {pool}':>14}" for step in STEPS))
    for prior in ("prior", "no prior"):
        for order in ("doubt", "random"):
            mine = [row for row in rows if row[:2] == (prior, order)]
            print(f"  {prior + ', ' + order:<22}" + "".join(f"{row[3]:>7.2f} ({row[5]:.3f})" for row in mine))
    for row in rows:
        if row[:2] == ("prior", "doubt"):
            print(f"    {row[2]:>3}: " + ", ".join(f"{code} {value:.2f}" for code, value in row[4].items()))


def picture(panels):
    """Return the curves as SVG: one panel for each set, kappa by number of decisions."""
    wide, high, left, top = 330, 220, 46, 34
    colours = {"prior": "#1b6ca8", "no prior": "#b5541c"}
    out = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {(wide + 30) * len(panels)} {high + 96}" font-family="sans-serif" font-size="12" '
            'role="img" aria-label="Kappa by number of decisions, with and without a prior, most doubtful first and at random">'
        ),
        '<rect width="100%" height="100%" fill="#ffffff"/>',
    ]
    for n, (name, rows) in enumerate(panels):
        x0 = n * (wide + 30) + left

        def x(step, x0=x0):
            return x0 + STEPS.index(step) * (wide - left - 10) / (len(STEPS) - 1)

        def y(value):
            return top + high * (1 - max(value, 0))

        out.append(f'<text x="{x0}" y="18" font-weight="bold">{name}</text>')
        for tick in (0, 0.2, 0.4, 0.6, 0.8, 1.0):
            out.append(
                f'<line x1="{x0}" x2="{x0 + wide - left - 10}" y1="{y(tick):.1f}" y2="{y(tick):.1f}" stroke="#dddddd"/>'
            )
            out.append(f'<text x="{x0 - 6}" y="{y(tick) + 4:.1f}" text-anchor="end">{tick:g}</text>')
        out += [f'<text x="{x(s):.1f}" y="{top + high + 18}" text-anchor="middle">{s}</text>' for s in STEPS]
        for prior, colour in colours.items():
            for order, dash in (("doubt", ""), ("random", ' stroke-dasharray="5 4"')):
                mine = [row for row in rows if row[:2] == (prior, order)]
                points = " ".join(f"{x(row[2]):.1f},{y(row[3]):.1f}" for row in mine)
                out.append(
                    f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>'
                )
    for n, (text, colour, dash) in enumerate(
        (
            ("prior, most doubtful first", "#1b6ca8", ""),
            ("prior, at random", "#1b6ca8", ' stroke-dasharray="5 4"'),
            ("no prior, most doubtful first", "#b5541c", ""),
            ("no prior, at random", "#b5541c", ' stroke-dasharray="5 4"'),
        )
    ):
        px, py = 46 + (n % 2) * 250, high + 68 + (n // 2) * 18
        out.append(
            f'<line x1="{px}" x2="{px + 28}" y1="{py - 4}" y2="{py - 4}" stroke="{colour}" stroke-width="2"{dash}/>'
        )
        out.append(f'<text x="{px + 36}" y="{py}">{text}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sdg", type=Path, help="benchmark.csv of the SDG Classification Benchmark")
    parser.add_argument("--seeds", type=int, default=2, help="orders by chance of each fold")
    parser.add_argument("--count", type=int, help="so many works of the corpus alone")
    parser.add_argument("--picture", type=Path, help="where to draw the curves (.svg)")
    args = parser.parse_args()
    panels = []
    labels = find("corpus/labels_dev.csv")
    if labels:
        works, truth, family, known = corpus_works(labels.parent, args.count)
        rows = curves(works, load_codebook(), truth, family, known, args.seeds)
        report(f"{len(works)} works of the corpus, three goals", rows, len(works) * (FOLDS - 1) // FOLDS)
        panels.append(("The three goals of the TVPA", rows))
    if args.sdg:
        works, truth, family = sdg_works(args.sdg)
        rows = curves(works, sdg_book(), truth, family, None, args.seeds)
        report(
            f"{len(works)} texts, six Sustainable Development Goals", rows, len(works) * (FOLDS - 1) // FOLDS
        )
        panels.append(("Six Sustainable Development Goals", rows))
    if args.picture and panels:
        args.picture.write_text(picture(panels), encoding="utf-8")


if __name__ == "__main__":
    main()
