"""The graph of a review's stages: each stage names its inputs as parameters, and the engine computes it.

    settings, merging      from files and decisions to sources
    texts                  full texts: whose they are, what they add, quotes held against them
    study_selection        what counts as evidence
    tagging, citations     what sources say of goals and of each other
    notes, findings, interviews, documents, problems
    ledger                 every number that a review states
    reporting              what the report shows

A new stage is a function here, decorated with `stage`, and a line of `litreview.review.session.Review`.
"""

from litreview.engine import graph, stages_of
from litreview.review.stage_graph import (
    citations,
    documents,
    findings,
    interviews,
    ledger,
    merging,
    notes,
    problems,
    reporting,
    settings,
    study_selection,
    tagging,
    texts,
)

MODULES = (
    settings, merging, texts, study_selection, tagging, citations, notes, findings, interviews, documents, problems,
    ledger, reporting,
)  # fmt: skip
STAGES = graph(stages_of(*MODULES))
"""Every stage of a review by name, each after those that it needs."""
