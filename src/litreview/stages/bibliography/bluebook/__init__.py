"""Full citations for law reviews and court documents, by rules of our own (docs: "Bluebook")."""

from litreview.stages.bibliography.bluebook.editions import NAMES, Manner, read_manner
from litreview.stages.bibliography.bluebook.full_citations import bluebook
from litreview.stages.bibliography.bluebook.legal import has_legal_place

__all__ = ["NAMES", "Manner", "bluebook", "has_legal_place", "read_manner"]
