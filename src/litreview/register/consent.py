"""What an interviewee agreed to, held against what people wrote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litreview.model import Problem, Source, Where


def check_consent(cited: Iterable[tuple[Where, str]], sources: Iterable[Source]) -> Iterator[Problem]:
    """Yield a warning (LR635) for each place that cites by code an interview whose consent is for its group only.

    `cited` are places and the keys of the sources cited there.
    """
    unnamed = {source.key for source in sources if source.unnamed}
    for where, key in dict.fromkeys(cited):
        if key in unnamed:
            yield Problem(
                where=where,
                code="LR635",
                level="warning",
                message=f"{key} is cited by its code, and its consent is 'group only'",
                remedy='name the group in words ("people of law enforcement said") and take the code out of what you publish; '
                "our own outputs print the interview without its code",
                key=key,
            )
