"""What may be published of the register: the fields that at least k people share, in one version and in all versions together, and why not more.

The rule (k-anonymity: Samarati P. and Sweeney L., "Protecting privacy when disclosing information", 1998, held over time): people belong
together if every earlier version showed the same of them (the same fields, the same consent, or that they were not in it), and their consent
is the same now. Of such a group each class of k or more shows what it shares; a group of fewer than k shows nothing.

Why this holds for any register: let the history of a person be what each version so far showed. All members of a class have one history: their
group had one before, and now they show the same. So whoever holds all versions finds k people or more behind any history that ends with something
shown. Whoever holds only some of the versions, or tables made of them, tells fewer histories apart, and these are unions of the former. The proof
asks nothing of the values, so it is true whatever people arrive, withdraw, change their consent or are described anew.

What was published stays published, for a group that shares it goes on to share it. Where fewer than k of a group are left, because others
withdrew or changed their consent, nothing is shown of those who are left. That somebody withdrew or changed a consent can be seen, and nothing else
of them beyond what k shared before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from litreview.core.model import Decision, Fields, Problem, Record, Where
from litreview.core.problems import problem
from litreview.core.wording import plural, short_repr
from litreview.stages.register.register_file import (
    REGISTER_FILE,
    Register,
    RegisterEntry,
    Vocabulary,
    consent_in,
    in_scope,
    read_register,
)

FIELDS = ("role_group", "date", "role", "region", "medium")
"""The fields that tell people apart, the one that readers need most first: the last one is left out first."""
CONSENT = "consent"
"""What an interviewee agreed to shows by how the interview is cited, so it counts as if it were published; it is never left out."""

Values = Mapping[str, str]
Seen = tuple[tuple[str, str], ...] | None
"""What a version showed of somebody; None of somebody who was not in it."""


def publish(
    people: Mapping[str, Values], earlier: Iterable[Mapping[str, Values]] = (), k: int = 5
) -> dict[str, dict[str, str]]:
    """Return what may be published of each person, by code: some of the fields, as they are, or none.

    `earlier` is what each version before showed (`seen`). Something is shown only of people whose whole history, with what is shown now,
    k or more of them share.

    >>> five = {f"I0{n}": {"role_group": "prosecutor", "region": str(n)} for n in range(1, 6)}
    >>> publish({**five, "I06": {"role_group": "judge"}})["I01"]
    {}
    >>> publish(five)["I01"], publish(five, k=6)["I01"]
    ({'role_group': 'prosecutor'}, {})
    >>> four = {code: five[code] for code in sorted(five)[:4]}
    >>> publish(five, [seen(four, publish(four))])["I05"]  # who came alone is not told by what appears
    {}
    """
    versions = tuple(earlier)
    alike: dict[tuple[Seen, ...], dict[str, list[str]]] = {}
    for code, values in people.items():
        by_consent = alike.setdefault(_history(code, versions), {})
        by_consent.setdefault(values.get(CONSENT, ""), []).append(code)
    found: dict[str, dict[str, str]] = {code: {} for code in people}
    for history, by_consent in alike.items():
        classes = [one for group in by_consent.values() for one in _specialised(group, people, k)]
        for members, shared in classes if _is_described(history) else _unsaid(classes, k):
            for code in members:
                found[code] = dict(shared)
    return found


def seen(people: Mapping[str, Values], published: Mapping[str, Values]) -> dict[str, dict[str, str]]:
    """Return what a version shows of each person in it: the published fields, and the consent, which shows by how they are cited."""
    return {
        code: {**published[code], CONSENT: values[CONSENT]} if values.get(CONSENT) else dict(published[code])
        for code, values in people.items()
    }


def publish_all(versions: Iterable[Mapping[str, Values]], k: int = 5) -> list[dict[str, dict[str, str]]]:
    """Return what is published of each version of a register, each in view of those before it."""
    views: list[dict[str, dict[str, str]]] = []
    earlier: list[dict[str, dict[str, str]]] = []
    for people in versions:
        views.append(publish(people, earlier, k))
        earlier.append(seen(people, views[-1]))
    return views


def small_groups(people: Mapping[str, Values], k: int = 5) -> dict[str, int]:
    """Return the codes whose combination of values, consent included, fewer than k people share, with how many do.

    Nothing is a combination, too, where more is said of others: of those with the same consent, and of all.

    >>> five = {f"I0{n}": {"role": "prosecutor", "consent": "quote"} for n in range(1, 6)}
    >>> small_groups(five), small_groups({**five, "I06": {"consent": "quote"}}), small_groups({**five, "I06": {}})
    ({}, {'I06': 1}, {'I06': 1})
    """
    fields = (*FIELDS, CONSENT)
    combination = {code: tuple(values.get(name, "") for name in fields) for code, values in people.items()}
    held = Counter(combination.values())
    told = {one[-1] for one in held if any(one[:-1])}
    unsaid = sum(n for one, n in held.items() if not any(one[:-1]))
    few = {}
    for code, one in combination.items():
        alike = held[one] if any(one[:-1]) or one[-1] in told else k
        if not any(one[:-1]) and told:
            alike = min(alike, unsaid)
        if alike < k:
            few[code] = alike
    return few


def told_together(versions: Sequence[Mapping[str, Values]], k: int = 5) -> frozenset[str]:
    """Return the codes that versions of a register, read whole and one beside the other, tell from all but fewer than k people.

    >>> five = {f"I0{n}": {"role": "prosecutor"} for n in range(1, 6)}
    >>> sorted(told_together([five, {**five, "I06": {"role": "prosecutor"}}])), told_together([five, five])
    (['I06'], frozenset())
    """
    found: set[str] = set()
    for number, people in enumerate(versions, start=1):
        history = {code: _history(code, versions[:number]) for code in people}
        held = Counter(history.values())
        found |= {c for c in people if held[history[c]] < k and any(people[c].get(name) for name in FIELDS)}
    return frozenset(found)


def left_out(people: Mapping[str, Values], published: Mapping[str, Values]) -> dict[str, int]:
    """Return the fields that may not be published as they are, with of how many people, in the order of `FIELDS`."""
    counts = {
        name: sum(bool(values.get(name)) and not published[code].get(name) for code, values in people.items())
        for name in FIELDS
    }
    return {name: n for name, n in counts.items() if n}


def _unsaid(classes: list[tuple[Sequence[str], Values]], k: int) -> list[tuple[Sequence[str], Values]]:
    """Return the classes of one history, with nothing said of some more where fewer than k are left of whom nothing is.

    A total less the others would tell who they are. The smallest classes go first.
    """
    unsaid = sum(len(members) for members, shared in classes if not shared)
    found = []
    for members, shared in sorted(classes, key=lambda one: (len(one[0]), min(one[0]))):
        hold = bool(shared) and 0 < unsaid < k
        unsaid += len(members) * hold
        found.append((members, {} if hold else shared))
    return found


def _history(code: str, versions: Iterable[Mapping[str, Values]]) -> tuple[Seen, ...]:
    """Return what each version showed of somebody."""
    return tuple(tuple(sorted(version[code].items())) if code in version else None for version in versions)


def _is_described(history: Iterable[Seen]) -> bool:
    """Return whether any version showed more than a code and a consent: that is known whatever is shown now, so it stays."""
    return any(name != CONSENT for shown in history for name, _ in shown or ())


def _specialised(
    group: Sequence[str], people: Mapping[str, Values], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Return the classes of a group, each of k people or more, with what each shares; of a smaller group nothing."""
    classes: list[tuple[Sequence[str], Values]] = [(group, {})]
    if len(group) < k:
        return classes
    for name in FIELDS:
        classes = [one for members, shared in classes for one in _split(members, shared, name, people, k)]
    return classes


def _split(
    members: Sequence[str], shared: Values, name: str, people: Mapping[str, Values], k: int
) -> list[tuple[Sequence[str], Values]]:
    """Return the classes that a field makes of one: values of k or more, and one class of the rest, which must be as many."""
    by_value: dict[str, list[str]] = {}
    for code in members:
        by_value.setdefault(people[code].get(name, ""), []).append(code)
    rest = by_value.pop("", [])
    kept: list[tuple[str, list[str]]] = []
    for value, codes in sorted(by_value.items(), key=lambda item: (len(item[1]), item[0])):
        if len(codes) < k or 0 < len(rest) < k:  # else what is not said would tell who the few are
            rest = [*rest, *codes]
        else:
            kept.append((value, codes))
    parts: list[tuple[Sequence[str], Values]] = [
        (codes, {**shared, name: value}) for value, codes in sorted(kept)
    ]
    return [*parts, (rest, shared)] if rest else parts


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
