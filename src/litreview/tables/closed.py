"""The columns that take one of a closed list of values: in a DataFrame they are categories, in this order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from litreview.model import Basis, CitationMethod, Level, TagMethod
from litreview.results import SIDES, STREAMS, StatusName
from litreview.results.assessment import APART, FOUND
from litreview.results.goals import State
from litreview.results.requests import Outcome
from litreview.results.verification import SOURCE_VERDICTS
from litreview.verbs import VERBS

_BASIS = tuple(name for name in get_args(Basis) if name)
_STAGES = ("abstract", "fulltext")

CLOSED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "tags": {"method": get_args(TagMethod), "basis": _BASIS},
    "sources": {"basis": _BASIS, "status": get_args(StatusName), "stage": _STAGES, "stream": STREAMS},
    "excluded": {"status": get_args(StatusName), "stage": _STAGES},
    "citations": {"method": get_args(CitationMethod)},
    "problems": {"level": get_args(Level)},
    "decisions": {"verb": VERBS, "shown": ("yes", "no")},
    "goals": {"state": get_args(State), "answer": ("yes", "no")},
    "assessment": {"stream": STREAMS, "column": (*FOUND, *APART)},
    "agreement": {"statistic": ("alpha", "kappa")},
    "findings": {"kind": ("finding", "open statement", "recommendation"), "side": (*SIDES, "rests on")},
    "manuscript": {"status": ("cited", "undefined", "unused")},
    "verified": {"verdict": tuple(SOURCE_VERDICTS.values())},
    "requests": {"outcome": get_args(Outcome)},
}
"""Table -> column -> its values. Texts in files are the same with or without."""
