"""What the machine says otherwise than before: after a changed codebook, a new export, a new version of litreview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from litreview.codebook import RESERVED, Codebook
from litreview.errors import near_miss
from litreview.model import Decision, Problem, Tag
from litreview.problems import problem
from litreview.wording import short_repr

_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChange:
    """A tag of the machine that came or went. `coded_by` are the people who have judged codes of that source.

    `words` are those the tag rests on, or rested on.
    """

    source: str
    code: str
    came: bool
    coded_by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    __repr__ = short_repr


def compare_tags(
    before: Iterable[Tag], after: Iterable[Tag], decisions: Iterable[Decision] = ()
) -> tuple[TagChange, ...]:
    """Return the machine's tags that only one side has, in the order of sources and codes.

    `before` must name sources by today's keys. Codes that a person has judged on a source are left out: there the machine is
    silent because of the person. `none` and `unread` only follow from the others, so they are left out too.
    """
    people: dict[str, set[str]] = {}
    judged: set[tuple[str, str]] = set()
    for decision in decisions:
        if decision.verb in ("tag", "not-tag"):
            people.setdefault(decision.key, set()).add(decision.by)
            judged.add((decision.key, decision.value.rpartition(":")[2]))
    old, new = _machine(before), _machine(after)
    return tuple(
        TagChange(
            source=source,
            code=code,
            came=(source, code) in new,
            coded_by=tuple(sorted(people.get(source, ()))),
            words=_words(new.get((source, code)) or old[source, code]),
        )
        for source, code in sorted(old.keys() ^ new.keys())
        if (source, code) not in judged and code not in RESERVED
    )


def _machine(tags: Iterable[Tag]) -> Mapping[tuple[str, str], Tag]:
    return {(tag.source, tag.code): tag for tag in tags if tag.method == "rule"}


def _words(tag: Tag) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.text for span in tag.spans))[:_WORDS]


def check_codes(decisions: Iterable[Decision], codebook: Codebook) -> tuple[Problem, ...]:
    """Return a Problem (LR200) for each decision on a code that the codebook doesn't have. The decision stands all the same.

    Codes change their names while a codebook grows; what people said of the old one must not fall silent.
    """
    known = set(codebook.ids)
    found = []
    for decision in decisions:
        if decision.verb in ("tag", "not-tag"):
            code = decision.value
        elif decision.verb == "stance":
            code = decision.value.partition("=")[0]
        else:
            continue
        code = code.removeprefix(f"{codebook.name}:")
        if code not in known:
            found.append(
                problem(
                    "LR200",
                    decision.place,
                    key=decision.key,
                    codebook=codebook.name,
                    code=code,
                    near=near_miss(code, known),
                )
            )
    return tuple(found)
