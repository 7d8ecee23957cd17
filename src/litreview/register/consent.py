"""What an interviewee agreed to, held against what people wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from litreview.model import Problem, Source, Where

_GROUP_ONLY = (
    'name the group in words ("people of law enforcement said") and take the code out of what you publish; '
    "our own outputs print the interview without its code"
)
_WITHDRAWN = "take it out of the text: outputs print it as it stands"


def check_consent(
    cited: Iterable[tuple[Where, str]], sources: Iterable[Source], withdrawn: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield a warning (LR635) for each place that names by code an interview whose consent is for its group only, or that was withdrawn.

    `cited` are places and the keys of the sources cited there, or codes of none; `withdrawn` the codes that were withdrawn.
    """
    unnamed = {source.key for source in sources if source.unnamed}
    for where, key in dict.fromkeys(cited):
        if key in unnamed:
            why = "and its consent is 'group only' or not for this publication"
            yield _problem(where, f"{key} is cited by its code, {why}", _GROUP_ONLY, key)
        elif key in withdrawn:  # said without the code: it is to be named nowhere
            yield _problem(where, "this names the code of somebody who withdrew", _WITHDRAWN)


def _problem(where: Where, message: str, remedy: str, key: str = "") -> Problem:
    return Problem(where=where, code="LR635", level="warning", message=message, remedy=remedy, key=key)
