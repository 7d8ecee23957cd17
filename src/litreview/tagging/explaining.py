"""Why a source has its tags, in words."""

from __future__ import annotations

from collections.abc import Iterable

from litreview.codebook import NONE, UNREAD
from litreview.model import Source, Span, Tag
from litreview.results import GoalState

_LIMIT = 5  # quotes per code; the table of tags has them all
_LONG = 80


def explain(source: Source, tags: Iterable[Tag]) -> str:
    """Return one sentence per tag of the source: `protect, because 'victim services' (title), 'T visa' (abstract)`.

    Tags of other sources are left out. The text of a confidential source is never quoted.
    """
    keys = {source.key, *source.former_keys}
    return "\n".join(_sentence(source, tag) for tag in tags if tag.source in keys)


def explain_state(state: GoalState) -> str:
    """Return the machine's answer on a goal in one line: `likely protect (0.97): 'victim services' (title)`.

    >>> explain_state(GoalState(source="a", code="protect", state="ask", answer=False, probability=0.4, reason="only the title was there"))
    'ask: rather not protect (0.40): only the title was there'
    """
    no = "" if state.answer else "not "
    answer = f"ask: rather {no}{state.code}" if state.state == "ask" else f"{state.state} {no}{state.code}"
    return f"{answer} ({state.probability:.2f}): {state.reason}"


def _sentence(source: Source, tag: Tag) -> str:
    if tag.code == UNREAD and tag.method != "human":
        what = (
            "only the title could be read and it decides nothing" if tag.basis else "there is no text to read"
        )
        return f"{tag.code}, because {what}"
    if tag.code == NONE and tag.method != "human":
        return f"{tag.code}, because nothing in the {tag.basis or 'text'} speaks for a code"
    reasons = []
    if tag.method == "human":
        reasons.append(f"{tag.coder or 'a person'} decided so")
    elif tag.method == "model":
        reasons.append(f"a model suggests it ({tag.score:.2f})")
    if not source.confidential or (tag.spans and all(span.field in _NAMES for span in tag.spans)):
        reasons += _quotes(tag.spans)
    return f"{tag.code}, because {', '.join(reasons)}" if reasons else tag.code


def _quotes(spans: Iterable[Span]) -> list[str]:
    """Return the spans as quotes, each once, with an ellipsis for those beyond the limit."""
    quotes = dict.fromkeys(
        f"'{span.text if len(span.text) <= _LONG else span.text[: _LONG - 1] + '…'}' ({_field(span.field)})"
        for span in spans
    )
    shown = list(quotes)[:_LIMIT]
    return [*shown, "…"] if len(quotes) > _LIMIT else shown


def _field(name: str) -> str:
    return _NAMES.get(name, name)


_NAMES = {"entrytype": "entry type", "citekey": "key"}
"""What a source has beside its fields, which a sealed one shows too."""
