"""The evaluator: computes each stage of a graph once, and again only if an input changed.

    @stage()
    def doubled(number: int) -> int: ...        # needs the input or the stage `number`

    Evaluator(graph([doubled]), {"number": 2}).value("doubled")

A stage is a pure function. The names of its parameters are its needs: inputs, or other stages. With a codec its value is stored on disk, in
the store of a review, under the digest of its needs. This package knows nothing of reviews.
"""

from litreview.engine.codec import Codec as Codec
from litreview.engine.digest import Digests as Digests, is_same as is_same
from litreview.engine.evaluator import Evaluator as Evaluator, Explained as Explained
from litreview.engine.stage import (
    Previous as Previous,
    Stage as Stage,
    graph as graph,
    stage as stage,
    stages_of as stages_of,
)
from litreview.engine.store import Store as Store
