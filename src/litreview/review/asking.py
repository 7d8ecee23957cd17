"""What a person is asked: pairs that may be one work, and codes a source may have. The same for terminal and sheet.

What is confidential is never asked about; what has been decided is not asked again. Whoever codes sees neither what others
said of a source nor what followed from it: only the words and the rules' suggestions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from litreview import decisions as decisions_
from litreview.codebook import RESERVED, Code, Codebook
from litreview.model import Decision, Source, Tag, Work
from litreview.review.stages import Review

__all__ = ["CodeQuestion", "address", "code_questions", "codes_asked", "suggestions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeQuestion:
    """Whether a source has a code. `suggested` is the rules' tag, None where no words suggest it."""

    source: Source
    code: Code
    suggested: Tag | None = None


def address(work: Work) -> str:
    """Return where a work can be read: its DOI as a link, else its URL."""
    return f"https://doi.org/{work.doi}" if work.doi else work.get("url")


def codes_asked(codebook: Codebook) -> tuple[Code, ...]:
    """Return the codes that are asked of every source: those of the main group, but for `none` and `unread`."""
    return tuple(
        code
        for code in codebook.codes
        if code.group == codebook.main_group and code.enabled and code.id not in RESERVED
    )


def suggestions(review: Review) -> tuple[Tag, ...]:
    """Return what the rules alone say of the sources: no person's decision has a part in it."""
    from litreview.tagging import tag

    return tag(review.sources, review.codebook)


def code_questions(review: Review, by: str, sources: Sequence[Source] = ()) -> tuple[CodeQuestion, ...]:
    """Return what `by` has not said yet of each source: the main codes, then other codes that its words suggest.

    `sources` gives the order (default: every included source as it was read). The type of a source is not asked.
    """
    main = codes_asked(review.codebook)
    asked = {code.id for code in main}
    others = [
        c for c in review.codebook.codes if c.id not in asked and c.id not in RESERVED and c.group != "type"
    ]
    suggested = {(tag.source, tag.code): tag for tag in suggestions(review)}
    said = {(d.key, d.value) for d in own_decisions(review, by) if d.verb in ("tag", "not-tag")}
    found = []
    for source in sources or review.included:
        if source.confidential:
            continue
        codes = [*main, *(code for code in others if (source.key, code.id) in suggested)]
        found += [
            CodeQuestion(source=source, code=code, suggested=suggested.get((source.key, code.id)))
            for code in codes
            if (source.key, code.id) not in said
        ]
    return tuple(found)


def own_decisions(review: Review, by: str) -> tuple[Decision, ...]:
    """Return what one person has said that still counts, in terms of today's keys. Adjudicators don't enter into it."""
    mine, _ = decisions_.rebase([d for d in review.decided if d.by == by], review.sources)
    return decisions_.current(mine)
