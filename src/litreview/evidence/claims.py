"""Claims: what an agency, a vendor or the press says of its own work or repeats. A claim is shown, and is never evidence of an outcome.

The rule is the codebook's (0.4, 8a.14): agency and vendor claims, guidance and press releases are flagged and counted apart. News counts
with the press, for it mostly repeats what was released.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from litreview.model import EvidenceNote, Source, Tag
from litreview.works.kinds import KINDS as TYPES
from litreview.works.kinds import source_type

DESIGNS = ("agency claim", "vendor claim", "guidance")
"""Values of the evidence field `design` that make a source a claim."""
KINDS = {"press-release": "press release", "news": "news"}
"""Kinds of sources that are claims -> what they are called."""


def find_claims(
    sources: Iterable[Source], tags: Iterable[Tag] = (), notes: Iterable[EvidenceNote] = ()
) -> Mapping[str, str]:
    """Return the sources that are claims, by key, and why: the design that people noted, else the kind.

    A design that people noted counts above the kind: a news story that a person found to be an ethnography is none. What is disputed
    makes no claim, and is none either way: then the kind decides.
    """
    tagged: dict[str, list[str]] = {}
    for tag in tags:
        if tag.code in TYPES:
            tagged.setdefault(tag.source, []).append(tag.code)
    designs = {note.source: note.value for note in notes if note.field == "design" and not note.disputed}
    found = {}
    for source in sources:
        design = designs.get(source.key, "")
        if design in DESIGNS:
            found[source.key] = design
        elif not design:
            kinds = tagged.get(source.key) or [source_type(source)[0]]
            if claimed := [KINDS[kind] for kind in kinds if kind in KINDS]:
                found[source.key] = claimed[0]
    return found
