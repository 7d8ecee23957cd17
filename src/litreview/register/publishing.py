"""Giving the records of the register what may be published of them, and saying what may not and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from litreview.model import Decision, Fields, Problem, Record, Where
from litreview.problems import problem
from litreview.register.anonymity import left_out, publish, publish_all, seen, small_groups
from litreview.register.reading import (
    REGISTER_FILE,
    Register,
    RegisterEntry,
    Vocabulary,
    consent_in,
    in_scope,
    read_register,
)
from litreview.wording import plural, short_repr


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What may be published of a register: the fields of each code, `consent` by code, and the Problems met.

    `allowed` is what each consent allows in this publication. Those `outside` their consent's scope show no more than a code.
    """

    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    consent: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, str] = field(default_factory=dict)
    outside: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()

    __repr__ = short_repr

    def within(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """Return the decisions without those on somebody outside the scope of their consent."""
        return tuple(d for d in decisions if d.key.rpartition(":")[2] not in self.outside)


def publish_register(
    texts: Sequence[bytes],
    vocabulary: Vocabulary,
    path: str = REGISTER_FILE,
    *,
    before: Vocabulary | None = None,
    question: str = "",
) -> Publication:
    """Return what may be published of a register. `texts` are its versions, the oldest first, the last one as it stands now.

    `before` is what was ever in force: every word that was listed once, and the smallest `k`. Interviews show the fields that at least `k` of them
    share, in view of what all earlier versions showed (`anonymity`); requests show their public facts. Who did not consent to this publication shows
    nothing: whoever has one consent is left out together, so that no class grows smaller. `question` says what to do where nobody said which versions were published.
    """
    ever = before or vocabulary
    now = read_register(texts[-1], vocabulary, path) if texts else Register()
    people = now.people
    # versions that differ in requests or in layout alone show the same of people, so they count once
    earlier = [states for states, _ in groupby(read_register(text, ever, path).people for text in texts[:-1])]
    if earlier and earlier[-1] == people and ever.k == vocabulary.k:
        earlier.pop()
    views = [seen(*version) for version in zip(earlier, publish_all(earlier, ever.k), strict=True)]
    shown = publish(people, views, vocabulary.k)
    fields: dict[str, Mapping[str, str]] = {
        one.code: shown[one.code] if one.is_interview else one.fields.reveal() for one in now.standing()
    }
    consent = {code: values["consent"] for code, values in people.items()}
    uses = vocabulary.publication
    outside = frozenset(code for code, agreed in consent.items() if not in_scope(agreed, uses))
    return Publication(
        fields={**fields, **{code: {} for code in outside}},
        consent=consent,
        allowed={code: consent_in(agreed, uses) for code, agreed in consent.items()},
        outside=outside,
        withdrawn=now.withdrawn,
        problems=(
            *now.problems,
            *_told_apart(now, people, shown, vocabulary.k, path, question),
            *_out_of_scope(outside, uses, path),
        ),
    )


def _out_of_scope(outside: Collection[str], uses: Sequence[str], path: str) -> Iterable[Problem]:
    """Yield a Problem (LR634) if somebody's consent does not cover this publication; a warning if nobody said what is published."""
    if outside:
        row, told = "LR634.uses" if uses else "LR634.limited", plural(len(outside), "interviewee")
        yield problem(row, Where(file=path), interviewees=told, uses=", ".join(uses))


def _told_apart(
    register: Register,
    people: Mapping[str, Mapping[str, str]],
    shown: Mapping[str, Mapping[str, str]],
    k: int,
    path: str,
    question: str,
) -> Iterable[Problem]:
    """Yield an error (LR633) if the register itself tells people apart, with what to leave out, and a word (LR634) on what earlier versions hold back."""
    few = small_groups(people, k)
    alone = publish(people, k=k)
    less = _counted(people, {code: {**alone[code], **shown[code]} for code in people})
    back = _counted(alone, shown)
    if few and less:  # without anything to leave out, they are alone because they came alone
        first: RegisterEntry = register.entries[min(few)]
        yield problem(
            "LR633",
            Where(file=path, line=first.line),
            few=len(few),
            interviewees=plural(len(people), "interviewee"),
            k=k,
            less=less,
        )
    if back:
        counts = "every earlier commit of the register" if question else "what was published before"
        yield problem(
            "LR634.versions",
            Where(file=path),
            level="warning" if question else "info",
            back=back,
            counts=counts,
            k=k,
            remedy=question or f"add interviews at least {k} at a time",
        )


def _counted(people: Mapping[str, Mapping[str, str]], shown: Mapping[str, Mapping[str, str]]) -> str:
    """Return in words which fields are not shown, of how many people."""
    return ", ".join(f"{name} of {n}" for name, n in left_out(people, shown).items())


def withheld(publication: Publication, why: str, path: str = REGISTER_FILE) -> Publication:
    """Return a publication that says nothing of interviewees: what earlier versions told is not known, so nobody knows what adds to it."""
    told = [code for code in publication.consent if publication.fields[code]]
    if not told:
        return publication
    fault = problem(
        "LR636",
        Where(file=path),
        interviewees=plural(len(told), "interviewee"),
        why=why,
    )
    return replace(
        publication,
        fields={**publication.fields, **{code: {} for code in told}},
        problems=(*publication.problems, fault),
    )


def with_published(records: Iterable[Record], publication: Publication) -> tuple[Record, ...]:
    """Return the records, those of the register with what may be published of them; those who withdrew are left out.

    A record of the same code in another file stays sealed; its entry type does not show either, so that a copy of the review without
    that file counts the same.
    """
    found = []
    for record in records:
        values = publication.fields.get(record.key) if record.confidential else None
        if values is not None:
            in_register = record.where.file == REGISTER_FILE
            unnamed = publication.allowed.get(record.key) == "group only"
            shown = _published(record, values) if in_register else replace(record, type="misc")
            found.append(replace(shown, unnamed=unnamed))
        elif not (record.where.file == REGISTER_FILE and record.key in publication.withdrawn):
            found.append(record)
    return tuple(found)


def _published(record: Record, values: Mapping[str, str]) -> Record:
    year = values.get("date", "")[:4]
    return replace(
        record,
        type="misc",
        fields=Fields({**record.fields, **values}),
        year=int(year) if year.isdigit() else None,
    )


def dump_register(publication: Publication) -> str:
    """Return a register with what may be published, as BibTeX: what `bib/register.bib` may hold instead of more."""
    entries = []
    for code, values in sorted(publication.fields.items()):
        kind = (
            "interview"
            if code in publication.consent
            else "responsive document"
            if "-" in code
            else "records request"
        )
        fields = {"entrysubtype": kind, **values, "consent": publication.consent.get(code, "")}
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
        entries.append(f"@misc{{{code},\n{lines}}}\n")
    entries += [f"@misc{{{code},\n  withdrawn = {{true}},\n}}\n" for code in sorted(publication.withdrawn)]
    return "\n".join(entries) or "% this review has no register\n"
