"""Code by a codebook of one's own: kappa of two people, and of its words with each: `python agreement_on_a_codebook.py`"""

import csv
from pathlib import Path

import litreview as lr

HERE = Path(__file__).parent
book = lr.load_codebook(HERE / "operations.toml")
codes = [code.id for code in book.goals]
sources = lr.dedupe(lr.read(HERE.parents[1] / "demonstration/bib")).sources
tagged = {(tag.source, tag.code) for tag in lr.tag(sources, book)}

decisions = []
for row in csv.DictReader((HERE / "operations.csv").open(encoding="utf-8")):
    key = row["key"]
    for code in codes:
        verb = "tag" if row[code] == "yes" else "not-tag"
        decisions += [lr.Decision(by=row["coder"], verb=verb, key=key, value=code)]
        verb = "tag" if (key, code) in tagged else "not-tag"
        decisions += [lr.Decision(by="words", verb=verb, key=key, value=code)]
for found in lr.measure_agreement(decisions, codes):
    for pair in found.kappas:
        print(f"{found.about:<10} {' and '.join(pair.coders):<20} {pair.n:>3} works  kappa {pair.kappa}")
