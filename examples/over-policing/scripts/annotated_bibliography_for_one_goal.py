"""Write an annotated bibliography of the sources on one goal, and print how many of them have an annotation.

Run it from anywhere: `python examples/over-policing/scripts/annotated_bibliography_for_one_goal.py [GOAL]` (default: prevent)
"""

import sys
from pathlib import Path

import litreview as lr

REVIEW = Path(__file__).resolve().parents[1]


def main(goal: str = "prevent") -> None:
    """Write `out/annotated-GOAL.md`, by source type, and say so."""
    review = lr.open_review(REVIEW)
    options = lr.BibliographyOptions(
        title=f"Sources on: {goal}", group_by="type", code=goal, notes=review.notes
    )
    text = lr.annotate(review.included, review.tags, options, style="chicago", format="md")
    target = REVIEW / "out" / f"annotated-{goal}.md"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(text)
    sources = {tag.source for tag in review.tags if tag.code == goal}.intersection(
        s.key for s in review.included
    )
    noted = sorted(sources.intersection(review.notes))
    print(f"{target}: {len(sources)} sources on {goal}, {len(noted)} with a note: {', '.join(noted)}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
