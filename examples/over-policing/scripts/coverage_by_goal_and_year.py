"""Print how many included sources inform each goal of the Act, by five years of publication.

Run it from anywhere: `python examples/over-policing/scripts/coverage_by_goal_and_year.py`
"""

from pathlib import Path

import pandas as pd

import litreview as lr

REVIEW = Path(__file__).resolve().parents[1]


def coverage(review: lr.Review) -> pd.DataFrame:
    """Return a table: period × goal, the number of included sources. One source may inform several goals, or none."""
    goals = [code.id for code in review.codebook.goals if code.enabled]
    sources = lr.to_frame(review.included)[["key", "year"]]
    tags = lr.to_frame(review.tags)[["source", "code"]].drop_duplicates()
    coded = sources.merge(tags[tags["code"].isin(goals)], left_on="key", right_on="source")
    first = coded["year"] // 5 * 5
    period = first.map(lambda year: f"{year}-{year + 4}" if pd.notna(year) else "no date")
    return pd.crosstab(period, coded["code"]).reindex(columns=goals, fill_value=0).rename_axis("years")


def main() -> None:
    """Print the table."""
    review = lr.open_review(REVIEW)
    print(f"{len(review.included)} of {len(review.sources)} sources are in; sources per goal and period:\n")
    print(coverage(review).to_string())


if __name__ == "__main__":
    main()
