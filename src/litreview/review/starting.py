"""What a new review begins with, beside its settings: a findings.toml of comments, which is a whole one once `# ` is taken away."""

from __future__ import annotations

FINDINGS_START = """## What the review found, on which sources each statement rests, and what is recommended for it. `litreview run` holds it against
## the review: a source that was excluded, a claim, a side that nobody spoke for is told. To begin, take `# ` away from the lines you need.

# [[finding]]
# id = "F1"
# statement = "What was found, in one sentence."
# goal = ""                       # a code of the codebook's main group
# stance = ""                     # what the statement says of the goal: supports, contradicts, mixed, describes, unclear
# supports = [                    # keys, or tables that say where a source shows it, and in which words
#   {key = "Farrell2010Where", where = "p. 201", quote = "words of the source, as they are there"},
# ]
# contradicts = []                # what speaks against the statement
# qualifies = []                  # for whom, where or when it does not hold
# recommendations = ["R1"]
# strength = "moderate"           # in your own words, how far to trust it …
# strength_reason = "why"         # … and why
## A statement that is yet to be examined, and no finding, has state = "open" instead of sources.
## Words of an interviewee do not belong here, but into private/quotes.tsv, with their consent.

## Where published qualitative studies and nothing else support a finding, GRADE-CERQual in place of strength, below the finding:
## level is high, moderate, low or very low; a concern is no, minor, moderate or serious.
# [finding.cerqual]
# level = "moderate"
# methodological_limitations = {concern = "minor", reason = "how the studies were made"}
# coherence = {concern = "no"}    # whether the finding fits their data
# adequacy = {concern = "moderate", reason = "how rich and how many the data are"}
# relevance = {concern = "minor", reason = "whether they are of the people, place and matter that the review asks about"}

# [[recommendation]]
# id = "R1"
# statement = "What to do."
# findings = ["F1"]
"""
