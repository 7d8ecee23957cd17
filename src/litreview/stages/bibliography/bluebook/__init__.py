"""Full citations for law reviews and court documents, by rules of our own (docs: "Bluebook")."""

from litreview.stages.bibliography.bluebook.editions import NAMES, Manner, read_manner
from litreview.stages.bibliography.bluebook.full_citations import bluebook

__all__ = ["NAMES", "Manner", "bluebook", "read_manner"]
