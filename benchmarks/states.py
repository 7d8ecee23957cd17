"""What `likely`, `suggested` and `ask` are worth: rules, prior and both against people, and how far a probability holds.

    python benchmarks/states.py                        kappa, Brier score, reliability, and what is likely, per goal
    python benchmarks/states.py --picture FILE.svg     the reliability curve as a picture

Reads what `tag.py` reads (LITREVIEW_DATA, default ../shared) and the written titles. Nothing is judged by a model that has seen it:

- not looked at: the half of the two coders' works that the rules were not written on, and a third of one coder's titles, drawn by a hash before
  rules and prior were last changed (`labelled.is_drawn`); the prior is learned, calibrated and its thresholds chosen without them;
- everything else: ten folds by family, prior, calibration and thresholds each from the others. The rules were written on the
  development half and have learned from one coder's titles; of the written titles they are taken as they were at first sight.

The works of two coders are real works with a summary of a sentence or two; the others are mostly titles. `likely` counts answers of both
kinds; a lower bound is that of the 95% interval of Clopper and Pearson.
"""

from __future__ import annotations

import argparse
import itertools
from collections import defaultdict
from pathlib import Path

from data_folder import need
from labelled import GOALS, coded, fold, is_drawn, titles
from tag import interval, kappa
from train_prior import (
    FOLDS,
    crossed,
    is_unfitted,
    judged,
    likely_from,
    lower_bound,
    suggested_from,
    unfitted_rules,
)

BINS = (0.0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 1.0)
SETS = {
    "development half": lambda one: one.example.kind == "gold" and one.example.half == "dev",
    "unseen half": lambda one: one.example.kind == "gold" and one.example.half == "unseen",
    "two coders, all": lambda one: one.example.kind == "gold",
    "one coder, titles": lambda one: one.example.kind == "one",
    "written titles": lambda one: one.example.kind == "titles",
    "all but the development half": lambda one: is_unfitted(one.example),
}


def is_held(example):
    return (example.kind == "gold" and example.half == "unseen") or is_drawn(example)


def held_out(examples):
    """Return what is said of works that nobody looked at by models, calibration and thresholds that have nothing of them."""
    unseen = [e for e in examples if is_held(e)]
    families = {e.family for e in unseen}
    others = [e for e in examples if e.family not in families]
    scores = unfitted_rules(examples)
    model = crossed(others)
    told = judged([e for e in others if is_unfitted(e)], model, scores)
    marks = thresholds(told)
    return [
        (one, marks) for one in judged(unseen, {**model, **model_of(others, unseen)}, scores, fitted=others)
    ]


def model_of(learned_from, asked):
    """Return by key the log-odds of works by one prior, learned from others."""
    from train_prior import PREFIX, learn, text_of

    prior = learn(learned_from)
    return {e.source.key: prior.log_odds(text_of(e.source, PREFIX)) for e in asked}


def thresholds(told):
    """Return by goal and answer the probability from which it is likely, and that from which it is suggested."""
    found = {}
    for goal in GOALS:
        own = [one for one in told if one.goal == goal]
        for answer in (True, False):
            likely = likely_from(own, answer)
            found[goal, answer] = likely, suggested_from(own, answer, likely)
    return found


def cross_validated(examples):
    """Return what is said of all, and by fold the thresholds chosen on the other folds."""
    told = judged(examples, crossed(examples), unfitted_rules(examples))
    marks = [
        thresholds([one for one in told if is_unfitted(one.example) and fold(one.example.family) != n])
        for n in range(FOLDS)
    ]
    return [(one, marks[fold(one.example.family)]) for one in told]


def is_likely(one, marks):
    least, _ = marks[one.goal, one.answer]
    return one.agreed and least is not None and one.sure >= least


def is_suggested(one, marks):
    _, least = marks[one.goal, one.answer]
    seen = one.seen or not one.answer
    return seen and not is_likely(one, marks) and least is not None and one.sure >= least


LENGTHS = (("title", 0, 1), ("to 40 words", 1, 40), ("longer", 40, 10_000))


def precision(some):
    """Print how many answers of each state are right, all goals together, and at least how many; a suggested yes also by length of the summary."""
    for state, wanted in (("likely", is_likely), ("suggested", is_suggested)):
        for answer in (True, False):
            kept = [one for one, marks in some if one.answer == answer and wanted(one, marks)]
            print(f"  {state} {'yes' if answer else 'no'}: {told_right(kept)}")
    kept = [one for one, marks in some if one.answer and is_suggested(one, marks)]
    by_length = {name: [o for o in kept if low <= words_of(o) < high] for name, low, high in LENGTHS}
    print(
        "  suggested yes by length:",
        ", ".join(f"{name} {told_right(own)}" for name, own in by_length.items()),
    )
    asked = [one for one, marks in some if not (is_likely(one, marks) or is_suggested(one, marks))]
    print(f"  ask: {len(asked)} of {len(some)}")


def words_of(one):
    return len(one.example.source.abstract.split())


def told_right(kept):
    right = sum(one.truth == one.answer for one in kept)
    return f"{right} of {len(kept)}, at least {lower_bound(right, len(kept)):.3f}" if kept else "none"


def agreement(some):
    """Print kappa of rules, prior and both per goal, a family having one vote."""
    sizes = defaultdict(int)
    for one, _ in some:
        sizes[one.goal, one.example.family] += 1
    for goal in GOALS:
        own = [one for one, _ in some if one.goal == goal]
        parts = []
        for label, said in (
            ("rules", lambda one: one.rules),
            ("prior", lambda one: one.model),
            ("both", lambda one: one.answer),
        ):
            families = defaultdict(list)
            for one in own:
                families[one.example.family].append(
                    (one.truth, said(one), 1 / sizes[goal, one.example.family])
                )
            pairs = [pair for group in families.values() for pair in group]
            low, high = interval(families, rounds=1000)
            parts.append(f"{label} {kappa(pairs):.2f} [{low:.2f}, {high:.2f}]")
        brier = sum((one.chance - one.truth) ** 2 for one in own) / len(own)
        share = sum(one.truth for one in own) / len(own)
        print(
            f"  {goal:<9} n={len(own)}  {'  '.join(parts)}  Brier {brier:.3f} (base rate {share * (1 - share):.3f})"
        )


def likely(some):
    """Print the share of answers that are likely, how many of them are right, and at least how many."""
    for goal in GOALS:
        parts = []
        for label, wanted in (("yes", (True,)), ("no", (False,)), ("both", (True, False))):
            own = [(one, marks) for one, marks in some if one.goal == goal and one.answer in wanted]
            kept = [one for one, marks in own if is_likely(one, marks)]
            right = sum(one.truth == one.answer for one in kept)
            rest = [one for one, marks in own if not is_likely(one, marks)]
            if kept:
                parts.append(
                    f"{label} {len(kept)}/{len(own)} ({len(kept) / len(own):.0%}), right {right / len(kept):.3f}, "
                    f"at least {lower_bound(right, len(kept)):.3f}"
                )
        others = sum(one.truth == one.answer for one in rest)
        print(f"  {goal:<9} likely: {'; '.join(parts)}; of the rest right {others / max(len(rest), 1):.2f}")


def reliability(some):
    """Return per bin of probability: mean probability, share of yes, number."""
    found = []
    for low, high in itertools.pairwise(BINS):
        own = [one for one, _ in some if low <= one.chance < high or (high == 1.0 and one.chance == 1.0)]
        if own:
            found.append(
                (sum(o.chance for o in own) / len(own), sum(o.truth for o in own) / len(own), len(own))
            )
    return found


def picture(curves):
    """Return the reliability curves as SVG: what was said against what held, a point's area by its number."""
    size, edge = 360, 44
    colours = ("#3b6fb6", "#b5532a")

    def at(x, y):
        return edge + x * size, edge / 2 + (1 - y) * size

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + edge + 150} {size + 2 * edge}" font-family="sans-serif" font-size="12" role="img">',
        "<title>Reliability: of answers said to hold with a probability, how many held</title>",
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    for step in range(0, 11, 2):
        x, y = at(step / 10, step / 10)
        lines += [
            f'<line x1="{edge}" x2="{edge + size}" y1="{y:.0f}" y2="{y:.0f}" stroke="#ddd"/>',
            f'<text x="{edge - 8}" y="{y + 4:.0f}" text-anchor="end">{step / 10:.1f}</text>',
            f'<text x="{x:.0f}" y="{edge / 2 + size + 18:.0f}" text-anchor="middle">{step / 10:.1f}</text>',
        ]
    (x1, y1), (x2, y2) = at(0, 0), at(1, 1)
    lines += [
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#888" stroke-dasharray="5 4"/>',
        f'<text x="{edge + size / 2}" y="{edge / 2 + size + 36}" text-anchor="middle">probability that was said</text>',
        f'<text transform="translate(12 {edge / 2 + size / 2}) rotate(-90)" text-anchor="middle">share that held</text>',
    ]
    for n, (name, points) in enumerate(curves.items()):
        colour = colours[n]
        path = " ".join(f"{at(p, q)[0]:.1f},{at(p, q)[1]:.1f}" for p, q, _ in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        for p, q, count in points:
            x, y = at(p, q)
            lines.append(
                f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + count**0.5 / 4:.1f}" fill="{colour}" fill-opacity=".75"><title>{name}: said {p:.2f}, held {q:.2f}, n={count}</title></circle>'
            )
        lines.append(f'<text x="{edge + size + 12}" y="{edge + 18 * n}" fill="{colour}">{name}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--picture", type=Path)
    args = parser.parse_args()
    folder = need("corpus/labels_dev.csv").parent
    examples = [*coded(folder), *titles()]
    found = cross_validated(examples)
    unseen = held_out(examples)
    for name, kind in (("two coders' works not looked at", "gold"), ("titles drawn beforehand", "one")):
        print(f"{name}, nothing learned or calibrated on them")
        some = [(one, marks) for one, marks in unseen if one.example.kind == kind]
        agreement(some)
        likely(some)
        precision(some)
    for name, wanted in SETS.items():
        some = [(one, marks) for one, marks in found if wanted(one)]
        print(f"{name}, ten folds by family")
        agreement(some)
        likely(some)
        precision(some)
    print("all sets, pooled, each work once")
    precision(found)
    curves = {}
    for name in ("two coders, all", "all but the development half"):
        curves[name] = reliability([(one, marks) for one, marks in found if SETS[name](one)])
        told = ", ".join(f"{p:.2f} held {q:.2f} (n={n})" for p, q, n in curves[name])
        print(f"reliability, {name}: {told}")
    if args.picture:
        args.picture.write_text(picture(curves), encoding="utf-8")


if __name__ == "__main__":
    main()
