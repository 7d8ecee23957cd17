"""The evaluator: computes the stages of a graph once, and again only where an input changed.

    @stage()
    def doubled(number: int) -> int: ...        # needs the input or the stage `number`

    Evaluator(graph([doubled]), {"number": 2}).value("doubled")

A stage is a pure function. The names of its parameters are its needs: inputs, or other stages. This room knows nothing of reviews.
"""

from litreview.engine.equality import is_same
from litreview.engine.evaluator import Evaluator
from litreview.engine.stage import Previous, Stage, graph, stage, stages_of

__all__ = ["Evaluator", "Previous", "Stage", "graph", "is_same", "stage", "stages_of"]
