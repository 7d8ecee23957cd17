"""Words around a quote that turn its sense: “there is no evidence that X” is not to be quoted as “evidence that X”.

The rule holds for any text: what negates a clause stands before what it negates, or in the predicate right after a clause that is its subject. The
words are rows of `turning-words.tsv`, with an example each way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from litreview.stages.texts.pages import split_sentences

_NEAR = 4
"""The words before a quote among which one may turn it: with more between, another clause has mostly begun."""
_LEFT_OUT = 8
"""The words left out of a quote among which one turns it wherever it stands; of more, those near what follows."""
_CLAUSE = re.compile(
    r"[;:,()\[\]“”\"]|\s[–—-]+\s|\b(?:and|or|but|yet|because|although|though|whereas|while|so)\b",
    re.IGNORECASE,
)
_PREDICATE = r"(?:that\s+)?(?:is|are|was|were|be|been|has|have|had|do|does|did|can|could|will|would|shall|should|may|might|must|seems?|remains?)"

_ENDED = re.compile(r"(?:^|[.!?][”\"’)\]]*\s*|\n\s*)$")


class TurningWords(NamedTuple):
    """A row of the table: on which side of a quote its words stand, and an example that they turn, and one that they do not."""

    side: str
    words: str
    turned: str
    not_turned: str


@cache
def turning_words() -> tuple[TurningWords, ...]:
    """Return the rows of the table."""
    text = (files("litreview.stages.texts") / "turning-words.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if line and not line.startswith("#")][1:]
    return tuple(TurningWords(*line.split("\t")) for line in lines)


def words_that_turn(before: str, after: str, rows: tuple[TurningWords, ...] = ()) -> str:
    """Return the words of its sentence that turn the sense of a quote, from the text on both sides of it; `""` if none do.

    >>> words_that_turn("They looked. There is no evidence that", "in the data.")
    'no evidence that …'
    >>> words_that_turn("They looked. That", "was never shown.")
    '… was never shown'
    >>> words_that_turn("There is none. Of the raids", "in the data.")
    ''
    """
    patterns = _patterns(rows or turning_words())
    if re.search("[a-z]", before + after):  # among small letters, words in capitals are abbreviations (`NO`)
        before, after = (re.sub(r"\b([A-Z]{2,})\b", r"\1_", text) for text in (before, after))
    sentence = "" if _ENDED.search(before) else split_sentences(before)[-1][1]
    words = _CLAUSE.split(patterns["plain"].sub(" ", sentence))[-1].split()[-_NEAR:]
    if found := patterns["before"].search(" ".join(words)):
        return f"{' '.join(words)[found.start() :].strip()} …".replace("_", "")
    follows = patterns["plain"].sub(" ", split_sentences(after.lstrip(" ”’\"'"))[0][1])
    predicate = rf"{_PREDICATE}(?:(?=n['’]t)|\s+)(?:\w+\s+)?{patterns['after'].pattern}[^.;,]*"
    if found := re.match(predicate, follows, re.IGNORECASE):
        return f"… {' '.join(found[0].split()[:8])}".replace("_", "")
    return ""


def words_left_out(gap: str) -> str:
    """Return the words left out of the middle of a quote if they turn what follows; `""` if not.

    >>> words_left_out("do not, in our view,"), words_left_out("in both cities")
    ('… do not, in our view, …', '')
    """
    words = gap.split()
    is_short = len(words) <= _LEFT_OUT and len(split_sentences(gap)) == 1
    patterns = _patterns(turning_words())
    if (is_short and patterns["before"].search(patterns["plain"].sub(" ", gap))) or words_that_turn(gap, ""):
        return f"… {' '.join(words[-_LEFT_OUT:])} …"
    return ""


@cache
def _patterns(rows: tuple[TurningWords, ...]) -> dict[str, re.Pattern[str]]:
    def alternatives(side: str) -> Iterator[str]:
        for row in (one for one in rows if one.side == side):
            start = "" if row.words.startswith("n'") else r"\b"
            words = re.escape(row.words).replace(r"\*", r"\w*").replace("'", "['’]").replace(r"\ ", r"\s+")
            yield f"{start}{words}\\b"

    sides = {side: "|".join(alternatives(side)) or r"(?!)" for side in ("before", "after", "plain")}
    # the word itself is shown whole: `didn't`, not `n't`
    return {
        side: re.compile(rf"\w*?(?:{words})" if side == "before" else f"(?:{words})", re.IGNORECASE)
        for side, words in sides.items()
    }
