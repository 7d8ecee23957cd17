"""Full citations for law reviews and court documents, by rules of our own (docs: "Bluebook")."""

from litreview.bibliography.bluebook.rules import bluebook

__all__ = ["bluebook"]
