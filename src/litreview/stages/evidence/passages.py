"""Passages: where in a source, and in which of its words, a side of a finding is shown.

    supports = ["Doe2012Raids", {key = "Roe2016Door", where = "p. 12", quote = "None of us was asked."}]

The words of an interviewee are no part of findings.toml: they are printed if `private/quotes.tsv` has them and consent allows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from litreview.core import text
from litreview.core.errors import near_miss
from litreview.core.model import Finding, Passage, Problem, Source, Where
from litreview.core.problems import problem
from litreview.core.results import Findings

_FIELDS = ("key", "where", "quote")
_LEFT_OUT = re.compile(r"\[[^\]]*\]|…|\.{3,}")
"""What an author puts into a quote: `[…]`, `[the police]`, `...`."""


class Named(NamedTuple):
    """One source as a side of a finding names it, by whatever key."""

    name: str
    where: str = ""
    quote: str = ""


class Fault(NamedTuple):
    """What is wrong with a value: the name of its row among the Problems, the word on whose line it stands, and what fills the row's words."""

    name: str
    word: str
    said: Mapping[str, object]


def read_side(side: str, value: Any) -> tuple[tuple[Named, ...], tuple[Fault, ...]]:
    """Return the sources that one side of a finding names, as often as it has a passage of each, and what is wrong with the rest."""
    items = [value] if isinstance(value, str | Mapping) else value if isinstance(value, Sequence) else []
    found: list[Named] = []
    faults: list[Fault] = []
    whole = value is None or isinstance(value, str | Mapping | list)
    for item in items:
        if isinstance(item, str):
            found.append(Named(item.strip()))
        elif isinstance(item, Mapping):
            faults += _item_faults(side, item)
            found.append(Named(*(_text(item.get(name)) for name in _FIELDS)))
        else:
            whole = False
    if not whole:
        faults.append(Fault("LR501.keys", side, {"side": side}))
    return tuple(dict.fromkeys(one for one in found if one.name)), tuple(faults)


def _text(value: Any) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _item_faults(side: str, item: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a table that stands for a key; no message has a word of its `where` and `quote`."""
    if not _text(item.get("key")):
        yield Fault("LR501.no-key", side, {"side": side})
    for name in _FIELDS[1:]:
        if name in item and not isinstance(item[name], str):
            yield Fault("LR501.text", name, {"name": name})
    for name in item:
        if name not in _FIELDS:
            # a name that was not meant as one may be words of an interviewee
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
    """Return the findings without the words of interviewees and of what is confidential, but for those that are allowed.

    `allowed` has by code the quotes that may be printed and the place of each in its transcript: what is printed is this place, whatever
    stands in findings.toml. Each passage left out is a Problem (LR541) that has no word of it; an info where the table is `absent`, as in a
    copy of the review without private/.
    """
    held = {source.key for source in sources if source.confidential or streams.get(source.key) == "interview"}
    name = "LR541.absent" if absent else "LR541.refused"
    problems: list[Problem] = []
    findings = []
    for finding in found.findings:
        kept: list[Passage] = []
        for one in finding.passages:
            if one.key not in held:
                kept.append(one)
            elif may := _allowed(one, allowed.get(one.key, {})):
                kept.append(may)
            else:
                where = Where(file=path, line=finding.lines.get(one.key, finding.line))
                problems.append(problem(name, where, key=one.key, id=finding.id))
        findings.append(replace(finding, passages=tuple(kept)))
    return Findings(tuple(findings), found.recommendations, (*found.problems, *problems))


def _allowed(one: Passage, quotes: Mapping[str, str]) -> Passage | None:
    """Return the passage with the place that the quote has in its table, None if it has no such quote."""
    wanted = text.fold(one.quote)
    for words, span in quotes.items():
        if wanted and wanted == text.fold(words):
            return replace(one, quote=words, where=span)
    return None


def check_quotes(
    findings: Iterable[Finding],
    sources: Iterable[Source],
    notes: Mapping[str, str],
    path: str = "findings.toml",
) -> Iterator[Problem]:
    """Yield an info (LR542) for each quote that neither the abstract nor a note of its source has, where there is one.

    `notes` are the annotations by key. What is confidential is not looked at.
    Most quotes are from a full text that the review does not hold: this says what could not be seen, not that a quote is wrong.
    """
    by_key = {source.key: source for source in sources if not source.confidential}
    for finding in findings:
        for one in finding.passages:
            source = by_key.get(one.key)
            if source is None or not one.quote:
                continue
            texts = [*_texts(source), notes.get(one.key, "")]
            if any(texts) and not any(_holds(held, one.quote) for held in texts):
                yield problem(
                    "LR542",
                    Where(file=path, line=finding.lines.get(one.key, finding.line)),
                    key=one.key,
                    id=finding.id,
                )


def _texts(source: Source) -> Iterator[str]:
    for work in (source, *source.records):
        for name in ("abstract", "note", "annotation", "annote"):
            yield work.get(name)


def _holds(held: str, quote: str) -> bool:
    """Return whether a text has the parts of a quote, in their order, whatever case, accents and marks they are written with."""
    rest = f" {text.fold(held)} "
    for part in _LEFT_OUT.split(quote):
        wanted = text.fold(part)
        if not wanted:
            continue
        found = rest.find(f" {wanted} ")
        if found < 0:
            return False
        rest = rest[found + len(wanted) + 1 :]
    return True
