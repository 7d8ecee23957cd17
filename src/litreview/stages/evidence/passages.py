"""Passages of findings: the place and quote in a source that support a side of a finding.

    supports = ["Doe2012Raids", {key = "Roe2016Door", where = "p. 12", quote = "None of us was asked."}]

The words of an interviewee do not belong in findings.toml: they are printed if `private/quotes.tsv` has them and consent allows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from litreview.core import text
from litreview.core.errors import near_miss
from litreview.core.model import Passage, Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.results.chains import Findings

_FIELDS = ("key", "where", "quote")
_LEFT_OUT = re.compile(r"\[[^\]]*\]|…|\.{3,}")
"""Text that an author inserts into a quote: `[…]`, `[the police]`, `...`."""


class NamedSource(NamedTuple):
    """A source as written on a side of a finding, by any of its keys."""

    name: str
    where: str = ""
    quote: str = ""


class Fault(NamedTuple):
    """A fault of a value: the name of its Problem, the word that is on its line, and the values of the message."""

    name: str
    word: str
    values: Mapping[str, object]


def read_side(side: str, value: Any) -> tuple[tuple[NamedSource, ...], tuple[Fault, ...]]:
    """Return the sources that one side of a finding names, once per passage, and the faults of invalid items."""
    items = [value] if isinstance(value, str | Mapping) else value if isinstance(value, Sequence) else []
    found: list[NamedSource] = []
    faults: list[Fault] = []
    is_valid = value is None or isinstance(value, str | Mapping | list)
    for item in items:
        if isinstance(item, str):
            found.append(NamedSource(item.strip()))
        elif isinstance(item, Mapping):
            faults += _item_faults(side, item)
            found.append(NamedSource(*(_text(item.get(name)) for name in _FIELDS)))
        else:
            is_valid = False
    if not is_valid:
        faults.append(Fault("LR501.keys", side, {"side": side}))
    return tuple(dict.fromkeys(one for one in found if one.name)), tuple(faults)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _item_faults(side: str, item: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield the faults of a table in place of a key; no message repeats its `where` and `quote`."""
    if not _text(item.get("key")):
        yield Fault("LR501.no-key", side, {"side": side})
    for name in _FIELDS[1:]:
        if name in item and not isinstance(item[name], str):
            yield Fault("LR501.text", name, {"name": name})
    for name in item:
        if name not in _FIELDS:
            # an unknown name may be words of an interviewee, so it is not quoted
            yield Fault(
                "LR506.field-of-source", name, {"near": near_miss(name, _FIELDS), "known": ", ".join(_FIELDS)}
            )


def seal_passages(
    found: Findings,
    sources: Iterable[Source],
    streams: Mapping[str, str],
    allowed: Mapping[str, Mapping[str, str]],
    path: str = "findings.toml",
    *,
    absent: bool = False,
) -> Findings:
    """Return the findings without passages of interviews and confidential sources, except allowed quotes.

    `allowed` has, by code, the printable quotes with their place in the transcript: this place is printed, not the one in
    findings.toml. Each passage left out is a Problem (LR541) that repeats no word of it; an info where the table is `absent`, as in a
    copy of the review without private/.
    """
    sealed = {
        source.key for source in sources if source.confidential or streams.get(source.key) == "interview"
    }
    name = "LR541.absent" if absent else "LR541.refused"
    problems: list[Problem] = []
    findings = []
    for finding in found.findings:
        passages: list[Passage] = []
        for one in finding.passages:
            if one.key not in sealed:
                passages.append(one)
            elif printable := _allowed(one, allowed.get(one.key, {})):
                passages.append(printable)
            else:
                where = Where(file=path, line=finding.lines.get(one.key, finding.line))
                problems.append(problem(name, where, key=one.key, id=finding.id))
        findings.append(replace(finding, passages=tuple(passages)))
    return Findings(tuple(findings), found.recommendations, (*found.problems, *problems))


def _allowed(one: Passage, quotes: Mapping[str, str]) -> Passage | None:
    """Return the passage with the table's place of its quote, None if the table lacks the quote."""
    wanted = text.fold(one.quote)
    for words, span in quotes.items():
        if wanted and wanted == text.fold(words):
            return replace(one, quote=words, where=span)
    return None


def lacks_quote(source: Source, note: str, quote: str) -> bool:
    """Return whether none of the available texts of a source has the words of a quote; False if there is no text, or the source is confidential.

    Texts are the abstract, the notes in its entry, and `note`, its annotation. Most quotes are from a full text, which a review does not
    hold: then nobody can compare them.
    """
    if not quote or source.confidential:
        return False
    texts = [
        (name, work.get(name)) for work in (source, *source.records, *source.enriched) for name in TEXT_FIELDS
    ]
    is_held = note.strip() or any(len(words.split()) >= TEXT_FIELDS[name] for name, words in texts)
    return bool(is_held) and not any(
        contains_quote(words, quote) for words in (note, *(words for _, words in texts))
    )


TEXT_FIELDS = {"abstract": 6, "note": 12, "annote": 12, "annotation": 12}
"""The fields that may hold a text, and the words that each needs for that: less is `n/a`, or a remark on the edition."""


def contains_quote(source_text: str, quote: str) -> bool:
    """Return whether a text has the parts of a quote, in their order, ignoring case, accents and punctuation."""
    rest = f" {text.fold(source_text)} "
    for part in _LEFT_OUT.split(quote):
        wanted = text.fold(part)
        if not wanted:
            continue
        found = rest.find(f" {wanted} ")
        if found < 0:
            return False
        rest = rest[found + len(wanted) + 1 :]
    return True
