"""Learns the shipped prior of the built-in codebook, and writes it: `tagging/prior.tsv` and its training record, `prior.toml`.

    python benchmarks/train_prior.py            learns from all, and writes the files into the package
    python benchmarks/train_prior.py --check    says whether the files are what would be written now
    python benchmarks/train_prior.py --stems    writes `tagging/stems.tsv` alone: the stems of the codebook's words, which cost time at each start

A logistic regression per goal on TF-IDF of stems and pairs of stems, learned from works that people coded (the corpus folder in
LITREVIEW_DATA, default ../shared), the written titles beside this file, and the codebook's own sentences and terms. A pair of words is
taken if it is in two texts at least. Of the texts, single words and pairs go into the file, and nothing longer.

Calibration. What the prior says of a work it has not seen (ten folds, a family in one of them) is added to half of the rules' log-odds, and
a line of Platt's, one per goal, makes a probability of the sum. It is fitted on works on which neither has been fitted: the half
of the gold works that the rules were not written on, the written titles with what rules said at first sight (titles_first_sight.tsv),
and the works of one coder. Thresholds of `likely` are chosen on the same sums, see `states.py`.

Needs scikit-learn, which the installed package does not. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

import numpy as np
import snowballstemmer
from data_folder import need
from labelled import GOALS, RULES_AT_FIRST_SIGHT, TITLES, Example, coded, fold, sentences, titles
from scipy.stats import beta
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

import litreview.stages.tagging.prior as prior_module
from litreview.judgements.codebook import load_codebook
from litreview.stages.tagging.codebook_rules import rules_of
from litreview.stages.tagging.goal_states import RULES_SHARE, calibrate, rules_log_odds
from litreview.stages.tagging.prior import STEMMER, Prior, probability, stems_digest
from litreview.stages.tagging.tagger import score_rules, text_basis
from litreview.stages.tagging.tokens import plain_form, terms_of, text_of

STRENGTH = 1.0  # C of the regression; .3 and 3 were no better
PAIR_TEXTS = 2  # a pair of words in one text alone is that text's
FOLDS = 10
PREFIX = "tvpa:"
USEFUL = 1 / 3  # of the answers of a kind, to be called likely
SUGGESTED = 0.8  # so many of the answers that are suggested but not likely must be right; the least that their interval may reach is
SUGGESTED_BOUND = 0.65
BASES = ("title", "text")


def learn(examples, book=None):
    """Return a prior learned from examples and the codebook's sentences."""
    own = sentences(book)
    texts = [text_of(example.source, PREFIX) for example in examples] + [text for text, _ in own]
    goals = [example.goals for example in examples] + [goals for _, goals in own]
    terms = [terms_of(text) for text in texts]
    in_texts = Counter(term for some in terms for term in set(some))
    kept = sorted(term for term, n in in_texts.items() if n >= PAIR_TEXTS or " " not in term)
    table = TfidfVectorizer(analyzer=list, sublinear_tf=True, vocabulary=kept)
    x = table.fit_transform(terms)
    models = [
        LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=5000, tol=1e-6).fit(
            x, [goal in some for some in goals]
        )
        for goal in GOALS
    ]
    numbers = np.vstack([table.idf_, *(model.coef_[0] for model in models)]).T
    words = {term: tuple(round(float(v), 4) for v in row) for term, row in zip(kept, numbers, strict=True)}
    return Prior(
        name="tvpa",
        codes=GOALS,
        words=words,
        intercepts=tuple(round(float(model.intercept_[0]), 4) for model in models),
        record={},
    )


def crossed(examples, judged=None, book=None):
    """Return by key the log-odds per goal of each of `judged` (all), from a prior that has not seen its fold."""
    found = {}
    for n in range(FOLDS):
        left_out = [e for e in (judged or examples) if fold(e.family) == n]
        if left_out:
            prior = learn([e for e in examples if fold(e.family) != n], book)
            found |= {e.source.key: prior.log_odds(text_of(e.source, PREFIX)) for e in left_out}
    return found


def unfitted_rules(examples, book=None):
    """Return by key the rules' scores: today's, but those of first sight for the written titles."""
    scores = {key: dict(found) for key, found in score_rules([e.source for e in examples], book).items()}
    with RULES_AT_FIRST_SIGHT.open(encoding="utf-8", newline="") as stream:
        lines = (line for line in stream if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t"):
            if f"t{row['line']}" in scores:
                scores[f"t{row['line']}"] = {goal: float(row[goal]) for goal in GOALS}
    return scores


def sums(examples, model, scores):
    """Return per goal what prior and half the rules add up to, in the order of the examples."""
    return {
        goal: np.array(
            [
                model[e.source.key][goal] + RULES_SHARE * rules_log_odds(scores[e.source.key].get(goal, 0.0))
                for e in examples
            ]
        )
        for goal in GOALS
    }


def platt(values, answers):
    """Return slope and intercept that make probabilities of sums (J. C. Platt, 1999)."""
    model = LogisticRegression(C=1e3).fit(np.array(values).reshape(-1, 1), answers)
    return float(model.coef_[0][0]), float(model.intercept_[0])


def basis_of(example):
    """Return `title` where only a title could be read, else `text`."""
    return "title" if text_basis(example.source) == "title" else "text"


def is_unfitted(example):
    """Return whether rules' scores of it (`unfitted_rules`) may calibrate: not the half that rules were written on."""
    return example.kind != "gold" or example.half == "unseen"


def line_of(values, answers):
    """Return the line that makes log-odds of sums, with a slope for a yes and one for a no, which meet where neither is likelier."""
    slope, shift = platt(values, answers)
    even = -shift / slope
    apart = np.array([np.maximum(values - even, 0), np.minimum(values - even, 0)]).T
    model = LogisticRegression(C=1e3).fit(apart, answers)
    yes, no = (max(float(v), 0.1) for v in model.coef_[0])
    return {"pivot": even, "slope_yes": yes, "slope_no": no, "shift": float(model.intercept_[0])}


def calibrated(examples, model, scores):
    """Return by goal and basis what the record holds: the line of the sum, and the model's log-odds at which it alone says neither yes nor no.

    Fitted on the examples that may calibrate, on titles and on summaries apart: a title says less.
    """
    some = [e for e in examples if is_unfitted(e)]
    values = sums(some, model, scores)
    found = {}
    for goal in GOALS:
        alone, shift_alone = platt([model[e.source.key][goal] for e in some], [goal in e.goals for e in some])
        for basis in BASES:
            rows = [n for n, e in enumerate(some) if basis_of(e) == basis]
            line = line_of(values[goal][rows], [goal in some[n].goals for n in rows])
            found[goal, basis] = {**line, "even": -shift_alone / alone}
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedGoal:
    """What is said of an example on a goal by models that have not seen it: the probability of a yes, and whether rules and model agree with it."""

    example: Example
    goal: str
    truth: bool
    chance: float
    agreed: bool
    rules: bool
    model: bool
    seen: bool

    @property
    def answer(self):
        return self.chance >= 0.5

    @property
    def sure(self):
        return max(self.chance, 1 - self.chance)


def judged(examples, model, scores, fitted=None):
    """Return what is said of each example on each goal; the calibration is fitted on other folds (of `fitted`, all, where it is given)."""
    found = []
    for n in range(FOLDS):
        own = [e for e in examples if fold(e.family) == n]
        line = calibrated([e for e in (fitted or examples) if fold(e.family) != n], model, scores)
        values = sums(own, model, scores)
        for goal in GOALS:
            for e, value in zip(own, values[goal], strict=True):
                own_line = line[goal, basis_of(e)]
                chance = probability(calibrate(own_line, float(value)))
                rules = scores[e.source.key].get(goal, 0.0) >= 0.5
                says = model[e.source.key][goal] >= own_line["even"]
                found.append(
                    JudgedGoal(
                        example=e,
                        goal=goal,
                        truth=goal in e.goals,
                        chance=float(chance),
                        agreed=rules == says == (chance >= 0.5),
                        rules=rules,
                        model=bool(says),
                        seen=scores[e.source.key].get(goal, 0.0) > 0,
                    )
                )
    return found


def lower_bound(right, n):
    """Return the lower end of the 95% interval of a share (C. J. Clopper and E. S. Pearson, 1934)."""
    return float(beta.ppf(0.025, right, n - right + 1)) if right else 0.0


def likely_from(found, answer):
    """Return the probability from which an answer is `likely`: there the lower bound of precision is highest, for a useful share.

    `found` are of one goal. None where fewer than `USEFUL` of the answers would be.
    """
    own = [one for one in found if one.answer == answer]
    best = (0.0, None)
    for step in range(75, 100):
        kept = [one for one in own if one.agreed and one.sure >= step / 100]
        if len(kept) >= max(USEFUL * len(own), 1):
            bound = lower_bound(sum(one.truth == answer for one in kept), len(kept))
            best = max(best, (round(bound, 6), step / 100), key=lambda pair: pair[0])
    return best[1]


def suggested_from(found, answer, likely):
    """Return the probability from which an answer that is not likely is `suggested`: so many of those above it are right as `SUGGESTED` asks.

    `likely`: the probability from which it is likely. None where no probability is high enough: then such answers are asked.
    """
    own = [
        o
        for o in found
        if o.answer == answer
        and (o.seen or not answer)
        and not (o.agreed and likely is not None and o.sure >= likely)
    ]
    for step in range(70, 100):
        kept = [o for o in own if o.sure >= step / 100]
        right = sum(o.truth == answer for o in kept)
        if kept and right >= SUGGESTED * len(kept) and lower_bound(right, len(kept)) >= SUGGESTED_BOUND:
            return step / 100
    return None


def digest(*paths):
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:12]


def states_of(own):
    """Return the lines of the record that say from which probability an answer on one goal is likely, or suggested, and how it did."""
    lines = []
    for name, answer in (("yes", True), ("no", False)):
        likely = likely_from(own, answer)
        least = suggested_from(own, answer, likely)
        for state, at, kept in (
            (
                "likely",
                likely,
                [o for o in own if o.answer == answer and o.agreed and o.sure >= (likely or 2)],
            ),
            (
                "suggested",
                least,
                [
                    o
                    for o in own
                    if o.answer == answer
                    and o.sure >= (least or 2)
                    and (o.seen or not answer)
                    and not (o.agreed and o.sure >= (likely or 2))
                ],
            ),
        ):
            right = sum(o.truth == answer for o in kept)
            if at is not None and kept:
                share = len(kept) / sum(o.answer == answer for o in own)
                lines.append(
                    f"{state}_{name} = {at:g} # right in {right} of {len(kept)} unseen, at least {lower_bound(right, len(kept)):.2f}; of all answers {share:.0%}"
                )
    return lines


def written(folder):
    """Return the text of prior.tsv and of prior.toml."""
    book = load_codebook()
    examples = [*coded(folder), *titles()]
    prior = learn(examples)
    model, scores = crossed(examples), unfitted_rules(examples)
    line = calibrated(examples, model, scores)
    told = judged([e for e in examples if is_unfitted(e)], model, scores)
    rows = ["\t".join(("words", "idf", *prior.codes))]
    rows += ["\t".join((term, *(f"{n:g}" for n in numbers))) for term, numbers in prior.words.items()]
    table = "\n".join(rows) + "\n"
    kinds = Counter(example.kind for example in examples)
    record = [
        "# How prior.tsv came to be: written by benchmarks/train_prior.py, together with it.",
        'codebook = "tvpa"',
        f'codebook_version = "{book.version}"',
        f'version = "{hashlib.sha256(table.encode()).hexdigest()[:12]}"',
        "",
        "[learned_from]",
        f"works_of_two_coders = {kinds['gold']}",
        f"works_of_one_coder = {kinds['one']}",
        f"written_titles = {kinds['titles']}",
        f"sentences_of_the_codebook = {len(sentences())}",
        f'labels_sha256 = "{digest(folder / "labels_dev.csv")}"',
        f'digests_sha256 = "{digest(*sorted((folder / "digests").glob("*.txt")))}"',
        f'titles_sha256 = "{digest(TITLES)}"',
        f'stemmer = "{STEMMER} {installed(STEMMER)}"',
        f'stems_sha256 = "{stems_digest(prior.words)}"',
        'method = "logistic regression, L2, C = 1, balanced classes, on TF-IDF (1 + log n) of stems and of pairs of stems in two texts"',
    ]
    for goal, intercept in zip(prior.codes, prior.intercepts, strict=True):
        even = f"even = {line[goal, 'text']['even']:.4f}"
        states = states_of([one for one in told if one.goal == goal])
        record += ["", f"[codes.{goal}]", f"intercept = {intercept:g}", even, *states]
        for basis in BASES:
            numbers = {name: value for name, value in line[goal, basis].items() if name != "even"}
            record += [
                "",
                f"[codes.{goal}.{basis}]",
                *(f"{name} = {value:.4f}" for name, value in numbers.items()),
            ]
    return table, "\n".join(record) + "\n"


def stems():
    """Return the text of stems.tsv: each word of the codebook's patterns as it is stemmed, and its stem."""
    stem = snowballstemmer.stemmer("english").stemWord
    patterns = rules_of(load_codebook()).patterns
    words = {
        word
        for p in patterns
        for part in p.parts
        for place in part
        for group in place
        for word in group.split("_")
    }
    plain = sorted({plain_form(word.removeprefix("=")) for word in words})
    return "".join(f"{word}\t{stem(word)}\n" for word in plain)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--stems", action="store_true")
    args = parser.parse_args()
    room = Path(prior_module.__file__).parent
    made = {"stems.tsv": stems()}
    if not args.stems:
        folder = need("corpus/labels_dev.csv").parent
        made |= zip(("prior.tsv", "prior.toml"), written(folder), strict=True)
    for name, text in made.items():
        if args.check:
            same = (room / name).read_text(encoding="utf-8") == text
            print(f"{name}: {'as written now' if same else 'is not what would be written now'}")
        else:
            (room / name).write_text(text, encoding="utf-8")
            print(f"{name}: {len(text) / 1000:.0f} kB")


if __name__ == "__main__":
    main()
