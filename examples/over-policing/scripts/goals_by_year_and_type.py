"""Draw how many sources inform each goal, by year and by type of source: `python goals_by_year_and_type.py [FOLDER]`"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd

import litreview as lr

OUT = Path(*sys.argv[1:] or ["out"])
review = lr.open_review(Path(__file__).parents[1])
sources = lr.to_frame(review.included, tags=review.tags)
coded = sources.assign(goal=sources["goals"].str.split("; ")).explode("goal")
by_year = pd.crosstab((coded["year"] // 5 * 5).rename("five years from"), coded["goal"])
by_type = pd.crosstab(coded["source_type"], coded["goal"])
print(by_year, by_type, sep="\n\n")
figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
by_year.plot.bar(stacked=True, ax=axes[0], ylabel="sources")
by_type.plot.barh(stacked=True, ax=axes[1], legend=False, xlabel="sources")
OUT.mkdir(exist_ok=True)
figure.savefig(OUT / "goals.svg")
