"""What an interviewee agreed to, held against what people wrote."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from litreview.model import Problem, Source, Where
from litreview.problems import problem


def check_consent(
    cited: Iterable[tuple[Where, str]], sources: Iterable[Source], withdrawn: Collection[str] = ()
) -> Iterator[Problem]:
    """Yield a warning (LR635) for each place that names by code an interview whose consent is for its group only, or that was withdrawn.

    `cited` are places and the keys of the sources cited there, or codes of none; `withdrawn` the codes that were withdrawn.
    """
    unnamed = {source.key for source in sources if source.unnamed}
    for where, key in dict.fromkeys(cited):
        if key in unnamed:
            yield problem("LR635.group", where, key=key)
        elif key in withdrawn:  # said without the code: it is to be named nowhere
            yield problem("LR635.withdrawn", where)
