"""ASReview's ELAS u4 on one labelled set, in an environment of its own (it needs older rispy and pandas than litreview).

    python3 -m venv asreview-env && asreview-env/bin/pip install asreview
    asreview-env/bin/python benchmarks/peer_asreview.py < SET.json > ORDERS.json

Reads `{"texts": [[title, abstract], …], "labels": [0, 1, …], "starts": [[a, b], …]}`: the works, whether each is relevant, and for each
simulated review the works that are labelled before the first ranking. Writes the order in which each review was screened, those first works
ahead, until the last relevant one. `benchmarks/screening.py` calls it.
"""

import json
import sys

import numpy as np


def simulate(features, labels, start, cycle):
    """Return the order of one review; a model is learned anew after each answer."""
    order = list(start)
    left = np.ones(len(labels), dtype=bool)
    left[order] = False
    while labels[left].any():
        cycle.fit(features[order], labels[order])
        places = np.flatnonzero(left)
        best = places[cycle.rank(features[places])[0]]
        order.append(int(best))
        left[best] = False
    return order


def main():
    try:
        import pandas as pd
        from asreview.learner import ActiveLearningCycle
        from asreview.models.models import get_ai_config
    except ImportError as error:
        print(f"not run: {sys.executable} has no asreview ({error})")
        return
    given = json.load(sys.stdin)
    labels = np.array(given["labels"])
    cycle = ActiveLearningCycle.from_meta(get_ai_config("elas_u4")["value"])
    features = cycle.transform(pd.DataFrame(given["texts"], columns=["title", "abstract"])).tocsr()
    json.dump([simulate(features, labels, start, cycle) for start in given["starts"]], sys.stdout)


if __name__ == "__main__":
    main()
