"""Decide in a loop, write a Word document for each goal in a style of one's own: `python bibliography_for_each_goal.py [FOLDER]`"""

import sys
from pathlib import Path

import litreview as lr

OUT = Path(*sys.argv[1:] or ["out"])
HERE = Path(__file__).parent
review = lr.open_review(HERE.parents[1] / "demonstration")  # invented works, so that nobody's is judged
services = {tag.source for tag in review.tags if tag.code == "services"}
decisions: list[lr.Decision] = []
for source in review.included:
    verb = "tag" if source.key in services else "not-tag"
    why = "who offers services protects"
    decisions += [lr.Decision(by="me", verb=verb, key=source.key, value="protect", reason=why)]
tags = lr.tag(review.included, review.codebook, decisions)
print(lr.explain(review.included[0], tags))
OUT.mkdir(exist_ok=True)
for goal in (code.id for code in review.codebook.goals if code.enabled):
    options = lr.BibliographyOptions(title=f"{goal}: invented works", code=goal, notes=review.notes)
    own = HERE / "own-style.csl"
    lr.annotate(review.included, tags, options, style=own, path=OUT / f"{goal}.docx")
